"""Decides where a text names a payer of the directory, in whatever spelling."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.'’‘/-]*[A-Za-z0-9]|[A-Za-z0-9]|&")
MARKS = re.compile(r"[®™℠*]|\((?:R|TM|SM)\)")
_SPLIT = {
    "bluecross": ("blue", "cross"),
    "blueshield": ("blue", "shield"),
    "healthcare": ("health", "care"),
    "healthplan": ("health", "plan"),
    "healthplans": ("health", "plans"),
}
_DROPPED = frozenset({"&", "and", "the", "inc", "llc"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A payer of the directory; ``weight`` below 1 for one that stands in other payers' policies too."""

    id: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of the directory and where it stands."""

    entry: Entry
    start: int
    end: int


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Words folded for comparison, with their places: marks and small words dropped, "BlueCross" in two."""
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        folded = match.group().lower()
        if not folded.isalnum():
            folded = folded.replace("’", "'").replace("‘", "'").rstrip(".").removesuffix("'s")
        if folded in _DROPPED:
            continue
        start, end = match.span()
        if folded in _SPLIT:
            found.extend((part, start, end) for part in _SPLIT[folded])
        else:
            found.append((folded, start, end))
    return found


@lru_cache(maxsize=1)
def _directory() -> dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]:
    """The directory by the first word of each name, longest names first."""
    text = (files("extractor.payers") / "directory.toml").read_text(encoding="utf-8")
    index: dict[str, list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
    for slug, row in tomllib.loads(text).items():
        entry = Entry(slug, row["name"], float(row.get("weight", 1.0)))
        for name in (row["name"], *row.get("aliases", ())):
            words = tuple(word for word, _, _ in _tokens(name))
            index[words[0]].append((words, entry))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in index.items()}


_LEADS = frozenset(
    [
        "about",
        "and",
        "at",
        "by",
        "copyright",
        "commercial",
        "coverage",
        "for",
        "from",
        "in",
        "medicare",
        "medicaid",
        "of",
        "on",
        "owner",
        "payer",
        "policy",
        "proprietary",
        "source",
        "subject",
        "the",
        "this",
        "to",
        "welcome",
        "with",
        "your",
        "pharmacy",
        "plan",
    ]
)


def _inside_longer(text: str, start: int, length: int) -> bool:
    """Whether a name of several words is the tail of a longer name: "Norwood Valley Health Plan" is not "Valley Health Plan"."""
    if length < 2:
        return False
    if re.search(r"\bMedicaid (?:and|&) (?:[A-Z]{2} )?$", text[max(0, start - 24) : start]):
        return True  # "Norwood Medicaid and Health Choice": one programme
    before = re.search(r"([A-Z][a-z]{3,})[ ]$", text[max(0, start - 24) : start])
    return before is not None and before.group(1).lower() not in _LEADS


def hits(text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
    """Every name of the directory in a stretch of text; a name counts only where it is capitalised."""
    directory = _directory()
    stretch = text[start:end]
    words = _tokens(stretch)
    folded = [word for word, _, _ in words]
    index = 0
    while index < len(words):
        rows = directory.get(folded[index])
        if (rows and stretch[words[index][1]].isupper()) or (rows and stretch[words[index][1]].isdigit()):
            for names, entry in rows:
                stop = index + len(names)
                if folded[index:stop] == list(names):
                    last = words[stop - 1]
                    printed = stretch[words[index][1] : last[2]]
                    if len(names) == 1 and len(printed) <= 4 and not printed.isupper():
                        continue
                    if ("\n" in printed and len(names) < 3) or _inside_longer(stretch, words[index][1], len(names)):
                        continue
                    yield Hit(entry, start + words[index][1], start + last[2])
                    index = stop - 1
                    break
        index += 1


def strip_names(line: str) -> str:
    """A line without the payers' names in it."""
    kept, position = [], 0
    for hit in hits(line):
        kept.append(line[position : hit.start])
        position = hit.end
    return "".join([*kept, line[position:]])


def leading_name(line: str) -> int:
    """The length of a payer's name at the start of a line; 0 without one."""
    first = next(hits(line[:120]), None)
    return first.end if first is not None and first.start == 0 else 0
