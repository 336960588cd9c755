"""Decides what an image of a page says: Tesseract's words as lines, with their boxes and a confidence.

Needs the extra ``ocr`` (pytesseract, Pillow) and the ``tesseract`` program; without them no page is recognised.
"""

from __future__ import annotations

import ctypes
import shutil
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import pypdfium2.raw as pdfium

from extractor.layout.labels import label
from extractor.layout.lines import Line, Run
from extractor.readers.pdf_characters import Edges

_SCALE = 300 / 72  # Tesseract reads best at 300 dots an inch
_MOST_PIXELS = 60_000_000
_MODE = "--psm 4"  # one column of text of several sizes: keeps list labels and the cells of a row, which 3 and 6 lose
_GAP = 1.9  # heights of a line: a wider gap between words parts columns
_SECONDS = 120  # for one page


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of an image: lines whose ``source`` counts into the recognised characters, and each word's box."""

    lines: list[Line]
    words: list[tuple[int, int, Edges]]  # first character, the one after the last, box
    confidence: float  # mean of the words', 0 to 100


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether pages can be recognised here: the libraries and the program are there."""
    return bool(find_spec("pytesseract") and find_spec("PIL") and shutil.which("tesseract"))


def recognise(page: Any, number: int, width: float, height: float) -> Recognised | None:
    """Recognise a PDF page, drawn as an image; None where Tesseract fails or finds nothing."""
    import pytesseract

    image = _drawn(page, width, height)
    if image is None:
        return None
    try:
        data = pytesseract.image_to_data(image, config=_MODE, output_type=pytesseract.Output.DICT, timeout=_SECONDS)
    except (pytesseract.TesseractError, RuntimeError):
        return None
    return _lines(data, number, width / image.width, height / image.height)


def _drawn(page: Any, width: float, height: float) -> Any:
    """The page as a grey image, or None where it can't be drawn."""
    from PIL import Image

    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    across, down = int(width * scale), int(height * scale)
    if across < 8 or down < 8:
        return None
    bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return None
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * down)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Image.frombuffer("L", (across, down), pixels, "raw", "L", stride, 1)


def _lines(data: dict[str, list[Any]], number: int, across: float, down: float) -> Recognised | None:
    """Tesseract's table of words as lines."""
    rows: dict[tuple[int, int, int], list[int]] = {}
    sure: list[float] = []
    for row, word in enumerate(data["text"]):
        if str(word).strip():
            rows.setdefault((data["block_num"][row], data["par_num"][row], data["line_num"][row]), []).append(row)
            sure.append(float(data["conf"][row]))
    lines: list[Line] = []
    words: list[tuple[int, int, Edges]] = []
    position = 0
    for members in rows.values():
        for part in _parted(data, members):
            line, found = _line(data, part, number, position, across, down)
            lines.append(line)
            words.extend(found)
            position += len(line.text) + 1
    return Recognised(lines, words, sum(sure) / len(sure)) if lines else None


def _parted(data: dict[str, list[Any]], members: list[int]) -> list[list[int]]:
    """The words of a printed line, parted at wide gaps; the gap after a list label parts nothing."""
    height = sorted(data["height"][row] for row in members)[len(members) // 2]
    parts = [[members[0]]]
    for before, row in zip(members, members[1:], strict=False):
        gap = data["left"][row] - data["left"][before] - data["width"][before]
        word = str(data["text"][before])
        marked = len(parts[-1]) == 1 and (found := label(word)) is not None and found[0] == len(word)
        if gap > (4 if marked else 1) * _GAP * height:
            parts.append([])
        parts[-1].append(row)
    return parts


def _line(
    data: dict[str, list[Any]], rows: list[int], number: int, source: int, across: float, down: float
) -> tuple[Line, list[tuple[int, int, Edges]]]:
    text = ""
    words: list[tuple[int, int, Edges]] = []
    for row in rows:
        text += " " if text else ""
        start = source + len(text)
        word = "".join(str(data["text"][row]).split())
        text += word
        left, top = data["left"][row] * across, data["top"][row] * down
        right, bottom = left + data["width"][row] * across, top + data["height"][row] * down
        words.append((start, start + len(word), (left, top, right, bottom)))
    lefts, tops, rights, bottoms = zip(*(box for _, _, box in words), strict=True)
    return Line(number, text, source, min(lefts), min(tops), max(rights), max(bottoms), (Run(0, len(text)),)), words
