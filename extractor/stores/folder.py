"""What a batch run's output folder holds for a store: its records, each document once, and its list of paths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.stores.tables import FILES, TABLES, Value, rows, value_of

CHUNK = 200  # documents that are loaded at a time: bounds the memory of a load


@dataclass(slots=True)
class Chunk:
    """Some documents, as rows for each table."""

    documents: list[str] = field(default_factory=list)
    rows: dict[str, list[list[Value]]] = field(default_factory=lambda: {table.name: [] for table in TABLES})


def records(folder: Path) -> list[Path]:
    """The run's NDJSON files, in order."""
    return sorted(folder.glob("records/part-*.ndjson"))


def parquet(folder: Path) -> list[Path]:
    """The run's Parquet files of records, in order."""
    return sorted(folder.glob("parquet/records/part-*.parquet"))


def check(folder: Path) -> None:
    """Refuse a folder that no finished run has written."""
    if not (folder / "run.json").is_file():
        raise UsageError(f"{folder} is not the output of a batch run that is through (it has no run.json)")


def chunks(folder: Path) -> Iterator[Chunk]:
    """The records in pieces; the first of several with the same bytes stands for them all."""
    seen: set[str] = set()
    chunk = Chunk()
    for record in _lines(folder):
        document = record["source"]["sha256"]
        if document in seen:
            continue
        seen.add(document)
        chunk.documents.append(document)
        for table, values in rows(record):
            chunk.rows[table].append(values)
        if len(chunk.documents) >= CHUNK:
            yield chunk
            chunk = Chunk()
    if chunk.documents:
        yield chunk


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    found = records(folder)
    if not found and parquet(folder):
        raise UsageError(f"{folder} holds Parquet alone: load it into DuckDB, or run batch with --format both")
    for path in found:
        with path.open("rb") as stream:
            for line in stream:
                yield json.loads(line)


def paths(folder: Path) -> list[list[Value]]:
    """The rows of the table ``files``."""
    with (folder / "documents.ndjson").open("rb") as stream:
        found = [json.loads(line) for line in stream]
    named = {row["path"]: row for row in found}  # a path is a key; of two that look alike the last stays
    return [[value_of(column, row) for column in FILES.columns] for row in named.values()]
