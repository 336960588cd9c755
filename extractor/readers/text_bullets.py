"""Labels that a dump prints in a column of their own before the lines they belong to: decides whose each one is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.layout.headlines import known
from extractor.layout.labels import label
from extractor.readers.text_dated import ALONE
from extractor.readers.text_measures import OPEN
from extractor.readers.text_rows import Row

_MARK = re.compile(r"[•●○▪■➢❖o]")
_RANK = re.compile(r"(?P<number>\d{1,2})[.)]|(?P<letter>[A-Za-z])[.)]|(?P<roman>[ivx]{1,5}|[IVX]{1,5})[.)]")
"""A label alone that says its place: "3.", "b)", "IV."; not "2.1", "(3)"."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]{0,2}$")
_ITEM_END = re.compile(r"(?:;|[;,] (?:and|or|AND|OR)|^(?:AND|OR))$")
"""The end of an item that others of its list follow: "surgery;", "18 years; AND"; not "surgery and"."""
_JOURNAL = re.compile(r"(?:[A-Z][\w&: -]{2,60}\.?\s)?(?:19|20)\d\d(?:\s[A-Z][a-z]{2})?;")
"""What is left of an entry of the bibliography: "J Clin Med. 2019;14:38", "2019;14:38"."""
_CONNECTIVE = re.compile(r"(?:and|or|and/or)[:;,]?", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:and|or|nor|but|of|to|that|which|who|is|are)\s")
"""A word in lower case that begins no item: "and no cough"; not "with fever"."""
_SPARE = 6
"""Characters that a line has to leave free, beyond the next line's first word, to be sure to end what it says."""
_INDENTED = 0.85
"""Share of the text's width that the lines of a list reach at least, where they go on in the next."""
_REACH = 60
"""Lines below the labels in which their items begin."""


def paired(rows: Sequence[Row]) -> list[Row]:
    """The lines, each of several labels on end put before the line that begins its item; where too few begin, as they are."""
    if not any(_alone(row.text) for row in rows):
        return list(rows)
    lengths = sorted(len(row) for row in rows if len(row) > 30) or [80]
    width = lengths[len(lengths) * 95 // 100]
    result: list[Row] = []
    index = 0
    while index < len(rows):
        labels: list[int] = []
        end = index
        while end < len(rows) and (rows[end].furniture or _alone(rows[end].text)):
            if not rows[end].furniture:
                if labels and not _follows(rows[labels[-1]].text, rows[end].text):
                    break
                labels.append(end)
            end += 1
        starts = _starts(rows, end, [rows[place].text for place in labels], width) if labels else []
        if not starts:
            result += rows[index : max(end, index + 1)]
            index = max(end, index + 1)
            continue
        result += [rows[place] for place in range(index, end) if place not in labels]
        opens = dict(zip(starts, labels, strict=True))
        for place in range(end, starts[-1] + 1):
            row = rows[place]
            result.append(replace(row, text=f"{rows[opens[place]].text} {row.text}") if place in opens else row)
        index = starts[-1] + 1
    return result


def _alone(text: str) -> bool:
    """Whether a line is a list's label and nothing else."""
    return len(text) < 7 and (_MARK.fullmatch(text) is not None or _RANK.fullmatch(text) is not None)


def _follows(before: str, after: str) -> bool:
    """Whether a label alone may come after another: the same bullet, the next number, a label of another kind."""
    if before == after or _MARK.fullmatch(before) or _MARK.fullmatch(after):
        return before == after or not (_MARK.fullmatch(before) and _MARK.fullmatch(after))
    return any(place + 1 == other for place in _places(before) for other in _places(after))


def _places(text: str) -> list[int]:
    """What a label may count: "v." is the fifth of a list in Roman numbers, and the twenty-second of one in letters."""
    bare = text.rstrip(".)").lower()
    if bare.isdigit():
        return [int(bare)]
    found = [ord(bare) - 96] if len(bare) == 1 else []
    return [*found, 100 + _ROMAN.index(bare)] if bare in _ROMAN else found


def _starts(rows: Sequence[Row], begin: int, labels: Sequence[str], width: int) -> list[int]:
    """The lines that begin the items of so many labels, in order; none where there are not enough."""
    count = len(labels)
    families = {found[1] for text in labels if (found := label(text))}
    lines: list[int] = []
    for index in range(begin, min(len(rows), begin + _REACH)):
        row = rows[index]
        if row.furniture:
            continue
        found = label(row.text)
        if known(row.text) or _alone(row.text) or (found is not None and found[1] in families):
            break
        if row.blanks and lines and (starts := _chosen(rows, lines, count, width)):
            return starts
        lines.append(index)
        if count == 1 and found is None:
            break
    if count == 1 and len(lines) < 2:
        return []  # a label alone with its text below is one block as it is
    return _chosen(rows, lines, count, width)


def _chosen(rows: Sequence[Row], lines: Sequence[int], count: int, width: int) -> list[int]:
    """Of some lines as many as there are labels, each sure or likely to begin an item; none where there are too few."""
    sure: dict[int, str] = {}
    likely: list[tuple[float, int]] = []  # how little is spare, the line
    wide = max([*(len(rows[index]) for index in lines), _INDENTED * width])
    small = bool(lines) and rows[lines[0]].text[0].islower() and not rows[lines[0]].broken
    for place, index in enumerate(lines):
        text = rows[index].text
        if label(text) or _CONNECTIVE.fullmatch(text) or ALONE.fullmatch(text) or _JOURNAL.match(text):
            continue
        if not (text[0].isalnum() or text[0] in "“\"'(") or (text[0].islower() and (not small or _GOES_ON.match(text))):
            continue
        last = rows[lines[place - 1]].text if place else ""
        spare = wide - len(last) - len(text.split(" ", 1)[0]) - 1
        if not last:
            sure[index] = "first"
        elif _SENTENCE_END.search(last):
            sure[index] = "sentence"
        elif _ITEM_END.search(last):
            sure[index] = "item"
        elif (spare >= _SPARE and not OPEN.search(last)) or (rows[index].blanks and text[0].isupper()):
            sure[index] = "space"
        elif last[-1].isalnum() or last[-1] in ")]:":
            likely.append((-spare, index))
    if len(sure) > count:
        for kinds in (("item",), ("sentence",), ("item", "sentence")):
            ended = [index for index, kind in sure.items() if kind == "first" or kind in kinds]
            if len(ended) == count:
                return ended
        return list(sure)[:count]
    wanted = count - len(sure)
    if wanted > len(likely):
        return []
    return sorted([*sure, *(index for _, index in sorted(likely)[:wanted])])
