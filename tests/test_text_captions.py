"""Captions that no list of headings has, in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers import text_flat
from extractor.readers.canonical import Piece
from extractor.readers.text_captions import captions

FILLER = "Tape is a strip that sticks to a knee and holds it. "


def found(text: str) -> list[str]:
    """The captions of a page."""
    return [text[start:end] for start, end in sorted(captions(text).ends.items())]


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("When Taping of the Knee is covered Taping of the knee may help", "When Taping of the Knee is covered"),
        ("When tape is not covered Tape for cats is no benefit", "When tape is not covered"),
        ("Indications that are not covered 1. Tape for cats", "Indications that are not covered"),
    ],
)
def test_what_is_covered_heads_its_part(text: str, caption: str) -> None:
    """What is covered, or is not, is a caption between the end of a sentence and the beginning of another or of a list."""
    assert found(FILLER + text) == [caption]


@pytest.mark.parametrize(
    "text",
    [
        "When taping of the knee is covered under the plan, members pay.",
        "When tape is covered, Marlo pays for it.",
        "When tape is covered: Members pay half.",
        "Tape helps When Tape is covered Tape is paid",
        "Marlo tells members when tape is covered. Tape is paid.",
    ],
)
def test_a_clause_is_no_caption(text: str) -> None:
    """A clause that its sentence goes on behind, or that stands within one, is no caption."""
    assert found(FILLER + text) == []


def test_versions_of_a_policy() -> None:
    """The time for which a version held is a caption where the page has two of them, one of them an end or a beginning."""
    page = f"{FILLER}Effective May 2024 Tape is covered. Effective Prior to May 2024 Tape was no benefit."
    assert found(page) == ["Effective May 2024", "Effective Prior to May 2024"]


@pytest.mark.parametrize(
    "text",
    [
        "Effective May 2024 Tape is covered. Tape for cats is not.",  # one
        "Effective May 2024 Tape is covered. Effective June 2025 Tape is covered.",  # a log
        "Effective May 2024, tape is covered. Effective prior to May 2024, tape was not.",
        "It was effective prior to May 2024 Tape was paid. It is effective May 2024 Tape is not.",
    ],
)
def test_other_times_are_no_versions(text: str) -> None:
    """A single date, dates of a log, and dates within sentences are no captions."""
    assert found(FILLER + text) == []


def test_lines_with_a_capital_at_each_word() -> None:
    """A line whose small words have capitals too is a caption, up to the first word of the sentence behind it."""
    line = "Meets The Plan’s Criteria Or Is Covered For Groups Without Them"
    assert found(f"{FILLER}{line} Tape for knees is paid.") == [line]


@pytest.mark.parametrize(
    "text",
    [
        "Meets Criteria Or Is Covered Tape for knees is paid.",  # short
        "The Marlo Society of Taping Knees Hips and Backs met again.",  # small words are small
        "Marlo Tape Health Plan Group Members Services pay for tape.",
        "It Is Covered For Members Of Groups Without. Tape is paid.",
    ],
)
def test_names_are_no_such_lines(text: str) -> None:
    """Names in which small words stay small, short lines and whole sentences are no captions."""
    assert found(FILLER + text) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Marlo Society of Knee Taping (MSKT)", "In 2016, MSKT wrote of tape."),
        ("Marlo Academy of Tape (MAT) and Tarn College of Knees (TCK)", "These guidelines name tape."),
        ("Marlo Academy of Tape (MAT), now known as the Tarn Association for Tape (TAT)", "The TAT names tape."),
        ("U.S. Tape and Knee Administration (TKA)", "The TKA cleared tape."),
    ],
)
def test_bodies_whose_guidelines_follow(name: str, sentence: str) -> None:
    """The names of societies, colleges and agencies are a caption before a sentence that says what they hold."""
    assert found(f"{FILLER}{name} {sentence}") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Marlo Society of Knee Taping (MSKT) guidelines name tape.",
        "Marlo Society of Knee Taping. (2022). The use of tape.",
        "Marlo Knee Taping (MKT) The tape holds a knee.",  # no body
        "Knees were taped by the Marlo Society of Taping (MST) In 2016, more were.",
        "Marlo Society of Knee Taping, The Tape Book, 2016.",
    ],
)
def test_bodies_within_sentences(text: str) -> None:
    """A body that its sentence goes on behind, that an entry names, or that a sentence ends with, heads nothing."""
    assert found(FILLER + text) == []


def test_captions_by_their_form_are_headings() -> None:
    """What its form makes a heading is one in the document; the same words in a history's row are not."""
    pieces = text_flat.pieces(f"{FILLER}When tape is not covered Tape for cats is no benefit.")
    kinds = {"".join(one.text for one in p.inlines).strip(): p.kind for p in pieces if isinstance(p, Piece)}
    assert kinds["When tape is not covered"] == "heading"
