"""The physical side of a document before it is text: lines of characters with their place on a page.

Readers of formats without paragraphs (PDF, OCR, dumps of PDFs as plain text) give :class:`Line`; ``layout``
turns lines into blocks, marks furniture and builds the canonical text.

Lines and their runs are named tuples: there are tens of thousands, and a frozen dataclass takes three times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SIDE = 50_000
"""Regions from here on are side heads (each an even number) and the texts beside them (the number after it)."""

COUNTED = 100_000
"""Regions from here on are entries of a list whose numbers stand off from the text, bare of a point."""


class Run(NamedTuple):
    """A stretch ``line.text[start:end]`` set in one style."""

    start: int
    end: int
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    superscript: bool = False
    color: int | None = None


class Line(NamedTuple):
    """One printed line (or one column's or cell's share of it), in reading order.

    ``text`` is as the source has it, one character for each source character ``source … source + len(text)``
    (PDF: character indices of the page's text; text dumps: offsets into the decoded text).
    Box in points, origin at the top left; a text dump counts 6 points a column and 12 a line.
    ``region`` numbers the column, side bar or cell that the line stands in; lines of different regions never
    join. ``table``, ``row``, ``column`` place it in a table found by geometry.
    """

    page: int
    text: str
    source: int
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    runs: tuple[Run, ...] = ()
    region: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None
    right: float = 0.0  # right edge of the room that the line stands in (its cell, its column); 0 where unknown
    dotted: float = 0.0  # left edge of a bullet that is drawn before the line, not written; 0 without one
    turned: bool = False  # written up or down the page: a watermark, a label at its side

    def at(self, table: int | None, row: int | None, column: int | None, right: float, region: int = 0) -> Line:
        """The same line in a cell or column (quicker than _replace, and there are many)."""
        return Line(
            self.page, self.text, self.source, self.x0, self.y0, self.x1, self.y1, self.runs,
            region, table, row, column, right, self.dotted, self.turned,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A hyperlink over ``count`` source characters of a page from ``source`` on."""

    page: int
    source: int
    count: int
    uri: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: place, extent in rows and columns, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as one page shows it, found by geometry. Lines point at it by ``Line.table``, an index of grids."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    columns: tuple[float, ...]  # the columns' edges, one more than there are columns
    cells: tuple[GridCell, ...]
    ruled: bool = True
    header: int = 0  # rows at the top that are set apart as column heads
