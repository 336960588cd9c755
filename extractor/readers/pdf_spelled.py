"""Decides which letters that a PDF sets one by one, with space between them, make words: "W e s t", or a line a letter.

The characters keep their places: a blank or break that parts letters of one word becomes a character without width,
which the canonical text leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from statistics import median

Box = tuple[float, float, float, float]
Boxes = Callable[[int, int], Box]
"""The box around ``count`` characters from ``start`` on."""
Piece = tuple[int, int]

FEWEST = 6  # letters on end that are set so
FARTHEST = 1.6  # times the letters' height: letters of one line stand no further apart
WORDS_APART = 2.0  # times the usual gap from which on it parts words
NOTHING = "\u200b"

# Lines of one to three characters, one below the other in pdfium's text: "W", "e", "st".
_BROKEN = re.compile(r"(?<![^\r\n])(?:[^\r\n]{1,3}\r\n){5,400}+")
_SHORT = re.compile(r"[^\r\n]{1,3}(?![^\r\n])")
# Single letters on one line: "P O L I C Y"; not "a b".
_SPACED = re.compile(r"(?<![^\s])(?:[^\W\d_]\ ){5,200}+[^\W\d_]?(?![^\s])", re.VERBOSE)
# What a page must hold for the two to be sought: much quicker to look for.
_SHORT_LINES = re.compile(r"\n[^\r\n]{1,3}\r\n[^\r\n]{1,3}\r\n[^\r\n]{1,3}\r\n")
_SINGLE = re.compile(r" [^ ] [^ ] [^ ] ")
_LETTER = re.compile(r"\S")


def joined(text: str, boxes: Boxes) -> str:
    """A page's text with the letters of spaced words together; as long as before."""
    changes: list[tuple[int, int, str]] = []
    for run in _BROKEN.finditer(text) if _SHORT_LINES.search(text) else ():
        pieces = [piece.span() for piece in _SHORT.finditer(text, run.start(), run.end())]
        if last := _SHORT.match(text, run.end()):
            pieces.append(last.span())
        changes += _changes(text, pieces, boxes)
    for run in _SPACED.finditer(text) if _SINGLE.search(text) else ():
        changes += _changes(text, [letter.span() for letter in _LETTER.finditer(text, run.start(), run.end())], boxes)
    if not changes:
        return text
    parts, done = [], 0
    for start, end, put in sorted(changes):
        parts += [text[done:start], put]
        done = end
    return "".join([*parts, text[done:]])


def _changes(text: str, pieces: list[Piece], boxes: Boxes) -> list[tuple[int, int, str]]:
    """What is to be put between the pieces that stand side by side."""
    placed = [boxes(start, end - start) for start, end in pieces]
    found: list[tuple[int, int, str]] = []
    begin = 0
    for index in range(1, len(pieces) + 1):
        if index < len(pieces) and _beside(placed[index - 1], placed[index]):
            continue
        found += _word_changes(text, pieces[begin:index], placed[begin:index])
        begin = index
    return found


def _beside(a: Box, b: Box) -> bool:
    """Whether b stands on a's line, next to it."""
    height = max(a[3] - a[1], b[3] - b[1])
    level = min(a[3], b[3]) - max(a[1], b[1]) > 0.3 * min(a[3] - a[1], b[3] - b[1])
    return level and -0.3 * height < b[0] - a[2] < FARTHEST * height


def _word_changes(text: str, pieces: list[Piece], placed: list[Box]) -> list[tuple[int, int, str]]:
    letters = [text[start:end] for start, end in pieces]
    if len(pieces) < FEWEST or sum(letter.isalpha() for letter in letters) < FEWEST or _a_list(letters):
        return []
    gaps = [b[0] - a[2] for a, b in pairwise(placed)]
    usual = median(gaps)
    height = max(box[3] - box[1] for box in placed)
    widest = max(WORDS_APART * usual, usual + 0.15 * height)
    found = []
    for gap, (_, end), (start, _) in zip(gaps, pieces, pieces[1:], strict=False):
        put = NOTHING * (start - end)
        found.append((end, start, " " + put[1:] if gap > widest else put))
    return found


def _a_list(letters: list[str]) -> bool:
    """Whether single letters are meant as such: all the same, or the alphabet."""
    return len(set(letters)) == 1 or all(len(b) == len(a) == 1 and ord(b) == ord(a) + 1 for a, b in pairwise(letters))
