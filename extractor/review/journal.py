"""Decides what a review holds: every judgement in order, who made it and when, and how it is kept on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.output import write_whole
from extractor.review.findings import FIELDS, SINGLE, complaint

SUFFIX = ".review.json"
VERSION = 1
ACTIONS = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added"}


class Refused(ValueError):
    """A judgement that can't be taken; the message says why."""


@dataclass
class Journal:
    """The judgements on one document: an append-only list, saved whole at each change."""

    path: Path
    source: dict[str, Any]
    entries: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path, *, source: dict[str, Any]) -> Journal:
        """The journal on disk, or an empty one. Raises UsageError where the file is no review."""
        if not path.exists():
            return cls(path, source)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            entries = data["entries"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path.name} is no review file: {error}") from error
        return cls(path, source, list(entries))

    def live(self) -> Iterable[dict[str, Any]]:
        """The entries that have not been undone, in order."""
        return (entry for entry in self.entries if not entry.get("undone"))

    def standing(self) -> dict[str, dict[str, Any]]:
        """The last judgement on each target."""
        return {entry["target"]: entry for entry in self.live() if entry["action"] in ACTIONS}

    def marked(self) -> set[str]:
        """The fields that the reviewer has called complete."""
        marks: set[str] = set()
        for entry in self.live():
            if entry["action"] == "complete":
                marks.add(entry["field"])
            elif entry["action"] == "reopen":
                marks.discard(entry["field"])
        return marks

    def complete(self, found: Iterable[Mapping[str, Any]]) -> list[str]:
        """The fields that count as gold: marked complete, with every finding judged."""
        judged = self.standing()
        open_fields = {f["field"] for f in found if f["id"] not in judged}
        return [name for name in FIELDS if name in self.marked() and name not in open_fields]

    def judge(
        self, found: Mapping[str, Mapping[str, Any]], request: Mapping[str, Any], *, who: str
    ) -> list[dict[str, Any]]:
        """Take one judgement (or one on a whole field) and give the entries it made. Raises Refused.

        ``found`` are the record's findings by id. ``request`` has ``action`` and, as the action asks,
        ``target``, ``field``, ``new``.
        """
        action = request.get("action")
        when = datetime.now(UTC).isoformat(timespec="milliseconds")
        if action == "undo":
            return self._undo(when)
        name = str(request.get("field"))
        if name not in FIELDS:
            raise Refused(f"no field {name!r}")
        stamp = {"who": who, "when": when, "batch": self._batch()}
        if action in ("complete", "reopen"):
            made = [{"action": action, "field": name, "target": f"{name}:", **stamp}]
            if action == "complete":
                judged = self.standing()
                rest = [f for f in found.values() if f["field"] == name and f["id"] not in judged]
                made = [_entry("accept", f, f["item"], f["item"], stamp) for f in rest] + made
        elif action == "add":
            item = _checked(name, request.get("new"))
            target = name if name in SINGLE else f"{name}:added-{len(self.entries)}"
            if target in found or (name in SINGLE and target in self.standing()):
                raise Refused(f"there is a {name} already: correct it")
            made = [{"action": "add", "field": name, "target": target, "old": None, "new": item, **stamp}]
        elif action in ACTIONS:
            made = [self._single(str(action), found, request, stamp)]
        else:
            raise Refused(f"no action {action!r}")
        self.entries += made
        return made

    def _single(
        self, action: str, found: Mapping[str, Mapping[str, Any]], request: Mapping[str, Any], stamp: Mapping[str, Any]
    ) -> dict[str, Any]:
        target = request.get("target")
        before = self.standing().get(str(target))
        subject = found.get(str(target)) or (before and {"id": target, "field": before["field"], "item": before["new"]})
        if not subject:
            raise Refused("no such finding")
        old = before["new"] if before and before["new"] is not None else subject["item"]
        new = None if action == "reject" else old
        if action == "correct":
            new = _checked(subject["field"], request.get("new"))
        return _entry(action, subject, old, new, stamp)

    def _undo(self, when: str) -> list[dict[str, Any]]:
        last = next((e["batch"] for e in reversed(self.entries) if not e.get("undone")), None)
        undone = [e for e in self.entries if e["batch"] == last and not e.get("undone")]
        for entry in undone:
            entry["undone"] = when
        return undone

    def _batch(self) -> int:
        return 1 + max((entry["batch"] for entry in self.entries), default=0)

    def save(self, found: Iterable[Mapping[str, Any]]) -> None:
        """Write the journal: it is on disk, whole, when this returns."""
        data = {
            "review_version": VERSION,
            "source": self.source,
            "complete": self.complete(found),
            "entries": self.entries,
        }
        write_whole(self.path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _entry(
    action: str, subject: Mapping[str, Any], old: object, new: object, stamp: Mapping[str, Any]
) -> dict[str, Any]:
    return {"action": action, "field": subject["field"], "target": subject["id"], "old": old, "new": new, **stamp}


def _checked(name: str, item: Any) -> dict[str, Any]:
    """A corrected or added item that keeps the schema. Raises Refused."""
    if not isinstance(item, dict):
        raise Refused("the new value is missing")
    wrong = complaint(name, item)
    if wrong:
        raise Refused(wrong)
    return item
