"""Fuzzing harnesses: bytes in, an invariant kept or an exception out. ``scripts/fuzz`` runs them for long."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor import contract, coverage, extract, mentions, payers
from extractor.compare import Side, compare
from extractor.document import Block, Document
from extractor.errors import DocumentError, ExtractorError
from extractor.evaluate.scoring import score_document
from extractor.pipeline import assemble, read, understand
from extractor.types import Reading, Section
from tests.invariants import breaches

ROOT = Path(__file__).parent.parent
LARGEST = 200_000  # bytes of one input: enough for structure, small enough for many runs


def _whole(data: bytes, name: str) -> None:
    """A reader's harness: a valid record with exact spans, or a typed error."""
    try:
        document = read(data[:LARGEST], name=name)
        record = assemble(understand(document)).to_dict()
    except DocumentError:
        return
    contract.validate(record)
    json.dumps(record, ensure_ascii=False).encode("utf-8")
    found = breaches(document, record)
    if found:
        raise AssertionError(found[0])


def pdf(data: bytes) -> None:
    """The PDF reader and all that follows."""
    _whole(data if data.startswith(b"%PDF") else b"%PDF-1.7\n" + data, "fuzz.pdf")


def html(data: bytes) -> None:
    """The HTML reader and all that follows."""
    _whole(b"<html><body>" + data, "fuzz.html")


def docx(data: bytes) -> None:
    """The DOCX reader and all that follows, on the bytes as a container and as its main part."""
    if data.startswith(b"PK"):
        _whole(data, "fuzz.docx")
        return
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", data)
    _whole(out.getvalue(), "fuzz.docx")


def text(data: bytes) -> None:
    """The text reader and all that follows."""
    _whole(data, "fuzz.txt")


def _document(data: bytes) -> Document | None:
    """Plain lines as blocks, without a reader between."""
    words = data[:20_000].decode("utf-8", "ignore").replace("\x00", "")
    lines = [" ".join(line.split()) for line in words.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return None
    blocks, offset = [], 0
    for line in lines:
        blocks.append(Block("paragraph", offset, offset + len(line)))
        offset += len(line) + 1
    return Document("fuzz.txt", "text/plain", "\n".join(lines), tuple(blocks))


def mentions_(data: bytes) -> None:
    """The mention layer: spans in the text, in order."""
    document = _document(data)
    if document is None:
        return
    last = 0
    for mention in mentions.scan(document):
        assert 0 <= mention.start < mention.end <= len(document.text), mention
        assert mention.start >= last, mention
        last = mention.start


def criteria(data: bytes) -> None:
    """The criteria parser: every leaf quotes its span, whatever the lines."""
    document = _document(data)
    if document is None:
        return
    section = Section("s1", None, 1, None, "Coverage", "coverage", 0, len(document.text), None)
    reading = Reading(document, payers.load("default"), (section,), mentions.scan(document))
    found, _ = coverage.statements(reading, codes=(), references=())
    for statement in found:
        for leaf in statement.criteria.leaves() if statement.criteria else ():
            assert leaf.start is not None and leaf.end is not None, leaf
            assert " ".join(document.text[leaf.start : leaf.end].split()) == leaf.text, leaf


def record(data: bytes) -> None:
    """The loader of records and the evaluation: a typed refusal, never a crash.

    Bytes that are no JSON say what is changed in a record of the corpus, so that what is loaded stays near a record.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = _shaken(data)
    if not isinstance(value, dict):
        return
    try:
        contract.validate(value)
    except ExtractorError:
        return
    score_document(value, value)
    compare(Side("old", json.loads(seeds("record")[0])), Side("new", value))


ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    "",
    "\ud800",
    "\u202e",
    "99213",
    "2024-13-45",
    "<b>",
    [],
    [[]],
    {},
    {"": 0},
)


def _shaken(data: bytes) -> Any:
    """A record of the corpus, changed at a few places: each takes two bytes of way and one that says what happens."""
    pool = seeds("record")
    value = json.loads(pool[len(data) % len(pool)])
    for at in range(0, min(len(data), 12) - 2, 3):
        _shake(value, data[at] | data[at + 1] << 8, data[at + 2])
    return value


def _shake(value: Any, way: int, change: int) -> None:
    """Walk down as ``way`` says, and there drop an entry, double it, or put something odd in its place."""
    while isinstance(value, (dict, list)) and value:
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        key = keys[way % len(keys)]
        way //= len(keys)
        if isinstance(value[key], (dict, list)) and value[key] and change & 3:
            value, change = value[key], change >> 1 if not way else change
            continue
        if change % 5 == 0:
            del value[key]
        elif change % 5 == 1 and isinstance(value, list):
            value.append(deepcopy(value[key]))
        else:
            fitting = [odd for odd in ODD if type(odd) is type(value[key])] if change & 8 else ODD
            value[key] = deepcopy(fitting[change % len(fitting)]) if fitting else None
        return


HARNESSES: dict[str, Callable[[bytes], None]] = {
    "pdf": pdf,
    "html": html,
    "docx": docx,
    "text": text,
    "mentions": mentions_,
    "criteria": criteria,
    "record": record,
}


@lru_cache(maxsize=8)
def seeds(name: str) -> list[bytes]:
    """The seed corpus of a harness: the project's own documents of its format, or the records made of some of them."""
    if name == "record":
        paths = sorted((ROOT / "corpus").glob("*/*.html"))[:6]
        return [extract(path).to_json().encode() for path in paths]
    suffix = {"mentions": "txt", "criteria": "txt", "text": "txt"}.get(name, name)
    return [path.read_bytes() for path in sorted((ROOT / "corpus").glob(f"*/*.{suffix}"))]


TOKENS = (
    b"ALL of the following:", b"\n- ", b"\n1. ", b"\n   a. ", b"; or", b"; and", b"99213", b"J1234-J1299", b"C50.0",
    b"01/32/2026", b"PMID: 1", b"10.1000/x", b"<table>", b"<li>", b"</", b"&#x", b"\x00", b"\xff", b"\xed\xa0\x80",
    "•".encode(), "\u202e".encode(), b"(((", b"is considered not medically necessary", b"unless", b"References\n", b"\x0c",
    b"stream\n", b"endobj", b"/Kids[1 0 R]", b"<w:p>", b"<w:tbl><w:tr><w:tc>", b"{}", b"[]", b"null", b"\t",
)  # fmt: skip


def mutated(rng: random.Random, pool: list[bytes]) -> bytes:
    """A seed with a few pieces cut, doubled, crossed with another seed, flipped, or replaced by telling tokens."""
    data = bytearray(rng.choice(pool))
    for _ in range(rng.randint(1, 12)):
        if not data:
            break
        at = rng.randrange(len(data))
        size = rng.choice((1, 4, 30, 400))
        kind = rng.randrange(6)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = data[at : at + size] * rng.choice((1, 3))
        elif kind == 3:
            data[at:at] = rng.choice(TOKENS)
        elif kind == 4:
            other = rng.choice(pool)
            start = rng.randrange(max(1, len(other)))
            data[at : at + size] = other[start : start + size]
        else:
            data = data[:at] if rng.random() < 0.2 else data
    return bytes(data)
