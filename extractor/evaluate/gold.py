"""Decides what counts as gold: hand-made gold records, whole records, and the reviewed fields of review files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.errors import UsageError

REVIEW_SUFFIX = ".review.json"
FACTS = ("title", "payer", "kind", "status", "numbers", "dates", "related")
SINGLE = frozenset({"title", "payer", "kind", "status"})


def load_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises UsageError where it is none."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path.name} can't be read as JSON: {error}") from error
    if not isinstance(loaded, dict):
        raise UsageError(f"{path.name} holds no record")
    return loaded


def load_gold(place: Path) -> dict[str, dict[str, Any]]:
    """The gold records of a folder (or of one file) by name.

    A review file beside a record replaces it: only the fields that the review calls complete are gold. Beside a
    hand-made gold record (one without ``source``) the review is laid over it.
    """
    paths = sorted(place.glob("*.json")) if place.is_dir() else [place]
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        if not path.name.endswith(REVIEW_SUFFIX):
            found[path.stem] = load_json(path)
    for path in paths:
        if path.name.endswith(REVIEW_SUFFIX):
            name = path.name.removesuffix(REVIEW_SUFFIX)
            reviewed = gold_from_review(load_json(path))
            base = found.get(name, {})
            if "source" not in base and "policy" in base:
                facts = {**base["policy"], **reviewed["policy"]}
                reviewed = {**base, **reviewed, "policy": facts}
            found[name] = reviewed
    return found


def load_records(place: Path) -> dict[str, dict[str, Any]]:
    """The records of a folder (or of one file) by name; review files are left out."""
    paths = sorted(place.glob("*.json")) if place.is_dir() else [place]
    return {path.stem: load_json(path) for path in paths if not path.name.endswith(REVIEW_SUFFIX)}


def gold_from_review(review: Mapping[str, Any]) -> dict[str, Any]:
    """The gold record that a review amounts to: of each complete field what was accepted, corrected or added."""
    standing: dict[str, dict[str, Any]] = {}
    for entry in review.get("entries", []):
        if not entry.get("undone") and entry.get("action") in ("accept", "correct", "reject", "add"):
            standing[entry["target"]] = entry
    rows: dict[str, list[dict[str, Any]]] = {field: [] for field in review.get("complete", [])}
    for entry in standing.values():
        if entry["field"] in rows and entry["action"] != "reject":
            rows[entry["field"]].append(entry["new"])
    gold: dict[str, Any] = {"policy": {}}
    for field, items in rows.items():
        items.sort(key=_place)
        if field not in FACTS:
            gold[field] = items
        elif field not in SINGLE:
            gold["policy"][field] = items
        elif items:
            value = items[0]
            gold["policy"][field] = value["value"] if field in ("kind", "status") else value
    return gold


def _place(item: Mapping[str, Any]) -> int:
    return int((item.get("evidence") or item).get("start") or 0)
