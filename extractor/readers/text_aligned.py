"""Tables that a dump sets with blanks: decides which lines are rows that a column of dates opens, as histories have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.layout.labels import label
from extractor.readers.canonical import Grid, GridCell, Piece
from extractor.readers.inline import inlines

_CELL = re.compile(r"\S+(?: \S+)*")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{4}}"
    rf"|{_MONTH}\s(?:\d{{1,2}},\s)?(?:19|20)\d\d"
)  # "5/24/2021", "04.15.25", "March 2021"; the whole of a cell
_LABEL = re.compile(r"(?:[\w&/.]{1,20}\s){0,4}(?:date|number|effective)\s?:?", re.IGNORECASE)
"""What stands left of a date of the policy's own: "Effective Date:", "Last review date"."""
_HEAD = re.compile(r"\bdates?\b", re.IGNORECASE)
_NEAR = 40
"""Lines in which the next row's date must come; the longest row of a history seen has 31."""
_SURE = 3
"""Rows that need no heads of columns above them."""
_WIDE = 400
"""Characters of the longest printed line that is looked at."""
_MOST = 16
"""Columns and cells of a line above which nothing is a table of dates."""
_HEADS = 4
"""Lines that the heads of columns may take."""


@dataclass(slots=True)
class _Cell:
    """A stretch of a line between gaps of two blanks or more."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Aligned:
    """A table, and the lines that it takes; one of the same shape may go on with it on the next page."""

    begin: int
    end: int
    grid: Grid
    shape: tuple[int, tuple[int, ...]]  # how many columns, and which of them hold dates


def tables(lines: Sequence[str]) -> list[Aligned]:
    """The tables of dated rows among some lines, in order."""
    found: list[Aligned] = []
    dated = {
        index: cells
        for index, line in enumerate(lines)
        if "  " in line and len(line) <= _WIDE and _dates(cells := _cells(line))
    }
    used = -1
    for index in dated:
        if index <= used or not _fit([], dated[index]):
            continue
        starts, end = _rows(lines, index, dated)
        if table := _table(lines, starts, end, dated, found[-1] if found else None):
            found.append(table)
        used = end - 1
    return found


def _cells(line: str) -> list[_Cell]:
    """The cells of a line; a bullet or label is of one cell with the words behind it."""
    cells: list[_Cell] = []
    for match in _CELL.finditer(line):
        last = cells[-1] if cells else None
        if last is not None and (mark := label(last.text)) and mark[0] == len(last.text):
            if not _DATE.fullmatch(last.text) and match.start() - last.end <= _HEADS:
                cells[-1] = _Cell(last.start, match.end(), f"{last.text} {match[0]}")
                continue
        cells.append(_Cell(match.start(), match.end(), match[0]))
    return cells


def _dates(cells: Sequence[_Cell]) -> list[_Cell]:
    """The cells that are dates and nothing else, in a line that has other words beside them, none of them their label."""
    dates = [cell for cell in cells if _DATE.fullmatch(cell.text)]
    worded = any(any(map(str.isalpha, cell.text)) for cell in cells if not _DATE.fullmatch(cell.text))
    labelled = any(_DATE.fullmatch(b.text) and _LABEL.fullmatch(a.text) for a, b in pairwise(cells))
    return dates if worded and not labelled else []


def _labels(starts: Sequence[int], dated: dict[int, list[_Cell]]) -> bool:
    """Whether half the dates of a table stand behind a colon: "Revised:" and its date, the policy's own."""
    behind = (any(_DATE.fullmatch(b.text) and a.text.endswith(":") for a, b in pairwise(dated[n])) for n in starts)
    return 2 * sum(behind) >= len(starts)


def _rows(lines: Sequence[str], first: int, dated: dict[int, list[_Cell]]) -> tuple[list[int], int]:
    """Where the rows begin that go on from a line with a date, and where the last of them ends."""
    key = _dates(dated[first])[0]
    columns: list[tuple[int, int]] = []
    _fit(columns, dated[first])
    starts = [first]
    end = index = first + 1
    while index < len(lines) and index - starts[-1] <= _NEAR and "\f" not in lines[index]:
        cells = _cells(lines[index])
        row = index in dated and any(one.start < key.end and key.start < one.end for one in _dates(dated[index]))
        beside = row or not any(cell.start < key.end and key.start < cell.end for cell in cells)  # a date does not wrap
        if not beside or not _fit(columns, cells):
            break
        if row:
            starts.append(index)
        index += 1
        end = index if cells else end
    return starts, next((n for n in range(starts[-1] + 1, end) if not lines[n].strip()), end)


def _table(
    lines: Sequence[str], starts: Sequence[int], end: int, dated: dict[int, list[_Cell]], before: Aligned | None
) -> Aligned | None:
    """The table of some rows; None where they are too few, and no table before has such columns."""
    first = starts[0]
    key = _dates(dated[first])[0]
    columns: list[tuple[int, int]] = []
    for line in lines[first:end]:
        _fit(columns, _cells(line))
    head = _head(lines, first, before.end if before else 0, columns, key)
    order = sorted(columns)
    dates = tuple(n for n, (low, high) in enumerate(order) if any(low < c.end and c.start < high for c in _dates(dated[first])))  # fmt: skip
    shape = (len(order), dates)
    sure = head < first or (len(starts) >= _SURE and not _labels(starts, dated))
    if not sure and (before is None or before.shape != shape):
        return None
    rows = [_row(lines, low, high, order, n + (head < first)) for n, (low, high) in enumerate(zip(starts, [*starts[1:], end], strict=True))]  # fmt: skip
    if head < first:
        rows.insert(0, _row(lines, head, first, order, 0))
    return Aligned(head, end, Grid(rows, int(head < first)), shape)


def _fit(columns: list[tuple[int, int]], cells: Sequence[_Cell]) -> bool:
    """Whether each cell of a line stands in one column or beside all; the columns grow with the line that fits."""
    grown = list(columns)
    if len(grown) + len(cells) > _MOST:
        return False
    for cell in cells:
        over = [place for place, (low, high) in enumerate(grown) if cell.start < high and low < cell.end]
        if len(over) > 1:
            return False
        if over:
            low, high = grown[over[0]]
            grown[over[0]] = (min(low, cell.start), max(high, cell.end))
        else:
            grown.append((cell.start, cell.end))
    if any(a[0] < b[1] and b[0] < a[1] for n, a in enumerate(grown) for b in grown[n + 1 :]):
        return False
    columns[:] = grown
    return True


def _head(lines: Sequence[str], first: int, used: int, columns: list[tuple[int, int]], key: _Cell) -> int:
    """Where the heads of columns above the first row begin; the row itself without any."""
    begin = first
    kept = list(columns)
    for index in range(first - 1, max(used - 1, first - 1 - _HEADS), -1):
        cells = _cells(lines[index])
        if not cells:
            if begin < first:
                break
            continue
        if "\f" in lines[index] or not _fit(kept, cells):
            break
        begin = index
    main = next((n for n in range(begin, first) if _heads(lines[n])), first)
    if main == first:
        return first
    if main > begin and all(_clear(cell, _cells(lines[main])) for cell in _cells(lines[main - 1])):
        main -= 1  # "Effective" over "Date", the rest of which stands a line below it
    columns[:] = kept
    return main


def _heads(line: str) -> bool:
    """Whether a line holds heads of columns, a date's among them; not "Revised: 1/2/2024   Next review date: 1/2025"."""
    cells = _cells(line)
    return len(cells) > 1 and _HEAD.search(line) is not None and not any(c.text[-1] == ":" or any(map(str.isdigit, c.text)) for c in cells)  # fmt: skip


def _clear(cell: _Cell, others: Sequence[_Cell]) -> bool:
    """Whether a cell stands over none of another line."""
    return not any(cell.start < one.end and one.start < cell.end for one in others)


def _row(lines: Sequence[str], low: int, high: int, columns: Sequence[tuple[int, int]], row: int) -> list[GridCell]:
    """A row: in each column the words of its lines, a piece for each item of a list."""
    said: list[list[str]] = [[] for _ in columns]
    for line in lines[low:high]:
        for cell in _cells(line):
            place = next(n for n, (start, end) in enumerate(columns) if cell.start < end and start < cell.end)
            if said[place] and not label(cell.text):
                before = said[place][-1]
                said[place][-1] = before + cell.text if before.endswith("-") else f"{before} {cell.text}"
            else:
                said[place].append(cell.text)
    return [GridCell([Piece(inlines(part)) for part in parts], row, place) for place, parts in enumerate(said)]
