"""Which headings of a dump its lines' width has cut in two: "RING THERAPY FOR ADULTS AND" over "CHILDREN WITH GOUT"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractor.structure.cues import TABLE, Line, Surroundings, title_case

SHORTEST = 40  # characters of a line that can have been cut: a shorter one had room for the next word
PROSE = 90  # characters from which on what follows is running text
CLOSED = re.compile(
    r"[.;:,!?]$|\b(?:et al|https?:)|\b(?:19|20)\d\d\b"
)  # a sentence, a label, an entry of a bibliography
OPEN = re.compile(r" (?:THIS|THE|OF|AND|FOR|TO|WITH|OUR)$")  # the next line goes on


def pairs(around: Surroundings, lines: Mapping[int, Line]) -> dict[int, int]:
    """The first line of each such heading, with the block of its second.

    Both are in capitals or both in title case; an empty line stands above the first, none above the second, and text
    follows, or a sub-heading over text.
    """
    if around.styled or around.outlined or not around.spaced:
        return {}
    found = {}
    for index, first in lines.items():
        position = around.position[index] + 1
        if first.block.style.space < 1.0 or len(first.text) < SHORTEST or position >= len(around.body):
            continue
        second = lines.get(around.body[position])
        if (
            second is not None
            and _one(first, second)
            and _stands(around, index)
            and opens_text(around, lines, position + 1)
        ):
            found[index] = second.at
    return found


def _one(first: Line, second: Line) -> bool:
    """Whether two lines are set alike and neither is a heading, a label or a sentence by itself.

    The second may be a known heading where the first cannot end so: "PLEASE READ BEFORE USING THIS", "POLICY".
    """
    open_end = first.look.caps and second.look.caps and OPEN.search(first.text) is not None
    for line in (first, second):
        if (
            (line.known and not (line is second and open_end))
            or line.bullet
            or line.block.table is not None
            or line.block.depth >= 0
        ):
            return False
        if CLOSED.search(line.text):
            return False
    if (
        TABLE.match(first.text)
        or second.number
        or second.block.style.space > 0.0
        or len(second.text) >= len(first.text) + 8
    ):
        return False
    capitals = first.look.caps and (second.look.caps or second.text.split("(")[0].isupper())
    return capitals or (not first.look.caps and not second.look.caps and title_case(first.words + second.words))


def _stands(around: Surroundings, index: int) -> bool:
    """Whether what stands above a block is ended."""
    position = around.position[index]
    above = around.document.blocks[around.body[position - 1]] if position else None
    return above is not None and (around.ended(above) or above.kind == "item" or above.end - above.start < 30)


def opens_text(around: Surroundings, lines: Mapping[int, Line], position: int) -> bool:
    """Whether running text or a list stands at a place among the body's blocks, or a line in title case over them."""
    for _ in range(2):
        if position >= len(around.body):
            return False
        below = around.document.blocks[around.body[position]]
        if below.table is not None or below.style.space >= 2.0:
            return False
        first = around.document.text[below.content]
        if below.end - below.start > PROSE or below.kind == "item":
            return first.isupper() or below.kind == "item"
        line = lines.get(around.body[position])
        if line is None or line.text[-1] in ".;," or not title_case(line.words):
            return False
        position += 1
    return False
