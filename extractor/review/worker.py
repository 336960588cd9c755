"""Reads documents in a process of its own: a slow or crashing document never stops the pages from being served."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from extractor.errors import ExtractorError
from extractor.pipeline import assemble, read, split, understand
from extractor.types import Document, SourcePart

_WORD = re.compile(r"\S{1,200}")  # a run without blanks: "97545,"; never a blank; cut where a run has no end


def end_with_parent() -> None:
    """End this process when the server's does, however that ended: a killed server leaves nothing behind."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


@lru_cache(maxsize=4)
def _parts(
    path: str, changed: float, profile: str, password: str | None
) -> tuple[tuple[Document, SourcePart | None], ...]:
    document = read(Path(path), password=password)
    return ((document, None), *((one, place) for one, place in split(document, profile) if place))


def _load(path: str, part: int, profile: str, password: str | None) -> tuple[Document, SourcePart | None]:
    """A document, or the policy of that number in a book (0: all of it)."""
    return _parts(path, Path(path).stat().st_mtime, profile, password)[part]


def prepare(
    path: str, part: int = 0, *, known: bool, whole: bool = True, profile: str, password: str | None
) -> dict[str, Any]:
    """The canonical text of a document and, where no record is ``known``, its record; or what failed.

    Of a book that is not wanted ``whole`` it gives its ``parts`` instead.
    """
    try:
        document, place = _load(path, part, profile, password)
        found = _parts(path, Path(path).stat().st_mtime, profile, password)[1:]
        if found and not part and not whole:
            return {"parts": [one.to_dict() for _, one in found if one]}
        record = None if known else assemble(understand(document, profile=profile), part=place).to_dict()
    except ExtractorError as error:
        return {"error": str(error)}
    return {"text": document.text, "media_type": document.media_type, "record": record}


def words(path: str, part: int, page: int, *, profile: str, password: str | None) -> list[list[float]]:
    """The words of a page with their offsets and boxes: ``[start, end, x0, y0, x1, y1]``."""
    document, _ = _load(path, part, profile, password)
    found: list[list[float]] = []
    for block in document.blocks:
        if block.page is None or not page - 1 <= block.page <= page:
            continue
        for match in _WORD.finditer(document.text, block.start, block.end):
            place = document.locate(match.start(), match.end())
            found += [
                [match.start(), match.end(), *(round(v, 1) for v in (box.x0, box.y0, box.x1, box.y1))]
                for box in place.boxes[:1]
                if box.page == page
            ]
    return found


def boxes(
    path: str, part: int, spans: list[tuple[int, int]], *, profile: str, password: str | None
) -> list[dict[str, Any]]:
    """Page and boxes of each span."""
    document, _ = _load(path, part, profile, password)
    result = []
    for start, end in spans:
        place = document.locate(start, end)
        lines = [[b.page, *(round(v, 1) for v in (b.x0, b.y0, b.x1, b.y1))] for b in place.boxes]
        result.append({"page": place.page, "boxes": lines})
    return result
