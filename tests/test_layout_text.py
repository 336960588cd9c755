"""Canonical text: what is folded, what hyphens become, and the way back to the source's characters."""

from __future__ import annotations

import pytest

from extractor import layout
from extractor.layout.lines import Line, Run


def lines(*texts: str, x1: float = 300.0) -> list[Line]:
    """Full lines of one paragraph, one below the other, each with its own stretch of source characters."""
    found, source = [], 0
    for index, text in enumerate(texts):
        y = 100.0 + 12.0 * index
        found.append(Line(1, text, source, 72.0, y, x1, y + 10.0, (Run(0, len(text), 10.0),)))
        source += len(text) + 2
    return found


FOLDED = [
    ("two  blanks", "two blanks"),
    ("a\u00a0hard blank", "a hard blank"),
    ("the \ufb01rst \ufb02ow o\ufb03ce", "the first flow office"),  # ligatures
    ("soft\u00adhyphen", "softhyphen"),
    ("non\u2011breaking and non\u2010joining", "non-breaking and non-joining"),
    ("zero\u200bwidth", "zerowidth"),
    ("\uf0b7 symbol bullet", "• symbol bullet"),
    ("\uf0fe yes \uf06f no", "☒ yes ☐ no"),  # check boxes of a symbol font
    ("plain – dash “quoted” ≥ 5 µg", "plain – dash “quoted” ≥ 5 µg"),  # what carries meaning stays
    ("H\u2082O and x²", "H₂O and x²"),
    ("tab\tand end  ", "tab and end"),
]


@pytest.mark.parametrize(("text", "canonical"), FOLDED)
def test_characters(text: str, canonical: str) -> None:
    """Characters that only look different are written one way; the others stay as printed."""
    assert layout.build(lines(text)).text == canonical


HYPHENS = [
    # the document uses the word undivided: it was divided at the line end
    (("the treat-", "ment helps and treatment works"), "the treatment helps and treatment works"),
    (("the treat\ufffe", "ment helps and treatment works"), "the treatment helps and treatment works"),
    (("the treat\u00ad", "ment helps"), "the treatment helps"),  # a soft hyphen says so itself
    # the document writes it with a hyphen elsewhere
    (("an evidence-", "based review is evidence-based"), "an evidence-based review is evidence-based"),
    # nothing known: a document that divides no words keeps its hyphens
    (("a disease-", "modifying drug"), "a disease-modifying drug"),
    (("codes A1-", "B2 follow"), "codes A1-B2 follow"),
    (("from 10 -", "20 days"), "from 10 - 20 days"),  # a dash between blanks
    (("and/", "or"), "and/or"),
    (("a –", "b"), "a – b"),
]


@pytest.mark.parametrize(("printed", "canonical"), HYPHENS)
def test_hyphens_at_line_ends(printed: tuple[str, ...], canonical: str) -> None:
    """A hyphen at a line end goes where it only divided a word, and stays where it belongs to it."""
    assert layout.build(lines(*printed)).text == canonical


def test_the_way_back() -> None:
    """Each canonical stretch names the source characters that it was read from, over line ends and ligatures."""
    built = layout.build(lines("the \ufb01rst treat-", "ment and treatment"))
    assert built.text == "the first treatment and treatment"
    at = built.text.index("first")
    assert list(built.source.sources(at, at + 5)) == [(1, 4, 1), (1, 5, 3)]  # one ligature, then three letters
    at = built.text.index("treatment")
    assert list(built.source.sources(at, at + 9)) == [(1, 9, 5), (1, 17, 4)]  # without the hyphen between


def test_a_label_that_touches_its_text() -> None:
    """A blank is put between a label and the text that touches it, and the label's span holds the label alone."""
    built = layout.build(lines("☒Commercial plans"))
    block = built.blocks[0]
    assert built.text == "☒ Commercial plans"
    assert block.label is not None
    assert built.text[block.label.start : block.label.end] == "☒"
    assert built.text[block.content :] == "Commercial plans"


def test_marks_follow_the_text() -> None:
    """Bold runs and superscripts are marks over exactly their characters."""
    text = "Use drug\ufb01x1 daily"
    runs = (Run(0, 4, 10.0), Run(4, 10, 10.0, bold=True), Run(10, 11, 6.0, superscript=True), Run(11, 17, 10.0))
    built = layout.build([Line(1, text, 0, 72, 100, 200, 110, runs)])
    assert [(mark.kind, built.text[mark.start : mark.end]) for mark in built.marks] == [
        ("bold", "drugfix"),
        ("superscript", "1"),
    ]
