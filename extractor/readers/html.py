"""A web page to a document: decides which elements are blocks, headings, items and cells, and what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from extractor.errors import LimitExceeded
from extractor.limits import MAX_CHARACTERS
from extractor.readers import html_chrome, html_lists, html_tables
from extractor.readers.canonical import BREAK, Grid, GridCell, Inline, Piece, assemble, clean, lines
from extractor.readers.decode import decode
from extractor.readers.html_tree import Element, parse
from extractor.types import BlockKind, BlockRole, Document, Problem, Style

_BLOCK = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section "
    "summary table tbody td tfoot th thead tr ul".split()
)
_MARKS = {
    "b": "bold", "strong": "bold", "em": "italic", "i": "italic", "u": "underline", "ins": "underline",
    "sup": "superscript", "sub": "subscript", "s": "strike", "strike": "strike", "del": "strike",
}  # fmt: skip
_STYLED = (
    (re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b"), "bold"),
    (re.compile(r"font-style\s*:\s*italic"), "italic"),
    (re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}underline"), "underline"),
    (re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}line-through"), "strike"),
    (re.compile(r"vertical-align\s*:\s*super"), "superscript"),
    (re.compile(r"vertical-align\s*:\s*sub\b"), "subscript"),
)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)\b")
_MARGIN = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4}(?:\.\d{1,4})?)\s*(pt|px|in|em|rem|cm|mm)")
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "em": 12.0, "rem": 12.0, "cm": 28.35, "mm": 2.835}
_WORD_LEVEL = re.compile(r"mso-list\s*:[^;]{0,40}level([1-9])")
_DISPLAY_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table-row)\b")
_EXPANDERS = frozenset("accordion collapse collapsible expand expander toggle panel".split())
_LABELS = frozenset("label value field term key name title data".split())
NESTING_PROBLEM = Problem(
    "warning", "nesting_limit", "the markup is nested beyond the limit; what is deeper was read without its structure"
)


def read(data: bytes, *, name: str) -> Document:
    """The document of a web page."""
    markup = clean(decode(data, markup=True))
    if len(markup) > MAX_CHARACTERS:
        raise LimitExceeded(f"the page has more than {MAX_CHARACTERS} characters", name=name, code="limit_characters")
    body, metadata, deep = parse(markup)
    walker = Walker(total=body.length, main=html_chrome.find_main(body))
    walker.run(body)
    document = assemble(walker.pieces, name=name, media_type="text/html", metadata=metadata)
    return replace(document, problems=(NESTING_PROBLEM,)) if deep else document


def fragment(markup: str) -> list[Piece | Grid]:
    """The blocks of a piece of markup that stands in a text."""
    body, _, _ = parse(markup)
    walker = Walker(total=1_000_000_000, main=None)
    walker.run(body)
    return walker.pieces


@dataclass(slots=True)
class _Context:
    """What the enclosing elements say of a block."""

    kind: BlockKind = "paragraph"
    level: int | None = None
    role: BlockRole = "body"
    depth: int = -1  # nesting of lists
    indent: float = 0.0
    inside: bool = False  # within the page's main element
    ordered: str | None = None  # label style of the list that the items belong to
    bold: bool = False


@dataclass(slots=True)
class Walker:
    """One pass over the tree that gives the pieces of the document."""

    total: int
    main: Element | None
    pieces: list[Piece | Grid] = field(default_factory=list)
    _context: _Context = field(default_factory=_Context)
    _buffer: list[Inline] = field(default_factory=list)
    _label: str | None = None  # printed before the next block
    _item: bool = False  # the next block is the first of a list item

    def run(self, body: Element) -> None:
        """Read the whole tree."""
        self._children(body, frozenset(), None)
        self._flush()
        _mark_contents(self.pieces)

    # ------------------------------------------------------------------ blocks

    def _flush(self) -> None:
        """End the block that is being gathered."""
        buffer, self._buffer = self._buffer, []
        if not any(not inline.text.isspace() for inline in buffer if inline is not BREAK):
            return
        context = self._context
        kind: BlockKind = context.kind
        whole = [Inline(" ") if inline is BREAK else inline for inline in buffer]
        for line in [whole] if kind == "heading" else lines(buffer):
            label, self._label = self._label, None
            item, self._item = self._item, False
            text = "".join(inline.text for inline in line).strip()
            if text == "-->":
                continue  # the rest of a comment that was closed twice
            if label and text.startswith((label, label[:-1] + ")")):
                label = None  # the text holds its number itself
            if context.role in ("navigation", "header", "footer"):
                kind = "furniture"
            elif item and kind == "paragraph":
                kind = "item"
            elif kind == "item":
                kind = "paragraph"
            style = Style(indent=context.indent, bold=context.bold)
            self.pieces.append(
                Piece(
                    line,
                    kind,
                    context.level,
                    context.role,
                    style,
                    context.depth,
                    label if kind != "furniture" else None,
                )
            )
            kind = context.kind

    @contextmanager
    def _within(self, context: _Context) -> Iterator[None]:
        """A block element: what stands before it and in it are blocks of their own."""
        self._flush()
        outer, self._context = self._context, context
        yield
        self._flush()
        self._context = outer

    # ------------------------------------------------------------------ elements

    def _children(self, element: Element, marks: frozenset[str], uri: str | None) -> None:
        previous: Element | None = None
        for child in element.children:
            if isinstance(child, str):
                self._buffer.append(Inline(child, marks, uri))
                previous = None
                continue
            if previous is not None and _parted(previous, child):
                self._buffer.append(Inline(" "))
            self._element(child, marks, uri)
            previous = child

    def _element(self, element: Element, marks: frozenset[str], uri: str | None) -> None:
        tag = element.tag
        if tag == "br":
            self._buffer.append(BREAK)
            return
        if tag == "input":
            self._input(element)
            return
        if tag == "noscript" or (tag == "img") or html_chrome.invisible(element):
            return
        context = self._context
        if element is self.main:
            with self._within(replace(context, inside=True, role="body")):
                self._children(element, marks, uri)
            return
        if context.role == "body":
            role = html_chrome.chrome(element, inside=context.inside, total=self.total)
            if role is None and self.main is not None and not context.inside and not _holds(element, self.main):
                role = "navigation" if element.length < 0.5 * self.total else None
            if tag == "button" and role is None:
                if (
                    _EXPANDERS & html_chrome.words(element)
                    or "aria-controls" in element.attributes
                    or "aria-expanded" in element.attributes
                ):
                    with self._within(replace(context, bold=True)):
                        self._children(element, marks, uri)
                    return
                role = "navigation"
            if role is not None:
                with self._within(replace(context, role=role)):
                    self._inner(element, tag, marks, uri)
                return
        self._inner(element, tag, marks, uri)

    def _inner(self, element: Element, tag: str, marks: frozenset[str], uri: str | None) -> None:
        marks, uri = _traits(element, tag, marks, uri)
        style = element.get("style")
        if tag not in _BLOCK and not (style and _DISPLAY_BLOCK.search(style)):
            if tag == "q":
                self._buffer.append(Inline("“", marks, uri))
            self._children(element, marks, uri)
            if tag == "q":
                self._buffer.append(Inline("”", marks, uri))
            return
        context = self._context
        if (len(tag) == 2 and tag[0] == "h" and tag[1] in "123456") or element.get("role") == "heading":
            level = (
                int(tag[1])
                if tag[0] == "h" and tag[1:].isdigit()
                else html_lists.integer(element.get("aria-level")) or 2
            )
            with self._within(replace(context, kind="heading", level=min(max(level, 1), 6))):
                self._children(element, marks, uri)
        elif tag in ("ul", "ol", "menu", "dir"):
            self._list(element, tag, marks, uri)
        elif tag == "table":
            self._table(element, marks, uri)
        elif tag == "pre":
            self._preformatted(element)
        elif tag in ("summary", "dt"):
            with self._within(replace(context, bold=True)):
                self._children(element, marks, uri)
        elif tag in ("dd", "blockquote"):
            with self._within(replace(context, indent=context.indent + 24)):
                self._children(element, marks, uri)
        elif tag == "li":
            self._list_item(element, None, marks, uri)
        else:
            changed = context
            if style:
                if found := _MARGIN.search(style):
                    changed = replace(changed, indent=context.indent + float(found[1]) * _POINTS[found[2]])
                if found := _WORD_LEVEL.search(style):
                    changed = replace(changed, depth=int(found[1]) - 1)
            with self._within(changed):
                if changed.depth != context.depth:
                    self._item = True
                self._children(element, marks, uri)

    # ------------------------------------------------------------------ lists

    def _list(self, element: Element, tag: str, marks: frozenset[str], uri: str | None) -> None:
        context = self._context
        style = html_lists.style_of(element, "decimal") if tag == "ol" else None
        items = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
        down = "reversed" in element.attributes
        start = html_lists.integer(element.attributes.get("start", ""))
        number = start if start is not None else (len(items) if down else 1)
        pending = (self._label, self._item)
        inner = replace(context, kind="paragraph", level=None, depth=context.depth + 1, indent=context.indent + 24)
        with self._within(inner):
            for child in element.children:
                if isinstance(child, Element) and child.tag == "li":
                    given = html_lists.integer(child.attributes.get("value", ""))
                    number = number if given is None else given
                    label = html_lists.label(number, html_lists.style_of(child, style)) if style else None
                    number += -1 if down else 1
                    self._list_item(child, label, marks, uri)
                elif isinstance(child, str):
                    self._buffer.append(Inline(child, marks, uri))
                else:
                    self._element(child, marks, uri)
        if pending != (None, False) and not self.pieces:
            self._label, self._item = pending

    def _list_item(self, element: Element, label: str | None, marks: frozenset[str], uri: str | None) -> None:
        context = self._context
        if context.role == "body":
            role = html_chrome.chrome(element, inside=context.inside, total=self.total)
            if role is not None:
                context = replace(context, role=role)
        with self._within(replace(context, depth=max(context.depth, 0))):
            if self._label and label:  # an item that begins with a list: both numbers are printed on one line
                label = f"{self._label} {label}"
            self._label = label or self._label
            self._item = True
            self._children(element, marks, uri)
            self._flush()
            self._label, self._item = None, False

    # ------------------------------------------------------------------ tables and the rest

    def _table(self, table: Element, marks: frozenset[str], uri: str | None) -> None:
        context = self._context
        if context.role not in ("body",) or not html_tables.is_data(table):
            with self._within(context):
                for caption in html_tables.captions(table):
                    self._element(caption, marks, uri)
                for row in html_tables.rows_of(table):
                    self._row(row, marks, uri)
                for loose in html_tables.loose(table):
                    if isinstance(loose, str):
                        self._buffer.append(Inline(loose, marks, uri))
                    else:
                        self._element(loose, marks, uri)
            return
        self._flush()
        for caption in html_tables.captions(table):
            with self._within(replace(context, bold=True)):
                self._children(caption, marks, uri)
        rows, header = html_tables.grid(table)
        laid = [
            [
                GridCell(self._cell(slot.element, marks, uri), slot.row, slot.column, slot.rows, slot.columns)
                for slot in row
            ]
            for row in rows
        ]
        self.pieces.append(Grid(laid, header))

    def _row(self, row: Element, marks: frozenset[str], uri: str | None) -> None:
        """A row of a table that only places things: short cells stand on one line, others are blocks."""
        cells = html_tables.cells_of(row)
        inline = sum(cell.length for cell in cells) <= 300 and not any(
            inner.tag in _BLOCK for cell in cells for inner in cell.descendants()
        )
        with self._within(self._context):
            for cell in cells:
                if inline:
                    inner_marks, _ = _traits(cell, cell.tag, marks, uri)
                    self._children(cell, inner_marks, uri)
                    self._buffer.append(Inline(" "))
                else:
                    with self._within(self._context):
                        self._element(cell, marks, uri)

    def _cell(self, cell: Element, marks: frozenset[str], uri: str | None) -> list[Piece]:
        """The blocks of a table's cell."""
        inner = Walker(total=self.total, main=None)
        inner._context = replace(self._context, depth=-1, indent=0.0, kind="paragraph", level=None, inside=True)
        cell_marks, _ = _traits(cell, cell.tag, marks, uri)
        inner._children(cell, cell_marks, uri)
        inner._flush()
        found: list[Piece] = []
        for piece in inner.pieces:
            if isinstance(piece, Grid):
                found += [p for row in piece.rows for c in row for p in c.pieces]
            else:
                found.append(piece)
        return found

    def _preformatted(self, element: Element) -> None:
        """Text whose line breaks count, read like plain text."""
        from extractor.readers.text import pieces_of

        self._flush()
        self.pieces += pieces_of("".join(element.strings()))

    def _input(self, element: Element) -> None:
        if element.get("type") in ("checkbox", "radio"):
            self._buffer.append(Inline("☒ " if "checked" in element.attributes else "☐ "))


def _traits(element: Element, tag: str, marks: frozenset[str], uri: str | None) -> tuple[frozenset[str], str | None]:
    """The marks and the link that hold within an element."""
    if mark := _MARKS.get(tag):
        marks = marks | {mark}
    if style := element.get("style"):
        for pattern, mark in _STYLED:
            if pattern.search(style):
                marks = marks | {mark}
        if "bold" in marks and _LIGHT.search(style):
            marks = marks - {"bold"}
    if tag == "a" and (target := element.attributes.get("href", "").strip()):
        uri = target[:2000]
    return marks, uri


def _holds(element: Element, main: Element) -> bool:
    """Whether ``main`` stands below an element; only big elements are searched."""
    return element.length >= main.length and any(inner is main for inner in element.descendants())


def _parted(before: Element, after: Element) -> bool:
    """Whether two inline elements that touch are a label and its value, which a page sets apart."""
    return bool(
        before.tag not in _BLOCK
        and after.tag not in _BLOCK
        and (before.tag == "label" or _LABELS & html_chrome.words(before) or _LABELS & html_chrome.words(after))
    )


def _mark_contents(pieces: list[Piece | Grid]) -> None:
    """Runs of three and more blocks that are nothing but a link into the page are its table of contents."""
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if isinstance(piece, Piece) and piece.role == "body" and piece.kind != "heading" and _within_page(piece):
            run.append(piece)
            continue
        if len(run) >= 3:
            for entry in run:
                entry.role = "contents"
        run = []


def _within_page(piece: Piece) -> bool:
    words = [inline for inline in piece.inlines if inline.text.strip()]
    return all(inline.uri and len(inline.uri) > 1 and inline.uri.startswith("#") for inline in words)
