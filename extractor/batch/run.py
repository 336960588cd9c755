"""A batch run from beginning to end: find, extract what the manifest lacks, write, report."""

from __future__ import annotations

import json
import os
import resource
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from extractor.batch import local, parts, report, tally
from extractor.batch.durable import sweep, whole
from extractor.batch.fetch import filesystem
from extractor.batch.pool import Limits, Result, Stopped
from extractor.batch.progress import Silent, Watch
from extractor.batch.sources import find
from extractor.batch.state import State, fingerprint
from extractor.batch.work import DEFAULT
from extractor.errors import ExtractorError, UsageError

STATE = ".state"
PASSES = 3  # over documents whose twin's bytes could not be read a second time
RSS_UNIT = 1 if os.uname().sysname == "Darwin" else 1024  # of ru_maxrss


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked to do."""

    sources: tuple[str, ...]
    output: Path
    store: str | None = None  # the URL of the output, where that is not a local folder (Ray alone)
    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    limit: int | None = None  # documents to try
    formats: tuple[str, ...] = ("ndjson",)
    profile: str = "auto"
    engine: str = "local"
    address: str | None = None  # of a Ray cluster
    fresh: bool = False  # forget what earlier runs extracted
    retry: bool = False  # try again what failed for want of time or memory
    part: int = parts.DOCUMENTS
    work: str = DEFAULT
    options: Mapping[str, Any] = field(default_factory=dict)  # further options of the work


@dataclass(slots=True)
class Meter:
    """What a run costs: counted while it goes."""

    extracted: int = 0
    pages: int = 0
    seconds: float = 0.0
    peak_workers: int = 0

    def facts(self) -> dict[str, Any]:
        """The figures of the report."""
        seconds = max(self.seconds, 1e-3)
        return {
            "extracted": self.extracted,
            "pages": self.pages,
            "seconds": round(self.seconds, 2),
            "documents_per_second": round(self.extracted / seconds, 2),
            "pages_per_second": round(self.pages / seconds, 1),
            "peak_memory_parent": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT,
            "peak_memory_workers": self.peak_workers,
        }


class Engine(Protocol):
    """Where the work is done."""

    def remember(self, state: State, *, fresh: bool) -> None:
        """Bring what earlier runs did into the manifest, or (``fresh``) forget it."""

    def extract(self, state: State, *, work: str, options: Mapping[str, Any], limits: Limits, hear: local.Hear) -> None:
        """Extract every document of the run that the manifest doesn't have."""

    def write(self, state: State, *, found: int, size: int, formats: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Write the parts; tally and files of each."""

    def finish(self, state: State, files: Mapping[str, Any]) -> None:
        """The run is through, its files stand."""


def run(plan: Plan, *, watch: Watch | None = None) -> dict[str, Any]:
    """Run a batch; what ``run.json`` says. Raises :class:`~extractor.batch.pool.Stopped` on SIGINT or SIGTERM."""
    if plan.store is None:
        return _run(plan, watch or Silent())
    if plan.engine != "ray":
        raise UsageError("the local engine writes to a folder; copy it with --publish, or take --engine ray")
    with tempfile.TemporaryDirectory() as folder:  # lists and reports, until they are copied
        return _run(replace(plan, output=Path(folder)), watch or Silent())


def _run(plan: Plan, watch: Watch) -> dict[str, Any]:
    folder = _folder(plan)
    with _alone(folder), _stop_signals() as stop, _engine(plan, stop) as engine:
        begun = time.time()
        sweep(plan.output)
        options = {"profile": plan.profile, **plan.options}
        named = options if plan.work == DEFAULT else {**options, "work": plan.work}
        limits = f"{plan.limits.seconds:g} s {plan.limits.memory} bytes"
        kept = named if plan.engine == "local" else {**named, "engine": plan.engine}  # each engine keeps its own
        with State(folder / "state.sqlite", options=kept, limits=limits) as state:
            engine.remember(state, fresh=plan.fresh)
            if plan.retry:
                state.forget_failures()
            found = state.list(find(plan.sources, without=_place(plan)), limit=plan.limit)
            if not found:
                raise UsageError("the sources hold no documents")
            watch.event("begin", total=state.pending(), found=found)
            meter = _extract(plan, engine, state, options, watch)
            watch.event("writing", found=found)
            facts = _write(plan, engine, state, found)
            facts |= {"options": {**named, "limits": asdict(plan.limits), "formats": list(plan.formats)}}
            facts |= {"extractor": fingerprint(), "engine": plan.engine, "workers": plan.workers}
            facts |= {"started": _clock(begun), "finished": _clock(time.time()), "cost": meter.facts()}
            _report(plan, engine, state, facts, watch)
    return facts


def _place(plan: Plan) -> Path | str:
    """Where the output goes, for no source to walk into it."""
    if plan.store is None:
        return plan.output.resolve()
    return Path(filesystem(plan.store)[1]).resolve() if plan.store.startswith("file://") else plan.store


def _engine(plan: Plan, stop: Callable[[], bool]) -> AbstractContextManager[Engine]:
    if plan.engine == "local":
        return local.Local(output=plan.output, workers=plan.workers, stop=stop)
    from extractor.batch.cluster import Cluster

    return Cluster(output=plan.output, store=plan.store, workers=plan.workers, address=plan.address, stop=stop)


def _extract(plan: Plan, engine: Engine, state: State, options: Mapping[str, Any], watch: Watch) -> Meter:
    meter = Meter()
    begun = time.monotonic()

    def hear(result: Result, resident: int) -> None:
        failed = result.failure is not None
        meter.extracted += not result.known
        meter.pages += result.pages
        meter.peak_workers = max(meter.peak_workers, resident)
        watch.document(pages=result.pages, failed=failed)
        if result.failure is not None:
            watch.event("failure", path=state.path_of(result.task.position), **result.failure)

    for _ in range(PASSES):
        engine.extract(state, work=plan.work, options=options, limits=plan.limits, hear=hear)
        if not state.orphans() and not state.pending():
            break
    else:
        raise ExtractorError("documents keep changing while they are read; run again when they are still")
    meter.seconds = time.monotonic() - begun
    return meter


def _write(plan: Plan, engine: Engine, state: State, found: int) -> dict[str, Any]:
    """Write the output files, in parts beside each other; counts, tallies and the list of files."""
    for name in parts.folders(plan.formats):
        (plan.output / name).mkdir(parents=True, exist_ok=True)
    state.commit()
    merged: tally.Tally = {}
    merged_new: tally.Tally = {}
    files: dict[str, Any] = {}
    for value in engine.write(state, found=found, size=plan.part, formats=plan.formats):
        tally.merge(merged, value["all"])
        tally.merge(merged_new, value["new"])
        files |= value["files"]
    parts.remove_others(plan.output, set(files))
    facts = parts.write_lists(state=state.path, output=plan.output, found=found, size=plan.part)
    counts = facts["counts"]
    if counts["found"] != counts["written"] + counts["failed"] + counts["skipped"] or counts["found"] != found:
        raise ExtractorError(f"the counts don't add up: {counts}")
    files |= {name: parts.described(plan.output / name) for name in ("documents.ndjson", "failures.ndjson")}
    return facts | {"files": dict(sorted(files.items())), "tally": merged, "tally_new": merged_new}


def _report(plan: Plan, engine: Engine, state: State, facts: dict[str, Any], watch: Watch) -> None:
    """Write the report and, last of all, ``run.json``; keep the report for the next run to compare with."""
    page = report.build(facts, documents=state.changed(), previous=next(state.reports(), None))
    for alarm in page["changes"]["alarms"]:
        watch.event("alarm", **alarm)
    for name in ("tally", "tally_new"):
        del facts[name]
    facts["changes"] = page["changes"]["documents"]
    with whole(plan.output / "report.json") as stream:
        stream.write(json.dumps(page, indent=2, ensure_ascii=False).encode() + b"\n")
    with whole(plan.output / "report.html") as stream:
        stream.write(report.html(page).encode())
    with whole(plan.output / "run.json") as stream:
        stream.write(json.dumps(facts, indent=2).encode() + b"\n")
    state.tidy()
    engine.finish(state, facts["files"])
    state.finish(page)
    watch.event("end", **facts["counts"], seconds=facts["cost"]["seconds"])


def _folder(plan: Plan) -> Path:
    """The folder of the run's state, made if need be."""
    if set(plan.formats) - set(parts.FORMATS) or not plan.formats:
        raise UsageError(f"unknown format: choose from {', '.join(parts.FORMATS)}")
    folder = plan.output / STATE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole(folder / "writable"):
            pass
        (folder / "writable").unlink()
    except OSError as error:
        raise UsageError(f"can't write to {plan.output}: {error.strerror}") from None
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One run at a time in a folder; the lock goes with the process, however it ends."""
    import fcntl

    with (folder / "lock").open("wb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"another run is working in {folder.parent}") from None
        yield


@contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """Turn SIGINT and SIGTERM into a question that the run asks itself between two documents."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


__all__ = ["Plan", "Stopped", "run"]
