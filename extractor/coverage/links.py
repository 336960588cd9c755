"""What a statement is linked to: the codes that it governs and the references that it cites."""

from __future__ import annotations

import re

from extractor.coverage.found import Found
from extractor.types import Code, Criterion, Reading

_CITED = re.compile(r"(?:\[|\()(?P<list>\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,12})(?:\]|\))(?!\s*(?:mg|mL|of|months?|or\b))")


def _spans(found: Found) -> list[tuple[int, int]]:
    spans = [(found.span.start, found.span.end)]
    tree: Criterion | None = found.criteria
    if tree is not None:
        spans += [(leaf.start, leaf.end) for leaf in tree.leaves() if leaf.start is not None and leaf.end is not None]
    return spans


def codes(found: Found, every: tuple[Code, ...]) -> tuple[str, ...]:
    """The codes named in a statement or its criteria, and those in a table whose heading quotes it."""
    spans = _spans(found)
    named = []
    words = found.text.lower().rstrip(":. ")
    for code in every:
        inside = any(start <= code.evidence.start < end for start, end in spans)
        headed = code.group is not None and len(words) > 20 and code.group.lower().rstrip(":. ") == words
        if inside or headed:
            key = f"{code.system}:{code.code}" + (f"-{code.code_end}" if code.code_end else "")
            if key not in named:
                named.append(key)
    return tuple(named)


def references(found: Found, reading: Reading) -> tuple[str, ...]:
    """The numbers of the references that a statement and its criteria cite, in brackets or as superscripts."""
    numbers: list[str] = []

    def take(words: str) -> None:
        for part in re.split(r"\s?,\s?", words):
            ends = re.split(r"\s?[–-]\s?", part)
            if not all(e.isdigit() for e in ends):
                continue
            low, high = int(ends[0]), int(ends[-1])
            for n in range(low, min(high, low + 60) + 1):
                if str(n) not in numbers:
                    numbers.append(str(n))

    for start, end in _spans(found):
        for match in _CITED.finditer(reading.text, start, min(end + 12, len(reading.text))):
            if "[" in match.group():
                take(match["list"])
        for mark in reading.document.marks:
            if mark.kind == "superscript" and start <= mark.start < end + 2:
                words = reading.text[mark.start : mark.end].strip(" ,")
                if re.fullmatch(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3})*", words):
                    take(words)
    return tuple(numbers)


def confidence(found: Found) -> float:
    """How sure the rules are of a statement: a position that is said beats one that a heading implies."""
    if found.rule in ("statements.block", "statements.form"):
        return 0.85
    return 0.95
