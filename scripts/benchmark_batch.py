#!/usr/bin/env python3
"""Measure a batch run: throughput by workers, overhead over a bare loop, and memory over many documents.

    scripts/benchmark batch [--documents 300] [--long 2000] [--seed 1] [--rounds 5] [--json FILE]

Documents are written by the corpus writer into a temporary folder. The bare loop calls ``extract`` in one
process; warming up (imports, patterns) counts in neither. Seconds are the best of the rounds; ratios are taken
within each round, whose runs stand next to one another, and their median is given, as a host's speed changes from
minute to minute. Processor seconds tell the overhead on a busy machine too: those of a run over one document,
which starts the same processes, are taken off.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from project import ROOT

LOOP = """
import json, sys, time
from pathlib import Path
from extractor.batch import work
work.warm_up()
begin = time.perf_counter()
for path in sorted(Path(sys.argv[1]).iterdir()):
    work.extract(path.read_bytes(), name=path.name, options={}, stage=lambda name: None)
print(json.dumps({"steady": time.perf_counter() - begin, "processor": time.process_time()}))
"""
RUN = """
import json, resource, sys, time
from pathlib import Path
from extractor.batch.progress import Silent
from extractor.batch.run import Plan, run
class First(Silent):
    first = last = 0.0
    def document(self, **facts):
        First.last = time.perf_counter()
        First.first = First.first or First.last
begin = time.perf_counter()
facts = run(Plan((sys.argv[1],), Path(sys.argv[2]), workers=int(sys.argv[3]), fresh=True), watch=First())
whole = time.perf_counter() - begin
count = facts["counts"]["written"]
children = resource.getrusage(resource.RUSAGE_CHILDREN)
processor = time.process_time() + children.ru_utime + children.ru_stime
print(json.dumps({"whole": whole, "processor": processor, "steady": (First.last - First.first) * count / max(count - 1, 1),
                  "pages": facts["cost"]["pages"], "documents": count,
                  "memory": facts["cost"]["peak_memory_parent"] + facts["cost"]["peak_memory_workers"]}))
"""
SKIPPED = 0.1  # share of the run before memory is looked at: caches fill once


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--long", type=int, default=2000, help="documents of the memory run; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = generate(folder / "short", args.documents, args.seed)
        figures = {"cores": os.cpu_count(), "load_before": os.getloadavg()[0], **speed(source, folder, args.rounds)}
        if args.long:
            figures |= memory(generate(folder / "long", args.long, args.seed + 1), folder / "out-long")
    text = json.dumps(figures, indent=2)
    print(text)
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")
    return 0


def generate(folder: Path, count: int, seed: int) -> Path:
    """Generated policies of all layouts and formats; their folder."""
    command = [sys.executable, str(ROOT / "scripts/corpus"), "generate", "--count", str(count), "--seed", str(seed)]
    subprocess.run([*command, "-o", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder / "documents"


def python(code: str, *arguments: str) -> str:
    """What a piece of Python prints, run on one core a process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def speed(source: Path, folder: Path, rounds: int) -> dict[str, object]:
    """Throughput at one and two workers, and the overhead over a bare loop."""
    single = folder / "single"
    single.mkdir()
    first = min(source.iterdir())
    (single / first.name).write_bytes(first.read_bytes())
    runs: dict[str, list[dict[str, float]]] = {"loop": [], "one": [], "two": [], "loop start": [], "one start": []}
    for turn in range(rounds):  # by turns: a busy spell of the machine hits all alike
        runs["loop start"].append(json.loads(python(LOOP, str(single))))
        runs["one start"].append(json.loads(python(RUN, str(single), str(folder / f"start-{turn}"), "1")))
        runs["loop"].append(json.loads(python(LOOP, str(source))))
        runs["one"].append(json.loads(python(RUN, str(source), str(folder / f"one-{turn}"), "1")))
        runs["two"].append(json.loads(python(RUN, str(source), str(folder / f"two-{turn}"), "2")))
    best = {name: min(r["steady"] for r in found) for name, found in runs.items()}
    cost = {name: [r["processor"] for r in found] for name, found in runs.items()}
    loop = [whole - start for whole, start in zip(cost["loop"], cost["loop start"], strict=True)]
    one = [whole - start for whole, start in zip(cost["one"], cost["one start"], strict=True)]
    documents, pages = runs["one"][0]["documents"], runs["one"][0]["pages"]
    return {
        "documents": documents,
        "pages": pages,
        "loop_seconds": round(best["loop"], 3),
        "one_worker_seconds": round(best["one"], 3),
        "two_workers_seconds": round(best["two"], 3),
        "one_worker_whole_run_seconds": round(min(r["whole"] for r in runs["one"]), 3),
        "two_workers_whole_run_seconds": round(min(r["whole"] for r in runs["two"]), 3),
        "overhead": round(ratio([r["steady"] for r in runs["one"]], [r["steady"] for r in runs["loop"]]) - 1, 4),
        "loop_processor_seconds": round(min(loop), 3),
        "one_worker_processor_seconds": round(min(one), 3),
        "overhead_in_processor_time": round(ratio(one, loop) - 1, 4),
        "speed_up": round(ratio([r["steady"] for r in runs["one"]], [r["steady"] for r in runs["two"]]), 3),
        "documents_per_second": {"1": round(documents / best["one"], 2), "2": round(documents / best["two"], 2)},
        "pages_per_second": {"1": round(pages / best["one"], 1), "2": round(pages / best["two"], 1)},
    }


def ratio(these: list[float], those: list[float]) -> float:
    """The median of the ratios of figures that were taken next to one another."""
    return statistics.median(this / that for this, that in zip(these, those, strict=True))


def memory(source: Path, output: Path) -> dict[str, object]:
    """Resident memory of the parent and of its workers over a long run, and the slope of a line through it."""
    import psutil

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RUN, str(source), str(output), "2"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    samples: list[tuple[float, int, int]] = []
    done = threading.Event()

    def sample() -> None:
        parent = psutil.Process(process.pid)
        while not done.wait(0.25):
            try:
                workers = [child.memory_info().rss for child in parent.children()]
                if len(workers) == 2:  # both there: the extraction
                    samples.append((time.monotonic(), parent.memory_info().rss, sum(workers)))
            except psutil.Error:
                continue

    thread = threading.Thread(target=sample)
    thread.start()
    printed, _ = process.communicate()
    done.set()
    thread.join()
    facts = json.loads(printed)
    kept = samples[int(len(samples) * SKIPPED) :]
    return {
        "long_documents": facts["documents"],
        "long_seconds": round(facts["whole"], 1),
        "parent_mib": round(mean([s[1] for s in kept]) / 2**20, 1),
        "workers_mib": round(mean([s[2] for s in kept]) / 2**20, 1),
        "parent_growth": round(growth([(s[0], s[1]) for s in kept]), 4),
        "workers_growth": round(growth([(s[0], s[2]) for s in kept]), 4),
        "growth": round(growth([(s[0], s[1] + s[2]) for s in kept]), 4),
    }


def mean(values: list[int]) -> float:
    """The mean."""
    return sum(values) / max(len(values), 1)


def growth(samples: list[tuple[float, int]]) -> float:
    """By what share of the mean a straight line through the samples rises from the first to the last."""
    if len(samples) < 3:
        return 0.0
    times, values = [s[0] for s in samples], [s[1] for s in samples]
    middle_time, middle = sum(times) / len(times), mean(values)
    spread = sum((t - middle_time) ** 2 for t in times)
    slope = sum((t - middle_time) * (v - middle) for t, v in samples) / spread
    return slope * (times[-1] - times[0]) / middle


if __name__ == "__main__":
    sys.exit(main())
