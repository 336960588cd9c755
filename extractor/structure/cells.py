"""Which lines of a dump without columns are cells of a table that its lines no longer show: heads of columns, labels, values."""

from __future__ import annotations

import re

from extractor.layout.headlines import fold
from extractor.structure.cues import Line, Surroundings
from extractor.types import Block

SHORT = 60  # characters of a cell that holds a label or its value
FRONT = 30  # blocks at the head of a paper in which its table of facts stands
HEAD = re.compile(
    r"(?i:(?:[\w/&]{1,15} ){0,3}dates?)(?: \d[\d/.-]{5,9})?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
)  # "Date", "Review/Revision Date", "Date 01/01/2026", "01/01/2026"
CODES = re.compile(r"(?:[A-Z]?\d{4,5}[A-Z]?[†*‡]{0,2}[ ,]{0,2}){1,40}")  # "31660 31661", "93654††"
DESCRIPTION = fold("Description")


def is_cell(around: Surroundings, line: Line) -> bool:
    """Whether a line is a cell: "Description" under codes, what stands under "Date" in a history, a label of facts.

    A line that comes several times between short lines, each set apart, is the label or the value of a form.
    """
    position = around.position[line.at]
    above, below = _at(around, position - 1), _at(around, position + 1)
    if below is None or (position and line.block.style.space < 1.0) or line.block.table is not None:
        return False
    said = around.document.text_of(above) if above and above.end - above.start <= 240 else ""
    if line.known and fold(line.text) == DESCRIPTION and CODES.fullmatch(said):
        return True
    if line.known == "history" and not line.number and HEAD.fullmatch(said):
        return True
    if not _is_short(around, below) or below.style.space < 1.0:
        return False
    if said and around.lexicon.exact(said) and not around.lexicon.is_weak(said):
        return False  # the first sub-heading of a section
    if line.text[-1] == ":" and position < FRONT and (above is None or _is_short(around, above)):
        return any(
            (one := _at(around, position + step)) is not None and around.document.text[one.end - 1] == ":"
            for step in (-2, 2)
        )
    if line.number is not None:
        return False
    near = [_at(around, position + step) for step in (-3, -2, -1, 1, 2, 3)]
    cells = [one is not None and _is_short(around, one) and one.style.space >= 1.0 for one in near]
    if line.known and len(line.words) <= 2 and around.lexicon.is_weak(line.text) and all(cells[3:]):
        return True  # "Indication", "Dose", "Limit", "Gout": the heads of columns and the first row
    if line.known and ("(" in line.text or not around.again(line.text)):
        return False
    if all(cells[:3]) and (line.known is None or around.lexicon.is_weak(line.text)):
        return True
    return all(cells[1:5]) or (line.known is not None and all(cells[2:]))


def _at(around: Surroundings, position: int) -> Block | None:
    """The body's block at a place, None beyond its ends."""
    return around.document.blocks[around.body[position]] if 0 <= position < len(around.body) else None


def _is_short(around: Surroundings, block: Block) -> bool:
    """Whether a block is a short line that is no item and ends no sentence."""
    return (
        block.end - block.start <= SHORT
        and block.kind == "paragraph"
        and around.document.text[block.end - 1] not in ".;"
    )
