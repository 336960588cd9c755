"""A line of coverage text and what stands below it: the tree that the outline makes and the finder walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.coverage.lines import Line


@dataclass(slots=True, eq=False)
class Node:
    """A line and the lines below it. ``line`` is None for the root alone."""

    line: Line | None
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)

    @property
    def head(self) -> Line:
        """The node's line; only the root has none."""
        assert self.line is not None
        return self.line

    def add(self, line: Line) -> Node:
        """A new child for ``line``."""
        node = Node(line, self)
        self.children.append(node)
        return node

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def last(self) -> Node:
        """The last node below this one in document order (itself without children)."""
        node = self
        while node.children:
            node = node.children[-1]
        return node
