"""Related policies read from lists, rows, run-in lines and announced lines, on invented documents."""

from __future__ import annotations

import pytest

from extractor.fields import related
from extractor.pipeline import read, understand
from extractor.types import Document, Link, Reading, RelatedPolicy

HEAD = """Tidal Nerve Mapping

Policy Number: TNM.017
Effective Date: 04/01/2024

"""
TAIL = """

Description

Tidal nerve mapping is offered to people with stubborn hiccups. It takes some twenty minutes in an office.

Policy

Tidal nerve mapping is considered medically necessary for members with hiccups that last for more than two days.
"""


def listed(lines: str, *, heading: str = "Related Policies\n\n") -> tuple[str, tuple[RelatedPolicy, ...]]:
    """The text of an invented policy that lists ``lines``, and the related policies found in it."""
    reading = understand(read(f"{HEAD}{heading}{lines}{TAIL}".encode(), name="policy.txt"))
    return reading.text, related.find(reading)


def pairs(lines: str, *, heading: str = "Related Policies\n\n") -> list[tuple[str | None, str | None]]:
    """Number and title of each related policy."""
    return [(entry.number, entry.title) for entry in listed(lines, heading=heading)[1]]


ENTRIES = [
    # a number with its prefix, a dash
    ("CPB 0655 - Lantern Therapy", ("CPB 0655", "Lantern Therapy")),
    # dotted and hyphened numbers, a blank alone behind them
    ("GENE.00049 Floating Panel Testing", ("GENE.00049", "Floating Panel Testing")),
    ("CG-GENE-19 Residual Hiccup Assessment", ("CG-GENE-19", "Residual Hiccup Assessment")),
    ("CP.PHAR.264 Moonwort Extract", ("CP.PHAR.264", "Moonwort Extract")),
    # a number that looks like an outline number
    ("2.04.141 - Tidal Profiling", ("2.04.141", "Tidal Profiling")),
    ("02-61000-35, Vein Gluing", ("02-61000-35", "Vein Gluing")),
    # letters and digits together; letters in lower rank
    ("L33801 - Seat Warmers", ("L33801", "Seat Warmers")),
    ("AHS-M2160 Molecular Testing for Yawning", ("AHS-M2160", "Molecular Testing for Yawning")),
    # the number marked, before or behind
    ("#336 Biomarkers of Sighing", ("336", "Biomarkers of Sighing")),
    ("Biomarkers of Sighing, #336", ("336", "Biomarkers of Sighing")),
    ("Policy No. 12.03 - Light Rooms", ("12.03", "Light Rooms")),
    # the number behind the title, by comma or in parentheses
    ("Home Lanterns (Portable), 09-E0000-01", ("09-E0000-01", "Home Lanterns (Portable)")),
    ("Sleep Studies (L33405)", ("L33405", "Sleep Studies")),
    # a bare number needs a dash
    ("0712 - Ear Candling", ("0712", "Ear Candling")),
    # the word for the document is no part of its number
    ("Medical Policy MP360 - Hiccup Panels", ("MP360", "Hiccup Panels")),
    # a second identifier in the title stays there
    (
        "A58822 - Response to Comments: Seat Warmers - DL33800",
        ("A58822", "Response to Comments: Seat Warmers - DL33800"),
    ),
    # what the other policy is consulted for is no part of its title; nor is an address
    ("Oncology: Yawning Tests for criteria related to yawning in adults.", (None, "Oncology: Yawning Tests")),
    ("Ear Candling (https://plan.example/policies#/detail?id=12-ab)", (None, "Ear Candling")),
]

NO_NUMBER = [
    "Chiropractic Lamps",
    "Genetic Testing: General Approach",
    "COVID-19 Testing",  # a disease
    "CA-125 Monitoring",  # a marker
    "CYP450 Genotyping",  # a gene family
    "HLA-B27 Typing",
    "IL-17 Inhibitors",
    "PD-L1 Expression Testing",
    "21-Hydroxylase Testing",  # a prefix of chemistry
    "3D Printing of Orthoses",
    "Hiccup Testing (BRCA1)",  # a gene in parentheses
    "Lamp Guidelines 2024",  # a year
    "NCCN 2025 Compendium Use",
    "Sighing Biomarkers (KRAS, NRAS, HER2)",
    "Intensive Care, Levels 1-3",
    "Vitamin B12 Injections",
    "Factor VIII and Factor IX Products",
]

NOTHING = [
    "N/A",
    "n/a",
    "None",
    "None.",
    "None applicable.",
    "Not applicable",
    "No related policies",
    "There are no other policies that should be read with this one.",
    "-",
    "",
    "For other tests of yawning, please refer to:",  # a lead-in without a list
    "Benefits are determined by the member's contract, and the contract controls where it differs.",  # prose
    "Please call the plan if you have questions about whether another policy applies.",
    "Back to top",
    "Articles",
]

ELSEWHERE = [
    # a sentence that speaks of relatedness
    "Hiccups related to guidelines of older plans were studied:\nGENE.00049 Floating Panel Testing",
    # announced, but the lines behind it have no numbers
    "Please see the following related documents for additional information:\nHiccups come in three kinds.",
    # numbered lines without an announcement
    "GENE.00049 Floating Panel Testing\nGENE.00052 Whole Lantern Sequencing",
    # a mention in a sentence
    "See also policy GENE.00049 for floating panels, which is related.",
]


@pytest.mark.parametrize(("line", "expected"), ENTRIES)
@pytest.mark.parametrize("bullet", ["", "• "], ids=["line", "item"])
def test_entry_parts_into_number_and_title(line: str, bullet: str, expected: tuple[str | None, str]) -> None:
    """A line of the list gives number and title, whichever comes first, with or without a bullet."""
    assert pairs(f"{bullet}{line}\n{bullet}CPB 0713 - Wrist Lamps\n") == [expected, ("CPB 0713", "Wrist Lamps")]


@pytest.mark.parametrize("title", NO_NUMBER)
def test_a_title_keeps_what_is_no_number(title: str) -> None:
    """Diseases, markers, genes, years and levels are parts of the title, never its number."""
    assert pairs(f"• {title}\n• Wrist Lamps\n") == [(None, title), (None, "Wrist Lamps")]


@pytest.mark.parametrize("line", NOTHING)
def test_no_related_policy(line: str) -> None:
    """Words for "none", lead-ins, prose and links of the page give no entry."""
    assert pairs(f"{line}\n") == []


@pytest.mark.parametrize("line", ELSEWHERE)
def test_lines_outside_a_list_are_no_entries(line: str) -> None:
    """Outside a section of related policies only numbered lines behind an announcement are entries."""
    assert pairs(f"{line}\n", heading="Background\n\n") == []


def test_announced_list_ends_at_its_first_line_without_a_number() -> None:
    """A line that announces related documents opens a list of numbered lines, wherever it stands."""
    lines = (
        "Note: Please see the following related documents for additional information:\n"
        "GENE.00049 Floating Panel Testing\nGENE.00052 Whole Lantern Sequencing\nHiccups come in three kinds.\n"
        "GENE.00055 Late Lantern Sequencing\n"
    )
    assert pairs(lines, heading="Background\n\n") == [
        ("GENE.00049", "Floating Panel Testing"),
        ("GENE.00052", "Whole Lantern Sequencing"),
    ]


RUN_IN = [
    # articles of a coverage database, one after the other on a line
    (
        "A59403 - Response to Comments A52518 - Seat Warmers - Policy Article A55426 - Standard Papers",
        [
            ("A59403", "Response to Comments"),
            ("A52518", "Seat Warmers - Policy Article"),
            ("A55426", "Standard Papers"),
        ],
    ),
    # numbers behind their titles
    ("Eye Lamps, 09-J1000-78 Ear Lamps, 09-J1000-72", [("09-J1000-78", "Eye Lamps"), ("09-J1000-72", "Ear Lamps")]),
    ("Ear Candling; Wrist Lamps", [(None, "Ear Candling"), (None, "Wrist Lamps")]),
    # single words by commas are names; a longer title keeps its commas
    ("Lumira, Noctisan, Velaria", [(None, "Lumira"), (None, "Noctisan"), (None, "Velaria")]),
    (
        "Lamps, Lanterns and Other Lights of the Household",
        [(None, "Lamps, Lanterns and Other Lights of the Household")],
    ),
    ("CPB 0313 - Lumira, Noctisan (Velaria); Others", [("CPB 0313", "Lumira, Noctisan (Velaria); Others")]),
]


@pytest.mark.parametrize(("line", "expected"), RUN_IN)
def test_run_in_lists(line: str, expected: list[tuple[str | None, str]]) -> None:
    """Several entries on one line are parted where numbers, semicolons or single words part them, and only there."""
    assert pairs(f"{line}\n") == expected


def test_rows_of_a_table() -> None:
    """A row gives number and title in either order; its head and its empty cells give nothing."""
    lines = "Policy Title\tPolicy Number\nEar Candling\tMP 0151\nWrist Lamps\tN/A\n"
    assert pairs(lines) == [("MP 0151", "Ear Candling"), (None, "Wrist Lamps")]


def test_list_ends_before_prose_and_lines_behind_items() -> None:
    """What follows the items of a list without a bullet belongs to it only where it ends a wrapped item."""
    lines = (
        "• FDA Cleared or Approved Companion Lantern\nTesting\n• Ear Candling\n\n"
        "Copyright of the Northwind Health Plan and all of its affiliates, wherever they are and do business\n"
    )
    assert pairs(lines) == [(None, "FDA Cleared or Approved Companion Lantern Testing"), (None, "Ear Candling")]


def test_each_policy_once() -> None:
    """A policy that is listed twice is one entry."""
    assert pairs("• CPB 0655 - Lantern Therapy\n• CPB 0655 - Lantern Therapy\n") == [("CPB 0655", "Lantern Therapy")]


def test_evidence_is_the_entry() -> None:
    """The span is the entry without its bullet; rule and confidence tell how it was read."""
    text, found = listed("• CPB 0655 - Lantern Therapy\n• Wrist Lamps\n")
    spans = [(text[e.evidence.start : e.evidence.end], e.evidence.rule, e.evidence.confidence) for e in found]
    assert spans == [
        ("CPB 0655 - Lantern Therapy", "related.numbered_item", 0.95),
        ("Wrist Lamps", "related.titled_item", 0.8),
    ]


def test_links_part_a_line() -> None:
    """Links to different pages on one line are different entries; one link in two stretches is one."""
    page = understand(
        read(f"{HEAD}Related Policies\n\nEar Candling Wrist Lamps at Home\n{TAIL}".encode(), name="p.txt")
    )
    at = page.text.index("Ear Candling")
    links = (Link(at, at + 12, "a"), Link(at + 13, at + 24, "b"), Link(at + 25, at + 32, "b"))
    document = Document(page.document.name, page.document.media_type, page.text, page.document.blocks, links=links)
    found = related.find(Reading(document, page.profile, page.sections, page.mentions))
    assert [entry.title for entry in found] == ["Ear Candling", "Wrist Lamps at Home"]
