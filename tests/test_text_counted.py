"""Letters and numbers that count the items of a list in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers.text_counted import starts


def labels(text: str, barred: tuple[tuple[int, int], ...] = ()) -> list[str]:
    """The labels of the items found."""
    return [text[start:].split(" ")[0] for start in starts(text, barred)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # lists in lists: each label goes on with the list it belongs to
        (
            "met: 1. One of the following: a. A sore knee; OR b. A stiff knee: i. By noon ii. By night c. Both; AND 2. Two visits",
            ["1.", "a.", "b.", "i.", "ii.", "c.", "2."],
        ),
        # "i." is the letter after "h." where no "ii." follows
        ("all: g. Tape h. Straps i. Braces j. Pads", ["g.", "h.", "i.", "j."]),
        # Roman numbers over capitals
        ("met: I. Age (A or B): A. Ten; OR B. Twelve; AND II. Weight", ["I.", "A.", "B.", "II."]),
        # a list that a slip lets begin with "d." behind a colon
        ("ONE of the following: d. Tape has failed; OR e. Straps have failed", ["d.", "e."]),
        # a list of one behind its opening
        ("Sore Knee (must meet all): 1. Two visits. Stiff Knee (must meet all): 1. Three visits", ["1.", "1."]),
        # brackets before capitals
        ("both [(1) and (2)]: (1) Tape has failed; AND (2) Straps have failed", ["(1)", "(2)"]),
    ],
)
def test_labels_that_count_on_open_items(text: str, found: list[str]) -> None:
    """A label opens an item where the next of its form follows, or where it goes on with an open list."""
    assert labels(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Stage I. Knees are sore. Stage II. Knees are stiff.",  # the numbers of stages
        "Vitamin A. It is given. Hepatitis B. It is treated.",  # names
        "A dose of less than 1. The next of more than 2. The rest",  # measures at a sentence's end
        "See 1. Tides and 2. Marshes for more.",  # a reference to parts
        "The service must 1) be eligible, 2) be needed and 3) be safe.",  # within a sentence
        "It follows (i) the tide, (ii) the moon.",
        "The tide is high: a. Marsh birds nest.",  # nothing goes on
        "C. marina and D. marina are birds",  # names of species
        "Table 1. Birds of the shore Table 2. Birds of the marsh",
        "Low e. g. tides",  # no count
        "Allen, A. B. (2020) and Cole, B. C. (2021)",  # initials
    ],
)
def test_other_letters_and_numbers_open_none(text: str) -> None:
    """Names, measures, initials, and counts within a sentence are no labels."""
    assert labels(text) == []


def test_letters_in_a_bibliography_are_initials() -> None:
    """In a bibliography only numbers count entries."""
    text = "1. Allen A. Birds of the marsh. 2020. 2. Baker B. Birds of the shore. 2021. 3. Cole C. Tides. 2022."
    assert labels(text, ((0, len(text)),)) == ["1.", "2.", "3."]
