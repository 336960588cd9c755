"""Decides how alike two texts are, and which items of two lists belong together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

_INVISIBLE = re.compile("[™®©℠\u00ad]")  # signs that a print may drop; matches "Drug™", never a letter
_TOKEN = re.compile(r"[a-z0-9]+")  # a run of letters or digits: "cpt", "0042t"; never punctuation
_NO_LETTER = re.compile(r"[\W_]+")  # what `squeeze` drops: " - ", "."; never a letter or digit


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Lower-case runs of letters and digits, the currency in which texts are compared."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return tuple(_TOKEN.findall(folded))


@lru_cache(maxsize=65536)
def _bag(text: str) -> tuple[Counter[str], int]:
    found = tokens(text)
    return Counter(found), len(found)


def similarity(a: object, b: object) -> float:
    """Token F1 of two texts, as multisets: 1.0 for the same words in any order, 0.0 for none shared."""
    (x, size_x), (y, size_y) = _bag(str(a or "")), _bag(str(b or ""))
    if not x or not y:
        return float(x == y)
    if size_y < size_x:
        x, y = y, x
    shared = sum(min(count, y[token]) for token, count in x.items() if token in y)
    return 2 * shared / (size_x + size_y)


class Rarity:
    """Likeness in which a word counts the more the fewer texts have it: a shared template makes nothing alike.

    Numbers count least of all: a changed threshold leaves a line the same line.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        held: Counter[str] = Counter()
        for text in texts:
            held.update(set(tokens(text)))
        self._weights = {word: 1 / count for word, count in held.items()}
        least = min(self._weights.values(), default=1.0)
        for word in self._weights:
            if word.isdigit():
                self._weights[word] = least

    def similarity(self, a: str, b: str) -> float:
        """Weighted token F1 of two of the texts."""
        (x, _), (y, _) = _bag(a), _bag(b)
        if not x or not y:
            return float(x == y)
        shared = sum(min(count, y[word]) * self._weights[word] for word, count in x.items() if word in y)
        size = sum(count * self._weights[word] for bag in (x, y) for word, count in bag.items())
        return 2 * shared / size


def squeeze(text: object) -> str:
    """Letters and digits alone, upper case: printed dashes, dots and blanks do not count."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", str(text or ""))).upper()


def pair_up(
    old: Sequence[Any], new: Sequence[Any], *, score: Callable[[Any, Any], float], floor: float
) -> list[tuple[int, int]]:
    """Greedy one-to-one pairing of two lists, best score first; document order breaks ties."""
    scored = []
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            s = score(a, b)
            if s >= floor:
                scored.append((-s, abs(i - j), i, j))
    scored.sort()
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for _, _, i, j in scored:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((i, j))
    return pairs
