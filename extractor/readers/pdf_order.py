"""Decides in which order the lines and tables of a page are read."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.lines import Grid, Line


def ordered(lines: Sequence[Line], grids: Sequence[Grid]) -> list[Line]:
    """The lines in reading order; a table's lines stand together, cell by cell."""
    tables: dict[int, list[Line]] = {}
    free: list[Line] = []
    for line in lines:
        if line.table is None:
            free.append(line)
        else:
            tables.setdefault(line.table, []).append(line)
    found: list[Line] = []
    pending = sorted(tables, key=lambda index: grids[index].y0)
    for line in sorted(free, key=lambda line: line.source):
        while pending and grids[pending[0]].y0 < line.y0:
            found.extend(_cells(tables[pending.pop(0)]))
        found.append(line)
    for index in pending:
        found.extend(_cells(tables[index]))
    return found


def _cells(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.row or 0, line.column or 0, round(line.y1 / 3), line.x0))
