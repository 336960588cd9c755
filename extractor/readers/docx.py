"""A DOCX file to a document: decides what of its parts is text, in which order, and what each paragraph is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.errors import CorruptFile
from extractor.readers.canonical import BREAK, Grid, GridCell, Inline, Piece, assemble, lines
from extractor.readers.docx_package import Package, child, local, on, value
from extractor.readers.docx_styles import Numbering, Styles, half_points, indent, integer, switch
from extractor.types import BlockKind, BlockRole, Document, Problem, Style

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_THROUGH = frozenset(
    "ins moveTo smartTag customXml hyperlink fldSimple sdtContent bdo dir AlternateContent Choice txbxContent".split()
)
"""Elements around runs or blocks that are read as if they were not there."""
_GONE = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText", "sectPr", "rPr", "pPr"))
"""Deleted text, field codes, what only an old reader shows."""
_CONTENTS = frozenset("toc 1|toc 2|toc 3|toc 4|toc 5|toc 6|toc 7|toc 8|toc 9|table of figures".split("|"))
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings")
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
        [*heads, *_tabbed(pieces), *reader.notes, *feet], name=name, media_type=MEDIA_TYPE, metadata=_metadata(package)
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
    notes: list[Piece | Grid] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    role: BlockRole = "body"
    kind: BlockKind = "paragraph"
    _boxes: list[Piece | Grid] = field(default_factory=list)  # text boxes of the paragraph at hand
    _carried: list[Inline] = field(default_factory=list)  # of a paragraph whose end was deleted
    _fields: list[bool] = field(default_factory=list)  # open fields; True where the result has begun
    _noted: dict[tuple[str, str], int] = field(default_factory=dict)
    _depth: int = 0

    def __post_init__(self) -> None:
        self.targets = self.package.relations(self.part)
        self.styles = Styles.read(self._related("styles"))
        self.numbering = Numbering.read(self._related("numbering"))

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
                boxes, self._boxes = self._boxes, []
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
            elif name in _THROUGH:
                yield from self.blocks(element)
        self._depth -= 1

    def _paragraph(self, element: Any) -> Iterator[Piece | Grid]:
        properties = child(element, "pPr")
        style_id = self._style_of(properties)
        inlines = [*self._carried, *self._runs(element, self._traits(style_id), None)]
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
                    above.pieces += _flat(content)
                else:
                    cells.append(GridCell(_flat(content), len(rows), column, 1, columns))
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
        if not header and len(rows) > 2 and _bold(rows[0]) and not _bold(rows[1]):
            header = 1
        yield Grid(rows, min(header, len(rows) - 1))

    def _rows(self, table: Any) -> Iterator[Any]:
        for element in table:
            name = local(element)
            if name == "tr":
                yield element
            elif name == "sdt" or name in _THROUGH:
                yield from self._rows(child(element, "sdtContent") if name == "sdt" else element)

    def _cells(self, row: Any) -> Iterator[Any]:
        for element in row if row is not None else ():
            name = local(element)
            if name == "tc":
                yield element
            elif name == "sdt" or name in _THROUGH:
                yield from self._cells(child(element, "sdtContent") if name == "sdt" else element)

    # ------------------------------------------------------------------ runs

    def _traits(self, style_id: str | None) -> frozenset[str]:
        """The marks that a style gives to its text."""
        bold = italic = None
        for style in self.styles.chain(style_id):
            bold = style.bold if bold is None else bold
            italic = style.italic if italic is None else italic
        return frozenset(kind for kind, given in (("bold", bold), ("italic", italic)) if given)

    def _runs(self, parent: Any, marks: frozenset[str], uri: str | None) -> Iterator[Inline]:
        for element in parent:
            name = local(element)
            if name == "r":
                yield from self._run(element, marks, uri)
            elif name == "hyperlink":
                target = self.targets.get(value(element, "id") or "", ("", ""))[1]
                anchor = value(element, "anchor")
                yield from self._runs(element, marks, target or (f"#{anchor}" if anchor else None))
            elif name == "sdt":
                if not on(child(child(element, "sdtPr"), "showingPlcHdr")):
                    content = child(element, "sdtContent")
                    yield from self._runs(content if content is not None else (), marks, uri)
            elif name in ("oMath", "oMathPara"):
                text = "".join(inner.text or "" for inner in element.iter() if local(inner) == "t")
                yield Inline(f" {text} ", marks, uri)
            elif name in _THROUGH:
                yield from self._runs(element, marks, uri)

    def _run(self, run: Any, marks: frozenset[str], uri: str | None) -> Iterator[Inline]:
        properties = child(run, "rPr")
        if on(child(properties, "vanish")) or on(child(properties, "webHidden")):
            return
        style = child(properties, "rStyle")
        marks = marks | self._traits(value(style)) if style is not None else marks
        marks = _marked(properties, marks)
        font = child(properties, "rFonts")
        symbolic = font is not None and (value(font, "ascii") or "").lower().startswith(_SYMBOL_FONTS)
        for element in run:
            name = local(element)
            hidden = bool(self._fields) and not all(self._fields)
            if name == "t":
                if not hidden:
                    text = element.text or ""
                    yield Inline(_symbols(text) if symbolic else text, marks, uri)
            elif name in ("tab", "ptab"):
                yield Inline("\t", marks, uri)
            elif name in ("br", "cr"):
                if (value(element, "type") or "textWrapping") == "textWrapping":
                    yield BREAK
                else:
                    yield Inline(" ")
            elif name == "noBreakHyphen":
                yield Inline("-", marks, uri)
            elif name == "sym":
                code = int(value(element, "char") or "0", 16) if _hexadecimal(value(element, "char")) else 0
                yield Inline(chr(code if code >= 0xF000 else 0xF000 + code) if 0 < code < 0xF900 else "", marks, uri)
            elif name in ("footnoteReference", "endnoteReference"):
                number = self._note(name.removesuffix("Reference"), value(element, "id") or "")
                if number:
                    yield Inline(str(number), marks | {"superscript"})
            elif name == "fldChar":
                yield from self._field(element, marks)
            elif name == "ruby":
                yield from self._runs(
                    child(element, "rubyBase") if child(element, "rubyBase") is not None else (), marks, uri
                )
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._text_boxes(element)

    def _field(self, element: Any, marks: frozenset[str]) -> Iterator[Inline]:
        """A field's code is not shown, its result is; a form's check box is shown as one."""
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(False)
            box = child(child(element, "ffData"), "checkBox")
            if box is not None:
                checked = child(box, "checked")
                yield Inline("☒" if on(checked if checked is not None else child(box, "default")) else "☐", marks)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _text_boxes(self, element: Any) -> None:
        """Keep the text of boxes for behind the paragraph that they hang on."""
        stack = list(reversed(element))
        if local(element) == "AlternateContent":
            choice = child(element, "Choice")
            stack = [choice if choice is not None else child(element, "Fallback")]
        while stack:
            inner = stack.pop()
            if inner is None:
                continue
            name = local(inner)
            if name == "txbxContent":
                fields, self._fields = self._fields, []
                carried, self._carried = self._carried, []
                self._boxes += list(self.blocks(inner))
                self._fields, self._carried = fields, carried
            elif name == "AlternateContent":
                choice = child(inner, "Choice")
                stack.append(choice if choice is not None else child(inner, "Fallback"))
            else:
                stack += reversed(inner)

    # ------------------------------------------------------------------ notes, running lines

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
        state = self._fields, self._carried, self._boxes, self.role
        self._fields, self._carried, self._boxes, self.role = [], [], [], "note"
        content = list(self.blocks(note))
        self._fields, self._carried, self._boxes, self.role = state
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
            inner = _Reader.__new__(_Reader)
            inner.__init__(self.package, target)  # type: ignore[misc]
            inner.styles, inner.numbering = self.styles, self.numbering
            inner.role, inner.kind = ("header" if side == "header" else "footer"), "furniture"
            for piece in inner.blocks(part):
                if isinstance(piece, Piece):
                    text = " ".join("".join(inline.text for inline in piece.inlines).split())
                    if text and text not in seen:
                        seen.add(text)
                        sides[side].append(piece)
        return sides["header"], sides["footer"]


def _marked(properties: Any, marks: frozenset[str]) -> frozenset[str]:
    """The marks of a run by its own properties."""
    if properties is None:
        return marks
    for name, mark in (("b", "bold"), ("i", "italic"), ("strike", "strike"), ("dstrike", "strike")):
        given = switch(properties, name)
        if given is not None:
            marks = marks | {mark} if given else marks - {mark}
    line = child(properties, "u")
    if line is not None and (value(line) or "single") != "none":
        marks = marks | {"underline"}
    raised = child(properties, "vertAlign")
    if raised is not None and value(raised) in ("superscript", "subscript"):
        marks = marks | {str(value(raised))}
    return marks


def _symbols(text: str) -> str:
    """Text set in a symbol font, as the private characters that such glyphs are known by."""
    return "".join(chr(0xF000 + ord(c)) if 0x20 < ord(c) < 0x100 else c for c in text)


def _hexadecimal(text: str | None) -> bool:
    return bool(text) and len(text or "") <= 6 and all(c in "0123456789abcdefABCDEF" for c in text or "")


def _flat(content: list[Piece | Grid]) -> list[Piece]:
    """The blocks of a cell; a table within it gives its cells' blocks."""
    found: list[Piece] = []
    for piece in content:
        if isinstance(piece, Grid):
            found += [inner for row in piece.rows for cell in row for inner in cell.pieces]
        else:
            found.append(piece)
    return [piece for piece in found if any(inline.text.strip() for inline in piece.inlines)]


def _bold(row: list[GridCell]) -> bool:
    """Whether all text of a row is bold."""
    inlines = [i for cell in row for piece in cell.pieces for i in piece.inlines if i.text.strip()]
    return bool(inlines) and all("bold" in inline.marks for inline in inlines)


def _tabbed(pieces: list[Piece | Grid]) -> Iterator[Piece | Grid]:
    """Two and more paragraphs on end that hold a tab between texts are the rows of a table."""
    run: list[tuple[Piece, list[list[Inline]]]] = []
    for piece in [*pieces, None]:
        cells = _cells(piece) if isinstance(piece, Piece) and piece.kind == "paragraph" and piece.role == "body" else []
        if isinstance(piece, Piece) and len(cells) > 1:
            run.append((piece, cells))
            continue
        if len(run) > 1:
            yield Grid(
                [[GridCell([Piece(cell)], r, c) for c, cell in enumerate(row)] for r, (_, row) in enumerate(run)],
                ruled=False,
            )
        else:
            yield from (one for one, _ in run)
        run = []
        if piece is not None:
            yield piece


def _cells(piece: Piece) -> list[list[Inline]]:
    """The parts of a paragraph between tabs; tabs at its ends part nothing."""
    cells: list[list[Inline]] = [[]]
    for inline in piece.inlines:
        parts = inline.text.split("\t")
        for position, part in enumerate(parts):
            if position:
                cells.append([])
            if part:
                cells[-1].append(replace(inline, text=part))
    filled = [any(inline.text.strip() for inline in cell) for cell in cells]
    if not any(filled):
        return []
    first, last = filled.index(True), len(filled) - filled[::-1].index(True)
    return cells[first:last]


def _metadata(package: Package) -> dict[str, str]:
    """Title, author and dates that the file gives of itself."""
    found: dict[str, str] = {}
    root = package.xml("docProps/core.xml")
    for element in root if root is not None else ():
        if text := " ".join((element.text or "").split()):
            found[local(element).lower()] = text[:1000]
    return found
