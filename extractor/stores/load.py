"""Which store a URL names, and how a batch run's output gets into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from extractor.errors import UsageError
from extractor.stores import folder as batch


class Store(Protocol):
    """An open database. ``mark`` is how its SQL writes a parameter."""

    mark: str

    def load(self, folder: Path) -> None:
        """Put a run's records in, in one transaction: what was there of the same documents is replaced."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query."""

    def close(self) -> None:
        """Close the database."""


@contextmanager
def opened(url: str, *, write: bool = False) -> Iterator[Store]:
    """Open the store that a URL names: ``duckdb:FILE``, ``sqlite:FILE`` or ``postgresql://…``."""
    kind, _, rest = url.partition(":")
    if kind not in ("duckdb", "sqlite", "postgresql", "postgres") or not rest:
        raise UsageError(f"no store is named by {url!r}: write duckdb:FILE, sqlite:FILE or postgresql://…")
    if kind in ("duckdb", "sqlite") and not write and not Path(rest).is_file():
        raise UsageError(f"there is no store {rest}; make it with policy-extract load DIR --to {url}")
    store: Store
    if kind == "duckdb":
        from extractor.stores.duck import Duck

        store = Duck(rest, write=write)
    elif kind == "sqlite":
        from extractor.stores.lite import Lite

        store = Lite(rest, write=write)
    else:
        from extractor.stores.postgres import Postgres

        store = Postgres(url)
    try:
        yield store
    finally:
        store.close()


def load(folder: Path, url: str) -> dict[str, int]:
    """Load a batch run's output folder into a store; how many rows each table has then."""
    from extractor.stores.sql import ALL

    batch.check(folder)
    with opened(url, write=True) as store:
        store.load(folder)
        return {
            table.name: store.query(f'SELECT count(*) AS n FROM "{table.name}"')[0]["n"]  # noqa: S608
            for table in ALL
        }
