"""What stands before a list and behind its items in a page that was run together: decides where lines of their own begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

_WORD = re.compile(r"\S+")
_SMALL = frozenset("a an and as at by for from in into of on or per the to under vs with without due".split())
_NEVER = frozenset(
    "a an and as at by for from in into of on or per the to under vs with without due than that which is are was were be "
    "has have had who when if not no using use including versus e.g. i.e. and/or like such either both any all only see "
    "via after before during between most".split()
)
"""Small words behind which a word with a capital goes on with the phrase: "treated with Humira"."""
_OPENS = re.compile(
    r"\bfollowing\b|\bincluding\b|\bcriteri(?:a|on)\s(?:is|are)\b"
    r"|\b(?:includes?|met|with|are|is|as|meets?|has|have|of|or|and|to|e\.g\.)\s?:$|\((?:\d|[A-Za-z]|[ivx]+)(?:,|\s(?:and|or)\s)",
    re.IGNORECASE,
)
"""What a line says that opens a list of conditions: "ONE of the following (a or b):"."""
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)\]]\)?|[•●▪■➢❖◦○o–-]")
_SPEAKS = re.compile(r"\b(?:is|are|was|were|be|has|have|must|may|will|should|can|does|do)\b")
_NAMED = re.compile(
    r"(?:note|example|examples|exception|or|and|table|figure|page|appendix|section|group|number|no|version|code|codes)\W*",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b|^[A-Z]\d\d")
_ABBREVIATED = re.compile(r"[a-z]\s\([A-Z][A-Za-z]{1,6}\)$")
_FIRST = re.compile(r"(?:1|I|A)[.)]\s")
"""The first label of a list: "Moderate ring disease (RD) 1. Age"; behind a later one an item goes on."""
_SHORT = 6  # words of such a line that a colon ends and no mark precedes
_LOOK = 140  # characters of the longest such line
_WORDS = 9


def leads(text: str, lists: Iterable[int]) -> Iterator[int]:
    """Where lines begin that stand right before a list: "… setting Breast Cancer: • Stage II", "(see A). Asthma 1. The"."""
    for start in lists:
        place = _lead(text, start)
        if place:
            yield place


def _lead(text: str, stop: int) -> int:
    """Where the line before a list begins; 0 where what stands there goes on from before."""
    begin = max(0, stop - _LOOK)
    words = list(_WORD.finditer(text, begin, stop))
    if begin and words and text[begin - 1] != " ":
        words = words[1:]
    if len(words) < 2:
        return 0
    last = words[-1][0]
    if last[-1] in ".;,•" or last in _SMALL or last.lower() in ("or", "-and-", "-or-"):
        return 0
    colon = last[-1] == ":"
    titled = 0
    for index in range(len(words) - 1, max(0, len(words) - 1 - _WORDS), -1):
        said, before = words[index][0], words[index - 1][0]
        if index < len(words) - 1 and said[-1] in ".:;":
            return 0
        titled += said[:1].isupper() or said[0] in "(/&–-" or said in _SMALL
        ended = before[-1] in ".:;!?" and not before.endswith(("e.g.", "i.e.", "vs."))
        if said[:1].isupper() and (ended or _ends_phrase(before)):
            phrase = text[words[index].start() : words[-1].end()]
            count = len(words) - index
            whole = titled == count
            if _LABEL.fullmatch(before) or not _stands(phrase):
                return 0
            if before[-1] == "." or (ended and (whole or colon)):
                return words[index].start()
            fits = (colon and count <= _SHORT and (count > 1 or not phrase.isupper())) or (whole and count >= 2)
            if not fits and 3 <= count <= _WORDS and _ABBREVIATED.search(phrase) and _FIRST.match(text, stop):
                return _sentence_start(words, index) or words[index].start()
            return words[index].start() if fits else 0
        if before[-1] in ".:;":
            return 0
    return 0


def _sentence_start(words: list[re.Match[str]], index: int) -> int:
    """Where a sentence of few words begins that the words from an index on only end: "(see A). Active Ring disease (RD)"."""
    for earlier in range(index - 1, max(0, len(words) - 1 - _WORDS), -1):
        if words[earlier][0][-1] in ",.:;":
            return 0
        if words[earlier - 1][0].endswith("."):
            return words[earlier].start() if words[earlier][0][:1].isupper() else 0
    return 0


def _ends_phrase(word: str) -> bool:
    """Whether a word without a mark may be a phrase's last: in small letters, and none that goes on."""
    return word[0].islower() and word[-1] not in ",-–" and word.rstrip(")]")[-1:].islower() and word not in _NEVER


def _stands(phrase: str) -> bool:
    """Whether a phrase may be a line of its own: it opens no list of conditions, and says nothing of anything."""
    return not (_OPENS.search(phrase) or _SPEAKS.search(phrase) or _NAMED.fullmatch(phrase) or _DATED.search(phrase))


_SENTENCE = re.compile(r"(?<=[.!?)”\"\]])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!U\.S\.)(?<!al\.)\s(?=[A-Z“])")
_VERDICT = re.compile(
    r"\b(?:is|are)\s(?:not\s)?(?:considered|covered|recommended|limited\sto|unproven|medically\snecessary|investigational|excluded)\b"
    r"|\bconsiders?\b.{1,200}?\b(?:medically\snecessary|experimental|investigational|unproven)"
    r"|\bmay\s(?:not\s)?be\s(?:if\s)?(?:approved|considered|authorized)\b|\bmeets?\sthe\sdefinition\sof\b|^Excluded\sfrom\s"
    r"|\bwill\s(?:not\s)?be\s(?:approved|authorized|covered|issued)\b"
)
_TERMS = re.compile(
    r"(?:Approval|Authorization|Reauthorization|Coverage|Initial|Renewal|Continuation|Length|Duration)\s(?:[\w-]+\s){0,3}"
    r"(?:[Dd]uration|[Pp]eriod|[Ll]ength|[Rr]equests?|[Tt]herapy|[Aa]pprovals?|[Cc]riteria|[Ll]imits?)\b"
)
"""Words that open what is said of an approval: "Approval Duration for asthma"."""


_ISSUED = re.compile(
    r"(?<=[a-z)] )(?:Authorization|Approval|Coverage|Reauthorization) (?:will|is|may) (?:be )?(?:issued|given|granted|approved|valid)\b"
)
"""The terms of an approval behind an item without a mark: "tolerated doses Authorization will be issued"."""


def tails(text: str, items: Sequence[int], stops: Sequence[int]) -> Iterator[int]:
    """Where something else begins behind an item's sentence: a verdict, or the terms of an approval."""
    place = 0
    for start in items:
        while place < len(stops) and stops[place] <= start:
            place += 1
        stop = min(stops[place] if place < len(stops) else len(text), start + _LONGEST)
        ends = [match.end() for match in _SENTENCE.finditer(text, start + 8, stop)]
        issued = _ISSUED.search(text, start + 8, ends[0] if ends else stop)
        if issued and text[start : issued.start()].split()[-1] not in _NEVER:
            yield issued.start()
            continue
        for begin, end in pairwise([*ends, stop]):
            sentence = text[begin:end]
            if _TERMS.match(sentence) or (_VERDICT.search(sentence) and not _NOTED.match(sentence)):
                yield begin
                break


_NOTED = re.compile(r"Notes?\b|Examples?\b|[Tt]his\b|These\b|[(\[“]|An?\s(?:exception|trial)\b")
_LONGEST = 4_000  # characters of an item that are looked through
