"""Decides which straight strokes and filled cells of a PDF page rule it: horizontal and vertical lines, merged."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from extractor.readers.pdf_characters import FARTHEST, Edges, Frame, plain

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_object_of = plain(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_type_of = plain(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
_bounds = plain(pdfium.FPDFPageObj_GetBounds, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_draw_mode = plain(pdfium.FPDFPath_GetDrawMode, _INT, _POINTER, _POINTER, _POINTER)
_fill_color = plain(pdfium.FPDFPageObj_GetFillColor, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_count_segments = plain(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
_count_inside = plain(pdfium.FPDFFormObj_CountObjects, _INT, _POINTER)
_object_inside = plain(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
_segment_of = plain(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
_point_of = plain(pdfium.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
_kind_of = plain(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
_closes = plain(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)
_matrix_of = plain(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_TEXT, _FORM = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM
_PATH, _IMAGE = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE

_THIN = 3.2  # points: a path no thicker than this is a stroke
_DOT = (2.0, 7.5)  # points: the width of a drawn bullet
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 4_000
_SNAP = 1.6  # strokes closer than this are one
_BRIDGE = 4.0  # a gap in a stroke that is no longer than this is none


Stroke = tuple[float, float, float, bool]
"""Place across, from, to, and whether it is the edge of a tint only."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: at ``at`` across, from ``low`` to ``high`` along."""

    at: float
    low: float
    high: float
    soft: bool = False  # the edge of a tinted rectangle, not a stroke


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruling of a page: horizontal lines by their height, vertical ones by their place; dots; images."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    dots: tuple[Edges, ...] = ()  # marks small enough for a list bullet
    images: tuple[Edges, ...] = ()


def rules(page: Any, frame: Frame) -> Rules:
    """The strokes of a page."""
    return _Collector(frame).collect(page)


class _Collector:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.across: list[Stroke] = []
        self.down: list[Stroke] = []
        self.dots: list[Edges] = []
        self.images: list[Edges] = []
        self.left = _MOST_OBJECTS
        self.segments = _MOST_SEGMENTS
        self._sides = (ctypes.c_float * 4)()
        self._refs = _places(self._sides)
        self._colors = (ctypes.c_uint * 4)()
        self._color_refs = _places(self._colors)
        self._modes = (ctypes.c_int * 2)()  # how a path is filled, whether its outline is drawn
        self._mode_refs = _places(self._modes)
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_ref = ctypes.addressof(self._matrix)

    def collect(self, page: Any) -> Rules:
        handle = ctypes.cast(page, ctypes.c_void_p).value
        count = min(pdfium.FPDFPage_CountObjects(page), self.left)
        things = list(map(_object_of, repeat(handle, count), range(count)))
        for thing, kind in zip(things, map(_type_of, things), strict=True):
            if kind != _TEXT:
                self._object(thing, kind, None, 0)
        return Rules(_merged(self.across), _merged(self.down), tuple(self.dots), tuple(self.images))

    def _object(self, thing: int, kind: int, form: tuple[float, ...] | None, depth: int) -> None:
        if kind == _FORM and depth < 4:
            inner = self._form_matrix(thing, form)
            for index in range(_count_inside(thing)):
                self.left -= 1
                if self.left <= 0:
                    return
                part = _object_inside(thing, index)
                self._object(part, _type_of(part), inner, depth + 1)
            return
        if kind not in (_PATH, _IMAGE):
            return
        if not _bounds(thing, *self._refs):
            return
        x0, y0, x1, y1 = self._sides[:]
        if form is not None:
            corners = [_apply(form, x, y) for x in (x0, x1) for y in (y0, y1)]
            x0, x1 = min(c[0] for c in corners), max(c[0] for c in corners)
            y0, y1 = min(c[1] for c in corners), max(c[1] for c in corners)
        x0, y0, x1, y1 = self.frame.box(x0, y0, x1, y1)
        if not -FARTHEST < x0 + y0 + x1 + y1 < FARTHEST:
            return
        if kind == _IMAGE:
            self.images.append((x0, y0, x1, y1))
            return
        self._path(thing, x0, y0, x1, y1, form)

    def _path(self, thing: int, x0: float, y0: float, x1: float, y1: float, form: tuple[float, ...] | None) -> None:
        if _DOT[0] <= x1 - x0 <= _DOT[1] and 0.75 < (y1 - y0) / (x1 - x0) < 1.34:
            self.dots.append((x0, y0, x1, y1))
            return
        if y1 - y0 <= _THIN:
            if x1 - x0 > 4.0:
                self.across.append(((y0 + y1) / 2, x0, x1, False))
            elif x1 - x0 > 0.2 and y1 - y0 > 0.2:  # the joint of two strokes
                self.across.append(((y0 + y1) / 2, x0, x1, False))
                self.down.append(((x0 + x1) / 2, y0, y1, False))
            return
        if x1 - x0 <= _THIN:
            self.down.append(((x0 + x1) / 2, y0, y1, False))
            return
        _draw_mode(thing, *self._mode_refs)
        fill, drawn = self._modes[:]
        if not drawn and not (fill and self._tinted(thing)):
            return
        count = _count_segments(thing)
        if count <= 6:
            if y1 - y0 < 2000 and x1 - x0 < 2000:
                soft = not drawn
                self.across += [(y0, x0, x1, soft), (y1, x0, x1, soft)]
                self.down += [(x0, y0, y1, soft), (x1, y0, y1, soft)]
            return
        if drawn and self.segments > 0:
            self._segments(thing, count, form)

    def _tinted(self, thing: int) -> bool:
        if not _fill_color(thing, *self._color_refs):
            return False
        red, green, blue, alpha = self._colors[:]
        return alpha > 8 and min(red, green, blue) < 252

    def _segments(self, thing: int, count: int, form: tuple[float, ...] | None) -> None:
        matrix = self._form_matrix(thing, form)
        point = (ctypes.c_float * 2)()
        refs = _places(point)
        before: tuple[float, float] | None = None
        first: tuple[float, float] | None = None
        for index in range(min(count, self.segments)):
            segment = _segment_of(thing, index)
            _point_of(segment, *refs)
            px, py = _apply(matrix, *point[:])
            left, top, _, _ = self.frame.box(px, py, px, py)
            here = (left, top)
            kind = _kind_of(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = here
            elif kind == pdfium.FPDF_SEGMENT_LINETO and before is not None:
                self._stroke_between(before, here)
            if _closes(segment) and first is not None:
                self._stroke_between(here, first)
            before = here
        self.segments -= count

    def _stroke_between(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        if abs(a[1] - b[1]) < 0.6 and abs(a[0] - b[0]) > 2.0:
            self.across.append((a[1], min(a[0], b[0]), max(a[0], b[0]), False))
        elif abs(a[0] - b[0]) < 0.6 and abs(a[1] - b[1]) > 2.0:
            self.down.append((a[0], min(a[1], b[1]), max(a[1], b[1]), False))

    def _form_matrix(self, thing: int, form: tuple[float, ...] | None) -> tuple[float, ...]:
        if not _matrix_of(thing, self._matrix_ref):
            return form or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        own = tuple(self._matrix[:])
        return own if form is None else _times(own, form)


def _places(values: Any) -> list[int]:
    """The addresses of an array's values."""
    first = ctypes.addressof(values)
    return [first + index * ctypes.sizeof(values._type_) for index in range(len(values))]


def _apply(m: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _times(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...]:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _merged(strokes: list[Stroke]) -> tuple[Rule, ...]:
    """Strokes at the same place that touch, as one; what stays shorter than a joint, or is no place, is dropped."""
    strokes = sorted(stroke for stroke in strokes if -FARTHEST < stroke[0] + stroke[1] + stroke[2] < FARTHEST)
    found: list[Rule] = []
    band: list[Stroke] = []
    for stroke in [*strokes, (float("inf"), 0.0, 0.0, False)]:
        if band and stroke[0] - band[-1][0] > _SNAP:
            found.extend(_chained(band))
            band = []
        band.append(stroke)
    return tuple(found)


def _chained(band: list[Stroke]) -> list[Rule]:
    """The strokes of one place, joined where they touch."""
    at = sum(one[0] for one in band) / len(band)
    found: list[Rule] = []
    low, high, soft = 0.0, -1.0, True
    for _, begin, end, tint in sorted(band, key=lambda one: one[1]):
        if high < low:
            low, high, soft = begin, end, tint
        elif begin <= high + _BRIDGE:
            high, soft = max(high, end), soft and tint
        else:
            found.append(Rule(at, low, high, soft))
            low, high, soft = begin, end, tint
    found.append(Rule(at, low, high, soft))
    return [rule for rule in found if rule.high - rule.low > 4.0]
