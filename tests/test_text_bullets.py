"""Labels that a dump prints in a column of their own before their items: whose each one is, and when they stay."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractor.readers.text_bullets import paired
from extractor.readers.text_rows import Row

PROSE = "Ring therapy is a treatment of the rings that has been studied in adults and in children for many years.\n"


def lines(text: str) -> list[str]:
    """The lines of a dump below some prose that gives its width, as they are after the labels have been put."""
    rows: list[Row] = []
    for before, line in pairwise(["", *(PROSE * 4 + text).split("\n")]):
        if line:
            rows.append(Row(line, blanks=int(not before)))
    return [row.text for row in paired(rows)][4:]


def test_numbers_alone_go_to_the_items_below() -> None:
    """Numbers on lines of their own and as many items below them are a numbered list."""
    assert lines("1.\n2.\n\nMember is an adult; AND\nMember has a ring disease that a test has shown\n\n3. Rest") == [
        "1. Member is an adult; AND",
        "2. Member has a ring disease that a test has shown",
        "3. Rest",
    ]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("i.\nii.\n", ["i. ", "ii. "]),
        ("I.\n\nII.\n", ["I. ", "II. "]),
        ("v)\n\nvi)\n", ["v) ", "vi) "]),
        ("c.\nd.\n", ["c. ", "d. "]),
        ("•\n\n•\n", ["• ", "• "]),
        ("9.\n10.\n", ["9. ", "10. "]),
    ],
)
def test_labels_of_each_kind(labels: str, expected: list[str]) -> None:
    """Letters, Roman numbers and bullets are labels as numbers are, whether white lines part them or not."""
    assert lines(f"{labels}\nRest at home\nHeat at home") == [
        f"{expected[0]}Rest at home",
        f"{expected[1]}Heat at home",
    ]


def test_items_in_lower_case() -> None:
    """In a list whose first item begins in lower case others do, after a line that had room for their first word."""
    told = "•\n•\n\nrest at home for a time of six weeks or more, if the member can be cared for there, or in a\nhome\nheat"
    assert lines(told) == [
        "• rest at home for a time of six weeks or more, if the member can be cared for there, or in a",
        "home",
        "• heat",
    ]


def test_items_with_lists_of_their_own() -> None:
    """An item below an inner list is found behind its last line, and the inner labels keep their lines."""
    assert lines("1.\n2.\n\nOne of these:\na. Rest at home; OR\nb. Heat at home; AND\nNo ring is broken") == [
        "1. One of these:",
        "a. Rest at home; OR",
        "b. Heat at home; AND",
        "2. No ring is broken",
    ]


def test_a_label_before_the_inner_list_of_the_item_above() -> None:
    """A number alone before lettered items belongs to the line that follows these."""
    assert lines("4. One of these:\n5.\n\na. Rest at home; OR\nb. Heat at home; AND\nNo ring is broken")[1:] == [
        "a. Rest at home; OR",
        "b. Heat at home; AND",
        "5. No ring is broken",
    ]


def test_volume_and_pages_begin_no_entry() -> None:
    """A line that is the end of an entry, year and volume first, is not the next one."""
    told = "1.\n2.\n\nAllen B. Rest. Ring J.\n2019;114:384.\nDane E. Heat. J Rings. 2002;3:4-5."
    assert lines(told)[1:] == ["2019;114:384.", "2. Dane E. Heat. J Rings. 2002;3:4-5."]


def test_items_over_more_than_one_paragraph() -> None:
    """Where the first lines below hold too few items, those after a white line are items too."""
    assert lines("•\n•\n\nRest at home\n\nHeat at home\n\nNotes") == ["• Rest at home", "• Heat at home", "Notes"]


def test_the_paragraph_behind_the_list_is_no_item() -> None:
    """Text after the last item's paragraph gets no label."""
    assert lines("•\n•\n\nRest at home\nHeat at home\n\nOther members are looked at one by one.")[2:] == [
        "Other members are looked at one by one."
    ]


def test_sentences_of_entries_stay_whole() -> None:
    """Where more lines might begin items than there are labels, those after an end mark do, and no journal's line."""
    told = "1.\n2.\n\nAllen B, Cole D. Rest.\nJ Rings. 2001;2:3-4.\nDane E. Heat. J Rings. 2002;3:4-5."
    assert lines(told) == ["1. Allen B, Cole D. Rest.", "J Rings. 2001;2:3-4.", "2. Dane E. Heat. J Rings. 2002;3:4-5."]


@pytest.mark.parametrize(
    "told",
    [
        "•\nRest at home\n•\nHeat at home",  # each with its text below
        "1.\n\nRest at home\n\n2.\n\nHeat at home",
        "1.\n2.\n\nReferences\n1. Allen B. Rings. J Rings. 2001;2:3-4.",  # a heading, not an item
        "1.\n2.\n3.\n\nRest at home\nHeat at home",  # too few
        "•\n•\n\n• Rest at home\n• Heat at home",  # they have labels
        "•\n•\n\n1/2/2023\n3/4/2024",  # dates are of a table
        "1.\n2.\n\nAND\nOR",  # what stands between items
        "12\n14\n\nRest at home\nHeat at home",  # numbers, no labels
        "X\nY\n\nRest at home\nHeat at home",
    ],
)
def test_what_stays(told: str) -> None:
    """Labels that have their text, and those for which there are too few items, stay on lines of their own."""
    assert lines(told) == [line for line in told.split("\n") if line]


@pytest.mark.parametrize("labels", ["1.\n3.\n", "2.\n1.\n", "a.\nd.\n"])
def test_numbers_out_of_order(labels: str) -> None:
    """Numbers that do not follow one another are not the labels of one list."""
    assert lines(f"{labels}\nRest at home\nHeat at home")[-1] == "Heat at home"


def test_a_sentence_that_goes_on_is_no_item() -> None:
    """A line after a comma goes on, however short the line before was."""
    assert lines("•\n•\n\nRest, heat,\nRings of gold\nBaths")[1:] == ["Rings of gold", "• Baths"]
