"""``policy-extract lookup``: what payers say of a code."""

from __future__ import annotations

import csv
import json
import os
import sys
from typing import Any

import click

from extractor.commands.load import DEFAULT

SHOWN = {  # columns of the table on a terminal
    "payer": "Payer",
    "number": "Policy",
    "title": "Title",
    "code": "Code",
    "standing": "Standing",
    "valid_from": "From",
    "until": "Until",
    "policy_status": "Status",
}


@click.command()
@click.argument("code")
@click.option("--on", help="A day, 2024-05-01: only versions in force then.")
@click.option("--payer", help="Only of this payer: its id, or a part of its name.")
@click.option("--from", "url", default=lambda: os.environ.get("POLICY_STORE", DEFAULT), help=f"The store [{DEFAULT}].")
@click.option("--csv", "as_csv", is_flag=True, help="CSV for a spreadsheet.")
def lookup(code: str, on: str | None, payer: str | None, url: str, as_csv: bool) -> None:
    """Tell what the policies in a store say of a code.

    A table on a terminal, JSON in a pipe. Ranges that hold the code are found too. The store is the one that
    --from names, else the environment's POLICY_STORE. Exit status 1 where no policy names the code.
    """
    from extractor.errors import UsageError
    from extractor.stores.load import opened
    from extractor.stores.lookup import COLUMNS, Question, cell
    from extractor.stores.lookup import lookup as ask

    try:
        with opened(url) as store:
            rows = ask(store, Question(code, on, payer))
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    if as_csv:
        lines = csv.writer(sys.stdout)
        lines.writerow(COLUMNS)
        lines.writerows([cell(row[name]) for name in COLUMNS] for row in rows)
    elif sys.stdout.isatty():
        if rows:
            _table(code, rows)
        else:
            click.echo(f"No policy in the store names {code}{' under these conditions' if on or payer else ''}.")
    else:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    raise SystemExit(0 if rows else 1)


def _table(code: str, rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=f"{escape(code)} in {len(rows)} place{'' if len(rows) == 1 else 's'}", title_justify="left")
    for title in SHOWN.values():
        table.add_column(title)
    for row in rows:
        shown = {**row, "until": row["ends"] or row["superseded_on"]}
        if row["code_end"]:
            shown["code"] = f"{row['code']}-{row['code_end']}"
        table.add_row(*(escape(str(shown[key] or "")) for key in SHOWN))
    Console().print(table)
