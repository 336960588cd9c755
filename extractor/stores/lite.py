"""The store in a SQLite file: no server, no package beyond Python's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.stores import folder as batch
from extractor.stores import sql
from extractor.stores.tables import FILES, TABLES

KINDS = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


class Lite:
    """A SQLite file."""

    mark = "?"

    def __init__(self, path: str, *, write: bool) -> None:
        try:
            uri = f"{Path(path).absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None)
            self._db.execute("SELECT 1 FROM sqlite_master")
        except sqlite3.Error as error:
            raise UsageError(f"{path}: {error}") from None
        self._db.row_factory = sqlite3.Row

    def load(self, folder: Path) -> None:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            for statement in (*sql.tables(KINDS), *sql.views(replace=False)):
                db.execute(statement)
            for chunk in batch.chunks(folder):
                gone = [(document,) for document in chunk.documents]
                for table in TABLES:
                    db.executemany(f'DELETE FROM "{table.name}" WHERE document = ?', gone)  # noqa: S608
                    db.executemany(sql.insert(table, "?"), chunk.rows[table.name])
            found = batch.paths(folder)
            db.executemany("DELETE FROM files WHERE path = ?", [(row[0],) for row in found])
            db.executemany(sql.insert(FILES, "?"), found)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.execute(sql, parameters)]

    def close(self) -> None:
        self._db.close()
