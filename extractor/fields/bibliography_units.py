"""What a list of references is made of before entries are told apart: blocks, table rows, and the cuts within them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.types import Block, Reading

# What only a citation has. Matches "2010;112(4)", "2017; 50: 17", "PMID 30001234", "doi:10.1000/x", "29(3), 19-20";
# not "in 2019; 12 patients" (the digits need a mark after them).
STRONG = re.compile(
    r"""\b(?:19|20)\d\d (?:[ ;,]{1,2}[A-Z][a-z]{2}\.?(?:\s\d{1,2})?)? \s?[;:]\s? \d{1,4} \s?[:(;,.]
      | \bPMID[:\s]{1,3}\d | \b[Dd][Oo][Ii][:\s./]\s?(?:10|h) | \d\s?\(\d{1,3}\)\s?[:,]\s?[eS]?\d+(?:\s?[-–]|[.;])
      | \.\s(?:[A-Z][a-z]{2}\s(?:\d{1,2}\s)?)(?:19|20)\d\d;\s?\d
    """,
    re.VERBOSE,
)
# What an entry of some kind has: a year, an address, a place of publication, a version, a label of a product.
FEATURE = re.compile(
    r"""\b(?:19|20)\d\d\b | https?:|www\.|\.(?:gov|org|com|edu)\b | \b[Aa]ccess(?:ed)?\b | \b[Aa]vailable\s(?:at|from|online)\b
      | \bet\.?\sal\b | \[[A-Za-z ]{3,40}\] | \b[Pp]rescribing\s[Ii]nformation\b | \b[Pp]ackage\s[Ii]nsert\b | \b[Vv](?:ersion|\.)?\s?\d
      | \b[LA]\d{5}\b | \b(?:NCD|LCD)\b | \b\d{2}/\d{2}\b | \b[A-Z]{2}:\s
    """,
    re.VERBOSE,
)
DATED = re.compile(r"\b(?:19|20)\d\d\b|https?:|www\.")
# How the rest of a cut entry begins: a small letter, an address, a date of access, an identifier, figures.
REST = re.compile(
    r"""(?!(?:de|van|von|der|den|la|le|di|da|del|dos|el|al|ter)\s(?:der\s|den\s|la\s)?[A-Z][\w'’-]{1,24}(?:\s[A-Z][\w'’-]{1,24})?\s[A-Z]{1,3}[,.])
        [a-zß-ÿ(,;:&/–-](?!\w?[.)]\s) | https?: | www\. | (?:Available|Accessed|Retrieved|Epub|PMID|PMCID|DOI|Updated|Last)\b
      | (?:\d[\d.():;–-]{0,24}|[A-Z][a-z]{1,16}\.?\s(?:19|20)\d\d)(?:[.;:]|$) | (?:19|20)\d\d[;:.] | [®™©.]""",
    re.VERBOSE,
)
# What closes a document after its bibliography: notices, dates of the policy. "Revised: 6/23 (…)", "Copyright ©".
NOTICE = re.compile(
    r"""(?:\W{0,3}(?:©|Copyright|All\sRights|Disclaimer|Proprietary|Confidential|Trademark|Document\sURL|Language\sservices)\b | ©
      | This\s(?:policy|document|guideline|medical|coverage|clinical|information)\b | The\s(?:polic(?:y|ies)|information)\b
      | (?:[A-Z][\w&]{1,20}\s){0,5}(?:Devised|Revised|Reviewed|Approv(?:ed|al)|Effective|Updated?|Reviews?|Revisions?)(?:\s[Dd]ates?)?\s?:
      | \d{1,2}/(?:\d{1,2}/)?\d{2,4}\b | (?:Policy|Revision|Document|Review)\s(?:History|Log|Details)\b
      | For\sadditional\sinformation\b.{0,40}\bcall\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[\[(]?(?P<number>\d{1,3})(?:\s?[.)\]:]{1,2}(?!\d)|(?=\s[A-Z“\"])|(?=\t)|(?=[A-Z][a-z]{2,20},?\s[A-Z]))\s*"
)
# A notice that runs on behind the last entry, a name before it perhaps: "Amber Health, Inc. ©2026 – This document …".
_RIGHTS = re.compile(
    r"(?<=[.)/\d])\s(?:[A-Z][^.©]{2,50}(?:,\s(?:Inc|LLC)\.|\.)?\s)?(?:©|Copyright\s(?:©\s?)?(?=\d))"
    r"(?=.{0,60}\b(?:[Tt]his\s(?:document|policy)|[Pp]roprietary|[Nn]o\spart|[Aa]ll\s[Rr]ights))"
)
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d:?$")  # a sub-heading of a list ordered by year
_LETTER = re.compile(r"\(?[A-Za-z][.)]$")
_NO_NUMBER = re.compile(r"(?:19|20)\d\d|\d{1,6}[:(]")
_LONE_NUMBER = re.compile(r"[\[(]?(?P<number>\d{1,3})[.)\]]{0,2}$")


@dataclass(slots=True)
class Unit:
    """A block, a row of a table or a piece of one: perhaps an entry, perhaps the rest of one."""

    start: int
    end: int
    number: int | None
    content: int  # first offset after the number
    bullet: bool = False
    headed: bool = False  # a heading stands before it


def units(reading: Reading, start: int, end: int, *, is_body: Callable[[str], bool]) -> Iterator[Unit]:
    """The units of a stretch of the document; ``is_body`` tells a corporate author."""
    for unit in _blocks(reading, start, end):
        yield from _pieces(reading.text, unit, is_body)


def _blocks(reading: Reading, start: int, end: int) -> Iterator[Unit]:
    document, text = reading.document, reading.text
    headings = {section.start: section.heading for section in reading.sections if start <= section.start < end}
    tables: dict[int, bool] = {}
    row: Unit | None = None
    place: tuple[int | None, int | None] = (None, None)
    pending: list[int] = []  # numbers that stand alone, before the entries that they belong to
    last = 0
    headed = False
    for block in document.blocks_in(document.blocks[max(document.block_at(start), 0)].start, end):
        begin, stop = max(block.start, start), min(block.end, end)
        if stop - begin > 60 and (rights := _RIGHTS.search(text, begin + 40, stop)):
            stop = rights.start()
        if block.kind == "furniture" or block.role not in ("body", "note") or begin >= stop:
            continue
        if (block.kind == "heading" or _YEAR_ALONE.match(text, begin, stop)) and not STRONG.search(text, begin, stop):
            headed = True
            continue
        if block.start in headings and not STRONG.search(text, begin, stop):
            headed = True
            begin = _after_heading(text, headings[block.start], begin, stop)
            if begin >= stop:
                continue
        if block.table is not None:
            if block.table not in tables:
                tables[block.table] = _cites(reading, block.table)
            if not tables[block.table]:
                continue
        unit = _unit(text, block, begin, stop)
        if block.table is not None and row is not None and (block.table, block.row) == place:
            if row.content >= row.end:  # the number's own cell
                row.content = unit.start
            row.end = unit.end
            continue
        if row is not None:
            yield row
            row = None
        if block.table is not None:
            row, place = unit, (block.table, block.row)
            continue
        body = text[unit.start : unit.end]
        if lone := _LONE_NUMBER.match(body):
            pending.append(int(lone["number"]))
            continue
        if unit.number is None and body.startswith(". "):  # a page image whose digit was not read
            unit.number, unit.content = last + 1, unit.start + 2
        elif unit.number is None and pending and not REST.match(body) and not NOTICE.match(body):
            following = [number for number in pending if number > last]
            unit.number = last + 1 if following and (last + 1 in following or len(following) > 1) else None
            pending = [number for number in pending if number > last + 1]
        last = unit.number or last
        unit.headed, headed = headed, False
        yield unit
    if row is not None:
        yield row


def _after_heading(text: str, heading: str, begin: int, stop: int) -> int:
    """Where a block goes on after the heading that it opens with."""
    if stop - begin <= len(heading) + 12:
        return stop
    found = text.find(heading, begin, stop)
    if found < 0:
        return begin
    begin = found + len(heading)
    while begin < stop and text[begin] in " :.\t":
        begin += 1
    return begin


def _cites(reading: Reading, index: int) -> bool:
    """Whether the rows of a table are entries, most of them."""
    rows = [reading.text[row[0].start : row[-1].end] for row in reading.document.tables[index].rows if row]
    told = sum(STRONG.search(row) is not None or (len(row) > 60 and FEATURE.search(row) is not None) for row in rows)
    return told * 2 > len(rows)


def _unit(text: str, block: Block, begin: int, end: int) -> Unit:
    label = block.label if block.label and block.start == begin else None
    source = text[label.start : label.end] if label else ""
    if label and (match := _LONE_NUMBER.match(source)):
        return Unit(begin, end, int(match["number"]), _skip(text, label.end, end))
    if block.table is not None and (match := _LONE_NUMBER.match(text[begin:end])):
        return Unit(begin, end, int(match["number"]), end)  # the number's own cell
    content = _skip(text, label.end, end) if label and (not source[:1].isalnum() or _LETTER.match(source)) else begin
    match = _NUMBER.match(text, content, end)
    if match and (match.end() < end or block.table is not None) and not _NO_NUMBER.match(text, content, end):
        return Unit(begin, end, int(match["number"]), match.end())
    return Unit(begin, end, None, content, bullet=block.kind == "item")


def _skip(text: str, offset: int, end: int) -> int:
    while offset < end and text[offset].isspace():
        offset += 1
    return offset


# --------------------------------------------------------------------------- several entries in one block


# A sub-heading that runs in before an author: "Peer reviewed publications: Adams A, …".
_RUN_IN_HEADING = re.compile(r"[A-Z][A-Za-z ,&/-]{5,80}:\s(?=[A-ZÀ-Þ][\w'’-]{1,24}\s[A-Z]{1,3}(?:,|\.|\set\s))")


def _pieces(text: str, unit: Unit, is_body: Callable[[str], bool]) -> Iterator[Unit]:
    """A unit cut where further entries run on in it: the next numbers in turn, or a name after a source's end."""
    cuts = list(_next_numbers(text, unit)) if unit.number is not None else []
    if not cuts and unit.end - unit.start > 300:
        cuts = list(_next_numbers(text, unit, first=True)) or [
            (cut, None, cut) for cut in _name_cuts(text, unit, is_body)
        ]
    if not cuts:
        yield unit
        return
    if headed := _RUN_IN_HEADING.match(text, unit.content, unit.end):
        unit.content = headed.end()
    if cuts[0][0] > unit.content:
        first = _rstrip(text, unit.content, cuts[0][0])
        yield Unit(unit.start, first, unit.number, unit.content, unit.bullet, unit.headed)
    for (low, number, content), high in zip(cuts, [*(cut[0] for cut in cuts[1:]), unit.end], strict=True):
        if headed := _RUN_IN_HEADING.match(text, content, high):
            low = content = headed.end()
        yield Unit(low, _rstrip(text, content, high), number, content, unit.bullet)


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


_RUN_IN_NUMBER = re.compile(
    r"(?:(?<=\s)|(?<=[.)/]))[\[(]?(?P<number>\d{1,3})(?:[.)\]]{1,2}\s*|\s)(?=[A-Z“\"À-Þ‘]|d[ea]\s)"
)


def _next_numbers(text: str, unit: Unit, *, first: bool = False) -> Iterator[tuple[int, int | None, int]]:
    """Offsets at which the following numbers open further entries of a unit, found in turn."""
    wanted = 1 if first else (unit.number or 0) + 1
    found: list[tuple[int, int | None, int]] = []
    position = unit.content
    for match in _RUN_IN_NUMBER.finditer(text, unit.content, unit.end):
        if int(match["number"]) == wanted and match.start() >= position:
            found.append((match.start(), wanted, match.end()))
            position, wanted = match.end() + 12, wanted + 1
    if first and len(found) < 2:
        return
    yield from found


# The end of a source: pages, an identifier, an address, a date of access, a remark in brackets.
_SOURCE_END = re.compile(
    r"""(?: [:;,(]\s?[A-Za-z]{0,4}\d[\w.–-]{0,20} | \b(?:19|20)\d\d | \d{5,12} | [/-][^\s/-]{2,80} | \b(?:www|http)\S{1,50} | \.(?:gov|org|com)/?
        | \b(?:evidence|reviewed|references|accessed[^.]{3,30}) | \b[Dd]atabase | \b[Rr]eview )[)\]]?\s?\.?$""",
    re.VERBOSE,
)
_SENTENCE = re.compile(r"(?:(?<=[.)\]/®])|(?<=\d)|(?:https?:|www\.)\S{4,300}+)\s+(?=[A-ZÀ-Þ]|d[ea]\s[A-Z]|van\s|von\s)")
_PERSON = re.compile(
    r"""(?:[dv][ae]n?\s(?:der\s)?|[A-Z]['’])?[A-ZÀ-Þ][\w'’-]{1,24}(?:\s(?:de|van|von|der|la)\b)?(?:\s[A-ZÀ-Þ][\w'’-]{1,24})?
        (?: \s[A-Z]{1,4}(?:,\s|;\s|\.\s(?=[A-Z0-9])|\set\sal) | ,\s(?:[A-Z]\.\s?-?){1,3}(?:,|&|\(|\s?et\sal|\s[A-Z]) )""",
    re.VERBOSE,
)
_BODY = re.compile(
    r"""(?P<name>(?:U\.S\.\s)?[A-Z](?: [^.(] | \.(?=gov\b|com\b|org\b) ){2,90}?)
        \s?(?:\.\s | \(\s?(?:19|20)\d\d | \([A-Z][\w&-]{1,12}\) )""",
    re.VERBOSE,
)
# Two persons in the style that inverts their names: so much tells an entry's beginning even after no full stop.
_TWO_PERSONS = re.compile(r"(?<=[a-z]\s)(?=[A-Z][\w'’-]{1,24},\s(?:[A-Z]\.\s?){1,3},\s[A-Z][\w'’-]{1,24},\s[A-Z]\.)")
_FIGURE = re.compile(r"\d")
# A body's name twice: "… from the Some Body Some Body (2024, July)": the first ends an entry, the second opens one.
_TWICE = re.compile(r"\b(?P<name>(?:[A-Z][a-z]{2,20}\s){2,6})(?=(?P=name)\()")


def _name_cuts(text: str, unit: Unit, is_body: Callable[[str], bool]) -> Iterator[int]:
    """Offsets at which unnumbered entries begin within a unit: an author after a source's end."""
    strong = sum(1 for _ in STRONG.finditer(text, unit.content, unit.end))
    doubled = {match.end() for match in _TWICE.finditer(text, unit.content, unit.end)}
    doubled |= {match.end() for match in _TWO_PERSONS.finditer(text, unit.content, unit.end)}
    if strong < 2 and not doubled:
        return
    candidates = sorted(doubled | {match.end() for match in _SENTENCE.finditer(text, unit.content, unit.end)})
    last = unit.content
    for cut in candidates:
        if cut - last < 30 or not (cut in doubled or _SOURCE_END.search(text[max(last, cut - 90) : cut].rstrip())):
            continue
        if not FEATURE.search(text, last, cut):
            continue
        body = _BODY.match(text, cut, unit.end)
        named = body is not None and not _FIGURE.search(body["name"]) and is_body(body["name"])
        if cut in doubled or named or _PERSON.match(text, cut, unit.end):
            yield cut
            last = cut
