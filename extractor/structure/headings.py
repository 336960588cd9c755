"""Which lines of a document are headings: known words, style, numbers and place, weighed against each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.layout.headlines import Key, fold, known
from extractor.structure.contents import entries
from extractor.structure.cues import LABELLED, Line, Look, Surroundings, title_case
from extractor.structure.cut import OPEN, pairs
from extractor.structure.numbering import Number
from extractor.structure.runin import openings
from extractor.structure.series import lifted
from extractor.structure.siblings import items
from extractor.structure.weight import LARGER, weigh
from extractor.structure.wording import Lexicon
from extractor.types import Document

RUN_OUT = 70  # characters in which a heading on its section's last line stands
AFTER_HISTORY = frozenset(
    ["appendix", "references", "disclaimer", "definitions", "coding", "related_policies", "medicare"]
)
TAIL = re.compile(r"(?<=[.;)]) ([A-Z][^.;:]{5,60}):$")  # "… in adults. Coverage Criteria:"  not "… of the following:"
NUMBERED = re.compile(r"(?i:appendix|attachment|addendum|exhibit) (?:\d{1,2}|[A-Z]|[IVX]{1,4}):?")
CHANGED = re.compile(
    r"(?:Added|Removed|Revised|Replaced|Updated|Changed|Clarified|Modified|Moved|Deleted|Reformatted|Reworded|Created|Archived|No change)\b"
)
CITED_IN = re.compile(r"\bet al\b|https?:|\bdoi\b|\b(?:19|20)\d\d\b")
ROW_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)\b")
ROWS_ABOVE = 400  # blocks in which the rows above a line are sought
ROW_LENGTH = 60  # blocks of a row in which the next row's date is sought
OPENING_BLOCKS = 40  # blocks at the head of a paper in which its sections may be listed
BESIDE = 4  # blocks at the side of a title among which its first line is sought
TITLE = 1.6  # times the size of running text that a title is set in
ENOUGH = 0.99  # a line whose weight reaches this (1, but for rounding) is a heading


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
    coloured: bool = False  # of another colour than running text
    large: bool = False  # clearly larger than running text
    weak: bool = False  # known, but as a common word
    outlined: bool = False  # the source itself declares most of the document's headings


def find(document: Document, lexicon: Lexicon) -> tuple[Heading, ...]:
    """The headings of a document, in order."""
    around = Surroundings(document, lexicon)
    contents = entries(around)
    lines = {i: line for i in around.body if i not in contents and (line := around.line(i))}
    bookmarks = _bookmarked(around, lines)
    weights = {i: weigh(around, line, lines, bookmarked=i in bookmarks) for i, line in lines.items()}
    cut = pairs(around, lines)
    for index in (*cut, *cut.values()):
        weights[index] = max(weights[index], ENOUGH)
    _learn_looks(around, lines, weights)
    for index in lifted(around, lines, weights, ENOUGH):
        weights[index] = ENOUGH
    settled = _settled(around, lines, weights)
    listed = items(around, lines, settled) | _index(around, lines, settled)
    chosen = _without_titles(around, lines, [i for i in settled if i not in listed], cut)
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
            coloured=around.coloured(lines[i].look),
            large=bool(around.ordinary[0]) and lines[i].look.size >= around.ordinary[0] + LARGER,
            weak=lines[i].known is not None and lexicon.is_weak(lines[i].text),
        )
        for i in chosen
    ]
    joined = _joined(around, headings, cut)
    declared = sum(lines[i].block.kind == "heading" for i in chosen)
    if declared >= 3 and 3 * declared >= len(joined):
        joined = [replace(h, outlined=True) for h in joined]
    taken = {h.block for h in headings} | contents
    standing = [h.known for h in joined if h.known]
    run_in = _run_in(around, set(taken), standing)
    return tuple(sorted([*joined, *run_in, *_run_out(around, taken, joined)], key=lambda h: h.start))


def _run_in(around: Surroundings, taken: set[int], standing: list[str]) -> list[Heading]:
    """Main sections that open on the line of their heading: "References: All facts are from the label."."""
    found = []
    for one in openings(around, taken, standing):
        block = around.document.blocks[one.index]
        look = Look(round(block.style.size * 2) / 2, one.bold, one.text.isupper(), False, False, block.style.color)
        found.append(
            Heading(
                one.index, block.start, one.end, block.page, one.text, None, None, look, one.known, weight=ENOUGH
            )
        )  # fmt: skip
    return found


def _learn_looks(around: Surroundings, lines: dict[int, Line], weights: dict[int, float]) -> None:
    """Lift the lines that look like headings already sure: headings of one level are set alike."""
    size, bold = around.ordinary
    by_look: dict[Look, list[int]] = defaultdict(list)
    for index, line in lines.items():
        look = line.look
        apart = look.bold or look.italic  # a colour alone is also a link's
        if (
            (look.bold and not bold)
            or (size and look.size >= size + 0.7)
            or look.caps
            or look.underline
            or (apart and around.coloured(look))
        ):
            by_look[look].append(index)
    for indices in by_look.values():
        anchors = [i for i in indices if lines[i].known and weights[i] >= ENOUGH]
        if not anchors:
            continue
        share = len(anchors) / len(indices)
        for index in indices:
            if 0.3 <= weights[index] < ENOUGH and not lines[index].bullet and lines[index].block.table is None:
                weights[index] += 0.5 if share >= 0.5 else 0.3 if share >= 0.2 else 0.15


def _run_out(around: Surroundings, taken: set[int] | frozenset[int], headings: Sequence[Heading]) -> list[Heading]:
    """Headings that a dump has left at the end of the paragraph before: "… in adults. Coverage Criteria:"."""
    document = around.document
    found: list[Heading] = []
    if around.styled:
        return found
    for index in around.body:
        block = document.blocks[index]
        if block.table is not None or index in taken or block.end - block.start < RUN_OUT:
            continue
        match = TAIL.search(document.text, block.end - RUN_OUT, block.end)
        if match and CITED_IN.search(document.text, block.start, match.start()) and _within(headings, index):
            continue  # "… of Medical Bells. Addendum:": the title of an entry that a page's end cuts
        if not match or match.end() != block.end or not (title_case(match[1].split()) or match[1].isupper()):
            continue
        known_as = around.lexicon.exact(match[1])
        if known_as and known(match[1]):
            look = Look(round(block.style.size * 2) / 2, False, match[1].isupper(), False, False, block.style.color)
            found.append(
                Heading(
                    index, match.start(1), block.end, block.page, match[1], None, None, look, known_as, weight=ENOUGH
                )
            )
    return found


def _within(headings: Sequence[Heading], block: int) -> bool:
    """Whether the last heading above a block opens the bibliography."""
    above = [heading for heading in headings if heading.block < block]
    return bool(above) and above[-1].known == "references"


def _settled(around: Surroundings, lines: dict[int, Line], weights: dict[int, float]) -> list[int]:
    """The blocks that are headings, each weighed once more by the heading above it."""
    chosen: list[int] = []
    over: Line | None = None  # the latest heading of a history or bibliography
    under = -1  # the latest heading, be it left out as one that only says the heading above again
    retold: set[Key] = set()  # the words of headings that stand in rows of the history
    for index in around.body:
        weight = weights.get(index, 0.0)
        if weight < ENOUGH:
            continue
        line = lines[index]
        if over is not None and line.known == over.known and fold(line.text) == fold(over.text):
            continue  # repeated at the head of a page
        if over is not None and over.known == "references" and line.known == "history" and _cuts_list(around, index):
            continue  # the head of a table that a dump gives once more where the page ends, amid the bibliography
        if over is not None:
            if not around.styled and over.known == "history" and line.text[-1] == ":" != over.text[-1]:
                continue  # a row of the history names the section that it changed
            if (
                not around.styled
                and over.known == "history"
                and line.known in (None, "other")
                and _dated(around, index)
            ):
                continue  # the last cell of a row, over the next row's date
            if not around.styled and over.known == "history" and _retold(around, line, index):
                continue  # a heading of the policy, said again over what has changed there
            if not around.styled and over.known == "history":
                if fold(line.text) in retold or _amid_rows(around, over, index):
                    retold.add(fold(line.text))
                    continue
            lesser = around.styled and (line.look.size, line.look.bold) < (over.look.size, over.look.bold)
            own = line.look.bold and line.known in AFTER_HISTORY
            if lesser and weight < ENOUGH + (0.3 if over.known != "history" else 0.6 if own else 1.2):
                continue
            if not lesser:
                over = None
        if chosen and _is_value(around, lines[chosen[-1]], line):
            continue
        if chosen and line.text.lower() == lines[chosen[-1]].text.lower() and line.block.kind != "heading":
            continue
        if chosen and line.known in ("references", "history") and line.known == lines[chosen[-1]].known:
            last = chosen[-1]
            if (
                around.position[index] == around.position[under] + 1
                and (line.look != lines[last].look or not around.styled)
                and around.plain(line.look)
            ):
                over, under = line, index
                continue  # "References" and "Policy references:" under it
        chosen.append(index)
        under = index
        if line.known in ("history", "references"):
            over = line
    return chosen


def _is_value(around: Surroundings, over: Line, line: Line) -> bool:
    """Whether a line right under a heading that is else a label is its value: "A. Subject", "Ring Therapy"."""
    return (
        around.lexicon.is_never(over.text)
        and line.known is None
        and line.number is None
        and around.position[line.at] == around.position[over.at] + 1
    )


def _retold(around: Surroundings, line: Line, index: int) -> bool:
    """Whether a line names a section and what was changed in it follows at once."""
    document = around.document
    at = around.position[index] + 1
    after = [document.blocks[i] for i in around.body[at : at + 2]]
    below = next((block for block in after if block.end - block.start > 1), None)  # behind a bullet on its own line
    if below is None or CHANGED.match(document.text, below.content, below.end) is None:
        return False
    return (
        line.known is None
        or ":" in document.text[below.content : below.content + 12]
        or (document.text.find(f"\n{line.text}\n", 0, line.block.start) >= 0)
    )


def _cuts_list(around: Surroundings, index: int) -> bool:
    """Whether a numbered list stands before a line and goes on, number by number, soon behind it."""
    at = around.position[index]
    before = _numbers(around, around.body[max(0, at - 3) : at])
    return bool(before) and before[-1] + 1 in _numbers(around, around.body[at + 1 : at + 8])[:1]


def _numbers(around: Surroundings, indices: Sequence[int]) -> list[int]:
    """The numbers that open the items among some blocks."""
    document = around.document
    labels = (document.text_of(label).strip("[(.)] ") for i in indices if (label := document.blocks[i].label))
    return [int(label) for label in labels if label.isdecimal()]


def _dated(around: Surroundings, index: int) -> bool:
    """Whether the block after this one, or the one after a further short line, begins with a date of figures."""
    after = around.position[index] + 1
    for number in around.body[after : after + 2]:
        block = around.document.blocks[number]
        if ROW_DATE.match(around.document.text, block.start):
            return True
        if block.end - block.start > RUN_OUT:
            break
    return False


def _amid_rows(around: Surroundings, over: Line, index: int) -> bool:
    """Whether the rows of a history go on, date by date, below a line: it stands in one of them."""
    at = around.position[index]
    before = [day for i in around.body[max(around.position[over.at], at - ROWS_ABOVE) : at] if (day := _day(around, i))]
    after = [day for i in around.body[at + 1 : at + 1 + ROW_LENGTH] if (day := _day(around, i))]
    if not before or not after:
        return False
    steps = [(a > b) - (a < b) for a, b in pairwise([*before, *after])]
    newest_first = sum(steps)
    if not newest_first:
        return False
    if newest_first < 0:
        before, after = [(-y, -m, -d) for y, m, d in before], [(-y, -m, -d) for y, m, d in after]
    return after[0] <= before[-1] or (after[0] <= before[0] and min(after[:2]) <= before[-1])


def _day(around: Surroundings, index: int) -> tuple[int, int, int] | None:
    """The date of figures that a block begins with: year, month, day."""
    start = around.document.blocks[index].start
    found = ROW_DATE.match(around.document.text, start)
    if found is None:
        return None
    month, day, year = (int(part) for part in re.split(r"[/.-]", found.group()))
    return year + 2000 * (year < 100), month, day


def _index(around: Surroundings, lines: Mapping[int, Line], chosen: Sequence[int]) -> frozenset[int]:
    """Headings at the head of the paper that stand one under the other and come again: a list of its sections."""
    last = {fold(lines[i].text): i for i in chosen}
    entries = [
        i
        for i in chosen
        if around.position[i] < OPENING_BLOCKS
        and lines[i].known
        and last[fold(lines[i].text)] > i
        and not lines[i].number
    ]
    near = {around.position[i] for i in entries}
    return frozenset(i for i in entries if near & {around.position[i] - 1, around.position[i] + 1})


def _without_titles(
    around: Surroundings, lines: dict[int, Line], chosen: list[int], cut: Mapping[int, int]
) -> list[int]:
    """Leave out what stands at the head of the paper and opens no text: the title, a banner, the kind of policy."""
    looks = Counter(lines[i].look for i in chosen)
    size, _ = around.ordinary
    lexicon = around.lexicon
    for n, index in enumerate(chosen):
        line = lines[index]
        position = around.position[index]
        below_index = around.body[position + 1] if position + 1 < len(around.body) else None
        below = around.document.blocks[below_index] if below_index is not None else None
        if line.block.kind == "heading" or below is None or (index in cut and OPEN.search(line.text)):
            return chosen[n:]
        said = around.document.text_of(below)
        short = len(said) <= 150 and below.kind != "item" and below.table is None
        lesser = around.line(below_index) if below_index is not None else None
        if short and line.known in ("coverage", "other"):
            if LABELLED.fullmatch(said) or lexicon.is_never(said) or lexicon.exact(said) == line.known:
                continue  # a banner above the table of facts
            if around.styled and _over_facts(around, position):
                continue  # a banner, a line or two of the same kind, and the table of facts
            if line.text.endswith(":") and said[-1] != "." and around.styled:
                continue  # "POLICY: Some Drug Policy": a label with its value, not a section
        if _ends_title(around, line, position):
            continue  # "… Prior Authorization" over "Policy", both set as the title is
        if around.styled and looks[line.look] > 2:
            return chosen[n:]
        if lesser and lesser.known and around.styled and around.plain(lesser.look) and not around.plain(line.look):
            return chosen[n:]  # "Ring Disease" over "For initial authorization:", which is set as text is
        if line.known is None and n and below.table is not None:
            continue  # the last line of a banner
        if line.known is None and (short or (size and line.look.size >= TITLE * size)):
            continue
        return chosen[n:]
    return []


def _over_facts(around: Surroundings, position: int) -> bool:
    """Whether nothing but one short line stands between a line and a table."""
    blocks = [around.document.blocks[i] for i in around.body[position + 1 : position + 3]]
    return len(blocks) == 2 and blocks[0].end - blocks[0].start <= 40 and blocks[1].table is not None


def _ends_title(around: Surroundings, line: Line, position: int) -> bool:
    """Whether a line is the last of a title that wraps: far larger than text, right under a line set like it."""
    size, _ = around.ordinary
    if not position or not size or line.look.size < TITLE * size or not 0 < line.block.style.space < 0.6:
        return False
    for index in reversed(around.body[max(0, position - BESIDE) : position]):
        block = around.document.blocks[index]
        if abs(block.style.indent - line.block.style.indent) <= 1.0 or index == around.body[position - 1]:
            above = around.line(index)
            if above and above.look == line.look and above.known is None and line.block.page == above.block.page:
                return True
    return False


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


def _joined(around: Surroundings, headings: list[Heading], cut: Mapping[int, int]) -> list[Heading]:
    """Headings that the page's width has cut in two are one."""
    result: list[Heading] = []
    for heading in headings:
        last = result[-1] if result else None
        if last and (cut.get(last.block) == heading.block or _continues(around, last, heading)):
            text = f"{last.text} {heading.text}"
            result[-1] = replace(last, end=heading.end, text=text, known=around.lexicon.exact(text))
        else:
            result.append(heading)
    return result


def _continues(around: Surroundings, first: Heading, second: Heading) -> bool:
    positions = around.position
    if positions[second.block] != positions[first.block] + 1 or second.number or first.look != second.look:
        return False
    if first.known == "table_of_contents":
        return False
    if NUMBERED.fullmatch(first.text) and second.page == first.page:
        return True  # "Attachment I" and its title under it
    if (second.known and first.known) or first.declared is not None or second.declared is not None:
        return False
    size, _ = around.ordinary
    open_end = first.text[-1] in ",/-–&(" or first.text.count("(") > first.text.count(")") or second.text[0].islower()
    title = bool(size) and first.look.size >= TITLE * size
    large = bool(size) and first.look.size >= size + 4 and not first.known and not second.known
    return open_end or large or title
