"""Decides, field by field, which of a record's findings are right when measured against a gold record.

A field that gold does not have (absent or null) is not scored; one that gold has is complete there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from extractor.evaluate.matching import Json, Tally, keyed
from extractor.likeness import pair_up, similarity, squeeze, tokens

FIELDS = (
    "title",
    "payer",
    "kind",
    "status",
    "numbers",
    "dates",
    "sections",
    "section_types",
    "statements",
    "positions",
    "conditional",
    "criteria_leaves",
    "criteria_logic",
    "codes",
    "code_status",
    "identifiers",
    "references",
    "reference_parts",
    "history",
)
REFERENCE_PARTS = ("number", "year", "pmid", "doi", "title", "journal", "volume", "pages")
PAIRS_OF_LEAVES = 400  # pairs compared for the logic of one statement: a tree of 28 leaves in full


@dataclass(frozen=True, slots=True)
class Floors:
    """How much of its tokens a text must share with gold's to count as the same."""

    title: float = 0.8
    heading: float = 0.85
    statement: float = 0.6
    opening: float = 0.8
    leaf: float = 0.7
    reference: float = 0.8
    part: float = 0.8
    description: float = 0.6


SOFT = Floors()
STRICT = Floors(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)  # every word, none more

Tallies = dict[str, Tally]


def score_document(gold: Json, predicted: Json | None, *, floors: Floors = SOFT) -> Tallies:
    """The tally of each field for one document; ``predicted`` is None where there is no record."""
    tallies = {name: Tally() for name in FIELDS}
    predicted = predicted or {}
    _facts(gold.get("policy") or {}, predicted.get("policy") or {}, tallies, floors)
    if gold.get("sections") is not None:
        _sections(gold["sections"], predicted.get("sections") or [], tallies, floors)
    if gold.get("statements") is not None:
        _statements(gold["statements"], predicted.get("statements") or [], tallies, floors)
    if gold.get("codes") is not None:
        _codes(gold["codes"], predicted.get("codes") or [], tallies)
    if gold.get("identifiers") is not None:

        def identifier(row: Json) -> Hashable:
            return row.get("system"), squeeze(row.get("value"))

        tallies["identifiers"].sets(
            keyed(gold["identifiers"], identifier), keyed(predicted.get("identifiers") or [], identifier)
        )
    if gold.get("references") is not None:
        _references(gold["references"], predicted.get("references") or [], tallies, floors)
    if gold.get("history") is not None:
        _history(gold["history"], predicted.get("history") or [], tallies, floors)
    return tallies


# --------------------------------------------------------------------------- facts


def _value(node: Any) -> Any:
    return node.get("value") if isinstance(node, dict) else node


def _facts(gold: Json, predicted: Json, tallies: Tallies, floors: Floors) -> None:
    if gold.get("title") is not None:
        want, got = _value(gold["title"]), _value(predicted.get("title"))
        right = similarity(want, got) >= floors.title
        tallies["title"].flag(right, gold=want, predicted=got, item=_item(predicted.get("title")))
    if gold.get("payer") is not None:
        names = gold["payer"].get("names") or [gold["payer"].get("name")]
        mine = predicted.get("payer") or {}
        name = mine.get("name") or (mine.get("names") or [None])[0]
        tallies["payer"].flag(_same_payer(names, name), gold=names[0], predicted=name, item=_item(mine))
    for key in ("kind", "status"):
        if gold.get(key) is not None:
            tallies[key].flag(gold[key] == predicted.get(key), gold=gold[key], predicted=predicted.get(key))
    if gold.get("numbers") is not None:
        rows = [
            [n for n in side if n.get("role", "primary") == "primary"] for side in _both(gold, predicted, "numbers")
        ]
        tallies["numbers"].sets(*(keyed(side, lambda n: squeeze(n.get("value"))) for side in rows))
    if gold.get("dates") is not None:
        sides = _both(gold, predicted, "dates")
        tallies["dates"].sets(*(keyed(side, lambda d: (d.get("kind"), d.get("value"))) for side in sides))


def _both(gold: Json, predicted: Json, key: str) -> tuple[list[Json], list[Json]]:
    return gold.get(key) or [], predicted.get(key) or []


def _item(node: Any) -> Json | None:
    return node if isinstance(node, dict) else None


def _same_payer(names: Sequence[object], name: object) -> bool:
    """One of the acceptable names, or a name that holds one, or that is held by one and is no mere initial."""
    mine = " ".join(tokens(str(name or "")))
    folded = [" ".join(tokens(str(each or ""))) for each in names]
    return bool(mine) and any(mine == n or n in mine or (len(mine) > 4 and mine in n) for n in folded)


# --------------------------------------------------------------------------- sections


def _sections(gold: list[Json], predicted: list[Json], tallies: Tallies, floors: Floors) -> None:
    predicted = [s for s in predicted if s.get("heading")]
    pairs = pair_up(gold, predicted, score=lambda a, b: similarity(a["heading"], b["heading"]), floor=floors.heading)
    hit_gold, hit_predicted = {i for i, _ in pairs}, {j for _, j in pairs}
    tally = tallies["sections"]
    tally.tp += len(pairs)
    for i, section in enumerate(gold):
        if i not in hit_gold and not section.get("optional"):
            tally.miss(section["heading"], item=section)
    for j, section in enumerate(predicted):
        if j not in hit_predicted:
            tally.invent(section["heading"], item=section)
    for i, j in pairs:
        want = gold[i].get("type")
        if want:
            got = predicted[j].get("type")
            tallies["section_types"].flag(
                want == got, gold=f"{gold[i]['heading']}: {want}", predicted=got, item=predicted[j]
            )


# --------------------------------------------------------------------------- statements

Step = tuple[int, str | None]  # a node on the way to a leaf: its identity and its operator
Leaf = tuple[str, tuple[Step, ...], Json]


def _leaves(node: Json | None, path: tuple[Step, ...] = ()) -> Iterator[Leaf]:
    """Each leaf of a criteria tree: its text, the nodes above it, itself."""
    if node is None:
        return
    if node.get("items") is not None:
        here = (*path, (id(node), node.get("operator")))
        for item in node["items"]:
            yield from _leaves(item, here)
    else:
        yield node.get("text", ""), path, node


def _joint(a: tuple[Step, ...], b: tuple[Step, ...]) -> str | None:
    """The operator of the lowest node that two leaves share."""
    operator = None
    for x, y in zip(a, b, strict=False):
        if x[0] != y[0]:
            break
        operator = x[1]
    return operator


def _openings(statements: Sequence[Json]) -> list[str]:
    """The texts of the inner nodes of all criteria trees: lines that open a block of criteria."""

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict) and node.get("items") is not None:
            if node.get("text"):
                yield node["text"]
            for item in node["items"]:
                yield from walk(item)

    return [text for statement in statements for text in walk(statement.get("criteria"))]


def _statements(gold: list[Json], predicted: list[Json], tallies: Tallies, floors: Floors) -> None:
    """Statements, positions and criteria.

    One statement with a nested tree and one statement for each block of it are the same reading: a statement
    whose text opens a block in the other side's tree is neither a hit nor a miss, leaves are compared over the
    whole document, and two blocks in statements of one position count as joined by ``any``.
    """
    pairs = pair_up(gold, predicted, score=lambda a, b: similarity(a["text"], b.get("text")), floor=floors.statement)
    hit_gold, hit_predicted = {i for i, _ in pairs}, {j for _, j in pairs}
    inside_gold, inside_predicted = _openings(gold), _openings(predicted)
    tally = tallies["statements"]
    tally.tp += len(pairs)
    for i, statement in enumerate(gold):
        if i in hit_gold or statement.get("optional"):
            continue
        if not any(similarity(statement["text"], text) >= floors.opening for text in inside_predicted):
            tally.miss(statement["text"], item=statement)
    for j, statement in enumerate(predicted):
        if j in hit_predicted:
            continue
        if not any(similarity(statement.get("text"), text) >= floors.opening for text in inside_gold):
            tally.invent(statement.get("text"), item=statement)
    for i, j in pairs:
        a, b = gold[i], predicted[j]
        for name, key in (("positions", "position"), ("conditional", "conditional")):
            if name == "positions" or a.get(key) is not None:
                want, got = a.get(key), b.get(key)
                tallies[name].flag(want == got, gold=f"{want}: {a['text']}", predicted=got, item=b)
    _criteria(gold, predicted, pairs, tallies, floors)


def _criteria(
    gold: list[Json], predicted: list[Json], pairs: list[tuple[int, int]], tallies: Tallies, floors: Floors
) -> None:
    """Leaves over the whole document, and for each two leaves of a statement the operator that joins them."""
    hit_gold = {i for i, _ in pairs}
    # statements whose criteria were not annotated, or that are optional, ask for no leaves and forbid none
    free = {
        j for i, j in pairs if "criteria" not in gold[i] or (gold[i].get("optional") and not gold[i].get("criteria"))
    }
    want = [
        (text, ((i, None), *path), node)
        for i, s in enumerate(gold)
        if not (s.get("optional") and i not in hit_gold)
        for text, path, node in _leaves(s.get("criteria"))
    ]
    got = [
        (text, ((j, None), *path), node)
        for j, s in enumerate(predicted)
        if j not in free
        for text, path, node in _leaves(s.get("criteria"))
    ]
    matched = pair_up(want, got, score=lambda x, y: similarity(x[0], y[0]), floor=floors.leaf)
    found_gold, found_predicted = {x for x, _ in matched}, {y for _, y in matched}
    tally = tallies["criteria_leaves"]
    tally.tp += len(matched)
    for x, (text, _, node) in enumerate(want):
        if x not in found_gold:
            tally.miss(text, item=node)
    for y, (text, _, node) in enumerate(got):
        if y not in found_predicted:
            tally.invent(text, item=node)
    by_statement: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for x, y in sorted(matched):
        by_statement[want[x][1][0][0]].append((x, y))
    for group in by_statement.values():
        for (x1, y1), (x2, y2) in islice(combinations(group, 2), PAIRS_OF_LEAVES):
            expected = _joint(want[x1][1], want[x2][1])
            first, second = got[y1][1][0][0], got[y2][1][0][0]
            if first == second:
                found = _joint(got[y1][1], got[y2][1])
            else:
                same = predicted[first].get("position") == predicted[second].get("position")
                found = "any" if same else None
            shown = f"{expected}: {want[x1][0]} / {want[x2][0]}"
            tallies["criteria_logic"].flag(expected == found, gold=shown, predicted=found, item=got[y1][2])


# --------------------------------------------------------------------------- codes, references, history


def code_key(code: Json) -> tuple[str, str]:
    """System and code (a range with both ends) as they are compared; a D code is CDT whoever lists it."""
    low, high = squeeze(code.get("code")), squeeze(code.get("code_end"))
    system = "CDT" if code.get("system") == "HCPCS" and low.startswith("D") else str(code.get("system"))
    return system, low + ("-" + high if high else "")


def _codes(gold: list[Json], predicted: list[Json], tallies: Tallies) -> None:
    tallies["codes"].sets(keyed(gold, code_key), keyed(predicted, code_key))

    def standings(rows: list[Json]) -> dict[tuple[str, str], dict[Hashable, Json]]:
        found: dict[tuple[str, str], dict[Hashable, Json]] = defaultdict(dict)
        for row in rows:
            key = code_key(row)
            if row.get("status"):
                found[key].setdefault((key, row["status"]), row)
            else:
                found.setdefault(key, {})
        return found

    want, got = standings(gold), standings(predicted)
    for key in sorted(want.keys() & got.keys(), key=str):
        if want[key]:
            tallies["code_status"].sets(want[key], got[key])


def _references(gold: list[Json], predicted: list[Json], tallies: Tallies, floors: Floors) -> None:
    pairs = pair_up(gold, predicted, score=lambda a, b: similarity(a["text"], b.get("text")), floor=floors.reference)
    hit_gold, hit_predicted = {i for i, _ in pairs}, {j for _, j in pairs}
    tally = tallies["references"]
    tally.tp += len(pairs)
    for i, entry in enumerate(gold):
        if i not in hit_gold:
            tally.miss(entry["text"], item=entry)
    for j, entry in enumerate(predicted):
        if j not in hit_predicted:
            tally.invent(entry.get("text"), item=entry)
    for i, j in pairs:
        for part in REFERENCE_PARTS:
            want, got = gold[i].get(part), predicted[j].get(part)
            if want is None:
                continue
            if part in ("title", "journal"):
                right = similarity(want, got) >= floors.part
            else:
                right = squeeze(want) == squeeze(got)
            tallies["reference_parts"].flag(right, gold=f"{part}={want}", predicted=f"{part}={got}", item=predicted[j])


def _history(gold: list[Json], predicted: list[Json], tallies: Tallies, floors: Floors) -> None:
    def alike(a: Json, b: Json) -> float:
        if a.get("date") != b.get("date"):
            return 0.0
        if not a.get("description"):
            return 1.0
        return max(0.01, similarity(a["description"], b.get("description")))

    pairs = pair_up(gold, predicted, score=alike, floor=floors.description)
    hit_gold, hit_predicted = {i for i, _ in pairs}, {j for _, j in pairs}
    tally = tallies["history"]
    tally.tp += len(pairs)
    for i, row in enumerate(gold):
        if i not in hit_gold:
            tally.miss(f"{row.get('date')} {row.get('description')}", item=row)
    for j, row in enumerate(predicted):
        if j not in hit_predicted:
            tally.invent(f"{row.get('date')} {row.get('description')}", item=row)
