"""The adapter for Spark that the documentation shows: run as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_batch_run import good, write

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"<!-- spark: begin.*?```python\n(.*?)```\n<!-- spark: end -->", re.DOTALL)
SESSION = """
import json, sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.sql.execution.arrow.maxRecordsPerBatch", "2").getOrCreate())
documents = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(sys.argv[1])
found = documents.select("path", "content").mapInPandas(records, "path string, record string, failure string")
print("FOUND " + json.dumps([row.asDict() for row in found.collect()]))
spark.stop()
"""


def adapter() -> str:
    """The block of the documentation."""
    match = BLOCK.search((ROOT / "docs/batch.md").read_text(encoding="utf-8"))
    assert match is not None
    return match[1]


def test_the_adapter_on_a_frame_alone() -> None:
    """Without Spark the block does what it says, over a frame of pandas."""
    pandas = pytest.importorskip("pandas")
    space: dict[str, object] = {}
    exec(adapter(), space)  # the documentation's own code
    frame = pandas.DataFrame({"path": ["s3a://b/one.txt", "s3a://b/none.txt"], "content": [good(1), b""]})
    (result,) = space["records"]([frame])  # type: ignore[operator]
    assert result["failure"].iloc[1] == "empty_file"
    assert json.loads(result["record"].iloc[0])["source"]["name"] == "one.txt"


@pytest.mark.slow
def test_the_adapter_in_spark(tmp_path: Path) -> None:
    """The block runs under mapInPandas and gives a record or a code for each document."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    source = write(tmp_path / "in", {"one.txt": good(1), "two.txt": good(2), "none.txt": b" "})
    script = tmp_path / "job.py"
    script.write_text(adapter() + SESSION, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    done = subprocess.run(
        [sys.executable, str(script), str(source)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=True,
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    found = {Path(row["path"]).name: row for row in json.loads(line.removeprefix("FOUND "))}
    assert {name: row["failure"] for name, row in found.items()} == {
        "one.txt": None,
        "two.txt": None,
        "none.txt": "empty_file",
    }
    assert json.loads(found["two.txt"]["record"])["source"]["bytes"] == len(good(2))
