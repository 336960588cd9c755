"""How files come to be: whole or not at all, whatever ends the process and whenever."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

TEMPORARY = ".writing-"
"""Prefix of a file that is being written; one that outlived its process is removed by the next run."""


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file under a temporary name, force it to disk, then give it its name in one step."""
    temporary = path.with_name(TEMPORARY + path.name)
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some network file systems refuse; the rename itself is still atomic
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written."""
    for path in folder.rglob(TEMPORARY + "*"):
        path.unlink(missing_ok=True)
