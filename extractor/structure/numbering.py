"""What outline number a line opens with, and which of its readings continues an outline."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Deep schemes come later: an unknown outline is taken to nest in this order.
SCHEMES = ("Roman", "Alpha", "decimal", "alpha", "roman", "question")

NUMBER = re.compile(
    r"""
    (?:
        (?P<question> Q \d{1,3} )                   [:.)]     # "Q1: May both be billed"      not "Q12 hours"
      | (?P<manual>   \d{1,3} (?: \.[1-9]\d? ){1,4} ) \s{1,2} [-–—] (?= \s [A-Z] )  # "150.3 - Scope"  not "278.01 - Gout"
      | (?P<many>     \d{1,2} (?: \.[1-9]\d? ){1,5} ) [.):]?  # "1.2.3 Scope", "1.1. Scope"   not "2.5mg", "2.04.153 Title"
      | (?P<one>      \d{1,2} )                     (?:[.)] | \s\.(?=\s[A-Z]))  # "2. Background", "3) Scope", "1 . Use"   not "2024 update"
      | \( (?P<inner> \d{1,2} | [A-Za-z] | [ivx]{1,5} ) \)    # "(a) Scope", "(ii) Scope"     not "(see above)"
      | (?P<letters>  [IVXL]{1,7} | [ivxl]{1,7} | [A-Z] | [a-z] ) [.):]  # "IV. Scope", "a) Scope"   not "A patient"
    )
    (?: [ \t] | (?<! [A-Z]\. ) (?= [A-Z] ) | (?<= [IVX]{2}\. ) (?= [A-Z][a-z] ) )  # "1.Scope", "II.Scope"  not "U.S. agency"
    """,
    re.VERBOSE,
)
ROMAN = re.compile(r"(?i: l? (?: x{0,3} | xl ) (?: ix | iv | v? i{0,3} ) )", re.VERBOSE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Number:
    """An outline number: as printed without its dot, its length in the text, and each way to read it."""

    text: str
    length: int
    readings: tuple[tuple[str, int, int], ...]  # (scheme, depth, value), the likelier first

    @property
    def first(self) -> bool:
        """Whether the number can open a list."""
        return any(value == 1 for _, _, value in self.readings)


def parse(text: str) -> Number | None:
    """The outline number that ``text`` opens with, or None."""
    match = NUMBER.match(text)
    if not match:
        return None
    kind = match.lastgroup or ""
    printed = match[kind]
    if kind == "question":
        readings: tuple[tuple[str, int, int], ...] = (("question", 1, int(printed[1:])),)
    elif printed[0].isdigit():
        parts = printed.split(".")
        readings = (("decimal", len(parts), int(parts[-1])),)
    else:
        readings = tuple(_letters(printed))
    return Number(printed, match.end(), readings) if readings else None


def _letters(printed: str) -> list[tuple[str, int, int]]:
    """Readings of letters: "I" is Roman 1 or the ninth letter, "C" the third letter alone."""
    upper = printed.isupper()
    letter = [("Alpha" if upper else "alpha", 1, ord(printed.lower()) - 96)] if len(printed) == 1 else []
    roman = [("Roman" if upper else "roman", 1, roman_value(printed))] if ROMAN.fullmatch(printed) else []
    return roman + letter if printed in "IiVvXx" or len(printed) > 1 else letter + roman


def roman_value(printed: str) -> int:
    """The value of a Roman numeral."""
    values = [_VALUES[letter] for letter in printed.lower()]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))
