"""Forms of criteria as books of prior authorization give them: one statement a form, and tables that are no forms."""

from __future__ import annotations

from typing import Any

import pytest

from extractor import extract
from extractor.pipeline import extract_parts, read, split
from tests.invariants import breaches

FORM = (
    ("Covered Uses", "All FDA-approved indications."),
    ("Exclusion Criteria", "Members with tidal allergy."),
    ("Required Medical Information", "Tidal fatigue: Diagnosis by a coast clinic.\nMarsh fever: Fever for two weeks."),
    ("Age Restrictions", "18 years of age or older"),
    ("Prescriber Restrictions", "N/A"),
    ("Coverage Duration", "Initial: 6 months. Renewal: 12 months"),
    ("Renewal Criteria", "Documentation of a lasting response."),
)


BEFORE = "Prior authorization criteria of this policy: Velmarix is a drug for members with tidal disease."


def statements(rows: tuple[tuple[str, str], ...]) -> list[Any]:
    """The statements of a page with a table of labels and values."""
    cells = "".join(
        f"<tr><td>{label}</td><td>{''.join(f'<p>{line}</p>' for line in value.splitlines())}</td></tr>"
        for label, value in rows
    )
    page = f"<h1>Velmarix (zorvimab)</h1><p>{BEFORE}</p><table>{cells}</table>"
    policy = extract(f"<html><body>{page}</body></html>".encode(), name="policy.html", profile="default")
    return list(policy.statements)


def test_a_form_is_a_statement_with_its_fields_as_criteria() -> None:
    """Uses are covered where all fields hold; lines that each name an indication are one for each; renewal stands alone."""
    covered, excluded, renewal = statements(FORM)
    assert (covered.text, covered.position, covered.conditional) == ("All FDA-approved indications", "covered", True)
    assert [(made.duration.value, made.duration.unit) for made in (covered, renewal)] == [(6, "month"), (12, "month")]
    assert covered.criteria.operator == "all"
    named, age = covered.criteria.items
    assert [named.operator, *(leaf.text for leaf in named.items)] == [
        "any",
        "Tidal fatigue: Diagnosis by a coast clinic",
        "Marsh fever: Fever for two weeks",
    ]
    assert (age.text, age.constraint.kind, age.constraint.value) == ("18 years of age or older", "age", 18)
    assert (excluded.text, excluded.position, excluded.criteria) == ("Members with tidal allergy", "not_covered", None)
    assert (renewal.text, [leaf.text for leaf in renewal.criteria.leaves()]) == (
        "Renewal Criteria",
        ["Documentation of a lasting response"],
    )


def test_a_form_without_uses_is_said_by_its_first_label() -> None:
    """Where no uses are named, the label of what is required stands for the statement."""
    (made,) = statements((FORM[2], FORM[3], FORM[5]))
    assert (made.text, made.duration.value) == ("Required Medical Information", 6)


@pytest.mark.parametrize(
    "rows",
    [
        FORM[2:4],  # two labels are no form
        (
            ("Coverage Duration", "12 months"),
            ("Exclusion Criteria", "None"),
            ("Renewal Criteria", "N/A"),
        ),  # says nothing
        (("Covered Uses", ""), ("Age Restrictions", "N/A"), ("Other Criteria", "none")),  # all empty
        (("Code", "Description"), ("97545", "Tidal therapy"), ("97546", "Each further hour")),
        (("Age", "Over 18"), ("Study", "Tides 2024"), ("Outcome", "Better")),
    ],
)
def test_other_tables_are_no_forms(rows: tuple[tuple[str, str], ...]) -> None:
    """Too few labels, empty fields and other tables make no statement."""
    assert [s.text for s in statements(rows) if s.evidence.rule == "statements.form"] == []


def test_a_list_under_a_label_is_a_part_of_the_form() -> None:
    """What was read as a list of criteria keeps its logic in the form's tree, and is no second statement."""
    required = (
        "Required Medical Information",
        "Patient must meet ONE of the following:\n1. Member has fatigue\n2. Member has fever",
    )
    (made,) = statements((FORM[0], required, FORM[3]))
    assert made.text == "All FDA-approved indications"
    assert [leaf.text for leaf in made.criteria.leaves()][-1] == "18 years of age or older"
    assert {"Member has fatigue", "Member has fever"} <= {leaf.text for leaf in made.criteria.leaves()}


def test_a_sentence_with_criteria_in_a_form_is_left_as_it_was_read() -> None:
    """A form whose own sentence opens a list makes no statement besides."""
    own = (
        "Other Criteria",
        "Velmarix is medically necessary when ALL of the following are met:\n1. Fatigue\n2. A trial of rest",
    )
    assert "statements.form" not in [s.evidence.rule for s in statements((*FORM[:1], *FORM[3:4], own))]


def test_each_row_of_a_book_is_a_form() -> None:
    """A table with a drug in each row gives each part its statement, titled by its first cell, with true spans."""
    head = "| Group | Covered Uses | Exclusion Criteria | Required Medical Information | Age Restrictions | Coverage Duration |"
    drugs = ("Velmarix", "Oztreva", "Kalvenda", "Brisolyn", "Quentava")
    rows = [f"| {d} | All uses of {d} | None | Diagnosis of {d} fever | Over {n} years | 12 months |"
            for n, d in enumerate(drugs, 11)]  # fmt: skip
    data = "\n".join(["Prior Authorization Detail", "", head, "|---|---|---|---|---|---|", *rows]).encode()
    policies = extract_parts(data, name="book.md")
    for (document, _), policy in zip(split(read(data, name="book.md")), policies, strict=True):
        assert breaches(document, policy.to_dict()) == []
    assert [p.policy.title.value for p in policies if p.policy.title] == list(drugs)
    for drug, policy in zip(drugs, policies, strict=True):
        (made,) = policy.statements
        assert (made.text, made.position) == (f"All uses of {drug}", "covered")
        assert [leaf.text for leaf in made.criteria.leaves()] == [f"Diagnosis of {drug} fever", f"Over {11 + drugs.index(drug)} years"]  # fmt: skip


def test_an_indication_over_its_own_criteria_is_no_part_of_a_form() -> None:
    """Where a field names an indication with a list of its own below, the list is the indication's, not the form's."""
    listed = (
        "<p>Active tidal fatigue (TF); AND</p><ol><li>The member is 18 years of age or older; AND</li>"
        "<li>The drug is prescribed by a coast doctor.</li></ol>"
    )
    rows = "".join(
        f"<tr><td>{label}</td><td>{value}</td></tr>"
        for label, value in (FORM[0], FORM[1], ("Required Medical Information", listed))
    )
    page = f"<h1>Velmarix (zorvimab)</h1><p>{BEFORE}</p><table>{rows}</table>"
    policy = extract(f"<html><body>{page}</body></html>".encode(), name="policy.html", profile="default")
    (named,) = [made for made in policy.statements if made.criteria]
    assert named.text.startswith("Active tidal fatigue (TF)")
    assert named.evidence.rule != "statements.form"
    assert [leaf.text for leaf in named.criteria.leaves()] == [
        "The member is 18 years of age or older",
        "The drug is prescribed by a coast doctor",
    ]


def test_a_column_of_sources_holds_no_criteria() -> None:
    """What a table says under "References" or "Source" of where a criterion comes from is none itself."""
    criteria = "Knee tape is medically necessary when one of the following is met:<ul><li>The member has gout</li><li>The member has a sprain</li></ul>"
    rows = f"<tr><th>Criteria</th><th>{{}}</th></tr><tr><td>{criteria}</td><td>NCD 99.9 [1]</td></tr>"
    for head, last in (("References", "sprain"), ("Source(s):", "sprain"), ("And for children", "NCD 99.9 [1]")):
        page = f"<h1>Knee Tape</h1><h2>Coverage Criteria</h2><table>{rows.format(head)}</table>"
        policy = extract(f"<html><body>{page}</body></html>".encode(), name="policy.html", profile="default")
        told = [leaf.text for s in policy.statements if s.criteria for leaf in s.criteria.leaves()]
        assert told[0] == "The member has gout"
        assert told[-1].endswith(last)
