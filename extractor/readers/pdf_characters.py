"""Decides what a PDF page's characters look like and where they stand: pdfium asked by stretches, not one by one."""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extractor.readers import pdf_spelled

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom on the page."""


def address(thing: Any) -> int:
    """The address behind a pointer or function of ctypes; 0 for none."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def plain(function: Any, result: Any, *arguments: Any) -> Any:
    """The same pdfium function with handles as plain numbers: quick to call, to compare and to keep as keys."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_text_object = plain(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_font = plain(pdfium.FPDFTextObj_GetFont, _POINTER, _POINTER)
_mode = plain(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_font_size = plain(pdfium.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
_matrix = plain(pdfium.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
_fill = plain(pdfium.FPDFText_GetFillColor, _INT, _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER)
_count_chars = plain(pdfium.FPDFText_CountChars, _INT, _POINTER)
_text = plain(pdfium.FPDFText_GetText, _INT, _POINTER, _INT, _INT, _POINTER)
_index_of = plain(pdfium.FPDFText_GetCharIndexFromTextIndex, _INT, _POINTER, _INT)
_count_rects = plain(pdfium.FPDFText_CountRects, _INT, _POINTER, _INT, _INT)
_unmapped = plain(pdfium.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
_get_rect = plain(pdfium.FPDFText_GetRect, _INT, _POINTER, _INT, _POINTER, _POINTER, _POINTER, _POINTER)


class Look(NamedTuple):
    """The style of one text object."""

    size: float
    bold: bool
    italic: bool
    color: int


NO_LOOK = Look(0.0, False, False, 0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible rectangle of a page and its rotation: turns PDF coordinates into top-left ones."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int  # quarter turns clockwise

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turn % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Edges:
        """(left, top, right, bottom) on the page as it is shown, for PDF's left, bottom, right, top."""
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0


class Answers:
    """The memory that pdfium writes a document's text and boxes to, used again for each page."""

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(16_384)
        self._grow(64)

    def text(self, page: Any, count: int) -> str:
        """The text of a page of ``count`` characters, without those that have no Unicode value."""
        if 4 * count + 4 > len(self._buffer):
            self._buffer = ctypes.create_string_buffer(8 * count)
        written = _text(page, 0, count, ctypes.addressof(self._buffer))
        return ctypes.string_at(self._buffer, 2 * max(written - 1, 0)).decode("utf-16-le", "replace")

    def _grow(self, room: int) -> None:
        self._room = room
        self._sides = (ctypes.c_double * (4 * room))()
        base = ctypes.addressof(self._sides)
        self._first = [base + 8 * side for side in range(4)]
        self._places = [range(first, base + 32 * room, 32) for first in self._first]

    def rectangles(self, page: int, start: int, count: int) -> Iterator[Edges]:
        """Left, top, right and bottom, in PDF's coordinates, of each text object under ``count`` characters."""
        found = _count_rects(page, start, count)
        if found == 1:  # most words: what follows for many is slower for one
            _get_rect(page, 0, *self._first)
            left, top, right, bottom = self._sides[:4]
            return iter(((left, top, right, bottom),))
        if found > self._room:
            self._grow(2 * found)
        deque(map(_get_rect, repeat(page, found), range(found), *self._places), maxlen=0)
        sides = iter(self._sides[: 4 * found])  # a slice is much quicker than to iterate
        return zip(sides, sides, sides, sides, strict=True)


class Fonts:
    """Bold and italic of the fonts of one document, asked once a font."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bool, bool]] = {}
        self._buffer = ctypes.create_string_buffer(128)
        self._angle = ctypes.c_int()
        self.answers = Answers()

    def look(self, font: int) -> tuple[bool, bool]:
        known = self._known.get(font)
        if known is None:
            known = self._known[font] = self._ask(ctypes.cast(font, pdfium.FPDF_FONT)) if font else (False, False)
        return known

    def _ask(self, font: Any) -> tuple[bool, bool]:
        length = pdfium.FPDFFont_GetBaseFontName(font, self._buffer, 128)
        name = self._buffer.raw[: max(min(length, 128) - 1, 0)].decode("latin-1").lower()
        weight = pdfium.FPDFFont_GetWeight(font)
        bold = any(part in name for part in ("bold", "black", "heavy", "demi", "-bd", "semibd")) or weight >= 600
        slanted = pdfium.FPDFFont_GetItalicAngle(font, self._angle) and self._angle.value != 0
        return bold, "italic" in name or "oblique" in name or bool(slanted)


FARTHEST = 1e7  # points; a PDF page measures 14,400 at the most (ISO 32000-1, Annex C.2)


class Characters:
    """The characters of one open text page: their text, the boxes of stretches, the look of text objects."""

    def __init__(self, text_page: Any, frame: Frame, fonts: Fonts) -> None:
        self._page = address(text_page)
        self.text = _read_text(self._page, fonts.answers)
        self._frame, self._fonts = frame, fonts
        self.order: list[int] | None = (
            None  # pdfium's index of each character, -1 for none, where they were put in order
        )
        self._single: dict[int, list[Edges]] = {}  # the box of each character that was put in order
        self._looks: dict[int, Look] = {}
        self._faces: dict[tuple[object, ...], Look] = {}
        self._six = (ctypes.c_float * 6)()
        self._six_at = ctypes.addressof(self._six)
        self._rgba = (ctypes.c_uint * 4)()
        self._rgba_at = [ctypes.addressof(self._rgba) + 4 * index for index in range(4)]
        self._rgba_bytes = memoryview(self._rgba).cast("B")
        if _shattered(self.text):
            self._put_in_order()
        else:
            self.text = pdf_spelled.joined(self.text, self.box)

    def boxes(self, start: int, count: int) -> list[Edges]:
        """The boxes of the text objects that hold ``count`` characters from ``start`` on, in order."""
        if self.order is not None:
            single = self._single
            return [box for index in self.order[start : start + count] if index >= 0 for box in single[index]]
        return self._asked(start, count)

    def _asked(self, start: int, count: int) -> list[Edges]:
        frame, rectangles = self._frame, self._fonts.answers.rectangles(self._page, start, count)
        if frame.turn:
            return [
                frame.box(x0, y0, x1, y1) for x0, y1, x1, y0 in rectangles if -FARTHEST < x0 + y0 + x1 + y1 < FARTHEST
            ]
        left, top = frame.left, frame.top
        return [
            (x0 - left, top - y1, x1 - left, top - y0)
            for x0, y1, x1, y0 in rectangles
            if -FARTHEST < x0 + y0 + x1 + y1 < FARTHEST  # a damaged matrix gives no number, or one far off any page
        ]

    def box(self, start: int, count: int) -> Edges:
        """The box around ``count`` characters from ``start`` on."""
        return union(self.boxes(start, count))

    def object_at(self, index: int) -> int:
        """The text object that a character belongs to, as a number; 0 for one that pdfium made up."""
        return int(_text_object(self._page, index if self.order is None else self.order[index]) or 0)

    def objects(self, start: int, end: int) -> list[int | None]:
        """The text object that each character of a stretch belongs to, as a number."""
        places = range(start, end) if self.order is None else self.order[start:end]
        return list(map(_text_object, repeat(self._page), places))

    def looks(self, words: list[tuple[int, int]]) -> list[Look]:
        """The look of each word's first character."""
        order, known = self.order, self._looks
        places = [first for first, _ in words] if order is None else [order[first] for first, _ in words]
        return [
            known.get(handle) or (self._look(place, handle) if handle else NO_LOOK)
            for place, handle in zip(places, map(_text_object, repeat(self._page), places), strict=True)
        ]

    def invisible(self) -> bool:
        """Whether the text is drawn without ink, as an OCR layer over an image is."""
        words = islice(_WORD.finditer(self.text), 6)
        seen = [handle for word in words if (handle := self.object_at(word.start()))]
        return bool(seen) and all(_mode(handle) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for handle in seen)

    def garbled(self) -> bool:
        """Whether the text layer is no text: characters without a meaning, or most of them made up."""
        places = range(0, len(self.text), max(len(self.text) // 96, 1))
        sample = [index for index in places if not self.text[index].isspace()]
        if len(sample) < 40 and sum(map(len, self.text.split())) < 20:
            return False
        page, order, text = self._page, self.order, self.text
        good = 0
        for index in sample:
            place = index if order is None else order[index]
            good += _MEANINGLESS.match(text, index) is None and _unmapped(page, place) != 1
            if good >= 0.5 * len(sample):
                return False
        return bool(sample)

    def _look(self, index: int, handle: int) -> Look:
        page = self._page
        fill = self._rgba_bytes.tobytes() if _fill(page, index, *self._rgba_at) else b""
        font, size = _font(handle), _font_size(page, index)
        # a small size is scaled by each object's own matrix
        key = (font, size, fill, *self._turn(index)[2:]) if size <= 4.0 else (font, size, fill)
        look = self._faces.get(key)
        if look is None:
            look = self._faces[key] = self._asked_look(index, font, size, fill)
        self._looks[handle] = look
        return look

    def _asked_look(self, index: int, font: int, size: float, fill: bytes) -> Look:
        red, green, blue, _ = self._rgba[:] if fill else (0, 0, 0, 0)
        _, _, c, d = self._turn(index)
        bold, italic = self._fonts.look(font)
        return Look(round(abs(size * (c * c + d * d) ** 0.5), 1), bold, italic, red << 16 | green << 8 | blue)

    def _turn(self, index: int) -> tuple[float, float, float, float]:
        _matrix(self._page, index, self._six_at)
        a, b, c, d, _, _ = self._six[:]
        return a, b, c, d

    def upright(self, index: int) -> bool:
        """Whether a character stands upright on the page as it is shown."""
        a, b, _, _ = self._turn(index)
        along, across = (a, b) if self._frame.turn % 2 == 0 else (b, a)
        return abs(along) >= abs(across)

    def _put_in_order(self) -> None:
        """Order the characters by their baselines, left to right, with blanks where they stand apart."""
        rows: list[tuple[float, list[tuple[float, float, int]]]] = []
        placed: list[tuple[float, float, float, int]] = []
        x, y = ctypes.c_double(), ctypes.c_double()
        page = ctypes.cast(self._page, pdfium.FPDF_TEXTPAGE)
        for index, character in enumerate(self.text):
            if character.isspace():
                continue
            found = self._single[index] = self._asked(index, 1)
            if found and pdfium.FPDFText_GetCharOrigin(page, index, x, y):
                base = self._frame.box(x.value, y.value, x.value, y.value)[1]
                placed.append((base, found[0][0], found[0][2], index))
        for base, left, right, index in sorted(placed):
            if not rows or base - rows[-1][0] > 2.0:
                rows.append((base, []))
            rows[-1][1].append((left, right, index))
        text: list[str] = []
        order: list[int] = []
        for _, row in rows:
            row.sort()
            size = self.looks([(row[0][2], 0)])[0].size or 10.0
            end = row[0][0]
            for left, right, index in row:
                if left - end > 0.2 * size:
                    text.append(" ")
                    order.append(-1)
                text.append(self.text[index])
                order.append(index)
                end = right
            text.append("\n")
            order.append(-1)
        self.text, self.order = "".join(text), order


_WORD = re.compile(r"\S+")
_MEANINGLESS = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\x80-\x9f\ue000-\uefff\uf100-\uf8ff]")


def _shattered(text: str) -> bool:
    """Whether pdfium broke the lines up: where each letter is an object of its own it may take them for vertical text."""
    lines = text.count("\n")
    return lines >= 40 and sum(0 < len(line) < 4 for line in text.replace("\r", "\n").split("\n")) > 0.5 * lines


def union(rects: list[Edges]) -> Edges:
    """The box around boxes."""
    if len(rects) == 1:
        return rects[0]
    if not rects:
        return (0.0, 0.0, 0.0, 0.0)
    if len(rects) == 2:
        a, b = rects
        return (
            b[0] if b[0] < a[0] else a[0],
            b[1] if b[1] < a[1] else a[1],
            b[2] if b[2] > a[2] else a[2],
            b[3] if b[3] > a[3] else a[3],
        )
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _read_text(page: int, answers: Answers) -> str:
    """The text of a page: one code point for each of pdfium's characters."""
    count = _count_chars(page)
    if count <= 0:
        return ""
    text = answers.text(page, count)
    if len(text) == count:
        return text
    # pdfium leaves characters without a Unicode value out of its text: put a blank in their place
    pieces, done = [], 0
    for position, character in enumerate(text):
        index = _index_of(page, position)
        if index > done:
            pieces.append(" " * (index - done))
            done = index
        if index == done:
            pieces.append(character)
            done += 1
    return "".join(pieces)
