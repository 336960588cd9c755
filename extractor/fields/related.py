"""The related policies that the document lists."""

from __future__ import annotations

from extractor.types import RelatedPolicy, Reading


def find(reading: Reading) -> tuple[RelatedPolicy, ...]:
    """The related policies that the document lists."""
    return ()
