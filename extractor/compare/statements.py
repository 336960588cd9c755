"""Decides which statements and criteria of two versions are the same, and what became of each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from extractor.compare.changes import Change, Quote
from extractor.compare.sides import Json, Side
from extractor.compare.trees import Leaf, Tree, match_leaves
from extractor.compare.wording import CONTENT, SAME, SENSE, STYLE, difference, only_asides, repeats, tightened
from extractor.likeness import Rarity, pair_up, similarity, squeeze

ALIKE = 0.5  # weighted token F1 of two statements' texts from which one may be the other's new wording
SAME_PLACE = 0.25  # the same where both stand alone between the same two neighbours
OPENING = 140  # characters of a statement that name it
NODE_ALIKE = 0.5  # shared leaves (of all leaves of both) from which two blocks are the same block


_VERDICT = re.compile(
    r"(?i)medically necessary|investigational|experimental|unproven|covered|reimburs|cosmetic|authoriz|not a benefit"
)  # what makes a sentence take a position; never "the following list"
_STOP = re.compile(r"(?<![\s.][A-Za-z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bNo)\s?\.\s{1,4}(?=[A-Z“])")
# the end of a sentence: "necessary . For"; never "U.S. Food", "e.g. Brand"


def statements(old: Side, new: Side) -> Iterator[Change]:
    """Statements that came, went, moved, or changed in position, condition or wording."""
    a, b = ([piece for s in side.record.get("statements") or [] for piece in _pieces(side, s)] for side in (old, new))
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
    pairs += _same_place(a, b, dict(pairs), rarity)
    moved = _out_of_order(sorted(pairs))
    free_a: list[tuple[int, int]] = []  # criteria that found no partner in their own statement
    free_b: list[tuple[int, int]] = []
    for i, j in sorted(pairs):
        before = list(_modified(old, a[i], new, b[j]))
        matched = match_leaves(trees_a[i], trees_b[j], leaves)
        before += _criteria(old, new, trees_a[i], trees_b[j], matched, a[i], b[j])
        free_a += [(i, x) for x in range(len(trees_a[i].leaves)) if x not in {p for p, _ in matched}]
        free_b += [(j, y) for y in range(len(trees_b[j].leaves)) if y not in {q for _, q in matched}]
        yield from before
        if not before and (i, j) in moved:
            yield Change("moved", "statements", "cosmetic", _short(b[j]), "", *_quotes(old, a[i], new, b[j]))
    alone_a = {key for i, bag in enumerate(bags_a) if i not in {i for i, _ in pairs} for key in bag}
    alone_b = {key for j, bag in enumerate(bags_b) if j not in {j for _, j in pairs} for key in bag}
    yield from _left_over(old, new, (a, trees_a, free_a, alone_a), (b, trees_b, free_b, alone_b))
    yield from _gone_and_come(old, new, a, b, pairs, trees_a, trees_b)


def _same_place(a: list[Json], b: list[Json], partner: dict[int, int], rarity: Rarity) -> Iterator[tuple[int, int]]:
    """Statements of one position that stand alone between the same two neighbours, somewhat alike: one, rewritten."""
    taken = set(partner.values())
    for i in range(len(a)):
        j = partner.get(i - 1, -2) + 1 if i else 0
        if i in partner or i + 1 not in partner or partner[i + 1] != j + 1 or j in taken:
            continue
        same = a[i].get("position") == b[j].get("position")
        if same and rarity.similarity(a[i]["text"], b[j]["text"]) >= SAME_PLACE:
            yield i, j


def _pieces(side: Side, statement: Json) -> Iterator[Json]:
    """A statement cut before each sentence that takes a position of its own, as in flattened print; mostly one piece.

    What follows the last of them, the criteria, goes with it.
    """
    text = str(statement["text"])
    ends = [m.end() for m in _STOP.finditer(text)]
    cuts = [0]
    for start, end in pairwise([*ends, len(text)]):
        if _VERDICT.search(text, cuts[-1], start) and _VERDICT.search(text, start, end):
            cuts.append(start)
    if len(cuts) == 1:
        yield statement
        return
    at = (statement.get("evidence") or {}).get("start")
    for start, end in pairwise([*cuts, len(text)]):
        piece = text[start:end].strip()
        evidence = dict(statement.get("evidence") or {})
        place = side.text.find(piece, at) if isinstance(at, int) else -1
        if place >= 0:
            evidence |= {"start": place, "end": place + len(piece)}
        criteria = statement.get("criteria") if end == len(text) else None
        yield {**statement, "text": piece, "evidence": evidence, "criteria": criteria}


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


def _criteria(
    old: Side, new: Side, a: Tree, b: Tree, matched: list[tuple[int, int]], x: Json, y: Json
) -> Iterator[Change]:
    """Reworded criteria, changed constraints, and blocks whose operator changed."""
    for i, j in sorted(matched):
        p, q = a.leaves[i].node, b.leaves[j].node
        apart = difference(a.leaves[i].text, b.leaves[j].text)
        if apart == SAME:
            continue
        if apart == STYLE or (apart == CONTENT and repeats(a.leaves[i].text, b.leaves[j].text, str(y["text"]))):
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
    old: Side,
    new: Side,
    gone: tuple[list[Json], list[Tree], list[tuple[int, int]], set[str]],
    come: tuple[list[Json], list[Tree], list[tuple[int, int]], set[str]],
) -> Iterator[Change]:
    """Criteria without a partner in their statement: moved to another one, removed, or added.

    Those that stand under a whole statement of the other version that came or went are a part of that change.
    """
    (a, trees_a, free_a, alone_a), (b, trees_b, free_b, alone_b) = gone, come

    def exact(x: tuple[int, int], y: tuple[int, int]) -> float:
        return float(squeeze(trees_a[x[0]].leaves[x[1]].text) == squeeze(trees_b[y[0]].leaves[y[1]].text))

    pairs = pair_up(free_a, free_b, score=exact, floor=1.0)
    for i, j in pairs:
        (s, x), (t, y) = free_a[i], free_b[j]
        quotes = _leaf_quotes(old, trees_a[s].leaves[x].node, a[s], new, trees_b[t].leaves[y].node, b[t])
        yield Change("moved", "criteria", "breaking", _short(b[t]), "to another statement", *quotes)
    rest_a = [one for i, one in enumerate(free_a) if i not in {i for i, _ in pairs}]
    rest_b = [one for j, one in enumerate(free_b) if j not in {j for _, j in pairs}]
    for statement, lines in _lines(new, trees_a, rest_a, alone_b):
        yield Change("removed", "criteria", "breaking", _short(a[statement]), _count(lines),
                     _block_quote(old, lines, a[statement]), None)  # fmt: skip
    for statement, lines in _lines(old, trees_b, rest_b, alone_a):
        yield Change("added", "criteria", "breaking", _short(b[statement]), _count(lines),
                     None, _block_quote(new, lines, b[statement]))  # fmt: skip


def _lines(
    other: Side, trees: list[Tree], loose: list[tuple[int, int]], told: set[str]
) -> Iterator[tuple[int, list[Leaf]]]:
    """What came or went: line by line, whole blocks at once, without what the other version says word for word."""
    for one in dict.fromkeys(statement for statement, _ in loose):
        leaves = trees[one].leaves
        mine = {at for statement, at in loose if statement == one and not other.says(leaves[at].text)}
        mine -= {at for at in mine if squeeze(leaves[at].text) in told}
        for group in trees[one].groups(mine):
            yield one, [leaves[at] for at in group]


def _count(lines: list[Leaf]) -> str:
    return f"{len(lines)} criteria" if len(lines) > 1 else ""


def _block_quote(side: Side, lines: list[Leaf], statement: Json) -> Quote:
    """The words of lines that came or went together, over all their span."""
    first, last = lines[0].node, lines[-1].node
    return _leaf_quote(side, {**first, "end": last.get("end"), "text": "; ".join(x.text for x in lines)}, statement)


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
    taking = [part for part in _STOP.split(str(statement["text"])) if _VERDICT.search(part)]
    return all(side.says(part) for part in taking or [statement["text"]]) and all(
        squeeze(text) in side.squeezed for text in words
    )


def _size(tree: Tree) -> str:
    return f", {len(tree.leaves)} criteria" if tree.leaves else ""


def _short(statement: Json) -> str:
    text = " ".join(str(statement["text"]).split())
    return text if len(text) <= OPENING else text[: OPENING - 1] + "…"


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
