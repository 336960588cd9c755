"""Identity, numbers, dates, kind and status decided from places and labels, on invented policies of many layouts."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.fields.once import lower
from extractor.fields.zones import zones
from extractor.pipeline import read, understand
from tests.facts_case import BODY, facts

DATES = [
    # a quarter, a label in the plural, words between label and date, labels that follow one another's dates
    ("Next Review Date: 4th Qtr, 2026", [("next_review", "2026")]),
    ("Revision Date(s): 02/2012, 03/2015, 02/2024", [("revised", "2024-02")]),
    ("Revision Effective Date For services performed on or after 10/01/2024", [("effective", "2024-10-01")]),
    # label before, with a colon; several on a line
    (
        "Effective Date: 4/15/2011   Next Review Date: 04/15/2013",
        [("effective", "2011-04-15"), ("next_review", "2013-04-15")],
    ),
    # dotted leaders
    ("Effective Date .................... 4/15/2026", [("effective", "2026-04-15")]),
    # label over its date
    ("Effective Date\n09/09/2015\nRevised Date\n03/01/2025", [("effective", "2015-09-09"), ("revised", "2025-03-01")]),
    # tab between, as a dump of a table leaves it
    (
        "Policy Effective Date\t04/01/2024\nPolicy End Date\t12/31/2025",
        [("effective", "2024-04-01"), ("end", "2025-12-31")],
    ),
    # a month alone, with a point
    ("Effective Date: 09.01.18\nLast Review Date: 08.18", [("effective", "2018-09-01"), ("last_review", "2018-08")]),
    # the newest of a list under one label
    ("P&T Approval Date: 6/2023, 2/2025, 8/2024", [("approved", "2025-02")]),
    # a second label behind a semicolon
    (
        "REVIEW DATE: 10/02/2024; selected revision 04/02/2025",
        [("last_review", "2024-10-02"), ("revised", "2025-04-02")],
    ),
    # one label for two groups of claims
    (
        "Implementation Date: May 30, 2026 for claims\non paper, and June 1, 2026 for all others.",
        [("other", "2026-05-30"), ("other", "2026-06-01")],
    ),
    # labels that say the same in other words
    ("Origination: 03/12/2021", [("original_effective", "2021-03-12")]),
    ("Date of Origin: 02/15/2011", [("original_effective", "2011-02-15")]),
    ("Publish Date: 07/06/2022", [("published", "2022-07-06")]),
    ("Retired Date: 07/01/2024", [("end", "2024-07-01")]),
    ("Implementation Date: 10/01/2023", [("other", "2023-10-01")]),
    # what is told of its date; a label of three words
    ("Date of Last Annual Review: 04/2025", [("last_review", "2025-04")]),
    ("REVISED/UPDATED/REFORMATTED: 8/4/2022; 6/12/2025", [("revised", "2025-06-12")]),
    # a front that was poured into one line
    (
        "APPROVED GUIDELINE Section: Dentistry Original Effective Date 2/8/2012 Revision Date 5/14/2025 COVERAGE POLICY A.",
        [("original_effective", "2012-02-08"), ("revised", "2025-05-14")],
    ),
    # for whom, and who approved; a label of two words; a change's number before its date
    (
        "Commercial Effective: 07/01/25\tClient Approval: 06/25\nMTB Approved 05/14/2025",
        [("effective", "2025-07-01"), ("approved", "2025-06"), ("approved", "2025-05-14")],
    ),
    ("TBC Endorsement Date(s): 04/2018, 03/2025", [("approved", "2025-03")]),
    ("Administrative Update(s)\n07/22/2020, 01/12/2022", [("revised", "2022-01-12")]),
    (  # labels and dates one behind another, without a colon
        "Approved Medical Director Committee 02/01/1994; Revised 09/13/2010, 03/26/2025; Annual Review 11/2021; Effective 05/01/2025",
        [
            ("approved", "1994-02-01"),
            ("revised", "2025-03-26"),
            ("last_review", "2021-11"),
            ("effective", "2025-05-01"),
        ],
    ),
    ("Version Reissued Date: 06/11/2025", [("other", "2025-06-11")]),
    ("Revision: C-61, March 14, 2025", [("revised", "2025-03-14")]),
    # the front matter's own label run into the value before it
    ("Status: NewLast Review Date: 05/12/2022", [("last_review", "2022-05-12")]),
]


@pytest.mark.parametrize(("head", "expected"), DATES)
def test_labelled_dates_take_their_role(head: str, expected: list[tuple[str, str]]) -> None:
    """A date's label gives its kind; dates of references never count."""
    found = facts(f"Tidal Nerve Mapping\n\nPolicy Number: TNM.017\n{head}\n{BODY}")["dates"]
    assert [(d["kind"], d["value"]) for d in found] == expected


def test_a_table_of_committees_dates_its_rows() -> None:
    """A table that says of each label which committee did it, and when, gives the latest date of each."""
    rows = [
        ("", "Committee/Source", "Date(s)"),
        ("Document Created:", "Tidal Committee", "April 16, 2008"),
        ("Revised:", "Tidal Committee Tidal Committee", "March 18, 2015 December 18, 2024"),
    ]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><body><h1>Tidal Lamps</h1><h2>Coverage</h2><p>Lamps are covered.</p><table>{table}</table></body></html>"
    found = extract(page.encode(), name="policy.html").policy.dates
    assert [(d.kind, d.value) for d in found] == [("original_effective", "2008-04-16"), ("revised", "2024-12-18")]


def _dates_of_table(rows: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><body><h1>Tidal Lamps</h1><p>Lamps are covered.</p><h2>Review History</h2><table>{table}</table></body></html>"
    return [(d.kind, d.value) for d in extract(page.encode(), name="policy.html").policy.dates]


def test_a_table_whose_first_column_says_what_its_dates_are() -> None:
    """Labels down the first column date the policy by the dates beside them; a row without a label is the one above's."""
    assert _dates_of_table(
        [
            ("", "DATE", "ACTION"),
            ("Date Issued", "09/14/2022", "New policy."),
            ("Date Revised", "08/30/2023", "Annual review."),
            ("", "04/09/2025", "Lamps added."),
            ("Date Effective", "07/01/2025", ""),
        ]
    ) == [("published", "2022-09-14"), ("revised", "2025-04-09"), ("effective", "2025-07-01")]


@pytest.mark.parametrize(
    "rows",
    [
        # each row an event, none of them a label; labels that are one and the same; a drug's table
        [("1", "09/14/2022", "New policy."), ("2", "04/09/2025", "Lamps added."), ("3", "07/01/2025", "None.")],
        [("Issued", "with 09/14/2022 in it", "-"), ("Revised", "on 04/09/2025", "-"), ("Effective", "none", "-")],
        [("Tidalex", "09/14/2022", "Issued"), ("Mareva", "04/09/2025", "Revised"), ("Brisolyn", "07/01/2025", "-")],
    ],
)
def test_a_table_of_events_dates_no_policy(rows: list[tuple[str, ...]]) -> None:
    """Rows that no label of another kind opens are history alone."""
    assert _dates_of_table([("", "DATE", "ACTION"), *rows]) == []


def test_dates_below_the_bibliography_share_a_line() -> None:
    """Below the references, a further label behind a labelled date counts; one in a reference does not."""
    closing = "Date of last revision: 01/09/2017; original guidelines: September 4, 2005"
    found = facts(
        f"Tidal Nerve Mapping\n{BODY}\nReferences\n1. Tidal B. Lamps. Approved: 2004; Revised: 2006.\n\n{closing}\n"
    )
    assert [(d["kind"], d["value"]) for d in found["dates"]] == [
        ("revised", "2017-01-09"),
        ("original_effective", "2005-09-04"),
    ]


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        ("05/26/2016: Policy number L.9.01.912 added.", ["L.9.01.912"]),
        ("05/26/2016: Policy number L.9.01.912 was assigned. New.", ["L.9.01.912"]),
        ("05/26/2016: Policy number changed.", []),
        ("Lamps help. Policy reference number B903-11 Go to Related content.", ["B903-11"]),
        ("Lamps help, see Policy reference number B903-11 Go to it.", []),
        ("Lamps help. Policy number B903-11 says so.", []),
        ("05/26/2016: See policy number 912 for lamps.", []),
        ("05/26/2016: Code 95921 added.", []),
    ],
)
def test_a_history_tells_which_number_the_policy_got(told: str, numbers: list[str]) -> None:
    """Where no place gives the number, the row that says it was added does."""
    found = facts(f"Tidal Nerve Mapping\n{BODY}\nPolicy History\n01/01/2015: New policy.\n{told}\n")["numbers"]
    assert [number["value"] for number in found if number["role"] == "primary"] == numbers


def _paged(footer: str, head: str) -> list[str]:
    page = f"{head}\n\n{{}}\n\n{footer}\f"
    found = facts("".join(page.format(f"{BODY}\n{word}") for word in ("One", "Two", "Three")))["numbers"]
    return [number["value"] for number in found if number["role"] == "primary"]


@pytest.mark.parametrize(
    ("footer", "numbers"),
    [
        ("TNM184", ["184", "TNM184"]),
        ("TNM185", ["184"]),
        ("TNM1840", ["184"]),
        ("Lamps 184", ["184"]),
        ("CPT184/2", ["184"]),
    ],
)
def test_a_running_line_spells_the_number_out(footer: str, numbers: list[str]) -> None:
    """Along the pages the same figures behind letters are the number too; other figures are not."""
    assert _paged(footer, "Surgery, Policy No. 184\nTidal Nerve Mapping") == numbers


@pytest.mark.parametrize("footer", ["", "\f"])
def test_a_label_under_a_heading_dates_alone(footer: str) -> None:
    """The heading over a label is no head of a column ("Revision"), and a page's end between label and date parts nothing."""
    pages = [f"Page {n} of 3\nTidal Nerve Mapping TNM.017\n" for n in (1, 2, 3)]
    dates = "08/15/2019, 02/20/2025\nDate Summary of Changes\n02/20/2025 Annual review.\n01/05/2024 New policy.\n"
    head = f"Policy History/Revision\n\nCommittee Approval Dates\n{footer and footer + pages[2]}{dates}"
    found = facts(f"{footer and pages[0]}Effective Date: 07/01/2024\n{BODY}\n{footer and footer + pages[1]}{head}")[
        "dates"
    ]
    assert [(d["kind"], d["value"]) for d in found] == [("effective", "2024-07-01"), ("approved", "2025-02-20")]


NO_DATES = [
    "Copyright 2024 Northwind Health Plan",  # a notice
    "PDF created on 09-22-2025",  # not the policy's making
    "The law became effective January 1, 2024, and applies to all plans.",  # a sentence
    "In a trial reviewed in March 2020, hiccups stopped.",
    "Contract Number: 04111",
    "Effective Date: N/A",
    "FDA Approved 05/14/2025",
    "The lamps were Approved 02/01/1994; members saw them 9/1/2010 at last.",
    "Tidalex was MTB Approved 05/14/2025 for all",
    "Revision of chapter C-61, March 14, 2025",
]


@pytest.mark.parametrize("head", NO_DATES)
def test_other_dates_of_the_front_matter_stay_out(head: str) -> None:
    """Dates in notices and sentences are none of the policy's."""
    assert facts(f"Tidal Nerve Mapping\n\nPolicy Number: TNM.017\n{head}\n{BODY}")["dates"] == []


def test_an_impossible_date_is_a_problem_and_no_guess() -> None:
    """A labelled date that no calendar has gives no row, and a problem with its span."""
    text = f"Tidal Nerve Mapping\n\nEffective Date: 02/30/2024\n{BODY}"
    policy = extract(text.encode(), name="policy.txt")
    assert policy.policy.dates == ()
    assert [p.code for p in policy.diagnostics if p.code == "impossible_date"] == ["impossible_date"]


NUMBERS = [
    ("Policy Number: 0529", "0529"),
    ("Document #: CC-0129Publish Date: 07/06/2022", "CC-0129"),  # run into the next label
    ("Reference Number: ERX.SPA.941", "ERX.SPA.941"),
    ("Program Number\t2025 P 2342-2", "2025 P 2342-2"),
    ("Policy #     00792", "00792"),
    ("Policy: MP960", "MP960"),
    ("Guideline # TN_LAMP 04", "TN_LAMP 04"),
    ("Policy Number: MP 11.07.921", "MP 11.07.921"),
    ("02-61900-35", "02-61900-35"),  # alone at the top
    ("GENE.00959", "GENE.00959"),
    ("Guideline ID\nGL-956965", "GL-956965"),
    ("Subject: Tidalex TNM 2045-A P2025a", "TNM 2045-A"),  # behind the subject, before a version
]


@pytest.mark.parametrize(("head", "number"), NUMBERS)
def test_policy_numbers_with_and_without_labels(head: str, number: str) -> None:
    """The policy's number is found by its label, or by standing alone at the top."""
    found = facts(f"{head}\n\nTidal Nerve Mapping\n{BODY}")["numbers"]
    assert [(n["value"], n["role"]) for n in found if n["role"] == "primary"] == [(number, "primary")]


NO_NUMBERS = [
    "Version Number: 6",
    "Contract Number: 17013",
    "Phone Number: 800-555-0142",
    "Page 1 of 8",
    "Version 2.0",
    "January 2024",
    "J1628",
    "Group Number: 12",
    "0.75",
    "Subject: Tidalex and a COVID 19 infection",
]


@pytest.mark.parametrize("head", NO_NUMBERS)
def test_other_numbers_are_not_the_policys(head: str) -> None:
    """Versions, contracts, telephones, pages, dates and codes are no policy numbers."""
    found = facts(f"Tidal Nerve Mapping\n\n{head}\n{BODY}")["numbers"]
    assert [n["value"] for n in found if n["role"] == "primary"] == []


TITLES = [
    ("Subject: Tidal Nerve Mapping", "Tidal Nerve Mapping"),
    ("Medical Policy\nTidal Nerve Mapping", "Tidal Nerve Mapping"),
    ("Clinical Policy: Tidal Nerve Mapping\nReference Number: CP.MP.939", "Tidal Nerve Mapping"),
    ("Northwind Health Plan Medical Policy\nTitle: Tidal Nerve Mapping\nSection: Medicine", "Tidal Nerve Mapping"),
    ("Policy Number\tTNM.017\nPolicy Effective Date\t04/01/2024\n\nTidal Nerve Mapping", "Tidal Nerve Mapping"),
    ("LAB.00915 Tidal Nerve Mapping", "Tidal Nerve Mapping"),
    (
        "MEDICAL POLICY\n\nSubject: Tidal Nerve Mapping and\nSurface Measures",
        "Tidal Nerve Mapping and Surface Measures",
    ),
    (  # cut by a narrow column
        "Subject: Tidal Nerve Mapping of the Diaphragm\nPhrenic Surface Measures (Adults) and\nChildren's Measures\n\nTHIS GUIDELINE "
        "IS NO PROMISE OF PAYMENT.",
        "Tidal Nerve Mapping of the Diaphragm Phrenic Surface Measures (Adults) and Children's Measures",
    ),
    ("Subject: Tidal Nerve Mapping of the Diaphragm\nDescription", "Tidal Nerve Mapping of the Diaphragm"),
    ("Subject: Tidal Nerve Mapping of the Diaphragm\nStatus: Active", "Tidal Nerve Mapping of the Diaphragm"),
    ("Subject: Tidal Nerve Mapping of the Diaphragm\nThe plan covers it.", "Tidal Nerve Mapping of the Diaphragm"),
    ("Subject: Tidal Nerve Mapping\nNorthwind Health Plan", "Tidal Nerve Mapping"),
]


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_titles_come_without_label_number_or_payer(head: str, title: str) -> None:
    """The title is the subject alone."""
    assert facts(f"{head}\n{BODY}")["title"]["value"] == title


@pytest.mark.parametrize(
    ("head", "title"),
    [
        # an unlisted payer's name before the subject, and its logo
        (
            "Medical Guideline: Ostermark Tide Health Lamps of the Jaw\n© 2026 Ostermark Tide Health. All rights reserved.",
            "Lamps of the Jaw",
        ),
        ("ostermarktide\nLamps of the Jaw", "Lamps of the Jaw"),
        # the policy's own number before and behind it
        ("Pharmacy Coverage Policy: TN187-0724\nBrisolyn (tesmerapine)", "Brisolyn (tesmerapine)"),
        ("Lamps of the Jaw D-20-009\nPolicy Number: D-20-009", "Lamps of the Jaw"),
        (
            "Clinical Guideline\nGuideline: Lamps of the Jaw (TN013, Ver. 11)\nEffective Date: 1/1/2024",
            "Lamps of the Jaw",
        ),
        ("Policy Name & Number\tDate Effective\nLamps-NM MCD-TN-0045\t04/01/2026", "Lamps"),
        # heads of columns are no label and value
        ("Lamps of the Jaw\nField Name\tField Description\nCovered Uses\tAll of them", "Lamps of the Jaw"),
        # a banner that runs on to a colon; a table's number; another policy's number behind it
        (
            "State of Northmoor Department of Health Care Northmoor Rx Program Prior Authorization Clinical Criteria: Lamps of the Jaw",
            "Lamps of the Jaw",
        ),
        ("Table 52: Tidal Agents", "Tidal Agents"),
        ("MEDICAL POLICY – 12.04.743 Lamps of the Jaw BCBSA Ref.", "Lamps of the Jaw"),
        # a number behind it; who runs the programme; a label without a colon, and one in a poured line
        ("Lamps of the Jaw TN2045", "Lamps of the Jaw"),
        ("Administered by Ostermark Rx\nLamps of the Jaw", "Lamps of the Jaw"),
        ("MEDICAL POLICY Medical Policy Title Lamps of the Jaw Policy Number TN.017", "Lamps of the Jaw"),
        ("APPROVED GUIDELINE Guideline: Lamps of the Jaw Section: Dentistry", "Lamps of the Jaw"),
        # words that say for what a guideline is, a banner in capitals, a label of further dates behind it
        ("Northmoor Guidelines for Medical Necessity Determination for Lamps of the Jaw", "Lamps of the Jaw"),
        ("MEDICAL POLICY Lamps Of The Jaw", "Lamps Of The Jaw"),
        ("Subject: Lamps of the Jaw Reviewed: 06/12/2025 Revised: 06/12/2025", "Lamps of the Jaw"),
        ("Lamp 25-NM MCD-TN-0045\nEffective Date: 07/01/2025", "Lamp 25"),
        ("Northmoor Guidelines for Lamps of the Jaw", "Northmoor Guidelines for Lamps of the Jaw"),
        # where a manual has it, a site's menu, what the appropriate use is told of, the first line of a copy
        ("Chapter 4, Section 13.4\nLamps of the Jaw", "Lamps of the Jaw"),
        (
            "Ostermark Tide Skip to main content Members Employers Contact Us Login\nLamps of the Jaw",
            "Lamps of the Jaw",
        ),
        ("Tidal Management\nAppropriate Use Criteria: Lamps of the Jaw", "Lamps of the Jaw"),
        ("Source: Lamps of the Jaw Guideline (TN_CG_017)\nGuideline Number: TN_CG_017", "Lamps of the Jaw Guideline"),
        ("Lamps of the Jaw\nSource: Tidal Board (TN_CG_017)", "Lamps of the Jaw"),
        ("Lamps of Chapter 4, Section 13.4", "Lamps of Chapter 4, Section 13.4"),
        # what is asked for on a form; what holds for one programme, and what is touched, are no titles
        ("Drug Requested: Brisolyn (tesmerapine) (Pharmacy) (Subcutaneous)", "Brisolyn (tesmerapine)"),
        ("Lamps of the Jaw\nMedicare Policy:\tAsk the Medicare plan of the member", "Lamps of the Jaw"),
        (
            "Policy:\tBrisolyn (tesmerapine)\nImpacted Drugs:\tBrisolyn injection, for use at home",
            "Brisolyn (tesmerapine)",
        ),
    ],
)
def test_titles_come_out_of_the_line_they_share(head: str, title: str) -> None:
    """A title leaves behind the payer's name, the policy's number and the banner that share its line."""
    assert facts(f"{head}\n{BODY}")["title"]["value"] == title


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("Policy Name & Number\tDate Effective\nLamps-NM MCD-TN-0045\t04/01/2026", "TN-0045"),
        ("Lamp 25-NM MCD-TN-0045\nLamps of the Jaw", "TN-0045"),
        ("Clinical Guideline: Lamps (TN013, Ver. 11)", "TN013"),
        ("Reference number(s)\n1896-A\nLamps of the Jaw", "1896-A"),
        ("PHARMACY / MEDICAL POLICY – 5.01.688\nLamps of the Jaw", "5.01.688"),
        ("MEDICAL POLICY – 12.04.743 Lamps of the Jaw BCBSA Ref.", "12.04.743"),
        ("Lamps of the Jaw TN2045", "TN2045"),
        # a web page's menus come before it
        ("".join(f"• Menu {n}\n" for n in range(20)) + "MP 8.01.19 Lamps of the Jaw", "MP 8.01.19"),
    ],
)
def test_numbers_are_read_in_the_lines_they_share(head: str, number: str) -> None:
    """A policy's number is found beside the title, in brackets behind it, or in a banner's line."""
    found = facts(f"{head}\n{BODY}")["numbers"]
    assert [n["value"] for n in found if n["role"] == "primary"] == [number]


KINDS = [
    # an operation by another name in brackets is no drug
    ("Tidal Ablation (neurotomy)\nInjection of lamps before it", "medical_policy"),
    # an article that a list of Medicare's policies names
    (
        "Clinical Coverage Policy\nTidal Lamps\nSource\tPolicy\nLocal Coverage Article\tBilling and Coding: Tidal Lamps (A57707)\n",
        "medical_policy",
    ),
    # a menu of the web page
    ("• Members\n• Pharmacy Management\n• Forms\nTidal Lamps\nMedical Policy", "medical_policy"),
    ("Medical Policy\nTidal Nerve Mapping", "medical_policy"),
    ("Prior Authorization Policy\nPOLICY: Zorvenda Prior Authorization Policy", "drug_policy"),
    ("Reimbursement Policy\nPolicy Title: Hiccup Visits on One Day", "payment_policy"),
    ("Clinical UM Guideline\nSubject: Tidal Nerve Mapping", "clinical_guideline"),
    ("Local Coverage Determination (LCD)\nTidal Nerve Mapping\nL99801", "coverage_determination"),
    ("Billing and Coding: Tidal Nerve Mapping\nArticle ID\nA99955", "coding_article"),
]


@pytest.mark.parametrize(("head", "kind"), KINDS)
def test_kinds_as_the_document_calls_itself(head: str, kind: str) -> None:
    """The banner, the title and the labels give the kind."""
    assert facts(f"{head}\n{BODY}")["kind"] == kind


STATUSES = [
    ("Effective Date: 04/01/2024", "active"),
    ("Retired Policy", "inactive"),
    ("Status: Archived", "inactive"),
    ("Archived Date N/A\nArchive Review Date N/A", "active"),
    ("ARCHIVE DATE:\nLamps of the Jaw", "active"),
    ("DRAFT", "draft"),
    ("This medical policy has become inactive as of the end date above.", "inactive"),
]


@pytest.mark.parametrize(("head", "status"), STATUSES)
def test_status_as_the_document_says_of_itself(head: str, status: str) -> None:
    """A policy is active unless it says otherwise at the top."""
    assert facts(f"Tidal Nerve Mapping\n\n{head}\n{BODY}")["status"] == status


def test_lines_of_business_and_states_of_check_boxes() -> None:
    """Checked boxes count, empty ones don't."""
    head = "Tidal Nerve Mapping\n\n☒ Commercial ☐ Medicare Advantage\n☒ Illinois ☐ Florida"
    found = facts(f"{head}\n{BODY}")
    assert [x["value"] for x in found["lines_of_business"]] == ["Commercial"]
    assert [x["value"] for x in found["states"]] == ["Illinois"]


def test_what_several_fields_ask_is_worked_out_once() -> None:
    """The zones of a reading are one object for who asks again, and another reading has its own."""
    one, other = (understand(read(b"Policy Number: 12.3\n\nBody of it.", name="x.txt")) for _ in range(2))
    assert zones(one) is zones(one)
    assert zones(one) is not zones(other)
    assert zones(one) == zones(other)


@pytest.mark.parametrize("text", ["Policy \u0130 Of GLASS", "PLAIN", "\u00c4rzte \u2022 X"])
def test_small_letters_stand_where_the_text_has_them(text: str) -> None:
    """A text in small letters is as long as the text itself, also where a capital has two small signs."""
    reading = understand(read(text.encode(), name="x.txt"))
    assert len(lower(reading)) == len(reading.text)
    assert lower(reading)[-1:] == reading.text[-1:].lower()


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("Tidal Lamps: Cardiac Disorders", "Tidal Lamps: Cardiac Disorders"),
        ("Ostermark Health Plan", None),  # nothing says that the line is more than a label and its value
    ],
)
def test_a_theme_and_its_subject_run_along_the_pages(header: str, title: str | None) -> None:
    """A theme and a subject of two words are the title where the pages' running line has them too."""
    page = f"{header:60}TP 11.07.021\n\n\n{{}}\n\n\f"
    first = f" Medical Policy\n\n Tidal Lamps: Cardiac Disorders\n   Policy Number: TP 11.07.021\n{BODY}"
    found = facts("".join(page.format(text) for text in (first, f"{BODY}\nTwo is enough.", f"{BODY}\nThree is not.")))
    assert (found["title"] and found["title"]["value"]) == title


def test_a_title_that_only_the_running_header_names() -> None:
    """Behind the kind of document, the header of every page gives the title, not the first drug of a list."""
    page = "Northwind Health Plan\nClinical Guideline – Tidal Nerve Agents\n\nTidalex (tidalumab)\nMareva (marevumab)\n\n{}\f"
    assert facts("".join(page.format(f"{BODY}\n{word}") for word in ("One", "Two", "Three")))["title"]["value"] == (
        "Tidal Nerve Agents"
    )
