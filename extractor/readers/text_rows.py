"""Lines of a text dump before they are joined: decides what a line break, a page break and a blank line are."""

from __future__ import annotations

import re
from dataclasses import dataclass

SYMBOL = re.compile(r"[®™©℠†‡§*]{1,3}|SM|TM")
"""A line that is nothing but a raised sign."""
_REFERENCE = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,11},?")
"""A line that is nothing but reference numbers: "1,2", "14-16,"; not "81445"."""
_JOINED = re.compile(r"\s{0,40}-(?:AND|OR)(?=\(?[A-Za-z0-9]{1,4}[.)]|[A-Z][a-z])")
"""A word between two items whose second hyphen was taken for a word's at the line's end: "-AND(b) Rest", "-ORAge"."""
_ORDINAL = re.compile(r"st|nd|rd|th")
_GLUED_SHARE = 0.6
"""Share of lines that end with a blank above which a line that does not was cut within its text."""

_PAGE_TOP = 10
"""White lines on end that only the edge of a page leaves: what is drawn there, or an empty header."""


@dataclass(slots=True)
class Row:
    """One printed line: its text, the columns it is indented by, and the white lines above it."""

    text: str
    indent: int = 0
    blanks: int = 0
    page: int = 1
    furniture: bool = False
    broken: bool = False  # a page break (or furniture) stands right above

    def __len__(self) -> int:
        return len(self.text)


def rows_of(text: str) -> list[Row]:
    """The printed lines of a dump; lines that only a change of font cut are one again."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    trailing = sum(line.endswith((" ", "\u00a0")) for line in filled)
    if filled and trailing > _GLUED_SHARE * len(filled):
        lines = _glued(lines)
    else:
        lines = _raised(lines)
    lines = [part for line in lines for part in _unjoined(line)]
    empties = _page_joints(text.split("\n")) if "\f" not in text else False
    marked = "\f" in text or (empties and "\n\n" in text)
    rows: list[Row] = []
    blanks = 0
    page = 1
    broken = False
    for line in lines:
        broken = broken or (empties and not line)
        if "\f" in line:
            page += line.count("\f")
            broken = True
            line = line.replace("\f", "")
        stripped = line.strip()
        if not stripped:
            blanks += 1
            continue
        indent = len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
        broken = broken or (not marked and blanks >= _PAGE_TOP)
        rows.append(Row(" ".join(stripped.split(" ")), indent, blanks, page, broken=broken))
        blanks = 0
        broken = False
    return _single_spaced(rows)


def _unjoined(line: str) -> list[str]:
    """A line as it was printed: "-AND(b) Rest" is two, "-AND-" and "(b) Rest"."""
    if "-AND" not in line[:40] and "-OR" not in line[:40]:
        return [line]
    found = _JOINED.match(line)
    return [f"{found.group()}-", line[found.end() :]] if found else [line]


def _page_joints(lines: list[str]) -> bool:
    """Whether an empty line is where two pages of a dump were put together.

    It is where white lines within the pages hold a blank and empty ones are few, or where there are next to none.
    """
    filled = sum(1 for line in lines if line.strip())
    empty = sum(1 for line in lines if not line)
    blank = len(lines) - filled - empty
    return filled >= 40 and (blank > 2 * empty if blank > 10 else empty <= filled * 0.03)


def _glued(lines: list[str]) -> list[str]:
    """In a dump whose lines end with a blank, a line without one goes on in the next line."""
    result: list[str] = []
    pending = ""
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else ""
        joined = _glue(pending, line) if pending else line
        if line.strip() and not line[-1].isspace() and following.strip() and "\f" not in following:
            pending = joined
            continue
        result.append(joined)
        pending = ""
    return result


def _glue(before: str, after: str) -> str:
    """Two parts of one printed line; a raised number is kept apart from the word before it."""
    stripped = after.strip()
    if _REFERENCE.fullmatch(stripped):
        gap = " " if before[-1:].isalpha() else ""
        tail = " " if after[-1:].isspace() else ""
        return f"{before}{gap}^{{{stripped}}}{tail}"
    if SYMBOL.fullmatch(stripped) and stripped[0].isalpha():
        return f"{before}^{{{stripped}}}{' ' if after[-1:].isspace() else ''}"
    return before + after


def _raised(lines: list[str]) -> list[str]:
    """A line that is nothing but a raised sign or number belongs to the lines around it."""
    result: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        stripped = line.strip()
        before = result[-1] if result else ""
        following = lines[position + 1] if position + 1 < len(lines) else ""
        goes_on = following[:1] == " " and following.strip() != ""
        if before.strip() and stripped and len(stripped) < 40:
            if SYMBOL.fullmatch(stripped) or (_ORDINAL.fullmatch(stripped) and goes_on):
                result[-1] = _glue(before.rstrip(), stripped) + (following if goes_on else "")
                position += 2 if goes_on else 1
                continue
            if _REFERENCE.fullmatch(stripped) and (goes_on or _after_sentence(before, following)):
                result[-1] = _glue(before.rstrip(), stripped) + (following if goes_on else "")
                position += 2 if goes_on else 1
                continue
        result.append(line)
        position += 1
    return result


def _after_sentence(before: str, following: str) -> bool:
    """Whether reference numbers may stand behind a line: a long line's end, with text going on below."""
    return len(before.rstrip()) > 30 and before.rstrip()[-1:] in ".,;)" and following[:1].isalpha()


def _single_spaced(rows: list[Row]) -> list[Row]:
    """Where each line is followed by a white one, a single white line parts nothing."""
    if len(rows) < 20:
        return rows
    apart = sum(row.blanks >= 1 for row in rows)
    within = sum(row.blanks >= 1 and row.text[:1].islower() for row in rows)
    if apart > 0.75 * len(rows) and within > 0.2 * len(rows):
        least = min(row.blanks for row in rows if row.blanks)
        for row in rows:
            row.blanks = max(0, row.blanks - least)
    return rows
