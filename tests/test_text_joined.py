"""Words between the items of a dump that have run into them, and sentences behind the last item."""

from __future__ import annotations

import pytest

from extractor.readers.text_lines import pieces
from extractor.readers.text_rows import rows_of


def printed(text: str) -> list[str]:
    """The lines of a text as they were printed."""
    return [row.text for row in rows_of(text)]


def blocks(text: str) -> list[str]:
    """The texts of the blocks of some lines."""
    return ["".join(inline.text for inline in piece.inlines) for piece in pieces(rows_of(text))]


@pytest.mark.parametrize(
    ("line", "word", "item"),
    [
        ("-AND(b) Rings are broken", "-AND-", "(b) Rings are broken"),
        ("-OR(12) Both of these:", "-OR-", "(12) Both of these:"),
        ("-ANDb. Rings are broken", "-AND-", "b. Rings are broken"),
        ("-ORMember is an adult", "-OR-", "Member is an adult"),
    ],
)
def test_a_connective_is_a_line_of_its_own(line: str, word: str, item: str) -> None:
    """A connective between hyphens that has run into the item below is parted from it again."""
    assert printed(f"(a) Rings are worn\n{line}") == ["(a) Rings are worn", word, item]


@pytest.mark.parametrize(
    "line",
    [
        "-AND-",
        "- AND (b) Rings are broken",
        "-ANDROGENS are measured",
        "-ORAL rings",
        "AND(b) Rings are broken",
        "-and(b) Rings are broken",
        "The rings (b) -AND(b) others",
        "-OR 2 rings",
    ],
)
def test_other_lines_stay(line: str) -> None:
    """Lines whose hyphen opens an item or a longer word, and connectives within a line, are not cut."""
    assert printed(f"(a) Rings are worn\n{line}") == ["(a) Rings are worn", line]


LIST = "Rings are approved when both apply:\n(1) The member is an adult of 18 years\n(2) Used in company with a ring of gold\n"


@pytest.mark.parametrize(
    "line",
    [
        "Authorization will be issued for 12 months.",
        "Reauthorization may be given for a year.",
        "Approval is for 12 months.",
        "Coverage will end after a year.",
    ],
)
def test_what_is_decided_behind_the_last_item(line: str) -> None:
    """A line that begins the sentence on how long the approval lasts is no part of the item above it."""
    assert blocks(LIST + line)[-1] == line


@pytest.mark.parametrize(
    "line", ["Authorization Form", "Coverage Policies of the plan", "Approval Committee rings", "Authorizations"]
)
@pytest.mark.parametrize("end", ["the rules of the", "a ring, as in"])
def test_an_open_end_goes_on(line: str, end: str) -> None:
    """After an item that must go on, the same words are its end."""
    assert blocks(f"{LIST}(3) Shown by {end}\n{line}")[-1] == f"(3) Shown by {end} {line}"


WIDTH = "The plan keeps a note of each ring that was asked for and of the reasons that were given.\n" * 4


def test_an_item_that_a_white_line_cuts() -> None:
    """An item whose full line ends no sentence goes on below a white line in lower case."""
    first = "2. The member has had another treatment of the rings than the one of the first Crown's"
    assert blocks(f"{WIDTH}1. The member is an adult\n{first}\n\ndisease (such as a ring of gold)")[-1] == (
        f"{first} disease (such as a ring of gold)"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2. The member has had another treatment of the rings than the one of the first Crown's.", "disease of rings"),
        ("2. The member has had another treatment of the rings than the one of the first Crown's", "Disease of rings"),
        ("2. The member has rings", "disease of rings"),  # there was room
        (
            "The member has had another treatment of the rings than the one of the first Crown's rings",
            "disease of rings",
        ),
    ],
)
def test_what_a_white_line_parts(first: str, second: str) -> None:
    """A sentence's end, a capital, a short line and a paragraph without a label stay parted from what is below a white line."""
    assert blocks(f"{WIDTH}1. The member is an adult\n\n{first}\n\n{second}")[-1] == second


@pytest.mark.parametrize("word", ["AND", "OR"])
def test_a_connective_alone_parts_items_without_labels(word: str) -> None:
    """A connective in capitals on a line of its own is one, however full the line above it is."""
    first = "Rings of the left hand and of the right one that are worn or broken at the time of the visit"
    assert blocks(f"{WIDTH}\n{first}\n{word}\nThe member is an adult.")[-2:] == [word, "The member is an adult."]


@pytest.mark.parametrize(
    ("first", "word"),
    [
        ("2. Rings of the left hand and of the right one that are worn or broken at the time of it;", "AND"),
        ("Rings of the left hand and of the right one that are worn or broken at the time of the visit", "ANDES"),
        ("The rings of the left hand and of the right one, that are worn or broken at the time of the", "OR"),
    ],
)
def test_a_connective_that_ends_a_line(first: str, word: str) -> None:
    """The connective that closes a labelled item stays with it, as do longer words and what an open end asks for."""
    assert blocks(f"{WIDTH}\n{first}\n{word}")[-1] == f"{first} {word}"
