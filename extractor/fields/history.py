"""The rows of the revision history: which parts of the document tell it, and what each row says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.fields import history_lists, history_rows, history_tables
from extractor.fields.history_rows import Row, Words
from extractor.types import Block, Evidence, HistoryRow, Reading, Section

_IN_CHAIN = re.compile(r"\d; $")  # "…, 11/19/2013; Annual Review 11/2021, …": labels and dates one behind another
_OPENER_LENGTH = 180  # characters of the longest heading line that opens a history
_TOLD_TWICE = 30  # characters of a description that no two rows of one day share: the page gives its history twice
_REST = 600  # characters of a row that a page's end cut off; the longest seen has 240
_GAP = 2  # blocks without a date that may stand among the dated lines of one history
_ENDED = re.compile(r"[\n;.](?:(?<=\n)|\s)")  # what a line or a part of one begins behind
_SILENCE = 14  # blocks without a row's date after which a history without a section has ended


def find(reading: Reading) -> tuple[HistoryRow, ...]:
    """The rows of the revision history, in document order."""
    words = Words.of(reading.profile.tables.get("history", {}))
    zones = [(section.start, _reach(reading, section)) for section in _sections(reading)]
    rows: list[Row] = []
    bare: list[Row] = []  # rows of lists of dates alone
    for start, end in zones:
        _read_zone(reading, start, end, words, rows, bare)
    rows += _tables_elsewhere(reading, zones, words)
    if not rows:
        for start, end in _opened(reading, words):
            _read_zone(reading, start, end, words, rows, bare)
    if not rows:
        for block in reading.document.blocks:
            if block.kind != "furniture" and block.table is None:
                rows += history_lists.committee_rows(reading.text, block.start, block.end)
        rows = rows if len(rows) > 2 else []
    listed = _untold([*bare, *_listed(reading, words)], rows)
    within = [(row.start, row.end) for row in rows]
    rows += [row for row in listed if not any(low <= row.start < high for low, high in within)]
    return tuple(_unique(reading, sorted(rows, key=lambda row: row.start)))


def _untold(listed: list[Row], rows: list[Row]) -> list[Row]:
    """The rows of lists of dates; without those told elsewhere where every listed date since the first told one is."""
    told = {row.date.value for row in rows if row.date and row.description}
    dates = {row.date.value for row in listed if row.date}
    whole = all(value in told for value in dates if value >= min(told, default=""))
    return [row for row in listed if row.date and (row.description or not whole or row.date.value not in told)]


def _sections(reading: Reading) -> Iterator[Section]:
    """The outermost sections of type history."""
    reached = 0
    for section in reading.sections:
        if section.type == "history" and section.start >= reached:
            reached = section.end
            yield section


def _reach(reading: Reading, section: Section) -> int:
    """Where a history ends: its section's end, or later where dated lines go on after a line that is no heading."""
    document, text = reading.document, reading.text
    inside = [b for b in document.blocks_in(section.start, section.end) if b.kind != "furniture" and b.table is None]
    if sum(history_rows.is_dated_line(text, b.content, b.end) for b in inside) < 2:
        return section.end
    end, silent = section.end, 0
    for block in document.blocks_in(section.end, len(text)):
        if block.kind == "furniture" or block.role not in ("body", "note"):
            continue
        dated = block.table is None and history_rows.is_dated_line(text, block.content, block.end)
        end, silent = (block.end, 0) if dated else (end, silent + 1)
        if silent > _GAP:
            break
    return end


def _opened(reading: Reading, words: Words) -> Iterator[tuple[int, int]]:
    """Stretches after a line that reads like a history's heading, up to where no more dates follow."""
    if not words.openers:
        return
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"[\s/]") for phrase in words.openers)
    pattern = re.compile(rf"(?:[\w/&-]{{1,20}}\s){{0,4}}(?:{phrases})\b", re.IGNORECASE)
    blocks = [b for b in reading.document.blocks if b.kind != "furniture" and b.role == "body" and b.table is None]
    for index, block in enumerate(blocks):
        if block.end - block.start > _OPENER_LENGTH or not pattern.match(reading.text, block.start, block.end):
            continue
        end, silent = block.end, 0
        for follower in blocks[index + 1 :]:
            if history_rows.block_rows(reading.text, [follower], words):
                end, silent = follower.end, 0
            else:
                silent += 1
                if silent > _SILENCE:
                    break
                if end > block.end and silent <= 2:
                    end = follower.end
        if end > block.end:
            yield block.start, end
            return


def _read_zone(reading: Reading, start: int, end: int, words: Words, rows: list[Row], bare: list[Row]) -> None:
    """Add what a zone tells: rows, and the dates of lists that say no more than a date."""
    document, text = reading.document, reading.text
    opening = reading.section_at(start)
    headed = opening is not None and opening.type == "history"
    loose: list[Block] = []
    carried: list[Block] | None = None  # lines of a page's top that stand before the rest of the table
    seen: set[int] = set()
    columns: history_tables.Columns | None = None
    first = len(rows)
    for block in document.blocks_in(start, end):
        if block.kind == "furniture" and columns is not None and carried is None and block.role != "navigation":
            carried = []
        if block.kind in ("furniture", "heading") or block.role not in ("body", "note"):
            continue
        if headed and (section := reading.section_at(block.start)) is not None and section.type == "references":
            continue  # a bibliography set under the history
        if block.start == start and block.end - block.start < _OPENER_LENGTH and block.table is None:
            continue
        if block.table is not None:
            if block.table in seen:
                continue
            seen.add(block.table)
            read = history_tables.rows(reading, document.tables[block.table], words, before=columns)
            if read is not None:
                found, now = read
                if carried and now == columns and len(rows) > first and _goes_on(text, carried):
                    last = rows[-1]
                    told = tuple((line.start, line.end) for line in carried)
                    rows[-1] = Row(last.date, last.start, carried[-1].end, last.description + told)
                    loose = [line for line in loose if line not in carried]
                columns, carried = now, None
                for row in found:
                    if row.date is None and len(rows) > first:
                        last = rows[-1]
                        rows[-1] = Row(last.date, last.start, row.end, last.description + row.description)
                    elif row.date is not None:
                        rows.append(row)
            continue
        if history_lists.is_labelled_list(text, block.content, block.end):
            continue  # "Approved: 5/2020, 6/2021": the label says whose dates they are
        if history_lists.is_list(text, block.content, block.end, words):
            bare += history_lists.listed_rows(text, block.content, block.end)
            continue
        loose.append(block)
        if carried is not None:
            carried.append(block)
    rows += history_rows.block_rows(text, loose, words, _heads(reading, start, words))


def _heads(reading: Reading, start: int, words: Words) -> list[str]:
    """The line that opens a history, where it holds the heads of columns too ("Reviews, Revisions, Approvals Date")."""
    first = next(reading.document.blocks_in(start, len(reading.text)), None)
    line = reading.text[first.start : first.end] if first is not None else ""
    return [line] if len(line) < _OPENER_LENGTH and words.is_head(line) else []


def _goes_on(text: str, lines: list[Block]) -> bool:
    """Whether lines at a page's top are the rest of a row: few, and none with a date of its own."""
    short = lines[-1].end - lines[0].start <= _REST
    return short and not any(history_rows.date_at(text, line.content, line.end) for line in lines)


def _tables_elsewhere(reading: Reading, zones: list[tuple[int, int]], words: Words) -> Iterator[Row]:
    """The rows of tables whose heads say that they are a history, outside the sections that are one.

    The next table goes on with it where it has as many columns and no heads: the rest of it on the next page.
    """
    columns: history_tables.Columns | None = None
    for table in reading.document.tables:
        if any(start <= table.start < end for start, end in zones):
            columns = None
            continue
        if not history_tables.is_history(reading, table, words):
            if columns is None or table.header or len(table.rows[0]) != len(columns.heads):
                columns = None
                continue
        if read := history_tables.rows(reading, table, words, before=columns):
            found, columns = read
            yield from (row for row in found if row.date)


def _listed(reading: Reading, words: Words) -> Iterator[Row]:
    """The rows of lists of dates under a label such as "Dates reviewed", which opens its block."""
    if not words.listed:
        return
    labels = "|".join(re.escape(label).replace(r"\ ", r"\s") for label in words.listed)
    pattern = re.compile(
        rf"(?:^|(?<=[;.]\s))(?:{labels})(?:\(s\)|\b)\s?:?\s{{0,3}}(?:(?-i:[A-Z]{{2,7}})/?\s)?(?=\d|[JFMASOND][a-z]{{2}})",
        re.IGNORECASE | re.MULTILINE,
    )
    yield from _in_cells(reading, re.compile(rf"(?:re-?)?(?:{labels})(?:\(s\))?", re.IGNORECASE))
    shown: set[str] = set()
    for block in reading.document.blocks:
        for match in _opened_by(pattern, reading.text, block):
            section = reading.section_at(block.start)
            inner = match.start() > block.content  # a further label in the line: "Approved: 1/2025; Revised: 2/2025, …"
            chained = inner and _IN_CHAIN.search(reading.text, max(block.start, match.start() - 6), match.start())
            if ":" not in match[0] and ((inner and not chained) or (section and section.type == "references")):
                continue
            rows = history_lists.listed_rows(reading.text, match.end(), block.end)
            label = match[0].lower().strip(" :")
            keys = [f"{label} {row.date.value}" if row.date and not row.description else "" for row in rows]
            rows = [row for row, key in zip(rows, keys, strict=True) if key not in shown]  # a footer is on every page
            shown.update(key for key in keys if key)
            if len(rows) >= 2 or (not inner and any(row.description for row in rows)):
                yield from rows


def _opened_by(pattern: re.Pattern[str], text: str, block: Block) -> Iterator[re.Match[str]]:
    """Where a pattern matches a block, a line or a sentence of it from its beginning on."""
    reached = block.content
    for start in (block.content, *(end.end() for end in _ENDED.finditer(text, block.content, block.end))):
        if start >= reached and (match := pattern.match(text, start, block.end)):
            yield match
            reached = match.end()


def _in_cells(reading: Reading, label: re.Pattern[str]) -> Iterator[Row]:
    """The rows of a table's cells that hold several dates, under the label of a list or beside it."""
    text = reading.text
    for table in reading.document.tables:
        for index, row in enumerate(table.rows):
            for before, cell in zip([None, *row], row, strict=False):
                over = (one for one in table.rows[0] if index == 1 and one.column == cell.column)
                first = row[:1] if cell is row[-1] and len(row) > 2 else []  # "Revised:", by whom, and when
                heads = [*over, *([before] if before is not None else []), *first]
                if any(label.fullmatch(text[head.start : head.end].strip(" :\n")) for head in heads):
                    listed = history_lists.listed_rows(text, cell.start, cell.end)
                    whole = len(listed) > 1 and cell.end - listed[-1].end < 10
                    yield from listed if whole else history_lists.stacked_rows(text, cell.start, cell.end)


def _unique(reading: Reading, rows: Iterable[Row]) -> Iterator[HistoryRow]:
    seen: set[tuple[str | None, str, int]] = set()
    for row in rows:
        description = row.text_in(reading.text)
        value = row.date.value if row.date else None
        key = (value, description, 0 if len(description) > _TOLD_TWICE else row.start)
        if key in seen:
            continue
        seen.add(key)
        yield HistoryRow(
            date=value,
            precision=row.date.system if row.date else None,
            description=description,
            evidence=Evidence(row.start, row.end, rule="history_rows.row", confidence=0.95),
        )
