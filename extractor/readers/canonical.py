"""Canonical text: decides which characters of a source enter it, and lays pieces out as text, blocks and tables.

A reader of a format that knows its own structure (text, HTML, DOCX) gives a list of :class:`Piece` (one
block each) and :class:`Grid` (a table); :func:`assemble` makes the document of them in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.layout.labels import SYMBOLS
from extractor.layout.labels import label as find_label
from extractor.types import Block, BlockKind, BlockRole, Cell, Document, Link, Mark, Span, Style, Table

PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of source text with its traits: mark kinds, and the target of a link over it."""

    text: str
    marks: frozenset[str] = frozenset()
    uri: str | None = None


BREAK = Inline("\n", frozenset(("break",)))
"""Stands for a forced line break among inline stretches; :func:`lines` takes it out again."""


@dataclass(slots=True)
class Piece:
    """One block to be: its inline stretches and what the source says of it.

    ``label`` is a list label that the source prints but does not hold as text (an ``ol``'s number).
    """

    inlines: list[Inline]
    kind: BlockKind = "paragraph"
    level: int | None = None
    role: BlockRole = "body"
    style: Style = PLAIN
    depth: int = -1
    label: str | None = None
    page: int | None = None


@dataclass(slots=True)
class GridCell:
    """A table cell to be: its pieces, place and extent."""

    pieces: list[Piece]
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Grid:
    """A table to be: the cells that begin in each row; the first ``header`` rows are column heads."""

    rows: list[list[GridCell]]
    header: int = 0
    ruled: bool = True
    page: int | None = None


_REPLACED = {
    **{chr(code): character for code, character in SYMBOLS.items()},
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n",
    "\u2010": "-", "\u2011": "-",  # hyphen, non-breaking hyphen
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
"""Characters that only differ in how they are set, and glyphs of symbol fonts."""

_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls that are no white space
    r"\u00ad"  # soft hyphen
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c\u180e"  # zero-width and direction marks
    r"\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"  # interlinear anchors, non-characters, lone surrogates
)
_SPECIAL = re.compile("[" + "".join(map(re.escape, _REPLACED)) + "]")
_SPACE = re.compile(r"[^\S\x1c-\x1f]+")
_UNCOMMON = re.compile(r"[^\n\t\x20-\x7e]")


def clean(text: str) -> str:
    """The text with only characters that may stand in canonical text; line breaks and tabs are kept."""
    if not _UNCOMMON.search(text):
        return text
    return _SPECIAL.sub(lambda match: _REPLACED[match[0]], _DROPPED.sub("", text))


def fold(text: str) -> str:
    """Cleaned text with each run of white space as one blank, and none at the ends."""
    return " ".join(clean(text).split())


@dataclass(slots=True)
class _Assembly:
    """The canonical text as it grows."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    indents: list[float] = field(default_factory=list)  # of the open list levels

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def block(self, piece: Piece, separator: str, *, place: tuple[int, int, int] | None = None) -> bool:
        """Write one block after ``separator``; False (and nothing written) where it has no text."""
        start = self.length + len(separator)
        text, marks, links = _flow(piece.inlines)
        if not text:
            return False
        label: Span | None = None
        if piece.label:
            shift = len(piece.label) + 1
            label = Span(start, start + len(piece.label))
            text = f"{piece.label} {text}"
        else:
            shift = 0
            if piece.kind != "furniture" and (found := find_label(text)) and found[0] < len(text):
                size = found[0]
                label = Span(start, start + size)
                if text[size] != " ":  # "1.Age": the label stands apart from its text
                    text = f"{text[:size]} {text[size:]}"
                    marks = [(a + (a >= size), b + (b > size), kind) for a, b, kind in marks]
                    links = [(a + (a >= size), b + (b > size), uri) for a, b, uri in links]
        self.write(separator)
        self.write(text)
        offset = start + shift
        self.marks += [Mark(offset + a, offset + b, kind) for a, b, kind in marks]
        self.links += [Link(offset + a, offset + b, uri) for a, b, uri in links]
        style = piece.style
        if not style.bold and _covers(text[shift:], marks, "bold"):
            style = replace(style, bold=True)
        if not style.italic and _covers(text[shift:], marks, "italic"):
            style = replace(style, italic=True)
        if not style.underline and _covers(text[shift:], marks, "underline"):
            style = replace(style, underline=True)
        kind = piece.kind
        if kind == "paragraph" and label is not None:
            kind = "item"
        depth = self.nesting(kind, piece)
        table, row, column = place or (None, None, None)
        self.blocks.append(
            Block(
                kind, start, self.length, piece.page, piece.role, style, piece.level, label, depth, table, row, column
            )
        )
        return True

    def nesting(self, kind: BlockKind, piece: Piece) -> int:
        """The depth of a list item: as the source says, else by its indent among the items before it."""
        indent = piece.style.indent
        if kind != "item":
            if kind != "furniture" and self.indents and indent <= self.indents[0] + 1:
                self.indents = []
            return -1
        if piece.depth >= 0:
            self.indents = []
            return piece.depth
        while self.indents and self.indents[-1] > indent + 3:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 3:
            self.indents.append(indent)
        return len(self.indents) - 1

    def table(self, grid: Grid) -> None:
        """Write a table; rows without any text are left out, a table without any leaves nothing."""
        index = len(self.tables)
        rows: list[tuple[Cell, ...]] = []
        header = 0
        begin = self.length + (1 if self.length else 0)
        filled = [any(_flow(p.inlines)[0] for cell in row for p in cell.pieces) for row in grid.rows]
        if not any(filled):
            return
        for number, row in enumerate(grid.rows):
            if not filled[number]:
                continue
            new = len(rows)  # rows that are left out close up the grid
            header += number < grid.header
            if self.length:
                self.write("\n")
            cells = []
            for position, cell in enumerate(row):
                if position:
                    self.write("\t")
                start = self.length
                for piece in cell.pieces:
                    self.block(piece, "\n" if self.length > start else "", place=(index, new, cell.column))
                last = min(cell.row + cell.rows, len(grid.rows))
                extent = sum(filled[cell.row : last]) or 1
                cells.append(Cell(start, self.length, new, cell.column, extent, cell.columns))
            rows.append(tuple(cells))
        self.tables.append(Table(begin, self.length, tuple(rows), header, grid.ruled, grid.page))


def _flow(inlines: Sequence[Inline]) -> tuple[str, list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    """The folded text of inline stretches, with the marks and links over it."""
    parts: list[str] = []
    length = 0
    gap = False  # a blank is due before the next word
    marks: list[tuple[int, int, str]] = []
    links: list[tuple[int, int, str]] = []
    open_marks: dict[str, int] = {}
    ended = 0
    open_link: tuple[str, int] | None = None
    for inline in inlines:
        raw = clean(inline.text)
        if not raw:
            continue
        words = raw.split()
        if not words:
            gap = gap or length > 0
            continue
        if length and (gap or raw[0].isspace()):
            parts.append(" ")
            length += 1
        for kind in [kind for kind in open_marks if kind not in inline.marks]:
            marks.append((open_marks.pop(kind), ended, kind))
        if open_link and open_link[0] != inline.uri:
            links.append((open_link[1], ended, open_link[0]))
            open_link = None
        for kind in inline.marks:
            open_marks.setdefault(kind, length)
        if inline.uri and open_link is None:
            open_link = (inline.uri, length)
        text = " ".join(words)
        parts.append(text)
        length += len(text)
        ended = length
        gap = raw[-1].isspace()
    marks += [(start, ended, kind) for kind, start in open_marks.items()]
    if open_link:
        links.append((open_link[1], ended, open_link[0]))
    marks.sort()
    return "".join(parts), marks, links


_WORD = re.compile(r"\w")
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')\]]*\s*$")


def _covers(text: str, marks: list[tuple[int, int, str]], kind: str) -> bool:
    """Whether every word of the text lies under marks of one kind."""
    position = 0
    for start, end, mark in marks:
        if mark == kind:
            if _WORD.search(text, position, start):
                return False
            position = max(position, end)
    return position > 0 and not _WORD.search(text, position)


def assemble(
    pieces: Iterable[Piece | Grid], *, name: str, media_type: str, metadata: dict[str, str] | None = None
) -> Document:
    """Lay pieces and tables out as the canonical text of a document."""
    assembly = _Assembly()
    for piece in pieces:
        if isinstance(piece, Grid):
            assembly.table(piece)
        else:
            assembly.block(piece, "\n" if assembly.length else "")
    return Document(
        name=name,
        media_type=media_type,
        text="".join(assembly.parts),
        blocks=tuple(assembly.blocks),
        tables=tuple(assembly.tables),
        marks=tuple(sorted(assembly.marks, key=lambda mark: (mark.start, mark.end, mark.kind))),
        links=tuple(assembly.links),
        metadata=metadata or {},
    )


def lines(buffer: list[Inline]) -> Iterator[list[Inline]]:
    """The lines that breaks make, where they are lines and not only set so."""
    found: list[list[Inline]] = [[]]
    breaks = 0
    for inline in buffer:
        if inline is BREAK:
            breaks += 1
            continue
        if inline.text.isspace():
            if found[-1]:
                found[-1].append(inline)
            continue
        if breaks:
            if breaks == 1 and _runs_on(found[-1], inline.text):
                found[-1].append(Inline(" "))
            elif found[-1]:
                found.append([])
            breaks = 0
        found[-1].append(inline)
    yield from (line for line in found if line)


def _runs_on(line: list[Inline], after: str) -> bool:
    """Whether a sentence goes on behind a single break."""
    before = ""
    for inline in reversed(line):
        before = inline.text + before
        if len(before) > 60:
            break
    return len(before) > 40 and not _SENTENCE_END.search(before[-20:]) and after.lstrip()[:1].islower()
