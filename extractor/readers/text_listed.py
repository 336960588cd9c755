"""Code lists in a page that was run together: decides where their captions, the heads of their columns and their rows begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SYSTEM = r"(?:CPT|HCPCS|ICD-?\s?(?:10|9)(?:-(?:CM|PCS))?|NDC)"
_CAPTION = re.compile(
    rf"""
    (?<!\S)
    (?: (?:Other\s)?{_SYSTEM}[®*]{{0,3}}(?:[/,]?\s{_SYSTEM}[®*]{{0,3}})?\s(?:[Dd]iagnosis\s|[Pp]rocedure\s)?[Cc]odes?\s
        (?=[a-z])[^.:]{{4,160}}:                                       # "HCPCS codes not covered for indications listed here:"
      | (?:When\s[a-z ]{3, 60}\s)?(?:Considered\s)?(?:Not\s)?(?:Medically\sNecessary|Covered|Experimental|Investigational|Unproven)(?:[/,\s][^.:]{{0,160}})?:
        (?=\s(?:{_SYSTEM}|Codes?\s|\d{{5}}\s|[A-Z]\d{{4}}\s))           # "Considered Medically Necessary when … met: CPT"
    )
    (?=\s[A-Z0-9])
    """,
    re.VERBOSE,
)
"""What a list of codes is called by: how its codes stand."""
_SENTENCE = re.compile(r"(?<=[.)] )(?=[A-Z][^.:]{10,160}\bfollowing\b[^.:]{0,40}\bcodes\b[^.]{0,160}: )")
"""A sentence that leads over to codes: ". Criteria must be met for the following codes to be covered:"."""
_COLUMNS = re.compile(
    rf"(?<!\S)(?:{_SYSTEM}[®*]{{0,3}}\s(?:[Dd]iagnosis\s|[Pp]rocedure\s)?)?Codes?\s(?:Code\s)?(?:Code\s)?Description(?=\s(?:[A-Z]?\d|[A-Z]+\d|Other\s{_SYSTEM}|{_SYSTEM}))"
)
"""The heads of a list's columns: "CPT Codes Description"."""
_ROW = re.compile(
    r"(?<=\s)(?:[A-Z]\d{4}|\d{4}[0-9A-Z]|[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}|[A-TV-Z]\d\d)[†‡*]{0,3}"
    r"(?:\s?[–-]\s?(?:[A-Z]\d{4}|\d{4}[0-9A-Z]|[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}))?\s(?=[A-Z][a-z])"
)
"""A code, or a range, and the first word of what it stands for."""
_BEFORE = re.compile(r"(?:,|/|and|or|code|codes|CPT®?|HCPCS|through|–|-|to|of|see|with|than|for)\s$")
_NEAR = 8  # characters between a caption and its first code: the system's name may stand there
_REACH = 4_000  # characters from a caption, or a row, to the next row


@dataclass(slots=True)
class Lists:
    """Where blocks begin, and the stretches of captions and heads, which hold no heading."""

    starts: set[int] = field(default_factory=set)
    barred: list[tuple[int, int]] = field(default_factory=list)


def lists(text: str) -> Lists:
    """The places at which lists of codes break."""
    found = Lists()
    for pattern in (_CAPTION, _COLUMNS):
        for match in pattern.finditer(text):
            if _BEFORE.search(text, max(0, match.start() - 12), match.start()):
                continue
            found.barred.append(match.span())
            found.starts.update((match.start(), match.end() + 1))
    found.barred.sort()
    found.starts.update(match.start() for match in _SENTENCE.finditer(text))
    found.starts.update(_rows(text, found.barred))
    return found


def _rows(text: str, captions: list[tuple[int, int]]) -> Iterator[int]:
    """Where rows begin behind a caption, up to where none follows within reach."""
    ends = [end for _, end in captions]
    last = -_REACH
    place = 0
    for match in _ROW.finditer(text):
        while place < len(ends) and ends[place] <= match.start():
            last = ends[place]
            place += 1
        away = match.start() - last
        if away > _REACH or (away > _NEAR and _BEFORE.search(text, max(0, match.start() - 12), match.start())):
            continue  # not the first behind its caption, "CPT 0091U", and named within a sentence
        last = match.end()
        yield match.start()
