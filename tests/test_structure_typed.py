"""The type of a section by its place and text: counted headings, titles of pages, sources, related information."""

from __future__ import annotations

import pytest

from extractor import payers, structure
from extractor.structure.wording import lexicon
from tests.structure_case import PROSE, H, L, P, document, dump


def types(*lines: L) -> dict[str, str]:
    """The type of each heading."""
    return {s.heading: s.type for s in structure.sections(document(*lines), payers.load("default"))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Section II. Coverage Criteria", "coverage"),
        ("SECTION 3: REFERENCES", "references"),
        ("Part B – Definitions", "definitions"),
        ("Section 1557", None),
        ("Section II Coverage Criteria of Rings", None),
        ("Part B Coverage", None),
        ("Section II. Rings", None),
        ("Party B. References", None),
        ("Sections: Dosing", None),
    ],
)
def test_a_count_before_a_heading_says_nothing(text: str, kind: str | None) -> None:
    """ "Section II." before a known heading leaves it known; words that only look like a count do not make one."""
    assert lexicon(payers.load("default")).exact(text) == kind


def test_the_sections_of_a_page_whose_headings_are_counted() -> None:
    """Counted headings of a page are no titles, and hold what is declared below them."""

    def declared(*found: tuple[int, str]) -> list[tuple[int, str, str]]:
        case = dump(*(x for level, text in found for x in (L(text, kind="heading", level=level), PROSE)))
        return [(s.level, s.heading, s.type) for s in structure.sections(case, payers.load("default"))]

    assert declared(
        (1, "Guidelines for Ring Therapy"), (2, "Section I. General Information"), (2, "Section II. Clinical Guidelines"),
        (3, "Ring Coverage"), (3, "Noncoverage"), (2, "Select References"),
    ) == [
        (1, "Guidelines for Ring Therapy", "front_matter"), (1, "Section I. General Information", "description"),
        (1, "Section II. Clinical Guidelines", "coverage"), (2, "Ring Coverage", "coverage"),
        (2, "Noncoverage", "limitations"), (1, "Select References", "references"),
    ]  # fmt: skip


def test_a_page_title_below_a_banner_holds_nothing() -> None:
    """The one heading of the highest declared level is the page's title also where an undeclared banner stands over it."""
    lines = [L("Clinical Review Criteria"), L("Ring Growth", kind="heading", level=1), P()]
    for text in ("Criteria", "Background", "Technology Assessment Committee", "Applicable Codes"):
        lines += [L(text, kind="heading", level=2), P()]
    found = [(s.level, s.heading, s.type) for s in structure.sections(dump(*lines), payers.load("default"))]
    assert found[-5:] == [
        (1, "Ring Growth", "front_matter"), (1, "Criteria", "coverage"), (1, "Background", "description"),
        (1, "Technology Assessment Committee", "rationale"), (1, "Applicable Codes", "coding"),
    ]  # fmt: skip


def test_sources_of_information_are_the_bibliography_of_a_paper_without_one() -> None:
    """ "Sources of Information" are references, but beside "References" they are a section of no type."""
    alone = (H("Description"), P(), H("Policy"), P(), H("Sources of Information"), P())
    assert types(*alone)["Sources of Information"] == "references"
    assert types(*alone, H("References"), P())["Sources of Information"] == "other"
    assert types(*alone[:4], H("Sources of Rings"), P())["Sources of Rings"] == "other"


def test_related_information_with_headings_of_its_own_is_guidance() -> None:
    """ "Related Information" right over another heading bears on the criteria; with text it lists other policies."""
    heads = (H("Policy"), P(), H("Related Information"))
    assert types(*heads, H("Definition of Terms"), P(), H("References"), P())["Related Information"] == "guidelines"
    assert types(*heads, P("Ring Shops, 12.3"), H("References"), P())["Related Information"] == "related_policies"
    over = (H("Policy"), P(), H("Related Policies"), H("Definition of Terms"), P(), H("References"), P())
    assert types(*over)["Related Policies"] == "related_policies"


@pytest.mark.parametrize(
    ("child", "kind"),
    [
        ("Modifier 25", "coverage"),
        ("Modifiers XE and XP", "coverage"),
        ("Modifiers", "coding"),
        ("Modifier 25 codes", "coding"),
        ("Investigative Indications", "limitations"),
    ],
)
def test_a_modifier_may_be_the_subject_of_rules(child: str, kind: str) -> None:
    """One modifier under the rules of payment is their subject; a list of modifiers is coding."""
    found = types(H("Overview"), P(), H("Reimbursement Guidelines"), P(), H(child, size=12), P(), H("References"), P())
    assert found[child] == kind


def test_an_appendix_behind_the_references_is_no_part_of_them() -> None:
    """In a dump "Appendix 1 – Covered Diagnosis Codes" after a numbered bibliography is a section of its own type."""
    case = dump(
        "Description", PROSE, "Coverage Criteria", PROSE, "References", PROSE, "Appendix 1 – Covered Diagnosis Codes",
        PROSE, "Appendix 2 – Medicare Coverage", PROSE,
    )  # fmt: skip
    found = [(s.level, s.type) for s in structure.sections(case, payers.load("default"))]
    assert found[-2:] == [(1, "coding"), (1, "medicare")]


def test_a_history_behind_the_references_stands_beside_them() -> None:
    """ "Change Summary", a common word, is the history also right after the bibliography."""
    case = dump("Policy", PROSE, "References", PROSE, L("Change Summary", space=1.0), "Date Summary of Change", PROSE)
    found = [(s.level, s.heading, s.type) for s in structure.sections(case, payers.load("default"))]
    assert found[-1] == (1, "Change Summary", "history")


@pytest.mark.parametrize(
    ("end", "kind"), [("; AND", "coverage"), (", OR", "coverage"), ("; and", "other"), ("", "other"), (" AND", "other")]
)
def test_an_unnamed_section_of_joined_items_is_coverage(end: str, kind: str) -> None:
    """Items that end with "; AND" are criteria; items that do not say nothing of the section."""
    items = [P(f"The member has a ring number {n}{end}") for n in range(4)]
    assert types(H("Description"), P(), H("Ring Pain"), *items, H("References"), P())["Ring Pain"] == kind


def test_an_agency_speaks_on_in_the_next_sub_section() -> None:
    """ "FDA-Approved Tests" right behind the agency's own sub-section is of its type, else of its parent's."""
    policy = (H("Description"), P(), H("Policy"), P())
    agency = (H("Food and Drug Administration", size=12), P())
    tests = (H("FDA-Approved Ring Tests", size=12), P(), H("References"), P())
    assert types(*policy, *agency, *tests)["FDA-Approved Ring Tests"] == "regulatory_status"
    assert types(*policy, *tests)["FDA-Approved Ring Tests"] == "coverage"
    assert types(*policy, *agency, H("Ring Tests", size=12), *tests[1:])["Ring Tests"] == "coverage"


@pytest.mark.parametrize(
    ("between", "child", "kind"),
    [
        ((), "Nationally Covered Indications", "coverage"),
        ((), "Society of Rings", "professional_guidelines"),  # what is right under it is no coverage
        ((), "Rings in Adults", "professional_guidelines"),
        ((P(),), "Nationally Covered Indications", "professional_guidelines"),  # it has a text of its own
    ],
)
def test_guidelines_over_coverage(between: tuple[L, ...], child: str, kind: str) -> None:
    """ "Guidelines" behind a description is of coverage where it only heads what is covered, else of societies."""
    lines = (H("Policy Summary"), H("Overview", size=13), P(), H("Guidelines", size=13), *between)
    assert types(*lines, H(child, size=12), P(), H("References"), P())["Guidelines"] == kind


@pytest.mark.parametrize(
    ("above", "kind"), [("Coverage Criteria", "coverage"), ("Background", "description"), ("Coding", "coding")]
)
def test_agents_that_are_not_preferred(above: str, kind: str) -> None:
    """Agents that are preferred or not head criteria within coverage only."""
    found = types(H(above), P(), H("Non-Preferred Agents", size=12), P(), H("References"), P())
    assert found["Non-Preferred Agents"] in (kind, "other")
    assert (found["Non-Preferred Agents"] == "coverage") is (kind == "coverage")
