"""Decides how printed characters read as canonical text, and keeps for each stretch where it came from."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from extractor.layout.labels import SYMBOLS
from extractor.layout.lines import Line, SourceLink

HYPHEN_BREAK = "\ufffe"  # a hyphen that ends a line, as pdfium tells it

# What the canonical text writes for a character that only looks different.
CHARACTERS: dict[int, str] = {
    **SYMBOLS,
    0x00AD: "",  # soft hyphen
    0x200B: "", 0x200C: "", 0x200D: "", 0x2060: "", 0xFEFF: "",  # invisible
    0x2010: "-", 0x2011: "-",  # hyphens that only differ in how lines break at them
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xFFFE: "-", 0xFFFF: "",
}  # fmt: skip

_PLAIN = re.compile(
    r"[!-~\u00a1-\u00ac\u00ae-\u1fff\u2012-\u2027\u2030-\u205e\u2070-\u2fff]+(?: [!-~\u00a1-\u00ac\u00ae-\u1fff\u2012-\u2027\u2030-\u205e\u2070-\u2fff]+)*"
)
_SPACE = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\x00-\x1f\x7f-\x9f]+")
_ODD = re.compile(
    r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\x00-\x1f\x7f-\x9f]+|[\u00ad\u200b-\u200d\u2010\u2011\u2060\ufb00-\ufb06\ufeff\ufffe\uffff]|[\ue000-\uf8ff]"
)
_TAIL = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,40})-$")
_HEAD = re.compile(r"[^\W\d_]+")

# Word beginnings whose hyphen is part of the word; a break after them keeps it.
_PREFIXES = frozenset(
    re.findall(
        r"\w+",
        """non self anti pre post co re long short high low well evidence follow cost end open double single multi once
        twice one two three four five six seven eight nine ten first second third line up out in over under off on by
        to and or of treatment disease drug risk age small large medium late early full half cross inter intra
        sub semi quasi ex all near mid day week month year left right health care life site step case
        immune cell gene point time based related guided""",
    )
)


class Hyphens:
    """Whether a hyphen at a line end belongs to the word: judged by the words that the document uses elsewhere."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._breaks: list[tuple[str, str]] = []
        self._texts: list[str] = []
        last = ""
        for line in lines:
            text = line.text
            self._texts.append(text)
            if last:
                head = _HEAD.match(text.casefold())
                if head:
                    self._breaks.append((last, head.group()))
            stripped = text.rstrip().replace(HYPHEN_BREAK, "-").replace("\u2010", "-").replace("\u00ad", "-")
            tail = _TAIL.search(stripped.casefold()) if stripped.endswith("-") else None
            last = tail.group(1) if tail else ""

    @cached_property
    def _words(self) -> Counter[str]:
        """How often each word stands in the document; not counted where no line ends with a hyphen."""
        return Counter(_WORDS.findall("\n".join(self._texts).casefold()))

    @cached_property
    def _divides(self) -> bool:
        """Whether the document divides words at line ends, as its words show that stand elsewhere undivided."""
        words, breaks = self._words, self._breaks
        undone = sum(1 for a, b in breaks if words[a + b] and not words[f"{a}-{b}"])
        kept = sum(1 for a, b in breaks if words[f"{a}-{b}"] and not words[a + b])
        return undone > kept and undone >= 0.25 * len(breaks)

    def belongs(self, before: str, after: str) -> bool:
        """Whether ``before-`` at a line end and ``after`` at the next line's start keep their hyphen."""
        tail, head = _TAIL.search(before.casefold()), _HEAD.match(after.casefold())
        if not tail or not head or not after[0].islower():
            return True
        first, second = tail.group(1), head.group()
        with_hyphen, without = self._words[f"{first}-{second}"], self._words[first + second]
        if with_hyphen != without:
            return with_hyphen > without
        return not self._divides or first in _PREFIXES


_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _plain(text: str) -> bool:
    """Whether a line is written as it stands: words one blank apart, of characters that stand for themselves."""
    if text.isascii():  # nearly every line; to ask so is much quicker than to look for a pattern
        return text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] not in ("", " ")
    return _PLAIN.fullmatch(text) is not None


class SourceMap:
    """From canonical offsets to source characters: stretches in order, searched by halving."""

    def __init__(self) -> None:
        self._starts = array("l")
        self._lengths = array("l")
        self._pages = array("l")
        self._sources = array("l")
        self._counts = array("l")

    def add(self, start: int, length: int, page: int, source: int, count: int) -> None:
        """``length`` canonical characters from ``start`` read from ``count`` source characters."""
        self._starts.append(start)
        self._lengths.append(length)
        self._pages.append(page)
        self._sources.append(source)
        self._counts.append(count)

    def shorten(self, count: int) -> None:
        """Take the last characters away again."""
        self._lengths[-1] -= count
        self._counts[-1] -= count

    def sources(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """(page, first, count) of the source characters under a canonical span, in order."""
        index = max(bisect_right(self._starts, start) - 1, 0)
        while index < len(self._starts) and self._starts[index] < end:
            begin, length, count = self._starts[index], self._lengths[index], self._counts[index]
            low, high = max(start, begin) - begin, min(end, begin + length) - begin
            if low < high:
                if length != count:
                    yield self._pages[index], self._sources[index], count
                else:
                    yield self._pages[index], self._sources[index] + low, high - low
            index += 1

    def spans(self, wanted: Sequence[SourceLink]) -> list[tuple[int, int] | None]:
        """The canonical span over each stretch of source characters; None where it was not written."""
        pages = {link.page for link in wanted}
        pieces: dict[int, list[tuple[int, int, int, int]]] = {page: [] for page in pages}
        for index, page in enumerate(self._pages):
            if page in pages:
                pieces[page].append(
                    (self._sources[index], self._counts[index], self._starts[index], self._lengths[index])
                )
        for found in pieces.values():
            found.sort()
        starts = {page: [piece[0] for piece in found] for page, found in pieces.items()}
        return [self._span(link, pieces[link.page], starts[link.page]) for link in wanted]

    @staticmethod
    def _span(link: SourceLink, pieces: list[tuple[int, int, int, int]], starts: list[int]) -> tuple[int, int] | None:
        first, last = link.source, link.source + link.count
        low: int | None = None
        high = 0
        for source, count, start, length in pieces[max(bisect_right(starts, first) - 1, 0) :]:
            if source >= last:
                break
            if source + count <= first:
                continue
            same = count == length
            begin = start + (max(first - source, 0) if same else 0)
            end = start + (min(last - source, count) if same else length)
            low = begin if low is None else min(low, begin)
            high = max(high, end)
        return None if low is None or high <= low else (low, high)


class Writer:
    """Writes canonical text piece by piece and remembers the source of each."""

    def __init__(self, hyphens: Hyphens) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.map = SourceMap()
        self._hyphens = hyphens

    def mark(self, text: str) -> None:
        """Write characters of the layout's own: a blank, a tab, a line break."""
        self.parts.append(text)
        self.length += len(text)

    def line(self, line: Line, *, gap: int = 0) -> list[tuple[int, int]]:
        """Write one line's text; gives (offset in the line, canonical offset) of each piece, for marks.

        ``gap`` is where a blank is put in: behind a list label that touches its text.
        """
        text = line.text
        pieces: list[tuple[int, int]] = []
        if gap:
            self._stretch(line, 0, gap, pieces)
            self.mark(" ")
            self._stretch(line, gap, len(text.rstrip()), pieces)
        elif _plain(text):
            self._piece(text, line, 0, len(text), pieces)
        else:
            self._stretch(line, 0, len(text.rstrip()), pieces)
        return pieces

    def _stretch(self, line: Line, done: int, end: int, pieces: list[tuple[int, int]]) -> None:
        text = line.text
        started = False
        for odd in _ODD.finditer(text, done, end):
            if odd.start() > done:
                self._piece(text[done : odd.start()], line, done, odd.start() - done, pieces)
                started = True
            found = odd.group()
            if _SPACE.fullmatch(found):
                written = " " if started else ""
            else:
                written = CHARACTERS.get(ord(found), found)
            if written:
                self._piece(written, line, odd.start(), odd.end() - odd.start(), pieces)
                started = started or written != " "
            done = odd.end()
        if done < end:
            self._piece(text[done:end], line, done, end - done, pieces)

    def _piece(self, written: str, line: Line, offset: int, count: int, pieces: list[tuple[int, int]]) -> None:
        pieces.append((offset, self.length))
        self.map.add(self.length, len(written), line.page, line.source + offset, count)
        self.parts.append(written)
        self.length += len(written)

    def join(self, before: Line, after: Line) -> None:
        """Write what stands between two lines of a block: a blank, or nothing after a hyphen."""
        text = before.text.rstrip()
        if not text:
            return
        if before.page == after.page and after.y0 < before.y1 - 1.0 and -2.0 < after.x0 - before.x1 < 30.0:
            if after.x0 - before.x1 > 0.12 * (after.y1 - after.y0) or len(text) < len(before.text):
                self.mark(" ")  # the same printed line goes on
            return
        last = text[-1]
        if last not in "-\u2010\u00ad\ufffe/–—":
            self.mark(" ")
            return
        if last in "/–—":
            if text[-2:-1].isspace() or len(text) < 2:
                self.mark(" ")
            return
        if last == "\u00ad":
            return
        stripped = text[:-1] + "-"
        if len(stripped) > 1 and (stripped[-2].isspace() or stripped[-2] == "-"):
            self.mark(" ")
            return
        if not self._hyphens.belongs(stripped, after.text.lstrip()):
            self._unwrite(1)

    def _unwrite(self, count: int) -> None:
        self.parts[-1] = self.parts[-1][:-count]
        self.length -= count
        self.map.shorten(count)
