"""Decides which words make up a date's label, and what a label says of its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractor.types import Mention

WORD = re.compile(r"[A-Z](?:[A-Z.]*(?![a-z])|[a-z]+)(?:\(s\))?|[a-z]+(?:\(s\))?|&")  # NewLast is two words


@dataclass(frozen=True, slots=True)
class Claim:
    """What a label says of its dates: their kind, where it stands, and which rule says so."""

    kind: str
    label: str
    dates: list[Mention]
    start: int
    zone: str
    rule: str
    confidence: float


class Labels:
    """Which words make up a date's label, and what kind a label means."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.exact: dict[str, str] = dict(table.get("labels", {}))
        self.stems: list[tuple[str, tuple[str, ...]]] = [
            (kind, tuple(stems)) for kind, stems in table.get("stems", {}).items()
        ]
        self.fillers = frozenset(table.get("fillers", ()))
        self.cores = tuple(stem for _, stems in self.stems for stem in stems)

    def knows(self, word: str) -> bool:
        """Whether a word can stand in a label."""
        folded = word.lower().rstrip(".").removesuffix("(s)")
        return folded in self.fillers or folded.startswith(self.cores)

    def kind(self, label: str) -> str | None:
        """The kind of date that a label announces; None where it announces none."""
        folded = " ".join(label.lower().replace("/", " ").replace("*", " ").split()).strip(" :.-")
        if folded in self.exact:
            return self.exact[folded] or None
        words = [word.lower() for word in WORD.findall(label)]
        for kind, stems in self.stems:
            if any(word.startswith(stems) for word in words):
                return kind
        return None

    def before(self, text: str, end: int, floor: int) -> int:
        """Where the run of label words that ends at ``end`` begins (``end`` where there is none)."""
        start = end
        for word in reversed(list(WORD.finditer(text, floor, end))):
            gap = text[word.end() : start]
            if gap.strip(" \n/,&*-’'()") or "\t" in gap or len(gap) > 4 or not self.knows(word.group()):
                break
            start = word.start()
        return self._shortest(text, start, end)

    def _shortest(self, text: str, start: int, end: int) -> int:
        """The label without words of a line or value before it: what stands behind a line break, or at "Last", "Next"."""
        label = text[start:end]
        for cut in reversed(
            [m.end() for m in re.finditer(r"\n|(?<=\w)(?<!\bof) (?=(?:Last|Next|Original|Current)\b)", label)]
        ):
            if self.kind(label[cut:].strip()):
                return start + cut
        return start


def tidy(label: str) -> str:
    """A label without the marks around it."""
    return " ".join(label.split()).strip(" :.*-–—")
