"""Histories that a dump sets with blanks are tables; labels with dates beside them, and prose, are none."""

from __future__ import annotations

import time

import pytest

from extractor import extract
from extractor.readers import text, text_aligned
from extractor.types import Document

HISTORY = """\
 Type of Change            Summary of Changes                              Date
 Annual Review             •    No changes to the criteria.                4/15/2024
 Early Review              •    Title change                               2/15/2024
                           •    Added a statement for ring
                                therapy of children
 Annual Review             •    Revised the statement for                  2/15/2023
                                gait therapy
"""
NUMBERED = """\
                                                            Effective
Version     Review Date         Summary of Revisions                        Approved by
                                                              Date
1           5/24/2021           New policy created.         7/1/2021        Ring &
                                                                            Gait
                                                                            Committee
2           8/12/2021           Annual review:              1/1/2022        Ring &
                                addition of a trial;                        Gait
                                new template.                               Committee
"""
PLAIN = """\
07/15/08     New guideline.
09/15/09     Scheduled review; no change in the Position
             Statement section; references updated.
04/15/10     Revision to add a rationale.
"""


def cells(source: str) -> list[list[str]]:
    """The texts of the cells of the only table among some lines."""
    (table,) = text_aligned.tables(source.split("\n"))
    rows = table.grid.rows
    return [
        [" / ".join("".join(i.text for i in piece.inlines) for piece in cell.pieces) for cell in row] for row in rows
    ]


def test_the_date_closes_a_row_and_bullets_stay_apart() -> None:
    """A row takes the lines below its date up to the next date; each bullet in a cell is a piece of its own."""
    assert cells(HISTORY) == [
        ["Type of Change", "Summary of Changes", "Date"],
        ["Annual Review", "• No changes to the criteria.", "4/15/2024"],
        ["Early Review", "• Title change / • Added a statement for ring therapy of children", "2/15/2024"],
        ["Annual Review", "• Revised the statement for gait therapy", "2/15/2023"],
    ]


def test_heads_on_several_lines() -> None:
    """The heads of columns may take several lines; a head's first word may stand above the line of the others."""
    assert cells(NUMBERED) == [
        ["Version", "Review Date", "Summary of Revisions", "Effective Date", "Approved by"],
        ["1", "5/24/2021", "New policy created.", "7/1/2021", "Ring & Gait Committee"],
        ["2", "8/12/2021", "Annual review: addition of a trial; new template.", "1/1/2022", "Ring & Gait Committee"],
    ]


def test_three_rows_need_no_heads() -> None:
    """Dates in one column with words beside them, three and more, are rows without any heads of columns."""
    assert [row[0] for row in cells(PLAIN)] == ["07/15/08", "09/15/09", "04/15/10"]


def test_a_table_goes_on_behind_the_edge_of_a_page() -> None:
    """A single row without heads is of a table where the table before it has as many columns, with dates in the same ones."""
    rest = "3   6/25/2022     Added criteria       7/29/2022     Gait\n                  for late disease.                  Group"
    assert len(text_aligned.tables(f"{NUMBERED}\n Acme Health  5 of 7\n\f{rest}".split("\n"))) == 2
    assert text_aligned.tables(rest.split("\n")) == []


@pytest.mark.parametrize(
    "source",
    [
        "Effective Date:       04/01/2024\nLast Review Date:     03/07/2024\nNext Review Date:     03/07/2025\n",
        "Revised:        04/01/2024\nReviewed:       03/07/2024\nOriginated:     03/07/2020\n",
        "Policy Number     12.34        Effective Date      04/01/2024\nSection           Drugs        Original Date       03/07/2024\n",
        "The trial began on   01/02/2020   in two centers and\nended on  03/04/2021  in one of them, as was said on\n05/06/2022  by the makers of the ring.\n",
    ],
)
def test_labels_and_prose_are_no_table(source: str) -> None:
    """Labels with the policy's own dates beside them, and prose with wide gaps, are no rows of a history."""
    assert text_aligned.tables(source.split("\n")) == []


def test_the_history_of_a_layout_dump() -> None:
    """The rows of an aligned table are the policy's history, with its last page's, be the heading but a head of its columns."""
    prose = (
        "Ring therapy is considered medically necessary when the member has a ring disease that was shown in a test.\n"
    )
    table = "Reviews and Revisions            Review Date        P&T Approval Date\n" + "".join(
        f"{what:33}0{month}/02/2024         0{month}/09/2024\n"
        for month, what in ((1, "New policy."), (2, "Criteria revised."))
    )
    source = f"Acme Health Plan\nRing Therapy\n\nPolicy\n{prose * 6}\n\nReferences\n1. Allen B. Rings. J Rings. 2001;2:3-4.\n\n{table}"
    rows = extract(source.encode(), name="ring.txt").history
    assert [(row.date, row.description) for row in rows] == [
        ("2024-01-02", "New policy."),
        ("2024-02-02", "Criteria revised."),
    ]


def test_spans_are_exact() -> None:
    """Each cell's span gives its words."""
    document: Document = text.read(("Acme Health Plan sets out its policy here.\n" * 8 + HISTORY).encode(), name="x")
    (table,) = document.tables
    assert [document.text[c.start : c.end] for c in table.rows[1]] == [
        "Annual Review",
        "• No changes to the criteria.",
        "4/15/2024",
    ]


@pytest.mark.parametrize("piece", ["a  1/2/2024  ", "1/2/2024  x\n", "x:  1/2/2024\n"])
def test_hostile_lines_take_linear_time(piece: str) -> None:
    """Endless dates, in a line or down a column, are read in time that grows with their length alone."""
    begin = time.perf_counter()
    text_aligned.tables((piece * (60_000 // len(piece))).split("\n"))
    assert time.perf_counter() - begin < 5
