"""The pool: a document that misbehaves costs itself only, and says how it ended."""

from __future__ import annotations

import os
import signal
import threading
import time
import zlib
from pathlib import Path

import psutil
import pytest

from extractor.batch.pool import Limits, Pool, Result, Stopped, Task
from extractor.errors import ExtractorError

QUICK = Limits(seconds=6.0, memory=100 << 20)
GOOD = b"Policy of the Example Health Plan\n\nCoverage\n\nThe service is covered.\n"


def run(
    documents: list[bytes], *, work: str = "tests.batch_poison:poison", workers: int = 2, **more: object
) -> list[Result]:
    """Run documents through a pool; the results in order."""
    options = more.pop("options", {})
    with Pool(work, options=options, workers=workers, limits=QUICK, **more) as pool:  # type: ignore[arg-type]
        results = list(pool.run(Task(i, f"{i}.txt", None, data) for i, data in enumerate(documents)))
    return sorted(results, key=lambda result: result.task.position)


POISON = [
    (b"SPIN", "timeout", 2),
    (b"ABORT", "crashed", 2),
    (b"EXIT", "crashed", 2),
    (b"ALLOCATE", "out_of_memory", 2),
    (b"LEAK IN C", "out_of_memory", 2),
    (b"RAISE", "internal_error", 1),
    (b"", "empty_file", 1),
    (b"%PDF-1.7\nnothing of the kind", "corrupt_file", 1),
]


def test_poison_costs_itself_only() -> None:
    """Each kind of poison has its code and number of attempts, and its neighbours come out."""
    results = run([part for i, (data, _, _) in enumerate(POISON) for part in (data, GOOD + b"%d" % i)])
    for (_, code, attempts), bad, good in zip(POISON, results[::2], results[1::2], strict=True):
        assert good.failure is None and good.record
        assert bad.failure is not None
        assert (bad.failure["code"], bad.attempts, bad.failure["stage"]) == (code, attempts, "read")
        assert bad.failure["retryable"] == (attempts == 2)


def test_messages_tell_the_kind_not_the_document() -> None:
    """An unforeseen error tells its kind, as its words may be the document's; a crash tells the signal."""
    error, crash = run([b"RAISE", b"ABORT"])
    assert error.failure is not None and crash.failure is not None
    assert error.failure["message"] == "KeyError"
    assert "SIGABRT" in crash.failure["message"]


def test_a_document_that_fell_once_gets_a_second_chance(tmp_path: Path) -> None:
    """What fails once and works alone afterwards is no failure."""
    results = run(
        [b"FLAKY one", b"ordinary", b"FLAKY two"], work="tests.batch_work:once", options={"marks": str(tmp_path)}
    )
    assert [result.failure for result in results] == [None, None, None]
    assert [result.attempts for result in results] == [2, 1, 2]


def test_what_a_worker_started_dies_with_it() -> None:
    """A child process of a killed document (an OCR engine, say) does not stay behind."""
    (bad,) = run([b"FORK"])
    assert bad.failure is not None and bad.failure["code"] == "timeout"
    left = [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "1000.25"]]
    assert left == []


def test_workers_are_recycled() -> None:
    """A worker serves so many documents, then a fresh one takes its place."""
    seen: set[int] = set()
    with Pool("tests.batch_work:small", options={}, workers=1, limits=QUICK, recycle=5) as pool:
        for _ in pool.run(Task(i, "a.txt", None, b"\x00%d" % i) for i in range(20)):
            seen.update(pool.pids())
    assert len(seen) >= 4


def test_a_worker_killed_from_outside_costs_nothing() -> None:
    """A worker that someone else kills while it works is replaced, and its document done again."""
    with Pool("tests.batch_work:small", options={}, workers=2, limits=QUICK) as pool:
        results = []
        for result in pool.run(Task(i, "a.txt", None, b"\x0f%d" % i) for i in range(60)):
            results.append(result)
            if len(results) in (10, 30):
                os.kill(pool.pids()[0], signal.SIGKILL)
    assert sorted(result.task.position for result in results) == list(range(60))
    assert all(result.failure is None for result in results)


def test_stop_ends_the_run_and_its_workers() -> None:
    """Asked to stop, the pool stops within a moment though a document spins."""
    asked = threading.Event()
    threading.Timer(1.5, asked.set).start()
    limits = Limits(seconds=60, memory=QUICK.memory)
    begin = time.monotonic()
    with Pool("tests.batch_poison:poison", options={}, limits=limits, stop=asked.is_set) as pool:
        with pytest.raises(Stopped):
            list(pool.run([Task(0, "spin.txt", None, b"SPIN")]))
        pids = pool.pids()
    assert time.monotonic() - begin < 10
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_workers_that_cannot_start_say_why() -> None:
    """A work function that doesn't exist is an error of the call, not of each document."""
    with (
        Pool("no_such_module:extract", options={}, limits=QUICK) as pool,
        pytest.raises(ExtractorError, match="no_such"),
    ):
        list(pool.run([Task(0, "a.txt", None, b"x")]))


@pytest.mark.parametrize("documents", [1, 5])
def test_workers_that_cannot_warm_up_later_say_why_too(documents: int) -> None:
    """Nor is it a document's fault where the work function is loaded only when one is wanted."""
    tasks = [Task(i, "a.txt", None, b"%d" % i) for i in range(documents)]
    with (
        Pool("no_such_module:extract", options={}, limits=QUICK, lazy=True) as pool,
        pytest.raises(ExtractorError, match="no_such"),
    ):
        list(pool.run(tasks))


def test_a_worker_is_warmed_up_when_a_document_is_wanted() -> None:
    """With nothing new the work function is not even looked for; a new document is extracted, and can be poison."""
    with Pool("no_such_module:extract", options={}, limits=QUICK, lazy=True) as pool:
        tasks = [Task(i, "a.txt", None, b"%d" % i) for i in range(3)]
        assert [result.known for result in pool.run(tasks, wanted=lambda task, sha256: False)] == [True] * 3
    with Pool("tests.batch_poison:poison", options={}, limits=QUICK, lazy=True) as pool:
        tasks = [Task(i, f"{i}.txt", None, data) for i, data in enumerate([b"known", b"ABORT", GOOD, b"ALLOCATE"])]
        results = sorted(pool.run(tasks, wanted=lambda task, _: task.position > 0), key=lambda r: r.task.position)
    assert [(result.known, (result.failure or {}).get("code")) for result in results] == [
        (True, None),
        (False, "crashed"),
        (False, None),
        (False, "out_of_memory"),
    ]


def test_a_document_that_is_known_is_not_extracted() -> None:
    """The parent is asked with the hash before any work is done."""
    asked: list[str] = []

    def wanted(task: Task, sha256: str) -> bool:
        asked.append(sha256)
        return False

    with Pool("tests.batch_poison:poison", options={}, limits=QUICK) as pool:
        (result,) = pool.run([Task(0, "a.txt", None, b"SPIN")], wanted=wanted)
    assert result.known and result.failure is None and result.sha256 == asked[0]


def test_records_come_back_whole() -> None:
    """The record that the worker made is what the parent gets."""
    (result,) = run([GOOD])
    assert zlib.decompress(result.record).startswith(b'{"schema_version":"')


def test_libraries_get_one_thread() -> None:
    """Workers are told to run their numerical libraries on one thread."""
    with Pool("tests.batch_work:small", options={}, limits=QUICK) as pool:
        for _ in pool.run([Task(0, "a.txt", None, b"x")]):
            environment = psutil.Process(pool.pids()[0]).environ()
    assert environment["OMP_NUM_THREADS"] == environment["OPENBLAS_NUM_THREADS"] == "1"
