"""The medical codes of the document, each with its standing."""

from __future__ import annotations

from extractor.types import Code, Reading


def find(reading: Reading) -> tuple[Code, ...]:
    """The medical codes of the document, each with its standing."""
    return ()
