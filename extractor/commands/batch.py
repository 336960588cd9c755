"""``policy-extract batch``: many sources in, record files, failures and a report out."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

FORMATS = {"ndjson": ("ndjson",), "parquet": ("parquet",), "both": ("ndjson", "parquet")}
SIZE = re.compile(r"(?i)\A(\d{1,12}(?:\.\d{1,3})?)\s?([KMGT]?)(?:i?B)?\Z")  # 2G, 512 MB, 1.5GiB; not 2Gx


class Size(click.ParamType):  # type: ignore[type-arg]
    """A number of bytes: 512M, 2G."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = SIZE.match(str(value))
        if match is None:
            self.fail(f"{value!r} is no size such as 512M or 2G", param, ctx)
        return int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("-o", "--output", required=True, help="Output folder; with --engine ray a URL, too.")
@click.option("--publish", "store", metavar="URL", help="Copy the finished output there, too: s3://bucket/folder.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="ndjson", show_default=True, help="Of the records."
)
@click.option("--workers", type=click.IntRange(1), default=lambda: os.cpu_count() or 1, help="Processes [all cores].")
@click.option("--timeout", type=click.FloatRange(0.01), default=120.0, show_default=True, help="Seconds a document.")
@click.option(
    "--memory", type=Size(), default="2G", show_default=True, help="Memory a document, over an idle worker's."
)
@click.option("--limit", type=click.IntRange(0), help="Try the first so many documents; the others are skipped.")
@click.option("--profile", default="auto", show_default=True, help="auto, default (no payer's profile) or a name.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True)
@click.option("--address", help="Of a Ray cluster; without it Ray runs on this machine.")
@click.option("--fresh", is_flag=True, help="Extract everything again, whatever earlier runs did.")
@click.option("--retry", is_flag=True, help="Try again what failed for want of time or memory.")
@click.option("--log-json", is_flag=True, help="Log as JSON lines on standard error.")
def batch(
    sources: tuple[str, ...],
    output: str,
    store: str | None,
    form: str,
    workers: int,
    timeout: float,
    memory: int,
    limit: int | None,
    profile: str,
    engine: str,
    address: str | None,
    fresh: bool,
    retry: bool,
    log_json: bool,
) -> None:
    """Turn any number of policies into records; start it again and it goes on where it was.

    A SOURCE is a folder, a glob, a file, a .zip or .tar.gz (read in place), a URL that fsspec knows (s3://…),
    or a manifest: @LIST.txt with a path a line, or a CSV file with a column 'path' (others are carried along).

    Writes records/ (and parquet/), documents.ndjson, failures.ndjson, report.html, report.json, run.json.
    Exit status: 0 all well, 1 some documents failed, 2 wrong usage, 130 stopped (start it again to go on).
    """
    from extractor import payers
    from extractor.batch.fetch import filesystem, is_url
    from extractor.batch.pool import Limits, Stopped
    from extractor.batch.progress import Bar, Lines, Watch
    from extractor.batch.publish import publish
    from extractor.batch.run import Plan, run
    from extractor.errors import ExtractorError, UsageError

    plan = Plan(
        sources=sources,
        output=Path(output),
        store=output if is_url(output) else None,
        workers=workers,
        limits=Limits(timeout, memory),
        limit=limit,
        formats=FORMATS[form],
        profile=profile,
        engine=engine,
        address=address,
        fresh=fresh,
        retry=retry,
    )
    watch: Watch = Lines(as_json=log_json) if log_json or not sys.stderr.isatty() else Bar()
    try:
        if profile not in ("auto", "default"):
            payers.load(profile)
        if store is not None and is_url(output):
            raise UsageError("-o is a URL already: what is to be published stands there")
        if store is not None:
            filesystem(store)  # a store that is not known is told before the work, not after it
        facts = run(plan, watch=watch)
        if store is not None:
            watch.event("published", url=store, **publish(Path(output), store))
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    except Stopped:
        watch.event("stopped", hint="start it again to go on where it was")
        raise SystemExit(130) from None
    except ExtractorError as error:
        raise click.ClickException(str(error)) from None
    finally:
        watch.close()
    counts = facts["counts"]
    click.echo(
        f"found {counts['found']:,} = written {counts['written']:,} + failed {counts['failed']:,} "
        f"+ skipped {counts['skipped']:,}; see {output.rstrip('/')}/report.html"
    )
    raise SystemExit(1 if counts["failed"] else 0)
