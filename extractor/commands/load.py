"""``policy-extract load``: a batch run's output into a database."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT = "duckdb:policies.duckdb"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "url", default=DEFAULT, show_default=True, help="duckdb:FILE, sqlite:FILE or postgresql://…")
def load(folder: Path, url: str) -> None:
    """Load the records of a batch run into a database.

    FOLDER is the output of policy-extract batch. Loading it again changes nothing; a document that is there
    already (the same bytes) is replaced.
    """
    from extractor.errors import UsageError
    from extractor.stores.load import load as load_folder

    try:
        counts = load_folder(folder, url)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    click.echo("  ".join(f"{name} {count:,}" for name, count in counts.items()))
