"""What is measured of the lines of a text dump once: their widths, those that come again, how lines end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.layout.labels import label
from extractor.readers.text_rows import Row

ENDED = re.compile(r"[.!?:;][\"”’')\]]{0,2}(?:\^\{[^{}]{1,20}\})?$")
OPEN = re.compile(
    r"""
      (?:^|\s)(?:of|the|a|an|for|with|to|in|by|from|on|at|as|that|which|than|is|are|be|was|were|not|its|their|this)$
    | (?:^|[^;.:\s]\s)(?:and|or)$        # "surgery and", "tests, and"; not "surgery; and", "AND"
    | [,(–—/&]$
    """,
    re.VERBOSE,
)
"""Ends after which a text must go on: "a diagnosis of", "Circulating Tumor Cells for", "biopsy,"."""
RAISED_END = re.compile(r"(?<=[a-z)])\d{1,3}(?:[,–-]\d{1,3}){0,8}$")
"""Reference numbers behind a line's last word that have lost their height: "Marsh fever (MF)1,3-5"."""


def local(rows: Sequence[Row], width: int) -> list[float]:
    """For each row the width of the text around it; narrow side columns have their own."""
    lengths = [0 if row.furniture else row.indent + len(row) for row in rows]
    reach = 6
    result: list[float] = []
    for index in range(len(rows)):
        around = sorted(lengths[max(0, index - reach) : index + reach + 1])
        near = around[len(around) * 17 // 20] if around else width
        result.append(float(min(max(near, 0.62 * width), 1.08 * width)))
    return result


def groups(rows: Sequence[Row]) -> list[int]:
    """For each row the length of the longest line among those that no white line parts from it."""
    result = [0] * len(rows)
    begin = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or rows[index].blanks or rows[index].furniture != rows[begin].furniture:
            width = max((row.indent + len(row) for row in rows[begin:index]), default=0)
            width = width if index - begin > 2 else 0
            result[begin:index] = [width] * (index - begin)
            begin = index
    return result


def repeated(rows: Sequence[Row], width: int) -> frozenset[str]:
    """Short lines that stand two or more times and begin anew each time: the sub-headings of a form."""
    count: Counter[str] = Counter()
    unlike: set[str] = set()
    for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        text = row.text
        if (
            row.furniture
            or " " not in text
            or not 8 < len(text) < 0.6 * width
            or not text[0].isupper()
            or text[-1] in ".,;-–/(&"
        ):
            continue
        wrapped = before is not None and not row.blanks and len(before) > 0.6 * width and not ENDED.search(before.text)
        if wrapped or (after is not None and after.text[0].islower()) or OPEN.search(text) or label(text):
            unlike.add(text)
        count[text] += 1
    return frozenset(text for text, times in count.items() if times > 1 and text not in unlike)


def whole_lines(rows: Sequence[Row]) -> set[str]:
    """Lines that may hold the title as a whole: running headers and the top of the document."""
    found: set[str] = set()
    for index, row in enumerate(rows):
        if (row.furniture or index < 100) and 40 < len(row) < 300:
            found.add("".join(row.text.split()))
        if len(found) >= 200:
            break
    return found
