"""Invented policy text as hand-made blocks: a line each, nested by its leading blanks, ``#`` for a heading."""

from __future__ import annotations

import re
from typing import Any

from extractor import coverage, payers
from extractor.types import Block, Criterion, Document, Problem, Reading, Section, Span, Statement, Style

_LABEL = re.compile(r"(?:[•o▪-]|\(?[0-9]{1,2}[.)]|\(?[A-Za-z][.)]|\(?[ivxIVX]{1,4}[.)])(?=\s)")
_TYPES = {
    "Policy": "coverage",
    "Criteria": "coverage",
    "Limitations": "limitations",
    "Background": "description",
    "Rationale": "rationale",
    "References": "references",
    "Coding": "coding",
    "Definitions": "definitions",
    "Coverage": "coverage",
    "Revision": "history",
}


def reading(text: str, *, indent: float = 6.0) -> Reading:
    """A reading of some lines; ``indent`` is the points that a leading blank counts (0: no indents known)."""
    parts: list[str] = []
    blocks: list[Block] = []
    sections: list[Section] = []
    offset = 0
    for line in text.strip("\n").split("\n"):
        body = line.strip()
        if not body:
            continue
        heading = body.startswith("#")
        body = body.lstrip("# ")
        label = None if heading else _LABEL.match(body)
        span = Span(offset, offset + label.end()) if label else None
        depth = (len(line) - len(line.lstrip())) * indent
        blocks.append(
            Block(
                kind="item" if label else "paragraph",
                start=offset,
                end=offset + len(body),
                page=1,
                style=Style(indent=50 + depth if indent else 0.0, bold=heading),
                label=span,
            )
        )
        if heading:
            kind = _TYPES.get(body.split()[0].rstrip(":"), "other")
            sections.append(Section(f"x{len(sections)}", None, 1, None, body, kind, offset, offset, 1))
        parts.append(body)
        offset += len(body) + 1
    whole = "\n".join(parts)
    ends = [s.start for s in sections[1:]] + [len(whole)]
    closed = tuple(
        Section(s.id, s.parent, s.level, s.number, s.heading, s.type, s.start, end, s.page)
        for s, end in zip(sections, ends, strict=True)
    )
    document = Document("invented.txt", "text/plain", whole, tuple(blocks))
    return Reading(document, payers.load("default"), closed, ())


def found(text: str, *, indent: float = 6.0) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    """The statements and problems of some lines."""
    return coverage.statements(reading(text, indent=indent), codes=(), references=())


def statements(text: str, *, indent: float = 6.0) -> tuple[Statement, ...]:
    """The statements of some lines."""
    return found(text, indent=indent)[0]


def shape(node: Criterion | None) -> Any:
    """A tree as nested lists: ``["all", "leaf", ["any", …]]``; ``at_least`` carries its number."""
    if node is None:
        return None
    if node.items is None:
        return node.text
    operator = f"at_least {node.minimum}" if node.operator == "at_least" else node.operator
    return [operator, *(shape(item) for item in node.items)]


def tree(text: str, *, indent: float = 6.0) -> Any:
    """The shape of the only statement's criteria."""
    (statement,) = statements(text, indent=indent)
    return shape(statement.criteria)
