"""Decides in which order the lines, tables and columns of a page are read."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.lines import COUNTED, Line

_COLUMNS = 1000  # regions from here on are columns that stand side by side, twenty numbers a band


def ordered(lines: Sequence[Line]) -> list[Line]:
    """The lines from the top down; a table's lines together cell by cell, a band of columns column by column.

    Turned lines come last: one that runs up the page's side stands beside many and belongs to none.
    """
    pieces: dict[tuple[str, int], list[Line]] = {}
    turned = [line for line in lines if line.turned]
    for index, line in enumerate(lines):
        if line.turned:
            continue
        if line.table is not None:
            key = ("table", line.table)
        elif line.region >= _COLUMNS:
            key = ("band", line.region // 20)
        else:
            key = ("line", index)
        pieces.setdefault(key, []).append(line)
    _take_in(pieces)
    blocks: list[tuple[float, float, float, list[Line]]] = []  # top, bottom, left, lines in order
    for (kind, _), members in pieces.items():
        if kind == "table":
            members.sort(key=lambda line: (line.row or 0, line.column or 0, _band(line), line.x0))
        elif kind == "band" and members[0].region < COUNTED:  # an entry's number and lines are in order
            members.sort(key=lambda line: (line.region, line.y0, line.x0))
            members[:] = _with_tables(members)
        if len(members) == 1:
            blocks.append((members[0].y0, members[0].y1, members[0].x0, members))
            continue
        blocks.append(
            (min(line.y0 for line in members), max(line.y1 for line in members),
             min(line.x0 for line in members), members)
        )  # fmt: skip
    blocks.sort(key=lambda block: (block[0] + min(block[1] - block[0], 12.0) / 2, block[2]))
    found: list[Line] = []
    row: list[tuple[float, float, float, list[Line]]] = []
    for block in [*blocks, None]:
        if row and (block is None or not _abreast(row[0], block)):
            for _, _, _, members in sorted(row, key=lambda one: one[2]):
                found.extend(members)
            row = []
        if block is not None:
            row.append(block)
    return found + turned


def _take_in(pieces: dict[tuple[str, int], list[Line]]) -> None:
    """Give the tables that stand within a column to the column's band; they are read where they stand in it."""
    bands = [members for (kind, _), members in pieces.items() if kind == "band"]
    for key in [key for key in pieces if key[0] == "table"]:
        table = pieces[key]
        x0, x1 = min(line.x0 for line in table), max(line.x1 for line in table)
        top = min(line.y0 for line in table)
        for members in bands:
            columns: dict[int, tuple[float, float]] = {}
            for line in members:
                low, high = columns.get(line.region, (line.x0, line.x1))
                columns[line.region] = (min(low, line.x0), max(high, line.x1))
            inside = [r for r, (low, high) in columns.items() if low - 12.0 <= x0 and x1 <= high + 12.0]
            if inside and min(line.y0 for line in members) < top < max(line.y1 for line in members):
                members.extend(line._replace(region=inside[0]) for line in table)
                del pieces[key]
                break


def _with_tables(members: list[Line]) -> list[Line]:
    """A column's lines in order, a table's together and cell by cell where its first line stands."""
    found: list[Line] = []
    done: set[int] = set()
    for line in members:
        if line.table is None:
            found.append(line)
        elif line.table not in done:
            done.add(line.table)
            own = [one for one in members if one.table == line.table]
            found.extend(sorted(own, key=lambda one: (one.row or 0, one.column or 0, _band(one), one.x0)))
    return found


def _band(line: Line) -> int:
    return round((line.y0 + line.y1) / 2 / 4)


def _abreast(a: tuple[float, float, float, list[Line]], b: tuple[float, float, float, list[Line]]) -> bool:
    """Whether two pieces stand on one printed line."""
    if len(a[3]) > 1 or len(b[3]) > 1:
        return a[0] < b[1] and b[0] < a[1] and abs(a[0] - b[0]) < 6.0
    overlap = min(a[1], b[1]) - max(a[0], b[0])
    return overlap > 0.5 * min(a[1] - a[0], b[1] - b[0])


def dotted(lines: Sequence[Line], dots: Sequence[tuple[float, float, float, float]]) -> list[Line]:
    """The lines, with the drawn bullets that stand before them: browsers print lists so."""
    found = list(lines)
    for x0, y0, x1, y1 in dots[:2000]:
        middle = (y0 + y1) / 2
        best = -1
        for index, line in enumerate(found):
            if line.y0 <= middle <= line.y1 and 1.0 <= line.x0 - x1 <= 24.0 and line.table is None:
                best = index if best < 0 or line.x0 < found[best].x0 else best
        if best >= 0 and y1 - y0 < 0.7 * (found[best].y1 - found[best].y0 + 2.0):
            found[best] = found[best]._replace(dotted=x0)
    return found
