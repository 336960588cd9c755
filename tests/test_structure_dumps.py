"""Headings of text dumps whose paragraphs are parted by empty lines, and the cells and cut lines that are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor import extract
from extractor.types import Document
from tests.structure_case import PROSE, Item, L, dump
from tests.test_structure_headings import headings

LONG = PROSE + " It is not given at home, and no other service takes its place in the first weeks."


def apart(text: str) -> L:
    """A line below an empty line."""
    return L(text, space=1.0)


def upon(text: str) -> L:
    """A line right below the last."""
    return L(text, space=0.0)


def case(*lines: L) -> Document:
    """The lines between the parts of a policy."""
    return dump(
        apart("Description"), upon(LONG), apart(LONG), apart("Policy"), upon(LONG), *lines,
        apart("References"), upon(LONG), apart(LONG),
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Ring disease (RD)",
        "Long ring syndrome and other disorders of rings",
        "Inherited Ring Disease with Gait Disorder and Late Onset (IRDL)",
    ],
)
def test_a_line_apart_right_upon_its_text(line: str) -> None:
    """An empty line, a short noun phrase, and at once its paragraph: a sub-heading, in capitals or not."""
    assert line in headings(case(apart(LONG), apart(line), upon(LONG)))


TWO_LINES = [
    ("RING THERAPY AND OTHER TREATMENTS FOR PEOPLE WITH DISORDERS", "AND LATE DISEASES OF RINGS"),
    ("Section Summary: Ring Therapy and Other Treatments for Adults with Ring", "Disease"),
    ("GENE TESTS FOR RING DISEASES OF ADULTS IN CIRCULATING", "RING DNA (crDNA)"),
]


@pytest.mark.parametrize(("first", "second"), TWO_LINES)
def test_a_heading_that_the_width_cuts(first: str, second: str) -> None:
    """Two lines in capitals, or in title case, below an empty line and upon their text are one heading."""
    assert f"{first} {second}" in headings(case(apart(LONG), apart(first), upon(second), upon(LONG)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("RING THERAPY AND OTHERS", "FOR LATE DISEASES OF RINGS"),  # there was room for more: two lines
        ("Ringer A, Bellman C. Ring Therapy in Older Adults with Gout", "Journal of Bells 2019"),
        ("Table 4. Results of Ring Therapy and Other Treatments in Adults with", "Ring Disease"),
        ("The Ring Society and the Bell Society of the North have asked for more", "tests of Rings"),
    ],
)
def test_two_lines_that_are_no_heading(first: str, second: str) -> None:
    """Short lines, entries of a bibliography, captions and sentences are not put together."""
    assert f"{first} {second}" not in headings(case(apart(LONG), apart(first), upon(second), upon(LONG)))


def test_a_group_over_its_first_sub_heading() -> None:
    """A line apart over another short line, upon which text follows, is a heading as well; over a sentence's cut it is not."""
    found = headings(case(apart(LONG), apart("RING TESTING"), apart("Kinds of Rings and Bells"), upon(LONG)))
    assert found[2:4] == ["RING TESTING", "Kinds of Rings and Bells"]
    cells = headings(case(apart(LONG), apart("RING TESTING"), upon("of the second kind,"), upon(LONG)))
    assert "RING TESTING" not in cells


def test_a_heading_right_over_a_main_one() -> None:
    """A group of services stands over its criteria."""
    found = headings(case(apart(LONG), apart("Repeat testing"), upon("Coverage Criteria:"), upon(LONG)))
    assert "Repeat testing" in found


@pytest.mark.parametrize(
    "lines",
    [
        (apart("Ring Gene Name"), upon("Additional"), upon("Information"), upon(f"RNG1 {LONG}")),
        (apart("Gait disease"), upon("Rings of Muscle"), upon("Late Ring Syndrome"), upon(LONG)),
        (apart("RNG22 GTX"), apart(LONG)),
        (apart("The second guideline of the ring society does recommend"), upon(LONG)),
        (apart("In the analysis of several variables, ring-based"), upon("testing was better. " + LONG)),
    ],
)
def test_short_lines_that_are_no_headings(lines: tuple[L, ...]) -> None:
    """Cells of a table, names in a list, symbols, and sentences that a page's width has cut."""
    assert headings(case(apart(LONG), *lines)) == ["Description", "Policy", "References"]


MARKDOWN = """## **APPROVAL CRITERIA**

The request must have all of the following for its kind of disease.

{line}

1. Patient meets the labelled age; **AND**

2. Patient has tried a belt for six weeks.

## Gait disease (GD)

1. Patient meets the labelled age.

## **DENIAL CRITERIA**

1. Known allergy to any of the rings.

## **NOTES**

Rings are given in an office under the care of a trained physician over several weeks.
"""


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("Ring disease (RD)", True),
        ("Chronic Ring Disease", True),
        ("Patient with ring disease", False),
        ("The following apply to all:", False),
        ("Rings are of use (see above)", False),
    ],
)
def test_a_heading_that_a_converter_has_left_plain(line: str, is_heading: bool) -> None:
    """In a source that declares its headings, a name over the list that it opens is one that was overlooked."""
    sections = extract(MARKDOWN.format(line=line).encode()).sections
    assert (line in [section.heading for section in sections]) is is_heading
    assert "Gait disease (GD)" in [section.heading for section in sections]


def test_links_in_a_source_that_declares_its_headings_are_none() -> None:
    """Lines that are wholly links stay links where headings are declared, known words or not; a declared one stays."""
    links = "## Links\n\n[Criteria](https://bells.test/1)\n\n[Preferred Drug List](https://bells.test/2)\n"
    found = [s.heading for s in extract((MARKDOWN.format(line="Ring disease (RD)") + "\n" + links).encode()).sections]
    assert found[-1] == "Links"
    own = "## [Criteria](https://bells.test/1)\n\nRings are given in an office for several weeks.\n"
    declared = extract((MARKDOWN.format(line="Ring disease (RD)") + "\n" + own).encode()).sections
    assert declared[-1].heading == "Criteria"


def test_items_of_a_list_that_counts_from_running_text() -> None:
    """Without indents, a short numbered line over a list of letters is an item where the number before it is text."""
    first = Item("Ring disease of adults, in whom two other treatments have failed for any reason at all.", "1.")
    letters = [Item("A first trial of rest", "a."), Item("A second trial of rest", "b.")]
    lines = (first, *letters, apart("2. Late Ring Disease"), *letters, apart("3. Gait Disease"), *letters)
    numbered = [replace(line, label=line.text[:2], text=line.text[3:], kind="item") if line.text[1] == "." else line for line in lines]  # fmt: skip
    assert headings(case(*numbered)) == ["Description", "Policy", "References"]


def test_an_entry_that_is_headed_otherwise_further_down() -> None:
    """A table of contents goes on over an entry that its section words otherwise, where the next entry comes again."""
    contents = (L("Table of Contents"), L("Policy"), L("Applicable Ring Codes"), L("Background"), L("References"))
    found = headings(dump(*contents, apart("Policy"), upon(LONG), apart("Ring Codes of the Plan"), upon(LONG),
                          apart("Background"), upon(LONG), apart("References"), upon(LONG)))  # fmt: skip
    assert found == ["Table of Contents", "Policy", "Ring Codes of the Plan", "Background", "References"]


def test_a_heading_behind_the_list_of_contents_that_comes_no_second_time() -> None:
    """A table of contents whose entries stand close ends at an empty line, though a later line says what follows it."""
    contents = (L("Table of Contents"), L("Policy"), L("Background"), L("References"))
    found = headings(dump(*contents, apart("Related Policies (if applicable)"), L("Nothing"), apart("Policy"), upon(LONG),
                          apart("Background"), upon(LONG), L("Nothing"), apart("References"), upon(LONG)))  # fmt: skip
    assert found == ["Table of Contents", "Related Policies (if applicable)", "Policy", "Background", "References"]


def test_a_heading_of_nothing_behind_the_list_of_contents() -> None:
    """The word "None" says under a heading that it has no text: the heading is no entry of the table of contents above it."""
    contents = (L("Table of Contents"), L("Policy"), L("Background"), L("References"))
    found = headings(dump(*contents, L("Related Policies (if applicable)"), L("None"), apart("Policy"), upon(LONG),
                          apart("Background"), upon(LONG), L("None"), apart("References"), upon(LONG)))  # fmt: skip
    assert found == ["Table of Contents", "Related Policies (if applicable)", "Policy", "Background", "References"]


def test_check_boxes_written_in_brackets() -> None:
    """The labels of check boxes, and the second line of what is ticked, are no headings: "[X] Medical", "Assistance"."""
    form = ("LARGE GROUP [X] HMO", apart("[X] PPO"), apart("MEDICARE"), apart("[ ] HMO SNP"), apart("MEDICAID"),
            apart("[X] Medical"), L("Assistance"))  # fmt: skip
    found = headings(dump(*form, apart("I. POLICY"), upon(LONG), apart("II. DEFINITIONS"), upon(LONG),
                          apart("III. REFERENCES"), upon(LONG)))  # fmt: skip
    assert found == ["POLICY", "DEFINITIONS", "REFERENCES"]
