"""Lists at the edges of pages, tables, headings and lines: where one thing ends and the next begins."""

from __future__ import annotations

from typing import Any

import pytest

from extractor import extract
from extractor.coverage.labels import ordinals_of
from extractor.coverage.lines import Line
from extractor.coverage.nodes import Node
from extractor.coverage.outline import outline
from tests.coverage_text import shape, statements

LONG = (
    "Six months have gone by since the knee was taped, " + "as the chart shows in every one of its parts, " * 5 + "so."
)

TREES: list[tuple[str, str, Any]] = [
    (
        "a semicolon and a joining word in capitals part two criteria in one item",
        """
# Criteria
Knee taping is covered when ONE of the following is met:
  - Member has tried rest; OR Member has tried ice
  - Member is a child
""",
        ["any", "Member has tried rest", "Member has tried ice", "Member is a child"],
    ),
    (
        "a joining word in small letters parts nothing",
        """
# Criteria
Knee taping is covered when ONE of the following is met:
  - Member has tried rest (at home; or abroad)
  - Member is a child
""",
        ["any", "Member has tried rest (at home; or abroad)", "Member is a child"],
    ),
    (
        "items without labels follow an item that promises them, as long as their punctuation says so",
        """
# Criteria
Knee taping is covered when all of the following are met:
1. The clinic is certified by one of the following:
The national body for taping, which meets every year and keeps a list of clinics,
The regional body for taping, or
The local body.
2. Member is an adult
""",
        [
            "all",
            [
                "any",
                "The national body for taping, which meets every year and keeps a list of clinics",
                "The regional body for taping",
                "The local body",
            ],
            "Member is an adult",
        ],
    ),
    (
        "an item of any length follows a joining word; the list ends with the item that joins nothing",
        f"""
# Criteria
Knee taping is covered under the following circumstances:
Pain has come back AND,
{LONG}
Tape is sold in rolls of many sizes and many colours
""",
        ["all", "Pain has come back", LONG[:-1]],
    ),
    (
        "doses for different patients exclude one another",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. The glue is dosed as labeled for knees:
    a. 20 mg for patients of 50 kg or less
    b. 30 mg for patients of more than 50 kg
  2. For continuation of therapy:
    a. Reauthorization will be for no more than 12 months
""",
        [
            "all",
            ["any", "20 mg for patients of 50 kg or less", "30 mg for patients of more than 50 kg"],
            ["all", "Reauthorization will be for no more than 12 months"],
        ],
    ),
    (
        "what is asked besides in some cases stands beside the criterion that it qualifies",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Must have had 90 days of rest
    a. For children: must have had 30 days of ice
    b. For adults: must have had 60 days of ice
  2. Member has pain
    a. For the first time this year
""",
        [
            "all",
            [
                "all",
                "Must have had 90 days of rest",
                "For children: must have had 30 days of ice",
                "For adults: must have had 60 days of ice",
            ],
            ["all", "For the first time this year"],
        ],
    ),
    (
        "what a member cannot take is no operator of the list",
        """
# Criteria
Knee taping is covered when all of the following are met:
  1. Member has tried ONE of the following or has a contraindication to them ALL:
    a. Rest
    b. Ice
  2. Member is an adult
""",
        ["all", ["any", "Rest", "Ice"], "Member is an adult"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in TREES], ids=[case[0] for case in TREES])
def test_tree(text: str, expected: Any) -> None:
    """Operators and nesting of a statement's criteria."""
    (statement,) = statements(text, indent=0 if "\n1. The clinic" in text or LONG in text else 6)
    assert shape(statement.criteria) == expected


def test_an_exclusion_ends_with_its_section() -> None:
    """A heading that excludes governs what stands under it, and no heading after it."""
    made = statements("""
# Criteria
Knee taping may be covered for members meeting the following criteria:
# Exclusion Criteria
Use together with a brace
# Criteria for gout
All of the following:
  1. Member has gout
  2. Member is an adult
""")
    assert [s.position for s in made] == ["covered", "covered"]


def _line(text: str, *, page: int, indent: float, cell: tuple[int, int, int] | None = None) -> Line:
    label, _, words = text.partition(" ")
    listed = label in "•o" or label.rstrip(".").isdigit()
    table, row, column = cell or (None, None, None)
    return Line(
        start=0,
        end=len(text),
        text=words if listed else text,
        ordinals=ordinals_of(label) if listed else None,
        indent=indent,
        page=page,
        table=table,
        row=row,
        column=column,
    )


def _nested(node: Node) -> Any:
    return [[c.head.text, *([_nested(c)] if c.children else [])] for c in node.children]


QUOTED = [
    (
        "a determination that is cited word for word is not the payer's",
        """
# Policy
Knee taping is considered investigational.
The determination on taping goes on:
“Taping of the knee is covered when ALL of the following are met:
  • The knee is swollen
  • The knee is painful
Taping of the other knee is not covered.”
Knee taping of children is considered not medically necessary.
""",
        ["investigational", "not_medically_necessary"],
    ),
    (
        "a name in quotation marks quotes nobody",
        """
# Policy
“Knee taping” is considered investigational.
“Ankle taping is considered cosmetic by this plan in each and every one of its forms.
""",
        ["investigational", "cosmetic"],
    ),
]


@pytest.mark.parametrize(("text", "positions"), [case[1:] for case in QUOTED], ids=[case[0] for case in QUOTED])
def test_quoted(text: str, positions: list[str]) -> None:
    """Only the payer's own sentences are statements."""
    assert [s.position for s in statements(text)] == positions


def test_a_history_says_headings_again() -> None:
    """Below the revision history a heading of the policy stands over changes; in another part it is a heading."""
    policy = "# Coverage criteria\nKnee taping is considered investigational.\n"
    again = "# Coverage criteria\nAnkle taping is considered investigational.\n"
    assert len(statements(policy + "# Revision history\n2025 Template update\n" + again)) == 1
    assert len(statements(policy + "# Guidelines\nTape has two sides.\n" + again)) == 2
    assert len(statements(policy + "# Revision history\n2025 Update\n" + again.replace("Cov", "Other cov"))) == 2


LEVEL = """
# Coverage indications and limitations
# Overview
The tape has two sides. Taping is deemed medically necessary when all of the following conditions are met:
  1. The knee hurts
  2. Rest has failed
# Knee taping
Knee taping is indicated in the evaluation and management of pain.
  A. Upper knee
# Indications:
  1. Gout
  2. Sprain
# Ankle taping
Taping of the ankle for show is not medically necessary.
# Rationale
Knee taping is indicated for the detection of gout.
"""


def test_a_heading_over_headings_of_its_own_level() -> None:
    """Below a heading of coverage without text, sections of its level are coverage until one of another kind begins."""
    assert [(s.text[:22], s.position) for s in statements(LEVEL)] == [
        ("Taping is deemed medic", "medically_necessary"),
        ("Knee taping is indicat", "medically_necessary"),
        ("Indications", "medically_necessary"),
        ("Taping of the ankle fo", "not_medically_necessary"),
    ]
    assert not any("deemed" in s.text for s in statements(LEVEL.replace("# Overview", "# Rationale")))


def test_a_heading_within_an_item_breaks_its_list_off_only_for_a_while() -> None:
    """A label that counts on goes on with the list that a heading below its last item broke off."""
    lines = [
        _line("Taping", page=1, indent=0),
        _line("1. Knee", page=1, indent=0),
        _line("Reasons", page=1, indent=0)._replace(heading=2),
        _line("• Gout", page=1, indent=0),
        _line("2. Ankle", page=1, indent=0),
        _line("Else", page=1, indent=0)._replace(heading=1),
        _line("3. Hip", page=1, indent=0),
    ]
    lines = [lines[0]._replace(heading=1), *lines[1:]]
    assert _nested(outline(lines)) == [
        ["Taping", [["Knee"], ["Reasons", [["Gout"]]], ["Ankle"]]],
        ["Else", [["Hip"]]],
    ]


SAID = [
    ("Non-invasive knee taping is indicated in the evaluation of pain.", "medically_necessary", True),
    ("Non-invasive knee taping is not indicated in the evaluation of pain.", "not_medically_necessary", False),
    ("No other taping for the purpose of comfort and warmth will be covered.", "not_covered", False),
    ("Routine taping of the knee is not medically necessary.", "not_medically_necessary", False),
]


@pytest.mark.parametrize(("sentence", "position", "conditional"), SAID, ids=[case[0] for case in SAID])
def test_positions(sentence: str, position: str, conditional: bool) -> None:
    """What a negation reaches, and what it does not."""
    (statement,) = statements(f"# Policy\n{sentence}\n")
    assert (statement.position, statement.conditional) == (position, conditional)


@pytest.mark.parametrize(
    "sentence",
    [
        "Routine review of the policy; no change to what is covered.",
        "Personnel who tape must be certified by a national body.",
        "Documentation is essential to demonstrate the medical necessity of taping.",
    ],
)
def test_no_position(sentence: str) -> None:
    """Sentences on reviews, staff and records take no position on a service."""
    assert statements(f"# Policy\n{sentence}\n") == ()


FLAT = """
Policy
Knee taping is considered medically necessary when:
A. The member meets one of the following:
1. The member has gout, AND
a) Rest has failed, OR
2. The member has a sprain, AND
a) Ice has failed.
"""


def test_items_all_at_the_margin_nest_by_their_labels() -> None:
    """Where no item of a document is indented, a new style of label begins a list within the item above it."""
    (statement,) = extract(FLAT.encode(), name="flat.txt").statements
    gout, sprain = (
        ["all", "The member has gout", ["all", "Rest has failed"]],
        ["all", "The member has a sprain", ["all", "Ice has failed"]],
    )
    assert shape(statement.criteria) == ["all", ["any", gout, sprain]]


OPENED = [
    _line("Gout", page=1, indent=60, cell=(0, 0, 0)),
    _line("• Member is an adult", page=1, indent=170, cell=(0, 0, 1)),
    _line("• BOTH of the following:", page=1, indent=170, cell=(0, 0, 1)),
]


CELLS = [("Gout", 0, 0), ("Sprain of the knee", 0, 1), ("Bursitis", 1, 0), ("Torn ligament", 1, 1)]


def test_a_list_set_in_columns() -> None:
    """Short cells right below a line that promises a list are its items, row by row; a table that explains is not."""
    opener = _line("1. Member has one of the following:", page=1, indent=0)
    after = _line("2. Member is an adult", page=1, indent=0)
    table = [_line(text, page=1, indent=0, cell=(0, row, column)) for text, row, column in CELLS]
    first, second = _nested(outline([opener, *table, after]))
    assert (first[0], first[1]) == (opener.text, [[text] for text, _, _ in CELLS])
    assert second == ["Member is an adult"]
    told = table[1]._replace(text="Sprain of the knee is seen by a physician.")
    assert _nested(outline([opener, table[0], told, *table[2:], after]))[0] == [opener.text]


def test_a_list_in_a_cell_goes_on_over_the_page() -> None:
    """Items that the next page prints outside the table, or in another, hang from the opener before the edge."""
    for cell in (None, (1, 0, 1)):
        tree = outline([*OPENED, _line("o Pain at rest", page=2, indent=210, cell=cell)])
        assert _nested(tree) == [
            ["Gout", [["Member is an adult"], ["BOTH of the following:", [["Pain at rest"]]]]]
        ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        _line("o Pain at rest", page=1, indent=210),  # the same page: the table has ended
        _line("Pain at rest", page=2, indent=210),  # no item of a list
        _line("1. Pain at rest", page=2, indent=60),  # a list at the margin
        _line("o Pain at rest", page=4, indent=210),  # pages later
    ],
)
def test_what_follows_a_table_is_not_in_it(line: Line) -> None:
    """Other lines behind a table stand on their own."""
    assert _nested(outline([*OPENED, line]))[-1] == ["Pain at rest"]
