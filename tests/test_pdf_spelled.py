"""Letters set one by one with space between them: words again, while columns, lists and marks stay apart."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.readers.pdf_spelled import joined
from tests.pdf_case import Drawing, paragraph, read, texts, write

WIDE = {"W": 9.0, "i": 2.0, "l": 2.0, "t": 3.0}


def placed(text: str, *, gap: float, blank: float) -> dict[int, tuple[float, float, float, float]]:
    """The box of each letter of a line, ``|`` standing for a blank between words."""
    found, x = {}, 70.0
    for index, letter in enumerate(text):
        if letter in " \r\n":
            continue
        if letter == "|":
            x += blank - gap
            continue
        width = WIDE.get(letter, 5.0)
        found[index] = (x, 90.0, x + width, 97.0)
        x += width + gap
    return found


def after(printed: str, *, gap: float, blank: float) -> str:
    """What a page's text of these letters becomes; breaks and blanks stand between all of them."""
    at = placed(printed, gap=gap, blank=blank)
    text = printed.replace("|", "")
    shift, boxes = 0, {}
    for index, letter in enumerate(printed):
        if letter == "|":
            shift += 1
        elif index in at:
            boxes[index - shift] = at[index]
    found = joined(text, lambda start, count: boxes[start])
    assert len(found) == len(text)
    return found.replace("\u200b", "")


@pytest.mark.parametrize("joint", [" ", "\r\n"])
@pytest.mark.parametrize(("gap", "blank"), [(0.9, 4.0), (1.6, 5.0), (0.6, 2.4)])
def test_letters_at_regular_gaps_are_words(joint: str, gap: float, blank: float) -> None:
    """Letters one by one, on one line or each on its own: words parted where the gap is wide."""
    printed = joint.join("Water") + "|" + joint + joint.join("Mutual")
    assert after(printed, gap=gap, blank=blank).replace(joint, " ").split() == ["Water", "Mutual"]


@pytest.mark.parametrize(
    "printed",
    [
        "X X X X X X X",
        "A B C D E F G H",
        "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng",
        "M u t u",
        "1\r\n2\r\n7\r\n8\r\n4\r\n4\r\n1",
    ],
)
def test_single_letters_that_are_meant_as_such(printed: str) -> None:
    """Marks in columns, the alphabet, a few letters, and figures stay as they are."""
    assert after(printed, gap=1.0, blank=4.0) == printed


@pytest.mark.parametrize("printed", ["W a t e r M u t u a l", "W\r\na\r\nt\r\ne\r\nr\r\nM\r\nu"])
def test_letters_far_apart_are_no_word(printed: str) -> None:
    """Letters as far apart as columns are cells."""
    assert after(printed, gap=30.0, blank=40.0) == printed


def spread(text: str, top: float, *, size: float = 9.0, track: float = 2.2) -> Drawing:
    """A page with a line of letters drawn one by one, over a paragraph."""

    def draw(canvas: Canvas) -> None:
        x = 72.0
        for letter in text:
            if letter != " ":
                write(canvas, x, top, letter, size=size)
            x += canvas.stringWidth(letter, "Helvetica", size) + track
        paragraph(canvas, 140, "The service is a treatment that is given in an office under the care of a physician.")

    return draw


def test_a_spread_line_in_a_pdf() -> None:
    """The letters of a line are words in the text, each word with its place on the page."""
    found = read(spread("Water Mutual Insurance", 100))
    assert texts(found)[0] == "Water Mutual Insurance"
    (box,) = found.locate(6, 12).boxes[:1]
    assert 100 < box.x0 < 125
    assert found.locate(6, 12).boxes[-1].x1 < 160


def test_a_column_of_short_lines_is_none() -> None:
    """Short lines one below the other are lines."""

    def column(canvas: Canvas) -> None:
        for index, letter in enumerate("NYYNYYNY"):
            write(canvas, 72, 100 + 14 * index, letter)
        paragraph(canvas, 300, "The service is a treatment that is given in an office under the care of a physician.")

    assert texts(read(column))[0] != "NYYNYYNY"
