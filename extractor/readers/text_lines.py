"""Wrapped lines to blocks: decides which lines of a text dump go on with the line above."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from extractor.layout.headlines import known
from extractor.layout.labels import label
from extractor.layout.lines import Line
from extractor.layout.text import Hyphens
from extractor.readers.canonical import Piece
from extractor.readers.inline import inlines
from extractor.readers.text_bullets import paired
from extractor.readers.text_dated import dated
from extractor.readers.text_measures import ENDED, OPEN, RAISED_END, groups, local, repeated, whole_lines
from extractor.readers.text_named import named
from extractor.readers.text_rows import Row
from extractor.readers.text_stacked import stacked
from extractor.types import Style

_SENTENCE = re.compile(r"[.!?][\"”’')\]]{0,2}(?:\^\{[^{}]{1,20}\})?$")
_ENTRY_END = re.compile(
    r"(?:(?:19|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?;\s?\d{1,4}(?:\([^()]{1,12}\))?:\s?[\w.-]{1,20}|Accessed\s(?:on\s)?[A-Z][a-z]{2,8}\s(?:\d{1,2},\s)?\d{4}[a-z]?)\.$"
)  # "2017; 50: 1700017.", "2021 Sep;28(9):12-19.", "Accessed June 10, 2025.": the end of an entry of the bibliography
_ENTRY_ON = re.compile(
    r"(?:Available|Updated?|Last|PMID|PMCID|PubMed|Epub|e[Pp]ub|DOI|Accessed|Retrieved|Published|Errat(?:um|a)|Comment|Review|In|https?)\b"
)  # what may yet follow there
_PLACE_END = re.compile(r",\s[A-Z]{2}:$")  # "Springfield, IL:", before the publisher; not "(UC):"
_OPENER = re.compile(
    r"(?:The|This|These|In|A|An|According|There|It|When|Based|If|All|(?:(?:Re)?[Aa]uthorization|Approval|Coverage)s? (?:will|may|is|are))\s"
)
"""Words that have a capital only where a sentence begins."""
_RAISED = re.compile(r"\s?\^\{[^{}]{1,40}\}")
_FIELD = re.compile(r"[A-Z][\w/#&() .-]{1,38}?:(?:\s|$)")
"""A label of its own: "Policy Number: 12", "Status: Revised"; not "the following: a"."""
_CODE_ROW = re.compile(r"(?:[A-Z]\d{4}|\d{4}[0-9A-Z]|[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?=$|\s+[A-Z(])")
"""A row of a code table: "97545 Work hardening", "C9811", "G89.4 Chronic pain"."""
_NUMBER_ROW = re.compile(r"[A-Z]{2,6}(?:[-.][A-Z]{2,6})?[-.]\d{2,6}(?:[-.]\d{1,4})?\s+[A-Z]")
"""A row of a list of policies: "GENE.00049 Panel Testing"; not "COVID-19 tests"."""
_CITATION = re.compile(r"[.;:]\s|\d{4}|^(?:PMID|PMCID|doi|DOI|https?:|www\.|Available|Accessed)")
"""A line with this is no heading behind a sentence: a journal's name, a PMID, an address."""
_ADDRESS_END = re.compile(r"(?:(?:https?://|www\.)\S{6,300}|\bdoi:?\s?10\.\d{0,9}/?\S{0,100}|\b10\.)$", re.IGNORECASE)
_ADDRESS_ON = re.compile(r"^[\w%~-]{1,80}[/_=&?%][\w/.=&?%_-]{0,200}(?:\s|$)|^[\w-]{1,80}\.(?:html?|pdf|aspx?)\b")
"""An address that a line's end cut: "https://acme.org/a/" and "b_c.html", "doi: 10." and "1158/1078-0432"."""
_CITED = re.compile(r"\bet al\b|\b[A-Z][\w'’-]+,? (?:[A-Z]\.?){1,3},")
"""Authors: "Allen B, Cole D", "Allen, B., Cole, D.", "et al"; what follows a colon is the rest of a title."""
_DATE_ROW = re.compile(r"(?:\d{1,2}/(?:\d{1,2}/)?\d{2,4}|\d{4}-\d{2}-\d{2})(?=\s+[A-Z(]|$)")
_LEADER = re.compile(r"(?:(?<!\.)\.{4,}|(?<!\.)(?:\s\.){4,}|(?<!…)…{2,})\s{0,4}\d{0,3}$")
"""An entry of a table of contents: "Overview ........ 3"."""
_HEADLIKE = re.compile(r"(?:[A-Z0-9(][\w'’/&()-]{0,40}|and|or|of|the|for|to|in|a|an|with|by|on|-|–|&)(?:\s|$)")
FULL = 0.84
"""Share of the width that a line must fill, with the next line's first word, to be one that wrapped."""

_NARROW = 0.72
"""Share of the text's width that the lines of a narrow column do not pass."""

_WORD = 20
"""Characters that a line of one word does not reach."""

_TOP = 100
"""Lines at the top of a document in which its title stands."""
_LAST_WORD = re.compile(r"Policy|Policies|Guidelines?|Program|Criteria")
"""The last word of a long title that a line's end cut off, and the name of a section elsewhere."""
_NO_NOUN = re.compile(r"\b(?:Authorization|Coverage|Medical|Drug|Payment|Reimbursement|Management|Clinical)$")


@dataclass(slots=True)
class _Draft:
    """A block that is being put together."""

    rows: list[Row] = field(default_factory=list)
    label: str = ""
    parts: list[str] = field(default_factory=list)
    bare: bool = False  # an item whose bullet the dump has lost


def pieces(rows: Sequence[Row]) -> list[Piece]:
    """The blocks of a dump; furniture comes after the block that it cuts."""
    found = list(_blocks(stacked(paired(named(rows)))))
    run: list[Piece] = []
    for piece in [*found, None]:
        if piece is not None and piece.kind != "furniture" and piece.inlines and _LEADER.search(piece.inlines[-1].text):
            run.append(piece)
            continue
        if piece is not None and piece.kind == "furniture":
            continue
        if len(run) >= 3:
            for entry in run:
                entry.role = "contents"
        run = []
    return found


def _blocks(rows: Sequence[Row]) -> Iterator[Piece]:
    joiner = _Joiner(rows)
    draft: _Draft | None = None
    waiting: list[Row] = []
    for index, row in enumerate(rows):
        if row.furniture:
            waiting.append(row)
            continue
        if draft is not None and joiner.joins(draft, row, index):
            _add(draft, row, joiner.hyphens)
            continue
        if draft is not None:
            yield _piece(draft)
        for one in waiting:
            yield Piece(inlines(one.text), kind="furniture", role="footer", page=None)
        waiting = []
        draft = joiner.start(row, draft, index)
    if draft is not None:
        yield _piece(draft)
    for one in waiting:
        yield Piece(inlines(one.text), kind="furniture", role="footer")


def _add(draft: _Draft, row: Row, hyphens: Hyphens) -> None:
    before = draft.parts[-1]
    if before.endswith("-") and before[-2:-1].isalnum() and row.text[:1].isalnum():
        if before[-2].isalpha() and not hyphens.belongs(before[-60:], row.text):
            draft.parts[-1] = before[:-1]
    elif (before.endswith("/") and before[-2:-1].isalnum()) or (
        _ADDRESS_END.search(before[-320:]) and _ADDRESS_ON.match(row.text)
    ):
        pass
    else:
        draft.parts.append(" ")
    draft.parts.append(row.text)
    draft.rows.append(row)


def _piece(draft: _Draft) -> Piece:
    first = draft.rows[0]
    style = Style(indent=first.indent * 6.0, space=float(min(first.blanks, 5)))
    return Piece(inlines("".join(draft.parts)), kind="item" if draft.bare else "paragraph", style=style)


class _Joiner:
    """Says whether a line goes on with the block above."""

    def __init__(self, rows: Sequence[Row]) -> None:
        body = [row for row in rows if not row.furniture]
        lengths = sorted(len(row) for row in body if len(row) > 30) or [80]
        self.width = lengths[len(lengths) * 95 // 100]
        self.widths = local(rows, self.width)
        self.rows = rows
        self.groups = groups(rows)
        self.dated = dated(rows)
        self.hyphens = Hyphens(cast("Sequence[Line]", rows))  # it looks at nothing but their text
        self.loses = sum(row.indent == 1 for row in body) < 0.35 * len(body) and any(row.indent == 1 for row in body)
        self.haystack = whole_lines(rows)
        self.repeated = repeated(rows, self.width)
        self.pairs = Counter((a.text, b.text) for a, b in pairwise(rows) if max(len(a), len(b)) < _WORD)
        self.last_number: int | None = None

    def start(self, row: Row, before: _Draft | None, index: int) -> _Draft:
        found = label(row.text)
        draft = _Draft([row], parts=[row.text])
        draft.bare = not found and self._lost(before, row, index)
        if found:
            draft.label = found[1]
            self.last_number = _number(row.text[: found[0]])
        return draft

    def joins(self, draft: _Draft, row: Row, index: int) -> bool:
        last = draft.rows[-1]
        text = row.text
        crossed = (row.broken and not last.broken) or row.broken
        found = label(text)
        if _LEADER.search(last.text) or (_LEADER.search(text) and not row.blanks):
            return False
        if found and not self._false_label(draft, last, text, found, index):
            return False
        if self._parted_by_date(last, index):
            return False
        first = draft.rows[0].text
        if draft.label and len(draft.rows) == 1 and len(first) == (label(first) or (0, ""))[0]:
            return not row.blanks or row.blanks == 1  # the label stood on a line of its own
        if self._lost(draft, row, index):
            return False
        if _ADDRESS_END.search(last.text) and _ADDRESS_ON.match(text) and not row.blanks:
            return True
        if not row.blanks and self._closes(last, row, index):
            return True
        open_end = bool(OPEN.search(last.text)) and not _LEADER.search(last.text)
        lower = text[:1].islower()
        if row.blanks and not crossed:
            cut = open_end or (bool(draft.label) and not ENDED.search(last.text) and self._full(last, row, index))
            return row.blanks == 1 and cut and lower and not found
        if crossed:
            return (
                not ENDED.search(last.text)
                and (lower or ((open_end or self._full(last, row, index)) and not self._begins(last, text, index)))
                and not known(_bare(text))
            )
        if not row.blanks and len(draft.rows) == 1 and self._one_name(first, text, index):
            return True
        if len(draft.rows) == 1 and _CODE_ROW.fullmatch(first.strip()) and not _CODE_ROW.match(text):
            return text[:1].isupper() and len(draft.rows) == 1 and not known(_bare(text))
        if index < _TOP and not row.blanks and _LAST_WORD.fullmatch(text) and len(last) > 30:
            if (_FIELD.match(first) and not ENDED.search(last.text)) or _NO_NOUN.search(last.text):
                return True  # "Policy: Tidal Products Prior Authorization", "Policy"
        if self._begins(last, text, index) or self._two_names(draft, text, index):
            return False
        if text in ("AND", "OR") and not draft.label and not open_end:
            return False
        if open_end and not found and (len(last) > 14 or lower):
            return True
        if _ENTRY_END.search(last.text[-60:]) and text[:1].isupper() and not _ENTRY_ON.match(text):
            return False
        if _PLACE_END.search(last.text[-6:]) and self._full(last, row, index):
            return True
        if last.text.endswith(":") and not lower and not _CITED.search("".join(draft.parts[:12])[:600]):
            return False
        if self._full(last, row, index) or (draft.label.startswith("bullet") and self._fills(last, row, index)):
            if (
                not draft.label
                and row.text[0].isupper()
                and _SENTENCE.search(last.text)
                and len(last) < _NARROW * self.width
            ):
                return self.groups[index] < _NARROW * self.width  # else the line had room for the next sentence
            return not (_SENTENCE.search(last.text) and self._headlike(text, index, numbered=draft.label == "number"))
        sentence = len(last) > 0.35 * self.widths[index] or len(draft.rows) > 1 or (draft.label and len(last) > 12)
        if lower and sentence and not ENDED.search(last.text):
            return True
        if last.text.endswith("-") and text[:1].isalnum() and len(last) > 0.5 * self.widths[index]:
            return True
        if text[0] == "(" and len(last) > 40 and not ENDED.search(last.text) and not found:
            return True
        return self._title(last, row, draft, index)

    # ------------------------------------------------------------------ signs

    def _parted_by_date(self, last: Row, index: int) -> bool:
        """Whether a date begins the row that a line belongs to, or has ended the one before."""
        above = index - 1
        while above > 0 and self.rows[above].furniture:
            above -= 1
        opening, closing = self.dated.opening, self.dated.closing
        if index in opening or above in closing:
            return not OPEN.search(last.text)
        return index in closing and self.rows[index].text[:1].isdigit() and not OPEN.search(last.text)

    def _full(self, last: Row, row: Row, index: int) -> bool:
        """Whether the next line's first word would not have fitted on the last line."""
        word = row.text.split(None, 1)[0]
        return last.indent + len(last) + 1 + len(word) > FULL * self.widths[index]

    def _closes(self, last: Row, row: Row, index: int) -> bool:
        """Whether a line closes the parenthesis that a full line has left open: "(see" and "Appendix A)."."""
        opened = last.text.rfind("(")
        if opened < 0 or ")" in last.text[opened:] or len(last) < 0.5 * self.width:
            return False
        closed = row.text.find(")", 0, 90)
        return closed >= 0 and "(" not in row.text[:closed] and self._full(last, row, index)

    def _fills(self, last: Row, row: Row, index: int) -> bool:
        """Whether an item fills a narrow column: the lines between two white ones are all short."""
        word = row.text.split(None, 1)[0]
        width = self.groups[index]
        return 24 < width < 0.65 * self.width and last.indent + len(last) + 1 + len(word) > FULL * width

    def _lost(self, before: _Draft | None, row: Row, index: int) -> bool:
        """Whether a line is an item whose bullet the dump has lost: all that is left is a blank before it."""
        if before is None or not self.loses or row.indent != 1 or label(row.text):
            return False
        if before.bare or before.rows[-1].text.endswith(":"):
            return True
        after = self.rows[index + 1] if index + 1 < len(self.rows) else None
        return row.text[0].isupper() and after is not None and after.indent == 1 and row.broken

    def _begins(self, last: Row, text: str, index: int) -> bool:
        """Whether a line opens something new by its own words."""
        if RAISED_END.sub("", text) in self.repeated and not OPEN.search(last.text):
            return True
        if known(_bare(text)) and not OPEN.search(last.text):
            following = self.rows[index + 1].text if index + 1 < len(self.rows) else ""
            return not following[:1].islower()
        if _CODE_ROW.match(text) and not OPEN.search(last.text) and not last.text.endswith("-"):
            return True
        if _NUMBER_ROW.match(text) and not OPEN.search(last.text):
            return True
        if _DATE_ROW.match(text) and not OPEN.search(last.text) and (_SENTENCE.search(last.text) or len(last) < 30):
            return True
        if known(_bare(last.text)):
            return True
        if _OPENER.match(text) and not ENDED.search(last.text) and not OPEN.search(last.text):
            return True
        return bool(_FIELD.match(text)) and (len(last) < 0.7 * self.width or bool(ENDED.search(last.text)))

    def _one_name(self, first: str, text: str, index: int) -> bool:
        """Whether two lines of a word each are the name of a section that a narrow column cut: "Exclusion", "Criteria"."""
        if max(len(first), len(text)) >= _WORD or not (first.isalpha() and text.isalpha() and text[0].isupper()):
            return False
        following = self.rows[index + 1] if index + 1 < len(self.rows) else None
        if following is None or following.blanks or not known(f"{first} {text}"):
            return False
        if known(first) and known(text):
            return False  # two sections, the first of which has no text: "Rationale", "Summary"
        return self.pairs[first, text] == 1  # else the head of a table's column, on each of its pages

    def _two_names(self, draft: _Draft, text: str, index: int) -> bool:
        """Whether two lines in title case over an item are two headings: "Ring Tests (RTs)", "Bell Tests", "I. The"."""
        following = self.rows[index + 1] if index + 1 < len(self.rows) else None
        if len(draft.rows) != 1 or draft.label or not draft.parts[0].endswith(")") or following is None:
            return False
        names = all(
            len(name.split()) > 3 and name[-1].isalnum() | (name[-1] == ")") and name.count("(") == name.count(")")
            and all(w[0].isupper() or not w.islower() or _HEADLIKE.fullmatch(w) or w == "via" for w in name.split())
            for name in (draft.parts[0], text)
        )  # fmt: skip
        return names and label(following.text) is not None

    def _headlike(self, text: str, index: int, *, numbered: bool) -> bool:
        """Whether a line behind a full sentence is a heading: short, each word with a capital, no end mark."""
        if len(text) > 0.75 * self.width or text[-1] in ".,;" or not text[0].isupper() or _CITATION.search(text):
            return False
        words = text.split()
        following = self.rows[index + 1] if index + 1 < len(self.rows) else None
        if following is not None and following.text[:1].islower():
            return False
        if not numbered and len(text) < 0.5 * self.width and len(words) < 7:
            return True
        small = sum(word[0].islower() for word in words)
        return not small or all(_HEADLIKE.fullmatch(word) for word in words if word[0].islower())

    def _false_label(self, draft: _Draft, last: Row, text: str, found: tuple[int, str], index: int) -> bool:
        """A number at the start of a line that only wrapped there: "volume 20, pages 131-" / "137."."""
        size, family = found
        if family.startswith("bullet"):
            return False
        rest = text[size:].lstrip()
        number = _number(text[:size])
        if number is not None and self.last_number is not None and number == self.last_number + 1:
            return False
        if _next_letter(draft.rows[0].text, text[:size]):
            return False
        if last.text.endswith("-") and last.text[-2:-1].isdigit():
            return True
        if family in ("number", "decimal", "letterA", "romanA", "lettera", "romana", "dash"):
            if OPEN.search(last.text) and not ENDED.search(last.text):
                return number is None or number > 1
            if number is not None and number > 1 and not rest[:1].isupper() and not ENDED.search(last.text):
                return True
            if number is not None and number > 60 and not ENDED.search(last.text):
                return True
        return False

    def _title(self, last: Row, row: Row, draft: _Draft, index: int) -> bool:
        """Whether two short lines are a title that stands elsewhere on one line."""
        if index > 100 or row.blanks or len(last) < 12 or (not row.text[0].isupper() and row.text[0] != "("):
            return False
        joined = "".join(f"{''.join(draft.parts[:12])} {row.text}".split())
        return len(joined) > 40 and any(joined in hay for hay in self.haystack)


def _bare(text: str) -> str:
    """A line without raised reference numbers."""
    return _RAISED.sub("", text) if "^{" in text else text


def _number(text: str) -> int | None:
    digits = text.strip("().[] ")
    return int(digits) if digits.isdigit() and len(digits) < 4 else None


def _next_letter(first: str, printed: str) -> bool:
    """Whether a letter goes on with the item above: "c." under "b. A trial of"; not "C." under "3. Vitamin"."""
    before = label(first)
    one, other = first[: before[0]].strip("().[] ") if before else "", printed.strip("().[] ")
    return len(one) == len(other) == 1 and other.isalpha() and ord(other) == ord(one) + 1
