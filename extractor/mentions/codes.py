"""Decides which stretches have the shape of a medical code or a range of codes, and of which system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.types import Mention

_TOKEN = re.compile(
    r"""
      # ICD-10-CM with its point: C50.011 · T63.621A · M05.xx · E11.-          not: V1.0, B12.5x9zzz
      (?P<icd>[A-Z][0-9][0-9AB]\.(?:[0-9A-Zx]{1,4}(?:-(?=[\s,;.)]|$)(?![ ]?[A-Z][0-9]))?|-(?![0-9A-Z])))(?![a-z0-9]|\.[0-9A-Za-z])
      # ICD-10-CM category, three characters: F23 · C4A                        not: B12x, T790M
    | (?P<icd3>[A-Z][0-9][0-9AB])(?!\w|\.\w)
      # HCPCS level II, CDT: J1628 · D7210                                     not: CD001, G20545
    | (?P<hcpcs>[A-EGHJ-MP-V][0-9]{4})(?![0-9a-z]|[A-Z](?![a-z]))
      # CPT category II and III, PLA, MAAA: 0075T · 0239U · 0002M · 3044F      not: 3000U, 12345T
    | (?P<cptx>0[0-9]{3}[TUMA]|[0-9]{4}F)(?![0-9a-z]|[A-Z](?![a-z]))
      # CPT category I: 97545, also with its description run on (81479Unlisted)    not: 12,345, 123456, 12345.6
    | (?P<cpt>[0-9]{5})(?=[A-Z][a-z]{2})
    | (?P<cpt5>[0-9]{5})(?!\w|[.,][0-9]|%|[ ]?(?:mg|mcg|IU|patients|participants)\b)
    """,
    re.VERBOSE,
)
"""One token; what stands before it is checked in code (:func:`_opens`), so that the search is one charset skip."""

_START = re.compile(r"[0-9A-Z](?<![\w.$#@][0-9A-Z])[0-9]{2,4}|[A-Z](?<![\w.$#@][A-Z])[0-9][AB](?=[.\s,;)-])")
"""Where a token can begin: a capital or a digit, not inside a word or number, with digits after it."""

_CONNECT = re.compile(
    r"""
      # a range's middle: -, –, through, to; screen readers' "hyphen" stands in some sources    not: ", ", " or "
      [ \t\n]{0,3}(?:[-\u2010-\u2015\u2212]{1,2}(?:[ ]?hyphen)?|\bthrough\b|\bthru\b|\bto\b)[ \t\n]{0,3}(?:hyphen[ \t\n]{0,2})?
    """,
    re.VERBOSE,
)
_SHORT_END = re.compile(r"[-\u2010-\u2015](?:[0-9]{1,3}|\.[0-9A-Z]{1,4})(?![\w.]|-[0-9])")  # 99201-05, C50.011-.019
_ATTACHED = re.compile(r"(?:[ ]?-[ ]?)([A-Z][A-Z0-9]|[0-9]{2})(?![\w.]|-[0-9])")  # 97110-GP, 71250-26
_SYSTEMS = {"icd": "ICD-10-CM", "icd3": "ICD-10-CM", "hcpcs": "HCPCS", "cptx": "CPT", "cpt": "CPT", "cpt5": "CPT"}
_CONFIDENCE = {"icd": 0.9, "icd3": 0.3, "hcpcs": 0.8, "cptx": 0.9, "cpt": 0.5, "cpt5": 0.3}

NUMERIC_MODIFIERS = frozenset(
    [
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "32",
        "33",
        "47",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "59",
        "62",
        "63",
        "66",
        "73",
        "74",
        "76",
        "77",
        "78",
        "79",
        "80",
        "81",
        "82",
        "90",
        "91",
        "92",
        "93",
        "95",
        "96",
        "97",
        "99",
    ]
)
"""The two-digit modifiers of CPT, by number alone."""

_NOT_MODIFIERS = frozenset(
    [
        "OR",
        "IF",
        "IS",
        "OF",
        "TO",
        "AN",
        "IN",
        "ON",
        "AT",
        "BY",
        "BE",
        "AS",
        "NO",
        "WE",
        "DO",
        "IT",
        "US",
        "AND",
        "CODE",
        "CM",
        "ID",
        "CPT",
        "FOR",
        "MAY",
        "THE",
        "NOT",
        "ARE",
        "CAN",
        "MD",
        "ALL",
        "ANY",
    ]
)


def scan(text: str) -> list[Mention]:
    """Every stretch with the shape of a code, a range of codes or a labelled list of small codes, in order."""
    found = list(_tokens(text))
    for system, pattern, needles in _LABELLED:
        found.extend(_labelled(text, system, pattern, needles))
    for system, pattern, needles in _SHAPED:
        if any(needle in text for needle in needles):
            found.extend(
                Mention(
                    "code", system, m.start(1), m.end(1), m.group(1), m.group(2) or None, f"codes.{system.lower()}", 0.4
                )
                for m in pattern.finditer(text)
            )
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return found


def _tokens(text: str) -> Iterator[Mention]:
    position = 0
    while opening := _START.search(text, position):
        position = opening.start()
        match = _TOKEN.match(text, position)
        if match is None or not _opens(text, position):
            position = opening.end()
            continue
        kind = match.lastgroup or "cpt5"
        value, end = match.group(kind), match.end(kind)
        high: str | None = None
        extra: tuple[str, ...] = ()
        if kind != "cpt":
            high, end, extra = _tail(text, kind, value, end)
            if kind == "cpt5" and high is None and not extra and re.match(r"[-\u2013][0-9]", text[end : end + 2]):
                position = end  # the middle of a longer number: 00002-1434-80, 29910-1234
                continue
        system = "CDT" if kind == "hcpcs" and value[0] == "D" else _SYSTEMS[kind]
        yield Mention(
            "code", system, position, end, value.rstrip("-."), high, f"codes.{kind}", _CONFIDENCE[kind], extra
        )
        position = end


def _opens(text: str, start: int) -> bool:
    """Whether a token may begin here: after a hyphen only where no word or number runs into it."""
    if start == 0:
        return True
    before = text[start - 1]
    if before == "/":
        return bool(re.match(r"[A-Z]?[0-9]{4}[0-9A-Z]/", text[max(0, start - 6) : start]))
    if before in "-\u2010\u2011\u2012\u2013\u2014":
        return start == 1 or not (text[start - 2].isalnum() or text[start - 2] in ").")
    return True


def _tail(text: str, kind: str, value: str, end: int) -> tuple[str | None, int, tuple[str, ...]]:
    """What hangs on a code: the other end of a range, or modifiers."""
    if text[end : end + 1] in "-\u2010\u2011\u2012\u2013\u2014\u2015" and end < len(text):
        if kind in ("hcpcs", "cpt5", "cptx") and (attached := _ATTACHED.match(text, end)):
            item = attached.group(1)
            if (item.isdigit() and item in NUMERIC_MODIFIERS) or (item[0].isalpha() and item not in _NOT_MODIFIERS):
                return None, attached.end(), (item,)
        if short := _SHORT_END.match(text, end):
            tail = short.group()[1:]
            high = value.partition(".")[0] + tail if tail[0] == "." else value[: len(value) - len(tail)] + tail
            if kind in ("hcpcs", "cpt5", "icd") and high > value and value[-1].isdigit():
                return high, short.end(), ()
    if connect := _CONNECT.match(text, end):
        other = _TOKEN.match(text, connect.end())
        if other and _alike(kind, value, other.lastgroup or "", other.group()):
            return other.group(other.lastgroup or 0).rstrip("-."), other.end(other.lastgroup or 0), ()
    return None, end, ()


def _alike(kind: str, low: str, other: str, high: str) -> bool:
    """Whether two tokens can be the ends of one range."""
    families = ({"icd", "icd3"}, {"hcpcs"}, {"cptx"}, {"cpt5", "cpt"})
    if not any(kind in family and other in family for family in families):
        return False
    if kind == "hcpcs" and low[0] != high[0]:
        return False
    return high[:5] >= low[:3] if other in ("icd", "icd3") else high[:5] > low[:5]


# --------------------------------------------------------------------------- codes that only a label makes

_AND = r"(?:,[ ]?(?:and|or|&)?[ ]?|[ ](?:and|or|&)[ ]|[ ]?/[ ]?|;[ ]?)"
_MODIFIER = r"(?:[A-Z]{2}|[A-Z][0-9]|[0-9]{2})(?![A-Za-z0-9.%])"
_LABELLED: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    (
        "MODIFIER",
        re.compile(
            rf"""
              # modifier 25 · modifiers GA, GZ or KX · Modifier: -59       not: modifiers are
              \b[Mm]odifiers?(?:[ ]codes?)?[ ]?(?:\(s\)|:|[-\u2013])?[ ]{{0,2}}-?(?P<after>{_MODIFIER}(?:{_AND}-?{_MODIFIER}){{0,30}})
              # KX, GA, or GZ modifiers · the -25 modifier                 not: A KEY modifier
            | (?<![\w-])-?(?P<before>{_MODIFIER}(?:{_AND}-?{_MODIFIER}){{0,30}})[ ][Mm]odifiers?\b
            """,
            re.VERBOSE,
        ),
        ("odifier",),
    ),
    (
        "REV",
        re.compile(
            r"""
              # revenue codes 0450, 0451 · Rev code 636                    not: revenue of 450
              \b(?:Revenue|revenue|REVENUE|Rev\.?|REV)[ ](?:[Cc]odes?|CODES?)(?:[ ]?\(s\))?:?\s{0,2}
              (?P<after>0?[0-9]{3}(?![\w.%])(?:(?:,[ ]?(?:and[ ]|or[ ])?|[ ](?:and|or|through|to)[ ]|[ ]?[-\u2013][ ]?)0?[0-9]{3}(?![\w.%])){0,40})
            """,
            re.VERBOSE,
        ),
        ("Rev", "rev", "REV"),
    ),
    (
        "MS-DRG",
        re.compile(
            r"""
              # MS-DRG 016 · MS-DRGs 016-018, 021 · DRG code 470           not: DRG payment 2
              \b(?:MS-?)?DRGs?(?:[ ][Cc]odes?)?:?[ ](?P<after>[0-9]{3}(?![\w.%])
              (?:(?:,[ ]?(?:and[ ]|or[ ])?|[ ](?:and|or|through|to)[ ]|[ ]?[-\u2013][ ]?)[0-9]{3}(?![\w.%])){0,40})
            """,
            re.VERBOSE,
        ),
        ("DRG",),
    ),
    (
        "POS",
        re.compile(
            r"""
              # place of service 11 · POS codes 19, 22 and 24              not: place of service may
              \b(?:[Pp]laces?[ ]of[ ][Ss]ervice|PLACE[ ]OF[ ]SERVICE|POS)(?:[ ]?\(POS\))?(?:[ ][Cc]odes?)?:?[ ]
              (?P<after>[0-9]{2}(?![\w.%])(?:(?:,[ ]?(?:and[ ]|or[ ])?|[ ](?:and|or)[ ]|[ ]?/[ ]?)[0-9]{2}(?![\w.%])){0,30})
            """,
            re.VERBOSE,
        ),
        ("POS", "lace of", "LACE OF", "laces of"),
    ),
    (
        "NDC",
        re.compile(
            r"""
              # NDC 12345678901 · NDC: 00002-1434-80                       not: NDC numbers
              \bNDCs?(?:[ ](?:[Cc]odes?|[Nn]umbers?|[Nn]o\.|\#))?:?\s{0,2}(?P<after>[0-9]{11}(?!\d)(?:,[ ]?[0-9]{11}(?!\d)){0,30})
            """,
            re.VERBOSE,
        ),
        ("NDC",),
    ),
)
_ITEM = re.compile(r"[0-9]{11}|(?<![A-Za-z0-9])[A-Z0-9]{2,4}(?![A-Za-z0-9])(?:[ ]?[-\u2013][ ]?([0-9]{3,4}))?")

_SHAPED: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    # NDC with its hyphens: 5-4-2, 5-3-2, 4-4-2, 5-4-1           not: phone numbers
    (
        "NDC",
        re.compile(r"(?<![\w-])([0-9]{5}-[0-9]{3,4}-[0-9]{1,2}|[0-9]{4}-[0-9]{4}-[0-9]{2})(?![\w-])()?"),
        ("NDC", "ational Drug Code"),
    ),
    # ICD-10-PCS: 0DB64Z3 · XW033E5                              not: words, dates, 1234567
    (
        "ICD-10-PCS",
        re.compile(
            r"(?<![\w.-])(?=[0-9A-Z]{0,6}[A-Z])(?=[0-9A-Z]{0,5}[0-9][0-9A-Z]{0,5}[0-9])((?:[0-9BCDX][0-9A-HJ-NP-Z]|F[01]|[GH]Z)[0-9A-HJ-NP-Z]{5})(?![\w-])"
            r"(?:[ ]?[-\u2013][ ]?([0-9BCDFGHX][0-9A-HJ-NP-Z]{6})(?!\w))?"
        ),
        ("PCS", "ICD-10 Proc", "ICD-10 proc", "ICD-10-PROC"),
    ),
    # ICD-9-CM diagnosis: 250.00 · V57.22 · E885.9 · 496         not: 12.5, 1250.0
    (
        "ICD-9-CM",
        re.compile(
            r"(?<![\w.$-])([0-9]{3}\.[0-9]{1,2}|V[0-9]{2}(?:\.[0-9]{1,2})?|E[0-9]{3}(?:\.[0-9])?|[0-9]{2}\.[0-9]{2}|[0-9]{3})(?![\w%]|[.,][0-9])"
            r"(?:[ ]?[-\u2013][ ]?([0-9]{3}\.[0-9]{1,2}|V[0-9]{2}\.[0-9]{1,2}|[0-9]{2}\.[0-9]{2}|[0-9]{3})(?![\w%]|[.,][0-9]))?"
        ),
        ("ICD-9", "ICD9", "ICD 9"),
    ),
    # a modifier that opens a line of a list of modifiers: KX - Requirements …    not: A - first
    (
        "MODIFIER",
        re.compile(r"(?:^|(?<=\n)|(?<=\t))[ ]?([A-Z][A-Z0-9]|[0-9]{2})(?=[ ]?[-\u2013\u2014:\t][ ]?[A-Z])()?"),
        ("odifier", "ODIFIER"),
    ),
)


def _around(text: str, needles: tuple[str, ...]) -> list[tuple[int, int]]:
    """The stretches around the words of which every label has one, those that meet as one."""
    found: list[tuple[int, int]] = []
    for place in sorted(match.start() for needle in needles for match in re.finditer(needle, text)):
        low, high = max(0, place - _LIST), place + 2 * _LIST
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


_LIST = 400  # characters that the longest list of small codes has before its label; behind it, twice as many


def _labelled(text: str, system: str, pattern: re.Pattern[str], needles: tuple[str, ...]) -> Iterator[Mention]:
    matches = (match for low, high in _around(text, needles) for match in pattern.finditer(text, low, high))
    for match in matches:
        group = match.lastgroup or "after"
        for item in _ITEM.finditer(text, match.start(group), match.end(group)):
            value = item.group().split("-")[0].split("\u2013")[0].strip()
            if system == "MODIFIER" and (
                value in _NOT_MODIFIERS or (value.isdigit() and value not in NUMERIC_MODIFIERS) or len(value) != 2
            ):
                continue
            if value.isdigit() or system == "MODIFIER":
                yield Mention("code", system, item.start(), item.end(), value, item.group(1), "codes.labelled", 0.9)
