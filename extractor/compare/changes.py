"""What a change is: its kind, field and grade, with the words of both versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GRADES = ("breaking", "material", "minor", "cosmetic")
"""``breaking``: a position, condition, operator, threshold or a code's standing; ``material``: dates, codes and
statements added, what the policy is; ``minor``: evidence, references, history, headings; ``cosmetic``: wording, order."""

KINDS = ("added", "removed", "modified", "moved")


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of one version, and where they stand."""

    text: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    section: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"text": self.text, "page": self.page, "start": self.start, "end": self.end, "section": self.section}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``what`` names the thing (a code, a date's kind, an opening line), ``detail`` what became what."""

    kind: str
    field: str
    grade: str
    what: str
    detail: str = ""
    old: Quote | None = None
    new: Quote | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "kind": self.kind,
            "field": self.field,
            "grade": self.grade,
            "what": self.what,
            "detail": self.detail,
            "old": self.old.to_dict() if self.old else None,
            "new": self.new.to_dict() if self.new else None,
        }


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes of each grade."""
    found = dict.fromkeys(GRADES, 0)
    for change in changes:
        found[change.grade] += 1
    return found
