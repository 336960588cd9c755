"""Bullets that a dump prints in a column of their own before the lines they belong to: decides whose each one is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.layout.headlines import known
from extractor.layout.labels import label
from extractor.readers.text_rows import Row

_BARE = re.compile(r"[•●○▪■➢❖o]")
_TERMINAL = re.compile(r"[.!?:;][\"”’')\]]{0,2}$")
_FULL = 0.8
"""Share of the text's width from which on a line without an end mark goes on in the next."""
_REACH = 60
"""Lines below the bullets in which their items begin."""


def paired(rows: Sequence[Row]) -> list[Row]:
    """The lines, each of several bullets on end put before the line that begins its item; where too few begin, as they are."""
    if sum(_BARE.fullmatch(row.text) is not None for row in rows) < 2:
        return list(rows)
    lengths = sorted(len(row) for row in rows if len(row) > 30) or [80]
    width = lengths[len(lengths) * 95 // 100]
    result: list[Row] = []
    index = 0
    while index < len(rows):
        bullet = rows[index].text
        end = index
        while end < len(rows) and rows[end].text == bullet and _BARE.fullmatch(bullet):
            end += 1
        starts = _starts(rows, end, end - index, width) if end - index > 1 else []
        if not starts:
            result += rows[index : max(end, index + 1)]
            index = max(end, index + 1)
            continue
        for place in range(end, starts[-1] + 1):
            row = rows[place]
            result.append(replace(row, text=f"{bullet} {row.text}") if place in starts else row)
        index = starts[-1] + 1
    return result


def _starts(rows: Sequence[Row], begin: int, count: int, width: int) -> list[int]:
    """The lines that begin the items of so many bullets, in order; none where there are not enough."""
    found: list[int] = []
    before: Row | None = None
    for index in range(begin, min(len(rows), begin + _REACH)):
        row = rows[index]
        if row.furniture:
            continue
        if known(row.text) or _BARE.fullmatch(row.text):
            break
        fresh = before is None or bool(_TERMINAL.search(before.text)) or len(before) + before.indent < _FULL * width
        if fresh and label(row.text) is None and row.text[0].isalnum() and not row.text[0].islower():
            found.append(index)
            if len(found) == count:
                return found
        before = row
    return []
