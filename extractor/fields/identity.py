"""What the policy is about and whose it is: title, payer, lines of business, states."""

from __future__ import annotations

from extractor.types import Named, Payer, Reading, Title


def find(reading: Reading) -> tuple[Title | None, Payer | None, tuple[Named, ...], tuple[Named, ...]]:
    """What the policy is about and whose it is: title, payer, lines of business, states."""
    return None, None, (), ()
