"""Entries of a bibliography without numbers, each on lines of its own in a dump."""

from __future__ import annotations

import pytest

from extractor.readers.text_lines import pieces
from extractor.readers.text_rows import rows_of

WIDE = "Allen B, Cole D, Evans F, et al. The long term outcomes of ring therapy in adults with late disease of the rings: a\n"


def blocks(text: str) -> list[str]:
    """The texts of the blocks of some lines."""
    return ["".join(inline.text for inline in piece.inlines) for piece in pieces(rows_of(text * 2))][: -1 or None]


@pytest.mark.parametrize(
    "end",
    [
        "comparison of the three year results of two prospective studies in many centers. Eur Ring J. 2017; 50: 1700017.",
        "comparison of the three year results of two prospective studies. Eur Ring J. 2017 Oct;54(8):872-879.",
        "comparison of the three year results, which may be read at the society's own pages. Accessed June 10, 2025.",
    ],
)
def test_a_full_line_that_ends_an_entry(end: str) -> None:
    """Behind volume and pages, or the day of access, the next line begins another entry though the line is full."""
    found = blocks(
        f"{WIDE}{end}\nRinger Institute. A ring system for the treatment of severe disease. Ringtown; 2020 May 28.\n"
    )
    assert found[0] == f"{WIDE.strip()} {end}"
    assert found[1].startswith("Ringer Institute.")


def test_what_may_follow_an_entrys_end() -> None:
    """What is said of access or of a number goes on with its entry."""
    end = "comparison of the three year results of two prospective studies in many centers. Eur Ring J. 2017; 50: 1700017."
    assert blocks(f"{WIDE}{end}\nAvailable at the pages of the society.\n")[0].endswith("society.")


def test_a_publishers_place_ends_no_line() -> None:
    """A line that is full and ends with a town and state goes on with the publisher."""
    line = "Hale Inc. Technology Assessment. Ring therapy for the treatment of late ring disease in adults. Springfield, IL:\n"
    assert "Springfield, IL: Hale, Inc.; July 2022." in blocks(f"{line}Hale, Inc.; July 2022.\n")[0]
