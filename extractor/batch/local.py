"""The local engine: a parent that hands documents to killable workers and keeps what they answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from extractor.batch import parts
from extractor.batch.fetch import Tars
from extractor.batch.pool import Limits, Pool, Result, Task
from extractor.batch.state import State
from extractor.errors import ExtractorError

COMMIT_SECONDS = 0.5  # between two commits: what a kill can cost is this much work
Hear = Callable[[Result, int], None]
"""Told of every result, with the resident bytes of the workers at the moment."""


class Local:
    """Processes of this machine. Results, records and all, are kept in the manifest."""

    def __init__(self, *, output: Path, workers: int, stop: Callable[[], bool]) -> None:
        self.output, self.workers, self.stop = output, workers, stop

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def remember(self, state: State, *, fresh: bool) -> None:
        """All that earlier runs did stands in the manifest already."""
        if fresh:
            state.forget_results()

    def extract(self, state: State, *, work: str, options: Mapping[str, Any], limits: Limits, hear: Hear) -> None:
        """Extract every document of the run that the manifest doesn't have."""
        workers = min(self.workers, state.pending())
        lazy = bool(state.known())  # most of the documents may be done: a worker is warmed up for one that isn't
        with Pool(work, options=options, workers=workers, limits=limits, stop=self.stop, lazy=lazy) as pool:
            committed = time.monotonic()

            def wanted(task: Task, sha256: str) -> bool:
                return state.claim(task.position, task.name, sha256)

            with closing(Tars()) as tars:
                for result in pool.run(_tasks(state, tars), wanted=wanted):
                    keep(state, result)
                    hear(result, pool.resident())
                    if time.monotonic() - committed > COMMIT_SECONDS:
                        state.commit()
                        committed = time.monotonic()
            state.commit()

    def write(self, state: State, *, found: int, size: int, formats: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Write the parts, beside each other where there are several; tally and files of each."""
        common: dict[str, Any] = {
            "state": str(state.path),
            "output": str(self.output),
            "size": size,
            "formats": list(formats),
        }
        arguments = [{**common, "part": part} for part in range(parts.count(found, size))]
        if len(arguments) == 1:
            yield parts.write(**arguments[0])
            return
        tasks = (Task(i, call=("extractor.batch.parts:write", some)) for i, some in enumerate(arguments))
        with Pool(None, options={}, workers=min(self.workers, len(arguments)), stop=self.stop) as pool:
            for result in pool.run(tasks):
                if result.failure is not None:
                    raise ExtractorError(f"writing failed: {result.failure['message']}")
                yield result.value

    def finish(self, state: State, files: Mapping[str, Any]) -> None:
        """Nothing is left to be done."""


def keep(state: State, result: Result, *, staged: str | None = None) -> None:
    """Write a result down; ``staged`` names the file that its record stands in, where it is not at hand."""
    task = result.task
    key = state.key(task.name, result.sha256) if result.sha256 else None
    if result.sha256:
        state.sized(task.position, result.size)
    if result.failure is not None:
        facts = {**result.failure, "attempts": result.attempts, "elapsed": round(result.elapsed, 3)}
        state.failed(task.position, key, sha256=result.sha256, failure=facts, staged=staged)
    elif key and result.sha256 and not result.known:
        record = None if staged else result.record
        state.written(key, sha256=result.sha256, name=task.name, record=record, pages=result.pages, staged=staged)


def _tasks(state: State, tars: Tars) -> Iterator[Task]:
    for position, name, locator in state.to_do():
        data = tars.read(locator) if "tar" in locator else None
        yield Task(position, name, locator, data)
