"""A leaf's typed condition: what its words ask for in numbers."""

from __future__ import annotations

import pytest

from extractor.coverage.constraints import constraint_of
from extractor.types import Constraint

CASES = [
    ("The request does not exceed 2 sessions", Constraint("measurement", "<=", 2, None, "sessions")),
    ("Body mass index exceeds 35", Constraint("measurement", ">", 35, None, None)),
    ("Member is 18 years of age or older", Constraint("age", ">=", 18, None, "year")),
    ("Age ≥ 6 years", Constraint("age", ">=", 6, None, "year")),
    ("Member is less than 19 years of age", Constraint("age", "<", 19, None, "year")),
    ("Individual is age 6 months or older", Constraint("age", ">=", 6, None, "month")),
    ("Member is between 6 and 17 years of age", Constraint("age", "between", 6, 17, "year")),
    ("Failure of at least two conventional therapies", Constraint("prior_treatment", ">=", 2, None, "trial")),
    ("Trial and failure of ≥ 3 months of one (1) agent", Constraint("prior_treatment", ">=", 1, None, "trial")),
    ("Prescribed by or in consultation with a dermatologist", Constraint("prescriber", "=", "dermatologist")),
    ("Dose does not exceed 28 mcg/day", Constraint("quantity", "<=", 28, None, "mcg/day")),
    ("Documentation of a swollen knee", Constraint("documentation")),
    (
        "Administered in a certified healthcare facility",
        Constraint("site_of_care", "=", "certified healthcare facility"),
    ),
    ("Symptoms for at least 6 months", Constraint("duration", ">=", 6, None, "month")),
    ("Body surface area of at least 10%", Constraint("measurement", ">=", 10, None, "%")),
    ("Tests are done every 3 months", Constraint("frequency", "=", 1, None, "3 month")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_constraint(text: str, expected: Constraint) -> None:
    """The words of a leaf give its kind, comparator, value and unit."""
    assert constraint_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Pain is severe",
        "Member has gout",
        "Swelling of the knee",
        "The tape is worn at night",
        "Knee is unstable",
        "Stage II disease",
        "Type 2 diabetes",
        "The requested product is preferred",
    ],
)
def test_no_constraint(text: str) -> None:
    """Words without a number or a known kind give none."""
    assert constraint_of(text) is None
