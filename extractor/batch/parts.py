"""The run's output files: what stands in them follows from the sources and their bytes, and nothing else.

Records stand in the order of the sources, a thousand documents a part, whoever extracted them and when.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO, Any

from extractor import flat
from extractor.batch import tally
from extractor.batch.durable import whole
from extractor.batch.state import Outcome, outcomes

DOCUMENTS = 1_000  # found documents of one part
ROW_GROUP = 100  # records of one Parquet row group: bounds the memory of writing, and is what a reader skips by
FORMATS = ("ndjson", "parquet")


def count(found: int, size: int) -> int:
    """How many parts so many documents make."""
    return (found + size - 1) // size


def name(part: int) -> str:
    """The stem of a part's files."""
    return f"part-{part:05d}"


def files(part: int, formats: tuple[str, ...]) -> list[str]:
    """The files of one part, below the output folder."""
    chosen = [f"records/{name(part)}.ndjson"] if "ndjson" in formats else []
    if "parquet" in formats:
        chosen += [f"parquet/{table}/{name(part)}.parquet" for table in ("records", "criteria")]
    return chosen


def write(*, state: str, output: str, part: int, size: int, formats: list[str]) -> dict[str, Any]:
    """Write the files of the part that holds documents ``part * size`` and up, out of the manifest."""
    first, last = part * size, (part + 1) * size
    new = new_content(Path(state), first, last)
    return fill(outcomes(Path(state), first, last), new=new, folder=Path(output), part=part, formats=formats)


def fill(
    ended: Iterable[Outcome], *, new: Collection[str], folder: Path, part: int, formats: Sequence[str]
) -> dict[str, Any]:
    """Write the files of a part out of its documents, in order.

    Gives the tally of its records, and that of those whose content (``new``: hashes) the last run didn't have.
    """
    counted: tally.Tally = {}
    counted_new: tally.Tally = {}
    with ExitStack() as stack:
        sinks: list[Any] = []
        if "ndjson" in formats:
            sinks.append(_Lines(stack.enter_context(whole(folder / f"records/{name(part)}.ndjson"))))
        if "parquet" in formats:
            tables = [stack.enter_context(whole(folder / path)) for path in files(part, ("parquet",))]
            sinks.append(stack.enter_context(closing(_Parquet(*tables))))
        for outcome in ended:
            if outcome.status != "written":
                continue
            line = outcome.record()
            record = json.loads(line)
            for sink in sinks:
                sink.add(outcome, line, record)
            tally.add(counted, record)
            if outcome.sha256 in new:
                tally.add(counted_new, record)
    written = {path: described(folder / path) for path in files(part, tuple(formats))}
    return {"all": tally.trimmed(counted), "new": tally.trimmed(counted_new), "files": written}


def folders(formats: Sequence[str]) -> list[str]:
    """The folders of the parts, below the output folder."""
    tables = ["parquet/records", "parquet/criteria"] if "parquet" in formats else []
    return [*(["records"] if "ndjson" in formats else []), *tables]


def new_content(state: Path, first: int, last: int) -> frozenset[str]:
    """Hashes of the part's documents that the last finished run didn't have; none if there was no such run."""
    with closing(sqlite3.connect(state, timeout=60)) as db:
        if not db.execute("SELECT 1 FROM previous LIMIT 1").fetchone():
            return frozenset()
        rows = db.execute(
            "SELECT DISTINCT sha256 FROM documents WHERE position >= ? AND position < ? AND sha256 IS NOT NULL "
            "AND sha256 NOT IN (SELECT sha256 FROM previous WHERE sha256 IS NOT NULL)",
            (first, last),
        )
        return frozenset(row[0] for row in rows)


def described(path: Path) -> dict[str, Any]:
    """Size and hash of a file, for the list of files in ``run.json``."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


class _Lines:
    """Records as NDJSON: the record of the contract, one a line, and nothing beside."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def add(self, outcome: Outcome, line: bytes, record: Mapping[str, Any]) -> None:
        self.stream.write(line + b"\n")


class _Parquet:
    """Records as nested columns, and the nodes of their criteria as a table of their own."""

    def __init__(self, records: IO[bytes], criteria: IO[bytes]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        from extractor.batch import columns

        self._table, self._columns = pa.Table, columns
        self._schemas = (columns.record_schema(), columns.CRITERIA_SCHEMA)
        self._writers = tuple(
            pq.ParquetWriter(stream, schema, compression="zstd")
            for stream, schema in zip((records, criteria), self._schemas, strict=True)
        )
        self._rows: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []

    def add(self, outcome: Outcome, line: bytes, record: Mapping[str, Any]) -> None:
        self._nodes += flat.criteria_rows(record)
        self._rows.append(
            self._columns.record_row(record, position=outcome.position, path=outcome.path, columns=outcome.columns)
        )
        if len(self._rows) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        for writer, schema, rows in zip(self._writers, self._schemas, (self._rows, self._nodes), strict=True):
            if rows:
                writer.write_table(self._table.from_pylist(rows, schema=schema))
                rows.clear()

    def close(self) -> None:
        self._flush()
        for writer in self._writers:
            writer.close()


# --------------------------------------------------------------------------- the run's lists


def write_lists(*, state: Path, output: Path, found: int, size: int) -> dict[str, Any]:
    """Write ``documents.ndjson`` and ``failures.ndjson``; the counts, which add up."""
    counts = {"found": 0, "written": 0, "failed": 0, "skipped": 0}
    codes: dict[str, int] = {}
    reasons: dict[str, int] = {}
    with whole(output / "documents.ndjson") as documents, whole(output / "failures.ndjson") as failures:
        for outcome, part, line in _placed(state, found, size):
            counts["found"] += 1
            counts[outcome.status] += 1
            row = {"path": outcome.path, "status": outcome.status, "sha256": outcome.sha256, "bytes": outcome.size}
            if outcome.status == "written":
                row |= {"part": name(part), "line": line}
            elif outcome.skipped:
                row["reason"] = outcome.skipped
                reasons[outcome.skipped] = reasons.get(outcome.skipped, 0) + 1
            elif outcome.failure:
                row["code"] = code = outcome.failure["code"]
                codes[code] = codes.get(code, 0) + 1
                _put(failures, _failure(outcome, outcome.failure))
            _put(documents, {**row, "columns": dict(outcome.columns)})
    return {"counts": counts, "failures": dict(sorted(codes.items())), "skipped": dict(sorted(reasons.items()))}


def _placed(state: Path, found: int, size: int) -> Iterator[tuple[Outcome, int, int]]:
    """Every outcome with the part and line (0-based) that its record has."""
    for part in range(count(found, size)):
        line = 0
        for outcome in outcomes(state, part * size, (part + 1) * size, records=False):
            yield outcome, part, line
            line += outcome.status == "written"


def _failure(outcome: Outcome, failure: Mapping[str, Any]) -> dict[str, Any]:
    """A line of ``failures.ndjson``; ``elapsed`` is the one value that differs from run to run."""
    return {
        "path": outcome.path,
        "sha256": outcome.sha256,
        "stage": failure["stage"],
        "code": failure["code"],
        "message": failure["message"],
        "attempts": failure.get("attempts", 1),
        "retryable": failure["retryable"],
        "elapsed": failure.get("elapsed", 0.0),
    }


def _put(stream: IO[bytes], row: Mapping[str, Any]) -> None:
    stream.write(json.dumps(row).encode("ascii") + b"\n")


def remove_others(output: Path, keep: set[str]) -> None:
    """Remove the parts that an earlier, longer or differently formatted run left."""
    for path in (*output.glob("records/part-*.ndjson"), *output.glob("parquet/*/part-*.parquet")):
        if path.relative_to(output).as_posix() not in keep:
            path.unlink()
