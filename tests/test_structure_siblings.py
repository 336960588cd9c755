"""Numbered lines: items of a list whose neighbours in the count are running text are no headings, sections are."""

from __future__ import annotations

from dataclasses import replace

from tests.structure_case import PROSE, H, Item, L, P, document
from tests.test_structure_headings import headings

OVER = (H("Policy"), P(), P(), H("Limitations"), P())
AFTER = (H("References"), Item("Tester A. A study of tests. J Tests. 2001.", "1."))


def test_bold_items_of_a_list_that_goes_on_in_running_text() -> None:
    """Some items of one list say their subject alone and in bold; the others run on, so none of them is a heading."""
    case = document(
        *OVER,
        Item("Ring disease: coverage is limited to members who show an appropriate response.", "14."),
        Item("Pustular ring disease:", "15.", bold=True),
        replace(Item("Flares: the first approval is limited to one dose in all.", "a."), indent=120.0),
        Item("Gait disease: coverage is limited to members who show an appropriate response.", "16."),
        Item("Fever of the rings:", "17.", bold=True),
        replace(Item("Markers in the serum are stable or reduced.", "a."), indent=120.0),
        Item("Late ring disease:", "18.", bold=True),
        P(),
        *AFTER,
    )
    assert headings(case) == ["Policy", "Limitations", "References"]


def test_numbered_sections_all_of_which_are_headings() -> None:
    """Bold numbered lines of which each opens its section stay headings, also where prose stands between them."""
    case = document(
        *OVER[:3],
        *(part for n, name in enumerate(("Ring Disease", "Gait Disease", "Late Disease"), 1)
          for part in (L(name, bold=True, label=f"{n}.", kind="item", space=1.5), P())),
        *AFTER,
    )  # fmt: skip
    assert headings(case) == ["Policy", "Ring Disease", "Gait Disease", "Late Disease", "References"]


def test_a_list_of_text_elsewhere_says_nothing() -> None:
    """A later list of sentences at another indent, or behind prose to its left, does not take the headings away."""
    sections = [L(name, bold=True, label=f"{n}.", kind="item", space=1.5) for n, name in ((1, "Ring Disease"), (2, "Gait Disease"))]  # fmt: skip
    inner = replace(Item("the member has tried a drug for three months, and", "3."), indent=130.0)
    case = document(*OVER[:3], sections[0], P(), sections[1], P(), inner, L(PROSE, indent=60.0), *AFTER)
    assert headings(case) == ["Policy", "Ring Disease", "Gait Disease", "References"]
