"""Which lines are quoted from another's document: a determination or guideline that the payer cites word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.coverage.lines import Line

_OPENS = re.compile(r"[“”]")
_LONGEST = 4000  # characters of a quotation; one that is not closed by then was never one
_SHORTEST = 60  # characters: below it stand single words and names in quotation marks


def quoted(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """The starts of the lines that stand within a quotation which begins one of them."""
    found: set[int] = set()
    reach = 0
    for line in lines:
        if line.start < reach:
            found.add(line.start)
        elif line.text.startswith("“"):
            end = _closed(text, line.start)
            if end is not None and end - line.start >= _SHORTEST:
                found.add(line.start)
                reach = end
    return frozenset(found)


def _closed(text: str, start: int) -> int | None:
    """Where a quotation that begins at ``start`` ends; None where it is never closed."""
    depth = 0
    for mark in _OPENS.finditer(text, start, start + _LONGEST):
        depth += 1 if mark.group() == "“" else -1
        if depth == 0:
            return mark.end()
    return None
