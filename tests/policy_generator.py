"""Invented policies as plain data, rendered to a text with its record, and edits whose effect is known."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extractor.compare import Change, Side

SYLLABLES = ["zor", "vik", "lum", "dra", "pel", "ton", "qui", "mar", "sel", "bex", "nol", "wri", "tam", "fod", "hus"]
POSITIONS = ["medically_necessary", "not_medically_necessary", "investigational", "covered", "not_covered"]
VERDICTS = {p: p.replace("_", " ") for p in POSITIONS}
ACTS = ["infusion", "implantation", "imaging", "training", "grafting", "ablation", "testing", "mapping"]


@dataclass
class Leaf:
    """A criterion, or a block of them."""

    text: str
    operator: str | None = None
    items: list[Leaf] = field(default_factory=list)


@dataclass
class Statement:
    """A statement with its criteria."""

    service: str
    position: str
    tree: Leaf | None
    months: int | None = None


@dataclass
class Policy:
    """A whole policy."""

    words: list[str]
    title: str
    dates: dict[str, str]
    background: list[str]
    statements: list[Statement]
    codes: dict[str, str | None]
    references: list[str]
    history: list[tuple[str, str]]


Expected = tuple[str, str, str, str]  # kind, field, grade, a word that stands in it


def holds(change: Change, expected: Expected) -> bool:
    """Whether a change is the expected one."""
    kind, field, grade, word = expected
    if (change.kind, change.field, change.grade) != (kind, field, grade):
        return False
    quotes = [q.text for q in (change.old, change.new) if q]
    return any(word.lower() in text.lower() for text in (change.what, *quotes))


def policy(rng: random.Random) -> Policy:
    """A policy of some ten statements and forty codes; every part has a word of its own."""
    words = ["".join(rng.sample(SYLLABLES, 4)) for _ in range(400)]
    words = list(dict.fromkeys(words))
    take = words.pop
    return Policy(
        words=words,
        title=f"{take().title()} {rng.choice(ACTS)}",
        dates={"effective": "2031-03-01", "last_review": "2031-01-15", "next_review": "2032-01"},
        background=[
            f"The {take()} is a device that carries {take()} to the {take()} of the wearer." for _ in range(rng.randint(3, 8))
        ],
        statements=[statement(rng, take) for _ in range(rng.randint(3, 10))],
        codes={str(20000 + i): rng.choice([*POSITIONS, None]) for i in rng.sample(range(9999), rng.randint(5, 40))},
        references=[f"{take().title()} {take().title()} A. On {take()} and {take()}. J {take()}. 2029;1:1-9."
                    for _ in range(rng.randint(2, 12))],
        history=[(f"203{i}-02-01", f"Reviewed with a note on {take()}.") for i in range(rng.randint(1, 5))],
    )  # fmt: skip


def statement(rng: random.Random, take: Callable[[], str]) -> Statement:
    """One statement, with a tree or without."""
    tree = None
    if rng.random() < 0.75:
        items = [leaf(rng, take) for _ in range(rng.randint(2, 5))]
        if rng.random() < 0.5:
            inner = [leaf(rng, take) for _ in range(rng.randint(2, 4))]
            items.append(Leaf(f"One of the following signs of {take()}:", "any", inner))
        tree = Leaf("", rng.choice(["all", "any"]), items)
    months = rng.choice([None, None, 6, 12])
    return Statement(f"{take()} {rng.choice(ACTS)}", rng.choice(POSITIONS), tree, months)


def leaf(rng: random.Random, take: Callable[[], str]) -> Leaf:
    """A criterion, often with a threshold."""
    forms = [
        "The member has a {a} score of at least {n} on the {b} scale",
        "Trial and failure of {a} and {b} for {n} weeks",
        "Documented {a} with a {b} finding",
        "No history of {a} or {b}",
    ]
    return Leaf(rng.choice(forms).format(a=take(), b=take(), n=rng.randint(2, 60)))


# --------------------------------------------------------------------------- edits


def _thresholds(p: Policy) -> list[Leaf]:
    return [x for s in p.statements if s.tree for x in s.tree.items if any(c.isdigit() for c in x.text)]


def edit_threshold(p: Policy, rng: random.Random) -> Expected | None:
    """A number in a criterion."""
    found = _thresholds(p)
    if not found:
        return None
    chosen = rng.choice(found)
    number = next(w for w in chosen.text.split() if w.isdigit())
    chosen.text = chosen.text.replace(number, str(int(number) + 70), 1)
    return "modified", "criteria", "breaking", _own(chosen.text)


def edit_criterion_added(p: Policy, rng: random.Random) -> Expected | None:
    """A criterion more."""
    trees = [s.tree for s in p.statements if s.tree]
    if not trees:
        return None
    new = leaf(rng, p.words.pop)
    rng.choice(trees).items.append(new)
    return "added", "criteria", "breaking", _own(new.text)


def edit_criterion_removed(p: Policy, rng: random.Random) -> Expected | None:
    """A criterion less."""
    trees = [s.tree for s in p.statements if s.tree and sum(not i.items for i in s.tree.items) > 2]
    if not trees:
        return None
    tree = rng.choice(trees)
    gone = rng.choice([i for i in tree.items if not i.items])
    tree.items.remove(gone)
    return "removed", "criteria", "breaking", _own(gone.text)


def edit_operator(p: Policy, rng: random.Random) -> Expected | None:
    """All becomes any, or the other way round."""
    found = [s for s in p.statements if s.tree]
    if not found:
        return None
    chosen = rng.choice(found)
    assert chosen.tree
    chosen.tree.operator = "any" if chosen.tree.operator == "all" else "all"
    return "modified", "criteria", "breaking", chosen.service


def edit_position(p: Policy, rng: random.Random) -> Expected:
    """Another position on the same service."""
    chosen = rng.choice(p.statements)
    chosen.position = rng.choice([x for x in POSITIONS if x != chosen.position])
    return "modified", "statements", "breaking", chosen.service


def edit_duration(p: Policy, rng: random.Random) -> Expected:
    """Another length of approval."""
    chosen = rng.choice(p.statements)
    chosen.months = (chosen.months or 0) + 3
    return "modified", "statements", "breaking", chosen.service


def edit_statement_added(p: Policy, rng: random.Random) -> Expected:
    """A statement more."""
    new = statement(rng, p.words.pop)
    p.statements.insert(rng.randint(0, len(p.statements)), new)
    return "added", "statements", "material", new.service


def edit_statement_removed(p: Policy, rng: random.Random) -> Expected | None:
    """A statement less."""
    if len(p.statements) < 4:
        return None
    gone = p.statements.pop(rng.randrange(len(p.statements)))
    return "removed", "statements", "breaking", gone.service


def edit_statement_moved(p: Policy, rng: random.Random) -> Expected:
    """The first statement goes to the end."""
    moved = p.statements.pop(0)
    p.statements.append(moved)
    return "moved", "statements", "cosmetic", moved.service


def edit_wording(p: Policy, rng: random.Random) -> Expected | None:
    """A criterion says the same in another style."""
    found = [x for s in p.statements if s.tree for x in s.tree.items if x.text.startswith(("Documented", "Trial"))]
    if not found:
        return None
    chosen = rng.choice(found)
    chosen.text = "The " + chosen.text[0].lower() + chosen.text[1:]
    return "modified", "criteria", "cosmetic", _own(chosen.text)


def edit_code_added(p: Policy, rng: random.Random) -> Expected:
    """A code more."""
    code = str(rng.randint(70000, 79999))
    p.codes[code] = rng.choice([*POSITIONS, None])
    return "added", "codes", "material", code


def edit_code_removed(p: Policy, rng: random.Random) -> Expected:
    """A code less: breaking where it had a standing."""
    code = rng.choice(list(p.codes))
    standing = p.codes.pop(code)
    return "removed", "codes", "breaking" if standing else "material", code


def edit_standing(p: Policy, rng: random.Random) -> Expected:
    """Another standing of a code."""
    code = rng.choice(list(p.codes))
    p.codes[code] = rng.choice([x for x in [*POSITIONS, None] if x != p.codes[code]])
    return "modified", "codes", "breaking", code


def edit_date(p: Policy, rng: random.Random) -> Expected:
    """Another date."""
    kind = rng.choice(list(p.dates))
    p.dates[kind] = f"2033-0{rng.randint(1, 9)}-11"
    return "modified", "dates", "material", kind


def edit_date_removed(p: Policy, rng: random.Random) -> Expected:
    """A date less."""
    kind = rng.choice(list(p.dates))
    del p.dates[kind]
    return "removed", "dates", "material", kind


def edit_reference_added(p: Policy, rng: random.Random) -> Expected:
    """An entry more in the bibliography."""
    a, b, c, d = (p.words.pop() for _ in range(4))
    p.references.append(f"{a.title()} B. Of {b} by {c}. Ann {d}. 2031;4:11-12.")
    return "added", "references", "minor", a


def edit_reference_removed(p: Policy, rng: random.Random) -> Expected:
    """An entry less."""
    gone = p.references.pop(rng.randrange(len(p.references)))
    return "removed", "references", "minor", gone.split()[0].lower()


def edit_history(p: Policy, rng: random.Random) -> Expected:
    """A row more in the history."""
    word = p.words.pop()
    p.history.append(("2038-05-05", f"Changed the wording about {word}."))
    return "added", "history", "minor", word


def edit_background(p: Policy, rng: random.Random) -> Expected:
    """A sentence of the description is about something else."""
    index = rng.randrange(len(p.background))
    words = p.background[index].split()
    words[-1] = f"{p.words.pop()}."
    p.background[index] = " ".join(words)
    return "modified", "text", "minor", words[1]


EDITS: list[Callable[[Policy, random.Random], Expected | None]] = [
    edit_threshold, edit_criterion_added, edit_criterion_removed, edit_operator, edit_position, edit_duration,
    edit_statement_added, edit_statement_removed, edit_statement_moved, edit_wording, edit_code_added,
    edit_code_removed, edit_standing, edit_date, edit_date_removed, edit_reference_added, edit_reference_removed,
    edit_history, edit_background,
]  # fmt: skip


def _own(text: str) -> str:
    """The longest word of a text: one that nothing else has."""
    return max(text.rstrip(":").split(), key=len)


def edited(old: Policy, rng: random.Random, *, edits: int) -> tuple[Policy, list[Expected]]:
    """Another version, and what changed in it; no two edits of one kind, nothing is edited twice."""
    new = copy.deepcopy(old)
    expected: list[Expected] = []
    touched: set[str] = set()
    for edit in rng.sample(EDITS, edits):
        before = copy.deepcopy(new)
        made = edit(new, rng)
        # an edit that lands where another one did would have an effect of its own: it is taken back
        around = _statement_words(new, made) | _statement_words(before, made) | {made[3]} if made else set()
        if made is None or touched & around:
            words = new.words
            new = before
            new.words = words
            continue
        touched |= around
        expected.append(made)
    return new, expected


def _statement_words(p: Policy, made: Expected) -> set[str]:
    """The service of the statement that an edit touched."""
    if made[1] not in ("criteria", "statements"):
        return set()
    return {s.service for s in p.statements if made[3] in (s.service, *_texts(s.tree)) or made[3] in _all(s)}


def _texts(node: Leaf | None) -> list[str]:
    return [node.text, *(t for item in node.items for t in _texts(item))] if node else []


def _all(s: Statement) -> str:
    return " ".join(_texts(s.tree))


# --------------------------------------------------------------------------- rendering


def side(p: Policy, name: str) -> Side:
    """The policy's text and its record, with true spans."""
    parts: list[str] = []
    at = 0

    def write(text: str, end: str = "\n") -> dict[str, Any]:
        nonlocal at
        start = at
        parts.append(text + end)
        at += len(text) + len(end)
        return {"start": start, "end": start + len(text), "page": 1, "boxes": [], "rule": "made.up", "confidence": 1.0}

    def section(heading: str, kind: str) -> dict[str, Any]:
        place = write(heading)
        made = {"id": f"s{len(sections)}", "parent": None, "level": 1, "number": None, "heading": heading, "type": kind}
        sections.append({**made, "start": place["start"], "end": 10**9, "page": 1})
        return sections[-1]

    def criterion(node: Leaf) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if node.text:
            place = write(node.text)
            made = {"text": node.text, "start": place["start"], "end": place["end"]}
        if node.items:
            made |= {"operator": node.operator, "items": [criterion(item) for item in node.items]}
        return made

    sections: list[dict[str, Any]] = []
    record: dict[str, Any] = {"schema_version": "1.0.0", "sections": sections, "identifiers": [], "diagnostics": []}
    record["policy"] = {
        "title": {"value": p.title, "evidence": write(p.title)},
        "payer": {"id": None, "name": "Meadow Health Plan", "evidence": write("Meadow Health Plan")},
        "kind": "medical_policy", "status": "active", "related": [], "lines_of_business": [], "states": [],
        "numbers": [{"value": "MP 1", "role": "primary", "label": None, "evidence": write("MP 1")}],
        "dates": [{"kind": k, "value": v, "precision": "day", "label": k, "evidence": write(v)} for k, v in p.dates.items()],
    }  # fmt: skip
    section("Background", "description")
    for sentence in p.background:
        write(sentence, " ")
    write("")
    here = section("Policy", "coverage")
    record["statements"] = []
    for s in p.statements:
        tail = " when the following are met:" if s.tree else "."
        text = f"The {s.service} is considered {VERDICTS[s.position]}{tail}"
        place = write(text)
        record["statements"].append({
            "id": s.service, "text": text, "position": s.position, "verdict": VERDICTS[s.position], "evidence": place,
            "conditional": s.tree is not None, "service": s.service, "indication": None, "phase": None, "codes": [],
            "duration": {"value": s.months, "unit": "month"} if s.months else None, "section": here["id"],
            "criteria": criterion(s.tree) if s.tree else None, "references": [],
        })  # fmt: skip
    here = section("Codes", "coding")
    record["codes"] = [
        {"system": "CPT", "code": c, "code_end": None, "description": None, "status": status, "group": None,
         "modifiers": [], "section": here["id"], "valid": True, "evidence": write(c)}
        for c, status in p.codes.items()
    ]  # fmt: skip
    section("References", "references")
    record["references"] = [{"number": n, "text": t, "evidence": write(t)} for n, t in enumerate(p.references, 1)]
    section("History", "history")
    record["history"] = [
        {"date": d, "precision": "day", "description": t, "evidence": write(f"{d} {t}")} for d, t in p.history
    ]
    for one, following in zip(sections, [*sections[1:], None], strict=True):
        one["end"] = following["start"] if following else at
    return Side(name, record, "".join(parts))
