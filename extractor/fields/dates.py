"""The dates of the policy itself, by role."""

from __future__ import annotations

from extractor.types import PolicyDate, Reading


def find(reading: Reading) -> tuple[PolicyDate, ...]:
    """The dates of the policy itself, by role."""
    return ()
