"""Run the extractor over a file in a process of its own, under limits of memory and time, and say how it ended.

python -m tests.guarded FILE...      one line a file: its name, a tab, ``record`` · ``not_a_policy`` · an error's code
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MEMORY = 3 * 2**30  # bytes of address space
CPU = 60  # seconds for one file; a hang becomes a kill that the caller sees


def outcome(path: Path) -> str:
    """How extraction ends: a valid record with exact spans, or a typed error's code."""
    from extractor import contract
    from extractor.errors import DocumentError
    from extractor.pipeline import assemble, read, understand
    from tests.invariants import breaches

    try:
        document = read(path)
        record = assemble(understand(document)).to_dict()
    except DocumentError as error:
        return error.code
    contract.validate(record)
    json.dumps(record, ensure_ascii=False).encode("utf-8")  # no lone surrogate anywhere
    found = breaches(document, record)
    if found:
        return f"broken: {found[0]}"
    codes = {problem["code"] for problem in record["diagnostics"]}
    return "not_a_policy" if "not_a_policy" in codes else "record"


def run(*paths: Path) -> dict[str, str]:
    """The outcome of each file; a file at which the process died has ``died`` and its signal."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.guarded", *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    found = dict(line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
    for path in paths:
        if path.name not in found:
            found[path.name] = f"died {done.returncode}: {done.stderr.strip()[-300:]}"
            break
    return found


def main() -> None:
    """Work through the files named on the command line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in sys.argv[1:]:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        used = int(spent.ru_utime + spent.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (used + CPU, resource.RLIM_INFINITY))
        print(f"{Path(name).name}\t{outcome(Path(name))}", flush=True)


if __name__ == "__main__":
    main()
