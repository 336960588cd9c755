"""``policy-extract schema``: the contract of the record."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the record's JSON Schema."""
    from extractor.contract import schema_text

    click.echo(schema_text(), nl=False)
