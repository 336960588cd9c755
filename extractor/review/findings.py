"""Decides what a reviewer can judge: the record as a flat list of findings with lasting ids, and their forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from extractor.contract import schema_text

FIELDS: Mapping[str, str] = {
    "title": "title",
    "payer": "payer",
    "kind": "kind",
    "status": "status",
    "numbers": "number",
    "dates": "date",
    "related": "related",
    "lines_of_business": "named",
    "states": "named",
    "sections": "section",
    "statements": "statement",
    "codes": "code",
    "references": "reference",
    "identifiers": "identifier",
    "history": "history_row",
}
"""Each field that can be judged, and the definition of its items in the schema."""

BARE = frozenset({"kind", "status"})  # plain strings in the record, shown as {"value": …}
FACTS = frozenset(list(FIELDS)[:9])
SINGLE = frozenset({"title", "payer", "kind", "status"})
UNASKED = frozenset(
    {"evidence", "section", "id", "parent", "start", "end", "page", "codes", "references", "refers_to", "notes"}
)
"""Keys that a form does not ask for: places come from the document, cross references and notes from the extractor."""
LONG = frozenset({"text", "description", "heading", "group"})  # values that may run over several lines


def findings(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every finding of a record as ``{id, field, item}``, problems last.

    An id is the field and the span, so that it outlives a change of the record elsewhere; findings of one field
    and span are told apart by a count.
    """
    found: list[dict[str, Any]] = []
    taken: dict[str, int] = {}

    def add(field: str, item: dict[str, Any]) -> None:
        place = item.get("evidence") or item
        name = field if field in SINGLE else f"{field}:{place.get('start')}-{place.get('end')}"
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name += f"#{taken[name]}"
        found.append({"id": name, "field": field, "item": item})

    for field in FIELDS:
        value = (record.get("policy") or {}).get(field) if field in FACTS else record.get(field)
        if field in BARE:
            add(field, {"value": value})
        elif field in SINGLE:
            if value is not None:
                add(field, value)
        else:
            for item in value or []:
                add(field, item)
    for index, problem in enumerate(record.get("diagnostics") or []):
        found.append({"id": f"problems:{index}", "field": "problems", "item": problem})
    return found


@lru_cache(maxsize=1)
def _definitions() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_text())
    return dict(schema["$defs"])


@lru_cache(maxsize=1)
def forms() -> dict[str, list[dict[str, Any]]]:
    """For each field what a form asks for, out of the schema: ``{key, kind, options, optional, long}``."""
    definitions = _definitions()
    result = {}
    for field, name in FIELDS.items():
        if field in BARE:
            options = definitions["facts"]["properties"][field]["enum"]
            result[field] = [_input("value", {"enum": options}, definitions)]
        else:
            properties = definitions[name]["properties"]
            result[field] = [_input(k, v, definitions) for k, v in properties.items() if k not in UNASKED]
    return result


def _input(key: str, rule: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """One input of a form, from the schema's rule for its key."""
    optional = False
    for choice in rule.get("anyOf", ()):
        if choice.get("type") == "null":
            optional = True
        else:
            rule = choice
    name = rule.get("$ref", "").rpartition("/")[2]
    rule = definitions.get(name, rule)
    types = rule.get("type")
    if isinstance(types, list):
        optional = optional or "null" in types
        types = next(t for t in types if t != "null")
    options = [o for o in rule.get("enum", []) if o is not None]
    optional = optional or None in rule.get("enum", [])
    kind = name if name in ("criterion", "duration") else "choice" if options else str(types or "string")
    return {"key": key, "kind": kind, "options": options, "optional": optional, "long": key in LONG}


@lru_cache(maxsize=len(FIELDS))
def _validator(field: str) -> Any:
    import jsonschema_rs

    definitions = _definitions()
    if field in BARE:
        rule = definitions["facts"]["properties"][field]
        schema: dict[str, Any] = {"type": "object", "properties": {"value": rule}, "required": ["value"]}
    else:
        schema = {"$ref": f"#/$defs/{FIELDS[field]}"}
    return jsonschema_rs.validator_for({**schema, "$defs": definitions})


def complaint(field: str, item: Mapping[str, Any]) -> str | None:
    """What is wrong with an item of a field by the schema; None where nothing is."""
    error = next(iter(_validator(field).iter_errors(dict(item))), None)
    if error is None:
        return None
    where = "/".join(str(part) for part in error.instance_path)
    return f"{where or field}: {str(error.message)[:200]}"
