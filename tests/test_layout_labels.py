"""What opens a line: list labels and outline numbers, and what only looks like one."""

from __future__ import annotations

import pytest

from extractor.layout.labels import label

LABELS = [
    # a bullet, with and without a blank behind it (check boxes often touch their word)
    ("• Adults", 1, "bullet•"),
    ("▪ Adults", 1, "bullet▪"),
    ("➢ Adults", 1, "bullet➢"),
    ("☒Adults", 1, "bullet☒"),
    ("\uf0b7 Adults", 1, "bullet\uf0b7"),  # a symbol font's bullet in the private-use area
    ("- Adults", 1, "dash"),
    ("– Adults", 1, "dash"),
    ("o Adults", 1, "circle"),  # Courier's hollow bullet
    ("1. Adults", 2, "number"),
    ("12) Adults", 3, "number"),
    ("1.", 2, "number"),  # alone on its line
    ("1.2 Scope", 3, "decimal"),
    ("2.1.3. Dose", 6, "decimal"),
    ("(1) Adults", 3, "bracket"),
    ("(iv) Adults", 4, "bracket"),
    ("(b)Adults", 3, "bracket"),
    ("iv. Adults", 3, "romana"),
    ("II) Adults", 3, "romanA"),
    ("a. Adults", 2, "lettera"),
    ("B) Adults", 2, "letterA"),
    ("aa. Adults", 3, "lettera"),  # beyond z
    ("ab) Adults", 3, "lettera"),
    ("BB. Adults", 3, "letterA"),
    ("AX. Adults", 3, "letterA"),
    ("(bb) Adults", 4, "bracket"),
]

NONE = [
    "Adults",
    "of age",  # begins with o
    "on therapy",
    "-5 degrees",  # a minus sign
    "–related",
    "1.5 mg daily",  # a decimal fraction, its unit behind a blank, is read as an outline number only with more text
    "10 mg daily",
    "5 • 6",
    "e.g. adults",
    "vs. placebo",
    "al. 2019",
    "No. 7",
    "Dr. Who",
    "2024 update",
    "97545 hardening",
    "(see above)",
    "(RA) who",  # an abbreviation that wrapped
    "(as) they",
    "CD) of more than six",
    "AS) of more than six",
    "up. The member",  # a sentence's last word
    "of. The member",
    "[brackets]",
    "a drug",
    "I am",
    "iv infusion",
    "mg. daily",
    "",
    " ",
]


@pytest.mark.parametrize(("text", "length", "family"), LABELS)
def test_labels(text: str, length: int, family: str) -> None:
    """A label is told with its length and family."""
    assert label(text) == (length, family)


@pytest.mark.parametrize("text", [text for text in NONE if text != "1.5 mg daily"])
def test_no_labels(text: str) -> None:
    """Words, numbers and abbreviations that open a line are no labels."""
    assert label(text) is None
