"""Whether numbered lines that look like headings are items of a list: their neighbours in the count are running text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.structure.cues import Line, Surroundings
from extractor.structure.numbering import Number, parse
from extractor.types import Block

ASIDE = 6.0  # points by which the texts of a list's items may stand left or right of each other ("9." and "10.")
FAR = 60  # blocks between two items in which the next is sought
SHORT = 40  # characters behind a label's number in which its end is sought


def items(around: Surroundings, lines: Mapping[int, Line], chosen: Sequence[int]) -> frozenset[int]:
    """Those of the chosen lines that are items of a list: "15. **Gout:**" between "14. Gout: Coverage is …" and "16. …".

    An item's next or previous number stands at its indent, in the same stretch of items, and is no heading, and none of
    the list's headings has the words of a main section.
    """
    taken = frozenset(chosen)
    size, _ = around.ordinary
    suspects = [
        i
        for i in chosen
        if (number := lines[i].number)
        and number.readings[0][0] in ("decimal", "alpha")
        and lines[i].block.kind == "item"
        and lines[i].known is None
        and not lines[i].look.caps
        and lines[i].look.size <= size
    ]
    return frozenset(i for i in suspects if any(_is_item(around, lines, taken, i, step) for step in (1, -1)))


def _is_item(around: Surroundings, lines: Mapping[int, Line], taken: frozenset[int], index: int, step: int) -> bool:
    """Whether the count goes on (or came) from text: followed from sibling to sibling through those that look like it."""
    here, number = lines[index].block, lines[index].number
    position = around.position[index]
    for _ in range(FAR):
        position += step
        if number is None or not 0 <= position < len(around.body):
            return False
        other = around.body[position]
        block = around.document.blocks[other]
        if block.table is not None or block.label is None:
            if block.style.indent <= here.style.indent - ASIDE:
                return False  # text left of the list: the list has ended
            continue
        if abs(block.style.indent - here.style.indent) > ASIDE:
            continue
        found = _number(around, block)
        flat = not (around.styled or block.style.indent or here.style.indent)
        if flat and (found is None or not any(a[:2] == b[:2] for a in number.readings for b in found.readings)):
            continue  # an item of a list within this one
        if found is None or not any(
            a[:2] == b[:2] and b[2] == a[2] + step for a in number.readings for b in found.readings
        ):
            return False
        if other not in taken:
            return True
        if lines[other].known is not None:
            return False
        number = found
    return False


def _number(around: Surroundings, block: Block) -> Number | None:
    return parse(around.document.text[block.start : min(block.end, block.start + SHORT)])
