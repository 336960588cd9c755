"""Revision histories in a page that was run together: decides where each row begins, or ends, by its date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from extractor.layout.headlines import known

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = re.compile(
    r"""
    (?<![\w/.-])
    (?: (?P<iso>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)                              # "2024-03-01"
      | (?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d\d)                          # "03/01/2024", "3/1/24"
      | (?P<dot_month>\d\d)\.(?P<dot_day>\d\d)\.(?P<dot_year>\d{4}|\d\d)                # "03.01.24"
      | (?P<short>\d{1,2})/(?P<short_year>\d{4})                                            # "03/2024"
      | (?P<name>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\.?\s
        (?:(?P<name_day>\d{1,2}),\s)?(?P<name_year>(?:19|20)\d\d)                           # "March 1, 2024", "March 2024"
    )
    (?![\w/-]|\.\d)
    """,
    re.VERBOSE,
)
_HISTORY = re.compile(r"\b(?:history|revisions?|log|changes?|updates?|control)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\b(?:of|on|by|to|in|for|from|and|or|the|dated?|effective|eff|through|thru|until|since|after|before|prior|as|beginning|"
    r"starting|between|accessed|updated|at|with|version|than|is|was|available)|[–—(,-])[:.]?\s$|\w:\s$|\b(?:Last|Next)\s\w+\s$",
    re.IGNORECASE,
)
"""What stands before a date that is told in a row: "effective 10/1/2016", "entries prior to 5/25/2023"."""
_AFTER = re.compile(r"\s?[:–—-]?\s[A-Z0-9“\"(•*\[]|\s?$")
_MARKED = re.compile(r"(?:[.)”]|[•●▪])\s$")
"""What ends a row before a date that is out of order: a full stop; or opens one: a bullet."""
_ENDED = re.compile(r"[.)”]\s")
_STATUS = re.compile(r"(?<!\S)(?:Reviewed|Revised|New|Archived|Updated|Retired|Effective|Approved)\s$")
_NUMBER = re.compile(r"(?<!\S)(\d{1,2})\s$")
_HEADS = frozenset(
    "action actions approval approved approvals by change changes code comment comments committee control date dates "
    "description details effective explanation for history info information log modification modifications modified "
    "note notes number of original owner p&t reason reasons review reviewed reviews revised revision revisions status summary the to "
    "type update updates version and policy new".split()
)
_TITLE = re.compile(
    r"(?<!\S)(?:(?:Policy|Document|Guideline|Criteria|Bulletin)\s)?(?:(?:Revision|Review|Change|Version|Update|Updates)[/\s])?"
    r"(?:(?:and|or|&)\s)?(?:History|Control|Log|Details)(?:/(?:Revisions?|Updates?))?(?:\sInformation)?(?=\s[A-Z])"
)
_LEAD = 260  # characters of a history's column heads and first row before its first date, at most
_GAP = 4_000  # characters of the longest row
_LEAST = 2

_When = tuple[str, date]


def found(text: str, headings: Mapping[int, int]) -> dict[int, int]:
    """Headings of histories that stand before the heads of columns and a date: "… Policy History Date Action 1/2021"."""
    result: dict[int, int] = {}
    for match in _TITLE.finditer(text):
        if match.start() in headings or not known(match[0]):
            continue
        first = _DATE.search(text, match.end(), match.end() + _LEAD)
        if first and _only_heads(text[match.end() : first.start()]) and text[match.end() : first.start()].strip():
            result[match.start()] = match.end()
    return result


def rows(text: str, headings: Mapping[int, int]) -> Iterator[tuple[int, int, list[int]]]:
    """The stretches that histories take, each with where its blocks begin."""
    heads = sorted(headings.items())
    reached = 0
    for index, (start, end) in enumerate(heads):
        if start < reached or not _HISTORY.search(text, start, end) or not known(text[start:end]):
            continue
        while index + 1 < len(heads) and heads[index + 1][0] - end <= 1:  # "Policy History" "Revision Date"
            index += 1
            end = heads[index][1]
        run = _run(text, end)
        if not run:
            continue
        first = run[0].start()
        heads_end = _heads_end(text, end, first)
        if len(run) < _LEAST and heads_end == end and not _only_heads(text[end:first]):
            continue
        reached = run[-1].end()
        opened = _row_start(text, first)
        if (
            opened < first
            or text[first - 2] in "•●▪"
            or _only_heads(text[end:first])
            or (heads_end == end and not _ENDED.search(text, end, first))
        ):
            starts = [_row_start(text, match.start()) for match in run]
        else:
            starts = [heads_end, *(match.end() for match in run)]
        yield end, reached, starts


def _run(text: str, begin: int) -> list[re.Match[str]]:
    """The dates that open or close the rows behind a heading: of one form, and in order of time."""
    if numbered := _numbered(text, begin):
        return numbered
    run: list[re.Match[str]] = []
    form, order = "", 0
    last: date | None = None
    columns = _heads_end(text, begin, begin + _LEAD) > begin
    for match in _DATE.finditer(text, begin):
        if match.start() - (run[-1].end() if run else begin) > (_GAP if run else _LEAD):
            break
        told = _when(match)
        if told is None or _BEFORE.search(text, max(begin, match.start() - 14), match.start()):
            continue
        marked = _MARKED.search(text, max(begin, match.start() - 3), match.start()) is not None
        if not (_AFTER.match(text, match.end()) or (marked and text[match.start() - 2] not in ".)”")):
            continue
        kind, day = told
        if run:
            step = (day > last) - (day < last) if last else 0
            if kind != form or (order and step == -order and not (marked or columns)):
                continue
            if run[-1].end() + 1 >= match.start():
                continue  # a further column
            order = order or step
        else:
            columns = columns and not _only_heads(text[begin : match.start()])
        form, last = kind, day
        run.append(match)
    return run


def _numbered(text: str, begin: int) -> list[re.Match[str]]:
    """The dates of rows that versions count, first in their columns: "1 5/24/2021 New 7/1/2021 2 8/12/2021 Annual"."""
    run: list[re.Match[str]] = []
    count = 0
    for match in _DATE.finditer(text, begin):
        if match.start() - (run[-1].end() if run else begin) > (_GAP if run else 2 * _LEAD):
            break
        number = _NUMBER.search(text, max(begin, match.start() - 5), match.start())
        if number and int(number[1]) - count in ((1,) if count == 0 else (0, 1)) and _AFTER.match(text, match.end()):
            run.append(match)
            count = int(number[1])
    return run if len(run) >= 3 else []


def _when(match: re.Match[str]) -> _When | None:
    """The form of a date and the day it names; None where the calendar has no such day."""
    if match["iso"]:
        kind, year, month, day = "iso", match["iso"], int(match["iso_month"]), match["iso_day"]
    elif match["year"]:
        kind, year, month, day = "slash", match["year"], int(match["month"]), match["day"]
    elif match["dot_year"]:
        kind, year, month, day = "dot", match["dot_year"], int(match["dot_month"]), match["dot_day"]
    elif match["short"]:
        kind, year, month, day = "short", match["short_year"], int(match["short"]), "1"
    else:
        kind, year, month, day = (
            "name",
            match["name_year"],
            _MONTHS.index(match["name"][:3].lower()) + 1,
            match["name_day"] or "1",
        )
        kind += "day" if match["name_day"] else ""
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    try:
        return kind, date(full, month, int(day))
    except ValueError:
        return None


def _row_start(text: str, start: int) -> int:
    """Where a row begins: at its date, or at the status or the number before it."""
    status = _STATUS.search(text, max(0, start - 14), start) or _NUMBER.search(text, max(0, start - 5), start)
    return status.start() if status else start


def _only_heads(text: str) -> bool:
    """Whether words are nothing but heads of columns."""
    words = [word for word in re.split(r"[\s/:•]+", text.lower()) if word]
    return len(words) <= 16 and all(word.strip(".,;()&*") in _HEADS for word in words if word.strip(".,;()&*"))


def _heads_end(text: str, begin: int, stop: int) -> int:
    """Where the heads of columns end before a first row of other words: behind the last of them that says "Date"."""
    end = begin
    for match in re.finditer(r"\S+", text[begin:stop]):
        if match[0].lower().strip(".,;:()&*/") not in _HEADS:
            break
        if match[0].lower().startswith("date"):
            end = begin + match.end()
    return end
