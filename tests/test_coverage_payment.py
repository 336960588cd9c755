"""Rules on payment, on what is asked beforehand and on what only names or defines: which are statements, and of which kind."""

from __future__ import annotations

import pytest

from extractor import extract, payers
from extractor.coverage import openers
from extractor.coverage.conditions import conditional
from extractor.coverage.constraints import constraint_of
from extractor.coverage.positions import Lexicon
from tests.coverage_text import shape, statements

LEXICON = Lexicon("default", payers.load("default").tables["coverage"])


def positions(text: str) -> list[str]:
    """The positions of a text's sentences."""
    return [j.position for found in LEXICON.judge([(text, 0)]) for j in found]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("Tape with modifier ZZ will be considered for separate reimbursement when worn twice:", "reimbursed"),
        ("Tape with modifier ZZ will not be considered for separate payment.", "not_reimbursed"),
        (
            "Ring Health considers a visit with modifier ZZ eligible for separate reimbursement when noted:",
            "reimbursed",
        ),
        (
            "There is insufficient evidence in the published medical literature to show that tape is as safe as standard rest.",
            "investigational",
        ),
        ("Gout: Coverage will be provided for 1 dose only and may not be renewed.", "covered"),
        ("Coverage may not be renewed.", "not_covered"),
        ("Screening of knees is not a Medicare benefit.", "not_covered"),
        ("Despite its use, screening of knees is not a plan benefit, and is statutorily excluded.", "not_covered"),
        ("Coverage is specifically excluded for silk tape.", "not_covered"),
        ("Repair of harm from non-covered taping may be covered only when the knee is stiff.", "covered"),
        ("Knee magnets are non-covered.", "not_covered"),
        ("Noncovered services include knee magnets, which are not covered for anybody.", "not_covered"),
    ],
)
def test_position(text: str, position: str) -> None:
    """What is paid for, what lacks evidence beside the standard, what is covered though not renewed or after what is not."""
    assert positions(text) == [position]


@pytest.mark.parametrize(
    "text",
    [
        "There is insufficient evidence in the published medical literature to show who wears tape.",
        "This is why your request is denied.",
        "Your prior request was not approved.",
        "If a dual plan does not cover a specific tape, please refer to the line of the state's product.",
        "Note that investigational services are considered “not medically necessary” for some members.",
        "Indications that are not covered",
        "Uses which are usually covered:",
        "The visit was considered for a long time.",
    ],
)
def test_no_position(text: str) -> None:
    """A letter's words, a name, a rule on all that is investigational or where to look take no position on a service."""
    assert positions(text) == []


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("Removal of tape may be considered medically necessary.", "medically_necessary", False),
        ("Removal of tape may be medically necessary.", "medically_necessary", False),
        ("Removal of tape may be considered medically necessary for adults with gout.", "medically_necessary", True),
        ("Tape may be covered.", "covered", True),
        ("Patients who have worn tape before need to submit a prior authorization.", "authorization_required", True),
        ("Patients need to submit a prior authorization.", "authorization_required", False),
        ("Prior authorization is required for patients.", "authorization_required", False),
    ],
)
def test_conditional(text: str, position: str, expected: bool) -> None:
    """A bare "may be … necessary" names no condition; a subject that is some of all patients is one."""
    assert conditional(text, position, False) is expected


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("If no rule for the knee is at hand, or it is not available then ALL the following must be met:", "all"),
        ("when criterion I is not met, including but not limited to when any of the following are present:", "any"),
        ("The member does not have or need any of the following:", "none"),
        ("Taping is investigational for all other indications, including:", None),
    ],
)
def test_a_denial_reaches_no_further_than_its_clause(text: str, operator: str | None) -> None:
    """What is "not available, then all of …" asks for all; "all other indications" counts nothing below."""
    found = openers.operator_of(text)
    assert (found.operator if found else None) == operator


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Failure of rest", "prior_treatment"),
        ("Treatment failure with tape", "prior_treatment"),
        ("Swelling due to heart failure", None),
        ("Known renal failure", None),
        ("Chronic liver failure", None),
        ("Failure to thrive", None),
    ],
)
def test_the_failure_of_an_organ_is_no_trial(text: str, kind: str | None) -> None:
    """A treatment that failed is a trial; an organ that fails is an illness."""
    found = constraint_of(text)
    assert (found.kind if found else None) == kind


def test_codes_in_a_table_are_judged_and_no_criteria() -> None:
    """The rows of a table of codes below a statement are what it judges; a list of other things is its criteria."""
    page = (
        "<h1>Reimbursement Policy: Tape</h1><h2>Reimbursement Guidelines</h2>"
        "<p>The following codes are bundled and are not separately reimbursed:</p>"
        "<table><tr><th>Code</th><th>Description</th></tr><tr><td>99000</td><td>Taking tape to the mill</td></tr>"
        "<tr><td>A4550</td><td>Trays for tape</td></tr></table>"
        "<p>The following items are bundled and are not separately reimbursed:</p>"
        "<ul><li>Scissors for tape</li><li>Boxes for tape</li></ul>"
    )
    made = extract(page.encode(), name="page.html").statements
    assert [shape(s.criteria) for s in made] == [None, ["any", "Scissors for tape", "Boxes for tape"]]


PAYS = """
<h1>Reimbursement Policy: Modifier ZZ</h1><h2>{over}</h2><h3>{head}</h3>
<p>Tape without modifier ZZ is included in the visit and is not separately reimbursed.</p>
<p>Modifier ZZ will not part a pair, and the second line will be denied.</p>
"""


@pytest.mark.parametrize(
    ("over", "head", "count"),
    [
        ("Reimbursement Guidelines", "Modifier ZZ", 2),
        ("Coding", "Modifier ZZ", 0),
        ("Reimbursement Guidelines", "Billing Codes", 0),
    ],
)
def test_rules_on_modifiers_are_the_payers(over: str, head: str, count: int) -> None:
    """Below guidelines on payment a section on a modifier holds rules; a section of codes holds none."""
    made = extract(PAYS.format(over=over, head=head).encode(), name="page.html").statements
    assert len(made) == count


def test_what_is_asked_beforehand_is_no_criterion() -> None:
    """Remarks with a duty to ask beforehand are no block of criteria; a list that is opened as one stays whole."""
    text = """
# Criteria
Benefits for taping
  1. Prior authorization is required for taping.
  2. The plan may differ for the member.
  3. The trial of a member is looked at.
"""
    (made,) = statements(text)
    assert (made.position, made.criteria) == ("authorization_required", None)
    opened = text.replace("Benefits for taping", "Taping must meet ALL of the following:")
    assert len(shape(statements(opened)[0].criteria)) == 4


def test_a_definition_is_no_block_of_criteria() -> None:
    """A line whose list says what a word means takes no position; one that asks for the list does."""
    text = """
# Criteria
{}
  1. Bent less than 40 degrees and 2 or more of the following signs:
    a. Pain at rest of the member
    b. Pain at night of the member
  2. The member may not walk
"""
    assert statements(text.format("Critical loss of function is as defined by:")) == ()
    assert len(statements(text.format("Taping is covered for all of the following:"))) == 1
    assert len(statements(text.format("Criteria for taping, all of the following:"))) == 1


def test_bullets_set_apart_from_their_words() -> None:
    """Bullets in lines of their own are given back to the lines beside them, as many as there are bullets."""
    text = """
# Criteria
Taping is covered when all of the following are met:
  1. A trial of one of the following:
    – –
     –
       Rest; OR
       Ice; OR
       Glue
  2. Member is an adult
"""
    (made,) = statements(text)
    assert shape(made.criteria) == ["all", ["any", "Rest", "Ice", "Glue"], "Member is an adult"]


@pytest.mark.parametrize("words", ["– 12", "a –", "–– –"])
def test_what_is_no_row_of_bullets(words: str) -> None:
    """A line with a word or a rule in it is no row of bullets, and stays."""
    text = f"# Criteria\nTaping is covered when all of the following are met:\n  1. Rest\n    {words}\n  2. Ice"
    (made,) = statements(text)
    assert shape(made.criteria)[:2] == ["all", "Rest"] or len(shape(made.criteria)) == 3


def test_examples_behind_a_colon_belong_to_their_criterion() -> None:
    """Examples that a colon lists stay in the criterion, or open its list; those that a sentence tells are a remark."""
    text = "# Criteria\nTaping is covered when all of the following are met:\n  1. Absence of rash. Examples of rash {}.\n  2. Ice"
    (made,) = statements(text.format("include: itching, redness"))
    assert shape(made.criteria)[1] == "Absence of rash. Examples of rash include: itching, redness"
    (made,) = statements(text.format("are itching and redness"))
    assert shape(made.criteria)[1] == "Absence of rash"
    listed = """
# Limitations
The plan does not consider tape to be medically necessary in some cases. Examples of such cases include the following:
  a. Tape for the ease of the member
  b. Tape of silk
"""
    (made,) = statements(listed)
    assert shape(made.criteria) == ["any", "Tape for the ease of the member", "Tape of silk"]


def test_a_letter_without_a_blank_counts_on() -> None:
    """A letter that stands right before its item's words goes on with the list of the line."""
    text = (
        "# Criteria\nTaping is covered for any of the following conditions:\n  a) Gout b)Sprain of the knee\n  c) Burns"
    )
    (made,) = statements(text)
    assert shape(made.criteria) == ["any", "Gout", "Sprain of the knee", "Burns"]
