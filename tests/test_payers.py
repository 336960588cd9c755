"""Payers as data: profiles are laid over the default, and a document's own words choose one."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import payers
from extractor.errors import UsageError
from tests.structure_case import L, P, document


def test_tables_merge_and_lists_stand_in_front() -> None:
    """Tables merge key by key; a list of the payer's comes before the default's, each entry once; values win."""
    base = {"a": {"x": [1, 2], "y": 1}, "b": 1}
    assert payers.merge(base, {"a": {"x": [3, 1]}, "b": 2, "c": 3}) == {"a": {"x": [3, 1, 2], "y": 1}, "b": 2, "c": 3}
    assert base == {"a": {"x": [1, 2], "y": 1}, "b": 1}


def test_every_profile_loads_over_the_default() -> None:
    """Each profile has the default's tables and its own marks."""
    tables = set(payers.load("default").tables)
    for name in payers.names():
        profile = payers.load(name)
        assert profile.name == name
        assert tables <= set(profile.tables)
        assert profile.tables["profile"]["marks"], f"{name} can't be recognised"


def test_every_key_of_the_headings_is_documented() -> None:
    """The documentation of profiles names each key that the headings' table has, in any profile."""
    page = (Path(__file__).resolve().parents[1] / "docs" / "profiles.md").read_text(encoding="utf-8")
    for name in ("default", *payers.names()):
        for key in payers.load(name).tables["headings"]:
            assert f"| `{key}` |" in page, f"{key} of {name} is not in docs/profiles.md"


def test_an_unknown_profile_is_a_wrong_call() -> None:
    """A profile that does not exist is named, with those that do."""
    with pytest.raises(UsageError, match="no-such-payer"):
        payers.load("no-such-payer")


@pytest.mark.parametrize("name", payers.names())
def test_marks_at_the_head_choose_the_profile(name: str) -> None:
    """A document that bears a profile's mark at its head gets the profile; with ``default`` it does not."""
    mark = payers.load(name).tables["profile"]["marks"][0]
    case = document(L(f"{mark} of the day"), *[P() for _ in range(40)])
    assert payers.choose(case).name == name
    assert payers.choose(case, "default").name == "default"


@pytest.mark.parametrize("name", payers.names())
def test_a_payer_that_is_cited_does_not_choose(name: str) -> None:
    """A mark in the middle of a document, among its references say, chooses nothing."""
    mark = payers.load(name).tables["profile"]["marks"][0]
    case = document(*[P() for _ in range(40)], P(f"{mark}. Some other policy. 2020."), *[P() for _ in range(40)])
    assert payers.choose(case).name == "default"


def test_a_document_of_nobody_gets_the_default() -> None:
    """Without marks, and without text, the default holds."""
    assert payers.choose(document(P(), P())).name == "default"
    assert payers.choose(document()).name == "default"
