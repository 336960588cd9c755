"""Lines before a list and behind its items in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers.text_leads import leads, tails


def lines(text: str) -> list[str]:
    """The lines found before the bullets of a text."""
    bullets = [index for index, sign in enumerate(text) if sign == "•"]
    return [text[start : text.index("•", start)].strip() for start in leads(text, bullets)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "• Age in the early setting Sore Knee: • Two visits",
            "Sore Knee:",
        ),  # with a colon, behind words without a mark
        ("Tape is covered. Sore and Stiff Knees (SSK) • Two visits", "Sore and Stiff Knees (SSK)"),  # behind a sentence
        ("• Used after the second visit Stiff Knee • Three visits", "Stiff Knee"),  # all with capitals
        (
            "Tape holds. Ongoing care of stiff knees • Three visits",
            "Ongoing care of stiff knees",
        ),  # a whole sentence's place
    ],
)
def test_lines_before_a_list(text: str, line: str) -> None:
    """Words with a capital that stand before a list, and go on with nothing, are a line of their own."""
    assert lines(text)[-1] == line


@pytest.mark.parametrize(
    "text",
    [
        "• Treated with Marlo Tape • Straps",  # a name behind a small word
        "• Sore Knee • Stiff Knee",  # an item
        "a. Sore Knee • Stiff Knee",  # an item with a letter
        "• Pain of the knee with ONE of the following: • Age",  # a line that opens conditions
        "tape for members who meet Both Needs (a and b): • Age",
        "The visit is over. Tape is covered for knees: • Age",  # it says something
        "tape fell off the knee; or Knees and • Age",
        "in the year Tide 2024 • Age",  # a date
        "• Used at night Knees. • Age",  # the end of a sentence
        "tape for stiff knees Note: • Age",  # a note
    ],
)
def test_other_words_before_a_list(text: str) -> None:
    """Items, openings of conditions, and words that go on with a phrase are no lines."""
    assert lines(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("unless otherwise excluded Moderate ring disease (RD) 1. Age", "Moderate ring disease (RD)"),
        ("a member with severe Ring disease now (RD) 2. Age", ""),  # a later item
        ("a member with Marlo ring disease (RD) 1. Age", ""),  # behind a small word
        ("unless otherwise excluded Moderate ring disease 1. Age", ""),  # no abbreviation
        ("the tape (see there). Moderately active Ring disease (RD) 1. Age", "Moderately active Ring disease (RD)"),
        ("the tape; moderately active of Ring disease (RD) 1. Age", ""),
    ],
)
def test_a_service_with_its_abbreviation_before_a_list(text: str, line: str) -> None:
    """A phrase that an abbreviation ends, before a list's first label, is a line though no mark precedes it."""
    stop = next(index for index in range(len(text)) if text[index : index + 3] in ("1. ", "2. "))
    assert "".join(text[start:stop].strip() for start in leads(text, [stop])) == line


@pytest.mark.parametrize(
    ("item", "rest"),
    [
        ("• Two visits. Marlo Health considers all other tape as unproven.", "Marlo Health"),
        ("• Two visits. Approval Duration for knees: 6 months", "Approval Duration"),
        ("• Two visits by day Authorization will be issued for 12 months", "Authorization"),  # without a mark before it
        ("• Two visits. Tape may not be approved for pain.", "Tape may"),
        ("• Two visits by day (e.g. at noon). Straps are considered experimental.", "Straps are"),
    ],
)
def test_verdicts_and_terms_end_an_item(item: str, rest: str) -> None:
    """A sentence behind an item's that takes a position, or names the terms of an approval, is no part of it."""
    (place,) = tails(item, [0], [0])
    assert item[place:].startswith(rest)


@pytest.mark.parametrize(
    "item",
    [
        "• Two visits. Note: Tape is covered once.",  # a note on the item
        "• Two visits. Each takes an hour.",  # no verdict
        "• Two visits. Examples of tape are considered below.",
        "• Tape is considered experimental for pain.",  # the item itself
        "• Two visits before Authorization of tape.",  # no terms
        "• Two visits; the Approval is given by the plan.",
        "• Two visits at St. Marlo. They last.",
        "• Two visits. This is covered by the visit's fee.",
    ],
)
def test_other_sentences_stay_with_their_item(item: str) -> None:
    """Notes and sentences without a verdict stay."""
    assert list(tails(item, [0], [0])) == []
