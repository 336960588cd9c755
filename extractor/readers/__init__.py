"""Bytes to a document: one module a format, each with ``read(data, name=…) -> Document``; the bytes decide which."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from extractor.errors import EmptyFile, LimitExceeded, MissingFile
from extractor.limits import MAX_BYTES
from extractor.readers.sniff import sniff
from extractor.readers.stand_ins import refuse
from extractor.types import Document


def load(path: Path) -> bytes:
    """The bytes of a file. Raises MissingFile where it can't be opened, LimitExceeded where it is too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LimitExceeded(f"the file has more than {MAX_BYTES} bytes", name=path.name, code="limit_bytes")
        return path.read_bytes()
    except OSError as error:
        raise MissingFile(error.strerror or type(error).__name__, name=path.name) from error


def read(data: bytes, *, name: str, password: str | None = None) -> Document:
    """Read a document of any format; the format is told by its bytes, not by its name.

    Raises a :class:`~extractor.errors.DocumentError` where the bytes are empty, of no known format, damaged,
    or a page that stands in for a document.
    """
    if not data[:4096].strip() and not data.strip():
        raise EmptyFile("the file has no content", name=name)
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"the file has more than {MAX_BYTES} bytes", name=name, code="limit_bytes")
    document = _read(data, name, password)
    return replace(document, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def _read(data: bytes, name: str, password: str | None) -> Document:
    match sniff(data, name=name):
        case "pdf":
            from extractor.readers import pdf

            return pdf.read(data, name=name, password=password)
        case "docx":
            from extractor.readers import docx

            return docx.read(data, name=name)
        case "html":
            from extractor.readers import html

            document = html.read(data, name=name)
        case _:
            from extractor.readers import text

            document = text.read(data, name=name)
    refuse(document)
    return document
