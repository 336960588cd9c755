"""Draws pages of PDFs as images; PDFium is used by one thread at a time."""

from __future__ import annotations

import io
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

LARGEST = 4000  # pixels on the longer side: a page of A4 at about 340 dots an inch
KEPT = 24  # images kept in memory: what a reader sees while paging to and fro
_PDFIUM = Lock()


class PageImages:
    """The pages of one PDF: their sizes, and their images on demand."""

    def __init__(self, path: Path, *, password: str | None = None) -> None:
        self._path, self._password = path, password
        self._pdf: Any = None
        self._images: OrderedDict[tuple[int, float, str], bytes] = OrderedDict()

    def _open(self) -> Any:
        if self._pdf is None:
            import pypdfium2

            self._pdf = pypdfium2.PdfDocument(self._path, password=self._password)
        return self._pdf

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page in points."""
        with _PDFIUM:
            pdf = self._open()
            return [tuple(round(v, 1) for v in pdf.get_page_size(index)) for index in range(len(pdf))]

    def draw(self, number: int, *, scale: float, form: str = "PNG", quality: int = 60) -> bytes:
        """A page as an image; ``scale`` in pixels a point. Raises IndexError where there is no such page."""
        key = (number, scale, form)
        with _PDFIUM:
            if key in self._images:
                self._images.move_to_end(key)
                return self._images[key]
            pdf = self._open()
            if not 1 <= number <= len(pdf):
                raise IndexError(number)
            page = pdf[number - 1]
            width, height = page.get_size()
            fitting = min(scale, LARGEST / max(width, height, 1))
            picture = page.render(scale=fitting, rev_byteorder=True).to_pil().convert("RGB")
            page.close()
        buffer = io.BytesIO()
        if form == "PNG":
            picture.save(buffer, "PNG", compress_level=1)
        else:
            picture.save(buffer, form, quality=quality, method=2)  # as small as the usual 4, in 40 % of its time
        with _PDFIUM:
            self._images[key] = buffer.getvalue()
            while len(self._images) > KEPT:
                self._images.popitem(last=False)
        return buffer.getvalue()

    def close(self) -> None:
        """Let go of the file."""
        with _PDFIUM:
            if self._pdf is not None:
                self._pdf.close()
                self._pdf = None
