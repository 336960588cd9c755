"""A worker process: reads one document at a time, runs the work on it, and answers over a pipe.

Frames are a line of JSON and a payload of bytes, never pickles: a worker has read hostile bytes, so its
parent takes nothing from it that could run. A worker that is ready says so; told of a document, it names
the hash of the bytes, waits to hear whether anyone needs them extracted, and answers. The stage that it is
in it notes in a file that the parent reads only of a worker that is lost: nobody is woken for it.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import json
import os
import signal
import sys
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from extractor.batch import fetch
from extractor.batch.work import Work, ready, resolve
from extractor.errors import DocumentError

MAX_FRAME = 1 << 30  # bytes of one answer: a record of a gigabyte is a fault, not a record
TIDY = 50  # documents between two times that freed memory is handed back: without, a heap creeps up by half
COMPRESSION = 1  # zlib: the fastest; records shrink to a tenth even so
STAGE = 32  # bytes of a stage's name
FETCH = "fetch"  # the first stage
PARENT_CHECK = 1.0  # seconds between two looks at whether the parent still lives
PACKAGE = Path(__file__).parent.parent


def send(connection: Connection, head: Mapping[str, Any], payload: bytes = b"") -> None:
    """Send one frame."""
    connection.send_bytes(json.dumps(head).encode("ascii") + b"\n" + payload)


def receive(connection: Connection) -> tuple[dict[str, Any], bytes]:
    """Receive one frame; EOFError or OSError where the other end is gone."""
    head, _, payload = connection.recv_bytes(MAX_FRAME).partition(b"\n")
    return json.loads(head), payload


def noted(stage: str) -> bytes:
    """A stage as it stands in the file of notes: one write of one length, so that none is read by half."""
    return stage.encode("ascii")[:STAGE].ljust(STAGE)


def main(descriptor: int, notes: int, parent: int) -> None:
    """Serve documents until the pipe closes."""
    _die_with(parent)
    connection = Connection(descriptor)
    settings, _ = receive(connection)
    work = _Work(settings, connection)
    if settings["work"] and not settings["lazy"]:
        work.load()
    if work.loaded or not settings["work"]:
        _limit_data(settings["memory"])
    send(connection, {"ready": os.getpid(), "warm": work.loaded})
    served = 0
    while True:
        served += 1
        if served % TIDY == 0:
            _hand_back()
        try:
            head, payload = receive(connection)
        except (EOFError, OSError):
            return
        if "call" in head:
            send(connection, {"result": resolve(head["call"])(**head["arguments"])})
        elif not _serve(connection, notes, work, head, payload):
            return


class _Work:
    """The work function, loaded when it is needed first: a night on which nothing is new needs none."""

    def __init__(self, settings: Mapping[str, Any], connection: Connection) -> None:
        self.settings, self.connection = settings, connection
        self._work: Work | None = None

    @property
    def loaded(self) -> bool:
        return self._work is not None

    def load(self) -> Work:
        """Load the work function and all that it needs."""
        self._work = work = ready(self.settings["work"])
        gc.collect()
        gc.freeze()  # what is loaded by now lives as long as the process: no need to look at it again
        return work

    def __call__(self, data: bytes, name: str, stage: Callable[[str], None]) -> tuple[bytes, int]:
        work = self._work
        if work is None:
            try:
                work = self.load()
            except Exception:  # noqa: BLE001 - the installation's fault, and no document's
                traceback.print_exc()
                os._exit(1)
            _limit_data(self.settings["memory"])
            send(self.connection, {"warm": True})  # a document's clock starts here
        return work(data, name=name, options=self.settings["options"], stage=stage)


def _serve(connection: Connection, notes: int, work: _Work, head: dict[str, Any], payload: bytes) -> bool:
    """Answer for one document; False where the process should end after it."""
    begin = time.monotonic()
    answer: dict[str, Any] = {}
    record = b""
    stage = FETCH

    def enter(name: str) -> None:
        nonlocal stage
        stage = name
        os.pwrite(notes, noted(name), 0)

    try:
        data = payload if head["inline"] else fetch.read(head["locator"])
        digest = hashlib.sha256(data).hexdigest()
        send(connection, {"sha256": digest, "bytes": len(data)})
        if not receive(connection)[0]["wanted"]:
            send(connection, {"known": True})
            return True
        record, pages = work(data, head["name"], enter)
        answer = {"done": True, "pages": pages}
    except DocumentError as error:
        answer = {"failed": failure(stage, error.code, str(error.args[0]), retryable=error.retryable)}
    except MemoryError:
        answer = {"failed": failure(stage, "out_of_memory", "the document needs more memory", retryable=True)}
    except (EOFError, BrokenPipeError):
        return False  # the parent is gone
    except Exception as error:  # noqa: BLE001 - the one place where a fault of the code costs only its document
        answer = {"failed": failure(stage, "internal_error", _where(error), retryable=False)}
    answer["elapsed"] = time.monotonic() - begin
    send(connection, answer, zlib.compress(record, COMPRESSION) if record else b"")
    return "failed" not in answer or answer["failed"]["code"] != "out_of_memory"


def failure(stage: str, code: str, message: str, *, retryable: bool) -> dict[str, Any]:
    """A failure as it travels and as it is kept."""
    return {"stage": stage, "code": code, "message": message, "retryable": retryable}


def _where(error: Exception) -> str:
    """The kind of an error and the line of this package that raised it; never its message (a document's words)."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(PACKAGE) and path.name != "worker.py":
            place = f" at {PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}:{frame.lineno} in {frame.name}"
    return type(error).__name__ + place


def _die_with(parent: int) -> None:
    """End when the parent ends, however it ends: at once on Linux, within a second elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _hand_back() -> None:
    """Give the system the memory that nobody needs any more, where the C library can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _limit_data(memory: int) -> None:
    """Let private memory grow by ``memory`` bytes over what the warm worker holds: beyond, Python sees MemoryError."""
    try:
        import resource

        with Path("/proc/self/status").open(encoding="ascii") as lines:
            held = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = held + memory if hard == resource.RLIM_INFINITY else min(held + memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    except (ImportError, OSError, StopIteration, ValueError):
        pass  # no such limit on this system: the parent watches resident memory all the same


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
