"""Criteria trees: nesting by labels and indents, operators, notes, and what stays the same when the print changes."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.coverage_text import found, reading, shape, statements, tree

NESTED = """
# Criteria
Knee taping is considered medically necessary when ALL of the following are met:
  1. Member is 18 years of age or older; AND
  2. ONE of the following:
    a. Failure of a 6-week trial of rest; OR
    b. Member has a contraindication to rest; AND
  3. Prescribed by or in consultation with a surgeon.
"""

TREES: list[tuple[str, str, Any]] = [
    (
        "a criterion may begin with the name of a phase",
        """
# Criteria
Knee taping is considered medically necessary when ALL of the following are met:
  1. Age of 18 years or older
  2. Initial treatment completed, consisting of both:
    A. Two weeks of rest
    B. Two weeks of ice
  3. Pain is present
  4. Swelling is present
""",
        [
            "all",
            "Age of 18 years or older",
            ["all", "Two weeks of rest", "Two weeks of ice"],
            "Pain is present",
            "Swelling is present",
        ],
    ),
    (
        "an item calls the criteria below it by their labels; examples are no part of a criterion",
        """
# Criteria
Knee taping is considered medically necessary when ALL of the following are met:
  1. A program of rest as described by criterion A or B below, as applicable:
    A. Two weeks of rest
    B. Two weeks of ice
  2. Absence of rash from the tape. Examples of rash include itching and redness.
""",
        ["all", ["any", "Two weeks of rest", "Two weeks of ice"], "Absence of rash from the tape"],
    ),
    (
        "nesting by label and indent",
        NESTED,
        [
            "all",
            "Member is 18 years of age or older",
            ["any", "Failure of a 6-week trial of rest", "Member has a contraindication to rest"],
            "Prescribed by or in consultation with a surgeon",
        ],
    ),
    (
        "decimal labels at every depth are told by their indents",
        """
# Criteria
The plan considers taping medically necessary for the following indications:
  1. Gout
    1. Member has tried rest; or
    2. Member meets either of the following criteria:
      1. Swelling is present; or
      2. Pain is severe
  2. Sprain
    1. Member has torn a ligament
""",
        [
            "any",
            ["any", "Member has tried rest", ["any", "Swelling is present", "Pain is severe"]],
            ["all", "Member has torn a ligament"],
        ],
    ),
    (
        "a letter i after h is the ninth letter, no roman one",
        """
# Criteria
Taping is covered when all of the following are met:
  g. Age is documented
  h. Weight is documented
  i. Height is documented
""",
        ["all", "Age is documented", "Weight is documented", "Height is documented"],
    ),
    (
        "joining words alone on a line",
        """
# Criteria
Taping will be approved based on all of the following criteria:
  a. Diagnosis of gout
  -AND-
  b. One of the following:
    1) Pain at rest
    -OR-
    2) Pain at night
  -AND-
  c. Member is an adult
""",
        ["all", "Diagnosis of gout", ["any", "Pain at rest", "Pain at night"], "Member is an adult"],
    ),
    (
        "an item after the list's last AND is no longer of the list",
        """
# Criteria
Continuation of taping may be approved if the following criteria are met:
  I. Individual has experienced one or more of the following:
    A. Less pain; OR
    B. More strength; AND
    C. Individual continues to rest.
""",
        ["all", ["all", ["any", "Less pain", "More strength"], "Individual continues to rest"]],
    ),
    (
        "items without an opener below an item that ends in AND are a group of their own",
        """
# Criteria
Taping is covered when the following criteria are met:
  • Diagnosis of severe gout; AND
    o Failure of rest; OR
    o Member already uses the tape
""",
        ["all", "Diagnosis of severe gout", ["any", "Failure of rest", "Member already uses the tape"]],
    ),
    (
        "a line amid a list opens a second one for the same item",
        """
# Criteria
Taping is considered medically necessary when the conditions below are met: one of the following:
  1. Sprain including any of the following:
    a. Ankle sprain
    b. Wrist sprain
  AND ONE of the following for sprains only:
    a. Swelling
    b. Bruise
  2. Gout
    a. Received at least 2 drugs
""",
        [
            "any",
            ["all", ["any", "Ankle sprain", "Wrist sprain"], ["any", "Swelling", "Bruise"]],
            ["all", "Received at least 2 drugs"],
        ],
    ),
    (
        "at least carries its number",
        """
# Criteria
Taping is covered when at least TWO of the following are met:
  • Pain
  • Swelling
  • Heat
""",
        ["at_least 2", "Pain", "Swelling", "Heat"],
    ),
    (
        "a list judged by one line joins its things by any",
        """
# Limitations
The following are considered investigational:
  • Knee magnets
  • Ankle magnets
""",
        ["any", "Knee magnets", "Ankle magnets"],
    ),
    (
        "notes and approval lengths are no criteria",
        """
# Criteria
Gout (must meet all):
  1. Diagnosis of gout;
    Note: Examples of gout include acute gout.
  2. Dose does not exceed 28 mg a day.
  Approval duration: 6 months
""",
        ["all", "Diagnosis of gout", "Dose does not exceed 28 mg a day"],
    ),
    (
        "sub-headings within a promise are its groups",
        """
# Criteria
Tape testing is considered medically necessary when the following criteria have been met:
Diagnosis:
  • When a scan is infeasible, AND
  • When ALL of the following are not available:
    o Film
    o Plate
Progression:
  • Disease that progresses, OR
  • Disease that returns
""",
        [
            "all",
            ["all", "When a scan is infeasible", ["all", "Film", "Plate"]],
            ["any", "Disease that progresses", "Disease that returns"],
        ],
    ),
    (
        "criteria called by their labels",
        """
# Criteria
A knee lamp is covered if both criteria A and B and either criterion C or D are met.
  A. The beneficiary has gout
  B. The beneficiary can walk
  C. The beneficiary lives alone
  D. The beneficiary is blind
""",
        [
            "all",
            "The beneficiary has gout",
            "The beneficiary can walk",
            ["any", "The beneficiary lives alone", "The beneficiary is blind"],
        ],
    ),
    (
        "a list that runs on within its line",
        """
# Criteria
Taping is covered when all of the following are met: (1) Age is 18 or more; (2) Pain is severe; and (3) Rest has failed.
""",
        ["all", "Age is 18 or more", "Pain is severe", "Rest has failed"],
    ),
    (
        "an unlabelled list below a promise",
        """
# Criteria for gout
  Diagnosis of acute gout AND
  One of the following:
    Pain at rest
    Pain at night AND
  Prescribed by a surgeon
""",
        ["all", "Diagnosis of acute gout", ["any", "Pain at rest", "Pain at night"], "Prescribed by a surgeon"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [t[1:] for t in TREES], ids=[t[0] for t in TREES])
def test_tree(text: str, expected: Any) -> None:
    """A list below a statement becomes the tree that its labels, indents and words give."""
    assert tree(text) == expected


def test_leaves_quote_the_text() -> None:
    """A leaf's span holds exactly its words."""
    text = reading(NESTED).text
    (statement,) = statements(NESTED)
    assert statement.criteria is not None
    leaves = list(statement.criteria.leaves())
    assert len(leaves) == 4
    for leaf in leaves:
        assert leaf.start is not None and leaf.end is not None
        assert text[leaf.start : leaf.end] == leaf.text
    assert text[statement.evidence.start : statement.evidence.end].rstrip(":") == statement.text.rstrip(":")


CHANGES = {
    "letters in parentheses": lambda t: re.sub(r"(?m)^( +)([a-z])\. ", r"\1(\2) ", t),
    "numbers with a bracket": lambda t: re.sub(r"(?m)^( +)(\d)\. ", r"\1\2) ", t),
    "letters become romans": lambda t: t.replace(" a. ", " i. ").replace(" b. ", " ii. "),
    "numbers become capitals": lambda t: re.sub(r"(?m)^  (\d)\.", lambda m: f"  {'_ABC'[int(m[1])]}.", t),
    "deeper indents": lambda t: t.replace("  ", "      "),
    "joining words on lines of their own": lambda t: re.sub(r"; (AND|OR)\n", r"\n  \1\n", t),
    "lower-case joining words": lambda t: t.replace("; AND", "; and").replace("; OR", "; or"),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_print_does_not_change_the_tree(change: str) -> None:
    """Another label, indent or place of a joining word leaves the tree as it was."""
    assert tree(CHANGES[change](NESTED)) == tree(NESTED)


def test_without_indents_labels_suffice() -> None:
    """A dump without indents nests by its labels alone."""
    assert tree(NESTED, indent=0) == tree(NESTED)


@pytest.mark.parametrize(
    ("old", "new", "place", "operator"),
    [
        ("ALL of the following are met", "ONE of the following is met", (), "any"),
        ("ONE of the following:", "ALL of the following:", (2,), "all"),
        ("ONE of the following:", "at least TWO of the following:", (2,), "at_least 2"),
    ],
)
def test_one_word_changes_one_operator(old: str, new: str, place: tuple[int, ...], operator: str) -> None:
    """Swapping an opener's word changes exactly its operator."""
    expected = tree(NESTED)
    node = expected
    for index in place:
        node = node[index]
    node[0] = operator
    assert tree(NESTED.replace(old, new)) == expected


def test_unlabelled_remark_is_not_lost() -> None:
    """Coverage text in no statement is counted."""
    _, problems = found(
        "# Policy\nTaping is considered investigational.\nThe tape comes in rolls of six feet or more.\n"
    )
    assert [p.code for p in problems] == ["coverage_text_unplaced"]


def test_a_line_that_cannot_be_placed_stays() -> None:
    """An unlabelled line after a list's items stays a leaf that says why it could not be placed."""
    made, problems = found("""
# Criteria
Taping is covered when all of the following are met:
  1. Diagnosis of gout with one of the following:
    a. Pain
    b. Swelling
   Joint fluid was examined by a laboratory
""")
    (statement,) = made
    assert statement.criteria is not None
    loose = [leaf for leaf in statement.criteria.leaves() if leaf.unmapped]
    assert [leaf.text for leaf in loose] == ["Joint fluid was examined by a laboratory"]
    assert [p.code for p in problems] == ["criteria_unmapped"]


def test_a_page_of_nothing_gives_nothing() -> None:
    """A text without coverage sections or verdicts has no statements and no problems."""
    assert found("# Background\nThe knee is a joint.\n") == ((), ())


@pytest.mark.parametrize(
    "piece",
    [
        "(a) Age; (b) Pain; ",
        "1. one of the following: ",
        "is covered when ",
        "not ",
        "criteria A and ",
        "(1,2) ",
        "or; ",
    ],
)
def test_hostile_lines_take_linear_time(piece: str) -> None:
    """A line of endless labels, openers or verdicts is read in time that grows with its length alone."""
    begin = time.perf_counter()
    found(f"# Criteria\nTaping is covered when all of the following are met: {piece * (40_000 // len(piece))}\n")
    assert time.perf_counter() - begin < 5


def test_shape_of_nothing() -> None:
    """A statement without a list has no criteria."""
    (statement,) = statements("# Policy\nTaping is considered investigational for all indications.\n")
    assert shape(statement.criteria) is None
    assert not statement.conditional
