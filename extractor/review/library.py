"""Decides which documents are open for review, and where the record, text and review file of each come from."""

from __future__ import annotations

import hashlib
import json
import re
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

_PART = re.compile(r"-\d{3}$")  # the number of a book's policy in the name of its record: "book-003"
DOCUMENTS = frozenset({".pdf", ".html", ".htm", ".xhtml", ".docx", ".txt", ".text", ".md", ".markdown"})


@dataclass
class Item:
    """One document under review, or one policy of a book. What is costly is made when it is first asked for."""

    path: Path
    record_path: Path | None
    journal_path: Path
    part: dict[str, Any] | None = None  # which policy of which book: `SourcePart` as JSON
    parts: list[int] | None = None  # a book's policies, once it was opened
    lock: Lock = field(default_factory=Lock)
    content: dict[str, Any] | None = None
    journal: Journal | None = None

    @property
    def number(self) -> int:
        """The policy's number in its book; 0 for a document of its own."""
        return int(self.part["number"]) if self.part else 0

    @property
    def name(self) -> str:
        """The file's name; of a part its title too."""
        if self.part is None:
            return self.path.name
        return f"{self.part['title'] or 'Untitled'} · {self.number} of {self.part['of']} in {self.path.name}"


def collect(sources: Iterable[Path]) -> list[Path]:
    """The documents that are named, and those of named folders; texts that lie beside a record are no documents."""
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = [p for p in sorted(source.rglob("*")) if p.is_file() and p.suffix.lower() in DOCUMENTS]
            stems = {(p.parent, p.stem) for p in inside if p.suffix.lower() != ".txt"}
            found += [
                p
                for p in inside
                if p.suffix.lower() != ".txt" or not {(p.parent, p.stem), (p.parent, _PART.sub("", p.stem))} & stems
            ]
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
        self._records = records
        self._images: dict[Path, PageImages] = {}
        names: dict[Path, Names] = {}
        self.items: list[Item] = []
        for path in collect(sources):
            folder = output or path.parent
            stem = names.setdefault(folder, Names()).take(path.name)
            self.items.append(Item(path, self._record_at(path, stem), folder / f"{stem}{SUFFIX}"))
        self.documents = len(self.items)  # as they were given; the policies of books come behind them

    def _record_at(self, path: Path, stem: str, tail: str = "") -> Path | None:
        """Where a record of a document, or of a part, lies at hand."""
        beside = [(self._records or path.parent) / f"{name}{tail}.json" for name in (stem, path.stem)]
        return next((p for p in beside if p.is_file()), None)

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
                return pool.submit(function, *args, profile=self._profile, password=self._password, **options).result()
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
        for images in self._images.values():
            images.close()

    # ----------------------------------------------------------------- what is served

    def overview(self) -> list[dict[str, Any]]:
        """Name and state of review of each document; of an opened book its policies stand in its place."""
        rows = []
        for index in self.order():
            item = self.items[index]
            begun = item.journal is not None or item.journal_path.exists()
            found = item.content.get("findings") if item.content else None
            rows.append(
                {
                    "id": index,
                    "name": item.name,
                    "judged": len(self.journal(index).standing()) if begun else 0,
                    "total": None if found is None else sum(f["field"] != "problems" for f in found),
                }
            )
        return rows

    def order(self) -> list[int]:
        """What is open for review, in order. A book that was itself reviewed as one stays, before its policies."""
        found = []
        for index, item in enumerate(self.items[: self.documents]):
            if item.parts is None or item.journal_path.exists():
                found.append(index)
            found += item.parts or []
        return found

    def images(self, index: int) -> PageImages | None:
        """The page images of a PDF; None for other formats."""
        path = self.items[index].path
        if path not in self._images:
            with path.open("rb") as file:
                if b"%PDF-" not in file.read(1024):
                    return None
            self._images[path] = PageImages(path, password=self._password)
        return self._images[path]

    def outline(self, index: int) -> dict[str, Any]:
        """Name and page sizes; of a part the pages that it has, and the number of the first."""
        item, images = self.items[index], self.images(index)
        sizes = images.sizes() if images else []
        if item.part is None or item.part["first_page"] is None or item.part["last_page"] is None:
            return {"name": item.name, "pages": sizes, "first": 1}
        first, last = item.part["first_page"], item.part["last_page"]
        return {"name": item.name, "pages": sizes[first - 1 : last], "first": first}

    def warm(self) -> None:
        """Make ready what the page asks for first: the content and the first page of the first document."""
        images = self.images(0)
        if images is not None:
            with suppress(
                OSError, ValueError, RuntimeError, IndexError
            ):  # whatever is wrong with the file is told when the page asks
                images.draw(1, scale=2.0)
        parts = self.content(0).get("parts")
        if parts:
            self.content(parts[0])

    def content(self, index: int) -> dict[str, Any]:
        """Everything of a document but its pages: text, findings, forms; or ``error``; or the ``parts`` of a book."""
        item = self.items[index]
        with item.lock:
            if item.content is None:
                item.content = self._content(item)
            return item.content

    def _content(self, item: Item) -> dict[str, Any]:
        known = self._known(item)
        text = self._text_beside(item, known)
        whole = item.part is not None or item.journal_path.exists()
        book = any(problem["code"] == "many_policies" for problem in (known or {}).get("diagnostics", []))
        if known is None or text is None or (book and item.part is None):
            try:
                made = self._ask(worker.prepare, str(item.path), item.number, known=known is not None, whole=whole)
                if item.part is None and whole and "error" not in made:
                    self._open(item, self._ask(worker.prepare, str(item.path), known=True, whole=False))
            except BrokenExecutor:
                made = {"error": f"{item.path.name}: the reader crashed on it"}
            if "error" in made:
                return {"name": item.name, "error": made["error"], "text": "", "findings": [], "forms": forms()}
            if "parts" in made:
                return {"name": item.name, "parts": self._open(item, made)}
            text, known = made["text"], known or made["record"]
            if known["source"]["characters"] != len(text):  # a record of another version: its spans point elsewhere
                known = self._ask(worker.prepare, str(item.path), item.number, known=False)["record"]
        return {
            "name": item.name,
            "source": known["source"],
            "text": text,
            "findings": findings(known),
            "forms": forms(),
            "fields": list(FIELDS),
        }

    def _open(self, book: Item, made: dict[str, Any]) -> list[int]:
        """Put a book's policies among the items, each with a record and a review file of its own."""
        if book.parts is None and made.get("parts"):
            stem = book.journal_path.name.removesuffix(SUFFIX)
            book.parts = []
            for place in made["parts"]:
                tail = f"-{place['number']:03d}"  # as `run --split` names its records
                journal = book.journal_path.with_name(f"{stem}{tail}{SUFFIX}")
                self.items.append(Item(book.path, self._record_at(book.path, stem, tail), journal, place))
                book.parts.append(len(self.items) - 1)
        return list(book.parts or [])

    def _known(self, item: Item) -> dict[str, Any] | None:
        """The record that lies at hand, where it was made from just these bytes."""
        if item.record_path is None:
            return None
        try:
            record = json.loads(item.record_path.read_text(encoding="utf-8"))
            same = record["source"]["sha256"] == hashlib.sha256(item.path.read_bytes()).hexdigest()
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not same or "diagnostics" not in record or record["source"].get("part") != item.part:
            return None
        return dict(record)

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
            source: dict[str, Any] = {
                "name": item.path.name,
                "sha256": hashlib.sha256(item.path.read_bytes()).hexdigest(),
            }
            if item.part:
                source["part"] = item.part
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
        found: list[list[float]] = self._ask(worker.words, str(self.items[index].path), self.items[index].number, page)
        return found

    def boxes(self, index: int, spans: list[tuple[int, int]]) -> list[dict[str, Any]]:
        """Page and boxes of each span."""
        found: list[dict[str, Any]] = self._ask(
            worker.boxes, str(self.items[index].path), self.items[index].number, spans
        )
        return found
