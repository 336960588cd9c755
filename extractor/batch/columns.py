"""The record as Parquet columns: a schema that follows from the record's own types, by one loop over them.

Nested parts stay nested. Criteria trees are recursive, which Parquet is not: a statement keeps its tree as
JSON text, and every node of it is a row of the table ``criteria``. A value that may be a number or words
is text.
"""

from __future__ import annotations

import json
import types as builtin
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from extractor import flat
from extractor.types import Box, Criterion, Policy

Fit = Callable[[Any], Any]
SCALARS = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


@dataclass(frozen=True, slots=True)
class Column:
    """An Arrow type, and what fits a record's value to it (None where it fits as it is)."""

    type: pa.DataType
    fit: Fit | None = None


def _text(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value)


def tree_text(value: Any) -> str | None:
    """A criteria tree as compact JSON text."""
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def column(hint: Any) -> Column:
    """The column for a type of the record."""
    if hint is Box:
        return Column(pa.list_(pa.float64()))  # page, x0, y0, x1, y1
    if hint is Criterion:
        return Column(pa.string(), tree_text)
    if hint in SCALARS:
        return Column(SCALARS[hint])
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return Column(pa.string())
    if origin in (typing.Union, builtin.UnionType):
        inner = [argument for argument in arguments if argument is not type(None)]
        return column(inner[0]) if len(inner) == 1 else Column(pa.string(), _text)
    if origin is tuple:
        item = column(arguments[0])
        fit = item.fit
        return Column(pa.list_(item.type), None if fit is None else lambda value: [fit(part) for part in value or ()])
    if is_dataclass(hint):
        return _struct(hint)
    raise TypeError(f"no column for {hint!r}")


def _struct(kind: Any) -> Column:
    hints = typing.get_type_hints(kind)
    parts = {f.name: column(hints[f.name]) for f in fields(kind)}
    fits = {name: part.fit for name, part in parts.items() if part.fit is not None}

    def fit(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if value is None:
            return None
        return {**value, **{name: change(value.get(name)) for name, change in fits.items()}}

    return Column(pa.struct([(name, part.type) for name, part in parts.items()]), fit if fits else None)


@lru_cache(maxsize=1)
def _policy() -> Column:
    return column(Policy)


RECORD_EXTRAS = [("position", pa.int64()), ("path", pa.string()), ("columns", pa.string())]
"""Before the record's own columns: its place in the run, the path that it was found under, what was carried along."""


@lru_cache(maxsize=1)
def record_schema() -> pa.Schema:
    """Schema of the table ``records``."""
    return pa.schema([*RECORD_EXTRAS, *_policy().type])


def record_row(record: Mapping[str, Any], *, position: int, path: str, columns: Mapping[str, str]) -> dict[str, Any]:
    """A record as a row of the table ``records``."""
    fit = _policy().fit
    row = dict(fit(record) if fit else record)
    return {**row, "position": position, "path": path, "columns": json.dumps(dict(columns), ensure_ascii=False)}


CRITERIA_KINDS = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
CRITERIA_SCHEMA = pa.schema([(name, CRITERIA_KINDS[kind]) for name, kind in flat.CRITERIA.items()])
"""Schema of the table ``criteria``."""
