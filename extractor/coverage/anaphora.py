"""Which statements a statement's words point back at: "the above criteria", "all other indications", "this procedure"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.coverage.positions import NEGATIVE
from extractor.types import Reading, Statement

_NAMED = r"(?:criteri(?:a|on)|conditions?|indications?|requirements?|circumstances|situations?|guidelines)"
_CRITERIA = re.compile(
    rf"""
      \b(?:above|aforementioned|foregoing|preceding)(?:[\s-](?:mentioned|listed|described|noted|stated|specified))?\s(?:[\w-]+\s){{0,3}}{_NAMED}\b
    | \b{_NAMED}\s(?:[\w-]+\s){{0,4}}above\b                                             # "criteria described above"
    | \b(?:noted|listed|described|specified|outlined|stated|mentioned|defined|indicated|addressed)\sabove\b
    | \bas\sabove\b
    | \b(?:these|those|this)\s(?:[\w-]+\s)?(?:criteri(?:a|on)|conditions|requirements|indications)\b
    | \b(?:the|all|any|such)?\s?criteria\s(?:is|are|has|have)\snot\s(?:been\s)?(?:met|satisfied|fulfilled)\b
    | \bdo(?:es)?\snot\s(?:meet|satisfy|fulfill?)\s(?:the\s|all\s|any\s|of\s){{0,3}}criteria\b(?!\s(?:for|of|below|listed\sbelow)\b)
    | \b(?:all|any)\sother\s(?:[\w-]+\s){{0,2}}(?:indications?|uses?|conditions?|situations?|circumstances|diagnos[ei]s|applications?)\b
    | \bin\sall\sother\s(?:cases|situations|circumstances)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# matches: "do not meet the criteria described above", "All other uses"; must not match: "the criteria below are met"

_SERVICE = re.compile(
    r"\b(?:this|these|such)\s(?:[\w-]+\s)?(?:procedures?|tests?|services?|treatments?|therap(?:y|ies)|devices?|drugs?|technolog(?:y|ies)"
    r"|medications?|agents?|products?|surger(?:y|ies)|interventions?|items?)\b",
    re.IGNORECASE,
)
# matches: "This procedure is considered …"; must not match: "This policy"

_OWN = re.compile(rf"\bfollowing\s(?:[\w-]+\s){{0,2}}{_NAMED}\b", re.IGNORECASE)
# a statement with criteria of its own: "when any of these following conditions is met"


def resolved(reading: Reading, made: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, each with those that its words point back at; no link where the document leaves it open."""
    result: list[Statement] = []
    for place, statement in enumerate(made):
        targets: list[Statement] = []
        before = [s for s in result if s.evidence.start < statement.evidence.start]
        if before and _CRITERIA.search(statement.text) and not _OWN.search(statement.text):
            targets = _nearest(reading, statement, [s for s in before if s.position not in NEGATIVE and s.conditional])
        elif before and _SERVICE.search(statement.text):
            named = [s for s in before if s.service and not _SERVICE.search(s.text)]
            targets = _nearest(reading, statement, named)[-1:]
        ids = tuple(dict.fromkeys(s.id for s in targets))
        result.append(replace(made[place], refers_to=ids) if ids else made[place])
    return tuple(result)


def _nearest(reading: Reading, statement: Statement, before: Sequence[Statement]) -> list[Statement]:
    """Of some statements those in the section of another; where it has none, those in the section above, and so on."""
    for section in reading.ancestors(reading.section_at(statement.evidence.start)):
        inside = [s for s in before if section.start <= s.evidence.start < section.end]
        if inside:
            return inside
    return list(before)
