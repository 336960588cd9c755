"""Histories whose dates a dump prints in a column before what they date."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.readers.text_rows import rows_of
from extractor.readers.text_stacked import stacked

PROSE = "Ring therapy is considered medically necessary when the member has a ring disease that was shown in a test.\n"
FRONT = f"Acme Health Plan\nRing Therapy\n\nPolicy\n{PROSE * 8}\nReferences\n1. Allen B. Rings. J Rings. 2001;2:3-4.\n"


def history(told: str) -> list[tuple[str | None, str | None]]:
    """The rows of a policy that ends with some lines."""
    rows = extract(f"{FRONT}\nPolicy History\n{told}".encode(), name="ring.txt").history
    return [(row.date, row.description) for row in rows]


DATES = "January 2021\nFebruary 2021\n\nMarch 2021\nApril 2021\n"
CHANGES = """\
New policy for ring therapy of adults and of children
Revised the criteria for a further trial of rest, and the
list of the tests
Annual review and reference update
Annual review. Added an indication for late disease of the
rings
"""
EXPECTED = [
    ("2021-01", "New policy for ring therapy of adults and of children"),
    ("2021-02", "Revised the criteria for a further trial of rest, and the list of the tests"),
    ("2021-03", "Annual review and reference update"),
    ("2021-04", "Annual review. Added an indication for late disease of the rings"),
]


@pytest.mark.parametrize("head", [("", ""), ("Date\n", "Action\n"), ("Date\n", "Summary of Changes\n")])
def test_each_date_goes_to_its_line(head: tuple[str, str]) -> None:
    """A column of dates and as many changes below it are rows, whatever heads stand over the two columns."""
    assert history(f"{head[0]}{DATES}\n{head[1]}{CHANGES}") == EXPECTED


def test_a_full_line_ends_where_the_count_asks_for_it() -> None:
    """A line that fills the width may end what it says; it does where the dates ask for one row more."""
    told = CHANGES.replace("adults and of children\n", "adults and their children\n")
    assert history(f"{DATES}\n{told}")[:2] == [
        ("2021-01", "New policy for ring therapy of adults and their children"),
        EXPECTED[1],
    ]


def test_too_many_changes_are_left_as_they_stand() -> None:
    """Where more lines must begin something new than there are dates, no date is put before any of them."""
    rows = history(f"{DATES}\n{CHANGES}No changes.\nNew title.\n")
    assert ("2021-02", EXPECTED[1][1]) not in rows


def test_dates_below_what_they_date() -> None:
    """Cells printed line by line with text first and a date last: each date is of the text above it, none of the dates after it."""
    told = "Policy was reviewed:\n1. A trial of rest was added\n\n1/2/2023\n\n1/9/2023\n\nPolicy was reviewed.\n\n3/1/2024\n\n3/9/2024\n"
    assert history(f"Review Date\n\nApproval Date\n\n{told}") == [
        ("2023-01-02", "Policy was reviewed: 1. A trial of rest was added"),
        ("2024-03-01", "Policy was reviewed."),
    ]


def test_heads_one_below_the_other() -> None:
    """Where the head of the changes stands over that of the dates, a date closes its row; a month with a point is no label."""
    source = f"{FRONT}\nReviews, Revisions, and Approvals\n\nDate\n\nPolicy made.\n\n05.08.18\n\nP&T\nApproval\nDate\n08.18\n\nImportant Reminder\n{PROSE * 3}"
    policy = extract(source.encode(), name="ring.txt")
    assert [(row.date, row.description) for row in policy.history] == [("2018-05-08", "Policy made.")]
    assert "Important Reminder" in [section.heading for section in policy.sections]


TWO = "June 2024\nMay 2025\n"
TOLD = "New policy for ring therapy.\nAdded rest of the rings, and a list of\nthe tests.\n"


@pytest.mark.parametrize("head", ["Date", "Review Date", "EFFECTIVE DATE", "Dates"])
def test_two_dates_below_the_head_of_their_column(head: str) -> None:
    """Two dates below their column's head, with the other column's below them, are rows as three are without heads."""
    assert history(f"{head}\n{TWO}\nChange\n{TOLD}") == [
        ("2024-06", "New policy for ring therapy."),
        ("2025-05", "Added rest of the rings, and a list of the tests."),
    ]


@pytest.mark.parametrize(
    "told",
    [
        f"{TWO}\nChange\n{TOLD}",  # no head over the dates
        f"Date\n{TWO}\n{TOLD}",  # none over the changes
        f"Next Review Date\n{TWO}\nChange\n{TOLD}",  # a day to come
        f"Date\n{TWO}\nChange\nNew policy.\nAdded rest.\nAdded heat.\n",  # more changes than dates
    ],
)
def test_two_dates_that_are_no_column(told: str) -> None:
    """Without both heads, or as many changes, no line gets either of two dates put before it."""
    dated = [line.text for line in stacked(rows_of(f"{PROSE * 3}{told}"))]
    assert dated[-1] == told.rstrip("\n").rsplit("\n", 1)[-1] and "June 2024" in dated


def test_months_are_no_page_numbers() -> None:
    """Months of years that count up in a history ("03/2018", "04/2019") are its rows, not pages of so many."""
    cells = [
        ("03/2018", "New policy"),
        ("04/2019", "Added rest"),
        ("05/2020", "Added heat"),
        ("06/2021", "Rest taken out"),
    ]
    told = "".join(f"\n{date}\n\n{said}\n" for date, said in cells)
    assert history(f"Review Date\n\nRevisions\n{told}") == [(f"{date[3:]}-{date[:2]}", said) for date, said in cells]


def test_text_between_the_dates_of_a_row() -> None:
    """Where a row's text stands between its two dates, the date before it is the row's and the one behind it is none."""
    cells = [
        ("03/2018", "New policy", "04/2018"),
        ("04/2019", "Added rest", "07/2019"),
        ("05/2020", "Rest taken out", "06/2020"),
    ]
    told = "".join(f"\n{date}\n\n{said}\n\n{effect}\n" for date, said, effect in cells)
    rows = history(f"Review Date\n\nRevisions\n\nEffective\nDate\n{told}")
    assert rows == [(f"{date[3:]}-{date[:2]}", said) for date, said, _ in cells]


@pytest.mark.parametrize("title", ["Change Summary", "Revision Summary"])
def test_a_title_heads_no_column(title: str) -> None:
    """A history's title that speaks of changes is not the head of the column before its dates."""
    told = "05/21/2025 Annual review. Added a code.\n04/17/2024 Added rest.\n05/24/2023 No changes.\n"
    source = f"{FRONT}\n{title}\nDate\n\nSummary of Change\n\n{told}"
    rows = extract(source.encode(), name="ring.txt").history
    assert [(row.date, row.description) for row in rows] == [
        ("2025-05-21", "Annual review. Added a code."),
        ("2024-04-17", "Added rest."),
        ("2023-05-24", "No changes."),
    ]
