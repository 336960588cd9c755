"""The whole algorithm on one screen: read → sections → mentions → fields and coverage → assemble → validate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from extractor import contract, coverage, fields, mentions, payers, readers, structure
from extractor.structure import nature, parts
from extractor.types import (
    Box,
    Criterion,
    Document,
    Evidence,
    Policy,
    Problem,
    Reading,
    Record,
    Section,
    Source,
    SourcePart,
    Statement,
    names,
)

SCHEMA_VERSION = "1.0.0"


def extract(
    source: str | Path | bytes, *, name: str | None = None, profile: str = "auto", password: str | None = None
) -> Policy:
    """Extract the record of one policy document.

    ``source`` is a path, or the bytes of a PDF, HTML page, DOCX file or plain text; ``name`` the file name to
    put in the record (a path's own by default). ``profile`` is ``auto`` (found by the document's own words),
    ``default`` (no payer's profile) or a profile's name.

    Raises :class:`~extractor.errors.DocumentError` (with a stable ``code``) where no record can be made.
    """
    document = read(source, name=name, password=password)
    policy = assemble(understand(document, profile=profile))
    contract.validate(policy)
    return policy


def extract_parts(
    source: str | Path | bytes, *, name: str | None = None, profile: str = "auto", password: str | None = None
) -> tuple[Policy, ...]:
    """Extract a record for each policy of a file that holds many, in order; one record where it holds one.

    Offsets of a part's record count in the part's own canonical text, ``source.part.start`` further in the file's;
    pages are those of the file. Arguments and errors are those of :func:`extract`.
    """
    document = read(source, name=name, password=password)
    policies = tuple(
        assemble(understand(part, profile=profile), part=place) for part, place in split(document, profile)
    )
    for policy in policies:
        contract.validate(policy)
    return policies


def split(document: Document, profile: str = "auto") -> tuple[tuple[Document, SourcePart | None], ...]:
    """A book's policies, each as a document with its place; the document itself where it holds one policy."""
    found = parts.find(document, payers.choose(document, profile))
    if not found:
        return ((document, None),)
    return tuple(
        (
            parts.document_of(document, part),
            SourcePart(part.number, len(found), part.title, part.first_page, part.last_page, part.start),
        )
        for part in found
    )


def read(source: str | Path | bytes, *, name: str | None = None, password: str | None = None) -> Document:
    """Read a document's canonical text, blocks and tables; the first stage of :func:`extract`."""
    if isinstance(source, bytes):
        return readers.read(source, name=name or "document", password=password)
    path = Path(source)
    return readers.read(readers.load(path), name=name or path.name, password=password)


def understand(document: Document, *, profile: str = "auto") -> Reading:
    """Find the sections of a document and propose its mentions."""
    chosen = payers.choose(document, profile)
    sections = structure.sections(document, chosen)
    return Reading(document, chosen, sections, mentions.scan(document))


def assemble(reading: Reading, *, part: SourcePart | None = None) -> Policy:
    """Let every field decide, and put the record together with each span placed on its page."""
    document = reading.document
    book = parts.problem(parts.find(document, reading.profile)) if part is None else None
    read_problems = (*document.problems, *([book] if book else []))
    no_policy = nature.judge(reading) if part is None else None
    if no_policy is not None:  # said so, and not filled with nonsense
        return _record(reading, fields.NOTHING, (), (*read_problems, no_policy), part)
    found = {field.__name__.rpartition(".")[2]: field.find(reading) for field in fields.FIELDS}
    if part is not None and found["identity"][0] is None:
        found["identity"] = (parts.title_of(document, part.title), *found["identity"][1:])
    statements, doubts = coverage.statements(reading, codes=found["codes"], references=found["references"])
    problems = (*read_problems, *fields.problems(reading, found, statements), *doubts)
    return _record(reading, found, statements, problems, part)


def _record(
    reading: Reading,
    found: Mapping[str, Any],
    statements: tuple[Statement, ...],
    problems: tuple[Problem, ...],
    part: SourcePart | None,
) -> Policy:
    document = reading.document
    policy = Policy(
        schema_version=SCHEMA_VERSION,
        source=Source(
            name=document.name,
            sha256=document.sha256,
            media_type=document.media_type,
            bytes=document.size,
            pages=len(document.pages) or None,
            characters=len(document.text),
            ocr=any(page.ocr for page in document.pages),
            part=part,
        ),
        policy=fields.facts(found),
        sections=reading.sections,
        statements=statements,
        codes=found["codes"],
        references=found["references"],
        identifiers=found["identifiers"],
        history=found["history"],
        diagnostics=problems,
    )
    return _placed(policy, document)


_WITHOUT_EVIDENCE = (Source, Section, Criterion)  # parts in which no evidence is looked for


def _placed(policy: Policy, document: Document) -> Policy:
    """The same record, each evidence with the page and boxes of its span."""

    @cache
    def place(start: int, end: int) -> tuple[int | None, tuple[Box, ...]]:
        found = document.locate(start, end)
        return found.page, found.boxes

    def visit(value: Any) -> Any:
        if isinstance(value, Evidence):
            quote = document.text[value.start : value.end]
            start = value.start + len(quote) - len(quote.lstrip())
            end = max(start + 1, value.start + len(quote.rstrip()))
            page, boxes = place(start, end)
            return Evidence(start=start, end=end, page=page, boxes=boxes, rule=value.rule, confidence=value.confidence)
        if isinstance(value, tuple):
            return tuple([visit(item) for item in value]) if value and isinstance(value[0], Record) else value
        if isinstance(value, Record) and not isinstance(value, _WITHOUT_EVIDENCE):
            changed = {}
            for name in names(type(value)):  # type: ignore[arg-type]
                before = getattr(value, name)
                after = visit(before)
                if after is not before:
                    changed[name] = after
            return replace(value, **changed) if changed else value  # type: ignore[type-var]
        return value

    return visit(policy)  # type: ignore[no-any-return]
