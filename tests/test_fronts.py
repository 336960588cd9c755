"""Identity and dates on the front matters of many houses' styles, each with an invented payer and invented wording."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from extractor import extract

BODY = (
    "\n\nPolicy\n\nLamp therapy of the tidal nerve is considered medically necessary when all of the following are met:\n"
    "1. Hiccups for two days\n2. Hiccups at night\n\nCoding\n\nCPT 95867 Needle lamp\n\nReferences\n\n"
    "1. Smith A, Doe B. Lamps for hiccups. J Lamp Med. 2020;12(3):45-50.\n"
)
TITLE = "Tidal Nerve Stimulation"


@dataclass(frozen=True)
class Front:
    """A front matter and what it says."""

    text: str
    numbers: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    payer: str | None = None
    kind: str = "medical_policy"
    status: str = "active"


FRONTS = {
    "a dash before the number, a reference of the association, related policies with numbers above the text": Front(
        "MEDICAL POLICY – 7.01.123\nTidal Nerve Stimulation\nBCBSA Ref. Policy: 7.01.99\nEffective Date: Oct. 1, 2025\n"
        "Last Revised: Sept. 9, 2025\nReplaces: 7.01.77\nRELATED MEDICAL POLICIES:\n7.01.20 Vagal Lamps\n2.01.55 Hiccup Testing",
        [("7.01.123", "primary"), ("7.01.99", "related"), ("7.01.77", "previous")],
        [("effective", "2025-10-01"), ("revised", "2025-09-09")],
    ),
    "a section's name before the number": Front(
        "Medical Policy Manual\nSurgery, Policy No. 12\nTidal Nerve Stimulation\nEffective: October 1, 2025\nNext Review: August 2026\n"
        "Last Review: August 2025\nIMPORTANT REMINDER\nNorthmoor Health medical policies are guides.",
        [("12", "primary")],
        [("effective", "2025-10-01"), ("next_review", "2026-08"), ("last_review", "2025-08")],
        "Northmoor Health",
    ),
    "dates before the number, a related pharmacy policy that says nothing of the kind": Front(
        "Medical Coverage Policy\nEffective Date: 09/25/2025\nRevision Date: 09/25/2025\nReview Date: 09/25/2025\n"
        "Policy Number: NMX-0123-045\nLine of Business: Commercial\n\nTidal Nerve Stimulation\n\nTable of Contents\n"
        "Related Medical/Pharmacy Coverage Policies\nDescription",
        [("NMX-0123-045", "primary")],
        [("effective", "2025-09-25"), ("revised", "2025-09-25"), ("last_review", "2025-09-25")],
    ),
    "a number that could be a date": Front(
        "Tidal Nerve Stimulation\nMedical Policy: 07.01.44\nOriginal Effective Date: November 2010\nReviewed: May 2025\n"
        "Revised: May 2023\n\nDISCLAIMER/INSTRUCTIONS FOR USE\nThis policy contains information.",
        [("07.01.44", "primary")],
        [("original_effective", "2010-11"), ("last_review", "2025-05"), ("revised", "2023-05")],
    ),
    "a list of dates under a label in the plural": Front(
        "Medical Necessity Criteria for: Tidal Nerve Stimulation\nDate Written: 06/2010\nReviewed Date: 02/2024\n"
        "Revision Date(s): 02/2012, 03/2015, 02/2024\nEffective Date: 03/01/2024",
        [],
        [
            ("original_effective", "2010-06"),
            ("last_review", "2024-02"),
            ("revised", "2024-02"),
            ("effective", "2024-03-01"),
        ],
    ),
    "labels with a second word in parentheses, a label of the title without a colon": Front(
        "Original Issue Date (Created): July 1, 2002\nMost Recent Review Date (Revised): September 24, 2013\n"
        "Effective Date: January 1, 2014\nPOLICY TITLE TIDAL NERVE STIMULATION\nPOLICY NUMBER MP-2.123",
        [("MP-2.123", "primary")],
        [("original_effective", "2002-07-01"), ("last_review", "2013-09-24"), ("effective", "2014-01-01")],
    ),
    "labels one over another, then their values": Front(
        "Northmoor\nMedical Policy:\nTidal Nerve Stimulation\nPOLICY NUMBER\nLAST REVIEW\nORIGIN DATE\nMG.MM.SU.12aC\nMAY 9, 2025\n"
        "JAN 1, 2010\nAPPROVED BY\nCorporate Medical Director",
        [("MG.MM.SU.12aC", "primary")],
        [("last_review", "2025-05-09"), ("original_effective", "2010-01-01")],
    ),
    "a cell that holds title and number under one label": Front(
        "MEDICAL POLICY STATEMENT\nNorthmoor Marketplace\nPolicy Name & Number\tDate Effective\n"
        "Tidal Nerve Stimulation-MM-1234\t10/01/2025\nPolicy Type\nMEDICAL\n"
        "Medical Policy Statement prepared by Northmoor and its affiliates are derived from literature.",
        [("MM-1234", "primary")],
        [("effective", "2025-10-01")],
        "Northmoor",
    ),
    "a payer without a word that payers' names have": Front(
        "Tidal nerve stimulation\nClinical Policy ID: CCP.1234\nRecent review date: 5/2025\nNext review date: 9/2026\n"
        "Policy contains: Hiccups; lamp therapy.\nNorthmoor Caritas has developed clinical policies to assist with making decisions.",
        [("CCP.1234", "primary")],
        [("last_review", "2025-05"), ("next_review", "2026-09")],
        "Northmoor Caritas",
    ),
    "a field that says that the policy is not archived": Front(
        "Medical Policy\nPolicy Name: Tidal Nerve Stimulation\nPolicy Number: 201234\nOriginal Effective Date: 01/01/2012\n"
        "Updated: 03/01/2024\nSunset Date:\nReviewed: 02/14/2024\nArchived: No",
        [("201234", "primary")],
        [("original_effective", "2012-01-01"), ("revised", "2024-03-01"), ("last_review", "2024-02-14")],
    ),
    "a state's programme over the title": Front(
        "NORTHMOOR MEDICAID\n\nTidal Nerve Stimulation\n\nClinical Coverage Policy No: 1A-12\nAmended Date: April 1, 2023\n"
        "Original Effective Date: January 1, 1985",
        [("1A-12", "primary")],
        [("revised", "2023-04-01"), ("original_effective", "1985-01-01")],
        "NORTHMOOR MEDICAID",
    ),
    "a determination, label and value in turn": Front(
        "Local Coverage Determination (LCD)\nTidal Nerve Stimulation\nL34999\nContractor Information\nContractor Name\tContract Type\n"
        "Northmoor Government Services, LLC\tA and B MAC\nLCD Information\nDocument Information\nLCD ID\nL34999\nLCD Title\n"
        "Tidal Nerve Stimulation\nProposed LCD in Comment Period\nN/A\nOriginal Effective Date\n"
        "For services performed on or after 10/01/2015\nRevision Effective Date\nFor services performed on or after 07/20/2023\n"
        "Revision Ending Date\nN/A\nRetirement Date\nN/A\nNotice Period Start Date\n06/05/2023",
        [("L34999", "primary")],
        [("original_effective", "2015-10-01"), ("effective", "2023-07-20"), ("other", "2023-06-05")],
        "Northmoor Government Services, LLC",
        "coverage_determination",
    ),
    "a foundation's plan of a place over the title": Front(
        "Northmoor Foundation Health Plan of Westland\nClinical Review Criteria\nTidal Nerve Stimulation\n"
        "NOTICE: Northmoor provides these criteria for internal use.\nDate Created: 03/12/1998\nDates Reviewed: 01/05/2021, 01/04/2022\n"
        "Date Last Revised: 01/04/2022",
        [],
        [("original_effective", "1998-03-12"), ("last_review", "2022-01-04"), ("revised", "2022-01-04")],
        "Northmoor Foundation Health Plan of Westland",
    ),
    "the number beside the banner": Front(
        "MEDICAL POLICY | MP123\nTidal Nerve Stimulation\nEffective Date: 12/1/2024\nLast Review Date: 11/2024\n",
        [("MP123", "primary")],
        [("effective", "2024-12-01"), ("last_review", "2024-11")],
    ),
    "the number right behind the word policy, in a line with a date": Front(
        "Medical Assistance Coverage Policy\n\nTidal Nerve Stimulation\n\nPolicy 12.4 | Effective July 1, 2024\n",
        [("12.4", "primary")],
        [("effective", "2024-07-01")],
    ),
    "a closing line of a committee's dates": Front(
        "Tidal nerve stimulation\nAdministrative Process\nPrior authorization is not required.\n"
        "Approved Medical Director Committee 10/12/2011; Revised 5/2013; Annual Review 2/2024\n",
        [],
        [("approved", "2011-10-12"), ("revised", "2013-05"), ("last_review", "2024-02")],
    ),
}


@pytest.mark.parametrize("name", FRONTS)
def test_a_front_matter_is_read(name: str) -> None:
    """Title, payer, kind, status, every number and every date are as the front matter says."""
    front = FRONTS[name]
    policy = extract((front.text + BODY).encode(), name="policy.txt").policy
    assert policy.title is not None
    assert policy.title.value.lower() == TITLE.lower()
    assert [(n.value, n.role) for n in policy.numbers] == front.numbers
    assert [(d.kind, d.value) for d in policy.dates] == front.dates
    assert (policy.payer.name if policy.payer else None) == front.payer
    assert (policy.kind, policy.status) == (front.kind, front.status)


NOT_DATES = [
    "Policy (Rev. 12; Issued: 01-05-24; Effective: N/A)",
    "Sunset Date:\nN/A",
    "PHONE NUMBER\nFAX NUMBER\n555-010-2030\n555-010-2040",
]


@pytest.mark.parametrize("line", NOT_DATES)
def test_what_is_set_like_a_grid_gives_no_date(line: str) -> None:
    """A note on a change, an empty field and a grid of telephone numbers give no date and no number."""
    text = f"Medical Policy\n\nTidal Nerve Stimulation\n\nPolicy Number: TNM-204\n\n{line}\n"
    policy = extract((text + BODY).encode(), name="policy.txt").policy
    assert [(d.kind, d.value) for d in policy.dates] == []
    assert [n.value for n in policy.numbers] == ["TNM-204"]


NOBODY = [
    "The evidence considers lamps.",
    "Medicare does not cover lamps. Medicare considers lamps experimental.",
    "This guideline was developed by Norwood Society of Lamps, and was reviewed.",
    "Lamps were developed by Brightworks, a maker.",
    "The Plan considers lamps. The Plan has developed criteria.",
    "☐ Northmoor Medicaid",
]


@pytest.mark.parametrize("line", NOBODY)
def test_not_everyone_who_acts_is_a_payer(line: str) -> None:
    """Evidence, a programme, a society, a maker, an unnamed plan and a box to tick are not whose policy it is."""
    text = f"Medical Policy\n\nTidal Nerve Stimulation\n\nPolicy Number: TNM-204\n\n{line}\n"
    payer = extract((text + BODY).encode(), name="policy.txt").policy.payer
    assert payer is None


TITLES = [
    # a header that each page repeats names the one drug, whatever follows it
    (
        "Coverage Policy\n\nDrug Name: Tidalex\n\nPage 1 of 3\n\nDrug Name: Tidalex Page 2 of 3\n\nHiccups\n\nDrug Name: Tidalex Page 3 of 3\n",
        "Tidalex",
    ),
    # a theme before the subject is of the title
    (
        "Medical Policy\n\nNeurology: Lamp Therapy and Tidal Nerve Stimulation\n\nNMX_CON_2.10\n",
        "Neurology: Lamp Therapy and Tidal Nerve Stimulation",
    ),
    # a name over each of several parts is none of the whole
    (
        "Lamps and Lanterns with Clinical Criteria\n\nDrug Name:\nTidalex\n\nClinical Criteria:\nHiccups for two days\n\n"
        "Drug Name:\nLumibrex\n\nClinical Criteria:\nHiccups at night\n",
        "Lamps and Lanterns with Clinical Criteria",
    ),
    # labels with their values are no title
    ("Medical Policy\n\nTidal Nerve Stimulation\n\nVendor: Northmoor Lamp Partners\n", "Tidal Nerve Stimulation"),
    ("Medical Policy\n\nTidal Nerve Stimulation\n\nSection: Medicine, Nerves, Lamps\n", "Tidal Nerve Stimulation"),
    (
        "Medical Policy\n\nTidal Nerve Stimulation\n\nApproved by: Northmoor Policy Committee\n",
        "Tidal Nerve Stimulation",
    ),
]


@pytest.mark.parametrize(("front", "title"), TITLES)
def test_the_title_is_told_from_labels(front: str, title: str) -> None:
    """A theme and its subject are a title; a label and its value, or a name over one of several parts, are none."""
    policy = extract((front + BODY).encode(), name="policy.txt").policy
    assert policy.title is not None
    assert policy.title.value == title


KINDS = [
    # drugs named in lines of their own
    (
        "Lamps with Clinical Criteria\n\nDrug Name: Tidalex\n\nClinical Criteria:\nHiccups for two days\n\nDrug Name: Lumibrex\n",
        "drug_policy",
    ),
    # named in passing, within a paragraph, behind a line that says what the document is
    (
        "Commercial Medical Policy\n\nTidal Nerve Stimulation\n\n"
        + "Lamps are lit. " * 12
        + "See the reimbursement guideline for lamps and their oil.\n",
        "medical_policy",
    ),
    ("Reimbursement Policy\n\nTidal Nerve Stimulation\n", "payment_policy"),
    (
        "Tidal Nerve Stimulation\n\n" + "Lamps are lit. " * 12 + "This reimbursement policy speaks of lamps.\n",
        "payment_policy",
    ),
    (
        "Medical Coverage Policy\n\nTidal Nerve Stimulation\n\nRelated Medical/Pharmacy Coverage Policies\n\nLamp Oil\n",
        "medical_policy",
    ),
]


@pytest.mark.parametrize(("front", "kind"), KINDS)
def test_a_kind_named_in_passing_is_another_documents(front: str, kind: str) -> None:
    """What a line calls the document goes before what a paragraph behind it names; without such a line the paragraph counts."""
    assert extract((front + BODY).encode(), name="policy.txt").policy.kind == kind
