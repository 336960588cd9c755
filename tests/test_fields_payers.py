"""Whose policy it is: names that claim it, names that only stand in it."""

from __future__ import annotations

import pytest

from tests.facts_case import BODY, facts


def named(text: str) -> tuple[str | None, str] | None:
    """The payer's slug and name; None where none is found."""
    payer = facts(text)["payer"]
    return payer and (payer["id"], payer["name"])


PAYERS = [
    ("© 2024 Silver Birch Health Partners. All rights reserved.", "Silver Birch Health Partners"),
    ("This policy is the property of Norwood Valley Health Plan.", "Norwood Valley Health Plan"),
    ("Proprietary Information of Lakeshore Mutual Insurance Company", "Lakeshore Mutual Insurance Company"),
    ("A medical policy of Quillstone Benefit Administrators, LLC", "Quillstone Benefit Administrators, LLC"),
    ("Copyright 2023 by Harrowgate Health Services. Unauthorized use is forbidden.", "Harrowgate Health Services"),
]


@pytest.mark.parametrize(("notice", "name"), PAYERS)
def test_payers_that_no_directory_has_are_named_by_their_claim(notice: str, name: str) -> None:
    """An organisation that owns the policy by its own words is the payer, without a slug."""
    assert named(f"Tidal Nerve Mapping\n\nPolicy Number: TNM.017\n{BODY}\n{notice}\n") == (None, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # what only a payer does, and the top of the page
        (
            "Ostermark\n\nTidal Nerve Mapping\n\nCoverage\nOstermark considers tidal mapping not medically necessary.\n{body}",
            "Ostermark",
        ),
        # its members, plans and service, named again and again
        (
            "Tidal Nerve Mapping\n\nNotice\nThese lamps may not be covered by all Ostermark plans.\nPlease call Ostermark Customer"
            " Service.\nOstermark coverage policies are not advice.\n{body}",
            "Ostermark",
        ),
        # the short name's deeds count for the full name that a notice gives
        (
            "Tidal Nerve Mapping\n\nCoverage\nOstermark reimburses lamps once.\nFor products of Ostermark Tide Plan and its"
            " affiliates. Ostermark reserves the right to amend it.\n{body}",
            "Ostermark Tide Plan",
        ),
        # a list of sister companies: the first, by itself
        (
            "Tidal Nerve Mapping\n\nSt. Brannoc Health Plan, St. Brannoc Health Assurance, and St. Brannoc Plan Partners as"
            " applicable (referred to as “Company”).\n\n{body}\n",
            "St. Brannoc Health Plan",
        ),
        # a plan's name ends with its sentence
        (
            "Tidal Nerve Mapping\n\n{body}\n© 2026 Ostermark Health. Ostermark Insurance Company underwrites the plans.\n",
            "Ostermark Health",
        ),
        # a place in capitals; initials over a manual of policies
        (
            "Medical Policy\nOSTERMARK MUTUAL OF NORTHMOOR\nTidal Nerve Mapping\n\n{body}\n",
            "OSTERMARK MUTUAL OF NORTHMOOR",
        ),
        ("OTHP Policy Manual 12.4, April 2021\nTidal Nerve Mapping\n\n{body}\n", "OTHP"),
        # a public body that the document opens with
        ("NORTHMOOR EVIDENCE COMMISSION (NEC)\nTidal Nerve Mapping\n\n{body}\n", "NORTHMOOR EVIDENCE COMMISSION"),
        # whose policies they are, written as a name's; what the text calls it
        (
            "Tidal Nerve Mapping\n\nNotice\nInformation on all Ostermark Tide Medical Policies\n{body}\n",
            "Ostermark Tide",
        ),
        ("Tidal Nerve Mapping\n\nNotice\nOTC will provide coverage for lamps.\n{body}\n", "OTC"),
        (
            "Tidal Nerve Mapping\n\nNotice\nThese are criteria that Ostermark Tide (the Plan) uses.\n{body}\n",
            "Ostermark Tide",
        ),
        # the short name between a name and what it does
        (
            "Tidal Nerve Mapping\n\nCoverage\nBlue Tide of the Harrow Plains (Harrow) will provide coverage for lamps.\n{body}",
            "Blue Tide of the Harrow Plains",
        ),
        # a licensee, told below its name
        (
            "Tidal Nerve Mapping\nHarrow Islands Medical Service Association\nAn Independent Licensee of the Tide\n\n{body}\n",
            "Harrow Islands Medical Service Association",
        ),
        # a state's department, first of all
        (
            "Ostermark Criteria\nOstermark Department of Health and Human Services\n\nTidal Nerve Mapping\n{body}\n",
            "Ostermark Department of Health and Human Services",
        ),
        # the state's programme is a line of business where a plan speaks of itself
        (
            "Ohio Medicaid\n\nTidal Nerve Mapping\n\nCoverage\nClaims are sent to Ostermark. Ostermark will reimburse one lamp.\n{body}",
            "Ostermark",
        ),
    ],
)
def test_payers_are_known_by_what_the_document_says_they_do(text: str, name: str) -> None:
    """A name whose members, plans, rights and decisions a document speaks of is its payer's, in its fullest form."""
    assert named(text.format(body=BODY)) == (None, name)


@pytest.mark.parametrize(
    "text",
    [
        "Adult members with severe symptoms, and adult patients, may be mapped. Adult plans differ.",
        "The FDA considers lamps safe. Medicare members may ask.",
        "Eligible members will be told.",
    ],
)
def test_common_words_and_agencies_are_no_payers(text: str) -> None:
    """Words of the language before "members" or "plans", and agencies that consider something, name no payer."""
    assert facts(f"Tidal Nerve Mapping\n\nNotice\n{text}\n{BODY}")["payer"] is None


@pytest.mark.parametrize(
    "service",
    ["Physicians' Services", "Outpatient Tidal Therapy Services", "Extended Lamp Services", "Chiropractor Services"],
)
def test_a_service_is_no_organisation(service: str) -> None:
    """A line at the top that names services names what is paid for; it is nobody's name, and can be the title."""
    read = facts(f"{service}\n\nPolicy Number: TNM.017\n{BODY}")
    assert read["payer"] is None
    assert read["title"]["value"] == service


@pytest.mark.parametrize("name", ["Harrowgate Health Services", "Tidal Services, Inc."])
def test_services_in_an_organisations_name_leave_it_one(name: str) -> None:
    """Health services, and services with the form of a company, are organisations."""
    assert named(f"{name}\n\nTidal Nerve Mapping\n\nPolicy Number: TNM.017\n{BODY}") == (None, name)


@pytest.mark.parametrize(
    ("top", "slug"),
    [
        ("National Coverage Determination (NCD)\nTidal Lamps", "cms"),
        ("Tidal Lamps\nNational Coverage Determination", "cms"),
        ("National Coverage Determination (NCD) 210.99 Tidal Lamps", None),  # a policy upon it
        ("Tidal Lamps\nThe National Coverage Determination (NCD) is followed.", None),
        ("Local Coverage Determination (LCD)\nTidal Lamps", None),  # each contractor writes those
        ("Tidal Lamps\nA\nB\nC\nD\nNational Coverage Determination (NCD)", None),  # a section far down
    ],
)
def test_documents_that_one_organisation_writes_are_its_own(top: str, slug: str | None) -> None:
    """A line that calls the document what only one organisation writes tells whose it is, where it stands at the top."""
    payer = facts(f"{top}\n\n{BODY}")["payer"]
    assert (payer and payer["id"]) == slug


@pytest.mark.parametrize(
    "top",
    [
        "U.S. Department of Health and Human Services",
        "United States Department of Health and Human Services",
        "The Department of Health asks for lamps.",
        "Harrow Department of Radiology",
    ],
)
def test_not_each_department_is_a_payer(top: str) -> None:
    """A nation's department, one that a sentence names and one of a hospital are no payers."""
    assert facts(f"{top}\nTidal Nerve Mapping\n\nPolicy Number: TNM.017\n{BODY}")["payer"] is None


NO_PAYERS = [
    "© CPT Only – American Medical Association",
    "The American Academy of Hiccups recommends mapping.",
    "Federal and state law, as well as contract language, take precedence.",
    "Members of the Health Plan should read their Evidence of Coverage.",
    "National Comprehensive Cancer Network guidelines agree.",
]


@pytest.mark.parametrize("notice", NO_PAYERS)
def test_no_payer_is_guessed(notice: str) -> None:
    """Societies, owners of code sets and nameless plans are no payers."""
    assert facts(f"Tidal Nerve Mapping\n\nPolicy Number: TNM.017\n{BODY}\n{notice}\n")["payer"] is None
