"""Headings and types of layouts that were met late: title pages, numbered attachments, underlined titles, code tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor import payers, readers, structure
from extractor.types import Document
from tests.structure_case import PROSE, C, H, Item, L, P, document, dump


def outline(case: Document) -> list[tuple[int, str, str]]:
    """Level, heading and type of each section."""
    return [(s.level, s.heading, s.type) for s in structure.sections(case, payers.load("default"))]


def kinds(case: Document) -> list[tuple[str, str]]:
    """Heading and type of each section."""
    return [(heading, kind) for _, heading, kind in outline(case)]


def page(body: str) -> Document:
    """The document of a web page."""
    return readers.read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), name="page.html")


def test_main_sections_some_of_them_in_capitals_are_of_one_level() -> None:
    """Size, weight and colour tell the level; capitals alone do not set a main section under another."""
    case = document(
        H("Description"), P(), H("MEMBERS OF THE BELL PLAN"), P("Ring therapy is covered when worn."),
        H("RING HEALTH CHOICE (MEDICARE)"), P(), H("Key References"), P(), H("Revision History"), P(),
    )  # fmt: skip
    assert [level for level, _, _ in outline(case)] == [1, 1, 1, 1, 1]
    assert kinds(case)[1:3] == [("MEMBERS OF THE BELL PLAN", "coverage"), ("RING HEALTH CHOICE (MEDICARE)", "medicare")]


def test_what_stands_before_the_table_of_contents_holds_no_section() -> None:
    """Headings of the title page are front matter, and the first section after the contents is one of its own."""
    case = document(
        H("Ring Guidelines", size=16), P("Approved by the board in the year of its choice, for the use of its members."),
        H("Table of Contents"), L("Scope .......... 2", role="contents"),
        H("General Clinical Guideline"), P(), H("Policy"), P(), H("References"), P(),
    )  # fmt: skip
    assert kinds(case)[-3:] == [
        ("General Clinical Guideline", "guidelines"), ("Policy", "coverage"), ("References", "references"),
    ]  # fmt: skip
    assert {level for level, _, _ in outline(case)} == {1}


def test_a_number_of_an_attachment_and_its_title_are_one_heading() -> None:
    """ "Attachment I" over "Ring Code List" names one section, typed by what it is of."""
    case = document(H("Policy"), P(), H("References"), P(), H("Attachment I"), H("Ring Code List", space=0.5), P())
    assert kinds(case)[-1] == ("Attachment I Ring Code List", "coding")


def test_a_banner_over_the_table_of_facts_is_no_heading() -> None:
    """The kind of policy, the plan and then the facts: none of the first two opens a section."""
    case = document(
        H("MEDICAL POLICY STATEMENT", size=15), H("Ring Plan", size=13), C("Policy Name", 0, 0), C("Rings", 0, 1),
        C("Number", 1, 0), C("R-1", 1, 1), H("Background"), P(), H("Policy"), P(), H("References"), P(),
    )  # fmt: skip
    assert [heading for heading, _ in kinds(case)] == ["Background", "Policy", "References"]


def test_a_numbered_label_is_a_heading_and_what_it_names_is_none() -> None:
    """ "A. Subject" among numbered headings opens a section; the bold name under it is its text."""
    case = document(
        H("Subject", label="A."), L("Ring Therapy", bold=True), H("Background", label="B."), P(),
        H("Policy", label="C."), P(), H("References", label="D."), P(),
    )  # fmt: skip
    assert [heading for heading, _ in kinds(case)] == ["Subject", "Background", "Policy", "References"]


def test_the_name_of_a_tables_rows_is_no_heading() -> None:
    """ "HCPCS" across a table of codes opens no section."""
    case = document(
        H("Coding"), C("Code", 0, 0, bold=True), C("Description", 0, 1, bold=True), C("HCPCS", 1, 0, bold=True),
        C("Q4999", 2, 0), C("Ring, each", 2, 1), H("References"), P(),
    )  # fmt: skip
    assert [heading for heading, _ in kinds(case)] == ["Coding", "References"]


def test_labels_of_a_form_with_lists_beside_them_are_headings() -> None:
    """A first column of known labels is one of headings where the text beside them is a list, too."""
    listed = [
        replace(Item("A ring is worn by night and a bell by day, as agreed"), cell=(0, row, 1)) for row in (0,) * 4
    ]
    case = document(
        H("Ring Therapy"), C("Required Medical Information:", 0, 0, bold=True), *listed,
        C("Exclusion Criteria:", 1, 0, bold=True), *(replace(one, cell=(0, 1, 1)) for one in listed),
        C("Age Restriction:", 2, 0, bold=True), C("Adults", 2, 1), H("Revision History"), P(),
    )  # fmt: skip
    assert [heading for heading, _ in kinds(case)][-4:] == [
        "Required Medical Information:", "Exclusion Criteria:", "Age Restriction:", "Revision History",
    ]  # fmt: skip


def test_an_underlined_line_over_a_paragraph_of_a_page_is_a_heading() -> None:
    """A web page's line that is underlined as a whole, in title case, is a heading; underlined words in a text are none."""
    found = kinds(
        page(
            f"<p><b>Policy</b></p><ul><li>Rings<li>Bells</ul><u>Rings After Surgery</u><p>{PROSE}</p>"
            f"<p>{PROSE}</p><u>see the list</u><p>{PROSE}</p><p><b>References</b></p><p>{PROSE}</p>"
        )
    )
    assert found == [("Policy", "coverage"), ("Rings After Surgery", "coverage"), ("References", "references")]


def test_a_bold_title_with_a_verb_is_a_heading() -> None:
    """Each word with a capital makes a title even of a verdict; a bold sentence stays a sentence."""
    title = "Meets Ring Criteria Or Is Covered For Contracts Without Ring Criteria"
    found = kinds(
        page(f"<h2>Policy</h2><b>{title}</b><p>{PROSE}</p><b>Ring therapy is covered for all adults</b><p>{PROSE}</p>")
    )
    assert found == [("Policy", "coverage"), (title, "coverage")]


def test_a_mark_for_the_publishers_own_use_is_no_heading() -> None:
    """A bold "ID_RG" at the end of a page is none."""
    assert kinds(page(f"<h2>Policy</h2><p>{PROSE}</p><p><b>ID_RG</b></p><p>{PROSE}</p>")) == [("Policy", "coverage")]


def test_a_section_that_opens_with_a_table_of_codes_is_one_of_coding() -> None:
    """ "Not covered" over "Code" and "Description" heads codes; over a paragraph it heads limitations."""
    codes = "<table><tr><th>Codes</th><th>Description</th></tr><tr><td>99999</td><td>Ring</td></tr></table>"
    found = kinds(
        page(
            f"<h1>Rings</h1><h2>Policy</h2><p>{PROSE}</p><h3>Not covered</h3><p>{PROSE}</p><h2>Definitions</h2>"
            f"<p>{PROSE}</p><h3>Not covered</h3>{codes}<h2>References</h2><p>{PROSE}</p>"
        )
    )
    assert [kind for heading, kind in found if heading == "Not covered"] == ["limitations", "coding"]


def test_the_title_of_a_page_holds_no_section() -> None:
    """The one heading above all others is the title, though its words are those of a section."""
    found = outline(
        page(f"<h1>Clinical Review Criteria</h1><h2>Background</h2><p>{PROSE}</p><h2>Ring Review</h2><p>{PROSE}</p><h2>References</h2>")
    )  # fmt: skip
    assert found[1:] == [(1, "Background", "description"), (1, "Ring Review", "other"), (1, "References", "references")]


@pytest.mark.parametrize(
    ("lines", "heading", "kind"),
    [
        # a guideline that is the paper's only statement of coverage
        (("Definitions", PROSE, "Guideline", "Rings are considered medically necessary for adults.", "References"), "Guideline", "coverage"),
        (("Policy", PROSE, "Policy Guidelines", PROSE, "References"), "Policy Guidelines", "guidelines"),
        # a summary at the head of the paper, and one behind the evidence
        (("Disclaimer", PROSE, "Summary", PROSE, "Coverage Criteria", PROSE, "References"), "Summary", "description"),
        (("Coverage Criteria", PROSE, "Rationale", PROSE, "Summary", PROSE, "References"), "Summary", "evidence_summary"),
        # a review with a summary of its own
        (("Policy", PROSE, "Evidence Summary", PROSE, "Summary", PROSE, "References"), "Evidence Summary", "rationale"),
        (("Policy", PROSE, "Experimental/Investigational", PROSE, "References"), "Experimental/Investigational", "limitations"),
        (("Policy Overview", PROSE, "Reimbursement Guidelines", PROSE, "References"), "Reimbursement Guidelines", "coverage"),
    ],
)  # fmt: skip
def test_types_by_place(lines: tuple[str, ...], heading: str, kind: str) -> None:
    """What else stands in the paper decides what a common heading is."""
    assert (heading, kind) in kinds(dump(*lines, PROSE))


def test_a_list_of_the_papers_sections_at_its_head_holds_no_headings() -> None:
    """Known headings one under the other that all come again are a list of sections; one that stands alone is a heading."""
    case = dump(
        "POLICY", "RATIONALE", "REFERENCES", "No date is given here, and the board has met on this paper three times so far.",
        "POLICY", PROSE, "RATIONALE", PROSE, "REFERENCES", PROSE,
    )  # fmt: skip
    assert [heading for heading, _ in kinds(case)] == ["POLICY", "RATIONALE", "REFERENCES"]
    assert structure.sections(case, payers.load("default"))[0].start > 100


def test_codes_under_each_of_a_series_stand_under_it() -> None:
    """ "Procedure Codes" that comes under each service is its sub-section, and the next service none of coding."""
    case = dump(
        "Criteria", PROSE, "Ring Monitors for Adults",
        "Ring monitors are considered medically necessary for all adults who ask for one in writing, be it late.",
        "Procedure Codes", "99998, 99999", "Bell Recorders for Adults",
        "Bell recorders are considered medically necessary for all adults who ask for one in writing, be it late.", "Procedure Codes", "99997, 99996",
        "Hood Devices for Adults", "Hood devices are considered medically necessary for all adults who ask for one in writing, be it late.",
        "Procedure Codes", "99995, 99994", "References", PROSE,
    )  # fmt: skip
    found = outline(case)
    assert [kind for _, heading, kind in found if heading.endswith("Adults")] == ["coverage"] * 3
    level = {heading: level for level, heading, _ in found}
    assert level["Procedure Codes"] == level["Bell Recorders for Adults"] + 1


def test_a_look_that_comes_again_is_no_titles() -> None:
    """Headings before the first known one that are set as later ones are sections, typed by their words."""
    case = document(
        H("Board of Rings", size=17), H("Coverage determination of the board:", size=12), P(PROSE + " " + PROSE), P(), P(), P(), P(), P(),
        H("Limitations of coverage:", size=10.5), P(), H("Board address", size=12), P(), H("References", size=10.5), P(),
    )  # fmt: skip
    assert ("Coverage determination of the board:", "coverage") in kinds(case)


def test_bold_points_among_bold_points_are_no_headings() -> None:
    """Points whose bullets are drawn are no headings where the points beside them are bold, too."""
    points = [
        L(text, bold=True, kind="item", indent=90.0)
        for text in ("Ring or bell, with a hood", "Hood embolization", "Ring injections")
    ]
    case = document(H("Policy"), P(), *points, P(), H("References"), P())
    assert [heading for heading, _ in kinds(case)] == ["Policy", "References"]


def test_words_joined_by_hyphens_may_be_a_heading() -> None:
    """ "RING-AT-NIGHT" is a heading; "BR.GG.0001.0", a number, is none."""
    found = kinds(
        page(
            f"<h2>Policy</h2><p>{PROSE}</p><h2>Scope</h2><p><b>RING-AT-NIGHT</b></p><p>{PROSE}</p>"
            f"<p><b>BR.GG.0001.0</b></p><p>{PROSE}</p><h2>References</h2><p>{PROSE}</p>"
        )
    )
    assert [heading for heading, _ in found] == ["Policy", "Scope", "RING-AT-NIGHT", "References"]


def test_what_stands_right_over_limitations_is_coverage() -> None:
    """An unknown heading with nothing between it and "Limitations of Coverage" is typed by it."""
    case = document(
        H("Description"), P(), H("What the board has said:"), H("Limitations of Coverage", size=12), P(), H("References"), P()
    )  # fmt: skip
    assert ("What the board has said:", "coverage") in kinds(case)
