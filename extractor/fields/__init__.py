"""Decide by place: one module an output field, each with ``find(reading)``; the order is the order of the record."""

from __future__ import annotations

from typing import Any

from extractor.fields import codes, dates, history, identifiers, identity, kind, numbers, references, related
from extractor.types import Facts, Problem, Reading

FIELDS = (identity, kind, numbers, dates, related, codes, references, identifiers, history)


def facts(found: dict[str, Any]) -> Facts:
    """The record's key ``policy`` out of what the fields found."""
    title, payer, lines_of_business, states = found["identity"]
    what, status = found["kind"]
    return Facts(
        title=title,
        payer=payer,
        kind=what,
        status=status,
        numbers=found["numbers"],
        dates=found["dates"],
        related=found["related"],
        lines_of_business=lines_of_business,
        states=states,
    )


def problems(reading: Reading, found: dict[str, Any]) -> tuple[Problem, ...]:
    """What the fields doubt about what they found, or did not find."""
    return ()
