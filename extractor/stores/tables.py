"""Which tables a store has, and which part of a record fills each: by one loop over the record's own types.

Every table is keyed by ``document``, the SHA-256 of the source, and (but for ``documents``) by the place of
the row in its document: keys that are the same for the same document in every store and at every load.
"""

from __future__ import annotations

import json
import types as builtin
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from extractor import types
from extractor.flat import CRITERIA, criteria_rows

Kind = Literal["text", "integer", "number", "boolean"]
Value = str | int | float | bool | None
RENAMED = {  # words that SQL keeps for itself
    "start": "start_offset",
    "end": "end_offset",
    "group": "group_heading",
    "references": "cited",
}
LEFT_OUT = frozenset({"boxes"})  # geometry stays in the records


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name and kind, and the keys that lead to its value within a row's part of the record."""

    name: str
    kind: Kind
    path: tuple[str, ...]
    json: bool = False  # a list or tree, kept as JSON text
    each: str | None = None  # of a list: the key whose values make it up


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and where in the record its rows are: a list under ``path``, or the record itself."""

    name: str
    columns: tuple[Column, ...]
    path: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        if self.name in ("documents", "files"):
            return (self.columns[0].name,)
        return ("document", "statement", "node") if self.name == "criteria" else ("document", "place")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, keys first."""
        return tuple(column.name for column in self.columns)


KINDS: dict[Any, Kind] = {str: "text", int: "integer", float: "number", bool: "boolean"}


def _columns(record: Any, prefix: str = "", path: tuple[str, ...] = ()) -> Iterator[Column]:
    """The columns of a part of the record; parts within it are spread out, evidence without a prefix."""
    hints = typing.get_type_hints(record)
    for part in fields(record):
        if part.name in LEFT_OUT:
            continue
        name, place = prefix + part.name, (*path, part.name)
        hint = hints[part.name]
        options = [hint]
        if typing.get_origin(hint) in (typing.Union, builtin.UnionType):
            options = [option for option in typing.get_args(hint) if option is not type(None)]
        inner = options[0]
        if len(options) > 1 or typing.get_origin(inner) is Literal:
            yield Column(RENAMED.get(name, name), "text", place)
        elif inner in KINDS:
            yield Column(RENAMED.get(name, name), KINDS[inner], place)
        elif typing.get_origin(inner) is tuple or inner is types.Criterion:
            yield Column(RENAMED.get(name, name), "text", place, json=True)
        elif is_dataclass(inner):
            yield from _columns(inner, "" if inner is types.Evidence else f"{name}_", place)
        else:
            raise TypeError(f"no column for {record.__name__}.{part.name}: {hint!r}")


DOCUMENT = Column("document", "text", ("source", "sha256"))
PLACE = (Column("document", "text", ()), Column("place", "integer", ()))


def _list(name: str, record: Any, *path: str) -> Table:
    return Table(name, (*PLACE, *_columns(record)), path)


def _named(name: str, columns: Iterator[Column], *chosen: str) -> Iterator[Column]:
    """Columns of a single part: its value under the part's own name, and what else is chosen of it."""
    for column in columns:
        if column.path[-1] in ("value", "name"):
            yield Column(name, column.kind, (*_PART[name], *column.path))
        elif column.path[-1] in chosen:
            yield Column(f"{name}_{column.name}", column.kind, (*_PART[name], *column.path))


_PART = {"title": ("policy", "title"), "payer": ("policy", "payer")}
TABLES = (
    Table(
        "documents",
        (
            DOCUMENT,
            *(Column(c.name, c.kind, ("source", *c.path)) for c in _columns(types.Source) if c.name != "sha256"),
            *_named("title", _columns(types.Title)),
            *_named("payer", _columns(types.Payer), "id"),
            Column("kind", "text", ("policy", "kind")),
            Column("status", "text", ("policy", "status")),
            Column("lines_of_business", "text", ("policy", "lines_of_business"), json=True, each="value"),
            Column("states", "text", ("policy", "states"), json=True, each="value"),
            Column("schema_version", "text", ("schema_version",)),
        ),
    ),
    _list("numbers", types.Number, "policy", "numbers"),
    _list("dates", types.PolicyDate, "policy", "dates"),
    _list("related", types.RelatedPolicy, "policy", "related"),
    _list("sections", types.Section, "sections"),
    _list("statements", types.Statement, "statements"),
    Table("criteria", tuple(Column(name, kind, ()) for name, kind in CRITERIA.items())),
    _list("codes", types.Code, "codes"),
    _list("references", types.Reference, "references"),
    _list("identifiers", types.Identifier, "identifiers"),
    _list("history", types.HistoryRow, "history"),
    _list("problems", types.Problem, "diagnostics"),
)
FILES = Table(
    "files",
    (
        Column("path", "text", ("path",)),
        Column("document", "text", ("sha256",)),
        Column("status", "text", ("status",)),
        Column("code", "text", ("code",)),
        Column("reason", "text", ("reason",)),
        Column("carried", "text", ("columns",), json=True),
    ),
)
"""Every path of the run: two with the same bytes lead to one document; failed and skipped ones are there too."""

INDEXES = {
    "codes": "code",
    "dates": "kind, value",
    "numbers": "value",
    "statements": "position",
    "identifiers": "system, value",
    "files": "document",
}
"""What is searched for, beside the keys."""


def rows(record: Mapping[str, Any]) -> Iterator[tuple[str, list[Value]]]:
    """A record as rows: the name of the table and the values in the order of its columns."""
    document = record["source"]["sha256"]
    for table in TABLES:
        if table.name == "criteria":
            for node in criteria_rows(record):
                yield table.name, [clean(node[name]) for name in table.names]
        elif not table.path:
            yield table.name, [value_of(column, record) for column in table.columns]
        else:
            for position, part in enumerate(_at(record, table.path) or ()):
                values = [value_of(column, part) for column in table.columns[2:]]
                yield table.name, [document, position, *values]


def value_of(column: Column, part: Mapping[str, Any]) -> Value:
    """A column's value in a part of the record."""
    value = _at(part, column.path)
    if column.each and value is not None:
        value = [item[column.each] for item in value]
    if column.json and value is not None:
        return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    if column.kind == "text" and value is not None and not isinstance(value, str):
        return json.dumps(value)
    return clean(value)


def clean(value: Value) -> Value:
    """A value that every store takes: PostgreSQL has no NUL in text."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _at(part: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if part is None:
            return None
        part = part.get(key)
    return part
