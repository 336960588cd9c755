"""Sentences that qualify a statement, and statements that point back at others."""

from __future__ import annotations

import pytest

from extractor.coverage import notes
from tests.coverage_text import found, reading, statements

PROSE = """
# Criteria
Knee taping is covered for chronic gout. Chronic gout is defined as gout of more than three months.
The surgeon must evaluate the knee at least monthly. The knee is a joint of the leg.
Knee magnets are considered investigational.
"""

KINDS: list[tuple[str, str | None]] = [
    ("Chronic gout is defined as gout of more than three months.", "definition"),
    ("Standard care includes rest, ice and shoes.", "definition"),
    ("The surgeon must evaluate the knee.", "duty"),
    ("A tape applied to both knees should be treated as a single tape.", "duty"),
    ("The knee must be evaluated at least monthly by the surgeon.", "frequency"),
    ("Pain scores must be documented in the chart notes.", "documentation"),
    ("These rules are limited to linen tapes, for others are no longer made.", "limit"),
    # what merely describes is no note
    ("The knee is a joint of the leg.", None),
    ("Many people have pain in their knees.", None),
    ("Tapes came into use in Ruritania.", None),
    ("Two types of tape are sold today.", None),
]


@pytest.mark.parametrize(("words", "kind"), KINDS)
def test_kind(words: str, kind: str | None) -> None:
    """A sentence's own words say what it adds to a statement."""
    assert notes.kind_of(words) == kind


def test_notes_follow_their_statement() -> None:
    """Definitions and duties stand at the statement before them, word for word; what describes is counted as unplaced."""
    (taping, magnets), problems = found(PROSE)
    assert [(n.kind, n.text) for n in taping.notes] == [
        ("definition", "Chronic gout is defined as gout of more than three months."),
        ("frequency", "The surgeon must evaluate the knee at least monthly."),
    ]
    assert magnets.notes == ()
    text = reading(PROSE).text
    assert all(" ".join(text[n.start : n.end].split()) == n.text for n in taping.notes)
    assert [p.message for p in problems] == [
        f"{round(100 * 31 / 227)} % of the coverage text (31 of 227 characters) is in no statement, criterion or note"
    ]


def test_note_before_the_first_statement_of_its_section() -> None:
    """A remark that stands before a section's first statement is that statement's."""
    text = (
        "# Criteria for feet\nFoot taping is covered.\n# Criteria for knees\nNote: These rules hold for linen tapes.\n"
        "Knee taping is covered."
    )
    foot, knee = statements(text)
    assert (foot.notes, [n.kind for n in knee.notes]) == ((), ["remark"])


def test_remarks_amid_criteria_are_notes_and_no_leaves() -> None:
    """A note amid a list stands at the statement; the tree has the list alone."""
    text = """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member is an adult; and
  Note: Adults are members of 18 years or more.
  2. Rest has failed.
"""
    (statement,) = statements(text)
    assert statement.criteria is not None
    assert [leaf.text for leaf in statement.criteria.leaves()] == ["Member is an adult", "Rest has failed"]
    assert [(n.kind, n.text) for n in statement.notes] == [("remark", "Adults are members of 18 years or more.")]


def test_no_statement_no_note() -> None:
    """Without a statement a duty qualifies nothing: it is counted as unplaced."""
    none, problems = found("# Criteria\nThe surgeon must evaluate the knee at least monthly.")
    assert none == () and [p.code for p in problems] == ["coverage_text_unplaced"]


BACK: list[tuple[str, tuple[str, ...]]] = [
    ("Knee taping that does not meet the above criteria is considered not medically necessary.", ("s1", "s2")),
    ("Knee taping is considered not medically necessary when these criteria are not met.", ("s1", "s2")),
    ("All other indications are considered investigational.", ("s1", "s2")),
    ("Except as noted above, knee taping is not covered.", ("s1", "s2")),
    ("This procedure is considered investigational for feet.", ("s2",)),
    # nothing that points back
    ("Knee magnets are considered investigational.", ()),
    ("Knee magnets are considered investigational for all indications.", ()),
    ("Knee magnets are considered medically necessary when the following criteria are met:", ()),
    ("Knee magnets that do not meet criteria listed below are not covered.", ()),
    ("This policy considers knee magnets to be investigational.", ()),
]


@pytest.mark.parametrize(("words", "back"), BACK)
def test_refers_to(words: str, back: tuple[str, ...]) -> None:
    """Words that point back at criteria or at a procedure are resolved to the statements that have them."""
    text = (
        "# Criteria\nFoot taping is covered for members with gout.\nKnee taping is covered for members with gout.\n"
        + words
    )
    made = statements(text)
    assert [s.refers_to for s in made] == [(), (), back]


def test_criteria_of_the_nearest_section_are_meant() -> None:
    """Where the section has criteria of its own, those are the ones above."""
    text = (
        "# Criteria for feet\nFoot taping is covered for members with gout.\n# Criteria for knees\n"
        "Knee taping is covered for members with gout.\nKnee taping that does not meet these criteria is not covered."
    )
    assert [s.refers_to for s in statements(text)] == [(), (), ("s2",)]
