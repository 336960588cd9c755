"""Documents out of invented lines, for the tests of headings, outlines and contents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractor.types import Block, BlockKind, BlockRole, Bookmark, Cell, Document, Link, Mark, Span, Style, Table

PROSE = (
    "The service is a treatment that is given in an office under the care of a trained physician over several weeks."
)


@dataclass(frozen=True)
class L:
    """One invented block: its text, its look, and where it stands."""

    text: str
    size: float = 10.0
    bold: bool = False
    space: float = 0.3
    indent: float = 72.0
    kind: BlockKind = "paragraph"
    role: BlockRole = "body"
    level: int | None = None
    page: int = 1
    label: str = ""
    cell: tuple[int, int, int] | None = None  # table, row, column
    superscript: int = 0  # characters at the end that are set high
    linked: bool = False


def H(text: str, *, size: float = 14.0, bold: bool = True, space: float = 1.5, label: str = "") -> L:
    """A line set as headings are."""
    return L(text, size=size, bold=bold, space=space, label=label, kind="item" if label else "paragraph")


def P(text: str = PROSE) -> L:
    """A paragraph."""
    return L(text)


def Item(text: str, label: str = "•", *, bold: bool = False) -> L:
    """A list item."""
    return L(text, label=label, kind="item", bold=bold, indent=90.0)


def C(text: str, row: int, column: int, *, table: int = 0, bold: bool = False) -> L:
    """A table cell."""
    return L(text, cell=(table, row, column), bold=bold, space=0.0)


def document(*lines: L, bookmarks: tuple[Bookmark, ...] = ()) -> Document:
    """The document of these lines, one after the other."""
    text, blocks, marks, links = "", [], [], []
    for line in lines:
        start = len(text)
        text += (f"{line.label} " if line.label else "") + line.text
        end = len(text)
        table, row, column = line.cell or (None, None, None)
        blocks.append(
            Block(
                kind=line.kind,
                start=start,
                end=end,
                page=line.page,
                role=line.role,
                style=Style(size=line.size, bold=line.bold, indent=line.indent, space=line.space),
                level=line.level,
                label=Span(start, start + len(line.label)) if line.label else None,
                depth=0 if line.kind == "item" else -1,
                table=table,
                row=row,
                column=column,
            )
        )
        if line.superscript:
            marks.append(Mark(end - line.superscript, end, "superscript"))
        if line.linked:
            links.append(Link(start, end, "https://payer.test/x"))
        text += "\n"
    tables = {line.cell[0] for line in lines if line.cell}
    return Document(
        name="case.pdf",
        media_type="application/pdf",
        text=text,
        blocks=tuple(blocks),
        tables=tuple(_table(blocks, number) for number in sorted(tables)),
        marks=tuple(marks),
        links=tuple(links),
        bookmarks=bookmarks,
    )


def dump(*lines: L | str) -> Document:
    """The same as a source without styles gives it: neither size nor weight nor indent."""
    plain = [L(line) if isinstance(line, str) else line for line in lines]
    return document(*(replace(line, size=0.0, bold=False, indent=0.0, page=1) for line in plain))


def _table(blocks: list[Block], number: int) -> Table:
    own = [block for block in blocks if block.table == number]
    rows: dict[int, list[Block]] = {}
    for block in own:
        rows.setdefault(block.row or 0, []).append(block)
    return Table(own[0].start, own[-1].end, tuple(_cells(rows[row]) for row in sorted(rows)))


def _cells(blocks: list[Block]) -> tuple[Cell, ...]:
    return tuple(Cell(block.start, block.end, block.row or 0, block.column or 0) for block in blocks)
