"""Code lists in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.readers.text_listed import lists


def parts(text: str) -> list[str]:
    """The text, cut where lists of codes break."""
    places = sorted({0, *(start for start in lists(text).starts if start < len(text)), len(text)})
    return [text[a:b].strip() for a, b in zip(places, places[1:], strict=False)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "for night HCPCS codes covered if criteria are met: A4450 Tape, for knees A4452 - A4456 Straps Other HCPCS codes related to "
            "this: L1810 Brace",
            [
                "for night",
                "HCPCS codes covered if criteria are met:",
                "A4450 Tape, for knees",
                "A4452 - A4456 Straps",
                "Other HCPCS codes related to this:",
                "L1810 Brace",
            ],
        ),
        (
            "Knees Considered Not Medically Necessary for all uses: CPT Codes Description 97760† Training with tape",
            [
                "Knees",
                "Considered Not Medically Necessary for all uses:",
                "CPT Codes Description",
                "97760† Training with tape",
            ],
        ),
        (
            "ICD-10 codes not covered for tape: M17.0 - M17.9 Knees that grate M25.5 Knees that ache",
            ["ICD-10 codes not covered for tape:", "M17.0 - M17.9 Knees that grate", "M25.5 Knees that ache"],
        ),
    ],
)
def test_captions_heads_and_rows(text: str, found: list[str]) -> None:
    """A caption, the heads of columns and each code behind them begin a block."""
    assert parts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Tape A4450 Marlo and straps A4452 Marlo are sold.",  # no caption
        "See the HCPCS codes covered if criteria are met: none",  # named in a sentence
        "HCPCS codes are listed below. A4450 Tape",  # no colon
        "Tape is Not Covered: the plan says so.",  # no code follows
        "Not medically necessary and CPT Codes Marlo",  # no heads of columns
        "CPT codes 97760 and 97761 Training",  # a list within a sentence
    ],
)
def test_codes_in_sentences_are_no_lists(text: str) -> None:
    """Without a caption that ends in a colon before codes, nothing breaks."""
    assert parts(text) == [text]


def test_a_sentence_that_leads_over_to_codes_begins_a_block() -> None:
    """A sentence with a colon that speaks of the codes that follow is a block: how they stand."""
    text = "Tape is known. The needs above MUST be met for the following codes to be covered: CPT Codes"
    assert parts(text) == ["Tape is known.", text[15:]]
    assert parts("Tape is known. The following codes are listed. Straps: none") == [
        "Tape is known. The following codes are listed. Straps: none"
    ]


def test_a_code_named_within_a_row_opens_none() -> None:
    """A code that a row speaks of is no row."""
    text = "HCPCS codes covered if criteria are met: A4450 Tape, to be used with A4452 Straps"
    assert parts(text)[-1] == "A4450 Tape, to be used with A4452 Straps"
