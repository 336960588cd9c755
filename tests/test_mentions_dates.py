"""Dates proposed by shape: every printed form with its exact span, and nothing out of numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.mentions import dates

STRICT = [
    ("4/15/2011", "2011-04-15", "day"),
    ("04.01.24", "2024-04-01", "day"),  # points and a short year
    ("01|01|2024", "2024-01-01", "day"),  # a boxed header's rules
    ("11-01-2024", "2024-11-01", "day"),
    ("07–06–2022", "2022-07-06", "day"),  # typographic dashes
    ("1  /1/26", "2026-01-01", "day"),  # blanks that a form left
    ("2024-04-01", "2024-04-01", "day"),
    ("2024/4/1", "2024-04-01", "day"),
    ("April 1, 2024", "2024-04-01", "day"),
    ("Apr. 1, 2024", "2024-04-01", "day"),
    ("APRIL 1, 2024", "2024-04-01", "day"),
    ("Sept. 3rd 2024", "2024-09-03", "day"),
    ("1 April 2024", "2024-04-01", "day"),
    ("01-Apr-2024", "2024-04-01", "day"),
    ("Apr 2024", "2024-04", "month"),
    ("October, 2016", "2016-10", "month"),
    ("04/2024", "2024-04", "month"),
    ("12/31/99", "1999-12-31", "day"),  # two digits reach back to 1950
    ("02/29/2024", "2024-02-29", "day"),  # a leap year
]

LOOSE = [
    ("4th Qtr, 2026", "2026", "year"),  # a quarter is told by its year
    ("Q4 2026", "2026", "year"),
    ("Fourth Quarter 2026", "2026", "year"),
    ("20240401", "2024-04-01", "day"),
    ("08.18", "2018-08", "month"),
    ("6/22", "2022-06", "month"),
    ("02-07", "2007-02", "month"),
    ("Apr '24", "2024-04", "month"),
    ("2009", "2009", "year"),
]

IMPOSSIBLE = ["02/30/2024", "13/45/2024", "02/29/2023", "April 31, 2024", "00/10/2024", "2024-13-01"]

NONE = [
    "5.21.169",  # a policy's number
    "v2.0.01.1",  # a version
    "1-800-555-0142",  # a telephone number
    "62320-62323",  # a range of codes
    "2018;19(10):1-12",  # a journal's volume and pages
    "120/80 mmHg",
    "1/2 tablet",
    "12:30",
    "3.5-4.5 mg",
    "page 3/4",
    "PMID 20091523",  # eight digits without a label are no date
    "may 2 of 10",
    "C50.011-C50.929",
    "1.2.3.4",
    "Marching 12",
]


@pytest.mark.parametrize(("printed", "value", "precision"), STRICT)
def test_every_strict_form_is_found_with_its_span(printed: str, value: str, precision: str) -> None:
    """A date in any strict form is found in running text, span and precision exact."""
    text = f"It was decided {printed} by all."
    found = [(m.value, m.system, text[m.start : m.end]) for m in dates.scan(text)]
    assert found == [(value, precision, printed)]


@pytest.mark.parametrize(("printed", "value", "precision"), LOOSE)
def test_loose_forms_are_read_only_where_asked(printed: str, value: str, precision: str) -> None:
    """A form that is only a date behind a label is read there, and never proposed by the scan."""
    mention = dates.read(printed, 0, len(printed))
    assert mention is not None
    assert (mention.value, mention.system, mention.end) == (value, precision, len(printed))
    assert dates.scan(printed) == []


@pytest.mark.parametrize("printed", IMPOSSIBLE)
def test_days_that_no_calendar_has_are_not_guessed(printed: str) -> None:
    """An impossible date is proposed as such, without a value."""
    assert [(m.system, m.value) for m in dates.scan(printed)] == [("impossible", "")]


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_dates(text: str) -> None:
    """Numbers, versions, telephone numbers, ranges and citations propose no date."""
    assert dates.scan(text) == []


def test_two_dates_run_together_are_two() -> None:
    """Two dates without a gap, as a header box leaves them, are read apart."""
    text = "07/06/202205/12/2022"
    assert [(m.value, text[m.start : m.end]) for m in dates.scan(text)] == [
        ("2022-07-06", "07/06/2022"),
        ("2022-05-12", "05/12/2022"),
    ]


def test_the_newest_of_a_list_is_the_latest_day() -> None:
    """Of past dates under one label the latest counts, whatever their order."""
    found = dates.scan("03/2011, 12/2012, 2/2011, 10/2011")
    newest = dates.newest(found)
    assert newest is not None and newest.value == "2012-12"
    assert dates.newest([]) is None


WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.;:()%\n", max_size=60)


@settings(max_examples=150, deadline=None)
@given(before=WORDS, after=WORDS, case=st.sampled_from(STRICT))
def test_a_planted_date_is_found_in_any_text(before: str, after: str, case: tuple[str, str, str]) -> None:
    """Whatever letters stand around it, a planted date is found once, its span exact."""
    printed, value, _ = case
    text = f"{before} {printed} {after}"
    assert (value, printed) in [(m.value, text[m.start : m.end]) for m in dates.scan(text)]


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.;:()%/-\n", max_size=200))
def test_letters_alone_hold_no_date(text: str) -> None:
    """Text without a digit holds no date."""
    assert dates.scan(text) == []


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=120))
def test_every_mention_lies_in_the_text(text: str) -> None:
    """Spans lie in the text, in order, without overlap; values are ISO 8601."""
    end = 0
    for mention in dates.scan(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.system == "impossible" or 4 <= len(mention.value) <= 10
        end = mention.end


@pytest.mark.parametrize("number", ["5.21.54", "5.21.054", "2.04.61", "7.1.80"])
def test_dotted_policy_numbers_are_no_dates(number: str) -> None:
    """A number in dots whose end would be a year before policies were dated so is an identifier."""
    assert dates.scan(f"{number}\nSection: Prescription Drugs") == []
