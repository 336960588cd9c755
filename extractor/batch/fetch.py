"""Where a document's bytes are and how they are got: a file, a URL, a member of an archive, within bounds."""

# ruff: noqa: PTH123, PTH202
# Paths stay the strings that the user wrote: Path would fold "./a" and break "s3://b"

from __future__ import annotations

import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import IO, Any

from extractor.errors import (
    CorruptFile,
    DocumentError,
    LimitExceeded,
    MissingFile,
    PasswordRequired,
    UnsupportedFormat,
    UsageError,
)
from extractor.limits import MAX_BYTES

MAX_RATIO = 1000  # of unpacked to packed bytes: deflate can't pass 1032, text and PDFs stay under 50
MAX_ENTRIES = 1_000_000  # of one archive
RATIO_FROM = 16 << 20  # unpacked bytes below which a ratio says nothing

Locator = Mapping[str, Any]
"""``{"file": path}`` · ``{"url": url}`` · ``{"zip": path or URL, "entry": n}`` · ``{"tar": …, "entry": n}``."""


def read(locator: Locator) -> bytes:
    """The bytes of a document. Raises ``DocumentError``: missing, too large, damaged, locked."""
    try:
        if "zip" in locator:
            return _zip_entry(locator["zip"], locator["entry"])
        if "tar" in locator:
            return _tar_entry(locator["tar"], locator["entry"])
        with opened(locator.get("file") or locator["url"]) as stream:
            return bounded(stream)
    except OSError as error:
        raise MissingFile(reason(error)) from None


def reason(error: OSError) -> str:
    """What the system says of a file that can't be read."""
    return error.strerror or type(error).__name__


def bounded(stream: IO[bytes]) -> bytes:
    """All bytes of a stream, unless they are too many."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"more than {MAX_BYTES} bytes", code="limit_bytes")
    return data


def is_url(path: str) -> bool:
    """``s3://bucket/key`` is a URL, ``C:/x`` and ``a:b`` are not."""
    return "://" in path


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path on it; its extra package must be there."""
    try:
        from fsspec.core import url_to_fs

        return url_to_fs(url)  # type: ignore[no-any-return]
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url.partition('://')[0]}:// can't be read here: {error}") from None


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """A file or URL, open for reading."""
    if is_url(path):
        system, inner = filesystem(path)
        with system.open(inner, "rb") as stream:
            yield stream
    else:
        with open(path, "rb") as stream:
            yield stream


def size(path: str) -> int:
    """The bytes of a file or URL; 0 where the store doesn't say."""
    if is_url(path):
        system, inner = filesystem(path)
        return int(system.size(inner) or 0)
    return os.path.getsize(path)


# --------------------------------------------------------------------------- zip


@lru_cache(maxsize=1)  # a worker reads one archive's members in a row; its directory is parsed once
def _zip(path: str) -> zipfile.ZipFile:
    if is_url(path):
        system, inner = filesystem(path)
        return zipfile.ZipFile(system.open(inner, "rb"))
    return zipfile.ZipFile(path)


def zip_entries(path: str) -> list[zipfile.ZipInfo]:
    """The directory of a ZIP file. Raises ``DocumentError`` where it can't be read."""
    try:
        entries = _zip(path).infolist()
    except OSError as error:
        raise MissingFile(reason(error)) from None
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError):
        raise CorruptFile("the ZIP archive can't be read") from None
    if len(entries) > MAX_ENTRIES:
        raise LimitExceeded(f"more than {MAX_ENTRIES} entries", code="limit_entries")
    return entries


def _zip_entry(path: str, index: int) -> bytes:
    info = zip_entries(path)[index]
    if info.flag_bits & 0x1:
        raise PasswordRequired("the archive's entry is encrypted", advice="unpack it with its password first")
    if info.file_size > MAX_BYTES:
        raise LimitExceeded(f"more than {MAX_BYTES} bytes", code="limit_bytes")
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        raise LimitExceeded(f"unpacks to more than {MAX_RATIO} times its size", code="limit_ratio")
    try:
        with _zip(path).open(info) as stream:
            return bounded(stream)
    except NotImplementedError:
        raise UnsupportedFormat("the archive's entry is packed by a method that is not read here") from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise CorruptFile("the archive's entry is damaged") from None


# --------------------------------------------------------------------------- tar


def tar_members(path: str) -> Iterator[tuple[int, tarfile.TarInfo, tarfile.TarFile]]:
    """The members of a tar file (packed or not) in its own order, by one pass through it.

    A member's bytes can be had (``extractfile``) until the next one is asked for. Raises ``DocumentError``
    where the archive is damaged, too long, or unpacks to absurd sizes.
    """
    try:
        packed = size(path)
        with opened(path) as stream, tarfile.open(fileobj=stream, mode="r|*") as tar:
            for index, member in enumerate(tar):
                tar.members.clear()  # type: ignore[attr-defined]  # the module keeps every header that it has seen; a pass needs none
                unpacked = member.offset_data + member.size
                if index >= MAX_ENTRIES:
                    raise LimitExceeded(f"more than {MAX_ENTRIES} entries", code="limit_entries")
                if unpacked > RATIO_FROM and packed and unpacked > MAX_RATIO * packed:
                    raise LimitExceeded(f"unpacks to more than {MAX_RATIO} times its size", code="limit_ratio")
                yield index, member, tar
    except (tarfile.TarError, zlib.error, EOFError):
        raise CorruptFile("the tar archive is damaged") from None
    except OSError as error:
        if error.errno is None:  # gzip and its like raise OSError for damaged data
            raise CorruptFile("the tar archive is damaged") from None
        raise MissingFile(reason(error)) from None


def member_bytes(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The bytes of the member that the pass stands at."""
    if member.size > MAX_BYTES:
        raise LimitExceeded(f"more than {MAX_BYTES} bytes", code="limit_bytes")
    stream = tar.extractfile(member)
    if stream is None:
        raise UnsupportedFormat("the archive's member is not a file")
    return stream.read(MAX_BYTES + 1)


def _tar_entry(path: str, wanted: int) -> bytes:
    for index, member, tar in tar_members(path):
        if index == wanted:
            return member_bytes(tar, member)
    raise MissingFile("the archive has no such member")


class Tars:
    """Reads the members of tar files in one pass: a packed tar has no way to the middle but through its start."""

    def __init__(self) -> None:
        self._path = ""
        self._members: Iterator[Any] = iter(())
        self._next = 0

    def read(self, locator: Mapping[str, Any]) -> bytes | None:
        """The bytes of a member; None where they can't be had (the worker will try, and tell why)."""
        if locator["tar"] != self._path or locator["entry"] < self._next:
            self.close()
            self._path, self._members = locator["tar"], tar_members(locator["tar"])
        with suppress(DocumentError):
            for index, member, tar in self._members:
                self._next = index + 1
                if index == locator["entry"]:
                    return member_bytes(tar, member)
        return None

    def close(self) -> None:
        """Close the archive that is open."""
        close = getattr(self._members, "close", None)
        if close:
            close()
        self._path, self._next = "", 0
