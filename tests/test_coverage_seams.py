"""Statements that a dump runs into a list's last item, or that the outline hung below it, stand for themselves."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.coverage.lifting import lift
from extractor.coverage.lines import Line
from extractor.coverage.nodes import Node
from extractor.coverage.seams import _seams, counted_on
from extractor.types import Criterion
from tests.coverage_text import shape


def leaves(tree: Criterion | None) -> list[str]:
    """The words of a tree's leaves."""
    return [leaf.text or "" for leaf in tree.leaves()] if tree is not None else []


FLAT = (
    "Knee Taping Policy Policy Coverage Criteria Gout of the knee (GK) Knee taping to treat pain may be considered medically "
    "necessary when ALL of the following are met: • Age of 18 years or older • Trial of a brace Sprain of the knee (SK) Knee taping "
    "of a sprain is considered investigational, except in athletes. All other situations Knee taping to look better is considered not "
    "medically necessary. References 1. Tape A. Taping of knees. J Tape. 2020; 6(1): 58. PMID 32678103"
)


def test_a_statement_that_an_item_runs_on_into_is_apart() -> None:
    """In a dump without lines the last item ends before the next statement, names of indications are no part of either."""
    found = extract(FLAT.encode(), name="tape.txt").statements
    assert [(s.position, s.text) for s in found] == [
        (
            "medically_necessary",
            "Knee taping to treat pain may be considered medically necessary when ALL of the following are met",
        ),
        ("investigational", "Knee taping of a sprain is considered investigational, except in athletes."),
        ("not_medically_necessary", "Knee taping to look better is considered not medically necessary."),
    ]
    assert leaves(found[0].criteria) == ["Age of 18 years or older", "Trial of a brace"]


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("Trial of a brace Knee taping is considered", ["Knee taping is considered"]),
        ("Trial of a brace Repeat MRI of the knee is considered", ["Repeat MRI of the knee is considered"]),
        ("Trial of a brace Ring MRI is considered", []),  # which may be a name
        ("Trial of a brace, Repeat MRI is considered", []),
        ("Trial of a Repeat MRI is considered", []),
        ("Trial of a brace REPEAT MRI is considered", []),
        ("Taporin for moderate Crohn disease is considered", []),  # a proper name goes with its disease
        ("Taporin in adult Medicare members is considered", []),
        ("Taping for the Achilles tendon is considered", []),  # behind an article
        ("Trial of a brace, Knee taping is considered", []),  # behind a comma
    ],
)
def test_seams(words: str, rest: list[str]) -> None:
    """A sentence may begin without a stop before it where a capital stands amid words in small letters, names apart."""
    assert [words[at:] for at in _seams(words)] == rest


def _line(text: str, *, labelled: bool = False) -> Line:
    return Line(0, len(text), text, ordinals={("1", "."): 1} if labelled else None)


def test_a_statement_below_the_last_item_stands_behind_the_list() -> None:
    """An unlabelled line that takes a position leaves the list under whose last item it was hung; remarks stay there."""
    root = Node(None)
    opener = root.add(_line("Taping is covered when all of the following are met:"))
    opener.add(_line("Gout", labelled=True))
    item = opener.add(_line("Sprain", labelled=True))
    item.add(_line("A sprain of the knee is meant."))
    statement = item.add(_line("Magnets are covered when one of the following is met:"))
    statement.add(_line("Age of 18", labelled=True))
    lift(root, lambda node: "are covered" in node.head.text)
    assert [child.head.text for child in root.children] == [opener.head.text, statement.head.text]
    assert statement.parent is root
    assert [child.head.text for child in item.children] == ["A sprain of the knee is meant."]


def test_a_statement_amid_a_list_stays() -> None:
    """Where items of the list follow, nothing is lifted out of it."""
    root = Node(None)
    opener = root.add(_line("Taping is covered when all of the following are met:"))
    item = opener.add(_line("Sprain", labelled=True))
    item.add(_line("Magnets are covered then."))
    opener.add(_line("Gout", labelled=True))
    lift(root, lambda node: "are covered" in node.head.text)
    assert [child.head.text for child in opener.children] == ["Sprain", "Magnets are covered then.", "Gout"]


SHEET = """Ring Imaging Guideline

Coverage Criteria

Sprain of the knee

Knee imaging is considered medically necessary in EITHER of the following scenarios:

  ● Pain for six weeks
  ● Preoperative planning
    IMAGING STUDY
  - CT of the knee
  - MRI of the knee

Rationale

 Two societies of tapers recommend against imaging of an acute sprain.1 Films are of no use.

Gout of the knee

Knee imaging is considered medically necessary for evaluation of ANY of the following:

  ● Pain at night
  ● Suspected tophus
    IMAGING STUDY
  - CT of the knee
  - Ultrasound

References
 1. Tape A. Taping of knees. J Tape. 2020;6(1):58-60.
"""


def test_coverage_goes_on_after_the_grounds_of_an_indication() -> None:
    """Where each indication closes with its rationale, a statement with a list takes the coverage up again."""
    found = extract(SHEET.encode(), name="sheet.txt").statements
    assert [leaves(s.criteria) for s in found] == [
        ["Pain for six weeks", "Preoperative planning"],
        ["Pain at night", "Suspected tophus"],
    ]


def test_a_heading_in_capitals_is_no_part_of_the_item_before_it() -> None:
    """A heading that comes again and again ends the item that a dump runs into it; its list is none of criteria."""
    found = extract(SHEET.encode(), name="sheet.txt").statements
    assert not any("IMAGING" in leaf or leaf.startswith("CT") for s in found for leaf in leaves(s.criteria))


DUMP = """Medical Policy: Knee Taping

Coverage Criteria

The plan considers knee taping medically necessary when all of the following are met:
1. Member is an adult; and
2. {last}

{next}
"""


def dumped(last: str, follows: str = "The knee is a joint of the leg, and it bends.") -> list[tuple[str, object]]:
    """The statements of a dump: their first words and the trees below them."""
    made = extract(DUMP.format(last=last, next=follows).encode(), name="page.txt").statements
    return [(s.text[:30], shape(s.criteria)) for s in made]


def test_a_statement_behind_the_stop_of_a_last_item_is_apart() -> None:
    """What a dump sets behind a list's last item is a statement of its own where it takes a position."""
    found = dumped("Rest has failed. The plan considers removal of tape medically necessary when the skin is sore.")
    assert found == [
        ("The plan considers knee taping", ["all", "Member is an adult", "Rest has failed"]),
        ("The plan considers removal of ", None),
    ]


@pytest.mark.parametrize(
    "last",
    [
        "Rest has failed. The member rested for six weeks.",  # no position
        "Rest has failed. Tape may be covered.",  # not of the payer's own accord
        "E.g. The plan considers tape medically necessary.",  # no item before it
        "Rest has failed. The plan considers ice not medically necessary; and\n3. Ice has failed",  # not the last item
    ],
)
def test_what_behind_an_item_stays_with_it(last: str) -> None:
    """A sentence without a position, or amid the list, stays in its item."""
    assert len(dumped(last)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ice and heat, and C. No open wound", ["Ice and heat", "No open wound"]),
        ("Ice and heat; or C. No open wound", ["Ice and heat", "No open wound"]),
        ("Ice and heat, and D. No open wound", ["Ice and heat, and D. No open wound"]),  # not the next letter
        ("Vitamin B, vitamin C. No open wound", ["Vitamin B, vitamin C. No open wound"]),
        ("Ice and heat, and c. No open wound", ["Ice and heat, and c. No open wound"]),
    ],
)
def test_an_outer_letter_goes_on_behind_a_joining_word(text: str, expected: list[str]) -> None:
    """An item that a dump runs on into the next letter of the outer list is parted from it."""
    outer = [
        Line(0, 9, "Two knees", {("A", "."): 1}),
        Line(10, 19, "One of it", {("A", "."): 2}),
        Line(20, 20 + len(text), text, {("1", "."): 1}, whole=20, tail=20 + len(text)),
    ]
    assert [line.text for line in counted_on(outer)][2:] == expected
    assert [line.text for line in counted_on([outer[2]])] == [text]  # no outer list at all
