"""Entries of a bibliography: numbered, unnumbered, in tables, run together, and what is no entry."""

from __future__ import annotations

import html

import pytest

from extractor.fields import bibliography, identifiers, references
from extractor.pipeline import read, understand
from extractor.types import Reading

ONE = "Adams AB, Brown C. Pulsed widgets for wobble. J Wobble Res. 2010;112(4):810-833."
TWO = "Clark D, et al. Widgets in adults: a review. Lancet Neurol. 2021;20(2):11-19. PMID: 30000001"
THREE = "Widget Society. Wobble in brief. Updated 2024. Available at: https://example.org/wobble. Accessed May 2, 2025."
BODY = "<h1>Widget Therapy</h1><h2>Description</h2><p>Widgets are pulsed devices that are worn on the head.</p>"


def reading(bibliography_html: str, heading: str = "References") -> Reading:
    """A small policy with a bibliography, read from HTML."""
    page = f"<html><body>{BODY}<h2>{heading}</h2>{bibliography_html}</body></html>"
    return understand(read(page.encode(), name="policy.html"), profile="default")


def listed(source: Reading) -> list[tuple[int | None, str]]:
    """Number and text of each entry; each entry's evidence is where its text stands."""
    found = references.find(source)
    for reference in found:
        assert source.text[reference.evidence.start : reference.evidence.end].split()[0] == reference.text.split()[0]
    return [(reference.number, reference.text) for reference in found]


def paragraphs(*lines: str) -> str:
    """Each line a paragraph."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


# markup, entries: reason
CASES = (
    (  # a name with a small particle opens an entry, a small word does not
        paragraphs(ONE, "de Haan R, Aaronson A, et al. Widgets at sea. Stroke. 1993;24:320-327.", THREE),
        [(None, ONE), (None, "de Haan R, Aaronson A, et al. Widgets at sea. Stroke. 1993;24:320-327."), (None, THREE)],
    ),
    (f"<ol><li>{ONE}</li><li>{TWO}</li></ol>", [(1, ONE), (2, TWO)]),  # a list that counts itself
    (paragraphs(f"1. {ONE}", f"2. {TWO}"), [(1, ONE), (2, TWO)]),  # numbers with points
    (paragraphs(f"[1] {ONE}", f"[2] {TWO}"), [(1, ONE), (2, TWO)]),  # in brackets
    (paragraphs(f"1 {ONE}", f"2 {TWO}"), [(1, ONE), (2, TWO)]),  # without points
    (paragraphs(ONE, TWO, THREE), [(None, ONE), (None, TWO), (None, THREE)]),  # no numbers
    (
        f"<ul><li>{ONE}</li><li>Widget Manual, chapter 3</li></ul>",
        [(None, ONE), (None, "Widget Manual, chapter 3")],
    ),  # bullets
    (paragraphs(f"1. {ONE} 2. {TWO} 3. {THREE}"), [(1, ONE), (2, TWO), (3, THREE)]),  # run together on one line
    (paragraphs(f"1. {ONE}", "Books", f"2. {TWO}"), [(1, ONE), (2, TWO)]),  # a sub-heading is no entry
    (
        paragraphs("The above policy is based on the following references:", f"1. {ONE}", f"2. {TWO}"),
        [(1, ONE), (2, TWO)],
    ),
    (  # a notice after the list is no entry
        paragraphs(f"1. {ONE}", f"2. {TWO}", "Copyright 2025 Widget Health. All rights reserved."),
        [(1, ONE), (2, TWO)],
    ),
    (  # a notice that runs on behind the last entry
        paragraphs(f"1. {ONE}", f"2. {TWO}. Widget Health, Inc. ©2026 – This document contains confidential matter."),
        [(1, ONE), (2, f"{TWO}.")],
    ),
    (  # an entry that speaks of its own rights keeps them
        paragraphs(f"1. {ONE}", "2. Clark D. Wobble. © 2024 Wobble Press, Harrow. Accessed May 2, 2025."),
        [(1, ONE), (2, "Clark D. Wobble. © 2024 Wobble Press, Harrow. Accessed May 2, 2025.")],
    ),
    (  # a table of numbers and entries
        f"<table><tr><th>Number</th><th>Reference</th></tr><tr><td>1</td><td>{ONE}</td></tr><tr><td>2</td><td>{TWO}</td></tr></table>",
        [(1, ONE), (2, TWO)],
    ),
    (
        paragraphs("1Adams AB. Widgets. JAMA. 2021;20(2):11-19."),
        [(1, "Adams AB. Widgets. JAMA. 2021;20(2):11-19.")],
    ),  # a raised number
    (f"<h3>2024</h3>{paragraphs('1. ' + ONE)}<h3>2023</h3>{paragraphs('1. ' + TWO)}", [(1, ONE), (1, TWO)]),  # by year
    (paragraphs("N/A"), []),  # a bibliography that is empty
)


@pytest.mark.parametrize(("markup", "expected"), CASES)
def test_entries_are_told_apart(markup: str, expected: list[tuple[int | None, str]]) -> None:
    """Each entry is one, verbatim, without its number; what only stands among them is none."""
    assert listed(reading(markup)) == expected


def test_entries_without_numbers_run_together() -> None:
    """On a flattened page an author after a source's end begins the next entry."""
    line = " ".join((ONE, TWO, THREE, "Evans E, Ford F. More widgets. JAMA. 2019;3(1):5-9."))
    assert [text for _, text in listed(reading(f"<p>{line}</p>"))] == [
        ONE,
        TWO,
        THREE,
        "Evans E, Ford F. More widgets. JAMA. 2019;3(1):5-9.",
    ]


def test_a_count_may_begin_again() -> None:
    """Lists under headings of their own are each read, with their own numbers."""
    markup = f"<h3>Articles</h3><ol><li>{ONE}</li><li>{TWO}</li></ol><h3>Websites</h3><ol><li>{THREE}</li></ol>"
    assert [number for number, _ in listed(reading(markup))] == [1, 2, 1]


def test_a_bibliography_without_a_heading_is_found() -> None:
    """A run of citations is a bibliography whatever stands over it."""
    found = listed(
        reading(paragraphs(f"1. {ONE}", f"2. {TWO}", "3. Evans E. More. JAMA. 2019;3(1):5-9."), heading="Widgets")
    )
    assert [number for number, _ in found] == [1, 2, 3]


def test_identifiers_know_their_entry() -> None:
    """An identifier carries the number of the entry that it stands in, one in the text none."""
    source = reading(f"<ol><li>{ONE}</li><li>{TWO}</li></ol><h2>Rationale</h2><p>See NCT01234567.</p>")
    assert {(i.system, i.value, i.reference) for i in identifiers.find(source)} == {
        ("pmid", "30000001", 2),
        ("nct", "NCT01234567", None),
    }


# prose, cited: reason
MARKS = (
    ("Widgets help [1].", ("1",)),
    ("Widgets help [1-2].", ("1", "2")),
    ("Widgets help (1, 2).", ("1", "2")),
    ("Widgets help in (2019).", ()),  # a year
    ("Widgets help [7].", ()),  # no such entry
    ("Take (3) widgets", ()),
)


@pytest.mark.parametrize(("prose", "expected"), MARKS)
def test_marks_in_the_text_cite_entries(prose: str, expected: tuple[str, ...]) -> None:
    """A number in brackets cites the entry of that number, where there is one."""
    source = reading(f"<ol><li>{ONE}</li><li>{TWO}</li></ol><h2>Rationale</h2><p>{prose}</p>")
    start = source.text.index(prose)
    assert references.citations(source, references.find(source), start=start, end=start + len(prose)) == expected


def test_an_empty_bibliography_does_not_stand() -> None:
    """A bibliography that says "N/A" is not one that could not be read."""
    assert not bibliography.stands(reading(paragraphs("N/A")))
    assert bibliography.stands(reading(paragraphs(ONE)))


def test_prose_gives_no_entries() -> None:
    """Sentences that name studies and years are no bibliography."""
    prose = paragraphs(
        "In 2019, Adams and colleagues studied 120 patients with wobble; 12 left the study.",
        "Brown et al (2020) found that widgets were safe. The panel met on May 3, 2021.",
    )
    assert listed(reading(prose, heading="Rationale")) == []


def test_a_title_that_a_page_cuts_opens_no_appendix() -> None:
    """ "Addendum:" at the end of an entry's block is the beginning of its title."""
    dump = (
        "Widget Therapy\n\nPolicy\n\nWidgets are investigational for wobble.\n\nReferences\n\n"
        f"1. {ONE}\n\n2. Clark D, Marsh E, et al. Widget Society and Wobble College of Harrow. Addendum:\n\n"
        f"a review. Lancet Neurol. 2021;20(2):11-19.\n\n3. {ONE}\n"
    )
    source = understand(read(dump.encode(), name="policy.txt"), profile="default")
    assert [reference.number for reference in references.find(source)] == [1, 2, 3]


def test_a_tables_head_that_comes_again_cuts_no_list() -> None:
    """The head of the history's table, once more amid the numbered entries, opens no section; behind the list it does."""
    head = "Policy\n\nWidgets are investigational.\n\nReview and Revision History\n\n03/2023 Policy developed.\n\nReferences\n\n"
    again = "Review and Revision History\n\nDate\n\n"
    for dump, numbers in (
        (f"{head}1. {ONE}\n\n{again}2. {TWO}\n\n3. {THREE}\n", [1, 2, 3]),
        (f"{head}1. {ONE}\n\n2. {TWO}\n\n{again}1/2/2024 Policy renewed.\n", [1, 2]),
    ):
        source = understand(read(f"Widget Therapy\n\n{dump}".encode(), name="policy.txt"), profile="default")
        assert [reference.number for reference in references.find(source)] == numbers


_NETWORK = "Northmoor Widget Network (NWN) [Internet]. Guidelines for widgets."


def test_beginnings_that_entries_share_mend_a_list() -> None:
    """An entry that is no more than others' beginning goes on in the next; behind an address such a beginning opens one."""
    jaw, hip, arm, leg = (
        f"{_NETWORK} {part}. 2025. https://nwn.example.org/{part}.pdf" for part in ("Jaw", "Hip", "Arm", "Leg")
    )
    broken = paragraphs(jaw, hip, _NETWORK, f"Arm. 2025. https://nwn.example.org/Arm.pdf {leg}", ONE)
    assert [said for _, said in listed(reading(broken))] == [jaw, hip, arm, leg, ONE]


@pytest.mark.parametrize(
    "lines",
    [
        (ONE, TWO, _NETWORK, THREE),  # no beginning of others
        (f"{_NETWORK} Jaw. 2025.", f"{_NETWORK} Hip. 2025.", f"{_NETWORK} Arm. 2024.", ONE),  # none cut
        (f"{_NETWORK} Jaw. 2025. See https://nwn.example.org/jaw Adams on widgets.", ONE, TWO, THREE),
    ],
)
def test_lists_without_a_cut_stay(lines: tuple[str, ...]) -> None:
    """Where no beginning is shared, or none is cut, each line is its own entry."""
    assert [said for _, said in listed(reading(paragraphs(*lines)))] == list(lines)


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        (" © 2018-2025 Tidal. Tidal® is a registered service mark of Tidal Plans.", False),
        (" © 2025 Tidal Plans. All rights reserved.", False),
        (" © 2021 Widget Network, Inc.", True),  # whose the work is
    ],
)
def test_the_pages_own_notice_is_no_entrys_end(tail: str, kept: bool) -> None:
    """A notice of ownership that runs on to the last entry is cut off; the owner of the work itself is not."""
    entry = "Widget Network. Widgets in brief. Fenwick, PA: February 2023."
    found = listed(reading(f"<ol><li>{ONE}</li><li>{entry}{tail}</li></ol>"))
    assert found[-1][1] == (entry + tail if kept else entry)
