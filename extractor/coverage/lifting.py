"""Which lines the outline hung below a list's last item although they are statements of their own, behind the list."""

from __future__ import annotations

from collections.abc import Callable

from extractor.coverage import openers, wording
from extractor.coverage.nodes import Node


def lift(root: Node, takes_position: Callable[[Node], bool]) -> None:
    """Put an unlabelled line that takes a position, and what follows it below an item, behind the list of that item.

    Only from below the last item of a list that a line opens or a statement owns: from there on the list is at its end.
    """
    _settle(root, takes_position)


def _settle(node: Node, takes_position: Callable[[Node], bool]) -> list[Node]:
    """Settle the lines below a node; returns those that go on behind the list in which it stands."""
    kept: list[Node] = []
    last = len(node.children) - 1
    free: list[Node] = []
    for index, child in enumerate(node.children):
        escaped = _settle(child, takes_position)
        kept.append(child)
        if index == last and not _holds(node):
            free = escaped
            continue
        for one in escaped:
            one.parent = node
        kept += escaped
    node.children = kept
    return _apart(node, takes_position) + free


def _holds(node: Node) -> bool:
    """Whether what follows a list may stand below a node: a heading, the top, a line that opens no list itself."""
    line = node.line
    return line is None or bool(line.heading) or not (line.labelled or openers.opens(line.text))


def _apart(item: Node, takes_position: Callable[[Node], bool]) -> list[Node]:
    """The lines below a list's item from the first that is a statement of its own."""
    owner = item.parent
    if item.line is None or not item.line.labelled or item.line.heading or owner is None or owner.line is None:
        return []
    if openers.opens(item.line.text) or takes_position(item):
        return []
    if not (openers.opens(owner.line.text) or takes_position(owner)):
        return []
    for index, child in enumerate(item.children):
        line = child.head
        if line.labelled or line.heading or line.lead or not takes_position(child) or wording.PERSON.match(line.text):
            continue
        apart = item.children[index:]
        item.children = item.children[:index]
        return apart
    return []
