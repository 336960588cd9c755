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
_ASIDE = re.compile(r"\([^()]{0,300}\)")  # words in brackets: "(FOLR1)"; never nested ones

NUMERALS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
}
SENSES = frozenset(
    "no not non without except unless never neither nor cannot only all any either both none and or least most "
    "must may should shall will before after prior initial excluding including".split()  # noqa: SIM905
)
"""Small words that turn a condition round, loosen or tighten it."""
STYLES = frozenset(
    "a an the of to in on at for by with from as is are was were be been being has have had that this these those which "
    "who whom it its their his her such when if then there and or also e g i e eg ie etc following considered patient "
    "patients member members individual individuals".split()  # noqa: SIM905
)
"""Words that carry style alone: articles, prepositions, forms of "to be", names for the person treated."""


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
    a, b = Counter(_words(old)), Counter(_words(new))
    changed = set((a - b) | (b - a))
    if any(word in SENSES or _NUMBER.fullmatch(word) for word in changed):
        return SENSE
    x, y = (Counter(_stem(w) for w in side.elements() if w not in STYLES) for side in (a, b))
    if x != y and squeeze("".join(x.elements())) != squeeze("".join(y.elements())):
        return CONTENT
    return STYLE


def _signs(text: str) -> list[str]:
    """Signs that mean something and that ``squeeze`` drops: comparisons, and the point of a decimal."""
    return re.findall(r"[<>≤≥=%]|(?<=\d)\.(?=\d)", unicodedata.normalize("NFKC", text))


def only_asides(old: str, new: str) -> bool:
    """Whether the wordings differ in what stands in brackets alone."""
    return squeeze(_ASIDE.sub("", old)) == squeeze(_ASIDE.sub("", new))
