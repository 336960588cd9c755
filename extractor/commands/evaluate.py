"""``policy-extract evaluate``: how well records agree with gold."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from extractor.errors import UsageError


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, exists=True))
@click.argument("predicted", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "json", "html"]),
    help="How to print; a table on a terminal and JSON in a pipe where it is not said.",
)
@click.option("--misses", default=10, show_default=True, metavar="N", help="Slips shown per field and document.")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="Show the slips of this field only; repeatable.")
@click.option("--min-f1", type=float, metavar="F", help="Fail (exit 1) where the mean of the fields' F1 is below this.")
def evaluate(
    gold: Path, predicted: Path, form: str | None, misses: int, fields: tuple[str, ...], min_f1: float | None
) -> None:
    """Measure the records in PREDICTED against those in GOLD (folders or files, matched by name).

    GOLD may hold hand-made gold records, whole records, or NAME.review.json files written by `review`.
    """
    from extractor.evaluate import FIELDS, render
    from extractor.evaluate import evaluate as measure

    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise click.BadParameter(f"no field {unknown[0]!r}; there are {', '.join(FIELDS)}", param_hint="--field")
    try:
        report = measure(gold, predicted)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    form = form or ("table" if sys.stdout.isatty() else "json")
    if form == "json":
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(render.markdown(report, misses=misses, fields=fields), nl=False)
    elif form == "html":
        click.echo(render.page(report, misses=misses, fields=fields), nl=False)
    else:
        from rich.console import Console

        console = Console(highlight=False)
        for part in render.terminal(report, misses=misses, fields=fields):
            console.print(part)
    if min_f1 is not None and report.soft.mean_f1 < min_f1:
        raise click.ClickException(f"mean F1 {report.soft.mean_f1:.4f} is below {min_f1}")
