"""Decides which stretches have the shape of a calendar date, how precise it is, and whether it can exist."""

from __future__ import annotations

import re

from extractor.types import Mention

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_DASH = r"\u2010-\u2015\u2212-"  # the plain hyphen last: it must not open a range of a character class

STRICT = re.compile(
    rf"""
      # April 1, 2024 · Sept. 3rd 2024 · APRIL 1,2024          not: "may 2 of 2024"
      (?=[JFMASOND])(?<![A-Za-z])(?P<m1>{_MONTH})\.?[ ]{{0,3}}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ ]{{0,2}},?\s{{0,3}}
      (?P<y1>(?:19|20)\d\d)(?!\d)
      # April 2024 · Apr. 2024 · April, 2024                   not: "April 20"
    | (?=[JFMASOND])(?<![A-Za-z])(?P<m2>{_MONTH})\.?,?\s{{1,3}}(?P<y2>(?:19|20)\d\d)(?!\d)
      # 1 April 2024 · 01-Apr-2024                             not: "1 Apr"
    | (?<!\d)(?P<d3>\d{{1,2}})[ -](?P<m3>{_MONTH})\.?,?[ -](?P<y3>(?:19|20)\d\d)(?!\d)
      # 2024-04-01 · 2024/4/1                                  not: 2024-04-011
    | (?<!\d)(?<!\d[/.{_DASH}])(?P<y4>(?:19|20)\d\d)(?P<s4>[-/.])(?P<m4>\d{{1,2}})(?P=s4)(?P<d4>\d{{1,2}})(?![\d]|[./-]\d)
      # 4/15/2011 · 04.01.24 · 01|01|2024 · 1 /1/26 · 07/06/202205/12/2022 (two run together)     not: 1.2.3.4, 5.21.54
    | (?:(?<!\d)(?<!\d[./|{_DASH}])|(?<=[/.|-](?:19|20)\d\d))
      (?P<m5>\d{{1,2}})[ ]{{0,2}}(?P<s5>[/.|{_DASH}])[ ]{{0,2}}(?P<d5>\d{{1,2}})[ ]{{0,2}}(?P=s5)[ ]{{0,2}}
      (?!(?<=\.)[4-8]\d(?!\d))(?P<y5>(?:19|20)\d\d(?=\d{{1,2}}[/.|-]\d{{1,2}}[/.|-])|(?:\d{{4}}|\d\d)(?![\d]|[./|-]\d))
      # 04/2024 · 4-2024                                       not: 13/2024, 1/2024/5
    | (?<!\d)(?<!\d[./|{_DASH}])(?P<m6>0?[1-9]|1[0-2])[/-](?P<y6>(?:19|20)\d\d)(?![\d]|[./-]\d)
    """,
    re.VERBOSE,
)
"""Shapes that are a date wherever they stand."""

LOOSE = re.compile(
    rf"""
      # 20240401                                               not: 20241399
      (?<!\d)(?P<y7>(?:19|20)\d\d)(?P<m7>0[1-9]|1[0-2])(?P<d7>0[1-9]|[12]\d|3[01])(?!\d)
      # 08.18 · 6/22 · 02-07 (month and short year)            not: 13/22, 6/22/1
    | (?<!\d)(?<!\d[./|{_DASH}])(?P<m8>0?[1-9]|1[0-2])[ ]?[/.{_DASH}][ ]?(?P<y8>\d\d)(?![\d%]|[./-]\d)
      # Apr '24 · Apr-24                                       not: April 4
    | (?=[JFMASOND])(?<![A-Za-z])(?P<m9>{_MONTH})\.?[ ]?['’-][ ]?(?P<y9>\d\d)(?!\d)
      # 4th Qtr, 2026 · Q4 2026 · Fourth Quarter 2026           not: Q4
    | (?<![A-Za-z0-9])(?:[1-4](?:st|nd|rd|th)[ ]Q(?:ua)?(?:r?te?r)\.?|Q[1-4]|(?:First|Second|Third|Fourth)[ ]Quarter),?[ ](?:of[ ])?(?P<yq>(?:19|20)\d\d)(?!\d)
      # 2024                                                   not: 20245
    | (?<![\d/$])(?<!\d[./-])(?P<y0>(?:19|20)\d\d)(?![\d%]|[./-]\d)
    """,
    re.VERBOSE,
)
"""Shapes that are a date only where a label asks for one."""

_CANDIDATE = re.compile(
    rf"""
      # two or three short numbers with a separator            not: "12 mg", 1:2
      \d{{1,4}}[ ]{{0,2}}[/.|{_DASH}][ ]{{0,2}}\d{{1,4}}(?:[ ]{{0,2}}[/.|{_DASH}][ ]{{0,2}}\d{{1,4}})?
    """,
    re.VERBOSE,
)
_NAMED = re.compile(
    r"""
      # a month's first letters and, soon, a digit             not: "Management of"
      [JFMASOND](?:an|AN|eb|EB|ar|AR|pr|PR|ay|AY|un|UN|ul|UL|ug|UG|ep|EP|ct|CT|ov|OV|ec|EC)[A-Za-z]{0,6}[.,]{0,2}[ \n-]{0,3}\d
    """,
    re.VERBOSE,
)
_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}[ -]$")  # the day of "1 April 2024"; not the end of "101 April"

_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def scan(text: str) -> list[Mention]:
    """Every stretch with the shape of a date, in order. ``system`` is the precision, or ``impossible``."""
    found: list[Mention] = []
    for candidate in _CANDIDATE.finditer(text):
        if match := STRICT.match(text, candidate.start()):
            found.append(_mention(match))
    for candidate in _NAMED.finditer(text):
        begin = candidate.start()
        if day := _DAY_BEFORE.search(text, max(0, begin - 3), begin):
            begin = day.start()
        if match := STRICT.match(text, begin) or STRICT.match(text, candidate.start()):
            found.append(_mention(match))
    found.sort(key=lambda mention: mention.start)
    return [
        one for one, before in zip(found, [None, *found], strict=False) if before is None or one.start >= before.end
    ]


def read(text: str, start: int, end: int) -> Mention | None:
    """The date that begins at ``start``, in any printed form; the place of a label is what makes it one."""
    match = STRICT.match(text, start, end) or LOOSE.match(text, start, end)
    return _mention(match) if match else None


def _mention(match: re.Match[str]) -> Mention:
    group = (match.lastgroup or "y0")[1]  # a quarter is told by its year
    groups = match.groupdict()
    year, month, day = groups["y" + group], groups.get("m" + group), groups.get("d" + group)
    iso, precision = normalise(year or "", month, day)
    confidence = 0.95 if group in "12345" else 0.8
    return Mention(
        "date", precision, match.start(), match.end(), iso, rule=f"dates.form_{group}", confidence=confidence
    )


def normalise(year: str, month: str | None, day: str | None) -> tuple[str, str]:
    """ISO value and precision; ``("", "impossible")`` where no calendar has such a day."""
    y = int(year)
    if len(year) == 2:
        y += 2000 if y < 50 else 1900  # policies reach back to the 1960s; none is dated after 2049
    if not 1900 < y < 2100:
        return "", "impossible"
    if month is None:
        return f"{y:04d}", "year"
    m = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    if not 1 <= m <= 12:
        return "", "impossible"
    if day is None:
        return f"{y:04d}-{m:02d}", "month"
    d = int(day)
    leap = y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)
    if not 1 <= d <= _LONGEST[m - 1] or (m == 2 and d == 29 and not leap):
        return "", "impossible"
    return f"{y:04d}-{m:02d}-{d:02d}", "day"


def newest(dates: list[Mention]) -> Mention | None:
    """The latest of some dates; of two that agree as far as they go, the more precise."""
    possible = [date for date in dates if date.value]
    if not possible:
        return None
    return max(possible, key=lambda date: (date.value[:7].ljust(7, "-"), len(date.value), date.value))
