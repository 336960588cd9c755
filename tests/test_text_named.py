"""Labels of a front that a dump prints in a column of their own before their values."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractor import extract
from extractor.readers.text_named import named
from extractor.readers.text_rows import Row

LABELS = "Program Number\nProgram\nMedication\nApproval Date\nEffective Date\n"
VALUES = "PH-1734\nPrior Authorization\nQuellhorn (ringamab)\n6/2023, 7/2024\n8/1/2024\n"
PROSE = "Ring therapy is considered medically necessary when the member has a ring disease that was shown in a test.\n"


def lines(text: str) -> list[str]:
    """The lines of a front as they are after the labels have been put."""
    rows = [Row(line, blanks=int(not before)) for before, line in pairwise(["", *text.split("\n")]) if line]
    return [row.text for row in named(rows)]


def test_each_label_goes_to_its_value() -> None:
    """Labels in a column and as many values of their kinds below it are lines of a label and a value each."""
    assert lines(f"Acme Health Plan\n{LABELS}\n{VALUES}\nBackground") == [
        "Acme Health Plan",
        "Program Number: PH-1734",
        "Program: Prior Authorization",
        "Medication: Quellhorn (ringamab)",
        "Approval Date: 6/2023, 7/2024",
        "Effective Date: 8/1/2024",
        "Background",
    ]


def test_dates_over_several_lines() -> None:
    """A line of dates after a comma goes on with those above it."""
    assert lines("P & T DATE\nREVIEW HISTORY\n\n06/20/2024\n06/23, 09/21,\n02/08,\n05/20\n\nRings")[:2] == [
        "P & T DATE: 06/20/2024",
        "REVIEW HISTORY: 06/23, 09/21, 02/08, 05/20",
    ]


def test_white_lines_between_the_labels() -> None:
    """White lines between labels part nothing."""
    assert (
        lines("Policy Title:\n\nEffective Date:\n\nRing Therapy\nMarch 2, 2024\n")[-1]
        == "Effective Date: March 2, 2024"
    )


def test_the_record_has_the_facts() -> None:
    """The number and the days of such a front are the policy's."""
    policy = extract(f"Acme Health Plan\n{LABELS}\n{VALUES}\nCoverage Criteria\n{PROSE * 6}".encode(), name="ring.txt")
    facts = policy.policy.to_dict()
    assert ("effective", "2024-08-01") in [(date["kind"], date["value"]) for date in facts["dates"]]
    assert [number["value"] for number in facts["numbers"]] == ["PH-1734"]


@pytest.mark.parametrize(
    "text",
    [
        "Program Number\nEffective Date\n\nPH-1734\n",  # one value fewer
        "Program Number\nEffective Date\n\nPH-1734\n8/1/2024\nRings\n",  # one more
        "Program Number\nEffective Date\n\n8/1/2024\nRing Therapy\n",  # no date where one is asked for
        "Program Number\nEffective Date\n\nRing Therapy\n8/1/2024\n",  # no number either
        "Program\nEffective Date\n\n7/1/2024\n8/1/2024\n",  # a date that no label asks for
        "Program\nMedication\n\nPrior Authorization\nQuellhorn\n",  # nothing tells that they agree
        "Program Number\nEffective Date\nPH-1734\n8/1/2024\n",  # no white line: the values may begin anywhere
        "Effective Date\n\n8/1/2024\n",  # each with its own value
        "Program\n\nRing Therapy\n\nEffective Date\n\n8/1/2024\n",
        "Review Date\nAction\n\n8/1/2024\nNew policy\n",  # heads of a history
    ],
)
def test_what_stays(text: str) -> None:
    """Where numbers or kinds do not agree, the lines are as they were."""
    assert lines(text) == [line for line in text.split("\n") if line]


def test_below_the_front_nothing_is_put() -> None:
    """Far down the document such lines are heads of a table."""
    text = "\n".join(["Rings are worn."] * 70 + ["Policy Number", "Effective Date", "", "R-12", "8/1/2024"])
    assert lines(text)[-1] == "8/1/2024"
