"""Which lines are section headings of the field by their words alone ("Policy History", "BILLING/CODING INFORMATION:").

Readers use it where a source has no other sign of a heading: a line of a text dump that must not join the paragraph
above it, a heading that stands inside a flattened page. What a heading means is decided later, by ``structure``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

SMALL = frozenset(["a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "this", "to", "with"])
TOKEN = re.compile(r"[a-z0-9]+")
SIGNS = str.maketrans("", "", "®™©℠†‡§¥*^\u00ad")
PARENTHESES = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
LONGEST = 110  # characters of the longest known heading, with room for a number and a remark in parentheses

Key = tuple[str, ...]


@lru_cache(maxsize=4096)
def fold(text: str) -> Key:
    """The words of a heading, bare of case, signs, small words and plurals, each once and sorted."""
    plain = text.translate(SIGNS)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    plain = plain.lower().replace("’", "'").replace("'s", "").replace("(s)", "s")
    return tuple(sorted({_stem(word) for word in TOKEN.findall(plain) if word not in SMALL}))


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


def known(line: str) -> bool:
    """Whether a line says nothing but a heading that policies of many payers have.

    "Policy History/Revision" and "CODING INFORMATION:" are; "Policy History was updated" and "Diagnosis" are not.
    """
    if not line or len(line) > LONGEST or line[0].islower() or line[-1] in ".,;":
        return False
    found = phrases()
    return fold(line) in found or ("(" in line and fold(PARENTHESES.sub(" ", line)) in found)


def in_order(line: str) -> bool:
    """Whether a known heading says its words in the order of the list: "Policy References", not "References Policy"."""
    return _words(line) in _ordered() or _words(PARENTHESES.sub(" ", line)) in _ordered()


def _words(text: str) -> Key:
    """The words of a heading as :func:`fold` has them, but in their order."""
    folded = fold(text)
    stems = (_stem(word) for word in TOKEN.findall(text.translate(SIGNS).lower().replace("’", "'").replace("'s", "")))
    return tuple(stem for stem in stems if stem in folded)


@lru_cache(maxsize=1)
def _ordered() -> frozenset[Key]:
    return frozenset(_words(phrase) for phrase in _listed())


@lru_cache(maxsize=1)
def phrases() -> frozenset[Key]:
    """The folded headings of the default profile that need no other sign."""
    return frozenset(fold(phrase) for phrase in _listed())


@lru_cache(maxsize=1)
def _listed() -> tuple[str, ...]:
    """The headings of the default profile that need no other sign, as they are written there."""
    table = tomllib.loads((files("extractor") / "payers" / "default.toml").read_text(encoding="utf-8"))["headings"]
    weak = {fold(phrase) for phrase in table["weak"]}
    return tuple(phrase for entries in table["whole"].values() for phrase in entries if fold(phrase) not in weak)
