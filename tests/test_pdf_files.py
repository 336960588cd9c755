"""The PDF reader on files that are not plain text on pages: images, locked, cut off, hostile."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator

import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.errors import CorruptFile, LimitExceeded, PasswordRequired
from extractor.readers import ocr, pdf
from tests.pdf_case import HEIGHT, LONG, made, paragraph, read, write

# --------------------------------------------------------------------------- pages without text


def imaged(canvas: Canvas) -> None:
    """A page that is one picture of a sentence."""
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader

    image = Image.new("L", (1275, 1650), 255)
    font = ImageFont.load_default(36)
    ImageDraw.Draw(image).text((150, 200), "Treatment is covered for adults", font=font, fill=0)
    canvas.drawImage(ImageReader(image), 0, 0, *letter)


def test_a_page_without_text_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OCR, a page that is an image leaves a warning for that page; nothing is silently empty."""
    monkeypatch.setattr(ocr, "available", lambda: False)
    document = read(lambda canvas: write(canvas, 72, 100, "Words."), imaged)
    assert [(p.severity, p.code) for p in document.problems] == [("warning", "page_without_text")]
    assert "page 2" in document.problems[0].message
    assert [page.ocr for page in document.pages] == [False, False]


def test_an_empty_page_is_only_mentioned() -> None:
    """A page with nothing on it is no failure of reading."""
    document = read(lambda canvas: write(canvas, 72, 100, "Words."), lambda canvas: None)
    assert [(p.severity, p.code) for p in document.problems] == [("info", "page_without_text")]


@pytest.mark.skipif(not shutil.which("tesseract"), reason="the tesseract program is not installed")
def test_a_page_is_recognised() -> None:
    """With OCR the page's words are read, with their boxes, and the page says so."""
    pytest.importorskip("pytesseract")
    document = read(imaged)
    assert "covered for adults" in document.text
    assert document.pages[0].ocr
    assert document.problems == ()
    start = document.text.index("covered")
    (box,) = document.locate(start, start + 7).boxes
    assert 72 < box.x0 < box.x1 < 612
    assert 90 < box.y0 < box.y1 < 125


def test_a_hidden_text_layer_over_an_image() -> None:
    """The text layer of a scan is read as it is, and the page counts as recognised."""

    def draw(canvas: Canvas) -> None:
        imaged(canvas)
        text = canvas.beginText(72, HEIGHT - 110)
        text.setTextRenderMode(3)
        text.textOut("Treatment is covered for adults")
        canvas.drawText(text)

    document = read(draw)
    assert document.text == "Treatment is covered for adults"
    assert document.pages[0].ocr


# --------------------------------------------------------------------------- locked, broken, hostile


def locked(user: str) -> bytes:
    """An encrypted PDF."""
    return made(
        lambda canvas: write(canvas, 72, 100, "Secret words."), encrypt=pdfencrypt.StandardEncryption(user, "owner")
    )


def test_passwords() -> None:
    """The right password opens; none or a wrong one is an error of its own; an empty one opens by itself."""
    assert pdf.read(locked("open"), name="x", password="open").text == "Secret words."
    assert pdf.read(locked(""), name="x").text == "Secret words."
    for password in (None, "wrong"):
        with pytest.raises(PasswordRequired):
            pdf.read(locked("open"), name="x", password=password)


WHOLE = made(*[lambda canvas: paragraph(canvas, 100, LONG, LONG)] * 3)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8, 0.95])
def test_cut_off_files(share: float) -> None:
    """A file that was cut off is an error, or what is left of it is read with a problem that says so."""
    try:
        document = pdf.read(WHOLE[: int(len(WHOLE) * share)], name="x")
    except CorruptFile:
        return
    assert "file_truncated" in [problem.code for problem in document.problems]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.7 and nothing else", b"%PDF-1.4\n" + b"\0" * 5000, b"junk %PDF- junk"]
)
def test_no_pdf_at_all(data: bytes) -> None:
    """A file that only begins like a PDF is damaged."""
    with pytest.raises(CorruptFile):
        pdf.read(data, name="x")


def test_too_many_pages() -> None:
    """More pages than allowed is a limit's error with its own code."""
    with pytest.raises(LimitExceeded) as caught:
        pdf.read(WHOLE, name="x", max_pages=2)
    assert caught.value.code == "limit_pages"


def by_hand(*objects: str) -> bytes:
    """A PDF of hand-written objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def test_bookmarks_in_circles() -> None:
    """An outline that runs in circles ends."""
    data = by_hand(
        "<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
        "<< /Type /Outlines /First 5 0 R /Last 6 0 R >>",
        "<< /Title (One) /Parent 4 0 R /Next 6 0 R /First 6 0 R >>",
        "<< /Title (Two) /Parent 5 0 R /Next 5 0 R /First 5 0 R >>",
    )
    assert len(pdf.read(data, name="x").bookmarks) <= 4


def test_page_trees_in_circles() -> None:
    """A page tree that holds itself ends, in a document or in an error."""
    data = by_hand("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>")
    try:
        document = pdf.read(data, name="x")
    except CorruptFile:
        return
    assert document.text == ""


@pytest.fixture
def opened() -> Iterator[tuple[Document, pdf.OpenPdf]]:
    """A document and the open file behind it."""
    document = pdf.read(WHOLE, name="x")
    yield document, document.locate._source  # type: ignore[attr-defined]


def test_the_file_is_closed_with_the_document(opened: tuple[Document, pdf.OpenPdf]) -> None:
    """pdfium's handles live as long as someone may ask for boxes, and no longer."""
    close = opened[1].close
    assert close.alive
    close()
    assert not close.alive
    document = pdf.read(WHOLE, name="x")
    finalizer = document.locate._source.close  # type: ignore[attr-defined]
    del document
    gc.collect()
    assert not finalizer.alive


def test_the_same_bytes_give_the_same_document() -> None:
    """Reading twice gives the same text, blocks and places."""
    one, two = pdf.read(WHOLE, name="x"), pdf.read(WHOLE, name="x")
    assert (one.text, one.blocks, one.marks) == (two.text, two.blocks, two.marks)
    assert one.locate(0, 200) == two.locate(0, 200)


@pytest.mark.parametrize(
    ("head", "yes"), [(b"%PDF-1.4\n", True), (b"\n\n%PDF-1.7", True), (b"<html>", False), (b"PDF", False)]
)
def test_sniff(head: bytes, yes: bool) -> None:
    """A PDF is told by its mark within the first kilobyte."""
    assert pdf.sniff(head) is yes
