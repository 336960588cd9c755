"""Blocks to a section tree: which blocks are headings, how they nest, and of what type each section is."""

from __future__ import annotations

from extractor.types import Document, Profile, Section


def sections(document: Document, profile: Profile) -> tuple[Section, ...]:
    """The section tree of a document, in document order."""
    return ()
