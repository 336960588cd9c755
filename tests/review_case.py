"""Invented documents with their records, spans and boxes exact, for the tests of the review app and of compare."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from extractor.pipeline import read
from extractor.types import Document

HOSTILE = [
    "<script>window.owned=1</script>",
    "</script><script>window.owned=2</script>",
    '"><img src=x onerror="window.owned=3">',
    "javascript:window.owned=4",
    "line\u2028window.owned=5\u2029end",
    "]]><svg onload=window.owned=6>",
]

LINES = [
    "Meadow Health Plan",
    "Lunar Gait Training",
    "Policy Number: MP-10.20",
    "Effective Date: 02/01/2031",
    "Last Review: 11/17/2030",
    "Coverage",
    "Lunar gait training is considered medically necessary when ALL of the following are met:",
    "1. The member is 18 years of age or older",
    "2. Trial and failure of at least two conventional gait programs",
    "3. ONE of the following:",
    "a. Documented orbital deconditioning",
    "b. A fall within the past 6 months",
    "All other uses of lunar gait training are considered investigational.",
    "Coding",
    "Codes considered medically necessary",
    "99901 Lunar gait training, each 15 minutes",
    "99902 Lunar gait evaluation",
    "Codes considered investigational",
    "0999T Remote lunar gait monitoring",
    "Policy History",
    "01/05/2031 Annual review. No change to criteria.",
    "02/10/2030 New policy.",
    "References",
    "1. Ames B, Cole D. Walking on the moon after long flights. J Invented Gait. 2029;12(3):45-51.",
    "2. Dane E. Gait under one sixth of gravity. Ann Invented Med. 2028;7:101-110. PMID: 99990001",
]


def write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> None:
    """A plain PDF with a line of 11 point Helvetica every 18 points."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(612, 792), invariant=1)
    for lines in pages:
        for row, line in enumerate(lines):
            bold = line in ("Coverage", "Coding", "Policy History", "References", "Lunar Gait Training")
            canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 16 if line == "Lunar Gait Training" else 11)
            canvas.drawString(96 if line[:2] in ("a.", "b.") else 72, 792 - 72 - 24 * row, line)
        canvas.showPage()
    canvas.save()


class Builder:
    """Makes a record over a document by looking up the words of each finding in its text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.at = 0

    def span(self, words: str, *, after: int = 0) -> tuple[int, int]:
        """Where the words stand, at or after an offset."""
        start = self.document.text.index(words, after)
        return start, start + len(words)

    def evidence(
        self, words: str, *, after: int = 0, rule: str = "made.up", confidence: float = 0.98
    ) -> dict[str, Any]:
        """Evidence of words of the document."""
        start, end = self.span(words, after=after)
        place = self.document.locate(start, end)
        boxes = [[b.page, *(round(v, 1) for v in (b.x0, b.y0, b.x1, b.y1))] for b in place.boxes]
        return {"start": start, "end": end, "page": place.page, "boxes": boxes, "rule": rule, "confidence": confidence}

    def leaf(self, words: str, **more: Any) -> dict[str, Any]:
        """A leaf of a criteria tree."""
        start, end = self.span(words)
        return {"text": words, "start": start, "end": end, **more}

    def section(self, number: int, heading: str, kind: str) -> dict[str, Any]:
        """A section of level 1."""
        start, end = self.span(heading)
        place = self.document.locate(start, end)
        return {
            "id": f"s{number}", "parent": None, "level": 1, "number": None, "heading": heading, "type": kind,
            "start": start, "end": end, "page": place.page,
        }  # fmt: skip

    def statement(self, number: int, text: str, position: str, criteria: dict[str, Any] | None) -> dict[str, Any]:
        """A statement."""
        return {
            "id": f"st{number}", "text": text, "position": position, "verdict": position.replace("_", " "),
            "conditional": criteria is not None, "service": "lunar gait training", "indication": None, "phase": None,
            "duration": None, "criteria": criteria, "section": "s1", "evidence": self.evidence(text), "codes": [],
            "references": [],
        }  # fmt: skip

    def code(self, code: str, status: str | None, *, words: str | None = None, **more: Any) -> dict[str, Any]:
        """A CPT code."""
        return {
            "system": "CPT", "code": code, "code_end": None, "description": None, "status": status, "group": None,
            "modifiers": [], "section": "s2", "valid": True, "evidence": self.evidence(words or code), **more,
        }  # fmt: skip

    def reference(self, number: int, text: str, **more: Any) -> dict[str, Any]:
        """An entry of the bibliography."""
        empty = dict.fromkeys("authors title journal year volume issue pages pmid pmcid doi url accessed".split())
        return {"number": number, "text": text, **empty, **more, "evidence": self.evidence(text)}

    def record(self, **parts: Any) -> dict[str, Any]:
        """The record around the parts."""
        document = self.document
        facts: dict[str, Any] = {
            "title": None, "payer": None, "kind": "medical_policy", "status": "active", "numbers": [], "dates": [],
            "related": [], "lines_of_business": [], "states": [],
        }  # fmt: skip
        facts |= parts.pop("policy", {})
        lists = ["sections", "statements", "codes", "references", "identifiers", "history", "diagnostics"]
        return {
            "schema_version": "1.0.0",
            "source": {
                "name": document.name, "sha256": document.sha256, "media_type": document.media_type,
                "bytes": document.size, "pages": len(document.pages) or None, "characters": len(document.text),
                "ocr": False, "part": None,
            },
            "policy": facts,
            **{key: parts.get(key, []) for key in lists},
        }  # fmt: skip


def record_of(document: Document) -> dict[str, Any]:
    """The record of a document that holds :data:`LINES`."""
    b = Builder(document)
    date = lambda kind, value, words, label, sure=0.98: {  # noqa: E731
        "kind": kind, "value": value, "precision": "day", "label": label,
        "evidence": b.evidence(words, confidence=sure),
    }  # fmt: skip
    tree = {
        "operator": "all",
        "items": [
            b.leaf(
                "The member is 18 years of age or older",
                constraint={"kind": "age", "comparator": ">=", "value": 18, "high": None, "unit": "year"},
            ),
            b.leaf("Trial and failure of at least two conventional gait programs"),
            {
                "operator": "any",
                **b.leaf("ONE of the following:"),
                "items": [
                    b.leaf("Documented orbital deconditioning"),
                    b.leaf("A fall within the past 6 months", unmapped="its bullet is of another kind"),
                ],
            },
        ],
    }
    return b.record(
        policy={
            "title": {"value": "Lunar Gait Training", "evidence": b.evidence("Lunar Gait Training")},
            "payer": {"id": None, "name": "Meadow Health Plan", "evidence": b.evidence("Meadow Health Plan")},
            "numbers": [
                {"value": "MP-10.20", "role": "primary", "label": "Policy Number", "evidence": b.evidence("MP-10.20")}
            ],
            "dates": [
                date("effective", "2031-02-01", "02/01/2031", "Effective Date"),
                date("last_review", "2030-11-17", "11/17/2030", "Last Review", 0.62),
            ],
        },
        sections=[
            b.section(1, "Coverage", "coverage"),
            b.section(2, "Coding", "coding"),
            b.section(3, "Policy History", "history"),
            b.section(4, "References", "references"),
        ],
        statements=[
            b.statement(1, LINES[6], "medically_necessary", tree),
            b.statement(2, LINES[12], "investigational", None),
        ],
        codes=[
            b.code("99901", "medically_necessary", description="Lunar gait training, each 15 minutes"),
            b.code("99902", "medically_necessary", description="Lunar gait evaluation"),
            b.code("0999T", "investigational", description="Remote lunar gait monitoring"),
        ],
        references=[
            b.reference(1, LINES[-2][3:], year=2029, url="javascript:alert(1)"),
            b.reference(2, LINES[-1][3:], year=2028, pmid="99990001", url="https://example.org/2"),
        ],
        identifiers=[{"system": "pmid", "value": "99990001", "reference": 2, "evidence": b.evidence("99990001")}],
        history=[
            {"date": "2031-01-05", "precision": "day", "description": "Annual review. No change to criteria.",
             "evidence": b.evidence("01/05/2031")},
            {"date": "2030-02-10", "precision": "day", "description": "New policy.",
             "evidence": b.evidence("02/10/2030")},
        ],
        diagnostics=[
            {"severity": "warning", "code": "unmapped_criterion", "message": "A line has no place in the logic.",
             **dict(zip(("start", "end"), b.span("A fall within the past 6 months"), strict=True))}
        ],
    )  # fmt: skip


def write_case(folder: Path, *, name: str = "lunar-gait") -> Path:
    """The PDF with its record beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pdf"
    write_pdf(path, [LINES])
    record = record_of(read(path))
    path.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    return path


def write_large(folder: Path, *, pages: int = 400, findings: int = 5000) -> Path:
    """A long PDF whose record holds a code for thousands of its lines, its text beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "large.pdf"
    each = findings // pages + 1
    acts = "imaging mapping grafting ablation training infusion biopsy drainage suture splint graft cast".split()
    numbers = iter(range(10000, 99999))
    lines = [
        [f"{n} {acts[n % 11].title()} of the {acts[n % 7]}, {acts[n % 5]} and {acts[(n // 7) % 12]}" for n in row]
        for row in ([next(numbers) for _ in range(each)] for _ in range(pages))
    ]
    write_pdf(path, lines)
    document = read(path)
    b = Builder(document)
    rows = [line for page in lines for line in page][:findings]
    codes = [{**b.code(line[:5], "covered", description=line[6:])} for line in rows]
    record = b.record(codes=codes)
    path.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    path.with_suffix(".txt").write_text(document.text, encoding="utf-8")
    return path


def write_hostile(folder: Path) -> Path:
    """A page whose title, codes and file name try to become markup, with its record beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "a<img src=x onerror=window.owned=7>.html"
    lines = "".join(f"<p>{escape(line)}</p>" for line in ["Start of it", *HOSTILE, "End of it"])
    path.write_text(f"<!doctype html><html><body>{lines}</body></html>", encoding="utf-8")
    b = Builder(read(path))
    heads = [" ".join(line.split("\u2028")[0].split()) for line in HOSTILE]  # what the reader leaves of each line
    codes = [
        b.code(line, "covered", words=head, description=line, group=line)
        for line, head in zip(HOSTILE, heads, strict=True)
    ]
    record = b.record(
        policy={"title": {"value": " ".join(HOSTILE), "evidence": b.evidence(heads[0])}},
        codes=codes,
        statements=[b.statement(1, heads[1], "covered", {"operator": "all", "items": [b.leaf(heads[2])]})],
        references=[b.reference(1, heads[3], url=heads[3])],
        history=[{"date": None, "precision": None, "description": HOSTILE[4], "evidence": b.evidence(heads[4])}],
        sections=[b.section(1, heads[5], "other")],
        diagnostics=[{"severity": "error", "code": "made_up", "message": HOSTILE[0]}],
    )
    path.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    return path
