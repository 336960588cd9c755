"""Statements: where they stand, where they end, what governs them, and what they are about."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.types import Duration
from tests.coverage_text import statements


def pairs(text: str) -> list[tuple[str, str]]:
    """The statements of a text: position and words."""
    return [(s.position, s.text.rstrip(":.")) for s in statements(text)]


CASES = [
    (
        "two sentences of one paragraph",
        """
# Policy
Taping is considered medically necessary for gout in adults. Magnets are considered investigational.
""",
        [
            ("medically_necessary", "Taping is considered medically necessary for gout in adults"),
            ("investigational", "Magnets are considered investigational"),
        ],
    ),
    (
        "a heading that opens a block of criteria is a statement",
        """
# Criteria
A. Gout (must meet all):
  1. Diagnosis of gout
B. Sprain (must meet all):
  1. Diagnosis of sprain
""",
        [("covered", "Gout (must meet all)"), ("covered", "Sprain (must meet all)")],
    ),
    (
        "blocks take the position of the line that governs them",
        """
# Policy
It is the plan's policy that tape is medically necessary when the following criteria are met:
# Criteria for approval
A. Gout (must meet all):
  1. Diagnosis of gout
""",
        [
            (
                "medically_necessary",
                "It is the plan's policy that tape is medically necessary when the following criteria are met",
            ),
            ("medically_necessary", "Gout (must meet all)"),
        ],
    ),
    (
        "a name before the verdict belongs to the statement of an item",
        """
# Criteria
1. Gout. Approve for 6 months if the patient meets BOTH of the following (A and B):
  A) Patient is 18 years of age or older; AND
  B) Prescribed by a surgeon
""",
        [("covered", "Gout. Approve for 6 months if the patient meets BOTH of the following (A and B)")],
    ),
    (
        "a heading that only names a position is none",
        """
# Policy
When taping is covered
Taping is considered medically necessary for gout.
""",
        [("medically_necessary", "Taping is considered medically necessary for gout")],
    ),
    (
        "an item of a refusal that says it itself is a statement too",
        """
# Limitations
Coverage of tape is not recommended in the following situations:
  1. Use with magnets
  2. Coverage is not recommended for circumstances not listed above.
""",
        [
            ("not_covered", "Coverage of tape is not recommended in the following situations"),
            ("not_covered", "Coverage is not recommended for circumstances not listed above"),
        ],
    ),
    (
        "a criterion that speaks of coverage is none",
        """
# Criteria
Gout (must meet all):
  1. Member is receiving tape for a covered indication that was approved by the plan
  2. Member responds to tape
""",
        [("covered", "Gout (must meet all)")],
    ),
    (
        "a plain verdict counts even in a description",
        """
# Background
The knee is a joint. Studies found that tape is considered unproven in most knees.
Knee magnets are considered investigational.
""",
        [("investigational", "Knee magnets are considered investigational")],
    ),
    (
        "what the payer by its name covers counts even in a description; what a policy covers does not",
        """
# Background
Medicare covers a variety of visits after knee taping. This policy covers tapes for knees.
""",
        [("covered", "Medicare covers a variety of visits after knee taping")],
    ),
    (
        "an opener of criteria counts even in a description",
        """
# Background
Tapes are made of linen. Services are deemed medically necessary when all the following conditions are met:
  1. The knee is swollen
  2. Rest has failed
""",
        [("medically_necessary", "Services are deemed medically necessary when all the following conditions are met")],
    ),
    (
        "what is excluded is said below its heading, and no further",
        """
# Criteria
# Exclusions
  • Pregnant members
# Criteria: gout (must meet all)
  • Member is an adult
  • Rest has failed
""",
        [("not_covered", "Exclusions"), ("covered", "Criteria: gout (must meet all)")],
    ),
    (
        "lists of limitations are judged item by item",
        """
# Limitations
  1. Taping of both knees is not medically necessary.
  2. The outcome must change what the surgeon does.
""",
        [("not_medically_necessary", "Taping of both knees is not medically necessary")],
    ),
    (
        "what a request must include is a block of criteria; so are denial criteria",
        """
# Criteria
1. Initial authorization requests must include:
    • Monitoring plan
    • Current weight
# Denial criteria
1. Latex allergy
2. Swollen feet
""",
        [("covered", "Initial authorization requests must include"), ("not_covered", "Denial criteria")],
    ),
    (
        "criteria go on under names of their own where a section of coverage ended, if joining words show it",
        """
# Criteria
Gout (must meet all):
  1. Member is an adult
# Sprain
  1. Member is an adult; AND
  2. Rest has failed.
# Cautions
  1. Members should be told of the tape's colour.
  2. Members must be seen each week.
""",
        [("covered", "Gout (must meet all)"), ("covered", "Sprain")],
    ),
    (
        "a bare opener below a heading is the heading's block",
        """
# Criteria for all requests
All of the following:
  • Diagnosis of gout
  • Member is an adult
""",
        [("covered", "Criteria for all requests")],
    ),
    (
        "a list that begins with a statement of its own is no list of criteria",
        """
# Criteria
1. Initial authorization
    a. Tape will be approved based on all of the following criteria:
      (1) Diagnosis of gout
      (2) Member is an adult
    b. Member must be treated by a surgeon who has tape
""",
        [("covered", "Tape will be approved based on all of the following criteria")],
    ),
    (
        "a footnote in which the payer excludes something is no mere remark",
        """
# Criteria
Knee tape is covered.
**Foot tape is excluded from coverage.
""",
        [("covered", "Knee tape is covered"), ("not_covered", "Foot tape is excluded from coverage")],
    ),
    (
        "additional information is no block of criteria",
        """
# Criteria
Additional information:
  • Members must send documentation of pain
  • Members must have a diagnosis of gout
""",
        [],
    ),
    # places where no statement stands
    ("rationale", "# Rationale\nKnee magnets are considered investigational.", []),
    ("references", "# References\n1. Doe J. Tape is considered medically necessary. Knee J. 2019.", []),
    ("coding", "# Coding\nCodes for tape are covered when criteria are met:", []),
    ("definitions", "# Definitions\nTape is considered medically necessary when a prudent provider gives it.", []),
    ("questions", "# Policy\nIs knee tape considered medically necessary?", []),
    ("pointers", "# Policy\nRefer to the magnet policy for coverage of magnets.", []),
    ("benefits", "# Policy\nCoverage of tape is subject to the member's benefit plan document.", []),
    ("lists that are no criteria", "# Policy\nApplicable products:\n  • Tape\n  • Glue", []),
    (
        "an approval that names its length and its condition is a statement; one that names its length alone is none",
        """
# Criteria
Authorization of 6 months may be granted for treatment of gout.
Approval of 3 months may be granted for adult members with sprain.
Authorization may be granted for 12 months.
Approval duration: 12 months
""",
        [
            ("covered", "Authorization of 6 months may be granted for treatment of gout"),
            ("covered", "Approval of 3 months may be granted for adult members with sprain"),
        ],
    ),
    (
        "the heading of an FDA label's list opens no criteria",
        """
# Policy
The indications below including FDA-approved indications are considered a covered benefit.
FDA-approved uses2
  1. Treatment of gout in adult patients
  2. Treatment of sprain in adult patients
""",
        [("covered", "The indications below including FDA-approved indications are considered a covered benefit")],
    ),
    (
        "a heading that takes a position and the only line below it, which opens the list, are one statement",
        """
# Criteria for Approval:
1. Member meets ALL of the following:
  a. Diagnosis of gout
  b. Age 18 years or older
""",
        [("covered", "Criteria for Approval: 1. Member meets ALL of the following")],
    ),
    ("dosing", "# Criteria\nDosing:\n  1. 10 mg a day for adult patients\n  2. 5 mg a day for children", []),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_statements(text: str, expected: list[tuple[str, str]]) -> None:
    """Sentences and headings that take a position are statements, each with its own words."""
    assert pairs(text) == expected


def test_particulars() -> None:
    """Service, indication, phase and duration are read where the text gives them."""
    first, second = statements("""
# Criteria
Initial requests for Taporin for the treatment of gout may be approved if all of the following criteria are met:
  1. Diagnosis of gout
  Approval duration: 6 months
Continuation requests for Taporin may be approved if the following criterion is met:
  1. Member responds to therapy
""")
    assert (first.service, first.indication, first.phase) == ("Taporin", "gout", "initial")
    assert first.duration is not None and (first.duration.value, first.duration.unit) == (6, "month")
    assert (second.phase, second.duration) == ("continuation", None)
    assert first.conditional and second.conditional


def test_evidence_names_a_rule() -> None:
    """Each statement says by which rule it was found."""
    rules = [s.evidence.rule for s in statements("# Criteria\nGout (must meet all):\n  1. Diagnosis of gout\n")]
    assert rules == ["statements.block"]


def test_declared_headings_are_no_items() -> None:
    """A heading that the file declares opens its own block, even where its letter goes on from the list above it."""
    page = (
        "<h1>Taping</h1><h2>Coverage Criteria</h2><h3>A. Gout (must meet all):</h3>"
        "<p>A. Age 18 years or older</p><p>B. Prescribed by a surgeon</p>"
        "<h3>C. Sprain (must meet all):</h3><p>A. Age 12 years or older</p><p>B. Trial of ice</p>"
    )
    found = extract(f"<html><body>{page}</body></html>".encode(), name="taping.html").statements
    assert [s.text for s in found] == ["Gout (must meet all)", "Sprain (must meet all)"]
    assert [len(s.criteria.items or ()) for s in found if s.criteria] == [2, 2]


def test_a_length_of_approval_names_no_block() -> None:
    """A list below "Length of authorization: 6 months" is named by the heading over that; the length is the statement's."""
    (statement,) = statements(
        "# Criteria at first\nLength of Authorization: 6 months\n  1. Diagnosis of gout AND\n  2. Member is an adult"
    )
    assert (statement.text, statement.duration) == ("Criteria at first", Duration(6, "month"))
    assert statement.criteria is not None and len(statement.criteria.items or ()) == 2


def test_lines_that_each_ask_for_a_list_are_blocks() -> None:
    """Below one heading each "Documentation of … is required:" is a statement, its list the criteria."""
    found = statements(
        "# Criteria\nTaporin for gout\nDocumentation of the following is required:\n  * diagnosis of gout; and\n  * age of 18 years"
        "\nHeelin\nDocumentation of all of the following is required:\n  * diagnosis of sprain; and\n  * trial of ice"
    )
    assert [s.text.rstrip(":") for s in found] == [
        "Documentation of the following is required",
        "Documentation of all of the following is required",
    ]


def test_a_bold_line_set_as_a_title_takes_no_position() -> None:
    """A line in bold with capitals as titles have them names what the statements below it say."""
    page = (
        "<html><body><h1>Taping</h1><h2>Coverage Policy</h2><p><b>Meets Coverage Criteria Or Is Covered For Contracts Without "
        "Such Coverage Criteria Of Their Own</b></p><p>Taping is covered for gout.</p></body></html>"
    )
    assert [s.text for s in extract(page.encode(), name="tape.html").statements] == ["Taping is covered for gout."]


def test_a_refusal_takes_the_ground_that_the_next_sentence_gives() -> None:
    """ "This is considered investigational" behind a bare refusal, or behind its list, is the ground of it."""
    found = statements(
        "# Limitations\nMembers may not be eligible under the Plan for knee taping for any of the following:\n  * gout\n  * sprain\n"
        "These are considered investigational as they are not widely used.\nMagnets are not covered.\nBraces are covered."
    )
    assert [s.position for s in found] == ["investigational", "investigational", "not_covered", "covered"]


def test_labels_in_cells_of_their_own_make_a_list() -> None:
    """A table that sets each label beside its item is read as the list that it is."""
    rows = [
        ("A.", "Member has gout; and"),
        ("B.", "One of the following:"),
        ("1.", "A trial of ice; or"),
        ("2.", "A trial of rest"),
    ]
    cells = "".join(f"<tr><td>{label}</td><td>{text}</td></tr>" for label, text in rows)
    page = (
        "<html><body><h1>Taping</h1><h2>Coverage Criteria</h2><p>Taping is medically necessary when all of the following "
        f"are met:</p><table>{cells}</table></body></html>"
    )
    (statement,) = extract(page.encode(), name="tape.html").statements
    assert statement.criteria is not None and statement.criteria.items is not None
    first, second = statement.criteria.items
    assert (first.text, second.operator) == ("Member has gout", "any")
    assert [leaf.text for leaf in second.items or ()] == ["A trial of ice", "A trial of rest"]


def test_a_list_of_general_remarks_is_no_block() -> None:
    """Sentences below a heading whose sub-headings hold the criteria are none themselves."""
    found = statements(
        "# Criteria\n  * All requests must name the drug and its dose.\n  * Further criteria for some drugs are below.\n## Taporin\n"
        "All of the following are required:\n  * diagnosis of gout\n  * age of 18 years"
    )
    assert len(found) == 1 and len(found[0].criteria.items or ()) == 2  # type: ignore[union-attr]


def test_a_heading_may_speak_of_revising_a_repair() -> None:
    """ "Revision of knee repair" is a part of the policy, "Revision history" none."""
    page = (
        "<html><body><h1>Knee repair</h1><h2>Coverage</h2><h3>Revision Knee Repair</h3><p>A second repair is considered "
        "cosmetic.</p><h2>Revision History</h2><p>2024: A third repair is considered cosmetic.</p></body></html>"
    )
    assert [s.text for s in extract(page.encode(), name="tape.html").statements] == [
        "A second repair is considered cosmetic."
    ]


SERVICES = [
    ("Larkspur Health does not reimburse for knee magnets.", "knee magnets"),
    ("Larkspur members may be eligible under the Plan for knee taping when they have gout.", "knee taping"),
    ("The plan covers knee taping when rest has failed.", "knee taping"),
    ("Knee taping that does not meet criteria is not covered.", "Knee taping"),
    ("Knee taping is considered medically necessary.", "Knee taping"),
]


@pytest.mark.parametrize(("text", "service"), SERVICES)
def test_service(text: str, service: str) -> None:
    """What is judged is the thing, not the payer who judges it."""
    (statement,) = statements("# Criteria\n" + text)
    assert statement.service == service


def test_a_table_of_doses_holds_no_criteria() -> None:
    """What a drug is labelled for, in a table with its doses, is no block of criteria; a table of criteria is one."""
    rows = "<tr><td>Taporin</td><td><ul><li>Gout<ul><li>in patients with swelling</li><li>in patients with pain</li></ul></li></ul></td><td>9</td></tr>"
    page = "<html><body><h1>Taporin</h1><h2>Coverage Criteria</h2><table><tr><th>Drug</th><th>{}</th><th>{}</th></tr>{}</table></body></html>"
    doses = extract(page.format("Indication", "Dosing", rows).encode(), name="tape.html")
    criteria = extract(page.format("Indication", "Criteria and dosing", rows).encode(), name="tape.html")
    assert (len(doses.statements), len(criteria.statements)) == (0, 1)


def test_a_ruling_holds_for_the_headings_that_follow() -> None:
    """Criteria under a heading of their own are those of the necessity that the section before speaks of."""
    page = (
        "<html><body><h1>Taporin</h1><h2>Coverage criteria</h2><p>Taporin may be considered medically necessary when the "
        "following criteria are met:</p><h2>Initial criteria for approval:</h2><ol><li>Member has gout</li><li>Member is an "
        "adult</li></ol></body></html>"
    )
    found = extract(page.encode(), name="tape.html").statements
    assert [s.position for s in found] == ["medically_necessary"] * len(found) and len(found) == 2
