"""Runs by turns, as the benchmark of batch compares them."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
import turns

STEPS = """
import json, subprocess, sys, time
times = []
for _ in range(int(sys.argv[1])):
    subprocess.run([sys.executable, "-S", "-c", "sum(range(2_000_000))"], check=True)
    times.append(time.monotonic())
print(json.dumps({"first": times[0], "last": times[-1], "documents": len(times)}))
"""


def test_no_two_runs_go_on_together() -> None:
    """Each run, with all that it starts, goes on only while the other stands still; seconds are its own."""
    runs = {"a": turns.Run(STEPS, "12"), "b": turns.Run(STEPS, "12")}
    found = turns.by_turns(runs)
    slices = sorted(piece for run in runs.values() for piece in run.turns)
    assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(slices))
    assert [facts["documents"] for facts in found.values()] == [12, 12]
    for name, facts in found.items():
        assert 0 < facts["steady"] * 11 / 12 <= facts["whole"] == sum(end - begin for begin, end in runs[name].turns)


def test_seconds_are_those_of_the_turns_between_two_moments() -> None:
    """A turn counts as far as it lies between the two; what lies outside, or between turns, doesn't."""
    run = turns.Run("print('{}')")
    run.facts()
    run.turns = [(1.0, 2.0), (5.0, 6.0), (9.0, 10.0)]
    assert run.seconds(1.5, 9.25) == 1.75
    assert run.seconds(2.0, 5.0) == 0.0
    assert run.seconds(0.0, 99.0) == 3.0


def test_a_run_that_fails_is_no_figure() -> None:
    """A run that ends with an error stops the comparison, and says with which status."""
    with pytest.raises(RuntimeError, match=r"^a run ended with status 3$"):
        turns.by_turns({"good": turns.Run(STEPS, "2"), "bad": turns.Run("import sys; sys.exit(3)")})
