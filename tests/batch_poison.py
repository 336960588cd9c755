"""The real extraction, and documents that act out a poison: the engine takes it by its path.

Production code knows nothing of this.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from extractor.batch.work import extract as real
from extractor.batch.work import warm_up

__all__ = ["poison", "warm_up"]


def poison(data: bytes, *, name: str, options: Mapping[str, Any], stage: Callable[[str], None]) -> tuple[bytes, int]:
    """The real extraction, but documents that begin with a poison's name act it out."""
    stage("read")
    if data.startswith(b"SPIN"):
        while True:
            pass
    if data.startswith(b"ABORT"):
        os.abort()
    if data.startswith(b"EXIT"):
        os._exit(3)
    if data.startswith(b"ALLOCATE"):
        held = []
        while True:
            held.append(b"x" * (1 << 20))
    if data.startswith(b"LEAK IN C"):  # memory that no limit of Python's sees coming: only the parent can
        import mmap

        chunks = []
        while True:
            chunk = mmap.mmap(-1, 1 << 24, flags=mmap.MAP_SHARED)
            chunk.write(b"x" * (1 << 24))
            chunks.append(chunk)
    if data.startswith(b"RAISE"):
        raise KeyError("words of the document")
    if data.startswith(b"FORK"):
        import subprocess

        subprocess.Popen(["sleep", "1000.25"])
        while True:
            time.sleep(1)
    return real(data, name=name, options=options, stage=stage)
