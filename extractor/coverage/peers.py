"""Names in a row with a list below each: whether the row opens blocks of criteria, counted once for all who ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property

from extractor.coverage import blocks, wording
from extractor.coverage.labels import Style
from extractor.coverage.nodes import Node


class Peers:
    """Sibling nodes, sorted by the manner in which they are printed. Linear in their number, however many ask."""

    def __init__(self, nodes: Sequence[Node], takes_position: Callable[[Node], object]) -> None:
        self._nodes = nodes
        self._takes_position = takes_position
        self._told: dict[Hashable, int] = {}

    @cached_property
    def _rows(self) -> dict[_Manner, list[Node]]:
        rows: dict[_Manner, list[Node]] = defaultdict(list)
        for node in self._nodes:
            if may_be_named(node) and not self._takes_position(node) and items_of(node):
                rows[_manner(node)].append(node)
        return rows

    def open_blocks(self, node: Node, opens: Callable[[Node], bool], case: Hashable) -> bool:
        """Whether two and a third of the names printed like a node, itself left out, open blocks.

        ``opens`` tells it of one node; its answers are kept by manner and ``case``, all that they depend on else.
        The node itself must be none that opens.
        """
        peers = told = 0
        for manner, row in self._rows.items():
            if _alike(manner, _manner(node)):
                peers += len(row)
                if (manner, case) not in self._told:
                    self._told[manner, case] = sum(map(opens, row))
                told += self._told[manner, case]
        peers -= may_be_named(node) and not self._takes_position(node) and bool(items_of(node))
        return told > 1 and told * 3 >= peers


def may_be_named(node: Node) -> bool:
    """Whether a line may be the name of an indication or a drug with its criteria below: by its form alone."""
    line = node.head
    return (
        bool(node.children)
        and (line.labelled or bool(line.heading) or line.bold)
        and len(line.text) <= 300
        and not line.text.rstrip().endswith(".")
        and wording.PATIENT.match(line.text) is None
        and not wording.names_something_else(line.text)
        and wording.LIMITS.match(line.text) is None
    )


def items_of(node: Node) -> list[Node]:
    """The items of the list that stands below a name."""
    return blocks.listed(blocks.run_of(node)[0], alone=True)


_Manner = tuple[Hashable, bool, Hashable, frozenset[Style] | None]


def _manner(node: Node) -> _Manner:
    """How a line is printed: as a heading of a level, bold, in a table, with a label of which styles (None: no item)."""
    line = node.head
    return line.heading, line.bold, line.table, None if line.ordinals is None else frozenset(line.ordinals)


def _alike(one: _Manner, other: _Manner) -> bool:
    """Whether two lines are printed alike: both headings of a level, or both items of a list and as bold."""
    if one[:3] != other[:3] or (one[3] is None) != (other[3] is None):
        return False
    return one[3] is None or other[3] is None or bool(one[3] & other[3])
