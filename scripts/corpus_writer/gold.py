"""The gold record of a layout: what a careful reader would write down, read off the content."""

from __future__ import annotations

from typing import Any

from .content import Content
from .elements import Heading, Layout
from .sheet import Sheet


def gold(content: Content, layout: Layout, *, kind: str, boxes: list[Any] | None = None) -> dict[str, Any]:
    """A gold record in the contract's form; ``boxes`` (PDF) lists [field, value, boxes] for the marked values."""
    sheet = layout.gold_extra["sheet"]
    assert isinstance(sheet, Sheet)
    sections: list[dict[str, Any]] = []
    printed: list[int] = []  # levels of the open sections, as they are set; the level in the tree is their number
    for element in layout.elements:
        if isinstance(element, Heading):
            printed = [level for level in printed if level < element.level] + [element.level]
            row: dict[str, Any] = {"heading": element.text, "level": len(printed)}
            sections.append(
                row
                | ({"type": element.type} if element.type else {})
                | ({"optional": True} if element.optional else {})
            )
    record: dict[str, Any] = {
        "layout": layout.name,
        "policy": {
            "title": {"value": content.title},
            "payer": {"names": [content.payer]},
            "kind": kind,
            "status": "active",
            "numbers": [{"value": value, "role": role} for value, role in sheet.numbers],
            "dates": [{"kind": name, "value": value} for name, value in sheet.dates],
        },
        "sections": sections,
        "statements": sheet.statements,
        "codes": sheet.codes,
        "identifiers": [],
        "references": [],
        "history": sheet.history,
    }
    if sheet.references:
        for r in content.references:
            parts = {"number": r.number, "text": r.text, "title": r.title, "journal": r.journal, "year": r.year,
                     "volume": r.volume, "issue": r.issue, "pages": r.pages, "pmid": r.pmid, "doi": r.doi}  # fmt: skip
            record["references"].append({key: value for key, value in parts.items() if value is not None})
            record["identifiers"] += [{"system": s, "value": v} for s, v in (("pmid", r.pmid), ("doi", r.doi)) if v]
    if boxes is not None:
        record["boxes"] = [
            [name, value, [[p, *(round(v, 1) for v in box)] for p, *box in found]] for name, value, found in boxes
        ]
    return record
