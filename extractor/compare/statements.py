"""Decides which statements and criteria of two versions are the same, and what became of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.compare.changes import Change, Quote
from extractor.compare.sides import Json, Side
from extractor.compare.wording import (
    CONTENT,
    SAME,
    SENSE,
    STYLE,
    difference,
    only_asides,
    says_something,
    tightened,
    without_asides,
)
from extractor.likeness import Rarity, pair_up, similarity, squeeze

ALIKE = 0.5  # weighted token F1 of two statements' texts from which one may be the other's new wording
LEAF_ALIKE = 0.5  # the same for two criteria
LEAF_SAME_BARE = 0.95  # plain token F1 without asides from which two criteria are the same whatever is rare in them
NODE_ALIKE = 0.5  # shared leaves (of all leaves of both) from which two blocks are the same block


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
            if node.get("items") is None:
                for above in path:
                    tree.inside[above].add(len(tree.leaves))
                tree.leaves.append(Leaf(node, path))
                return
            if says_something(
                str(node.get("text") or "")
            ):  # the line that opens a block is a criterion of the block above
                for above in path:
                    tree.inside[above].add(len(tree.leaves))
                tree.leaves.append(Leaf(node, path))
            tree.nodes[id(node)] = node
            tree.inside[id(node)] = set()
            for item in node["items"]:
                walk(item, (*path, id(node)))

        if root:
            walk(root, ())
        return tree


def statements(old: Side, new: Side) -> Iterator[Change]:
    """Statements that came, went, moved, or changed in position, condition or wording."""
    a, b = list(old.record.get("statements") or []), list(new.record.get("statements") or [])
    trees_a, trees_b = [Tree.of(s.get("criteria")) for s in a], [Tree.of(s.get("criteria")) for s in b]
    bags_a, bags_b = ([{squeeze(leaf.text) for leaf in tree.leaves} for tree in trees] for trees in (trees_a, trees_b))
    places_a = [old.heading_of(s) or "" for s in a]
    places_b = [new.heading_of(s) or "" for s in b]

    rarity = Rarity(s["text"] for s in (*a, *b))
    leaves = Rarity(leaf.text for tree in (*trees_a, *trees_b) for leaf in tree.leaves)

    def score(i: int, j: int) -> float:
        x, y = a[i], b[j]
        words = rarity.similarity(x["text"], y["text"])
        shared = len(bags_a[i] & bags_b[j]) / max(1, len(bags_a[i] | bags_b[j]))
        if words < ALIKE and not (shared >= ALIKE and words >= ALIKE / 2):
            return 0.0
        same = (squeeze(x["text"]) == squeeze(y["text"])) + (x.get("position") == y.get("position")) / 2
        place = similarity(places_a[i], places_b[j]) + (x.get("phase") == y.get("phase")) / 2
        return float(words + same + shared + place / 2)

    pairs = pair_up(range(len(a)), range(len(b)), score=score, floor=0.01)
    moved = _out_of_order(sorted(pairs))
    free_a: list[tuple[int, Leaf]] = []  # criteria that found no partner in their own statement
    free_b: list[tuple[int, Leaf]] = []
    for i, j in sorted(pairs):
        before = list(_modified(old, a[i], new, b[j]))
        matched = _match_leaves(trees_a[i], trees_b[j], leaves)
        before += _criteria(old, new, trees_a[i], trees_b[j], matched, a[i], b[j])
        free_a += [(i, leaf) for x, leaf in enumerate(trees_a[i].leaves) if x not in {p for p, _ in matched}]
        free_b += [(j, leaf) for y, leaf in enumerate(trees_b[j].leaves) if y not in {q for _, q in matched}]
        yield from before
        if not before and (i, j) in moved:
            yield Change("moved", "statements", "cosmetic", _short(b[j]), "", *_quotes(old, a[i], new, b[j]))
    yield from _left_over(old, new, a, b, free_a, free_b)
    yield from _gone_and_come(old, new, a, b, pairs, trees_a, trees_b)


def _modified(old: Side, x: Json, new: Side, y: Json) -> Iterator[Change]:
    quotes = _quotes(old, x, new, y)
    for key in ("position", "conditional", "phase"):
        if x.get(key) != y.get(key):
            detail = f"{key}: {x.get(key)} → {y.get(key)}"
            yield Change("modified", "statements", "breaking", _short(y), detail, *quotes)
    if _length(x) != _length(y):
        detail = f"duration: {_length(x) or 'none'} → {_length(y) or 'none'}"
        yield Change("modified", "statements", "breaking", _short(y), detail, *quotes)
    apart = difference(x["text"], y["text"])
    if apart != SAME and x.get("position") == y.get("position"):
        grade = {SENSE: "material", CONTENT: "material", STYLE: "cosmetic"}[apart]
        if apart == SENSE and tightened(x["text"], y["text"]):
            grade = "breaking"
        yield Change("modified", "statements", grade, _short(y), "wording", *quotes)


def _length(statement: Json) -> str:
    duration = statement.get("duration") or {}
    return " ".join(str(v) for v in (duration.get("value"), duration.get("unit")) if v is not None)


def _match_leaves(a: Tree, b: Tree, rarity: Rarity) -> list[tuple[int, int]]:
    """Leaves of one statement's two versions: the same words first (beside the same neighbours), then like words."""

    def exact(x: Leaf, y: Leaf) -> float:
        return float(squeeze(x.text) == squeeze(y.text))

    def likeness(x: Leaf, y: Leaf) -> float:
        bare = similarity(without_asides(x.text), without_asides(y.text))
        if bare >= LEAF_SAME_BARE and bool(x.node.get("items")) == bool(y.node.get("items")):
            return bare
        return rarity.similarity(x.text, y.text)

    pairs = pair_up(a.leaves, b.leaves, score=exact, floor=1.0)
    rest_a = [i for i in range(len(a.leaves)) if i not in {i for i, _ in pairs}]
    rest_b = [j for j in range(len(b.leaves)) if j not in {j for _, j in pairs}]
    like = pair_up(
        [a.leaves[i] for i in rest_a],
        [b.leaves[j] for j in rest_b],
        score=likeness,
        floor=LEAF_ALIKE,
    )
    return pairs + [(rest_a[i], rest_b[j]) for i, j in like]


def _criteria(
    old: Side, new: Side, a: Tree, b: Tree, matched: list[tuple[int, int]], x: Json, y: Json
) -> Iterator[Change]:
    """Reworded criteria, changed constraints, and blocks whose operator changed."""
    for i, j in sorted(matched):
        p, q = a.leaves[i].node, b.leaves[j].node
        apart = difference(a.leaves[i].text, b.leaves[j].text)
        if apart == SAME:
            continue
        if apart == STYLE:
            grade = "cosmetic"
        else:
            grade = "minor" if only_asides(a.leaves[i].text, b.leaves[j].text) else "breaking"
        yield Change("modified", "criteria", grade, _short(y), _constraint(p, q), *_leaf_quotes(old, p, x, new, q, y))
    partner = dict(matched)
    for one in a.nodes:
        images = {partner[i] for i in a.inside[one] if i in partner}
        best = max(b.nodes, key=lambda n: _overlap(images, a.inside[one], b.inside[n]), default=None)
        if best is None or _overlap(images, a.inside[one], b.inside[best]) < NODE_ALIKE:
            continue
        before, after = _operator(a.nodes[one]), _operator(b.nodes[best])
        if before != after and len(images) > 1:
            what = str(b.nodes[best].get("text") or _short(y))
            yield Change(
                "modified", "criteria", "breaking", what, f"operator: {before} → {after}", *_quotes(old, x, new, y)
            )


def _overlap(images: set[int], mine: set[int], theirs: set[int]) -> float:
    """Leaves that two blocks share, of all leaves of both."""
    return len(images & theirs) / max(1, len(mine) + len(theirs) - len(images & theirs))


def _operator(node: Json) -> str:
    return f"at least {node.get('minimum')}" if node.get("operator") == "at_least" else str(node.get("operator"))


def _constraint(p: Json, q: Json) -> str:
    def shown(node: Json) -> str:
        c: Any = node.get("constraint")
        if not c:
            return ""
        parts = (c.get("kind"), c.get("comparator"), c.get("value"), c.get("high"), c.get("unit"))
        return " ".join(str(v) for v in parts if v is not None)

    before, after = shown(p), shown(q)
    return f"{before or 'none'} → {after or 'none'}" if before != after else ""


def _left_over(
    old: Side, new: Side, a: list[Json], b: list[Json], gone: list[tuple[int, Leaf]], come: list[tuple[int, Leaf]]
) -> Iterator[Change]:
    """Criteria without a partner in their statement: moved to another one, removed, or added."""
    pairs = pair_up(gone, come, score=lambda x, y: float(squeeze(x[1].text) == squeeze(y[1].text)), floor=1.0)
    for i, j in pairs:
        (s, x), (t, y) = gone[i], come[j]
        quotes = _leaf_quotes(old, x.node, a[s], new, y.node, b[t])
        yield Change("moved", "criteria", "breaking", _short(b[t]), "to another statement", *quotes)
    for i, (s, leaf) in enumerate(gone):
        if i not in {i for i, _ in pairs} and not new.says(leaf.text):
            quote = _leaf_quote(old, leaf.node, a[s])
            yield Change("removed", "criteria", "breaking", _short(a[s]), "", quote, None)
    for j, (t, leaf) in enumerate(come):
        if j not in {j for _, j in pairs} and not old.says(leaf.text):
            quote = _leaf_quote(new, leaf.node, b[t])
            yield Change("added", "criteria", "breaking", _short(b[t]), "", None, quote)


def _gone_and_come(
    old: Side,
    new: Side,
    a: list[Json],
    b: list[Json],
    pairs: list[tuple[int, int]],
    trees_a: list[Tree],
    trees_b: list[Tree],
) -> Iterator[Change]:
    """Whole statements; one that stands in the other version's text word for word was merely not read there."""
    for i, x in enumerate(a):
        if i not in {i for i, _ in pairs} and not _stands(new, x, trees_a[i]):
            detail = f"{x.get('position')}{_size(trees_a[i])}"
            yield Change("removed", "statements", "breaking", _short(x), detail, old.quote(x, x["text"]), None)
    for j, y in enumerate(b):
        if j not in {j for _, j in pairs} and not _stands(old, y, trees_b[j]):
            detail = f"{y.get('position')}{_size(trees_b[j])}"
            yield Change("added", "statements", "material", _short(y), detail, None, new.quote(y, y["text"]))


def _stands(side: Side, statement: Json, tree: Tree) -> bool:
    words = [leaf.text for leaf in tree.leaves if len(squeeze(leaf.text)) > 12]
    return side.says(statement["text"]) and all(squeeze(text) in side.squeezed for text in words)


def _size(tree: Tree) -> str:
    return f", {len(tree.leaves)} criteria" if tree.leaves else ""


def _short(statement: Json) -> str:
    text = " ".join(str(statement["text"]).split())
    return text if len(text) <= 80 else text[:79] + "…"


def _quotes(old: Side, x: Json, new: Side, y: Json) -> tuple[Quote, Quote]:
    return old.quote(x, x["text"]), new.quote(y, y["text"])


def _leaf_quote(side: Side, node: Json, statement: Json) -> Quote:
    evidence = statement.get("evidence") or {}
    place = {"start": node.get("start"), "end": node.get("end"), "page": evidence.get("page")}
    return side.quote({**place, "section": statement.get("section")}, node.get("text"))


def _leaf_quotes(old: Side, p: Json, x: Json, new: Side, q: Json, y: Json) -> tuple[Quote, Quote]:
    return _leaf_quote(old, p, x), _leaf_quote(new, q, y)


def _out_of_order(pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs that moved: all but a longest run that keeps its order."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            at.append(index)
        else:
            tails[place] = j
            at[place] = index
    kept: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return {pair for index, pair in enumerate(pairs) if index not in kept}
