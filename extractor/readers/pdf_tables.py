"""Decides which lines of a page stand in which cell of its grids, and which grids are tables at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.layout.lines import Grid, GridCell, Line

Split = Callable[[Line, Sequence[float]], list[Line]]
"""Parts a line at places across the page, word by word."""


def placed(lines: Sequence[Line], grids: Sequence[Grid], split: Split, first: int) -> tuple[list[Line], list[Grid]]:
    """The lines with ``table`` (``first`` and on, in the order of the grids given back), ``row`` and ``column`` where they stand in a cell.

    A grid with text in a single column is a box, not a table: its lines get a region of their own.
    """
    if not grids:
        return list(lines), []
    inside: list[list[tuple[Line, GridCell]]] = [[] for _ in grids]
    free: list[Line] = []
    for line in lines:
        middle = (line.y0 + line.y1) / 2
        for grid, members in zip(grids, inside, strict=True):
            if grid.y0 - 1 <= middle <= grid.y1 + 1 and line.x1 > grid.x0 and line.x0 < grid.x1:
                placed_parts = _into(grid, line, middle, split)
                if placed_parts:
                    members.extend(placed_parts)
                    break
        else:
            free.append(line)
    kept: list[Grid] = []
    region = 0
    for grid, members in zip(grids, inside, strict=True):
        table = _table(grid, members)
        if table is None:
            region += 1
            for line, cell in members:
                free.append(line.at(None, None, None, cell.x1 - 2.0, region * 40 + cell.column))
            continue
        tidy, cells = table
        index = len(kept)
        kept.append(tidy)
        padding: dict[GridCell, float] = {}
        for line, cell in members:
            padding[cell] = min(padding.get(cell, 12.0), max(line.x0 - cell.x0, 1.0))
        for line, cell in members:
            here = cells[cell.row, cell.column]
            room = here.x1 - padding[cell]
            free.append(line.at(first + index, here.row, here.column, room))
    return free, kept


def _into(grid: Grid, line: Line, middle: float, split: Split) -> list[tuple[Line, GridCell]]:
    row = sorted((cell for cell in grid.cells if cell.y0 <= middle < cell.y1), key=lambda cell: cell.x0)
    if not row:
        row = sorted(grid.cells, key=lambda cell: (min(abs(cell.y0 - middle), abs(cell.y1 - middle)), cell.x0))[:1]
    if not row:
        return []
    crossed = [cell.x1 for cell in row[:-1] if line.x0 < cell.x1 - 3.0 and line.x1 > cell.x1 + 3.0]
    parts = split(line, crossed) if crossed else [line]
    found = []
    for part in parts:
        centre = (part.x0 + part.x1) / 2
        cell = min(row, key=lambda one: max(one.x0 - centre, centre - one.x1, 0.0))
        found.append((part, cell))
    return found


def _table(grid: Grid, members: Sequence[tuple[Line, GridCell]]) -> tuple[Grid, dict[tuple[int, int], GridCell]] | None:
    """The grid without its empty rows and columns, and its cells by their old place; None where it is no table."""
    full = {(cell.row, cell.column) for _, cell in members}
    columns = sorted({column for _, column in full})
    rows = sorted({row for row, _ in full})
    if len(columns) < 2:
        return None
    if not any(len({column for r, column in full if r == row}) > 1 for row in rows):
        return None  # no two texts stand side by side
    cells: dict[tuple[int, int], GridCell] = {}
    for cell in grid.cells:
        held_rows = [r for r in rows if cell.row <= r < cell.row + cell.rows]
        held_columns = [c for c in columns if cell.column <= c < cell.column + cell.columns]
        if not held_rows or not held_columns:
            continue
        cells[cell.row, cell.column] = GridCell(
            rows.index(held_rows[0]), columns.index(held_columns[0]), len(held_rows), len(held_columns),
            cell.x0, cell.y0, cell.x1, cell.y1,
        )  # fmt: skip
    edges = (*(grid.columns[column] for column in columns), grid.x1)
    tidy = Grid(grid.page, grid.x0, grid.y0, grid.x1, grid.y1, edges, tuple(cells.values()), grid.ruled,
                _header(members, rows))  # fmt: skip
    return tidy, cells


def _header(members: Sequence[tuple[Line, GridCell]], rows: Sequence[int]) -> int:
    """How many rows at the top are column heads: bold throughout, where the row below is not."""
    bold: dict[int, bool] = {}
    for line, cell in members:
        here = bool(line.runs) and all(run.bold for run in line.runs)
        bold[cell.row] = bold.get(cell.row, True) and here
    count = 0
    while count < len(rows) and bold.get(rows[count], False):
        count += 1
    return count if 0 < count < len(rows) and count <= 3 else 0
