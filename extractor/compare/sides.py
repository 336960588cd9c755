"""One version of a policy: its record and text, and whether something that a record lacks stands in the text all the same."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from extractor.compare.changes import Quote
from extractor.errors import UsageError
from extractor.likeness import squeeze, tokens
from extractor.types import Locator

Json = Mapping[str, Any]
LONG_ENOUGH = 25  # letters from which a text that stands elsewhere word for word is the same text, not a chance
QUOTE = 1200  # characters of a quote: what a reader of the redline must see whole
_CUT = re.compile(r"(?<=\d)([A-Z])$")  # a code's last letter: "0900U"; never "J0900"
_MARKS = re.compile(r"\s?[(\[]\d{1,3}(?:[\s,–-]{1,2}\d{1,3}){0,8}[)\]]")  # "(2)", "[3, 5-7]"; never "(adult)"


@dataclass(frozen=True)
class Side:
    """A record, its canonical text where that is at hand, and the spans of running headers and footers."""

    name: str
    record: Json
    text: str = ""
    furniture: tuple[tuple[int, int], ...] = field(default=())
    locate: Locator | None = None

    @classmethod
    def load(cls, path: Path, *, profile: str = "auto", password: str | None = None) -> Side:
        """A version from a document (which is extracted) or from a record (with its ``NAME.txt``, if that is there).

        Raises UsageError where a JSON file is no record, DocumentError where a document can't be read.
        """
        if path.suffix.lower() == ".json":
            return cls._of_record(path)
        from extractor.pipeline import assemble, read, understand

        document = read(path, password=password)
        furniture = tuple((b.start, b.end) for b in document.blocks if b.kind == "furniture")
        record = assemble(understand(document, profile=profile)).to_dict()
        return cls(path.name, record, document.text, furniture, document.locate)

    @classmethod
    def _of_record(cls, path: Path) -> Side:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise UsageError(f"{path.name} can't be read as JSON: {error}") from error
        if not isinstance(record, dict) or "schema_version" not in record:
            raise UsageError(f"{path.name} is no record")
        beside = path.with_suffix(".txt")
        text = beside.read_bytes().decode("utf-8", "replace") if beside.is_file() else ""
        characters = (record.get("source") or {}).get("characters")
        return cls(path.name, record, text if characters in (None, len(text)) else "")

    @cached_property
    def squeezed(self) -> str:
        """The text's letters and digits without its running headers and footers."""
        return squeeze(self.body)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text."""
        return frozenset(tokens(self.text))

    @cached_property
    def body(self) -> str:
        """The text, with its running headers and footers blanked out (offsets stay)."""
        if not self.furniture:
            return self.text
        parts, at = [], 0
        for start, end in self.furniture:
            parts += [self.text[at:start], "\x00" * (end - start)]
            at = end
        return "".join([*parts, self.text[at:]])

    def printed(self, kind: str) -> str:
        """The letters and digits of all sections of a type."""
        spans = sorted((s["start"], s["end"]) for s in self.sections.values() if s["type"] == kind)
        return squeeze(" ".join(self.body[start:end] for start, end in spans))

    def says(self, words: str) -> bool:
        """Whether a text, long enough not to stand there by chance, stands in this version word for word."""
        sought = squeeze(words)
        return len(sought) >= LONG_ENOUGH and sought in self.squeezed

    def prints(self, words: object) -> bool:
        """Whether a short value (a number, a title, a code) stands in this version's text as a word of its own.

        A description may be glued to it, as in flattened tables ("progression99901Training"), and a line's end may cut a
        number from its letter ("0900\nU"); another digit makes another value.
        """
        parts = [_CUT.sub(r"(?:\1|\\s{1,3}(?-i:\1)(?!\\w))", re.escape(part)) for part in str(words or "").split()]
        if not parts or not self.text:
            return False
        glued = r"(?-i:(?<![A-Z0-9_.]))" if parts[0][0].isdigit() else r"(?<![\w.])"
        sought = r"\s{1,4}".join(parts)
        return re.search(rf"{glued}{sought}(?!\d|\w\b)", self.text, re.IGNORECASE) is not None

    def heads(self, heading: str) -> bool:
        """Whether a heading begins a line of this version's text, though it may not have been read as a heading there."""
        words = _MARKS.sub("", heading).split()
        if not words or not self.text:
            return False
        sought = r"\s{1,4}".join(re.escape(word) for word in words)
        return re.search(rf"(?im)^[\W\d]{{0,8}}{sought}(?!\w)", self.text) is not None

    @cached_property
    def sections(self) -> dict[str, Json]:
        """The sections by id."""
        return {section["id"]: section for section in self.record.get("sections") or []}

    def heading_of(self, item: Json) -> str | None:
        """The heading of the section that an item stands in."""
        section = self.sections.get(str(item.get("section")))
        if section is None:
            start = (item.get("evidence") or item).get("start")
            section = self._section_at(start) if isinstance(start, int) else None
        return str(section["heading"]) if section else None

    @cached_property
    def _starts(self) -> tuple[list[int], list[Json]]:
        ordered = sorted(self.sections.values(), key=lambda s: (s["start"], -s["end"]))
        return [s["start"] for s in ordered], ordered

    def _section_at(self, offset: int) -> Json | None:
        """The innermost section at an offset: the last to begin before it, or the nearest above that one."""
        starts, ordered = self._starts
        at = bisect_right(starts, offset) - 1
        section: Json | None = ordered[at] if at >= 0 else None
        while section is not None and section["end"] <= offset:
            section = self.sections.get(str(section.get("parent")))
        return section

    def type_at(self, offset: int) -> str:
        """The type of the innermost section at an offset."""
        section = self._section_at(offset)
        return str(section["type"]) if section else "front_matter"

    def quote(self, item: Json, text: object) -> Quote:
        """The words of an item and where they stand."""
        evidence = item.get("evidence") or item
        start, end, page = evidence.get("start"), evidence.get("end"), evidence.get("page")
        if self.locate is not None and isinstance(start, int) and isinstance(end, int):
            page = self.locate(start, end).page
        folded = " ".join(str(text or "").split())
        cut = folded if len(folded) <= QUOTE else folded[: QUOTE - 1] + "…"
        return Quote(cut, page, start, end, self.heading_of(item))

    def spans(self) -> Iterator[tuple[int, int]]:
        """The spans of all that the record says, criteria among them."""

        def walk(node: Json) -> Iterator[tuple[int, int]]:
            if isinstance(node.get("start"), int) and isinstance(node.get("end"), int):
                yield node["start"], node["end"]
            for item in node.get("items") or []:
                yield from walk(item)

        facts = self.record.get("policy") or {}
        for value in facts.values():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    yield from walk(item.get("evidence") or {})
        for key in ("statements", "codes", "references", "identifiers", "history"):
            for item in self.record.get(key) or []:
                yield from walk(item.get("evidence") or {})
                yield from walk(item.get("criteria") or {})
