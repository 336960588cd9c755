"""The data that flows through the extractor: what a reader gives, what is proposed, what is decided.

Two families live here, all frozen and made of standard-library values alone:

* **Source side**: :class:`Document` (canonical text, blocks, tables, pages, and the map back to the
  source), made by a reader and never changed afterwards.
* **Record side**: :class:`Policy` and its parts, whose fields are, in order, the keys of the record
  (see ``docs/record.md``); :meth:`Policy.to_dict` is a loop over them.

The only coordinate is the *offset*: a 0-based count of Unicode code points into ``Document.text``;
spans are half open. Pages are 1-based. Boxes are in points, origin at the top left of the page.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Literal

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


# --------------------------------------------------------------------------- the record


class Record:
    """Base of the record's parts: ``to_dict`` gives the record's JSON, key by key in field order."""

    __slots__ = ()
    _optional: ClassVar[frozenset[str]] = frozenset()  # keys left out where they are None

    def to_dict(self) -> dict[str, Any]:
        """This part as plain JSON values."""
        result = {}
        for f in fields(self):  # type: ignore[arg-type]
            value = getattr(self, f.name)
            if value is None and f.name in self._optional:
                continue
            result[f.name] = _plain(value)
        return result


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Box):
        return [value.page, round(value.x0, 1), round(value.y0, 1), round(value.x1, 1), round(value.y1, 1)]
    if isinstance(value, Problem):
        plain: dict[str, Any] = {"severity": value.severity, "code": value.code, "message": value.message}
        if value.start is not None:
            plain |= {"start": value.start, "end": value.end}
        return plain
    return value


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """What a value was read from, and the rule that read it.

    Rules give ``start``, ``end``, ``rule`` (a name found in the code) and ``confidence`` (0 to 1);
    page and boxes are filled in by the pipeline, once, from ``Document.locate``.
    """

    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class SourcePart(Record):
    """Which part of a book a record is of: ``number`` from 1 ``of`` all, its pages, its start in the book's text."""

    number: int
    of: int
    title: str | None
    first_page: int | None
    last_page: int | None
    start: int


@dataclass(frozen=True, slots=True)
class Source(Record):
    """The document that the record was read from. ``name`` is a file name, never a path."""

    name: str
    sha256: str
    media_type: str
    bytes: int
    pages: int | None
    characters: int
    ocr: bool
    part: SourcePart | None = None  # where the source is a book and the record of one of its policies


@dataclass(frozen=True, slots=True)
class Title(Record):
    """The subject of the policy, without payer, number or label."""

    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Payer(Record):
    """The organisation whose policy it is; ``id`` a slug, None where the name is not one that is known."""

    id: str | None
    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Number(Record):
    """A policy number; role ``primary`` · ``previous`` · ``related``."""

    value: str
    role: str
    label: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PolicyDate(Record):
    """A date of the policy itself; value ISO 8601 as precise as printed."""

    kind: str
    value: str
    precision: str
    label: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RelatedPolicy(Record):
    """A policy that the document lists as related."""

    title: str | None
    number: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Named(Record):
    """A value and where it was read: a line of business, a state."""

    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Facts(Record):
    """The facts that hold for the whole document (the record's key ``policy``)."""

    title: Title | None = None
    payer: Payer | None = None
    kind: str = "other"
    status: str = "unknown"
    numbers: tuple[Number, ...] = ()
    dates: tuple[PolicyDate, ...] = ()
    related: tuple[RelatedPolicy, ...] = ()
    lines_of_business: tuple[Named, ...] = ()
    states: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Section(Record):
    """A stretch of the document under one heading; reaches to the next heading of its level or above."""

    id: str
    parent: str | None
    level: int
    number: str | None
    heading: str
    type: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Constraint(Record):
    """A leaf's typed condition: kind ``age`` · ``duration`` · …; comparator ``=`` · ``<=`` · ``between`` · …."""

    kind: str
    comparator: str | None = None
    value: float | str | None = None
    high: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion(Record):
    """A node (``operator`` and ``items``, perhaps ``minimum`` and the ``text`` that opens it) or a leaf (``text``)."""

    _optional: ClassVar[frozenset[str]] = frozenset(
        {"operator", "minimum", "text", "start", "end", "constraint", "unmapped", "items"}
    )
    operator: str | None = None
    minimum: int | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None
    constraint: Constraint | None = None
    unmapped: str | None = None
    items: tuple[Criterion, ...] | None = None

    def leaves(self) -> Iterator[Criterion]:
        """The leaves below this node (or the leaf itself), in document order."""
        if self.items is None:
            yield self
            return
        for item in self.items:
            yield from item.leaves()


@dataclass(frozen=True, slots=True)
class Duration(Record):
    """A length of time: ``unit`` ``day`` · ``week`` · ``month`` · ``year`` (or the printed words in ``value``)."""

    value: float | str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """A sentence in which the payer takes a position, with the tree of conditions under which it holds."""

    id: str
    text: str
    position: str
    verdict: str
    conditional: bool
    service: str | None
    indication: str | None
    phase: str | None
    duration: Duration | None
    criteria: Criterion | None
    section: str | None
    evidence: Evidence
    codes: tuple[str, ...] = ()  # codes that it governs, "SYSTEM:CODE"
    references: tuple[str, ...] = ()  # numbers of the references that it cites


@dataclass(frozen=True, slots=True)
class Code(Record):
    """A medical code and its standing; a range keeps both ends."""

    system: str
    code: str
    code_end: str | None
    description: str | None
    status: str | None
    group: str | None
    modifiers: tuple[str, ...]
    section: str | None
    valid: bool | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Reference(Record):
    """An entry of the bibliography, with the parts that it gives."""

    number: int | None
    text: str
    authors: str | None
    title: str | None
    journal: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    pmid: str | None
    pmcid: str | None
    doi: str | None
    url: str | None
    accessed: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Identifier(Record):
    """A PMID, PMCID, DOI or NCT number; ``reference`` the number of the entry that it stands in."""

    system: str
    value: str
    reference: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class HistoryRow(Record):
    """A row of the policy's revision history."""

    date: str | None
    precision: str | None
    description: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Policy(Record):
    """The record: everything that was read from one source document. Keys as in ``docs/record.md``."""

    schema_version: str
    source: Source
    policy: Facts
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    codes: tuple[Code, ...] = ()
    references: tuple[Reference, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    diagnostics: tuple[Problem, ...] = ()

    def to_json(self, *, indent: int | None = 2) -> str:
        """The record as JSON text: keys in the contract's order, characters unescaped; no trailing line break."""
        separators = (",", ":") if indent is None else (",", ": ")
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, separators=separators)


# --------------------------------------------------------------------------- what stages hand on


@dataclass(frozen=True, eq=False)
class Profile:
    """What is known of a payer's layout, laid over the default: data out of ``payers/*.toml``.

    ``tables`` are the TOML tables (``headings``, ``dates``, ``numbers``, ``coverage``…), already merged.
    Two profiles are the same only if they are one object, so that stages can cache what they compile of it.
    """

    name: str
    tables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A document with its zones and proposals: what every field and the coverage pipeline decide from."""

    document: Document
    profile: Profile
    sections: tuple[Section, ...]
    mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.document.text

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds ``offset``; None before the first heading."""
        index = bisect_right(self._section_starts, offset) - 1
        return self.sections[index] if index >= 0 else None

    @cached_property
    def _section_ids(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    def ancestors(self, section: Section | None) -> Iterator[Section]:
        """The section itself, then its parents, innermost first."""
        while section is not None:
            yield section
            section = self._section_ids[section.parent] if section.parent else None

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def mentions_in(self, start: int, end: int, kind: str | None = None) -> Iterator[Mention]:
        """The mentions that begin in ``[start, end)``, of one kind where that is given, in order."""
        index = bisect_right(self._mention_starts, start - 1)
        while index < len(self.mentions) and self.mentions[index].start < end:
            if kind is None or self.mentions[index].kind == kind:
                yield self.mentions[index]
            index += 1
