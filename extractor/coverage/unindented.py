"""What tells how list items nest where no indent does, as in most text dumps: joining words, names, and the count below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.coverage import openers
from extractor.coverage.labels import Style
from extractor.coverage.lines import Line
from extractor.coverage.nodes import Node
from extractor.types import Criterion

_NAME = 60  # characters of an item that is but a name


def is_closed(owner: Node, last: Node) -> bool:
    """Whether the last item of a list joins nothing to it, as the one before it does: "a; or", "b;"."""
    if last.line is None or last.line.connector is not None or last.children:
        return False
    return any(one.line is not None and one.line.connector is not None for one in owner.children[-2:-1])


def is_name(item: Node) -> bool:
    """Whether an item is but a name, of which the paragraph below it tells: "2. Gout"."""
    line = item.head
    return not item.children and line.connector is None and len(line.text) <= _NAME and line.text[-1:] not in ".;:,"


def counts_on(style: Style, ordinal: int, ahead: Sequence[Line]) -> bool:
    """Whether a list counts on behind a paragraph and the list that the paragraph opens, which may count as it does."""
    inner = 0  # how far the list that the paragraph opens has counted in the same style
    for after in ahead:
        if after.heading:
            return False
        counted = (after.ordinals or {}).get(style)
        if counted == 1 or (counted and inner and counted == inner + 1):
            inner = counted
        elif ordinal and counted == ordinal + 1:
            return True
    return False


def told_before(owner: Node) -> bool:
    """Whether the item before the last of a list has a paragraph below its name."""
    before = owner.children[-2:-1]
    return any(child.line is not None and not child.line.labelled for one in before for child in one.children[:1])


def promised(groups: Sequence[Sequence[Criterion]], text: str) -> Criterion | None:
    """The last but one of a list's criteria with the alternatives behind it that it promises: "… one of: A; or B"."""
    if len(groups) < 3 or len(groups[-1]) < 2 or len(groups[-2]) > 1:
        return None
    head = groups[-2][0]
    opener = openers.operator_of(head.text or "") if head.items is None else None
    wanted = opener is not None and opener.operator in (openers.ANY, openers.AT_LEAST)
    if opener is None or not wanted or not text.startswith(":", head.end or 0):
        return None
    items = tuple(groups[-1])
    return replace(head, operator=opener.operator, minimum=opener.minimum, items=items, constraint=None)
