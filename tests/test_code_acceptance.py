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
    # headings of groups that say nothing: what stands over them governs, until the next that says something
    (
        "Coding\n\nICD-10-CM Codes that Support Medical Necessity\n\nGroup 1 Paragraph\n\nN/A\n\nGroup 1 Codes\n\nCode\n\nDescription\n\n"
        "R06.6\n\nHiccup\n\nICD-10-CM Codes that DO NOT Support Medical Necessity\n\nGroup 1 Codes\n\nF45.8\n\nOther\n",
        [("ICD-10-CM", "R06.6", "medically_necessary"), ("ICD-10-CM", "F45.8", "not_medically_necessary")],
    ),
    # a payer's own word for what it covers
    (
        "Coding\n\nEstablished codes:\n\n95867 95868\n",
        [("CPT", "95867", "medically_necessary"), ("CPT", "95868", "medically_necessary")],
    ),
    # categories beside a procedure in a flattened table of procedures and ICD codes
    ("Coding\n\nTests CPT ICD\n\n95867 C34 1, 9\n", [("CPT", "95867", None), ("ICD-10-CM", "C34", None)]),
    # before ICD-10 a code with a V is one of ICD-9-CM; places in a manual are none
    (
        "Coding\n\nContractors shall allow the following HCPCS:\n\n43770 Banding\n\nICD-9-CM diagnosis codes: V85.35; V85.4\n\nSee section 150.1.\n",
        [("CPT", "43770", "covered"), ("ICD-9-CM", "V85.35", "covered"), ("ICD-9-CM", "V85.4", "covered")],
    ),
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
