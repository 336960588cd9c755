"""The outline: levels, parents, types and spans of sections; what must hold of any document."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import payers, structure
from extractor.types import Document, Reading, Section
from tests.structure_case import PROSE, H, Item, L, P, document, dump


def outline(case: Document) -> list[tuple[int, str, str]]:
    """Level, heading and type of each section."""
    return [(s.level, s.heading, s.type) for s in structure.sections(case, payers.load("default"))]


def test_sizes_tell_levels() -> None:
    """A smaller heading stands under a larger one and takes its type."""
    case = document(
        H("Description"),
        P(),
        H("Kinds of Rings", size=12),
        P(),
        H("Policy"),
        P(),
        H("Weak Knees", size=12),
        P(),
        H("References"),
        P(),
    )
    assert outline(case) == [
        (1, "Description", "description"),
        (2, "Kinds of Rings", "description"),
        (1, "Policy", "coverage"),
        (2, "Weak Knees", "coverage"),
        (1, "References", "references"),
    ]


def levels(case: Document) -> list[tuple[int, str]]:
    """Level and heading of each section."""
    return [(level, heading) for level, heading, _ in outline(case)]


def test_levels_where_nothing_is_styled() -> None:
    """In a dump a heading right under one of its type, and a list of codes under "Coding", stand under it; no others do."""
    case = dump(
        "Document Information", PROSE, "Coverage Guidance", "Coverage Indications and Limitations", PROSE,
        "Description", "Rationale", PROSE, "Coding", PROSE, "CPT Codes", PROSE, "ICD-10 Diagnosis Codes", PROSE,
        "Other Codes", PROSE, "References", PROSE,
    )  # fmt: skip
    assert levels(case) == [
        (1, "Document Information"), (1, "Coverage Guidance"), (2, "Coverage Indications and Limitations"),
        (1, "Description"), (1, "Rationale"), (1, "Coding"), (2, "CPT Codes"), (2, "ICD-10 Diagnosis Codes"),
        (2, "Other Codes"), (1, "References"),
    ]  # fmt: skip
    apart = dump("Coverage", PROSE, "Coverage Criteria", PROSE, "CPT Codes", PROSE, "HCPCS Codes", PROSE)
    assert [level for level, _ in levels(apart)] == [1, 1, 1, 1]


def test_the_front_holds_its_sub_headings() -> None:
    """A named part of the front is no title: what is set smaller right under it stands under it."""
    case = document(
        H("Contractor Information"), P("Ringers' Mutual"), H("Policy Information"), H("Document Information", size=12),
        P(), H("Coverage Guidance"), P(), H("References"), P(),
    )  # fmt: skip
    assert (2, "Document Information") in levels(case)


def test_the_look_of_main_sections_is_the_top() -> None:
    """Sub-headings set larger than the main sections still stand under them."""
    case = document(
        H("Description", size=13, bold=False), P(), H("Policy", size=13, bold=False), P(), H("Ring Requirements", size=14), P(),
        H("Policy Guidelines", size=13, bold=False), P(), H("Ring Limits", size=14), P(), H("References", size=13, bold=False), P(),
    )  # fmt: skip
    assert [level for level, _, _ in outline(case)] == [1, 1, 2, 1, 2, 1]


def test_numbers_tell_levels() -> None:
    """Inner series restart under each letter; the outer series goes on where its next number follows."""
    names = ["1.", "2.", "A.", "1.", "2.", "B.", "1.", "2.", "3.", "4."]
    titles = [
        "Background",
        "Coverage Criteria",
        "Plaque Disease",
        "Initial Authorization",
        "Reauthorization",
        "Joint Disease",
    ]
    titles += ["Initial Authorization", "Reauthorization", "Additional Clinical Rules", "References"]
    lines = [line for number, title in zip(names, titles, strict=True) for line in (H(title, label=number), P())]
    assert [level for level, _, _ in outline(document(*lines))] == [1, 1, 2, 3, 3, 2, 3, 3, 1, 1]


def test_roman_sections_under_an_unnumbered_one() -> None:
    """ "I." to "III." stand under the unnumbered heading before them, letters under the numerals."""
    case = document(
        H("Description"), P(), H("Policy/Criteria"), P(), H("Initial Approval Criteria", label="I."), P(),
        H("Plaque Disease", label="A."), P(), H("Joint Disease", label="B."), P(), H("Approval Duration"), P(),
        H("Continued Therapy", label="II."), P(),
    )  # fmt: skip
    assert [(level, heading) for level, heading, _ in outline(case)] == [
        (1, "Description"),
        (1, "Policy/Criteria"),
        (2, "Initial Approval Criteria"),
        (3, "Plaque Disease"),
        (3, "Joint Disease"),
        (3, "Approval Duration"),
        (2, "Continued Therapy"),
    ]


def test_declared_levels_rule() -> None:
    """Levels that the source declares are kept, and a lone title does not hold the document."""
    lines = [("Rings", 1), ("Description", 2), ("Kinds", 3), ("Policy", 2), ("References", 2)]
    case = dump(*(x for text, level in lines for x in (L(text, kind="heading", level=level), PROSE)))
    assert [(level, heading) for level, heading, _ in outline(case)] == [
        (1, "Rings"),
        (1, "Description"),
        (2, "Kinds"),
        (1, "Policy"),
        (1, "References"),
    ]


TYPES = [
    # heading under "Policy": type
    ("Policy", "Weak Knees", "coverage"),
    ("Policy", "Exclusions", "limitations"),
    ("Policy", "Other", "coverage"),
    ("Policy", "Product Availability", "other"),
    ("Policy", "FDA-Approved Indications", "coverage"),
    ("Description", "Regulatory Status", "regulatory_status"),
    ("Description", "Guidelines", "professional_guidelines"),
    ("Rationale", "American College of Testers", "professional_guidelines"),
    ("Rationale", "Summary of Evidence", "evidence_summary"),
    ("Coding", "Codes covered with criteria", "coding"),
    ("References", "Guidelines of Societies", "references"),
    ("Dosing", "Plaque Disease", "dosing"),
]


@pytest.mark.parametrize(("parent", "child", "kind"), TYPES)
def test_types_by_words_and_parents(parent: str, child: str, kind: str) -> None:
    """A sub-section has the type of its words where they may speak, else its parent's."""
    case = document(H(parent), P(), H(child, size=12), P(), H("Policy History"), P(), H("Definitions"), P())
    found = {heading: (level, t) for level, heading, t in outline(case)}
    assert found[child] == (2, kind)


def test_an_unnamed_section_that_takes_positions_is_coverage() -> None:
    """A main section that no list knows is coverage where its text judges a service, other where not."""
    said = (
        "Gadolinium rings are considered not medically necessary for all indications of any kind that are known to us."
    )
    case = document(H("Description"), P(), H("Ring Services"), P(said), H("Ring Shops"), P(), H("References"), P())
    assert outline(case)[1:3] == [(1, "Ring Services", "coverage"), (1, "Ring Shops", "other")]


def test_a_generic_heading_right_under_a_heading_takes_its_type() -> None:
    """ "Introduction" right under "Criteria" is part of the criteria; after text it is a section of its own type."""
    case = dump("Background", PROSE, "Criteria", "Introduction", PROSE, "References", PROSE)
    assert [kind for _, _, kind in outline(case)] == ["description", "coverage", "coverage", "references"]
    case = dump("Background", PROSE, "Criteria", PROSE, "Introduction", PROSE, "References", PROSE)
    assert [kind for _, _, kind in outline(case)] == ["description", "coverage", "description", "references"]


def test_definitions_do_not_hold_what_is_set_like_them() -> None:
    """Coverage after "DEFINITIONS" in the same type is no part of the definitions."""
    case = dump(
        "COVERAGE",
        PROSE,
        "DEFINITIONS",
        PROSE,
        "RING SUPPLIES",
        f"A ring is covered if criteria are met. {PROSE}",
        "CODING",
        PROSE,
    )
    kinds = {heading: kind for _, heading, kind in outline(case)}
    assert kinds["RING SUPPLIES"] == "coverage"


def test_body_blocks_leave_out_headings_and_furniture() -> None:
    """The blocks of a section are its text; with ``own``, without its sub-sections."""
    case = document(
        H("Policy"),
        P("First."),
        L("Page 1 of 2", kind="furniture", role="footer"),
        H("Weak Knees", size=12),
        P("Second."),
        H("References"),
        P("Third."),
    )
    profile = payers.load("default")
    sections = structure.sections(case, profile)
    reading = Reading(case, profile, sections, ())
    policy = sections[0]
    assert [case.text_of(b) for b in structure.body_blocks(reading, policy)] == ["First.", "Second."]
    assert [case.text_of(b) for b in structure.body_blocks(reading, policy, own=True)] == ["First."]
    assert [case.text_of(b) for b in structure.body_blocks(reading)] == ["First.", "Second.", "Third."]


def check(case: Document, sections: tuple[Section, ...]) -> None:
    """Sections stand in order, nest without crossing, and name the section that they stand in."""
    assert [s.id for s in sections] == [f"s{n + 1}" for n in range(len(sections))]
    stack: list[Section] = []
    last = -1
    for section in sections:
        assert last < section.start < section.end <= len(case.text)
        last = section.start
        while stack and stack[-1].end <= section.start:
            stack.pop()
        assert section.parent == (stack[-1].id if stack else None)
        assert section.level == len(stack) + 1
        assert not stack or section.end <= stack[-1].end
        stack.append(section)


LINES = st.builds(
    L,
    text=st.sampled_from(
        [
            "Policy",
            "Description",
            "References",
            "Table of Contents",
            "Weak Knees",
            "Rings",
            "Coding",
            "AND",
            PROSE,
            "Policy .... 3",
        ]
    ),
    size=st.sampled_from([0.0, 8.0, 10.0, 12.0, 14.0, 24.0]),
    bold=st.booleans(),
    space=st.sampled_from([0.0, 0.3, 2.0]),
    indent=st.sampled_from([36.0, 72.0, 200.0]),
    kind=st.sampled_from(["paragraph", "item", "heading", "furniture"]),
    level=st.sampled_from([None, 1, 2, 3]),
    label=st.sampled_from(["", "", "I.", "II.", "A.", "B.", "1.", "2.", "3.", "•", "1.1", "i."]),
    page=st.sampled_from([1, 2]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_sections_nest_whatever_the_lines(lines: list[L]) -> None:
    """Any sequence of lines gives sections that nest, do not cross and reach to the next of their level."""
    case = document(*lines)
    check(case, structure.sections(case, payers.load("default")))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_text_is_survived(texts: list[str]) -> None:
    """Lines of any characters raise nothing."""
    case = dump(*(" ".join(text.split()) or "x" for text in texts))
    check(case, structure.sections(case, payers.load("default")))


def test_many_headings_cost_linear_time() -> None:
    """Ten thousand numbered headings are nested without a search through all of them for each."""
    lines = [line for n in range(2500) for line in (H(f"Ring {n}", label=f"{n % 9 + 1}."), Item("a ring", "a."))]
    case = document(*lines)
    check(case, structure.sections(case, payers.load("default")))


def test_a_long_list_of_contents_costs_linear_time() -> None:
    """Thousands of lines under a title of contents, all alike, are compared with few others."""
    lines = [P(f"Ring number {n} of the plan") for n in range(3000)]
    case = document(H("Table of Contents"), *lines, *lines)
    check(case, structure.sections(case, payers.load("default")))


def test_an_overview_right_under_a_heading_keeps_its_own_type() -> None:
    """Only empty words ("Introduction") inherit; "Guidelines" behind an overview are those of societies."""
    case = document(
        H("Coverage:", size=16), H("Overview"), P(), H("Disease Overview", size=12), P(), H("Guidelines", size=12), P(),
        H("Policy Statement"), P(), H("References"), P(),
    )  # fmt: skip
    types = {heading: kind for _, heading, kind in outline(case)}
    assert types["Overview"] == "description" and types["Guidelines"] == "professional_guidelines"
    inherited = document(H("Policy"), H("Introduction", size=12), P(), H("References"), P())
    assert [kind for _, _, kind in outline(inherited)] == ["coverage", "coverage", "references"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Appendix A – FDA Approved Dosing", "dosing"),
        ("Attachment 2: Billing Codes", "coding"),
        ("Appendix B – Therapeutic Alternatives", "appendix"),
        ("Appendix C: Contraindications", "appendix"),
        ("What is Hollow Bell Screening?", "description"),
        ("What are ring tests?", "description"),
        ("What is covered?", "coverage"),
        ("What is not covered?", "limitations"),
        ("Incidence", "description"),
        ("Procedures Addressed", "coding"),
    ],
)
def test_headings_that_name_what_they_hold(heading: str, kind: str) -> None:
    """An appendix of dosing is dosing, a question after the subject is a description; other appendices stay such."""
    case = document(H("Description"), P(), H("Policy"), P(), H(heading), P(), H("References"), P())
    assert {h: t for _, h, t in outline(case)}[heading] == kind


def test_one_level_for_all_headings_tells_none() -> None:
    """A converter that declares every heading at one level has not told levels: numbers and capitals do."""

    def declared(*texts: str) -> Document:
        return dump(*(x for text in texts for x in (L(text, kind="heading", level=2), PROSE)))

    lines = ("POLICY", "A. INDICATIONS", "1. Ring disease", "2. Gait disease", "B. DOSING", "REFERENCES")
    assert [(level, heading) for level, heading, _ in outline(declared(*lines))][1:4] == [
        (2, "INDICATIONS"),
        (3, "Ring disease"),
        (3, "Gait disease"),
    ]
    flat = ("Policy", "Ring disease", "Gait disease", "References")
    assert [(level, heading) for level, heading, _ in outline(declared(*flat))] == [(1, text) for text in flat]


@pytest.mark.parametrize(
    ("parent", "child", "kind"),
    [
        ("Guidelines and Recommendations", "Regulatory Status", "regulatory_status"),
        ("Government Regulations", "Joint Medical Policy History", "history"),
        ("Policy", "History of ring disease", "coverage"),  # a criterion, not the policy's history
        ("Rationale", "Appendix 2 – Centers for Medicare and Medicaid Services (CMS)", "medicare"),
    ],
)
def test_sub_sections_that_say_another_type_than_their_parent(parent: str, child: str, kind: str) -> None:
    """Where the words of a sub-section are plainer than its parent's, they decide."""
    case = document(H("Description"), P(), H(parent), P(), H(child, size=11.0), P(), H("References"), P())
    assert next(found for _, heading, found in outline(case) if heading == child) == kind


def test_sections_that_stand_among_the_facts_of_a_document() -> None:
    """What stands under a heading of facts is of them, but for sections that say plainly that they are something else."""
    head = (L("Article Information", kind="heading", level=1), L("General Information", kind="heading", level=2))
    facts = ("Article ID", "Revision Ending Date", "Source Proposed LCD")
    others = ("CMS National Coverage Policy", "Article Guidance", "Bell Coding Guidance", "Documentation Requirements")
    below = (x for text in (*facts, *others) for x in (L(text, kind="heading", level=2), PROSE))
    case = dump(*head, *below, L("Coding Information", kind="heading", level=1), PROSE)
    kinds = {heading: kind for _, heading, kind in outline(case)}
    assert {kinds.get(text, "front_matter") for text in ("General Information", *facts)} == {"front_matter"}
    assert [kinds[text] for text in others] == ["medicare", "guidelines", "coding", "documentation"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("CMS Coverage for Ring Members", "medicare"),
        ("How to Request a Review", "authorization"),
        ("About This Bulletin", "description"),
        ("Information Pertaining to All Ring Policies", "disclaimer"),
    ],
)
def test_what_a_main_heading_speaks_of(heading: str, kind: str) -> None:
    """The words of a main heading that no list holds whole give it its type."""
    case = document(H("Description"), P(), H("Policy"), P(), H(heading), P(), H("References"), P())
    assert next(found for _, text, found in outline(case) if text == heading) == kind


def test_a_procedure_that_takes_positions() -> None:
    """The procedure of a manual is coverage where its text says what is medically necessary."""

    def kind(text: str) -> str:
        case = document(H("Definitions"), P(), H("Procedure"), P(text), H("References"), P())
        return outline(case)[1][2]

    assert kind("Rings are considered medically necessary for members with weak knees in both legs.") == "coverage"
    assert kind("A nurse looks at each request on the day that it comes and writes to the member.") == "other"
