"""The record side of the data, and what stages hand on; the source side (``document``) is re-exported here.

:class:`Policy` and its parts are frozen, and their fields are, in order, the keys of the record (see
``docs/record.md``); :meth:`Policy.to_dict` is a loop over them. :class:`Reading` is what every field decides from.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from typing import Any, ClassVar

from extractor.document import (
    Block as Block,
)
from extractor.document import (
    BlockKind as BlockKind,
)
from extractor.document import (
    BlockRole as BlockRole,
)
from extractor.document import (
    Bookmark as Bookmark,
)
from extractor.document import (
    Box as Box,
)
from extractor.document import (
    Cell as Cell,
)
from extractor.document import (
    Document as Document,
)
from extractor.document import (
    Link as Link,
)
from extractor.document import (
    Locator as Locator,
)
from extractor.document import (
    Mark as Mark,
)
from extractor.document import (
    Mention as Mention,
)
from extractor.document import (
    Page as Page,
)
from extractor.document import (
    Place as Place,
)
from extractor.document import (
    Problem as Problem,
)
from extractor.document import (
    Span as Span,
)
from extractor.document import (
    Style as Style,
)
from extractor.document import (
    Table as Table,
)

# --------------------------------------------------------------------------- the record


class Record:
    """Base of the record's parts: ``to_dict`` gives the record's JSON, key by key in field order."""

    __slots__ = ()
    _optional: ClassVar[frozenset[str]] = frozenset()  # keys left out where they are None

    def to_dict(self) -> dict[str, Any]:
        """This part as plain JSON values."""
        return {
            name: _plain(value)
            for name in names(type(self))  # type: ignore[arg-type]
            if (value := getattr(self, name)) is not None or name not in self._optional
        }


@cache
def names(kind: type[Record]) -> tuple[str, ...]:
    """The fields of a part of the record, in order."""
    return tuple(field.name for field in fields(kind))  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Box):
        return [value.page, round(value.x0, 1), round(value.y0, 1), round(value.x1, 1), round(value.y1, 1)]
    if isinstance(value, Problem):
        plain: dict[str, Any] = {"severity": value.severity, "code": value.code, "message": value.message}
        if value.start is not None:
            plain |= {"start": value.start, "end": value.end}
        return plain
    return value


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """What a value was read from, and the rule that read it.

    Rules give ``start``, ``end``, ``rule`` (a name found in the code) and ``confidence`` (0 to 1);
    page and boxes are filled in by the pipeline, once, from ``Document.locate``.
    """

    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class SourcePart(Record):
    """Which part of a book a record is of: ``number`` from 1 ``of`` all, its pages, its start in the book's text."""

    number: int
    of: int
    title: str | None
    first_page: int | None
    last_page: int | None
    start: int


@dataclass(frozen=True, slots=True)
class Source(Record):
    """The document that the record was read from. ``name`` is a file name, never a path."""

    name: str
    sha256: str
    media_type: str
    bytes: int
    pages: int | None
    characters: int
    ocr: bool
    part: SourcePart | None = None  # where the source is a book and the record of one of its policies


@dataclass(frozen=True, slots=True)
class Title(Record):
    """The subject of the policy, without payer, number or label."""

    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Payer(Record):
    """The organisation whose policy it is; ``id`` a slug, None where the name is not one that is known."""

    id: str | None
    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Number(Record):
    """A policy number; role ``primary`` · ``previous`` · ``related`` · ``version``."""

    value: str
    role: str
    label: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PolicyDate(Record):
    """A date of the policy itself; value ISO 8601 as precise as printed."""

    kind: str
    value: str
    precision: str
    label: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RelatedPolicy(Record):
    """A policy that the document lists as related."""

    title: str | None
    number: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Named(Record):
    """A value and where it was read: a line of business, a state."""

    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Facts(Record):
    """The facts that hold for the whole document (the record's key ``policy``)."""

    title: Title | None = None
    payer: Payer | None = None
    kind: str = "other"
    status: str = "unknown"
    numbers: tuple[Number, ...] = ()
    dates: tuple[PolicyDate, ...] = ()
    related: tuple[RelatedPolicy, ...] = ()
    lines_of_business: tuple[Named, ...] = ()
    states: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Section(Record):
    """A stretch of the document under one heading; reaches to the next heading of its level or above."""

    id: str
    parent: str | None
    level: int
    number: str | None
    heading: str
    type: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Constraint(Record):
    """A leaf's typed condition: kind ``age`` · ``duration`` · …; comparator ``=`` · ``<=`` · ``between`` · …."""

    kind: str
    comparator: str | None = None
    value: float | str | None = None
    high: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion(Record):
    """A node (``operator`` and ``items``, perhaps ``minimum`` and the ``text`` that opens it) or a leaf (``text``)."""

    _optional: ClassVar[frozenset[str]] = frozenset(
        {"operator", "minimum", "text", "start", "end", "constraint", "unmapped", "items"}
    )
    operator: str | None = None
    minimum: int | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None
    constraint: Constraint | None = None
    unmapped: str | None = None
    items: tuple[Criterion, ...] | None = None

    def leaves(self) -> Iterator[Criterion]:
        """The leaves below this node (or the leaf itself), in document order."""
        if self.items is None:
            yield self
            return
        for item in self.items:
            yield from item.leaves()


@dataclass(frozen=True, slots=True)
class Duration(Record):
    """A length of time: ``unit`` ``day`` · ``week`` · ``month`` · ``year`` (or the printed words in ``value``)."""

    value: float | str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Note(Record):
    """A sentence that takes no position but qualifies a statement: kind ``definition`` · ``duty`` · ``frequency`` · …."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """A sentence in which the payer takes a position, with the tree of conditions under which it holds."""

    id: str
    text: str
    position: str
    verdict: str
    conditional: bool
    service: str | None
    indication: str | None
    phase: str | None
    duration: Duration | None
    criteria: Criterion | None
    section: str | None
    evidence: Evidence
    codes: tuple[str, ...] = ()  # codes that it governs, "SYSTEM:CODE"
    references: tuple[str, ...] = ()  # numbers of the references that it cites
    refers_to: tuple[str, ...] = ()  # statements that its words point back at ("the above criteria")
    notes: tuple[Note, ...] = ()  # sentences of the coverage text that qualify it


@dataclass(frozen=True, slots=True)
class Code(Record):
    """A medical code and its standing; a range keeps both ends."""

    system: str
    code: str
    code_end: str | None
    description: str | None
    status: str | None
    group: str | None
    modifiers: tuple[str, ...]
    section: str | None
    valid: bool | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Reference(Record):
    """An entry of the bibliography, with the parts that it gives."""

    number: int | None
    text: str
    authors: str | None
    title: str | None
    journal: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    pmid: str | None
    pmcid: str | None
    doi: str | None
    url: str | None
    accessed: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Identifier(Record):
    """A PMID, PMCID, DOI or NCT number; ``reference`` the number of the entry that it stands in."""

    system: str
    value: str
    reference: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class HistoryRow(Record):
    """A row of the policy's revision history."""

    date: str | None
    precision: str | None
    description: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Policy(Record):
    """The record: everything that was read from one source document. Keys as in ``docs/record.md``."""

    schema_version: str
    source: Source
    policy: Facts
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    codes: tuple[Code, ...] = ()
    references: tuple[Reference, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    diagnostics: tuple[Problem, ...] = ()

    def to_json(self, *, indent: int | None = 2) -> str:
        """The record as JSON text: keys in the contract's order, characters unescaped; no trailing line break."""
        separators = (",", ":") if indent is None else (",", ": ")
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, separators=separators)


# --------------------------------------------------------------------------- what stages hand on


@dataclass(frozen=True, eq=False)
class Profile:
    """What is known of a payer's layout, laid over the default: data out of ``payers/*.toml``.

    ``tables`` are the TOML tables (``headings``, ``dates``, ``numbers``, ``coverage``…), already merged.
    Two profiles are the same only if they are one object, so that stages can cache what they compile of it.
    """

    name: str
    tables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A document with its zones and proposals: what every field and the coverage pipeline decide from."""

    document: Document
    profile: Profile
    sections: tuple[Section, ...]
    mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.document.text

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds ``offset``; None before the first heading."""
        index = bisect_right(self._section_starts, offset) - 1
        return self.sections[index] if index >= 0 else None

    @cached_property
    def _section_ids(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    def ancestors(self, section: Section | None) -> Iterator[Section]:
        """The section itself, then its parents, innermost first."""
        while section is not None:
            yield section
            section = self._section_ids[section.parent] if section.parent else None

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def mentions_in(self, start: int, end: int, kind: str | None = None) -> Iterator[Mention]:
        """The mentions that begin in ``[start, end)``, of one kind where that is given, in order."""
        index = bisect_right(self._mention_starts, start - 1)
        while index < len(self.mentions) and self.mentions[index].start < end:
            if kind is None or self.mentions[index].kind == kind:
                yield self.mentions[index]
            index += 1
