"""Headings in a column of their own at the left of the page, and the labels, terms and cells that are none."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from extractor import payers, structure
from tests.pdf_case import paragraph, read, rows, texts, write

TEXT = 190.0


def _bold(canvas: Canvas, top: float, *lines: str, size: float = 11.0) -> None:
    for index, text in enumerate(lines):
        write(canvas, 60, top + 13 * index, text, font="Helvetica-Bold", size=size)


def _page(canvas: Canvas) -> None:
    write(canvas, 60, 50, "Ring Therapy of the Jaw, as it is set over the whole width of the paper", size=9)
    _bold(canvas, 100, "Description")
    paragraph(canvas, 100, "Rings are worn at night for a time that", "the treating doctor sets out.", x=TEXT)
    _bold(canvas, 160, "Coverage", "Limitations")
    paragraph(
        canvas, 160, "Members are not eligible under the plan for", "rings of copper, rings of tin or any", "ring that was lent.",
        x=TEXT,
    )  # fmt: skip
    _bold(canvas, 230, "Other Ways of", "Treatment")
    paragraph(
        canvas,
        230,
        "Bells may be used in place of a ring, as",
        "may a hood of linen or of wool, or a",
        "pair of straps.",
        x=TEXT,
    )


def test_a_side_head_is_read_before_its_text_and_opens_a_section() -> None:
    """A bold heading of one or two lines left of its text is one block, and the text beside it is not cut by it."""
    document = read(_page)
    assert document.tables == ()
    assert texts(document)[1:] == [
        "Description",
        "Rings are worn at night for a time that the treating doctor sets out.",
        "Coverage Limitations",
        "Members are not eligible under the plan for rings of copper, rings of tin or any ring that was lent.",
        "Other Ways of Treatment",
        "Bells may be used in place of a ring, as may a hood of linen or of wool, or a pair of straps.",
    ]
    found = structure.sections(document, payers.load("default"))
    assert [section.heading for section in found] == ["Description", "Coverage Limitations", "Other Ways of Treatment"]


def test_labels_and_their_values_are_no_side_heads() -> None:
    """Bold labels with one line beside each are still a table of facts."""

    def facts(canvas: Canvas) -> None:
        for index, name in enumerate(("Description", "Policy", "References", "Coverage")):
            _bold(canvas, 100 + 20 * index, name)
            paragraph(canvas, 100 + 20 * index, f"Ring {index}", x=TEXT)

    assert rows(read(facts))[0] == ["Description", "Ring 0"]


def test_terms_beside_their_definitions_are_no_side_heads() -> None:
    """Bold terms that no policy heads its sections with stay cells of a table, however long the texts beside them."""

    def terms(canvas: Canvas) -> None:
        for index, name in enumerate(("Ring", "Bell", "Hood")):
            _bold(canvas, 100 + 50 * index, name, size=10)
            paragraph(canvas, 100 + 50 * index, "A thing that is worn at night and that", "is made of tin, of", "copper or of wood.", x=TEXT)  # fmt: skip

    assert [row[0] for row in rows(read(terms))] == ["Ring", "Bell", "Hood"]
