#!/usr/bin/env python3
"""Measure a batch run: throughput by workers, overhead over a bare loop, and memory over many documents.

    scripts/benchmark batch [--documents 300] [--long 2000] [--seed 1] [--rounds 5] [--json FILE]

Documents are written by the corpus writer into a temporary folder. The bare loop calls ``extract`` in one
process; warming up (imports, patterns) counts in neither. A host's speed can change by a quarter from one second to
the next, so what is compared runs by turns: loop, one worker and two are started together, and each goes on for a
fraction of a second while the others are stopped (SIGSTOP, with all their children). Seconds are those in which a
run was not stopped, from its first document's end to its last's; the best of the rounds is given, and of ratios,
which are taken within each round, the median and the range. Processor seconds are a second look at the overhead:
those of a run over one document, which starts the same processes, are taken off.
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
from turns import Run, by_turns

LOOP = """
import json, sys, time
from pathlib import Path
from extractor.batch import work
work.warm_up()
times = []
for path in sorted(Path(sys.argv[1]).iterdir()):
    work.extract(path.read_bytes(), name=path.name, options={}, stage=lambda name: None)
    times.append(time.monotonic())
print(json.dumps({"first": times[0], "last": times[-1], "documents": len(times), "processor": time.process_time()}))
"""
RUN = """
import json, resource, sys, time
from pathlib import Path
from extractor.batch.progress import Silent
from extractor.batch.run import Plan, run
times = []
class Ends(Silent):
    def document(self, **facts):
        times.append(time.monotonic())
begin = time.monotonic()
facts = run(Plan((sys.argv[1],), Path(sys.argv[2]), workers=int(sys.argv[3]), fresh=True), watch=Ends())
children = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"begin": begin, "first": times[0], "last": times[-1], "end": time.monotonic(),
                  "documents": facts["counts"]["written"], "pages": facts["cost"]["pages"],
                  "processor": time.process_time() + children.ru_utime + children.ru_stime}))
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


def speed(source: Path, folder: Path, rounds: int) -> dict[str, object]:
    """Throughput at one and two workers, and the overhead over a bare loop."""
    single = folder / "single"
    single.mkdir()
    first = min(source.iterdir())
    (single / first.name).write_bytes(first.read_bytes())
    starts, runs = [], []
    for turn in range(rounds):
        out = folder / f"round-{turn}"
        starts.append(by_turns({"loop": Run(LOOP, str(single)), "one": Run(RUN, str(single), f"{out}-start", "1")}))
        runs.append(
            by_turns(
                {
                    "loop": Run(LOOP, str(source)),
                    "one": Run(RUN, str(source), f"{out}-one", "1"),
                    "two": Run(RUN, str(source), f"{out}-two", "2"),
                }
            )
        )
    best = {name: min(run[name]["steady"] for run in runs) for name in ("loop", "one", "two")}
    whole = {name: min(run[name]["whole"] for run in runs) for name in ("one", "two")}
    cost = {
        name: [run[name]["processor"] - start[name]["processor"] for run, start in zip(runs, starts, strict=True)]
        for name in ("loop", "one")
    }
    overheads = [run["one"]["steady"] / run["loop"]["steady"] - 1 for run in runs]
    processor = [one / loop - 1 for one, loop in zip(cost["one"], cost["loop"], strict=True)]
    speed_ups = [run["one"]["steady"] / run["two"]["steady"] for run in runs]
    documents, pages = runs[0]["one"]["documents"], runs[0]["one"]["pages"]
    return {
        "documents": documents,
        "pages": pages,
        "loop_seconds": round(best["loop"], 3),
        "one_worker_seconds": round(best["one"], 3),
        "two_workers_seconds": round(best["two"], 3),
        "one_worker_whole_run_seconds": round(whole["one"], 3),
        "two_workers_whole_run_seconds": round(whole["two"], 3),
        "overhead": middle_and_range(overheads),
        "overhead_in_processor_time": middle_and_range(processor),
        "speed_up": middle_and_range(speed_ups),
        "documents_per_second": {"1": round(documents / best["one"], 2), "2": round(documents / best["two"], 2)},
        "pages_per_second": {"1": round(pages / best["one"], 1), "2": round(pages / best["two"], 1)},
    }


def middle_and_range(values: list[float]) -> dict[str, float]:
    """The median of the rounds, the least and the greatest."""
    return {
        "median": round(statistics.median(values), 4),
        "least": round(min(values), 4),
        "greatest": round(max(values), 4),
    }


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
        "long_seconds": round(facts["end"] - facts["begin"], 1),
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
