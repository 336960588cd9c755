"""The related policies that the document lists."""

from __future__ import annotations

from extractor.types import Reading, RelatedPolicy


def find(reading: Reading) -> tuple[RelatedPolicy, ...]:
    """The related policies that the document lists."""
    return ()
