"""Documents that are no policy are recognised by their own signs; policies, however short or odd, never are."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import DocumentError
from extractor.pipeline import assemble, read, understand
from extractor.structure.nature import judge

REAL = Path(__file__).parent.parent.parent / "shared" / "real"

# what it is, its text, a word of the reason
NO_POLICY = (
    ("404", "404 - File or directory not found.\nThe resource may have been removed.", "error page"),
    ("error", "Failed to retrieve the policy. Please try again later.", "error page"),
    ("version", "Welcome to the search\n\nInvalid LCD Version\n\nStart your search", "error page"),
    ("login", "Larkfield Health Plan\n\nSign in to view your benefits\n\nUser name\n\nForgot your password?", "log-in"),
    (
        "letter",
        "August 2, 2026\n\nRE: Formal Appeal\n\nMember ID: 99\n\nClaim number: 7\n\nDear Committee:\n\nWe ask. Sincerely,",
        "letter",
    ),
    (
        "chart",
        "Patient Name: A. Example\n\nMRN 1\n\nDate of birth: 1/1/1970\n\nAllergies: none\n\nChief complaint: cough",
        "chart",
    ),
    (
        "consent",
        "Consent form\n\nI understand the risks.\n\nI consent to treatment.\n\nPatient signature ____\n\nWitnessed by ____",
        "consent",
    ),
    ("list", "Larkfield Medical Drug List\n\nTier 1\tabarelix\tPA\nTier 2\tabatacept\tPA, QL", "drug list"),
    (
        "bulletin",
        "What's New\n\nMedical Policy Updates March\n\nProvider news: the policies below change in May.",
        "bulletin",
    ),
    ("menu", "Recipes\n\nSoup of the day: leek and potato, with bread.", "none of the words"),
)

# what it is, its text
POLICY = (
    ("stub", "Policy # 00123\n\nGait retraining\n\nThis policy was archived effective 07/01/2024."),
    ("short", "Gait retraining\n\nCoverage\n\nGait retraining is considered investigational."),
    ("not found", "Coverage\n\nIn 404 patients no benefit was found. The device is considered investigational."),
    ("letter word", "Policy\n\nA letter of medical necessity with the member ID is required for coverage."),
    (
        "formulary",
        "Prior Authorization Criteria\n\nVelmarix is on the formulary.\n\nDiagnosis of psoriasis is required.",
    ),
    ("bulletin", "Clinical Policy Bulletin: Gait Retraining\n\nNumber: 12\n\nGait retraining is medically necessary."),
    ("update", "Medical Policy Update History\n\nGait retraining is considered not medically necessary."),
    (
        "decision table",
        "Search\n\nVelmarix\n\nCriteria Title\n\nApproval Level\n\nQuestion Text\n\nNew start\n\nY\n\nN\n\nNext question\n\n"
        "1\n\n0998\n\nEND (Approve x 84 days)\n\nEND (Manual Review)\n\nAuthorizations will be for 84 days.",
    ),
    (
        "criteria of a drug list",
        "Larkfield Drug List: Table 9\n\nEvaluation criteria\n\nTaporin\n\nDocumentation of all of the following is required:\n\n• gout; and\n• one of the"
        " following:\n\nHeelin\n\nDocumentation of all of the following is required:\n\n• sprain",
    ),
    ("consent", "Coverage criteria\n\nThe member must consent to treatment; a patient signature is on file."),
)


@pytest.mark.parametrize(("name", "text", "reason"), NO_POLICY, ids=[row[0] for row in NO_POLICY])
def test_no_policy_is_said_to_be_none(name: str, text: str, reason: str) -> None:
    """A document of another kind gets the problem with its reason, and a record without nonsense; or a typed error."""
    try:
        document = read(text.encode(), name=f"{name}.txt")
    except DocumentError as error:
        assert error.code == "not_a_document"
        return
    record = assemble(understand(document)).to_dict()
    (problem,) = [p for p in record["diagnostics"] if p["code"] == "not_a_policy"]
    assert reason in problem["message"]
    assert record["statements"] == record["codes"] == record["references"] == record["history"] == []
    assert record["policy"]["title"] is None


@pytest.mark.parametrize(("name", "text"), POLICY, ids=[row[0] for row in POLICY])
def test_policies_are_not_refused(name: str, text: str) -> None:
    """A policy that shares words with other kinds of document is judged a policy."""
    assert judge(understand(read(text.encode(), name=f"{name}.txt"))) is None


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not at hand")
def test_precision_and_recall_on_real_documents() -> None:
    """No real policy is refused; at least nine of ten of the others are recognised."""
    policies = [*REAL.glob("dev/documents/*"), *REAL.glob("more/*"), *sorted(REAL.glob("ncd/documents/*"))[::5]]
    refused = [path.name for path in policies if judge(understand(read(path))) is not None]
    assert refused == []
    others = sorted(REAL.glob("not-policies/*"))
    recognised = 0
    for path in others:
        try:
            recognised += judge(understand(read(path))) is not None
        except DocumentError:
            recognised += 1
    assert recognised >= 0.9 * len(others)
