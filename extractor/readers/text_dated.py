"""Decides which lines of a dump are opened or closed by the date of a row: histories, lists and tables of dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.readers.text_rows import Row

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_SHAPES = {
    "iso": r"\d{4}-\d\d-\d\d",
    "slash": r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)",
    "dash": r"\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)",
    "dot": r"\d\d\.\d\d\.(?:\d{4}|\d\d)",
    "month": rf"{_MONTH}\s(?:\d{{1,2}},\s)?(?:19|20)\d\d",
    "short": r"\d{1,2}/\d{4}",
}
_DATE = "|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES.items())
_PLAIN = "|".join(_SHAPES.values())
# "01/02/2024: New", "March 2024 Annual review", "2024-03-04"; not "March 3, 2024. Available at", "01/02/2024 and"
_OPENS = re.compile(rf"(?:{_DATE})(?:\s?[:–—-]\s|\s[A-Z(•\"“]|$)")
# "01/02/2024", "04.23.25 06.25": a date and those of further columns
ALONE = re.compile(rf"(?:{_DATE})(?:\s(?:{_PLAIN}|\d\d[./]\d\d)){{0,3}}$")
# "No changes. 01/02/2024": a date behind the end of what it dates
_CLOSES = re.compile(rf"(?<=[.;)]\s)(?:{_DATE})(?:\s(?:{_PLAIN}|\d\d[./]\d\d)){{0,3}}$")
_REACH = 24
"""Lines around a date within which others of its form must stand."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The lines, by index, that open a row with its date, and those that close one with it."""

    opening: frozenset[int]
    closing: frozenset[int]


def dated(rows: Sequence[Row]) -> Dated:
    """Find the lines of rows: three dates of one form at least near one another, each at its line's begin or end."""
    opening: dict[str, list[int]] = {}
    closing: dict[str, list[int]] = {}
    alone: set[int] = set()
    for index, row in enumerate(rows):
        text = row.text
        if row.furniture or not (text[:1].isdigit() or text[-1:].isdigit() or text[:3].istitle()):
            continue
        if found := ALONE.match(text):
            alone.add(index)
        elif found := _OPENS.match(text):
            opening.setdefault(found.lastgroup or "", []).append(index)
            continue
        else:
            found = _CLOSES.search(text, max(0, len(text) - 60))
        if found:
            closing.setdefault(found.lastgroup or "", []).append(index)
    shut = {index for group in closing.values() for index in _near(group, 2) if index in alone or _by(index, alone)}
    begun = {index for name, group in opening.items() for index in _near(sorted(group + _of(alone, closing, name)), 3)}
    return Dated(frozenset(begun - alone), frozenset(shut))


def _of(alone: set[int], closing: dict[str, list[int]], name: str) -> list[int]:
    return [index for index in closing.get(name, ()) if index in alone]


def _by(index: int, others: set[int]) -> bool:
    return any(other in others for other in range(index - _REACH, index + _REACH + 1))


def _near(group: Sequence[int], count: int) -> list[int]:
    """Those of ascending indices that have ``count`` of the group, themselves among them, within reach."""
    found = []
    for place, index in enumerate(group):
        low = max(0, place - count + 1)
        if any(
            group[first + count - 1] - group[first] <= _REACH
            for first in range(low, min(place, len(group) - count) + 1)
        ):  # fmt: skip
            found.append(index)
    return found
