"""Which numbered lines of a dump are headings because the next or last number of their series is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.structure.cues import Line, Surroundings

FAR = 60  # numbered lines in which the neighbour in the count is sought
ASIDE = 6.0  # points by which the lines of a series may stand left or right of each other
LEAST = 0.45  # the weight of a line that its place says might be a heading
PROSE = 90  # characters from which on what follows is running text


def lifted(around: Surroundings, lines: Mapping[int, Line], weights: Mapping[int, float], enough: float) -> list[int]:
    """The blocks of lines that are headings by their series: "A. Adults" over its list, where "B. Children" is one.

    The line stands apart or right under a heading, and the next or last number of its kind at its indent is a heading.
    A common label ("II. Comments") is one only where the number before it is, and text follows.
    """
    if around.styled or around.outlined:
        return []
    numbered = [line for line in lines.values() if line.number and line.block.table is None]
    return [
        line.at
        for place, line in enumerate(numbered)
        if weights[line.at] < enough and _lifted(around, numbered, place, weights, enough)
    ]


def _lifted(
    around: Surroundings, numbered: Sequence[Line], place: int, weights: Mapping[int, float], enough: float
) -> bool:
    line = numbered[place]
    position = around.position[line.at]
    above = around.body[position - 1] if position else None
    if line.block.style.space < 1.0 and not (above is not None and weights.get(above, 0.0) >= enough):
        return False
    if line.text[-1] in ".;,":
        return False
    if weights[line.at] >= LEAST:
        return any(_heads(numbered, place, step, weights, enough) for step in (1, -1))
    after = around.body[position + 1 : position + 2]
    block = around.document.blocks[after[0]] if after else None
    opens = block is not None and block.kind == "paragraph" and block.end - block.start > PROSE
    return around.lexicon.is_never(line.text) and opens and _heads(numbered, place, -1, weights, enough)


def _heads(numbered: Sequence[Line], place: int, step: int, weights: Mapping[int, float], enough: float) -> bool:
    """Whether the next line (or the last, by ``step``) that bears the neighbouring number is a heading set like this one."""
    line = numbered[place]
    readings = line.number.readings if line.number else ()
    end = min(len(numbered), place + FAR) if step > 0 else max(-1, place - FAR)
    for at in range(place + step, end, step):
        other = numbered[at]
        if abs(other.block.style.indent - line.block.style.indent) > ASIDE or other.look.caps != line.look.caps:
            continue
        found = other.number.readings if other.number else ()
        if any(a[:2] == b[:2] and b[2] == a[2] + step for a in readings for b in found):
            return weights[other.at] >= enough
        if any(a[:2] == b[:2] and b[2] == a[2] for a in readings for b in found):
            return False  # another series of the kind
    return False
