"""Compare from document to document: policies of invented payers, printed twice with known edits, extracted and compared."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from extractor import contract
from extractor.compare import Change, Side, compare
from extractor.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from corpus_writer import FORMATS, LAYOUTS  # noqa: E402
from corpus_writer.content import Content, Day, Node, Reference, make  # noqa: E402
from corpus_writer.gold import gold  # noqa: E402

Expected = tuple[str, str, str, str]


def written(content: Content, layout: str, form: str) -> tuple[bytes, dict[str, Any]]:
    """The document of some content, and its gold record."""
    printed, _, kind = LAYOUTS[layout]
    made = printed(content)
    out = import_module(f"corpus_writer.{FORMATS[form]}").write(made)
    data, boxes = out if isinstance(out, tuple) else (out, None)
    return data, gold(content, made, kind=kind, boxes=boxes)


def edited(content: Content, rng: random.Random) -> Content:
    """Another version: a date, a threshold, a condition, codes, a reference, a row of the history."""
    day = content.days["effective"]
    days = {**content.days, "effective": Day(day.year + 3, day.month, day.day)}
    statements = list(content.statements)
    trees = [i for i, s in enumerate(statements) if s.tree and s.conditional]
    if trees:
        i = rng.choice(trees)
        tree = statements[i].tree
        assert tree
        leaves = [x for x in tree.items if isinstance(x, str)]
        items: list[Node | str] = list(tree.items)
        with_number = [x for x in leaves if any(w.isdigit() for w in x.split())]
        if with_number:
            old = rng.choice(with_number)
            number = next(w for w in old.split() if w.isdigit())
            items[items.index(old)] = old.replace(number, str(int(number) + 50))
        items.append("Completion of the zorvik attestation form")
        statements[i] = replace(statements[i], tree=replace(tree, items=tuple(items)))
    first = content.groups[0]
    rows = (*first.rows[1:], ("CPT", "97799", None, "Zorvik fitting"))
    entry = Reference(99, "Zorvik Q", "Of the fitting of instruments", "J Made Up", 2025, "9", "1", "1-9", None, None)
    return replace(
        content,
        days=days,
        statements=tuple(statements),
        groups=(replace(first, rows=rows), *content.groups[1:]),
        references=(*content.references[:-1], replace(entry, number=len(content.references))),
        history=((Day(day.year + 3, 2, 3), "Zorvik fitting added."), *content.history),
    )


def leaves(node: Any) -> Iterator[str]:
    """The texts of a gold tree's leaves."""
    if node is None:
        return
    if node.get("items") is None:
        yield node["text"]
    for item in node.get("items") or []:
        yield from leaves(item)


def expectations(old: dict[str, Any], new: dict[str, Any]) -> list[Expected]:
    """What changed, read off the two gold records."""
    found: list[Expected] = []

    def only(key: str, name: Any) -> tuple[list[Any], list[Any]]:
        a, b = ([name(x) for x in side.get(key) or []] for side in (old, new))
        return [x for x in a if x not in b], [x for x in b if x not in a]

    a, b = ({d["kind"]: d["value"] for d in side["policy"].get("dates") or []} for side in (old, new))
    found += [("modified", "dates", "material", k) for k in a if k in b and a[k] != b[k]]
    gone, come = only("codes", lambda c: (c["code"], c.get("status")))
    found += [("removed", "codes", "breaking" if s else "material", c) for c, s in gone]
    found += [("added", "codes", "material", c) for c, _ in come]
    gone, come = only("references", lambda r: r["text"])
    found += [("removed", "references", "minor", t) for t in gone] + [("added", "references", "minor", t) for t in come]
    gone, come = only("history", lambda h: h["description"])
    found += [("added", "history", "minor", t) for t in come]
    x, y = ([t for s in side.get("statements") or [] for t in leaves(s.get("criteria"))] for side in (old, new))
    changed = [t for t in y if t not in x]
    for text in changed:
        kind = "added" if "zorvik" in text else "modified"
        found.append((kind, "criteria", "breaking", text))
    return found


def holds(change: Change, one: Expected) -> bool:
    """Whether a change is the expected one."""
    kind, field, grade, word = one
    quotes = " | ".join([change.what, *(q.text for q in (change.old, change.new) if q)])
    return (change.kind, change.field, change.grade) == (kind, field, grade) and word.lower() in quotes.lower()


def pair(layout: str, form: str, seed: int) -> tuple[list[Change], list[Expected]]:
    """The changes found between two printed versions, and those that are there."""
    rng = random.Random(seed)
    content = make(seed, LAYOUTS[layout][1])
    (old, gold_old), (new, gold_new) = (written(c, layout, form) for c in (content, edited(content, rng)))
    changes = compare(of_bytes(old, f"old.{form}"), of_bytes(new, f"new.{form}"))
    return changes, expectations(gold_old, gold_new)


def of_bytes(data: bytes, name: str) -> Side:
    """A version from bytes."""
    from extractor.pipeline import assemble, read, understand

    document = read(data, name=name)
    furniture = tuple((b.start, b.end) for b in document.blocks if b.kind == "furniture")
    record = assemble(understand(document)).to_dict()
    return Side(name, record, document.text, furniture, document.locate)


def test_printed_pairs_precision_and_recall() -> None:
    """Over every layout, each in two formats: what reading and comparing together find and invent."""
    found = 0
    missed: list[tuple[str, str, Expected]] = []
    invented: list[tuple[str, str, Change]] = []
    for number, layout in enumerate(LAYOUTS):
        for form in (list(FORMATS)[number % 4], list(FORMATS)[(number + 1) % 4]):
            changes, expected = pair(layout, form, 900 + number)
            for one in expected:
                hit = next((c for c in changes if holds(c, one)), None)
                if hit is None:
                    missed.append((layout, form, one))
                else:
                    changes.remove(hit)
                    found += 1
            invented += [(layout, form, change) for change in changes]
    assert found > 150
    assert found / (found + len(missed)) >= 0.98, missed
    assert found / (found + len(invented)) >= 0.98, invented


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_print_shows_nothing(layout: str) -> None:
    """One content printed twice: no change."""
    data, _ = written(make(77, LAYOUTS[layout][1]), layout, "pdf")
    assert compare(of_bytes(data, "a.pdf"), of_bytes(data, "b.pdf")) == []


def test_another_format_is_no_change() -> None:
    """One content as PDF and as HTML: no breaking or material change is shown, and in most layouts none at all."""
    clean = []
    for layout in LAYOUTS:
        content = make(77, LAYOUTS[layout][1])
        a, b = (of_bytes(written(content, layout, form)[0], f"a.{form}") for form in ("pdf", "html"))
        changes = compare(a, b)
        assert [change for change in changes if change.grade in ("breaking", "material")] == [], layout
        clean.append(changes == [])
    assert sum(clean) >= 0.6 * len(clean), dict(zip(LAYOUTS, clean, strict=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 50_000, "can't be read as JSON"),
        ("[]", "is no record"),
        ("{}", "is no record"),
    ],
)
def test_json_that_is_no_record_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """JSON that nests without end, or says nothing of a schema, is refused by name."""
    place = tmp_path / "old.json"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=rf"old\.json {said}"):
        Side.load(place)


def test_half_a_character_breaks_the_contract() -> None:
    """A lone surrogate, which JSON can spell and UTF-8 can't, is a breach of the contract, no crash."""
    with pytest.raises(contract.InvalidRecord, match="can't be held against its schema"):
        contract.validate({"schema_version": "\ud800"})
