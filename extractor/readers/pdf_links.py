"""Decides which characters of a PDF page a hyperlink lies on."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from extractor.layout.lines import Line, SourceLink
from extractor.readers.pdf_characters import Frame
from extractor.readers.pdf_page import PageReader

_MOST = 2000  # links of a page
_LONGEST = 4000  # characters of an address


def links(page: Any, document: Any, frame: Frame, reader: PageReader, lines: Sequence[Line]) -> list[SourceLink]:
    """The page's links to addresses, with the characters under each."""
    found: list[SourceLink] = []
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    rect = pdfium.FS_RECTF()
    buffer = ctypes.create_string_buffer(_LONGEST)
    words: dict[int, list[tuple[int, int, float]]] = {}
    for _ in range(_MOST):
        if not pdfium.FPDFLink_Enumerate(page, position, link):
            break
        uri = _address(document, link, buffer)
        if not uri or not pdfium.FPDFLink_GetAnnotRect(link, rect):
            continue
        x0, y0, x1, y1 = frame.box(
            min(rect.left, rect.right),
            min(rect.bottom, rect.top),
            max(rect.left, rect.right),
            max(rect.bottom, rect.top),
        )
        for index, line in enumerate(lines):
            middle = (line.y0 + line.y1) / 2
            if not (y0 <= middle <= y1 and line.x0 < x1 and line.x1 > x0):
                continue
            if index not in words:
                words[index] = reader.centres(line)
            under = [(first, last) for first, last, centre in words[index] if x0 <= centre <= x1]
            if under:
                start = under[0][0]
                found.append(SourceLink(line.page, start, under[-1][1] - start, uri))
    return found


def _address(document: Any, link: Any, buffer: ctypes.Array[ctypes.c_char]) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    length = pdfium.FPDFAction_GetURIPath(document, action, buffer, _LONGEST)
    if not 1 < length < _LONGEST:
        return ""
    return buffer.raw[: length - 1].decode("utf-8", "replace").strip()
