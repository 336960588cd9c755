"""Criteria trees as flat rows: what a table can hold of something that nests without end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

CRITERIA: dict[str, Literal["text", "integer", "number"]] = {
    "document": "text",  # sha256 of the source
    "statement": "text",  # id of the statement
    "node": "integer",  # number of the node in its tree, in reading order; the root is 0
    "parent": "integer",  # the node above; null for the root
    "depth": "integer",
    "operator": "text",  # null for a leaf
    "minimum": "integer",
    "text": "text",
    "start_offset": "integer",
    "end_offset": "integer",
    "constraint_kind": "text",
    "constraint_comparator": "text",
    "constraint_value": "text",
    "constraint_high": "number",
    "constraint_unit": "text",
    "unmapped": "text",
}
"""The columns of a row, in order, and the kind of their values."""


def criteria_rows(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of every criteria tree of a record, parents before children."""
    document = record["source"]["sha256"]
    for statement in record["statements"]:
        if statement.get("criteria") is None:
            continue
        stack: list[tuple[Mapping[str, Any], int | None, int]] = [(statement["criteria"], None, 0)]
        number = 0
        while stack:
            node, parent, depth = stack.pop()
            yield {
                **dict.fromkeys(CRITERIA),
                "document": document,
                "statement": statement["id"],
                "node": number,
                "parent": parent,
                "depth": depth,
                "start_offset": node.get("start"),
                "end_offset": node.get("end"),
                **{name: node.get(name) for name in ("operator", "minimum", "text", "unmapped")},
                **_constraint(node.get("constraint") or {}),
            }
            stack += [(item, number, depth + 1) for item in reversed(node.get("items") or ())]
            number += 1


def _constraint(constraint: Mapping[str, Any]) -> dict[str, Any]:
    value = constraint.get("value")
    return {
        "constraint_kind": constraint.get("kind"),
        "constraint_comparator": constraint.get("comparator"),
        "constraint_value": value if value is None or isinstance(value, str) else json.dumps(value),
        "constraint_high": constraint.get("high"),
        "constraint_unit": constraint.get("unit"),
    }
