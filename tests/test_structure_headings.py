"""Headings: which lines of invented documents are headings, and far more lines that are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor import payers, structure
from extractor.types import Bookmark, Document
from tests.structure_case import PROSE, C, H, Item, L, P, document, dump


def headings(case: Document) -> list[str]:
    """The headings found in a document, by the default profile."""
    return [s.heading for s in structure.sections(case, payers.load("default"))]


BODY = (
    H("Description"),
    P(),
    P(),
    H("Policy"),
    P(),
    P(),
    H("References"),
    Item("Tester A. A study of tests. J Tests. 2001.", "1."),
)


def test_known_lines_set_as_headings_are_headings() -> None:
    """Field-standard sections in a heading's style are found."""
    assert headings(document(*BODY)) == ["Description", "Policy", "References"]


def test_unknown_lines_in_the_style_of_headings_are_headings() -> None:
    """A heading that no list knows is found by its style."""
    case = document(*BODY[:4], H("Gadolinium Rings", size=12.0), P(), *BODY[4:])
    assert "Gadolinium Rings" in headings(case)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (L("The member has tried a first drug for three months.", bold=True), "a sentence in bold"),
        (L("Drug X is considered medically necessary when the following are met:", bold=True), "a statement"),
        (L("AND", bold=True), "a joint of criteria"),
        (L("Note: This is no heading at all", bold=True), "a note"),
        (L("Page 3 of 12", bold=True), "a page number"),
        (L("04/01/2024", bold=True), "a date"),
        (L("Policy Number: 12.34", bold=True), "a label with its value"),
        (L("Effective Date", bold=True), "a label"),
        (L("www.payer.test/policies", bold=True), "an address"),
        (L("© 2024 Payer of Test", bold=True), "a copyright line"),
        (L("Table 1. Doses by weight", bold=True), "a table's title"),
        (L("including members of the plan and", bold=True), "the rest of a sentence"),
        (L("The ring guideline does recommend", bold=True), "a sentence that the page's width has cut"),
        (L("Deficit manifest in the following areas:", bold=True), "what opens a list"),
        (L("Emotional changes occur. These vary and include:", bold=True), "two sentences"),
        (L("X X X M C", bold=True), "marks in the columns of a table"),
        (L("Ring in Comment Period N/A", bold=True), "a label with no value"),
        (L("Other (Annual Review)"), "a weak heading with a remark, in plain type"),
        (L("BX.GG.0001.0.A", bold=True), "an identifier"),
        (L("APPENDIX (CONTINUED)", bold=True), "a repeated heading"),
        (L("Policy History", bold=True, role="contents"), "an entry of a table of contents"),
        (L("Policy History", bold=True, kind="furniture", role="header"), "a running header"),
        (Item("Background"), "an item of a list"),
        (Item("Diagnosis of plaque disease;", "1."), "a criterion"),
    ],
)
def test_lines_that_are_no_headings(line: L, why: str) -> None:
    """Statements, labels, values, list items and furniture are no headings, however they are set."""
    case = document(*BODY[:5], line, P(), *BODY[5:])
    assert headings(case) == ["Description", "Policy", "References"], why


def test_criteria_under_numbered_headings() -> None:
    """ "I. Initial Approval Criteria" is a heading; "1. Diagnosis of …" below it is a criterion."""
    case = document(
        H("Policy"),
        P(),
        L("Initial Approval Criteria", bold=True, label="I.", kind="item"),
        Item("Diagnosis of plaque disease", "1."),
        Item("Age 18 years or older", "2."),
        L("Continued Therapy", bold=True, label="II.", kind="item"),
        Item("Currently receiving the drug", "1."),
        Item("Responding to it", "2."),
        H("References"),
        P(),
    )
    assert headings(case) == ["Policy", "Initial Approval Criteria", "Continued Therapy", "References"]


def test_a_title_is_no_section() -> None:
    """The document's title, its banner and a label with its value open no text."""
    case = document(
        H("MEDICAL POLICY", size=12.0),
        H("Gadolinium Rings for Weak Knees", size=24.0),
        L("POLICY:", bold=True),
        L("Gadolinium Rings Policy", indent=150.0, space=0.0),
        *BODY,
    )
    assert headings(case) == ["Description", "Policy", "References"]


def test_a_title_on_two_lines_does_not_leave_its_second_half() -> None:
    """The wrapped end of a title ("… Authorization / Policy") is not the section "Policy"."""
    case = document(
        H("Gadolinium Rings Prior Authorization", size=24.0), H("Policy", size=24.0), L("Number: 12"), *BODY
    )
    assert headings(case) == ["Description", "Policy", "References"]
    over_list = document(
        H("Gadolinium Rings Prior Authorization", size=24.0),
        H("Policy", size=24.0, space=0.4),
        Item("Gado Rings"),
        *BODY,
    )
    assert headings(over_list) == ["Description", "Policy", "References"]
    apart = document(H("Gadolinium Rings", size=24.0), H("Policy", size=24.0), Item("Rings are covered."), *BODY)
    assert headings(apart)[0] == "Policy"


def test_heads_of_columns_are_none() -> None:
    """The heads of a table are no headings, even where they are known words."""
    case = document(
        H("Coding"),
        P(),
        C("CPT Codes", 0, 0, bold=True),
        C("Description", 0, 1, bold=True),
        C("99999", 1, 0),
        C("A service of some kind", 1, 1),
        H("References"),
        P(),
    )
    assert headings(case) == ["Coding", "References"]


def test_blocks_side_by_side_are_heads_of_columns() -> None:
    """Two bold lines beside each other are heads of a table that no reader has found."""
    case = document(
        H("Dosing"),
        P(),
        L("Indication", bold=True),
        L("Dosing Regimen", bold=True, indent=200.0, space=0.0),
        P(),
        H("References"),
        P(),
    )
    assert headings(case) == ["Dosing", "References"]


def test_a_table_of_contents_gives_one_section_and_no_headings() -> None:
    """Entries that come again, with or without pages, are no headings; the title is."""
    for entries in (
        ("Description", "Policy", "References"),
        ("Description .......... 2", "Policy ........... 3", "References ..... 9"),
    ):
        case = document(H("Table of Contents"), *(L(entry) for entry in entries), *BODY)
        assert headings(case) == ["Table of Contents", "Description", "Policy", "References"]


def test_contents_end_where_the_text_begins() -> None:
    """The first entry that comes again as a line of its own ends the table of contents."""
    case = dump(
        "Table of Contents",
        "Description",
        "Policy",
        "References",
        "Description",
        PROSE,
        "Policy",
        PROSE,
        "References",
        PROSE,
    )
    assert headings(case) == ["Table of Contents", "Description", "Policy", "References"]


def test_a_dump_without_styles() -> None:
    """Known lines, and short lines in title case between paragraphs, are headings without any style."""
    case = dump(
        "Description",
        PROSE,
        "Rings of Gadolinium",
        PROSE,
        "Policy",
        PROSE,
        "Summary of Evidence",
        PROSE,
        "References",
        PROSE,
    )
    assert headings(case) == ["Description", "Rings of Gadolinium", "Policy", "Summary of Evidence", "References"]


@pytest.mark.parametrize(
    "line",
    [
        "members of the plan",
        "Commercial plan members who",
        "Drug X 100 mg;",
        "or",
        "See also the other policy.",
        "123-456-7890",
    ],
)
def test_short_lines_of_a_dump_that_are_no_headings(line: str) -> None:
    """A short line in a dump is text unless its case or its words say otherwise."""
    assert headings(dump("Description", PROSE, line, PROSE, "Policy", PROSE)) == ["Description", "Policy"]


def test_declared_headings_are_kept() -> None:
    """What the source declares a heading is one, plain as it may look."""
    case = dump(
        L("Rings", kind="heading", level=1),
        L("Scope of rings", kind="heading", level=2),
        PROSE,
        L("Costs", kind="heading", level=2),
        PROSE,
    )
    assert headings(case) == ["Rings", "Scope of rings", "Costs"]


def test_bookmarks_name_headings() -> None:
    """A plain line that a bookmark of its page names is a heading."""
    lines = (*BODY[:5], L("Care of rings"), P(), *BODY[5:])
    assert "Care of rings" not in headings(document(*lines))
    assert "Care of rings" in headings(document(*lines, bookmarks=(Bookmark("Care of Rings", 2, 1),)))


def test_reference_marks_are_no_words() -> None:
    """A superscript at a heading's end, or a list of citations, does not hide what it says."""
    case = document(
        H("Description"),
        P(),
        replace(H("Policy1"), superscript=1),
        P(),
        H("Renewal Criteria 1-9,44"),
        P(),
        H("Coverage Criteriaa :"),
        P(),
    )
    assert headings(case) == ["Description", "Policy", "Renewal Criteria", "Coverage Criteria"]


def test_a_section_that_opens_on_the_line_of_its_heading() -> None:
    """ "REFERENCES: All facts are …" opens the bibliography; a bold lead-in of another kind opens nothing."""
    case = dump("Description", PROSE, "Policy", PROSE, f"REFERENCES: {PROSE}")
    assert headings(case) == ["Description", "Policy", "REFERENCES"]
    assert headings(dump("Description", PROSE, "Policy", PROSE, f"EXAMPLES: {PROSE}")) == ["Description", "Policy"]


def test_a_heading_left_at_the_end_of_a_paragraph() -> None:
    """A dump that joins a heading to the text before it does not hide the section; an opening line is none."""
    case = dump("Description", f"{PROSE} Coverage Criteria:", "A ring is covered.", "Policy History", PROSE)
    assert headings(case) == ["Description", "Coverage Criteria", "Policy History"]
    case = dump("Description", f"{PROSE} Meet the following:", "A ring is covered.", "Policy History", PROSE)
    assert headings(case) == ["Description", "Policy History"]


def test_labels_beside_their_text() -> None:
    """In a form of two columns the known labels beside running text are headings; heads of columns are none."""
    case = document(
        H("Prior Authorization Policy"),
        P(),
        C("Covered Use", 0, 0, bold=True),
        C("All of them", 0, 1),
        C("Required Medical Information", 1, 0, bold=True),
        C(PROSE + PROSE, 1, 1),
        H("References"),
        P(),
    )
    assert headings(case) == ["Prior Authorization Policy", "Covered Use", "Required Medical Information", "References"]


def test_a_heading_repeated_at_the_head_of_a_page_stands_once() -> None:
    """The heading of a long table of revisions, printed on each page, is one section."""
    case = document(
        *BODY,
        H("Policy History"),
        C("1/2020", 0, 0),
        C("Reviewed", 0, 1),
        H("Policy History"),
        C("1/2019", 0, 0, table=1),
        C("New", 0, 1, table=1),
    )
    assert headings(case).count("Policy History") == 1


def test_lines_apart_in_plain_type() -> None:
    """A short title-case line between paragraphs, set like them but apart, is a heading; a list of such lines is none."""
    apart = replace(P("Restrictive Ring Disorders"), space=2.0)
    assert "Restrictive Ring Disorders" in headings(document(*BODY[:5], apart, P(), *BODY[5:]))
    listed = [replace(P(text), space=0.2) for text in ("Sleepy Rings", "Snoring Rings", "Weary Rings")]
    assert headings(document(*BODY[:5], *listed, P(), *BODY[5:])) == ["Description", "Policy", "References"]


def test_an_empty_document_has_no_sections() -> None:
    """Nothing comes of nothing."""
    assert headings(document()) == []
    assert headings(document(L("Only a line of text, and no more."))) == []


NEXT = L(
    "I. It is the policy of the plan that ring panel tests are covered for adults who meet the following list of needs.",
    kind="item",
)


@pytest.mark.parametrize(
    "name",
    [
        "Comprehensive Ring Panel Tests via Hollow Bell DNA (hbDNA)",  # "via" is a small word
        "Bell Ring Analysis between Visits",
        "Ringing Tests before and after Hollow Bells",
    ],
)
def test_the_name_of_a_test_opens_a_block_of_criteria(name: str) -> None:
    """In a dump, a line in title case on its own over an item is a heading, whatever its small words."""
    assert name in headings(dump("Policy", PROSE, name, NEXT, "References", PROSE))


def test_a_group_of_tests_stands_over_its_first_test() -> None:
    """Two names in title case over a list are two headings, the group and the test; a cut sentence above forbids it."""
    group, test = "Hollow Bell Cell Tests", "Bell-7 Ring Receptor Variant Analysis in Hollow Bell Cells (HBCs)"
    assert {group, test} <= set(headings(dump("Policy", PROSE, group, test, NEXT, "References", PROSE)))
    cut = PROSE.removesuffix(".") + " for"
    assert group not in headings(dump("Policy", cut, group, test, NEXT, "References", PROSE))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("American Society for Hollow Bells and the College of Test Ringers", True),
        (
            "College of Test Ringers, the International Association for the Study of Bells, the Academy of Bronze, "
            "and the Association for Hollow Rings",
            True,
        ),
        ("American Society for Hollow Bells states that rings are weak", False),  # a sentence that wrapped
        (
            "Ring Makers of the North, Bells and Bronze of the South and the Hollow East, Sounds and Tones of West",
            False,
        ),
    ],
)
def test_societies_by_name_are_headings(name: str, found: bool) -> None:
    """The names of learned societies open what they say, however long; a reference mark may end the text above."""
    assert (name in headings(dump("Rationale", PROSE + " 9", name, PROSE, "References", PROSE))) == found


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("FDA-Approved Indications1", "FDA-Approved Indications"),
        ("Dosing and Administration2,3", "Dosing and Administration"),
        ("Exclusions12:", "Exclusions"),
        ("Renewal Criteria[1, 2,3 ]", "Renewal Criteria"),
        ("Renewal Criteria 1-", "Renewal Criteria"),  # the last mark of "1-9" alone was raised
        ("Renewal Criteria † 1-9,44", "Renewal Criteria"),
        ("Rings [adults]", "Rings [adults]"),
        ("Test of Ring SARS2", "Test of Ring SARS2"),  # part of a name
        ("Covered Rings of Phase 1", "Covered Rings of Phase 1"),  # a number of its own
    ],
)
def test_reference_marks_that_lost_their_height_leave_the_heading(line: str, heading: str) -> None:
    """A number glued to a word that headings are made of is a reference mark."""
    assert heading in headings(document(*BODY[:4], H(line), P(), *BODY[4:]))


def test_a_short_name_with_its_full_one_is_no_common_word() -> None:
    """ "CPT" alone may head a column; with its full name behind it, it heads a section, in plain type too."""
    case = dump("Description", PROSE, "Coding Information", PROSE, "CPT (Current Procedural Terminology)", PROSE)
    assert headings(case)[-1] == "CPT (Current Procedural Terminology)"


def test_the_value_of_a_label_is_no_heading() -> None:
    """ "Place of Ringing:" and "In an Office" apart below it are a label and its value."""
    case = document(*BODY[:6], L("Place of Ringing:"), L("Ringing Chamber", space=1.8), L(PROSE), *BODY[6:])
    assert "Ringing Chamber" not in headings(case)


def test_a_bold_item_that_the_next_number_follows_is_no_heading() -> None:
    """ "i. Bell creams" set in bold is an item where "ii." comes right behind it."""
    case = document(*BODY[:6], Item("Bell creams", "i.", bold=True), Item("Ring drops", "ii."), *BODY[6:])
    assert not any("Bell creams" in heading for heading in headings(case))
