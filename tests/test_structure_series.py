"""Headings of dumps by their place: in a count, over text that says them again, cut in two, and cells that look like some."""

from __future__ import annotations

import pytest

from extractor import payers, structure
from extractor.types import Document
from tests.structure_case import PROSE, Item, L, dump


def headings(case: Document) -> list[str]:
    """The headings of a document, in order."""
    return [section.heading for section in structure.sections(case, payers.load("default"))]


def apart(text: str, label: str = "") -> L:
    """A line with an empty one above it."""
    return L(text, space=1.0, label=label, kind="item" if label else "paragraph")


HEAD = ("Description", PROSE, apart("Medical Necessity Criteria"))
TAIL = (apart("References"), PROSE)


def test_the_first_of_a_series_is_a_heading_as_the_second_is() -> None:
    """ "A. Members who are under nineteen" heads its list since "B. Bell Tumors" does."""
    case = dump(
        *HEAD, L("Members who are under nineteen", label="A.", kind="item"), apart(PROSE, "1."),
        apart("Bell Tumors", "B."), apart(PROSE, "1."), apart("Ring Tumors", "C."), apart(PROSE, "1."), *TAIL,
    )  # fmt: skip
    assert headings(case)[2:5] == ["Members who are under nineteen", "Bell Tumors", "Ring Tumors"]


def test_a_common_label_counts_on_behind_a_heading() -> None:
    """ "II. Comments" is a section where "I. Definitions" is one and text follows; without number it is a label."""
    case = dump(*HEAD[:2], apart("Definitions", "I."), PROSE, apart("Comments", "II."), PROSE, *TAIL)
    assert headings(case) == ["Description", "Definitions", "Comments", "References"]
    assert "Comments" not in headings(dump(*HEAD, PROSE, apart("Comments"), PROSE, *TAIL))


NO_SERIES = [
    # the neighbours in the count are text
    (L("Age of 22 years", label="A.", kind="item"), Item(PROSE, "B."), Item(PROSE, "C.")),
    # the next number belongs to another series of the kind
    (
        L("Age of 22 years", label="A.", kind="item"),
        PROSE,
        apart("Weight of 40 kg, and", "A."),
        apart("Bell Tumors", "B."),
        PROSE,
    ),
    # ends as an item of a list does
    (L("Age of 22 years;", label="A.", kind="item"), PROSE, apart("Bell Tumors", "B."), PROSE),
    # in the run of a list, not apart
    (Item(PROSE, "1."), L("Age of 22 years", label="A.", kind="item"), PROSE, apart("Bell Tumors", "B."), PROSE),
]


@pytest.mark.parametrize("lines", NO_SERIES)
def test_what_only_bears_a_number_is_no_heading(lines: tuple[L | str, ...]) -> None:
    """A numbered line without a heading next to it in its own count, or that ends like an item, stays text."""
    found = headings(dump(*HEAD, *lines, *TAIL))
    assert not [heading for heading in found if heading.startswith("Age of")]


def test_text_that_says_a_line_again_makes_it_its_heading() -> None:
    """ "Repeat bell test" over "A repeat bell test is …" is a heading though the list above it has no full stop."""
    said = "A repeat bell test is considered medically necessary when all of the following criteria are met:"
    case = dump(
        *HEAD, PROSE, "Bells hung with guidance", apart("Repeat bell test"), L(said, space=0.0), Item("Age"), *TAIL
    )
    assert "Repeat bell test" in headings(case)


@pytest.mark.parametrize(
    ("line", "text", "space"),
    [
        ("Repeat bell test", "The plan covers what its members need, and pays for the tests that are asked for.", 0.0),
        ("Repeat bell test", "A repeat bell test is paid.", 0.0),
        ("Repeat bell test", "A repeat bell test is considered medically necessary for members of the plan.", 1.0),
        ("Repeat bell test,", "A repeat bell test is considered medically necessary for members of the plan.", 0.0),
        ("repeat bell test", "A repeat bell test is considered medically necessary for members of the plan.", 0.0),
    ],
)
def test_other_lines_over_text_stay_text(line: str, text: str, space: float) -> None:
    """Other words, a short line, a line of its own below, a cut line, a small letter: none is an echo."""
    case = dump(*HEAD, PROSE, "Bells hung with guidance", apart(line), L(text, space=space), *TAIL)
    assert line not in headings(case)


def test_a_heading_in_capitals_that_cannot_end_goes_on() -> None:
    """ "… BEFORE USING THIS" and "GUIDE" or "POLICY" under it are one heading; after a full line "POLICY" is its own."""
    for second in ("POLICY", "COVERAGE"):
        case = dump(
            "Ring therapy",
            apart("SOME WORDS FOR ALL WHO READ BEFORE USING THIS"),
            L(second, space=0.0),
            PROSE,
            apart("DESCRIPTION"),
            PROSE,
            *TAIL,
        )
        assert f"SOME WORDS FOR ALL WHO READ BEFORE USING THIS {second}" in headings(case)
        whole = dump(
            apart("SOME WORDS FOR ALL WHO READ THE MANUALS"),
            L(second, space=0.0),
            PROSE,
            apart("DESCRIPTION"),
            PROSE,
            *TAIL,
        )
        assert second in headings(whole)


def test_cells_of_a_table_are_no_headings() -> None:
    """ "Description" under codes, what stands under "Date" in a history, and labels of facts head no sections."""
    case = dump(
        "Policy:", apart("12.34.567"), apart("Medicare:"), apart("Ring Part B"), apart("Benefit:"), apart("12 months"),
        *HEAD, PROSE, apart("CPT Codes"), apart("31660 31661"), apart("Description"), PROSE, apart("Policy History"),
        apart("Date"), apart("Summary of Changes"), apart("05/21/2025 Annual review."), *TAIL,
    )  # fmt: skip
    found = headings(case)
    assert found == ["Description", "Medical Necessity Criteria", "CPT Codes", "Policy History", "References"]


def test_labels_and_values_of_a_form_are_no_headings() -> None:
    """Lines that come again between short lines, each set apart, are the cells of a form that is filled in twice."""
    form = [
        apart(text)
        for text in (
            "Diagnosis",
            "Ring pain",
            "Approval Length",
            "6 month(s)",
            "Stage",
            "Reauthorization",
            "Reason",
            "6 pills",
        )
    ]
    case = dump(*HEAD, PROSE, *form, PROSE, *form, PROSE, *TAIL)
    assert headings(case) == ["Description", "Medical Necessity Criteria", "References"]


@pytest.mark.parametrize(
    "lines",
    [
        # text, not codes, stands above
        (apart(PROSE), apart("Approval Length"), PROSE),
        # no empty lines between them: a list of headings, not of cells
        (apart("Ring pain"), L("Approval Length"), PROSE),
        # the first sub-heading of a section
        (apart("Approval Criteria"), apart("Approval Length"), apart("6 months"), apart("12 months")),
    ],
)
def test_a_known_line_among_text_stays_a_heading(lines: tuple[L | str, ...]) -> None:
    """Where its neighbours are text or headings, a known line heads a section."""
    assert "Approval Length" in headings(dump(*HEAD, PROSE, *lines, *TAIL))


OPENER = "Initial requests may be approved for 6 months when all of the following are met:"


def test_what_opens_a_list_is_text_as_a_sentence_is() -> None:
    """A short line set apart over a line that opens a list is its heading, be it not in title case."""
    for line in ("Gout, moderate to severe", "Chronic bell disease (CBD)"):
        case = dump(*HEAD, PROSE, apart(line), L(OPENER, space=0.0), Item("Age of 18 years", "1."), *TAIL)
        assert line in headings(case)


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("Gout, moderate to severe", "Initial requests may be approved for 6 months and"),  # a line that is cut
        ("Gout, moderate to severe", "All of the following:"),  # too short to say anything
        ("BELLA, RINGO, TINGA, ALOE", OPENER),  # a list of names
        ("Gout, moderate to severe,", OPENER),  # a line that goes on
    ],
)
def test_other_lines_over_a_list_stay_text(line: str, below: str) -> None:
    """Over what says nothing yet, a list of names and a cut line are no headings."""
    assert line not in headings(dump(*HEAD, PROSE, apart(line), L(below, space=0.0), Item("Age", "1."), *TAIL))


def test_a_common_word_over_a_sentence_heads_codes() -> None:
    """ "Codes" after an ended text and over a sentence is a heading; over a code, or amid lines, it heads a column."""
    said = "The following codes require prior authorization:"
    assert "Codes" in headings(dump(*HEAD, PROSE, Item("A ring", "●"), apart("Codes"), L(said, space=0.0), *TAIL))
    for lines in (
        (apart("Codes"), L("99213 Visit", space=0.0)),
        (L("Codes"), L(said, space=0.0)),
        (apart("Codes"), "Rings"),
    ):
        assert "Codes" not in headings(dump(*HEAD, PROSE, Item("A ring", "●"), *lines, *TAIL))


def test_a_mark_whose_end_was_raised_is_no_part_of_a_heading() -> None:
    """ "Renewal Criteria1-" with its last mark raised is "Renewal Criteria"."""
    assert "Renewal Criteria" in headings(dump("Description", PROSE, "Renewal Criteria1-", PROSE, *TAIL))


def test_what_changed_under_a_name_in_the_history_is_its_row() -> None:
    """ "Template Update" over "Created …" in the history is a row's name, also with the bullet on a line of its own."""
    rows = (apart("Policy History"), apart("01/01/2026"), apart("Summary of Changes"))
    for bullet in ((), ("•",)):
        case = dump(*HEAD, PROSE, *rows, apart("Template Update"), *bullet, apart(f"Created a version. {PROSE}"), *TAIL)
        assert headings(case) == ["Description", "Medical Necessity Criteria", "Policy History", "References"]
    other = dump(*HEAD, PROSE, *rows, apart("Ring Shops and Their Owners"), apart(PROSE), *TAIL)
    assert "Ring Shops and Their Owners" in headings(other)


def test_the_heads_of_columns_are_no_headings() -> None:
    """ "Dose" over the further heads of a table and its first row heads no section; over text it does."""
    cells = [apart(text) for text in ("Dose", "Limit", "Gout", "40 mg a week")]
    assert "Dose" not in headings(dump(*HEAD, PROSE, *cells, PROSE, *TAIL))
    assert "Dose" in headings(dump(*HEAD, PROSE, apart("Dose"), PROSE, *TAIL))
    assert "Dosing Information" in headings(dump(*HEAD, PROSE, apart("Dosing Information"), *cells[1:], PROSE, *TAIL))


def test_a_main_section_may_open_with_check_boxes() -> None:
    """ "PLAN APPLICATION" over "☒ Commercial ☐ Medicare" is a section; a label of boxes is none, however it is set."""
    boxes = L("☒ Commercial ☐ Medicare ☐ Exchange")
    assert "PLAN APPLICATION" in headings(dump("DESCRIPTION", PROSE, apart("PLAN APPLICATION"), boxes, PROSE, *TAIL))
    for label in ("KIND OF RING", "Kind of Ring", "BENEFIT", "Coverage"):
        assert label not in headings(dump("DESCRIPTION", PROSE, apart(label), boxes, PROSE, *TAIL))
