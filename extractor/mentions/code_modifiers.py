"""Decides which modifiers hang on a code, in whatever way they are joined to it."""

from __future__ import annotations

import re

NUMERIC = frozenset(
    "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99"
    .split()
)  # fmt: skip
"""The two-digit modifiers of CPT, by number alone."""

KNOWN = frozenset(
    "TC RT LT GA GC GE GN GO GP GQ GT GX GY GZ KX KF KH KI KJ KR MS NU RA RB RR UE JA JB JG JK JL JW JZ QW SA SL TB TH XE XP XS XU"
    " FA TA E1 E2 E3 E4 LC LD LM RC RI PT PI PS PA PB PC QK QS QX QY QZ AA AD AS FX FY HN HQ SG SH UN UP UQ ZA ZB".split()
)
"""Modifiers of two letters that stand for one even where a blank parts them from the code."""

NOT_MODIFIERS = frozenset(
    "OR IF IS OF TO AN IN ON AT BY BE AS NO WE DO IT US AND CODE CM ID CPT FOR MAY THE NOT ARE CAN MD ALL ANY".split()
)

_BARE = frozenset({"TC", "26", "RT", "LT"})  # what stands beside a code with nothing but a blank between
_ITEM = r"(?:[A-Z][A-Z0-9]|[0-9]{2})"
_END = r"(?![\w.%]|-[0-9](?![0-9]\b))"
_HYPHEN = "[-\u2010-\u2013]"
_JOINED = re.compile(
    rf"""
      # 97110-GP · 71250-26 · 95868 -TC · 95868- TC                  not: 95868 - TC (a description may follow a dash)
      (?P<near>{_HYPHEN})(?P<joined>{_ITEM}){_END}
    | (?:[ ]{{1,2}}{_HYPHEN}|{_HYPHEN}[ ])(?P<spaced>{_ITEM}){_END}
      # 95868 (26) · 95868 [RT/LT]                                   not: 95868 (Lamp)
    | [ ]{{0,2}}[(\[]-?(?P<inside>{_ITEM}(?:[ ]?[/,&][ ]?-?{_ITEM}){{0,4}})[)\]]
      # 95868 TC · 95868 TC/26 Lamp                                  not: 95868 26 years
    | [ ]{{1,2}}(?P<bare>{_ITEM}(?:[ ]?/[ ]?{_ITEM}){{0,3}})(?=[ ]?(?:$|[\n\t,;:)]|[A-Z(][a-zA-Z]|[-\u2013][ ]))
      # 95868TC · E0601RR
    | (?P<run>TC|RT|LT|NU|RR|UE|KX|JW|JZ)(?!\w)
    """,
    re.VERBOSE,
)
_FURTHER = re.compile(
    rf"(?:[ ]?[,/&][ ]?(?P<hyphen>{_HYPHEN})?|(?P<run>{_HYPHEN}))(?P<item>{_ITEM}){_END}"
)  # …-26, TC · …-26, -59 · …-TC-59
_WORDED = re.compile(rf",?[ ]\(?(?:with[ ]|w/[ ]?|plus[ ]|and[ ])?(?:the[ ])?[Mm]odifier[ ]{_HYPHEN}?({_ITEM}){_END}")


def modifiers(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """The modifiers behind a code that ends at ``end``, and where they end."""
    match = _JOINED.match(text, end)
    if match is None or not (found := _first(match)):
        worded = _WORDED.match(text, end)
        return ((worded.group(1),) if worded and _is_one(worded.group(1)) else ()), end
    stop = match.end()
    while not (match["inside"] or match["bare"]) and (more := _FURTHER.match(text, stop)):
        item = more["item"]
        if not (item in NUMERIC or item in KNOWN) or (item in NUMERIC and not (more["hyphen"] or more["run"])):
            break
        found.append(item)
        stop = more.end()
    return tuple(found), stop


def _first(match: re.Match[str]) -> list[str]:
    """The modifiers of a first match; none where its words are no modifiers in that place."""
    if joined := match["joined"]:
        return [joined] if _is_one(joined) else []
    if run := match["run"]:
        return [run]
    items = re.findall(_ITEM, match["spaced"] or match["inside"] or match["bare"])
    allowed = _BARE if match["bare"] else NUMERIC | KNOWN
    return items if all(item in allowed for item in items) else []


def _is_one(item: str) -> bool:
    return item in NUMERIC if item.isdigit() else item not in NOT_MODIFIERS
