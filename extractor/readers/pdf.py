"""Decides what a PDF says: opens it, reads its pages' lines, and has the layout make one text of them."""

from __future__ import annotations

from typing import Any, Literal

import pypdfium2.raw as pdfium

from extractor import layout
from extractor.errors import CorruptFile, LimitExceeded, PasswordRequired
from extractor.layout.lines import Grid, Line, SourceLink
from extractor.layout.text import SourceMap
from extractor.readers import (
    ocr,
    pdf_columns,
    pdf_grid,
    pdf_links,
    pdf_outline,
    pdf_rules,
    pdf_sides,
    pdf_source,
    pdf_tables,
)
from extractor.readers.pdf_characters import Characters, Fonts, Frame
from extractor.readers.pdf_navigation import without_menus
from extractor.readers.pdf_order import dotted, ordered
from extractor.readers.pdf_page import PageReader
from extractor.readers.pdf_rules import Rules
from extractor.readers.pdf_source import LOCK, OpenPdf
from extractor.types import Box, Document, Page, Place, Problem

MAX_PAGES = 5000
_UNSURE = 70.0  # percent: a page recognised with less is doubtful


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
    reading = _Reading(source, Fonts())
    for number in range(1, count + 1):
        reading.page(number)
    if b"%%EOF" not in data[-4096:]:
        reading.problems.insert(0, Problem("warning", "file_truncated", "the file has no end; pages may be missing"))
    heights = {page.number: page.height for page in reading.pages}
    built = layout.build(reading.lines, grids=reading.grids, links=reading.links, heights=heights)
    return Document(
        name=name,
        media_type="application/pdf",
        text=built.text,
        blocks=without_menus(built.text, built.blocks, built.links),
        tables=built.tables,
        pages=tuple(reading.pages),
        marks=built.marks,
        links=built.links,
        bookmarks=pdf_outline.bookmarks(source.handle),
        metadata=pdf_outline.metadata(source.handle),
        problems=tuple(reading.problems),
        locate=_Locator(source, built.source),
    )


class _Reading:
    """What was read of a PDF so far, page after page."""

    def __init__(self, source: OpenPdf, fonts: Fonts) -> None:
        self.source, self.fonts = source, fonts
        self.lines: list[Line] = []
        self.grids: list[Grid] = []
        self.links: list[SourceLink] = []
        self.pages: list[Page] = []
        self.problems: list[Problem] = []

    def page(self, number: int) -> None:
        """Read one page."""
        pair = self.source.page(number)
        if pair is None:
            self.pages.append(Page(number, 0.0, 0.0))
            self.problems.append(Problem("warning", "page_unreadable", f"page {number} can't be read"))
            return
        frame = pdf_source.frame(pair[0])
        characters = Characters(pair[1], frame, self.fonts)
        rules = pdf_rules.rules(pair[0], frame)
        recognised = characters.invisible() and _pictured(rules, frame)  # an OCR layer over a scanned page
        if characters.garbled() or not characters.text.strip():
            recognised = self._recognise(pair[0], number, frame, blank=not rules.images and not characters.text.strip())
        if number not in self.source.recognised:
            self._lay_out(pair[0], number, frame, characters, rules)
        self.pages.append(Page(number, round(frame.width, 2), round(frame.height, 2), recognised))

    def _lay_out(self, page: Any, number: int, frame: Frame, characters: Characters, rules: Rules) -> None:
        """The lines of a page in reading order, with their tables and links."""
        if characters.order is not None:
            self.source.orders[number] = characters.order
        reader = PageReader(characters, number)
        printed = reader.lines()
        if rules.dots:
            printed = dotted(printed, rules.dots)
        drawn = pdf_grid.grids(rules, number, printed)
        lines, tables = pdf_tables.placed(printed, drawn, reader.split, len(self.grids))
        lines, unruled = pdf_sides.laid_out(lines, number, rules.across, len(self.grids) + len(tables))
        self.grids += [*tables, *unruled]
        self.lines += ordered(lines)
        self.links += pdf_links.links(page, self.source.handle, frame, reader, lines)

    def _recognise(self, page: Any, number: int, frame: Frame, *, blank: bool) -> bool:
        """Read a page without text, or with a text that is no text, off its image."""
        found = None
        if not blank and ocr.available():
            found = ocr.recognise(page, number, frame.width, frame.height)
        if found is None:
            severity: Literal["info", "warning"] = "info" if blank else "warning"
            what = "is empty" if blank else "has no text that can be read; the extra 'ocr' reads it off its image"
            self.problems.append(Problem(severity, "page_without_text", f"page {number} {what}"))
            return False
        lines, unruled = pdf_columns.columned(found.lines, number, (), len(self.grids))
        self.grids += unruled
        self.lines += ordered(lines)
        self.source.recognised[number] = found.words
        if found.confidence < _UNSURE:
            message = f"page {number} was recognised from its image with a confidence of {found.confidence:.0f} %"
            self.problems.append(Problem("warning", "ocr_uncertain", message))
        return True


def _pictured(rules: Rules, frame: Frame) -> bool:
    """Whether one image covers most of the page."""
    whole = frame.width * frame.height
    return any((x1 - x0) * (y1 - y0) > 0.5 * whole for x0, y0, x1, y1 in rules.images)


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
