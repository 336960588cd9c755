"""Decides which strokes of a page make tables: connected ruling to grids of cells, spans by missing edges."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.lines import Grid, GridCell
from extractor.readers.pdf_rules import Rule, Rules

_TOUCH = 4.5  # strokes that end this near to each other meet
_APART = 4.5  # edges nearer than this are one edge
_MOST_RULES = 600  # a page with more strokes is a drawing
_MOST_CELLS = 4000


def grids(rules: Rules, page: int) -> list[Grid]:
    """The grids of a page, from the top down; also boxes of a single cell."""
    across = [rule for rule in rules.across if rule.high - rule.low > 8.0]
    down = [rule for rule in rules.down if rule.high - rule.low > 5.0]
    if len(across) < 2 or not down or len(across) + len(down) > _MOST_RULES:
        return []
    found = [grid for parts in _connected(across, down) if (grid := _grid(*parts, page)) is not None]
    found.sort(key=lambda grid: (grid.y0, grid.x0))
    return _outermost(found)


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Sets of strokes that hang together."""
    parents = list(range(len(across) + len(down)))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for j, v in enumerate(down):
        for i, h in enumerate(across):
            if h.low - _TOUCH <= v.at <= h.high + _TOUCH and v.low - _TOUCH <= h.at <= v.high + _TOUCH:
                parents[root(i)] = root(len(across) + j)
    sets: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(across):
        sets.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down):
        sets.setdefault(root(len(across) + j), ([], []))[1].append(v)
    return [pair for pair in sets.values() if len(pair[0]) > 1 and pair[1]]


def _edges(values: list[float]) -> list[float]:
    values.sort()
    found: list[float] = []
    for value in values:
        if not found or value - found[-1] > _APART:
            found.append(value)
    return found


def _grid(across: list[Rule], down: list[Rule], page: int) -> Grid | None:
    xs = [rule.at for rule in down]
    ys = [rule.at for rule in across]
    left, right = min(rule.low for rule in across), max(rule.high for rule in across)
    top, bottom = min(rule.low for rule in down), max(rule.high for rule in down)
    # an open table: its strokes across reach beyond the outermost ones down
    xs += [edge for edge in (left, right) if edge < min(xs) - 12.0 or edge > max(xs) + 12.0]
    ys += [edge for edge in (top, bottom) if edge < min(ys) - 8.0 or edge > max(ys) + 8.0]
    xs, ys = _edges(xs), _edges(ys)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _MOST_CELLS:
        return None
    cells = _cells(xs, ys, across, down)
    return Grid(page, xs[0], ys[0], xs[-1], ys[-1], tuple(xs), tuple(cells))


def _cells(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> list[GridCell]:
    """The cells: places of the lattice without an edge between them are one."""
    columns, rows = len(xs) - 1, len(ys) - 1
    lines_at = [[h for h in across if abs(h.at - y) <= _APART] for y in ys]
    lines_on = [[v for v in down if abs(v.at - x) <= _APART] for x in xs]
    parents = list(range(columns * rows))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not any(v.low - 2 <= middle <= v.high + 2 for v in lines_on[column + 1]):
                parents[root(here)] = root(here + 1)
            centre = (xs[column] + xs[column + 1]) / 2
            if row + 1 < rows and not any(h.low - 2 <= centre <= h.high + 2 for h in lines_at[row + 1]):
                parents[root(here)] = root(here + columns)
    extents: dict[int, list[int]] = {}
    for row in range(rows):
        for column in range(columns):
            key = root(row * columns + column)
            extent = extents.setdefault(key, [row, column, row, column])
            extent[0], extent[1] = min(extent[0], row), min(extent[1], column)
            extent[2], extent[3] = max(extent[2], row), max(extent[3], column)
    return [
        GridCell(r0, c0, r1 - r0 + 1, c1 - c0 + 1, xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1])
        for r0, c0, r1, c1 in sorted(map(tuple, extents.values()))
    ]


def _outermost(found: list[Grid]) -> list[Grid]:
    """Without grids that lie inside a cell of another; a frame around grids gives way to them."""
    kept: list[Grid] = []
    for grid in found:
        inside = [
            other for other in found
            if other is not grid and other.x0 >= grid.x0 - 2 and other.x1 <= grid.x1 + 2
            and other.y0 >= grid.y0 - 2 and other.y1 <= grid.y1 + 2
        ]  # fmt: skip
        if len(grid.cells) == 1 and any(len(other.cells) > 1 for other in inside):
            continue
        kept.append(grid)
    return [
        grid for grid in kept
        if not any(
            other is not grid and len(other.cells) > 1 and grid.x0 >= other.x0 - 2 and grid.x1 <= other.x1 + 2
            and grid.y0 >= other.y0 - 2 and grid.y1 <= other.y1 + 2 for other in kept
        )
    ]  # fmt: skip
