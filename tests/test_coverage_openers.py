"""Opening lines: the operator, the number and the joining words that they give."""

from __future__ import annotations

import time

import pytest

from extractor.coverage import openers

OPENERS = [
    ("Absence of all:", "none", None),
    ("a trial of one or contraindication to both of the following:", "any", None),
    # the plain words
    ("Member meets ALL of the following:", "all", None),
    ("The patient must meet both of the following (i and ii):", "all", None),
    ("Has each of the following:", "all", None),
    ("when all of the criteria below are met", "all", None),
    ("Any of the following:", "any", None),
    ("Documentation of any ONE of the following:", "any", None),
    ("Either of the following is met:", "any", None),
    ("ONE of the following:", "any", None),
    ("one (1) of these criteria:", "any", None),
    ("from ONE the following assessments:", "any", None),  # the "of" forgotten
    ("At least one of the following symptoms:", "any", None),
    ("One or more of the following:", "any", None),
    # numbers
    ("at least TWO of the following:", "at_least", 2),
    ("two (2) or more of the following:", "at_least", 2),
    ("a minimum of 3 of the following findings", "at_least", 3),
    ("failure of THREE of the following agents:", "at_least", 3),
    # none
    ("None of the following apply:", "none", None),
    ("The member does not have any of the following:", "none", None),
    ("Patients must not have:", "none", None),
    # labels in parentheses
    ("Requested for treatment of (a or b):", "any", None),
    ("Refractory disease (i and ii):", "all", None),
    ("Patient meets the rest [(1) and (2)]:", "all", None),
    ("Gout (must meet all):", "all", None),
    ("Other diagnoses (must meet 1 or 2):", "any", None),
    # an exception in the opener gives no operator
    ("one of the following agents (A or B) or has contraindications to all of the following agents:", "any", None),
    ("at least one (1) of the following, unless contraindicated (a, b, or c):", "any", None),
]

NO_OPENERS = [
    "Both eyes are affected",
    "The following tapes (none of these tapes has been shown to be better):",
    "The member must not have been taped before",
    "All members must enroll",
    "The member is one of two siblings",
    "Either parent may sign",
    "Any physician may prescribe the drug",
    "Three months of therapy",
    "The following are considered investigational:",  # what the list is, not how it joins
    "Not all of the record was legible",
    "At least 18 years of age",
]


@pytest.mark.parametrize(("text", "operator", "minimum"), OPENERS)
def test_operator(text: str, operator: str, minimum: int | None) -> None:
    """An opening line gives the operator that its words say."""
    opener = openers.operator_of(text)
    assert opener is not None
    assert (opener.operator, opener.minimum) == (operator, minimum)


@pytest.mark.parametrize("text", NO_OPENERS)
def test_no_operator(text: str) -> None:
    """Words that only look like an opener give no operator."""
    assert openers.operator_of(text) is None


CONNECTORS = [
    ("Age is 18 years or older; AND", "Age is 18 years or older", "and"),
    ("Failure of a diuretic, or", "Failure of a diuretic", "or"),
    ("Positive culture (see note) . OR", "Positive culture (see note)", "or"),
    ("Fever; and/or", "Fever", "or"),
    ("Aspirin and codeine", "Aspirin and codeine", None),
    ("The editor", "The editor", None),
    ("A second brand", "A second brand", None),
    ("Trial of factor", "Trial of factor", None),
]


@pytest.mark.parametrize(("text", "words", "joint"), CONNECTORS)
def test_connector(text: str, words: str, joint: str | None) -> None:
    """An item's own words end where its joining word begins."""
    end, word = openers.connector_of(text)
    assert (text[:end].rstrip(" ;,."), word) == (words.rstrip("."), joint)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("OR the member has failed therapy", "or"),
        ("AND, documentation of", "and"),
        ("and, the test is new", "and"),
        ("Oral therapy", None),
        ("ORAL THERAPY", None),
        ("Android devices", None),
        ("and another", None),
    ],
)
def test_lead(text: str, word: str | None) -> None:
    """Only a joining word of its own stands before an item."""
    assert openers.lead_of(text)[1] == word


@pytest.mark.parametrize(
    ("text", "word"),
    [("-AND-", "and"), ("OR", "or"), ("— and —", "and"), ("or else", None), ("", None), ("and 3", None)],
)
def test_alone(text: str, word: str | None) -> None:
    """A line that holds a joining word and nothing else joins its neighbours."""
    assert openers.alone(text) == word


def test_named_criteria() -> None:
    """Criteria called by their labels are joined as the sentence joins them."""
    both = openers.named_criteria("is covered if both criteria A and B and either criterion C or D are met.")
    assert both is not None
    assert (both.operator, both.groups) == ("all", (("all", (1, 2)), ("any", (3, 4))))
    span = openers.named_criteria("is covered if criteria 1 - 3 are met.")
    assert span is not None and span.groups == (("all", (1, 2, 3)),)
    assert openers.named_criteria("when the criteria are met") is None
    assert openers.named_criteria("criteria for coverage") is None


@pytest.mark.parametrize(
    "piece", ["(a, ", "at least one (", "not any all the ", "one or more of ", "criteria A, ", "and "]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Endless repetitions do not make an opener's search run away."""
    begin = time.perf_counter()
    openers.operator_of.__wrapped__(piece * 4000)
    openers.named_criteria(piece * 4000)
    assert time.perf_counter() - begin < 2
