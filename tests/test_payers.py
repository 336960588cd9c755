"""Payers as data: profiles are laid over the default, and a document's own words choose one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractor import payers
from extractor.errors import UsageError
from extractor.fields import payer_directory
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


def _patterns(value: object) -> list[str]:
    """Every text in some nested tables and lists."""
    if isinstance(value, dict):
        return [one for inner in value.values() for one in _patterns(inner)]
    return [one for inner in value for one in _patterns(inner)] if isinstance(value, list | tuple) else [str(value)]


@pytest.mark.parametrize("name", ["default", *payers.names()])
def test_what_is_sought_in_small_letters_has_no_capital(name: str) -> None:
    """Patterns that are held against a text in small letters have none but those of escapes such as ``\\W``."""
    tables = payers.load(name).tables
    sought = [
        tables["kind"],
        tables["codes"]["standing"],
        tables["codes"]["denials"],
        tables["coverage"]["trigger"],
        tables["coverage"]["boilerplate"],
        tables["coverage"]["facts"],
    ]
    assert [one for one in _patterns(sought) if re.search(r"(?<!\\)[A-Z]", one)] == []


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


def test_no_name_begins_with_the_second_half_of_a_word_that_is_parted() -> None:
    """ "BlueCross" is compared as "blue cross", so that a name can begin at its capital alone."""
    names = payer_directory._directory()
    assert names["blue"]
    assert not {half for _, *rest in payer_directory._SPLIT.values() for half in rest} & set(names)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Published by Aetna and others", ["Aetna"]),
        ("BlueCross BlueShield of Alabama covers it", ["BlueCross BlueShield of Alabama"]),
        ("Aetna's own", ["Aetna's"]),
        ("(Aetna)", ["Aetna"]),
        ("-Aetna", ["Aetna"]),  # a mark before a word is none of it
        ("aetna", []),  # not capitalised
        ("iAetna", []),  # the rest of a word
        ("x-Aetna", []),
        ("Norwood Health Net", []),  # the tail of a longer name
    ],
)
def test_names_are_found_where_a_capital_opens_a_word(text: str, found: list[str]) -> None:
    """A name counts only where it is capitalised and begins its word."""
    assert [text[hit.start : hit.end] for hit in payer_directory.hits(text)] == found


def test_a_stretch_is_read_by_itself() -> None:
    """What stands before the stretch or behind it neither opens nor completes a name."""
    text = "xAetna and Cigna"
    assert [hit.start for hit in payer_directory.hits(text, 1)] == [1, 11]
    assert [hit.start for hit in payer_directory.hits(text, 0, 9)] == []
