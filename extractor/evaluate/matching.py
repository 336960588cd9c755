"""Counts hits, what was missed and what was invented."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


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
