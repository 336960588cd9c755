"""Sections to statements: sentences that take a position, each with its tree of criteria."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from extractor import payers
from extractor.coverage import anaphora, forms, grounds, lifting, links, notes, seams, service, zones
from extractor.coverage.criteria import Builder
from extractor.coverage.found import Found, Scope
from extractor.coverage.lines import lines_of
from extractor.coverage.outline import outline
from extractor.coverage.positions import NEGATIVE, Judgement, Lexicon
from extractor.coverage.quoted import quoted
from extractor.coverage.statements import Finder
from extractor.types import Code, Evidence, Problem, Reading, Reference, Statement

_PAID = {"covered": "reimbursed", "not_covered": "not_reimbursed"}
_VERB_FIRST = re.compile(r"(?:is|are|may|will|has|have)\b(?:\s?\(are\))?")
# a verdict whose subject is the list above it: "is(are) covered as medically necessary when …"


_YES = re.compile(r"(?:if\s)?yes\W{1,4}(?:then\s)?(?:approve|authori[sz]e)\b", re.IGNORECASE)
# the answer to a question that is a criterion: "If yes, approve for 12 months."


def _asks_apart(judgement: Judgement, start: int) -> bool:
    """Whether a sentence behind the first of a remark says of its own accord what has to be asked beforehand."""
    return judgement.position == "authorization_required" and judgement.start > start + 20


@lru_cache(maxsize=16)
def _lexicon(name: str) -> Lexicon:
    return Lexicon(name, payers.load(name).tables["coverage"])


def statements(
    reading: Reading, *, codes: tuple[Code, ...], references: tuple[Reference, ...]
) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    """The coverage statements of a document, in document order, and what could not be placed."""
    zone = zones.zone(reading)
    if not zone.blocks:
        found = forms.Forms(reading.document, reading.profile.tables.get("forms", {})).merged(())
        return _numbered(found, reading, codes, references), ()
    lines = lines_of(reading.document, list(zone.blocks), zone.levels)
    if reading.document.media_type == "text/plain":
        lines = list(seams.counted_on(lines))
    lexicon = _lexicon(reading.profile.name)
    ids = {index: section.id for index, section in zone.sections.items()}
    texts = [
        (
            "" if ids.get(line.block, "") in zone.described and not lexicon.may_be_plain(line.text) else line.text,
            line.start,
        )
        for line in lines
    ]
    judged = dict(zip((line.start for line in lines), lexicon.judge(texts), strict=True))
    if reading.document.media_type == "text/plain":
        lines = list(seams.freed(list(seams.parted(lines, judged)), judged))
    cited = quoted(reading.text, lines)
    dosing = zones.dosing_tables(reading.document)
    strong = frozenset(
        line.start for line in lines if ids.get(line.block, "") not in zone.weak and line.table not in dosing
    )
    strong -= cited
    for line in lines:
        if line.start in cited:
            judged[line.start] = []  # another's words, whatever position they take
        if judged[line.start] and not line.labelled and line.text[:1].islower() and not _VERB_FIRST.match(line.text):
            judged[line.start] = []  # the end of a sentence whose beginning is elsewhere
        if line.start not in strong and judged[line.start]:
            described = ids.get(line.block, "") in zone.described
            judged[line.start] = [j for j in judged[line.start] if (j.plain if described else j.strong)]
        if zone.payment:
            judged[line.start] = [replace(j, position=_PAID.get(j.position, j.position)) for j in judged[line.start]]
    default = (
        "medically_necessary"
        if any(
            j.position == "medically_necessary"
            and not (line.labelled and j.rule == "positions.indicated")  # among criteria it repeats a drug's label
            for line in lines
            if line.start in strong
            for j in judged[line.start]
        )
        else "covered"
    )
    lines = [
        line._replace(note=False)
        if line.note
        and any(j.strong or j.position in NEGATIVE or _asks_apart(j, line.start) for j in judged[line.start])
        else line
        for line in lines
    ]  # a remark in which the payer takes a position is no mere remark
    builder = Builder(reading.text)
    lent = frozenset(line.start for line in lines if ids.get(line.block, "") in zone.lent)
    asked = frozenset(
        line.start
        for line, after in pairwise(lines)
        if line.labelled and line.text.endswith("?") and _YES.match(after.text) is not None
    )
    finder = Finder(reading.text, judged, builder, default, strong, lexicon, lent=lent, asked=asked)
    tree = outline(lines)
    lifting.lift(tree, lambda node: any(j.strong for j in finder.judgements(node)))
    finder.walk(tree.children, Scope(None, ()))
    told = forms.Forms(reading.document, reading.profile.tables.get("forms", {})).merged(
        list(grounds.taken(finder.found))
    )
    for one in (one for one in told if one.rule == "statements.form"):
        builder.placed.append((one.span.start, one.span.end))
        builder.placed += [(leaf.start or 0, leaf.end or 0) for leaf in one.criteria.leaves()] if one.criteria else []
    made = _numbered(told, reading, codes, references)
    proper = [line for line in lines if line.start in strong and not line.heading]
    made, unplaced = notes.attached(
        reading,
        anaphora.resolved(reading, made),
        tuple(notes.left(reading.text, proper, builder.placed, builder.remarks)),
    )
    return made, _problems(builder, *notes.share(proper, unplaced))


def _numbered(
    found: Iterable[Found], reading: Reading, codes: tuple[Code, ...], references: tuple[Reference, ...]
) -> tuple[Statement, ...]:
    ordered = sorted(found, key=lambda one: one.span.start)
    return tuple(_statement(number, one, reading, codes, references) for number, one in enumerate(ordered, start=1))


def _statement(
    number: int, found: Found, reading: Reading, codes: tuple[Code, ...], references: tuple[Reference, ...]
) -> Statement:
    section = reading.section_at(found.span.start)
    particulars = service.particulars(found, reading)
    return Statement(
        id=f"s{number}",
        text=found.text.rstrip(" :"),
        position=found.position,
        verdict=found.verdict,
        conditional=found.conditional,
        service=particulars.service,
        indication=particulars.indication,
        phase=particulars.phase,
        duration=particulars.duration,
        criteria=found.criteria,
        section=section.id if section else None,
        evidence=Evidence(found.span.start, found.span.end, rule=found.rule, confidence=links.confidence(found)),
        codes=links.codes(found, codes),
        references=links.references(found, reading),
    )


def _problems(builder: Builder, left: int, total: int) -> tuple[Problem, ...]:
    problems = [
        Problem("warning", "criteria_unmapped", leaf.unmapped or "", leaf.start, leaf.end) for leaf in builder.unmapped
    ]
    if total and left:
        share = round(100 * left / total)
        problems.append(
            Problem(
                "info",
                "coverage_text_unplaced",
                f"{share} % of the coverage text ({left} of {total} characters) is in no statement, criterion or note",
            )
        )
    return tuple(problems)
