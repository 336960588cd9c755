"""Decides what a PDF says: opens it, reads its pages' lines, and has the layout make one text of them."""

from __future__ import annotations

import ctypes
import hashlib

import pypdfium2.raw as pdfium

from extractor import layout
from extractor.errors import CorruptFile, LimitExceeded, PasswordRequired
from extractor.layout.lines import Grid, Line, SourceLink
from extractor.layout.text import SourceMap
from extractor.readers import pdf_columns, pdf_grid, pdf_links, pdf_rules, pdf_source, pdf_tables
from extractor.readers.pdf_characters import Characters, Fonts
from extractor.readers.pdf_order import dotted, ordered
from extractor.readers.pdf_page import PageReader
from extractor.readers.pdf_source import LOCK, OpenPdf
from extractor.types import Bookmark, Box, Document, Page, Place, Problem

MAX_PAGES = 5000
_META = {"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords",
         "Creator": "creator", "Producer": "producer", "CreationDate": "created", "ModDate": "modified"}  # fmt: skip


def sniff(head: bytes) -> bool:
    """Whether a file's first bytes are a PDF's: its mark stands within the first kilobyte."""
    return b"%PDF-" in head[:1024]


def read(data: bytes, *, name: str, password: str | None = None, max_pages: int = MAX_PAGES) -> Document:
    """Read a PDF. Raises PasswordRequired, CorruptFile or LimitExceeded where it can't be read."""
    with LOCK:
        source = _open(data, name, password)
        count = pdfium.FPDF_GetPageCount(source.handle)
        if count > max_pages:
            source.close()
            raise LimitExceeded(f"{count} pages, {max_pages} allowed", name=name, code="limit_pages")
        if count <= 0:
            source.close()
            raise CorruptFile("the PDF has no page that can be read", name=name)
        return _read(source, data, name, count)


def _open(data: bytes, name: str, password: str | None) -> OpenPdf:
    secret = password.encode() if password else None
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), secret)
    if handle:
        return OpenPdf(handle, data)
    error = pdfium.FPDF_GetLastError()
    if error == pdfium.FPDF_ERR_PASSWORD:
        wrong = "the password is wrong" if password else "the PDF is encrypted"
        raise PasswordRequired(wrong, name=name)
    if error == pdfium.FPDF_ERR_SECURITY:
        raise PasswordRequired("the PDF is encrypted in a way that can't be opened", name=name)
    raise CorruptFile("the PDF is cut off or damaged", name=name)


def _read(source: OpenPdf, data: bytes, name: str, count: int) -> Document:
    fonts = Fonts()
    lines: list[Line] = []
    grids: list[Grid] = []
    addresses: list[SourceLink] = []
    pages: list[Page] = []
    problems: list[Problem] = []
    for number in range(1, count + 1):
        pair = source.page(number)
        if pair is None:
            pages.append(Page(number, 0.0, 0.0))
            problems.append(Problem("warning", "page_unreadable", f"page {number} can't be read"))
            continue
        frame = pdf_source.frame(pair[0])
        page, text_page = pair
        characters = Characters(text_page, frame, fonts)
        if characters.order is not None:
            source.orders[number] = characters.order
        reader = PageReader(characters, number)
        ruling = pdf_rules.rules(pair[0], frame)
        printed = reader.lines()
        if ruling.dots:
            printed = dotted(printed, ruling.dots)
        drawn = pdf_grid.grids(ruling, number, printed)
        found, tables = pdf_tables.placed(printed, drawn, reader.split, len(grids))
        found, unruled = pdf_columns.columned(found, number, ruling.across, len(grids) + len(tables))
        tables += unruled
        found = ordered(found)
        addresses.extend(pdf_links.links(page, source.handle, frame, reader, found))
        grids.extend(tables)
        pages.append(Page(number, round(frame.width, 2), round(frame.height, 2)))
        if not found:
            problems.append(Problem("warning", "page_without_text", f"page {number} has no text"))
        lines.extend(found)
    built = layout.build(lines, grids=grids, links=addresses, heights={page.number: page.height for page in pages})
    return Document(
        name=name,
        media_type="application/pdf",
        text=built.text,
        blocks=built.blocks,
        tables=built.tables,
        pages=tuple(pages),
        marks=built.marks,
        links=built.links,
        bookmarks=_bookmarks(source),
        metadata=_metadata(source),
        problems=tuple(problems),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        locate=_Locator(source, built.source),
    )


class _Locator:
    """Maps a canonical span to its page and to a box for each printed line, exactly."""

    def __init__(self, source: OpenPdf, found: SourceMap) -> None:
        self._source, self._map = source, found

    def __call__(self, start: int, end: int) -> Place:
        ranges: list[list[int]] = []
        for page, first, count in self._map.sources(start, end):
            if ranges and ranges[-1][0] == page and 0 <= first - (ranges[-1][1] + ranges[-1][2]) <= 1:
                ranges[-1][2] = first + count - ranges[-1][1]
            else:
                ranges.append([page, first, count])
        boxes: list[Box] = []
        with LOCK:
            for page, first, count in ranges:
                boxes.extend(self._source.boxes(page, first, count))
        return Place(ranges[0][0] if ranges else None, tuple(boxes))


def _metadata(source: OpenPdf) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, name in _META.items():
        length = pdfium.FPDF_GetMetaText(source.handle, key.encode(), None, 0)
        if 2 < length < 20_000:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDF_GetMetaText(source.handle, key.encode(), buffer, length)
            if value := buffer.raw[: length - 2].decode("utf-16-le", "replace").strip():
                found[name] = value
    return found


def _bookmarks(source: OpenPdf, *, most: int = 5000, deepest: int = 12) -> tuple[Bookmark, ...]:
    """The outline, depth first. Bounded: a damaged file's outline may run in circles."""
    found: list[Bookmark] = []
    seen: set[int] = set()
    stack = [(pdfium.FPDFBookmark_GetFirstChild(source.handle, None), 1)]
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
        target = pdfium.FPDFBookmark_GetDest(source.handle, mark)
        index = pdfium.FPDFDest_GetDestPageIndex(source.handle, target) if target else -1
        if title:
            found.append(Bookmark(title, level, index + 1 if index >= 0 else None))
        stack.append((pdfium.FPDFBookmark_GetNextSibling(source.handle, mark), level))
        stack.append((pdfium.FPDFBookmark_GetFirstChild(source.handle, mark), level + 1))
    return tuple(found)
