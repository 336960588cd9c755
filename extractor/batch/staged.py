"""What Ray's tasks write and a later run finds again: Parquet files of records with what makes them a manifest.

A row is one document's result: record or failure, under the manifest's key. The record is the last column, so
that the parent, which needs to know what is there and nothing of what is in it, reads all the others alone.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.batch.pool import Result

FOLDER = ".state/staged"
SCHEMA = pa.schema(
    [
        ("run", pa.int64()),  # when the run began, in milliseconds: of two results under one key the newer holds
        ("position", pa.int64()),  # in that run
        ("name", pa.string()),
        ("sha256", pa.string()),
        ("key", pa.string()),  # content, extractor and options
        ("version", pa.string()),  # extractor and options
        ("limits", pa.string()),
        ("size", pa.int64()),
        ("known", pa.bool_()),  # an earlier row has this key's result
        ("pages", pa.int64()),
        ("failure", pa.string()),  # JSON
        ("elapsed", pa.float64()),
        ("attempts", pa.int64()),
        ("resident", pa.int64()),
        ("record", pa.string()),  # the record as JSON, as it stands in a line of the output
    ]
)
MANIFEST = [name for name in SCHEMA.names if name != "record"]
PARQUET = {"compression": "zstd", "write_page_checksum": True}  # how they are written


def row(result: Result, *, run: int, key: str | None, version: str, limits: str, resident: int) -> dict[str, Any]:
    """A result as a row."""
    return {
        "run": run,
        "position": result.task.position,
        "name": result.task.name,
        "sha256": result.sha256,
        "key": key,
        "version": version,
        "limits": limits,
        "size": result.size,
        "known": result.known,
        "pages": result.pages,
        "failure": json.dumps(result.failure) if result.failure else None,
        "elapsed": result.elapsed,
        "attempts": result.attempts,
        "resident": resident,
        "record": zlib.decompress(result.record).decode() if result.record else None,
    }


@dataclass(frozen=True, slots=True)
class Staged:
    """The folder of staged files, on a file system that every machine of the cluster sees."""

    system: Any  # of fsspec
    root: str

    @property
    def folder(self) -> str:
        """Where the files are."""
        return f"{self.root}/{FOLDER}"

    def files(self) -> list[str]:
        """The names of the files that are there."""
        self.system.invalidate_cache()
        if not self.system.exists(self.folder):
            return []
        found = (path.rpartition("/")[2] for path in self.system.ls(self.folder, detail=False))
        return sorted(name for name in found if name.endswith(".parquet"))

    def manifest(self, name: str) -> list[dict[str, Any]] | None:
        """The rows of a file without their records; None of one that is not whole (yet)."""
        return self._read(name, MANIFEST)

    def records(self, name: str, keys: Collection[str]) -> Mapping[str, str]:
        """The records of a file under these keys."""
        rows = self._read(name, ["key", "record"])
        if rows is None:
            raise OSError(f"{self.folder}/{name} is gone or damaged; --fresh does without it")
        return {row["key"]: row["record"] for row in rows if row["key"] in keys and row["record"] is not None}

    def _read(self, name: str, columns: list[str]) -> list[dict[str, Any]] | None:
        try:
            with self.system.open(f"{self.folder}/{name}", "rb") as stream:
                file = pq.ParquetFile(stream, pre_buffer=True, page_checksum_verification=True)
                table = file.read(columns=columns)
        except (
            pa.ArrowException,
            OSError,
            ValueError,
        ):  # a task that was killed has left half of it, or is still writing
            return None
        return table.to_pylist()  # type: ignore[no-any-return]

    def remove(self, names: Iterable[str]) -> None:
        """Remove files."""
        for name in names:
            self.system.rm_file(f"{self.folder}/{name}")
