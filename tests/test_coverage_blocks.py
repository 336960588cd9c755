"""Which names open blocks of criteria: by their neighbours, by the criteria beside a list, by the words that open it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.coverage_text import shape, statements

PEERS = """
# Criteria
• Sore knee: Tapex, Gluex
  o Member is 18 years of age or older
  o Member has tried rest
• Sprained ankle: Tapex
  o Member is 12 years of age or older
  o Member has tried ice
• Stiff neck: Gluex
  o Swelling of more than 2 cm
  o Warm to the touch
  o Member has tried ice
  o NOTE: nobody needs a scan
"""


def test_a_name_is_a_block_as_its_peers_are() -> None:
    """A name amid names that open blocks opens one too, whatever half of its list looks like."""
    made = statements(PEERS)
    assert [s.text for s in made] == ["Sore knee: Tapex, Gluex", "Sprained ankle: Tapex", "Stiff neck: Gluex"]
    assert shape(made[2].criteria)[:4] == [
        "all",
        "Swelling of more than 2 cm",
        "Warm to the touch",
        "Member has tried ice",
    ]


@pytest.mark.parametrize(
    "text",
    [
        PEERS.replace("  o Member has tried ice\n  o NOTE: nobody needs a scan\n", ""),  # nothing asked of a member
        PEERS.replace("• Stiff neck: Gluex", "• Dosing: Gluex"),  # a name of another part
        PEERS.replace("• Stiff neck: Gluex", "• Stiff necks are common in winter."),  # a sentence, no name
        PEERS.replace("• Stiff neck: Gluex", "# Stiff neck: Gluex"),  # a heading is no peer of list items
        PEERS[: PEERS.index("• Sprained")] + PEERS[PEERS.index("• Stiff") :],  # one peer is no row of them
    ],
)
def test_what_is_no_peer_opens_no_block(text: str) -> None:
    """Another form, another part, a sentence, or a single neighbour make no block of a name."""
    assert "Stiff neck: Gluex" not in {s.text for s in statements(text)}


TREES: list[tuple[str, str, Any]] = [
    (
        "a criterion beside lists that must be met shows that the heading owns them all",
        """
# Criteria for taping
  1. For Tapex, the member must meet ALL of the following:
    a. Member has pain
    b. Member has tried rest
  2. Member has no open wound
  3. Member does not smoke
""",
        [
            "all",
            ["all", "Member has pain", "Member has tried rest"],
            "Member has no open wound",
            "Member does not smoke",
        ],
    ),
    (
        "an item that is a whole sentence stands beside what is said below it",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has tried rest, ice and two kinds of glue without any success at all.
    a. Success is less pain than before within three months.
  2. Member is an adult
""",
        [
            "all",
            [
                "all",
                "Member has tried rest, ice and two kinds of glue without any success at all",
                "Success is less pain than before within three months",
            ],
            "Member is an adult",
        ],
    ),
    (
        "an item that opens a list is its opener alone",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has tried rest, ice and two kinds of glue, each of them for the following:
    a. Pain at night
    b. Pain by day
  2. Member is an adult
""",
        ["all", ["all", "Pain at night", "Pain by day"], "Member is an adult"],
    ),
    (
        "what is asked of a patient decides, not the names of lists beside it",
        """
# Criteria for taping
  1. Member has had pain for a month
  2. Member has tried rest
  3. Tapex:
    a. Member is an adult
    b. Member has tried ice
  4. Gluex:
    a. Member is a child
    b. Member has tried a splint
""",
        [
            "all",
            "Member has had pain for a month",
            "Member has tried rest",
            ["all", "Member is an adult", "Member has tried ice"],
            ["all", "Member is a child", "Member has tried a splint"],
        ],
    ),
    (
        "a remark in parentheses parts no opener from its list",
        """
# Criteria
Patients will be considered ready for knee taping if they meet the following criteria.
(1 and 2 should be present; factors from 3 will add support.)
  1. Swelling
  2. Warmth
""",
        ["all", "Swelling", "Warmth"],
    ),
    (
        "short names with lists of their own stand below the opener that awaits them",
        """
# Criteria
Patients will be considered ready for knee taping if they meet the following criteria:
Signs (1 and 2 should be present. Factors from 3 will lend support.)
  1. Swelling
  2. Warmth
Sounds
  1. Clicking
  2. Cracking
""",
        ["all", ["all", "Swelling", "Warmth"], ["all", "Clicking", "Cracking"]],
    ),
    (
        "cases with criteria of their own are each enough",
        """
# Criteria
Patients will be considered ready for knee taping if they meet the following criteria:
Acute sprain (1 and 2 should be present.)
  1. Swelling
  2. Warmth
Old sprain
  1. Clicking
  2. Cracking
""",
        ["any", ["all", "Swelling", "Warmth"], ["all", "Clicking", "Cracking"]],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in TREES], ids=[case[0] for case in TREES])
def test_tree(text: str, expected: Any) -> None:
    """Operators and nesting of a block's criteria."""
    (statement,) = statements(text)
    assert shape(statement.criteria) == expected


@pytest.mark.parametrize(
    "opener",
    [
        "Patients have met the clinic's staff and its criteria over the years.",
        "Knees are drawn in the following pictures, which meet our criteria for print in the books that we sell.",
        "The criteria were written in the following way by a committee of patients.",
    ],
)
def test_no_opener_in_plain_words(opener: str) -> None:
    """A sentence that speaks of criteria without asking that those which follow be met opens no block."""
    assert not statements(f"# Criteria\n{opener}\n  1. Swelling\n  2. Warmth\n")
