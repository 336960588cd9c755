"""Records in and out: the JSON Schema, and validation against it."""

from __future__ import annotations

from pathlib import Path


def schema_text() -> str:
    """The record's JSON Schema (draft 2020-12) as text."""
    return (Path(__file__).parent.parent / "schemas" / "policy-record.schema.json").read_text(encoding="utf-8")
