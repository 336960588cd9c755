"""Lists in layouts of their own: labels that run on in a line, "2.0" and "1 -" as labels, lists under a phase."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.coverage.labels import LABEL, ordinals_of
from extractor.coverage.lines import _run_on
from tests.coverage_text import shape, statements


def told(text: str) -> list[tuple[str, object]]:
    """The statements of a text: words and tree."""
    return [(s.text.rstrip(":."), shape(s.criteria)) for s in statements(text)]


def test_decimal_labels_count_whole_numbers() -> None:
    """A label "2.0" is the second of its list, over "2.1" and "2.2"; "1.2" is the second below the first."""
    assert ordinals_of("2.0") == {("1.0", "."): 2}
    assert ordinals_of("1.2") == {("1.1", "."): 2}


def test_a_number_and_a_dash_are_a_label() -> None:
    """A number before a dash labels an item, and its list opens under a bare heading of criteria."""
    assert told(
        """
# Criteria
Approval Criteria
 1 - One of the following:
  1.1 Sprain of the knee
  1.2 Gout of the knee
 2 - Trial of a brace
 3 - Both of the following:
  3.1 Age of 18 years
  3.2 No allergy to tape
"""
    ) == [
        (
            "Approval Criteria",
            [
                "all",
                ["any", "Sprain of the knee", "Gout of the knee"],
                "Trial of a brace",
                ["all", "Age of 18 years", "No allergy to tape"],
            ],
        )
    ]


PAGE = (
    "Ring Health Plan COVERAGE POLICY A. Ring Health considers knee taping medically necessary when ALL of the following "
    "criteria are met: 1. The member is 18 years of age or older; and 2. The member has tried a brace. B. Ring Health "
    "considers toe taping medically necessary if the toe is broken. C. The following procedures are not medically necessary: "
    "1. Taping for pain of the back 2. Taping of the other knee D. Taping to look better is not covered."
)


def test_a_page_in_one_line_keeps_its_outline() -> None:
    """Letters behind a heading in capitals begin a list; each goes on behind the numbers below the one before it."""
    found = extract(PAGE.encode(), name="page.txt").statements
    assert [s.text.rstrip(".:") for s in found] == [
        "Ring Health considers knee taping medically necessary when ALL of the following criteria are met",
        "Ring Health considers toe taping medically necessary if the toe is broken",
        "The following procedures are not medically necessary",
        "Taping to look better is not covered",
    ]
    assert [leaf.text for leaf in found[2].criteria.leaves()] == [  # type: ignore[union-attr]
        "Taping for pain of the back",
        "Taping of the other knee",
    ]


def test_a_letter_that_names_a_disease_is_no_label() -> None:
    """Behind "hepatitis" a capital letter goes on with no list."""
    text = "POLICY TERMS A. Taping is covered when: 1. Member has hepatitis B. Ring therapy is unproven. B. Magnets are not covered."
    assert not any(
        s.text.startswith("Ring therapy") and s.criteria for s in extract(text.encode(), name="a.txt").statements
    )


def test_the_list_below_a_phase_belongs_to_the_line_that_asks_for_it() -> None:
    """An opening line takes the list under "Initial:"; the one under "Reauthorization:" is a statement of its own."""
    text = """# Knee Taping

## Coverage Criteria

### Gout

Meets medical necessity if all the following are met:

#### Initial:

1. Being used for severe gout
2. Not used in combination with magnets

#### Reauthorization:

1. Member has achieved a response
2. Not used in combination with magnets
"""
    assert [(s.text.rstrip(":"), shape(s.criteria)) for s in extract(text.encode(), name="tape.md").statements] == [
        (
            "Meets medical necessity if all the following are met",
            ["all", "Being used for severe gout", "Not used in combination with magnets"],
        ),
        ("Reauthorization", ["all", "Member has achieved a response", "Not used in combination with magnets"]),
    ]


def test_evidence_that_is_wanting_for_a_list_is_a_position() -> None:
    """A line that finds no evidence for what it lists judges each of them; so does one over criteria that "apply"."""
    assert [
        (s.position, shape(s.criteria))
        for s in statements(
            """
# Policy
There is insufficient evidence in the published medical literature to show that the following are as safe as tape:
 1. Magnets
 2. Copper rings
A second tape is covered when the criteria above are met AND any of the following apply:
 1. Member has pain at night
 2. Member has a torn tape
"""
        )
    ] == [
        ("investigational", ["any", "Magnets", "Copper rings"]),
        ("covered", ["any", "Member has pain at night", "Member has a torn tape"]),
    ]


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        ("1.3 Pain at night; and 1.4 The knee is dry", ["Pain at night; and", "The knee is dry"]),
        ("1.3 Pain at night; and 1.5 The knee is dry", ["Pain at night; and 1.5 The knee is dry"]),
        ("1.3 Pain of grade 1.4 The scale is old", ["Pain of grade 1.4 The scale is old"]),  # nothing ends before it
        ("1.3 Pain at night; or 1.4 mg of tape", ["Pain at night; or 1.4 mg of tape"]),
        ("Pain at night; and 1.4 The knee is dry", ["Pain at night; and 1.4 The knee is dry"]),  # it does not count
    ],
)
def test_a_number_in_parts_counts_on_within_a_line(item: str, parts: list[str]) -> None:
    """ "1.4" behind an item's end is the label of the next one only where the list has come to "1.3"."""
    label = LABEL.match(item)
    start, own = (label.end(), ordinals_of(label.group().strip())) if label else (0, None)
    found = _run_on(item, start, len(item), own)
    assert [item[begin:end].strip() for _, begin, end, _ in found] == parts


@pytest.mark.parametrize(
    ("opener", "operator"),
    [
        ("Each of the following is considered investigational:", "any"),
        ("All of the following are considered not medically necessary:", "any"),
        ("Taping is considered investigational when all of the following are met:", "all"),
        ("Both of the following are met and taping is covered:", "all"),
        ("All of the following criteria must be met or taping is not covered:", "all"),
    ],
)
def test_each_of_the_things_that_are_refused(opener: str, operator: str) -> None:
    """Where the list is the subject of a refusal, each of its items is refused by itself."""
    (made,) = statements(f"# Policy\n{opener}\n  • Tape for gout\n  • Glue for a sprain")
    assert made.criteria is not None and made.criteria.operator == operator


def test_a_numbered_statement_that_names_the_policy() -> None:
    """ "It is the policy of …" opens a statement in a list of them, "It is needed …" a criterion."""
    text = """
# Policy/Criteria
I. It is the policy of Larkspur Health Plan that taping is medically necessary when all of the following are met:
  A. Gout
  B. Pain
II. It is the policy of Larkspur Health Plan that glue is medically necessary when rest has failed.
III. It is the policy of Larkspur Health Plan that wax is not medically necessary.
"""
    assert [made.position for made in statements(text)] == [
        "medically_necessary",
        "medically_necessary",
        "not_medically_necessary",
    ]
    asked = """
# Policy
Taping is medically necessary when all of the following are met:
  1. Gout
  2. It is needed for work and would be approved by a surgeon
"""
    assert len(statements(asked)) == 1
