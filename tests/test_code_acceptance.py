"""Which numbers are codes, and the standing that their headings give, on invented policies."""

from __future__ import annotations

import pytest

from extractor.pipeline import assemble, read, understand

HEAD = """Tidal Nerve Mapping

Policy Number: TNM.017

Description

Tidal nerve mapping is offered to people with stubborn hiccups.

"""


def codes(text: str) -> list[tuple[str, str, str | None]]:
    """System, code and standing of each code of an invented policy."""
    document = read((HEAD + text).encode(), name="x.txt")
    return [(code.system, code.code, code.status) for code in assemble(understand(document)).codes]


NO_CODES = [
    "Write to Northwind Health Plan, PO Box 12, Springfield, IL 62704.",  # a ZIP code
    "Call 800-555-20123 for help.",  # a phone number
    "The dose is 15000 units a week.",  # a dose
    "Hiccups were counted in adults (n=15902).",  # a sample
    "The trial took 10234 patients over two years.",
    "The study was paid for by grant number 45120.",  # a grant
    "It is described elsewhere (PMID: 20091523).",
    "The plan has covered hiccups since 2019.",  # a year
    "Hiccups were last studied on 12/14/2009.",  # a date
    "A course costs $12,500 or $12500.",  # a price
    "It was printed on pages 10512-10519 of the journal.",  # pages
    "The count rose to 85025/mm3 within a day.",  # a measurement
    "See room 20301 or write to Lima, OH 45801-1234.",  # a room; a long ZIP code
]


@pytest.mark.parametrize("sentence", NO_CODES)
def test_numbers_that_are_no_codes(sentence: str) -> None:
    """Numbers of five digits in prose are no codes without a word that makes them one."""
    assert codes(f"Background\n\n{sentence}\n") == []


CODES = [
    # a label in prose
    ("Background\n\nThe service is billed with CPT code 95867.\n", [("CPT", "95867", None)]),
    # a heading that gives a standing
    (
        "Coding\n\nCPT codes considered medically necessary:\n\n95867 Needle lamp\n95868 Needle lamp, both sides\n",
        [("CPT", "95867", "medically_necessary"), ("CPT", "95868", "medically_necessary")],
    ),
    # listing says nothing of coverage
    (
        "Coding\n\nListing of a code does not imply coverage.\n\nCPT codes:\n\n95867 Needle lamp\n",
        [("CPT", "95867", None)],
    ),
    # a heading that judges against
    (
        "Coding\n\nHCPCS codes considered investigational:\n\nE0746 Lamp device\n",
        [("HCPCS", "E0746", "investigational")],
    ),
    # two positions in one heading: a row each
    (
        "Coding\n\nMedically necessary for hiccups; not medically necessary for yawning:\n\nCPT\n\n95867 Needle lamp\n",
        [("CPT", "95867", "medically_necessary"), ("CPT", "95867", "not_medically_necessary")],
    ),
    # a heading that gives none
    ("Coding\n\nCPT codes:\n\n95867 Needle lamp\n", [("CPT", "95867", None)]),
]


@pytest.mark.parametrize(("text", "expected"), CODES)
def test_codes_and_their_standing(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    """A label or a coding section makes a number a code; the heading above it gives its standing."""
    assert codes(text) == expected
