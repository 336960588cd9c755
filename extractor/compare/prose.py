"""Decides what changed in the words between the findings: sentences of the description, the evidence, the guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.compare.changes import Change, Quote
from extractor.compare.sides import Side
from extractor.compare.wording import LEGAL, SAME, STYLE, difference, only_asides, without_citations
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
_NEXT = re.compile(r"\s(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s*$")  # the next item's mark behind a sentence: "… purposes 2."
_ENTRY = re.compile(
    r"\bdoi:|\bPMID\b|\bet al\b|;\s?\d{1,4}(?:\(\d{1,4}\))?:|https?://"
)  # signs of an entry of a bibliography
ENTRIES = 500  # characters, at most, for each such sign in a stretch of bibliography that a stray heading cut off
_END = re.compile(r"(?<=[.;:!?])\s+|\n{2,}|\x00+")  # the end of a sentence or paragraph, or a finding's place
_TERM = re.compile(r"(?<=\s)(?=[a-z]{0,3}-?[A-Z0-9][\w/+-]{0,14}[A-Z0-9+]s?(?:\s[’']?[A-Z0-9]{2,4})?\s[A-Z][a-z-])")
# a short form before its long one, in a glossary that was run together: "CNS Central nervous system CRC Colorectal"
GLOSSARY = 300  # characters without a full stop from which a definition is a glossary that was run together


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
    whole_a, whole_b = (squeeze(without_citations(side.body)) for side in (old, new))
    a, b = [s for s in a if s.key not in keys_b], [s for s in b if s.key not in keys_a]
    a, held_a = _parted(a, whole_b)
    b, held_b = _parted(b, whole_a)
    used: set[int] = set()
    for i, x in enumerate(a):
        near = range(max(0, i - WINDOW), min(len(b), i + WINDOW))
        free = [j for j in near if j not in used]
        best = max(free, key=lambda j: similarity(x.text, b[j].text), default=None)
        if best is not None and similarity(x.text, b[best].text) >= ALIKE:
            used.add(best)
            yield from _modified(old, x, new, b[best])
        elif shorter := _within(x, held_b):
            yield from _modified(old, x, new, shorter)
        else:
            yield Change("removed", "text", _grade(x, None), _heading(old, x), "", _quote(old, x), None)
    for j, y in enumerate(b):
        if j in used:
            continue
        if shorter := _within(y, held_a):
            yield from _modified(old, shorter, new, y)
        else:
            yield Change("added", "text", _grade(None, y), _heading(new, y), "", None, _quote(new, y))


def _parted(sentences: list[Sentence], whole: str) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences that the other version lacks, and those that it holds as a part of longer ones."""
    lacking = [s for s in sentences if s.key not in whole]
    return lacking, [s for s in sentences if s.key in whole]


def _within(sentence: Sentence, shorter: list[Sentence]) -> Sentence | None:
    """The other version's sentence to which this one only adds words."""
    inside = [s for s in shorter if s.key in sentence.key and similarity(s.text, sentence.text) >= ALIKE]
    return max(inside, key=lambda s: len(s.key), default=None)


def _modified(old: Side, x: Sentence, new: Side, y: Sentence) -> Iterator[Change]:
    apart = difference(x.text, y.text)
    if apart != SAME:
        grade = "cosmetic" if apart == STYLE else _grade(x, y)
        if grade == "material" and only_asides(x.text, y.text):
            grade = "minor"
        yield Change("modified", "text", grade, _heading(new, y), "", _quote(old, x), _quote(new, y))


def _grade(x: Sentence | None, y: Sentence | None) -> str:
    return "material" if {s.type for s in (x, y) if s} & POSITION else "minor"


def _sentences(side: Side) -> list[Sentence]:
    text = without_citations(_masked(side))
    listed = list(_bibliography(side))
    found, at = [], 0
    ends = [*(m.start() for m in _END.finditer(text)), len(text)]
    for before, end in pairwise([0, *ends]):
        if end - before > GLOSSARY and side.type_at(before + 1) == "definitions":
            ends += [m.start() for m in _TERM.finditer(text, before, end)]
    for end in sorted(ends):
        piece = _NEXT.sub("", _LEAF_OF.sub(" ", text[at:end].replace("\x00", " ")))
        start = at + len(piece) - len(piece.lstrip())
        at = end
        key = squeeze(piece)
        if len(key) >= SHORTEST and len(key) > LETTERS * len(piece.split()) and not LEGAL.search(piece):
            kind = side.type_at(start)
            if kind not in TAKEN and not any(a <= start < b for a, b in listed):
                found.append(Sentence(" ".join(piece.split()), start, key, kind))
    return found


def _bibliography(side: Side) -> Iterator[tuple[int, int]]:
    """Sections that go on with the bibliography before them: a title of an entry was read as their heading."""
    ordered = sorted(side.sections.values(), key=lambda s: s["start"])
    for before, section in pairwise(ordered):
        start, end = section["start"], section["end"]
        if before["type"] == "references" and section["type"] != "references":
            signs = len(_ENTRY.findall(side.body, start, end))
            if signs > 2 and end - start <= ENTRIES * signs:
                yield start, end


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
