"""Decides what the lines of one PDF page are: pdfium's characters parted by geometry, with the style of their runs."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from extractor.layout.labels import label
from extractor.layout.lines import Line, Run

HYPHEN_BREAK = "\ufffe"  # pdfium's sign for a hyphen at a line end; the next line follows without a break

_LINES = re.compile(
    r"""
    [^\r\n\ufffe]+ \ufffe?   # a line, with pdfium's hyphen sign where it ends in one
    | \ufffe
    """,
    re.VERBOSE,
)
_WORDS = re.compile(r"[^\s\ufffe]+\ufffe?|\ufffe")

# A gap between two words that is wider than this share of the type size parts columns (a blank is 0.25 to 0.35;
# justified lines stretch it to 0.8 at most in the documents seen).
GAP = 1.15
# White space on a line is at least this wide before words are looked at one by one.
_LOOSE = 0.62


def _plain_handle(function: Any, *arguments: Any) -> Any:
    """The same pdfium function, its handle as a plain number: quick to compare and to keep as a key."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(ctypes.c_void_p, *arguments)(address)


_text_object = _plain_handle(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_int)
_font = _plain_handle(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Look:
    """The style of one text object."""

    size: float
    bold: bool
    italic: bool
    color: int
    upright: bool


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

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) on the page as it is shown, for PDF's left, bottom, right, top."""
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0


class Fonts:
    """Bold and italic of the fonts of one document, asked once a font."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bool, bool]] = {}
        self._buffer = ctypes.create_string_buffer(128)
        self._angle = ctypes.c_int()

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


class PageReader:
    """Reads lines off one open text page; short-lived, one a page."""

    def __init__(self, page: Any, text_page: Any, number: int, frame: Frame, fonts: Fonts) -> None:
        self.page, self.text_page, self.number, self.frame = page, text_page, number, frame
        self._fonts = fonts
        self._looks: dict[int, Look] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(side) for side in self._sides]
        self._colors = [ctypes.c_uint() for _ in range(4)]
        self._color_refs = [ctypes.byref(color) for color in self._colors]
        self.text = read_text(text_page)

    # ---------------------------------------------------------------- geometry

    def rects(self, start: int, count: int) -> list[tuple[float, float, float, float]]:
        """The boxes of the text objects that hold the characters ``start … start + count``, top-left origin."""
        found = []
        left, top, right, bottom = self._sides
        refs, text_page, box = self._refs, self.text_page, self.frame.box
        for index in range(pdfium.FPDFText_CountRects(text_page, start, count)):
            pdfium.FPDFText_GetRect(text_page, index, *refs)
            found.append(box(left.value, bottom.value, right.value, top.value))
        return found

    def _look(self, index: int, handle: int) -> Look:
        pdfium.FPDFText_GetMatrix(self.text_page, index, self._matrix)
        m = self._matrix
        scale = (m.c * m.c + m.d * m.d) ** 0.5
        size = pdfium.FPDFText_GetFontSize(self.text_page, index) * scale
        bold, italic = self._fonts.look(_font(handle))
        color = 0
        if pdfium.FPDFText_GetFillColor(self.text_page, index, *self._color_refs):
            red, green, blue, _ = self._colors
            color = red.value << 16 | green.value << 8 | blue.value
        along = m.a if self.frame.turn % 2 == 0 else m.b
        across = m.b if self.frame.turn % 2 == 0 else m.a
        look = Look(round(abs(size), 1), bold, italic, color, abs(along) >= abs(across))
        self._looks[handle] = look
        return look

    # ---------------------------------------------------------------- lines

    def lines(self) -> list[Line]:
        """The page's lines in the order of its content, parted where a wide gap shows columns or cells."""
        lines: list[Line] = []
        for match in _LINES.finditer(self.text):
            lines.extend(self._line(match.start(), match.group()))
        if sum(line.turned for line in lines) * 2 > len(lines):  # a page of turned text has nothing else to read
            lines = [replace(line, turned=False) for line in lines]
        return lines

    def _line(self, start: int, text: str) -> list[Line]:
        words = [(start + word.start(), start + word.end()) for word in _WORDS.finditer(text)]
        if not words:
            return []
        first, last = words[0][0], words[-1][1]
        looks = self._word_looks(words)
        rects = self.rects(first, last - first)
        if not rects:
            return []
        if not looks[0].upright:
            return [replace(self._make(words, looks, _union(rects)), turned=True)]
        parts = self._parts(words, looks, rects)
        return [self._make(words[a:b], looks[a:b], box) for a, b, box in parts]

    def _word_looks(self, words: list[tuple[int, int]]) -> list[Look]:
        looks = []
        known, text_page = self._looks, self.text_page
        for index, _ in words:
            handle = _text_object(text_page, index)
            look = known.get(handle)
            if look is None:
                look = self._look(index, handle) if handle else _NO_LOOK
            looks.append(look)
        return looks

    def _parts(
        self, words: list[tuple[int, int]], looks: list[Look], rects: list[tuple[float, float, float, float]]
    ) -> list[tuple[int, int, tuple[float, float, float, float]]]:
        """Stretches of words that stand together, each with its box."""
        size = max(look.size for look in looks) or 10.0
        characters = words[-1][1] - words[0][0]
        width = 0.0
        loose = False
        right = rects[0][0]
        for x0, _, x1, _ in rects:
            width += x1 - x0
            if x0 - right > _LOOSE * size or x0 < right - size:
                loose = True
            right = x1
        if len(words) > 1 and not loose and width > characters * size * 0.72:
            loose = True  # wider than type of this size runs: a gap may hide inside a text object
        if not loose:
            return [(0, len(words), _union(rects))]
        boxes = [_union(self.rects(a, b - a)) for a, b in words]
        justified = self._justified(words, boxes, size)
        parts, begin = [], 0
        for index in range(1, len(words) + 1):
            if index < len(words):
                if justified and _same_row(boxes[index - 1], boxes[index]):
                    continue
                gap = boxes[index][0] - boxes[index - 1][2]
                if -size < gap <= GAP * size and _same_row(boxes[index - 1], boxes[index]):
                    continue
                if begin == index - 1 and 0 < gap < 6 * size and self._is_label(words[begin]):
                    continue
            parts.append((begin, index, _union(boxes[begin:index])))
            begin = index
        return parts

    def _justified(
        self, words: list[tuple[int, int]], boxes: list[tuple[float, float, float, float]], size: float
    ) -> bool:
        """Whether a line's wide gaps are all alike: words driven apart to fill the line, no columns."""
        first = 1 if self._is_label(words[0]) else 0
        gaps = [b[0] - a[2] for a, b in zip(boxes[first:], boxes[first + 1 :], strict=False)]
        # punctuation and glyph shapes make the visible gaps differ a little
        return len(gaps) >= 3 and min(gaps) > 0 and max(gaps) - min(gaps) < 0.25 * max(gaps) + 0.1 * size < 3 * size

    def split(self, line: Line, edges: Sequence[float]) -> list[Line]:
        """A line parted at places across the page, word by word."""
        words = [(line.source + m.start(), line.source + m.end()) for m in _WORDS.finditer(line.text)]
        boxes = [_union(self.rects(a, b - a)) for a, b in words]
        looks = self._word_looks(words)
        columns = [bisect_right(edges, (box[0] + box[2]) / 2) for box in boxes]
        found, begin = [], 0
        for index in range(1, len(words) + 1):
            if index == len(words) or columns[index] != columns[begin]:
                found.append(self._make(words[begin:index], looks[begin:index], _union(boxes[begin:index])))
                begin = index
        return found

    def _is_label(self, word: tuple[int, int]) -> bool:
        """Whether a word is a list label; its text may stand far off and is still its text."""
        text = self.text[word[0] : word[1]]
        found = label(text) if len(text) < 8 else None
        return found is not None and found[0] == len(text)

    def _make(self, words: list[tuple[int, int]], looks: list[Look], box: tuple[float, float, float, float]) -> Line:
        start, end = words[0][0], words[-1][1]
        runs: list[Run] = []
        begin = 0
        for index in range(1, len(words) + 1):
            if index < len(words) and (looks[index] is looks[begin] or looks[index] == looks[begin]):
                continue
            look = looks[begin]
            runs.append(
                Run(
                    words[begin][0] - start,
                    words[index - 1][1] - start,
                    look.size,
                    look.bold,
                    look.italic,
                    False,
                    look.color or None,
                )
            )
            begin = index
        return Line(self.number, self.text[start:end], start, *box, runs=tuple(runs))


_NO_LOOK = Look(0.0, False, False, 0, True)


def read_text(text_page: Any) -> str:
    """The text of a page: one code point for each of pdfium's characters."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # pdfium leaves characters without a Unicode value out of its text: put a blank in their place
    pieces, done = [], 0
    position = 0
    index_of = pdfium.FPDFText_GetCharIndexFromTextIndex
    for position in range(len(text)):
        index = index_of(text_page, position)
        if index > done:
            pieces.append(" " * (index - done))
            done = index
        if index == done:
            pieces.append(text[position])
            done += 1
    return "".join(pieces)


def _union(rects: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if len(rects) == 1:
        return rects[0]
    if not rects:
        return (0.0, 0.0, 0.0, 0.0)
    return (
        min(rect[0] for rect in rects),
        min(rect[1] for rect in rects),
        max(rect[2] for rect in rects),
        max(rect[3] for rect in rects),
    )


def _same_row(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[1] < b[3] + 1.5 and b[1] < a[3] + 1.5
