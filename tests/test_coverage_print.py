"""Metamorphic: how a policy is printed (line width, page breaks, format) leaves its criteria trees as they are."""

from __future__ import annotations

import html
import textwrap
from typing import Any

import pytest

from extractor import extract
from extractor.types import Criterion

FRONT = [
    "Harrow Valley Health Plan",
    "Medical Policy: Ankle Lanterns",
    "Policy Number: MP-1207",
    "Effective Date: 03/01/2026",
]
ITEMS = [
    (0, "1.", "The member is 18 years of age or older; and"),
    (0, "2.", "A licensed lantern fitter has written a plan of care that names the ankle, the hours of wear and the goal of the fitting; and"),
    (0, "3.", "ONE of the following:"),
    (1, "a.", "Night walking has been limited for at least 3 months in spite of a hand-held lamp; or"),
    (1, "b.", "A hand-held lamp is contraindicated because of a tremor that a neurologist has confirmed; and"),
    (0, "4.", "The lantern will not be worn together with a knee beacon"),
]  # fmt: skip
OPENER = "Ankle lanterns are considered medically necessary when ALL of the following criteria are met:"
LAST = "Ankle lanterns are considered investigational for all other indications."


def printed(width: int = 110, breaks: frozenset[int] = frozenset()) -> bytes:
    """The policy as a dump, its lines wrapped at ``width``, a page's foot and head before the items in ``breaks``."""
    page = 1
    lines = [*FRONT, "", "Policy", "", *textwrap.wrap(OPENER, width), ""]
    for number, (depth, label, words) in enumerate(ITEMS):
        if number in breaks:
            lines += [
                "",
                f"Harrow Valley Health Plan     Ankle Lanterns     Page {page} of {len(breaks) + 1}",
                "\f" + FRONT[1],
                "",
            ]
            page += 1
        indent = "    " * (depth + 1)
        lines += textwrap.wrap(words, width, initial_indent=f"{indent}{label} ", subsequent_indent=indent + "   ")
    lines += [
        "",
        *textwrap.wrap(LAST, width),
        "",
        "References",
        "",
        "1. Fitter A. Of lanterns. J Lamps. 2020;3(1):1-9.",
        "",
    ]
    lines += [f"Harrow Valley Health Plan     Ankle Lanterns     Page {page} of {len(breaks) + 1}"]
    return "\n".join(lines).encode()


def as_html() -> bytes:
    """The same policy as a page with nested lists."""
    inner = "".join(f"<li>{html.escape(words)}</li>" for depth, _, words in ITEMS if depth)
    outer = "".join(
        f"<li>{html.escape(words)}{f'<ol type=a>{inner}</ol>' if words.endswith(':') else ''}</li>"
        for depth, _, words in ITEMS
        if not depth
    )
    front = "".join(f"<p>{line}</p>" for line in FRONT)
    return f"<html><body>{front}<h2>Policy</h2><p>{OPENER}</p><ol>{outer}</ol><p>{LAST}</p></body></html>".encode()


def tree(node: Criterion | None) -> Any:
    """A tree as nested lists: the operator first, then its items."""
    if node is None:
        return None
    return [node.operator, *map(tree, node.items)] if node.items else node.text


def read(source: bytes, name: str = "policy.txt") -> list[tuple[str, str, Any]]:
    """The text, position and tree of each statement."""
    return [(s.text.rstrip(":"), s.position, tree(s.criteria)) for s in extract(source, name=name).statements]


EXPECTED = [
    (
        OPENER.rstrip(":"),
        "medically_necessary",
        [
            "all",
            "The member is 18 years of age or older",
            "A licensed lantern fitter has written a plan of care that names the ankle, the hours of wear and the goal of the fitting",
            [
                "any",
                "Night walking has been limited for at least 3 months in spite of a hand-held lamp",
                "A hand-held lamp is contraindicated because of a tremor that a neurologist has confirmed",
            ],
            "The lantern will not be worn together with a knee beacon",
        ],
    ),
    (LAST.rstrip("."), "investigational", None),
]


def shorn(found: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """Statements without the point that ends their sentence."""
    return [(text.rstrip("."), position, criteria) for text, position, criteria in found]


@pytest.mark.parametrize("width", [48, 64, 80, 110, 400])
def test_wrapped_lines_do_not_change_the_tree(width: int) -> None:
    """However wide the dump's lines are, statements and trees are the same."""
    assert shorn(read(printed(width))) == EXPECTED


@pytest.mark.parametrize("width", [64, 110])
@pytest.mark.parametrize("places", [{1}, {2}, {3}, {4}, {5}, {1, 4}, {2, 5}], ids=str)
def test_page_breaks_do_not_change_the_tree(places: set[int], width: int) -> None:
    """A page's foot and head between two items, nested or not, leave statements and trees as they are."""
    assert shorn(read(printed(width, frozenset(places)))) == EXPECTED


def test_another_format_does_not_change_the_tree() -> None:
    """The policy as a web page has the statements and trees of its dump."""
    assert shorn(read(as_html(), "policy.html")) == EXPECTED
