"""Decides the changes between two versions of a policy, field by field, the gravest first."""

from __future__ import annotations

from extractor.compare.changes import GRADES, Change
from extractor.compare.codes import codes
from extractor.compare.facts import facts, history, identifiers, references, sections
from extractor.compare.prose import prose
from extractor.compare.sides import Side
from extractor.compare.statements import statements

FIELDS = (facts, statements, codes, sections, references, identifiers, history, prose)


def compare(old: Side, new: Side) -> list[Change]:
    """Every change from one version to the other: breaking first, within a grade by field and place."""
    found = [change for field in FIELDS for change in field(old, new)]
    return sorted(dict.fromkeys(found), key=lambda change: GRADES.index(change.grade))
