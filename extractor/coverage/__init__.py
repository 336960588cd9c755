"""Sections to statements: sentences that take a position, each with its tree of criteria."""

from __future__ import annotations

from extractor.types import Code, Problem, Reading, Reference, Statement


def statements(
    reading: Reading, *, codes: tuple[Code, ...], references: tuple[Reference, ...]
) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    """The coverage statements of a document, in document order, and what could not be placed."""
    return (), ()
