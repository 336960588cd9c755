"""The Ray engine: the same records and failures as the local one, byte for byte, on one machine and on a cluster."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.pool import Limits
from extractor.batch.run import Plan, run
from tests.test_batch_run import HERE, good, lines, outputs, write

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
    source = write(tmp_path / "in #1; 50%", documents | poison)
    with zipfile.ZipFile(source / "more.zip", "w") as archive:
        archive.writestr("inner/in a zip.txt", good(99))
        archive.writestr("inner/damaged.txt", good(98))
    data = (source / "more.zip").read_bytes()
    (source / "more.zip").write_bytes(data.replace(b"number 98", b"number 89"))  # no longer what its checksum says
    write(source, {".named outright.txt": good(97), "page.txt.gz": gzip.compress(good(96), mtime=0)})
    out = tmp_path / "out #1; 50%"
    named = (source / ".named outright.txt", source / "page.txt.gz", tmp_path / "absent.pdf")
    plans = {
        engine: Plan(
            sources=(str(source / "0*.txt"), str(source), *map(str, named)),
            output=out / engine,
            workers=2,
            limits=Limits(8.0, 300 << 20),
            formats=("ndjson", "parquet"),
            engine=engine,
            part=15,
            work="tests.batch_poison:poison",
        )
        for engine in ("local", "ray")
    }
    facts = {engine: run(plan) for engine, plan in plans.items()}
    assert facts["ray"]["counts"] == facts["local"]["counts"]
    assert facts["ray"]["failures"] == facts["local"]["failures"]
    assert facts["ray"]["failures"]["corrupt_file"] == 2  # the PDF and the member of the archive
    assert outputs(out / "ray") == outputs(out / "local")
    records = [record for path in sorted((out / "ray/records").iterdir()) for record in lines(path)]
    assert [record["source"]["name"] for record in records][-1:] == ["in a zip.txt"]


# --------------------------------------------------------------------------- a cluster that writes to a store

RUN = """
import sys
from pathlib import Path
from extractor.batch.pool import Limits
from extractor.batch.run import Plan, run
run(Plan(sources=tuple(sys.argv[3:]), output=Path("unused"), store=sys.argv[1], workers=2, limits=Limits(10.0, 300 << 20),
         formats=("ndjson", "parquet"), work="tests.batch_work:small", part=50, engine="ray", address=sys.argv[2]))
"""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a cluster of one machine that outlives each run."""
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("PYTHONPATH", str(HERE.parent))
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 3, "object_store_memory": 150 << 20})
    yield cluster.address
    cluster.shutdown()


def first_whole(folder: Path) -> Path | None:
    """A staged file that is there to its end, if there is one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in sorted(folder.glob("*.parquet")):
        with suppress(pa.ArrowInvalid):
            pq.read_metadata(path)
            return path
    return None


def test_a_killed_run_goes_on_in_the_store(tmp_path: Path, cluster: str) -> None:
    """On a cluster, with a URL as output, killed and started again: the bytes of an undisturbed local run."""
    source = write(tmp_path / "in", {f"{i:03}.txt": b"%d" % (i % 90) for i in range(120)})
    common: dict[str, Any] = {"workers": 2, "limits": Limits(10.0, 300 << 20), "formats": ("ndjson", "parquet")}
    common |= {"work": "tests.batch_work:small", "part": 50, "sources": (str(source), str(tmp_path / "absent.pdf"))}
    run(Plan(output=tmp_path / "calm", **common))
    store, staged = tmp_path / "a store", tmp_path / "a store/.state/staged"
    process = subprocess.Popen([sys.executable, "-c", RUN, f"file://{store}", cluster, *common["sources"]])
    deadline = time.monotonic() + 240
    while not (whole := first_whole(staged)) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert whole
    (staged / "half.parquet").write_bytes(
        whole.read_bytes()[:-100]
    )  # as a task leaves it that is killed while it writes
    plan = Plan(output=Path("unused"), store=f"file://{store}", engine="ray", address=cluster, **common)
    facts = run(plan)
    assert facts["counts"] == {"found": 121, "written": 120, "failed": 1, "skipped": 0}
    assert facts["cost"]["extracted"] < 120
    assert outputs(store) == outputs(tmp_path / "calm")
    assert not (staged / "half.parquet").exists()

    for path in list(source.iterdir())[:40]:
        path.unlink()
    facts = run(plan)
    assert facts["cost"]["extracted"] == 0
    assert facts["changes"] == {"new": 0, "changed": 0, "unchanged": 81, "gone": 40}
    run(Plan(output=tmp_path / "calm", **common))
    assert outputs(store) == outputs(tmp_path / "calm")
    assert not Path("unused").exists()
