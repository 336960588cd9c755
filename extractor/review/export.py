"""Decides what goes into an exported page: a document, its record and review, and images of the pages that matter."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.output import write_whole
from extractor.review import assets
from extractor.review.library import Library

SCALE = 1.5  # pixels a point: 110 dots an inch, readable at the width of a half screen
FORM = "WEBP"
PAGES = ("found", "all", "none")  # which pages are drawn: those with findings, all, none (the text is always there)


def export(library: Library, *, target: Path, pages: str = "found") -> int:
    """Write the one document of a library, or all policies of a book, as a page that needs nothing else; its size in bytes."""
    if library.documents != 1:
        raise UsageError("an export holds one document: name one")
    first = library.content(0)
    if "error" in first:
        raise UsageError(first["error"])
    images = library.images(0)
    drawn: dict[int, str] = {}
    documents = []
    for index in library.order():
        content, outline = library.content(index), library.outline(index)
        if "error" in content:
            raise UsageError(content["error"])
        numbers = range(outline["first"], outline["first"] + len(outline["pages"]))
        for number in sorted(_wanted(content["findings"], numbers) if pages == "found" else numbers):
            if images and pages != "none" and number not in drawn:
                picture = images.draw(number, scale=SCALE, form=FORM)
                drawn[number] = f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
        shown = images and pages != "none"
        documents.append(
            {
                "outline": {**outline, "pages": outline["pages"] if shown else []},
                "content": {**content, **library.review(index)},
                "boxes": _boxes(library, index, content) if shown else {},
            }
        )
    html = assets.standalone({"documents": documents, "images": drawn})
    write_whole(target, html)
    return len(html.encode())


def _wanted(findings: list[dict[str, Any]], numbers: range) -> set[int]:
    """The pages that hold a finding, and the first."""
    pages = set(numbers[:1])
    for finding in findings:
        for box in (finding["item"].get("evidence") or {}).get("boxes") or []:
            pages.add(int(box[0]))
    return pages & set(numbers)


def _boxes(library: Library, index: int, content: dict[str, Any]) -> dict[str, Any]:
    """Boxes of the spans that carry none in the record: headings and criteria; by ``start-end``."""
    text = content["text"]
    spans: set[tuple[int, int]] = set()

    def walk(node: dict[str, Any]) -> None:
        if isinstance(node.get("start"), int) and isinstance(node.get("end"), int):
            spans.add((node["start"], node["end"]))
        for item in node.get("items") or []:
            walk(item)

    for finding in content["findings"]:
        item = finding["item"]
        if finding["field"] == "sections":
            line = text.find("\n", item["start"], item["end"])
            spans.add((item["start"], line if line >= 0 else item["end"]))
        elif finding["field"] == "statements":
            walk({"items": [item.get("criteria") or {}, *(item.get("notes") or [])]})
        elif finding["field"] == "problems" and item.get("start") is not None:
            spans.add((item["start"], item["end"]))
    ordered = sorted(spans)
    return {f"{a}-{b}": place for (a, b), place in zip(ordered, library.boxes(index, ordered), strict=True)}
