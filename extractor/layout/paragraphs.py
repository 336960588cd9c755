"""Decides which lines make one block: a paragraph, a list item, a heading that wraps; also over page breaks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from extractor.layout.headlines import known
from extractor.layout.labels import label
from extractor.layout.lines import COUNTED, SIDE, Line
from extractor.layout.tables import TablePlan
from extractor.types import BlockRole


@dataclass(slots=True)
class Group:
    """Lines that make one block, and what was seen of them while they were put together."""

    lines: list[Line]
    role: BlockRole = "body"
    label: int = 0  # length of the label in the first line's text
    family: str = ""
    depth: int = -1
    space: float = 0.0


class Face(NamedTuple):
    """How a line looks as a whole."""

    size: float
    bold: bool
    italic: bool
    color: int | None


_ENDS = re.compile(r"""[.!?:;][")”’\]]{0,2}$""")
_OPEN = re.compile(r"(?:[,(–—/&-]|\b(?:and|or|of|the|to|a|an|for|with|in|by|on|at|from|as|is|are|be|than|that|if))$")
# A cell's line that is nothing but a code: "97545", "J1438", "C50.911", "0W3P8ZZ*"; not "2025-2026 season", "mg".
_CODE = re.compile(r"[A-Z]{0,2}\d[\dA-Z]{1,6}(?:\.[\dA-Z]{1,4})?[*†‡^+]{0,3},?")
_WORD = re.compile(r"\S+")
_DIGITS = re.compile(r"\d+")


def face(line: Line) -> Face:
    """The look that most of a line's characters have; bold where all of its words are."""
    runs = line.runs
    if len(runs) == 1:
        run = runs[0]
        return Face(run.size, run.bold, run.italic, run.color)
    if not runs:
        return Face(0.0, False, False, None)
    widest = max(runs, key=lambda run: run.end - run.start)
    worded = [run for run in runs if any(map(str.isalnum, line.text[run.start : run.end]))] or list(runs)
    return Face(widest.size, all(run.bold for run in worded), all(run.italic for run in worded), widest.color)


def flow(lines: Sequence[Line], roles: Sequence[BlockRole], tables: Sequence[TablePlan]) -> list[Group | TablePlan]:
    """The blocks and tables of a document, in reading order, furniture after the block that a page break cuts.

    Lines that stand in a table are left to the table, which comes where its first line stands.
    """
    starts = {plan.first: plan for plan in tables}
    found: list[Group | TablePlan] = []
    body: Group | None = None  # the last body group
    waiting: list[Group] = []  # furniture since then
    joiner = Joiner(_margins(lines, roles), _pitch(lines, roles))
    for index, (line, role) in enumerate(zip(lines, roles, strict=True)):
        if role != "body":
            waiting.append(Group([line], role))
            continue
        if line.table is not None and index not in starts:
            continue
        if body is not None and index not in starts and joiner.joins(body, line):
            body.lines.append(line)
            continue
        if body is not None:
            found.append(body)
            body = None
        found.extend(waiting)
        waiting = []
        if index in starts:
            found.append(starts[index])
            joiner.last = None
        else:
            body = joiner.start(line)
    if body is not None:
        found.append(body)
    found.extend(waiting)
    nest([group for group in found if isinstance(group, Group)])
    return found


def in_cell(lines: Sequence[Line], joiner: Joiner) -> list[Group]:
    """The blocks of one cell."""
    found: list[Group] = []
    joiner.last = None
    for line in lines:
        if found and joiner.joins(found[-1], line):
            found[-1].lines.append(line)
        else:
            found.append(joiner.start(line))
    nest(found)
    return found


def _margins(lines: Sequence[Line], roles: Sequence[BlockRole]) -> dict[tuple[int, int], float]:
    """The right edge of each region of each page, as far as its lines run; a lone line that runs further is no margin."""
    ends: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line, role in zip(lines, roles, strict=True):
        if role == "body" and line.table is None:
            ends[line.page, line.region].append(line.x1)
    edges = {key: _edge_of(values) for key, values in ends.items()}
    whole = [edge for (_, region), edge in edges.items() if region == 0]
    usual = median(whole) if whole else 0.0
    for key, edge in edges.items():  # a page of a few lines has the margin of the others
        if key[1] == 0 and len(ends[key]) < _FEW:
            edges[key] = max(edge, min(usual, edge + 400.0))
    return edges


_OUTDENT = 6.0  # points left of a list label at which a line no longer belongs to its item
_LOOSE = 1.75  # type sizes from line to line, at most, within a sentence; a label's line may stand higher than the rest
_GUESSED = 0.2  # share by which type sizes within a sentence may differ: those of an OCR layer are guesses
_UNDER = 0.3  # line heights between a heading and the text under it
_FEW = 15  # lines of a page or column below which its longest says little about its margin
_RAGGED = 25.0  # points by which the lines of ragged type fall short of the margin


def _edge_of(ends: list[float]) -> float:
    """The furthest line end that at least two others come near to; the furthest of all where none does."""
    ends = sorted(ends, reverse=True)
    for first, third in zip(ends, ends[2:], strict=False):
        if first - third < _RAGGED:
            return first
    return ends[0]


def _pitch(lines: Sequence[Line], roles: Sequence[BlockRole]) -> dict[float, float]:
    """The usual distance from line to line for each type size."""
    steps: dict[float, Counter[float]] = defaultdict(Counter)
    last: Line | None = None
    for line, role in zip(lines, roles, strict=True):
        if role != "body":
            continue
        if last is not None and last.page == line.page and last.region == line.region:
            step = line.y1 - last.y1
            size = line.runs[0].size if line.runs else 0.0
            if size and 0.8 * size < step < 2.6 * size:
                steps[round(size)][round(step * 2) / 2] += 1
        last = line
    usual = {size: counter.most_common(1)[0] for size, counter in steps.items()}
    # a single wide step is white space between blocks; a double-spaced text has many
    return {size: step for size, (step, count) in usual.items() if step < 1.7 * size or count > 3}


class Joiner:
    """Says whether a line goes on with a block."""

    def __init__(self, margins: dict[tuple[int, int], float], pitch: dict[float, float]) -> None:
        self.margins, self.pitch = margins, pitch
        self.numbers: dict[int, int] = {}
        self.last: Line | None = None
        self.step: float = 0.0  # distance of the block's last two lines

    def start(self, line: Line) -> Group:
        group = Group([line])
        found = label(line.text)
        if found:
            group.label, group.family = found
            self._numbered(line, found)
        elif line.dotted:
            group.family = "bullet drawn"
        elif _counts(line):
            group.label, group.family = len(line.text), "number"
        if self.last is not None and self.last.page == line.page:
            height = max(line.y1 - line.y0, 1.0)
            group.space = max(0.0, (line.y0 - self.last.y1) / height)
            if SIDE < line.region < COUNTED and self.last.region == line.region - 1:
                group.space = _UNDER  # beside its heading, and read as if it stood under it
        self.last, self.step = line, 0.0
        return group

    def joins(self, group: Group, line: Line) -> bool:
        last = group.lines[-1]
        if line.table is not None and _CODE.fullmatch(line.text.strip()) and _CODE.fullmatch(last.text.strip()):
            return False  # codes one below the other
        if (last.table is None) != (line.table is None):
            return False
        if last.text[-1:].isdigit() and _LEADER.search(last.text):
            return False
        broken = last.page != line.page
        if not broken and line.table is None and last.region != line.region:
            return False
        if not broken and _goes_on(last, line):
            self.last = line
            return True
        found = label(line.text)
        if line.dotted or (found and not self._false_label(group, last, line, found)):
            return False
        if group.label and not broken and line.table is None and line.x0 < group.lines[0].x0 - _OUTDENT:
            return False  # left of the item's own label: a paragraph behind the list
        before, now = face(last), face(line)
        if len(group.lines) == 1 and not broken and line.table is None and not now.bold and _named(last, line):
            return False
        midway = _midway(last, line)
        if abs(before.size - now.size) > max((_GUESSED if midway else 0.12) * max(before.size, now.size), 0.6):
            return False
        if (
            before.bold != now.bold
            and not (midway and now.bold)
            and (now.bold or _ends(last) or not self._full(last, line))
        ):
            return False
        if not broken:
            step = line.y1 - last.y1
            size = now.size or (line.y1 - line.y0)
            usual = self.step or self.pitch.get(round(size), size * 1.25)
            if step > max(usual * 1.28, usual + 2.5) and not (step < _LOOSE * size and midway):
                return False
            if step < 0.45 * size:
                return False
        elif _ends(last):
            return False
        if not self._full(last, line):
            return False
        if not broken:
            step = line.y1 - last.y1
            if step > 2:
                self.step = step if not self.step else min(self.step, step)
        self.last = line
        return True

    def _numbered(self, line: Line, found: tuple[int, str]) -> None:
        """Keep the last number that stood at this indent, to know the one that follows it."""
        if found[1] == "number":
            self.numbers[round(line.x0 / 4)] = int(_DIGITS.search(line.text).group())  # type: ignore[union-attr]

    def _in_order(self, line: Line) -> bool:
        number = int(_DIGITS.search(line.text).group())  # type: ignore[union-attr]
        place = round(line.x0 / 4)
        return number == 1 or any(self.numbers.get(place + shift, -2) + 1 == number for shift in (-1, 0, 1))

    def _full(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word would not have fitted on the last line."""
        margin = last.right if last.right else self.margins.get((last.page, last.region), 0.0)
        word = _WORD.search(line.text)
        letters = len(line.text)
        width = (line.x1 - line.x0) / letters * (len(word.group()) + 1) if word and letters else 0.0
        slack = 2.0 + 0.15 * width
        if last.x1 + width > margin - slack:
            return True
        # ragged or narrow text: a line that breaks in the middle of a phrase goes on in lower case
        first = word.group().lstrip("([“\"'")[:1] if word else ""
        return (first.islower() or bool(_open(last))) and last.x1 + width > margin * 0.8

    def _false_label(self, group: Group, last: Line, line: Line, found: tuple[int, str]) -> bool:
        """A number or letter at the start of a line that only wrapped there: no break, no hanging label."""
        family = found[1]
        if family == "number" and group.label and line.x0 > group.lines[0].x0 + 4.0 and not self._in_order(line):
            return True  # a number that hangs under the text of an item
        if family.startswith("bullet") or (family == "bracket" and line.text[found[0] :].lstrip()[:1].isupper()):
            return False
        if not self._full(last, line) or _ends(last):
            return False
        if family == "dash":
            return abs(line.x0 - last.x0) < 2.0 and not group.label
        return abs(line.x0 - last.x0) < 2.0 and bool(_open(last))


# The end of an entry in a table of contents: "Scope ........ 3", "Scope . . . . 12", "Scope …… 4"; not "see p. 3".
_LEADER = re.compile(r"(?<![.…_])(?<!\.\s)(?:\.{4,}|(?:\.\s){3,}\.?|…{2,}|_{4,})\s{0,4}(\d{1,4})\s{0,8}$")


def listed(group: Group, pages: int) -> bool:
    """Whether a block is an entry of a table of contents: a leader, then a page that the document has."""
    text = group.lines[-1].text
    found = _LEADER.search(text) if text.rstrip()[-1:].isdigit() else None
    return found is not None and 0 < int(found.group(1)) <= max(pages, 1)


def _ends(line: Line) -> bool:
    """Whether a line ends a sentence."""
    return _ENDS.search(line.text[-8:].rstrip()) is not None


def _named(last: Line, line: Line) -> bool:
    """Whether a plain line is wholly the name of a section, and the next begins anew: "Related Coverage Documents"."""
    text = last.text.strip()
    return 16 <= len(text) <= 60 and line.text.lstrip()[:1].isupper() and not _open(last) and known(text)


def _open(line: Line) -> bool:
    """Whether a line ends in the middle of a phrase."""
    return _OPEN.search(line.text[-12:].rstrip()) is not None


def edge(line: Line) -> float:
    """Where a line begins, a drawn bullet with it."""
    return line.dotted or line.x0


def _midway(last: Line, line: Line) -> bool:
    """Whether a line goes on in small letters with a sentence that the last one left open."""
    return line.text.lstrip("([“\"'")[:1].islower() and last.text.rstrip()[-1:] not in ".:;?!"


def _counts(line: Line) -> bool:
    """Whether a line is the number of an entry in a counted list."""
    return line.region >= COUNTED and line.text.strip().isdecimal()


def _goes_on(a: Line, b: Line) -> bool:
    """Whether b stands right behind a on the same printed line: a superscript, a label's text."""
    low, high = max(a.y0, b.y0), min(a.y1, b.y1)
    if high - low < 0.3 * min(a.y1 - a.y0, b.y1 - b.y0):
        return False
    gap = b.x0 - a.x1
    height = max(a.y1 - a.y0, b.y1 - b.y0)
    found = label(a.text)
    apart = _counts(a) or bool(found and found[0] >= len(a.text.rstrip()))
    return -0.3 * height < gap < (6 if apart else 2.0 if _midway(a, b) else 1.4) * height


def nest(found: Sequence[Group]) -> None:
    """Give list items their depth by the place of their labels, over page breaks as well."""
    stack: list[tuple[float, str]] = []
    for group in found:
        if group.role != "body":
            continue
        first = group.lines[0]
        if not group.family:
            if stack and first.x0 <= stack[0][0] + 1.0:
                stack = []
            continue
        left = edge(first)
        while stack and stack[-1][0] > left + 3.0:
            stack.pop()
        if not stack or left > stack[-1][0] + 3.0:
            stack.append((left, group.family))
        group.depth = len(stack) - 1


def look(group: Group) -> Face:
    """The look of a whole group: bold where every line is."""
    if len(group.lines) == 1:
        return face(group.lines[0])
    faces = [face(line) for line in group.lines]
    if faces.count(faces[0]) == len(faces):
        return faces[0]
    sizes: Counter[float] = Counter()
    for one, line in zip(faces, group.lines, strict=True):
        sizes[one.size] += len(line.text)
    return Face(
        sizes.most_common(1)[0][0],
        all(one.bold for one in faces),
        all(one.italic for one in faces),
        faces[0].color,
    )
