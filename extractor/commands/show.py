"""``policy-extract show``: what the reader saw of a document."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.pipeline import read, understand


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--blocks", "what", flag_value="blocks", default=True, help="Each block with its kind, place and style.")
@click.option("--outline", "what", flag_value="outline", help="The section tree.")
@click.option("--tables", "what", flag_value="tables", help="The tables as grids.")
def show(file: Path, what: str) -> None:
    """Print what the reader saw of a document."""
    document = read(file)
    if what == "outline":
        for s in understand(document).sections:
            click.echo(f"{s.start:>7} p{s.page or '-':<3} {'  ' * s.level}{s.number or ''} {s.heading}  [{s.type}]")
        return
    if what == "tables":
        for index, table in enumerate(document.tables):
            click.echo(f"table {index}: page {table.page}, {len(table.rows)} rows, {table.header} header")
            for row in table.rows:
                click.echo("  | " + " | ".join(document.text_of(cell).replace("\n", " ⏎ ") for cell in row))
        return
    for b in document.blocks:
        place = f"t{b.table}[{b.row},{b.column}]" if b.table is not None else ""
        style = f"{b.style.size:.4g}{'b' if b.style.bold else ''} x{b.style.indent:.0f}"
        click.echo(
            f"{b.start:>7} p{b.page or '-':<3} {b.kind[:4]:4} {b.role[:4]:4} {style:10} {place:9} "
            f"{'h' + str(b.level) if b.level else ''}{'  ' * max(b.depth, 0)}{document.text_of(b)[:150]}"
        )
