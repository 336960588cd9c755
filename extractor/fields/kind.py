"""The kind of document and its status, as it says of itself."""

from __future__ import annotations

from extractor.types import Reading


def find(reading: Reading) -> tuple[str, str]:
    """``(kind, status)``: see ``docs/record.md`` for the values."""
    return "other", "unknown"
