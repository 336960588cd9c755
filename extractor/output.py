"""Records out: files that appear whole or not at all, under names that are safe and never collide."""

from __future__ import annotations

import os
import re
from pathlib import Path

_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
LONGEST_STEM = 180  # characters; leaves room for a suffix below the 255 bytes of common file systems


def safe_stem(name: str) -> str:
    """The stem of a source's name as a file name: no separators, control characters, leading dots or device names.

    >>> safe_stem("../a b.pdf"), safe_stem("con.txt")
    ('a b', '_con')
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = base.rpartition(".")[0] or base
    stem = _UNSAFE.sub("_", stem).strip(" .")[:LONGEST_STEM]
    while len(stem.encode("utf-8", "replace")) > LONGEST_STEM:
        stem = stem[:-1]
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem


class Names:
    """Hands out a file stem for each source: the second source with one stem gets ``stem-2`` and so on.

    Stems that differ in case alone collide too, as they would on a file system that folds case.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """The stem for the next source called ``name``."""
        stem = wanted = safe_stem(name)
        count = 1
        while stem.casefold() in self._taken:
            count += 1
            stem = f"{wanted}-{count}"
        self._taken.add(stem.casefold())
        return stem


def write_whole(path: Path, text: str) -> None:
    """Write a text file that appears whole or not at all (temporary name, flush to disk, rename)."""
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
