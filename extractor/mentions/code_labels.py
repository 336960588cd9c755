"""Decides which stretches are codes by a label or a form of their own: small codes, NDC, ICD-9-CM, ICD-10-PCS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.mentions.code_modifiers import NOT_MODIFIERS, NUMERIC
from extractor.types import Mention


def scan(text: str) -> Iterator[Mention]:
    """Every labelled list of small codes and every code of a form that needs its label, family by family."""
    for system, pattern, needles in _LABELLED:
        yield from _labelled(text, system, pattern, needles)
    for system, pattern, needles in _SHAPED:
        if any(needle in text for needle in needles):
            for m in pattern.finditer(text):
                rule = f"codes.{system.lower()}"
                value = m.group(1).replace("X", "x").replace("*", "x") if system == "NDC" else m.group(1)
                yield Mention("code", system, m.start(1), m.end(1), value, m.group(2) or None, rule, 0.4)


_AND = r"(?:,[ ]?(?:and|or|&)?[ ]?|[ ](?:and|or|&)[ ]|[ ]?/[ ]?|;[ ]?)"
_MODIFIER = r"(?:[A-Z][0-9][-\u2013][A-Z][0-9]|[A-Z]{2}|[A-Z][0-9]|[0-9]{2})(?![A-Za-z0-9.%])"  # E1-E4, LT, E1, 25
_LABELLED: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    (
        "MODIFIER",
        re.compile(
            rf"""
              # modifier 25 · modifiers GA, GZ or KX · Modifier: -59 · modifiers (e.g., LT, E1-E4)       not: modifiers are
              \b[Mm]odifiers?(?:[ ]codes?)?[ ]?(?:\(s\)|:|[-\u2013]|\((?:e\.?g\.?|i\.e\.|such[ ]as|including|for[ ]example),?)?[ ]{{0,2}}
              -?(?P<after>{_MODIFIER}(?:{_AND}-?{_MODIFIER}){{0,30}})
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
_ITEM = re.compile(
    r"[0-9]{11}|(?<![A-Za-z0-9])[A-Z0-9]{2,4}(?![A-Za-z0-9])(?:[ ]?[-\u2013][ ]?([0-9]{3,4}|[A-Z][0-9](?!\w)))?"
)

_SHAPED: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    # NDC with its hyphens: 5-4-2, 5-3-2, 4-4-2, 5-4-1, 00002-1434-XX   not: phone numbers
    (
        "NDC",
        re.compile(
            r"(?<![\w-])([0-9]{5}-[0-9]{3,4}-(?:[0-9]{1,2}|[Xx]{1,2}|\*{1,2})|[0-9]{4}-[0-9]{4}-(?:[0-9]{2}|[Xx]{2}|\*\*))(?![\w-])()?"
        ),
        ("NDC", "ational Drug Code"),
    ),
    # ICD-10-PCS: 0DB64Z3 · XW033E5                              not: words, dates, 1234567
    (
        "ICD-10-PCS",
        re.compile(
            r"(?<![\w.-])(?=[0-9A-Z]{0,6}[A-Z])(?=[0-9A-Z]{0,5}[0-9][0-9A-Z]{0,5}[0-9])((?:[0-9BCDX][0-9A-HJ-NP-Z]|F[01]|[GH]Z)[0-9A-HJ-NP-Z]{5})(?![\w-])"
            r"(?:[ ]?[-\u2013][ ]?([0-9BCDFGHX][0-9A-HJ-NP-Z]{6})(?!\w))?"
        ),
        ("PCS", "ICD-10 Proc", "ICD-10 proc", "ICD-10-PROC", "ICD10 Proc", "ICD10 proc", "ICD10 PROC", "ICD 10 Proc"),
    ),
    # ICD-9-CM diagnosis: 250.00 · V57.22 · E885.9 · 496         not: 12.5, 1250.0
    (
        "ICD-9-CM",
        re.compile(
            r"([0-9VE](?<![\w.$-].)(?:(?<=[0-9])[0-9]{2}\.[0-9]{1,2}|(?<=V)[0-9]{2}(?:\.[0-9]{1,2})?|(?<=E)[0-9]{3}(?:\.[0-9])?"
            r"|(?<=[0-9])[0-9]\.[0-9]{2}|(?<=[0-9])[0-9]{2}))(?![\w%]|[.,][0-9])"
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
    for place in sorted(place for needle in needles for place in _places(text, needle)):
        low, high = max(0, place - _LIST), place + 2 * _LIST
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _places(text: str, needle: str) -> Iterator[int]:
    """Where a word stands in a text."""
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + len(needle))


_LIST = 400  # characters that the longest list of small codes has before its label; behind it, twice as many


def _labelled(text: str, system: str, pattern: re.Pattern[str], needles: tuple[str, ...]) -> Iterator[Mention]:
    matches = (match for low, high in _around(text, needles) for match in pattern.finditer(text, low, high))
    for match in matches:
        group = match.lastgroup or "after"
        for item in _ITEM.finditer(text, match.start(group), match.end(group)):
            value = item.group().split("-")[0].split("\u2013")[0].strip()
            if system == "MODIFIER" and (
                value in NOT_MODIFIERS or (value.isdigit() and value not in NUMERIC) or len(value) != 2
            ):
                continue
            if value.isdigit() or system == "MODIFIER":
                yield Mention("code", system, item.start(), item.end(), value, item.group(1), "codes.labelled", 0.9)
