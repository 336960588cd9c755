"""Tables of a DOCX file: decides what stands in a cell, and when paragraphs with tabs are rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.readers.canonical import Grid, GridCell, Inline, Piece


def flat(content: list[Piece | Grid]) -> list[Piece]:
    """The blocks of a cell; a table within it gives its cells' blocks."""
    found: list[Piece] = []
    for piece in content:
        if isinstance(piece, Grid):
            found += [inner for row in piece.rows for cell in row for inner in cell.pieces]
        else:
            found.append(piece)
    return [piece for piece in found if any(inline.text.strip() for inline in piece.inlines)]


def bold(row: list[GridCell]) -> bool:
    """Whether all text of a row is bold."""
    inlines = [i for cell in row for piece in cell.pieces for i in piece.inlines if i.text.strip()]
    return bool(inlines) and all("bold" in inline.marks for inline in inlines)


def tabbed(pieces: list[Piece | Grid]) -> Iterator[Piece | Grid]:
    """Two and more paragraphs on end that hold a tab between texts are the rows of a table."""
    run: list[tuple[Piece, list[list[Inline]]]] = []
    headings = frozenset(_said(p.inlines) for p in pieces if isinstance(p, Piece) and p.kind == "heading")
    for piece in [*pieces, None]:
        cells = _cells(piece) if isinstance(piece, Piece) and piece.kind == "paragraph" and piece.role == "body" else []
        if isinstance(piece, Piece) and len(cells) > 1:
            run.append((piece, cells))
            continue
        if len(run) > 1 and _contents([cells for _, cells in run], headings):
            yield from (replace(one, role="contents") for one, _ in run)
        elif len(run) > 1:
            yield Grid(
                [[GridCell([Piece(cell)], r, c) for c, cell in enumerate(row)] for r, (_, row) in enumerate(run)],
                ruled=False,
            )
        else:
            yield from (one for one, _ in run)
        run = []
        if piece is not None:
            yield piece


def _contents(rows: list[list[list[Inline]]], headings: frozenset[str]) -> bool:
    """Whether rows list the document's headings with their pages: "Scope", "3"; a table of doses names no headings."""
    pages = [_said(row[-1]) for row in rows if len(row) == 2]
    if len(pages) < len(rows) or not all(page.isdecimal() for page in pages):
        return False
    named = sum(_said(row[0]) in headings for row in rows)
    return 2 * named > len(rows) and sorted(pages, key=int) == pages


def _said(inlines: Iterable[Inline]) -> str:
    return " ".join("".join(inline.text for inline in inlines).split()).casefold()


def _cells(piece: Piece) -> list[list[Inline]]:
    """The parts of a paragraph between tabs; tabs at its ends part nothing."""
    cells: list[list[Inline]] = [[]]
    for inline in piece.inlines:
        parts = inline.text.split("\t")
        for position, part in enumerate(parts):
            if position:
                cells.append([])
            if part:
                cells[-1].append(replace(inline, text=part))
    filled = [any(inline.text.strip() for inline in cell) for cell in cells]
    if not any(filled):
        return []
    first, last = filled.index(True), len(filled) - filled[::-1].index(True)
    return cells[first:last]
