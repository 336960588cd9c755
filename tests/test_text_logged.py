"""Revision histories in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers import text_logged
from extractor.readers.text_fronts import Front
from extractor.readers.text_headed import headings


def rows(text: str) -> list[str]:
    """The blocks of the history that a text holds, from the first row to the last date."""
    heads = headings(text, set(), Front(), {})
    heads.update(text_logged.found(text, heads))
    for _, _, places in text_logged.rows(text, heads):
        return [text[a:b].strip() for a, b in zip(places, [*places[1:], len(text)], strict=True)]
    return []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # the date first, in the order of time; a date that a row tells is none
        (
            "Tape is safe. Policy History Date Action 3/1/2024 Tape for knees added, effective 4/1/2024. 2/1/2023 New policy",
            ["3/1/2024 Tape for knees added, effective 4/1/2024.", "2/1/2023 New policy"],
        ),
        # a status before the date
        (
            "Document History Reviewed 05/02/2024 Committee review of tape. Revised 05/03/2023 Straps added",
            ["Reviewed 05/02/2024 Committee review of tape.", "Revised 05/03/2023 Straps added"],
        ),
        # the date last: the heads of the columns end at "Date"
        (
            "Revision History Summary of Changes Date Tape for knees added 3/1/2024 Straps left out 5/1/2024 New policy 2/1/2023 End",
            ["Tape for knees added 3/1/2024", "Straps left out 5/1/2024", "New policy 2/1/2023", "End"],
        ),
        # months by name
        (
            "Policy History Date Action March 2021 Tape added June 2022 Annual look at knees May 2023 Straps added",
            ["March 2021 Tape added", "June 2022 Annual look at knees", "May 2023 Straps added"],
        ),
        # versions count the rows; dates of further columns open none
        (
            "Policy History Version Date Summary Effective Date Approved by 1 5/2/2021 New 7/1/2021 Board 2 8/2/2022 Knees 9/1/2022 Board "
            "3 8/9/2023 Straps 9/1/2023 Board",
            ["1 5/2/2021 New 7/1/2021 Board", "2 8/2/2022 Knees 9/1/2022 Board", "3 8/9/2023 Straps 9/1/2023 Board"],
        ),
    ],
)
def test_rows_of_a_history(text: str, found: list[str]) -> None:
    """Rows begin at dates of one form, in the order of time, or end with them."""
    assert rows(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Policy History Last Review 05/02/2024 Effective: 01/01/2020 Next Review: 05/02/2025 More",  # the document's dates
        "The history of tape: on 05/02/2024 Allen wrote of it and on 05/03/2024 Baker did.",  # no heading
        "Policy History The tape was first sold in 2001. It was sold widely in 2003.",  # years
        "Policy History Accessed 05/02/2024 and 05/03/2024 for tape.",  # dates told
        "Background Tape came on 05/02/2024 New tape came on 05/03/2024 Old tape left",  # no history's heading
        "Policy History None of 13/45/2024 New or 14/45/2024 Old is a date.",  # no days of the calendar
    ],
)
def test_other_dates_open_no_rows(text: str) -> None:
    """Labelled dates, dates in sentences, and dates under other headings are no rows."""
    assert rows(text) == []


def test_a_date_out_of_order_is_told_by_its_row() -> None:
    """A date that breaks the order of the rows, without a mark before it, belongs to the row."""
    text = "Policy History 3/1/2024 Knees added 5/1/2023 Tape for the trial that 4/9/2025 Marlo ran 2/1/2022 New policy"
    assert rows(text) == [
        "3/1/2024 Knees added",
        "5/1/2023 Tape for the trial that 4/9/2025 Marlo ran",
        "2/1/2022 New policy",
    ]


def test_no_heading_within_a_row() -> None:
    """Words of a row that name a section are no heading of the page."""
    from extractor.readers.canonical import Piece
    from extractor.readers.text import pieces_of

    filler = "Tape is a strip that sticks to a knee and holds it. " * 60
    text = f"{filler}Policy History Date Action 3/1/2024 References updated. 2/1/2023 Policy Guidelines The rest is new. 1/1/2022 New"
    blocks = ["".join(part.text for part in piece.inlines) for piece in pieces_of(text) if isinstance(piece, Piece)]
    assert "2/1/2023 Policy Guidelines The rest is new." in blocks
