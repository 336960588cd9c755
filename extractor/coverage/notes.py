"""Which sentences of coverage text, neither statement nor criterion, qualify a statement, and which are left unplaced."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from extractor.coverage import sentences
from extractor.coverage.lines import Line, is_note
from extractor.types import Note, Reading, Section, Statement

_KINDS = re.compile(
    r"""
      (?P<definition>\b(?:is|are)\s(?:hereby\s)?defined\s(?:as|by)\b|\bmeans\b|\brefers?\sto\b|\b(?:consists?|comprises?)\sof\b
        |^\W{0,4}(?:[\w/-]{1,24}\s){1,8}includes?\b|\bexamples?\sof\b)
    | (?P<frequency>\bhow\soften\b|\bfrequency\b|\b(?:once|twice|\w{2,6}\stimes?)\s(?:per|a|an|each|every|in)\b
        |\bevery\s(?:\w{1,8}\s)?(?:day|week|month|year)s?\b|\b(?:monthly|weekly|daily|annually|yearly)\b
        |\bper\s(?:day|week|month|year|calendar|lifetime|date)\b)
    | (?P<documentation>\bdocument(?:s|ed|ation)?\b|\b(?:medical|clinical)\srecords?\b|\bchart\snotes?\b)
    | (?P<limit>\blimited\sto\b|\bnot\s(?:to\s)?exceed\b|\bmaximum\b|\bno\smore\sthan\b|\bup\sto\s\w|\bonly\b
        |\bexcept(?:ion|ions)?\b|\bexclud\w{2,5}\b)
    | (?P<duty>\b(?:must|shall|should|cannot|may\snot|will\snot|would\snot)\b|\b(?:is|are|be)\s(?:not\s)?(?:required|expected|needed)\b
        |\brequires?\b|\bresponsib\w{3,8}\b|\bneeds?\sto\b|\b(?:is|are)\sto\sbe\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "Chronic wounds are defined as …", "… at least monthly", "… must be documented"; must not match: "The knee is a joint."
_RANK = ("definition", "duty", "frequency", "documentation", "limit")
"""Of several cues in a sentence the first in this order names the note, a frequency or document being what a duty asks."""
_WORDS = 5  # a note is a sentence: a shorter line is a label, a cell or the rest of one


@dataclass(frozen=True, slots=True)
class Left:
    """A sentence that no statement or criterion took; ``remark`` where its own words mark it as a note."""

    start: int
    end: int
    remark: bool


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without overlaps, in order."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        elif end > start:
            result.append((start, end))
    return result


def left(text: str, lines: Sequence[Line], placed: Sequence[tuple[int, int]], remarks: Set[int]) -> Iterator[Left]:
    """The sentences of some lines of which most is in no statement or criterion; ``remarks``: lines that explain an item."""
    spans = _merged(placed)
    starts = [start for start, _ in spans]

    def covered(start: int, end: int) -> int:
        """How many characters of a stretch are placed."""
        place = max(0, bisect_right(starts, start) - 1)
        total = 0
        while place < len(spans) and spans[place][0] < end:
            total += max(0, min(end, spans[place][1]) - max(start, spans[place][0]))
            place += 1
        return total

    for line in lines:
        taken = covered(line.whole, line.tail)
        if taken >= line.tail - line.whole:
            continue
        remark = line.note or line.start in remarks
        for sentence in sentences.sentences(text, line.start, line.end):
            if covered(sentence.start, sentence.end) * 2 < sentence.end - sentence.start:
                remark = remark or is_note(text[sentence.start : sentence.end][:500])
                yield Left(sentence.start, sentence.end, remark)


def kind_of(words: str, *, remark: bool = False) -> str | None:
    """What a sentence adds to the statement before it; None where it only describes."""
    found = {match.lastgroup for match in _KINDS.finditer(words[:1200])}
    if "duty" in found and "frequency" in found:
        return "frequency"
    if "duty" in found and "documentation" in found:
        return "documentation"
    return next((kind for kind in _RANK if kind in found), "remark" if remark else None)


def attached(
    reading: Reading, made: Sequence[Statement], rest: Sequence[Left]
) -> tuple[tuple[Statement, ...], list[Left]]:
    """Statements with their notes, and the sentences that are no note or have no statement to qualify."""
    notes: dict[int, list[Note]] = {}
    unplaced: list[Left] = []
    starts = [s.evidence.start for s in made]
    order = sorted(range(len(made)), key=lambda i: starts[i])
    begins = [starts[i] for i in order]
    for item in rest:
        words = " ".join(reading.text[item.start : item.end].split())
        kind = kind_of(words, remark=item.remark) if len(words.split()) >= _WORDS else None
        owner = _owner(reading, made, order, begins, item) if kind is not None else None
        if kind is None or owner is None:
            unplaced.append(item)
        else:
            notes.setdefault(owner, []).append(Note(kind, words, item.start, item.end))
    result = tuple(
        replace(statement, notes=tuple(notes[i])) if i in notes else statement for i, statement in enumerate(made)
    )
    return result, unplaced


def _owner(
    reading: Reading, made: Sequence[Statement], order: Sequence[int], begins: Sequence[int], item: Left
) -> int | None:
    """The statement that a sentence qualifies: the one before it, in its section where that has one; else the next there."""
    place = bisect_right(begins, item.start) - 1
    section = reading.section_at(item.start)
    before = order[place] if place >= 0 else None
    if before is not None and _same(reading, made[before], section):
        return before
    after = order[place + 1] if place + 1 < len(order) else None
    if after is not None and section is not None and made[after].section == section.id:
        return after
    return before


def _same(reading: Reading, statement: Statement, section: Section | None) -> bool:
    return section is not None and statement.section in {above.id for above in reading.ancestors(section)}


def share(lines: Sequence[Line], unplaced: Sequence[Left]) -> tuple[int, int]:
    """How many characters of some lines stand in sentences that found no place, of how many."""
    return sum(item.end - item.start for item in unplaced), sum(line.tail - line.whole for line in lines)
