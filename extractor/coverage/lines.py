"""What a line of coverage text is: its words without label and joining word, its label, indent and standing.

A :class:`Line` is a view of one block (or of one item of a list that runs on within a block); its span is
the words alone, so that ``text[start:end]`` is what a leaf quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.coverage import openers
from extractor.coverage.labels import LABEL, Style, ordinals_of
from extractor.types import Block, Document


class Line(NamedTuple):
    """One line of coverage text. ``text == document.text[start:end]``; ``connector`` joins it to the next line."""

    start: int
    end: int
    text: str
    ordinals: Mapping[Style, int] | None = None  # None: no list item
    indent: float = 0.0
    depth: int = -1
    page: int | None = None
    heading: int = 0  # level of the section that it heads, 0 for none
    bold: bool = False
    lead: str | None = None  # a joining word at its beginning
    connector: str | None = None  # a joining word at its end
    table: int | None = None
    row: int | None = None
    column: int | None = None
    whole: int = 0  # where the line begins, its label included
    tail: int = 0  # where it ends, its joining word included
    block: int = -1
    note: bool = False
    declared: bool = False  # the file itself marks it as a heading

    @property
    def labelled(self) -> bool:
        """Whether it is a list item."""
        return self.ordinals is not None


_NOTE = re.compile(
    r"""
    ^(?:\**\s?(?:please\s+)?notes?\b\s?(?:\d{1,2})?\s?[:.–-]   # "Note:", "Please note:", "NOTE 1:"
      |[*†‡§¥¶^~ŧФ◊]{1,4}\s?(?=[\w(])                           # "*Prior authorization may be …"
      |(?:examples?|e\.g\.)\s*(?::|of\b|include)               # "Examples of corticosteroids are …"
      |footnote
      |\([A-Z][^()]{2,80},?\s(?:19|20)\d\d(?:[;,]\s[^()]{2,400})?\)\W*$   # "(Smith, 2019; Jones, 2020)"
      |n\.b\.
      |\(note\b
      |(?:please\s+)?(?:see|refer\s+to)\b(?=.{0,80}(?:appendix|table|section|policy|below|above|attachment|background|coding))
      |links?\s+to\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# matches: "Note: Examples are", "*Prior authorization"; must not match: "Noted improvement"

_INLINE_NOTE = re.compile(
    r"[;.,)]\s+(?:(?:AND|OR|and|or)\s+)?(?P<note>Notes?\s?:\s|(?<=[.)]\s)Examples?\sof\s(?![^.;:]{2,140}:))"
)
# a note that runs on in its item: "… for psoriasis; OR Note: Examples are", "… for gout. Examples of gout include";
# must not match what a colon makes part of it: "… of harm. Examples of harm include: bleeding", nor "Examples … the following:"

_TRIM_START = re.compile(r"^[\s;,.:*]+")
_TRIM_END = re.compile(r"(?<![\s;,.:–—])[\s;,.:–—]+$")


def is_note(text: str) -> bool:
    """Whether a line's words mark it as a remark on the criteria, no criterion."""
    return _NOTE.match(text) is not None


def trimmed(text: str, start: int, end: int, *, period: bool = True) -> tuple[int, int]:
    """A span without blanks at its ends and without punctuation after its words."""
    piece = text[start:end]
    head = _TRIM_START.match(piece)
    if head:
        start += head.end()
    tail = _TRIM_END.search(text[max(start, end - 12) : end])
    if tail and (period or "." not in tail.group()):
        end = max(start, end - 12) + tail.start()
    return start, max(start, end)


def lines_of(document: Document, blocks: list[tuple[int, Block]], levels: Mapping[int, int]) -> list[Line]:
    """The lines of some blocks; ``levels`` gives the level of the section that begins at a block's start."""
    lines: list[Line] = []
    sources: set[tuple[int | None, int | None]] = set()  # columns of tables that say where each criterion comes from
    wide = {number for number, table in enumerate(document.tables) if any(len(row) > 1 for row in table.rows)}
    for index, block in blocks:
        table = block.table
        if table is not None and table in wide and block.row is not None and block.row < document.tables[table].header:
            if _OF_SOURCES.fullmatch(document.text_of(block).strip()):
                sources.add((table, block.column))
            continue
        if (table, block.column) in sources:
            continue
        for line in _of_block(document, index, block, levels.get(block.start, 0)):
            if table is not None and table not in wide:
                line = line._replace(table=None)
            word = openers.alone(document.text[line.whole : line.tail])
            if word is None:
                lines.append(line)
            elif lines and lines[-1].connector is None:
                lines[-1] = lines[-1]._replace(connector=word)
    lines = list(_continued(document.text, lines))
    lines = list(_labels_beside(list(_bulleted(document.text, lines))))
    if any(line.depth >= 0 for line in lines) and not _indented(document, lines):
        lines = [line._replace(depth=-1, indent=0.0) for line in lines]  # at the margin: nothing is said of nesting
    return list(_caught_up(document.text, lines))


_ONLY_LABELS = re.compile(r"[•●▪■◦‣o–—−-](?:\s[•●▪■◦‣o–—−-]){0,40}\s*")

_OF_SOURCES = re.compile(
    r"(?:references?|sources?|citations?|authority|evidence sources?)(?:\s?\(s\))?:?", re.IGNORECASE
)
# the head of a column: "References", "Source(s)"; must not match: "Source of infection"

_UNENDED = re.compile(r"\b(?:not|is|are|be|considered|the|of|to|for|with|by|as|an?|in)$")
_COUNTED = re.compile(r"\b(?P<word>[a-z]{3,6})$", re.IGNORECASE)
_WHOLE = 2000  # characters of a line that is put together again
_CLOSES = re.compile(r"[^()\[\]]{0,60}[)\]]")


def _goes_on(held: Line, line: Line) -> bool:
    """Whether a line is the rest of the one before it: of its sentence, its brackets, or its number ("four", "(4) weeks")."""
    if (
        line.end - held.start > _WHOLE
        or line.heading
        or (held.table, held.row, held.column) != (line.table, line.row, line.column)
    ):
        return False
    if line.labelled:
        number = _COUNTED.search(held.text)
        places = {n for style, n in (line.ordinals or {}).items() if style == ("1", "()")}
        return number is not None and openers.NUMBERS.get(number["word"].lower()) in places
    if line.lead is not None or held.heading:
        return False
    if held.labelled and held.table is None and line.text[:1].islower() and _UNENDED.search(held.text):
        return True
    opened = any(held.text.count(a) > held.text.count(b) for a, b in ("()", "[]"))
    return opened and held.text[-1:] not in ".:;" and _CLOSES.match(line.text) is not None


def _continued(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """Lines, an item that breaks off amid its sentence whole again: "… is considered not", "medically necessary."."""
    held: Line | None = None
    for line in lines:
        if held is not None and _goes_on(held, line) and not text[held.end : line.whole].strip():
            whole = text[held.start : line.end]
            held = held._replace(end=line.end, text=whole, tail=line.tail, connector=line.connector)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _bulleted(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """Lines, the bullets that print sets apart from their items' words given back to them: "– – –" before three lines."""
    left = 0  # bullets that wait for their words
    label = first = None
    for line in lines:
        if line.table is None and _ONLY_LABELS.fullmatch(text, line.whole, line.tail):
            before = left if label is not None and first is None else 0
            left = before + len(text[line.whole : line.tail].split())
            label, first = line, None
            continue
        beside = label is not None and not line.labelled and not line.heading and line.table is None and not line.note
        if label is None or not left or not beside or (label.indent and line.indent <= label.indent):
            left = 0
        if left and first is not None and abs(line.indent - first.indent) > _BESIDE:
            left = 0
        if label is not None and left:
            left -= 1
            first = line
            bullet = ordinals_of(text[label.whole])
            line = line._replace(ordinals=bullet, indent=label.indent, depth=max(line.depth, label.depth))
        yield line


_BESIDE = 3.0  # points by which lines of one list stand apart

_BARE_LABEL = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,5})[.)]|[•●▪■◦‣]")


def _labels_beside(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines, those of a table that sets each label of a list in a cell of its own beside its item made items."""
    label: Line | None = None
    for line in lines:
        if label is not None and line.ordinals is None and (line.table, line.row) == (label.table, label.row):
            ordinals = ordinals_of(label.text)
            yield line._replace(ordinals=ordinals, whole=label.whole, table=None, row=None, column=None)
            label = None
            continue
        if label is not None:
            yield label
        label = line if line.table is not None and not line.column and _BARE_LABEL.fullmatch(line.text) else None
        if label is None:
            yield line
    if label is not None:
        yield label


_STRAY = 0.1
"""Share of the items of a dump that a stray blank before the label indents where the dump keeps no indents."""


def _indented(document: Document, lines: list[Line]) -> bool:
    """Whether the place of list items says how they nest: not where all stand at the margin, but for a few of a dump."""
    items = [line for line in lines if line.depth >= 0]
    apart = sum(line.depth > 0 or line.indent > 0 for line in items)
    return apart > _STRAY * len(items) if document.media_type == "text/plain" else apart > 0


_FIRST = re.compile(r"\bfollowing\s(?:[\w-]+\s){0,2}[\w-]+:\s(?=\S.{2,110}$)")


def _caught_up(text: str, lines: list[Line]) -> Iterator[Line]:
    """Lines, an opener parted from the first item of its list where print set both on one line ("…conditions: Gout")."""
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        match = _FIRST.search(line.text) if after is not None and not line.labelled and not line.heading else None
        if (
            match is None
            or after is None
            or after.labelled
            or after.table != line.table
            or not (line.indent and after.indent > line.indent + 5)
            or line.text.rstrip().endswith((".", ":"))
            or len(after.text) > 200
        ):
            yield line
            continue
        cut = line.start + match.end()
        opener = text[line.start : cut].rstrip()
        yield line._replace(end=line.start + len(opener), text=opener, tail=cut, connector=None)
        yield line._replace(
            start=cut, text=text[cut : line.end], whole=cut, indent=after.indent, lead=None, bold=after.bold
        )


def _of_block(document: Document, index: int, block: Block, level: int) -> Iterator[Line]:
    text = document.text
    start, end = block.start, block.end
    ordinals: Mapping[Style, int] | None = None
    if block.label is not None:
        ordinals = ordinals_of(text[block.label.start : block.label.end].strip())
        start = max(block.content, block.label.end)
    for _ in range(3):  # labels that are printed twice ("a. a. The member")
        match = LABEL.match(text[start : min(end, start + 14)])
        if match is None or match.end() >= end - start:
            break
        found = ordinals_of(match.group().strip())
        if ordinals is not None and match["bullet"] is None and not set(found.items()) & set(ordinals.items()):
            break
        if ordinals is None or match["bullet"] is None:
            ordinals = found
        start += match.end()
    if ordinals is None and block.kind == "item":
        ordinals = {("•", ""): 0}
    while start < end and text[start].isspace():
        start += 1
    base = Line(
        start=start,
        end=end,
        text="",
        ordinals=ordinals,
        indent=block.style.indent,
        depth=block.depth,
        page=block.page,
        heading=level,
        bold=block.style.bold,
        table=block.table,
        row=block.row,
        column=block.column,
        whole=block.start,
        tail=end,
        block=index,
        declared=block.kind == "heading",
    )
    for number, (whole, first, last, styles) in enumerate(_run_on(text, start, end, ordinals)):
        if number == 0:
            piece = base if (first, last) == (start, end) else base._replace(start=first, tail=last)
        else:
            deeper = 12.0 if ordinals is None or not set(styles) & set(ordinals) else 0.0
            indent = base.indent + deeper if base.indent else 0.0
            piece = base._replace(start=first, ordinals=styles, whole=whole, tail=last, indent=indent, heading=0)
        yield from _worded(text, piece)


def _worded(text: str, piece: Line) -> Iterator[Line]:
    """A line's words without its joining words; a note that runs on in it is a line of its own."""
    start, end = piece.start, piece.tail
    aside = _INLINE_NOTE.search(text, start, end)
    remark = None
    if aside is not None and aside.start() > start + 10:
        cut = aside.start("note")
        remark = piece._replace(start=cut, end=end, text=text[cut:end], ordinals=None, whole=cut, heading=0, note=True)
        end = cut
    while end > start and text[end - 1].isspace():
        end -= 1
    words = text[start:end]
    skip, lead = openers.lead_of(words)
    stop, connector = openers.connector_of(words[skip:]) if skip < len(words) else (len(words), None)
    if stop == 0 and connector is not None:
        skip, stop = 0, len(words)
    first, last = start + skip, start + skip + stop
    note = not piece.labelled and is_note(
        text[first : min(last, first + 500)]
    )  # a list's item is one, whatever it says
    yield piece._replace(
        start=first, end=last, text=text[first:last], lead=lead, connector=connector, note=note, tail=end
    )
    if remark is not None:
        yield remark


_LONGEST = 8000  # characters of a line in which a list is looked for; the longest criteria of real policies have 3000
_INLINE = re.compile(
    r"""
    \s(?<=[\w:;,.)\]]\s)\s*                                         # blanks behind a word or a mark
    (?P<label>\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\[\d{1,2}\]|(?:\d{1,2}|[a-z]|[A-Z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,4}(?=\s+[A-Z])|[•●▪■◦‣]|o(?=\s[A-Z]))(?:\s+(?=[A-Z0-9≥≤<>(“"])|(?<=\w\))(?=[A-Z][a-z]))
    """,
    re.VERBOSE,
)
# labels within a line: "of the following: (1) Age …; (2) A trial"; must not match: "vitamin D. The", "stage I"


def _run_on(
    text: str, start: int, end: int, own: Mapping[Style, int] | None
) -> list[tuple[int, int, int, Mapping[Style, int]]]:
    """The items of a list that runs on within a block: where each begins, its words' span, its label's styles.

    A list is only seen where its labels count on from the block's own ("a. … b. …"), or from one after a colon.
    """
    pieces: list[tuple[int, int, int, Mapping[Style, int]]] = []
    if end - start > _LONGEST:  # no line of a policy; looking ahead from each label would take too long
        return [(start, start, end, dict(own or {}))]
    styles = dict(own or {})
    begin, whole = start, start
    found: Mapping[Style, int] = dict(own or {})
    promised: Mapping[Style, int] = {}  # the second label of the list begun last, which was looked ahead for
    for match in _INLINE.finditer(text, start, end):
        label = ordinals_of(match["label"])
        after = {s: n for s, n in label.items() if n and styles.get(s) == n - 1}
        first = {s: n for s, n in label.items() if n <= 1}
        bullet = bool(first) and all(n == 0 for n in first.values())
        opened = text[: match.start()].rstrip()[-1:] == ":"
        shouted = (
            not opened
            and bool(first)
            and _SHOUTED.search(text[max(start, match.start() - 60) : match.start()]) is not None
        )
        if after and (
            after.items() & promised.items()
            or _parted(text, match.start())
            or (match.end() == match.end("label") and after.keys() & found.keys())  # "Tourette syndrome h)Complex"
            or _counts_on(text, match.end(), end, after)
            or _goes_back(text, match, after, found)
        ):
            chosen = after
        elif (bullet and (opened or first.keys() & styles.keys())) or (
            first and (opened or shouted) and not bullet and _counts_on(text, match.end(), end, first)
        ):
            chosen = first
        else:
            continue
        pieces.append((whole, begin, match.start(), found))
        promised = {s: n + 1 for s, n in chosen.items() if n == 1}
        begin, whole, found, styles = match.end(), match.start("label"), chosen, {**styles, **chosen}
    pieces.append((whole, begin, end, found))
    return pieces


_SHOUTED = re.compile(r"\b[A-Z]{4,20}\s(?:AND\s|OF\s|FOR\s|OR\s)?[A-Z]{4,20}\s*\Z")
# a heading in capitals before a list's first label: "COVERAGE POLICY A. The plan considers …"
_LETTERED = re.compile(
    r"\b(?:hepatitis|vitamins?|factor|type|class|grade|stage|group|part|protein|schedule|tier)\s*\Z", re.IGNORECASE
)
# words that a capital letter belongs to


def _goes_back(text: str, match: re.Match[str], after: Mapping[Style, int], found: Mapping[Style, int]) -> bool:
    """Whether a label goes on with an outer list of capital letters behind the last item of an inner one."""
    outer = any(style == "A" for style, _ in after) and not after.keys() & found.keys()
    before = text[max(0, match.start() - 20) : match.start()]
    return outer and before[-1:].islower() and _LETTERED.search(before) is None


def _parted(text: str, at: int) -> bool:
    """Whether an item ends before an inline label: by punctuation or a joining word."""
    return bool(re.search(r"(?:[;:,.)\]]|\b(?:and|or|AND|OR))$", text[max(0, at - 5) : at]))


def _counts_on(text: str, at: int, end: int, first: Mapping[Style, int]) -> bool:
    """Whether the second label of an inline list follows its first."""
    return any(
        n == first.get(s, -9) + 1 for m in _INLINE.finditer(text, at, end) for s, n in ordinals_of(m["label"]).items()
    )
