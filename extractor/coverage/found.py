"""What is kept of a statement before its particulars are read, and what a block of lines inherits from those above."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.coverage.lines import Line
from extractor.types import Criterion, Span


@dataclass(frozen=True, slots=True)
class Found:
    """A statement before its particulars (service, phase, codes…) are read."""

    span: Span
    text: str
    position: str
    verdict: str
    verdict_span: Span
    conditional: bool
    criteria: Criterion | None
    rule: str
    line: Line
    above: tuple[str, ...]  # texts of the headings and lines over it, outermost first
    durations: tuple[Line, ...]  # lines near it that give the length of an approval


@dataclass(slots=True)
class Scope:
    """What a block of lines inherits: the position that a governing line gave, and the lines above."""

    position: str | None
    above: tuple[str, ...]
    governed: bool = False  # a statement above promised criteria and has none of its own yet
    ruling: str | None = None  # the position of that statement
    pending: int | None = None  # the statement whose criteria stand under a heading of their own further down
