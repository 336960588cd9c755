"""Propose by shape: everything in the text that looks like a code, a date or an identifier."""

from __future__ import annotations

from extractor.mentions import codes, dates, identifiers
from extractor.types import Document, Mention

FAMILIES = (codes.scan, dates.scan, identifiers.propose)
"""One pass over the text each; a family is a function from the text to its mentions."""


def scan(document: Document) -> tuple[Mention, ...]:
    """All mentions in the canonical text, in order of their start."""
    text = _unmarked(document)
    found = [mention for family in FAMILIES for mention in family(text)]
    found.sort(key=lambda mention: (mention.start, mention.end))
    return tuple(found)


def _unmarked(document: Document) -> str:
    """The text with blanks for the raised figures that run into a word or number: "95867" with a footnote's mark."""
    text, pieces, position = document.text, [], 0
    for mark in document.marks:
        if (
            mark.kind == "superscript"
            and position < mark.start
            and text[mark.start - 1].isdigit()
            and mark.end - mark.start < 4
        ):
            pieces += [text[position : mark.start], " " * (mark.end - mark.start)]
            position = mark.end
    text = "".join([*pieces, text[position:]]) if pieces else text
    return text.translate(_BLANK) if any(sign in text for sign in "¹²³") else text


_BLANK = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", " " * 9)
