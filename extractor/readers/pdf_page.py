"""Decides what the lines of one PDF page are: pdfium's characters parted by geometry, with the style of their runs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from statistics import median

from extractor.layout.labels import label
from extractor.layout.lines import Line, Run
from extractor.readers.pdf_characters import NO_LOOK, Characters, Edges, Look, union

Word = tuple[int, int]
"""First character and the one after the last."""

_LINES = re.compile(
    r"""
    [^\r\n\ufffe]+ \ufffe?   # a line; U+FFFE is pdfium's hyphen at a line end, after which no break is written
    | \ufffe
    """,
    re.VERBOSE,
)
_WORDS = re.compile(r"[^\s\ufffe]+\ufffe?|\ufffe")

# What a superscript is made of: "12", "1,3-5", "a", "†", "®"; not a word set small.
_NOTE = re.compile(r"(?=.?\d)[\d,;–—-]{1,24}|[a-z*†‡§¶#^]{1,2}|[®™℠©]{1,2}|st|nd|rd|th|TM|SM")

_SIGN = re.compile(r"[®™℠©†‡*]{1,3}|\d{1,2}(?:[,–-]\d{1,2}){0,3}")
_MOST_SIGNS = 200

# A gap between two words that is wider than this share of the type size parts columns (a blank is 0.25 to 0.35;
# justified lines stretch it to 0.8 at most in the documents seen).
_GAP = 1.15
# White space on a line is at least this wide before words are looked at one by one.
_LOOSE = 0.62
# Type runs no wider than this a character, in shares of its size, unless a gap hides in it.
_WIDEST = 0.72


class PageReader:
    """Reads lines off the characters of one page."""

    def __init__(self, characters: Characters, number: int) -> None:
        self.characters, self.number = characters, number
        self._printed_lines: list[tuple[int, int, list[Edges]]] = []

    def lines(self) -> list[Line]:
        """The page's lines in the order of its content, parted where a wide gap shows columns or cells."""
        printed = [found for match in _LINES.finditer(self.characters.text) if (found := self._printed(match))]
        self._printed_lines = printed
        lines: list[Line] = []
        for start, end, rects in printed:
            lines.extend(self._line(start, end, rects))
        lines = self._with_signs(lines)
        if sum(line.turned for line in lines) * 2 > len(lines):  # a page of turned text has nothing else to read
            lines = [line._replace(turned=False) for line in lines]
        return lines

    @cached_property
    def _rights(self) -> Counter[int]:
        """The right ends of the page's lines: common ones are margins."""
        return Counter(round(max([rect[2] for rect in rects])) for _, _, rects in self._printed_lines)

    def _with_signs(self, lines: list[Line]) -> list[Line]:
        """The lines, those parted that a raised sign was set into as a line of its own ("CPT® 99213")."""
        signs = [line for line in lines if line.x1 - line.x0 < 20.0 and _SIGN.fullmatch(line.text)]
        for sign in signs[:_MOST_SIGNS]:
            middle = (sign.x0 + sign.x1) / 2
            for index, line in enumerate(lines):
                overlap = min(line.y1, sign.y1) - max(line.y0, sign.y0)
                behind = abs(sign.x0 - line.x1) < 4.0
                if line is sign or overlap < 0.25 * (sign.y1 - sign.y0) or not (behind or line.x0 < middle < line.x1):
                    continue
                parts = [line] if behind else self.split(line, [middle])
                if behind or len(parts) == 2:
                    # on the line's own height, so that it is read within it
                    lines[lines.index(sign)] = sign._replace(y0=line.y0, y1=line.y1)
                    lines[index : index + 1] = parts
                break
        return lines

    def _printed(self, match: re.Match[str]) -> tuple[int, int, list[Edges]] | None:
        """First character and last of what one of pdfium's lines holds, and the boxes of its text objects."""
        text = match.group()
        start, end = match.end() - len(text.lstrip()), match.start() + len(text.rstrip())
        rects = self.characters.boxes(start, end - start) if start < end else None
        return (start, end, rects) if rects else None

    def _line(self, start: int, end: int, rects: list[Edges]) -> list[Line]:
        if len(rects) == 1 and not _tall(rects):
            look = self.characters.looks([(start, end)])[0]  # a box for each text object: all words are of one
            if rects[0][2] - rects[0][0] <= (end - start) * (look.size or 10.0) * _WIDEST:
                return [self._plain(start, end, look, rects[0])]
        words = _words(self.characters.text, start, end)
        looks = self.characters.looks(words[:1]) * len(words) if len(rects) == 1 else self.characters.looks(words)
        if _tall(rects) and not self.characters.upright(words[0][0]):
            return [self._make(words, looks, union(rects))._replace(turned=True)]
        raised = len(rects) > 1 and _uneven(rects)
        return [
            self._make(words[a:b], looks[a:b], box, raised=raised) for a, b, box in self._parts(words, looks, rects)
        ]

    def _parts(self, words: list[Word], looks: list[Look], rects: list[Edges]) -> list[tuple[int, int, Edges]]:
        """Stretches of words that stand together, each with its box."""
        size = looks[0].size or 10.0
        if not self._loose(words, rects, size):
            return [(0, len(words), union(rects))]
        size = max(look.size for look in looks) or 10.0
        boxes = [self.characters.box(a, b - a) for a, b in words]
        widest = self._widest(words, boxes, size)
        parts, begin = [], 0
        for index in range(1, len(words) + 1):
            if index < len(words):
                gap = boxes[index][0] - boxes[index - 1][2]
                if _same_row(boxes[index - 1], boxes[index]) and -size < gap <= widest:
                    continue
                if begin == index - 1 and 0 < gap < 6 * size and self._is_label(words[begin]):
                    continue
            parts.append((begin, index, union(boxes[begin:index])))
            begin = index
        return parts

    def _loose(self, words: list[Word], rects: list[Edges], size: float) -> bool:
        """Whether a gap in the line may part columns, so that its words have to be looked at one by one."""
        width = 0.0
        right = rects[0][0]
        after_label = len(words) > 1 and words[0][1] - words[0][0] < 6 and self._is_label(words[0])
        for x0, _, x1, _ in rects:
            width += x1 - x0
            if x0 - right > _LOOSE * size or x0 < right - size:
                if not after_label or not 0 < x0 - right < 6 * size:
                    return True
                after_label = False  # the gap after a label parts nothing
            right = x1
        return len(words) > 1 and width > (words[-1][1] - words[0][0]) * size * _WIDEST

    def _widest(self, words: list[Word], boxes: list[Edges], size: float) -> float:
        """The widest gap that parts nothing: more where words are driven apart to fill a justified line."""
        first = 1 if self._is_label(words[0]) else 0
        gaps = [b[0] - a[2] for a, b in zip(boxes[first:], boxes[first + 1 :], strict=False)]
        right = round(boxes[-1][2])
        flush = sum(self._rights[right + shift] for shift in (-1, 0, 1))
        if len(gaps) < 3 or min(gaps) <= 0 or (flush < 4 and len(gaps) < 6):
            return _GAP * size
        usual = median(gaps)
        alike = max(gaps) - min(gaps) < 0.25 * max(gaps) + 0.1 * size  # glyph shapes make visible gaps differ a little
        if alike and flush >= 2:
            return min(max(gaps), 6 * size)
        # after a sentence a justified line may stretch two blanks
        return max(_GAP * size, min(2.5 * usual, 3 * size)) if flush >= 4 else _GAP * size

    def _is_label(self, word: Word) -> bool:
        """Whether a word is a list label; its text may stand far off and is still its text."""
        text = self.characters.text[word[0] : word[1]]
        found = label(text) if len(text) < 8 else None
        return found is not None and found[0] == len(text)

    def split(self, line: Line, edges: Sequence[float]) -> list[Line]:
        """A line parted at places across the page, word by word."""
        words = self._words(line)
        boxes = [self.characters.box(a, b - a) for a, b in words]
        looks = self.characters.looks(words)
        columns = [bisect_right(edges, (box[0] + box[2]) / 2) for box in boxes]
        found, begin = [], 0
        for index in range(1, len(words) + 1):
            if index == len(words) or columns[index] != columns[begin]:
                found.append(self._make(words[begin:index], looks[begin:index], union(boxes[begin:index])))
                begin = index
        return found

    def centres(self, line: Line) -> list[tuple[int, int, float]]:
        """First character, last and middle across the page of each word of a line."""
        found = []
        for first, last in self._words(line):
            left, _, right, _ = self.characters.box(first, last - first)
            found.append((first, last, (left + right) / 2))
        return found

    @staticmethod
    def _words(line: Line) -> list[Word]:
        return [(line.source + word.start(), line.source + word.end()) for word in _WORDS.finditer(line.text)]

    # ---------------------------------------------------------------- runs

    def _make(self, words: list[Word], looks: list[Look], box: Edges, *, raised: bool = False) -> Line:
        start, end = words[0][0], words[-1][1]
        if not raised and looks.count(looks[0]) == len(looks):
            return self._plain(start, end, looks[0], box)
        runs = self._runs(words, looks, start)
        if raised:
            runs = self._raised(words, runs, start, box)
        return Line(self.number, self.characters.text[start:end], start, *box, runs)

    def _plain(self, start: int, end: int, look: Look, box: Edges) -> Line:
        """A line in one style."""
        run = Run(0, end - start, look.size, look.bold, look.italic, False, look.color or None)
        return Line(self.number, self.characters.text[start:end], start, *box, (run,))

    @staticmethod
    def _runs(words: list[Word], looks: list[Look], start: int) -> tuple[Run, ...]:
        found: list[Run] = []
        begin = 0
        for index in range(1, len(words) + 1):
            look = looks[begin]
            if index < len(words) and (looks[index] is look or looks[index] == look):
                continue
            low, high = words[begin][0] - start, words[index - 1][1] - start
            found.append(Run(low, high, look.size, look.bold, look.italic, False, look.color or None))
            begin = index
        return tuple(found)

    def _raised(self, words: list[Word], runs: tuple[Run, ...], start: int, box: Edges) -> tuple[Run, ...]:
        """The runs, with those parted off that are set small and high: reference marks, exponents."""
        main = max(runs, key=lambda run: run.end - run.start)
        found: list[Run] = []
        characters = self.characters
        object_at = characters.object_at
        for run in runs:
            low = -1  # where words begin that stand in the run's own style
            for first, last in words:
                if not run.start <= first - start < run.end:
                    continue
                whole = last - first == 1 or object_at(first) == object_at(last - 1)
                worded = last - first > 2 and characters.text[first].isalpha()  # no mark: the longest are "st" and "TM"
                if whole and (worded or not _NOTE.fullmatch(characters.text, first, last)):
                    low, high = (first - start if low < 0 else low), last - start
                    continue
                if low >= 0:
                    _add(found, _part(run, low, high))
                    low = -1
                for piece in self._pieces(first, last, run, start, main.size, box):
                    _add(found, piece)
            if low >= 0:
                _add(found, _part(run, low, high))
        return tuple(found)

    def _pieces(self, first: int, last: int, run: Run, start: int, size: float, box: Edges) -> list[Run]:
        """One word parted where its text object changes."""
        characters = self.characters
        bounds: list[list[int]] = []
        handle: int | None = -1
        for index, here in enumerate(characters.objects(first, last), start=first):
            if here != handle:
                bounds.append([index, index])
                handle = here
            bounds[-1][1] = index + 1
        found = []
        for low, high in bounds:
            look = characters.looks([(low, high)])[0]
            note = (
                _NOTE.fullmatch(characters.text, low, high) is not None
                and look is not NO_LOOK
                and self._is_raised(low, high, look, size, box)
            )
            found.append(Run(low - start, high - start, look.size or run.size, look.bold, run.italic, note, run.color))
        return found

    def _is_raised(self, low: int, high: int, look: Look, size: float, line: Edges) -> bool:
        """Whether a piece of a line is set smaller than the type of the line, and near its top."""
        _, top, _, bottom = self.characters.box(low, high - low)
        height = line[3] - line[1]
        sign = self.characters.text[low:high]
        small = look.size < 0.85 * size or (bottom - top < 0.5 * size and not sign.isalpha())  # an "a" is low by itself
        return small and top < bottom < line[3] - 0.22 * height and top < line[1] + 0.4 * height


def _part(run: Run, start: int, end: int) -> Run:
    """A run of the same style (quicker than _replace, and there are many)."""
    return Run(start, end, run.size, run.bold, run.italic, run.superscript, run.color)


def _add(runs: list[Run], piece: Run) -> None:
    """Put a run behind others, as one with the last where both look alike."""
    before = runs[-1] if runs else None
    if before is not None and not piece.superscript and _alike(before, piece):
        runs[-1] = _part(before, before.start, piece.end)
    else:
        runs.append(piece)


def _alike(a: Run, b: Run) -> bool:
    return (a.size, a.bold, a.italic, a.superscript, a.color) == (b.size, b.bold, b.italic, b.superscript, b.color)


def _words(text: str, start: int, end: int) -> list[Word]:
    """The words of a line; where they are one blank apart, as nearly always, they need only be counted off."""
    found, at = [], start
    for word in text[start:end].split():
        found.append((at, at + len(word)))
        at += len(word) + 1
    if at == end + 1:
        return found
    return [word.span() for word in _WORDS.finditer(text, start, end)]


def _tall(rects: list[Edges]) -> bool:
    """Whether a line's first text is higher than wide: it may run up the page."""
    x0, y0, x1, y1 = rects[0]
    return y1 - y0 > 1.2 * (x1 - x0)


def _uneven(rects: list[Edges]) -> bool:
    """Whether a box among those of a line ends well above the lowest: something is raised."""
    _, tops, _, bottoms = zip(*rects, strict=True)
    low = max(bottoms)
    height = low - min(tops)
    if low - min(bottoms) <= 0.3 * height:  # so it is with most lines
        return False
    return any(low - rect[3] > 0.3 * height and rect[1] < low - 0.6 * height for rect in rects)


def _same_row(a: Edges, b: Edges) -> bool:
    return a[1] < b[3] + 1.5 and b[1] < a[3] + 1.5
