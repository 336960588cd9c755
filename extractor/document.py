"""The source side of the data: what a reader gives, and what is proposed from it.

All frozen and made of standard-library values alone. The only coordinate is the *offset*: a 0-based count of Unicode
code points into ``Document.text``; spans are half open. Pages are 1-based. Boxes are in points, origin at the top left
of the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

# --------------------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch ``text[start:end]`` of the canonical text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: points, origin at the top left, ``x0 <= x1`` and ``y0 <= y1``."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span lies in the source: its first page (None without pages) and a box for each line."""

    page: int | None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the extractor doubts or could not read. ``code`` is stable; see ``docs/problems.md``."""

    severity: Literal["info", "warning", "error"]
    code: str
    message: str
    start: int | None = None
    end: int | None = None


# --------------------------------------------------------------------------- what a reader gives

BlockKind = Literal["paragraph", "heading", "item", "furniture"]
"""``heading`` only where the source itself says so (an HTML ``h2``, a DOCX heading style, Markdown ``##``);
headings that have to be inferred stay ``paragraph`` or ``item`` and are decided by ``structure``."""

BlockRole = Literal["body", "header", "footer", "navigation", "contents", "note"]
"""``contents``: an entry of a table of contents; ``note``: a foot- or endnote."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a block looks, as far as the source tells. Sizes and indents in points (text: 6 a column)."""

    size: float = 0.0  # the size that most of its characters have; 0 where unknown
    bold: bool = False  # every word of the block is bold
    italic: bool = False
    underline: bool = False
    indent: float = 0.0  # left edge of the first line's content (after a list label)
    space: float = 0.0  # white space above, as a share of the line height; 0 where unknown
    color: int | None = None  # fill colour as 0xRRGGBB; None where unknown


@dataclass(frozen=True, slots=True)
class Block:
    """One logical piece of text: a paragraph, list item, heading, line of a cell, or piece of furniture.

    ``text[start:end]`` holds no line break and no doubled blank; blocks do not overlap and stand in the
    order of the text. ``label`` is the span of a list label or outline number ("a.", "•", "1.2") at the
    start of the block, ``content`` the offset of the first character after it (``start`` without one).
    ``depth`` is the nesting of a list item as the source shows it (0 outermost, -1 no list item).
    ``table``, ``row``, ``column`` place a block that stands in a table cell (index into Document.tables).
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    role: BlockRole = "body"
    style: Style = Style()
    level: int | None = None  # declared heading level, 1 the highest
    label: Span | None = None
    depth: int = -1
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @property
    def content(self) -> int:
        """Offset of the first character after the label."""
        return self.label.end + 1 if self.label and self.label.end < self.end else self.start


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its stretch of the text (blocks in it are parted by a line break), place and extent."""

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table, already stitched over page breaks; header rows that a page repeats stand once.

    In the text a row is its cells parted by a tab, rows are parted by a line break.
    ``rows[i]`` are the cells that begin in row i, from left to right. ``header`` rows come first.
    """

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    header: int = 0
    ruled: bool = True
    page: int | None = None
    heads: tuple[str, ...] = ()  # the words over the columns, where they stand outside this text (a row of a book)


@dataclass(frozen=True, slots=True)
class Mark:
    """An inline trait: ``bold`` · ``italic`` · ``superscript`` · ``subscript`` · ``underline`` · ``strike``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink over a stretch of text."""

    start: int
    end: int
    uri: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the source's own outline (PDF bookmarks): title, level (1 the highest), page."""

    title: str
    level: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: number, size in points; ``ocr`` where its text was recognised from an image."""

    number: int
    width: float
    height: float
    ocr: bool = False


Locator = Callable[[int, int], Place]


def _nowhere(start: int, end: int) -> Place:
    return Place(None)


@dataclass(frozen=True)
class Document:
    """A source document as text that remembers where it came from.

    ``text`` is the canonical text: blocks parted by line breaks, cells by tabs. Running headers and footers
    are blocks of kind ``furniture`` and never stand inside a sentence: the reader puts them after the
    block that a page break cuts. ``locate(start, end)`` maps a span to its page and boxes.
    """

    name: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    pages: tuple[Page, ...] = ()
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)  # the source's own title, author, dates…
    problems: tuple[Problem, ...] = ()
    sha256: str = ""
    size: int = 0  # bytes of the source
    locate: Locator = _nowhere

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block_at(self, offset: int) -> int:
        """Index of the block that holds ``offset``, or of the last one before it (-1 before the first)."""
        return bisect_right(self._starts, offset) - 1

    def blocks_in(self, start: int, end: int) -> Iterator[Block]:
        """The blocks that begin in ``[start, end)``, furniture among them, in order."""
        index = bisect_right(self._starts, start - 1)
        while index < len(self.blocks) and self.blocks[index].start < end:
            yield self.blocks[index]
            index += 1

    def text_of(self, thing: Block | Cell | Span | Mark) -> str:
        """The canonical text of anything with a start and an end."""
        return self.text[thing.start : thing.end]


# --------------------------------------------------------------------------- what is proposed


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch that has the *shape* of something; whether it is one is decided by ``fields``.

    ``kind``: ``code`` · ``date`` · ``identifier``. ``system`` narrows it (``CPT``, ``pmid``, a date's precision).
    ``value`` is normalised (ISO date, upper-case code), ``high`` the other end of a range.
    """

    kind: str
    system: str
    start: int
    end: int
    value: str
    high: str | None = None
    rule: str = ""
    confidence: float = 1.0
    extra: tuple[str, ...] = ()
