"""Prints a layout as PDF, and notes the box of every marked value line by line."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import getAscentDescent, stringWidth
from reportlab.pdfgen.canvas import Canvas

from .elements import Contents, Heading, Item, Layout, Mark, PageBreak, Pairs, Para, Table

WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 54.0
PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
DINGBATS = {"▪": "n"}  # drawn in ZapfDingbats, as word processors set their third bullet in a symbol font
BoxList = list[tuple[int, float, float, float, float]]


def _wrap(text: str, font: str, size: float, width: float) -> list[tuple[int, str]]:
    """Lines of a text at a width, each with its offset in the text."""
    lines: list[tuple[int, str]] = []
    start, line = 0, ""
    offset = 0
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if line and stringWidth(candidate, font, size) > width:
            lines.append((start, line))
            start, line = offset, word
        else:
            line = candidate
        offset += len(word) + 1
    return [*lines, (start, line)]


@dataclass
class _Printer:
    layout: Layout
    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    boxes: list[tuple[str, str, BoxList]] = field(default_factory=list)
    page: int = 1
    y: float = 0.0

    def run(self) -> bytes:
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.canvas.setTitle("")
        self._furniture()
        for element in self.layout.elements:
            getattr(self, f"_{type(element).__name__.lower()}")(element)
        self.canvas.save()
        return self.buffer.getvalue()

    # ------------------------------------------------------------------ pages and lines

    def _furniture(self) -> None:
        self.y = HEIGHT - MARGIN
        self.canvas.setFont(PLAIN, 8)
        if self.layout.header:
            self.canvas.drawString(MARGIN, HEIGHT - 32, self.layout.header.format(page=self.page))
        if self.layout.footer:
            self.canvas.drawString(MARGIN, 28, self.layout.footer.format(page=self.page))

    def _break(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self._furniture()

    def _room(self, height: float) -> None:
        if self.y - height < MARGIN:
            self._break()

    def _lines(self, text: str, x: float, width: float, font: str, size: float, marks: tuple[Mark, ...], *,
               flow: bool = True, top: float | None = None) -> float:  # fmt: skip
        """Draw wrapped lines; returns the height used. With ``flow`` pages break between lines."""
        lead, used = size * 1.25, 0.0
        ascent, descent = getAscentDescent(font, size)
        found: dict[Mark, BoxList] = {mark: [] for mark in marks}
        y = self.y if top is None else top
        for start, line in _wrap(text, font, size, width):
            if flow:
                self._room(lead)
                y = self.y
            base = y - size
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, base, line)
            for mark in marks:
                at = text.find(mark[2])
                low, high = max(at, start), min(at + len(mark[2]), start + len(line))
                if at >= 0 and low < high:
                    x0 = x + stringWidth(line[: low - start], font, size)
                    x1 = x + stringWidth(line[: high - start], font, size)
                    found[mark].append((self.page, x0, HEIGHT - base - ascent, x1, HEIGHT - base - descent))
            y -= lead
            used += lead
            if flow:
                self.y = y
        self.boxes += [(mark[0], mark[1], boxes) for mark, boxes in found.items() if boxes]
        return used

    # ------------------------------------------------------------------ elements

    def _heading(self, h: Heading) -> None:
        size = self.layout.size + {1: 4.0, 2: 2.0}.get(h.level, 0.0)
        self._room(size * 4)
        self.y -= size * 0.6
        text = f"{h.number} {h.text}" if h.number else h.text
        self._lines(text, MARGIN, WIDTH - 2 * MARGIN, BOLD, size, h.marks)
        self.y -= 3

    def _para(self, p: Para) -> None:
        self._lines(p.text, MARGIN, WIDTH - 2 * MARGIN, BOLD if p.bold else PLAIN, self.layout.size, p.marks)
        self.y -= 5

    def _item(self, item: Item) -> None:
        x = MARGIN + 18 + 22 * item.depth
        size = self.layout.size
        self._room(size * 1.25)
        glyph = DINGBATS.get(item.label)
        self.canvas.setFont("ZapfDingbats" if glyph else PLAIN, size)
        self.canvas.drawString(x, self.y - size, glyph or item.label)
        self._lines(item.text, x + 18, WIDTH - MARGIN - x - 18, PLAIN, size, item.marks)
        self.y -= 2

    def _table(self, table: Table) -> None:
        full = WIDTH - 2 * MARGIN
        columns = len(table.rows[0])
        widths = [share * full for share in table.widths] if table.widths else [full / columns] * columns
        if table.header:
            self._row(table.header, widths, BOLD, (), None)
        for row in table.rows:
            self._row(row, widths, PLAIN, table.marks, table.header)
        self.y -= 8

    def _row(self, row: tuple[str, ...], widths: list[float], font: str, marks: tuple[Mark, ...],
             header: tuple[str, ...] | None) -> None:  # fmt: skip
        size = self.layout.size - 1
        lines = [_wrap(cell, font, size, width - 8) for cell, width in zip(row, widths, strict=True)]
        height = max(len(cell) for cell in lines) * size * 1.25 + 6
        if self.y - height < MARGIN:
            self._break()
            if header:
                self._row(header, widths, BOLD, (), None)
        x = MARGIN
        for cell, width in zip(row, widths, strict=True):
            self.canvas.rect(x, self.y - height, width, height)
            own = tuple(mark for mark in marks if mark[2] in cell)
            self._lines(cell, x + 4, width - 8, font, size, own, flow=False, top=self.y - 2)
            x += width
        self.y -= height

    def _pairs(self, pairs: Pairs) -> None:
        size = self.layout.size
        if pairs.style == "table":
            self._table(Table(pairs.rows, None, (0.32, 0.68), pairs.marks))
            return
        for name, value in pairs.rows:
            if pairs.style == "leader":
                dots = "." * max(3, int((240 - stringWidth(name, PLAIN, size)) / stringWidth(".", PLAIN, size)))
                text = f"{name} {dots} {value}"
            else:
                text = f"{name}: {value}" if pairs.style == "colon" else f"{name} {value}"
            own = tuple(mark for mark in pairs.marks if mark[2] == value)
            self._lines(text, MARGIN, WIDTH - 2 * MARGIN, PLAIN, size, own)
        self.y -= 6

    def _contents(self, contents: Contents) -> None:
        for entry, page in contents.entries:
            dots = "." * int((400 - stringWidth(entry, PLAIN, 10)) / stringWidth(".", PLAIN, 10))
            self._lines(f"{entry} {dots} {page}", MARGIN, WIDTH - 2 * MARGIN, PLAIN, self.layout.size, ())
        self.y -= 6

    def _pagebreak(self, _: PageBreak) -> None:
        self._break()


def write(layout: Layout) -> tuple[bytes, list[tuple[str, str, BoxList]]]:
    """The PDF's bytes, and (field, value, boxes in points from the top left) for each marked value."""
    printer = _Printer(layout)
    return printer.run(), printer.boxes
