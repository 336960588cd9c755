"""Decides which names a document uses as its payer's: whose members, plans, rights and decisions it speaks of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from extractor.fields.zones import Zones

_SAID = re.compile(
    r"""
      # what only a payer does ("Northmoor reimburses") or has ("Northmoor members", "all Northmoor plans")   not: considered
      # (the blank before it and its first character are looked for by themselves, which is quick)
      [ ](?:(?=[cdehmprsuwCMP])(?P<said>
        (?P<acts>considers|reimburses|covers|does[ ]not[ ](?:cover|reimburse|pay)|will[ ](?:cover|reimburse|not[ ](?:cover|reimburse|pay))
        |may[ ](?:cover|not[ ]cover)|reserves[ ]the[ ]right|has[ ]developed|serves[ ]members|(?:medical|clinical|payment|coverage|pharmacy)[ ]polic(?:y|ies)
        |will[ ]provide[ ]coverage|provides[ ]coverage|(?:Medical|Clinical|Payment|Coverage|Medication)[ ]Polic(?:y|ies))
      | [Mm]embers?|enrollees|[Pp]lans?|products|[Cc]ustomer[ ][Ss]ervice|[Pp]rovider[ ][Ss]ervices?|[Mm]ember[ ][Ss]ervices?|[Mm]edical[ ][Dd]irectors?
      | uses[ ]to)(?![\w-])
      # what the text calls it ("Northmoor (the Plan)")
    | (?P<party>\((?:the[ ])?[“"]?(?:Plan|Company)[”"]?\)))
    """,
    re.VERBOSE,
)
# "Northmoor's members", "Northmoor® members", "Northmoor Health Plan (NHP) will cover"
_HAVING = re.compile(r"(?:['’]s)?[®™]?(?: \([A-Z][A-Za-z ]{1,24}\))?$")
_SHORT = 30  # characters of those, at most
_WORD = re.compile(r"\S+")
_SMALL = frozenset({"of", "and", "the", "&"})
_OPENING = frozenset(
    (
        "a an the this that these those all any each every most some other no many both such certain if when where while "
        "for from by to in on at as per under with without within and or but not only also because since unless until "
        "your our their its his her who which after before during additional new current former eligible existing "
        "individual approved please note however therefore see contact covered provided administered offered insured "
        "likewise preferred documentation proprietary confidential information"
    ).split()
)
_PARTIES = frozenset(
    "fep mco mcos hmo cms fda dme mac macs payer payers plan none senior policy clarity corporate "
    "related reimbursement information assistance authorization prior step therapy injectable biologic".split()
)
_REACH = 80  # characters before what is said in which a name stands
_FIRST, _AGAIN = {True: 2.0, False: 1.0}, 0.25  # an act tells more than a possession; said again, it adds little
_MOST = 4  # times that one thing said again still adds


def spoken_of(text: str, places: Zones, generic: frozenset[str]) -> Mapping[str, tuple[int, int, float]]:
    """The names that the document uses as a payer's, each with its first place and the weight of what is said."""
    said: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    first: dict[str, tuple[int, int]] = {}
    for match in _SAID.finditer(text):
        end = match.start()
        if match["said"]:
            end = _HAVING.search(text, max(0, end - _SHORT), end).start()  # type: ignore[union-attr]
        start, end = _name_before(text, end)
        if start == end or places.of(start) in ("foreign", "elsewhere", "history", "navigation"):
            continue
        name = text[start:end]
        if not _own(name, generic):
            continue
        said[name][(match["said"] or "party").lower(), match["said"] is None or match["acts"] is not None] += 1
        first.setdefault(name, (start, end))
    weighed = {
        name: sum(_FIRST[acts] + _AGAIN * min(_MOST, count - 1) for (_, acts), count in counts.items())
        for name, counts in said.items()
    }
    return {name: (*first[name], weight) for name, weight in weighed.items() if not common(text, name)}


def _name_before(text: str, end: int) -> tuple[int, int]:
    """The run of capitalised words that ends at ``end``, without the words that open a sentence; empty without one."""
    floor = max(text.rfind("\n", 0, end) + 1, text.rfind("\t", 0, end) + 1, end - _REACH)
    start, edge = end, end
    for word in reversed(list(_WORD.finditer(text, floor, end))):
        said = word.group()
        begin = word.start() + len(said) - len(said.lstrip("(“\"'‘*"))
        if edge < end and said[-1] in '.,;:)”"' and not re.fullmatch(r"(?:St|Mt|Ft|Inc|Co)\.", said):
            break
        if text[begin : begin + 1].isupper():
            start = edge = begin
            if begin > word.start():
                break
        elif said in _SMALL and edge < end:
            edge = begin
        else:
            break
    while start < end and (match := _WORD.match(text, start, end)) and match.group().lower() in _OPENING:
        following = _WORD.search(text, match.end(), end)
        start = following.start() if following else end
    return start, start + len(re.sub(r"['’]s?$", "", text[start:end]))


def _own(name: str, generic: frozenset[str]) -> bool:
    """Whether a name has a word of its own, and no marks that names have not."""
    words = re.findall(r"[A-Za-z][\w’'&-]*", name)
    own = [word for word in words if word.lower() not in generic and word.lower() not in _PARTIES and len(word) > 2]
    return bool(own) and len(words) <= 6 and not re.search(r"[\d()\[\]/:;|☐☒]|[,.]$|\b(?:The|Company)\b", name)


def common(text: str, name: str) -> bool:
    """Whether a name's words are words of the language: they stand in small letters in a sentence too ("Adult members")."""
    words = [word for word in name.split() if word not in _SMALL]
    return all(re.search(rf"(?<=[a-z,] ){re.escape(word.lower())}(?![\w-])", text) for word in words)


def alone(text: str, name: str) -> Iterator[int]:
    """Where a name is a whole line."""
    for match in re.finditer(rf"(?:^|\n|\t){re.escape(name)}[.®™]{{0,2}}(?=\n|\t|$)", text):
        yield match.start()
