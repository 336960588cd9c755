"""Decides where in a PDF a stretch of canonical text stands: the open file, and exact boxes asked for on demand."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from typing import Any

import pypdfium2  # noqa: F401 - starts the library
import pypdfium2.raw as pdfium

from extractor.readers.pdf_characters import Answers, Edges, Frame, address
from extractor.types import Box

LOCK = threading.RLock()  # pdfium is not made for threads
_KEPT = 48  # pages that stay open for questions about boxes


class OpenPdf:
    """An open PDF. Pages are opened on demand; the last few stay open. Closed with the last reference to it."""

    def __init__(self, handle: Any, data: bytes) -> None:
        self.handle = handle
        self._pages: OrderedDict[int, tuple[Any, Any]] = OrderedDict()
        self.orders: dict[int, list[int]] = {}  # pdfium's index of each character, for pages that were put in order
        self.recognised: dict[int, list[tuple[int, int, Edges]]] = {}  # words of pages that were read off an image
        self._frames: dict[int, Frame] = {}
        self._answers = Answers()
        self.close = weakref.finalize(self, _close, handle, self._pages, data)

    def page(self, number: int) -> tuple[Any, Any] | None:
        """The page and text page with a number from 1; None where pdfium can't load it."""
        pair = self._pages.get(number)
        if pair is not None:
            self._pages.move_to_end(number)
            return pair
        page = pdfium.FPDF_LoadPage(self.handle, number - 1)
        if not page:
            return None
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            pdfium.FPDF_ClosePage(page)
            return None
        self._pages[number] = (page, text_page)
        if len(self._pages) > _KEPT:
            _, (old, old_text) = self._pages.popitem(last=False)
            pdfium.FPDFText_ClosePage(old_text)
            pdfium.FPDF_ClosePage(old)
        return page, text_page

    def boxes(self, number: int, start: int, count: int) -> list[Box]:
        """A box for each printed line of a stretch of a page's characters."""
        if number in self.recognised:
            under = [box for first, last, box in self.recognised[number] if first < start + count and last > start]
            return _by_line(number, under)
        pair = self.page(number)
        if pair is None:
            return []
        shown = self._frames.get(number)
        if shown is None:
            shown = self._frames[number] = frame(pair[0])
        order = self.orders.get(number)
        if order is None:
            return _by_line(number, self._rects(pair[1], shown, start, count))
        return _by_line(
            number,
            [box for index in order[start : start + count] if index >= 0
             for box in self._rects(pair[1], shown, index, 1)],
        )  # fmt: skip

    def _rects(self, text_page: Any, shown: Frame, start: int, count: int) -> list[Edges]:
        found = []
        width, height = shown.width, shown.height
        for left, top, right, bottom in self._answers.rectangles(address(text_page), start, count):
            x0, y0, x1, y1 = shown.box(left, bottom, right, top)
            if x0 < 0.0 or x1 > width or y0 < 0.0 or y1 > height or x0 > width or x1 < 0.0 or y0 > height or y1 < 0.0:
                # a damaged font may claim glyphs that leave the page
                x0, x1 = max(0.0, min(x0, width)), max(0.0, min(x1, width))
                y0, y1 = max(0.0, min(y0, height)), max(0.0, min(y1, height))
            found.append((x0, y0, x1, y1))
        return found


def _by_line(number: int, rects: list[Edges]) -> list[Box]:
    """Boxes in reading order, those of one printed line as one."""
    lines: list[Edges] = []
    for x0, y0, x1, y1 in rects:
        if lines:
            left, top, right, bottom = lines[-1]
            if min(y1, bottom) - max(y0, top) > 0.3 * min(y1 - y0, bottom - top) and x0 >= left - 1.0:
                lines[-1] = min(x0, left), min(y0, top), max(x1, right), max(y1, bottom)
                continue
        lines.append((x0, y0, x1, y1))
    return [Box(number, *line) for line in lines]


def _close(handle: Any, pages: OrderedDict[int, tuple[Any, Any]], data: bytes) -> None:
    """Close everything; ``data`` is the memory that pdfium reads from and has to outlive the handle."""
    with LOCK:
        for page, text_page in pages.values():
            pdfium.FPDFText_ClosePage(text_page)
            pdfium.FPDF_ClosePage(page)
        pages.clear()
        pdfium.FPDF_CloseDocument(handle)


def frame(page: Any) -> Frame:
    """The visible rectangle of a page."""
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, box) and box.right > box.left and box.top > box.bottom:
        turn = pdfium.FPDFPage_GetRotation(page) % 4
        return Frame(box.left, box.bottom, box.right, box.top, turn)
    return Frame(0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), 0)
