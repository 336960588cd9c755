"""The Ray engine: the same records and failures as the local one, byte for byte."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from extractor.batch.pool import Limits
from extractor.batch.run import Plan, run
from tests.test_batch_run import good, lines, outputs, write

pytestmark = [pytest.mark.ray, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _ray() -> None:
    """Without Ray there is nothing to test, but in CI it has to be there."""
    if os.environ.get("CI"):
        import ray  # noqa: F401
    else:
        pytest.importorskip("ray", reason="Ray is not installed")


def test_both_engines_give_the_same_bytes(tmp_path: Path) -> None:
    """Records, lists and failures are the same, poison and archives among the documents; a second run does nothing."""
    documents = {f"{i:03}.txt": good(i % 25) for i in range(30)}  # some are there twice
    poison = {"abort.txt": b"ABORT", "spin.txt": b"SPIN", "empty.pdf": b"", "corrupt.pdf": b"%PDF-1.7\nno"}
    source = write(tmp_path / "in", documents | poison)
    with zipfile.ZipFile(source / "more.zip", "w") as archive:
        archive.writestr("inner/in a zip.txt", good(99))
    plans = {
        engine: Plan(
            sources=(str(source), str(tmp_path / "absent.pdf")),
            output=tmp_path / engine,
            workers=2,
            limits=Limits(8.0, 300 << 20),
            formats=("ndjson", "parquet"),
            engine=engine,
            work="tests.batch_poison:poison",
        )
        for engine in ("local", "ray")
    }
    facts = {engine: run(plan) for engine, plan in plans.items()}
    assert facts["ray"]["counts"] == facts["local"]["counts"] == {"found": 36, "written": 31, "failed": 5, "skipped": 0}
    assert outputs(tmp_path / "ray") == outputs(tmp_path / "local")
    records = lines(tmp_path / "ray/records/part-00000.ndjson")
    assert records[-1]["source"]["name"] == "in a zip.txt"
    assert run(plans["ray"])["cost"]["extracted"] == 0
    assert outputs(tmp_path / "ray") == outputs(tmp_path / "local")
