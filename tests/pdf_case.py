"""Small PDFs drawn for the tests, and what was read of them."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.readers import pdf

HEIGHT = letter[1]
LONG = "Members with the condition may be treated where the plan's doctor has agreed to it in"
Drawing = Callable[[Canvas], None]


def made(*pages: Drawing, **options: object) -> bytes:
    """A PDF with a page for each drawing; its bytes are the same each time."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1, **options)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(canvas: Canvas, x: float, top: float, text: str, *, font: str = "Helvetica", size: float = 10.0) -> None:
    """Write a text with its baseline ``top`` points below the page's upper edge."""
    canvas.setFont(font, size)
    canvas.drawString(x, HEIGHT - top, text)


def paragraph(canvas: Canvas, top: float, *lines: str, x: float = 72.0) -> None:
    """Write lines at the usual distance."""
    for index, text in enumerate(lines):
        write(canvas, x, top + 12 * index, text)


def read(*pages: Drawing) -> Document:
    """Read a PDF made of drawings."""
    return pdf.read(made(*pages), name="made.pdf")


def texts(document: Document, kind: str | None = None) -> list[str]:
    """The texts of the blocks, of one kind where it is given."""
    return [document.text_of(block) for block in document.blocks if kind is None or block.kind == kind]


def rows(document: Document, table: int = 0) -> list[list[str]]:
    """The texts of a table's cells."""
    return [[document.text_of(cell) for cell in row] for row in document.tables[table].rows]
