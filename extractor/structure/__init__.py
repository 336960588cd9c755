"""Blocks to a section tree: which blocks are headings, how they nest, and of what type each section is."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.structure import headings, outline
from extractor.structure.wording import lexicon
from extractor.types import Block, Document, Profile, Reading, Section

RUN_IN = 20  # a block longer than its heading by more than this says more than its heading


def sections(document: Document, profile: Profile) -> tuple[Section, ...]:
    """The section tree of a document, in document order."""
    words = lexicon(profile)
    return outline.sections(headings.find(document, words), words, text=document.text)


def body_blocks(reading: Reading, section: Section | None = None, *, own: bool = False) -> Iterator[Block]:
    """The blocks of a section that are text: no furniture, no navigation, no heading of a section.

    Without a section: those of the whole document. ``own`` leaves out the blocks of sub-sections.
    """
    document = reading.document
    start, end = (section.start, section.end) if section else (0, len(document.text))
    openings = {s.start: len(s.heading) for s in reading.sections if start <= s.start < end}
    if section and own:
        end = min((s for s in openings if s > start), default=end)
    for block in document.blocks_in(start, end):
        if block.kind == "furniture" or block.role not in ("body", "note"):
            continue
        if block.start in openings and block.end - block.content <= openings[block.start] + RUN_IN:
            continue
        yield block
