"""A short run of every fuzzing harness: each keeps its invariant over a few hundred mutated documents."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzzing import HARNESSES, mutated, seeds

FOUND = sorted((Path(__file__).parent / "found").iterdir())  # HARNESS-what: inputs that once broke an invariant
RUNS = {"pdf": 25, "html": 40, "docx": 25, "text": 40, "mentions": 150, "criteria": 80, "record": 150}


@pytest.mark.parametrize("name", HARNESSES)
def test_harness_keeps_its_invariant(name: str) -> None:
    """Mutated documents of the corpus give valid records or typed errors, with exact spans."""
    rng = random.Random(f"fuzz-{name}")
    pool = seeds(name)
    assert pool
    for seed in pool:
        HARNESSES[name](seed)
    for _ in range(RUNS[name]):
        data = mutated(rng, pool)
        try:
            HARNESSES[name](data)
        except Exception as error:
            raise AssertionError(f"{name}: {error!r} on {data[:2_000]!r} ({len(data)} bytes)") from error


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_fuzzing_found_stays_mended(path: Path) -> None:
    """Each input that once broke its harness's invariant keeps it now."""
    HARNESSES[path.name.partition("-")[0]](path.read_bytes())
