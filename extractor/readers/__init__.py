"""Bytes to a document: one module a format, each with ``sniff(head) -> bool`` and ``read(data, ...) -> Document``."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractor.errors import EmptyFile, MissingFile
from extractor.types import Block, Document


def load(path: Path) -> bytes:
    """The bytes of a file. Raises MissingFile where it can't be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingFile(error.strerror or str(error), name=path.name) from error


def read(data: bytes, *, name: str, password: str | None = None) -> Document:
    """Read a document of any format; the format is told by its bytes, not by its name."""
    if not data.strip():
        raise EmptyFile("the file has no content", name=name)
    text = " ".join(data.decode("utf-8", "replace").split())  # replaced by the format readers
    return Document(
        name=name,
        media_type="text/plain",
        text=text,
        blocks=(Block("paragraph", 0, len(text)),),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )
