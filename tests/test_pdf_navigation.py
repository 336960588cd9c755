"""Menus of printed web pages are navigation; lists of links that belong to the text are not."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.pipeline import read
from extractor.types import Document

PROSE = "Ring therapy is given in an office under the care of a trained physician over several weeks."
MENU = tuple(f"{word} {noun}" for word in ("Find", "View", "Change") for noun in ("Doctors", "Plans", "Claims"))
ENTRIES = tuple(f"{n}. Tester A. A study of rings. J Rings. 200{n}; see the journal's own page" for n in range(9))
POLICY = ("Ring Therapy", PROSE, "Policy", PROSE, "References", PROSE)


def printed(*lines: str | tuple[str, str]) -> Document:
    """A PDF of these lines, those given with an address linked as a whole."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)
    y = 750
    for line in lines:
        text, uri = line if isinstance(line, tuple) else (line, "")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(54, y, text)
        if uri:
            canvas.linkURL(uri, (54, y - 2, 54 + canvas.stringWidth(text, "Helvetica", 10), y + 9))
        y -= 36 if text == PROSE else 18
    canvas.save()
    return read(buffer.getvalue())


def linked(*texts: str, site: str = "https://payer.test/") -> list[tuple[str, str]]:
    """Lines that are links."""
    return [(text, site + text.lower().replace(" ", "-")) for text in texts]


def navigation(document: Document) -> list[str]:
    """The texts of the blocks of navigation."""
    return [document.text_of(block) for block in document.blocks if block.role == "navigation"]


def test_menus_before_and_behind_the_text() -> None:
    """Nine links, the titles of their groups among them, are a menu; so are the links behind the text."""
    document = printed("Our Plans", *linked(*MENU[:5]), "Tools", *linked(*MENU[5:]), *POLICY, *linked(*MENU))
    assert navigation(document) == ["Our Plans", *MENU[:5], "Tools", *MENU[5:], *MENU]
    body = [document.text_of(block) for block in document.blocks if block.kind != "furniture"]
    assert " ".join(body) == " ".join(POLICY)
    assert all(text in document.text for text in MENU)  # marked, not lost


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([*linked(*MENU[:5]), *POLICY], "a few links at the head: related policies"),
        ([*POLICY[:4], *linked(*MENU), PROSE, *POLICY[4:], PROSE], "a list of links amid the text"),
        ([*POLICY, *linked(*ENTRIES)], "references"),
        ([*POLICY, "Related Policies", *linked(*MENU)], "a section of links at the end"),
        ([*MENU, *POLICY], "short lines that are no links"),
        (["Ring Therapy", *linked("Policy"), PROSE, *linked("References"), PROSE], "headings that are links"),
    ],
)
def test_links_that_are_no_menu(lines: list[str | tuple[str, str]], why: str) -> None:
    """Nothing of these is taken from the text."""
    assert navigation(printed(*lines)) == [], why


def beside(*panel: str | tuple[str, str], x: float = 430) -> Document:
    """A page of narrow text, with these lines beside it, and a second page with two more links at their edge."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)

    def drawn(lines: tuple[str | tuple[str, str], ...], left: float, top: float) -> None:
        for number, line in enumerate(lines):
            text, uri = line if isinstance(line, tuple) else (line, "")
            canvas.setFont("Helvetica", 10)
            canvas.drawString(left, top - 30 * number, text)
            if uri:
                end = left + canvas.stringWidth(text, "Helvetica", 10)
                canvas.linkURL(uri, (left, top - 2 - 30 * number, end, top + 9 - 30 * number))

    said = ("Ring therapy is given in an office under the care", "of a physician over several weeks.")
    drawn(("Policy", *said), 54, 740)
    drawn(panel, x, 640)
    drawn(("Rings are worn for some weeks.",), 54, 60)
    canvas.showPage()
    drawn(("References", *said), 54, 740)
    drawn(tuple(linked("Ask Us", "Write Us")), x, 600)
    drawn(("Tester A. A study of rings. J Rings. 2004.",), 54, 60)
    canvas.showPage()
    canvas.save()
    return read(buffer.getvalue())


def test_a_menu_beside_the_text() -> None:
    """Links in the right half of the page, a login box among them, are a menu; so is what goes on at its edge."""
    box = ("Member", "Password", "Provider Links")
    assert navigation(beside(*box, *linked(*MENU))) == [*box, *MENU, "Ask Us", "Write Us"]


@pytest.mark.parametrize(
    ("panel", "x", "why"),
    [
        (linked(*MENU[:5]), 430, "a few links"),
        (("Related Policies", *linked(*MENU)), 430, "a list that a heading opens"),
        (linked(*MENU), 200, "in the left half"),
        (MENU, 430, "short lines that are no links"),
        ((*MENU, *linked(*MENU)), 430, "as many lines that are none"),
    ],
)
def test_lists_beside_the_text_that_are_no_menu(panel: tuple[str | tuple[str, str], ...], x: float, why: str) -> None:
    """Few links, a headed list, text: nothing is taken from the page."""
    assert navigation(beside(*panel, x=x)) == [], why
