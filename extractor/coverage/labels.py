"""What the label of a list item counts, in which style, and the place that it gives its item."""

from __future__ import annotations

import re

Style = tuple[str, str]
"""A label's style: what counts (``1`` ``a`` ``A`` ``i`` ``I``, ``•`` and its like) and its punctuation."""

LABEL = re.compile(
    r"""
    ^\s*
    (?: (?P<bullet>[•●▪■◦○‣∙·►➢❖✓✔☐☑☒□§¾Ø\uf000-\uf0ff](?=\s|\w)|[*–—−+-](?=\s)|[o](?=\s+[A-Z0-9≥>(]))   # "• x", "- x", "o Patient"
      | \(\s?(?P<round>\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})\s?\)                  # "(1)", "(a)"
      | \[(?P<square>\d{1,2}|[a-zA-Z])\]                                     # "[1]"
      | (?P<outline>\d{1,2}(?:\.\d{1,2}){1,4})\.?(?=\s)                      # "1.2", "3.4.1."
      | (?P<dashed>\d{1,2})\s[-–]\s(?=[A-Z])                                   # "1 - Diagnosis of"
      | (?P<plain>\d{1,2}|[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})(?P<mark>[.)])(?=\s|[A-Z])   # "1.", "a)"
    )
    \s*
    """,
    re.VERBOSE,
)
# matches: "a) The member", "• Age"; must not match: "18 years", "e.g. this"

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def _roman(word: str) -> int | None:
    total = 0
    values = [_ROMAN.get(letter) for letter in word.lower()]
    if None in values or not values:
        return None
    for value, after in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < after else value  # type: ignore[operator]
    return total if 0 < total < 40 else None


def ordinals_of(label: str) -> dict[Style, int]:
    """The styles that a label may belong to, with its place in each: "i." is the 1st roman and the 9th letter."""
    match = LABEL.match(label + (" X" if label.endswith(("-", "–")) else " x"))
    if match is None:
        return {(label.strip()[:1] or "•", ""): 0}
    if match["bullet"]:
        return {(match["bullet"], ""): 0}
    if match["outline"]:
        parts = match["outline"].split(".")
        if len(parts) == 2 and parts[1] == "0":  # "2.0" over "2.1" and "2.2"
            return {("1.0", "."): int(parts[0])}
        return {("1" + ".1" * (len(parts) - 1), "."): int(parts[-1])}
    if match["dashed"]:
        return {("1", "-"): int(match["dashed"])}
    word = match["round"] or match["square"] or match["plain"]
    mark = "()" if match["round"] else "[]" if match["square"] else match["mark"]
    if word.isdigit():
        return {("1", mark): int(word)}
    upper = word.isupper()
    result: dict[Style, int] = {}
    roman = _roman(word)
    if roman is not None:
        result[("I" if upper else "i", mark)] = roman
    if len(word) == 1:
        result[("A" if upper else "a", mark)] = ord(word.lower()) - 96
    return result or {(word, mark): 0}
