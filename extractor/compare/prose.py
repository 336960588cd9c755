"""Decides what changed in the words between the findings: sentences of the description, the evidence, the guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.compare.changes import Change, Quote
from extractor.compare.sides import Side
from extractor.compare.wording import SAME, STYLE, difference
from extractor.likeness import similarity, squeeze

POSITION = frozenset({"coverage", "limitations", "guidelines", "authorization", "dosing", "documentation"})
"""Sections in which words that no finding holds may still bear on coverage."""
TAKEN = frozenset({"references", "history", "table_of_contents", "related_policies", "coding"})
"""Sections whose words are findings, or repeat them."""
ALIKE = 0.6  # token F1 from which a sentence is the other's new wording
SHORTEST = 12  # letters of a sentence; shorter bits are labels, page numbers, bullets
LETTERS = 2.2  # letters a word, on average, below which a line is debris: letters of turned or scattered print
WINDOW = 40  # unmatched sentences around the same place among which a partner is sought
_LEAF_OF = re.compile(r"(?i)\b(?:page\s?:?\s{0,3})?\d{1,4}\s+of\s+\d{1,4}\b")  # "Page: 2 of 18"; never "2 of the"
_END = re.compile(r"(?<=[.;:!?])\s+|\n{2,}|\x00+")  # the end of a sentence or paragraph, or a finding's place


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that no finding holds."""

    text: str
    start: int
    key: str
    type: str


def prose(old: Side, new: Side) -> Iterator[Change]:
    """Sentences added, removed and reworded; those that merely stand elsewhere are no change."""
    if not old.text or not new.text:
        return
    a, b = _sentences(old), _sentences(new)
    keys_a, keys_b = {s.key for s in a}, {s.key for s in b}
    a = [s for s in a if s.key not in keys_b and s.key not in new.squeezed]
    b = [s for s in b if s.key not in keys_a and s.key not in old.squeezed]
    used: set[int] = set()
    for i, x in enumerate(a):
        near = range(max(0, i - WINDOW), min(len(b), i + WINDOW))
        free = [j for j in near if j not in used]
        best = max(free, key=lambda j: similarity(x.text, b[j].text), default=None)
        if best is None or similarity(x.text, b[best].text) < ALIKE:
            yield Change("removed", "text", _grade(x, None), _heading(old, x), "", _quote(old, x), None)
            continue
        used.add(best)
        y = b[best]
        apart = difference(x.text, y.text)
        if apart != SAME:
            grade = "cosmetic" if apart == STYLE else _grade(x, y)
            yield Change("modified", "text", grade, _heading(new, y), "", _quote(old, x), _quote(new, y))
    for j, y in enumerate(b):
        if j not in used:
            yield Change("added", "text", _grade(None, y), _heading(new, y), "", None, _quote(new, y))


def _grade(x: Sentence | None, y: Sentence | None) -> str:
    return "material" if {s.type for s in (x, y) if s} & POSITION else "minor"


def _sentences(side: Side) -> list[Sentence]:
    text = _masked(side)
    found, at = [], 0
    for end in [*(m.start() for m in _END.finditer(text)), len(text)]:
        piece = _LEAF_OF.sub(" ", text[at:end].replace("\x00", " "))
        start = at + len(piece) - len(piece.lstrip())
        at = end
        key = squeeze(piece)
        if len(key) >= SHORTEST and len(key) > LETTERS * len(piece.split()):
            kind = side.type_at(start)
            if kind not in TAKEN:
                found.append(Sentence(" ".join(piece.split()), start, key, kind))
    return found


def _masked(side: Side) -> str:
    """The body with every finding and heading blotted out; a finding's place ends a sentence."""
    text = list(side.body)

    def blot(start: int, end: int) -> None:
        for at in range(start, min(end, len(text))):
            text[at] = "\x00"

    for start, end in side.spans():
        blot(start, end)
    for section in side.sections.values():
        line = side.text.find("\n", section["start"], section["end"])
        blot(section["start"], line if line >= 0 else section["end"])
    return "".join(text)


def _heading(side: Side, sentence: Sentence) -> str:
    return side.heading_of({"start": sentence.start}) or "before the first heading"


def _quote(side: Side, sentence: Sentence) -> Quote:
    end = sentence.start + len(sentence.text)
    return side.quote({"start": sentence.start, "end": end}, sentence.text)
