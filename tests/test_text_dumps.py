"""Text dumps of PDFs by common tools: pages without form feeds, lost indents, cells as lines, headings said again."""

from __future__ import annotations

import pytest

import extractor
from extractor import readers
from extractor.types import Document, Policy

FILLER = (
    "Requests are read by a clinician within ten days, or within three days where there is a danger to the member.",
    "The plan keeps a written record of each request and of the reasons that were given to the member for it.",
    "Tidal fatigue is a common complaint of people who live beside the sea and walk a good deal in its marshes.",
    "Guided breathing has been taught for many years and is described in the handbooks of several learned bodies.",
)


def read(text: str) -> Document:
    """The document of a text."""
    return readers.read(text.encode(), name="policy.txt")


def extract(text: str) -> Policy:
    """The record of a text."""
    return extractor.extract(text.encode(), name="policy.txt")


def blocks(document: Document) -> list[str]:
    """The texts of the blocks that are no furniture."""
    return [document.text_of(block) for block in document.blocks if block.kind != "furniture"]


def furniture(document: Document) -> list[str]:
    """The texts of the running lines."""
    return [document.text_of(block) for block in document.blocks if block.kind == "furniture"]


def headings(text: str) -> list[str]:
    """The headings of a text's sections."""
    return [section.heading for section in extract(text).sections]


WHO = "clinic plan member nurse panel board reader writer walker sailor".split()
WHAT = "visit letter record answer lesson ticket charter marsh harbour garden".split()


def prose(start: int, count: int) -> list[str]:
    """Full lines of running text of which no two are alike."""
    return [
        f"The {WHO[n % 10]} keeps a written note of the {WHAT[n // 10 % 10]} and of the {WHO[n // 100 % 10]} who asked for it."
        for n in range(start, start + count)
    ]


def pages(running: str, count: int, lines: int = 30) -> str:
    """Pages without numbers, a running line between two halves of a sentence at the end of each."""
    parts = []
    for number in range(count):
        body = "\n".join(prose(number * lines, lines))
        parts.append(
            f"{body}\nMembers who cannot travel may have each {WHAT[number]} of the therapy at home, provided that a\n"
        )
        parts.append(f"{running}\nclinician is present with the {WHO[number]} during the whole of it.\n")
    return "".join(parts)


def test_a_line_that_comes_page_by_page_is_furniture() -> None:
    """A running line is known without page numbers and form feeds: it comes evenly through the text and cuts sentences."""
    document = read(pages("Marsh Health Plan - Tidal Fatigue Prior Approval", 6))
    assert len(furniture(document)) == 6
    assert "provided that a clinician is present with" in document.text


@pytest.mark.parametrize(
    ("running", "count"),
    [
        ("Marsh Health Plan - Tidal Fatigue Prior Approval", 3),  # too seldom to tell
        ("Tidal", 6),  # too short
        ("The plan pays for these visits.", 6),  # a sentence of its own
        ("when the member cannot walk without", 6),  # within a sentence
    ],
)
def test_lines_that_are_no_running_lines(running: str, count: int) -> None:
    """What comes seldom, is short, or reads as text stays text."""
    assert furniture(read(pages(running, count))) == []


def test_headings_of_a_form_at_some_pages_edges_stay() -> None:
    """What stands next to a page number twice and elsewhere three times is the form's text, not furniture."""
    parts = ["First Approval\nFor people with marsh fever\n" + "\n".join(prose(6 * n, 6)) + "\n" for n in range(12)]
    text = "".join(
        "".join(parts[3 * number : 3 * number + 3]) + f"Marsh Health Plan\n{number + 1}/4\n" for number in range(4)
    )
    document = read(text)
    assert furniture(document).count("Marsh Health Plan") == 4
    assert "First Approval" not in furniture(document)


def test_many_white_lines_are_a_pages_edge() -> None:
    """A dump without form feeds leaves the white of a page's top as white lines: what comes back below is a header."""
    white = " \n" * 14
    text = white.join("Marsh Health of the North \n" + " \n".join(prose(9 * n, 9)) + " \n" for n in range(4))
    assert furniture(read(text)).count("Marsh Health of the North") == 3


def test_a_page_number_behind_a_stroke() -> None:
    """ "Page | 3" counts the pages as "Page 3" does."""
    text = "".join("\n".join(prose(9 * n, 9)) + f"\nUpdated in May, Page | {n}\n" for n in range(1, 4))
    assert furniture(read(text)) == [f"Updated in May, Page | {number}" for number in range(1, 4)]


LINES = [
    # the parenthesis that a full line leaves open is closed by the next one
    (
        [
            "1. The dose asked for is no higher than the highest dose on the label of the drug itself (see",
            "Appendix A)",
        ],
        1,
    ),
    # a line that stands twice and begins anew each time is a line of its own
    (
        ["Marsh fever (MF)", FILLER[0], "Tide sickness (TS)", FILLER[1], "Marsh fever (MF)", FILLER[2]],
        6,
    ),
    # the last word of a title behind its label, though it is the name of a section elsewhere
    (["POLICY: Tidal Conditions - Quellhorn Products Prior Authorization", "Policy", FILLER[0]], 2),
    # a label with its value over the section
    (["STATUS: Active", "Policy", FILLER[0]], 3),
    # a sentence ends and the line had room: the next line begins anew
    (["1. Tidal fatigue", "The member has had six visits to the clinic.", "Marsh fever and the like"], 3),
    # the name of a section in a narrow column
    (["Coverage", "Duration", FILLER[0]], 2),
    # two sections, one right below the other
    (["Rationale", "Summary", FILLER[0]], 3),
    # two words that name no section
    (["Tidal", "Breathing", FILLER[0]], 3),
    # column heads, on two pages: they stay apart
    (["Coverage", "Duration", FILLER[0], "Coverage", "Duration", FILLER[1]], 6),
]


@pytest.mark.parametrize(("lines", "count"), LINES)
def test_lines_of_a_dump(lines: list[str], count: int) -> None:
    """Lines that join and lines that do not, in text without empty lines."""
    before = "\n".join(FILLER) + "\n\n"
    assert len(blocks(read(before + "\n".join(lines) + "\n"))) - len(blocks(read(before))) == count


def test_bullets_on_lines_of_their_own_go_to_their_items() -> None:
    """Bullets that stand in a column before their lines: each is put before the line that begins an item."""
    items = [
        "Age 18 or older, and seen by a tidal physician in the last six months before the day on which the request",
        "was made",
        "No fever.",
        "A written plan of care",
    ]
    document = read("\n".join([*FILLER, "•", "•", "", "•", "", *items]) + "\n")
    assert blocks(document)[-3:] == [f"• {items[0]} {items[1]}", f"• {items[2]}", f"• {items[3]}"]


@pytest.mark.parametrize(
    "items",
    [
        ["No fever."],  # fewer lines than bullets
        ["No fever.", "References", "A written plan of care"],  # a section begins
        ["No fever.", "1. A written plan of care"],  # an item with a label of its own
        ["no fever", "and no cough"],  # nothing begins
    ],
)
def test_bullets_whose_items_are_not_known(items: list[str]) -> None:
    """Where fewer lines begin an item than there are bullets, no line is given one that is not its own."""
    document = read("\n".join([*FILLER, "•", "•", *items]) + "\n")
    assert sum(text.startswith("• ") for text in blocks(document)) <= 1


def test_items_whose_label_a_tab_parts_are_no_table() -> None:
    """ "o <tab>Age 18" is an item; two cells of words are a table's row."""
    text = "\n".join([*FILLER, "•\tMarsh fever:", "o \tAge 18 or older", "o \tTwo visits were made"])
    document = read(text)
    assert not document.tables and "o Two visits were made" in blocks(document)
    assert read(text + "\nCode\tMeaning\nQ1\tOne visit\nQ2\tTwo visits\n").tables


NESTED = """Marsh Health Plan Policy 12.3
Coverage Criteria
Quellhorn therapy is considered medically necessary when all of the following are met:
• Age 18 or older
• Documentation of one of the following:
o Two visits to a clinic
o Three visits at home
{stray}• No fever within 30 days
• Seen by a tidal physician
• Weight of at least 40 kg
• A written plan of care
• A signed agreement
• Rest for two weeks
• Walks of a mile
• A quiet room
References
"""


@pytest.mark.parametrize("stray", ["", " "])
def test_a_stray_blank_says_nothing_of_nesting(stray: str) -> None:
    """Without indents the kinds of bullets tell how items nest, and one blank before a bullet does not change it."""
    (statement,) = extract(NESTED.format(stray=stray)).statements
    assert statement.criteria is not None
    inner = [item for item in statement.criteria.items if getattr(item, "items", None)]
    assert len(statement.criteria.items) == 10 and len(inner) == 1


HISTORY = """Coverage Criteria
Quellhorn therapy is considered medically necessary for adults with tidal fatigue.
Revision History
07/02/2023 R6 Words on visits were made clearer for the reader of this text.
CODING INFORMATION:
Removed: Field titled "Bill Type"
01/01/2020 R5 The policy was set in the new form.
{name}
The words on the number of visits were moved here from another part of the policy.
{after}
"""


def test_a_name_within_the_rows_of_a_history_is_no_heading() -> None:
    """Between two dated rows of a history the name of a section is what a row speaks of."""
    rows = "11/05/2018 R4 New codes were added.\n10/01/2017 R3 First version."
    assert headings(HISTORY.format(name="Documentation Requirements", after=rows)) == [
        "Coverage Criteria",
        "Revision History",
    ]


@pytest.mark.parametrize("after", ["", "08/01/2024 The guide was posted.", "Some more words."])
def test_a_heading_behind_a_history(after: str) -> None:
    """Where no older row follows, the section is one of its own."""
    found = headings(HISTORY.format(name="Documentation Requirements", after=after))
    assert found[-1] == "Documentation Requirements"


SUBJECTS = """Prior Authorization Policy
Coverage Criteria

{above}
{subject}
• Age 18 or older, and seen by a tidal physician in the last six months before the request was made
• No fever within 30 days of the first visit to a clinic, and none while the course of visits lasts.
Background
"""


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        ("The plan covers quellhorn therapy for these people.", "Moderate to severe marsh fever (MF)"),
        ("• Six visits were made to a clinic and a record of each is kept", "Severe tide sickness (TS)"),
        ("Prior requests were read by the panel for each of the members.", "Tidal and marsh fever (TMF)1,3-5"),
    ],
)
def test_a_name_with_its_short_form_over_a_list_is_a_heading(above: str, subject: str) -> None:
    """In text without styles a disease with its short form opens a section, though not each word has a capital."""
    assert subject.rstrip("1,3-5") in headings(SUBJECTS.format(above=above, subject=subject))


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        ("Signs of the illness are any of these:", "Tide protein (TP)"),  # the first of a list without marks
        ("Marsh protein (MP)", "Tide protein (TP)"),  # one of a list of short lines
        ("The plan covers quellhorn therapy for these people.", "• Severe tide sickness (TS)"),  # an item
        ("The plan covers quellhorn therapy for these people.", "with severe tide sickness (TS)"),  # the end of a line
        ("The plan covers quellhorn therapy for these people.", "Severe tide sickness (TS) was seen."),  # a sentence
    ],
)
def test_a_name_with_its_short_form_that_is_no_heading(above: str, subject: str) -> None:
    """Items, rows of short lines and sentences open no section."""
    assert headings(SUBJECTS.format(above=above, subject=subject)) == ["Coverage Criteria"]


def test_a_bare_heading_of_coverage_hands_its_part_on() -> None:
    """A dump keeps no levels: what stands below an empty heading of coverage, in a part of no kind, is coverage."""
    body = (
        "The plan may authorize coverage of these products for members meeting the following criteria:\n"
        "• Age 18 or older\n• Two visits were made to a clinic\n"
    )
    found = extract(
        f"Prior Authorization Policy\nProducts Affected:\n{body}Background\n" + "\n".join(FILLER)
    ).statements
    assert [statement.position for statement in found] == ["covered"]


def test_numbers_of_policies_do_not_nest() -> None:
    """A list whose numbers leave some out is one list: each is no part of the one before."""
    names = ["2.04.33 Marsh Tests", "2.04.45 Tide Tests", "2.04.61 Shore Tests", "2.04.77 Dune Tests"]
    text = "Coverage Criteria\nThe following services are covered:\n" + "\n".join(names) + "\n" + "\n".join(FILLER)
    statement = extract(text).statements[0]
    assert statement.criteria is not None
    assert all(getattr(item, "items", None) in (None, ()) for item in statement.criteria.items)
