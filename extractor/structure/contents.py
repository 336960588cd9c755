"""Which blocks are entries of a table of contents, and so never headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from extractor.layout.headlines import fold
from extractor.structure.cues import LABELLED, Surroundings

LEADER = re.compile(
    r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}\s{0,20}\d{0,4}\s{0,20}$|(?<!…)…{2,}\s{0,20}\d{0,4}\s{0,20}$|\s\.{3}\s{0,20}\d{1,4}\s{0,20}$"
)  # "Coverage Policy ....... 3"
LEADER_ENDS = frozenset("0123456789.… ")
PAGED = re.compile(r"^(?=.{0,120}[A-Za-z]).{2,120}?\s\d{1,3}$")  # "References 15", also in a cell of its own: "15"
NUMERAL = re.compile(r"\d{1,3}$")
LONGEST = 160  # characters of an entry
MOST = 600  # entries of one table of contents
ALIKE = 200  # lines with a word in common that are compared
AMID = 60  # characters of an entry that is not found again
RUN = 3  # entries with leaders that make a table of contents without a title

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The short lines of a document by their words: where each stands, and which share a word."""

    places: dict[Words, list[int]]
    by_word: dict[str, list[Words]]


def entries(around: Surroundings) -> frozenset[int]:
    """The indices of the blocks that are entries of a table of contents."""
    document, body = around.document, around.body
    blocks = document.blocks
    found = {i for i, block in enumerate(blocks) if block.role == "contents"}
    folded: _Lines | None = None  # made when a title asks for it
    leaders: list[int] = []
    position = 0
    while position < len(body):
        index = body[position]
        block = blocks[index]
        if block.end - block.start > LONGEST:
            position += 1
            leaders.clear()
            continue
        text = document.text_of(block)
        if len(text) <= 60 and _is_title(around, text):
            folded = folded or _folded(around)
            position = _after_title(around, position + 1, folded, found)
            leaders.clear()
            continue
        if text[-1] in LEADER_ENDS and LEADER.search(text):
            leaders.append(index)
            if len(leaders) >= RUN:
                found.update(leaders)
        else:
            leaders.clear()
        position += 1
    return frozenset(found)


def _is_title(around: Surroundings, text: str) -> bool:
    bare = text.rstrip("0123456789 .").removesuffix("Page").strip()
    return bool(bare) and around.lexicon.exact(bare) == "table_of_contents"


def _folded(around: Surroundings) -> _Lines:
    """The short lines of the document, by their words."""
    folded: dict[Words, list[int]] = {}
    for position, index in enumerate(around.body):
        block = around.document.blocks[index]
        if block.end - block.start <= LONGEST:
            folded.setdefault(fold(around.document.text[block.content : block.end]), []).append(position)
    by_word: dict[str, list[Words]] = {}
    for words in folded:
        for word in words:
            by_word.setdefault(word, []).append(words)
    return _Lines(folded, by_word)


def _after_title(around: Surroundings, position: int, folded: _Lines, found: set[int]) -> int:
    """Mark the entries that follow the title of a table of contents; the position after the last."""
    document, body = around.document, around.body
    blocks = document.blocks
    seen: set[Words] = set()
    links = [link.start for link in document.links]
    first = position
    while position < len(body) and position - first < MOST:
        block = blocks[body[position]]
        if block.end - block.start > LONGEST or block.kind == "heading":
            break
        text = document.text_of(block)
        bare = text[block.content - block.start :].rstrip("0123456789").rstrip(" \t\n.…")
        key = fold(bare)
        if key and key in seen:  # the first entry comes again: the text itself begins
            break
        again = folded.places.get(fold(document.text[block.content : block.end]), [])
        later = bisect_right(again, position) < len(again)
        repeated = later or _begins_later(key, folded, position)
        linked = bisect_right(links, block.end) > bisect_right(links, block.start - 1)
        paged = bool(LEADER.search(text) or PAGED.match(text) or NUMERAL.fullmatch(text))
        if body[position] in found or paged or linked or repeated or text.count("•") > 1:
            if LABELLED.fullmatch(text) and not (paged or linked or repeated or text.count("•") > 1):
                break
            found.add(body[position])
            if key:
                seen.add(key)
            position += 1
            continue
        if seen and _stands_amid(around, position, folded, seen):
            found.add(body[position])
            position += 1
            continue
        break
    return position


def _stands_amid(around: Surroundings, position: int, folded: _Lines, seen: set[Words]) -> bool:
    """Whether a line that is said otherwise further down is an entry: short, and followed by one that comes again."""
    document, body = around.document, around.body
    block = document.blocks[body[position]]
    if block.end - block.start > AMID or document.text[block.end - 1] in ".;,:" or position + 1 >= len(body):
        return False
    if block.style.space >= max(1.0, 2 * document.blocks[body[position - 1]].style.space):
        return False  # an empty line parts it from the entries, which none parts from each other
    below = document.blocks[body[position + 1]]
    if around.lexicon.is_never(document.text_of(below)):
        return False  # "None" under a heading, which comes again under others
    key = fold(document.text[below.content : below.end]) if below.end - below.start <= LONGEST else ()
    return bool(key) and key not in seen and folded.places[key][-1] > position + 1


def _begins_later(key: Words, lines: _Lines, position: int) -> bool:
    """Whether a later line says the same with one to four words more ("Policy History" → "Policy History/Revision")."""
    if not key:
        return False
    words = set(key)
    rarest = min((lines.by_word.get(word, ()) for word in words), key=len)
    return len(rarest) <= ALIKE and any(
        len(words) < len(other) <= len(words) + 4 and words.issubset(other) and lines.places[other][-1] > position
        for other in rarest
    )
