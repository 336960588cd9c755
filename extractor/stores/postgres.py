"""The store in PostgreSQL: rows go in by COPY, a load is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.stores import folder as batch
from extractor.stores import sql
from extractor.stores.tables import FILES, TABLES, Table, Value

KINDS = {"text": "TEXT", "integer": "BIGINT", "number": "DOUBLE PRECISION", "boolean": "BOOLEAN"}
LOCK = 0x706F6C6963  # of loads into one database: one at a time
FUNCTION = f"""
CREATE OR REPLACE FUNCTION in_force(day text) RETURNS SETOF versions STABLE LANGUAGE sql AS
$$ SELECT * FROM versions WHERE {sql.IN_FORCE.format("day")} $$
"""  # noqa: S608 - constants


class Postgres:
    """A PostgreSQL database, by its URL."""

    mark = "%s"

    def __init__(self, url: str) -> None:
        try:
            import psycopg
            from psycopg.rows import dict_row
        except ImportError:
            raise UsageError("PostgreSQL needs the package psycopg: install the extra 'postgres'") from None
        try:
            self._db = psycopg.connect(url, row_factory=dict_row, autocommit=True)
        except psycopg.Error as error:
            raise UsageError(f"PostgreSQL: {error}".strip()) from None

    def load(self, folder: Path) -> None:
        with self._db.transaction(), self._db.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            for statement in (*sql.tables(KINDS), *sql.views(), FUNCTION):
                cursor.execute(statement)
            for chunk in batch.chunks(folder):
                for table in TABLES:
                    cursor.execute(f'DELETE FROM "{table.name}" WHERE document = ANY(%s)', (chunk.documents,))  # noqa: S608
                    self._copy(cursor, table, chunk.rows[table.name])
            found = batch.paths(folder)
            cursor.execute("DELETE FROM files WHERE path = ANY(%s)", ([row[0] for row in found],))
            self._copy(cursor, FILES, found)

    @staticmethod
    def _copy(cursor: Any, table: Table, rows: list[list[Value]]) -> None:
        if rows:
            with cursor.copy(f'COPY "{table.name}" ({sql.quoted(*table.names)}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.execute(sql, parameters or None).fetchall()]

    def close(self) -> None:
        self._db.close()
