"""Decides which lines of a page are side heads: headings in a narrow column at the left of the text that they open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.layout.headlines import known
from extractor.layout.lines import SIDE, Grid, Line
from extractor.readers.pdf_columns import columned, rows_of
from extractor.readers.pdf_rules import Rule

_LONGEST = 45  # characters of a side head's line
_HANG = 25.0  # points by which a list stands in from the edge of the text
_LABEL = 4  # characters of a list label, as "12."
_NEAR = 3.0  # points by which edges that are one may differ
_RUNNING = 2.5  # lines that a side head has beside and below it, on the average: a label has one
_STEP = 1.7  # heights of a line within which a side head's next line begins
_LARGER = 0.7  # points above the text beside it that make a head larger


@dataclass(slots=True)
class _Side:
    """A side head and the lines of the text that it opens."""

    head: list[Line]
    text: list[Line]


def laid_out(
    lines: Sequence[Line], page: int, rules: Sequence[Rule], first_table: int
) -> tuple[list[Line], list[Grid]]:
    """What ``pdf_columns.columned`` gives for a page's lines, where side heads stand before their text."""
    rows = rows_of([line for line in lines if line.table is None and not line.turned])
    sides = _sides(rows)
    if not sides:
        return columned(lines, page, rules, first_table, rows)
    taken = {line.source for side in sides for line in (*side.head, *side.text)}
    found, grids = columned([line for line in lines if line.source not in taken], page, rules, first_table)
    margin = max(line.x1 for side in sides for line in side.text)
    for number, side in enumerate(sides):
        region = SIDE + 20 * number
        found.extend(line.at(None, None, None, line.x1, region) for line in side.head)
        text, more = columned(side.text, page, rules, first_table + len(grids))
        grids += more
        found.extend(
            line.at(None, None, None, margin, region + 1) if line.table is None and not line.region else line
            for line in text
        )
    return found, grids


def _sides(rows: Sequence[Sequence[Line]]) -> list[_Side]:
    """The side heads of a page from the top down; none where what stands at the left are labels, terms or cells."""
    pairs = [(row[0], row[1]) for row in rows if _is_pair(row)]
    if not pairs:
        return []
    left = Counter(round(head.x0) for head, _ in pairs).most_common(1)[0][0]
    edge = min(text.x0 for head, text in pairs if abs(head.x0 - left) < _NEAR)
    firsts = {head.source for head, text in pairs if abs(head.x0 - left) < _NEAR and text.x0 - edge < _HANG}
    sides: list[_Side] = []
    open_side: _Side | None = None
    for line in (line for row in rows for line in row):
        if abs(line.x0 - left) < _NEAR and line.x1 < edge and _bold(line):
            if open_side and _continues(open_side.head[-1], line):
                open_side.head.append(line)
            elif line.source in firsts:
                open_side = _Side([line], [])
                sides.append(open_side)
            else:
                open_side = None
        elif line.x0 >= edge - _NEAR:
            if open_side:
                open_side.text.append(line)
        else:
            open_side = None
    return sides if _are_heads(sides) else []


def _is_pair(row: Sequence[Line]) -> bool:
    """Whether a printed line holds what may be a side head and one text, be it with a label before it."""
    if len(row) != 2 and not (len(row) == 3 and len(row[1].text.strip()) <= _LABEL):
        return False
    line = row[0]
    return _bold(line) and len(line.text) <= _LONGEST and line.text.rstrip()[-1:] != ":"


def _are_heads(sides: Sequence[_Side]) -> bool:
    """Whether the heads open running text, and their words or their size say that they are headings."""
    if not sides or any(not side.text for side in sides):
        return False
    lines = [line for side in sides for line in side.text]
    plain = sum(not _bold(line) for line in lines)
    if len(lines) < _RUNNING * len(sides) or plain < 0.5 * len(lines):
        return False
    named = sum(known(" ".join(line.text.strip() for line in side.head)) for side in sides)
    sizes = Counter(round(line.runs[0].size * 2) / 2 for line in lines if line.runs)
    larger = min(side.head[0].runs[0].size for side in sides) >= sizes.most_common(1)[0][0] + _LARGER
    return named >= (1 if larger else max(1, 0.5 * len(sides)))


def _continues(above: Line, line: Line) -> bool:
    return line.y0 - above.y0 < _STEP * (above.y1 - above.y0) and above.runs[0].size == line.runs[0].size


def _bold(line: Line) -> bool:
    return bool(line.runs) and all(run.bold for run in line.runs)
