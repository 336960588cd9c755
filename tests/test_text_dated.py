"""Lines of a dump that a row's date opens or closes, and the histories that are read off them."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.layout.labels import label
from extractor.readers.text_dated import dated
from extractor.readers.text_rows import Row

FRONT = [
    "Acorn Mutual Health Plan",
    "Medical Policy: Widget Therapy",
    "Policy Number: MED.02.117",
    "Effective Date: 03/01/2025",
    "Coverage Criteria",
    "Widget therapy is considered medically necessary for adults with a sprained wrist.",
    "References",
    "1. Allen B, Cole D. Widgets in the clinic. J Widget Med. 2019;4(2):11-19.",
]


def history(*lines: str) -> list[tuple[str | None, str]]:
    """Date and description of each row of a dump that ends with these lines."""
    record = extract("\n".join([*FRONT, *lines]).encode(), name="policy.txt").to_dict()
    return [(row["date"], row["description"]) for row in record["history"]]


def marks(*lines: str) -> tuple[list[int], list[int]]:
    """The lines that open a row, and those that close one."""
    found = dated([Row(line) for line in lines])
    return sorted(found.opening), sorted(found.closing)


def test_dates_that_open_lines_open_rows() -> None:
    """Three lines near one another that open with dates of one form each open a row."""
    lines = ("2024-03-04: New wrist brace", "added", "2023-02-01: Codes", "2022-01-09: New policy")
    assert marks(*lines) == ([0, 2, 3], [])


@pytest.mark.parametrize(
    "lines",
    [
        ("The plan was revised on", "01/02/2024 and on", "01/02/2023 and again on", "01/02/2022 as told"),
        ("01/02/2024 New policy", "Wrists are joints.", "March 2023 Codes", "2022-01-09: Reviewed"),  # of three forms
        ("Accessed", "March 3, 2024. Available", "Accessed", "March 4, 2024. Available", "May 3, 2024. Available"),
        ("01/02/2024 New policy", *["Words of a paragraph."] * 60, "01/02/2023 Codes", "01/02/2022 Codes"),
    ],
)
def test_dates_of_running_text_open_nothing(lines: tuple[str, ...]) -> None:
    """Dates within sentences, of several forms, or far apart from one another open no rows."""
    assert marks(*lines)[0] == []


def test_lines_of_dates_alone_close_rows() -> None:
    """A line of nothing but dates closes a row, and so does a date behind a sentence beside such lines."""
    lines = (
        "Wrist braces added to",
        "the list",
        "04.23.25 06.25",
        "Codes reviewed. 03.11.24",
        "New policy.",
        "02.01.23",
    )
    assert marks(*lines) == ([], [2, 3, 5])


@pytest.mark.parametrize(
    "lines",
    [
        ("The brace was cleared in the year.", "01/02/2024", "It is worn."),  # one alone
        ("It was told. 01/02/2024", "It was told. 01/02/2023", "It was told. 01/02/2022"),  # none alone
        ("04.23.25 mg", "1.2.3", "10.20"),
    ],
)
def test_single_dates_close_nothing(lines: tuple[str, ...]) -> None:
    """One date alone, dates that only end sentences, and numbers with points close no rows."""
    assert marks(*lines)[1] == []


@pytest.mark.parametrize(("text", "expected"), [("02.23.21 05.21", None), ("12.10.2024", None), ("2.2.3 Scope", "decimal"),
                                                ("13.10.24 Scope", "decimal"), ("1.12 Scope", "decimal")])  # fmt: skip
def test_a_date_with_points_is_no_outline_number(text: str, expected: str | None) -> None:
    """A month, a day and a year with points between them number nothing."""
    found = label(text)
    assert (found[1] if found else None) == expected


def test_rows_that_end_with_their_dates() -> None:
    """Heads that put the date last say so for every row, be the date in its line's end or on a line of its own."""
    assert history(
        "Reviews, Revisions, and Approvals Date P&T",
        "Approval",
        "Date",
        "2Q 2023 annual review: the brace may be worn on either wrist; codes",
        "reviewed and updated.",
        "02.10.23 05.23",
        "For sprains, removed the option of a splint. ",
        "07.25.23",
        "Added codes of the new brace. 12.06.23 02.24",
    ) == [
        (
            "2023-02-10",
            "2Q 2023 annual review: the brace may be worn on either wrist; codes reviewed and updated.",
        ),
        ("2023-07-25", "For sprains, removed the option of a splint."),
        ("2023-12-06", "Added codes of the new brace."),
    ]


def test_rows_that_begin_with_their_dates() -> None:
    """A dated line begins a row though the line above it has no end mark."""
    assert history(
        "Revision History",
        "2024-09-15: Removed the splint as an option for sprains",
        "2024-03-04: Annual review - no criteria changes; background",
        "updates",
        "2023-12-20: New policy",
    ) == [
        ("2024-09-15", "Removed the splint as an option for sprains"),
        ("2024-03-04", "Annual review - no criteria changes; background updates"),
        ("2023-12-20", "New policy"),
    ]


def test_heads_behind_the_heading_of_a_history() -> None:
    """A history's heading that a dump prints with its columns' heads is a section of its own, not the references'."""
    lines = [*FRONT, "Revision History Review Date P&T Approval Date", "Codes reviewed.", "01/05/2022 04/18/2022",
             "New policy.", "02/15/2021 04/18/2021"]  # fmt: skip
    record = extract("\n".join(lines).encode(), name="policy.txt").to_dict()
    assert record["sections"][-1]["heading"] == "Revision History"
    assert record["sections"][-1]["type"] == "history"
    assert len(record["references"]) == 1
    assert [row["date"] for row in record["history"]] == ["2022-01-05", "2021-02-15"]


def test_heads_of_columns_alone_are_no_history_heading() -> None:
    """ "Revision History Date" heads a column: it opens no section."""
    lines = [*FRONT, "Revision History", "Revision History Date Number", "01/05/2022 R2 Codes reviewed.",
             "02/15/2021 R1 New policy."]  # fmt: skip
    record = extract("\n".join(lines).encode(), name="policy.txt").to_dict()
    assert [section["heading"] for section in record["sections"]][-1] == "Revision History"
    assert sum(section["type"] == "history" for section in record["sections"]) == 1
