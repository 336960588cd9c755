"""Furniture of a text dump: decides which lines are running headers, footers and page numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.layout.labels import label
from extractor.readers.text_rows import Row

_PAGE = re.compile(
    r"""
      page\s?[:|]?\s{0,3}(?P<named>\d{1,4})\b                     # "Page 3 of 12", "Page | 3", "ACMEPage 3"
    | ^[-–—]\s{0,2}(?P<dashed>\d{1,3})\s{0,2}[-–—]$                # "- 3 -"; not "- 3", "3"
    | ^[-–—|\s]{0,3}(?P<lone>\d{1,4})[-–—|\s]{0,3}$               # "3", "- 3 -"
    | ^(?P<of>\d{1,4})\s?(?:of|/(?!(?:19|20)\d\d$))\s?\d{1,4}$  # "3 of 12", "3/12"; not "03/2012"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_NO_RUNNING = re.compile(
    r"[a-z]\d[\da-z](?:\.?[\da-z]{1,4})?|\d{5}|\d{4}[a-z]|\d{3}\.\d{1,2}|(?:\d{1,2}/\d{2}){1,3}|\d{1,2}/(?:19|20)\d{2}|\d{1,2}([/.-])\d{1,2}\1\d{2,4}"
)  # codes, and months and days as the cells of a history give them
_WINDOW = 20
"""Printed lines on each side of a page number that may belong to the running header or footer."""
_ELSEWHERE = 2.0
"""Times that a running line may stand, fewer than, for each time that it stands at a page's edge."""
_LISTED = 1.5
"""The same for an item of a list."""
_PERIODS = 4
"""Times that a line without a page number beside it must come, page by page, to be a running line."""
_LINES = (18, 90)
"""Lines that a page may have."""
_FRONT = 6
"""Lines of the first page's front that later pages may have at their top."""
_NAMING = 14
"""Characters that a line of the front needs to name the document: shorter ones may be headings."""
_RUN = 20
"""Lines of pieces of words that make a run of scattered letters; a column of marks ("X", "N") has few letters."""
_LETTERS = 9
_FRAGMENT = 40
_PIECE = 6
"""Characters of a line within such a run that may look like a word."""
_TERMINAL = re.compile(r"[.!?:;][\"”’')\]]{0,2}$")
_LOWER = re.compile(r"[a-z(]")


def signature(text: str) -> str:
    """A line as it comes back on other pages: white space aside, in lower case; digits aside.

    A code ("Q71.02") and a month ("10/23") keep theirs: the rows of a list of codes are no running line.
    """
    folded = "".join(text.split()).lower()
    return folded if _NO_RUNNING.fullmatch(folded) else _DIGITS.sub("#", folded)


def mark(rows: list[Row]) -> None:
    """Mark the running lines of all pages as furniture, and what follows them as standing behind a page break."""
    signatures = [signature(row.text) for row in rows]
    counts = Counter(signatures)
    anchors = _page_numbers(rows, signatures)
    breaks = [index for index, row in enumerate(rows) if row.broken]
    found = set(anchors)
    if len(anchors) >= 2:
        found |= _around(anchors, signatures, rows, counts)
    if len(breaks) >= 2:
        found |= _around(breaks, signatures, rows, counts, including=True)
    front = {sign for sign in signatures[:_FRONT] if len(sign) > _NAMING}  # the front said again at a page's top
    tops = {index + 1 for index in anchors} | set(breaks)
    found |= {top for top in tops if _FRONT <= top < len(rows) and signatures[top] in front}
    found |= _interrupting(rows, signatures, counts)
    found |= _periodic(rows, signatures, counts)
    found |= {
        index
        for index in range(1, len(rows) - 1)
        if index not in found and index - 1 in found and index + 1 in found and counts[signatures[index]] >= _PERIODS
    }
    found |= _scattered(rows)
    for index in found:
        rows[index].furniture = True
    for before, row in zip([None, *rows], rows, strict=False):
        if before is not None and before.furniture and not row.furniture:
            row.broken = True


def _periodic(rows: Sequence[Row], signatures: Sequence[str], counts: Counter[str]) -> set[int]:
    """Lines of several words that come back page by page through the whole text, and cut a sentence at least once."""
    places: dict[str, list[int]] = {}
    for index, sign in enumerate(signatures):
        if counts[sign] >= _PERIODS and len(sign) > _NAMING and " " in rows[index].text:
            places.setdefault(sign, []).append(index)
    found: set[int] = set()
    low, high = _LINES
    for members in places.values():
        gaps = [after - before for before, after in pairwise(members)]
        if members[0] > high or len(rows) - members[-1] > high or not low <= min(gaps) <= max(gaps) <= high:
            continue
        if any(_cuts(rows, index, signatures, counts) for index in members):
            found.update(members)
    return found


def _cuts(rows: Sequence[Row], index: int, signatures: Sequence[str], counts: Counter[str]) -> bool:
    """Whether a line, with others that come as often, parts a line that ends no sentence from one that begins none."""
    if rows[index].text[0].islower() or _TERMINAL.search(rows[index].text):
        return False
    above, below = index - 1, index + 1
    while above > max(0, index - _FRONT) and counts[signatures[above]] >= _PERIODS:
        above -= 1
    while below < min(len(rows) - 1, index + _FRONT) and counts[signatures[below]] >= _PERIODS:
        below += 1
    if above < 0 or below >= len(rows):
        return False
    before = rows[above].text
    return len(before) > 50 and not _TERMINAL.search(before) and rows[below].text[0].islower()


def _scattered(rows: Sequence[Row]) -> set[int]:
    """Long runs of lines of a letter or two: turned text (a mark across the page) that a dump spells letter by letter."""
    found: set[int] = set()
    run: list[int] = []
    sure: list[int] = []  # the places in the run of lines that are no words
    for index in range(len(rows) + 1):
        text = rows[index].text if index < len(rows) else ""
        scattered = bool(text) and _is_scattered(text)
        if scattered or (run and 0 < len(text) <= _PIECE):
            sure += [len(run)] * scattered
            run.append(index)
            continue
        if len(sure) >= _RUN and len(sure) >= 0.7 * (sure[-1] + 1):
            if len({char for one in run for char in rows[one].text if char.isalpha()}) >= _LETTERS:
                found.update(run[: sure[-1] + 1])
        run, sure = [], []
    return found


def _is_scattered(text: str) -> bool:
    """Whether a line holds nothing but pieces of words: "o", "i 1 o8i", "a a n c"; not "10 mg", "Yes"."""
    if len(text) > _FRAGMENT:
        return False
    parts = text.split()
    return sum(len(part) for part in parts) <= (3 if len(parts) == 1 else 2.2 * len(parts))


def _page_numbers(rows: Sequence[Row], signatures: Sequence[str]) -> list[int]:
    """Indices of the rows that hold a page number: numbers that count up by one through the document."""
    best: list[int] = []
    for kind, least in (("named", 2), ("of", 2), ("dashed", 1), ("lone", 3)):
        candidates = [
            (index, int(match[kind]))
            for index, row in enumerate(rows)
            if len(row.text) < 250 and (match := _PAGE.search(row.text)) and match[kind]
        ]
        run = _counting(candidates)
        if len(run) >= least and len(run) > len(best):
            best = run
    return best


def _counting(candidates: list[tuple[int, int]]) -> list[int]:
    """The longest run of candidates whose numbers go up by one; a number may come twice (header and footer)."""
    lengths: dict[int, int] = {}
    previous: list[int] = []
    last_of: dict[int, int] = {}
    for position, (_, number) in enumerate(candidates):
        options = [last_of[wanted] for wanted in (number - 1, number) if wanted in last_of]
        before = max(options, key=lambda other: lengths[other], default=-1)
        previous.append(before)
        lengths[position] = 1 + (lengths[before] if before >= 0 else 0)
        held = last_of.get(number)
        if held is None or lengths[position] > lengths[held] or lengths[held] == 1:
            last_of[number] = position
    if not lengths:
        return []
    position = max(lengths, key=lambda other: lengths[other])
    run: list[int] = []
    while position >= 0:
        run.append(candidates[position][0])
        position = previous[position]
    return run[::-1]


def _around(
    anchors: Sequence[int],
    signatures: Sequence[str],
    rows: Sequence[Row],
    counts: Counter[str],
    *,
    including: bool = False,
) -> set[int]:
    """Rows near the anchors that come back near most of them, next to them or to each other.

    What stands elsewhere as often is text that some pages happen to begin or end with: the headings of a form.
    """
    needed = max(2, round(0.4 * len(anchors)))
    found: set[int] = set()
    for side in (-1, 1):
        seen: Counter[str] = Counter()
        for anchor in anchors:
            seen.update({signatures[index] for index in _side(anchor, side, anchors, len(rows), including=including)})
        for anchor in anchors:
            missed = 0
            pending: list[int] = []
            for index in _side(anchor, side, anchors, len(rows), including=including):
                sign = signatures[index]
                if (
                    seen[sign] >= needed
                    and len(sign) > 1
                    and not (counts[sign] > _LISTED * seen[sign] and _item(rows[index].text))
                ):
                    found.add(index)
                    found.update(pending)
                    pending = []
                    missed = 0
                    continue
                missed += 1
                if (
                    missed > 1
                    or len(rows[index].text) > 60
                    or label(rows[index].text)
                    or _TERMINAL.search(rows[index].text)
                ):
                    break
                # a running line whose words change (a date, a chapter's name) between two that do not
    reached = Counter(signatures[index] for index in found)
    return {index for index in found if counts[signatures[index]] < _ELSEWHERE * reached[signatures[index]]}


def _item(text: str) -> bool:
    """Whether a line is an item of a list: what stands in other places too is no running line."""
    found = label(text)
    return found is not None and found[1] != "dash"


def _side(anchor: int, side: int, anchors: Sequence[int], total: int, *, including: bool) -> Iterator[int]:
    """Indices on one side of an anchor, nearest first, up to half way to the next anchor."""
    if side < 0:
        place = bisect_left(anchors, anchor)
        limit = anchors[place - 1] + 1 if place else 0
        yield from range(anchor - 1, max(limit, anchor - _WINDOW) - 1, -1)
    else:
        place = bisect_left(anchors, anchor) + 1
        limit = anchors[place] if place < len(anchors) else total
        yield from range(anchor if including else anchor + 1, min(limit, anchor + _WINDOW))


def _interrupting(rows: Sequence[Row], signatures: Sequence[str], counts: Counter[str]) -> set[int]:
    """Short lines that come back and cut a running sentence each time: what a page prints between its pages."""
    places: dict[str, list[int]] = {}
    for index in range(1, len(rows) - 1):
        text = rows[index].text
        if counts[signatures[index]] >= 2 and 2 < len(text) < 120 and not _item(text):
            places.setdefault(signatures[index], []).append(index)
    found: set[int] = set()
    for members in places.values():
        cuts = 0
        for index in members:
            before, after = rows[index - 1].text, rows[index + 1].text
            if (
                len(before) > 50
                and not _TERMINAL.search(before)
                and rows[index + 1].blanks
                and not rows[index].text[:1].islower()
            ):
                cuts += bool(_LOWER.match(after)) or len(after) > 60
        if cuts >= 2 and cuts * 2 >= len(members):
            found.update(members)
    return found
