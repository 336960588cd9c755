"""Decides which names are corporate authors, by the words that only bodies and only titles have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractor.types import Profile

MASK = "\x1f"
"""What stands in the place of a part that is no part of the work: an identifier, an address, a date of access."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that tell the parts of an entry apart: data of the profile's table ``references``."""

    journal: frozenset[str]  # words of journals' names, small letters
    organisation: frozenset[str]  # words that only a corporate author has
    title: frozenset[str]  # words that only a title has
    series: tuple[str, ...]  # series that stand between author and title
    collections: tuple[str, ...]  # works of many parts, each with a title of its own behind them
    labels: tuple[str, ...]  # kinds of work that belong to the title before them

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Lexicon:
        """The lexicon out of a profile's table."""
        return cls(
            journal=frozenset(word for line in table.get("journal_words", ()) for word in line.split()),
            organisation=frozenset(table.get("organisation_words", ())),
            title=frozenset(table.get("title_words", ())),
            series=tuple(table.get("series", ())),
            collections=tuple(table.get("collections", ())),
            labels=tuple(table.get("labels", ())),
        )


@lru_cache(maxsize=64)
def lexicon_of(profile: Profile) -> Lexicon:
    """A profile's lexicon, made once."""
    return Lexicon.of(profile.tables.get("references", {}))


_FURTHER_NAME = re.compile(
    r"\s(?:Inc|LLC|Ltd|Department|Division|Office|Center|Branch|Committee|Section|Council|[A-Z][\w.]*,)"
)


def led_by_body(text: str, after: int, lexicon: Lexicon) -> int:
    """Where a body that a comma parts from its title ends ("Some Academy, Guidelines of Care."); 0 where none does."""
    comma = text.find(",", 0, after)
    if comma < 12 or _FURTHER_NAME.match(text, comma + 1) or not is_organisation(text[:comma], lexicon):
        return 0
    rest = text[comma + 1 : after].strip(" .")
    words = rest.split()
    titled = len(words) >= 4 and words[0][:1].isupper() and lexicon.title.intersection(word.lower() for word in words)
    return comma + 1 if titled and not is_organisation(rest, lexicon) else 0


_IN_BRACKETS = re.compile(r"\([^()]*\)")


_INITIALS = re.compile(r"(?P<name>[A-Z][^().;]{8,80}) \((?P<initials>[A-Z]{3,8})\)\.?")


def _initialled(name: str) -> bool:
    """Whether a name is followed by its initials in brackets, and nothing else: "Tidal Guidelines Network (TGN)"."""
    match = _INITIALS.fullmatch(name.strip())
    return match is not None and "".join(re.findall(r"\b[A-Z]", match["name"])) == match["initials"]


def is_organisation(name: str, lexicon: Lexicon) -> bool:
    """Whether a part can be a corporate author: a body's words, mostly capitals, no word of a title."""
    if _initialled(name):
        return True
    parts = [part.strip() for part in name.split(";")]
    if len(parts) > 1 and all(is_organisation(part, lexicon) for part in parts):
        return True
    name = _IN_BRACKETS.sub("", name)
    words = [word.strip(".,;:()[]®™'’").lower() for word in name.split()]
    if not 1 < len(words) <= 24 or lexicon.title.intersection(words) or MASK in name:
        return False
    small = sum(word[:1].islower() for word in name.split())
    return bool(lexicon.organisation.intersection(words)) and small <= len(words) * 0.45
