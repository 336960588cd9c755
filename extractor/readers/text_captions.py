"""Captions in a page that was run together: decides which words head a part though no list of headings has them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORDS = re.compile(r"\S+")
_END = r"(?<=[.!?:;)\]”\"0-9]\s)"
"""What may stand before a caption: the end of a sentence, of a heading, the number of a note."""
_COVERED = re.compile(
    rf"""
    {_END}
    (?: When\s[^.:;,?!]{{3,90}}?\s(?:is|are)\s(?:[Nn]ot\s)?(?:[Cc]overed|[Mm]edically\s[Nn]ecessary)  # "When a Knee Brace is not covered"
      | (?:Indications|Services|Items|Conditions|Procedures)\s(?:that|which)\sare\s(?:not\s)?covered   # "Services that are covered"
    )
    (?=\s(?:[A-Z][\w-]{{0,30}},?\s|1\.\s|[•●▪]))
    """,
    re.VERBOSE,
)
"""What is covered and what is not as the heading of its part; not "is covered under the plan", "is covered: a"."""
_VERSION = re.compile(
    rf"{_END}(?:Effective\s)?(?P<when>(?:[Pp]rior\s[Tt]o|[Bb]efore|[Tt]hrough|[Bb]eginning|[Ff]rom|[Oo]n\s(?:or|and)\s[Aa]fter)\s)?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s(?:\d{1,2},\s)?(?:19|20)\d\d"
    r"(?=\s[A-Z][\w-]{1,30}\s)"
)
"""The time for which a version of the policy held: ". Effective Prior to May 2019 The device", ": Effective May 2019 The"."""
_BODY = frozenset(
    "Society College Association Academy Network Institute Institutes Foundation Federation Agency Administration Committee Alliance Council "
    "Consortium Organization Centers Board Collaborative".split()
)
"""Nouns of which each learned society, agency or board has one in its name."""
_JOINING = frozenset("of for the and on in to & / now known as formerly".split())
_ABBREVIATION = re.compile(r"\([A-Z][A-Za-z/&-]{1,12}\)[,;/]?")
_NAME = re.compile(r"U\.S\.|[A-Z][\w’'&/.-]*[A-Za-z)],?")
_SENTENCE = re.compile(
    r"(?:(?:In|On|As\sof|According\sto|For|At|By|Since|Based\son)\s(?:[a-z(]|(?:19|20)\d\d\b|[A-Z][a-z]+,?\s(?:19|20)\d\d\b|the\b)"
    r"|(?:The|These|This|Their|Both|A|An|It|There|While|When|Although|Their)\s\S)"
)
"""How a sentence begins behind the name: "In 2016,", "The ASRD", "These guidelines"."""
_LONGEST = 28  # words of the names of several bodies
_REACH = 320  # characters of the longest caption
_LEAST = 3
_LEAST_VERSIONS = 2
_TITLED_SMALL = frozenset("Or And Is Are Not For Without With Of In To The When If From Under Does".split())
"""Small words that have a capital only where each word of a line has one."""
_CAPTION = 6  # words of such a line at least
_START = re.compile(rf"{_END}(?=[A-Z])")


@dataclass(slots=True)
class Captions:
    """Where captions begin and end, and which of them their form alone makes headings."""

    ends: dict[int, int] = field(default_factory=dict)
    sure: set[int] = field(default_factory=set)


def captions(text: str) -> Captions:
    """The captions of a page: what is covered, versions of a policy, titled lines, bodies whose guidelines follow."""
    found = Captions()
    for match in _COVERED.finditer(text):
        found.ends[match.start()] = match.end()
    versions = [match for match in _VERSION.finditer(text) if match["when"] or match[0].startswith("Effective")]
    if len(versions) >= _LEAST_VERSIONS and any(match["when"] for match in versions):
        for match in versions:
            found.ends[match.start()] = match.end()
    begins = {match.start() for match in _START.finditer(text) if not text.startswith("U.S. ", match.start() - 5)}
    begins |= {end + 1 for end in found.ends.values()}
    found.ends.update({start: end for start in begins if (end := _titled(text, start))})
    found.sure = set(found.ends)
    found.ends.update({start: end for start in begins - found.sure if (end := _body(text, start))})
    return found


def _body(text: str, start: int) -> int:
    """Where the name of a body ends before a sentence that tells what it says; 0 without such."""
    named = False
    before = ""
    for count, match in enumerate(_WORDS.finditer(text, start, start + _REACH)):
        said = match[0]
        if count >= _LEAST and named and before not in _JOINING and before[-1] != ",":
            if _SENTENCE.match(text, match.start()):
                return match.start() - 1
        if not (said in _JOINING or _NAME.fullmatch(said) or _ABBREVIATION.fullmatch(said)) or count > _LONGEST:
            return 0
        if not count and said in _TITLED_SMALL:
            return 0
        named = named or said.strip(",") in _BODY
        before = said
    return 0


def _titled(text: str, start: int) -> int:
    """Where a line ends each word of which has a capital, small words too: "Is Covered For Members Of Group Plans Knee braces"."""
    words: list[re.Match[str]] = []
    for match in _WORDS.finditer(text, start, start + _REACH):
        if match[0][0].isupper() and match[0][-1] in ".;:":
            return 0
        if not match[0][0].isupper():
            break
        words.append(match)
    else:
        return 0
    if match[0][0].islower() and words:
        words.pop()  # the first word of a sentence
    small = [word for word in words[1:-1] if word[0] in _TITLED_SMALL]
    if len(words) < _CAPTION or len(small) < 2 or words[-1][0] in _TITLED_SMALL or words[-1][0][-1] == ",":
        return 0
    return words[-1].end()
