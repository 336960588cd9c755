"""``policy-extract show``: what the reader saw of a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.errors import ExtractorError
from extractor.pipeline import read, understand

if TYPE_CHECKING:
    from rich.console import Console

    from extractor.types import Block, Document, Section, Table

_FORMATS = {
    "application/pdf": "PDF",
    "text/html": "HTML",
    "text/plain": "text",
    "text/markdown": "Markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
}
_COLOURS = {"heading": "bold cyan", "item": "green", "furniture": "dim", "paragraph": ""}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--blocks", "what", flag_value="blocks", default=True, help="Each block with its kind, place and style.")
@click.option("--outline", "what", flag_value="outline", help="The section tree with types, levels and pages.")
@click.option("--tables", "what", flag_value="tables", help="The tables as grids.")
@click.option("--password", help="The password of an encrypted PDF.")
def show(file: Path, what: str, password: str | None) -> None:
    """Print what the reader saw of a document: its blocks, its outline, or its tables."""
    from rich.console import Console

    try:
        document = read(file, password=password)
    except ExtractorError as error:
        failure = click.ClickException(str(error))
        failure.exit_code = error.exit_code  # type: ignore[misc]  # click lets an instance say its own
        raise failure from error
    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, emoji=False, markup=False, width=160, color_system=None)
    _summary(console, document)
    if what == "outline":
        _outline(console, document)
    elif what == "tables":
        _tables(console, document)
    else:
        _blocks(console, document)


def _summary(console: Console, document: Document) -> None:
    """One line on the whole, and a line for each problem."""
    parts = [
        document.name,
        _FORMATS.get(document.media_type, document.media_type),
        f"{len(document.pages)} pages" if document.pages else "no pages",
        f"{len(document.text):,} characters",
        f"{len(document.blocks)} blocks",
        f"{len(document.tables)} tables",
    ]
    console.print(" · ".join(parts), style="bold", soft_wrap=True)
    for problem in document.problems:
        console.print(f"{problem.severity}: {problem.code}: {problem.message}", style="yellow", soft_wrap=True)


def _blocks(console: Console, document: Document) -> None:
    """A line for each block: offset, page, kind, look, place in a table, text."""
    from rich.text import Text

    paged = bool(document.pages)
    for block in document.blocks:
        line = Text(f"{block.start:>7} ", style="dim")
        if paged:
            line.append(f"p{block.page or '-':<4}", style="dim")
        line.append(f"{_kind(block):<12}", style=_COLOURS[block.kind])
        line.append(f"{_look(block):<10}", style="dim")
        if block.table is not None:
            line.append(f"t{block.table}[{block.row},{block.column}] ", style="magenta")
        line.append("  " * max(block.depth, 0))
        text = document.text_of(block)
        if block.label:
            size = block.label.end - block.label.start
            line.append(text[:size], style="yellow")
            text = text[size:]
        line.append(text, style=_COLOURS[block.kind])
        line.truncate(console.width, overflow="ellipsis")
        console.print(line)


def _kind(block: Block) -> str:
    """What a block is: ``heading 2``, ``item``, ``header``, ``contents``."""
    if block.role != "body":
        return block.role
    return f"heading {block.level}" if block.level else block.kind


def _look(block: Block) -> str:
    """Size, weight and indent, as far as they are known: ``11b +18``."""
    style = block.style
    size = f"{style.size:.4g}" if style.size else ""
    indent = f" +{style.indent:.0f}" if style.indent >= 1 else ""
    return f"{size}{'b' if style.bold else ''}{'i' if style.italic else ''}{'u' if style.underline else ''}{indent}"


def _outline(console: Console, document: Document) -> None:
    """The section tree: number and heading, then type, page and size."""
    from rich.text import Text

    for section in understand(document).sections:
        line = Text("  " * (section.level - 1))
        line.append(" ".join(filter(None, (section.number, section.heading))) or "(front)", style="bold cyan")
        line.append(f"  {section.type}", style="green" if section.type != "other" else "dim")
        line.append(f"  {_extent(section)}", style="dim")
        line.truncate(console.width, overflow="ellipsis")
        console.print(line)


def _extent(section: Section) -> str:
    """Where a section stands and how long it is."""
    page = f"p{section.page} " if section.page else ""
    return f"{page}{section.start}–{section.end} ({section.end - section.start:,})"


def _tables(console: Console, document: Document) -> None:
    """Each table as a grid; a cell over several columns or rows says so."""
    from rich import box
    from rich.table import Table as Grid

    for index, table in enumerate(document.tables):
        page = f", page {table.page}" if table.page else ""
        console.print(
            f"\ntable {index}{page}: {len(table.rows)} rows, {table.header} of them heads", style="bold magenta"
        )
        width = max((cell.column + cell.columns for row in table.rows for cell in row), default=1)
        grid = Grid(show_header=False, box=box.SQUARE if console.color_system else box.ASCII, show_lines=True)
        for _ in range(min(width, 20)):
            grid.add_column(overflow="fold")
        for number, row in enumerate(_laid(document, table, min(width, 20))):
            grid.add_row(*row, style="bold" if number < table.header else None)
        console.print(grid)


def _laid(document: Document, table: Table, width: int) -> Iterator[list[str]]:
    """The rows of a table with every cell in its column."""
    for row in table.rows:
        texts = [""] * width
        for cell in row:
            if cell.column < width:
                extent = f" ⟨{cell.rows}×{cell.columns}⟩" if cell.rows > 1 or cell.columns > 1 else ""
                texts[cell.column] = document.text_of(cell) + extent
        yield texts
