"""Where the bibliography stands and where each of its entries begins and ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.fields.bibliography_repeats import mended
from extractor.fields.bibliography_units import DATED, FEATURE, NOTICE, REST, STRONG, Unit, units
from extractor.fields.citation_bodies import is_organisation, lexicon_of
from extractor.fields.once import once
from extractor.types import Reading

_TERMINAL = re.compile(r"(?:[.>)\]”/]|\d|\.(?:html?|pdf|aspx?|com|org|gov))$")
_INTRODUCTION = re.compile(r"references?:?$|:$|^(?:the|this)\s(?:above|following|policy)\b|^note:", re.IGNORECASE)
_NOT_FIRST = re.compile(r"(?:doi|PMC?ID|https?|www|Epub|Accessed|Available)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"\b(?:REFERENCES?|References?|SOURCES?|Sources|BIBLIOGRAPHY|Bibliography)\b(?:\s\(?[A-Z][A-Za-z]*\)?:)?:?\s"
)
# The page's own notice, run on to its last entry; not a work's: "Widget Guidelines. © 2021 Widget Network."
_CLOSING_NOTICE = re.compile(
    r"(?<=[.)/])\s©\s?\d{4}(?=[^©]{0,200}\b(?:registered|[Ss]ervice [Mm]ark|[Ii]ndependent [Ll]icensee|[Aa]ll [Rr]ights [Rr]eserved))"
)
_PROSE_LENGTH = 26  # words without any mark of a citation: a notice after the list, no entry
_GAP = 1200  # characters between two marks of a source that still belong to one list


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its printed number, and the stretches of the text (more than one where a page cuts it)."""

    number: int | None
    stretches: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Offset of its first character after the number."""
        return self.stretches[0][0]

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.stretches[-1][1]

    def text_in(self, text: str) -> str:
        """The entry without its number; a cut by a page or line is one blank."""
        return " ".join(" ".join(text[start:end].split()) for start, end in self.stretches)


@once
def entries(reading: Reading) -> tuple[Entry, ...]:
    """The entries of every bibliography in the document, in its order."""
    lists = [_entries(reading, start, end) for start, end in zones(reading)]
    shares = [_share(reading.text, found) for found in lists]
    best = max(shares, default=0.0)
    kept = [
        found for found, share in zip(lists, shares, strict=True) if share >= 0.3 or (best < 0.5 and len(found) <= 8)
    ]
    found = [entry for entries in kept for entry in entries]
    if not found:
        reached = 0
        for start, end in _citing_runs(reading):
            if start >= reached:
                found += _entries(reading, start, end)
                reached = end
    return tuple(found)


_SAYS_NONE = re.compile(
    r"(?:N/?A|None|Not applicable|Reserved[\w ]{0,30}|TBD|To be determined)?[\s.:]{0,9}$", re.IGNORECASE
)


def stands(reading: Reading) -> bool:
    """Whether the document has a bibliography that says more than that it is empty ("N/A")."""
    for start, end in zones(reading):
        blocks = [
            b for b in reading.document.blocks_in(start, end) if b.kind != "furniture" and b.role in ("body", "note")
        ]
        if any(not _SAYS_NONE.match(reading.text[block.content : block.end]) for block in blocks[1:]):
            return True
    return False


def _share(text: str, found: Sequence[Entry]) -> float:
    """The share of entries that look like citations."""
    return sum(DATED.search(text, entry.start, entry.end) is not None for entry in found) / len(found) if found else 0.0


def zones(reading: Reading) -> tuple[tuple[int, int], ...]:
    """The sections of references, each up to the first part of another kind that is nested in it."""
    found: list[tuple[int, int]] = []
    starts = [section.start for section in reading.sections]
    for section in reading.sections:
        if section.type != "references" or (found and section.start < found[-1][1]):
            continue
        end = section.end
        for inner in reading.sections[bisect_left(starts, section.start + 1) : bisect_left(starts, end)]:
            if inner.type not in ("references", "other", "definitions"):
                end = inner.start
                break
        if end > section.start:
            found.append((section.start, end))
    return tuple(found)


def _citing_runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Stretches in which marks of a source follow one another closely: a list without a heading that says so."""
    marks = [(match.start(), match.end()) for match in STRONG.finditer(reading.text)]
    run: list[tuple[int, int]] = []
    for mark in [*marks, (len(reading.text) + _GAP + 1, 0)]:
        if run and mark[0] - run[-1][1] > _GAP:
            if len(run) >= 3:
                yield _run_zone(reading, run[0][0], run[-1][1])
            run = []
        run.append(mark)


def _run_zone(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """The stretch of a run: from the word that opens the list, or the first block, to the last entry's end."""
    document = reading.document
    low = document.blocks[max(document.block_at(first), 0)]
    high = document.blocks[max(document.block_at(last - 1), 0)]
    start, end = low.start, high.end
    if first - start > 1000:
        opening = max(
            (match.end() for match in _OPENING.finditer(reading.text, max(start, first - 4000), first)), default=None
        )
        start = opening if opening is not None else max(start, first - 300)
    if end - last > 300:
        notice = re.compile(
            r"\s(?=(?:ORIGINAL|Original|EFFECTIVE|Effective|Policy|POLICY|CODING|Coding|Codes|Websites|Index|Document|DOCUMENT|History|HISTORY|Appendix|Copyright)\s)"
        )
        match = notice.search(reading.text, last, end)
        end = match.start() if match else min(end, last + 300)
    return start, end


def _entries(reading: Reading, start: int, end: int) -> list[Entry]:
    """The entries of one list; a list under sub-headings is told apart part by part."""
    text = reading.text
    lexicon = lexicon_of(reading.profile)
    parts: list[list[Unit]] = []
    for unit in units(reading, start, end, is_body=lambda name: is_organisation(name, lexicon)):
        if not parts or unit.headed:
            parts.append([])
        parts[-1].append(unit)
    merged: list[list[Unit]] = []
    for part in parts:  # a heading in the middle of a count is none of the list's own
        first = next((unit.number for unit in part if unit.number is not None), None)
        last = max((unit.number or 0 for unit in merged[-1]), default=0) if merged else 0
        if merged and first is not None and first == last + 1:
            merged[-1] += part
        else:
            merged.append(part)
    return [entry for part in merged for entry in _told_apart(text, part)]


def _is_numbered(part: Sequence[Unit]) -> bool:
    """Whether a list is one of numbers: half of its units have one, or they count on."""
    numbers = [unit.number for unit in part if unit.number is not None]
    steps = sum(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return len(numbers) * 2 >= len(part) > 0 or steps >= 2


def _told_apart(text: str, units: Sequence[Unit]) -> list[Entry]:
    numbered = _is_numbered(units)
    open_entries: list[tuple[int | None, list[tuple[int, int]]]] = []
    last = 0
    closed = True  # nothing that a piece could continue
    ended = False  # a notice has closed the list
    for index, unit in enumerate(units):
        body = text[unit.content : unit.end].strip()
        if not body:
            continue
        number = unit.number
        if number is None and NOTICE.match(body) and not STRONG.search(body):
            closed = not open_entries or not _resumes(units, index, last)
            ended = closed and bool(open_entries)
            continue
        if ended and number is None and not STRONG.search(body):
            continue
        if number is not None and not _follows(number, last, text, unit):
            number, unit.content = None, unit.start if not unit.bullet else unit.content
        starts = number is not None or (not numbered and _opens(text, unit, closed, open_entries))
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
    found = [Entry(number, tuple(stretches)) for number, stretches in open_entries]
    if not numbered and len(found) > 3:
        found = [Entry(None, stretches) for stretches in mended(text, [entry.stretches for entry in found])]
    if found and (notice := _CLOSING_NOTICE.search(text, *found[-1].stretches[-1])):
        *before, (start, _) = found[-1].stretches
        found[-1] = Entry(found[-1].number, (*before, (start, notice.start())))
    return found


def _follows(number: int, last: int, text: str, unit: Unit) -> bool:
    """Whether a number can be the next one: the list goes on, skips a little or begins again."""
    if _NOT_FIRST.match(text, unit.content, unit.end):
        return False  # "… 2021 Aug | 12. doi:…": a line that began with a day
    if last < number <= last + 12:
        return True
    if number == 1 and last:
        return DATED.search(text, unit.content, unit.end) is not None
    return last == 0 or (number <= last and STRONG.search(text, unit.content, unit.end) is not None)


def _opens(text: str, unit: Unit, closed: bool, before: Sequence[tuple[int | None, list[tuple[int, int]]]]) -> bool:
    """Whether a unit without a number opens an entry of an unnumbered list."""
    body = text[unit.content : unit.end]
    if unit.bullet:
        return True
    if REST.match(body) and not closed:
        return False
    if closed or not before:
        return True
    return _complete(text, before[-1][1][-1]) or (STRONG.search(body) is not None and len(body) > 90)


def _complete(text: str, stretch: tuple[int, int]) -> bool:
    body = text[stretch[0] : stretch[1]]
    return _TERMINAL.search(body) is not None or (body[-1:] not in ":,;-–&" and DATED.search(body) is not None)


def _continues(text: str, unit: Unit, before: tuple[int, int]) -> bool:
    body = text[unit.start : unit.end]
    if REST.match(body) or not _TERMINAL.search(text[before[0] : before[1]]):
        return not _prose(body) or not _TERMINAL.search(text[before[0] : before[1]])
    return STRONG.search(body) is not None and len(body) < 400


def _heading_like(text: str, unit: Unit, following: Unit | None) -> bool:
    """A sub-heading or opening line of the list ("Guidelines", "Books:", "…based on the following references:")."""
    body = text[unit.content : unit.end].strip()
    if unit.number is not None:
        return False
    if _INTRODUCTION.search(body) and not FEATURE.search(body) and len(body) < 160:
        return True
    short = len(body) < 70 and not FEATURE.search(body) and body[-1:] not in ".>/"
    return (
        short
        and unit.number is None
        and not unit.bullet
        and (following is None or following.number is not None or len(body) < 45)
    )


def _prose(body: str) -> bool:
    """Whether a unit is a notice and no citation: a sentence without a year, an address or a name's mark."""
    words = body.split()
    return len(words) >= _PROSE_LENGTH and not FEATURE.search(body) and not STRONG.search(body)


def _resumes(units: Sequence[Unit], index: int, last: int) -> bool:
    """Whether the list goes on soon after a unit that is no part of it."""
    return any(unit.number == last + 1 for unit in units[index + 1 : index + 4])
