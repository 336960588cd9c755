"""Sections that open on the line of their heading, and labels within a section that must not."""

from __future__ import annotations

import pytest

from extractor import extract

TAIL = "the plan has a rule on this that holds for every member who asks for it."
PARTS = ("Scope", "Policy Statement", "Exclusions", "Background", "Applicable Codes", "References", "Document History")


def page(*paragraphs: str) -> bytes:
    """A web page of these paragraphs."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html><body><div id='main'>{body}</div></body></html>".encode()


def found(data: bytes) -> list[str]:
    """The headings of a document."""
    return [section.heading.rstrip(":") for section in extract(data).sections]


def test_bold_labels_of_a_web_page() -> None:
    """Where all main sections are bold run-in labels, each opens its section, of the type of its words."""
    policy = extract(
        page("<b>Ring Therapy</b>", *(f"<strong>{name}:</strong> For {name.lower()} {TAIL}" for name in PARTS))
    )
    types = {section.heading: section.type for section in policy.sections if section.heading in PARTS}
    assert list(types) == list(PARTS)
    assert types["Policy Statement"] == "coverage"
    assert types["Exclusions"] == "limitations"
    assert types["Document History"] == "history"


@pytest.mark.parametrize("change", [str, str.upper])
def test_labels_at_line_starts_of_a_dump(change: type[str]) -> None:
    """A source without styles shows them by words alone, in capitals or not."""
    text = "Ring Therapy for Gait Loss\n\n" + "\n\n".join(f"{change(name)}: For this {TAIL}" for name in PARTS)
    assert found(text.encode()) == [change(name) for name in PARTS]


def test_the_statement_begins_after_the_label() -> None:
    """The label is no part of the sentence that it stands before, and the list below belongs to the sentence."""
    text = (
        "SCOPE: This holds for all members of the plan who ask for rings in an office.\n\n"
        "POLICY STATEMENT: Ring therapy is considered medically necessary when ALL of the following criteria are met:\n"
        "1. The member is 18 years of age or older.\n2. The member has tried a belt for 6 weeks.\n\n"
        "EXCLUSIONS: Ring therapy at home is considered not medically necessary.\n\n"
        "BACKGROUND: Ring therapy is given over several weeks by a trained physician in an office.\n"
    )
    first, second = extract(text.encode()).statements
    assert first.text == "Ring therapy is considered medically necessary when ALL of the following criteria are met"
    assert first.criteria is not None
    assert len(first.criteria.items) == 2
    assert second.text.startswith("Ring therapy at home is considered")


@pytest.mark.parametrize(
    "labels",
    [
        ("Scope", "Background"),  # two kinds only
        ("Policy Number", "Effective Date", "Title"),  # facts
        ("Policy #", "Codes", "Dose"),  # a fact and weak words
        ("Criteria", "Criteria", "Criteria", "Background", "Definitions"),  # a lead-in that comes again and again
    ],
)
def test_labels_that_open_no_section(labels: tuple[str, ...]) -> None:
    """Too few kinds, labels of facts, and lead-ins."""
    text = "Ring Therapy for Gait Loss\n\n" + "\n\n".join(f"{name}: For this {TAIL}" for name in labels)
    assert found(text.encode()) == []


def test_lead_ins_within_sections_that_have_headings() -> None:
    """A document that heads its sections on lines of their own has only lead-ins at its lines' starts."""
    heads = ("Description", "Policy", "Policy Guidelines", "Rationale", "Coding", "Definitions")
    lead_ins = ("Background", "Limitations", "Dosing")
    data = page(
        *(part for name in heads for part in (f"<b>{name}</b>", f"For {name.lower()} {TAIL} " * 3)),
        *(f"<b>{name}:</b> For this {TAIL}" for name in lead_ins),
    )
    assert not set(lead_ins) & set(found(data))
