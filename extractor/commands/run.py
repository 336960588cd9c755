"""``policy-extract run``: sources in, records out."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.pipeline import assemble, read, understand


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--text", is_flag=True)
@click.option("--profile", default="auto")
def run(sources: tuple[Path, ...], output: Path | None, text: bool, profile: str) -> None:
    """Turn policies into records."""
    for source in sources:
        document = read(source)
        policy = assemble(understand(document, profile=profile))
        if output is None:
            click.echo(policy.to_json())
        else:
            output.mkdir(parents=True, exist_ok=True)
            (output / f"{source.stem}.json").write_text(policy.to_json() + "\n", encoding="utf-8")
            if text:
                (output / f"{source.stem}.txt").write_text(document.text, encoding="utf-8")
