"""Labels that a dump prints in a column of their own before their values: decides whose value each line of a front is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.readers.text_rows import Row

_DATED = re.compile(
    r"(?:[A-Za-z&/.]{1,12}\s){0,4}dates?:?|(?:date\s)?(?:effective|reviewed|revised|approved):?|review history:?",
    re.IGNORECASE,
)
"""A label of dates: "P&T Approval Date", "Effective Date:", "Date Revised"."""
_NUMBERED = re.compile(
    r"(?:(?:medical|clinical|coverage|drug|pharmacy)\s)?(?:policy|program|document|reference|guideline)\s(?:number|no\.?|id|\#):?",
    re.IGNORECASE,
)
"""A label of a number: "Program Number", "Policy #"."""
_NAMED = re.compile(
    r"(?:(?:drug|policy|program|document)\s)?(?:name|title|type):?|program:?|medications?:?|drugs?:?|policy:?|subject:?|topic:?"
    r"|products?:?|therapeutic class:?|lines? of business:?|lob(?: affected)?:?|(?:sub)?section:?|department:?|category:?|status:?",
    re.IGNORECASE,
)
"""A label of words: "Program", "Line of Business"."""
_DATES = re.compile(
    r"(?:(?:\d{1,2}[/-](?:\d{1,2}[/-])?\d{2,4}|(?:\d{1,2}\s)?[A-Z][a-z]{2,8}\.?\s(?:\d{1,2},\s)?\d{4}|\d{4}-\d\d-\d\d|N/?A)[,;]?\s?){1,40}"
)
"""A line of nothing but dates."""
_TOP = 60
"""Printed lines of a document in which its front stands."""


def named(rows: Sequence[Row]) -> list[Row]:
    """The lines, each label of a column put before its value; where kinds or numbers do not agree, as they are."""
    index = 0
    while index < min(len(rows), _TOP):
        end = index
        while end < len(rows) and _is_label(rows[end].text):
            end += 1
        values = _values(rows, end, rows[index:end]) if end - index > 1 else []
        if values:
            after = end + sum(len(value) for value in values)
            told = [
                replace(one, text=f"{one.text.rstrip(':')}: {' '.join(row.text for row in value)}")
                for one, value in zip(rows[index:end], values, strict=True)
            ]
            return [*rows[:index], *told, *rows[after:]]
        index = max(end, index + 1)
    return list(rows)


def _is_label(text: str) -> bool:
    return len(text) < 40 and any(kind.fullmatch(text) for kind in (_DATED, _NUMBERED, _NAMED))


def _values(rows: Sequence[Row], begin: int, labels: Sequence[Row]) -> list[list[Row]]:
    """The values of the labels, each of one line or of lines of dates; none where they are not what the labels ask for."""
    if begin >= len(rows) or not rows[begin].blanks:
        return []
    values: list[list[Row]] = []
    for row in rows[begin : begin + _TOP]:
        if values and (row.blanks or row.furniture):
            break
        if values and values[-1][-1].text.endswith(",") and _DATES.fullmatch(row.text):
            values[-1].append(row)
            continue
        values.append([row])
    if len(values) != len(labels) or not any(_DATED.fullmatch(one.text) for one in labels):
        return []
    for one, value in zip(labels, values, strict=True):
        dates = all(_DATES.fullmatch(row.text) for row in value)
        if dates is not (_DATED.fullmatch(one.text) is not None):
            return []
        if _NUMBERED.fullmatch(one.text) and not any(char.isdigit() for char in value[0].text):
            return []
    return values
