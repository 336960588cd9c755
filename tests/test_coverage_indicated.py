"""Guidelines that speak of what is indicated and supported: which sentences take a position, and what stands below them."""

from __future__ import annotations

import pytest

from extractor import payers
from extractor.coverage.positions import Lexicon
from tests.coverage_text import shape, statements

LEXICON = Lexicon("default", payers.load("default").tables["coverage"])


def positions(text: str) -> list[str]:
    """The positions of a text's sentences."""
    return [j.position for found in LEXICON.judge([(text, 0)]) for j in found]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("Routine scans of a knee that does not hurt are NOT supported.", "not_medically_necessary"),
        ("A scan after a broken toe is not indicated.", "not_medically_necessary"),
        ("Therefore, a scan is NOT indicated for members whose only sign is a rash.", "not_medically_necessary"),
        ("A scan is not indicated (even if the knee is stiff).", "not_medically_necessary"),
        ("A brace can be indicated when all of the requirements of tape have been met.", "medically_necessary"),
        ("Bags for tape are indicated for beneficiaries who walk.", "medically_necessary"),
        (
            "If the scan is unclear, more scans without contrast (wide) are supported for members.",
            "medically_necessary",
        ),
        ("Scans without contrast are not supported for runners.", "not_medically_necessary"),
        (
            "Although FDA approved, the wireless tape sensor with its battery and its charger (e.g., TapeSense Home System for the "
            "Knee) has yet to become a part of the standard of care and is considered experimental, investigational, or unproven.",
            "investigational",
        ),
    ],
)
def test_position(text: str, position: str) -> None:
    """What is indicated, supported or neither, for whom, after what, and in which kind."""
    assert positions(text) == [position]


@pytest.mark.parametrize(
    "text",
    [
        "The claim of the maker is not supported by data.",
        "Taporin is indicated for the treatment of adults with gout.",
        "Pain was indicated on a scale.",
        "The number that is indicated below the tape",
        "The patient was supported by a brace.",
        "The arch is not supported.8 by the shoe",
    ],
)
def test_no_position(text: str) -> None:
    """A drug's label, a finding, or what bears a weight takes none."""
    assert positions(text) == []


REFUSAL = """
# Criteria
 • {}
   ◦ A scan of the other knee shows what the first one missed
   ◦ Members with a plain scan need no other
 • Scans are indicated for any of the following:
   ◦ Gout
   ◦ Sprain
"""


def test_a_whole_refusal_owns_no_list() -> None:
    """What stands below an item that refuses in a whole sentence only explains it; one that opens a list owns that."""
    made = statements(REFUSAL.format("Routine scans of the knee are not indicated."))
    assert [shape(s.criteria) for s in made] == [None, ["any", "Gout", "Sprain"]]
    made = statements(REFUSAL.format("Routine scans of the knee are not indicated for any of the following:"))
    assert len(shape(made[0].criteria)) == 3
    made = statements(REFUSAL.format("Routine scans of the knee are covered."))
    assert len(shape(made[0].criteria)) == 3


@pytest.mark.parametrize(
    ("lead", "kept"),
    [
        ("Gout of the Knee.", True),
        ("Silk Tape Is Worn at Present Already.", True),
        ("Data are few for those whose only sign is a rash.", False),
        ("Taping is common.", False),
    ],
)
def test_a_sentence_before_a_statement_is_no_part_of_it(lead: str, kept: bool) -> None:
    """A name before a statement belongs to it; a sentence of its own does not."""
    (made,) = statements(
        f"# Criteria\n 1. {lead} Approve for 1 year if the patient meets both of the following:\n  a. Rest\n  b. Ice"
    )
    assert made.text.startswith(lead) is kept
