"""Decides which strokes of a page make tables: connected ruling to grids of cells, spans by missing edges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractor.layout.lines import Grid, GridCell, Line
from extractor.readers.pdf_rules import Rule, Rules

_TOUCH = 4.5  # strokes that end this near to each other meet
_APART = 4.5  # edges nearer than this are one edge
_TALL = 200.0  # points: a stroke down the page this long parts labels or a column from the text beside it
_MOST_RULES = 600  # a page with more strokes is a drawing
_MOST_CELLS = 4000


Part = tuple[list[Rule], list[Rule]]
"""Strokes across and down that hang together."""


def grids(rules: Rules, page: int, lines: Sequence[Line]) -> list[Grid]:
    """The grids of a page, from the top down; also boxes of a single cell."""
    across = [rule for rule in _firm(rules.across) if rule.high - rule.low > 8.0]
    down = [rule for rule in _firm(rules.down) if rule.high - rule.low > 5.0]
    if not down or len(across) + len(down) > _MOST_RULES:
        return []
    across += _ends(across, down, lines)
    if len(across) < 2:
        return []
    parts = _connected(across, down)
    held = {id(rule) for part in parts for rule in part[0]}
    parts = _laddered(parts, [rule for rule in across if id(rule) not in held], lines)
    found = [grid for part in parts if (grid := _grid(part, page, lines)) is not None]
    found.sort(key=lambda grid: (grid.y0, grid.x0))
    return _outermost(found)


def _firm(rules: Sequence[Rule]) -> list[Rule]:
    """Without edges of tints that run along a stroke: a shaded cell's tint ends just inside its frame."""
    hard = [rule for rule in rules if not rule.soft]
    return [
        rule for rule in rules
        if not rule.soft or not any(
            abs(rule.at - other.at) < 9.0 and min(rule.high, other.high) - max(rule.low, other.low)
            > 0.5 * (rule.high - rule.low) for other in hard
        )
    ]  # fmt: skip


def _ends(across: Sequence[Rule], down: Sequence[Rule], lines: Sequence[Line]) -> list[Rule]:
    """Edges for strokes down the page that no stroke across closes: a row that page breaks cut off at both ends."""
    found: list[Rule] = []
    tall = [rule for rule in down if rule.high - rule.low > 60.0 and not rule.soft]
    while tall:
        first = tall[0]
        alike = [
            rule for rule in tall
            if min(rule.high, first.high) - max(rule.low, first.low)
            > 0.8 * (max(rule.high, first.high) - min(rule.low, first.low))
        ]  # fmt: skip
        tall = [rule for rule in tall if rule not in alike]
        left, right = min(rule.at for rule in alike), max(rule.at for rule in alike)
        if len(alike) < 3:
            beside = [line for line in lines if first.low - 2 < (line.y0 + line.y1) / 2 < first.high + 2]
            if (
                first.high - first.low < _TALL
                or any(line.x0 < rule.at - 2 and line.x1 > rule.at + 2 for line in beside for rule in alike)
                or not any(line.x1 < left for line in beside)
                or not any(line.x0 > left for line in beside)
            ):
                continue
            left, right = min(line.x0 for line in beside) - 4.0, max(line.x1 for line in beside) + 4.0
            left = min([left, *(rule.low for rule in across if first.low < rule.at < first.high)])
            right = max([right, *(rule.high for rule in across if first.low < rule.at < first.high)])
        for end in (first.low, first.high):
            if not any(abs(rule.at - end) < 6.0 and rule.low < right and rule.high > left for rule in across):
                found.append(Rule(end, left, right))
    return found


def _laddered(parts: list[Part], loose: list[Rule], lines: Sequence[Line]) -> list[Part]:
    """Parts joined down the page by strokes of the same extent, where the text between keeps to the columns."""
    parts = sorted(parts, key=lambda part: min(rule.at for rule in part[0]))
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if last is not None and len(_edges([rule.at for rule in part[1]])) > 0:
            _descend(last, loose, lines, _top(part))
            if _rungs_match(last, part) and _keeps(last, _top(part), lines):
                last[0].extend(part[0])
                last[1].extend(part[1])
                continue
        found.append(part)
    for index, part in enumerate(found):
        _descend(part, loose, lines, _top(found[index + 1]) if index + 1 < len(found) else float("inf"))
    return found


def _top(part: Part) -> float:
    return min(rule.at for rule in part[0])


def _bottom(part: Part) -> float:
    return max(rule.at for rule in part[0])


def _extent(part: Part) -> tuple[float, float]:
    return min(rule.low for rule in part[0]), max(rule.high for rule in part[0])


def _rungs_match(a: Part, b: Part) -> bool:
    (a0, a1), (b0, b1) = _extent(a), _extent(b)
    return abs(a0 - b0) < 5.0 and abs(a1 - b1) < 5.0 and _bottom(a) <= _top(b) + 2.0


def _descend(part: Part, loose: list[Rule], lines: Sequence[Line], until: float) -> None:
    """Take in the loose strokes below, down to ``until``, that end the rows of an open table."""
    left, right = _extent(part)
    for rule in sorted(loose, key=lambda rule: rule.at):
        if rule.at <= _bottom(part) + 2.0 or abs(rule.low - left) > 5.0 or abs(rule.high - right) > 5.0:
            continue
        if rule.at > until or not _keeps(part, rule.at, lines):
            return
        part[0].append(rule)
        loose.remove(rule)


def _keeps(part: Part, until: float, lines: Sequence[Line]) -> bool:
    """Whether the text between a part and a place below it stands in the part's columns, in two of them at least."""
    left, right = _extent(part)
    inner = [x for x in _edges([rule.at for rule in part[1]]) if left + 6.0 < x < right - 6.0]
    if not inner:
        return False
    begin = _bottom(part)
    between = [line for line in lines if begin < (line.y0 + line.y1) / 2 < until]
    if not between or any(line.x0 < x - 3.0 and line.x1 > x + 3.0 for line in between for x in inner):
        return False
    return len({bisect_right(inner, (line.x0 + line.x1) / 2) for line in between}) > 1


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[Part]:
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
    sets: dict[int, Part] = {}
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


def _grid(part: Part, page: int, lines: Sequence[Line]) -> Grid | None:
    across, down = part
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
    if rows <= 2 and all(rule.soft for rule in (*across, *down)):
        return None  # a tinted bar: a heading, or the head of a table without strokes
    cells = _cells(xs, ys, across, down, lines)
    return Grid(page, xs[0], ys[0], xs[-1], ys[-1], tuple(xs), tuple(cells))


def _cells(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule], lines: Sequence[Line]
) -> list[GridCell]:
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
        open_row = not any(v.low - 2 <= middle <= v.high + 2 for v in down) and not any(
            line.x0 < x - 3.0 and line.x1 > x + 3.0 and ys[row] < (line.y0 + line.y1) / 2 < ys[row + 1]
            for line in lines
            for x in xs[1:-1]
        )  # no stroke down at all, and the text keeps to the columns of the rows around it
        for column in range(columns):
            here = row * columns + column
            if (
                column + 1 < columns
                and not open_row
                and not any(v.low - 2 <= middle <= v.high + 2 for v in lines_on[column + 1])
            ):
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
