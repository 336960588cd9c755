"""Decides when two texts say the same, which gold item a predicted one answers to, and counts what is left over."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Json = Mapping[str, Any]

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


def squeeze(text: object) -> str:
    """Letters and digits alone, upper case: printed dashes, dots and blanks do not count."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", str(text or ""))).upper()


def pair_up(
    gold: Sequence[Any], predicted: Sequence[Any], *, score: Callable[[Any, Any], float], floor: float
) -> list[tuple[int, int]]:
    """Greedy one-to-one pairing of two lists, best score first; document order breaks ties."""
    scored = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            s = score(g, p)
            if s >= floor:
                scored.append((-s, abs(i - j), i, j))
    scored.sort()
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, _, i, j in scored:
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


@dataclass(frozen=True, slots=True)
class Slip:
    """Something missed or invented: how it reads, and the item itself (for its quote) where there is one."""

    value: str
    item: Json | None = None


@dataclass(slots=True)
class Tally:
    """Hits, inventions and misses of one field."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    missed: list[Slip] = field(default_factory=list)
    invented: list[Slip] = field(default_factory=list)

    def miss(self, value: object, *, item: Json | None = None) -> None:
        """Count a gold item that was not found."""
        self.fn += 1
        self.missed.append(Slip(shown(value), item))

    def invent(self, value: object, *, item: Json | None = None) -> None:
        """Count a predicted item that gold does not have."""
        self.fp += 1
        self.invented.append(Slip(shown(value), item))

    def flag(self, right: bool, *, gold: object, predicted: object, item: Json | None = None) -> None:
        """Count one value that is right or wrong; a wrong one is both missed and invented."""
        if right:
            self.tp += 1
        else:
            self.miss(gold)
            self.invent(predicted, item=item)

    def sets(self, gold: Mapping[Hashable, Json], predicted: Mapping[Hashable, Json]) -> None:
        """Count two sets of keys; the mappings' values are the items that the keys stand for."""
        self.tp += len(gold.keys() & predicted.keys())
        for key in sorted(gold.keys() - predicted.keys(), key=str):
            self.miss(key, item=gold[key])
        for key in sorted(predicted.keys() - gold.keys(), key=str):
            self.invent(key, item=predicted[key])

    def add(self, other: Tally) -> None:
        """Take another tally's counts into this one (its slips stay where they are)."""
        self.tp += other.tp
        self.fp += other.fp
        self.fn += other.fn

    @property
    def touched(self) -> bool:
        """Whether there was anything to count."""
        return self.tp + self.fp + self.fn > 0

    @property
    def support(self) -> int:
        """How many items gold has."""
        return self.tp + self.fn

    @property
    def precision(self) -> float:
        """Hits among what was predicted; 1 where nothing was predicted and nothing was missed."""
        if self.tp + self.fp:
            return self.tp / (self.tp + self.fp)
        return 0.0 if self.fn else 1.0

    @property
    def recall(self) -> float:
        """Hits among what gold has; 1 where gold has nothing."""
        return self.tp / self.support if self.support else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


def shown(value: object) -> str:
    """A key or value as a reader of the report sees it: parts of a key parted by blanks."""
    if isinstance(value, tuple):
        return " ".join(shown(part) for part in value if part is not None)
    return "(none)" if value is None else str(value)


def keyed(rows: Iterable[Json], key: Callable[[Json], Hashable]) -> dict[Hashable, Json]:
    """The rows by their key; of several with one key the first."""
    found: dict[Hashable, Json] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return found
