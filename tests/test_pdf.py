"""The PDF reader on small PDFs made here: text and its place, styles, tables, reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.readers import pdf_characters
from extractor.readers.pdf_rules import Rule
from extractor.readers.pdf_rules import _merged as merged
from tests.pdf_case import HEIGHT, LONG, Drawing, paragraph, read, rows, texts, write

# --------------------------------------------------------------------------- text and its place


def test_text_and_place() -> None:
    """A word's boxes lie where it was drawn, on its page, the origin at the top left."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 100, "Some words and Brisolyn among them.")

    document = read(lambda canvas: write(canvas, 72, 90, "First page."), draw)
    start = document.text.index("Brisolyn")
    place = document.locate(start, start + 8)
    assert place.page == 2
    (box,) = place.boxes
    left = 72 + Canvas(io.BytesIO()).stringWidth("Some words and ", "Helvetica", 10)
    assert abs(box.x0 - left) < 1.5  # the glyph's own left edge
    assert round(box.y1) == 102  # the descender of "y" reaches below the baseline
    assert 30 < box.x1 - box.x0 < 40
    assert 90 < box.y0 < 94


def test_a_span_over_lines_and_pages_has_a_box_for_each_line() -> None:
    """A sentence that wraps and crosses a page has one span and a box for each of its lines."""
    document = read(
        lambda canvas: paragraph(canvas, 700, LONG, LONG),
        lambda canvas: paragraph(canvas, 80, "writing and may be treated again.", "A sentence of its own."),
    )
    block = document.blocks[0]
    assert document.text_of(block).endswith("writing and may be treated again.") or "A sentence" in document.text_of(
        block
    )
    boxes = document.locate(block.start, block.end).boxes
    assert [box.page for box in boxes][:3] == [1, 1, 2]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages(turn: int) -> None:
    """Boxes follow the page as it is shown: they lie within its shown width and height."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        write(canvas, 200, 300, "Turned words stand here")

    document = read(draw)
    page = document.pages[0]
    (box,) = document.locate(0, len(document.text)).boxes
    assert (page.width, page.height) == (612, 792)  # reportlab turns the paper along with the page
    assert 0 <= box.x0 < box.x1 <= page.width
    assert 0 <= box.y0 < box.y1 <= page.height


def test_styles_marks_and_links() -> None:
    """Size and weight of a block, bold words and superscripts in it, and the address under a link are kept."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 100, "A Heading", font="Helvetica-Bold", size=14)
        text = canvas.beginText(72, HEIGHT - 130)
        for font, size, rise, part in (("Helvetica", 10, 0, "The drug is "), ("Helvetica-Bold", 10, 0, "never"),
                                       ("Helvetica", 10, 0, " given twice"), ("Helvetica", 6, 4, "12")):  # fmt: skip
            text.setFont(font, size)
            text.setRise(rise)
            text.textOut(part)
        canvas.drawText(text)
        write(canvas, 72, 160, "See the list of plans.")
        canvas.linkURL("https://example.org/plans", (72, HEIGHT - 163, 180, HEIGHT - 150))

    document = read(draw)
    assert [(round(b.style.size), b.style.bold) for b in document.blocks] == [(14, True), (10, False), (10, False)]
    marked = {(mark.kind, document.text_of(mark)) for mark in document.marks}
    assert {("bold", "A Heading"), ("bold", "never"), ("superscript", "12")} <= marked
    assert [(document.text[link.start : link.end], link.uri) for link in document.links] == [
        ("See the list of plans.", "https://example.org/plans")
    ]


def test_properties_and_bookmarks() -> None:
    """The document's own title and its outline, with levels and pages."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Example Policy")
        canvas.bookmarkPage("one")
        canvas.addOutlineEntry("Coverage", "one", 0)
        canvas.bookmarkPage("two")
        canvas.addOutlineEntry("Criteria", "two", 1)
        write(canvas, 72, 100, "Text.")

    document = read(draw)
    assert document.metadata["title"] == "Example Policy"
    assert [(mark.title, mark.level, mark.page) for mark in document.bookmarks] == [
        ("Coverage", 1, 1),
        ("Criteria", 2, 1),
    ]


def test_a_label_far_from_its_text() -> None:
    """A list label and the text that stands off to its right are one item, not two columns."""

    def draw(canvas: Canvas) -> None:
        for index, label in enumerate(("1.", "2.", "3.")):
            write(canvas, 72, 100 + 14 * index, label)
            write(canvas, 110, 100 + 14 * index, f"Item {'abc'[index]} of the list")

    document = read(draw)
    assert texts(document) == ["1. Item a of the list", "2. Item b of the list", "3. Item c of the list"]
    assert document.tables == ()


def test_justified_lines_are_no_columns() -> None:
    """Words driven apart to fill the line stay one line."""

    def draw(canvas: Canvas) -> None:
        for row in range(5):
            words = ["wide", "apart", "these", "words", "stand"]
            for index, word in enumerate(words):
                width = canvas.stringWidth(word, "Helvetica", 10)
                free = 400 - sum(canvas.stringWidth(other, "Helvetica", 10) for other in words)
                before = sum(canvas.stringWidth(other, "Helvetica", 10) for other in words[:index]) + free / 4 * index
                assert width > 0
                write(canvas, 72 + before, 100 + 12 * row, word)

    assert read(draw).tables == ()


# --------------------------------------------------------------------------- tables and order


def ruled(
    canvas: Canvas, left: float, top: float, widths: list[float], table: list[list[str]], height: float = 16
) -> None:
    """A grid of strokes with a text in each cell."""
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)
    for index in range(len(table) + 1):
        canvas.line(xs[0], HEIGHT - top - height * index, xs[-1], HEIGHT - top - height * index)
    for x in xs:
        canvas.line(x, HEIGHT - top, x, HEIGHT - top - height * len(table))
    for number, row in enumerate(table):
        for column, text in enumerate(row):
            write(canvas, xs[column] + 4, top + height * number + 11, text)


CODES = [["Code", "Description"], ["97545", "Work hardening"], ["97546", "Each further hour"]]


def test_a_ruled_table() -> None:
    """Strokes make a grid; its cells are read row by row, between the text above and below."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 80, "Applicable Codes")
        ruled(canvas, 72, 100, [80, 300], CODES)
        write(canvas, 72, 180, "The text goes on.")

    document = read(draw)
    assert rows(document) == CODES
    assert (
        document.text
        == "Applicable Codes\nCode\tDescription\n97545\tWork hardening\n97546\tEach further hour\nThe text goes on."
    )
    assert document.tables[0].ruled


def test_a_merged_cell() -> None:
    """A row without the stroke between its columns is one cell over both."""

    def draw(canvas: Canvas) -> None:
        for y in (100, 116, 132):
            canvas.line(72, HEIGHT - y, 400, HEIGHT - y)
        for x in (72, 400):
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 132)
        canvas.line(150, HEIGHT - 116, 150, HEIGHT - 132)
        write(canvas, 76, 111, "Codes that are covered if the criteria are met")
        write(canvas, 76, 127, "97545")
        write(canvas, 154, 127, "Work hardening")

    document = read(draw)
    first = document.tables[0].rows[0]
    assert [(cell.column, cell.columns) for cell in first] == [(0, 2)]
    assert rows(document)[1] == ["97545", "Work hardening"]


def test_a_text_that_runs_over_a_stroke_of_the_grid_is_parted() -> None:
    """Words of two cells that stand close to each other go to their own cells."""

    def draw(canvas: Canvas) -> None:
        ruled(canvas, 72, 100, [60, 300], [["", ""], ["97546", "Each further hour"]])
        write(canvas, 100, 111, "J1234 Injection")  # one text object over the stroke at 132

    assert rows(read(draw))[0] == ["J1234", "Injection"]


def test_a_stitched_table() -> None:
    """A table that goes on over the page break is one, its head row once, page numbers after it."""

    def page(number: int, part: list[list[str]]) -> Drawing:
        def draw(canvas: Canvas) -> None:
            ruled(canvas, 72, 72, [80, 300], part)
            write(canvas, 280, 760, f"Page {number} of 2")

        return draw

    document = read(page(1, CODES), page(2, [CODES[0], ["97799", "Unlisted service"]]))
    assert len(document.tables) == 1
    assert [row[0] for row in rows(document)] == ["Code", "97545", "97546", "97799"]
    assert document.tables[0].header == 1
    assert {"Page 1 of 2", "Page 2 of 2"} <= set(texts(document, "furniture"))


def test_an_unruled_table() -> None:
    """Texts that line up under each other are a table without strokes; a wrapped cell is one cell."""

    def draw(canvas: Canvas) -> None:
        for index, (left, right) in enumerate(
            [("Date", "Change"), ("1/2024", "New policy."), ("3/2025", "Criteria were widened for adults and"), ("", "children."),
             ("6/2025", "References updated.")]
        ):  # fmt: skip
            write(canvas, 72, 100 + 12 * index, left)
            write(canvas, 160, 100 + 12 * index, right)

    document = read(draw)
    assert not document.tables[0].ruled
    assert [[cell.replace("\n", " ") for cell in row] for row in rows(document)] == [
        ["Date", "Change"], ["1/2024", "New policy."], ["3/2025", "Criteria were widened for adults and children."],
        ["6/2025", "References updated."],
    ]  # fmt: skip


def counted(*entries: tuple[str, str, str]) -> Drawing:
    """A list: the number, the entry's first line and its next one, the numbers standing off."""

    def draw(canvas: Canvas) -> None:
        for index, (number, first, second) in enumerate(entries):
            write(canvas, 72, 100 + 26 * index, number)
            write(canvas, 96, 100 + 26 * index, first)
            write(canvas, 96, 112 + 26 * index, second)

    return draw


def test_a_list_with_bare_numbers_that_stand_off_is_no_table() -> None:
    """A bibliography numbered without points is a list of items; codes and counts that do not go on make a table."""
    first, second = "Ringer AB, Bellman C. Ring therapy in adults with gout:", "a trial. Journal of Bells. 2019;3:1-9."
    found = read(counted(*((str(n), first, second) for n in (8, 9, 10))))
    assert found.tables == ()
    assert texts(found, "item") == [f"{n} {first} {second}" for n in (8, 9, 10)]
    gaps = read(counted(*((str(n), first, second) for n in (8, 12, 13))))
    assert len(gaps.tables) == 1
    short = read(counted(*((str(n), "Ring therapy", "of gout") for n in (1, 2, 3))))
    assert len(short.tables) == 1


def test_two_columns_of_prose() -> None:
    """Running text in two columns is read down the first, then down the second, and is no table."""
    left = [f"left column runs on in its line {name}" for name in "abcdefgh"]
    right = [f"right column has other things {name}" for name in "abcdefgh"]

    def draw(canvas: Canvas) -> None:
        for index in range(8):
            write(canvas, 72, 100 + 12 * index, left[index])
            write(canvas, 330, 100 + 12 * index, right[index])

    document = read(draw)
    assert document.tables == ()
    assert document.text.index(left[7]) < document.text.index(right[0])


def test_columns_go_on_beside_a_list() -> None:
    """A heading and a short list in one column, beside text in the other, are stretches of the columns and no table."""
    left = ["The ring is a device that is worn upon the hand", "and in two trials it was given to the members of"] * 3
    right = [
        "Six minutes of walking and how they had slept in",
        "the nights before was asked by a physician and so",
    ] * 8

    def draw(canvas: Canvas) -> None:
        paragraph(canvas, 100, *left)
        write(canvas, 72, 190, "Policy", font="Helvetica-Bold", size=11)
        for index, item in enumerate(("Age of 18 years or older", "Use of a belt for six weeks")):
            write(canvas, 72, 208 + 12 * index, "•")
            write(canvas, 84, 208 + 12 * index, item)
        paragraph(canvas, 100, *right[:6], x=330)
        paragraph(canvas, 208, *right[6:], x=330)

    found = read(draw)
    assert found.tables == ()
    said = texts(found)
    assert said[0].startswith("The ring") and said[-1].startswith("Six minutes")
    assert said[1:4] == ["Policy", "• Age of 18 years or older", "• Use of a belt for six weeks"]


def test_order_is_that_of_the_page() -> None:
    """A footer that the file writes first is read last, a heading that it writes last is read first."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 760, "Page 1 of 1")
        write(canvas, 72, 120, "The body of the text.")
        write(canvas, 72, 80, "The Heading", font="Helvetica-Bold", size=14)

    assert texts(read(draw)) == ["The Heading", "The body of the text.", "Page 1 of 1"]


def test_drawn_bullets() -> None:
    """Small discs before the lines make them list items, nested by their place."""

    def draw(canvas: Canvas) -> None:
        for index, (x, text) in enumerate(
            [(90, "One of the following"), (114, "Severe scalp disease"), (90, "A trial")]
        ):
            canvas.circle(x - 8, HEIGHT - 97 - 14 * index, 1.8, stroke=0, fill=1)
            write(canvas, x, 100 + 14 * index, text)

    assert [(b.kind, b.depth) for b in read(draw).blocks] == [("item", 0), ("item", 1), ("item", 0)]


def test_text_up_the_side() -> None:
    """Text that runs up the page's margin is furniture."""

    def draw(canvas: Canvas) -> None:
        paragraph(canvas, 100, LONG, "writing.")
        canvas.saveState()
        canvas.translate(590, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Example Guidelines")
        canvas.restoreState()

    assert texts(read(draw), "furniture") == ["Example Guidelines"]


@pytest.mark.parametrize("side", [40, 590])
def test_text_up_the_side_leaves_the_lines_in_order(side: int) -> None:
    """Lines beside a text that runs up a margin are read from the top down, whatever their indent."""
    lines = [
        (72, "• Tidal hiccups after a"),
        (86, "long voyage"),
        (86, "– Hiccups at night"),
        (72, "• Ring hiccups"),
        (86, "with rest"),
    ]

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(side, 520)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Example Guidelines for Tidal Lamps")
        canvas.restoreState()
        for index, (x, text) in enumerate(lines):
            write(canvas, x, 100 + 14 * index, text)

    assert texts(read(draw)) == [
        "• Tidal hiccups after a long voyage",
        "– Hiccups at night",
        "• Ring hiccups with rest",
        "Example Guidelines for Tidal Lamps",
    ]


def test_a_raised_sign_stays_in_its_line() -> None:
    """A sign that is set high, as an object of its own, is read where it stands and does not break the paragraph."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 100, "The service (CPT")
        write(
            canvas, 72 + canvas.stringWidth("The service (CPT", "Helvetica", 10) + 7, 100, " 99213 and others) may be"
        )
        write(canvas, 72, 112, "given to members in the cases that are named below.")
        write(canvas, 72 + canvas.stringWidth("The service (CPT", "Helvetica", 10), 95, "®", size=8)

    document = read(draw)
    assert len(document.blocks) == 1
    assert "(CPT® 99213" in document.text.replace("CPT ®", "CPT®")


def test_a_side_bar_is_read_apart() -> None:
    """Texts beside the main column at heights of their own are no cells; the column is read whole, tables in it too."""

    def draw(canvas: Canvas) -> None:
        for index in range(7):
            write(canvas, 72, 100 + 13.0 * index, f"Main text of the policy in line {'abcdefg'[index]}")
        for index in range(8):
            write(canvas, 420, 104 + 10.7 * index, f"Link {'abcdefgh'[index]}", size=8)

    document = read(draw)
    assert document.tables == ()
    assert document.text.index("in line g") < document.text.index("Link a")


# --------------------------------------------------------------------------- damaged numbers


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 1e30])
def test_strokes_that_lie_nowhere_are_none(bad: float) -> None:
    """A stroke whose place or end is no number, or far off any page, rules nothing; its neighbours still do."""
    strokes = [(100.0, 72.0, 300.0, False), (bad, 72.0, 300.0, False), (150.0, bad, 300.0, False)]
    strokes.append((200.0, 72.0, bad, False))
    assert merged(strokes) == (Rule(100.0, 72.0, 300.0),)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e30])
def test_text_that_lies_nowhere_does_not_end_the_page(bad: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pdfium gives no number for the box of a text object (a damaged matrix), the page's other lines are read."""
    ask = pdf_characters.Answers.rectangles

    def damaged(answers: pdf_characters.Answers, page: int, start: int, count: int) -> Iterator[tuple[float, ...]]:
        for left, top, right, bottom in ask(answers, page, start, count):
            yield (left, top if top > 650 else bad, right, bottom)

    monkeypatch.setattr(pdf_characters.Answers, "rectangles", damaged)

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 90, "Brisolyn is covered.")
        write(canvas, 72, 300, "Tavolex is drawn nowhere.")

    assert texts(read(draw)) == ["Brisolyn is covered."]
