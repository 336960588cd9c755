"""What the documents of a run are: folders, globs, manifests, archives and URLs, one after the other.

The order is fixed: sources as given; a folder and a glob by path; an archive and a manifest in their own
order. Nothing is left out in silence: what is not tried is found all the same and says why (``skipped``).
"""

# ruff: noqa: PTH110, PTH112, PTH113, PTH117, PTH118, PTH120, PTH123, PTH207
# Paths stay the strings that the user wrote: Path would fold "./a" and break "s3://b"

from __future__ import annotations

import csv
import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from extractor.batch import fetch
from extractor.batch.fetch import Locator
from extractor.errors import DocumentError, MissingFile, UsageError

ZIP = (".zip",)
TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
NO_DOCUMENTS = frozenset(
    (  # what lies beside documents in a crawl; a file that is named outright is always tried
        ".css .js .mjs .map .png .jpg .jpeg .gif .svg .ico .webp .bmp .woff .woff2 .ttf .otf .eot .mp3 .mp4 .webm .avi "
        ".json .jsonl .ndjson .csv .tsv .parquet .xls .xlsx .xlsm .db .sqlite .duckdb .log .py .sh .toml .yaml .yml "
        ".ini .lock .md5 .sha1 .sha256 .sig .exe .dll .so .7z .rar .gz .bz2 .xz .tmp .part"
    ).split()
)
PATH_COLUMNS = ("path", "file", "filename", "url", "uri", "source")  # of a CSV manifest: the first that is there
MAX_FIELD = 1 << 20  # characters of one field of a CSV manifest
PEEK = 50  # lines that decide whether a .txt is a list of paths or a document
MAGIC = re.compile(r"[*?\[]")  # a*.pdf, a?.pdf, a[12].pdf; not a.pdf
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f"  # control characters: "\x1b[2J" would clear a terminal
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # marks and overrides of writing direction, line separators
    r"\ud800-\udfff]"  # bytes of a file name that are not UTF-8
)


@dataclass(frozen=True, slots=True)
class Found:
    """One document that the sources name.

    ``path`` is for people (no control characters), ``locator`` for machines, ``name`` goes into the record.
    ``columns`` are carried along from a CSV manifest. ``skipped`` says why it is not tried; ``failure`` that
    it has failed before anything could be read.
    """

    path: str
    name: str
    locator: Locator
    columns: Mapping[str, str] = field(default_factory=dict)
    skipped: str | None = None
    failure: Mapping[str, Any] | None = None


Without = Path | str | None
"""The output, which no walk enters: a folder or a URL."""


def find(sources: Sequence[str], *, without: Without = None) -> Iterator[Found]:
    """The documents of all sources, in order; ``without`` is the output, which no walk enters."""
    for source in sources:
        yield from _expand(source, without)


def shown(path: str) -> str:
    r"""A path that is safe to print and to store: control characters stand as ``\x1b``."""
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), path)


def _found(path: str, locator: Locator, *, skipped: str | None = None) -> Found:
    name = re.split(r"[/\\]", path)[-1]
    return Found(shown(path), shown(name) or "document", locator, skipped=skipped)


def _failed(path: str, locator: Locator, error: DocumentError) -> Found:
    failure = {"stage": "find", "code": error.code, "message": str(error.args[0]), "retryable": error.retryable}
    return replace(_found(path, locator), failure=failure)


def _expand(source: str, without: Without) -> Iterator[Found]:
    if source.startswith("@"):
        yield from _manifest(source[1:], without)
    elif fetch.is_url(source):
        yield from _url(source, without)
    elif os.path.isdir(source):
        yield from _folder(source, without)
    elif os.path.isfile(source):
        yield from _manifest(source, without) if _is_manifest(source) else _file(source, {"file": source})
    elif MAGIC.search(source):
        matches = sorted(path for path in glob.iglob(source, recursive=True) if os.path.isfile(path))
        if not matches:
            raise UsageError(f"no file matches {shown(source)}")
        for path in matches:
            yield from _file(path, {"file": path})
    else:
        yield _failed(source, {"file": source}, MissingFile("no such file"))


def _file(path: str, locator: Locator) -> Iterator[Found]:
    """A file: itself, or the members of the archive that it is."""
    lower = path.lower()
    if lower.endswith(ZIP):
        yield from _zip(path)
    elif lower.endswith(TAR):
        yield from _tar(path)
    else:
        yield _found(path, locator)


def _aside(name: str) -> str | None:
    """Why a file that nobody named outright is not tried."""
    if name.startswith("."):
        return "hidden"
    if PurePosixPath(name.lower()).suffix in NO_DOCUMENTS and not name.lower().endswith(TAR):
        return "no_document"
    return None


def _folder(top: str, without: Without) -> Iterator[Found]:
    """The files under a folder by path; neither links nor hidden folders are followed."""
    try:
        with os.scandir(top) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield _failed(top, {"file": top}, MissingFile(fetch.reason(error)))
        return
    for entry in listed:
        if entry.is_symlink():
            yield _found(entry.path, {"file": entry.path}, skipped="link")
        elif entry.is_dir():
            if not entry.name.startswith(".") and (without is None or Path(entry.path).resolve() != without):
                yield from _folder(entry.path, without)
        elif not entry.is_file():
            yield _found(entry.path, {"file": entry.path}, skipped="special")
        elif reason := _aside(entry.name):
            yield _found(entry.path, {"file": entry.path}, skipped=reason)
        else:
            yield from _file(entry.path, {"file": entry.path})


def _url(url: str, without: Without) -> Iterator[Found]:
    system, inner = fetch.filesystem(url)
    try:
        if MAGIC.search(inner):
            paths, walked = sorted(system.glob(inner)), False
            if not paths:
                raise UsageError(f"nothing matches {shown(url)}")
        elif system.isdir(inner):
            paths, walked = sorted(system.find(inner)), True
        else:
            paths, walked = [inner], False
    except OSError as error:
        yield _failed(url, {"url": url}, MissingFile(fetch.reason(error)))
        return
    for path in paths:
        address = url if path == inner else str(system.unstrip_protocol(path))
        if isinstance(without, str) and address.startswith(without.rstrip("/") + "/"):
            continue
        reason = _aside(PurePosixPath(path).name) if walked else None
        if reason:
            yield _found(address, {"url": address}, skipped=reason)
        else:
            yield from _file(address, {"url": address})


# --------------------------------------------------------------------------- archives


def _member(archive: str, kind: str, index: int, name: str, seen: set[str], reason: str | None) -> Found:
    """A member of an archive; a name that stands in it twice gets its place added."""
    shown_name = name if name not in seen else f"{name}#{index}"
    seen.add(name)
    last = re.split(r"[/\\]", name)[-1]
    skipped = reason or _aside(last) or ("nested_archive" if last.lower().endswith(ZIP + TAR) else None)
    found = _found(f"{archive}!/{shown_name}", {kind: archive, "entry": index}, skipped=skipped)
    return replace(found, name=shown(last) or "document")


def _zip(path: str) -> Iterator[Found]:
    seen: set[str] = set()
    try:
        entries = fetch.zip_entries(path)
    except DocumentError as error:
        yield _failed(path, {"file": path}, error)
        return
    for index, info in enumerate(entries):
        if not info.is_dir():
            link = (info.external_attr >> 16) & 0o170000 == 0o120000
            yield _member(path, "zip", index, info.filename, seen, "link" if link else None)


def _tar(path: str) -> Iterator[Found]:
    seen: set[str] = set()
    try:
        for index, member, _ in fetch.tar_members(path):
            if member.isdir():
                continue
            reason = None if member.isreg() else "link" if member.issym() or member.islnk() else "special"
            yield _member(path, "tar", index, member.name, seen, reason)
    except DocumentError as error:  # the members before the damage are found all the same
        yield _failed(path, {"file": path}, error)


# --------------------------------------------------------------------------- manifests


def _is_manifest(path: str) -> bool:
    """A ``.csv`` with a path column, or a text file whose first lines are all paths that exist."""
    suffix = Path(path).suffix.lower()
    if suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="", errors="surrogateescape") as lines:
            return _path_column(next(csv.reader(lines), [])) is not None
    if suffix not in {".txt", ".lst", ".list"}:
        return False
    with open(path, encoding="utf-8-sig", errors="surrogateescape") as lines:
        head = [line.rstrip("\r\n") for line in islice(_short(lines), PEEK)]
    named = [line for line in head if line.strip()]
    return bool(named) and all(fetch.is_url(line) or os.path.exists(_placed(line, path)) for line in named)


def _short(lines: Any) -> Iterator[str]:
    """The lines of a file; of one that is too long for a path a piece that no file is named by."""
    while line := lines.readline(4096):
        yield line


def _path_column(header: Sequence[str]) -> int | None:
    names = [name.strip().lower() for name in header]
    return next((names.index(name) for name in PATH_COLUMNS if name in names), None)


def _placed(path: str, manifest: str) -> str:
    """A manifest's path as it is from here, or else from the manifest's own folder."""
    if "\0" in path or fetch.is_url(path) or os.path.lexists(path) or os.path.isabs(path) or MAGIC.search(path):
        return path.replace("\0", "\ufffd")
    beside = os.path.join(os.path.dirname(manifest), path)
    return beside if os.path.lexists(beside) else path


def _manifest(path: str, without: Without) -> Iterator[Found]:
    try:
        with open(path, encoding="utf-8-sig", newline="", errors="surrogateescape") as lines:
            if Path(path).suffix.lower() == ".csv":
                rows = _csv_rows(path, csv.reader(lines))
            else:
                rows = ((line.strip(), {}) for line in lines)
            for named, columns in rows:
                if not named or named.startswith("@"):
                    continue  # an empty line; a manifest in a manifest would let it name itself
                for found in _expand_named(_placed(named, path), without):
                    yield replace(found, columns=columns)
    except OSError as error:
        raise UsageError(f"manifest {shown(path)}: {fetch.reason(error)}") from None
    except csv.Error as error:
        raise UsageError(f"manifest {shown(path)}: {error}") from None


def _expand_named(path: str, without: Without) -> Iterator[Found]:
    if os.path.isfile(path):
        yield from _file(path, {"file": path})
    else:
        yield from _expand(path, without)


def _csv_rows(path: str, rows: Iterator[list[str]]) -> Iterator[tuple[str, dict[str, str]]]:
    csv.field_size_limit(MAX_FIELD)
    header = next(rows, [])
    at = _path_column(header)
    if at is None:
        raise UsageError(f"manifest {shown(path)}: no column named {', '.join(PATH_COLUMNS)}")
    for row in rows:
        if len(row) > at:
            carried = {
                shown(key): shown(value) for i, (key, value) in enumerate(zip(header, row, strict=False)) if i != at
            }
            yield row[at].strip(), carried
