"""The site's own words around a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers import text_flat
from extractor.readers.canonical import Piece
from extractor.readers.text_chrome import foot, head, numbered

FILLER = "Tape is a strip that sticks to a knee and holds it. " * 3
FOOT = "About Us Careers Newsroom Contact us Privacy"


def footed(text: str) -> str:
    """The words of a page's foot."""
    start, end = foot(text)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"{FILLER}{FOOT} © 2025 Marlo Health", FOOT),
        (f"{FILLER}Go to Related content Knee tape Contact us Careers Accessibility", None),
        (f"{FILLER}{{}} Back to list Home Complementary Content ${{title}} ${{badge}}", None),
        (f"{FILLER}Glossary Marlo Mobile App {FOOT}", f"Glossary Marlo Mobile App {FOOT}"),
    ],
)
def test_the_links_of_a_foot(text: str, links: str | None) -> None:
    """Four kinds of links and more near each other at the end of a page are its foot, with words that open it."""
    assert footed(text) == (links or text[len(FILLER) :])


@pytest.mark.parametrize(
    "text",
    [
        f"{FILLER}Contact us for tape. Privacy matters. See Careers and Accessibility.",  # sentences
        f"{FILLER}About Us Careers Newsroom",  # three
        f"{FILLER}Privacy Privacy Privacy Privacy Privacy",  # one kind
        f"{FOOT} {FILLER * 40}",  # at the head
    ],
)
def test_words_that_are_no_foot(text: str) -> None:
    """Links in sentences, few of them, one again and again, and those far from the end are no foot."""
    assert footed(text) == ""


def test_the_last_row_before_a_foot() -> None:
    """A history's last row ends before a foot, a short review before it stays, and the copyright behind it is read."""
    page = f"{FILLER}Policy History 1/2/2024 Tape added. 1/2/2025 Knees were added. Annual Review {FOOT} © 2025 Marlo Health"
    pieces = [p for p in text_flat.pieces(page) if isinstance(p, Piece)]
    texts = ["".join(one.text for one in p.inlines).strip() for p in pieces]
    assert texts[-3:] == ["1/2/2025 Knees were added. Annual Review", FOOT, "© 2025 Marlo Health"]
    assert [p.kind for p in pieces[-3:]] == ["paragraph", "furniture", "paragraph"]


def test_the_number_before_a_foot() -> None:
    """The document's number is a line of its own before the foot; a number within a sentence is not."""
    text = f"{FILLER}Policy reference number K003-11 {FOOT}"
    assert text[numbered(text, foot(text)[0]) :].startswith("Policy reference number")
    for other in ("See policy number of K003-11 for tape.", "Policy number unknown"):
        text = f"{FILLER}{other} {FOOT}"
        assert numbered(text, foot(text)[0]) == foot(text)[0]


MENU = "Skip to main content Shop plans Individual and family Forms for providers "


def test_a_title_behind_a_menu() -> None:
    """Behind a menu the title begins where the words before the first sentence are said again."""
    chrome, text, title = head(
        f"{MENU}Tape for knees and hips These services may be covered. Tape for knees and hips helps."
    )
    assert chrome == [MENU]
    assert text[:title].strip() == "Tape for knees and hips"


@pytest.mark.parametrize(
    "text",
    [
        f"{MENU}Tape for knees and hips These services may be covered. Tape helps.",  # not said again
        f"{MENU}Tape for knees. These services may be covered. Tape for knees helps.",  # a sentence between
        "Shop plans Tape for knees and hips These services may be covered. Tape for knees and hips helps.",  # no menu
        f"{MENU}Tape These services may be covered. Tape helps.",  # one word
    ],
)
def test_no_title_behind_a_menu(text: str) -> None:
    """Words that are said once, behind a sentence, without a menu before them, or alone, are no title of such a page."""
    assert head(text)[2] == 0
