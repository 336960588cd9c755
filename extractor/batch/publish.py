"""Decides what of a finished run goes to an object store, and in which order: ``run.json`` last, as on disk.

The run itself needs a local folder (a manifest that survives a kill, files that are renamed in one step), which no
object store offers. What is finished is copied: an object appears whole or not at all, one that an earlier run left
with the same bytes is left alone, and a part that this run has not goes at the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from extractor.batch.fetch import filesystem
from extractor.errors import ExtractorError

REPORTS = ("report.html", "report.json")
LAST = "run.json"  # lists the other files: a reader who begins with it reads one run's files
PART = re.compile(r"(?:records|parquet/[a-z]{1,20})/part-\d{1,9}\.[a-z]{1,9}")  # nothing else is ever removed


def publish(output: Path, url: str, *, there_already: Collection[str] = ()) -> dict[str, int]:
    """Copy a finished run's files to a folder that fsspec knows; how many were copied, left alone and removed.

    ``there_already`` names files that the run itself has written there.
    """
    system, root = filesystem(url)
    root = root.rstrip("/")
    files: Mapping[str, Any] = json.loads((output / LAST).read_text(encoding="utf-8"))["files"]
    try:
        there = _there(system, root)
        changed = [n for n, described in files.items() if there.get(n) != described and n not in there_already]
        for name in (*changed, *REPORTS, LAST):
            target = f"{root}/{name}"
            system.makedirs(target.rpartition("/")[0], exist_ok=True)
            system.put_file(str(output / name), target)
        gone = [name for name in there if name not in files and PART.fullmatch(name)]
        for name in gone:
            system.rm_file(f"{root}/{name}")
    except Exception as error:  # noqa: BLE001 - each store has errors of its own
        kind = type(error).__name__
        raise ExtractorError(f"the run is done, but {url} could not be written ({kind}); start it again") from None
    return {"copied": len(changed) + len(REPORTS) + 1, "kept": len(files) - len(changed), "removed": len(gone)}


def _there(system: Any, root: str) -> dict[str, Any]:
    """The files that an earlier run published and that are still there in their size, as its run.json describes them."""
    if not system.exists(f"{root}/{LAST}"):
        return {}
    described: Mapping[str, Any] = json.loads(system.cat_file(f"{root}/{LAST}"))["files"]
    found = system.find(root, detail=True)
    sizes = {path.removeprefix(root).lstrip("/"): entry["size"] for path, entry in found.items()}
    return {name: facts for name, facts in described.items() if sizes.get(name) == facts["bytes"]}
