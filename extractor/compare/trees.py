"""Decides which criteria of two versions of a statement are the same, and which lines of one came or went together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.compare.sides import LONG_ENOUGH, Json
from extractor.compare.wording import says_something, without_asides
from extractor.likeness import Rarity, pair_up, similarity, squeeze

ALIKE = 0.5  # weighted token F1 of two criteria from which one may be the other's new wording
SAME_BARE = 0.95  # plain token F1 without asides from which two criteria are the same whatever is rare in them
HELD = 0.9  # the likeness of two criteria one of which holds the other word for word
SAME_PLACE = 0.35  # weighted token F1 that is enough where both stand alone between the same two neighbours
BLOCK = 3  # lines of a block that came or went whole from which it is one change


@dataclass
class Leaf:
    """A criterion with the blocks above it."""

    node: Json
    path: tuple[int, ...]  # identities of the nodes above, outermost first

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.node.get("text") or "")


@dataclass
class Tree:
    """The criteria of one statement: leaves in order, blocks by identity."""

    leaves: list[Leaf] = field(default_factory=list)
    nodes: dict[int, Json] = field(default_factory=dict)
    inside: dict[int, set[int]] = field(default_factory=dict)  # block → the leaves below it

    @classmethod
    def of(cls, root: Json | None) -> Tree:
        """The tree under a statement."""
        tree = cls()

        def walk(node: Json, path: tuple[int, ...]) -> None:
            opens = node.get("items") is not None
            # The line that opens a block is a criterion of the block above.
            if not opens or says_something(str(node.get("text") or "")):
                for above in path:
                    tree.inside[above].add(len(tree.leaves))
                tree.leaves.append(Leaf(node, path))
            if opens:
                tree.nodes[id(node)] = node
                tree.inside[id(node)] = set()
                for item in node["items"]:
                    walk(item, (*path, id(node)))

        if root:
            walk(root, ())
        return tree

    def groups(self, loose: set[int]) -> Iterator[list[int]]:
        """Leaves without a partner, a block's together where all its lines are such, its opening line among them."""
        taken: set[int] = set()
        blocks: dict[int, list[int]] = {}
        for one, node in self.nodes.items():  # outermost first
            lines = self.inside[one] | {at for at, leaf in enumerate(self.leaves) if leaf.node is node}
            if len(lines) >= BLOCK and lines <= loose and not lines & taken:
                taken |= lines
                blocks[min(lines)] = sorted(lines)
        for at in sorted(loose):
            if at in blocks:
                yield blocks[at]
            elif at not in taken:
                yield [at]


def match_leaves(a: Tree, b: Tree, rarity: Rarity) -> list[tuple[int, int]]:
    """Leaves of one statement's two versions: the same words first, then like words, then the same place."""

    def exact(x: Leaf, y: Leaf) -> float:
        return float(squeeze(x.text) == squeeze(y.text))

    def likeness(x: Leaf, y: Leaf) -> float:
        bare = similarity(without_asides(x.text), without_asides(y.text))
        if bare >= SAME_BARE and bool(x.node.get("items")) == bool(y.node.get("items")):
            return bare
        short, long = sorted((squeeze(x.text), squeeze(y.text)), key=len)
        if len(short) >= LONG_ENOUGH and short in long:
            return HELD
        return rarity.similarity(x.text, y.text)

    pairs = pair_up(a.leaves, b.leaves, score=exact, floor=1.0)
    rest_a, rest_b = _rest(a, b, pairs)
    like = pair_up([a.leaves[i] for i in rest_a], [b.leaves[j] for j in rest_b], score=likeness, floor=ALIKE)
    pairs += [(rest_a[i], rest_b[j]) for i, j in like]
    partner = dict(pairs)
    rest_a, rest_b = _rest(a, b, pairs)
    for i in rest_a:
        j = partner.get(i - 1, -2) + 1 if i else 0
        alone = j in rest_b and partner.get(i + 1, len(b.leaves)) == j + 1 and i + 1 not in rest_a
        if alone and rarity.similarity(a.leaves[i].text, b.leaves[j].text) >= SAME_PLACE:
            pairs.append((i, j))
    return pairs


def _rest(a: Tree, b: Tree, pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    done_a, done_b = {i for i, _ in pairs}, {j for _, j in pairs}
    return (
        [i for i in range(len(a.leaves)) if i not in done_a],
        [j for j in range(len(b.leaves)) if j not in done_b],
    )
