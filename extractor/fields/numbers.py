"""The policy's numbers, by role."""

from __future__ import annotations

from extractor.types import Number, Reading


def find(reading: Reading) -> tuple[Number, ...]:
    """The policy's numbers, by role."""
    return ()
