"""Propose by shape: everything in the text that looks like a code, a date or an identifier."""

from __future__ import annotations

from extractor.types import Document, Mention


def scan(document: Document) -> tuple[Mention, ...]:
    """All mentions in the canonical text, in order of their start."""
    return ()
