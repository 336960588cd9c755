"""Decides what changed in the facts, the headings, the bibliography and the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.compare.changes import Change, Quote
from extractor.compare.sides import Json, Side
from extractor.compare.wording import CONTENT, SAME, STYLE, difference
from extractor.likeness import Rarity, pair_up, similarity, squeeze

ALIKE = 0.5  # token F1 from which a history row or a reference is the other's new wording
SHORTEST_DATE = 6  # letters and digits of a written date: "1/22/26"; a bare year may stand anywhere
SAME_HEADING = 0.75  # token F1 from which a heading is the other's new wording


def facts(old: Side, new: Side) -> Iterator[Change]:
    """Title, payer, kind, status, numbers, dates, related policies, lines of business, states."""
    a, b = old.record.get("policy") or {}, new.record.get("policy") or {}
    for key, value in (("title", "value"), ("payer", "name")):
        yield from _single(old, new, key, value, a.get(key), b.get(key))
    for key in ("kind", "status"):
        if a.get(key) != b.get(key):
            grade = "breaking" if key == "status" else "material"
            yield Change("modified", key, grade, key, f"{a.get(key)} → {b.get(key)}")
    yield from _dates(old, new, a.get("dates") or [], b.get("dates") or [])
    for key, value, grade in (
        ("numbers", "value", "material"),
        ("lines_of_business", "value", "material"),
        ("states", "value", "material"),
        ("related", "number", "minor"),
    ):
        yield from _values(old, new, key, value, grade, a.get(key) or [], b.get(key) or [])


def _single(old: Side, new: Side, key: str, value: str, a: Json | None, b: Json | None) -> Iterator[Change]:
    if a and b:
        apart = difference(a[value], b[value])
        if apart != SAME:
            if key == "payer" and old.prints(b[value]) and new.prints(a[value]):
                return  # both versions name both organisations: which of them was taken is no change
            same = a.get("id") is not None and a.get("id") == b.get("id")  # one payer by two of its names
            grade = "cosmetic" if apart == STYLE or same else "material"
            detail = f"{a[value]} → {b[value]}"
            yield Change("modified", key, grade, key, detail, old.quote(a, a[value]), new.quote(b, b[value]))
    elif b and not (old.says(b[value]) or old.prints(b[value])):
        yield Change("added", key, "material", key, b[value], None, new.quote(b, b[value]))
    elif a and not (new.says(a[value]) or new.prints(a[value])):
        yield Change("removed", key, "material", key, a[value], old.quote(a, a[value]), None)


def _dates(old: Side, new: Side, a: list[Json], b: list[Json]) -> Iterator[Change]:
    """Dates by kind; of several of one kind those that both have fall away first."""
    for kind in dict.fromkeys(d["kind"] for d in (*a, *b)):
        gone = [d for d in a if d["kind"] == kind and d["value"] not in {x["value"] for x in b if x["kind"] == kind}]
        come = [d for d in b if d["kind"] == kind and d["value"] not in {x["value"] for x in a if x["kind"] == kind}]
        for x, y in zip(gone, come, strict=False):
            detail = f"{x['value']} → {y['value']}"
            yield Change("modified", "dates", "material", kind, detail, _dated(old, x), _dated(new, y))
        for x in gone[len(come) :]:
            yield Change("removed", "dates", "material", kind, x["value"], _dated(old, x), None)
        for y in come[len(gone) :]:
            yield Change("added", "dates", "material", kind, y["value"], None, _dated(new, y))


def _dated(side: Side, date: Json) -> Quote:
    words = f"{date.get('label') or date['kind']}: {date['value']}"
    return side.quote(date, words)


def _values(old: Side, new: Side, key: str, value: str, grade: str, a: list[Json], b: list[Json]) -> Iterator[Change]:
    def name(item: Json) -> str:
        return squeeze(item.get(value) or item.get("title")) + str(item.get("role") or "")

    before, after = {name(x): x for x in a}, {name(x): x for x in b}
    for gone in before.keys() - after.keys():
        item = before[gone]
        shown = str(item.get(value) or item.get("title"))
        if not new.prints(shown):
            yield Change("removed", key, grade, shown, "", old.quote(item, shown), None)
    for come in after.keys() - before.keys():
        item = after[come]
        shown = str(item.get(value) or item.get("title"))
        if not old.prints(shown):
            yield Change("added", key, grade, shown, "", None, new.quote(item, shown))


def sections(old: Side, new: Side) -> Iterator[Change]:
    """Headings that came, went, or were reworded."""
    a, b = ([s for s in side.record.get("sections") or [] if s.get("heading")] for side in (old, new))
    pairs = pair_up(a, b, score=lambda x, y: similarity(x["heading"], y["heading"]), floor=SAME_HEADING)
    for i, j in pairs:
        apart = difference(a[i]["heading"], b[j]["heading"])
        if apart != SAME:
            grade = "minor" if apart >= CONTENT else "cosmetic"
            yield Change("modified", "sections", grade, b[j]["heading"], "", *_both(old, a[i], new, b[j], "heading"))
    for i in sorted(set(range(len(a))) - {i for i, _ in pairs}):
        if not (new.says(a[i]["heading"]) or new.heads(a[i]["heading"])):
            yield Change("removed", "sections", "minor", a[i]["heading"], "", old.quote(a[i], a[i]["heading"]), None)
    for j in sorted(set(range(len(b))) - {j for _, j in pairs}):
        if not (old.says(b[j]["heading"]) or old.heads(b[j]["heading"])):
            yield Change("added", "sections", "minor", b[j]["heading"], "", None, new.quote(b[j], b[j]["heading"]))


def _both(old: Side, a: Json, new: Side, b: Json, key: str) -> tuple[Quote, Quote]:
    return old.quote(a, a[key]), new.quote(b, b[key])


def references(old: Side, new: Side) -> Iterator[Change]:
    """Entries of the bibliography, by identifier, else by their words; a new number alone is no change."""

    rarity = Rarity(r["text"] for side in (old, new) for r in side.record.get("references") or [])

    def score(x: Json, y: Json) -> float:
        for key in ("pmid", "doi"):
            if x.get(key) and y.get(key):
                return 2.0 if squeeze(x[key]) == squeeze(y[key]) else 0.0
        return rarity.similarity(x["text"], y["text"])

    yield from _rows(old, new, "references", "text", score)


def history(old: Side, new: Side) -> Iterator[Change]:
    """Rows of the revision history, by date and words."""

    def score(x: Json, y: Json) -> float:
        return similarity(x["description"], y["description"]) if x.get("date") == y.get("date") else 0.0

    yield from _rows(old, new, "history", "description", score, _row_stands)


def _row_stands(side: Side, row: Json, other: Side) -> bool:
    """Whether the other version's history prints a row's date and words, though it was parted otherwise there.

    Rows repeat each other's words ("Annual review"), so a row without a printed date of its own tells nothing.
    """
    start, end = ((row.get("evidence") or {}).get(key) for key in ("start", "end"))
    if not isinstance(start, int) or not isinstance(end, int) or not side.text:
        return False
    words = squeeze(row["description"])
    date = squeeze(side.text[start:end]).removesuffix(words)
    there = other.printed("history")
    return len(date) >= SHORTEST_DATE and date in there and words in there


def identifiers(old: Side, new: Side) -> Iterator[Change]:
    """Identifiers that stand outside the bibliography (those inside change with their entry)."""

    def loose(side: Side) -> dict[tuple[str, str], Json]:
        rows = side.record.get("identifiers") or []
        return {(x["system"], squeeze(x["value"])): x for x in rows if x.get("reference") is None}

    everywhere = [{(x["system"], squeeze(x["value"])) for x in s.record.get("identifiers") or []} for s in (old, new)]
    for key, item in loose(old).items():
        if key not in everywhere[1]:
            shown = f"{item['system']} {item['value']}"
            yield Change("removed", "identifiers", "minor", shown, "", old.quote(item, shown), None)
    for key, item in loose(new).items():
        if key not in everywhere[0]:
            shown = f"{item['system']} {item['value']}"
            yield Change("added", "identifiers", "minor", shown, "", None, new.quote(item, shown))


def _rows(
    old: Side,
    new: Side,
    name: str,
    key: str,
    score: Callable[[Json, Json], float],
    stands: Callable[[Side, Json, Side], bool] | None = None,
) -> Iterator[Change]:
    a, b = old.record.get(name) or [], new.record.get(name) or []
    pairs = pair_up(a, b, score=score, floor=ALIKE)
    for i, j in sorted(pairs):
        apart = difference(a[i][key], b[j][key])
        if apart != SAME:
            grade = "cosmetic" if apart == STYLE else "minor"
            yield Change("modified", name, grade, _label(b[j]), "", *_both(old, a[i], new, b[j], key))
    for i in sorted(set(range(len(a))) - {i for i, _ in pairs}):
        if not (stands(old, a[i], new) if stands else new.says(a[i][key])):
            yield Change("removed", name, "minor", _label(a[i]), "", old.quote(a[i], a[i][key]), None)
    for j in sorted(set(range(len(b))) - {j for _, j in pairs}):
        if not (stands(new, b[j], old) if stands else old.says(b[j][key])):
            yield Change("added", name, "minor", _label(b[j]), "", None, new.quote(b[j], b[j][key]))


def _label(item: Json) -> str:
    return str(item.get("date") or item.get("number") or "")
