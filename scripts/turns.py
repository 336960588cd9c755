"""Pieces of Python that run by turns: what a busy host does to one of them it does to all."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psutil
from project import ROOT

TURN = 0.2  # seconds for which one run goes on while those beside it are stopped


class Run:
    """A piece of Python in a process of its own, one core a process, that goes on only in its turns."""

    def __init__(self, code: str, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-c", code, *arguments]
        self.process = psutil.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        self.turns: list[tuple[float, float]] = []

    def turn(self) -> None:
        """Go on for a while."""
        for process in (*self.process.children(recursive=True), self.process):
            with suppress(psutil.NoSuchProcess):
                process.resume()
        begin = time.monotonic()
        with suppress(psutil.TimeoutExpired):
            self.process.wait(TURN)
        self.turns.append((begin, time.monotonic()))
        if self.going:
            self.stop()

    @property
    def going(self) -> bool:
        """It has not ended yet."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Stand still: the process first, which can start no child from then on."""
        self.process.suspend()
        for child in self.process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.suspend()

    def facts(self) -> dict[str, Any]:
        """What it printed; RuntimeError where it failed."""
        printed, _ = self.process.communicate()
        if self.process.returncode:
            raise RuntimeError(f"a run ended with status {self.process.returncode}")
        facts: dict[str, Any] = json.loads(printed)
        return facts

    def seconds(self, begin: float, end: float) -> float:
        """How long it went on between two moments."""
        return sum(max(0.0, min(end, until) - max(begin, since)) for since, until in self.turns)


def by_turns(runs: Mapping[str, Run]) -> dict[str, dict[str, Any]]:
    """Let all runs end, each going on while the others stand still; what each printed, with its own seconds."""
    try:
        for run in runs.values():
            run.stop()
        while any(run.going for run in runs.values()):
            for run in runs.values():
                if run.going:
                    run.turn()
    finally:
        for run in runs.values():
            if run.going:
                run.process.kill()
    found = {}
    for name, run in runs.items():
        facts = run.facts()
        count = facts["documents"]
        facts["steady"] = run.seconds(facts["first"], facts["last"]) * count / max(count - 1, 1)
        facts["whole"] = run.seconds(facts.get("begin", 0.0), facts.get("end", math.inf))
        found[name] = facts
    return found
