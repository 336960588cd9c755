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
        "a whole sentence over criteria of its own names the case that they are asked in",
        """
# Criteria
Knee taping is covered when any of the following are met:
  1. Member has a sprain of the knee that has gone on for more than three months at least.
    a. Member is an adult
    b. Member has tried rest
  2. Member is a dancer
""",
        ["any", ["all", "Member is an adult", "Member has tried rest"], "Member is a dancer"],
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


POSITIONS = [
    # the necessity of something else qualifies what is covered
    ("One roll of tape is covered per episode of reasonable and necessary knee taping.", "covered"),
    ("Extra rolls are covered for reasonable and necessary changes of the tape.", "covered"),
    ("Members must be seen again to establish the medical necessity of continued coverage.", None),
    # the verdict itself, with what it is for
    ("Knee taping is reasonable and necessary for members with a sprain.", "medically_necessary"),
    ("Tape is covered as reasonable and necessary when the knee hurts.", "medically_necessary"),
    ("Knee taping meets the definition of medical necessity when the knee hurts.", "medically_necessary"),
    # what is rarely so is denied
    ("Knee taping for more than two weeks is rarely reasonable and necessary.", "not_medically_necessary"),
    ("A second roll of tape is seldom medically necessary.", "not_medically_necessary"),
]


@pytest.mark.parametrize(("text", "position"), POSITIONS)
def test_position(text: str, position: str | None) -> None:
    """Words of necessity that only qualify a noun take no position; what is rarely necessary is not necessary."""
    assert [s.position for s in statements(f"# Policy\n{text}\n")] == ([position] if position else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tape that is delivered without a valid, documented request will be denied as not medically necessary.", True),
        ("Tape without a clean, prior order will be denied as not medically necessary.", True),
        ("Tape without glue is not medically necessary.", False),
    ],
)
def test_without_what_is_required(text: str, expected: bool) -> None:
    """A denial of what comes without a required paper is conditional; one of what is made without something is not."""
    (statement,) = statements(f"# Policy\n{text}\n")
    assert statement.conditional is expected


def test_an_item_that_must_is_no_statement() -> None:
    """An item without a subject that begins with a duty is a criterion, even where it speaks of authorization."""
    (statement,) = statements("""
# Criteria
Subsequent Authorization Criteria
  • Must provide the clinical response to taping
  • Must meet all initial criteria for subsequent authorizations.
""")
    assert shape(statement.criteria) == [
        "all",
        "Must provide the clinical response to taping",
        "Must meet all initial criteria for subsequent authorizations",
    ]


LISTS: list[tuple[str, str, Any]] = [
    (
        "what does not exceed one of some limits keeps one of them",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has pain
  2. Use does not exceed one of the following:
    a. Adults: two rolls
    b. Children: one roll
""",
        ["all", "Member has pain", ["any", "Adults: two rolls", "Children: one roll"]],
    ),
    (
        "what is not any of some things is none of them",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has pain
  2. Member does not have any of the following:
    a. An open wound
    b. A fracture
""",
        ["all", "Member has pain", ["none", "An open wound", "A fracture"]],
    ),
    (
        "a patient weighs one of some weights",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has pain
  2. First dose of glue:
    a. Weight ≤ 50 kg: 20 mg once
    b. Gluex only: Weight > 50 kg: 30 mg once
""",
        ["all", "Member has pain", ["any", "Weight ≤ 50 kg: 20 mg once", "Gluex only: Weight > 50 kg: 30 mg once"]],
    ),
    (
        "doses that go together stay together",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has pain
  2. Doses of glue:
    a. 20 mg at first
    b. Weight is written in the chart: 30 kg or more
""",
        ["all", "Member has pain", ["all", "20 mg at first", "Weight is written in the chart: 30 kg or more"]],
    ),
    (
        "each of the things that are listed below is covered",
        """
# Criteria
Limited coverage may be provided for specific tests reported below:
  • Knee scan
  • Ankle scan
""",
        ["any", "Knee scan", "Ankle scan"],
    ),
    (
        "labels without a blank behind them count on",
        """
# Criteria
Knee taping is covered when any of the following are met:
  a) Swelling; b)Warmth in the knee; c)Severe pain
""",
        ["any", "Swelling", "Warmth in the knee", "Severe pain"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_list(text: str, expected: Any) -> None:
    """Operators and items of a list."""
    (statement,) = statements(text)
    assert shape(statement.criteria) == expected


def test_a_refusal_among_criteria_is_a_statement_too() -> None:
    """An item that refuses something of its own accord is told besides; one about the patient or a case is not."""
    made = statements("""
# Criteria
Sprained ankle (must meet all):
  1. Member is an adult
  2. Gluex will not be covered together with Tapex
  3. Member is not eligible for, and not covered by, the taping program
  4. If a doctor forgot the form, taping is not covered
  5. Taping is not recommended for dancers
""")
    assert [(s.text, s.position) for s in made] == [
        ("Sprained ankle (must meet all)", "covered"),
        ("Gluex will not be covered together with Tapex", "not_covered"),
    ]


def test_what_documents_include_is_no_statement() -> None:
    """A sentence about what papers hold takes no position, however it ends."""
    assert not statements(
        "# Criteria\nSupporting documentation includes notes which show that taping is medically necessary.\n"
    )


def test_diagnoses_amid_criteria_for_all() -> None:
    """Two diagnoses with criteria of their own are alternatives; what stands beside them goes for both."""
    (statement,) = statements("""
# Criteria
Knee taping is covered for members who need it, with the criteria below:
  1. Member is an adult
  2. The patient must have a diagnosis of sprain
    a. Rest was tried
    b. Ice was tried
  3. Must have moderate to severe gout
    a. Diet was tried
""")
    assert shape(statement.criteria) == [
        "all",
        "Member is an adult",
        ["any", ["all", "Rest was tried", "Ice was tried"], ["all", "Diet was tried"]],
    ]


def test_a_diagnosis_alone_is_no_alternative() -> None:
    """One diagnosis with criteria of its own is asked with all the others."""
    (statement,) = statements("""
# Criteria
Knee taping is covered for members who need it, with the criteria below:
  1. Member is an adult
  2. The patient must have a diagnosis of sprain
    a. Rest was tried
    b. Ice was tried
""")
    assert shape(statement.criteria) == ["all", "Member is an adult", ["all", "Rest was tried", "Ice was tried"]]


@pytest.mark.parametrize(
    ("before", "position"),
    [
        ("• Gluex is also indicated for the treatment of sprains as first therapy", "covered"),
        ("Gluex is also indicated for the treatment of sprains as first therapy", "medically_necessary"),
        ("Gluex is medically necessary for sprains", "medically_necessary"),
        ("Gluex is not medically necessary for dancers", "covered"),
    ],
)
def test_what_a_block_takes_its_position_from(before: str, position: str) -> None:
    """A block without a word of its own speaks of necessity where the payer does, not where it repeats a drug's label."""
    made = statements(f"""
# Criteria
{before}
# Coverage of taping
Sprained ankle (must meet all):
  1. Member is an adult
  2. Member has tried rest
""")
    assert made[-1].text == "Sprained ankle (must meet all)"
    assert made[-1].position == position


def test_a_remark_that_is_an_item_is_kept_in_its_list() -> None:
    """A list's item stands in its tree even where its words make a remark of it; an unlabelled remark does not."""
    (statement,) = statements("""
# Criteria
Knee taping is covered when all of the following are met:
  • Member is an adult
  • NOTE: Member does not have to try rest
  Note: Rest is common in winter.
  • Member has tried ice
""")
    assert shape(statement.criteria) == [
        "all",
        "Member is an adult",
        "NOTE: Member does not have to try rest",
        "Member has tried ice",
    ]


BEHIND = """
# Criteria
1. Tapex is medically necessary when ALL of the following are met:
   a. Member has a sore knee
   b. Member has tried rest
  Gluex is medically necessary for ONE of the following:
    • Member has a stiff neck
    • Member has a sprained ankle
"""


def test_a_statement_behind_a_list() -> None:
    """A statement that stands behind the items of a list, with a list of its own, is no item of the first."""
    made = statements(BEHIND)
    assert [shape(s.criteria) for s in made] == [
        ["all", "Member has a sore knee", "Member has tried rest"],
        ["any", "Member has a stiff neck", "Member has a sprained ankle"],
    ]


def test_what_goes_on_with_a_list() -> None:
    """A line behind the items that opens a list and takes no position goes on with theirs."""
    made = statements(BEHIND.replace("Gluex is medically necessary for", "Member has"))
    assert [shape(s.criteria) for s in made] == [
        [
            "all",
            "Member has a sore knee",
            "Member has tried rest",
            ["any", "Member has a stiff neck", "Member has a sprained ankle"],
        ]
    ]


def test_numbered_headings_hold_statements() -> None:
    """Headings that name groups of patients, with statements below them, make no block of the heading over them."""
    made = statements(
        """
# Coverage Criteria
# 1. Adults (18 years and older)
Tapex is considered medically necessary for adults when ALL of the following are met:
  • Member has a sore knee
  • Member has tried rest
# 2. Children (under 18 years)
Tapex is considered medically necessary for children with a sprained ankle.
"""
    )
    assert [s.text[:49] for s in made] == [
        "Tapex is considered medically necessary for adult",
        "Tapex is considered medically necessary for child",
    ]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("When repeat taping of the knee and the hip at home is not covered", False),  # asks, however long
        ("What the plan says when repeat taping of a knee is not covered", False),
        ("Repeat taping of the knee and the hip at home is not covered", True),  # a sentence
        ("When tape came off the knee before, repeat taping at home is not covered", True),  # its clause comes first
    ],
)
def test_a_heading_that_begins_with_when_states_nothing(heading: str, said: bool) -> None:
    """A heading that asks when something is covered states no position, however long it is; a sentence does."""
    made = statements(f"# {heading}\nTaping for cats is considered investigational.\n")
    assert (heading in {one.text for one in made}) is said
