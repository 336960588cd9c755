"""What Ray reads: a file system whose files are the run's documents, and in which every file can be read.

``ray.data.read_binary_files`` ends a run at the first file that it can't open, unpacks what is called ``.gz``,
leaves out names that begin with a dot, and knows neither archives nor most stores. All of that depends on the
file system that it is given. This one lists each document once, under a name that holds its locator, and fetches
as the local engine does. A document that can't be had is an *empty* file: the actor's worker then fetches it
again by its locator, under the run's limits, and says what is wrong in the same words as everywhere.
"""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from fsspec import AbstractFileSystem

from extractor.batch import fetch
from extractor.batch.pool import Task

ROOM = "documents"  # the one folder: with a common one, Ray asks for the sizes of all its files at once
CARRIED = 32 << 20  # bytes of a document that go through Ray's object store; a larger one the worker fetches itself


def path(position: int, name: str, locator: Mapping[str, Any]) -> str:
    """The path of a document."""
    plain = json.dumps([position, name, dict(locator)], separators=(",", ":")).encode("ascii")
    return f"{ROOM}/{base64.urlsafe_b64encode(plain).decode('ascii')}"


def task(path: str, data: bytes) -> Task:
    """The task that a row of Ray's stands for: path and bytes."""
    position, name, locator = json.loads(base64.urlsafe_b64decode(path.rpartition("/")[2]))
    return Task(position, name, locator, data or None)


class Documents(AbstractFileSystem):  # type: ignore[misc]  # fsspec has no types
    """The documents of a run as files. ``seconds`` bounds the reading of one (a pipe that nobody writes to)."""

    protocol = "policy-documents"
    cachable = False

    def __init__(self, *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds
        self.listed: tuple[str, ...] = ()  # known where Ray lists; the tasks that read are sent their paths
        self._tars = fetch.Tars()

    def offer(self, documents: Iterable[tuple[int, str, Mapping[str, Any]]]) -> list[str]:
        """The paths of documents (position, name, locator), which are listed from now on."""
        self.listed = tuple(path(*document) for document in documents)
        return list(self.listed)

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """A document is a file whose size nobody asked for yet."""
        kind = "directory" if path.strip("/") == ROOM else "file"
        return {"name": path, "size": 0, "type": kind}

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """All documents."""
        names = self.listed if path.strip("/") == ROOM else ()
        return [self.info(name) if detail else name for name in names]

    def find(self, path: str, maxdepth: int | None = None, withdirs: bool = False, **options: Any) -> Any:
        """All documents, at once."""
        names = self.ls(path, detail=False)
        return {name: self.info(name) for name in names} if options.get("detail") else names

    def _open(self, path: str, mode: str = "rb", **_: Any) -> io.BytesIO:
        """The bytes of a document; none where they can't be had, are too many, or take too long to come."""
        locator = task(path, b"").locator or {}
        got: list[bytes | None] = []

        def read() -> None:
            try:
                got.append(self._tars.read(locator) if "tar" in locator else fetch.read(locator))
            except Exception:  # noqa: BLE001 - whatever a store raises: the worker meets it again, and reports it
                got.append(None)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        reader.join(self.seconds)
        if not got:
            self._tars = fetch.Tars()  # the old one is still busy
        data = (got[0] if got else None) or b""
        return io.BytesIO(data if len(data) <= CARRIED else b"")
