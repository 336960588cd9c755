"""Flattened pages to blocks: decides where a page that was run together into one line breaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.layout.headlines import fold, known
from extractor.readers.canonical import Grid, Piece
from extractor.readers.inline import inlines, unescape
from extractor.readers.text_outlined import headings as outlined
from extractor.types import BlockKind

LONG = 2_500
"""Characters of a line above which it may be a whole page run together; real paragraphs seen reach 2,300."""
LONGEST_HEADING = 110
_END = r"(?<=[.!?:;)\]”\"®™*0-9]\s)"
"""What may stand before a heading: the end of a sentence, of a parenthesis, of a number."""

_START = re.compile(
    rf"(?:^|{_END})(?=[A-Z])|(?<=[a-z]\s)(?=(?:References|Definitions|Rationale|Background|Coding|Index"
    r"|Table\sof\s(?:Terminology|Terms|Definitions|Abbreviations|Acronyms))\s(?:[A-Z]|(?<=References\s)1\.\s[A-Z]))"
)
"""Where a heading may begin: ". Rationale There are", "all diagnoses References Peer"; not "in the Coding section"."""

_SMALL = frozenset("a an and by for in of on or the this to with is are as at vs".split())
_ABBREVIATIONS = ("U.S. ", "Dr. ", "St. ", "vs. ", "No. ", "e.g. ", "i.e. ", "al. ")
_BARE_START = re.compile(r"(?<=\s)([a-z]{2,20})\s(?=[A-Z][a-z]+\s(?:(?:and|of|&)\s)?[A-Z])")
"""Words with capitals behind a small word without a mark: "lines of business Denial Statements Services"."""
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

_SENTENCE_WORDS = frozenset("The This These Those If It There According Although We Please Note".split())
_CAPITALS = re.compile(
    r"(?<!\S)(?P<caps>[A-Z][A-Z/&’'-]{2,30}(?:\s(?:[A-Z][A-Z/&’'-]{1,30}|\([A-Z /&-]{2,40}\)|&)){0,7}:?)"
    r"\s(?=[\"“(]?[A-Z0-9][a-z0-9])"
)
"""A run of words in capitals before an ordinary sentence: "DESCRIPTION Liquid"; not "MEDICALLY NECESSARY for"."""
_EMPHASIS = frozenset(
    "NOT MEDICALLY NECESSARY INVESTIGATIONAL EXPERIMENTAL UNPROVEN AND OR ALL ANY BOTH COVERED ONE EITHER NONE NO "
    "IS ARE MUST ONLY FDA CPT HCPCS ICD NCCN CMS LCD NCD RCT DNA RNA WES WGS NGS EGFR BRAF KRAS ALK COVID USA "
    "REQUIRED".split()
)
_LABEL = re.compile(
    r"""
    (?<!\S)
    (?: (?:Original|Most\ Recent|Last|Next|Current|Initial|First|Annual)\s (?:[A-Z][a-z]+\s)?
        (?:Effective|Review(?:ed)?|Revision|Revised|Policy|Approval|Update[d]?)(?:\s Date)?        # "Last Review Date:"
      | (?:Effective|Review|Revision|Publish(?:ed)?|Publication|Issue|Approval|End|Retired?|Termination|Archived?|
           Origination|Posted|Implementation|Created|Creation|Committee\ Approval)(?:\s Date)?      # "Issue Date:"
      | (?:Medical\ |Clinical\ |Coverage\ |Reimbursement\ |Payment\ |Drug\ )?
        (?:Policy|Document|Guideline|Reference|Bulletin)
        (?:\s (?:Number|No\.?|ID|Title|Name|Type)|\s?\#)?                                            # "Document #:"
      | Subject | Topic | Section | Status | Title | Category | Lines?\ of\ Business | Department | Product[s]?
      | ORIGINAL\ EFFECTIVE\ DATE | MOST\ RECENT\ REVIEW\ DATE | EFFECTIVE\ DATE | LAST\ REVIEW(?:ED)?(?:\ DATE)?
      | POLICY\ (?:NUMBER|TITLE|NO\.?) | REVIEW\ DATE | NEXT\ REVIEW(?:\ DATE)? | SUBJECT | STATUS
    ) \s? : (?=\s)
    """,
    re.VERBOSE,
)
"""A label of the front matter: "Effective Date:", "Document #:", "Topic:"; not "the following section:"."""
_LABELLED_DATE = re.compile(
    r":\s(?:\d{1,2}/(?:\d{1,2}/)?\d{2,4}|(?:[A-Z][a-z]{2,8}\s(?:\d{1,2},\s)?\d{4})|\d{4}-\d{2}-\d{2})\s(?=[A-Z])"
)
"""The end of a labelled date: ": 07/01/2018 The"; what follows is something else."""
_NUMBERED = re.compile(r"(?<!\S)(\d{1,3})\.\s(?=[A-Z“\"(\[])")
_BULLET = re.compile(r"(?<=\s)[•●▪■➢❖◦○](?=\s)")
_ROW_DATE = re.compile(
    r"""
      (?:(?<=[.)”"}]\s)|(?<=/\d{2}\s)|(?<=/\d{4}\s))\d{1,2}/\d{1,2}/\d{2,4}\s(?=[A-Z“"(])   # ") 12/30/22 Added"
    | (?<=\s)(?:Reviewed|Revised|New|Archived|Updated)\s
      \d{1,2}/\d{1,2}/\d{2,4}\s(?=[A-Z“"(])                                       # "Reviewed 05/15/2014 The"
    """,
    re.VERBOSE,
)
"""A row of a history: ". Reviewed 05/15/2014 MPTAC review", ") 12/30/22 Added"."""
_CODE = re.compile(
    r"(?<=\s)(?:[A-Z]\d{4}|\d{4}[0-9A-Z])\s(?:\(effective[^()]{1,40}\)\s)?(?=[A-Z][a-z]|[A-Z][A-Z0-9]{1,7}\s\()"
)
_CODE_LIST = re.compile(r"(?<=,\s)(?:[A-Z]\d{4}|\d{4}[0-9A-Z])\s(?=[A-Z][a-z])")
"""The last code of a list before something new: "81479, 81599 Other Assays"."""
_CODE_BEFORE = re.compile(r"(?:,|and|or|code|codes|CPT®?|HCPCS|through|–|-|to|of|see)\s$")
_NAMES = r"""
    (?: (?:(?:de|van|von|den|der|Del|Della|Di|La|Le|El|Al)\s){0,2}
        [A-Z][\w'’-]{1,25}(?:[\s-][A-Z][\w'’-]{2,25})?\s[A-Z]{1,3}
        (?:,\s(?=[A-Z(]|et\b)|\set\sal|;\s|\.\s(?=[A-Z][a-z]))                     # "Allen WJ, Baker J", "Hayes DF et al"
      | [A-Z][\w'’-]{1,25},\s(?:[A-Z]\.[\s-]?){1,3},?\s?(?=[A-Z&(]|et\b)            # "Gouton, E., Malissen, N."
      | (?:National|American|European|International|U\.S\.|US|World|Centers?\ for|CMS\.gov|Food\ and|BlueCross|
          Blue\ Cross|NCCN|Society|College|Hayes|Agency|Clinical[Tt]rials|Canadian|British)\b[^.]{3,120}\.?\s?
          \((?:\d{1,2}:)?(?:19|20)\d{2}                                                # "National Cancer Network (2024"
    )
"""
_AUTHOR = re.compile(rf"(?<=[.)\]]\s)(?<!U\.S\.\s){_NAMES}", re.VERBOSE)
"""The first words of a reference behind the end of another."""
_NUMBER_BEFORE = re.compile(r"\d\.\s$")
_AFTER_ADDRESS = re.compile(rf"(?:doi:\s?|https?://|www\.)\S{{5,200}}\s(?={_NAMES})", re.VERBOSE)
"""An address that ends an entry without a mark: "doi:10.1000/x Allen B, Cole D"."""
_REFERENCE_END = re.compile(
    r"(?:\((?:Level\s\d\sevidence|\d{1,3}\sarticles[^()]{0,60})\)|Retrieved\s[^.()]{4,40}?\sfrom\s(?:https?://|www\.)\S{3,200}\s?\.|"
    r"PubMed\sdatabase\.)\s(?=[A-Z])"
)
"""What ends an entry in the style of the APA: "(Level 4 evidence)", "Retrieved May 2, 2025 from www.cms.gov."."""
_TWICE = re.compile(r"(?<=\s)(?P<name>[A-Z][A-Za-z]{3,20}(?:\s[A-Z][A-Za-z]{2,20}){1,5})\s(?=(?P=name)\s\()")
"""A name that ends one entry and begins the next."""
_LIST_OPENS = re.compile(
    r"(?:following|met|includ(?:e|es|ing)|such\sas|criteria|conditions|indications|requirements|any\sof|all\sof|with)"
    r"[^:.;]{0,60}:\s(?=[A-Z0-9])"
)
_SENTENCE_END = re.compile(r"\s?[.!?][)”\"]?\s(?=[A-Z“\"])")
_ITEM = re.compile(
    r"(?P<before>[\w)%®™\]”]|;(?:\s(?:and|or|AND|OR))?|,\s(?:AND|OR)|\s(?:AND|OR))\s(?=(?P<word>[A-Z][a-z]{2,20})\s[a-z(])"
)
_POSITION = re.compile(r"\b(?:considered|necessary|covered|investigational|is|are|was|were)\b")
"""A sentence with a verb is no item of a list of phrases."""


@dataclass(slots=True)
class _Cuts:
    """Where blocks begin, and which of them are items or reference entries."""

    starts: set[int] = field(default_factory=set)
    headings: dict[int, int] = field(default_factory=dict)  # start → end
    items: set[int] = field(default_factory=set)


def is_outlined(text: str) -> bool:
    """Whether a line holds headings with outline numbers: no paragraph then, but a page run together."""
    return len(text) > LONGEST_HEADING and next(outlined(text, _known), None) is not None


def pieces(text: str) -> list[Piece | Grid]:
    """The blocks of a flattened page."""
    text = " ".join(unescape(text).split())
    chrome, text = _head(text)
    result: list[Piece | Grid] = [Piece(inlines(part), kind="furniture", role="navigation") for part in chrome]
    cuts = _cuts(text)
    places = sorted({0, *cuts.starts, *cuts.headings, *cuts.headings.values()})
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        part = text[start:end].strip()
        if part:
            kind: BlockKind = "item" if start in cuts.items else "paragraph"
            result.append(Piece(inlines(part), kind=kind))
    return result


# --------------------------------------------------------------------------- the site's own words

_RESIDUE = re.compile(r"\{\{|\}\}|=\"[^\"]{0,80}\"\s?>|\}\"\s?class=|\$\{")
_SKIP = re.compile(r"\bSkip to (?:main )?content\b", re.IGNORECASE)


def _head(text: str) -> tuple[list[str], str]:
    """The words of the site before the document, and the document."""
    chrome: list[str] = []
    early = [match.end() for match in _RESIDUE.finditer(text, 0, min(len(text) // 4, 12_000))]
    if len(early) >= 3:
        end = text.find("> ", early[-1] - 1, early[-1] + 400) + 1 or early[-1]
        chrome.append(text[:end])
        text = text[end:].strip()
    elif (skip := _SKIP.search(text, 0, 1_500)) and skip.start() > 5:
        title = re.split(r"\s[|–—]\s", text[: skip.start()])[0].strip()
        again = text.find(title, skip.end(), skip.end() + 8_000) if len(title) > 5 else -1
        if again > 0:
            chrome.append(text[:again])
            text = text[again:]
    repeated, text = _unrepeated(text)
    return chrome + repeated, text


def _unrepeated(text: str) -> tuple[list[str], str]:
    """A phrase that is said three times and more on end is said once, as furniture."""
    words = [(match.start(), match[0]) for match in _WORDS.finditer(text)]
    size = 5
    seen: dict[tuple[str, ...], int] = {}
    index = 0
    while index + size <= len(words):
        key = tuple(word for _, word in words[index : index + size])
        before = seen.get(key)
        seen[key] = index
        if before is not None and index - before <= 40:
            period = index - before
            end = index
            while end + period <= len(words) and all(words[end + i][1] == words[before + i][1] for i in range(period)):
                end += period
            if (end - before) // period >= 3:
                stop = words[end][0] if end < len(words) else len(text)
                start = words[before][0]
                phrase = text[start : words[index][0]].strip()
                return [phrase], (text[:start] + text[stop:]).strip()
        index += 1
    return [], text


# --------------------------------------------------------------------------- the places


def _cuts(text: str) -> _Cuts:
    cuts = _Cuts()
    for match in _LABEL.finditer(text):
        cuts.starts.add(match.start())
    for match in _LABELLED_DATE.finditer(text):
        cuts.starts.add(match.end())
    cuts.starts.update(match.end() for match in _CODE_LIST.finditer(text))
    _headings(text, cuts)
    zones = _bibliographies(text, cuts)
    for start in [
        start for start, end in cuts.headings.items() if _within(start, zones) and not _ends(text, start, end)
    ]:
        del cuts.headings[start]  # words of a title
    for match in _BULLET.finditer(text):
        cuts.starts.add(match.start())
    rows = [match.start() for match in _ROW_DATE.finditer(text)]
    if len(rows) >= 2:
        cuts.starts.update(rows)
    _codes(text, cuts)
    cuts.starts.update(_numbered(text))
    _references(text, zones, cuts)
    _lists(text, zones, cuts)
    return cuts


def _headings(text: str, cuts: _Cuts) -> None:
    """Headings that stand within the line: known ones, runs of capitals, titles before an opening word."""
    for match in _CAPITALS.finditer(text):
        phrase = match["caps"]
        words = [word.strip("():&") for word in phrase.split()]
        said = [word for word in words if word and word not in _EMPHASIS]
        if len(words) == 1 and not (known(phrase) or (phrase.endswith(":") and len(phrase) > 5)):
            continue
        if not said or not any(len(word) > 4 for word in said):
            continue
        if _FUNCTION & {text[max(0, match.start() - 12) : match.start()].split(" ")[-2:-1][0] if match.start() else ""}:
            continue
        cuts.headings[match.start("caps")] = match.end("caps")
    for match in _PLACE.finditer(text):
        cuts.headings[match.start()] = match.end()
    candidates = {match.start() for match in _START.finditer(text)} | cuts.starts | set(cuts.headings.values())
    candidates |= {match.end() for match in _BARE_START.finditer(text) if match[1] not in _FUNCTION}
    candidates -= {match.end() + 1 for match in _LABEL.finditer(text)}
    numbered = dict(outlined(text, _known))
    candidates |= set(numbered)
    opened = sorted(numbered)
    for start in list(cuts.headings):
        place = bisect_right(opened, start) - 1
        if place >= 0 and start < numbered[opened[place]]:
            del cuts.headings[start]  # words of the title behind a number
    done = 0
    for start in sorted(candidates):
        while start < len(text) and text[start] == " ":
            start += 1
        if start < done:
            continue
        end = numbered.get(start) or _known(text, start) or _titled(text, start)
        if end:
            cuts.headings[start] = end
            done = end
            follow = _known(text, end + 1)  # "References Peer Reviewed Publications:"
            if follow and not text.startswith("Table of", start):  # the heads of columns
                cuts.headings[end + 1] = follow
                done = follow


def _known(text: str, start: int) -> int:
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
        if not said or words[-1].lower() in _SMALL or words[-1][-1] in ".,;" or words[-1] in _OPENERS:
            continue
        if not all(word[0].isupper() or word[0] in "(&/-–" for word in said) or len(fold(" ".join(said))) < len(
            [word for word in said if word[0].isalpha()]
        ):
            continue
        if set(fold(" ".join(said))) <= {"experimental", "investigational"}:
            continue
        if known(" ".join(words)):
            return end
    return 0


def _titled(text: str, start: int) -> int:
    """End of words with capitals before a sentence that begins with an opening word; 0 without such."""
    words = list(_WORDS.finditer(text[start : start + LONGEST_HEADING]))
    if not words or words[0][0] in _OPENERS or not words[0][0][0].isupper():
        return 0
    for index, word in enumerate(words[:10]):
        said = word[0]
        if index >= 2 and said in _OPENERS and index + 1 < len(words) and words[index + 1][0][0].islower():
            if words[index - 1][0][0].isupper() and words[index - 1][0] not in _OPENERS:
                return start + words[index - 1].end()
            return 0
        if index >= 2 and said == words[0][0] and index + 1 < len(words) and words[index + 1][0][0].islower():
            return start + words[index - 1].end()  # "Specific Policies Specific policies may"
        if not (said[0].isupper() or said.lower() in _FUNCTION or said in "–-&") or said[-1] in ".,;:":
            return 0
    return 0


def _codes(text: str, cuts: _Cuts) -> None:
    """Rows of a code table: a code and a description that begins with a capital."""
    rows = [
        match.start()
        for match in _CODE.finditer(text)
        if not _CODE_BEFORE.search(text, max(0, match.start() - 12), match.start())
    ]
    if len(rows) >= 2:
        cuts.starts.update(rows)


def _numbered(text: str) -> Iterator[int]:
    """Entries that count up from one: "1. Allen … 2. Baker … 3. Cole"; two and fewer are no list."""
    run: list[int] = []
    wanted = 1
    for match in _NUMBERED.finditer(text):
        number = int(match[1])
        if number == wanted and (not run or match.start() - run[-1] < 2_500):
            run.append(match.start())
            wanted += 1
        elif (number == 1 and len(run) < 3) or (number == 1 and wanted > 3):
            if len(run) >= 3:
                yield from run
            run, wanted = [match.start()], 2
    if len(run) >= 3:
        yield from run


_REFERENCES = re.compile(r"references?|bibliography|sources|publications", re.IGNORECASE)


def _bibliographies(text: str, cuts: _Cuts) -> list[tuple[int, int]]:
    """What stands between a heading of references and the next known heading of something else."""
    zones: list[tuple[int, int]] = []
    heads = sorted(cuts.headings.items())
    for position, (start, end) in enumerate(heads):
        if not _REFERENCES.search(text[start:end]) or _within(start, zones):
            continue
        stop = len(text)
        for later, later_end in heads[position + 1 :]:
            if _ends(text, later, later_end) and not _REFERENCES.search(text[later:later_end]):
                stop = later
                break
        zones.append((end, stop))
    return zones


def _ends(text: str, start: int, end: int) -> bool:
    """Whether a heading ends a bibliography: a known one, no end of a title (": A Consensus Statement From the")."""
    return known(text[start:end]) and not text[max(0, start - 3) : start].rstrip().endswith(":")


def _within(place: int, zones: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in zones)


def _references(text: str, zones: list[tuple[int, int]], cuts: _Cuts) -> None:
    """Entries of a bibliography without numbers."""
    for begin, stop in zones:
        for pattern in (_AUTHOR, _TWICE):
            for match in pattern.finditer(text, begin, stop):
                if pattern is _TWICE:
                    cuts.starts.add(match.end())
                elif not _NUMBER_BEFORE.search(text, max(0, match.start() - 5), match.start()):
                    cuts.starts.add(match.start())
        for pattern in (_REFERENCE_END, _AFTER_ADDRESS):
            for match in pattern.finditer(text, begin, stop):
                cuts.starts.add(match.end())


def _lists(text: str, zones: list[tuple[int, int]], cuts: _Cuts) -> None:
    """Items behind a line that opens a list."""
    ends = sorted({*cuts.starts, *cuts.headings, len(text)})
    place = 0
    done = 0
    for match in _LIST_OPENS.finditer(text):
        begin = match.end()
        if begin < done or _within(begin, zones):
            continue
        while place < len(ends) and ends[place] <= begin:
            place += 1
        stop = min(ends[place] if place < len(ends) else len(text), begin + 4_000)
        items, after = _fragments(text, begin, stop)
        if not items:
            items, after = _capitals(text, begin, stop)
        if items:
            cuts.starts.update((begin, *items))
            cuts.items.update((begin, *items))
            done = items[-1]
            if not after and (last := _SENTENCE_END.search(text, done, stop)):
                after = last.end()  # the full stop of the last item ends the list
            if after:
                cuts.starts.add(after)


def _fragments(text: str, begin: int, stop: int) -> tuple[list[int], int]:
    """Items that are short phrases with a full stop each, three and more; and where they end."""
    starts: list[int] = []
    position = begin
    for match in _SENTENCE_END.finditer(text, begin, stop):
        if match.start() - position > 70 or _POSITION.search(text, position, match.start()):
            break
        starts.append(position)
        position = match.end()
    return (starts[1:], position) if len(starts) >= 3 else ([], 0)


def _capitals(text: str, begin: int, stop: int) -> tuple[list[int], int]:
    """Items without marks: a word with a capital in the middle of a phrase begins the next one."""
    found: list[int] = []
    limit = begin
    for item in _ITEM.finditer(text, begin, stop):
        if _SENTENCE_END.search(text, limit, item.start()):
            break
        limit = item.start()
        before = text[max(begin, item.start() - 30) : item.start() + 1].split(" ")[-1]
        if item["before"][0] not in ";, " and (before[:1].isupper() or before[:1].isdigit()):
            continue  # within a name, behind a code
        if item["word"] in _SENTENCE_WORDS and item["before"][0] not in ";, ":
            return found, item.end()
        found.append(item.end())
    return found, 0
