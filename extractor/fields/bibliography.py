"""Where the bibliography stands and where each of its entries begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.types import Block, Reading

# What only a citation has. Matches "2010;112(4)", "2017; 50: 17", "PMID 30001234", "doi:10.1000/x", "29(3), 19-20";
# not "in 2019; 12 patients" (the digits need a mark after them).
_STRONG = re.compile(
    r"""\b(?:19|20)\d\d (?:[ ;,]{1,2}[A-Z][a-z]{2}\.?(?:\s\d{1,2})?)? \s?[;:]\s? \d{1,4} \s?[:(;,.]
      | \bPMID[:\s]{1,3}\d | \bdoi[:\s./] | \d\s?\(\d{1,3}\)\s?[:,]\s?[eS]?\d+\s?[-–] | \bet\.?\sal\b[.,;:]\s.{20,400}?\b(?:19|20)\d\d\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What an entry of some kind has: a year, an address, a place of publication, a version, a label of a product.
_FEATURE = re.compile(
    r"""\b(?:19|20)\d\d\b | https?:|www\.|\.(?:gov|org|com|edu)\b | \b[Aa]ccess(?:ed)?\b | \b[Aa]vailable\s(?:at|from|online)\b
      | \bet\.?\sal\b | \[[^\]]{3,40}\] | \b[Pp]rescribing\s[Ii]nformation\b | \b[Pp]ackage\s[Ii]nsert\b | \bv(?:ersion|\.)?\s?\d
      | \b[LA]\d{5}\b | \b(?:NCD|LCD)\b | \b\d{2}/\d{2}\b | \b[A-Z]{2}:\s
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b|https?:|www\.")
_NUMBER = re.compile(r"[\[(]?(?P<number>\d{1,3})(?:\s?[.)\]:]{1,2}(?!\d)|(?=\s[A-Z“\"])|(?=\t))\s*")
_LONE_NUMBER = re.compile(r"[\[(]?(?P<number>\d{1,3})[.)\]]{0,2}$")
# How the rest of a cut entry begins: a small letter, an address, a date of access, an identifier, figures.
_REST = re.compile(
    r"""[a-zß-ÿ(,;:&/–-](?!\w?[.)]\s) | https?: | www\. | (?:Available|Accessed|Retrieved|Epub|PMID|PMCID|DOI|Updated|Last)\b
      | (?:\d[\d.():;–-]*|[A-Z][a-z]+\.?\s(?:19|20)\d\d)(?:[.;:]|$) | (?:19|20)\d\d[;:.] | [®™©.]""",
    re.VERBOSE,
)
# Where one unnumbered entry may end and the next begin on one line: a source's end, then a name with initials.
_RUN_ON = re.compile(
    r"""(?: (?<=\d[.)]) | (?<=\d) | (?<=[a-z][.)]) | (?<=/) | (?<=/\.) ) \s+
        (?= (?:[dv][ae]n?\s|[A-Z]['’])?[A-ZÀ-Þ][\w'’-]{1,24}(?:\s[A-ZÀ-Þ][\w'’-]{1,24})? (?: ,?\s[A-Z]{1,3}(?:,\s|\.\s|\set\sal) | ,\s(?:[A-Z]\.\s?){1,3}(?:,|&|\(|et\sal) ) )""",
    re.VERBOSE,
)
_TERMINAL = re.compile(r"(?:[.>)\]”/]|\d|\.(?:html?|pdf|aspx?|com|org|gov))$")
_INTRODUCTION = re.compile(r"references?:?$|:$|^(?:the|this)\s(?:above|following|policy)\b|^note:", re.IGNORECASE)
# What closes a document after its bibliography: notices, dates of the policy. "Revised: 6/23 (…)", "Copyright ©".
_NOTICE = re.compile(
    r"""(?:\W{0,3}(?:©|Copyright|All\sRights|Disclaimer|Proprietary|Confidential|Trademark|Document\sURL|Language\sservices)\b | ©
      | This\s(?:policy|document|guideline|medical|coverage|clinical|information)\b | The\s(?:polic(?:y|ies)|information)\b
      | (?:[A-Z][\w&]{1,20}\s){0,5}(?:Devised|Revised|Reviewed|Approv(?:ed|al)|Effective|Updated?|Reviews?|Revisions?)(?:\s[Dd]ates?)?\s?:
      | \d{1,2}/(?:\d{1,2}/)?\d{2,4}\b | (?:Policy|Revision|Document|Review)\s(?:History|Log|Details)\b
      | For\sadditional\sinformation\b.{0,40}\bcall\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_PROSE_LENGTH = 26  # words without any mark of a citation: a notice after the list, no entry


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its printed number, and the stretches of the text (more than one where a page cuts it)."""

    number: int | None
    stretches: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.stretches[0][0]

    @property
    def end(self) -> int:
        return self.stretches[-1][1]

    def text_in(self, text: str) -> str:
        """The entry without its number; a cut by a page or line is one blank."""
        return " ".join(text[start:end].replace("\t", " ") for start, end in self.stretches)


@dataclass(slots=True)
class _Unit:
    """A block, or a row of a table: what a list is made of before entries are told apart."""

    start: int
    end: int
    number: int | None
    content: int  # first offset after the number
    bullet: bool


def entries(reading: Reading) -> tuple[Entry, ...]:
    """The entries of every bibliography in the document, in its order."""
    found: list[Entry] = []
    for start, end in zones(reading):
        found += _entries(reading, start, end)
    return tuple(found)


def zones(reading: Reading) -> tuple[tuple[int, int], ...]:
    """The stretches in which entries stand: sections of references, or else a run of blocks that only cite."""
    zones: list[tuple[int, int]] = []
    for section in reading.sections:
        if section.type != "references" or zones and section.start < zones[-1][1]:
            continue
        end = section.end
        for inner in reading.sections:  # a part of another kind ends the list
            if section.start < inner.start < end and inner.type not in ("references", "other", "definitions"):
                end = inner.start
        zones.append((section.start, end))
    return tuple(zone for zone in zones if zone[1] > zone[0]) or tuple(_citing_runs(reading))


def _citing_runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Runs of three citations or more without a heading that says so."""
    blocks = [
        b
        for b in reading.document.blocks
        if b.kind != "furniture" and b.role in ("body", "note") and b.end - b.start > 25
    ]
    run: list[Block] = []
    misses = 0
    for block in blocks:
        if _STRONG.search(reading.text, block.start, block.end) and block.end - block.start < 900:
            run.append(block)
            misses = 0
        else:
            misses += 1
            if misses > 3:
                if len(run) >= 3:
                    yield run[0].start, run[-1].end
                run = []
    if len(run) >= 3:
        yield run[0].start, run[-1].end


def _entries(reading: Reading, start: int, end: int) -> list[Entry]:
    text = reading.text
    units = [piece for unit in _units(reading, start, end) for piece in _pieces(text, unit)]
    numbered = sum(unit.number is not None for unit in units) * 2 >= len(units) > 0
    open_entries: list[tuple[int | None, list[tuple[int, int]]]] = []
    last = 0
    closed = True  # nothing that a piece could continue
    ended = False  # a notice has closed the list
    for index, unit in enumerate(units):
        body = text[unit.content : unit.end].strip()
        if not body:
            continue
        number = unit.number
        if number is None and _NOTICE.match(body) and not _STRONG.search(body):
            closed = not open_entries or not _resumes(units, index, last)
            ended = closed and bool(open_entries)
            continue
        if ended and number is None and not _STRONG.search(body):
            continue
        if number is not None and not _follows(number, last, text, unit):
            number, unit.content = None, unit.start if not unit.bullet else unit.content
        starts = number is not None or not numbered and _opens(text, unit, closed, open_entries)
        if starts and _heading_like(text, unit, units[index + 1] if index + 1 < len(units) else None):
            closed = True
            continue
        if starts and number is None and _prose(body):
            closed = True
            continue
        if starts:
            open_entries.append((number, [(unit.content, unit.end)]))
            last = number if number is not None else last
            closed = False
        elif open_entries and not closed and _continues(text, unit, open_entries[-1][1][-1]):
            open_entries[-1][1].append((unit.start, unit.end))
        elif _heading_like(text, unit, units[index + 1] if index + 1 < len(units) else None) or _prose(body):
            closed = not _resumes(units, index, last)
    return [Entry(number, tuple(stretches)) for number, stretches in open_entries]


def _units(reading: Reading, start: int, end: int) -> Iterator[_Unit]:
    document, text = reading.document, reading.text
    openings = {section.start: section.heading for section in reading.sections if start <= section.start < end}
    tables: dict[int, bool] = {}

    def citing(index: int) -> bool:
        """Whether the rows of a table are entries, most of them."""
        if index not in tables:
            rows = [text[row[0].start : row[-1].end] for row in document.tables[index].rows if row]
            tables[index] = sum(
                _STRONG.search(row) is not None or len(row) > 60 and _FEATURE.search(row) is not None for row in rows
            ) * 2 > len(rows)
        return tables[index]

    row: _Unit | None = None
    place: tuple[int | None, int | None] = (None, None)
    pending: list[int] = []  # numbers that stand alone, before the entries that they belong to
    last = 0
    for block in document.blocks_in(start, end):
        if block.kind == "furniture" or block.role not in ("body", "note"):
            continue
        begin = block.start
        if begin in openings:
            heading = openings[begin]
            if not _STRONG.search(text, begin, block.end):
                if block.end - begin <= len(heading) + 12:
                    continue
                begin = (
                    text.find(heading, begin, block.end) + len(heading) if heading in text[begin : block.end] else begin
                )
                while begin < block.end and text[begin] in " :.\t":
                    begin += 1
        unit = _unit(text, block, begin, min(block.end, end))
        if block.table is not None and not citing(block.table):
            continue
        if block.table is not None and (block.table, block.row) == place and row is not None:
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
        if lone := _LONE_NUMBER.match(text[unit.start : unit.end]):
            pending.append(int(lone["number"]))
            continue
        if unit.number is None and text[unit.start : unit.start + 2] == ". ":  # a page image whose digit was not read
            unit.number, unit.content = last + 1, unit.start + 2
        elif (
            unit.number is None
            and pending
            and not _REST.match(text[unit.start : unit.end])
            and not _NOTICE.match(text[unit.start : unit.end])
        ):
            following = [number for number in pending if number > last]
            unit.number = last + 1 if following and (last + 1 in following or len(following) > 1) else None
            pending = [number for number in pending if number > last + 1]
        last = unit.number or last
        yield unit
    if row is not None:
        yield row


def _unit(text: str, block: Block, begin: int, end: int) -> _Unit:
    label = block.label if block.label and block.start == begin else None
    source = text[label.start : label.end] if label else ""
    if label and (match := _LONE_NUMBER.match(source)):
        return _Unit(begin, end, int(match["number"]), _skip(text, label.end, end), False)
    content = _skip(text, label.end, end) if label and not source[:1].isalnum() else begin
    match = _NUMBER.match(text, content, end)
    if (
        match
        and (match.end() < end or block.table is not None)
        and not re.match(r"(?:19|20)\d\d|\d+[:(]", text[content:end])
    ):
        return _Unit(begin, end, int(match["number"]), match.end(), False)
    return _Unit(begin, end, None, content, block.kind == "item")


def _skip(text: str, offset: int, end: int) -> int:
    while offset < end and text[offset].isspace():
        offset += 1
    return offset


def _pieces(text: str, unit: _Unit) -> Iterator[_Unit]:
    """A unit cut where further entries run on in it: the next numbers in turn, or a name after a source's end."""
    cuts = list(_next_numbers(text, unit)) if unit.number is not None else []
    if not cuts and unit.end - unit.start > 300:
        cuts = list(_next_numbers(text, unit, first=True)) or [(cut, None, cut) for cut in _name_cuts(text, unit)]
    if not cuts:
        yield unit
        return
    if cuts[0][0] > unit.content:
        yield _Unit(unit.start, _rstrip(text, unit.content, cuts[0][0]), unit.number, unit.content, unit.bullet)
    for (low, number, content), high in zip(cuts, [*(cut[0] for cut in cuts[1:]), unit.end], strict=True):
        yield _Unit(low, _rstrip(text, content, high), number, content, unit.bullet)


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _next_numbers(text: str, unit: _Unit, *, first: bool = False) -> Iterator[tuple[int, int | None, int]]:
    """Offsets at which the following numbers open further entries of a unit."""
    number = 1 if first else (unit.number or 0) + 1
    position = unit.content
    while True:
        pattern = re.compile(rf"(?:(?<=\s)|(?<=[.)/])|(?<=^))[\[(]?{number}(?:[.)\]]{{1,2}}\s*|\s)(?=[A-Z“\"À-Þ‘d])")
        match = pattern.search(text, position, unit.end)
        if match is None or first and number == 1 and not pattern_follows(text, match.end(), unit.end):
            return
        yield match.start(), number, match.end()
        position, number = match.end() + 12, number + 1


def pattern_follows(text: str, start: int, end: int) -> bool:
    """Whether a list that is said to begin here has a second number."""
    return re.search(r"\s2[.)\]]\s*[A-Z]", text[start : min(end, start + 1500)]) is not None


def _name_cuts(text: str, unit: _Unit) -> Iterator[int]:
    """Offsets at which unnumbered entries begin within a unit."""
    last = unit.content
    for match in _RUN_ON.finditer(text, unit.content, unit.end):
        if (
            match.end() - last > 40
            and _STRONG.search(text, last, match.start())
            and _ends_source(text, last, match.start())
        ):
            yield match.end()
            last = match.end()


_SOURCE_END = re.compile(
    r"(?:[:;,(]\s?[A-Za-z]{0,4}\d[\w.–-]*|(?:19|20)\d\d|\d{5,}|[/-]\S+|evidence\)|accessed[^.]{3,30})\)?\.?$",
    re.IGNORECASE,
)


def _ends_source(text: str, low: int, high: int) -> bool:
    return _SOURCE_END.search(text[max(low, high - 60) : high].rstrip()) is not None


def _follows(number: int, last: int, text: str, unit: _Unit) -> bool:
    """Whether a number can be the next one: the list goes on, skips a little or begins again."""
    if last < number <= last + 12:
        return True
    if number == 1 and last:
        return _DATED.search(text, unit.content, unit.end) is not None
    return last == 0 or number <= last and _STRONG.search(text, unit.content, unit.end) is not None


def _opens(text: str, unit: _Unit, closed: bool, before: Sequence[tuple[int | None, list[tuple[int, int]]]]) -> bool:
    """Whether a unit without a number opens an entry of an unnumbered list."""
    body = text[unit.content : unit.end]
    if unit.bullet:
        return True
    if _REST.match(body) and not closed:
        return False
    if closed or not before:
        return True
    return _complete(text, before[-1][1][-1]) or _STRONG.search(body) is not None and len(body) > 90


def _complete(text: str, stretch: tuple[int, int]) -> bool:
    body = text[stretch[0] : stretch[1]]
    return _TERMINAL.search(body) is not None or body[-1:] not in ":,;-–&" and _DATED.search(body) is not None


def _continues(text: str, unit: _Unit, before: tuple[int, int]) -> bool:
    body = text[unit.start : unit.end]
    if _REST.match(body) or not _TERMINAL.search(text[before[0] : before[1]]):
        return not _prose(body) or not _TERMINAL.search(text[before[0] : before[1]])
    return _STRONG.search(body) is not None and len(body) < 400


def _heading_like(text: str, unit: _Unit, following: _Unit | None) -> bool:
    """A sub-heading or opening line of the list ("Guidelines", "Books:", "…based on the following references:")."""
    body = text[unit.content : unit.end].strip()
    if unit.number is not None:
        return False
    if _INTRODUCTION.search(body) and not _FEATURE.search(body) and len(body) < 160:
        return True
    short = len(body) < 70 and not _FEATURE.search(body) and body[-1:] not in ".>/"
    return (
        short
        and unit.number is None
        and not unit.bullet
        and (following is None or following.number is not None or len(body) < 45)
    )


def _prose(body: str) -> bool:
    """Whether a unit is a notice and no citation: a sentence without a year, an address or a name's mark."""
    words = body.split()
    return len(words) >= _PROSE_LENGTH and not _FEATURE.search(body) and not _STRONG.search(body)


def _resumes(units: Sequence[_Unit], index: int, last: int) -> bool:
    """Whether the list goes on soon after a unit that is no part of it."""
    return any(unit.number == last + 1 for unit in units[index + 1 : index + 4])
