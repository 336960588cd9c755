"""The Ray engine: ``read_binary_files → map_batches → write_parquet``, then the parts out of what that wrote.

The documents are read through a file system in which every file can be read (``offered``). Each of Ray's warm
actors extracts through a pool of its own of one killable worker, so a document that hangs or crashes costs itself
only, here as there. Ray's tasks write what came out to staged files (``staged``), which are the manifest: the
parent reads all but the records from them, while they appear. From the staged files tasks of the cluster write
the run's parts, in the order and with the code of the local engine, so that both give the same bytes.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.batch import fetch, offered, parts, staged
from extractor.batch.local import Hear, keep
from extractor.batch.pool import Limits, Pool, Result, Stopped, Task
from extractor.batch.publish import publish
from extractor.batch.staged import Staged
from extractor.batch.state import Outcome, State, outcomes
from extractor.errors import ExtractorError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 8  # documents of one call of an actor
BLOCK = 16  # documents of one block, so of one staged file, at most: what a kill can cost each actor
BLOCKS = 4  # blocks for each actor, at least: what is left over at the end is shared out
LOCAL_STORE = 256 << 20  # bytes of Ray's object store on one machine; what does not fit goes to disk
BLOCK_BYTES = 32 << 20  # of a block in Ray's object store: longer documents make more blocks
LOOK = 1.0  # seconds between two looks at what has been staged; an object store is asked less often
LOOK_STORE = 5.0


class Actor:
    """What runs in each of Ray's actors: a pool of one killable worker, kept warm from batch to batch."""

    def __init__(
        self,
        *,
        work: str,
        options: Mapping[str, Any],
        limits: Limits,
        known: Mapping[str, Any],
        facts: Mapping[str, Any],
    ) -> None:
        import ray

        self.known: frozenset[str] = ray.get(known["keys"])
        self.facts = facts
        self.pool = Pool(work, options=options, workers=1, limits=limits, lazy=bool(self.known))

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Documents to results."""
        import pyarrow as pa

        tasks = [offered.task(row["path"], row["bytes"]) for row in batch.to_pylist()]
        rows = [
            staged.row(result, key=self._key(result.task, result.sha256), resident=self.pool.resident(), **self.facts)
            for result in self.pool.run(tasks, wanted=lambda task, sha256: self._key(task, sha256) not in self.known)
        ]
        return pa.Table.from_pylist(rows, schema=staged.SCHEMA)

    def _key(self, task: Task, sha256: str | None) -> str | None:
        return None if sha256 is None else State.key_of(task.name, sha256, self.facts["version"])


class Cluster:
    """Ray, on one machine or many. ``store`` is the URL of the output where that is not a local folder."""

    def __init__(
        self, *, output: Path, store: str | None, workers: int, address: str | None, stop: Callable[[], bool]
    ) -> None:
        self.output, self.store, self.workers, self.address, self.stop = output, store, workers, address, stop
        system, root = fetch.filesystem(store or f"file://{output.resolve()}")
        self.staged = Staged(system, root.rstrip("/"))
        self.run = time.time_ns() // 1_000_000
        self.ray: Any = None

    def __enter__(self) -> Cluster:
        if "memory" in self.staged.system.protocol:
            raise UsageError("memory:// is one process's own: no other writes to it")
        self.ray = _start(self.workers, self.address)
        return self

    def __exit__(self, *_: object) -> None:
        self.ray.shutdown()

    # ----------------------------------------------------------------- the manifest

    def remember(self, state: State, *, fresh: bool) -> None:
        """Take over what earlier runs staged, the newest result of each key; and the last report from a store."""
        state.forget_staged()
        if fresh:
            self.staged.remove(self.staged.files())
        found = [(name, self.staged.manifest(name)) for name in self.staged.files()]
        whole = [(rows[0]["run"], name, rows) for name, rows in found if rows]
        for _, name, rows in sorted(whole, key=lambda entry: entry[:2]):
            for row in rows:
                if row["version"] == state.version and row["key"] and not row["known"]:
                    _take_over(state, name, row)
        if self.store:
            self._last_run(state)
        state.commit()

    def _last_run(self, state: State) -> None:
        """What the last finished run found and reported: a store's output is all that there is of it."""
        system, root = self.staged.system, self.staged.root
        try:
            report = json.loads(system.cat_file(f"{root}/report.json"))
            lines = system.cat_file(f"{root}/documents.ndjson").splitlines()
        except FileNotFoundError:
            return
        rows = (json.loads(line) for line in lines)
        state.remember(report, ((row["path"], row["sha256"]) for row in rows if row["status"] != "skipped"))

    # ----------------------------------------------------------------- extraction

    def extract(self, state: State, *, work: str, options: Mapping[str, Any], limits: Limits, hear: Hear) -> None:
        """Extract every document of the run that the manifest doesn't have, on Ray."""
        documents = offered.Documents(seconds=limits.seconds)
        paths = documents.offer((position, name, _absolute(locator)) for position, name, locator in state.to_do())
        if not paths:
            return
        seen = set(self.staged.files())
        facts = {"version": state.version, "limits": state.limits, "known": state.known()}
        errors: list[Exception] = []

        def write() -> None:
            try:
                self._write_staged(documents, paths, facts, work, options, limits)
            except Exception as error:  # noqa: BLE001 - told below, in the thread that the run is in
                errors.append(error)

        thread = threading.Thread(target=write, daemon=True)  # the files that appear are watched meanwhile
        thread.start()
        while thread.is_alive():
            thread.join(LOOK_STORE if self.store else LOOK)
            if self.stop():
                raise Stopped("asked to stop")
            self._look(state, seen, hear)
        self._look(state, seen, hear)
        if errors:
            raise ExtractorError(f"Ray gave up, start it again to go on: {_told(errors[0])}")
        missing = [name for name in self.staged.files() if name not in seen]
        if missing:
            raise ExtractorError(f"a staged file can't be read: {missing[0]}")

    def _write_staged(
        self,
        documents: offered.Documents,
        paths: list[str],
        facts: Mapping[str, Any],
        work: str,
        options: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        """Ray's pipeline: it ends when every document's row is in a staged file."""
        data, system = self.ray.data, self.staged.system
        system.makedirs(self.staged.folder, exist_ok=True)
        blocks = max(min(len(paths), self.workers * BLOCKS), -(-len(paths) // BLOCK))
        arguments = {
            "work": work,
            "options": dict(options),
            "limits": limits,
            "known": {"keys": self.ray.put(facts["known"])},
            "facts": {"run": self.run, "version": facts["version"], "limits": facts["limits"]},
        }
        data.read_binary_files(paths, filesystem=documents, include_paths=True, override_num_blocks=blocks).map_batches(
            Actor,
            batch_size=BATCH,
            batch_format="pyarrow",
            zero_copy_batch=True,
            compute=data.ActorPoolStrategy(min_size=min(self.workers, self._room()), max_size=self.workers),
            fn_constructor_kwargs=arguments,
        ).write_parquet(self.staged.folder, filesystem=system, try_create_dir=False, **staged.PARQUET)

    def _room(self) -> int:
        """How many actors the cluster holds beside a task that reads or writes."""
        return max(int(self.ray.cluster_resources().get("CPU", 1)) - 1, 1)

    def _look(self, state: State, seen: set[str], hear: Hear) -> None:
        """Take the rows of the staged files that have appeared."""
        for name in self.staged.files():
            rows = None if name in seen else self.staged.manifest(name)
            for row in rows or ():
                if row["run"] != self.run:
                    continue  # of a killed run whose tasks were still writing: its positions are not this run's
                result = _result(row)
                if result.sha256:
                    state.claim(result.task.position, result.task.name, result.sha256)
                keep(state, result, staged=name)
                hear(result, row["resident"])
            if rows is not None:
                seen.add(name)
        state.commit()

    # ----------------------------------------------------------------- output

    def write(self, state: State, *, found: int, size: int, formats: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Let the cluster write the parts; tally and files of each."""
        write = self.ray.remote(_write_part)
        output = None if self.store else str(self.output.resolve())
        busy: list[Any] = []
        for part in range(parts.count(found, size)):
            rows = _rows(state, part * size, (part + 1) * size)
            busy.append(write.remote(rows, part=part, staged_in=self.staged, output=output, formats=list(formats)))
            if len(busy) > 2 * self.workers:
                yield self._next(busy)
        while busy:
            yield self._next(busy)

    def _next(self, busy: list[Any]) -> dict[str, Any]:
        while True:
            if self.stop():
                raise Stopped("asked to stop")
            done, busy[:] = self.ray.wait(busy, timeout=LOOK)
            if done:
                try:
                    return self.ray.get(done[0])  # type: ignore[no-any-return]
                except self.ray.exceptions.RayError as error:
                    raise ExtractorError(f"writing failed: {_told(error)}") from None

    def finish(self, state: State, files: Mapping[str, Any]) -> None:
        """Copy lists and reports to the store, if there is one; remove staged files of which nothing is used."""
        if self.store:
            publish(self.output, self.store, there_already=frozenset(name for name in files if "/" in name))
        used = state.staged()
        self.staged.remove(name for name in self.staged.files() if name not in used)


def _take_over(state: State, name: str, row: Mapping[str, Any]) -> None:
    """A row of an earlier run becomes a result."""
    if row["failure"] is None:
        facts = {"sha256": row["sha256"], "name": row["name"], "record": None, "pages": row["pages"]}
        state.written(row["key"], staged=name, **facts)
    else:
        failure = {**json.loads(row["failure"]), "attempts": row["attempts"], "elapsed": round(row["elapsed"], 3)}
        state.failed(-1, row["key"], sha256=row["sha256"], failure=failure, staged=name, limits=row["limits"])


def _result(row: Mapping[str, Any]) -> Result:
    return Result(
        Task(row["position"], row["name"], attempts=row["attempts"]),
        row["sha256"],
        row["size"],
        pages=row["pages"],
        known=row["known"],
        failure=json.loads(row["failure"]) if row["failure"] else None,
        elapsed=row["elapsed"],
    )


def _rows(state: State, first: int, last: int) -> list[tuple[Outcome, str, bool]]:
    """The written documents of a part: the staged file of each, and whether the last run lacked its content."""
    new = parts.new_content(state.path, first, last)
    ended = (outcome for outcome in outcomes(state.path, first, last, records=False) if outcome.status == "written")
    return [(outcome, state.staged_of(str(outcome.key)), outcome.sha256 in new) for outcome in ended]


def _write_part(
    rows: list[tuple[Outcome, str, bool]], *, part: int, staged_in: Staged, output: str | None, formats: list[str]
) -> dict[str, Any]:
    """One of the cluster's tasks: write a part out of the staged records, to the folder or the store."""
    keys: dict[str, set[str]] = {}
    for outcome, name, _ in rows:
        keys.setdefault(name, set()).add(str(outcome.key))
    records = {key: record for name in keys for key, record in staged_in.records(name, keys[name]).items()}
    ended = (_with_record(outcome, records[str(outcome.key)]) for outcome, _, _ in rows)
    new = {str(outcome.sha256) for outcome, _, is_new in rows if is_new}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(output or temporary)
        for name in parts.folders(formats):
            (folder / name).mkdir(parents=True, exist_ok=True)
        value = parts.fill(ended, new=new, folder=folder, part=part, formats=formats)
        if output is None:
            for name in value["files"]:
                target = f"{staged_in.root}/{name}"
                staged_in.system.makedirs(target.rpartition("/")[0], exist_ok=True)
                staged_in.system.put_file(str(folder / name), target)
    return value


def _with_record(outcome: Outcome, record: str) -> Outcome:
    from dataclasses import replace

    return replace(outcome, packed=zlib.compress(record.encode(), 1))


def _absolute(locator: Mapping[str, Any]) -> dict[str, Any]:
    """A locator that holds in whatever folder an actor runs."""
    return {
        kind: os.path.abspath(value) if isinstance(value, str) and not fetch.is_url(value) else value  # noqa: PTH100
        for kind, value in locator.items()
    }


def _told(error: Exception) -> str:
    """The last line of an error of Ray's: it repeats the whole of the task's traceback."""
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[-1][:300]}"


def _start(workers: int, address: str | None) -> Any:
    """Ray, on the cluster at ``address`` or on this machine."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anyone
    os.environ.setdefault("RAY_ENABLE_AUTO_CONNECT", "0")  # or a pipeline that is stopped would start Ray once more
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageError("the Ray engine needs the package ray: install the extra 'ray'") from None
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    if address is None:
        path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100
        ray.init(
            "local",  # not the cluster that this machine may belong to
            num_cpus=max(workers, 1) + 1,  # one for the tasks that read and write: an actor takes a whole one
            include_dashboard=False,
            object_store_memory=LOCAL_STORE,
            runtime_env={"env_vars": {"PYTHONPATH": path}},
            **quiet,
        )
    else:
        try:
            ray.init(address=address, **quiet)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise UsageError(f"no Ray cluster at {address}: {_told(error)}") from None
    if threading.current_thread() is threading.main_thread():
        for number, handler in handlers.items():
            signal.signal(number, handler)  # Ray takes SIGTERM for itself
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.target_max_block_size = BLOCK_BYTES
    return ray
