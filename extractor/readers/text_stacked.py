"""Dates that a dump prints in a column of their own before what they date: decides which line each one opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.layout.headlines import known
from extractor.readers.text_dated import ALONE
from extractor.readers.text_rows import Row

_HEAD = re.compile(
    r"(?:actions?|summary|descriptions?|changes?|comments?|revisions?|notes"
    r"|(?:summary|description|nature|reason) (?:of|for) (?:the )?(?:changes?|revisions?))",
    re.IGNORECASE,
)  # the head of the second column, printed below the first
_TERMINAL = re.compile(r"[.!?][\"”’')\]]{0,2}$")
_LEAST = 3
"""Dates on end that are a column; two may be values of a policy's own labels, but under a column's head, beside another."""
_DATE_HEAD = re.compile(r"(?:(?:review|revision|effective|approval) )?dates?", re.IGNORECASE)
_REACH = 120
"""Lines below the dates in which what they date stands."""
_SPARE = 6
"""Characters that a line has to leave free, beyond the next line's first word, to be sure to end what it says."""


def stacked(rows: Sequence[Row]) -> list[Row]:
    """The lines, each date of a column put before the line that it dates; where these are not as many, as they are."""
    result: list[Row] = []
    index = 0
    while index < len(rows):
        dates: list[int] = []
        end = index
        while end < len(rows) and (rows[end].furniture or ALONE.fullmatch(rows[end].text)):
            dates += [] if rows[end].furniture else [end]
            end += 1
        if not dates:
            end = max(end, index + 1)
        begin = end + (end < len(rows) and _HEAD.fullmatch(rows[end].text) is not None)
        headed = begin > end and index > 0 and _DATE_HEAD.fullmatch(rows[index - 1].text) is not None
        starts = _starts(rows, begin, len(dates)) if len(dates) >= (2 if headed else _LEAST) else []
        if not starts:
            result += rows[index:end]
            index = end
            continue
        result += [rows[place] for place in range(index, begin) if place not in dates]
        opens = dict(zip(starts, dates, strict=True))
        for place in range(begin, starts[-1] + 1):
            row = rows[place]
            result.append(replace(row, text=f"{rows[opens[place]].text} {row.text}") if place in opens else row)
        index = starts[-1] + 1
    return result


def _starts(rows: Sequence[Row], begin: int, count: int) -> list[int]:
    """The lines that begin what so many dates date; none where there are more or fewer."""
    lines: list[int] = []
    for index in range(begin, min(len(rows), begin + _REACH)):
        row = rows[index]
        if row.furniture:
            continue
        if (
            ALONE.fullmatch(row.text)
            or known(row.text)
            or (row.blanks and len(lines) >= count and _even(rows, lines, count))
        ):
            break
        lines.append(index)
    return _even(rows, lines, count)


def _even(rows: Sequence[Row], lines: Sequence[int], count: int) -> list[int]:
    """The first of some lines, and as many others that begin something new as make up the count: those that must, then
    those that may, the surest first."""
    if not lines:
        return []
    width = max(len(rows[index]) for index in lines)
    sure = [lines[0]]
    likely: list[tuple[bool, int, int]] = []  # whether none that must begins with the same words, how little is spare
    for before, index in zip(lines, lines[1:], strict=False):
        last, row = rows[before].text, rows[index]
        if not row.text[0].isupper() and not row.text[0].isdigit():
            continue
        spare = width - len(last) - len(row.text.split(" ", 1)[0]) - 1
        if spare >= _SPARE or _TERMINAL.search(last) or row.blanks:
            sure.append(index)
        elif last[-1].isalnum():
            likely.append((True, -spare, index))
    openings = {_opening(rows[index].text) for index in sure}
    likely = [(_opening(rows[index].text) not in openings, spare, index) for _, spare, index in likely]
    wanted = count - len(sure)
    if not 0 <= wanted <= len(likely):
        return []
    return sorted(sure + [index for *_, index in sorted(likely)[:wanted]])


def _opening(text: str) -> tuple[str, ...]:
    """The first words of a line: those of a history repeat themselves ("Annual review")."""
    return tuple(text.split()[:2])
