"""Flattened pages to blocks: decides where a page that was run together into one line breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.layout.headlines import SIGNS, known
from extractor.readers import (
    text_captions,
    text_chrome,
    text_counted,
    text_fronts,
    text_leads,
    text_listed,
    text_logged,
)
from extractor.readers.canonical import Grid, Piece
from extractor.readers.inline import inlines, unescape
from extractor.readers.text_headed import LONGEST_HEADING, headings, known_end
from extractor.readers.text_outlined import headings as outlined
from extractor.types import BlockKind

LONG = 2_500
"""Characters of a line above which it may be a whole page run together; real paragraphs seen reach 2,300."""
_NUMBERED = re.compile(r"(?<!\S)(\d{1,3})\.\s(?=[A-Z“\"(\[])")
_COUNTED = re.compile(r"[A-Z]{1,5}\.\s")
_BULLET = re.compile(r"(?<=\s)[•●▪■➢❖◦○](?=\s)")
_BULLET_ALONE = re.compile(r"[•●▪■➢❖◦○]")
_CONNECTED = re.compile(r"(?<=[a-z)\]] )(?:AND|OR) (?=(?:ALL|ONE|ANY|EITHER|BOTH|TWO|THREE|AT LEAST)\b[^.;:]{3,80}:)")
"""A line that joins two lists: "lymphoma AND ONE of the following:"."""
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
    r"PubMed\sdatabase\.|PMID:?\s?\d{6,8}\.?|(?:[Rr]eview|Panel)\s\d{1,2}/(?:19|20)\d\d)\s(?=[A-Z](?!MC\d|MCID|MID))"
)
"""What ends an entry: "(Level 4 evidence)", "Retrieved May 2, 2025 from www.cms.gov.", "PMID 12345678", "review 4/2025"."""
_TWICE = re.compile(r"(?<=\s)(?P<name>[A-Z][A-Za-z]{3,20}(?:\s[A-Z][A-Za-z]{2,20}){1,5})\s(?=(?P=name)\s\()")
"""A name that ends one entry and begins the next."""
_BODY = re.compile(r"\s?(?P<words>[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20}){2})")
_OPENING = 80  # characters of a bibliography's first entry that a heading within it may repeat
_UNPARTED = re.compile(
    r"(?<=[a-z)]\s)For\s(?=(?:individuals|members|patients|adults|children|beneficiaries|diagnosis)\s[a-z])"
)
"""A sentence behind one that lost its full stop: "on the day of the visit For members diagnosed with"."""
_LIST_OPENS = re.compile(
    r"(?:following|met|includ(?:e|es|ing)|such\sas|criteria|conditions|indications|requirements|any\sof|all\sof|with)"
    r"[^:.;]{0,60}:\s(?=[A-Z0-9])"
)
_SENTENCE_WORDS = frozenset("The This These Those If It There According Although We Please Note".split())
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
    sure: set[int] = field(default_factory=set)  # headings by their form


def is_outlined(text: str) -> bool:
    """Whether a line holds headings with outline numbers: no paragraph then, but a page run together."""
    return len(text) > LONGEST_HEADING and next(outlined(text, known_end), None) is not None


def pieces(text: str) -> list[Piece | Grid]:
    """The blocks of a flattened page."""
    text = " ".join(unescape(text).split())
    chrome, text, title = text_chrome.head(text)
    foot, foot_end = text_chrome.foot(text)
    result: list[Piece | Grid] = [Piece(inlines(part), kind="furniture", role="navigation") for part in chrome]
    cuts = _cuts(text)
    places = {0, title, *cuts.starts, *cuts.headings, *cuts.headings.values()}
    if foot_end:
        places = {place for place in places if not foot < place < foot_end} | {
            text_chrome.numbered(text, foot),
            foot,
            foot_end,
        }
    ordered = sorted(place for place in places if place < len(text))
    for start, end in pairwise([*ordered, len(text)]):
        part = text[start:end].strip()
        if part and not _BULLET_ALONE.fullmatch(part):
            kind: BlockKind = "item" if start in cuts.items else "paragraph"
            if start in cuts.sure and cuts.headings.get(start) == end:
                kind = "heading"
            if foot_end and start == foot:
                result.append(Piece(inlines(part), kind="furniture", role="navigation"))
            else:
                result.append(Piece(inlines(part), kind=kind))
    return result


# --------------------------------------------------------------------------- the places


def _cuts(text: str) -> _Cuts:
    cuts = _Cuts()
    front = text_fronts.starts(text)
    cuts.starts.update(front.starts)
    cuts.starts.update(match.end() for match in _CODE_LIST.finditer(text))
    captions = text_captions.captions(text)
    cuts.sure = captions.sure
    cuts.headings.update(headings(text, cuts.starts, front, captions.ends))
    listed = text_listed.lists(text)
    cuts.headings = {start: end for start, end in cuts.headings.items() if not _within(start, listed.barred)}
    cuts.starts.update(listed.starts)
    cuts.headings.update(text_logged.found(text, cuts.headings))
    for begin, end, places in text_logged.rows(text, cuts.headings):
        cuts.headings = {start: stop for start, stop in cuts.headings.items() if not begin < start < end}
        cuts.starts = {start for start in cuts.starts if not begin < start < end}
        cuts.starts.update(places)
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
    counted = list(text_counted.starts(text, zones))
    cuts.starts.update(counted)
    for start in counted:
        label = _COUNTED.match(text, start)
        if label and label.end() in cuts.headings:  # "IV. Required Definitions"
            cuts.headings[start] = cuts.headings.pop(label.end())
            cuts.starts.discard(label.end())
    cuts.starts.update(match.start() for match in _CONNECTED.finditer(text))
    cuts.starts.update(match.start() for match in _UNPARTED.finditer(text) if not _within(match.start(), zones))
    bullets = [match.start() for match in _BULLET.finditer(text)]
    items = sorted(start for start in (*bullets, *counted) if not _within(start, zones))
    cuts.starts.update(text_leads.leads(text, items))
    cuts.starts.update(text_leads.tails(text, items, sorted({*cuts.starts, *cuts.headings})))
    _references(text, zones, cuts)
    _lists(text, zones, cuts)
    return cuts


def _codes(text: str, cuts: _Cuts) -> None:
    """Rows of a code table: a code and a description that begins with a capital."""
    rows = [
        match.start()
        for match in _CODE.finditer(text)
        if not _CODE_BEFORE.search(text, max(0, match.start() - 12), match.start())
    ]
    if len(rows) >= 2:
        cuts.starts.update(rows)


def _count(text: str, begin: int) -> int:
    """Where the last entry begins that counts up from one behind an offset; the offset itself without such."""
    last, wanted = begin, 1
    for match in _NUMBERED.finditer(text, begin):
        number = int(match[1])
        if match.start() - last > (2_500 if wanted > 1 else 80) or (number == 1 and wanted > 1):
            break
        if number == wanted:
            last, wanted = match.start(), wanted + 1
    return last if wanted > 3 else begin


_REFERENCES = re.compile(r"references?|bibliography|sources|publications", re.IGNORECASE)


def _bibliographies(text: str, cuts: _Cuts) -> list[tuple[int, int]]:
    """What stands between a heading of references and the next known heading of something else."""
    zones: list[tuple[int, int]] = []
    heads = sorted(cuts.headings.items())
    for position, (start, end) in enumerate(heads):
        if start not in cuts.headings or not _REFERENCES.search(text[start:end]) or _within(start, zones):
            continue
        stop = len(text)
        counted = _count(text, end)
        opening = _bare(text[end : end + _OPENING])
        for later, later_end in heads[position + 1 :]:
            if later < counted or opening.startswith(_bare(text[later:later_end])):
                del cuts.headings[later]  # words of an entry
            elif _ends(text, later, later_end) and not _REFERENCES.search(text[later:later_end]):
                stop = later
                break
        zones.append((end, stop))
    return zones


def _bare(text: str) -> str:
    """A text without the signs of trade marks."""
    return text.translate(SIGNS).strip()


def _ends(text: str, start: int, end: int) -> bool:
    """Whether a heading ends a bibliography: a known one, no end of a title (": A Consensus Statement From the")."""
    return known(text[start:end]) and not text[max(0, start - 3) : start].rstrip().endswith(":")


def _within(place: int, zones: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in zones)


def _references(text: str, zones: list[tuple[int, int]], cuts: _Cuts) -> None:
    """Entries of a bibliography without numbers."""
    for zone, stop in zones:
        begin = _count(text, zone)
        if begin == zone:
            cuts.starts.update(_alike(text, begin, stop))
        for pattern in (_AUTHOR, _TWICE):
            for match in pattern.finditer(text, begin, stop):
                if pattern is _TWICE:
                    cuts.starts.add(match.end())
                elif not _NUMBER_BEFORE.search(text, max(0, match.start() - 5), match.start()):
                    cuts.starts.add(match.start())
        for pattern in (_REFERENCE_END, _AFTER_ADDRESS):
            for match in pattern.finditer(text, begin, stop):
                cuts.starts.add(match.end())


def _alike(text: str, begin: int, stop: int) -> list[int]:
    """Entries that begin with the words that the first does, three at least: "Marlo Tape Board (MTB). … Marlo Tape Board"."""
    first = _BODY.match(text, begin)
    if first is None:
        return []
    pattern = re.compile(rf"(?<=[.)\d]\s){re.escape(first['words'])}")
    return [match.start() for match in pattern.finditer(text, begin, stop)]


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
