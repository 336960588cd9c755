"""Which lines of a document are headings: known words, style, numbers and place, weighed against each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from extractor.layout.headlines import fold
from extractor.structure.contents import entries
from extractor.structure.cues import APPENDED, FULL_STOP, LABELLED, Line, Look, Surroundings, title_case, wording
from extractor.structure.numbering import Number
from extractor.structure.wording import Lexicon
from extractor.types import Block, Document

RUN_IN = 70  # characters in which a heading on its section's first line ends
OPENING = frozenset(["references", "history", "related_policies"])
CODE = re.compile(r"[A-Z]?\d{3,5}[A-Z]?\b")  # "99213", "A0428", "0340U"
ENOUGH = 1.0  # a line whose weight reaches this is a heading


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section."""

    block: int
    start: int
    end: int
    page: int | None
    text: str
    number: Number | None
    declared: int | None
    look: Look
    known: str | None
    weight: float
    indent: float = 0.0
    weak: bool = False  # known, but as a common word
    outlined: bool = False  # the source itself declares most of the document's headings


def find(document: Document, lexicon: Lexicon) -> tuple[Heading, ...]:
    """The headings of a document, in order."""
    around = Surroundings(document, lexicon)
    contents = entries(around)
    lines = {i: line for i in around.body if i not in contents and (line := around.line(i))}
    bookmarks = _bookmarked(around, lines)
    weights = {i: _weigh(around, line, lines, i in bookmarks) for i, line in lines.items()}
    _learn_looks(around, lines, weights)
    chosen = _without_titles(around, lines, _settled(around, lines, weights))
    headings = [
        Heading(
            block=i,
            start=lines[i].block.start,
            end=lines[i].block.end,
            page=lines[i].block.page,
            text=lines[i].text,
            number=lines[i].number,
            declared=lines[i].block.level if lines[i].block.kind == "heading" else bookmarks.get(i),
            look=lines[i].look,
            known=lines[i].known,
            weight=weights[i],
            indent=lines[i].block.style.indent,
            weak=lines[i].known is not None and lexicon.is_weak(lines[i].text),
        )
        for i in chosen
    ]
    joined = _joined(around, headings)
    declared = sum(lines[i].block.kind == "heading" for i in chosen)
    if declared >= 3 and 3 * declared >= len(joined):
        joined = [replace(h, outlined=True) for h in joined]
    return tuple(sorted([*joined, *_run_in(around, {h.block for h in headings} | contents)], key=lambda h: h.start))


def _run_in(around: Surroundings, taken: set[int] | frozenset[int]) -> list[Heading]:
    """Main sections that open on the line of their heading: "References: All facts are from the label."."""
    document, found = around.document, []
    for index in around.body:
        block = document.blocks[index]
        if block.table is not None or block.label is not None or index in taken or block.kind != "paragraph":
            continue
        colon = document.text.find(":", block.start, min(block.end, block.start + RUN_IN))
        if colon < 0 or colon + 1 >= block.end:
            continue
        text = document.text[block.start : colon]
        known = around.lexicon.exact(text)
        if known not in OPENING or around.lexicon.is_weak(text) or around.lexicon.is_never(text) or text[0].islower():
            continue
        bold = around.is_bold(block.start, colon)
        if not (bold or (text.isupper() and not around.styled)):
            continue
        look = Look(round(block.style.size * 2) / 2, bold, text.isupper(), False, False, block.style.color)
        found.append(Heading(index, block.start, colon + 1, block.page, text, None, None, look, known, weight=ENOUGH))
    return found


def _weigh(around: Surroundings, line: Line, lines: dict[int, Line], bookmarked: bool) -> float:
    """The weight of one line as a heading, without what other headings teach of its look."""
    lexicon, block, look = around.lexicon, line.block, line.look
    if lexicon.is_never(line.text):
        return -3.0
    said = wording(line)
    if said <= -3.0:
        return said
    if block.kind == "heading":
        return 2.0 + max(said, -0.9)
    weight = said + _style(around, look)
    plain = around.styled and around.plain(look)
    if line.known:
        weight += 0.45 if lexicon.is_weak(line.text) else 0.75 if plain else 1.0
    elif APPENDED.match(line.text):
        weight += 0.85
    if line.linked and plain:
        weight -= 0.6
    if bookmarked:
        weight += 1.0
    if line.number and line.number.readings[0][0] in ("Roman", "decimal", "Alpha"):
        weight += 0.25
    weight += _place(around, line, lines)
    return weight


def _style(around: Surroundings, look: Look) -> float:
    size, bold = around.ordinary
    weight = 0.0
    if size and look.size >= size + 1.5:
        weight += 0.9
    elif size and look.size >= size + 0.7:
        weight += 0.5
    elif size and look.size and look.size <= size - 1.5 and not look.caps:
        weight -= 0.15 if look.bold else 0.4
    if look.bold and not bold:
        weight += 0.75
    if look.caps:
        weight += 0.45
    if look.underline:
        weight += 0.4
    if look.italic:
        weight += 0.15
    if around.coloured(look):
        weight += 0.2
    return weight


def _place(around: Surroundings, line: Line, lines: dict[int, Line]) -> float:
    """What the neighbours and the place in lists and tables say."""
    weight = 0.0
    block = line.block
    blocks = around.document.blocks
    at = around.position[line.index]
    above = blocks[around.body[at - 1]] if at else None
    below_index = around.body[at + 1] if at + 1 < len(around.body) else None
    below = blocks[below_index] if below_index is not None else None
    if line.bullet:
        weight -= 0.7
    elif block.kind == "item" and not line.number and around.plain(line.look):
        weight -= 0.5
    if block.table is not None:
        weight -= _cell(around, line)
    elif below and _abreast(around, block, below):
        beside = below.end - below.start > 150  # a column of headings beside the text
        weight -= 0.0 if beside and line.known else 3.0 if line.text.endswith(":") else 1.5
    elif above and _abreast(around, above, block):
        left = lines.get(around.body[at - 1])
        column_heads = left is not None and left.look == line.look
        weight -= 1.5 if column_heads else 0.0 if line.known and line.look.bold else 1.0
    space = block.style.space
    if (
        space == 0.0
        and above
        and around.styled
        and (above.page != block.page or (above.table, block.table) != (None, None))
    ):
        space = 0.8  # a page or a table ends above: white space that nobody measures
    if space >= 0.5:
        weight += 0.25 if space >= 1.0 else 0.15
    below_line = lines.get(below_index) if below_index is not None else None
    above_line = lines.get(around.body[at - 1]) if at else None
    if below is None:
        weight -= 0.6
    elif below.end - below.start > 90 or below.kind == "item" or below.table is not None:
        weight += 0.2
    elif _in_run(line, above_line, below_line) and not (line.known and (line.look.bold or not around.styled)):
        weight -= 0.3
    if above and below and not line.number:
        text = around.document.text
        if (
            not line.known
            and above.end - above.start > 60
            and text[above.end - 1] not in ".:;!?)"
            and block.style.space < 0.5
        ):
            weight -= 0.4  # the rest of a line that was cut
        if (
            line.known == "description"
            and above_line
            and above_line.known == "coding"
            and CODE.match(text, below.start)
        ):
            weight -= 1.5  # "CPT Codes", "Description", "99213": heads of columns
    listed = line.known is None or (line.known == "other" and line.text[-1] != ":")
    if line.number and listed and _in_list(line, above_line, below_line):
        weight -= 0.9
    if around.styled and not line.known and not line.bullet and not line.number and space >= 1.5:
        weight += _set_apart(around, line, above, below)
    if not around.styled and not line.bullet and (not line.known or around.lexicon.is_weak(line.text)):
        weight += _unstyled(around, line, lines, above, below)
    return weight


def _set_apart(around: Surroundings, line: Line, above: Block | None, below: Block | None) -> float:
    """A short line in title case between paragraphs, set like them but apart: "Restrictive Thoracic Disorders"."""
    if above is None or below is None or line.block.table is not None or len(line.words) > 10:
        return 0.0
    if len(line.text) < 8 or line.text[-1] == ":":
        return 0.0
    text = around.document.text
    opens = below.end - below.start > 60 or text[below.end - 1] == ":"
    if not opens or text[above.end - 1] not in ".:;!?)" or not title_case(line.words) or not around.plain(line.look):
        return 0.0
    return 0.5 if below.end - below.start > 90 else 0.7


def _in_run(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether the lines above and below are set alike: a list of short lines rather than a heading and its text."""
    return all(
        other is not None and other.look == line.look and other.block.table is None and other.text[-1] not in ".:"
        for other in (above, below)
    )


def _in_list(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether the line above or below bears the number before or after this one: items of a list, no headings."""

    def follows(first: Line | None, second: Line | None) -> bool:
        if not (first and second and first.number and second.number) or first.look != second.look:
            return False
        return any(a[:2] == b[:2] and b[2] == a[2] + 1 for a in first.number.readings for b in second.number.readings)

    return follows(above, line) or follows(line, below)


def _cell(around: Surroundings, line: Line) -> float:
    """What standing in a table takes from a line: column heads are no headings, a label beside a long text may be."""
    block = line.block
    if (block.table, block.row) not in around.shared_rows:
        return 0.8
    if line.known == "history" and block.row == 0 and block.column == 0:
        return 0.5  # a table of revisions that bears its own heading
    if line.known and block.column == 0 and around.row_length(block) > 400:
        return 0.2
    return 2.5


def _abreast(around: Surroundings, left: Block, right: Block) -> bool:
    """Whether two blocks stand side by side on one line of a page: a label and its value, two column heads."""
    return (
        around.styled
        and left.page == right.page
        and right.style.space == 0.0
        and right.style.size > 0
        and right.style.indent - left.style.indent > 30
        and left.end - left.start < 90
    )


def _unstyled(
    around: Surroundings, line: Line, lines: dict[int, Line], above: Block | None, below: Block | None
) -> float:
    """In a dump without styles: a short line in title case or with a colon between text of full length."""
    words = line.words
    if len(words) > 12 or line.block.table is not None or below is None:
        return 0.0
    text = around.document.text
    stops = above is None or text[above.end - 1] in ".:;)!?" or above.kind == "item" or above.end - above.start < 60
    below_line = lines.get(around.body[around.position[line.index] + 1])
    opens = below.end - below.start > 90 or below.kind == "item" or bool(below_line and below_line.known)
    if not (stops and opens):
        return 0.0
    if line.number:
        return 0.6 if title_case(words) else 0.3
    if line.text.endswith(":"):
        return 0.75 if title_case(words) else 0.5
    if FULL_STOP.search(line.text):
        return 0.0
    return 0.9 if title_case(words) and len(words) <= 10 else 0.3


def _learn_looks(around: Surroundings, lines: dict[int, Line], weights: dict[int, float]) -> None:
    """Lift the lines that look like headings already sure: headings of one level are set alike."""
    size, bold = around.ordinary
    by_look: dict[Look, list[int]] = defaultdict(list)
    for index, line in lines.items():
        look = line.look
        if (look.bold and not bold) or (size and look.size >= size + 0.7) or look.caps or look.underline:
            by_look[look].append(index)
    for indices in by_look.values():
        anchors = [i for i in indices if lines[i].known and weights[i] >= ENOUGH]
        if not anchors:
            continue
        share = len(anchors) / len(indices)
        for index in indices:
            if 0.3 <= weights[index] < ENOUGH and not lines[index].bullet and lines[index].block.table is None:
                weights[index] += 0.3 if share >= 0.2 else 0.15


def _settled(around: Surroundings, lines: dict[int, Line], weights: dict[int, float]) -> list[int]:
    """The blocks that are headings, each weighed once more by the heading above it."""
    chosen: list[int] = []
    over: Line | None = None  # the latest heading of a history or bibliography
    for index in around.body:
        weight = weights.get(index, 0.0)
        if weight < ENOUGH:
            continue
        line = lines[index]
        if over is not None and line.known == over.known and fold(line.text) == fold(over.text):
            continue  # repeated at the head of a page
        if over is not None:
            lesser = (line.look.size, line.look.bold) < (over.look.size, over.look.bold)
            if lesser and weight < ENOUGH + (1.2 if over.known == "history" else 0.3):
                continue
            if not lesser:
                over = None
        if chosen and fold(line.text) == fold(lines[chosen[-1]].text) and line.block.kind != "heading":
            continue
        if chosen and line.known in ("references", "history") and line.known == lines[chosen[-1]].known:
            last = chosen[-1]
            if (
                around.position[index] == around.position[last] + 1
                and line.look != lines[last].look
                and around.plain(line.look)
            ):
                continue  # "References" and "Policy references:" under it
        chosen.append(index)
        if line.known in ("history", "references"):
            over = line
    return chosen


def _without_titles(around: Surroundings, lines: dict[int, Line], chosen: list[int]) -> list[int]:
    """Leave out what stands at the head of the paper and opens no text: the title, a banner, the kind of policy."""
    looks = Counter(lines[i].look for i in chosen)
    size, _ = around.ordinary
    lexicon = around.lexicon
    for n, index in enumerate(chosen):
        line = lines[index]
        position = around.position[index]
        below = around.document.blocks[around.body[position + 1]] if position + 1 < len(around.body) else None
        if line.block.kind == "heading" or below is None:
            return chosen[n:]
        said = around.document.text_of(below)
        short = len(said) <= 150 and below.kind != "item" and below.table is None
        if short and line.known in ("coverage", "other"):
            if LABELLED.fullmatch(said) or lexicon.is_never(said) or lexicon.exact(said) == line.known:
                continue  # a banner above the table of facts
            if line.text.endswith(":") and said[-1] != "." and around.styled:
                continue  # "POLICY: Some Drug Policy": a label with its value, not a section
        if around.styled and looks[line.look] > 2:
            return chosen[n:]
        if line.known is None and (short or (size and line.look.size >= 1.6 * size)):
            continue
        return chosen[n:]
    return []


def _bookmarked(around: Surroundings, lines: dict[int, Line]) -> dict[int, int]:
    """Lines that a bookmark of the source names, with the bookmark's level."""
    wanted = {(fold(mark.title), mark.page): mark.level for mark in around.document.bookmarks}
    if not wanted:
        return {}
    return {
        index: level
        for index, line in lines.items()
        if (level := wanted.get((fold(line.text), line.block.page))) is not None
    }


def _joined(around: Surroundings, headings: list[Heading]) -> list[Heading]:
    """Headings that the page's width has cut in two are one."""
    result: list[Heading] = []
    for heading in headings:
        last = result[-1] if result else None
        if last and _continues(around, last, heading):
            text = last.text + ("" if last.text.endswith(("-", "/")) else " ") + heading.text
            result[-1] = replace(last, end=heading.end, text=text, known=around.lexicon.exact(text))
        else:
            result.append(heading)
    return result


def _continues(around: Surroundings, first: Heading, second: Heading) -> bool:
    positions = around.position
    if positions[second.block] != positions[first.block] + 1 or second.number or first.look != second.look:
        return False
    if (second.known and first.known) or first.declared is not None or second.declared is not None:
        return False
    size, _ = around.ordinary
    open_end = first.text[-1] in ",/-–&(" or first.text.count("(") > first.text.count(")") or second.text[0].islower()
    title = bool(size) and first.look.size >= 1.6 * size
    large = bool(size) and first.look.size >= size + 4 and not first.known and not second.known
    return open_end or large or title
