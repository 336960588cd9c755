"""``policy-extract review``: records beside their documents in the browser."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from extractor.errors import UsageError


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--records", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Folder of the records.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for NAME.review.json; beside each document where it is not said.",
)
@click.option("--export", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write one read-only page.")
@click.option(
    "--pages",
    type=click.Choice(["found", "all", "none"]),
    default="found",
    show_default=True,
    help="Pages drawn in an export: those with findings, all, or none.",
)
@click.option("--port", default=0, show_default="any free port", help="Port on the loopback address.")
@click.option("--who", help="Name that corrections carry; your login's where it is not said.")
@click.option("--profile", default="auto", show_default=True, help="auto, default (no payer's profile) or a name.")
@click.option("--password", help="Password of encrypted PDFs.")
@click.option("--open/--no-open", "browse", default=True, help="Open the browser.")
def review(
    sources: tuple[Path, ...],
    records: Path | None,
    output: Path | None,
    target: Path | None,
    pages: str,
    port: int,
    who: str | None,
    profile: str,
    password: str | None,
    browse: bool,
) -> None:
    """Look at records beside their documents, and correct them.

    SOURCES are documents or folders of them. A record that lies beside its document (or in --records) is
    shown; where there is none the document is extracted. Corrections are saved at once to NAME.review.json,
    which `evaluate` takes as gold; documents and records are never changed.
    """
    try:
        from extractor.review.library import Library
    except ImportError as error:  # pragma: no cover - depends on what is installed
        raise click.ClickException(f"{error.name} is missing: install payer-policy-extractor[review]") from error

    try:
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
        library = Library(
            sources, records=records, output=output, profile=profile, password=password, who=who or _login()
        )
        if target is not None:
            from extractor.review.export import export

            try:
                size = export(library, target=target, pages=pages)
            finally:
                library.close()
            click.echo(f"{target} ({size / 1e6:.1f} MB)", err=True)
            return
        from extractor.review.app import serve

        def ready(address: str) -> None:
            click.echo(f"Review {len(library.items)} documents at {address}\nStop with Ctrl+C.")
            if browse:
                import webbrowser

                webbrowser.open(address)

        serve(library, port=port, ready=ready)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"can't serve or write: {error.strerror or error}") from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"
