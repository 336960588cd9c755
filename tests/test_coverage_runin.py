"""Lists that run on within their statement's paragraph."""

from __future__ import annotations

from typing import Any

import pytest

from tests.coverage_text import shape, statements

RUN_IN: list[tuple[str, str, Any]] = [
    (
        "parted by semicolons",
        "The following are considered investigational: knee magnets; knee tattoos (red; blue); and knee songs.",
        ["any", "knee magnets", "knee tattoos (red; blue)", "knee songs"],
    ),
    (
        "parted by commas behind a count",
        "Knee imaging is medically necessary for gout with one or more of: swelling (mild, severe), fever, or pain at night.",
        ["any", "swelling (mild, severe)", "fever", "pain at night"],
    ),
    (
        "sentences of their own, up to the next statement",
        "Knee taping is considered medically necessary in any of the following situations: When rest has failed. "
        "In the first week after a fall. Knee magnets are considered investigational.",
        ["any", "When rest has failed", "In the first week after a fall"],
    ),
    (
        "numbered in brackets",
        "Knee taping is covered for the following criteria: [1] Rest has failed AND [2] The member is an adult.",
        ["all", "Rest has failed", "The member is an adult"],
    ),
    ("a blank before the stop", "Knee taping is considered medically necessary . Knee magnets are not covered .", None),
    # no list
    ("one thing behind a colon", "Knee taping is covered for the following: gout.", None),
    ("a colon that opens no list", "Knee taping is covered at the rate of 2:1, always, and for all.", None),
    ("a colon amid parentheses", "Knee taping is covered (for one of: gout, sprain, or pain) in adults.", None),
    ("commas without a count", "Knee taping is covered: linen, cotton, and silk.", None),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in RUN_IN], ids=[case[0] for case in RUN_IN])
def test_run_in(text: str, expected: Any) -> None:
    """The items behind an opener are the first statement's criteria; the statement ends at the colon."""
    first = statements("# Criteria\n" + text)[0]
    assert shape(first.criteria) == expected
    if expected and "[1]" not in text:
        assert first.text.endswith(("investigational", "of", "situations"))


def test_the_rest_of_the_paragraph_is_judged() -> None:
    """A statement behind a run-in list is one of its own."""
    made = statements("# Criteria\n" + RUN_IN[2][1])
    assert [s.position for s in made] == ["medically_necessary", "investigational"]
    made = statements("# Criteria\n" + RUN_IN[4][1])
    assert [s.position for s in made] == ["medically_necessary", "not_covered"]


CAUGHT_UP = """
# Criteria
Knee taping is proven in the treatment of the following conditions: Gout
   Sprain
   Torn ligament
"""


def test_the_first_item_on_the_line_of_its_opener() -> None:
    """Print that sets a list's first item behind the colon, and the others below it and deeper, gives one list."""
    (statement,) = statements(CAUGHT_UP)
    assert statement.text == "Knee taping is proven in the treatment of the following conditions"
    assert shape(statement.criteria) == ["any", "Gout", "Sprain", "Torn ligament"]


def test_what_stands_at_the_margin_is_no_item() -> None:
    """A line below that stands no deeper than the opener takes nothing of it for an item."""
    (statement,) = statements(CAUGHT_UP.replace("   Sprain", "Sprain").replace("   Torn", "Torn"))
    assert statement.text.endswith("conditions: Gout")
