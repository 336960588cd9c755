"""Decides how far a labelled title reaches: to the end of its block, to the next label, or over the next lines."""

from __future__ import annotations

import re

from extractor.fields.payer_directory import leading_name
from extractor.fields.title_words import generic, known
from extractor.types import Reading

LIMIT = 320  # characters of a title; the longest seen, a list of biosimilars, has 290
_NARROW = 36  # characters of a labelled title's line, its label among them, that may have been cut by a narrow column
# A line that may be the rest of a title: words with capitals, and small words among them, no end mark.
_TITLED = re.compile(
    r"(?:(?:[A-Z0-9(][\w'’/&(),®™-]{0,40}|and|or|of|the|for|to|in|a|an|with|by|on|via|-|–|&)\s){0,14}"
    r"[A-Z(]?(?<=[A-Z(])[\w'’/&-]{0,38}[a-z][\w®™)]{0,8}(?:\sand|\sor|\sof|\sfor)?"
)
STOP = re.compile(
    r"\s{2,}|\t|\n|[ ](?=(?:Document|DOCUMENT|Policy|POLICY|Medical Policy|Coverage Policy|Reference|Guideline|Program)\s?(?:#"
    r"|(?:Number|NUMBER|No\.|ID)\b))"
    r"|[ ](?=(?:(?:Original |Last |Next )?(?:Effective|Review(?:ed)?|Revis(?:ed|ion)|Approv(?:ed|al)|Creat(?:ed|ion)|Adopted)(?: Date)?"
    r"|Section|Subsection|Original|Publish(?:ed)?(?: Date)?|Issue Date|Page|Status"
    r"|Category|Number|Date|Department|Type|Origin\w*|Line\(?s?\)? of Business)\s?:)"
)
SENTENCE = re.compile(
    r"(?<!\bN)[a-z)]\.(?:\s|$)|^(?:This|The following|Please|For|Note|If|In|See|To|It is|We|Page|Print|Share|Click)\b|©|®?\s?All rights"
    r"|https?:|www\.|prohibited|without authorization|[Rr]eserve|^[^A-Za-z0-9\"“(*‘']"
)


def value_after(reading: Reading, start: int) -> tuple[int, int] | None:
    """The stretch after a label: to the end of its block, cell, or to the next label in a flattened text."""
    text, blocks = reading.text, reading.document.blocks
    index = reading.document.block_at(start)
    if index < 0:
        return None
    block = blocks[index]
    if start >= block.end:  # the label's own block ends here: the next one is the value
        if index + 1 >= len(blocks):
            return None
        index += 1
        block = blocks[index]
        start = block.start
    stop = STOP.search(text, start, min(block.end, start + LIMIT))
    end = stop.start() if stop else min(block.end, start + LIMIT)
    if end == block.end:
        end = _continued(reading, index, start, end)
    return (start, end) if text[start:end].strip() else None


def _continued(reading: Reading, index: int, start: int, end: int) -> int:
    """A title that goes on in the next block: the line before it is open."""
    text, blocks = reading.text, reading.document.blocks
    first = blocks[index].start  # a value behind its label, on one line, begins after this
    while index + 1 < len(blocks):
        index += 1
        block = blocks[index]
        if block.kind == "furniture":
            return end
        following = text[block.start : block.end]
        last = text[start:end].rstrip()
        open_end = (
            last.endswith((",", "-", "–", "/", "(", "&"))
            or re.search(r"\b(?:and|or|of|for|the|in|with|to|by|on)$", last, re.IGNORECASE)
            or last.count("(") > last.count(")")
        )
        same = (
            block.table is not None
            and block.table == blocks[index - 1].table
            and (block.row, block.column) == (blocks[index - 1].row, blocks[index - 1].column)
        )
        lower = following[:1].islower() or following[:1] in "(&"
        wrapped = (
            not block.style.size
            and block.style.space < 0.6
            and end - blocks[index - 1].start > 52
            and len(following) < end - blocks[index - 1].start
            and not known(reading, block, following)
        )
        narrow = (
            start > first
            and not block.style.size
            and block.style.space < 0.6
            and end - text.rfind("\n", 0, end) > _NARROW
            and _TITLED.fullmatch(following.strip()) is not None
            and not (generic(reading, following) or known(reading, block, following) or leading_name(following))
        )
        if (
            not (open_end or same or lower or narrow or (wrapped and not SENTENCE.search(following)))
            or len(following) + end - start > LIMIT
            or ":" in following[:40]
            or block.label is not None
        ):
            return end
        end = block.end
    return end
