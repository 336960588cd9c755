"""Decides which stretches have the shape of a medical code or a range of codes, and of which system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.mentions import code_labels, code_modifiers
from extractor.types import Mention

_TOKEN = re.compile(
    r"""
      # ICD-10-CM with its point: C50.011 · T63.621A · M05.xx                  not: V1.0, B12.5x9zzz
      # with an open end: E11.- · M05.* · S52.5- · S52.531_                    not: E11.9-E11.11, E11.9*
      (?P<icd>[A-Z][0-9][0-9AB]\.(?:[0-9A-Zx]{1,4}(?:(?:[-\u2013](?=[\s,;.)/]|$)(?![ ]?[A-Z]?[0-9]|[ ]?\.[0-9])|_{1,4}|\?))?
        |(?:[-\u2013]{1,2}|[*?]|_{1,4})(?![0-9A-Z])))(?![a-z0-9]|\.[0-9A-Za-z])
      # ICD-10-CM category, three characters: F23 · C4A                        not: B12x, T790M
    | (?P<icd3>[A-Z][0-9][0-9AB])(?!\w|\.\w)
      # HCPCS level II, CDT: J1628 · D7210 · E0601RR                           not: CD001, G20545
    | (?P<hcpcs>[A-EGHJ-MP-V][0-9]{4})(?:(?![0-9a-z]|[A-Z](?![a-z]))|(?=(?:TC|RT|LT|NU|RR|UE|KX|JW|JZ)(?!\w)))
      # CPT category II and III, PLA, MAAA: 0075T · 0239U · 0002M · 3044F      not: 3000U, 12345T
    | (?P<cptx>0[0-9]{3}[TUMA]|[0-9]{4}F)(?![0-9a-z]|[A-Z](?![a-z]))
      # CPT category I: 97545, also with its description run on (81479Unlisted)    not: 12,345, 123456, 12345.6
    | (?P<cpt>[0-9]{5})(?=[A-Z][a-z]{2})
    | (?P<cpt5>[0-9]{5})(?!(?!(?:TC|RT|LT)(?!\w))\w|[.,][0-9]|%|[ ]?(?:mg|mcg|IU|patients|participants)\b)
    """,
    re.VERBOSE,
)
"""One token; what stands before it is checked in code (:func:`_opens`), so that the search is one charset skip."""

_START = re.compile(r"[0-9A-Z][0-9](?<![\w.$#@][0-9A-Z][0-9])(?:[0-9]{1,3}|(?<=[A-Z][0-9])[AB](?=[.\s,;)-]))")
"""Where a token can begin: a capital or a digit, not inside a word or number, with digits after it."""

_CONNECT = re.compile(
    r"""
      # a range's middle: -, –, through, to; screen readers' "hyphen" stands in some sources    not: ", ", " or "
      [ \t\n]{0,3}(?:[-\u2010-\u2015\u2212]{1,2}(?:[ ]?hyphen)?|\bthrough\b|\bthru\b|\bto\b)[ \t\n]{0,3}(?:hyphen[ \t\n]{0,2})?
    """,
    re.VERBOSE,
)
_SHORT_END = re.compile(
    r"""
      # 99201-05 · F32.0-5 · 0075T-6T                                not: 99201-05-11, 00002-1434-80
      [-\u2010-\u2015](?P<tail>[0-9]{1,3}[TUMAF]?)(?![\w.]|-[0-9])
      # C50.011-.019 · M05.70 to .79
    | [ ]{0,2}(?:[-\u2010-\u2015]|\b(?:through|to)\b)[ ]{0,2}(?P<point>\.[0-9A-Z]{1,4})(?![\w.])
    """,
    re.VERBOSE,
)
_SHARED = re.compile(
    r"""
      # behind G47.31: ", .33" · "/.33" · " and .33" · ", 47.33"     not: ", .5 mg", ", 0.33"
      (?:[ ]{0,2}[,/;&][ ]{0,2}(?:and[ ]|or[ ])?|[ ](?:and|or)[ ])
      (?:(?P<point>\.[0-9A-Z]{1,4})(?![\w.%]|[ ](?:mg|mcg|g|kg|mL|ml|cm|mm)\b)|(?P<category>[0-9]{2})(?P<rest>\.[0-9A-Z]{1,4})(?![\w.%]))
    """,
    re.VERBOSE,
)
_SLASHED = re.compile(
    r"(?:/|,[ ]?-)(?P<tail>[0-9]{1,3})(?![\w./%]|-[0-9])"
)  # behind J1438: "/39"; behind 97545: ", -46"
_SYSTEMS = {"icd": "ICD-10-CM", "icd3": "ICD-10-CM", "hcpcs": "HCPCS", "cptx": "CPT", "cpt": "CPT", "cpt5": "CPT"}
_CONFIDENCE = {"icd": 0.9, "icd3": 0.3, "hcpcs": 0.8, "cptx": 0.9, "cpt": 0.5, "cpt5": 0.3}


def scan(text: str) -> list[Mention]:
    """Every stretch with the shape of a code, a range of codes or a labelled list of small codes, in order."""
    found = [*_tokens(text), *code_labels.scan(text)]
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return found


def _tokens(text: str) -> Iterator[Mention]:
    position, last = 0, -1
    while opening := _START.search(text, position):
        position = opening.start()
        match = _TOKEN.match(text, position)
        if match is None or not _opens(text, position, last):
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
        form = _form(value) if kind == "icd" else value
        yield Mention("code", system, position, end, form, high, f"codes.{kind}", _CONFIDENCE[kind], extra)
        for start, last, tail, top in _shared(text, kind, value, end):
            yield Mention("code", system, start, last, tail, top, f"codes.{kind}", _CONFIDENCE[kind])
            end = last
        position = last = end


def _form(value: str) -> str:
    """A code of ICD-10-CM in one form: ``x`` for each character left open at its end, ``-`` for an end left open."""
    stem = value.rstrip("-\u2013*_?")
    if stem != value:
        return f"{stem}-"
    return re.sub(r"(?<=[.0-9A-Z])X{1,4}$", lambda run: run.group().lower(), stem)


def _opens(text: str, start: int, last: int) -> bool:
    """Whether a token may begin here: after a hyphen only where no word or number runs into it."""
    if start == 0:
        return True
    before = text[start - 1]
    if before == "/":
        return last == start - 1
    if before in "-\u2010\u2011\u2012\u2013\u2014":
        return start == 1 or not (text[start - 2].isalnum() or text[start - 2] in ").")
    return True


def _tail(text: str, kind: str, value: str, end: int) -> tuple[str | None, int, tuple[str, ...]]:
    """What hangs on a code: the other end of a range, or modifiers."""
    if (short := _SHORT_END.match(text, end)) and kind in ("hcpcs", "cptx", "cpt5", "icd"):
        tail = short["tail"] or short["point"]
        modifier = len(tail) == 2 and tail in code_modifiers.NUMERIC and kind != "icd"
        if not modifier and (high := _completed(kind, value, tail)):
            return high, short.end(), ()
    if connect := _CONNECT.match(text, end):
        other = _TOKEN.match(text, connect.end())
        if other and _alike(kind, value, other.lastgroup or "", other.group()):
            high = other.group(other.lastgroup or 0)
            return (_form(high) if "." in high else high), other.end(other.lastgroup or 0), ()
    if kind in ("hcpcs", "cpt5", "cptx"):
        extra, stop = code_modifiers.modifiers(text, end)
        return None, stop, extra
    return None, end, ()


def _completed(kind: str, value: str, tail: str) -> str | None:
    """A code of which only the end is printed, completed out of the one before it; None where it would not follow it."""
    if (kind == "icd") != ("." in value) or (tail[0] == "." and kind != "icd"):
        return None
    high = value.partition(".")[0] + tail if tail[0] == "." else value[: len(value) - len(tail)] + tail
    alike = tail[-1] == value[-1] if kind == "cptx" else tail[-1].isdigit() or tail[0] == "."
    return high if alike and high > value and (value[-1].isdigit() or kind == "cptx") else None


def _shared(text: str, kind: str, value: str, end: int) -> Iterator[tuple[int, int, str, str | None]]:
    """What follows in a list and shares the beginning of a code: start, end, code and the other end of a range."""
    while kind == "icd" and (more := _SHARED.match(text, end)):
        category = value.partition(".")[0]
        if more["category"] and more["category"] != category[1:]:
            return
        group = "point" if more["point"] else "rest"
        start, end = more.start("category" if more["category"] else group), more.end()
        code, high = category + more[group], None
        if (short := _SHORT_END.match(text, end)) and (high := _completed(kind, code, short["tail"] or short["point"])):
            end = short.end()
        yield start, end, _form(code), high
    while kind in ("hcpcs", "cpt5") and (more := _SLASHED.match(text, end)):
        tail = more["tail"]
        code = _completed(kind, value, tail) or ""
        if not code or (len(tail) == 2 and tail in code_modifiers.NUMERIC):
            return
        yield more.start("tail"), more.end(), code, None
        value, end = code, more.end()


def _alike(kind: str, low: str, other: str, high: str) -> bool:
    """Whether two tokens can be the ends of one range."""
    families = ({"icd", "icd3"}, {"hcpcs"}, {"cptx"}, {"cpt5", "cpt"})
    if not any(kind in family and other in family for family in families):
        return False
    if kind == "hcpcs" and low[0] != high[0]:
        return False
    return high[:5] >= low[:3] if other in ("icd", "icd3") else high[:5] > low[:5]
