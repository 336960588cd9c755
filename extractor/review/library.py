"""Decides which documents are open for review, and where the record, text and review file of each come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any

from extractor.errors import UsageError
from extractor.output import Names
from extractor.review import worker
from extractor.review.findings import FIELDS, findings, forms
from extractor.review.images import PageImages
from extractor.review.journal import ACTIONS, SUFFIX, Journal

DOCUMENTS = frozenset({".pdf", ".html", ".htm", ".xhtml", ".docx", ".txt", ".text", ".md", ".markdown"})


@dataclass
class Item:
    """One document under review. What is costly is made when it is first asked for."""

    path: Path
    record_path: Path | None
    journal_path: Path
    lock: Lock = field(default_factory=Lock)
    content: dict[str, Any] | None = None
    journal: Journal | None = None
    images: PageImages | None = None


def collect(sources: Iterable[Path]) -> list[Path]:
    """The documents that are named, and those of named folders; texts that lie beside a record are no documents."""
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = [p for p in sorted(source.rglob("*")) if p.is_file() and p.suffix.lower() in DOCUMENTS]
            stems = {(p.parent, p.stem) for p in inside if p.suffix.lower() != ".txt"}
            found += [p for p in inside if p.suffix.lower() != ".txt" or (p.parent, p.stem) not in stems]
        elif source.is_file():
            found.append(source)
        else:
            raise UsageError(f"there is no {source}")
    if not found:
        raise UsageError("no document found in there: looked for " + " ".join(sorted(DOCUMENTS)))
    return list(dict.fromkeys(p.resolve() for p in found))


class Library:
    """The documents under review; serves nothing but what it was given."""

    def __init__(
        self,
        sources: Iterable[Path],
        *,
        records: Path | None = None,
        output: Path | None = None,
        profile: str = "auto",
        password: str | None = None,
        who: str = "reviewer",
    ) -> None:
        self.who, self._profile, self._password = who, profile, password
        self._pool: ProcessPoolExecutor | None = None
        self._pool_lock = Lock()
        names: dict[Path, Names] = {}
        self.items: list[Item] = []
        for path in collect(sources):
            folder = output or path.parent
            stem = names.setdefault(folder, Names()).take(path.name)
            beside = [(records or path.parent) / f"{name}.json" for name in (stem, path.stem)]
            known = next((p for p in beside if p.is_file()), None)
            self.items.append(Item(path, known, folder / f"{stem}{SUFFIX}"))

    # ----------------------------------------------------------------- the process that reads

    def _ask(self, function: Any, *args: Any, **options: Any) -> Any:
        """Call a function of the worker in its process; a process that died is replaced once."""
        for attempt in (1, 2):
            with self._pool_lock:
                if self._pool is None:
                    self._pool = ProcessPoolExecutor(
                        1, mp_context=get_context("spawn"), initializer=worker.end_with_parent
                    )
                pool = self._pool
            try:
                return pool.submit(function, *args, password=self._password, **options).result()
            except BrokenExecutor:
                with self._pool_lock:
                    self._pool = None if self._pool is pool else self._pool
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the reading process and let go of the files."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        for item in self.items:
            if item.images is not None:
                item.images.close()

    # ----------------------------------------------------------------- what is served

    def overview(self) -> list[dict[str, Any]]:
        """Name and state of review of each document."""
        rows = []
        for index, item in enumerate(self.items):
            begun = item.journal is not None or item.journal_path.exists()
            rows.append(
                {
                    "id": index,
                    "name": item.path.name,
                    "judged": len(self.journal(index).standing()) if begun else 0,
                    "total": sum(f["field"] != "problems" for f in item.content["findings"]) if item.content else None,
                }
            )
        return rows

    def images(self, index: int) -> PageImages | None:
        """The page images of a PDF; None for other formats."""
        item = self.items[index]
        if item.images is None:
            with item.path.open("rb") as file:
                if b"%PDF-" not in file.read(1024):
                    return None
            item.images = PageImages(item.path, password=self._password)
        return item.images

    def warm(self) -> None:
        """Make ready what the page asks for first: the content and the first page of the first document."""
        images = self.images(0)
        if images is not None:
            with suppress(
                OSError, ValueError, RuntimeError, IndexError
            ):  # whatever is wrong with the file is told when the page asks
                images.draw(1, scale=2.0)
        self.content(0)

    def content(self, index: int) -> dict[str, Any]:
        """Everything of a document but its pages: text, findings, forms; or ``error``."""
        item = self.items[index]
        with item.lock:
            if item.content is None:
                item.content = self._content(item)
            return item.content

    def _content(self, item: Item) -> dict[str, Any]:
        known = self._known(item)
        text = self._text_beside(item, known)
        if known is None or text is None:
            try:
                made = self._ask(worker.prepare, str(item.path), known=known is not None, profile=self._profile)
            except BrokenExecutor:
                made = {"error": f"{item.path.name}: the reader crashed on it"}
            if "error" in made:
                return {"name": item.path.name, "error": made["error"], "text": "", "findings": [], "forms": forms()}
            text, known = made["text"], known or made["record"]
            if known["source"]["characters"] != len(text):  # a record of another version: its spans point elsewhere
                known = self._ask(worker.prepare, str(item.path), known=False, profile=self._profile)["record"]
        return {
            "name": item.path.name,
            "source": known["source"],
            "text": text,
            "findings": findings(known),
            "forms": forms(),
            "fields": list(FIELDS),
        }

    def _known(self, item: Item) -> dict[str, Any] | None:
        """The record that lies at hand, where it was made from just these bytes."""
        if item.record_path is None:
            return None
        try:
            record = json.loads(item.record_path.read_text(encoding="utf-8"))
            same = record["source"]["sha256"] == hashlib.sha256(item.path.read_bytes()).hexdigest()
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return dict(record) if same and "diagnostics" in record else None

    def _text_beside(self, item: Item, known: dict[str, Any] | None) -> str | None:
        """The canonical text that was written beside the record, where it is that."""
        if known is None or item.record_path is None:
            return None
        path = item.record_path.with_suffix(".txt")
        if not path.is_file() or path.resolve() == item.path:
            return None
        text = path.read_bytes().decode("utf-8")
        return text if len(text) == known["source"]["characters"] else None

    def journal(self, index: int) -> Journal:
        """The review of a document."""
        item = self.items[index]
        if item.journal is None:
            source = {"name": item.path.name, "sha256": hashlib.sha256(item.path.read_bytes()).hexdigest()}
            item.journal = Journal.load(item.journal_path, source=source)
        return item.journal

    def review(self, index: int) -> dict[str, Any]:
        """What the review says of each finding, and which fields are complete."""
        journal, found = self.journal(index), self.content(index)["findings"]
        return {"states": self._states(journal, None), "complete": journal.complete(found)}

    @staticmethod
    def _states(journal: Journal, targets: set[str] | None) -> dict[str, Any]:
        standing = journal.standing()
        wanted = standing.keys() if targets is None else targets
        states: dict[str, Any] = {}
        for target in wanted:
            entry = standing.get(target)
            if entry is None:
                states[target] = None
                continue
            item = entry["old"] if entry["action"] == "reject" else entry["new"]
            added = any(e["action"] == "add" and e["target"] == target for e in journal.live())
            state = "added" if added and entry["action"] != "reject" else ACTIONS[entry["action"]]
            states[target] = {"state": state, "field": entry["field"], "item": item}
            states[target] |= {"who": entry["who"], "when": entry["when"]}
        return states

    def judge(self, index: int, request: dict[str, Any]) -> dict[str, Any]:
        """Take a judgement, save it, and say what it changed. Raises Refused."""
        content = self.content(index)
        journal = self.journal(index)
        with self.items[index].lock:
            request = self._placed(index, content, request)
            made = journal.judge({f["id"]: f for f in content["findings"]}, request, who=self.who)
            try:
                journal.save(content["findings"])
            except OSError:
                self.items[index].journal = None  # what is not on disk is not held to be said
                raise
            targets = {e["target"] for e in made if e["action"] in ACTIONS}
            return {"states": self._states(journal, targets), "complete": journal.complete(content["findings"])}

    def _placed(self, index: int, content: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        """The request with page and boxes of its new span taken from the document, never from the browser."""
        evidence = (request.get("new") or {}).get("evidence") if isinstance(request.get("new"), dict) else None
        if not isinstance(evidence, dict):
            return request
        start, end = evidence.get("start"), evidence.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(content["text"])):
            start, end = 0, 0
        place = self.boxes(index, [(start, end)])[0]
        fixed = {"start": start, "end": end, **place}
        fixed |= {"rule": str(evidence.get("rule") or "review"), "confidence": evidence.get("confidence", 1.0)}
        return {**request, "new": {**request["new"], "evidence": fixed}}

    def words(self, index: int, page: int) -> list[list[float]]:
        """The words of a page, for selecting text on its image."""
        found: list[list[float]] = self._ask(worker.words, str(self.items[index].path), page)
        return found

    def boxes(self, index: int, spans: list[tuple[int, int]]) -> list[dict[str, Any]]:
        """Page and boxes of each span."""
        found: list[dict[str, Any]] = self._ask(worker.boxes, str(self.items[index].path), spans)
        return found
