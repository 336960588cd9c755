"""The local engine: a parent that hands documents to killable workers and keeps what they answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

from extractor.batch import fetch
from extractor.batch.pool import Limits, Pool, Result, Task
from extractor.batch.state import State
from extractor.errors import DocumentError

COMMIT_SECONDS = 0.5  # between two commits: what a kill can cost is this much work
Hear = Callable[[Result, int], None]
"""Told of every result, with the resident bytes of the workers at the moment."""


def extract(
    state: State,
    *,
    work: str,
    options: Mapping[str, Any],
    workers: int,
    limits: Limits,
    stop: Callable[[], bool],
    hear: Hear,
) -> None:
    """Extract every document of the run that the manifest doesn't have."""
    with Pool(work, options=options, workers=workers, limits=limits, stop=stop) as pool:
        committed = time.monotonic()

        def wanted(task: Task, sha256: str) -> bool:
            return state.claim(task.position, task.name, sha256)

        with closing(_Tars()) as tars:
            for result in pool.run(_tasks(state, tars), wanted=wanted):
                keep(state, result)
                hear(result, pool.resident())
                if time.monotonic() - committed > COMMIT_SECONDS:
                    state.commit()
                    committed = time.monotonic()
        state.commit()


def keep(state: State, result: Result) -> None:
    """Write a result down."""
    task = result.task
    key = state.key(task.name, result.sha256) if result.sha256 else None
    if result.sha256:
        state.sized(task.position, result.size)
    if result.failure is not None:
        facts = {**result.failure, "attempts": result.attempts, "elapsed": round(result.elapsed, 3)}
        state.failed(task.position, key, sha256=result.sha256, failure=facts)
    elif key and result.sha256 and not result.known:
        state.written(key, sha256=result.sha256, name=task.name, record=result.record, pages=result.pages)


def _tasks(state: State, tars: _Tars) -> Iterator[Task]:
    for position, name, locator in state.to_do():
        data = tars.read(locator) if "tar" in locator else None
        yield Task(position, name, locator, data)


class _Tars:
    """Reads the members of tar files in one pass: a packed tar has no way to the middle but through its start."""

    def __init__(self) -> None:
        self._path = ""
        self._members: Iterator[Any] = iter(())
        self._next = 0

    def read(self, locator: Mapping[str, Any]) -> bytes | None:
        """The bytes of a member; None where they can't be had (the worker will try, and tell why)."""
        if locator["tar"] != self._path or locator["entry"] < self._next:
            self.close()
            self._path, self._members = locator["tar"], fetch.tar_members(locator["tar"])
        try:
            for index, member, tar in self._members:
                self._next = index + 1
                if index == locator["entry"]:
                    return fetch.member_bytes(tar, member)
        except DocumentError:
            return None
        return None

    def close(self) -> None:
        """Close the archive that is open."""
        close = getattr(self._members, "close", None)
        if close:
            close()
        self._path, self._next = "", 0
