"""The rows of the revision history."""

from __future__ import annotations

from extractor.types import HistoryRow, Reading


def find(reading: Reading) -> tuple[HistoryRow, ...]:
    """The rows of the revision history."""
    return ()
