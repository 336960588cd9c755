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
    """Write the one document of a library as a page that needs nothing else; gives its size in bytes."""
    if len(library.items) != 1:
        raise UsageError("an export holds one document: name one")
    content = library.content(0)
    if "error" in content:
        raise UsageError(content["error"])
    images = library.images(0)
    sizes = images.sizes() if images else []
    wanted = _wanted(content["findings"], len(sizes)) if pages == "found" else set(range(1, len(sizes) + 1))
    drawn = {}
    if images and pages != "none":
        for number in sorted(wanted):
            picture = images.draw(number, scale=SCALE, form=FORM)
            drawn[number] = f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
    data = {
        "outline": {"name": content["name"], "pages": sizes if drawn else []},
        "content": {**content, **library.review(0)},
        "boxes": _boxes(library, content) if drawn else {},
        "images": drawn,
    }
    html = assets.standalone(data)
    write_whole(target, html)
    return len(html.encode())


def _wanted(findings: list[dict[str, Any]], count: int) -> set[int]:
    """The pages that hold a finding, and the first."""
    pages = {1} if count else set()
    for finding in findings:
        for box in (finding["item"].get("evidence") or {}).get("boxes") or []:
            pages.add(int(box[0]))
    return {page for page in pages if 1 <= page <= count}


def _boxes(library: Library, content: dict[str, Any]) -> dict[str, Any]:
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
        elif item.get("criteria"):
            walk(item["criteria"])
        elif finding["field"] == "problems" and item.get("start") is not None:
            spans.add((item["start"], item["end"]))
    ordered = sorted(spans)
    return {f"{a}-{b}": place for (a, b), place in zip(ordered, library.boxes(0, ordered), strict=True)}
