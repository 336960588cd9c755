"""What a heading's words say: its type by the profile's lexicon, and whether words can be a heading at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractor.layout.headlines import PARENTHESES, SMALL, TOKEN, Key, fold
from extractor.types import Profile

GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "StatusDateAction", cells run together by a dump
BLANK = re.compile(r"(?<=\S)\s(?=\S)")
HEADED = 110  # characters of the longest heading that the heads of columns stand behind
COUNTED = re.compile(
    r"(?i:(?:section|part|chapter) (?:\d{1,2}|[IVX]{1,5}|[A-H]))\s?[.:–—-]\s+(?=\S)"
)  # "Section II. Clinical Guidelines", "Part B – Criteria"  not "Part B Coverage", "Section 1557"
SIDES = re.compile(r"(?<!\s)\s*[:–—]\s+|(?<!\s)\s+[|-]\s+")  # "Policy: Commercial", "Appendix A - Dosing"


@dataclass(frozen=True)
class Lexicon:
    """A profile's heading words, compiled."""

    printed: Mapping[str, str]
    whole: Mapping[Key, str]
    weak: frozenset[Key]
    singular: frozenset[str]  # weak in this number only: "Reference" heads a column, "References" a section
    never: frozenset[Key]
    columns: frozenset[str]
    generic: frozenset[Key]
    words: tuple[tuple[frozenset[str], str], ...]
    within: Mapping[str, Mapping[Key, str]]
    closed: frozenset[str]
    dated_columns: frozenset[str]  # words of the heads of a history's columns

    def exact(self, text: str) -> str | None:
        """The type of a line that says nothing but a known heading; None for any other line.

        A count before it says nothing ("Section II. Criteria"). What stands in parentheses decides where it is itself a
        heading: "Prior Authorization (Reauthorization)".
        """
        if found := self.printed.get(text.rstrip(": ").lower()) or self.whole.get(fold(text)):
            return found
        if counted := COUNTED.match(text):
            return self.exact(text[counted.end() :])
        if "(" not in text and "[" not in text:
            return None
        inner = next((kind for part in PARENTHESES.findall(text) if (kind := self.whole.get(fold(part)))), None)
        outer = self.whole.get(fold(PARENTHESES.sub(" ", text)))
        return inner if outer and inner == "coverage" else outer

    def headed(self, text: str) -> int | None:
        """Where the heads of columns begin that a dump has put behind the heading of a history, None without them.

        "Revision History Review Date P&T Approval Date" is a heading up to "Review Date".
        """
        if "date" not in text.lower() or len(text) > HEADED:
            return None
        for blank in (match.start() for match in BLANK.finditer(text)):
            words, behind = TOKEN.findall(text[:blank].lower()), TOKEN.findall(text[blank:].lower())
            if text[blank - 1] in ",/&" or not 1 < len(words) == len(set(words)) or not behind or behind[0] in SMALL:
                continue
            if "date" in behind and self.exact(text[:blank]) == "history" and self.dated_columns.issuperset(behind):
                return None if self.is_never(text[: text.lower().index("date") + 4]) else blank
        return None

    def speaks(self, word: str) -> bool:
        """Whether a word is one of those that give headings a type: "Indications"."""
        have = frozenset(fold(word))
        return bool(have) and any(have <= words for words, _ in self.words)

    def side(self, text: str) -> str | None:
        """The type of a known heading with an addition: "Coverage Policy – Commercial", "Appendix B: Drugs"."""
        parts = SIDES.split(text, maxsplit=1)
        for part in parts if len(parts) > 1 else ():
            if found := self.exact(part):
                return found
        return None

    def by_words(self, text: str) -> str | None:
        """The type that single words of a heading speak for: the entry with most words, the first of equals."""
        have = set(fold(PARENTHESES.sub(" ", text)) or fold(text))
        best, size = None, 0
        for words, kind in self.words:
            if len(words) > size and words <= have:
                best, size = kind, len(words)
        if best is None and "(" in text:  # "Ring Health Choice (MEDICARE)"
            inner = [set(fold(part)) for part in PARENTHESES.findall(text)]
            return next((kind for words, kind in self.words if words in inner), None)
        return best

    def under(self, parent: str, text: str) -> str | None:
        """The type that a heading has under a parent of type ``parent`` ("top" without one)."""
        counted = COUNTED.match(text)
        return self.within.get(parent, {}).get(fold(text[counted.end() :] if counted else text))

    def is_weak(self, text: str) -> bool:
        """Whether a known heading is too common a word to be one without other signs."""
        folded = fold(text)
        if folded not in self.whole and "(" in text and self.exact(text) in ("other", "dosing"):
            folded = fold(PARENTHESES.sub(" ", text))  # "Other (annual review)"; "CPT (its full name)" is no weaker
        return folded in self.weak or text.rstrip(": ").lower() in self.singular

    def is_never(self, text: str) -> bool:
        """Whether a line is known to be no heading."""
        return fold(text) in self.never

    def is_generic(self, text: str) -> bool:
        """Whether a heading may open the text of any section: "Introduction", "Overview"."""
        return fold(text) in self.generic

    def is_columns(self, text: str) -> bool:
        """Whether a line holds only heads of columns: "Type Code Description"."""
        words = fold(GLUED.sub(" ", text))
        return len(words) > 1 and self.columns.issuperset(words)


@lru_cache(maxsize=64)
def lexicon(profile: Profile) -> Lexicon:
    """The compiled heading words of a profile."""
    table: Mapping[str, Any] = profile.tables.get("headings", {})
    whole: dict[Key, str] = {}
    for kind, phrases in table.get("whole", {}).items():
        for phrase in phrases:
            whole.setdefault(fold(phrase), kind)
    return Lexicon(
        printed=dict(table.get("printed", {})),
        whole=whole,
        weak=frozenset(fold(phrase) for phrase in table.get("weak", ())),
        singular=frozenset(table.get("singular", ())),
        generic=frozenset(fold(phrase) for phrase in table.get("generic", ())),
        columns=frozenset(word for phrase in table.get("columns", ()) for word in fold(phrase)),
        never=frozenset(fold(phrase) for phrase in table.get("never", ())),
        words=tuple(
            (frozenset(fold(phrase)), kind) for kind, phrases in table.get("words", {}).items() for phrase in phrases
        ),
        within={
            parent: {fold(phrase): kind for phrase, kind in phrases.items()}
            for parent, phrases in table.get("within", {}).items()
        },
        closed=frozenset(table.get("closed", ())),
        dated_columns=frozenset(
            word.lower()
            for one in profile.tables.get("history", {}).get("head_words", ())
            for word in TOKEN.findall(one)
        ),
    )
