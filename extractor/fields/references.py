"""The entries of the bibliography, each with its parts, and the marks in the text that cite them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.fields import bibliography
from extractor.fields.citation import parse
from extractor.fields.citation_bodies import Lexicon, lexicon_of
from extractor.types import Evidence, Reading, Reference


def find(reading: Reading) -> tuple[Reference, ...]:
    """The entries of the bibliography, with their parts."""
    lexicon = lexicon_of(reading.profile)
    return tuple(_references(reading, lexicon))


def _references(reading: Reading, lexicon: Lexicon) -> Iterator[Reference]:
    for entry in bibliography.entries(reading):
        text = entry.text_in(reading.text)
        parts = parse(text, lexicon=lexicon)
        yield Reference(
            number=entry.number,
            text=text,
            authors=parts.authors,
            title=parts.title,
            journal=parts.journal,
            year=parts.year,
            volume=parts.volume,
            issue=parts.issue,
            pages=parts.pages,
            pmid=parts.pmid,
            pmcid=parts.pmcid,
            doi=parts.doi,
            url=parts.url,
            accessed=parts.accessed,
            evidence=Evidence(entry.start, entry.end, rule="bibliography.entry", confidence=0.95),
        )


# Numbers in brackets that cite: "[3]", "[4-6, 9]", "(2,3)"; not "(2019)", "(10 mg)", "(4)" after a word such as "at least".
_BRACKETED = re.compile(r"(?P<open>[\[(])(?P<list>\d{1,3}(?:\s?[-–,;]\s?\d{1,3}){0,20})[\])]")
_NUMBERS = re.compile(r"(?P<low>\d{1,3})(?:\s?[-–]\s?(?P<high>\d{1,3}))?")


def citations(reading: Reading, references: Iterable[Reference], *, start: int, end: int) -> tuple[str, ...]:
    """The numbers of the entries that are cited in a stretch of the text: marks in brackets or raised."""
    known = {reference.number for reference in references if reference.number is not None}
    if not known:
        return ()
    found: dict[int, None] = {}
    for match in _BRACKETED.finditer(reading.text, start, end):
        if match["open"] == "[" or reading.text[match.start() - 1 : match.start()] in (" ", ".", ","):
            found |= dict.fromkeys(_listed(match["list"], known))
    for mark in reading.document.marks:
        if mark.kind == "superscript" and start <= mark.start < end:
            raised = reading.text[mark.start : mark.end].strip()
            if re.fullmatch(r"\d{1,3}(?:\s?[-–,;]\s?\d{1,3}){0,20}", raised):
                found |= dict.fromkeys(_listed(raised, known))
    return tuple(str(number) for number in sorted(found))


def _listed(printed: str, known: set[int]) -> list[int]:
    """The numbers of a list such as "4-6, 9"; empty where one of them is no entry."""
    numbers: list[int] = []
    for match in _NUMBERS.finditer(printed):
        low = int(match["low"])
        numbers += range(low, min(int(match["high"] or low), low + 60) + 1)
    return numbers if numbers and known.issuperset(numbers) else []
