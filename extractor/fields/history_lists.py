"""How the rows of a history are told apart in lists of dates: under a label, in a cell's lines, after a committee's name."""

from __future__ import annotations

import re

from extractor.fields.history_rows import Row, Words, date_at

# What parts the dates of a list; before a date or behind it may stand who reviewed: "CRC 11/2026, 05/03/2026MPC".
_LIST_MARK = re.compile(r"\s*(?:[,;&]|and\b|\s)\s*(?:[A-Z]{2,7}/?\s)?")
_WHO = re.compile(r"[ ]?[A-Z]{2,7}(?=[,;]|\s*$)")
_BRACKET = re.compile(r"\s?\((?P<told>[^()]{2,200})\)")


def is_list(text: str, start: int, end: int, words: Words) -> bool:
    """Whether a block is nothing but a list of dates, two at least, and perhaps the head of the table below it."""
    rows = listed_rows(text, start, end)
    if len(rows) < 2 or "," not in text[start:end]:
        return False
    return end - rows[-1].end < 4 or words.is_head(text[rows[-1].end : end])


_LIST_LABEL = re.compile(r"[A-Z][\w &/.()'’-]{2,60}:\s{1,3}(?:[A-Z]{2,7}/?\s)?(?=\d|[A-Z][a-z]{2})")


def is_labelled_list(text: str, start: int, end: int) -> bool:
    """Whether a block is a label and, to its end, a list of dates, two at least."""
    label = _LIST_LABEL.match(text, start, end)
    if label is None:
        return False
    rows = listed_rows(text, label.end(), end)
    return len(rows) >= 2 and end - rows[-1].end < 4


def stacked_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of a cell whose every line begins with a date, two lines at least, each with what its line goes on to say."""
    rows: list[Row] = []
    for line in re.finditer(r"\S[^\n]*", text[start:end]):
        low, high = start + line.start(), start + line.end()
        date = date_at(text, low, high)
        if date is None:
            return []
        rows.append(Row(date, low, high, ((date.end, high),) if date.end < high else ()))
    return rows if len(rows) > 1 else []


_COMMITTEE = re.compile(
    # "Internal Policy Committee 7-22-2026 - Annual review"
    r"(?P<who>(?:[A-Z][a-z]{2,15} ){1,3}(?:Committee|Board|Council)) (?=\d{1,2}[-/]\d{1,2}[-/]\d{2,4} ?[-–:] )"
)


def committee_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of a stretch that each begin with the same committee's name before the date, two at least."""
    found = list(_COMMITTEE.finditer(text, start, end))
    rows: list[Row] = []
    for match, stop in zip(found, [*(one.start() for one in found[1:]), end], strict=False):
        date = date_at(text, match.end(), stop)
        if date is not None and match["who"] == found[0]["who"]:
            rows.append(Row(date, match.start(), stop, ((date.end, stop),)))
    return rows


def listed_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of a list of dates that begins at ``start``, each with what stands in brackets after it."""
    rows: list[Row] = []
    position = start
    while (date := date_at(text, position, end)) is not None:
        told: tuple[tuple[int, int], ...] = ()
        position = date.end
        if bracket := _BRACKET.match(text, position, end):
            told, position = (bracket.span("told"),), bracket.end()
        rows.append(Row(date, date.start, position, told))
        if who := _WHO.match(text, position, end):
            position = who.end()
        mark = _LIST_MARK.match(text, position, end)
        if mark is None or mark.end() == position:
            break
        position = mark.end()
    return rows
