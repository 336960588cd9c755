"""The contract of the record: its JSON Schema, and whether a record keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError
from extractor.types import Policy

_HERE = Path(__file__).parent
_HOMES = (_HERE / "policy-record.schema.json", _HERE.parent / "schemas" / "policy-record.schema.json")


class InvalidRecord(ExtractorError):
    """A record breaks the contract; the message names the place and the rule."""


@lru_cache(maxsize=1)
def schema_text() -> str:
    """The record's JSON Schema (draft 2020-12) as text: beside the package when installed, else in the checkout."""
    return next(home for home in _HOMES if home.exists()).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _validator() -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(schema_text()))


def validate(record: Policy | Mapping[str, Any]) -> None:
    """Check a record against the contract. Raises :class:`InvalidRecord` at the first breach."""
    plain = record.to_dict() if isinstance(record, Policy) else dict(record)
    try:
        error = next(iter(_validator().iter_errors(plain)), None)
    except (ValueError, TypeError, RecursionError) as unfit:  # half a character, a bottomless nest
        raise InvalidRecord(f"the record can't be held against its schema: {str(unfit)[:200]}") from unfit
    if error is not None:
        where = "/".join(str(part) for part in error.instance_path)
        raise InvalidRecord(f"the record breaks its schema at {where or 'its top'}: {str(error.message)[:300]}")
