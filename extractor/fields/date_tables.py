"""Decides which dates of a table's cells are the policy's own: by the heads of columns, by the labels of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.fields.date_labels import WORD, Claim, Labels, tidy
from extractor.fields.zones import Zones
from extractor.mentions import dates as shapes
from extractor.types import Cell, Mention, Reading, Table


def under_header(reading: Reading, date: Mention, zone: str, labels: Labels, tables: list[Table]) -> Claim | None:
    """A date in a table's cell whose column head is a label, where the table has one row of values."""
    text = reading.text
    for table in tables:
        if not table.start <= date.start < table.end or len(table.rows) > 3:
            continue
        for index, row in enumerate(table.rows[1:], start=1):
            for cell in row:
                if not cell.start <= date.start < cell.end or text[cell.start : date.start].strip():
                    continue
                for head in table.rows[index - 1]:
                    if head.column != cell.column or any(c.isdigit() for c in text[head.start : head.end]):
                        continue
                    label = text[head.start : head.end].strip()
                    kind = labels.kind(label) if all(labels.knows(w) for w in WORD.findall(label)) else None
                    row_of_history = zone == "history" and not re.search(r"(?i)original|initial|next|current", label)
                    if kind and len(table.rows) <= 2 and not row_of_history:
                        return Claim(kind, tidy(label), [date], cell.start, zone, "dates.under_header", 0.9)
    return None


_COLUMNS = re.compile(r"(?i)(?:committee|source).{0,30}\tdates?(?:\(s\))?")


def of_committees(reading: Reading, labels: Labels, places: Zones) -> Iterator[Claim]:
    """The rows of a table that says of each label ("Revised:") which committee did it, and on which dates."""
    text = reading.text
    for table in reading.document.tables:
        head = table.rows[0] if table.rows else ()
        if len(head) < 3 or not _COLUMNS.fullmatch(
            "\t".join(text[cell.start : cell.end].strip() for cell in head[-2:])
        ):
            continue
        for row in table.rows[1:]:
            label = text[row[0].start : row[0].end].strip() if len(row) > 2 else ""
            kind = labels.kind(label) if label.endswith(":") else None
            dates = [date for date in shapes.scan(text[row[-1].start : row[-1].end]) if date.value]
            told = [replace(date, start=date.start + row[-1].start, end=date.end + row[-1].start) for date in dates]
            if kind and told:
                zone = places.of(row[0].start)
                yield Claim(kind, tidy(label), told, row[0].start, zone, "dates.committee", 0.9)


def of_rows(reading: Reading, labels: Labels, places: Zones) -> Iterator[tuple[int, int, list[Claim]]]:
    """The stretch and the rows of each table whose first column says of what the dates beside it are: "Date Issued", "Date Revised"."""
    text = reading.text
    for table in reading.document.tables:
        told: list[tuple[str, int, list[Mention]]] = []
        for row in table.rows if len(table.rows) > 2 else ():
            cells = {cell.column: cell for cell in row}
            first, second = cells.get(0), cells.get(1)
            label = text[first.start : first.end].strip(" :\n") if first is not None else ""
            date = shapes.read(text, second.start, second.end) if second is not None else None
            if label and not (WORD.search(label) and all(labels.knows(word) for word in WORD.findall(label))):
                told = []
                break
            if label and labels.kind(label):
                told.append((label, row[0].start, []))
            if date is not None and date.value and told and second is not None and _fills(text, date, second):
                told[-1][2].append(date)
        claims = [
            Claim(kind, tidy(label), dates, start, places.of(start), "dates.rows", 0.9)
            for label, start, dates in told
            if dates and (kind := labels.kind(label))
        ]
        if len({claim.kind for claim in claims}) > 1:
            yield table.start, table.end, claims


def _fills(text: str, date: Mention, cell: Cell) -> bool:
    return not text[cell.start : date.start].strip() and not text[date.end : cell.end].strip()
