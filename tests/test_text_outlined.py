"""Headings with outline numbers in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers import text_flat
from extractor.readers.text_outlined import headings

PAGE = (
    "1.0 What Tape Is Tape is a strip that sticks. 1.1 Definitions None Apply. 2.0 When Tape Is Covered The plan shall "
    "cover tape for a sore knee. 2.1 Limits for Children 2.1.1 Ages Members over 2.5 Years of age may have two strips. "
    "3.0 Related Tapes See tape 4.2 Red."
)


def found(text: str) -> list[str]:
    """The headings of a page."""
    return [text[start:end] for start, end in headings(text, lambda _text, _start: 0)]


def test_numbers_that_count_on_open_headings() -> None:
    """An outline number that comes next after the last opens a heading, up to where a sentence begins."""
    assert found(PAGE.replace("over 2.5 Years", "over two years")) == [
        "1.0 What Tape Is",
        "1.1 Definitions None Apply.",
        "2.0 When Tape Is Covered",
        "2.1 Limits for Children",
        "3.0 Related Tapes",
    ]
    assert found(PAGE)[-1] == "2.1 Limits for Children"  # a measure ends the count
    assert text_flat.is_outlined(PAGE)


@pytest.mark.parametrize(
    "text",
    [
        "Members may use 2.5 Strips a day and 3.5 Strips a night and 7.5 Strips a week.",  # measures count nothing
        "1.0 Tape Is Covered for knees. 1.1 Limits Apply to two.",  # two are no outline
        "Tape of 1.1 mm, 1.2 mm and 1.3 mm is covered.",  # no capital behind them
        "See 3.1 Tape Rules, then 2.1 Other Rules, then 1.1 Old Rules for knees.",  # they count down
    ],
)
def test_other_numbers_open_none(text: str) -> None:
    """Measures, a pair of numbers and numbers that don't count on are no headings' numbers."""
    assert found(text) == []
    assert not text_flat.is_outlined(text)
