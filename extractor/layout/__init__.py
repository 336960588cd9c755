"""Lines with a place on the page to blocks, furniture, tables and canonical text: what all paged formats share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.layout import furniture, paragraphs, tables
from extractor.layout.lines import Grid, Line, SourceLink
from extractor.layout.paragraphs import Group, Joiner
from extractor.layout.tables import TablePlan
from extractor.layout.text import Hyphens, SourceMap, Writer
from extractor.types import Block, BlockRole, Cell, Link, Mark, Span, Style, Table

__all__ = ["Layout", "build"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a Document that follow from its lines, and the map back to the source's characters."""

    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    source: SourceMap


def build(
    lines: Sequence[Line],
    *,
    grids: Sequence[Grid] = (),
    links: Sequence[SourceLink] = (),
    heights: Mapping[int, float] | None = None,
    roles: Sequence[BlockRole] | None = None,
) -> Layout:
    """Put lines together to blocks, tables and text.

    ``grids`` are the tables of the pages, found by geometry; ``heights`` the pages' heights in points;
    ``roles`` the lines' roles where the reader knows them.
    """
    lines = list(lines)
    known = list(roles) if roles is not None else furniture.roles(lines, dict(heights or {}))
    tables.settle(lines, known)
    plans = tables.plans(lines, known, grids)
    flow = list(paragraphs.flow(lines, known, plans))
    hanging = _hanging(thing for thing in flow if isinstance(thing, Group))
    composer = _Composer(Hyphens(lines), len(heights or ()), hanging)
    joiner = paragraphs.Joiner({}, {})
    for thing in flow:
        if isinstance(thing, Group):
            composer.block(thing)
        else:
            composer.table(thing, joiner)
    return composer.layout(links)


class _Composer:
    """Writes groups and tables as text, with their blocks and marks."""

    def __init__(self, hyphens: Hyphens, pages: int, hanging: Mapping[int, float]) -> None:
        self.pages = pages
        self.hanging = hanging
        self.writer = Writer(hyphens)
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.marks: list[Mark] = []

    def layout(self, links: Sequence[SourceLink]) -> Layout:
        text = "".join(self.writer.parts)
        spans = self.writer.map.spans(links)
        found = [Link(*span, link.uri) for link, span in zip(links, spans, strict=True) if span]
        return Layout(text, tuple(self.blocks), tuple(self.tables), tuple(self.marks), tuple(found), self.writer.map)

    def block(self, group: Group) -> None:
        if not any(line.text.strip() for line in group.lines):
            return
        if self.writer.length:
            self.writer.mark("\n")
        self._put(group, None, None, None)

    def _put(self, group: Group, table: int | None, row: int | None, column: int | None) -> None:
        start = self.writer.length
        if group.role == "body" and paragraphs.listed(group, self.pages):
            group.role = "contents"
        label_end = _write(group, self.writer, self.marks)
        self.blocks.append(_block(group, start, self.writer.length, label_end, (table, row, column), self.hanging))

    def table(self, plan: TablePlan, joiner: Joiner) -> None:
        writer = self.writer
        if writer.length:
            writer.mark("\n")
        start, number = writer.length, len(self.tables)
        rows: list[tuple[Cell, ...]] = []
        for index, row in enumerate(plan.rows):
            if index:
                writer.mark("\n")
            cells: list[Cell] = []
            for position, cell in enumerate(row):
                if position:
                    writer.mark("\t")
                begin = writer.length
                for group in paragraphs.in_cell(cell.lines, joiner):
                    if writer.length > begin:
                        writer.mark("\n")
                    self._put(group, number, index, cell.column)
                cells.append(Cell(begin, writer.length, index, cell.column, cell.rows, cell.columns))
            rows.append(tuple(cells))
        self.tables.append(Table(start, writer.length, tuple(rows), plan.header, plan.ruled, plan.page))
        for line in plan.running:
            self.block(Group([line], "header"))


def _write(group: Group, writer: Writer, marks: list[Mark]) -> int:
    """Write a group's lines; gives the canonical end of its label."""
    label_end = writer.length
    for index, line in enumerate(group.lines):
        if index:
            writer.join(group.lines[index - 1], line)
        begin = writer.length
        touching = not index and 0 < group.label < len(line.text) and not line.text[group.label].isspace()
        pieces = writer.line(line, gap=group.label if touching else 0)
        if not index and group.label:
            label_end = _canonical(pieces, group.label, writer.length) - touching
        for run in line.runs:
            if run.bold or run.italic or run.superscript:
                low = _canonical(pieces, run.start, writer.length)
                high = _canonical(pieces, run.end, writer.length)
                low = max(low, begin)
                for wanted, kind in ((run.bold, "bold"), (run.italic, "italic"), (run.superscript, "superscript")):
                    if wanted and high > low:
                        _extend(marks, low, high, kind)
    return label_end


def _extend(marks: list[Mark], start: int, end: int, kind: str) -> None:
    """Add a mark, or lengthen the last of its kind where it goes on after a blank."""
    for back in range(len(marks) - 1, max(len(marks) - 4, -1), -1):
        last = marks[back]
        if last.kind == kind and start - (kind != "superscript") <= last.end <= start:
            marks[back] = Mark(last.start, end, kind)
            return
    marks.append(Mark(start, end, kind))


def _canonical(pieces: list[tuple[int, int]], offset: int, end: int) -> int:
    """The canonical offset of a character of a line that was just written."""
    best = end
    for index, (where, written) in enumerate(pieces):
        if where <= offset:
            limit = pieces[index + 1][1] if index + 1 < len(pieces) else end
            best = min(written + offset - where, limit)
        elif best == end and not index:
            return written
    return best


_GUESS = 15.0
"""Points by which the guess where an item's words begin, from the share of its line that the label has, may be off."""


def _hanging(groups: Iterable[Group]) -> dict[int, float]:
    """Where the words of list items stand, by where their labels do: told by the second lines of those that have one."""
    found: dict[int, list[float]] = {}
    for group in groups:
        if group.label and len(group.lines) > 1 and group.lines[1].x0 > group.lines[0].x0 + 2.0:
            found.setdefault(round(group.lines[0].x0), []).append(group.lines[1].x0)
    return {at: min(places) for at, places in found.items() if max(places) - min(places) < 2.0}


def _block(
    group: Group,
    start: int,
    end: int,
    label_end: int,
    cell: tuple[int | None, int | None, int | None],
    hanging: Mapping[int, float],
) -> Block:
    first = group.lines[0]
    face = paragraphs.look(group)
    label = Span(start, label_end) if group.label and label_end > start else None
    item = group.depth >= 0 and group.role in ("body", "contents")
    kind = "furniture" if group.role in ("header", "footer", "navigation") else "item" if item else "paragraph"
    indent = first.x0
    if label is not None and first.text:
        offset = group.label
        while offset < len(first.text) and first.text[offset].isspace():
            offset += 1
        if (offset >= len(first.text) and len(group.lines) > 1) or (
            len(group.lines) > 1 and group.lines[1].x0 > first.x0 + 2.0
        ):
            indent = group.lines[1].x0
        else:
            indent = first.x0 + (first.x1 - first.x0) * offset / len(first.text)
            known = hanging.get(round(first.x0), indent)
            if abs(known - indent) < _GUESS:
                indent = known
    return Block(
        kind,  # type: ignore[arg-type]
        start,
        end,
        page=first.page,
        role=group.role,
        style=Style(face.size, face.bold, face.italic, False, round(indent, 1), round(group.space, 2), face.color),
        label=label,
        depth=group.depth if item else -1,
        table=cell[0],
        row=cell[1],
        column=cell[2],
    )
