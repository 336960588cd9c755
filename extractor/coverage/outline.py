"""How the lines of coverage text nest: headings over paragraphs over list items, by label, indent and words.

The reader's own nesting (``depth``) counts where it is there; label sequences come first, since they survive
what indents do not: page breaks, re-flowing, flattening.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.coverage import cells, openers, unindented
from extractor.coverage.labels import Style
from extractor.coverage.lines import Line
from extractor.coverage.nodes import Node

_PROMISE = re.compile(r"\b(?:following|below|criteri(?:a|on)|requirements?|conditions)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^\([^()]{3,240}\)\W{0,3}$")
# a remark between an opener and its list: "(1 and 2 should be present.)"
_REMARK = re.compile(r"\s\([^()]{3,160}\)\W{0,3}$")  # behind a name: "Gout (1 and 2 should be present.)"
_LAST_WORDS = 240  # characters at a paragraph's end in which it may promise a list
_LONGEST = 1200  # characters of an unlabelled item that a joining word before it announces
TOLERANCE = 5.0  # points: list items of one level stand within this of one another in print


def _goes_on(line: Line) -> bool:
    """Whether a line ends as an item does that others follow."""
    return line.connector is not None or line.text.rstrip().endswith((",", ";"))


@dataclass(slots=True)
class _Frame:
    """An open list: the style of its labels, the place of its last item, its indent, that item's node."""

    style: Style
    ordinal: int
    indent: float
    depth: int
    owner: Node
    node: Node
    inner: Node | None = None  # a paragraph of the last item that opens a list itself


class _Outline:
    """The state while lines are nested one after the other."""

    def __init__(self) -> None:
        self.root = Node(None)
        self.headings: list[tuple[int, Node]] = []
        self.paragraph: Node | None = None  # the paragraph that a list would hang from
        self.lead: Node | None = None  # the opener whose sub-headings are its items
        self.frames: list[_Frame] = []
        self.latest: Node = self.root
        self.cell: tuple[int | None, int | None, int | None] = (None, None, None)
        self.row: Node | None = None
        self.celled: tuple[int | None, Node | None] = (
            None,
            None,
        )  # a table that is a list, and the line that promises it
        self.shelved: tuple[list[_Frame], list[tuple[int, Node]]] = ([], [])  # what the last heading broke off
        self.columns: dict[int, tuple[list[_Frame], Node | None, Node | None, Node]] = {}

    # ------------------------------------------------------------------ places

    def _base(self) -> Node:
        return self.headings[-1][1] if self.headings else self.root

    def put(self, line: Line, ahead: Sequence[Line] = ()) -> None:
        """Nest one line; ``ahead`` are the lines after it."""
        if line.table is not None and self.cell[0] is None:
            if self.celled[0] != line.table:
                promised = self._promises(self.latest) and cells.is_list(line, ahead)
                self.celled = (line.table, self.latest if promised else None)
            if self.celled[1] is not None:
                self.celled[1].add(line)
                return
        self._enter_cell(line)
        aside = line.note or (_ASIDE.match(line.text) and not line.labelled and self._promises(self.latest))
        if aside and self.latest is not self.root and not line.heading:
            self.latest.notes.append(line)
            return
        if line.heading and not self._is_item(line):
            self._heading(line)
        elif line.labelled:
            self._item(line)
        else:
            self._paragraph(line, ahead)

    def _enter_cell(self, line: Line) -> None:
        """A table's row is a block under its first cell; each cell has lists of its own."""
        cell = (line.table, line.row, line.column)
        if cell == self.cell:
            return
        if self.cell[0] is not None and self.cell[2] is not None:
            self.columns[self.cell[2]] = (self.frames, self.paragraph, self.row, self.latest)
            self.frames = []
        open_lists = self.columns[self.cell[2]][0] if self.cell[2] in self.columns else self.frames
        if self._runs_over(line, open_lists):
            self.frames = open_lists
        elif line.table is None:
            self.frames = []
            self.paragraph = self.row = None
        elif line.table != self.cell[0]:
            self.columns.clear()
            self.frames = []
            self.paragraph = self.row = None
        elif line.row != self.cell[1]:
            if line.column and line.column in self.columns:  # no first cell: the row goes on from the page before
                self.frames, self.paragraph, self.row, self.latest = self.columns[line.column]
            else:
                self.columns.clear()
                self.frames = []
                self.paragraph = self.row = None
        else:
            self.frames = []
            self.row = self.paragraph = self.row or self.latest
        self.lead = None
        self.cell = cell

    def _runs_over(self, line: Line, frames: list[_Frame]) -> bool:
        """Whether a list item at the head of a page goes on with a list that the edge of a table cuts off there."""
        last = self.latest.line
        if not frames or last is None or line.heading or line.ordinals is None or line.table == self.cell[0]:
            return False
        if last.page is None or line.page != last.page + 1 or self.latest is not frames[-1].node:
            return False
        if any(n == 1 for n in line.ordinals.values()) or self._promises(self.latest):
            return self._promises(self.latest) and line.indent > frames[-1].indent + TOLERANCE
        kept, self.frames = self.frames, frames
        found = self._continued(line)
        self.frames = kept
        return found is not None

    def _is_item(self, line: Line) -> bool:
        """Whether a labelled section heading is an item of a list that a line above it promised."""
        if not line.labelled or line.declared:
            return False
        if not self.frames:
            first = any(n == 1 for n in (line.ordinals or {}).values())
            return (
                first and self.paragraph is not None and not self.paragraph.children and self._promises(self.paragraph)
            )
        found = self._continued(line)
        if found is None:
            last = self.frames[-1]
            begins = any(n == 1 for n in (line.ordinals or {}).values())
            return begins and self._promises(last.node) and line.indent > last.indent + TOLERANCE
        frame = self.frames[found[0]]
        return not (line.indent and frame.indent and line.indent < frame.indent - 2 * TOLERANCE)

    def _heading(self, line: Line) -> None:
        if self.frames:
            self.shelved = (self.frames, list(self.headings))
        self.frames = []
        self.paragraph = self.lead = None
        while self.headings and self.headings[-1][0] >= line.heading:
            self.headings.pop()
        node = self._base().add(line)
        self.headings.append((line.heading, node))
        self.latest = node

    # ------------------------------------------------------------------ list items

    def _continued(self, line: Line) -> tuple[int, Style] | None:
        """The open list that a labelled line continues: its place in the stack, and the style."""
        assert line.ordinals is not None
        best: tuple[float, int, Style] | None = None
        for index in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[index]
            for style, ordinal in line.ordinals.items():
                if style != frame.style:
                    continue
                gap = abs(line.indent - frame.indent) if line.indent and frame.indent else 0.0
                known = line.depth >= 0 and frame.depth >= 0 and not (line.indent and frame.indent)
                if ordinal == 0:  # a bullet: the same glyph at the same place
                    if known and line.depth != frame.depth:
                        continue
                    if gap > 2 * TOLERANCE:
                        continue
                elif ordinal == frame.ordinal + 1:
                    gap /= 4
                elif ordinal > frame.ordinal and ordinal - frame.ordinal <= 3 and gap <= TOLERANCE:
                    gap += 2 * TOLERANCE
                elif ordinal > frame.ordinal and line.depth < 0 and ".1" in style[0]:
                    gap += 4 * TOLERANCE  # "2.04.33", "2.04.45": numbers of policies, which leave some out
                elif ordinal == frame.ordinal and gap <= TOLERANCE and ordinal > 1:
                    gap += 3 * TOLERANCE
                else:
                    continue
                if known and line.depth != frame.depth:
                    gap += 4 * TOLERANCE
                if ordinal and not (line.indent or frame.indent) and unindented.is_closed(frame.owner, frame.node):
                    gap += TOLERANCE
                cost = gap + (len(self.frames) - 1 - index) * 0.5
                if best is None or cost < best[0]:
                    best = (cost, index, style)
        return (best[1], best[2]) if best else None

    def _resumed(self, line: Line) -> tuple[int, Style] | None:
        """The list that a heading within one of its items broke off, where a line counts on in it: "A. …", heading, "B. …"."""
        assert line.ordinals is not None
        frames, headings = self.shelved
        if not frames or line.heading or any(n <= 1 for n in line.ordinals.values()):
            return None
        if [n for _, n in headings] != [n for _, n in self.headings[: len(headings)]]:
            return None  # the section of that list has ended
        kept, self.frames = self.frames, frames
        found = self._continued(line)
        if found is None or line.ordinals[found[1]] != frames[found[0]].ordinal + 1:
            self.frames = kept
            return None
        self.headings = list(headings)
        self.paragraph = self.lead = None
        return found

    def _item(self, line: Line) -> None:
        assert line.ordinals is not None
        found = self._continued(line) or self._resumed(line)
        if found is not None:
            index, style = found
            del self.frames[index + 1 :]
            frame = self.frames[index]
            frame.node = self.latest = frame.owner.add(line)
            frame.inner = None
            frame.ordinal = line.ordinals[style]
            if line.indent and line.ordinals[style] == 0:
                frame.indent = line.indent
            return
        self._close_deeper(line)
        owner = self._owner(line)
        style, ordinal = self._style(line)
        node = owner.add(line)
        self.frames.append(_Frame(style, ordinal, line.indent, line.depth, owner, node))
        self.latest = node

    def _style(self, line: Line) -> tuple[Style, int]:
        assert line.ordinals is not None
        first = [(style, n) for style, n in line.ordinals.items() if n <= 1]
        return (first or list(line.ordinals.items()))[0]

    def _close_deeper(self, line: Line) -> None:
        """Close the lists that a new list cannot lie in: those that stand deeper on the page."""
        while self.frames:
            frame = self.frames[-1]
            if line.depth >= 0 and frame.depth >= 0 and not (line.indent and frame.indent):
                if frame.depth >= line.depth and not (frame.depth == line.depth and self._promises(frame.node)):
                    self.frames.pop()
                    continue
                return
            if (
                line.indent
                and frame.indent
                and line.indent < frame.indent - TOLERANCE
                and not self._promises(frame.node)
            ):
                self.frames.pop()
                continue
            return

    @staticmethod
    def _promises(node: Node) -> bool:
        return node.line is not None and not node.children and openers.opens(node.line.text)

    @staticmethod
    def _complete(node: Node) -> bool:
        """Whether a paragraph is a complete sentence that promises no list."""
        text = node.line.text.rstrip() if node.line is not None else ""
        return (
            len(text) > 120
            and text.endswith(".")
            and not node.children
            and not openers.opens(text)
            and _PROMISE.search(text) is None
        )

    def _owner(self, line: Line) -> Node:
        """The node that a new list hangs from."""
        if not self.frames:
            above = self.paragraph
            if above is not None and above is not self.row and self.headings and self._complete(above):
                return self._base()  # a description before the list: the list is the heading's
            return above or self._base()
        frame = self.frames[-1]
        if frame.inner is not None and not frame.inner.children:
            return frame.inner
        level = bool(line.indent and frame.indent) and abs(line.indent - frame.indent) <= TOLERANCE
        if level and frame.node.line is not None and not openers.opens(frame.node.line.text):
            bullets = frame.ordinal == 0 and all(n == 0 for n in (line.ordinals or {}).values())
            if bullets:  # another glyph at the same place: the same list, differently marked
                return frame.owner
        return frame.node

    # ------------------------------------------------------------------ paragraphs

    def _paragraph(self, line: Line, ahead: Sequence[Line]) -> None:
        if self.frames and (self._amid(line, ahead) or self._below_item(line, ahead) or self._within(line)):
            frame = self.frames[-1]
            node = self.latest = frame.node.add(line)
            frame.inner = node if openers.opens(line.text) or line.lead else None
            return
        self.frames.clear()
        row = self.row if line.table is not None else None
        owner = row or self._base()
        name = _REMARK.sub("", line.text)
        listed = bool(ahead) and ahead[0].labelled and len(name) <= 90 and not name.rstrip().endswith(".")
        above = self.paragraph.line if self.paragraph is not None and self.paragraph is not row else None
        awaited = self.paragraph is not None and self._promises(self.paragraph) and not openers.opens(line.text)
        named = self._sub_heading(line, above) or (listed and (self.lead is not None or awaited))
        if self.lead is not None and named:
            owner = self.lead
        elif self.paragraph is not None and above is not None and self._promises(self.paragraph) and named:
            owner = self.lead = self.paragraph
        elif self.paragraph is not None and self.paragraph.line is not None and self._fragment(line, self.paragraph):
            self.latest = self.paragraph.add(line)
            return
        else:
            self.lead = None
        node = owner.add(line)
        self.paragraph = self.latest = node

    def _amid(self, line: Line, ahead: Sequence[Line]) -> bool:
        """Whether a paragraph stands amid a list that goes on below it; closes the lists that do not."""
        if line.heading or not (line.lead or openers.opens(line.text)):
            return False
        begun: set[Style] = set()  # styles that a new list below the paragraph takes up
        for after in ahead[:40]:
            if (
                after.heading
                or after.table != line.table
                or (not after.labelled and not after.lead and not after.note and len(after.text) < 90)
            ):
                return False
            for style, ordinal in (after.ordinals or {}).items():
                if ordinal < 2:
                    begun.add(style)
                if ordinal < 2 or style in begun:
                    continue
                for index in range(len(self.frames) - 1, -1, -1):
                    frame = self.frames[index]
                    if frame.style != style or frame.ordinal + 1 != ordinal:
                        continue
                    if not (frame.indent or after.indent or line.indent) and line.lead:
                        del self.frames[index + 1 :]
                        return True
                    if not (frame.indent and after.indent):
                        continue
                    if abs(frame.indent - after.indent) <= TOLERANCE and line.indent <= frame.indent + 10 * TOLERANCE:
                        if index + 1 < len(self.frames) or line.indent >= frame.indent - TOLERANCE or line.lead:
                            del self.frames[index + 1 :]
                            return True
        return False

    def _below_item(self, line: Line, ahead: Sequence[Line]) -> bool:
        """Whether an unlabelled line at the margin is of the list that the last item promises: its punctuation says so."""
        node = self.frames[-1].node
        if line.indent or line.heading or node.line is None:
            return False
        if not openers.opens(node.line.text):
            frame = self.frames[-1]
            counted = unindented.counts_on(frame.style, frame.ordinal, ahead)
            return unindented.is_name(node) and (counted or unindented.told_before(frame.owner))
        last = node.children[-1].line if node.children else None
        if last is not None and (last.labelled or last.indent):
            return False
        return _goes_on(line) or (last is not None and _goes_on(last))

    def _fragment(self, line: Line, owner: Node) -> bool:
        """Whether an unlabelled line is an item of the list that the paragraph above it promises."""
        above = owner.line
        assert above is not None
        if (line.bold and not above.bold) or line.table != above.table:
            return False
        if owner.children and owner.children[-1].line is not None and owner.children[-1].line.labelled:
            return False
        if not (openers.opens(above.text) and (above.text.rstrip().endswith(":") or openers.operator_of(above.text))):
            return False
        deeper = bool(line.indent and above.indent) and line.indent > above.indent + TOLERANCE
        if deeper:
            return len(line.text) < 600
        first = owner.children[0].line if owner.children else None
        if first is not None and first.indent > above.indent + TOLERANCE:
            return False
        flat = not (line.indent and above.indent) or abs(line.indent - above.indent) <= TOLERANCE
        before = [child.line for child in owner.children if child.line is not None]
        if before and before[-1].connector is not None:
            return flat and len(line.text) < _LONGEST
        if len(before) > 1 and all(item.connector for item in before[:-1]):
            return False  # the list ended with the item that joins nothing to it
        done = owner.children and owner.children[-1].line is not None and owner.children[-1].line.text.endswith(".")
        return (
            flat
            and not done
            and len(line.text) < 200
            and (line.connector is not None or not line.text.endswith("."))
            and not line.text.endswith(":")
        )

    def _within(self, line: Line) -> bool:
        """Whether a paragraph belongs to an open list item; closes the lists that it does not belong to."""
        if line.depth >= 0:
            while self.frames and self.frames[-1].depth > line.depth:
                self.frames.pop()
            return bool(self.frames)
        if not line.indent:
            return False
        while self.frames and (not self.frames[-1].indent or line.indent < self.frames[-1].indent - TOLERANCE):
            self.frames.pop()
        return bool(self.frames)

    @staticmethod
    def _sub_heading(line: Line, above: Line | None) -> bool:
        """Whether a paragraph looks like a short heading within a block of criteria ("Progression:")."""
        text = line.text.rstrip()
        if len(text) > 90 or text.endswith("."):
            return False
        if text.endswith(":"):
            return True
        deeper = above is not None and bool(above.indent) and line.indent > above.indent + TOLERANCE
        return line.bold and not (deeper and above is not None and above.bold)


def outline(lines: list[Line]) -> Node:
    """The tree of some lines, in document order."""
    state = _Outline()
    for index, line in enumerate(lines):
        state.put(line, lines[index + 1 : index + 41])
    return state.root
