"""Tables of a page: decides whether a ``table`` holds data or only places things, and lays out its grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.limits import MAX_TABLE_CELLS, MAX_TABLE_SPAN
from extractor.readers.html_lists import integer
from extractor.readers.html_tree import Element

_BLOCKS = frozenset("p div ul ol dl h1 h2 h3 h4 h5 h6 table section article blockquote pre".split())
_PARTS = frozenset("tr td th thead tbody tfoot caption colgroup col".split())
_CELL_LIMIT = 1_500
"""Characters of the average cell above which a table is no table of data; code tables reach 300."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell with its place and extent in the grid."""

    element: Element
    row: int
    column: int
    rows: int
    columns: int


def rows_of(table: Element) -> list[Element]:
    """The table's own rows in the order in which they are shown: head, bodies, foot."""
    head: list[Element] = []
    middle: list[Element] = []
    foot: list[Element] = []
    for child in _elements(table):
        if child.tag == "tr":
            middle.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            part = head if child.tag == "thead" else foot if child.tag == "tfoot" else middle
            part += [row for row in _elements(child) if row.tag == "tr"]
    return head + middle + foot


def _elements(parent: Element) -> Iterator[Element]:
    return (child for child in parent.children if isinstance(child, Element))


def cells_of(row: Element) -> list[Element]:
    """The row's own cells."""
    return [child for child in _elements(row) if child.tag in ("td", "th")]


def loose(table: Element) -> Iterator[Element | str]:
    """What stands in a table outside all cells: only where nesting beyond the limit was folded."""
    rows = rows_of(table)
    parts = [child for child in _elements(table) if child.tag in ("thead", "tbody", "tfoot")]
    for part in (table, *parts, *rows):
        for child in part.children:
            if child.strip() if isinstance(child, str) else child.tag not in _PARTS:
                yield child


def captions(table: Element) -> list[Element]:
    """The table's captions."""
    return [child for child in _elements(table) if child.tag == "caption"]


def is_data(table: Element) -> bool:
    """Whether the table relates cells to each other, and does not only place blocks on the page."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = [cells for row in rows_of(table) if (cells := [c for c in cells_of(row) if c.length])]
    count = sum(map(len, rows))
    width = max(map(len, rows), default=0)
    if width < 2:
        return False
    cells = [cell for row in rows for cell in row]
    for cell in cells:
        for inner in cell.descendants():
            if inner.tag in ("h1", "h2") or (inner.tag == "table" and is_nested_data(inner)):
                return False
    if any(cell.tag == "th" for cell in cells) and len(rows) > 1:
        return True
    if table.length > count * _CELL_LIMIT:
        return False
    if len(rows) == 1:
        return all(cell.length <= 200 and not _has_blocks(cell) for cell in cells)
    largest = max(cell.length for cell in cells)
    frame = len(rows) <= 3 and largest > 0.8 * table.length and largest > 800  # a side bar and the content
    return not frame


def is_nested_data(table: Element) -> bool:
    """Whether a table within a cell has rows of its own."""
    return sum(1 for row in rows_of(table) if len(cells_of(row)) > 1) > 1


def _has_blocks(cell: Element) -> bool:
    inner = [element for element in cell.descendants() if element.tag in _BLOCKS]
    return len(inner) > 3


def grid(table: Element) -> tuple[list[list[Slot]], int]:
    """The cells of each row in their columns, and how many rows at the top are column heads."""
    taken: dict[int, int] = {}  # column → rows that a cell from above still covers
    room = MAX_TABLE_CELLS  # places that spans may still take
    result: list[list[Slot]] = []
    header = 0
    only_heads = True
    rows = rows_of(table)
    in_head = {id(row) for part in _elements(table) if part.tag == "thead" for row in _elements(part)}
    for number, row in enumerate(rows):
        slots: list[Slot] = []
        column = 0
        begun: dict[int, int] = {}
        cells = cells_of(row)
        for cell in cells:
            while taken.get(column, 0) > 0:
                column += 1
            columns = min(max(integer(cell.attributes.get("colspan", "")) or 1, 1), MAX_TABLE_SPAN)
            down = integer(cell.attributes.get("rowspan", ""))
            down = len(rows) - number if down == 0 else max(down or 1, 1)
            down = min(down, MAX_TABLE_SPAN, len(rows) - number)
            slots.append(Slot(cell, number, column, down, columns))
            if down > 1 and (room := room - columns * down) > 0:
                for covered in range(column, column + columns):
                    begun[covered] = down
            column += columns
            room -= len(taken) // (len(cells) or 1)
        taken = {place: left - 1 for place, left in taken.items() if left > 1}
        for place, left in begun.items():
            taken[place] = max(taken.get(place, 0), left - 1)
        result.append(slots)
        filled = [cell for cell in cells if cell.length]
        heads = id(row) in in_head or (len(filled) > 1 and all(cell.tag == "th" for cell in filled))
        only_heads = only_heads and heads
        header += only_heads
    return result, min(header, len(rows) - 1)
