"""A pool of processes that can be killed one at a time: what one document does costs that document only.

Each worker is a process of its own in a session of its own, spoken to over a pipe. A document that takes
too long or too much memory has its worker (and what that worker started) killed; one that takes its worker
down has done so by itself. Each of these is tried once more, when all others are through, alone in a fresh
process; only then has it failed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Pipe
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import IO, Any

from extractor.batch.work import DEFAULT
from extractor.batch.worker import FETCH, STAGE, failure, noted, receive, send
from extractor.errors import ExtractorError

POLL = 0.05  # seconds between two looks at clocks and memory: what a runaway can take between two is small
PATIENCE = 0.002  # seconds for which results wait while a worker reads: then they are written down all the same
RECYCLE = 10_000  # documents of one worker: bounds what a leak can hold; a new worker takes seconds to warm up
START_LIMIT = 120.0  # seconds for a worker to import what it needs, on a machine that is busy
START_FAILURES = 3  # workers in a row that never got ready: then it is the installation, not a document
DEATHS = frozenset({"timeout", "out_of_memory", "crashed"})  # of these a document gets a second chance
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
ONE_THREAD = dict.fromkeys(  # the pool is the parallelism: libraries that bring threads of their own get one
    (
        "OMP_NUM_THREADS",
        "OMP_THREAD_LIMIT",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "RAYON_NUM_THREADS",
        "TOKENIZERS_PARALLELISM",
    ),
    "1",
)


class Stopped(ExtractorError):
    """The run was asked to stop (SIGINT, SIGTERM); what is done is kept."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: seconds of wall clock, bytes of memory over what a warm worker holds."""

    seconds: float = 120.0
    memory: int = 2 << 30


@dataclass(frozen=True, slots=True)
class Task:
    """One document for a worker: where its bytes are, or the bytes themselves."""

    position: int
    name: str = "document"
    locator: Mapping[str, Any] | None = None
    data: bytes | None = None
    call: tuple[str, Mapping[str, Any]] | None = None  # instead of a document: a function of this package
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """How a document (or call) ended. ``known``: its bytes are those of a document that someone else extracts."""

    task: Task
    sha256: str | None = None
    size: int = 0
    record: bytes = b""  # compressed
    pages: int = 0
    known: bool = False
    failure: Mapping[str, Any] | None = None
    elapsed: float = 0.0
    value: Any = None  # of a call

    @property
    def attempts(self) -> int:
        """How often the document was tried."""
        return self.task.attempts


Wanted = Callable[[Task, str], bool]
"""Asked with the hash of a document's bytes: does anyone need them extracted?"""


class _Worker:
    """One process and what it is busy with."""

    def __init__(self, work: str | None, options: Mapping[str, Any], memory: int, lazy: bool) -> None:
        self.pipe, theirs = Pipe()
        path = [str(Path(entry).absolute()) for entry in sys.path]
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(path)}
        self.log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker; says why it did not start
        self.notes: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as the log; the stage that the worker is in
        handed = [theirs.fileno(), self.notes.fileno()]
        command = [sys.executable, "-P", "-m", "extractor.batch.worker", *map(str, handed), str(os.getpid())]
        self.process = subprocess.Popen(  # noqa: S603 - this package, by this interpreter
            command,
            pass_fds=handed,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.log,
            start_new_session=True,  # a Ctrl-C is for the parent; and all that a worker starts dies with it
        )
        theirs.close()
        self.ready = False  # it listens
        self.warm = False  # all that extraction needs is loaded
        self.task: Task | None = None
        self.served = 0
        self.base = 0  # resident bytes before the first document
        self.begun = time.monotonic()
        self.sha256: str | None = None
        self.size = 0
        self.wanted = False  # it was told to extract what it has read
        try:
            self.statm: int | None = os.open(f"/proc/{self.process.pid}/statm", os.O_RDONLY)
        except OSError:
            self.statm = None  # no Linux
        send(self.pipe, {"work": work, "options": options, "memory": memory, "lazy": lazy})

    def give(self, task: Task) -> None:
        """Start a task."""
        self.task, self.begun = task, time.monotonic()
        self.sha256, self.size, self.wanted = None, 0, False
        self.served += 1
        os.pwrite(self.notes.fileno(), noted(FETCH), 0)
        if task.call:
            send(self.pipe, {"call": task.call[0], "arguments": task.call[1]})
        else:
            head = {"name": task.name, "inline": task.data is not None, "locator": task.locator}
            send(self.pipe, head, task.data or b"")

    def stage(self) -> str:
        """The stage that the process has noted last."""
        stage = os.pread(self.notes.fileno(), STAGE, 0).decode("ascii", "replace").strip()
        return stage if stage.isidentifier() else FETCH

    def resident(self) -> int:
        """Resident bytes of the process; 0 where the system doesn't tell."""
        if self.statm is None:
            return 0
        try:
            return int(os.pread(self.statm, 128, 0).split()[1]) * PAGE
        except (OSError, IndexError):
            return 0

    @property
    def asking(self) -> bool:
        """It reads a document, and will ask whether that is wanted."""
        return self.task is not None and self.task.call is None and self.sha256 is None

    @property
    def warming(self) -> bool:
        """It was told to extract its first document, and loads what it needs for that."""
        return self.wanted and not self.warm

    def kill(self) -> None:
        """End the process and everything that it started."""
        if self.process.returncode is None:  # not waited for: its number is still its own
            with suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.statm is not None:
            os.close(self.statm)
            self.statm = None
        self.pipe.close()
        self.log.close()
        self.notes.close()

    def obituary(self) -> str:
        """How the process ended by itself."""
        status = self.process.returncode
        if status is None or status >= 0:
            return f"the process ended with status {status}"
        try:
            return f"the process was ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"the process was ended by signal {-status}"

    def last_words(self) -> str:
        """The last line that the process wrote to its standard error."""
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no message"


class Pool:
    """``workers`` processes that run ``work`` over documents. Use as a context: leaving it ends them all."""

    def __init__(
        self,
        work: str | None = DEFAULT,
        *,
        options: Mapping[str, Any],
        workers: int = 1,
        limits: Limits = Limits(),
        stop: Callable[[], bool] = lambda: False,
        recycle: int = RECYCLE,
        lazy: bool = False,
    ) -> None:
        """``lazy``: a worker loads what extraction needs only when a document is wanted."""
        self.size, self.limits, self.stop, self.recycle = workers, limits, stop, recycle
        self._start: Callable[[], _Worker] = lambda: _Worker(work, options, limits.memory, lazy)
        self._selector = DefaultSelector()
        self._workers: list[_Worker] = []
        self._bad_starts = 0
        self._back: deque[Task] = deque()  # tasks of workers that fell before they began with them

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._selector.close()

    def close(self) -> None:
        """End all workers."""
        for worker in list(self._workers):
            self._drop(worker)

    def pids(self) -> list[int]:
        """The processes that are there now."""
        return [worker.process.pid for worker in self._workers]

    def resident(self) -> int:
        """Resident bytes of all workers together."""
        return sum(worker.resident() for worker in self._workers)

    def run(self, tasks: Iterable[Task], *, wanted: Wanted = lambda task, sha256: True) -> Iterator[Result]:
        """Run all tasks, results as they come. Raises :class:`Stopped` when asked to stop."""
        again: deque[Task] = deque()
        yield from self._drain(iter(tasks), self.size, wanted, again)
        if again:
            self.close()  # alone means alone: no other document beside it, nothing left over from one
        while again:
            task = replace(again.popleft(), attempts=2)
            yield from self._drain(iter([task]), 1, wanted, deque())

    def _drain(self, queue: Iterator[Task], size: int, wanted: Wanted, again: deque[Task]) -> Iterator[Result]:
        waiting = self._next(queue)
        sweep = 0.0  # when clocks and memory are looked at next
        heard: deque[Result] = deque()
        while waiting is not None or heard or self._back or any(worker.task for worker in self._workers):
            if self.stop():
                raise Stopped("asked to stop")
            waiting = waiting or self._next(queue)
            waiting = self._hand_out(waiting, queue)
            while waiting is not None and len(self._workers) < size:
                self._add(self._start())
            spoken = 0
            for worker in self._listen(PATIENCE if heard else POLL):
                spoken += 1
                if (result := self._hear(worker, wanted)) is not None:
                    heard.append(result)
            waiting = self._hand_out(waiting, queue)
            # Writing results down waits until no worker waits for an answer: those that have a new document ask at once
            asked = spoken and len(heard) <= len(self._workers) and any(worker.asking for worker in self._workers)
            while heard and not asked:
                yield from self._settle(heard.popleft(), again)
            if time.monotonic() < sweep:
                continue
            sweep = time.monotonic() + POLL
            for worker in list(self._workers):
                end = self._overdue(worker)
                if end is not None:
                    result = self._lost(worker, end)
                    if result is not None:
                        yield from self._settle(result, again)

    def _hand_out(self, waiting: Task | None, queue: Iterator[Task]) -> Task | None:
        """Give tasks to the workers that have none; the first task that nobody could take."""
        for worker in list(self._workers):
            if waiting is not None and worker.ready and worker.task is None and self._give(worker, waiting):
                waiting = self._next(queue)
        return waiting

    def _next(self, queue: Iterator[Task]) -> Task | None:  # one that was handed back goes first
        return self._back.popleft() if self._back else next(queue, None)

    def _give(self, worker: _Worker, task: Task) -> bool:
        try:
            worker.give(task)
        except OSError:  # it ended while idle: nothing that this task did
            self._drop(worker)
            return False
        return True

    def _settle(self, result: Result, again: deque[Task]) -> Iterator[Result]:
        """A result to hand on; or the document gets its second chance, later and alone."""
        task = result.task
        died = result.failure is not None and result.failure["code"] in DEATHS
        if died and task.attempts == 1:
            again.append(replace(task, data=None) if task.locator else task)
        else:
            yield result

    def _listen(self, seconds: float) -> list[_Worker]:
        """The workers that have something to say, or have ended."""
        return [key.data for key, _ in self._selector.select(seconds)] if self._workers else []

    def _hear(self, worker: _Worker, wanted: Wanted) -> Result | None:
        """Take one frame of a worker; a result where it ends the task."""
        try:
            head, payload = receive(worker.pipe)
        except (EOFError, OSError, ValueError):
            return self._lost(worker, None)
        if "ready" in head or "warm" in head:
            worker.ready, worker.warm = True, worker.warm or bool(head.get("warm"))
            worker.base, worker.begun = worker.resident(), time.monotonic()
            self._bad_starts = 0 if worker.warm else self._bad_starts
            return None
        task = worker.task
        if task is None:
            return self._lost(worker, None)
        if "sha256" in head:
            worker.sha256, worker.size = str(head["sha256"]), int(head["bytes"])
            worker.wanted = wanted(task, worker.sha256)
            try:
                send(worker.pipe, {"wanted": worker.wanted})
            except OSError:
                return self._lost(worker, None)
            return None
        failed = head.get("failed")
        worker.task = None
        grown = worker.resident() - worker.base
        spent = failed is not None and failed["code"] in DEATHS  # it ends after such an answer
        if spent or worker.served >= self.recycle or grown > self.limits.memory // 2:
            self._drop(worker)
        return Result(
            task,
            worker.sha256,
            worker.size,
            record=payload,
            pages=int(head.get("pages", 0)),
            known=bool(head.get("known")),
            failure=failed,
            elapsed=float(head.get("elapsed", 0.0)),
            value=head.get("result"),
        )

    def _overdue(self, worker: _Worker) -> tuple[str, str] | None:
        """Why a worker has to go, if it has to: code and message."""
        seconds = time.monotonic() - worker.begun
        if not worker.ready or worker.warming:
            return ("crashed", "the worker did not start") if seconds > START_LIMIT else None
        if worker.task is None or worker.task.call:
            return None
        if seconds > self.limits.seconds:
            return "timeout", f"not done after {self.limits.seconds:g} s"
        if worker.resident() - worker.base > self.limits.memory:
            return "out_of_memory", f"more than {self.limits.memory >> 20} MiB of memory"
        return None

    def _lost(self, worker: _Worker, end: tuple[str, str] | None) -> Result | None:
        """Bury a worker that has to go (``end``) or is gone; the result of the task that it held."""
        code, message = end or ("crashed", "")
        if not worker.ready or worker.warming:
            self._bad_start(worker)
        stage = worker.stage()
        self._drop(worker)
        if worker.task is None:
            return None
        if worker.warming:
            self._back.append(worker.task)
            return None
        return Result(
            worker.task,
            worker.sha256,
            worker.size,
            failure=failure(stage, code, message or worker.obituary(), retryable=True),
            elapsed=time.monotonic() - worker.begun,
        )

    def _bad_start(self, worker: _Worker) -> None:
        self._bad_starts += 1
        if self._bad_starts >= START_FAILURES:
            raise ExtractorError(f"the workers don't start: {worker.last_words()}")

    def _add(self, worker: _Worker) -> None:
        self._workers.append(worker)
        self._selector.register(worker.pipe, EVENT_READ, worker)

    def _drop(self, worker: _Worker) -> None:
        self._selector.unregister(worker.pipe)
        worker.kill()
        self._workers.remove(worker)
