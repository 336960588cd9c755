"""Decides which value stands under which label where a document sets its labels over their values, not before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.fields.once import once
from extractor.types import Block, Cell, Reading

_REACH = 7000  # characters at the top in which a header's grid is looked for
_CORE = re.compile(
    r"\b(?:date|dates|effective|number|no|id|reviews?|reviewed|revised|revisions?|approv(?:al|ed)|title|name|origin\w*|issued?|created|policy)\b|#",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[A-Z#][A-Za-z#&.()/’' -]{1,48}$")
_SMALL = frozenset({"of", "and", "or", "for", "the", "to", "by", "in", "on", "last", "next"})
_PIPE = re.compile(r"(?<! )[ ]*\|[ ]*")


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the stretch of its value, which stands under it."""

    label: str
    label_start: int
    start: int
    end: int


@once
def pairs(reading: Reading) -> tuple[Pair, ...]:
    """Every label of the front matter with the value under it: in tables, in piped lines, in stacks of lines."""
    blocks = [
        block
        for block in reading.document.blocks_in(0, _REACH)
        if block.kind != "furniture" and block.role not in ("navigation", "contents")
    ]
    return (*_tables(reading), *_piped(reading.text, blocks), *_stacked(reading.text, blocks))


def is_label(text: str) -> bool:
    """Whether a line or cell is a label: a few capitalised words without figures, one of them a label's."""
    line = text.strip().rstrip(":*")
    if not 2 <= len(line) <= 50 or not _LABEL.match(line) or not _CORE.search(line):
        return False
    words = re.findall(r"[A-Za-z]+", line)
    return len(words) <= 7 and all(word[0].isupper() or word in _SMALL or len(word) == 1 for word in words)


def _tables(reading: Reading) -> Iterator[Pair]:
    text = reading.text
    for table in reading.document.tables:
        for head, row in zip(table.rows[:8], table.rows[1:9], strict=False):
            if len(head) < 2 or not all(_labels(text[c.start : c.end]) for c in head) or len(table.rows) > 8:
                continue
            if any(is_label(text[c.start : c.end]) for c in row) or not _has_core(text, head):
                continue
            yield from _aligned(text, head, row)


def _labels(text: str) -> bool:
    line = text.strip()
    return not line or (len(line) <= 50 and not any(c.isdigit() for c in line) and not line.endswith("."))


def _has_core(text: str, head: Sequence[Cell]) -> bool:
    return sum(is_label(text[c.start : c.end]) for c in head) * 2 > len(head)


def _aligned(text: str, head: Sequence[Cell], row: Sequence[Cell]) -> Iterator[Pair]:
    """The cells of a row under those of its head: by column, or in turn where the columns were read askew."""
    by_column = {cell.column: cell for cell in row}
    straight = all(cell.column in by_column for cell in head)
    if not straight and len(head) != len(row):
        return
    for index, cell in enumerate(head):
        value = by_column[cell.column] if straight else row[index]
        if text[value.start : value.end].strip() and text[cell.start : cell.end].strip():
            yield Pair(text[cell.start : cell.end].strip(" :\n"), cell.start, value.start, value.end)


def _piped(text: str, blocks: Sequence[Block]) -> Iterator[Pair]:
    for above, below in zip(blocks, blocks[1:], strict=False):
        if above.table is not None or below.table is not None or "|" not in text[above.start : above.end]:
            continue
        heads, values = _cells(text, above), _cells(text, below)
        if len(heads) >= 2 and len(heads) == len(values) and all(is_label(text[a:b]) for a, b in heads):
            if not any(is_label(text[a:b]) for a, b in values):
                for (a, b), (c, d) in zip(heads, values, strict=True):
                    yield Pair(text[a:b].strip(" :"), a, c, d)


def _cells(text: str, block: Block) -> list[tuple[int, int]]:
    cells, start = [], block.start
    for cut in _PIPE.finditer(text, block.start, block.end):
        cells.append((start, cut.start()))
        start = cut.end()
    cells.append((start, block.end))
    return [(a, b) for a, b in cells if b > a]


def _stacked(text: str, blocks: Sequence[Block]) -> Iterator[Pair]:
    """Labels one over another, then as many values one over another."""
    index = 0
    while index < len(blocks):
        count = 0
        while index + count < len(blocks) and count < 8 and _stands(text, blocks[index + count]):
            count += 1
        values = blocks[index + count : index + 2 * count]
        if count >= 2 and len(values) == count and not any(_stands(text, block) for block in values):
            if all(block.end - block.start <= 120 and block.table is None for block in values):
                for label, value in zip(blocks[index : index + count], values, strict=True):
                    yield Pair(text[label.start : label.end].strip(" :"), label.start, value.start, value.end)
        index += max(1, count)


def _stands(text: str, block: Block) -> bool:
    return block.table is None and block.end - block.start <= 50 and is_label(text[block.start : block.end])
