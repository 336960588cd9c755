"""Propose by shape: everything in the text that looks like a code, a date or an identifier."""

from __future__ import annotations

from extractor.mentions import codes, dates, identifiers
from extractor.types import Document, Mention

FAMILIES = (codes.scan, dates.scan, identifiers.propose)
"""One pass over the text each; a family is a function from the text to its mentions."""


def scan(document: Document) -> tuple[Mention, ...]:
    """All mentions in the canonical text, in order of their start."""
    found = [mention for family in FAMILIES for mention in family(document.text)]
    found.sort(key=lambda mention: (mention.start, mention.end))
    return tuple(found)
