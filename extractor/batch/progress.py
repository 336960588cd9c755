"""How a run shows itself while it goes: a bar on a terminal, plain lines in a pipe, or JSON lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any, Protocol, TextIO

EVERY = 10.0  # seconds between two plain lines
LEVELS = {"failure": "warning", "stopped": "warning", "alarm": "warning"}


class Watch(Protocol):
    """What a run tells: events with plain facts, and each document as it is through."""

    def event(self, name: str, **facts: Any) -> None:
        """Something happened: ``begin`` (total), ``failure``, ``writing``, ``alarm``, ``end``…"""

    def document(self, *, pages: int, failed: bool) -> None:
        """One document is through."""

    def close(self) -> None:
        """The run is over."""


class Pace:
    """Counts what has gone by, and how fast."""

    def __init__(self) -> None:
        self.total = self.documents = self.pages = self.failed = 0
        self.begun = time.monotonic()

    def begin(self, total: int) -> None:
        """Start the clock."""
        self.total, self.begun = total, time.monotonic()

    def add(self, pages: int, failed: bool) -> None:
        """Count one document."""
        self.documents += 1
        self.pages += pages
        self.failed += failed

    def facts(self) -> dict[str, Any]:
        """Where the run stands."""
        seconds = max(time.monotonic() - self.begun, 1e-3)
        rate = self.documents / seconds
        left = (self.total - self.documents) / rate if rate else None
        return {
            "documents": self.documents,
            "of": self.total,
            "failed": self.failed,
            "documents_per_second": round(rate, 2),
            "pages_per_second": round(self.pages / seconds, 1),
            "seconds_left": None if left is None else round(left),
        }


class Lines:
    """Plain lines for a pipe or a log file: one every ten seconds, one for each failure."""

    def __init__(self, stream: TextIO | None = None, *, as_json: bool = False) -> None:
        self.stream, self.as_json = stream or sys.stderr, as_json
        self.pace, self.told = Pace(), time.monotonic()

    def event(self, name: str, **facts: Any) -> None:
        if name == "begin":
            self.pace.begin(facts["total"])
        self._write(name, facts)

    def document(self, *, pages: int, failed: bool) -> None:
        self.pace.add(pages, failed)
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self._write("progress", self.pace.facts())

    def close(self) -> None:
        self.stream.flush()

    def _write(self, name: str, facts: Mapping[str, Any]) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        level = LEVELS.get(name, "info")
        if self.as_json:
            line = json.dumps({"time": now, "level": level, "event": name, **facts})
        else:
            line = f"{now} {name} " + " ".join(f"{key}={_word(value)}" for key, value in facts.items())
        print(line, file=self.stream, flush=True)


def _word(value: Any) -> str:
    text = str(value)
    return json.dumps(text) if " " in text else text


class Bar:
    """A bar on a terminal: documents, pages a second, failures, time left; failures scroll by above it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.pace = Pace()
        self.progress = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pages]:.0f} pages/s"),
            TextColumn("[red]{task.fields[failed]} failed"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self.task = self.progress.add_task("Listing", total=None, pages=0.0, failed=0)
        self.progress.start()

    def event(self, name: str, **facts: Any) -> None:
        from rich.markup import escape

        if name == "begin":
            self.pace.begin(facts["total"])
            self.progress.update(self.task, description="Extracting", total=facts["total"])
        elif name == "writing":
            self.progress.update(self.task, description="Writing")
        elif name == "failure":
            self.progress.console.print(f"[red]{escape(facts['code'])}[/] {escape(facts['path'])}", highlight=False)
        elif name == "alarm":
            self.progress.console.print(f"[bold yellow]{escape(facts['message'])}[/]", highlight=False)

    def document(self, *, pages: int, failed: bool) -> None:
        self.pace.add(pages, failed)
        rate = self.pace.facts()["pages_per_second"]
        self.progress.update(self.task, advance=1, pages=rate, failed=self.pace.failed)

    def close(self) -> None:
        self.progress.stop()


class Silent:
    """Shows nothing."""

    def event(self, name: str, **facts: Any) -> None:
        pass

    def document(self, *, pages: int, failed: bool) -> None:
        pass

    def close(self) -> None:
        pass
