"""How the rows of a revision history are told apart in blocks that begin or end with a date, and in lists of dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractor.mentions import dates
from extractor.types import Block, Mention

# A short date that is one only in the place of a date: "6/23", "02-07"; not "1.20" (a version), "08.18" in prose.
_SHORT = re.compile(r"(?:0?[1-9]|1[0-2])(?:/\d\d|-\d\d)(?![\d/-])")
# What may stand between a date and its description: a colon, a dash, a bar.
_AFTER_DATE = re.compile(r"\s*[:|–—-]{0,2}\s*")
# The month of a further column, right behind a date: "04.23.25 06.25".
_FURTHER = re.compile(r"\s(?:0[1-9]|1[0-2])[./]\d\d(?![\w./])")
_LABEL_BEFORE = re.compile(r"(?P<label>[A-Za-z][A-Za-z &/()'’.*-]{1,60}?)\s?:?\s*$")
_SAID = re.compile(r"\bwas (?:reviewed|revised|updated|approved)\b", re.IGNORECASE)  # not "What was changed"
_STATUS = re.compile(r"[A-Za-z]{3,12}\s?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its date (None where it has none), where it stands, and the stretches of its description."""

    date: Mention | None
    start: int
    end: int
    description: tuple[tuple[int, int], ...]

    def text_in(self, text: str) -> str:
        """The description as printed; line ends and cell borders are one blank."""
        parts = (" ".join(text[low:high].split()) for low, high in self.description)
        return " ".join(part for part in parts if part).strip(" :|–—-")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of column heads, statuses and headings: data of the profile's table ``history``."""

    head: frozenset[str]
    dropped: tuple[str, ...]
    status: frozenset[str]
    listed: tuple[str, ...]
    openers: tuple[str, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Words:
        """The words out of a profile's table."""
        return cls(
            head=frozenset(table.get("head_words", ())),
            dropped=tuple(table.get("dropped_columns", ())),
            status=frozenset(table.get("status_words", ())),
            listed=tuple(table.get("list_labels", ())),
            openers=tuple(table.get("openers", ())),
        )

    def is_head(self, line: str) -> bool:
        """Whether a line holds nothing but the words of column heads ("Date", "Summary of Changes"; "Policy was reviewed." is none)."""
        tokens = [token.strip(".,:;()&/#*").lower() for token in re.split(r"[\s/]+", line)]
        tokens = [token for token in tokens if token]
        if len(tokens) > 1 and (line.rstrip().endswith(".") or ";" in line or _SAID.search(line)):
            return False
        return bool(tokens) and len(tokens) <= 16 and all(token in self.head for token in tokens)


def date_at(text: str, start: int, end: int) -> Mention | None:
    """The date that begins at ``start``; a bare year or a number with a point is none here."""
    found = dates.read(text, start, end)
    if found is None or found.system in ("year", "impossible"):
        return None
    if found.rule == "dates.form_8" and not _SHORT.match(text, start, end):
        return None
    return found


def is_dated_line(text: str, start: int, end: int) -> bool:
    """Whether a block opens with a date and goes on to say what happened then."""
    date = date_at(text, start, end)
    return date is not None and end - date.end > 8 and any(map(str.isalpha, text[date.end : min(end, date.end + 12)]))


# --------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text, or a date (with the dates of further columns after it) that opens or closes a row."""

    start: int
    end: int
    date: Mention | None = None
    item: bool = False
    block: int = 0


def block_rows(text: str, blocks: Sequence[Block], words: Words, heads_before: Sequence[str] = ()) -> list[Row]:
    """The rows that blocks without a table hold, each begun (or ended) by its date; ``heads_before`` may head them."""
    if cells := list(_cell_rows(text, blocks)):
        return cells
    blocks = list(_without_own_dates(text, blocks))
    whole = {(block.start, block.end) for block in blocks}
    pieces = [
        piece
        for piece in _pieces(text, blocks, words)
        if piece.date or (piece.start, piece.end) not in whole or not words.is_head(text[piece.start : piece.end])
    ]
    heads = [text[b.start : b.end] for b in blocks if words.is_head(text[b.start : b.end])]
    if any("effective" in head.lower() for head in heads):
        pieces = _of_two_columns(text, pieces, words)
    named = [line for line in heads_before if not _HISTORY.search(line)]  # "Revision History" heads no column
    first = _heads_date_first([*named, *heads])
    if first is None and _cell_by_cell(pieces, blocks):
        first = False
    if first is None:
        first = _opens_with_date(text, pieces, words)
    if first and sum(piece.date is not None and not piece.item for piece in pieces) >= 2:
        pieces = [  # a date in a bullet is told by its row, unless it brings the dates of further columns
            _Piece(p.start, p.end, None, True, p.block) if p.date and p.item and p.end == p.date.end else p
            for p in pieces
        ]
    if not any(piece.date for piece in pieces):
        return []
    return list(_date_first(text, pieces) if first else _date_last(text, pieces))


_OWN_LABEL = re.compile(r"(?:original|initial|next)\s(?:[a-z&]{1,12}\s){0,3}date:?", re.IGNORECASE)
_NOTED = re.compile(r"(?:\s?\([^()\n]{1,40}\))?\s?")


def _without_own_dates(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks but a date of the policy, with or without a note in brackets, below its label ("Original Effective Date")."""
    labelled = False
    for block in blocks:
        date = date_at(text, block.start, block.end) if labelled else None
        labelled = _OWN_LABEL.fullmatch(text, block.start, block.end) is not None
        if date is None or not _NOTED.fullmatch(text, date.end, block.end):
            yield block


_WORD_ALONE = re.compile(r"[A-Z][A-Za-z/]{2,11}")


def _of_two_columns(text: str, pieces: list[_Piece], words: Words) -> list[_Piece]:
    """The pieces of a table that a dump gives cell by cell, with two dates a row: the second is no row's.

    Where the text stands between a row's dates, that is the first of the two that meet, and the last of all.
    A status before the dates ("Revised") and a word in the second one's place ("Unchanged") are not told either.
    """
    pairs = {
        index + 1
        for index, (one, two) in enumerate(zip(pieces, pieces[1:], strict=False))
        if one.date and two.date and one.block != two.block and (not index or not pieces[index - 1].date)
    }
    if len(pairs) < 2:
        return pieces
    if pieces[0].date and not pieces[1].date and pieces[-1].date:
        pairs = {index - 1 for index in pairs} | {len(pieces) - 1}
    kept: list[_Piece] = []
    for index, piece in enumerate(pieces):
        said = text[piece.start : piece.end].strip()
        opens = index + 1 < len(pieces) and pieces[index + 1].date is not None and said.lower() in words.status
        stands_in = index > 0 and pieces[index - 1].date is not None and _WORD_ALONE.fullmatch(said) is not None
        if index not in pairs and (piece.date or not (opens or stands_in)):
            kept.append(piece)
    return kept


_NUMBER = re.compile(r"[RrVv]?\d{1,3}")
_REASONS = re.compile(r"\breasons?\b", re.IGNORECASE)
_SHORT_CELL = 90  # characters of the longest reason for a change


def _cell_rows(text: str, blocks: Sequence[Block]) -> Iterator[Row]:
    """The rows of a table that a dump gives cell by cell: a date and the revision's number, each a line of its own.

    A date that stands in a description opens no row; a short cell without a full stop at a row's end is the reason
    for the change, where a column's head speaks of reasons.
    """
    opening = []
    for index, (block, following) in enumerate(zip(blocks, blocks[1:], strict=False)):
        date = date_at(text, block.start, block.end) if block.end - block.start < 20 else None
        if date and date.end == block.end and _NUMBER.fullmatch(text, following.start, following.end):
            opening.append((index, date))
    if not opening:
        return
    first = opening[0][0]
    reasons = any(_REASONS.search(text, block.start, block.end) for block in blocks[:first])
    ends = [index for index, _ in opening[1:]] + [len(blocks)]
    for (index, date), end in zip(opening, ends, strict=True):
        told = [block for block in blocks[index + 2 : end] if text[block.start : block.end] != "N/A"]
        while reasons and len(told) > 1 and _is_reason(text[told[-1].start : told[-1].end]):
            told.pop()
        last = told[-1].end if told else date.end
        yield Row(date, date.start, last, tuple((block.start, block.end) for block in told))


def _is_reason(said: str) -> bool:
    return len(said) <= _SHORT_CELL and said[-1] not in ".;:"


_TOLD_HEAD = re.compile(
    r"\b(?:actions?|summary|descriptions?|explanations?|comments?|changes?|(?:reviews, )?revisions?|updates?)\b"
    r"(?!\s(?:and\s|/\s?)?(?:\w+\s)?dates?)",
    re.IGNORECASE,
)
_HISTORY = re.compile(r"\b(?:history|log|(?:change|revision) summary)$", re.IGNORECASE)
_DATE_HEAD = re.compile(r"\bdates?\b", re.IGNORECASE)
_DATES_HEAD = re.compile(r"(?:(?:review|revision|effective|approval|publication) )?dates?", re.IGNORECASE)
_HEADS = 4  # heads of columns that are looked at


def _heads_date_first(heads: Sequence[str]) -> bool | None:
    """Whether column heads put the date before what it dates ("Date Action"); None where they do not say."""
    for line in heads:
        told, date = _TOLD_HEAD.search(line), _DATE_HEAD.search(line)
        if told and date:
            return date.start() < told.start()
    for line, below in pairwise(heads[:_HEADS]):  # a dump may give the heads line by line
        if _TOLD_HEAD.search(line) and _DATE_HEAD.fullmatch(below):
            return False
        if _DATES_HEAD.fullmatch(line) and _TOLD_HEAD.search(below):
            return True
    return None


def _cell_by_cell(pieces: Sequence[_Piece], blocks: Sequence[Block]) -> bool:
    """Whether dates stand in lines of their own, each below what it dates: text is the first, a date the last."""
    if not pieces or pieces[0].date or not pieces[-1].date or pieces[-1].start < blocks[-1].start:
        return False
    alone = {(block.start, block.end) for block in blocks}
    dates = [piece for piece in pieces if piece.date]
    return len(dates) > 1 and all((piece.start, piece.end) in alone for piece in dates)


def _opens_with_date(text: str, pieces: Sequence[_Piece], words: Words) -> bool:
    """Whether dates stand before what they date: nothing but an introduction precedes the first."""
    before = []
    for piece in pieces:
        if piece.date:
            break
        before.append(text[piece.start : piece.end])
    if not before:
        return True
    led = sum(bool(a.date and b.date is None and a.block == b.block) for a, b in zip(pieces, pieces[1:], strict=False))
    trailed = sum(
        bool(b.date and a.date is None and a.block == b.block) for a, b in zip(pieces, pieces[1:], strict=False)
    )
    if led or trailed:
        return led > trailed
    return not any(words.status.intersection(line.lower().split()[:3]) for line in before)


def _date_first(text: str, pieces: Sequence[_Piece]) -> Iterator[Row]:
    date: Mention | None = None
    start = end = 0
    told: list[tuple[int, int]] = []
    opening = [index for index, piece in enumerate(pieces) if piece.date]
    last = opening[-1]
    usual = max((after - before - 1 for before, after in zip(opening, opening[1:], strict=False)), default=None)
    for index, piece in enumerate(pieces):
        if piece.date:
            if date:
                yield Row(date, start, end, tuple(told))
            date, start, end, told = piece.date, piece.start, piece.end, []
        elif date:
            if usual is not None and index > last + max(usual, 1):
                break  # longer than every other row: what closes the document
            ended = told and text[told[-1][0] : told[-1][1]].rstrip()[-1:] in '.!?)”"'
            if index > last + 1 and ended and not piece.item and not text[piece.start].islower():
                break  # after the last row: a notice that closes the document
            told.append((piece.start, piece.end))
            end = piece.end
    if date:
        yield Row(date, start, end, tuple(told))


_LABELS = re.compile(r"(?:\b[Dd]ates?|:)\s*$")  # "Next review date", "Effective:": the policy's own date follows


def _date_last(text: str, pieces: Sequence[_Piece]) -> Iterator[Row]:
    told: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.date is None:
            told.append((piece.start, piece.end))
        elif told:
            if not _LABELS.search(text, told[-1][0], told[-1][1]):
                yield Row(piece.date, told[0][0], piece.end, tuple(told))
            told = []


def _pieces(text: str, blocks: Sequence[Block], words: Words) -> Iterator[_Piece]:
    """The blocks cut at the dates that open or close a row."""
    for index, block in enumerate(blocks):
        bullet = block.label is not None and not text[block.label.start : block.label.end][:1].isalnum()
        begin = block.content if bullet else block.start
        item = block.kind == "item"
        found = _row_dates(text, begin, block.end, words)
        if found is None:  # "Effective: 01/02/2024": a date of the policy, no row
            continue
        position = begin
        for date, stop in found:
            status = _status_before(text, position, date.start, words)
            if text[position:status].strip(" \t:|–—-•("):
                yield _Piece(position, status, None, item, index)
            yield _Piece(date.start, stop, date, item, index)
            after = _AFTER_DATE.match(text, stop, block.end)
            position = after.end() if after else stop
        if text[position : block.end].strip(" ."):
            yield _Piece(position, block.end, None, item and not found, index)


def _status_before(text: str, start: int, end: int, words: Words) -> int:
    """Where a status word begins that stands right before a date; ``end`` without one."""
    word = re.search(r"(?:^|[.;)]\s{1,2})(?P<word>[A-Za-z]{3,12})\s?$", text[start:end])
    return start + word.start("word") if word and word["word"].lower() in words.status else end


# A date opens a row at the start of a block, after the end of a sentence or a mark of a list (a status word between
# them perhaps); a date within a sentence is told.
_BEFORE_ROW = re.compile(r"(?:[.;•|)]|\n|\s{2})\s{0,4}$")
# "… effective 1/1/2024": a date that its sentence tells.
_IN_SENTENCE = re.compile(
    r"\b(?:effective|on|of|from|through|by|to|since|dated|until|after|before|and|in|for|between)\s{0,2}$"
)
_AFTER_ROW_DATE = re.compile(r"\s{0,3}[:–—-]|\s{1,3}[A-Z(•]|\)|[A-Z][a-z]")
_CANDIDATE = re.compile(
    r"""(?<![\d/.-])(?: \d{1,4}[/.-]\d | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d
      | \d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) )""",
    re.VERBOSE,
)


def _row_dates(text: str, start: int, end: int, words: Words) -> list[tuple[Mention, int]] | None:
    """The dates of a block that open or close rows, each with the end of the dates that follow it in further columns.

    None where the block is a labelled date of the policy.
    """
    clusters = _clusters(text, start, end, words)
    if not clusters:
        return []
    first, stop = clusters[0]
    at_start = first.start == start or _status_before(text, start, first.start, words) == start
    if not at_start and len(clusters) == 1 and stop >= end - 2:
        label = _LABEL_BEFORE.search(text, start, first.start)
        short = first.start - start < 30 or ":" in text[start : first.start]
        if (
            label
            and label.start("label") <= start + 1
            and short
            and stop == first.end
            and not label["label"].endswith(".")
        ):
            if ":" in text[label.end("label") : first.start] or not _row_type(label["label"], words):
                return None
    found: list[tuple[Mention, int]] = []
    position = start
    for date, stop in clusters:
        several = stop > date.end
        if at_start and date is first:
            opens = True
        elif not found and not at_start:
            told = _IN_SENTENCE.search(text, max(start, date.start - 14), date.start) is not None
            closes = stop >= end - 2 and not told
            opens = closes or (text[stop : stop + 2].strip().isupper() and date.start - start < 60)
        else:
            before = _status_before(text, position, date.start, words)
            opens = _BEFORE_ROW.search(text[position:before]) is not None and (
                stop >= end - 1 or _AFTER_ROW_DATE.match(text, stop, end) is not None
            )
        if opens or several:
            found.append((date, stop))
            position = stop
    return found


def _clusters(text: str, start: int, end: int, words: Words) -> list[tuple[Mention, int]]:
    """The dates of a block; dates with only blanks between them are one, as the columns of a row give them."""
    found: list[tuple[Mention, int]] = []
    status = _STATUS.match(text, start, end)
    offsets = [start]
    if status and status[0].strip().lower() in words.status:
        offsets.append(status.end())
    offsets += [match.start() for match in _CANDIDATE.finditer(text, start, end)]
    for offset in offsets:
        if found and offset < found[-1][1]:
            continue
        date = date_at(text, offset, end)
        if date is None:
            continue
        further = _FURTHER.match(text, date.end, end)
        stop = further.end() if further else date.end
        if found and not text[found[-1][1] : date.start].strip():
            found[-1] = (found[-1][0], stop)
        else:
            found.append((date, stop))
    return found


def _row_type(label: str, words: Words) -> bool:
    """Whether what stands before a date is the kind of a revision ("Annual Review"), not the label of a date."""
    tokens = label.lower().split()
    if tokens[0] in ("last", "next", "original", "effective", "end"):
        return False
    return tokens[-1] in words.status or tokens[-1] in ("change", "changes")
