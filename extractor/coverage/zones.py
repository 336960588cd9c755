"""Where a coverage statement may stand: which blocks of a document are given to the coverage pipeline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from extractor.coverage.wording import names_other_part
from extractor.structure import RUN_IN
from extractor.types import Block, Document, Reading, Section

NEUTRAL = frozenset({"other", "front_matter"})
"""Section types that say nothing of their own: the section above decides."""

STRONG, WEAK, DESCRIBED = "strong", "weak", "described"

_CRITERIA = re.compile(
    r"\b(?:criteria|indications?|polic(?:y|ies)|coverage|approval|authorization|medical(?:ly)? necess|position|limitations?|exclusions?"
    r"|when\s.{2,80}\b(?:is|are)\s(?:not\s)?covered)\b",
    re.IGNORECASE,
)
# headings that open a zone although their section has no type: "Policy/Criteria", "Denial Statements"

_NEVER = re.compile(
    r"^\W*(?:appendix|(?:\d\s?\.\s)?(?:end|foot)notes?|references?|bibliography|sources?\b|glossary|abbreviations?|revisions?(?=\W*$|\W{1,3}(?:history|dates?|logs?|details?|information|summary|notes?|records?|table|numbers?|explanations?)\b)|(?:policy\s+)?history|disclaimer|copyright"
    r"|(?:fda[\s-]approved\s+)?dos(?:ing|age)|quantity\s+limits?|how\s+supplied|[\w\s/-]{0,60}\b(?:rating|status|assessment|staging)\s+scales?|product\s+availability|therapeutic\s+alternatives)\b",
    re.IGNORECASE,
)
# headings under which no statement stands, whatever type they were given
_ALWAYS = re.compile(r"^\W*(?:place\s+of\s+service|denial\s+statements?)\b", re.IGNORECASE)
# headings under which the payer speaks for itself, wherever they stand
_DEFINES = re.compile(
    r"\b(?:defin\w+|glossary|terms?|terminology|acronyms|abbreviations|necess\w+|experimental|investigational)\b",
    re.IGNORECASE,
)
_PAYMENT = re.compile(r"\b(?:reimbursement|payment)\s+polic(?:y|ies)\b", re.IGNORECASE)
# a policy on payment takes its positions in its coding sections too
_PAYS = re.compile(r"\breimburse\w{0,6}\b|\bpayment\s(?:rules|guidelines|policy|methodology)\b", re.IGNORECASE)
# headings that open a zone in such a policy: "Reimbursement guidelines"
_OF_CODES = re.compile(r"\b(?:cod(?:es?|ing)|billing|cpt|hcpcs|icd)\b", re.IGNORECASE)
# headings over codes; "Modifier 25" under reimbursement guidelines heads rules on what is paid


@dataclass(frozen=True, slots=True)
class Zone:
    """The blocks in which statements may stand, and how strong a sign each section is."""

    blocks: tuple[tuple[int, Block], ...]
    levels: Mapping[int, int]  # start of a section's heading → its level
    weak: frozenset[str]  # ids of sections in which only the payer's own verb counts
    described: frozenset[str]  # those of them that describe: only a plain verdict counts
    sections: Mapping[int, Section]  # block index → section
    lent: frozenset[str]  # weak ones that go on where a section of coverage ended: an indication each
    payment: bool  # the document is a policy on payment: "allow" means to pay


def _standing(reading: Reading, section: Section | None, table: Mapping[str, Any], payment: bool) -> str | None:
    """Whether statements may stand in a section: by the type of the nearest section that has one."""
    if section is not None and _ALWAYS.match(section.heading):
        return STRONG
    for above in reading.ancestors(section):
        if _NEVER.match(above.heading):
            return None
        if above.type in NEUTRAL:
            continue
        if above.type in table["zones"]:
            return STRONG
        if above.type == "definitions" and above.number and not _DEFINES.search(above.heading):
            return WEAK  # it took its type from a heading above that reaches too far
        if above.type == "coding" and payment:
            ruled = any(_PAYS.search(s.heading) for s in reading.ancestors(above) if s is not above)
            return STRONG if ruled and not _OF_CODES.search(above.heading) else DESCRIBED
        if above.type in table["described_zones"]:
            return DESCRIBED
        return WEAK if above.type in table["weak_zones"] else None
    if section is None:
        return WEAK
    opening = (_CRITERIA, _PAYS) if payment else (_CRITERIA,)
    return STRONG if any(p.search(s.heading) for s in reading.ancestors(section) for p in opening) else WEAK


def _retold(reading: Reading) -> frozenset[str]:
    """The ids of sections in name only: a heading of the policy that its revision history says again over its changes."""
    seen: dict[str, str] = {}
    found: set[str] = set()
    history = False
    for section in reading.sections:
        name = section.heading.casefold()
        again = history and seen.get(name) == section.type
        if again:
            found.add(section.id)
        history = section.type == "history" or again
        seen.setdefault(name, section.type)
    return frozenset(found)


_OVER_ALL = re.compile(
    r"\b(?:indications?\b.{0,60}\b(?:limitations?|medical\s+necessity)|coverage\s+(?:criteria|guidance|position|determination))\b",
    re.IGNORECASE,
)
# a heading over everything that is judged: "Coverage indications and limitations"; must not match: "Coverage"
_CLOSING = frozenset(
    "evidence_summary rationale professional_guidelines clinical_trials regulatory_status related_policies"
    " coding references history appendix disclaimer documentation front_matter".split()
)
# types of sections that end what such a heading governs
_DESCRIBES = re.compile(
    r"^\W*(?:overview|background|introduction|description|summary|definitions?|glossary|abbreviations?)\b",
    re.IGNORECASE,
)


def _governed(reading: Reading) -> dict[str, str]:
    """The standing of the sections below a heading of coverage without text of its own, whose parts stand at its level.

    A page that is saved as text keeps no levels: what such a heading governs ends with the next part of another kind.
    """
    found: dict[str, str] = {}
    open_heading = False
    dumped = reading.document.media_type == "text/plain"
    handed_on = False  # from a bare heading of coverage in a dump to the part below it that has no kind of its own
    for section, after in zip(reading.sections, (*reading.sections[1:], None), strict=False):
        heading_end = section.start + len(section.heading) + 12
        bare = after is not None and after.level <= section.level and after.start <= heading_end
        if bare and section.type in ("coverage", "limitations") and _OVER_ALL.search(section.heading):
            open_heading = True
        elif section.type in _CLOSING:
            open_heading = False
        if dumped and bare and section.type == "coverage":
            handed_on = True
        elif section.type != "other" or _NEVER.match(section.heading):
            handed_on = False
        elif handed_on:
            found[section.id] = STRONG
        if open_heading and not _NEVER.match(section.heading):
            found[section.id] = WEAK if _DESCRIBES.match(section.heading) else STRONG
    return found


def _parted(text: str, block: Block, section: Section | None) -> Iterator[Block]:
    """A block, its heading apart where the section opens on the line of its heading: "Policy: Ring therapy is …"."""
    colon = section.start + len(section.heading) if section is not None and section.start == block.start else block.end
    if block.label is not None or block.end - colon <= RUN_IN or text[colon] != ":":
        yield block
        return
    yield replace(block, end=colon + 1)
    start = colon + 1
    while start < block.end and text[start].isspace():
        start += 1
    yield replace(block, start=start)


_OPENS_LIST = re.compile(r"^[A-Z][^:]{10,300}\bconsidered\s(?:not\s)?medically\snecessary\b[^:]{0,200}:\s*$")
# "X is considered medically necessary in any of these scenarios:" with a list below it


def _taken_up(reading: Reading) -> Mapping[str, int]:
    """The sections in which coverage goes on after grounds for it, and from where: each indication closes with a rationale
    of its own, and the name of the next one is no heading.
    """
    blocks = reading.document.blocks
    begins: list[int] = []
    for block, after in zip(blocks, blocks[1:], strict=False):
        if after.kind == "item" and block.kind == "paragraph" and block.role == "body":
            if _OPENS_LIST.match(reading.document.text_of(block)):
                begins.append(block.start)
    found: dict[str, int] = {}
    seen_coverage = False
    for section in reading.sections:
        seen_coverage = seen_coverage or section.type == "coverage"
        if section.type == "rationale" and seen_coverage:
            place = bisect_left(begins, section.start)
            if place < len(begins) and begins[place] < section.end:
                found[section.id] = begins[place]
    return found


def _is_taken_up(reading: Reading, section: Section | None, block: Block, taken_up: Mapping[str, int]) -> bool:
    """Whether a block of grounds stands where coverage goes on after them."""
    if not taken_up or section is None or section.type not in ("rationale", *NEUTRAL):
        return False
    return any(taken_up.get(above.id, block.start + 1) <= block.start for above in reading.ancestors(section))


_DOSING = re.compile(r"\b(?:dos(?:e|es|ing|age)|maximum\s+(?:billable\s+)?units|hcpcs|strengths?)\b", re.IGNORECASE)
_RULES = re.compile(r"\b(?:criteria|coverage|approval|authorization|requirements?|limits?|quantity)\b", re.IGNORECASE)


def dosing_tables(document: Document) -> frozenset[int]:
    """The tables that tell how a drug is labelled and dosed, by their heads: what they list is no criterion."""
    found = []
    for number, table in enumerate(document.tables):
        heads = [document.text[c.start : c.end][:80] for row in table.rows[: table.header] for c in row]
        if any(_DOSING.search(h) for h in heads) and not any(_RULES.search(h) for h in heads):
            found.append(number)
    return frozenset(found)


def zone(reading: Reading) -> Zone:
    """The part of a document that the coverage pipeline reads."""
    table = reading.profile.tables["coverage"]
    standing: dict[str | None, str | None] = {}
    blocks: list[tuple[int, Block]] = []
    sections: dict[int, Section] = {}
    levels = {s.start: s.level for s in reading.sections}
    weak: set[str] = set()
    described: set[str] = set()
    payment = bool(_PAYMENT.search(reading.text[:600]))
    standing.update(_governed(reading))
    standing.update(dict.fromkeys(_retold(reading)))
    taken_up = _taken_up(reading)
    lent: set[str] = set()
    lending = False  # whether the section before is one of coverage, or took its standing from one
    place, current = 0, None
    for index, block in enumerate(reading.document.blocks):
        while place < len(reading.sections) and reading.sections[place].start <= block.start:
            current = reading.sections[place]
            place += 1
        if block.role != "body" or block.kind == "furniture" or block.end <= block.start:
            continue
        key = current.id if current else None
        if key not in standing:
            standing[key] = _standing(reading, current, table, payment)
            neutral = current is not None and current.type in NEUTRAL and not names_other_part(current.heading)
            if standing[key] == WEAK and lending and neutral:
                lent.add(key or "")
            lending = standing[key] == STRONG or (key or "") in lent
        if standing[key] is None and not _is_taken_up(reading, current, block, taken_up):
            continue
        if standing[key] == WEAK:
            weak.add(key or "")
        elif standing[key] == DESCRIBED:
            described.add(key or "")
        blocks.extend((index, part) for part in _parted(reading.text, block, current))
        if current is not None:
            sections[index] = current
    if STRONG not in standing.values():
        lent.clear()
        weak.clear()  # a document without a section of coverage: everything that is not ruled out may hold it
    return Zone(
        tuple(blocks), levels, frozenset(weak | described), frozenset(described), sections, frozenset(lent), payment
    )
