"""A Medicare article as a dump gives it: labels over their values, tables cell by cell, code groups, numbered revisions."""

from __future__ import annotations

import pytest

from extractor import extract

ARTICLE = """
Contractor Information

Contractor Name
Contract Type

Larkfield Administrators

A and B MAC

Article Information

General Information

Source Article ID

N/A

Article ID

A91234

Article Title

Billing and Coding: Tidal Nerve Mapping

Article Type

Billing and Coding

Original Effective Date

04/11/2019

Coding Information

CPT/HCPCS Codes

Expand All |
Collapse All

Group 1
(2 Codes)

Group 1 Paragraph

N/A

Group 1 Codes

Code
Description

64999

Unlisted ring

95999

Unlisted wave

ICD-10-CM Codes that Support Medical Necessity

Expand All |
Collapse All

Group 1
(5 Codes)

Group 1 Paragraph

N/A

Group 1 Codes

Code
Description

M02.30

Ringing of an unspecified bell that is heard in the whole of the house

M02.311

Ringing of the right bell that is heard in the whole of the house

M02.312

Ringing of the left bell that is heard in the whole of the house

M02.319

Ringing of some bell that is heard in the whole of the house

Group 2 Paragraph

These codes are not covered for mapping at home.

Group 2 Codes

M02.321

Ringing of a door

Group 3 Paragraph:

N/A

Group 3 Codes:

M02.322

Ringing of a phone

ICD-10-CM Codes that DO NOT Support Medical Necessity

Group 1 Paragraph

N/A

Group 1 Codes

Code
Description

M02.329

Ringing of a tower

Revision History Information

Revision History Date
Revision History Number
Revision History Explanation
Reasons for Change

01/01/2026

R3

Posted 01/01/2026 Review completed with no change.

Other (Annual Review)

11/30/2023

R2

11/28/2023 Added M02.30 to group 1.

Other (Update)
Revisions Due To Code Changes

10/01/2022

R1

10/01/2022 New article.

Other

N/A

Keywords

N/A
"""


@pytest.fixture(scope="module")
def record() -> dict:
    """The record of the article."""
    return extract(ARTICLE.encode(), name="article.txt", profile="default").to_dict()


def test_the_article_says_what_it_is(record: dict) -> None:
    """Title and kind come from labels that stand over their values, far below the contractors' table."""
    assert record["policy"]["title"]["value"] == "Billing and Coding: Tidal Nerve Mapping"
    assert record["policy"]["kind"] == "coding_article"
    assert [(date["kind"], date["value"]) for date in record["policy"]["dates"]] == [
        ("original_effective", "2019-04-11")
    ]
    assert "Billing and Coding" not in [section["heading"] for section in record["sections"]]  # the type's value


def test_a_determination_says_what_it_is() -> None:
    """The label of its own number, behind any list of contractors, makes it a coverage determination."""
    text = ARTICLE.replace("Article ID\n\nA91234", "LCD ID\n\nL91234").replace("Billing and Coding", "Mapping")
    text = text.replace(
        "Larkfield Administrators", "\n\n".join(["Larkfield Administrators", "J - 77", "Oakshire"] * 60)
    )
    assert extract(text.encode(), name="lcd.txt", profile="default").policy.kind == "coverage_determination"


def test_each_part_of_a_code_list_begins_under_the_lists_heading(record: dict) -> None:
    """A group's own paragraph judges its codes alone; its label and the heads of columns say nothing."""
    assert [(code["code"], code["status"]) for code in record["codes"]] == [
        ("64999", None),
        ("95999", None),
        ("M02.30", "medically_necessary"),
        ("M02.311", "medically_necessary"),
        ("M02.312", "medically_necessary"),
        ("M02.319", "medically_necessary"),
        ("M02.321", "not_covered"),
        ("M02.322", "medically_necessary"),
        ("M02.329", "not_medically_necessary"),
    ]
    assert "Description" not in [section["heading"] for section in record["sections"]]
    assert record["codes"][0]["group"] == "CPT/HCPCS Codes"


def test_the_line_under_a_code_describes_it(record: dict) -> None:
    """Where each cell is a line, a code's description is the next one."""
    assert record["codes"][2]["description"].startswith("Ringing of an unspecified bell")
    assert record["codes"][8]["description"] == "Ringing of a tower"


def test_revisions_cell_by_cell(record: dict) -> None:
    """A date and a revision's number open a row; dates within open none, and the reason is left out."""
    assert [(row["date"], row["description"]) for row in record["history"]] == [
        ("2026-01-01", "Posted 01/01/2026 Review completed with no change."),
        ("2023-11-30", "11/28/2023 Added M02.30 to group 1."),
        ("2022-10-01", "10/01/2022 New article."),
    ]


GROUPS = """Local Coverage Article

Billing and Coding: Tidal Nerve Mapping

CPT/HCPCS Codes

Group 1 Paragraph:

The following codes are covered when the criteria of the determination are met.

Group 1 Codes: (1 Code)

CODE\tDESCRIPTION
95921\tMapping of a nerve

Group 2 Paragraph:

The following HCPCS codes are not reasonable and necessary:

Group 2 Codes: (1 Code)

CODE\tDESCRIPTION
95923\tStretching

ICD-10 Codes that Support Medical Necessity

Group 1 Paragraph:

Code to the highest level. For CPT code 95921:

Group 1 Codes: (1 Code)

CODE\tDESCRIPTION
G60.0\tHereditary neuropathy

ICD-10 Codes that DO NOT Support Medical Necessity

Group 1 Paragraph:

All those not listed above.

Group 1 Codes:

G60.1 Refsum's disease
"""


def test_the_paragraph_of_a_group_judges_its_codes_or_leaves_them_to_the_list() -> None:
    """Counts beside the labels say nothing; a paragraph without a position lets the list's heading stand."""
    policy = extract(GROUPS.encode(), name="article.txt", profile="default")
    assert policy.policy.title is not None and policy.policy.title.value == "Billing and Coding: Tidal Nerve Mapping"
    assert [(code.code, code.status) for code in policy.codes] == [
        ("95921", "covered"),
        ("95923", "not_medically_necessary"),
        ("G60.0", "medically_necessary"),
        ("G60.1", "not_medically_necessary"),
    ]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Covered procedure codes: 95921, 95922", "covered"),
        ("Non-covered procedure codes: 95921, 95922", "not_covered"),
        ("Codes requiring prior authorization: 95921, 95922", "authorization_required"),
        ("Codes eligible for separate reimbursement: 95921, 95922", "reimbursed"),
        ("Codes of this test: 95921, 95922", None),
    ],
)
def test_a_line_says_of_its_codes_before_it_lists_them(line: str, status: str | None) -> None:
    """What stands before the colon of a line of codes judges them."""
    text = f"Tidal Nerve Mapping\n\nPolicy Number: TNM-204\n\nPolicy\n\n{line}\n\nEach is read by a nurse.\n"
    codes = extract(text.encode(), name="policy.txt", profile="default").codes
    assert [(code.code, code.status) for code in codes] == [("95921", status), ("95922", status)]


def test_lines_under_a_sentence_that_announces_codes() -> None:
    """Numbers that open the lines under "The following codes …:" are codes; in the text behind them they are none."""
    text = (
        "Tidal Nerve Mapping\n\nPolicy Number: TNM-204\n\nReimbursement\n\n"
        "The following codes are not separately reimbursed when billed with a visit:\n\n95921\n\n95922 Testing of a nerve\n\n"
        "In a study of nerves, some 95923 pulses were counted.\n"
    )
    codes = extract(text.encode(), name="policy.txt", profile="default").codes
    assert [(code.code, code.status) for code in codes] == [("95921", "not_reimbursed"), ("95922", "not_reimbursed")]
