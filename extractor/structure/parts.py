"""Where a file that holds many policies, one after the other, is to be cut, and the document of each part.

A book repeats the opening of its parts: a label such as "Products Affected" under each drug's name, or a row for each
drug in one long table. The opening words are data (``[parts]`` of the profile); what stands over an opening, set
larger or by itself at the top of its page, is the part's title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.types import Block, Document, Evidence, Place, Problem, Profile, Span, Table, Title

FEWEST = 4  # openings that make a book; a policy may show its header table twice
REACH = 4  # blocks above an opening among which its title is looked for
LONGEST_TITLE = 120  # characters


@dataclass(frozen=True, slots=True)
class Part:
    """One policy of a book: ``text[start:end]``, its title where it has one, its pages."""

    number: int
    title: str | None
    start: int
    end: int
    first_page: int | None
    last_page: int | None


def find(document: Document, profile: Profile) -> tuple[Part, ...]:
    """The parts of a book in order; empty where the document is one policy."""
    words = profile.tables.get("parts", {})
    starts = _by_rows(document, words.get("columns", [])) or _by_openings(
        document, words.get("openings", []), words.get("titled", [])
    )
    if len(starts) < FEWEST:
        return ()
    ends = [start for start, _ in starts[1:]] + [len(document.text)]
    return tuple(
        Part(number, title, start, end, document.locate(start, start + 1).page, _last_page(document, start, end))
        for number, ((start, title), end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def title_of(document: Document, title: str | None) -> Title | None:
    """The title that a part has in its book, as the part's own: where no other was found."""
    start = document.text.find(title) if title else -1
    if not title or start < 0:
        return None
    return Title(title, Evidence(start, start + len(title), rule="title.part", confidence=0.7))


def problem(parts: tuple[Part, ...]) -> Problem | None:
    """What the record of a whole book says about it."""
    if not parts:
        return None
    message = f"the file holds {len(parts)} policies one after the other: split it for a record of each"
    return Problem("warning", "many_policies", message)


def _last_page(document: Document, start: int, end: int) -> int | None:
    pages = [block.page for block in document.blocks_in(start, end) if block.page is not None]
    return max(pages, default=None)


# --------------------------------------------------------------------------- openings


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def _by_openings(document: Document, openings: list[str], titled: list[str]) -> list[tuple[int, str | None]]:
    """Starts of parts by the first opening that repeats; one of ``titled`` counts only under a title."""
    wanted = {_folded(opening): rank for rank, opening in enumerate([*openings, *titled])}
    found: dict[str, list[int]] = {}
    for index, block in enumerate(document.blocks):
        narrow = block.table is None or len(document.tables[block.table].rows[0]) <= 2  # no column head of a grid
        if block.end - block.start <= LONGEST_TITLE and block.role != "contents" and narrow:
            key = _folded(document.text[block.start : block.end])
            if key in wanted:
                found.setdefault(key, []).append(index)
    repeated = [key for key, places in found.items() if len(places) >= FEWEST]
    if not repeated:
        return []
    best = min(repeated, key=lambda key: wanted[key])
    starts: list[tuple[int, str | None]] = []
    for index in found[best]:
        title = _title(document, index)
        if title is None and (wanted[best] >= len(openings) or not _opens_page(document, index)):
            continue  # a column head or label amid a page
        start = title.start if title else document.blocks[index].start
        if not starts or start > starts[-1][0]:
            starts.append((start, document.text_of(title) if title else _first_item(document, index)))
    return starts


def _title(document: Document, index: int) -> Block | None:
    """The block above an opening that names the part: on the same page, set larger or bolder than what it opens."""
    opening = document.blocks[index]
    for block in reversed(document.blocks[max(0, index - REACH) : index]):
        if block.page != opening.page or block.table is not None:
            break
        text = document.text[block.start : block.end]
        if block.kind == "furniture":
            continue
        named = block.kind == "heading" or block.style.size > opening.style.size or (
            block.style.bold and not text.rstrip().endswith((".", ":")))  # fmt: skip
        if not named or len(text) > LONGEST_TITLE:
            break
        return block
    return None


def _opens_page(document: Document, index: int) -> bool:
    page = document.blocks[index].page
    above = document.blocks[max(0, index - REACH) : index]
    return page is not None and (len(above) < REACH or above[0].page != page)


def _first_item(document: Document, index: int) -> str | None:
    for block in document.blocks[index + 1 : index + 4]:
        if block.kind != "furniture" and block.end - block.content <= LONGEST_TITLE:
            return document.text[block.content : block.end]
    return None


# --------------------------------------------------------------------------- rows


def _by_rows(document: Document, columns: list[str]) -> list[tuple[int, str | None]]:
    """Starts of parts where each row of one long table is a policy: its header has criteria columns."""
    wanted = {_folded(column) for column in columns}
    starts: list[tuple[int, str | None]] = []
    for table in document.tables:
        if not table.rows or len(table.rows[0]) < 4:
            continue
        header = {_folded(document.text_of(cell)) for cell in table.rows[0]}
        if len(header & wanted) < 3:
            continue
        for row in table.rows[max(1, table.header) :]:
            name = " ".join(document.text_of(row[0]).split()) if row else ""
            if row and row[0].column == 0 and name and _folded(name) not in header:
                starts.append((row[0].start, name[:LONGEST_TITLE]))
    return starts


# --------------------------------------------------------------------------- the document of a part


def document_of(document: Document, part: Part) -> Document:
    """The part as a document of its own: offsets count from its start, pages stay those of the book."""
    start, end = part.start, part.end

    def locate(low: int, high: int) -> Place:
        return document.locate(low + start, high + start)

    kept = {i: t for i, table in enumerate(document.tables) if (t := _rows_within(document, table, start, end))}
    whole = {index: (new, kept[index][1]) for new, index in enumerate(kept)}
    return replace(
        document,
        text=document.text[start:end],
        blocks=tuple(_moved(block, start, whole) for block in document.blocks_in(start, end) if block.end <= end),
        tables=tuple(_table(table, start, first) for table, first in kept.values()),
        pages=tuple(p for p in document.pages if _within(p.number, part.first_page, part.last_page)),
        marks=tuple(replace(m, start=m.start - start, end=m.end - start) for m in document.marks if _inside(m, part)),
        links=tuple(replace(x, start=x.start - start, end=x.end - start) for x in document.links if _inside(x, part)),
        bookmarks=tuple(b for b in document.bookmarks if _within(b.page, part.first_page, part.last_page)),
        problems=tuple(p for p in document.problems if p.start is None),
        locate=locate,
    )


def _inside(thing: object, part: Part) -> bool:
    return part.start <= thing.start and thing.end <= part.end  # type: ignore[attr-defined,no-any-return]


def _within(page: int | None, first: int | None, last: int | None) -> bool:
    return page is not None and first is not None and last is not None and first <= page <= last


def _rows_within(document: Document, table: Table, start: int, end: int) -> tuple[Table, int] | None:
    """A table of the part, or the part's rows of a table that holds many, with the number of the first of them."""
    if start <= table.start and table.end <= end:
        return table, 0
    inside = [index for index, row in enumerate(table.rows) if row and start <= row[0].start and row[-1].end <= end]
    if not inside or not table.rows[0] or inside[0] == 0:
        return None
    rows = tuple(table.rows[index] for index in inside)
    heads = [""] * (max(cell.column for cell in table.rows[0]) + 1)
    for cell in table.rows[0]:
        heads[cell.column] = document.text_of(cell)
    low, high = rows[0][0].start, rows[-1][-1].end
    return replace(table, start=low, end=high, rows=rows, header=0, heads=tuple(heads)), inside[0]


def _moved(block: Block, by: int, tables: dict[int, tuple[int, int]]) -> Block:
    label = Span(block.label.start - by, block.label.end - by) if block.label else None
    table, first = tables.get(block.table, (None, 0)) if block.table is not None else (None, 0)
    row = block.row - first if table is not None and block.row is not None and block.row >= first else None
    if first and not block.column:
        row = None  # the name of a part that is a row: its title, no cell
    return replace(block, start=block.start - by, end=block.end - by, label=label,
                   table=table if row is not None else None, row=row,
                   column=block.column if row is not None else None)  # fmt: skip


def _table(table: Table, by: int, first: int) -> Table:
    rows = tuple(
        tuple(replace(c, start=c.start - by, end=c.end - by, row=c.row - first) for c in row) for row in table.rows
    )
    return replace(table, start=table.start - by, end=table.end - by, rows=rows)
