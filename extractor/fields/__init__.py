"""Decide by place: one module an output field, each with ``find(reading)``; the order is the order of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.fields import codes, dates, history, identifiers, identity, kind, numbers, references, related
from extractor.fields.thinness import thin
from extractor.types import Facts, Problem, Reading, Statement

FIELDS = (identity, kind, numbers, dates, related, codes, references, identifiers, history)


NOTHING: Mapping[str, Any] = {field.__name__.rpartition(".")[2]: () for field in FIELDS} | {
    "identity": (None, None, (), ()),
    "kind": ("other", "unknown"),
}
"""What is found in a document that is no policy."""


def facts(found: Mapping[str, Any]) -> Facts:
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


def problems(reading: Reading, found: Mapping[str, Any], statements: tuple[Statement, ...]) -> tuple[Problem, ...]:
    """What the fields doubt about what they found, or did not find."""
    return (*dates.problems(reading), *thin(reading, found, statements))
