"""PMIDs, PMCIDs, DOIs and NCT numbers, wherever they stand."""

from __future__ import annotations

from extractor.types import Identifier, Reading


def find(reading: Reading) -> tuple[Identifier, ...]:
    """PMIDs, PMCIDs, DOIs and NCT numbers, wherever they stand."""
    return ()
