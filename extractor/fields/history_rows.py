"""How the rows of a revision history are told apart in a table, in blocks that begin or end with a date, and in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.mentions import dates
from extractor.types import Block, Cell, Mention, Reading, Table

# A short date that is one only in the place of a date: "6/23", "02-07"; not "1.20" (a version), "08.18" in prose.
_SHORT = re.compile(r"(?:0?[1-9]|1[0-2])(?:/\d\d|-\d\d)(?![\d/-])")
# What may stand between a date and its description: a colon, a dash, a bar.
_AFTER_DATE = re.compile(r"\s*[:|–—-]{0,2}\s*")
_LIST_MARK = re.compile(r"\s*(?:[,;&]|and\b|\s)\s*")
_LABEL_BEFORE = re.compile(r"(?P<label>[A-Za-z][A-Za-z &/()'’.*-]{1,60}?)\s?:?\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its date (None where it has none), where it stands, and the stretches of its description."""

    date: Mention | None
    start: int
    end: int
    description: tuple[tuple[int, int], ...]

    def text_in(self, text: str) -> str:
        """The description as printed; line ends and cell borders are one blank."""
        parts = (" ".join(text[low:high].split()) for low, high in self.description)
        return " ".join(part for part in parts if part).strip(" :|–—-")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of column heads and statuses: data of the profile's table ``history``."""

    head: frozenset[str]
    dropped: tuple[str, ...]
    status: frozenset[str]
    listed: tuple[str, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Words:
        """The words out of a profile's table."""
        return cls(
            head=frozenset(table.get("head_words", ())),
            dropped=tuple(table.get("dropped_columns", ())),
            status=frozenset(table.get("status_words", ())),
            listed=tuple(table.get("list_labels", ())),
        )


def date_at(text: str, start: int, end: int) -> Mention | None:
    """The date that begins at ``start``; a bare year or a number with a point is none here."""
    found = dates.read(text, start, end)
    if found is None or found.system in ("year", "impossible"):
        return None
    if found.rule == "dates.form_8" and not _SHORT.match(text, start, end):
        return None
    return found


# --------------------------------------------------------------------------- tables


def table_rows(reading: Reading, table: Table, words: Words) -> list[Row] | None:
    """The rows of a table with a column of dates; None where it has no such column."""
    text = reading.text
    width = max((cell.column + cell.columns for row in table.rows for cell in row), default=0)
    body = [row for row in table.rows if not _is_head(text[row[0].start : row[-1].end], words)] if table.rows else []
    heads = [""] * width
    for row in table.rows[: max(table.header, 1)]:
        if row not in body or table.header:
            for cell in row:
                heads[cell.column] += " " + text[cell.start : cell.end].lower()
    if table.header:
        body = [row for row in table.rows[table.header :] if row in body]
    column = _date_column(text, body, width)
    if column is None:
        return None
    others = {
        index
        for index in range(width)
        if index != column and ("date" in heads[index].split() or _is_date_column(text, body, index))
    }
    dropped = {index for index in range(width) if any(word in heads[index] for word in words.dropped)}
    rows: list[Row] = []
    for cells in body:
        date = next((date_at(text, cell.start, cell.end) for cell in cells if cell.column == column), None)
        told = tuple(
            (date.end if date and cell.column == column else cell.start, cell.end)
            for cell in cells
            if cell.end > cell.start
            and cell.column not in dropped
            and cell.column not in others
            and not (date is None and cell.column == column)
        )
        told = tuple((low, high) for low, high in told if text[low:high].strip(" :|–—-"))
        if date is not None:
            rows.append(Row(date, cells[0].start, cells[-1].end, told))
        elif rows and told:
            last = rows[-1]
            rows[-1] = Row(last.date, last.start, cells[-1].end, last.description + told)
    if len(rows) < 3 and not any(row.description for row in rows):
        return []  # the policy's own dates in a grid
    return rows


def _date_column(text: str, body: Sequence[Sequence[Any]], width: int) -> int | None:
    return next((index for index in range(width) if _is_date_column(text, body, index)), None)


def _is_date_column(text: str, body: Sequence[Sequence[Any]], column: int) -> bool:
    """Whether most cells of a column hold a date and little more."""
    filled = dated = 0
    for row in body:
        for cell in row:
            if cell.column == column and text[cell.start : cell.end].strip():
                filled += 1
                date = date_at(text, cell.start, cell.end)
                dated += date is not None and cell.end - date.end <= 24
    return dated > 0 and dated * 2 >= filled


def _is_head(line: str, words: Words) -> bool:
    """Whether a line holds nothing but the words of column heads ("Date", "Summary of Changes")."""
    tokens = [token.strip(".,:;()&/#*").lower() for token in re.split(r"[\s/]+", line)]
    tokens = [token for token in tokens if token]
    return bool(tokens) and len(tokens) <= 16 and all(token in words.head for token in tokens)


_CHANGES = frozenset(
    "action actions change changes comments description summary explanation approvals modification revisions updates history".split()  # noqa: SIM905
)


def is_history_head(reading: Reading, table: Table, words: Words) -> bool:
    """Whether one of a table's first rows says that it is a history: a date's head beside a change's."""
    return len(table.rows) >= 2 and any(_tells_history(reading.text, row, words) for row in table.rows[:3])


def _tells_history(text: str, row: Sequence[Cell], words: Words) -> bool:
    heads = [text[cell.start : cell.end].strip().lower() for cell in row]
    if len(heads) < 2 or not all(_is_head(head, words) for head in heads if head):
        return False
    tokens = [set(head.replace(",", " ").split()) for head in heads]
    return any("date" in head or "dates" in head for head in tokens) and any(
        head & _CHANGES and "date" not in head and "on" not in head for head in tokens
    )


# --------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text, or a date that opens or closes a row."""

    start: int
    end: int
    date: Mention | None = None
    item: bool = False
    block: int = 0


def block_rows(reading: Reading, blocks: Sequence[Block], words: Words) -> list[Row]:
    """The rows that blocks without a table hold, each begun (or ended) by its date."""
    pieces = list(_pieces(reading.text, blocks, words))
    if not any(piece.date for piece in pieces):
        return []
    told = [piece for piece in pieces if piece.date or not _is_head(reading.text[piece.start : piece.end], words)]
    return list(_date_first(reading.text, told) if _opens_with_date(told) else _date_last(reading.text, told))


def _opens_with_date(pieces: Sequence[_Piece]) -> bool:
    """Whether dates stand before what they date: the first piece is one, or a date is followed in its own block."""
    if pieces[0].date:
        return True
    if pieces[-1].date is None:
        return True
    led = sum(bool(a.date and b.date is None and a.block == b.block) for a, b in zip(pieces, pieces[1:], strict=False))
    trailed = sum(
        bool(b.date and a.date is None and a.block == b.block) for a, b in zip(pieces, pieces[1:], strict=False)
    )
    return led > trailed


def _date_first(text: str, pieces: Sequence[_Piece]) -> Iterator[Row]:
    date: Mention | None = None
    start = end = 0
    told: list[tuple[int, int]] = []
    opening = [index for index, piece in enumerate(pieces) if piece.date]
    last = opening[-1]
    usual = max((after - before - 1 for before, after in zip(opening, opening[1:], strict=False)), default=None)
    for index, piece in enumerate(pieces):
        if piece.date:
            if date:
                yield Row(date, start, end, tuple(told))
            date, start, end, told = piece.date, piece.start, piece.end, []
        elif date:
            if usual is not None and index > last + max(usual, 1):
                break  # longer than every other row: what closes the document
            if (
                index > last + 1
                and told
                and _ends(text, told[-1])
                and not piece.item
                and not text[piece.start].islower()
            ):
                break  # after the last row: a notice that closes the document
            told.append((piece.start, piece.end))
            end = piece.end
    if date:
        yield Row(date, start, end, tuple(told))


def _date_last(text: str, pieces: Sequence[_Piece]) -> Iterator[Row]:
    told: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.date is None:
            told.append((piece.start, piece.end))
        elif told:
            yield Row(piece.date, told[0][0], piece.end, tuple(told))
            told = []


def _ends(text: str, stretch: tuple[int, int]) -> bool:
    return text[stretch[0] : stretch[1]].rstrip()[-1:] in '.!?)”"'


def _pieces(text: str, blocks: Sequence[Block], words: Words) -> Iterator[_Piece]:
    """The blocks cut at the dates that open or close a row."""
    for index, block in enumerate(blocks):
        label = block.label is not None and not text[block.label.start : block.label.end][:1].isalnum()
        begin = block.content if label else block.start
        item = block.kind == "item"
        found = _row_dates(text, begin, block.end, words)
        if found is None:  # "Effective: 01/02/2024": a date of the policy, no row
            continue
        position = begin
        for date in found:
            head = text[position : date.start].strip(" \t:|–—-•(")
            if head and not (position == begin and head.lower() in words.status):
                yield _Piece(position, date.start, None, item, index)
            yield _Piece(date.start, date.end, date, item, index)
            position = min(_AFTER_DATE.match(text, date.end, block.end).end(), block.end)  # type: ignore[union-attr]
        if position < block.end and text[position : block.end].strip():
            yield _Piece(position, block.end, None, item and not found, index)


# A date opens a row at the start of a block, after the end of a sentence or a mark of a list; one in a sentence is told.
_BEFORE_ROW = re.compile(r"(?:[.;•|)]|\n|\s{2})\s*$")
_CANDIDATE = re.compile(
    r"(?<![\d/.-])(?:\d{1,4}[/.-]\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d|\d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)


def _row_dates(text: str, start: int, end: int, words: Words) -> list[Mention] | None:
    """The dates of a block that open or close rows; None where the block is a labelled date of the policy."""
    found: list[Mention] = []
    position = start
    first = date_at(text, start, end)
    if first is None:  # "Reviewed 02/15/2024 …", "New05/12/2022…": a status before the date
        word = re.compile(r"[A-Za-z]{3,12}\s?").match(text, start, end)
        if word and word[0].strip().lower() in words.status:
            first = date_at(text, word.end(), end)
    if first is not None:
        found.append(first)
        position = first.end
    candidates = [
        date
        for match in _CANDIDATE.finditer(text, position, end)
        if (date := date_at(text, match.start(), end)) is not None
    ]
    if first is None and len(candidates) == 1 and candidates[0].end >= end - 2:
        label = _LABEL_BEFORE.search(text, start, candidates[0].start)
        if (
            label
            and label.start("label") <= start + 1
            and (":" in text[start : candidates[0].start] or candidates[0].start - start < 30)
        ):
            if ":" in text[label.end("label") : candidates[0].start] or not _row_type(label["label"], words):
                return None
    for date in candidates:
        if date.start < position:
            continue
        gap = text[position : date.start]
        if not found:
            if date.end >= end - 2 or (re.match(r"\s[A-Z]", text[date.end : date.end + 2]) and date.start - start < 60):
                found.append(date)
                position = date.end
        elif _BEFORE_ROW.search(gap) and (
            date.end >= end - 1 or re.match(r"\s*[:–—-]|\s+[A-Z(]|\)", text[date.end : date.end + 3])
        ):
            found.append(date)
            position = date.end
    return found


def _row_type(label: str, words: Words) -> bool:
    """Whether what stands before a date is the kind of a revision ("Annual Review"), not the label of a date."""
    tokens = label.lower().split()
    if tokens[0] in ("last", "next", "original", "effective", "end"):
        return False
    return tokens[-1] in words.status or tokens[-1] in ("change", "changes")


# --------------------------------------------------------------------------- lists of dates


def is_list(text: str, start: int, end: int) -> bool:
    """Whether a block is nothing but a list of dates, two at least."""
    rows = listed_rows(text, start, end)
    return len(rows) >= 2 and end - rows[-1].end < 4


def listed_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of a list of dates that begins at ``start``, each with what stands in brackets after it."""
    rows: list[Row] = []
    position = start
    while (date := date_at(text, position, end)) is not None:
        told: tuple[tuple[int, int], ...] = ()
        position = date.end
        bracket = re.compile(r"\s?\((?P<told>[^()]{2,200})\)").match(text, position, end)
        if bracket:
            told, position = (bracket.span("told"),), bracket.end()
        rows.append(Row(date, date.start, position, told))
        mark = _LIST_MARK.match(text, position, end)
        if mark is None or mark.end() == position:
            break
        position = mark.end()
    return rows
