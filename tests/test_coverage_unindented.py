"""Trees of criteria where no indent tells how list items nest."""

from __future__ import annotations

import pytest

from tests.coverage_text import shape, statements, tree


def test_a_list_ends_with_the_item_that_joins_nothing() -> None:
    """Behind "1. …; or" and "2. …;" a "3." counts on in the list outside, for the inner one has ended."""
    text = """
# Policy
Taping is considered medically necessary for the following indications when criteria are met:
1. Gout
1. Pain at night; or
2. When any of the following is met:
1. Swelling; or
2. Stiffness;
2. Lupus
1. A rash on the face; or
2. Severe disease;
3. Rickets
"""
    assert tree(text, indent=0)[1:] == [
        ["any", "Pain at night", ["any", "Swelling", "Stiffness"]],
        ["any", "A rash on the face", "Severe disease"],
        "Rickets",
    ]


def test_a_paragraph_below_a_name_is_its_own() -> None:
    """An item that is but a name takes the paragraph below it, and its list, where the count goes on behind them."""
    text = """
# Policy
Taping is considered medically necessary for the following indications:
1. Gout
For members who keep a positive response when either of the following is met:
1. Less pain; or
2. Less swelling;
2. Lupus
For members who keep a positive response when any of the following is met:
1. Less rash; or
2. Fewer flares
"""
    assert [part[-1] for part in tree(text, indent=0)[1:]] == [
        ["any", "Less pain", "Less swelling"],
        ["any", "Less rash", "Fewer flares"],
    ]


def test_a_name_behind_a_list_opens_its_own() -> None:
    """A line over a list that counts past the item before it is no paragraph of that item."""
    text = """
# Policy
Gout (must meet all):
1. Pain
2. Rest
Lupus (must meet all):
1. Rash
2. Fever
3. Flares
"""
    assert [shape(made.criteria) for made in statements(text, indent=0)] == [
        ["all", "Pain", "Rest"],
        ["all", "Rash", "Fever", "Flares"],
    ]


def test_a_joined_paragraph_amid_a_count() -> None:
    """A paragraph that a joining word opens stays within the item before it where the list outside counts on below."""
    text = """
# Policy
Taping is considered medically necessary when one of the following is met:
1. Gout including any of the following:
a. Gout of the toe
b. Gout of the knee
AND ONE of the following for gout ONLY:
a. Pain at night
b. Swelling
2. Lupus
"""
    assert tree(text, indent=0) == [
        "any",
        ["all", ["any", "Gout of the toe", "Gout of the knee"], ["any", "Pain at night", "Swelling"]],
        "Lupus",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("Gout; AND", "Age of 18 years; AND", "Trial of two of the following:", "Tape; OR", "Glue; OR", "Rest"),
            ["all", "Gout", "Age of 18 years", ["at_least 2", "Tape", "Glue", "Rest"]],
        ),
        (  # no list is promised
            ("Gout; AND", "Age of 18 years; AND", "Trial of two tapes", "Tape; OR", "Glue; OR", "Rest"),
            ["all", "Gout", "Age of 18 years", "Trial of two tapes", ["any", "Tape", "Glue", "Rest"]],
        ),
        (  # the list is said to be joined otherwise
            ("Gout; AND", "Age of 18 years; AND", "Trial of all of the following:", "Tape; OR", "Glue; OR", "Rest"),
            ["all", "Gout", "Age of 18 years", "Trial of all of the following", ["any", "Tape", "Glue", "Rest"]],
        ),
        (  # the sentence ends
            ("Gout; AND", "Age of 18; AND", "Trial of one of the following tapes", "Tape; OR", "Glue; OR", "Rest"),
            ["all", "Gout", "Age of 18", "Trial of one of the following tapes", ["any", "Tape", "Glue", "Rest"]],
        ),
    ],
)
def test_alternatives_behind_the_item_that_promises_them(lines: tuple[str, ...], expected: list[object]) -> None:
    """In a list of one level the items joined by "or" at its end belong to the item that opens a list with a colon."""
    text = "# Policy\nTaping is covered when the following are met:\n" + "\n".join(f"• {line}" for line in lines)
    assert tree(text, indent=0) == expected
