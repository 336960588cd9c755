"""Which paragraphs open a main section on their first line: "Policy Statement: Ring therapy is …"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.structure.cues import Surroundings
from extractor.types import Block

REACH = 70  # characters in which a heading on its section's first line ends
OPENING = frozenset(["references", "history", "related_policies"])  # are so set even where other headings are not
SECTIONS = frozenset(
    "coverage limitations guidelines description definitions rationale coding documentation dosing authorization medicare"
    " regulatory_status appendix disclaimer".split()
) | OPENING  # fmt: skip
KINDS = 3  # main sections of different types from which on a document is taken to head its sections so
TWICE = 2  # times that a label may stand: what comes more often is a lead-in


@dataclass(frozen=True, slots=True)
class RunIn:
    """A paragraph with the label that opens it: ``text[block.start:end]`` ends with the colon."""

    index: int
    end: int
    text: str
    known: str
    bold: bool
    sure: bool  # its words or its look say it alone; a common word in plain type only follows the others


def openings(around: Surroundings, taken: set[int], standing: Sequence[str]) -> list[RunIn]:
    """The paragraphs that open a section. ``standing`` are the types of the headings that stand on lines of their own.

    References and histories may open so in any document; other sections only where more of the document's main
    sections open so than stand on lines of their own, else the labels are lead-ins within a section.
    """
    found = list(_candidates(around, taken))
    times = Counter(one.text.lower() for one in found)
    main = [one for one in found if one.known in SECTIONS and times[one.text.lower()] <= TWICE]
    kinds = {one.known for one in main if one.sure}
    if (
        len(kinds) >= KINDS
        and len(kinds - OPENING) >= 2
        and len(kinds) > len(SECTIONS.intersection(standing) - OPENING)
    ):
        return main
    return [one for one in found if one.known in OPENING and (one.bold or (one.text.isupper() and not around.styled))]


def _candidates(around: Surroundings, taken: set[int]) -> Iterator[RunIn]:
    document, lexicon = around.document, around.lexicon
    for index in around.body:
        block = document.blocks[index]
        if not _may_open(block) or index in taken:
            continue
        colon = document.text.find(":", block.start, min(block.end, block.start + REACH))
        if colon < 0 or colon + 1 >= block.end:
            continue
        text = document.text[block.start : colon]
        known = lexicon.exact(text)
        if known is None or lexicon.is_never(text) or text[0].islower() or not (text[-1].isalpha() or text[-1] == ")"):
            continue
        bold = around.is_bold(block.start, colon)
        weak = lexicon.is_weak(text)
        if (bold or not around.styled) and not (weak and known in OPENING):
            yield RunIn(index, colon + 1, text, known, bold, not weak or bold or text.isupper())


def _may_open(block: Block) -> bool:
    return block.table is None and block.label is None and block.kind == "paragraph"
