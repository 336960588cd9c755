"""The rows of the revision history: which parts of the document tell it, and what each row says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.fields import history_rows
from extractor.fields.history_rows import Row, Words
from extractor.types import Block, Evidence, HistoryRow, Reading


def find(reading: Reading) -> tuple[HistoryRow, ...]:
    """The rows of the revision history, in document order."""
    words = Words.of(reading.profile.tables.get("history", {}))
    zones = list(_zones(reading))
    rows: list[Row] = []
    bare: list[Row] = []  # rows of lists of dates alone
    for start, end in zones:
        _read_zone(reading, start, end, words, rows, bare)
    rows += _tables_elsewhere(reading, zones, words)
    told = {row.date.value for row in rows if row.date and row.description}
    listed = [
        row for row in (*bare, *_listed(reading, words)) if row.date and (row.description or row.date.value not in told)
    ]
    within = [(row.start, row.end) for row in rows]
    rows += [row for row in listed if not any(low <= row.start < high for low, high in within)]
    return tuple(_unique(reading, sorted(rows, key=lambda row: row.start)))


def _zones(reading: Reading) -> Iterator[tuple[int, int]]:
    """The sections of type history, each up to the first part of another kind that is nested in it by mistake."""
    reached = 0
    for section in reading.sections:
        if section.type == "history" and section.start >= reached:
            reached = section.end
            yield section.start, section.end


def _read_zone(reading: Reading, start: int, end: int, words: Words, rows: list[Row], bare: list[Row]) -> None:
    """Add what a zone tells: rows, and the dates of lists that say no more than a date."""
    document = reading.document
    loose: list[Block] = []
    seen: set[int] = set()
    for block in document.blocks_in(start, end):
        if block.kind == "furniture" or block.role not in ("body", "note"):
            continue
        if (block.start == start and block.end - block.start < 80) or block.kind == "heading":
            continue
        if block.table is not None:
            if block.table not in seen:
                seen.add(block.table)
                found = history_rows.table_rows(reading, document.tables[block.table], words)
                rows += found if found is not None else ()
            continue
        if history_rows.is_list(reading.text, block.content, block.end):
            bare += history_rows.listed_rows(reading.text, block.content, block.end)
            continue
        loose.append(block)
    rows += history_rows.block_rows(reading, loose, words)


def _tables_elsewhere(reading: Reading, zones: list[tuple[int, int]], words: Words) -> Iterator[Row]:
    """The rows of tables whose heads say that they are a history, outside the sections that are one."""
    for table in reading.document.tables:
        if any(start <= table.start < end for start, end in zones):
            continue
        if history_rows.is_history_head(reading, table, words):
            yield from history_rows.table_rows(reading, table, words) or ()


def _listed(reading: Reading, words: Words) -> Iterator[Row]:
    """The rows of lists of dates under a label such as "Dates reviewed", wherever they stand."""
    if not words.listed:
        return
    labels = "|".join(re.escape(label).replace(r"\ ", r"\s") for label in words.listed)
    pattern = re.compile(rf"\b(?:{labels})\b\s?:?\s{{0,3}}(?=\d|[JFMASOND][a-z]{{2}})", re.IGNORECASE)
    for match in pattern.finditer(reading.text):
        block = reading.document.block_at(match.end())
        end = reading.document.blocks[block].end if block >= 0 else match.end()
        rows = history_rows.listed_rows(reading.text, match.end(), end)
        if len(rows) >= 2 or any(row.description for row in rows):
            yield from rows


def _unique(reading: Reading, rows: Iterable[Row]) -> Iterator[HistoryRow]:
    seen: set[tuple[str | None, str, int]] = set()
    for row in rows:
        description = row.text_in(reading.text)
        value = row.date.value if row.date else None
        key = (value, description, row.start)
        if key in seen:
            continue
        seen.add(key)
        yield HistoryRow(
            date=value,
            precision=row.date.system if row.date else None,
            description=description,
            evidence=Evidence(row.start, row.end, rule="history_rows.row", confidence=0.95),
        )
