"""What must hold of every record, whatever the document: exact spans, places in the source, a tree that nests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractor.types import Document

HYPHEN = re.compile(r"[­]")


def folded(text: str) -> str:
    """White space folded, as the contract has it for texts that run over lines."""
    return " ".join(HYPHEN.sub("", text).split())


def breaches(document: Document, record: dict[str, Any]) -> list[str]:
    """Each way in which a record breaks an invariant, in words; empty where it keeps them all."""
    text = document.text
    found = [*_spans(document, record), *_sections(text, record)]
    for statement in record["statements"]:
        at = statement["evidence"]
        if folded(text[at["start"] : at["end"]]).rstrip(":") != statement["text"].rstrip(":"):
            found.append(f"statement {statement['id']} is not its span: {text[at['start'] : at['end']][:80]!r}")
        for leaf in _leaves(statement["criteria"]):
            if folded(text[leaf["start"] : leaf["end"]]) != leaf["text"]:
                found.append(f"leaf of {statement['id']} is not its span: {leaf['text'][:80]!r}")
    for reference in record["references"]:
        at = reference["evidence"]
        if not _within(folded(reference["text"]), folded(text[at["start"] : at["end"]])):
            found.append(f"reference {reference['number']} is not its span: {reference['text'][:80]!r}")
    for code in record["codes"]:
        quote = re.sub(r"\s+", "", text[code["evidence"]["start"] : code["evidence"]["end"]]).upper()
        if _look(code["code"]) not in _look(quote):
            found.append(f"code {code['code']} is not in its span {quote!r}")
    for identifier in record["identifiers"]:
        quote = text[identifier["evidence"]["start"] : identifier["evidence"]["end"]]
        if _bare(identifier["value"]) not in _bare(quote):
            found.append(f"identifier {identifier['value']} is not in its span {quote!r}")
    for number in record["policy"]["numbers"]:
        quote = text[number["evidence"]["start"] : number["evidence"]["end"]]
        if _bare(number["value"]) not in _bare(quote):
            found.append(f"number {number['value']} is not in its span {quote!r}")
    for date in record["policy"]["dates"]:
        quote = text[date["evidence"]["start"] : date["evidence"]["end"]]
        if date["value"][2:4] not in quote:
            found.append(f"date {date['value']} is not in its span {quote!r}")
    return found


def _look(text: str) -> str:
    """Letters and digits, those that recognition of images confuses as one ("58096" is read for "S8096")."""
    return _bare(text).translate(str.maketrans("OSIL", "0511"))


def _within(text: str, quote: str) -> bool:
    """Whether a text is its quote, or the quote less what stands between its pieces (a heading, a page's furniture)."""
    if text == quote:
        return True
    words = iter(quote.split())
    return quote.split()[:1] == text.split()[:1] and all(word in words for word in text.split())


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).upper()


def _leaves(node: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if node is None:
        return
    if node.get("items") is None:
        yield node
        return
    for item in node["items"]:
        yield from _leaves(item)


def _evidence(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "rule" in value and "start" in value:
            yield value
        for part in value.values():
            yield from _evidence(part)
    elif isinstance(value, list):
        for part in value:
            yield from _evidence(part)


def _spans(document: Document, record: dict[str, Any]) -> Iterator[str]:
    sizes = {page.number: (page.width, page.height) for page in document.pages}
    for evidence in _evidence(record):
        quote = document.text[evidence["start"] : evidence["end"]]
        if not quote.strip() or quote != quote.strip():
            yield f"span of {evidence['rule']} is empty or begins or ends with white space: {quote[:60]!r}"
        if sizes and evidence["page"] not in sizes:
            yield f"span of {evidence['rule']} is on no page: {evidence['page']}"
        if document.media_type == "application/pdf" and not evidence["boxes"]:
            yield f"span of {evidence['rule']} has no box: {quote[:60]!r}"
        for page, x0, y0, x1, y1 in evidence["boxes"]:
            width, height = sizes[page]
            if not (-2 <= x0 <= x1 <= width + 2 and -2 <= y0 <= y1 <= height + 2):
                yield f"box of {evidence['rule']} leaves its page: {(page, x0, y0, x1, y1)}"
    for problem in record["diagnostics"]:
        if problem.get("start") is not None and not 0 <= problem["start"] <= problem["end"] <= len(document.text):
            yield f"span of problem {problem['code']} is not in the text"


def _sections(text: str, record: dict[str, Any]) -> Iterator[str]:
    open_sections: list[dict[str, Any]] = []
    ids = {section["id"]: section for section in record["sections"]}
    if len(ids) != len(record["sections"]):
        yield "two sections have one id"
    last = -1
    for section in record["sections"]:
        if not 0 <= section["start"] < section["end"] <= len(text):
            yield f"section {section['id']} has an impossible span"
        if section["start"] <= last:
            yield f"section {section['id']} does not start after the one before it"
        last = section["start"]
        while open_sections and open_sections[-1]["end"] <= section["start"]:
            open_sections.pop()
        parent = open_sections[-1] if open_sections else None
        if parent and section["end"] > parent["end"]:
            yield f"sections {parent['id']} and {section['id']} cross"
        if section["parent"] != (parent["id"] if parent else None):
            yield f"section {section['id']} names {section['parent']} as parent, but stands in {parent and parent['id']}"
        if parent and section["level"] <= parent["level"]:
            yield f"section {section['id']} is not deeper than its parent"
        if folded(section["heading"])[:40] not in folded(text[section["start"] : section["end"]]):
            yield f"section {section['id']} does not start with its heading {section['heading'][:40]!r}"
        open_sections.append(section)
