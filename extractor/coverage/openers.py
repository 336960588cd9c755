"""What the words of a line say about the lines below it: their operator, their number, their joining word.

``operator_of`` reads an opening line ("meets at least TWO of the following:"), ``connector_of`` the joining
word at the end of an item ("; OR"), ``lead_of`` the one at its beginning ("AND the member …").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ALL, ANY, AT_LEAST, NONE = "all", "any", "at_least", "none"

NUMBERS = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}


@dataclass(frozen=True, slots=True)
class Opener:
    """What an opening line asks of its list: an operator, for ``at_least`` the number, and the rule's name."""

    operator: str
    minimum: int | None
    rule: str
    start: int
    end: int


_COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?:\s?\(\s?(?:\d{1,2}|[a-z]{3,5})\s?\))?"
_THINGS = (
    r"(?:of\s+|from\s+|among\s+|in\s+)?(?:the\s+|these\s+|those\s+|its\s+)?"
    r"(?:[\w-]{3,16}\s+){0,2}?(?:following|below|these|conditions|criteria|criterion|requirements|indications|situations|circumstances|bullets)\b"
)
_AFTER_COUNT = _THINGS[_THINGS.index("(?:the") :]  # the same without its "of"
_DENIED = r"(?!(?:then|when|if|unless|until|where|limited|only|but)\b)[\w-]{1,30}"
# a word between a denial and what it denies: "not have any of the following"; must not match: "not available, then all of …"
_LABEL = r"(?:\(?[a-z0-9]{1,4}[.)]?\)?)"

_OPENERS = re.compile(
    rf"""
    (?:\b(?=[\s\dabcdefhimnostw≥])(?:   # the first character is looked for by itself, which is quick
      (?P<none>   # "none of the following", "does not have any of the following", "absence of all of the following"
          none\s+{_THINGS}(?!\s+\w+\s+(?:has|have|is|are|was|were)\b)
        | (?:must|do|does|should|may)\s+not\s+have\s*:?\s*$
        | (?:absence|free)\s+of\s+(?:all|any)\s*:\s*$
        | (?:no(?:t|ne)?|without|neither|absence\s+of|free\s+of)\s+(?!exceed)(?:{_DENIED}\s+){{0,3}}?(?:any|all|either|one)\s+{_THINGS}
        | (?:does|do|has|have|is|are|must|can|should|will)\s*not\s+(?!exceed)(?:{_DENIED}\s+){{0,3}}?(?:any|either)\s+{_THINGS}
      )
    | (?P<count>  # "at least two of the following", "two (2) or more of the following", "TWO of the following"
          (?:at\s+least|minimum\s+of|a\s+minimum\s+of|no\s+fewer\s+than|no\s+less\s+than|any|≥)?\s*
          (?P<n>{_COUNT})\s+(?:\(\d\)\s+)?(?:or\s+more\s+|or\s+greater\s+)?
          (?:\w+\s+)?(?:(?:of|from|among)\s+(?:any\s+of\s+)?|(?=the\s+following)){_AFTER_COUNT}
        | at\s+least\s+(?P<n2>{_COUNT})\s*:?\s*$
        | (?P<n3>{_COUNT})\s+or\s+more\s+{_THINGS}
      )
    | (?P<must>   # "(must meet all):", "must meet 1 or 2", "(must meet both)"
          (?:must|should|shall)\s+meet\s+(?:(?P<must_all>all|both|each|every)|(?P<must_any>one|any|either|{_LABEL}\s+or\s+{_LABEL}|{_LABEL},\s))
      )
    | (?P<any>    # "any of the following", "any ONE of the following", "either of the following", "one or more of:"
          (?:any|either|whichever)\s+(?:\(?one\)?\s+|1\s+|combination\s+)?(?:\(\d\)\s+)?(?:or\s+more\s+)?{_THINGS}
        | one\s+or\s+(?:both|more|all)\s+{_THINGS}
        | one,?\s+or\s+(?:an?\s+)?(?:contraindications?|intolerance)\s+to\s+(?:both|all|each)\s+{_THINGS}
        | either\s*:?\s*$
        | (?:any|one(?:\s+or\s+more)?)\s+of\s*:?\s*$
        | (?:one|1)\s+of\s*:\s*$
      )
    | (?P<all>    # "all of the following", "each of these", "both of the following", "ALL:"
          (?:all|both|each|every)\s+(?!other\s)(?:\(\d\)\s+)?{_THINGS}
        | (?:all|both)\s+of\s*:?\s*$
        | all\s+(?:of\s+)?(?:the\s+)?(?:[\w-]+\s+){{0,2}}(?:are|is|have\s+been|must\s+be)\s+met\b
        | (?:all|both)\s*:?\s*$
      )))
    | [\[(]\s?(?:(?:criteria\s)?{_LABEL},\s?){{0,12}}(?:criteria\s)?{_LABEL},?\s
      (?:(?P<label_any>or\s{_LABEL}\s?[\])])     # "(A or B)", "(a, b, or c)", "(must meet 1 or 2)"
        |(?P<label_all>and\s{_LABEL}\s?[\])]))   # "(i and ii)", "[(1) and (2)]", "(a, b, and c)"
    """,
    re.VERBOSE,
)
# read in small letters, which is much quicker than a pattern that ignores case
# matches: "meets BOTH of the following (i and ii):"; must not match: "both eyes are affected"

_REFUSAL = re.compile(
    r"\b(?:contraindicat\w*|intoleran\w*|contra-indicat\w*|allerg\w*)\s+(?:or\s+intolerance\s+)?(?:to|for)\s+(?:them\s+|these\s+)?$",
    re.I,
)
# "or has contraindications to all of the following": the exception of an opener, not the opener

_EXCEPT = re.compile(r"\b(?:unless|except|excluding|other\s+than)\b[^.;:]{0,60}$", re.I)


def number_of(words: str) -> int | None:
    """The number that a count begins with: "two (2)" → 2, "1" → 1."""
    match = re.match(r"\s*(\d{1,2}|[a-z]+)", words.lower())
    if match is None:
        return None
    word = match.group(1)
    return int(word) if word.isdigit() else NUMBERS.get(word)


@lru_cache(maxsize=4096)
def operator_of(text: str) -> Opener | None:
    """The operator that a line's words give to the list below it; None where they say nothing."""
    best: Opener | None = None
    weak: Opener | None = None
    low = text.lower()
    for match in _OPENERS.finditer(low if len(low) == len(text) else text):
        found = _opener(match)
        if found is None:
            continue
        before = text[max(0, match.start() - 60) : match.start()]
        if found.rule.startswith("openers.label"):
            weak = weak or found
            continue
        if (_REFUSAL.search(before) or _EXCEPT.search(before)) and best is not None:
            continue
        best = found
    return best or weak


def _opener(match: re.Match[str]) -> Opener | None:
    kind = match.lastgroup
    groups = match.groupdict()
    span = (match.start(), match.end())
    if groups["none"]:
        return Opener(NONE, None, "openers.none", *span)
    if groups["count"]:
        number = number_of(groups["n"] or groups["n2"] or groups["n3"] or "")
        if number is None or number == 0:
            return None
        return (
            Opener(ANY, None, "openers.one", *span) if number == 1 else Opener(AT_LEAST, number, "openers.count", *span)
        )
    if groups["must"]:
        return Opener(ALL if groups["must_all"] else ANY, None, "openers.must_meet", *span)
    if groups["any"]:
        return Opener(ANY, None, "openers.any", *span)
    if groups["all"]:
        return Opener(ALL, None, "openers.all", *span)
    return Opener(ANY if groups["label_any"] else ALL, None, f"openers.{kind}", *span)


_CONNECTOR = re.compile(
    r"""
    (?<![\s;,.:*–-])[\s;,.:*–-]*[(\[]?   # what may part the item from its joining word
    (?<![\w/])(?P<word>and\s?/\s?or|and|or|AND|OR)
    [\s;,.:)\]*–-]*$              # ": OR", "; and", ", or", ". AND", "-AND-"
    """,
    re.VERBOSE | re.IGNORECASE,
)
# matches: "is 18 years of age; AND"; must not match: "Tylenol and codeine"

_LEAD = re.compile(
    r"""
    ^[\s*–-]{0,4}
    (?:(?P<upper>AND/OR|AND|OR|PLUS)\b[\s,;:*–-]*(?=\S)     # "OR the member has …"
      |(?P<comma>and|or)(?:\s*,|\s*:)\s+(?=\S)              # "or, the member has …"
      |(?P<low>And|Or)\s+(?=[a-z])                          # "Or the member has …"
    )
    """,
    re.VERBOSE,
)
# matches: "OR the member has failed"; must not match: "Oral therapy", "ORAL therapy", "and another of the"

_ALONE = re.compile(r"^[\s*\-–—_.:;,()\[\]]*(?P<word>and\s?/\s?or|and|or|plus)[\s*\-–—_.:;,()\[\]]*$", re.I)
# matches: "-AND-", "OR"; must not match: "or one of"


def _word(text: str) -> str:
    word = text.lower().replace(" ", "")
    return "and" if word in ("and", "plus") else "or"


def connector_of(text: str) -> tuple[int, str | None]:
    """Where an item's own words end, and the word ("and", "or") that joins it to what follows."""
    tail = text[-24:]
    match = _CONNECTOR.search(tail)
    if match is None:
        return len(text), None
    return len(text) - len(tail) + match.start(), _word(match.group("word"))


def lead_of(text: str) -> tuple[int, str | None]:
    """Where an item's own words begin, and the joining word that stands before them."""
    match = _LEAD.match(text)
    if match is None:
        return 0, None
    return match.end(), _word(match.group("upper") or match.group("comma") or match.group("low"))


def alone(text: str) -> str | None:
    """The joining word of a line that holds nothing else ("-AND-"); None for any other line."""
    if len(text) > 20:
        return None
    match = _ALONE.match(text)
    return _word(match.group("word")) if match else None


_OPENS = re.compile(r"(?:\bfollowing(?:\s+\w+){0,3}\)?|\bmet|\bas\s+follows|\bbelow)[\s.*†‡\d\[\],()]*$")
_OPENS_BY_MARK = re.compile(r"[:—–-][\s.*†‡\d\[\],()]*$")
# match: "has one of the following [2]", "any of these:"; must not match: "was followed for a year."
_PROMISES = ("follow", "met", "below")  # one of which every end has that promises by a word


def opens(text: str) -> bool:
    """Whether a line's end promises a list: a colon, "the following", "are met"."""
    end = text[-80:].lower()
    return (
        _OPENS_BY_MARK.search(end) is not None
        or (any(word in end for word in _PROMISES) and _OPENS.search(end) is not None)
        or (operator_of(text) is not None and _ends_with_opener(text))
    )


def _ends_with_opener(text: str) -> bool:
    found = operator_of(text)
    return found is not None and len(text) - found.end <= 90 and not text.rstrip().endswith(".")


# --------------------------------------------------------------------------- criteria called by their labels

_NAMED = re.compile(
    r"\bcriteri(?:a|on)\s+(?P<labels>\(?[A-Z0-9a-z]{1,2}\)?(?:\s*(?:,\s*(?:and|or|AND|OR)?|-|–|—|through|to|and|or|and/or|AND|OR)\s*\(?(?:[A-Z]|\d{1,2}|[a-z])\)?(?![\w]))*)(?!\w)",
)
# matches: "criteria A - C", "criterion C or D", "criteria 1 through 3"; must not match: "criteria are met"

_PIECE = re.compile(r"(?P<range>-|–|—|\bthrough\b|\bto\b)|(?P<or>\bor\b)|(?P<label>[A-Za-z]|\d{1,2})(?!\w)")


@dataclass(frozen=True, slots=True)
class Named:
    """Criteria that a sentence calls by their labels, in groups; ``operator`` joins the groups."""

    operator: str
    groups: tuple[tuple[str, tuple[int, ...]], ...]


def named_criteria(text: str) -> Named | None:
    """The logic of "both criteria A and B and either criterion C or D are met": all[A, B, any[C, D]]; None where none is called."""
    groups: list[tuple[str, tuple[int, ...]]] = []
    last = 0
    between = []
    for match in _NAMED.finditer(text):
        words = match["labels"]
        numbers: list[int] = []
        span = False
        for piece in re.finditer(r"through|to|and/or|and|or|AND|OR|[-–—,()]|[A-Za-z]|\d{1,2}", words):
            token = piece.group()
            if token in ("-", "–", "—", "through", "to"):
                span = True
            elif token in ("and", "or", "AND", "OR", "and/or", ",", "(", ")"):
                continue
            else:
                number = int(token) if token.isdigit() else ord(token.lower()) - 96
                if span and numbers:
                    numbers += range(numbers[-1] + 1, number + 1)
                else:
                    numbers.append(number)
                span = False
        if not numbers:
            continue
        if groups:
            between.append("or" if re.search(r"\bor\b", text[last : match.start()]) else "and")
        groups.append((ANY if re.search(r"\b(?:or|OR)\b", words) else ALL, tuple(dict.fromkeys(numbers))))
        last = match.end()
    if not groups:
        return None
    return Named(ANY if "or" in between else ALL, tuple(groups))
