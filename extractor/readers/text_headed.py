"""Headings in a page that was run together: decides which words of the line are a heading, and where it ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from extractor.layout.headlines import PARENTHESES, fold, in_order, known, phrases
from extractor.readers.text_fronts import Front
from extractor.readers.text_outlined import headings as outlined
from extractor.readers.text_outlined import title_end

LONGEST_HEADING = 110
_END = r"(?<=[.!?:;)\]”\"®™*0-9]\s)"
"""What may stand before a heading: the end of a sentence, of a parenthesis, of a number."""

_START = re.compile(
    rf"(?:^|{_END}|(?<=\sNone\s))(?=[A-Z])|(?<=[a-z]\s)(?=(?:References|Definitions|Rationale|Background|Coding|Index"
    r"|Table\sof\s(?:Terminology|Terms|Definitions|Abbreviations|Acronyms))\s(?:[A-Z]|(?<=References\s)1\.\s[A-Z]))"
)
"""Where a heading may begin: ". Rationale There are", "all diagnoses References Peer"; not "in the Coding section"."""

_SMALL = frozenset("a an and and/or by for in of on or the this to with is are as at vs".split())
_ABBREVIATIONS = ("U.S. ", "Dr. ", "St. ", "vs. ", "No. ", "e.g. ", "i.e. ", "al. ")
_BARE_START = re.compile(r"(?<=\s)([a-z]{2,20})\s(?=[A-Z][a-z]+\s(?:(?:and|of|&)\s)?[A-Z])")
"""Words with capitals behind a small word without a mark: "lines of business Denial Statements Services"."""
_VERDICT = re.compile(
    r"(?:(?<=[.:)]\s)|(?<=Statement\s))(?:(?:Not\s)?Medically\sNecessary|Investigational(?:\sand\sNot\sMedically\sNecessary)?"
    r"|(?:Cosmetic|Reconstructive)(?:\sand\s(?:Not\s)?Medically\sNecessary)?|Not\sCovered)\s?:(?=\s[A-Z])"
)
"""A position as the heading of what it is taken on: ". Investigational and Not Medically Necessary: The use"."""
_ATTRIBUTES = frozenset("Policy Coverage Coding Criteria Guideline Benefit Billing Clinical Medical".split())
_SHORT_NAME = 9  # characters of an abbreviation, with its colon
_LETTER = re.compile(r"\s[A-Z1-9]\s?[:.)–-]")
_TITLE = 60  # characters of an appendix's title
_APPENDIX = re.compile(
    r"(?:(?<=[.;)]\s)|(?<=[a-z0-9]\s))(?<!see\s)(?<!in\s)(?:Appendix|Attachment|Exhibit)\s[A-Z1-9]\s?[:–-]\s(?=[A-Z])"
)
"""An appendix with its letter and its title: ". Appendix A: Abbreviations"; not "(see Appendix D)"."""
_PLACE = re.compile(
    r"(?<!\S)Place of Service:\s"
    r"(?:(?:Inpatient|Outpatient|Office|Home|Ambulatory)(?:[/,]\s?|\s(?:or|and)\s)?){1,4}(?=\s[A-Z])"
)
_WORDS = re.compile(r"\S+")
_FUNCTION = frozenset("the of in see and or at to for our this that a an under with or its their from on by".split())
_OPENERS = frozenset(
    "The This These Those In A An For To It There When If All According As On By Based Although Several Most Many "
    "We Please Each Any At Under Per While Currently Services Coverage Individuals Patients Members".split()
)
"""Words with a capital that open a sentence and no name."""

_POINTERS = frozenset("The This These If There It We Please".split())
"""Openers of a sentence that never stand behind another word of it with a capital."""
_NOUN = re.compile(r"[A-Z][a-z]{4,20}")
_SHORT_TITLE = 4  # words of a title before words that might be its own
_DETERMINERS = frozenset("The This These A An All".split())
_SMALL_TITLE = frozenset("and of for or in to the a an".split())
_CAPITALIZED = re.compile(r"(?<!\S)[A-Z][\w’'/-]+")
_BETWEEN = re.compile(
    r"(?! None\b)[ .]{0,200}(?:\d{1,3} )?(?:[A-Z&(][\w/&()’'-]{0,30},? (?:(?:and|of|for|or|to|the|in) )*){0,7}[ .]{0,200}(?:\d{1,3} )?"
)
"""What may stand between two headings of a table of contents: dots, a page, other titles."""
_CONTENTS = 6_000
"""Characters from the beginning in which a table of contents stands."""
_LEAST = 2
_CAPITALS = re.compile(
    r"(?<!\S)(?P<caps>[A-Z][A-Z/&’'-]{2,30}(?:\s(?:[A-Z][A-Z/&’'-]{1,30}|\([A-Z /&-]{2,40}\)|&)){0,7}:?)"
    r"(?:\s(?=[\"“(]?[A-Z0-9][a-z0-9])|(?<=:)\s(?=[A-Z]))"
)
"""A run of words in capitals before an ordinary sentence: "DESCRIPTION Liquid"; not "MEDICALLY NECESSARY for"."""
_EMPHASIS = frozenset(
    "NOT MEDICALLY NECESSARY INVESTIGATIONAL EXPERIMENTAL UNPROVEN AND OR ALL ANY BOTH COVERED ONE EITHER NONE NO "
    "IS ARE MUST ONLY FDA CPT HCPCS ICD NCCN CMS LCD NCD RCT DNA RNA WES WGS NGS EGFR BRAF KRAS ALK COVID USA "
    "REQUIRED FOLLOWING THE OF MET MEET MEETS FOR".split()
)


def headings(text: str, starts: set[int], front: Front, captioned: Mapping[int, int]) -> dict[int, int]:
    """Where headings begin and end: known ones, runs of capitals, titles before an opening word.

    ``starts`` are places where something is known to begin; a label of the front matter is no heading in its part;
    ``captioned`` are captions that no list of headings has.
    """
    found = dict(_capitals(text))
    found.update({match.start(): match.end() for match in _PLACE.finditer(text)})
    found.update(captioned)
    candidates = (
        {match.start() for match in _START.finditer(text) if _opens(text, match.start())} | starts | set(found.values())
    )
    verdicts = {match.start(): match.end() for match in _VERDICT.finditer(text)}
    found.update(verdicts)
    for match in _APPENDIX.finditer(text):
        end = title_end(text, match.end())
        if text[end - 1] == ":":
            end = text.rfind(" ", match.end(), end)  # the first entry of a list of abbreviations
        if match.end() < end <= match.end() + _TITLE:
            found[match.start()] = end
    candidates |= {match.end() for match in _BARE_START.finditer(text) if match[1] not in _FUNCTION}
    candidates -= front.values
    numbered = dict(outlined(text, known_end))
    candidates |= set(numbered)
    opened = sorted(numbered)
    for start in list(found):
        place = bisect_right(opened, start) - 1
        if place >= 0 and start < numbered[opened[place]]:
            del found[start]  # words of the title behind a number
    bare = _bare(text)
    done = 0
    for start in sorted(candidates | set(bare) | set(found)):
        while start < len(text) and text[start] == " ":
            start += 1
        if start < done:
            continue
        end = numbered.get(start) or captioned.get(start, 0)
        if not end and start in candidates:
            end = known_end(text, start) or _titled(text, start)
        end = max(end or bare.get(start, 0), found.get(start, 0))
        if end and end >= front.labels.get(start, 0):
            found[start] = end
            done = end
            follow = known_end(text, end + 1)  # "References Peer Reviewed Publications:"
            if follow and not text.startswith("Table of", start):  # the heads of columns
                found[end + 1] = follow
                done = follow
    _no_contents(text, found, captioned)
    return found


def _capitals(text: str) -> Iterator[tuple[int, int]]:
    """Runs of words in capitals that say more than an emphasis."""
    for match in _CAPITALS.finditer(text):
        phrase = match["caps"]
        words = [word.strip("():&") for word in phrase.split()]
        said = [word for word in words if word and word not in _EMPHASIS]
        second = text[match.end() : match.end() + 3].lstrip('"“(')[1:2]
        plain = second.islower() or second.isdigit()
        if len(words) == 1 and not (known(phrase) or (phrase.endswith(":") and len(phrase) > 5 and plain)):
            continue
        if not said or not any(len(word) > 4 for word in said):
            continue
        if _FUNCTION & {text[max(0, match.start() - 12) : match.start()].split(" ")[-2:-1][0] if match.start() else ""}:
            continue
        yield match.start("caps"), match.end("caps")


def _bare(text: str) -> dict[int, int]:
    """Known headings behind words without a mark, before a sentence: "and Manage Sprains Position Statement The use"."""
    vocabulary = _vocabulary()
    result: dict[int, int] = {}
    before = ""
    done = 0
    for match in _CAPITALIZED.finditer(text):
        start = match.start()
        if start < done or not set(fold(match[0])) & vocabulary:
            continue
        before = text[max(0, start - 30) : start].rstrip().rpartition(" ")[2]
        if before.lower() in _FUNCTION or before[-1:] in ",&/-–—(" or _abbreviation(before):
            continue
        end = known_end(text, start)
        if end and (
            text.startswith("Table of Contents ", start)
            or text.startswith("None ", end + 1)
            or _VERDICT.match(text, end + 1)
            or _sentence(text, end + 1, strict=" " not in text[start:end])
        ):
            result[start] = done = end
    return result


def _opens(text: str, start: int) -> bool:
    """Whether a heading may begin where a word without a mark stands before: no other of the same title."""
    before = text[max(0, start - 30) : start].rstrip().rpartition(" ")[2]
    if _abbreviation(before):
        return False
    if not before[:1].isupper() or before == "None" or before[-1] in '.!?:;)]”"®™*0123456789':
        return True
    end = known_end(text, start)
    return (
        text[end + 1 : end + 4] == "1. "
        or " " in text[end + 1 : known_end(text, end + 1)]
        or _sentence(text, end + 1, strict=True)
    )


def _abbreviation(word: str) -> bool:
    """Whether a word is an abbreviation before what it stands for: "FDA:" before "Food and Drug Administration"."""
    return word[-1:] == ":" and word[:-1].isupper() and len(word) <= _SHORT_NAME and not known(word)


def _sentence(text: str, start: int, *, strict: bool) -> bool:
    """Whether a sentence begins at an offset; a strict look wants one of the words that open sentences."""
    words = text[start : start + 80].split(" ")[:3]
    if len(words) < 2 or not words[0][:1].isupper():
        return False
    if words[0] in _OPENERS:
        return words[1][:1].islower() or words[1][:1] in "(“" or (words[0] in _DETERMINERS and words[1][:1].isupper())
    return not strict and (words[1][:1].islower() and words[1] not in _SMALL_TITLE)


def _no_contents(text: str, found: dict[int, int], kept: Container[int]) -> None:
    """Drop headings that only list what comes: hard by the next, and said again later."""
    places = sorted(place for place in found if place not in kept)
    said = [(start, frozenset(fold(text[start : found[start]]))) for start in places]
    run: list[int] = []
    for start, following in pairwise(places):
        if start > _CONTENTS:
            break
        if _BETWEEN.fullmatch(text, found[start], following) and not text[start : found[start]].endswith(":"):
            run.append(start)
            continue
        again = [one for one in (*run, start) if _said_later(fold(text[one : found[one]]), said, one)]
        titled = [one for one in run if text.startswith(("Table of Contents", "Table Of Contents"), one)]
        if titled:
            again = [one for one in run if one > titled[0]] + [one for one in (start,) if one in again]
        for one in again if run and len(again) >= _LEAST else ():
            del found[one]
        run = []


def _said_later(words: tuple[str, ...], said: list[tuple[int, frozenset[str]]], start: int) -> bool:
    """Whether a later heading says the words, or them and more."""
    return any(place > start and other.issuperset(words) for place, other in said)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The words of known headings."""
    return frozenset(word for phrase in phrases() for word in phrase)


def known_end(text: str, start: int) -> int:
    """End of the longest known heading that begins at an offset and stands before a new beginning; 0 without one."""
    if text[max(0, start - 5) : start].endswith(_ABBREVIATIONS):
        return 0
    found = list(_WORDS.finditer(text[start : start + LONGEST_HEADING]))[:12]
    for size in range(len(found), 0, -1):
        end = start + found[size - 1].end()
        after = text[end + 1 : end + 2]
        if after and not (after.isupper() or after.isdigit() or after in '“"•*<'):
            continue
        words = [match[0] for match in found[:size]]
        said = [word for word in words if word.lower() not in _SMALL]
        if not said or words[-1].lower() in _SMALL or words[-1][-1] in ".,;":
            continue
        if words[-1] in _OPENERS and not (size == 1 and _sentence(text, end + 1, strict=not _parted(text, start, end))):
            continue
        outer = PARENTHESES.sub(" ", " ".join(said)).split()
        if not all(word[0].isupper() or word[0] in "(&/-–" for word in outer) or _repeats(outer):
            continue
        if set(fold(" ".join(said))) <= {"experimental", "investigational"}:
            continue
        if words[-1].startswith(("Appendi", "Attachment", "Exhibit")) and _LETTER.match(text, end):
            continue
        if known(" ".join(words)) and _balanced(text, start, end):
            return end if in_order(" ".join(words)) else _first(text, start, words) or end
    return 0


def _parted(text: str, start: int, end: int) -> bool:
    """Whether a word stands behind a full stop, and before one that no name of a document has: not "Coverage Policies"."""
    following = _WORDS.match(text, end + 1)
    return text[max(0, start - 2) : start - 1] in ".!?" and not (following and set(fold(following[0])) & _vocabulary())


def _repeats(words: list[str]) -> bool:
    """Whether a heading says a word twice: it is two then, unless a stroke parts them ("CPT Codes / HCPCS Codes")."""
    named = [word for word in words if word[0].isalpha()]
    return len(fold(" ".join(words))) < (len(set(named)) if "/" in words else len(named))


def _balanced(text: str, start: int, end: int) -> bool:
    """Whether each bracket of a stretch has its other: "Codes) Group" is a piece of something."""
    return text.count("(", start, end) == text.count(")", start, end)


def _first(text: str, start: int, words: list[str]) -> int:
    """Where the first of two headings ends whose words together are another's: "References" "Policy History"; 0 without."""
    for size in range(len(words) - 1, 0, -1):
        line = " ".join(words[:size])
        end = start + len(line)
        if line in _ATTRIBUTES:
            break  # "Policy Implementation Information"
        if (
            words[size][0].isupper()
            and words[size - 1][-1].isalpha()
            and "/" not in line
            and known(line)
            and in_order(line)
            and known_end(text, end + 1)
        ):
            return end
    return 0


def _titled(text: str, start: int) -> int:
    """End of words with capitals before a sentence that begins with an opening word; 0 without such."""
    words = list(_WORDS.finditer(text[start : start + LONGEST_HEADING]))
    if not words or words[0][0] in _OPENERS or not words[0][0][0].isupper():
        return 0
    if not text[max(0, start - 2) : start].rstrip()[-1:].isdigit() and (
        echo := _echo([word[0] for word in words[:14]])
    ):
        return start + words[echo - 1].end()
    alone = text[max(0, start - 2) : start - 1] == "." and _NOUN.fullmatch(words[0][0]) is not None
    for index, word in enumerate(words[:10]):
        said, following = word[0], words[index + 1][0] if index + 1 < len(words) else ""
        if index >= (1 if alone and said in _POINTERS else 2) and _begins(said, following, index):
            said_once = len({one[0].lower() for one in words[:index]}) == index
            if words[index - 1][0][0].isupper() and words[index - 1][0] not in _OPENERS and said_once:
                return start + words[index - 1].end()
            return 0
        if not (said[0].isupper() or said.lower() in _FUNCTION or said in "–-&") or said[-1] in ".,;:":
            return 0
    return 0


def _begins(said: str, following: str, index: int) -> bool:
    """Whether two words begin a sentence behind a title: "The device", "This ABC", "In 2016,", "Smith et"."""
    if said in _OPENERS and following[:1].islower():
        return True
    if index > _SHORT_TITLE:
        return False
    return (
        (said == "This" and following[:1].isupper())
        or (said == "The" and len(following) > 1 and following.isupper())
        or (said in ("In", "Since") and following[:4].isdigit())
        or (said == "Prior" and following == "authorization")
        or (said[0].isupper() and following == "et")
    )


def _echo(words: list[str]) -> int:
    """How many words a title has that the sentence behind it begins with again: "Ring Disease Ring disease is", 0 without."""
    for index, said in enumerate(words):
        if index and said[0].isupper() and said.casefold() == words[0].casefold() and index + 1 < len(words):
            following = words[index + 1]
            rest = [word.casefold().rstrip(",") for word in words[index : 2 * index]]
            again = (
                index >= 2 and rest == [word.casefold() for word in words[:index]] and words[2 * index : 2 * index + 1]
            )
            if (again and again[0][0].islower()) or (
                following[0].islower() and (index >= 2 or following not in _SMALL_TITLE)
            ):
                return index
        if (
            not (said[0].isupper() or said[0] == "(" or said.lower() in _FUNCTION or said in "–-&")
            or said[-1] in ".,;:"
        ):
            return 0
    return 0
