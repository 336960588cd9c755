"""Decides what a heading or sentence says of the coverage of the codes under it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

NEGATIVE = ("investigational", "not_medically_necessary", "cosmetic", "not_covered", "not_reimbursed")
"""The grounds against, the one that decides first: a sentence that gives two takes the first of them."""
POSITIVE = ("medically_necessary", "covered", "reimbursed")
"""The grounds for, a word on necessity before a word on coverage."""

_SPLIT = re.compile(r"(?<=[a-z)])[.;][ \n]+(?=[A-Z(])|\n")


class Standing:
    """The words of a profile for each position, as one pattern, and the words that deny a position."""

    def __init__(self, words: dict[str, tuple[str, ...]], denials: tuple[str, ...]) -> None:
        groups = (rf"(?P<{position}>{'|'.join(patterns)})" for position, patterns in words.items())
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![a-z])")
        self._denials = re.compile("|".join(denials))

    def of(self, text: str) -> tuple[str, ...]:
        """The positions that a text takes: none, one, or one for each side of a dual heading."""
        if len(text) > 1500:
            return ()
        text = text.lower()  # quicker than patterns that ignore case
        if self._denials.search(text):
            return ()
        found = {match.lastgroup for match in self._pattern.finditer(text)}
        if not found:
            return ()
        against = next((position for position in NEGATIVE if position in found), None)
        favour = next((position for position in POSITIVE if position in found), None)
        if against and favour:
            first = self._pattern.search(text)
            return (favour, against) if first and first.lastgroup in POSITIVE else (against, favour)
        one = against or favour or ("authorization_required" if "authorization_required" in found else None)
        return (one,) if one else ()

    def of_sentence(self, text: str, offset: int) -> tuple[str, ...]:
        """The positions of the sentence of ``text`` that holds ``offset``."""
        start, end = 0, len(text)
        for match in _SPLIT.finditer(text):
            if match.end() <= offset:
                start = match.end()
            elif match.start() > offset:
                end = match.start()
                break
        return self.of(text[start:end])


def standing(tables: Mapping[str, Any]) -> Standing:
    """The words of standing of a profile's ``[codes]`` table."""
    table = tables.get("codes", {})
    words = tuple((position, tuple(patterns)) for position, patterns in table.get("standing", {}).items())
    return _compiled(words, tuple(table.get("denials", ("(?!)",))))


@lru_cache(maxsize=8)
def _compiled(words: tuple[tuple[str, tuple[str, ...]], ...], denials: tuple[str, ...]) -> Standing:
    return Standing(dict(words), denials)
