"""The store in a DuckDB file, the embedded default: Parquet goes in by SQL, as it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.stores import folder as batch
from extractor.stores import sql
from extractor.stores.tables import FILES, TABLES, Column, Table, Value

KINDS = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
MACRO = f"CREATE OR REPLACE MACRO in_force(day) AS TABLE SELECT * FROM versions WHERE {sql.IN_FORCE.format('day')}"  # noqa: S608


class Duck:
    """A DuckDB file (``:memory:`` for one that is gone afterwards).

    Its tables have no primary keys: DuckDB checks them too early to replace a row within one transaction.
    The loader keeps the keys unique.
    """

    mark = "?"

    def __init__(self, path: str, *, write: bool) -> None:
        try:
            import duckdb
        except ImportError:
            raise UsageError("DuckDB needs the package duckdb: install the extra 'stores'") from None
        try:
            self._db = duckdb.connect(path, read_only=not write)
        except duckdb.Error as error:
            raise UsageError(f"{path}: {error}") from None

    def load(self, folder: Path) -> None:
        db = self._db
        db.execute("BEGIN")
        try:
            for statement in (*sql.tables(KINDS, keys=False), *sql.views(), MACRO):
                db.execute(statement)
            if batch.parquet(folder):
                self._load_parquet(folder)
            else:
                for chunk in batch.chunks(folder):
                    for table in TABLES:
                        self._replace(table, "document", chunk.documents, chunk.rows[table.name])
            found = batch.paths(folder)
            self._replace(FILES, "path", [str(row[0]) for row in found], found)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def _replace(self, table: Table, key: str, gone: list[str], rows: list[list[Value]]) -> None:
        import pyarrow as pa

        self._db.execute(f'DELETE FROM "{table.name}" WHERE {key} IN (SELECT unnest(?))', [gone])  # noqa: S608
        if rows:
            types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
            arrays = [pa.array([row[i] for row in rows], types[column.kind]) for i, column in enumerate(table.columns)]
            self._db.register("fresh_rows", pa.table(arrays, names=list(table.names)))
            self._db.execute(f'INSERT INTO "{table.name}" SELECT * FROM fresh_rows')  # noqa: S608
            self._db.unregister("fresh_rows")

    def _load_parquet(self, folder: Path) -> None:
        db = self._db
        files = [str(path) for path in batch.parquet(folder)]
        nodes = [str(path) for path in sorted(folder.glob("parquet/criteria/part-*.parquet"))]
        db.execute(
            "CREATE OR REPLACE TEMP TABLE chosen AS SELECT source.sha256 AS document, min(position) AS first "
            "FROM read_parquet(?) GROUP BY ALL",
            [files],
        )
        for table in TABLES:
            db.execute(f'DELETE FROM "{table.name}" WHERE document IN (SELECT document FROM chosen)')  # noqa: S608
            if table.name == "criteria":
                values = ", ".join(
                    f'{_clean(column, sql.quoted(column.name))} AS "{column.name}"' for column in table.columns
                )
                select = f"SELECT DISTINCT {values} FROM read_parquet(?)"  # noqa: S608
                db.execute(f'INSERT INTO "criteria" {select} ORDER BY document, statement, node', [nodes])
            else:
                db.execute(f'INSERT INTO "{table.name}" {_select(table)}', [files])
        db.execute("DROP TABLE chosen")

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        result = self._db.execute(sql, list(parameters))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def close(self) -> None:
        self._db.close()


def _select(table: Table) -> str:
    """The rows of a table out of the nested records: the table's own definition, as SQL."""
    source = "FROM read_parquet(?) r JOIN chosen ON r.position = chosen.first"
    if not table.path:
        columns = ", ".join(_value(column, "r") for column in table.columns)
        return f"SELECT {columns} {source} ORDER BY r.position"
    items = _path("r", table.path)
    columns = ", ".join(_value(column, "item") for column in table.columns[2:])
    return (
        f"SELECT document, place, {columns} FROM ("  # noqa: S608
        f"SELECT chosen.document, r.position, unnest(range(len({items}))) AS place, unnest({items}) AS item {source}"
        ") ORDER BY position, place"
    )


def _path(root: str, keys: Sequence[str]) -> str:
    return root + "".join(f'."{key}"' for key in keys)


def _value(column: Column, root: str) -> str:
    value = _path(root, column.path)
    if column.each:
        value = f"list_transform({value}, lambda part: part.{column.each})"
    if column.json and column.path[-1] != "criteria":  # a tree is JSON text already
        return f"CAST(to_json({value}) AS VARCHAR)"
    return _clean(column, value)


def _clean(column: Column, value: str) -> str:
    """As :func:`extractor.stores.tables.clean`."""
    return f"replace({value}, chr(0), chr(65533))" if column.kind == "text" else value
