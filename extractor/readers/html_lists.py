"""List labels of a page: decides which number or letter a browser prints before an item."""

from __future__ import annotations

import re

from extractor.readers.html_tree import Element

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_NAMES = {"lower-latin": "lower-alpha", "upper-latin": "upper-alpha"}
_PRINTED = frozenset(("decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "decimal-leading-zero"))


def style_of(element: Element, default: str) -> str:
    """The list style that an ``ol`` or ``li`` asks for; ``default`` where it asks for none."""
    if found := _STYLE.search(element.get("style")):
        return _NAMES.get(found[1], found[1])
    return _TYPES.get(element.attributes.get("type", ""), default)


def label(number: int, style: str) -> str | None:
    """The label that is printed for an item: "3.", "c.", "iii."; None for a style without one."""
    if style not in _PRINTED:
        return None
    if style.endswith("alpha"):
        text = letters(number)
    elif style.endswith("roman"):
        text = roman(number)
    else:
        text = str(number) if style == "decimal" else f"{number:02d}"
    return f"{text.upper() if style.startswith('upper') else text}."


def letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa; a number below 1 as it is."""
    if not 1 <= number <= 100_000:
        return str(number)
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def roman(number: int) -> str:
    """4 → iv; a number outside 1 to 3999 as it is."""
    if not 1 <= number <= 3999:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def integer(value: str) -> int | None:
    """An attribute's number; None where it is none."""
    value = value.strip()
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else None
