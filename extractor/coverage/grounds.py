"""Which refusals take their ground from the sentence behind them: "… may not be eligible. This is considered investigational."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.coverage.found import Found

_THIS = re.compile(
    r"^(?:this|these|it|they|such)\b(?:\s[\w/-]{2,20}){0,2}\s(?:is|are)\s(?:also\s)?considered\b", re.IGNORECASE
)
_BETWEEN = (
    40  # characters, punctuation and labels, between a statement or its list and the sentence that gives its ground
)


def _end(found: Found) -> int:
    """Where a statement ends, its criteria included."""
    leaves = found.criteria.leaves() if found.criteria is not None else ()
    return max([found.span.end, *(leaf.end or 0 for leaf in leaves)])


def taken(found: Sequence[Found]) -> Iterator[Found]:
    """Statements in document order, a bare refusal with the ground that the next sentence gives for it."""
    ordered = sorted(found, key=lambda one: one.span.start)
    for one, after in zip(ordered, [*ordered[1:], None], strict=False):
        if (
            after is not None
            and one.position == "not_covered"
            and after.position in ("investigational", "cosmetic")
            and after.criteria is None
            and _THIS.match(after.text)
            and 0 <= after.span.start - _end(one) <= _BETWEEN
        ):
            yield replace(one, position=after.position)
        else:
            yield one
