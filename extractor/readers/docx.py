"""A DOCX file to a document: decides what of its parts is text, in which order, and what each paragraph is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.errors import CorruptFile
from extractor.readers.canonical import BREAK, Grid, GridCell, Inline, Piece, assemble, lines
from extractor.readers.docx_package import Package, child, local, on, value
from extractor.readers.docx_runs import THROUGH, Runs
from extractor.readers.docx_styles import Numbering, Styles, indent, integer
from extractor.readers.docx_tables import bold, flat, tabbed
from extractor.types import BlockKind, BlockRole, Document, Problem, Style

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CONTENTS = frozenset("toc 1|toc 2|toc 3|toc 4|toc 5|toc 6|toc 7|toc 8|toc 9|table of figures".split("|"))
_DEEPEST = 60
"""Levels of nested tables, boxes and controls; a parser without ``huge_tree`` allows 256 levels of elements."""


def read(data: bytes, *, name: str) -> Document:
    """The document of a DOCX file."""
    package = Package.open(data, name=name)
    part = package.main()
    root = package.xml(part)
    body = child(root, "body")
    if body is None:
        raise CorruptFile("it has no document part that can be read", name=name)
    reader = _Reader(package, part)
    pieces = list(reader.blocks(body))
    heads, feet = reader.running(root)
    document = assemble(
        [*heads, *tabbed(pieces), *reader.notes, *feet], name=name, media_type=MEDIA_TYPE, metadata=_metadata(package)
    )
    return replace(document, problems=tuple(reader.problems))


@dataclass(slots=True)
class _Reader:
    """Walks the parts of one file."""

    package: Package
    part: str
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    targets: dict[str, tuple[str, str]] = field(init=False)
    runs: Runs = field(init=False)
    notes: list[Piece | Grid] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    role: BlockRole = "body"
    kind: BlockKind = "paragraph"
    _carried: list[Inline] = field(default_factory=list)  # of a paragraph whose end was deleted
    _noted: dict[tuple[str, str], int] = field(default_factory=dict)
    _depth: int = 0

    def __post_init__(self) -> None:
        self.targets = self.package.relations(self.part)
        self.styles = Styles.read(self._related("styles"))
        self.numbering = Numbering.read(self._related("numbering"))
        self.runs = Runs(self.targets, self.styles, self._note, self._boxed)

    def _related(self, kind: str) -> Any:
        for found, target in self.targets.values():
            if found == kind:
                return self.package.xml(target)
        return self.package.xml(f"word/{kind}.xml")

    # ------------------------------------------------------------------ blocks

    def blocks(self, parent: Any) -> Iterator[Piece | Grid]:
        """The blocks below an element, in order."""
        self._depth += 1
        for element in parent if self._depth < _DEEPEST else ():
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
                boxes, self.runs.boxes = self.runs.boxes, []
                yield from boxes
            elif name == "tbl":
                yield from self._table(element)
            elif name == "sdt":
                if not on(child(child(element, "sdtPr"), "showingPlcHdr")):
                    yield from self.blocks(
                        child(element, "sdtContent") if child(element, "sdtContent") is not None else ()
                    )
            elif name == "altChunk":
                self.problems.append(
                    Problem(
                        "warning", "embedded_part", "a part in another format stands in the document and was not read"
                    )
                )
            elif name in THROUGH:
                yield from self.blocks(element)
        self._depth -= 1

    def _paragraph(self, element: Any) -> Iterator[Piece | Grid]:
        properties = child(element, "pPr")
        style_id = self._style_of(properties)
        inlines = [*self._carried, *self.runs.read(element, self.runs.traits(style_id), None)]
        self._carried = []
        if child(child(properties, "rPr"), "del") is not None:  # its end was deleted: the next paragraph goes on
            self._carried = inlines
            return
        depth, label = self._label(properties, style_id, any(inline.text.strip() for inline in inlines))
        level = self._level(properties, style_id)
        kind: BlockKind = self.kind
        role: BlockRole = self.role
        name = next((style.name.lower() for style in self.styles.chain(style_id)), "")
        if name in _CONTENTS and role == "body":
            role = "contents"
        elif level is not None and kind == "paragraph":
            kind = "heading"
        elif depth >= 0 and kind == "paragraph":
            kind = "item"
        look = self._look(properties, style_id, depth)
        whole = [Inline(" ") if inline is BREAK else inline for inline in inlines]
        for line in [whole] if kind == "heading" else lines(inlines):
            yield Piece(line, kind, level if kind == "heading" else None, role, look, depth, label)
            label = None
            kind = "paragraph" if kind == "item" else kind

    def _style_of(self, properties: Any) -> str | None:
        style = child(properties, "pStyle")
        return value(style) if style is not None else self.styles.default

    def _level(self, properties: Any, style_id: str | None) -> int | None:
        outline = child(properties, "outlineLvl")
        if outline is not None and (given := integer(value(outline))) is not None:
            return given + 1 if 0 <= given < 9 else None
        return self.styles.level(style_id)

    def _label(self, properties: Any, style_id: str | None, filled: bool) -> tuple[int, str | None]:
        """The depth of a list paragraph (-1 for none) and the number printed before it."""
        numbering = child(properties, "numPr")
        given, depth_given = child(numbering, "numId"), child(numbering, "ilvl")
        number = value(given) if given is not None else None
        depth = integer(value(depth_given)) if depth_given is not None else None
        if number is None:
            for style in self.styles.chain(style_id):
                if style.number is not None:
                    number = style.number
                    depth = self.numbering.depth_of(number, style_id) if depth is None else depth
                    break
        if number is None or number == "0":
            return -1, None
        depth = min(max(depth or 0, 0), 8)
        return depth, self.numbering.next(number, depth) if filled else None

    def _look(self, properties: Any, style_id: str | None, depth: int) -> Style:
        left = indent(properties)
        numbering = child(properties, "numPr")
        if left is None and numbering is not None and (given := child(numbering, "numId")) is not None:
            level = self.numbering.level(value(given) or "", max(depth, 0))
            left = level.indent if level else None
        size = self.styles.size
        for style in reversed(list(self.styles.chain(style_id))):
            size = style.size or size
            left = left if left is not None else style.indent
        return Style(size=size, indent=left or 0.0)

    def _table(self, table: Any) -> Iterator[Piece | Grid]:
        rows: list[list[GridCell]] = []
        open_cells: dict[int, GridCell] = {}  # column → the cell that goes on below
        header = 0
        flow: list[list[Piece | Grid]] = []
        for row in self._rows(table):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            before = child(properties, "gridBefore")
            column = (integer(value(before)) or 0) if before is not None else 0
            cells: list[GridCell] = []
            for cell in self._cells(row):
                settings = child(cell, "tcPr")
                if child(settings, "cellDel") is not None:
                    continue
                span = child(settings, "gridSpan")
                columns = min(max((integer(value(span)) or 1) if span is not None else 1, 1), 200)
                merge = child(settings, "vMerge")
                content = list(self.blocks(cell))
                flow.append(content)
                above = open_cells.get(column)
                if merge is not None and (value(merge) or "continue") == "continue" and above is not None:
                    above.rows = len(rows) + 1 - above.row
                    above.pieces += flat(content)
                else:
                    cells.append(GridCell(flat(content), len(rows), column, 1, columns))
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = cells[-1]
                column += columns
            header += header == len(rows) and on(child(properties, "tblHeader"))
            rows.append(cells)
        if max((sum(bool(cell.pieces) for cell in row) for row in rows), default=0) < 2 or self.kind == "furniture":
            for content in flow:  # a frame around text
                yield from content
            return
        if not header and len(rows) > 2 and bold(rows[0]) and not bold(rows[1]):
            header = 1
        yield Grid(rows, min(header, len(rows) - 1))

    def _rows(self, table: Any) -> Iterator[Any]:
        for element in table:
            name = local(element)
            if name == "tr":
                yield element
            elif name == "sdt" or name in THROUGH:
                yield from self._rows(child(element, "sdtContent") if name == "sdt" else element)

    def _cells(self, row: Any) -> Iterator[Any]:
        for element in row if row is not None else ():
            name = local(element)
            if name == "tc":
                yield element
            elif name == "sdt" or name in THROUGH:
                yield from self._cells(child(element, "sdtContent") if name == "sdt" else element)

    # ------------------------------------------------------------------ boxes, notes, running lines

    def _boxed(self, element: Any) -> list[Piece | Grid]:
        """The blocks of a text box."""
        carried, self._carried = self._carried, []
        found = list(self.blocks(element))
        self._carried = carried
        return found

    def _note(self, kind: str, identifier: str) -> int | None:
        """The printed number of a note; its text is kept for the end of the document."""
        key = (kind, identifier)
        if key in self._noted:
            return self._noted[key]
        root = self._related(f"{kind}s")
        note = next((e for e in (root if root is not None else ()) if value(e, "id") == identifier), None)
        if note is None or (value(note, "type") or "normal") not in ("normal",) or self._depth > _DEEPEST // 2:
            return None
        number = self._noted[key] = len(self._noted) + 1
        runs, self.runs = self.runs, Runs(self.targets, self.styles, self._note, self._boxed)
        carried, self._carried, role, self.role = self._carried, [], self.role, "note"
        content = list(self.blocks(note))
        self.runs, self._carried, self.role = runs, carried, role
        for piece in content:
            if isinstance(piece, Piece):
                piece.label = piece.label or str(number)
                break
        self.notes += content
        return number

    def running(self, root: Any) -> tuple[list[Piece | Grid], list[Piece | Grid]]:
        """Headers and footers of all sections, each text once."""
        sides: dict[str, list[Piece | Grid]] = {"header": [], "footer": []}
        seen: set[str] = set()
        for element in root.iter():
            name = local(element)
            if name not in ("headerReference", "footerReference"):
                continue
            side = name.removesuffix("Reference")
            target = self.targets.get(value(element, "id") or "", ("", ""))[1]
            part = self.package.xml(target) if target and target not in seen else None
            seen.add(target)
            if part is None:
                continue
            inner = _Reader(self.package, target, role="header" if side == "header" else "footer", kind="furniture")
            for piece in inner.blocks(part):
                if isinstance(piece, Piece):
                    text = " ".join("".join(inline.text for inline in piece.inlines).split())
                    if text and text not in seen:
                        seen.add(text)
                        sides[side].append(piece)
        return sides["header"], sides["footer"]


def _metadata(package: Package) -> dict[str, str]:
    """Title, author and dates that the file gives of itself."""
    found: dict[str, str] = {}
    root = package.xml("docProps/core.xml")
    for element in root if root is not None else ():
        if text := " ".join((element.text or "").split()):
            found[local(element).lower()] = text[:1000]
    return found
