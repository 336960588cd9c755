"""Decides what texts that stand side by side without ruling are: columns of prose, a table, or parts of one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extractor.layout.labels import label
from extractor.layout.lines import COUNTED, Grid, GridCell, Line
from extractor.readers.pdf_rules import Rule

_GUTTER = 5.0  # points: white space that parts columns is at least this wide
_LISTED = 45  # characters of an entry, on the average, from which on a count and its entries are a list
_SOON = 60.0  # points below columns of prose within which they go on
_SPACED = 1.45  # line steps from this factor on part rows of a table that sets its rows apart

Interval = tuple[float, float]


@dataclass(slots=True)
class Band:
    """Consecutive rows of text with a white gutter in common."""

    rows: list[list[Line]]
    gutters: list[Interval]

    def column(self, line: Line) -> int:
        centre = (line.x0 + line.x1) / 2
        return sum(1 for gutter in self.gutters if (gutter[0] + gutter[1]) / 2 < centre)


def columned(
    lines: Sequence[Line],
    page: int,
    rules: Sequence[Rule],
    first_table: int,
    rows: Sequence[Sequence[Line]] | None = None,
) -> tuple[list[Line], list[Grid]]:
    """The lines of a page that stand in no ruled table, with a table's place or a column's region where they have one.

    ``rules`` are the page's strokes across, which may part a table's rows; ``first_table`` numbers its grids; ``rows``
    are what :func:`rows_of` gives for the lines outside tables, where it is known.
    """
    others = [line for line in lines if line.table is not None or line.turned]
    if rows is None:
        rows = rows_of([line for line in lines if line.table is None and not line.turned])
    if not any(len(row) > 1 for row in rows):
        return list(lines), []
    found: list[Line] = []
    grids: list[Grid] = []
    regions = 1000  # beyond the boxes' numbers
    above: Band | None = None  # the last band that was columns of prose, and where what was found after it begins
    mark = 0
    index = 0
    while index < len(rows):
        band = _band(rows, index) if len(rows[index]) > 1 else None
        if band is None:
            found.extend(rows[index])
            index += 1
            continue
        begin = index
        index += len(band.rows)
        prose = _prose(band)
        goes_on = not prose and above is not None and _goes_on(above, band)
        if prose or goes_on or _askew(band):
            taken = [] if goes_on else _wrapping_above(found, band)
            del found[len(found) - len(taken) :]
            if above is not None and (prose or goes_on) and _within(found[mark:], above, band):
                found[mark:] = [_columned(line, above, regions) for line in found[mark:]]
            else:
                regions += 20
            found.extend(_columned(line, band, regions) for line in taken)
            found.extend(_columned(line, band, regions) for row in band.rows for line in row)
            above, mark = (band if prose or goes_on else None), len(found)
            continue
        if _counted(band):
            found.extend(_entries(band))
            continue
        grid = _grid(band, page, rules, first_table + len(grids)) if index - begin > 1 else None
        if grid is None:
            found.extend(line for row in band.rows for line in row)
            continue
        grids.append(grid[0])
        found.extend(grid[1])
    return others + found, grids


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines on the same height, from the top down, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: ((line.y0 + line.y1) / 2, line.x0)):
        if rows:
            first = rows[-1][0]
            overlap = min(first.y1, line.y1) - max(first.y0, line.y0)
            if overlap > 0.5 * min(first.y1 - first.y0, line.y1 - line.y0):
                rows[-1].append(line)
                continue
        rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.x0)
    return rows


def _gaps(row: Sequence[Line]) -> list[Interval]:
    found, right = [], row[0].x1
    for before, line in zip(row, row[1:], strict=False):
        if line.x0 - right >= _GUTTER and not _label_only(before):
            found.append((right, line.x0))
        right = max(right, line.x1)
    return found


def _label_only(line: Line) -> bool:
    """Whether a line is nothing but a list label, whose text stands off to the right."""
    found = label(line.text) if len(line.text) < 9 else None
    return found is not None and found[0] >= len(line.text.rstrip())


def _narrowed(gutters: Sequence[Interval], row: Sequence[Line]) -> list[Interval]:
    """What a row leaves of the gutters."""
    found = []
    for low, high in gutters:
        pieces = [(low, high)]
        for line in row:
            pieces = [
                piece
                for a, b in pieces
                for piece in ((a, min(b, line.x0)), (max(a, line.x1), b))
                if piece[1] - piece[0] >= _GUTTER
            ] if line.x0 < high and line.x1 > low else pieces  # fmt: skip
        found.extend(pieces[:1] if len(pieces) == 1 else sorted(pieces, key=lambda p: p[0] - p[1])[:1])
    return found


def _band(rows: Sequence[Sequence[Line]], start: int) -> Band | None:
    """The rows from ``start`` on that share a gutter with it."""
    gutters = _gaps(rows[start])
    if not gutters:
        return None
    taken = [list(rows[start])]
    last_multi = 1
    height = max(line.y1 - line.y0 for line in rows[start])
    for row in rows[start + 1 :]:
        if row[0].y0 - max(line.y1 for line in taken[-1]) > 4.0 * height:
            break
        left = _narrowed(gutters, row)
        if not left or (len(row) > 1 and not _splits(left, row)):
            break
        if len(row) > 1 and len(left) < len(gutters) and last_multi > 1:
            break  # a table of other columns begins
        if len(row) == 1 and row[0].x1 <= left[0][0] and _heads(taken, row[0]):
            break
        taken.append(list(row))
        gutters = left
        if len(row) > 1:
            last_multi = len(taken)
    # rows after the last one with texts abreast belong only where they go on with a column that is not the first
    end = last_multi
    while end < len(taken) and (
        min(line.x0 for line in taken[end]) > gutters[0][0] or _wraps(taken[end - 1], taken[end], gutters[0])
    ):
        end += 1
    return Band(taken[:end], gutters)


def _heads(taken: Sequence[Sequence[Line]], line: Line) -> bool:
    """Whether a lone text on the left stands off from the rows above it, as a heading between tables does."""
    steps = sorted(b[0].y0 - a[0].y0 for a, b in zip(taken, taken[1:], strict=False))
    height = line.y1 - line.y0
    step = line.y0 - taken[-1][0].y0
    usual = steps[len(steps) // 2] if steps else 1.6 * height
    return step > max(1.25 * usual, 1.5 * height) and not line.text.lstrip()[:1].islower()


def _splits(gutters: Sequence[Interval], row: Sequence[Line]) -> bool:
    """Whether one of the gutters lies between two texts of the row."""
    return any(row[0].x1 <= low + 1.0 and row[-1].x0 >= high - 1.0 for low, high in gutters)


def _wraps(above: Sequence[Line], row: Sequence[Line], gutter: Interval) -> bool:
    """Whether a lone text on the left goes on with a wrapped one above it."""
    if not above or len(row) != 1:
        return False
    first, line = above[0], row[0]
    close = line.y0 - first.y1 < 0.6 * (first.y1 - first.y0)
    return (
        close
        and abs(first.x0 - line.x0) < 3.0
        and first.x1 > gutter[0] - 0.3 * (gutter[0] - first.x0)
        and (line.text.lstrip()[:1].islower())
    )


def _by_column(band: Band) -> list[list[Line]]:
    columns: list[list[Line]] = [[] for _ in range(len(band.gutters) + 1)]
    for row in band.rows:
        for line in row:
            columns[band.column(line)].append(line)
    return columns


def _edge(band: Band, line: Line) -> float:
    column = band.column(line)
    return band.gutters[column][0] if column < len(band.gutters) else 0.0


def _prose(band: Band) -> bool:
    """Whether two columns at least are running text: most of their lines are full and long."""
    if len(band.rows) < 4:
        return False
    running = sum(_running(column) for column in _by_column(band))
    return running > 1 and not _aligned_rows(band)


def _goes_on(above: Band, band: Band) -> bool:
    """Whether a band goes on with the columns of prose above it: the same gutter, soon below, text running in one column.

    A list of a few short items beside a paragraph is such a stretch, where the page's columns hold both.
    """
    if len(above.gutters) != 1 or len(band.gutters) != 1 or _aligned_rows(band):
        return False
    low, high = band.gutters[0]
    middle = (above.gutters[0][0] + above.gutters[0][1]) / 2
    rise = min(line.y0 for line in band.rows[0]) - max(line.y1 for line in above.rows[-1])
    return low < middle < high and rise < _SOON and any(_running(column) for column in _by_column(band))


def _within(between: Sequence[Line], above: Band, band: Band) -> bool:
    """Whether two bands are stretches of the same columns: what stands between them stands in one column, too."""
    (low, high), (left, right) = above.gutters[0], band.gutters[0]
    low, high = max(low, left), min(high, right)
    return (
        len(above.gutters) == len(band.gutters) == 1
        and low < high
        and band.rows[0][0].y0 - above.rows[-1][0].y1 < _SOON
        and all(line.table is None and (line.x1 <= high or line.x0 >= low) for line in between)
    )


def _columned(line: Line, band: Band, regions: int) -> Line:
    """A line in the region of the band's column that it stands in."""
    return line.at(None, None, None, _edge(band, line), regions + band.column(line))


def _running(column: Sequence[Line]) -> bool:
    """Whether most of a column's lines are full and long."""
    if len(column) < 4:
        return False
    right = max(line.x1 for line in column)
    left = min(line.x0 for line in column)
    full = sum(1 for line in column if line.x1 > right - 0.16 * (right - left) and len(line.text) > 24)
    return full >= 0.55 * len(column)


def _askew(band: Band) -> bool:
    """Whether the columns' lines stand at heights of their own: a side bar beside the text, not cells of rows."""
    multi = [row for row in band.rows if len(row) > 1]
    lone = [band.column(row[0]) for row in band.rows if len(row) == 1]
    drifting = lone.count(0) > 1 and len(lone) - lone.count(0) > 1  # lines of either column without a partner
    if len(multi) < 4 and not drifting:
        return False
    return sum(_level(row[0], line) for row in multi for line in row[1:]) < 0.7 * sum(len(row) - 1 for row in multi)


def _level(a: Line, b: Line) -> bool:
    """Whether two texts stand on one baseline: their boxes end or begin together, or differ by a descender."""
    below = abs(a.y1 - b.y1)
    return min(below, abs(a.y0 - b.y0)) < 0.8 or abs(below - 0.21 * (a.y1 - a.y0)) < 0.5


def _aligned_rows(band: Band) -> bool:
    """Whether the columns' lines begin paragraphs together again and again, as the rows of a table do."""
    starts = 0
    steps = [b[0].y0 - a[0].y0 for a, b in zip(band.rows, band.rows[1:], strict=False)]
    usual = median(steps) if steps else 0.0
    for step, row in zip(steps, band.rows[1:], strict=False):
        if step > _SPACED * usual and len(row) > 1:
            starts += 1
    return starts >= 2


def _wrapping_above(found: Sequence[Line], band: Band) -> list[Line]:
    """Lines just above that already wrap at the first column's width: the column begins with them."""
    low = band.gutters[0][0]
    left = min(line.x0 for row in band.rows for line in row)
    taken: list[Line] = []
    below = band.rows[0][0]
    for line in reversed(found):
        if line.x1 > low or line.x1 < low - 0.2 * (low - left) or below.y0 - line.y1 > line.y1 - line.y0:
            break
        if line.table is not None:
            break
        taken.append(line)
        below = line
    return taken[::-1] if len(taken) > 1 else []


def _grid(band: Band, page: int, rules: Sequence[Rule], table: int) -> tuple[Grid, list[Line]] | None:
    """The band as a table; None where its texts do not line up."""
    multi = [row for row in band.rows if len({band.column(line) for line in row}) > 1]
    if len(multi) < 2 or (len(multi) < 3 and len(band.rows) > 2 * len(multi) + 2):
        return None
    columns = _by_column(band)
    for members in columns[1:]:
        edges = Counter(round(line.x0 / 3) for line in members)
        common = max(edges[key] + edges[key + 1] for key in edges)
        centres = Counter(round((line.x0 + line.x1) / 8) for line in members)
        middle = max(centres[key] + centres[key + 1] for key in centres)
        ends = Counter(round(line.x1 / 3) for line in members)
        flush = max(ends[key] + ends[key + 1] for key in ends)
        if max(common, middle, flush) < 0.6 * len(members):
            return None
    if len(multi) == 2 and not any(len(row) >= 3 for row in multi) and not _headed(multi[0]):
        return None
    starts = _row_starts(band, rules)
    x0 = min(line.x0 for row in band.rows for line in row)
    x1 = max(line.x1 for row in band.rows for line in row)
    inner = [(low + high) / 2 for low, high in band.gutters]
    edges_x = [x0, *inner, x1]
    placed: list[Line] = []
    full: set[tuple[int, int]] = set()
    number = -1
    tops: list[float] = []
    bottoms: list[float] = []
    for row, starting in zip(band.rows, starts, strict=True):
        if starting or number < 0:
            number += 1
            tops.append(min(line.y0 for line in row))
            bottoms.append(0.0)
        bottoms[number] = max(bottoms[number], *(line.y1 for line in row))
        for line in row:
            column = band.column(line)
            full.add((number, column))
            room = band.gutters[column][0] if column < len(band.gutters) else 0.0
            right = max([other.x1 for other in columns[column]])
            room = max(min(room, right + 12.0), right) if room else right
            placed.append(line.at(table, number, column, room))
    if number < 1:
        return None
    cells = [
        GridCell(r, c, 1, 1, edges_x[c], tops[r], edges_x[c + 1], bottoms[r])
        for r in range(number + 1)
        for c in range(len(columns))
    ]
    header = 1 if _headed(band.rows[0]) and not _headed(band.rows[-1]) else 0
    lefts = [min(line.x0 for line in column) for column in columns if column]
    grid = Grid(page, x0, tops[0], x1, bottoms[-1], (*lefts, x1), tuple(cells), False, header)
    return grid, placed


def _counted(band: Band) -> bool:
    """Whether a band is a numbered list whose bare numbers stand off from the entries: "7", "Bell A. Ring therapy. …"."""
    if len(band.gutters) != 1:
        return False
    numbers, entries = _by_column(band)
    counts = [line.text.strip() for line in numbers]
    if len(counts) < 2 or not all(len(count) < 4 and count.isdecimal() for count in counts):
        return False
    values = [int(count) for count in counts]
    return values == list(range(values[0], values[0] + len(values))) and _LISTED * len(values) < sum(
        len(line.text) for line in entries
    )


def _entries(band: Band) -> list[Line]:
    """The lines of a counted list, each entry with its number in a region of its own."""
    right = max(line.x1 for row in band.rows for line in row)
    found: list[Line] = []
    region = COUNTED
    for row in band.rows:
        region += 20 * (band.column(row[0]) == 0)
        found.extend(line.at(None, None, None, right, region) for line in row)
    return found


def _headed(row: Sequence[Line]) -> bool:
    return all(line.runs and all(run.bold for run in line.runs) for line in row)


def _row_starts(band: Band, rules: Sequence[Rule]) -> list[bool]:
    """Which of the printed rows begin a row of the table."""
    rows = band.rows
    left = min(line.x0 for row in rows for line in row)
    right = max(line.x1 for row in rows for line in row)
    wide = [rule.at for rule in rules if min(rule.high, right) - max(rule.low, left) > 0.6 * (right - left)]
    steps = [b[0].y1 - a[0].y1 for a, b in zip(rows, rows[1:], strict=False)]
    ruled = [any(a[0].y1 - 2.0 < at < b[0].y0 + 3.0 for at in wide) for a, b in zip(rows, rows[1:], strict=False)]
    keyed = [any(band.column(line) == 0 for line in row) for row in rows]
    if sum(ruled) >= 2 and sum(ruled) >= 0.4 * (sum(keyed) - 1):
        return [True, *ruled]
    tight = sorted(steps)[len(steps) // 4] if steps else 0.0
    heights = [max(line.y1 - line.y0 for line in row) for row in rows]
    tight = min(tight, 1.6 * median(heights)) if steps else 0.0
    spaced = [step > _SPACED * tight for step in steps]
    of_keys = [wide_step for wide_step, key in zip(spaced, keyed[1:], strict=True) if key]
    sets_apart = bool(of_keys) and sum(of_keys) >= 0.3 * len(of_keys) and not all(spaced)
    starts = [True]
    for index, (wide_step, key) in enumerate(zip(spaced, keyed[1:], strict=True)):
        if ruled[index]:
            starts.append(True)
        elif not key:
            starts.append(False)
        elif wide_step:
            starts.append(True)
        else:
            first = min(rows[index + 1], key=lambda line: line.x0)
            lower = first.text.lstrip()[:1].islower()
            starts.append(not (lower or (sets_apart and keyed[index])))
    return starts
