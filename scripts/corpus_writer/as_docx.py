"""Prints a layout as DOCX: heading styles, tables, running header and footer; the same bytes every time."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.shared import Pt

from .elements import Contents, Heading, Item, Layout, PageBreak, Pairs, Para, Table


def _grid(document: object, rows: list[tuple[str, ...]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))  # type: ignore[attr-defined]
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def write(layout: Layout) -> bytes:
    """The file's bytes."""
    document = Document()
    document.core_properties.author = ""
    section = document.sections[0]
    if layout.header:
        section.header.paragraphs[0].text = layout.header.format(page=1)
    if layout.footer:
        section.footer.paragraphs[0].text = layout.footer.format(page=1)
    for element in layout.elements:
        match element:
            case Heading():
                text = f"{element.number} {element.text}" if element.number else element.text
                document.add_heading(text, min(element.level, 9))
            case Para():
                document.add_paragraph().add_run(element.text).bold = element.bold or None
            case Item():
                paragraph = document.add_paragraph(f"{element.label} {element.text}")
                paragraph.paragraph_format.left_indent = Pt(18 + 18 * element.depth)
            case Table():
                _grid(document, ([element.header] if element.header else []) + list(element.rows))
            case Pairs():
                if element.style == "table":
                    _grid(document, list(element.rows))
                else:
                    for name, value in element.rows:
                        paragraph = document.add_paragraph()
                        paragraph.add_run(f"{name}:").bold = True
                        paragraph.add_run(f" {value}")
            case Contents():
                for entry, page in element.entries:
                    document.add_paragraph(f"{entry}\t{page}")
            case PageBreak():
                document.add_page_break()
    raw = io.BytesIO()
    document.save(raw)
    return _timeless(raw.getvalue())


def _timeless(data: bytes) -> bytes:
    """The same archive with the clock taken out of its entries and properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
