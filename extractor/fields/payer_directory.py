"""Decides where a text names a payer of the directory, in whatever spelling."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

_INNER = ".'’‘/-"  # what may stand inside a word
_TOKEN = re.compile(rf"[A-Za-z0-9][A-Za-z0-9{_INNER}]*[A-Za-z0-9]|[A-Za-z0-9]|&")
_CAPITAL = re.compile(rf"[A-Z0-9][A-Za-z0-9{_INNER}]*")
_BEFORE = re.compile(r"([A-Z][a-z]{3,})[ ]$")  # the word before a name
_PROGRAMME = re.compile(r"\bMedicaid (?:and|&) (?:[A-Z]{2} )?$")
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


def _folded(word: str) -> str:
    """A word as names are compared by: in small letters, without the points and apostrophes around it."""
    folded = word.lower()
    if folded.isalnum():
        return folded
    return folded.rstrip(_INNER).replace("’", "'").replace("‘", "'").removesuffix("'s")


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Words folded for comparison, with their ends: marks and small words dropped, "BlueCross" in two."""
    for match in _TOKEN.finditer(text, start, end):
        folded = _folded(match.group())
        if folded in _SPLIT:
            yield from ((part, match.end()) for part in _SPLIT[folded])
        elif folded not in _DROPPED:
            yield folded, match.end()


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[Entry, dict[str, Any]], ...]:
    """The rows of the directory."""
    rows = tomllib.loads((files("extractor.payers") / "directory.toml").read_text(encoding="utf-8"))
    return tuple((Entry(slug, row["name"], float(row.get("weight", 1.0))), row) for slug, row in rows.items())


@lru_cache(maxsize=1)
def writers() -> dict[str, Entry]:
    """Who writes documents that nobody else does, by what such a document is called, in small letters."""
    return {name.lower(): entry for entry, row in _rows() for name in row.get("writes", ())}


@lru_cache(maxsize=1)
def _directory() -> dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]:
    """The directory by the first word of each name, longest names first."""
    index: dict[str, list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
    for entry, row in _rows():
        for name in (row["name"], *row.get("aliases", ())):
            words = tuple(word for word, _ in _tokens(name, 0, len(name)))
            index[words[0]].append((words, entry))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in index.items()}


@lru_cache(maxsize=4096)
def _named(word: str) -> tuple[tuple[tuple[str, ...], Entry], ...]:
    """The names of the directory that a printed word can open, longest first."""
    first = _folded(word)
    return _directory().get(_SPLIT[first][0] if first in _SPLIT else first, ())


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


def _inside_longer(text: str, begin: int, start: int) -> bool:
    """Whether a name of several words is the tail of a longer name: "Norwood Valley Health Plan" is not "Valley Health Plan"."""
    if _PROGRAMME.search(text[max(begin, start - 24) : start]):
        return True  # "Norwood Medicaid and Health Choice": one programme
    before = _BEFORE.search(text, max(begin, start - 24), start)
    return before is not None and before.group(1).lower() not in _LEADS


def _opens_word(text: str, begin: int, start: int) -> bool:
    """Whether a capital is the first letter of its word in a stretch from ``begin`` on: not in "iCare" or "x-Care"."""
    while start > begin and text[start - 1] in _INNER:
        start -= 1
    return start <= begin or not (text[start - 1].isascii() and text[start - 1].isalnum())


def hits(text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
    """Every name of the directory in a stretch of text; a name counts only where it is capitalised."""
    end = len(text) if end is None else min(end, len(text))
    position = start
    for capital in _CAPITAL.finditer(text, start, end):
        rows = _named(capital.group())
        if not rows:
            continue
        here = capital.start()
        if here < position or not _opens_word(text, start, here):
            continue
        words = list(islice(_tokens(text, here, end), len(rows[0][0])))
        for names, entry in rows:  # the longest first
            size = len(names)
            if len(words) >= size and all(words[i][0] == names[i] for i in range(size)):
                stop = words[size - 1][1]
                printed = text[here:stop]
                if size == 1 and len(printed) <= 4 and not printed.isupper():
                    continue
                if ("\n" in printed and size < 3) or (size > 1 and _inside_longer(text, start, here)):
                    continue
                yield Hit(entry, here, stop)
                position = stop
                break


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
