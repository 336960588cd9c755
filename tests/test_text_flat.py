"""Blocks of a page that a dump ran together into one line."""

from __future__ import annotations

from extractor.readers import text_flat
from extractor.readers.canonical import Piece

FILLER = "Tape is a strip that sticks to a knee and holds it. "


def blocks(text: str) -> list[str]:
    """The texts of a page's blocks."""
    return [
        "".join(part.text for part in piece.inlines) for piece in text_flat.pieces(text) if isinstance(piece, Piece)
    ]


def test_a_letter_goes_with_its_heading() -> None:
    """A capital or Roman number that counts a heading stands in its block; an Arabic one is an item's."""
    found = blocks(
        f"{FILLER}I. Policy Guidelines Tape is known. II. Policy History None III. Definitions Tape is a strip."
    )
    assert "I. Policy Guidelines" in found
    assert "III. Definitions" in found


def test_a_sentence_without_the_full_stop_before_it() -> None:
    """ "For members …" behind a small word begins a block; within a phrase, in small letters, or in a name it does not."""
    assert blocks(f"{FILLER}Benefits apply on the day of the visit For members diagnosed with knees tape is covered.")[
        -1
    ].startswith("For")
    for text in (
        "Benefits apply at the request for members diagnosed with knees.",
        "Benefits of The Fund For Members and Others apply.",
        "Benefits apply, For members only.",
        "The plan covers Tape For Members of Marlo.",
    ):
        assert not any(block.startswith("For") for block in blocks(FILLER + text)[1:]), text


def test_entries_that_begin_alike() -> None:
    """Where a bibliography's entries begin with the words of the first, each is an entry, and those words are no heading."""
    board = "Marlo Tape Board® (MTB). Guidelines for Knees v1.2024 Marlo Tape Board (MTB) Guidelines for Hips v2.2024 Marlo Tape Board (MTB). Straps"
    found = blocks(f"{FILLER}References: {board}")
    assert sum(block.startswith("Marlo Tape Board") for block in found) == 3


def test_words_that_an_entry_only_names_begin_none() -> None:
    """The first entry's words within a sentence of another begin no entry."""
    found = blocks(
        f"{FILLER}References: Marlo Tape Board. Knees. 2020. Allen A, Cole C. A look at the Marlo Tape Board. 2021."
    )
    assert sum(block.startswith("Marlo Tape Board") for block in found) == 1


def test_a_bullet_alone_is_no_block() -> None:
    """A bullet that nothing follows but a row's date gives no block of its own."""
    found = blocks(f"{FILLER}Policy History • 3/1/2024 Knees added. • 2/1/2023 New policy.")
    assert "•" not in found
    assert any(block.startswith("3/1/2024") for block in found)


def test_what_ends_an_entry() -> None:
    """Behind an identifier of PubMed and behind a dated review the next entry begins; another identifier goes on."""
    found = blocks(
        f"{FILLER}References: Allen A, Cole C. Knees. Tape J. 2020;1:2. PMID 11111111 Marlo Tape Panel review 4/2019 "
        "Cole C. Hips. Tape J. 2021;1:3. PMID 22222222 PMCID PMC333 Straps Group. Tape. 2020."
    )
    assert "Marlo Tape Panel review 4/2019" in found
    assert not any(block.startswith("PMC") for block in found)
    for text in ("See PMID 11111111 and more.", "A review of 4/2019 Tape.", "The review 4/2019, of tape."):
        assert len(blocks(f"{FILLER}References: Allen A. {text}")) == 3, text
