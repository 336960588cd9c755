"""Real version pairs: what a person found who read both versions is found, and nothing grave besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.compare import Change, Side, compare
from tests.policy_generator import Expected, holds

PAIRS = Path(__file__).resolve().parents[1].parent / "shared" / "real" / "pairs"
pytestmark = pytest.mark.slow


def condition(kind: str, word: str) -> tuple[Expected, ...]:
    """A changed condition: breaking where it was read as a criterion, material where it was left in running text.

    A line that came in the place of another may be read as that one reworded.
    """
    return (
        (kind, "criteria", "breaking", word),
        ("modified", "criteria", "breaking", word),
        (kind, "text", "material", word),
        ("modified", "text", "material", word),
    )


# For each pair what a person found who read both versions: kind, field, grade and a word, date or code in it. Where the
# extraction leaves a condition in running text, or where two readings are fair, there are several.
FOUND: dict[str, list[Expected | tuple[Expected, ...]]] = {
    "fep-breyanzi": [
        ("modified", "dates", "material", "2024-04-01 → 2025-04-01"),
        ("modified", "dates", "material", "2024-03-08 → 2025-03-07"),
        ("modified", "payer", "material", "Federal Employee Program → Blue Cross"),  # the letterhead
        ("modified", "criteria", "breaking", "including any of the following"),
        ("added", "criteria", "breaking", "large B-cell lymphoma ONLY"),
        ("added", "criteria", "breaking", "(CLL)"),  # three indications more, each with its prior lines
        ("added", "criteria", "breaking", "(BTK)"),
        ("added", "criteria", "breaking", "(BCL-2)"),
        ("added", "criteria", "breaking", "(FL)"),
        ("added", "criteria", "breaking", "at least 2 prior lines of systemic"),
        ("added", "criteria", "breaking", "(MCL)"),
        ("added", "criteria", "breaking", "including a Bruton"),
        ("added", "criteria", "breaking", "ALL diagnoses"),
        ("added", "history", "minor", "2024-04"),
        ("added", "history", "minor", "2024-06"),
        ("added", "history", "minor", "2025-03"),
        ("modified", "references", "minor", "May 2024"),
        ("modified", "references", "minor", "January 15, 2025"),
        ("modified", "text", "minor", "secondary"),  # the boxed warning grew
    ],
    "fep-ibrance": [
        ("modified", "dates", "material", "2024-07-01 → 2025-07-01"),
        ("modified", "dates", "material", "2024-06-13 → 2025-06-12"),
        ("modified", "payer", "material", "Federal Employee Program → Blue Cross"),
        ("modified", "criteria", "breaking", "Advanced or metastatic"),  # two lines made one, first and renewal
        ("removed", "criteria", "breaking", "Metastatic breast cancer"),
        ("added", "criteria", "breaking", "Patient has a PIK3CA-mutation"),  # the renewal
        ("added", "criteria", "breaking", "PIK3CA-mutation as detected"),
        ("added", "criteria", "breaking", "endocrine-resistant"),
        ("added", "criteria", "breaking", "inavolisib"),
        ("added", "criteria", "breaking", "NOT PIK3CA-mutated"),
        ("added", "history", "minor", "2025-03"),
        ("added", "history", "minor", "2025-05"),
        ("added", "history", "minor", "2025-06"),
        ("modified", "references", "minor", "April 2024"),
        ("modified", "references", "minor", "May 8, 2025"),
    ],
    "excellus-2-02-56": [  # both versions were read whole, line by line
        # the front
        ("modified", "dates", "material", "2025-02-20 → 2026-02-19"),
        ("modified", "dates", "material", "2026-02 → 2027-02"),
        ("modified", "text", "minor", "peer-reviewed scientific literature"),
        ("added", "text", "minor", "are guides to evaluate"),
        ("added", "text", "minor", "Federal and state law(s)"),
        ("removed", "text", "minor", "Eligibility for reimbursement"),
        # statements and criteria ("OR" → "or", "all" → "ALL", an "AND" in a list of which all must be met: no change)
        ("added", "criteria", "breaking", "NRG1"),
        ("modified", "criteria", "breaking", "HR-positive/HER2-negative"),  # the population was widened
        ("modified", "criteria", "minor", "PIK3CA mutation (HR-positive"),  # where its condition now stands
        ("modified", "criteria", "minor", "(FOLR1)"),
        ("modified", "statements", "material", "FoundationOne"),  # the verdict's words, not the position
        # description, evidence
        (("modified", "text", "minor", "pathological"), ("modified", "text", "cosmetic", "pathological")),
        ("modified", "text", "cosmetic", "therapy decisions"),
        (("modified", "text", "minor", "utility may"), ("modified", "text", "cosmetic", "utility may")),
        # guidelines; the colon cancer paragraph only moved
        ("modified", "text", "minor", "V.3.2026"),
        ("modified", "text", "minor", "NRG1 METex14"),
        ("modified", "text", "minor", "Melanoma ( V.2.2025)"),
        ("modified", "text", "cosmetic", "was being considered"),
        ("modified", "text", "cosmetic", "was recommended if feasible"),
        ("modified", "text", "minor", "KIT, NRAS"),
        ("modified", "text", "minor", "clinically actionable or emerging"),
        ("modified", "text", "minor", "using comprehensive genomic profiling"),
        ("modified", "text", "minor", "(V.3.2025)"),
        ("modified", "text", "minor", "HER2 status"),
        ("modified", "text", "minor", "whose recurrence"),
        ("modified", "text", "minor", "(V.4.2026)"),
        ("modified", "text", "minor", "alpelisib"),
        ("removed", "text", "minor", "PIK3CA mutation testing can be done"),
        ("removed", "text", "minor", "If liquid biopsy is negative"),
        ("added", "text", "minor", "(V.5.2025)"),
        ("added", "text", "minor", "more accurately"),
        ("added", "text", "minor", "one specimen is negative"),
        ("modified", "text", "cosmetic", "evaluation of literature"),
        # regulatory status
        ("removed", "text", "minor", "August 7, 2020"),
        ("removed", "text", "minor", "August 26, 2020"),
        ("removed", "text", "minor", "reflexing to routine biopsy"),
        ("added", "text", "minor", "tests in-house"),
        ("added", "text", "minor", "general regulatory standards"),
        ("added", "text", "minor", "high-complexity testing"),
        ("added", "text", "minor", "List of Cleared or Approved"),
        # codes: the maker's name added, the note on when a code began dropped; signs, "eg", a name said twice: no change
        *[("modified", "codes", "minor", c) for c in ("0539U", "0562U", "0571U")],
        *[("modified", "codes", "minor", c) for c in ("0485U", "0487U", "0490U", "0491U", "0498U", "0499U", "0530U")],
        # references, other sections
        *[("removed", "references", "minor", w) for w in ("Alimirzaie", "Asante", "Grunvald", "Herbreteau", "Mack PC")],
        *[("removed", "references", "minor", w) for w in ("Mathai", "Oellerich", "Petit", "Sabari", "Saarenheimo")],
        ("modified", "references", "minor", "Breast Cancer. V.5.2025"),
        ("modified", "references", "minor", "Colon Cancer. V.5.2025"),
        ("modified", "references", "minor", "Cutaneous. V.2.2025"),
        ("modified", "references", "minor", "V.3.2026"),
        ("modified", "references", "minor", "peritoneal cancer. V.3.2025"),
        ("modified", "references", "minor", "Adenocarcinoma. V.2.2025"),
        ("modified", "references", "minor", "Prostate Cancer. V.4.2026"),
        ("removed", "text", "minor", "Guardant 360, FoundationOne Liquid, liquid biopsy"),  # search terms
        ("modified", "text", "minor", "2026 Jan 15"),
        # committee dates and history
        ("modified", "dates", "material", "approved"),
        ("added", "history", "minor", "2026-02-19"),
    ],
    "molina-mcp-051": [
        ("modified", "dates", "material", "2025-02-12 → 2026-02-11"),
        ("modified", "dates", "material", "2026-02 → 2027-02"),
        # the criteria
        ("modified", "criteria", "breaking", "or a medical geneticist"),
        ("removed", "criteria", "breaking", "broad scope of testing"),  # reworded so far that it is another line
        condition("added", "For broad scope"),
        condition("added", "most specific state"),
        condition("added", "whole genome, whole exome, and"),
        condition("added", "guidelines are not available"),
        condition("added", "reasonable efforts"),
        condition("added", "Narrow genetic testing"),
        condition("added", "complication surveillance"),
        condition("added", "risk factors such as"),
        condition("added", "For narrow scope"),
        condition("added", "prior to considering the guidance"),
        condition("added", "indicating high risk"),
        condition("added", "prior to considering the general"),
        condition("modified", "should be used if available"),
        # limitations
        (("modified", "statements", "material", "Germline"), ("modified", "text", "material", "Germline")),
        ("modified", "criteria", "breaking", "reanalysis"),
        ("modified", "criteria", "minor", "surveillance strategy"),
        ("modified", "criteria", "breaking", "relative"),
        condition("added", "no clinical indication for"),
        condition("added", "duo or trio"),
        ("modified", "criteria", "cosmetic", "Testing minors"),
        # codes
        *[("removed", "codes", "material", c) for c in ("0033U", "0131U", "0132U", "0135U", "0508U", "0509U")],
        *[("added", "codes", "material", f"06{n}U") for n in (14, *range(16, 31))],
        *[("modified", "codes", "minor", c) for c in ("81354", "81524", "0105U", "0499U", "0507U")],
        # the rest
        ("modified", "text", "minor", "inherited from our parents"),
        ("modified", "text", "minor", "laboratory providers"),
        ("modified", "text", "minor", "listing of relevant"),
        ("modified", "text", "minor", "evaluation of the child"),
        ("removed", "text", "minor", "Incidental Findings"),
        ("modified", "text", "minor", "in obstetrics and gynecology"),
        ("modified", "references", "minor", "Modernization"),  # a misspelt name, twice
        ("modified", "references", "minor", "Oversight"),
        ("removed", "references", "minor", "opinion no. 410"),
        (("added", "references", "minor", "Statement No. 24"), ("modified", "references", "minor", "Statement No. 24")),
        ("removed", "references", "minor", "Green RC"),
        ("removed", "references", "minor", "Miller DT"),
        (("added", "references", "minor", "SF v3.3"), ("modified", "references", "minor", "SF v3.3")),
        ("added", "references", "minor", "Rodan"),
        (("modified", "references", "minor", "2024 Jul 8"), ("added", "references", "minor", "2024 Jul 8")),
        ("modified", "references", "minor", "committee now dissolved"),
        *[("modified", "history", "minor", d) for d in ("2025-02-12", "2024-10-09", "2024-02-14")],
        ("added", "history", "minor", "2026-02-11"),
    ],
    "bcbssc-liquid-biopsy": [
        ("modified", "text", "minor", "CAM 342"),
        ("added", "text", "minor", "CAM 241"),
        # lung cancer: the list of biomarkers became a note, with NRG1 and without PD-L1
        (("modified", "criteria", "cosmetic", "insufficient tissue in the"),
         ("modified", "text", "cosmetic", "insufficient tissue in the")),
        (("modified", "criteria", "minor", "(see Note 1)"), ("modified", "text", "minor", "(see Note 1)")),
        condition("removed", "Recommended biomarkers"),
        ("removed", "criteria", "breaking", "PD-L1 expression"),
        condition("removed", "feasibility of timely"),
        condition("added", "to achieve genotyping"),
        condition("added", "resistance mechanisms"),
        # breast cancer
        ("modified", "statements", "breaking", "unresectable"),
        condition("added", "concurrently with tumor tissue"),
        condition("added", "negative for actionable"),
        # urine
        ("added", "statements", "material", "cystoscopy"),
        ("removed", "statements", "breaking", "UcfDNA"),
        ("added", "statements", "material", "UriFind"),
        ("modified", "statements", "breaking", "Analysis of PD-L1"),  # no more "not addressed above"
        # notes
        ("added", "text", "material", "limited number of assays"),
        ("added", "text", "material", "NRG1"),
        ("added", "text", "material", "Clinicians should categorize"),
        ("added", "text", "material", "Intermediate-risk individuals"),
        ("added", "text", "material", "single urinalysis"),  # the list of that note, line by line
        ("added", "text", "material", "Alternative criteria"),
        ("added", "text", "material", "previously low/negligible-risk"),
        ("added", "text", "material", "60 years of age or older"),
        ("added", "text", "material", "40-59 years"),
        ("added", "text", "material", "pack years"),
        ("added", "text", "material", "prior pelvic radiation"),
        # codes
        *[("added", "codes", "material", c) for c in ("0012M", "0013M", "0363U", "0420U", "0452U", "0465U")],
        *[("added", "codes", "material", c) for c in ("0549U", "0613U")],
        *[("modified", "codes", "minor", c) for c in ("0388U", "0395U", "0397U", "0410U", "0491U", "0492U", "0496U")],
        *[("modified", "codes", "minor", c) for c in ("0499U", "0500U", "0501U", "0507U", "0539U", "0562U", "0577U")],
        *[("modified", "codes", "minor", c) for c in ("81462", "0565U")],
        # the rest
        ("added", "text", "minor", "SUFU Society"),  # the table of terms
        ("added", "text", "minor", "CbxT Cxbladder"),
        ("added", "text", "minor", "MCC Merkel"),
        ("added", "text", "minor", "SOC Standard of care"),
        ("added", "text", "minor", "UC Urothelial"),
        ("added", "text", "minor", "Pacific Edge"),
        ("added", "text", "minor", "(CxbT) urinary"),
        ("modified", "text", "minor", "the article"),
        ("modified", "text", "minor", "esophageal, biliary"),
        ("added", "text", "minor", "Merkel"),
        ("added", "text", "minor", "cervical cancer"),
        ("added", "text", "minor", "(NMIBC)"),
        ("removed", "references", "minor", "Curigliano"),
        *[("added", "references", "minor", w) for w in ("Alix", "AUA/SUFU", "Lotan", "Merkel", "Waki", "Burstein")],
        ("added", "history", "minor", "2026-01-21"),
    ],
}  # fmt: skip

# Of the changes called breaking or material, the share that a person found too. One print is hard: a dump with the letters
# of turned pages strewn over it.
TRUE = {
    "fep-breyanzi": 1.0,
    "fep-ibrance": 1.0,
    "excellus-2-02-56": 1.0,
    "molina-mcp-051": 0.85,
    "bcbssc-liquid-biopsy": 1.0,
}


@pytest.fixture(scope="module")
def real() -> dict[str, list[Change]]:
    """The changes of each real pair."""
    if not PAIRS.exists():
        pytest.skip("the shared version pairs are not here")
    found = {}
    for folder in sorted(PAIRS.iterdir()):
        old, new = (Side.load(next(folder.glob(f"{name}.*"))) for name in ("old", "new"))
        found[folder.name] = compare(old, new)
        assert compare(old, old) == []
        assert compare(new, new) == []
    return found


def alternatives(expected: Expected | tuple[Expected, ...]) -> tuple[Expected, ...]:
    """What a person found, as it may be told."""
    return (expected,) if isinstance(expected[0], str) else expected  # type: ignore[return-value]


def tells(change: Change, expected: Expected | tuple[Expected, ...]) -> bool:
    """Whether a change is that one, by its quotes or by its detail."""
    return any(
        holds(change, e) or (e[3] in change.detail and holds(change, (*e[:3], ""))) for e in alternatives(expected)
    )


@pytest.mark.parametrize("name", FOUND)
def test_what_a_person_finds_is_found(real: dict[str, list[Change]], name: str) -> None:
    """Every change that was found by reading both versions is there, with its kind and grade."""
    missed = [e for e in FOUND[name] if not any(tells(change, e) for change in real[name])]
    assert missed == []


@pytest.mark.parametrize("name", FOUND)
def test_little_that_is_grave_is_invented(real: dict[str, list[Change]], name: str) -> None:
    """What is called breaking or material is what was found by reading both versions."""
    grave = [change for change in real[name] if change.grade in ("breaking", "material")]
    invented = [c for c in grave if not any(tells(c, e) for e in FOUND[name])]
    assert 1 - len(invented) / len(grave) >= TRUE[name], [(c.kind, c.field, c.what, c.detail) for c in invented]


@pytest.mark.parametrize("name", FOUND)
def test_no_change_is_reported_twice(real: dict[str, list[Change]], name: str) -> None:
    """One change is one row."""
    rows = [(c.kind, c.field, c.what, c.old, c.new) for c in real[name]]
    assert len(rows) == len(set(rows))
