"""Headings, levels and tables, exact on the project's own corpus in every format."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from extractor.pipeline import assemble, read, understand
from extractor.types import Document

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from corpus_writer import FORMATS, LAYOUTS, document, tables

SEEDS = (0, 8400)
"""Added to a layout's number: the seeds of the committed corpus, and others, among which pages cut tables."""


def _read(layout: str, seed: int, kind: str) -> tuple[Document, list[dict[str, object]]]:
    data, _ = document(layout, seed, kind)
    found = read(data, name=f"policy.{kind}")
    return found, assemble(understand(found)).to_dict()["sections"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("offset", SEEDS)
def test_headings_levels_and_tables_are_exact(layout: str, kind: str, offset: int) -> None:
    """Every heading at its level in order, none besides; every table cell by cell, stitched over pages, none besides."""
    seed = list(LAYOUTS).index(layout) + 1 + offset
    source, sections = _read(layout, seed, kind)
    gold = document(layout, seed, kind)[1]["sections"]
    taste = {_plain(row["heading"]): row["level"] for row in gold if row.get("optional")}
    wanted = [(_plain(row["heading"]), row["level"]) for row in gold if not row.get("optional")]
    found = [(_plain(str(row["heading"])), row["level"]) for row in sections]
    assert [row for row in found if row[0] not in taste] == wanted
    assert [row for row in found if row[0] in taste and row[1] != taste[row[0]]] == []
    assert _tables(source) == [[tuple(map(_folded, row)) for row in table] for table in tables(layout, seed, kind)]


def test_the_measure_means_something() -> None:
    """Among the documents measured are a table that a page's end cuts, and headings at two levels in plenty."""
    levels: Counter[object] = Counter()
    cut = 0
    for offset in SEEDS:
        for number, layout in enumerate(LAYOUTS, 1):
            source, sections = _read(layout, number + offset, "pdf")
            levels.update(row["level"] for row in sections)
            cut += sum(_page(source, table.start) != _page(source, table.end - 1) for table in source.tables)
    assert cut >= 1
    assert min(levels[1], levels[2]) >= 30


def _page(source: Document, offset: int) -> int | None:
    return source.locate(offset, offset + 1).page


def _plain(heading: str) -> str:
    return _folded(heading).rstrip(":")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _tables(source: Document) -> list[list[tuple[str, ...]]]:
    return [[tuple(_folded(source.text_of(cell)) for cell in row) for row in table.rows] for table in source.tables]
