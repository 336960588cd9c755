"""Decides what a PDF tells about itself beside its pages: document properties and bookmarks."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from extractor.types import Bookmark

_PROPERTIES = {
    "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords",
    "Creator": "creator", "Producer": "producer", "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip


def metadata(handle: Any) -> dict[str, str]:
    """The document's properties, as far as they are given."""
    found: dict[str, str] = {}
    for key, name in _PROPERTIES.items():
        length = pdfium.FPDF_GetMetaText(handle, key.encode(), None, 0)
        if 2 < length < 20_000:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDF_GetMetaText(handle, key.encode(), buffer, length)
            if value := buffer.raw[: length - 2].decode("utf-16-le", "replace").strip():
                found[name] = value
    return found


def bookmarks(handle: Any, *, most: int = 5000, deepest: int = 12) -> tuple[Bookmark, ...]:
    """The outline, depth first. Bounded: a damaged file's outline may run in circles."""
    found: list[Bookmark] = []
    seen: set[int] = set()
    stack = [(pdfium.FPDFBookmark_GetFirstChild(handle, None), 1)]
    while stack and len(found) < most:
        mark, level = stack.pop()
        if not mark:
            continue
        key = ctypes.cast(mark, ctypes.c_void_p).value or 0
        if key in seen or level > deepest:
            continue
        seen.add(key)
        length = pdfium.FPDFBookmark_GetTitle(mark, None, 0)
        title = ""
        if 2 < length < 4000:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDFBookmark_GetTitle(mark, buffer, length)
            title = " ".join(buffer.raw[: length - 2].decode("utf-16-le", "replace").split())
        target = pdfium.FPDFBookmark_GetDest(handle, mark)
        index = pdfium.FPDFDest_GetDestPageIndex(handle, target) if target else -1
        if title:
            found.append(Bookmark(title, level, index + 1 if index >= 0 else None))
        stack.append((pdfium.FPDFBookmark_GetNextSibling(handle, mark), level))
        stack.append((pdfium.FPDFBookmark_GetFirstChild(handle, mark), level + 1))
    return tuple(found)
