"""``policy-extract compare``: what changed between two versions of a policy, or two collections."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from extractor.errors import DocumentError, UsageError


@click.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@click.argument("new", type=click.Path(path_type=Path, exists=True))
@click.option("--html", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write a redline to this file.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), help="A table on a terminal, JSON in a pipe by default."
)
@click.option(
    "--grade",
    type=click.Choice(["breaking", "material", "minor", "cosmetic"]),
    default="cosmetic",
    show_default=True,
    help="Show changes of this grade and graver ones.",
)
@click.option("--profile", default="auto", show_default=True, help="auto, default (no payer's profile) or a name.")
@click.option("--password", help="Password of encrypted PDFs.")
def compare(
    old: Path, new: Path, target: Path | None, form: str | None, grade: str, profile: str, password: str | None
) -> None:
    """Say what changed from OLD to NEW.

    Both are documents or records (JSON), or both are folders: then policies are matched by payer and number,
    and the result is a change feed. Exit status: 0, changes or not; 1 where a document can't be read.
    """
    from extractor import compare as engine
    from extractor.compare import render
    from extractor.output import write_whole

    if old.is_dir() != new.is_dir():
        raise click.UsageError("compare two files or two folders")

    def load(path: Path) -> engine.Side:
        return engine.Side.load(path, profile=profile, password=password)

    wanted = engine.GRADES[: engine.GRADES.index(grade) + 1]
    form = form or ("table" if sys.stdout.isatty() else "json")
    try:
        if old.is_dir():
            feed = engine.compare_folders(old, new, load=load, grades=wanted)
            parts, plain, redline = render.feed_terminal(feed), feed.to_dict(), render.feed_page(feed)
        else:
            a, b = load(old), load(new)
            changes = [c for c in engine.compare(a, b) if c.grade in wanted]
            parts, redline = render.terminal(a, b, changes), render.page(a, b, changes)
            plain = {
                "old": a.record.get("source") or {"name": a.name},
                "new": b.record.get("source") or {"name": b.name},
                "summary": engine.counts(changes),
                "changes": [change.to_dict() for change in changes],
            }
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    if target is not None:
        write_whole(target, redline)
        click.echo(f"{target}", err=True)
    if form == "json":
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for part in parts:
        console.print(part)
