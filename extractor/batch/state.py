"""What a run knows and keeps: the documents that it found, and the results of all that were extracted.

One SQLite file in the output folder. ``results`` is the manifest: keyed by content, extractor and options,
it outlives the run, so that a killed run goes on where it was and the next night extracts only what is new.
``documents`` is this run's list, written anew each time. Whatever a kill takes (the last half second, at
most) is extracted again and, extraction being pure, comes out the same.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor import __version__
from extractor.batch.sources import Found

LAYOUT = "2"
"""Layout of the file; one of another layout is begun anew."""

ROOMS_WITHOUT_EFFECT = frozenset({"batch", "commands", "compare", "evaluate", "review", "stores"})
PARSERS = ("pypdfium2", "pdfplumber", "lxml", "spacy", "pytesseract")  # whose version may change a record
KEPT_REPORTS = 30  # reports of finished runs: a month of nights

TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS results (
    key TEXT PRIMARY KEY, sha256 TEXT, name TEXT, record BLOB, pages INTEGER, failure TEXT, limits TEXT,
    staged TEXT);
CREATE TABLE IF NOT EXISTS documents (
    position INTEGER PRIMARY KEY, path TEXT, name TEXT, locator TEXT UNIQUE, columns TEXT, skipped TEXT,
    failure TEXT, sha256 TEXT, size INTEGER, key TEXT);
CREATE INDEX IF NOT EXISTS documents_key ON documents (key);
CREATE TABLE IF NOT EXISTS previous (path TEXT, sha256 TEXT);
CREATE INDEX IF NOT EXISTS previous_path ON previous (path);
CREATE INDEX IF NOT EXISTS previous_sha256 ON previous (sha256);
CREATE TABLE IF NOT EXISTS reports (number INTEGER PRIMARY KEY, report TEXT);
"""


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The extractor's version: its number, its code and data, and the parsers that it stands on."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted((*package.rglob("*.py"), *package.rglob("*.toml"))):
        if path.relative_to(package).parts[0].removesuffix(".py") not in ROOMS_WITHOUT_EFFECT:
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for parser in PARSERS:
        try:
            digest.update(f"{parser} {importlib.metadata.version(parser)}\0".encode())
        except importlib.metadata.PackageNotFoundError:
            digest.update(f"{parser} -\0".encode())
    return f"{__version__}+{digest.hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one found document ended, as the output tells it."""

    position: int
    path: str
    name: str
    columns: Mapping[str, str]
    skipped: str | None
    failure: Mapping[str, Any] | None
    sha256: str | None
    size: int | None
    recorded_as: str | None  # the name under which the record was made
    packed: bytes | None  # the record, compressed; of Ray's engine it stands in a staged file
    key: str | None = None

    @property
    def status(self) -> str:
        """``written`` · ``failed`` · ``skipped``."""
        return "skipped" if self.skipped else "failed" if self.failure else "written"

    def record(self) -> bytes:
        """The record as a line of JSON, under this document's own name."""
        if self.packed is None or self.recorded_as is None:
            raise ValueError(self.path)
        return renamed(zlib.decompress(self.packed), self.recorded_as, self.name)


NAME_AT = re.compile(rb'\A\{"schema_version":"[0-9.]{1,20}","source":\{"name":')


def renamed(record: bytes, old: str, new: str) -> bytes:
    """A record of the same bytes under another file name: that alone changes."""
    if old == new:
        return record
    start = NAME_AT.match(record)
    written = json.dumps(old, ensure_ascii=False).encode()
    if start is not None and record.startswith(written, start.end()):
        return (
            record[: start.end()] + json.dumps(new, ensure_ascii=False).encode() + record[start.end() + len(written) :]
        )
    plain = json.loads(record)
    plain["source"]["name"] = new
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


class State:
    """The run's SQLite file. One process writes; others may read."""

    def __init__(self, path: Path, *, options: Mapping[str, Any], limits: str) -> None:
        self.path, self.limits = path, limits
        chosen = json.dumps([fingerprint(), options], sort_keys=True)
        self.version = hashlib.sha256(chosen.encode()).hexdigest()[:16]
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # after a power cut: whole, though perhaps a second old
        self._db.executescript(TABLES)
        if self.fact("layout") not in (None, LAYOUT):
            for table in ("facts", "results", "documents", "previous", "reports"):
                self._db.execute(f"DROP TABLE {table}")
            self._db.executescript(TABLES)
        self.set_fact("layout", LAYOUT)
        self._db.execute("BEGIN")

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self.commit()
        self._db.execute("COMMIT")
        self._db.close()

    def commit(self) -> None:
        """Make everything so far durable."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def fact(self, name: str) -> str | None:
        """A fact that an earlier run noted."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str) -> None:
        """Note a fact for the next run."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # ----------------------------------------------------------------- the run's documents

    def list(self, found: Iterable[Found], *, limit: int | None) -> int:
        """Write down the run's documents, each once; those beyond the limit are skipped. How many there are."""
        self._db.execute("DELETE FROM documents")
        count = tried = 0
        for item in found:
            skipped = item.skipped
            if skipped is None and limit is not None and tried >= limit:
                skipped = "limit"
            row = self._db.execute(
                "INSERT OR IGNORE INTO documents (position, path, name, locator, columns, skipped, failure) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    count,
                    item.path,
                    item.name,
                    json.dumps(item.locator, sort_keys=True),
                    json.dumps(dict(item.columns)),
                    skipped,
                    json.dumps(item.failure) if item.failure and not skipped else None,
                ),
            )
            count += row.rowcount
            if row.rowcount == 0:
                tried += self._found_again(item, skipped)
            elif skipped is None:
                tried += 1
        self.commit()
        return count

    def _found_again(self, item: Found, skipped: str | None) -> int:
        """A path that came before: a later source may carry columns, or name what a walk left aside. 1 if so."""
        columns, locator = json.dumps(dict(item.columns)), json.dumps(item.locator, sort_keys=True)
        self._db.execute("UPDATE documents SET columns = ? WHERE locator = ? AND columns = '{}'", (columns, locator))
        if item.skipped or skipped:
            return 0
        aside = "locator = ? AND skipped IN ('hidden', 'no_document')"
        return self._db.execute(f"UPDATE documents SET skipped = NULL WHERE {aside}", (locator,)).rowcount  # noqa: S608

    def pending(self) -> int:
        """Documents that have to be looked at."""
        query = "SELECT count(*) FROM documents WHERE skipped IS NULL AND failure IS NULL AND key IS NULL"
        return int(self._db.execute(query).fetchone()[0])

    def path_of(self, position: int) -> str:
        """The path of a document, for people."""
        return str(self._db.execute("SELECT path FROM documents WHERE position = ?", (position,)).fetchone()[0])

    def to_do(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """Position, name and locator of each document that has to be looked at, in order."""
        last = -1
        while True:  # in pieces: no cursor stays open over the commits between
            rows = self._db.execute(
                "SELECT position, name, locator FROM documents "
                "WHERE position > ? AND skipped IS NULL AND failure IS NULL AND key IS NULL "
                "ORDER BY position LIMIT 500",
                (last,),
            ).fetchall()
            if not rows:
                return
            for position, name, locator in rows:
                yield position, name, json.loads(locator)
            last = rows[-1][0]

    @staticmethod
    def key_of(name: str, sha256: str, version: str) -> str:
        """The manifest's key of a document: content, format as its name gives it, extractor and options."""
        return f"{sha256}{Path(name).suffix.lower()}:{version}"

    def key(self, name: str, sha256: str) -> str:
        """The key under this run's extractor and options."""
        return self.key_of(name, sha256, self.version)

    def known(self) -> frozenset[str]:
        """The keys whose result holds for this run."""
        query = "SELECT key FROM results WHERE failure IS NULL OR limits IS NULL OR limits = ?"
        return frozenset(row[0] for row in self._db.execute(query, (self.limits,)))

    def claim(self, position: int, name: str, sha256: str) -> bool:
        """Note whose bytes a document has. True where they have to be extracted for it."""
        key = self.key(name, sha256)
        known = self._db.execute(
            "SELECT 1 FROM results WHERE key = ?1 AND (failure IS NULL OR limits IS NULL OR limits = ?2) "
            "UNION ALL SELECT 1 FROM documents WHERE key = ?1 AND position != ?3 LIMIT 1",
            (key, self.limits, position),
        ).fetchone()
        self._db.execute("UPDATE documents SET key = ?, sha256 = ? WHERE position = ?", (key, sha256, position))
        return known is None

    def sized(self, position: int, size: int) -> None:
        """Note the bytes of a document."""
        self._db.execute("UPDATE documents SET size = ? WHERE position = ?", (size, position))

    def written(
        self, key: str, *, sha256: str, name: str, record: bytes | None, pages: int, staged: str | None = None
    ) -> None:
        """Keep a record, or that it stands in a staged file."""
        self._db.execute(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, NULL, NULL, ?)",
            (key, sha256, name, record, pages, staged),
        )

    def failed(
        self,
        position: int,
        key: str | None,
        *,
        sha256: str | None,
        failure: Mapping[str, Any],
        staged: str | None = None,
        limits: str | None = None,
    ) -> None:
        """Keep a failure: with the content where that is known, else with this run's document alone.

        One that other limits or another try might have spared is kept for its limits (this run's) only.
        """
        if key is None:
            self._db.execute("UPDATE documents SET failure = ? WHERE position = ?", (json.dumps(failure), position))
        else:
            self._db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, NULL, NULL, 0, ?, ?, ?)",
                (key, sha256, json.dumps(failure), (limits or self.limits) if failure["retryable"] else None, staged),
            )

    def forget_results(self) -> None:
        """Forget all that was extracted."""
        self._db.execute("DELETE FROM results")
        self.commit()

    def forget_staged(self) -> None:
        """Forget all that stands in staged files; what is still there will be read from them."""
        self._db.execute("DELETE FROM results WHERE staged IS NOT NULL")

    def staged(self) -> frozenset[str]:
        """The staged files that hold a result."""
        rows = self._db.execute("SELECT DISTINCT staged FROM results WHERE staged IS NOT NULL")
        return frozenset(row[0] for row in rows)

    def staged_of(self, key: str) -> str:
        """The staged file that holds the record under a key."""
        return str(self._db.execute("SELECT staged FROM results WHERE key = ?", (key,)).fetchone()[0])

    def forget_failures(self) -> None:
        """Forget the failures that another try may mend."""
        self._db.execute("DELETE FROM results WHERE failure IS NOT NULL AND limits IS NOT NULL")
        self.commit()

    def orphans(self) -> int:
        """Documents without an outcome, because the one that had their content first could not be read again.

        They are to be done again, each for itself.
        """
        without = "key IS NOT NULL AND failure IS NULL AND key NOT IN (SELECT key FROM results)"
        count = self._db.execute(f"UPDATE documents SET key = NULL WHERE {without}").rowcount  # noqa: S608
        self.commit()
        return count

    def tidy(self) -> None:
        """Forget results that no document of this run has: what was withdrawn, what an older extractor made."""
        self._db.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM documents WHERE key IS NOT NULL)")
        self.commit()

    # ----------------------------------------------------------------- reports of finished runs

    def reports(self) -> Iterator[dict[str, Any]]:
        """The reports of finished runs, the newest first."""
        for (report,) in self._db.execute("SELECT report FROM reports ORDER BY number DESC").fetchall():
            yield json.loads(report)

    def changed(self) -> dict[str, int]:
        """How this run's documents differ from those of the last finished run."""
        count = "SELECT count(*) FROM documents d LEFT JOIN previous p USING (path) WHERE d.skipped IS NULL AND "
        queries = {
            "new": count + "p.path IS NULL",
            "changed": count + "p.path IS NOT NULL AND p.sha256 IS NOT d.sha256",
            "unchanged": count + "p.path IS NOT NULL AND p.sha256 IS d.sha256",
            "gone": "SELECT count(*) FROM previous "
            "WHERE path NOT IN (SELECT path FROM documents WHERE skipped IS NULL)",
        }
        return {name: self._db.execute(query).fetchone()[0] for name, query in queries.items()}

    def remember(self, report: Mapping[str, Any], documents: Iterable[tuple[str, str | None]]) -> None:
        """Take a finished run's report and documents (path, hash) from its output, for a run without a past."""
        self._db.execute("DELETE FROM previous")
        self._db.executemany("INSERT INTO previous VALUES (?, ?)", documents)
        self._db.execute("INSERT INTO reports (report) VALUES (?)", (json.dumps(report),))

    def finish(self, report: Mapping[str, Any]) -> None:
        """Keep the report of a run that is through, and which documents it had."""
        self._db.execute("DELETE FROM previous")
        self._db.execute("INSERT INTO previous SELECT path, sha256 FROM documents WHERE skipped IS NULL")
        self._db.execute("INSERT INTO reports (report) VALUES (?)", (json.dumps(report),))
        self._db.execute("DELETE FROM reports WHERE number <= (SELECT max(number) FROM reports) - ?", (KEPT_REPORTS,))
        self.commit()


def outcomes(path: Path, first: int, last: int, *, records: bool = True) -> Iterator[Outcome]:
    """How the documents of ``[first, last)`` ended, in order; may be read beside the writing process."""
    query = (
        "SELECT d.position, d.path, d.name, d.columns, d.skipped, coalesce(d.failure, r.failure), d.sha256, d.size, "
        "r.name, CASE WHEN ?3 THEN r.record END, d.key FROM documents d LEFT JOIN results r ON r.key = d.key "
        "WHERE d.position >= ?1 AND d.position < ?2 ORDER BY d.position"
    )
    with closing(sqlite3.connect(path, timeout=60)) as db:
        for row in db.execute(query, (first, last, records)):
            position, path_, name, columns, skipped, failure, sha256, size, recorded_as, packed, key = row
            parsed = json.loads(failure) if failure else None
            yield Outcome(
                position, path_, name, json.loads(columns), skipped, parsed, sha256, size, recorded_as, packed, key
            )
