"""Parts of a main section that are set like it: told by text that leads over to them, and not without such a sign."""

from __future__ import annotations

import pytest

from extractor import payers, structure
from tests.structure_case import H, L, P, document

LEADS = "Ring therapy needs an authorization. It may be given when these criteria are met:"


def outline(*lines: L) -> list[tuple[int, str, str]]:
    """Level, heading and type of each section."""
    return [(s.level, s.heading, s.type) for s in structure.sections(document(*lines), payers.load("default"))]


def test_a_heading_without_text_holds_the_unnamed_ones_under_it() -> None:
    """ "Background" right over "Ring Disease", set alike, holds it and the next; a named heading ends the run."""
    assert outline(
        H("Description"), P(), H("Background"), H("Ring Disease"), P(), H("Bell Disease"), P(),
        H("Policy Guidelines"), P(), H("References"), P(),
    ) == [
        (1, "Description", "description"), (1, "Background", "description"), (2, "Ring Disease", "description"),
        (2, "Bell Disease", "description"), (1, "Policy Guidelines", "guidelines"), (1, "References", "references"),
    ]  # fmt: skip


def test_text_that_ends_with_a_colon_leads_over() -> None:
    """Criteria whose opening ends with a colon are those of the indications that follow."""
    found = outline(
        H("Description"), P(), H("Coverage Criteria"), P(LEADS), H("Ring Disease"), P(), H("Bell Disease"), P(),
        H("References"), P(),
    )  # fmt: skip
    assert found[2:4] == [(2, "Ring Disease", "coverage"), (2, "Bell Disease", "coverage")]


def test_a_document_that_leads_over_twice_does_so_elsewhere() -> None:
    """Where two main sections open so, the unnamed headings of a third with text of its own are its parts too."""
    found = outline(
        H("Background"), H("Ring Disease"), P(), H("Evidence Summary"), P(), H("Bells in Trials"), P(),
        H("Practice Guideline Summary"), H("Global Bell Alliance"), P(), H("References"), P(),
    )  # fmt: skip
    assert found[3:6] == [
        (2, "Bells in Trials", found[2][2]), (1, "Practice Guideline Summary", "professional_guidelines"),
        (2, "Global Bell Alliance", "professional_guidelines"),
    ]  # fmt: skip


APART = [
    # no sign: the main section has text that ends with a full stop
    (H("Description"), P(), H("Coverage Criteria"), P(), H("Ring Shops"), P(), H("References"), P()),
    # sections whose parts are not named so: what follows a list of codes or a history is its own
    (H("Description"), P(), H("Coding"), H("Ring Shops"), P(), H("Policy"), P(), H("References"), P()),
    # a common word that is a heading only by its look
    (H("Description"), P(), H("Scope"), H("Ring Shops"), P(), H("Policy"), P(), H("References"), P()),
]


@pytest.mark.parametrize("lines", APART)
def test_without_a_sign_they_stand_beside_each_other(lines: tuple[L, ...]) -> None:
    """Text of its own, codes and common words do not make the next heading a part."""
    assert (1, "Ring Shops") in [(level, heading) for level, heading, _ in outline(*lines)]


def test_one_sign_speaks_for_its_own_run_only() -> None:
    """One section that leads over makes no parts of the unnamed headings behind another one."""
    found = outline(
        H("Background"), H("Ring Disease"), P(), H("Policy"), P(), H("Ring Shops"), P(), H("References"), P()
    )
    assert [(level, heading) for level, heading, _ in found][1:4] == [
        (2, "Ring Disease"),
        (1, "Policy"),
        (1, "Ring Shops"),
    ]


def test_a_larger_heading_is_no_part() -> None:
    """What is set larger than the heading above it stands above it."""
    found = outline(
        H("Description", size=12), P(), H("Background", size=12), H("Ring Shops", size=16), P(), H("Policy", size=12),
        P(), H("References", size=12), P(),
    )  # fmt: skip
    assert (3, "Ring Shops") not in [(level, heading) for level, heading, _ in found]
