"""What the policies in a store say of a code: its standing, policy by policy, today or on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extractor.errors import UsageError
from extractor.stores.load import Store
from extractor.stores.sql import IN_FORCE

DAY = re.compile(r"\A\d{4}-\d{2}-\d{2}\Z")  # 2024-05-01; not 5/1/2024
COLUMNS = (
    "system",
    "code",
    "code_end",
    "standing",
    "group_heading",
    "description",
    "payer_id",
    "payer",
    "number",
    "title",
    "kind",
    "policy_status",
    "effective",
    "ends",
    "valid_from",
    "superseded_on",
    "document",
    "name",
    "page",
    "start_offset",
    "end_offset",
)


FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def cell(value: Any) -> Any:
    """A value for a CSV file: text that a spreadsheet would run is quoted by an apostrophe.

    >>> cell("=1+1"), cell(" =1+1"), cell("99213"), cell(-1)
    ("'=1+1", "' =1+1", '99213', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \n").startswith(FORMULA) else value


@dataclass(frozen=True, slots=True)
class Question:
    """A code, and which policies are asked: those in force on a day, those of a payer."""

    code: str
    on: str | None = None
    payer: str | None = None


def lookup(store: Store, question: Question) -> list[dict[str, Any]]:
    """The code's rows, and those of ranges that hold it; by payer, policy and date."""
    code = re.sub(r"[\s.]", "", question.code).upper()
    if not code:
        raise UsageError("no code is given")
    bare, last = "replace(upper(code), '.', '')", "replace(upper(code_end), '.', '')"
    m = store.mark
    condition = f"({bare} = {m} OR (code_end IS NOT NULL AND length({bare}) = {m} AND {bare} <= {m} AND {m} <= {last}))"
    parameters: list[Any] = [code, len(code), code, code]
    if question.on is not None:
        if not DAY.match(question.on):
            raise UsageError(f"{question.on!r} is no day such as 2024-05-01")
        condition += f" AND {IN_FORCE.format(m)}"
        parameters += [question.on] * 3
    rows = store.query(
        f"SELECT {', '.join(COLUMNS)} FROM code_standing WHERE {condition} "  # noqa: S608 - constants
        "ORDER BY coalesce(payer, ''), coalesce(number, ''), coalesce(valid_from, ''), document, place",
        parameters,
    )
    if question.payer is None:
        return rows
    wanted = question.payer.casefold()
    return [
        row for row in rows if wanted == (row["payer_id"] or "").casefold() or wanted in (row["payer"] or "").casefold()
    ]
