"""Decides what kind of difference there is between two wordings: none, style, content, or sense (numbers, negation)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from extractor.likeness import squeeze

SAME, STYLE, CONTENT, SENSE = range(4)

_WORD = re.compile(r"[^\W_]+(?:\.\d+)*|[<>≤≥=%]")  # a word, a number ("2", "0.5", "90.2"), a comparison; never a dash
_NUMBER = re.compile(r"\d[\w.]*|[<>≤≥=%]")  # what starts with a digit, or compares: "18", "0.5mg", "≥"; never "IL4"
_BRACKETED = re.compile(
    r"\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,12}\]"
)  # a citation: "[12]", "[3, 5-7]"; never "[adult]"
_CITED = re.compile(
    r"""
    (?<![A-Z]\.)(?<!\b[Nn]o\.)(?<!\bvs\.)      # never a number behind "No.", "U.S."
    (?<=[a-z)\]”"’'%][.,;:!?])(?<!\):)[”"’]?    # behind the stop of a word, a bracket, a quotation: "disease."
    \s?\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,12}      # "1,2", " 64", "8–11"
    (?=\s+[A-Z“"(•]|\s*$)                       # before the next sentence: never ". 5 mg"
    | (?<=[a-z.,])\s?\(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,12}\)(?=\s*[.;:,]|\s*$)  # "(1-2)." behind a clause;
                                                # never "two (2) doses", "15(3):20"
    """,
    re.VERBOSE,
)
"""A mark that cites a reference in running text. Its number changes with the bibliography, and with nothing else."""
_MARKS = re.compile("[™®©℠\u00ad]")  # signs that a print may drop: "Drug™"; never a letter
LEGAL = re.compile(r"(?i)©|\ball rights reserved\b")  # a notice that each year changes: "©2031"; never "the right eye"
_ASIDE = re.compile(r"\([^()]{0,300}\)")  # words in brackets: "(FOLR1)"; never nested ones

NUMERALS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"}
NUMERALS |= {"nine": "9", "ten": "10", "eleven": "11", "twelve": "12"}
_SENSES = """
no not non without except unless never neither nor cannot only all any either both none least most
must may should shall will before after prior initial excluding including
"""
_STYLES = """
a an the of to in on at for by with from as is are was were be been being has have had that this these those which
who whom it its their his her such when if then there and or also e g i eg ie etc following considered patient
patients member members individual individuals
"""
SENSES = frozenset(_SENSES.split())  # small words that turn a condition round, loosen or tighten it
STYLES = frozenset(_STYLES.split())  # articles, prepositions, forms of "to be", names for the person treated


@lru_cache(maxsize=32768)
def _words(text: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", text).lower()
    return tuple(NUMERALS.get(word, word) for word in _WORD.findall(folded))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def difference(old: str, new: str) -> int:
    """How far two wordings are apart: :data:`SAME` · :data:`STYLE` · :data:`CONTENT` · :data:`SENSE`.

    >>> difference("Age 18 or older", "age 18 or older;"), difference("Age 18 or older", "Age 21 or older")
    (0, 3)
    """
    if squeeze(old) == squeeze(new) and _signs(old) == _signs(new):
        return SAME
    old, new = (_MARKS.sub("", _BRACKETED.sub(" ", text)) for text in (old, new))
    if squeeze(old) == squeeze(new) and _signs(old) == _signs(new):
        return SAME
    a, b = Counter(_words(old)), Counter(_words(new))
    changed = set((a - b) | (b - a))
    if any(word in SENSES or _NUMBER.fullmatch(word) for word in changed):
        return SENSE
    x, y = (Counter(_stem(w) for w in side.elements() if w not in STYLES) for side in (a, b))
    if x != y and squeeze("".join(x.elements())) != squeeze("".join(y.elements())):
        return CONTENT
    return STYLE


def says_something(text: str) -> bool:
    """Whether a line holds more than an operator: "Age" does, "ALL of the following:" does not."""
    return any(word not in STYLES and word not in SENSES and not word.isdigit() for word in _words(text))


def _signs(text: str) -> list[str]:
    """Signs that mean something and that ``squeeze`` drops: comparisons, and the point of a decimal."""
    return re.findall(r"[<>≤≥=%]|(?<=\d)\.(?=\d)", unicodedata.normalize("NFKC", text))


def tightened(old: str, new: str) -> bool:
    """Whether a number or a word of scope ("all", "only", "must") came or went: more than another verdict's words."""
    a, b = Counter(_words(old)), Counter(_words(new))
    changed = set((a - b) | (b - a)) - {"no", "not", "non", "cannot"}
    return any(word in SENSES or _NUMBER.fullmatch(word) for word in changed)


def without_citations(text: str) -> str:
    """Running text with its citation marks blanked out; offsets stay. Not for criteria, whose numbers are limits.

    >>> without_citations("A sign of disease.4 Tests vary [2].")
    'A sign of disease.  Tests vary    .'
    """
    return _BRACKETED.sub(_blank, _CITED.sub(_blank, text))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def same_words(old: str, new: str) -> bool:
    """Whether two texts hold the same words, in whatever order."""
    return Counter(_words(old)) == Counter(_words(new))


def repeats(old: str, new: str, above: str) -> bool:
    """Whether the words that came or went all stand in the line above already: "Minors" → "Testing minors"."""
    a, b = Counter(_words(old)), Counter(_words(new))
    changed = set((a - b) | (b - a)) - STYLES
    return bool(changed) and changed <= set(_words(above)) - SENSES


def without_asides(text: str) -> str:
    """A text without what stands in brackets."""
    return _ASIDE.sub(" ", text)


def only_asides(old: str, new: str) -> bool:
    """Whether the wordings differ in what stands in brackets alone."""
    a, b = without_asides(old), without_asides(new)
    return squeeze(a) == squeeze(b) or same_words(a, b)
