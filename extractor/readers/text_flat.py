"""Flattened pages to blocks: decides where a page that was run together into one line breaks."""

from __future__ import annotations

from extractor.readers.canonical import Grid, Piece
from extractor.readers.inline import inlines


def pieces(text: str) -> list[Piece | Grid]:
    """The blocks of a flattened page."""
    return [Piece(inlines(text))]
