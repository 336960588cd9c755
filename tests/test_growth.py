"""What a document costs grows with its length and no faster: counted in calls, which no busy machine changes."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from extractor import extract

NAME = "Medical Policy\n\nKnee Pads\n\nEffective date: January 1, 2024\n\nKnee pads are medically necessary for a sore knee.\n\n"
PAGE = f"<html><body><h1>Knee Pads Medical Policy</h1><p>{NAME}</p>"
HEAD = NAME + "Coverage criteria\n\n"

SHAPES = {  # a document's head, and what is printed once for each number
    "names that open blocks": (HEAD, "{n}. Sore knee (must meet all):\n  a. Patient is sore\n  b. Patient is {n} years old\n"),
    "names that only their peers open": (
        HEAD + "• Sore knee: Tapex\n  o Member is 18 years of age\n• Stiff knee: Tapex\n  o Member has tried ice\n",
        "• Stiff neck {n}: Gluex\n  o Swelling of {n} cm\n  o Warm to the touch\n  o Member has tried ice\n  o NOTE: no scan\n",
    ),
    "statements": (HEAD, "Tapex is medically necessary for knee {n} when all are met:\n1. age {n}\n2. sore\n\n"),
    "refusals": (HEAD, "• Tapex is not covered for knee {n}\n"),
    "headings": (NAME, "# Knee {n}\n\nKnees of the kind {n} bend.\n\n"),
    "one list": (HEAD + "Tapex is covered when all of the following are met:\n", "• Patient has sore knee {n}\n"),
    "codes": (NAME + "Coding\n\n", "{c} Needle work of the kind {n}\n"),
    "references": (NAME + "References\n\n", "{n}. Smith J. Knees of {n} cats. J Knee. 2001;{n}(2):1-9. PMID: {c}123.\n"),
    "history": (NAME + "Revision History\n\n", "January 3, 20{y}: Revised criterion {n}. Code {c} added.\n"),
    "a paragraph of statements": (HEAD, "Tapex is not covered for knee {n}. "),
    "a table of codes": (PAGE + "<h2>Coding</h2><table>", "<tr><td>{c}</td><td>Needle work {n}</td><td>Covered</td></tr>"),
    "a table of criteria": (
        PAGE + "<h2>Coverage criteria</h2><table><tr><th>Indication</th><th>Criteria</th></tr>",
        "<tr><td>Knee {n}</td><td>All of the following:<ul><li>Patient is sore</li><li>Age {n} years</li></ul></td></tr>",
    ),
    "running text": (NAME + "Background\n\n", "Knee {n} may be medically necessary in cats (Smith, 20{y}). "),
}  # fmt: skip


def calls(shape: str, count: int) -> int:
    """How many calls, Python's and C's, it takes to extract a document with so many of a thing."""
    head, each = SHAPES[shape]
    text = head + "".join(each.format(n=n, c=97000 + n, y=f"{n % 24:02}") for n in range(1, count + 1))
    counted = 0

    def count_call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        extract(text.encode(), name="knees.html" if text.startswith("<") else "knees.txt")
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("shape", SHAPES)
def test_cost_grows_with_length_and_no_faster(shape: str) -> None:
    """Four times as many names, statements, codes, references or rows take at most some four times as many calls."""
    calls(shape, 120)  # what is imported and built once counts in neither
    assert calls(shape, 480) / calls(shape, 120) < 4.4
