"""Decides which policies of two collections are the same one, and so which are new, retired, changed, unchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.compare.changes import GRADES, Change, counts
from extractor.compare.sides import Side
from extractor.compare.whole import compare
from extractor.errors import DocumentError, UsageError
from extractor.likeness import pair_up, similarity, squeeze

SUFFIXES = frozenset({".pdf", ".html", ".htm", ".xhtml", ".docx", ".txt", ".text", ".md", ".markdown", ".json"})
SAME_TITLE = 0.85  # token F1 of two titles of one payer from which a renumbered policy is the same one


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy of the feed."""

    state: str  # new · retired · changed · unchanged
    old: Side | None
    new: Side | None
    changes: tuple[Change, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        side = self.new or self.old
        assert side is not None
        payer, number = identity(side)
        facts = side.record.get("policy") or {}
        return {
            "state": self.state,
            "payer": payer,
            "number": number,
            "title": (facts.get("title") or {}).get("value"),
            "old": self.old.name if self.old else None,
            "new": self.new.name if self.new else None,
            "summary": counts(self.changes),
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Feed:
    """What became of every policy, and which files could not be read."""

    entries: tuple[Entry, ...]
    failed: tuple[tuple[str, str], ...]  # file name, reason

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        states = [entry.state for entry in self.entries]
        return {
            "summary": {state: states.count(state) for state in ("new", "retired", "changed", "unchanged")},
            "policies": [entry.to_dict() for entry in self.entries],
            "failed": [{"name": name, "reason": reason} for name, reason in self.failed],
        }


def identity(side: Side) -> tuple[str | None, str | None]:
    """Payer (id, else name) and first primary number of a policy."""
    facts = side.record.get("policy") or {}
    payer = facts.get("payer") or {}
    primary = [n["value"] for n in facts.get("numbers") or [] if n.get("role", "primary") == "primary"]
    return payer.get("id") or payer.get("name"), primary[0] if primary else None


def compare_folders(old: Path, new: Path, *, load: Callable[[Path], Side], grades: Sequence[str] = GRADES) -> Feed:
    """Compare two folders as sets of policies: matched by payer and number, else by payer and title, else by
    number and title, else by file name."""
    failed: list[tuple[str, str]] = []

    def sides(folder: Path) -> list[Side]:
        found = []
        for path in _files(folder):
            try:
                found.append(load(path))
            except (DocumentError, UsageError) as error:
                failed.append((path.name, str(error)))
        return found

    a, b = sides(old), sides(new)
    pairs = pair_up(a, b, score=_alike, floor=1.0)
    entries = []
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        changes = tuple(c for c in compare(a[i], b[j]) if c.grade in grades)
        entries.append(Entry("changed" if changes else "unchanged", a[i], b[j], changes))
    entries += [Entry("new", None, b[j]) for j in sorted(set(range(len(b))) - {j for _, j in pairs})]
    entries += [Entry("retired", a[i], None) for i in sorted(set(range(len(a))) - {i for i, _ in pairs})]
    order = ("new", "retired", "changed", "unchanged")
    return Feed(tuple(sorted(entries, key=lambda e: order.index(e.state))), tuple(failed))


def _files(folder: Path) -> list[Path]:
    """Records where a folder holds any (their texts beside them are no policies), else documents."""
    inside = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix.lower() in SUFFIXES]
    records = [p for p in inside if p.suffix.lower() == ".json" and not p.name.endswith(".review.json")]
    return records or [p for p in inside if p.suffix.lower() != ".json"]


def _alike(x: Side, y: Side) -> float:
    (payer_x, number_x), (payer_y, number_y) = identity(x), identity(y)
    same_payer = squeeze(payer_x) == squeeze(payer_y)
    numbers = squeeze(number_x), squeeze(number_y)
    if same_payer and all(numbers):
        if numbers[0] == numbers[1]:
            return 4.0 + _title(x, y)
    elif same_payer and _title(x, y) >= SAME_TITLE:
        return 2.0 + _title(x, y)
    if all(numbers) and numbers[0] == numbers[1] and _title(x, y) >= SAME_TITLE:
        return 1.5  # the payer has another name now, or one of the prints gives it otherwise
    if same_payer and Path(x.name).stem == Path(y.name).stem:
        return 1.0
    return 0.0


def _title(x: Side, y: Side) -> float:
    a, b = ((s.record.get("policy") or {}).get("title") or {} for s in (x, y))
    return similarity(a.get("value"), b.get("value")) if a and b else 0.0
