"""What a run's records say together: how full each field is per payer, which headings and problems recur.

A tally is plain counts, so tallies of parts add up to that of the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from extractor.types import Facts, Policy

UNKNOWN = "(payer not recognised)"
EMPTY: tuple[Any, ...] = (None, "", [], {}, "other", "unknown")  # what a field holds where nothing was read
NO_FIELDS = frozenset({"schema_version", "source", "policy", "diagnostics"})
KEPT_HEADINGS = 200  # of one payer in one part: the tail of a long list says nothing
LONGEST_HEADING = 80  # characters of a heading in a report


def names() -> list[str]:
    """The fields whose fill is counted, in the record's order, then what is asked of some in more detail."""
    top = [f.name for f in fields(Facts)] + [f.name for f in fields(Policy) if f.name not in NO_FIELDS]
    return [*top, "effective date", "criteria", "code standing"]


def filled(record: Mapping[str, Any]) -> set[str]:
    """The fields of a record that hold something."""
    facts = record["policy"]
    found = {name for part in (facts, record) for name, value in part.items() if value not in EMPTY} - NO_FIELDS
    if any(date["kind"] == "effective" for date in facts["dates"]):
        found.add("effective date")
    if any(statement.get("criteria") for statement in record["statements"]):
        found.add("criteria")
    if any(code["status"] for code in record["codes"]):
        found.add("code standing")
    return found


def payer(record: Mapping[str, Any]) -> str:
    """The payer that a record is counted under."""
    value = record["policy"]["payer"]
    return UNKNOWN if value is None else str(value["id"] or value["name"])


Tally = dict[str, dict[str, Any]]
"""By payer: ``{documents, pages, filled: {field: n}, headings: {heading: n}, problems: {code: n}}``."""


def add(tally: Tally, record: Mapping[str, Any]) -> None:
    """Count one record."""
    entry = tally.setdefault(payer(record), _entry())
    entry["documents"] += 1
    entry["pages"] += record["source"]["pages"] or 1
    entry["filled"].update(filled(record))
    entry["headings"].update(
        {s["heading"].casefold()[:LONGEST_HEADING] for s in record["sections"] if s["type"] == "other" and s["heading"]}
    )
    entry["problems"].update({problem["code"] for problem in record["diagnostics"]})


def _entry() -> dict[str, Any]:
    return {"documents": 0, "pages": 0, "filled": Counter(), "headings": Counter(), "problems": Counter()}


def trimmed(tally: Tally) -> Tally:
    """A tally to send or keep: plain values, the most frequent headings alone, the same for the same counts."""
    return {
        name: {
            **{key: value for key, value in entry.items() if not isinstance(value, Counter)},
            **{key: _top(value) for key, value in entry.items() if isinstance(value, Counter)},
        }
        for name, entry in sorted(tally.items())
    }


def _top(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:KEPT_HEADINGS])


def merge(tally: Tally, other: Mapping[str, Mapping[str, Any]]) -> None:
    """Add the counts of another tally."""
    for name, counts in other.items():
        entry = tally.setdefault(name, _entry())
        for key, value in counts.items():
            if isinstance(value, Mapping):
                entry[key].update(value)
            else:
                entry[key] += value
