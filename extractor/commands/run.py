"""``policy-extract run``: sources in, records out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from extractor.errors import DocumentError, Failed, UsageError
from extractor.output import Names, write_whole

SUFFIXES = frozenset({".pdf", ".html", ".htm", ".xhtml", ".docx", ".txt", ".text", ".md", ".markdown"})
"""What is taken from a folder; a file that is named outright is read whatever its suffix."""


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder for the records.")
@click.option("--text", is_flag=True, help="Write the canonical text beside each record (needs -o).")
@click.option("--compact", is_flag=True, help="One line of JSON a record, without white space.")
@click.option("--profile", default="auto", show_default=True, help="auto, default (no payer's profile) or a name.")
@click.option("--password", help="Password of encrypted PDFs.")
@click.option("--split", "divide", is_flag=True, help="A record for each policy of a file of many (needs -o).")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def run(
    sources: tuple[Path, ...],
    output: Path | None,
    text: bool,
    compact: bool,
    profile: str,
    password: str | None,
    divide: bool,
    debug: bool,
) -> None:
    """Turn policies into records.

    A SOURCE is a file, a folder (walked) or - (bytes on standard input). One document without -o is printed;
    with -o each gives DIR/NAME.json. Exit status: 0 all well, 1 some documents failed, 2 wrong usage.
    """
    found = list(_walk(sources))
    if output is None and (len(found) != 1 or text or divide):
        raise click.UsageError("several documents, --text and --split need -o DIR" if found else "no document found")
    if not found:
        raise click.UsageError("no document found in there: looked for " + " ".join(sorted(SUFFIXES)))
    from extractor import contract, payers
    from extractor.pipeline import assemble, read, split, understand

    try:
        if profile not in ("auto", "default"):
            payers.load(profile)
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"can't write to {output}: {error.strerror}") from error

    names, written, problems, failed = Names(), 0, 0, 0
    with _progress(len(found)) as advance:
        for path in found:
            label = "standard input" if str(path) == "-" else path.name
            try:
                if str(path) == "-":
                    document = read(sys.stdin.buffer.read(), name="stdin", password=password)
                else:
                    document = read(path, password=password)
                made = [
                    (part, assemble(understand(part, profile=profile), part=place))
                    for part, place in (split(document, profile) if divide else ((document, None),))
                ]
                for _, policy in made:
                    contract.validate(policy)
            except DocumentError as error:
                failed += 1
                error.name = label
                click.echo(str(error), err=True)
                advance()
                continue
            except Exception as error:
                failed += 1
                if debug:
                    raise
                click.echo(str(Failed(f"{type(error).__name__}: {error}"[:300], name=label)), err=True)
                advance()
                continue
            stem = names.take(path.name if str(path) != "-" else "stdin")
            if output is not None and stem != path.stem and str(path) != "-":
                click.echo(f"{path}: written as {stem}.json", err=True)
            for part, policy in made:
                record = policy.to_json(indent=None if compact else 2) + "\n"
                if output is None:
                    click.echo(record, nl=False)
                    continue
                place = policy.source.part
                own = f"{stem}-{place.number:03d}" if place else stem
                write_whole(output / f"{own}.json", record)
                if text:
                    write_whole(output / f"{own}.txt", part.text)
                written += 1
                problems += any(problem.severity != "info" for problem in policy.diagnostics)
            advance()
    if output is not None:
        tail = f", {problems} with problems (see their diagnostics)" if problems else ""
        click.echo(f"{written} records written to {output}{tail}; {failed} documents failed", err=True)
    sys.exit(1 if failed else 0)


def _walk(sources: tuple[Path, ...]) -> Iterator[Path]:
    for source in sources:
        if str(source) == "-" or not source.is_dir():
            yield source
            continue
        for path in sorted(source.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(source).parts)
            if path.suffix.lower() in SUFFIXES and not hidden and path.is_file():
                yield path


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal; nothing in a pipe."""
    if total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("extracting", total=total)
        yield lambda: progress.advance(task)
