"""The entries of the bibliography, with their parts."""

from __future__ import annotations

from extractor.types import Reading, Reference


def find(reading: Reading) -> tuple[Reference, ...]:
    """The entries of the bibliography, with their parts."""
    return ()
