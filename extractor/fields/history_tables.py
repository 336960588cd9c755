"""Which tables are a revision history, and which of their columns give a row's date and its description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.fields.history_rows import Row, Words, date_at
from extractor.types import Cell, Mention, Reading, Table

_CHANGES = frozenset(
    {"action", "actions", "change", "changes", "comments", "description", "summary", "explanation", "approvals"}
    | {"modification", "revision", "revisions", "updates", "history"}
)


# The label of one of the policy's own dates, beside it: "Effective", "Last review date", "Retired".
_LABEL = re.compile(
    r"(?:(?:last|next|original|policy)\s){0,2}(?:effective|review|reviewed|revised|approved|approval|published|end|termination|retired)"
    r"(?:\sdate)?$",
    re.IGNORECASE,
)


_EFFECTIVE = re.compile(r"(?:date )?effective(?: date)?:?", re.IGNORECASE)
_LINE = re.compile(r"\S[^\n]*")
_BETWEEN = re.compile(r"[ ,;\n]*")


@dataclass(frozen=True, slots=True)
class Columns:
    """The heads of a table's columns, small letters; a table that goes on without heads takes the last ones."""

    heads: tuple[str, ...]


def rows(
    reading: Reading, table: Table, words: Words, *, before: Columns | None = None
) -> tuple[list[Row], Columns] | None:
    """The rows of a table with a column of dates, and its columns; None where it has no such column.

    A first row without a date goes on from the table before: its ``date`` is None.
    """
    text = reading.text
    width = max((cell.column + cell.columns for row in table.rows for cell in row), default=0)
    columns = _columns(text, table, width, words)
    if not any(columns.heads) and before and len(before.heads) == width:
        columns = before
    body = [row for row in table.rows[table.header :] if not words.is_head(text[row[0].start : row[-1].end])]
    heads = [set(head.split()) for head in columns.heads]
    dated = [index for index in range(width) if _is_date_column(text, body, index)]
    dated = dated or [index for index in range(width) if _is_date_column(text, body, index, told=True)][:1]
    if not dated:
        return None
    column = dated[0]
    left_out = {index for index in range(width) if index in dated or ("date" in heads[index] and index != column)}
    left_out |= {index for index in range(width) if index not in dated and _says_one_thing(text, body, index)}
    dropped = {index for index in range(width) if any(word in columns.heads[index] for word in words.dropped)}
    if len(left_out | dropped) == width:  # "Date" and "Reason": the reason is all that is told
        dropped = {index for index in dropped if "reason" not in heads[index]}
    left_out |= dropped
    found: list[Row] = []
    for cells in body:
        date = next((date_at(text, cell.start, cell.end) for cell in cells if cell.column == column), None)
        told = [(cell.start, cell.end) for cell in cells if cell.column not in left_out]
        if stacked := _stacked(text, next((cell for cell in cells if cell.column == column), None), told):
            found += stacked
            continue
        if date is not None:
            told += [(date.end, cell.end) for cell in cells if cell.column == column]
        told = sorted((low, high) for low, high in told if text[low:high].strip(" :|–—-,\t\n"))
        if date is not None and len(told) == 1 and _EFFECTIVE.fullmatch(text, *told[0]) and told[0][1] <= date.start:
            continue  # "Date Effective" beside a date: the policy's own
        if date is not None:
            found.append(Row(date, cells[0].start, cells[-1].end, tuple(told)))
        elif found and told:
            last = found[-1]
            found[-1] = Row(last.date, last.start, cells[-1].end, (*last.description, *told))
        elif told:
            found.append(Row(None, cells[0].start, cells[-1].end, tuple(told)))
    if _is_grid(text, found) or (len(body) == 1 and any(head.startswith("original ") for head in columns.heads)):
        return [], columns  # the policy's own dates
    return found, columns


def _stacked(text: str, cell: Cell | None, told: Sequence[tuple[int, int]]) -> list[Row]:
    """The rows of a cell that holds a date for each line of the cell beside it, and nothing else."""
    if cell is None or len(told) != 1 or told[0][0] < cell.end:
        return []
    listed: list[Mention] = []
    position = cell.start
    while position < cell.end and (date := date_at(text, position, cell.end)) is not None:
        listed.append(date)
        gap = _BETWEEN.match(text, date.end, cell.end)
        position = gap.end() if gap else cell.end
    lines = [match.span() for match in _LINE.finditer(text, *told[0])]
    if position < cell.end or len(listed) < 2 or len(lines) != len(listed):
        return []
    return [Row(date, date.start, line[1], (line,)) for date, line in zip(listed, lines, strict=True)]


def _is_grid(text: str, found: Sequence[Row]) -> bool:
    """Whether a table gives the policy's own dates: labels beside dates, or one line of dates without a word."""
    told = [
        text[row.description[-1][0] : row.description[-1][1]].strip() if row.description else ""
        for row in found
        if row.date
    ]
    if len(told) < 3 and not any(told):
        return True
    if told and sum(line.endswith(":") for line in told) * 2 >= len(told):
        return True
    return bool(told) and all(
        _LABEL.match(line) and row.date and row.description[-1][1] <= row.date.start
        for line, row in zip(told, (row for row in found if row.date), strict=True)
    )


def _columns(text: str, table: Table, width: int, words: Words) -> Columns:
    heads = [""] * width
    marked = [row for row in table.rows[: max(table.header, 3)] if words.is_head(text[row[0].start : row[-1].end])]
    for row in [*table.rows[: table.header], *(row for row in marked if row not in table.rows[: table.header])]:
        for cell in row:
            heads[cell.column] = f"{heads[cell.column]} {' '.join(text[cell.start : cell.end].lower().split())}".strip()
    return Columns(tuple(heads))


def _says_one_thing(text: str, body: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether a column says the same figure in each of several rows: the policy's own number."""
    said = [text[cell.start : cell.end].strip() for row in body for cell in row if cell.column == column]
    return len(said) > 1 and len(set(said)) == 1 and any(letter.isdigit() for letter in said[0])


def _is_date_column(text: str, body: Sequence[Sequence[Cell]], column: int, *, told: bool = False) -> bool:
    """Whether most cells of a column hold a date and little more; ``told``, a date first and what was done behind it."""
    filled = dated = 0
    for row in body:
        for cell in row:
            if cell.column == column and text[cell.start : cell.end].strip():
                filled += 1
                date = date_at(text, cell.start, cell.end)
                if told:
                    dated += date is not None and date.start == cell.start
                else:
                    dated += date is not None and cell.end - date.end <= 24
    return dated > 0 and dated * 2 >= filled


def is_history(reading: Reading, table: Table, words: Words) -> bool:
    """Whether one of a table's first rows says that it is a history: a date's head beside a change's."""
    return len(table.rows) >= 2 and any(_tells_history(reading.text, row, words) for row in table.rows[:3])


def _tells_history(text: str, row: Sequence[Cell], words: Words) -> bool:
    heads = [text[cell.start : cell.end].strip().lower() for cell in row]
    if len(heads) < 2 or not all(words.is_head(head) for head in heads if head):
        return False
    tokens = [set(head.replace(",", " ").replace("/", " ").split()) for head in heads]
    dated = any("date" in head or "dates" in head for head in tokens) or {"revision", "history"} <= tokens[0]
    return dated and any(head & _CHANGES and "date" not in head and "on" not in head for head in tokens)
