"""Decides which lines are furniture: running headers and footers, page numbers, print marks of browsers.

A line is furniture where it stands at the edge of its page (nothing but furniture between it and the edge) and
comes back, digits aside, at the same place on other pages, or has the shape of a page number or print mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from extractor.layout.lines import COUNTED, Line
from extractor.types import BlockRole

_DEPTH = 60  # lines from the edge that are looked at
_ZONE = 0.30  # share of the page's height in which a header or footer may stand
_OFTEN = 0.5  # share of the pages from which on a line comes back often
_SELDOM = 5  # printed lines that come back less often and may yet be a header: more are a table or form said again
_NEAR = 7.0  # points by which a running line may shift from page to page

_PAGE_NUMBER = re.compile(
    r"""
    (?:page|pg\.?)? \s{0,3} [-–—|•]? \s{0,2} \d{1,4} \s{0,2} [-–—|•]?      # "Page 3", "- 3 -", "3"; not "3 mg"
        (?: \s{0,2} (?: (?: of | \| ) \s{0,2} \d{1,4} | / \s{0,2} \d{1,3} ) )?  # "3 of 12", "3/12"; not "03/2023"
    | \d{1,4} \s{0,3} [|] \s{0,3} p \s? a \s? g \s? e                      # "3 | P a g e"
    | p \s? a \s? g \s? e \s{0,3} [|] \s{0,3} \d{1,4}                      # "P a g e | 3"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PRINT_MARK = re.compile(
    r"""
    https?://\S{1,400} (?: \s+ \d{1,4}/\d{1,4} )?                          # a browser's footer: address, 3/12
    | \d{1,2}/\d{1,2}/\d{2,4} , \s \d{1,2}:\d{2} (?:\s?[AP]M)? .{0,200}    # a browser's header: "1/2/26, 3:04 PM  Title"
    | (?: © | \(c\)\s | copyright\b ) .{0,160}                                # a notice at the page's edge
    | (?: PDF \s created \s on | printed \s on | this \s document \s was \s printed ) .{0,120}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]{2}")


def roles(lines: Sequence[Line], heights: dict[int, float]) -> list[BlockRole]:
    """The role of each line: ``header`` and ``footer`` for furniture, ``body`` for the rest."""
    found: list[BlockRole] = ["body"] * len(lines)
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.turned:
            found[index] = "header"
            continue
        pages[line.page].append(index)
    if not pages:
        return found
    edges = {page: _edges(lines, members, heights.get(page, 0.0)) for page, members in pages.items()}
    running = _running(lines, edges, len(pages))
    for top, bottom in edges.values():
        for order, role in ((top, "header"), (bottom, "footer")):
            taken: list[list[int]] = []
            seldom: list[int] = []  # of them, those that few pages have
            for row in _rows(lines, order):
                placed = lines[row[0]].table is not None or lines[row[0]].region >= COUNTED
                cells = placed and len(row) > 1  # a short figure there may be a cell's, or count an entry
                sure = [i for i in row if i in running or (not cells and _marked(lines[i].text))]
                if not sure or _is_table_row(lines, row, sure):
                    break
                if not any(running.get(i, len(pages)) >= _OFTEN * len(pages) for i in sure):
                    seldom.append(len(taken))
                taken.append(row)
            for row in taken[: seldom[0]] if len(seldom) > _SELDOM else taken:
                for index in row:  # a short piece beside furniture (a date that changes) goes with it
                    if index in running or _marked(lines[index].text) or len(lines[index].text) < 60:
                        found[index] = role  # type: ignore[call-overload]
    return found


def _is_table_row(lines: Sequence[Line], row: Sequence[int], sure: Sequence[int]) -> bool:
    """Whether most of a printed line is none of the running ones: a table's row of which one short cell comes back."""
    known = sum(len(lines[index].text) for index in sure)
    rest = sum(len(lines[index].text) for index in row) - known
    return len(row) - len(sure) >= 2 and rest > 40 and rest > 3 * known


def _rows(lines: Sequence[Line], order: Sequence[int]) -> list[list[int]]:
    """The lines from the edge inwards, those on one printed line together."""
    rows: list[list[int]] = []
    for index in order:
        if rows and abs(lines[rows[-1][0]].y0 - lines[index].y0) < 3.5:
            rows[-1].append(index)
        else:
            rows.append([index])
    return rows


def _edges(lines: Sequence[Line], members: list[int], height: float) -> tuple[list[int], list[int]]:
    """The lines near the top, from the top down, and those near the bottom, from the bottom up."""
    height = height or max(lines[index].y1 for index in members) or 1.0
    highest, lowest = height * (1 - _ZONE), height * _ZONE
    few = len(members) <= _DEPTH  # then only those in the zones need to be sorted
    near = [index for index in members if lines[index].y0 < lowest] if few else members
    down = sorted(near, key=lambda index: (round(lines[index].y0, 0), lines[index].x0))
    top = [index for index in down[:_DEPTH] if lines[index].y0 < lowest]
    near = [index for index in members if lines[index].y1 > highest] if few else members
    up = sorted(near, key=lambda index: (-round(lines[index].y1, 0), lines[index].x0))
    bottom = [index for index in up[:_DEPTH] if lines[index].y1 > highest]
    return top, bottom


def _signature(text: str) -> str:
    """What two running lines have in common: their words, and a number's place where there are words (not codes)."""
    folded = " ".join(text.split()).casefold()
    return _DIGITS.sub("#", folded) if _WORDS.search(folded) else folded


def _running(lines: Sequence[Line], edges: dict[int, tuple[list[int], list[int]]], pages: int) -> dict[int, int]:
    """Lines that come back at about the same height on enough other pages, with the number of pages."""
    if pages < 2:
        return {}
    seen: dict[tuple[int, str], list[int]] = defaultdict(list)
    for sides in edges.values():
        for side, members in enumerate(sides):
            for index in members:
                seen[side, _signature(lines[index].text)].append(index)
    needed = 2 if pages < 6 else max(3, round(pages * 0.12))
    running: dict[int, int] = {}
    for members in seen.values():
        if len(members) < 2:
            continue
        members = sorted(members, key=lambda index: lines[index].y0)
        group: list[int] = []
        for index in (*members, -1):
            if group and (index < 0 or lines[index].y0 - lines[group[-1]].y0 > _NEAR):
                if (often := len({lines[one].page for one in group})) >= needed:
                    running.update(dict.fromkeys(group, often))
                group = []
            if index >= 0:
                group.append(index)
    return running


def _marked(text: str) -> bool:
    text = text.strip()
    return bool(_PAGE_NUMBER.fullmatch(text) or _PRINT_MARK.fullmatch(text))
