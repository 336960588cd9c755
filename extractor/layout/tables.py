"""Decides how the tables of single pages make whole tables: stitched over page breaks, heads that come back once."""

from __future__ import annotations

import re
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, field

from extractor.layout.lines import Grid, Line
from extractor.types import BlockRole


@dataclass(slots=True)
class CellPlan:
    """A cell to be written: place, extent, and its lines in order."""

    column: int
    rows: int
    columns: int
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class TablePlan:
    """A whole table: its rows of cells, and the edges of its columns."""

    page: int
    edges: tuple[float, ...]
    ruled: bool
    header: int
    rows: list[list[CellPlan]]
    first: int  # index of the first line in the reading order
    last: int
    running: list[Line] = field(default_factory=list)  # head rows that a later page repeats
    grids: list[int] = field(default_factory=list)

    def texts(self, row: int) -> list[str]:
        """The text of a row's cells, folded, for comparing head rows."""
        return [" ".join(" ".join(line.text for line in cell.lines).split()).casefold() for cell in self.rows[row]]


def settle(lines: Sequence[Line], roles: list[BlockRole]) -> None:
    """Tables and furniture in one: a boxed running header is furniture as a whole, other tables stay whole.

    Where the boxed header stands first it is the document's front matter, and stays a table.
    """
    if not lines:
        return
    members: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.table is not None:
            members.setdefault(line.table, []).append(index)
    for indices in members.values():
        running = [index for index in indices if roles[index] != "body"]
        if not running:
            continue
        wholly = len(running) >= 0.6 * len(indices) and lines[indices[0]].page > lines[0].page
        wholly = wholly and not _has_row(lines, roles, indices)
        for index in indices:
            roles[index] = roles[running[0]] if wholly else "body"


def _has_row(lines: Sequence[Line], roles: Sequence[BlockRole], indices: Sequence[int]) -> bool:
    """Whether a table has a row of three cells and more of which nothing comes back: a row under repeated heads."""
    cells: dict[int | None, set[int | None]] = {}
    running = {lines[index].row for index in indices if roles[index] != "body"}
    for index in indices:
        if lines[index].row not in running:
            cells.setdefault(lines[index].row, set()).add(lines[index].column)
    return any(len(columns) >= 3 for columns in cells.values())


_LABEL = re.compile(r"\s{0,8}(\d{1,2}|[A-Za-z])[.)]\s|\s{0,8}[•▪◦○-]\s")


def plans(lines: MutableSequence[Line], roles: Sequence[BlockRole], grids: Sequence[Grid]) -> list[TablePlan]:
    """The tables of a document, stitched over page breaks, in reading order."""
    single = _single(lines, roles, grids)
    found: list[TablePlan] = []
    for plan in single:
        last = found[-1] if found else None
        if last is not None and _adjoin(last, plan, lines, roles):
            ruled = last.ruled or plan.ruled
            if _same_columns(last.edges, plan.edges, ruled=ruled):
                _append(last, plan)
                continue
        found.append(plan)
    return [plan for plan in found if not _lays_out(plan, lines)]


_LONG = 14  # lines in a cell of a one-row grid from which on it lays out a page, and is no table
_COLUMNS = 5000  # regions of columns that only looked like cells


def _lays_out(plan: TablePlan, lines: MutableSequence[Line]) -> bool:
    """Whether a grid only puts running texts side by side; its lines are free again then."""
    if len(plan.rows) > 1 or sum(len(cell.lines) > _LONG for cell in plan.rows[0]) < 2:
        return False
    for index in range(plan.first, plan.last + 1):
        line = lines[index]
        if line.table in plan.grids:
            lines[index] = line.at(None, None, None, line.right, _COLUMNS + plan.first * 20 + (line.column or 0))
    return True


def _single(lines: Sequence[Line], roles: Sequence[BlockRole], grids: Sequence[Grid]) -> list[TablePlan]:
    members: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.table is not None and roles[index] == "body":
            members.setdefault(line.table, []).append(index)
    found = []
    for number, indices in members.items():
        grid = grids[number]
        plan = TablePlan(
            grid.page, grid.columns, grid.ruled, grid.header,
            [[] for _ in range(max(cell.row for cell in grid.cells) + 1)], indices[0], indices[-1], grids=[number],
        )  # fmt: skip
        cells: dict[tuple[int, int], CellPlan] = {}
        for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
            cells[cell.row, cell.column] = made = CellPlan(cell.column, cell.rows, cell.columns)
            plan.rows[cell.row].append(made)
        for index in indices:
            line = lines[index]
            cells[line.row or 0, line.column or 0].lines.append(line)
        found.append(plan)
    found.sort(key=lambda plan: plan.first)
    return found


def _adjoin(a: TablePlan, b: TablePlan, lines: Sequence[Line], roles: Sequence[BlockRole]) -> bool:
    """Whether nothing but furniture and a page break lies between two tables."""
    last_page = lines[a.last].page
    if b.page != last_page + 1:
        return False
    return all(roles[index] != "body" for index in range(a.last + 1, b.first))


def _same_columns(a: Sequence[float], b: Sequence[float], *, ruled: bool, slack: float = 6.0) -> bool:
    """Whether the columns stand at the same places, perhaps all shifted by a little.

    Where nothing is ruled the last edge is only where the longest line of the page ends, and says nothing.
    """
    if len(a) != len(b):
        return False
    shift = b[0] - a[0]
    if not ruled:
        a, b = a[:-1], b[:-1]
    return abs(shift) <= 20.0 and all(abs(y - x - shift) <= slack for x, y in zip(a, b, strict=True))


def _append(table: TablePlan, more: TablePlan) -> None:
    """Add a later page's part: its repeated head rows go to the running lines, a row that was cut is mended."""
    skip = 0
    while skip < min(3, len(more.rows) - 1, len(table.rows)) and more.texts(skip) == table.texts(skip):
        skip += 1
    if skip and any(more.texts(0)):
        table.header = max(table.header, skip)
        for row in more.rows[:skip]:
            for cell in row:
                table.running.extend(cell.lines)
    else:
        skip = 0
    rest = more.rows[skip:]
    if rest and table.rows and _cut(table.rows[-1], rest[0]):
        for cell in rest[0]:
            if not cell.lines:
                continue
            target = next((one for one in table.rows[-1] if one.column == cell.column), None)
            if target is None:
                target = CellPlan(cell.column, 1, cell.columns)
                table.rows[-1].append(target)
                table.rows[-1].sort(key=lambda one: one.column)
            target.lines.extend(cell.lines)
        rest = rest[1:]
    table.rows.extend(rest)
    table.last = more.last
    table.grids += more.grids


def _cut(above: Sequence[CellPlan], below: Sequence[CellPlan]) -> bool:
    """Whether a page break went through a row: the part below has no first cell, or goes on in mid-sentence."""
    if len(below) < 2 or not any(cell.lines for cell in below):
        return False
    if not below[0].lines and below[0].rows == 1 and above and len(above) == len(below):
        return True
    if below[0].lines and not any(cell.lines for cell in below[1:]) and all(cell.lines for cell in above):
        found = _LABEL.match(below[0].lines[0].text)
        if found and found.group(1) not in ("1", "a", "A", "i", "I"):
            return True  # the list in its first cell goes on
    for cell in below:
        upper = next((one for one in above if one.column == cell.column), None)
        if upper is None or not upper.lines or not cell.lines:
            continue
        end, begin = upper.lines[-1].text.rstrip(), cell.lines[0].text.lstrip()
        if begin[:1].islower() and end[-1:] not in ".;:!?" and (end[-1:].islower() or end[-1:] in ",-"):
            return True
    return False
