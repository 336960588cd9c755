"""The Ray engine: the same killable workers, one in each of Ray's warm actors, on one machine or many.

Ray hands out the list of documents and carries the answers; each actor fetches (files, archives, object
stores) and extracts through a pool of its own, so a document that hangs or crashes costs itself only, here
as there. ``ray.data.read_binary_files`` is not used for the fetching: one file that can't be read would
end the whole run. What comes back goes into the same manifest, from which the same code writes the output.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from extractor.batch import local
from extractor.batch.pool import Limits, Pool, Result, Stopped, Task
from extractor.batch.state import State
from extractor.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 8  # documents of one call of an actor: small, so that what is done is soon known
BLOCKS = 4  # blocks of the list for each actor: what is left over at the end is shared out
LOCAL_STORE = 256 << 20  # bytes of Ray's object store on one machine: only locators and packed records pass it


def _schema() -> pa.Schema:
    import pyarrow as pa

    kinds = {"position": pa.int64(), "size": pa.int64(), "pages": pa.int64(), "attempts": pa.int64()}
    kinds |= {"elapsed": pa.float64(), "resident": pa.int64(), "record": pa.binary(), "known": pa.bool_()}
    names = ("position", "sha256", "size", "record", "pages", "known", "failure", "elapsed", "attempts", "resident")
    return pa.schema([(name, kinds.get(name, pa.string())) for name in names])


class Actor:
    """What runs in each of Ray's actors: a pool of one killable worker, kept warm from batch to batch."""

    def __init__(
        self, work: str, options: Mapping[str, Any], limits: Limits, known: Mapping[str, Any], version: str
    ) -> None:
        import ray

        self.known: frozenset[str] = ray.get(known["keys"])
        self.version, self.pool = version, Pool(work, options=options, workers=1, limits=limits)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Documents to results."""
        import pyarrow as pa

        tasks = [Task(row["position"], row["name"], json.loads(row["locator"])) for row in batch.to_pylist()]

        def wanted(task: Task, sha256: str) -> bool:
            return State.key_of(task.name, sha256, self.version) not in self.known

        rows = [
            {
                "position": result.task.position,
                "sha256": result.sha256,
                "size": result.size,
                "record": result.record,
                "pages": result.pages,
                "known": result.known,
                "failure": json.dumps(result.failure) if result.failure else None,
                "elapsed": result.elapsed,
                "attempts": result.attempts,
                "resident": self.pool.resident(),
            }
            for result in self.pool.run(tasks, wanted=wanted)
        ]
        return pa.Table.from_pylist(rows, schema=_schema())


def extract(
    state: State,
    *,
    work: str,
    options: Mapping[str, Any],
    workers: int,
    limits: Limits,
    address: str | None,
    stop: Callable[[], bool],
    hear: local.Hear,
) -> None:
    """Extract every document of the run that the manifest doesn't have, on Ray."""
    items = [
        {"position": position, "name": name, "locator": json.dumps(locator)}
        for position, name, locator in state.to_do()
    ]
    if not items:
        return
    names = {int(str(item["position"])): str(item["name"]) for item in items}
    ray = _start(workers, address)
    try:
        data = ray.data.from_items(items, override_num_blocks=min(len(items), workers * BLOCKS)).map_batches(
            Actor,
            batch_size=BATCH,
            batch_format="pyarrow",
            zero_copy_batch=True,
            compute=ray.data.ActorPoolStrategy(size=workers),
            fn_constructor_kwargs={
                "work": work,
                "options": dict(options),
                "limits": limits,
                "known": {"keys": ray.put(state.known())},
                "version": state.version,
            },
        )
        for number, result in enumerate(_results(data, names)):
            if stop():
                raise Stopped("asked to stop")
            if result.sha256:
                state.claim(result.task.position, result.task.name, result.sha256)
            local.keep(state, result)
            hear(result, result.value)
            if number % 100 == 99:
                state.commit()
        state.commit()
    finally:
        ray.shutdown()


def _results(data: Any, names: Mapping[int, str]) -> Iterator[Result]:
    for row in data.iter_rows():
        yield Result(
            Task(row["position"], names[row["position"]], attempts=row["attempts"]),
            row["sha256"],
            row["size"],
            record=row["record"],
            pages=row["pages"],
            known=row["known"],
            failure=json.loads(row["failure"]) if row["failure"] else None,
            elapsed=row["elapsed"],
            value=row["resident"],
        )


def _start(workers: int, address: str | None) -> Any:
    """Ray, on the cluster at ``address`` or on this machine."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anyone
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageError("the Ray engine needs the package ray: install the extra 'ray'") from None
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address is None:
        import sys

        path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100
        ray.init(
            num_cpus=max(workers, 1) + 1,  # one for the list itself: an actor takes a whole one
            include_dashboard=False,
            object_store_memory=LOCAL_STORE,
            runtime_env={"env_vars": {"PYTHONPATH": path}},
            **quiet,
        )
    else:
        ray.init(address=address, **quiet)
    ray.data.DataContext.get_current().enable_progress_bars = False
    return ray
