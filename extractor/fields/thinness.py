"""Whether a record is thin for its document: what a policy of its length should have given and did not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.fields import bibliography
from extractor.types import Problem, Reading, Statement

LONG_ENOUGH = 2_500  # characters; shorter documents are stubs (retired policies), which may hold no statement
FEW_HEADINGS = 8_000  # characters that a document without a single heading may have


def thin(reading: Reading, found: Mapping[str, Any], statements: tuple[Statement, ...]) -> tuple[Problem, ...]:
    """A problem for each part that is missing where its absence is more likely the extractor's than the document's."""
    length = len(reading.text)
    title, payer, _, _ = found["identity"]
    problems = []
    if title is None:
        problems.append(Problem("warning", "title_not_found", "no title was found"))
    if payer is None:
        problems.append(Problem("info", "payer_not_found", "the document does not seem to name its payer"))
    if not statements and length > LONG_ENOUGH and not _retired(found):
        problems.append(Problem("warning", "statements_not_found", f"no coverage statement in {length:,} characters"))
    if not reading.sections and length > FEW_HEADINGS:
        problems.append(Problem("warning", "sections_not_found", f"no heading in {length:,} characters"))
    if not found["references"] and bibliography.stands(reading):
        problems.append(Problem("warning", "references_not_read", "there is a bibliography, but no entry was read"))
    return tuple(problems)


def _retired(found: Mapping[str, Any]) -> bool:
    return bool(found["kind"][1] == "inactive")
