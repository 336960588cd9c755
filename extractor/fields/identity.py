"""What the policy is about and whose it is: title, payer, lines of business, states."""

from __future__ import annotations

from extractor.fields import payer, scope, title
from extractor.types import Named, Payer, Reading, Title


def find(reading: Reading) -> tuple[Title | None, Payer | None, tuple[Named, ...], tuple[Named, ...]]:
    """What the policy is about and whose it is: title, payer, lines of business, states."""
    lines, states = scope.find(reading)
    return title.find(reading), payer.find(reading), lines, states
