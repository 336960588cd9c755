"""Sentences: the position, the verdict's words, and whether it holds under conditions."""

from __future__ import annotations

import pytest

from extractor import payers
from extractor.coverage import phrases, sentences
from extractor.coverage.conditions import conditional
from extractor.coverage.positions import Lexicon

TABLE = payers.load("default").tables["coverage"]
LEXICON = Lexicon("default", TABLE)


def judge(text: str) -> list[tuple[str, str]]:
    """The positions and verdicts of a text's sentences."""
    return [(j.position, j.verdict) for found in LEXICON.judge([(text, 0)]) for j in found]


POSITIONS = [
    # the plain verdicts
    ("Knee taping is considered medically necessary for members with gout.", "medically_necessary"),
    ("The plan considers knee taping medically necessary when all criteria are met:", "medically_necessary"),
    ("Knee taping meets the definition of medical necessity.", "medically_necessary"),
    ("Knee taping is reasonable and necessary when ordered by a surgeon.", "medically_necessary"),
    ("Knee taping may be considered medically necessary if the conditions below are met.", "medically_necessary"),
    ("Knee taping is proven and medically necessary for treating gout.", "medically_necessary"),
    ("Knee taping is considered not medically necessary for any other indication.", "not_medically_necessary"),
    ("Knee taping does not meet the definition of medical necessity.", "not_medically_necessary"),
    ("The claim will be denied as not reasonable and necessary.", "not_medically_necessary"),
    ("The medical necessity of knee taping has not been established.", "not_medically_necessary"),
    ("Knee taping is covered when the following criteria are met:", "covered"),
    ("Initial requests for Taporin may be approved if the following criteria are met:", "covered"),
    ("Authorization may be granted for treatment of gout when both criteria are met:", "covered"),
    ("Coverage of Taporin is recommended in those who meet one of the following:", "covered"),
    ("Taporin is not covered.", "not_covered"),
    ("The plan does not cover knee taping.", "not_covered"),
    ("Coverage of Taporin is not recommended in the following situations:", "not_covered"),
    ("Knee taping is excluded from coverage.", "not_covered"),
    ("Knee taping is considered cosmetic.", "cosmetic"),
    ("Prior authorization is required for Taporin.", "authorization_required"),
    ("Taporin requires prior authorization.", "authorization_required"),
    ("The second visit is not separately reimbursable.", "not_reimbursed"),
    ("Supplies are incidental to the visit and are bundled.", "not_reimbursed"),
    ("The visit may be separately reimbursed when billed with modifier 25.", "reimbursed"),
    ("Knee imaging is indicated with any of the following:", "medically_necessary"),
    ("Knee imaging is not indicated for any of the following:", "not_medically_necessary"),
    # what the evidence does not bear out is investigational where the sentence states the payer's policy
    (
        "It is the policy of Larkspur Health that current evidence does not support knee taping for gout.",
        "investigational",
    ),
    ("It is the policy of Larkspur Health that data do not yet establish knee taping as a therapy.", "investigational"),
    ("It is the policy of the plan that evidence is inadequate to support knee taping.", "investigational"),
    ("It is the policy of the plan that there is insufficient published evidence for knee taping.", "investigational"),
    ("It is the policy of the plan that the efficacy of knee taping has not been established.", "investigational"),
    # the payer by its name, and the criteria of a contract
    ("Harbor Ring Health covers knee taping for gout when ALL of the following are met:", "covered"),
    ("Harbor Ring Health reimburses knee taping at 80% of the fee schedule.", "reimbursed"),
    # an agency's approval or the law may be the condition of what is covered
    (
        "Ring tapes are covered when the tape has received FDA premarket approval and meets the conditions below:",
        "covered",
    ),
    ("Ring taping is covered only in trials that the FDA has authorized.", "covered"),
    (
        "The Centers for Medicare & Medicaid Services (CMS) covers taping under section 9 of the Social Security Act.",
        "covered",
    ),
    # a sentence on codes, no name of a list of them
    ("Codes that are unlisted require prior authorization.", "authorization_required"),
    # what is not granted again
    ("Taporin for acute gout may not be renewed.", "not_covered"),
    ("Knee taping meets member benefit certificate primary coverage criteria to treat gout.", "medically_necessary"),
    ("Knee taping does not meet primary coverage criteria for any other use.", "investigational"),
    ("Investigational applications of knee taping include, but are not limited to, treatment of:", "investigational"),
    ("Knee taping is recommended for coverage for adults.", "covered"),
    ("The following are not recommended for coverage:", "not_covered"),
    ("The following procedures are not benefits of Ring Medicaid:", "not_covered"),
    ("An approved TAR is required for reimbursement of tape.", "authorization_required"),
    # a label is no act of the agency
    (
        "FDA-approved indications of Taporin are considered a covered benefit if the approval criteria are met.",
        "covered",
    ),
    (
        "Taporin is covered as medically necessary when criteria are met for FDA-approved indication(s):",
        "medically_necessary",
    ),
    # who has to ask first
    ("Members new to the plan will need to submit a prior authorization to continue.", "authorization_required"),
    ("Prescribers must obtain a new prior authorization each year.", "authorization_required"),
    ("Auth is required in a facility.", "authorization_required"),
    # the ground comes before what follows from it
    ("Knee taping is experimental, investigational and therefore not medically necessary.", "investigational"),
    ("Knee taping is unproven and not medically necessary due to insufficient evidence.", "investigational"),
    ("Knee taping is considered investigational and, therefore, non-covered.", "investigational"),
    ("Knee taping is not covered because it is considered not medically necessary.", "not_medically_necessary"),
    ("The plan considers all other indications as experimental, investigational, or unproven.", "investigational"),
    ("Investigational services are not covered regardless of where they are given.", "investigational"),
    ("Reauthorization may be granted for an additional 12 months when the member has responded.", "covered"),
    ("Coverage will be considered for members who have gout.", "covered"),
    ("A member who has failed two drugs must meet criteria for Taporin to be approved.", "covered"),
    ("Knee tattoos are a benefit exclusion.", "not_covered"),
    ("Pre-service notification is required for knee taping.", "authorization_required"),
    ("Authorization is required for all knee taping.", "authorization_required"),
    ("Reimbursement is not allowed for knee taping.", "not_reimbursed"),
    ("Knee magnets are considered not proven.", "investigational"),
    ("No other tape for the knees of adults will be covered.", "not_covered"),
    # the payer by its name
    ("Medicare covers a variety of visits after knee taping.", "covered"),
    ("Effective October 1, 2031, the plan covers knee taping for adults with gout.", "covered"),
    ("Larkspur members may be eligible under the Plan for knee taping.", "covered"),
    ("Larkspur members may NOT be eligible under the Plan for knee magnets.", "not_covered"),
    ("The plan reimburses knee taping when billed with modifier ZZ.", "reimbursed"),
    ("Separate payment will not be made for knee taping.", "not_reimbursed"),
    ("Knee imaging is indicated for evaluation of a suspected tear.", "medically_necessary"),
    # a length of time under a condition is no mere length
    ("Approve for 1 year if the patient meets BOTH of the following (A and B):", "covered"),
    # what has no evidence is investigational, whatever it has "been proven" to do
    ("There is insufficient evidence that knee magnets have been proven to improve healing.", "investigational"),
    ("Knee magnets are not covered for all indications as the evidence is insufficient.", "investigational"),
    ("Knee magnets do not meet coverage criteria due to a lack of published scientific literature.", "investigational"),
    # "not … for cosmetic purposes" says nothing of what is cosmetic
    ("Knee taping is not covered for cosmetic purposes.", "not_covered"),
    # negation and its scope
    ("Members treated now without prior authorization (and new ones) must meet criteria of section C.", "covered"),
    ("All members (also those treated without prior authorization) must meet criteria of section C.", "covered"),
    ("Neither the brace nor its straps are covered.", "not_covered"),
    ("No additional units are covered.", "not_covered"),
    ("Knee taping is not considered medically necessary unless the member has failed rest.", "not_medically_necessary"),
    ("Taping without a brace is considered medically necessary for gout.", "medically_necessary"),
    ("Surgery that is not urgent is considered medically necessary when criteria are met.", "medically_necessary"),
    ("Although there is no national determination, the plan may cover knee taping for gout.", "covered"),
    # a clause that reports another's view does not hide the payer's own
    ("Gene testing is considered medically necessary for members who meet NCCN guidelines.", "medically_necessary"),
]

NO_POSITION = [
    # where approvals and the law are the subject nothing is said of what is covered
    "Section 9 of the Social Security Act says that tapes are covered when needed.",
    "Tape is covered; the FDA has granted a label for it.",
    "Coverage of tapes depends on whether the FDA has approved them.",
    "Covered tapes were cleared when the FDA had authorized them.",
    "Coverage of ring tapes is found in title XVIII, where tapes are covered for gout.",
    "The licence of a taper may be renewed.",
    "The conclusion that a particular tape is medically necessary does not constitute a warranty that it is covered.",
    "The existence of this medical policy does not mean that taping is a covered benefit.",
    "The reviewer must override criteria when, in his professional judgment, taping is medically necessary.",
    "Providers may not bill members for tape that is not eligible for reimbursement.",
    "There are numerous tapes approved by the agency for covered uses.",
    "Submission of the following information is necessary for prior authorization:",
    "The following code(s) require prior authorization:",
    "Codes that require prior authorization",
    "CPT codes which do not require precertification:",
    "Prior authorization for certain tapes may or may not be required.",
    "Prior authorization is not required for taping.",
    "Supplemental approvals of covered tape have since been issued by the FDA.",
    "The ages stated in this policy for which tape is considered medically necessary are based on its label.",
    "The Guidelines establish objective criteria for medical necessity determinations.",
    "Of four plans, most commercial payers do not cover taping.",
    "Our Medical Policy reimburses nothing by itself.",
    "The Tape covers the knee.",
    "Some plans have contract or benefit exclusions for knee tests.",
    "Knee tape was first approved by the FDA in 2031.",
    "Section 1862 (a)(1) excludes expenses for items that are not reasonable and necessary.",
    "This section is specific for gout and is not appropriate for other diseases when they are acute.",
    "Adequate documentation is essential to demonstrate the medical necessity of the tape.",
    # what a maker says, and how something is billed
    "The manufacturer purports that this test will allow providers to make better decisions.",
    "The use of unclassified codes is appropriate when billed with the right drug.",
    "That has been proven hard to do in early gout.",
    "A remark was added on what this policy does NOT cover.",
    "For such assays approval is no reliable yardstick given the number of assays.",  # "given": because of
    # what the evidence says in passing is no position
    "In two reviews the current evidence does not support a larger dose of Taporin.",
    "The efficacy of Taporin has not been established in children younger than 6.",
    "Auth is not required in an office.",
    # how a request is sent says nothing of what needs one
    "Providers must submit a prior authorization request through the portal.",
    "The FDA approved Taporin for gout and for three further uses.",
    "Knee taping holds the patella in place.",
    "The tape is approved by the FDA for use in adults.",
    "Benefits may vary; refer to the contract to determine coverage.",
    "This policy does not constitute medical advice or a guarantee of coverage.",
    "Medically necessary means services that a prudent provider would give.",
    "Studies concluded that knee taping is considered experimental by some authors.",
    "The American Society of Knees recommends that taping be considered medically necessary.",
    "Documentation in the record must support the medical necessity of the tape.",
    "Is knee taping covered?",
    "This guideline was approved by the medical policy committee on May 1.",
    "The inclusion of a code does not imply coverage.",
    "Reviewers determine whether the service is medically necessary.",
    "Policy statement revised; taping is now considered medically necessary.",
    "The wound is covered with a dressing.",
    "The device is antibody-covered.",
    "The patient is enrolled in a clinical trial of an experimental drug for gout.",
    "All approvals are for the duration noted below.",
    "Limitations of use: the drug is not recommended in children.",
    "Members may call the number on their card for covered providers' names.",
    "Conditions not recommended for approval are listed below.",
    "All approvals are provided for the initial approval duration noted below.",
    "Not all kinds of tape may be covered under every plan.",
    "Each line must be documented or the request may be denied.",
    "The plan may deny payment when it has determined that a tape was not medically necessary.",
]


@pytest.mark.parametrize(("text", "position"), POSITIONS)
def test_position(text: str, position: str) -> None:
    """A sentence takes the position that its ground gives."""
    assert [p for p, _ in judge(text)] == [position]


def test_a_clause_about_the_contract() -> None:
    """What is said of the member's benefits before a position does not make the sentence one about documents."""
    clause = "When benefits are provided under the member's contract, "
    assert judge(clause + "Tidal considers knee taping medically necessary for gout.") == [
        ("medically_necessary", "medically necessary for")
    ]
    assert judge(clause + "see the benefit booklet for covered services.") == []


@pytest.mark.parametrize("text", NO_POSITION)
def test_no_position(text: str) -> None:
    """Background, boilerplate and others' opinions take no position."""
    assert judge(text) == []


def test_verdict_is_the_payers_words() -> None:
    """The verdict runs over all grounds that stand together."""
    ((_, verdict),) = judge("Taping is considered Investigational and Not Medically Necessary.")
    assert verdict == "Investigational and Not Medically Necessary"


CONDITIONS = [
    ("Taping is considered medically necessary when the member has gout.", "medically_necessary", False, True),
    ("Taping is considered medically necessary.", "medically_necessary", False, False),
    ("Taping is covered:", "covered", True, True),  # a list of criteria is a condition
    ("Taping is considered medically necessary in children younger than 9 years.", "medically_necessary", False, True),
    ("Taping is considered investigational for the treatment of gout.", "investigational", False, False),
    ("Taping is considered investigational for all other indications.", "investigational", False, False),
    ("Taping is considered investigational when the above criteria are not met.", "investigational", False, True),
    ("Taping is considered investigational except as noted above.", "investigational", False, True),
    ("Taping is considered not medically necessary for members with a cast.", "not_medically_necessary", False, True),
    ("The following are considered investigational:", "investigational", True, False),
    ("Taping that does not meet the above criteria is considered cosmetic.", "cosmetic", False, True),
    ("Taping does not meet the definition of medical necessity.", "not_medically_necessary", False, False),
    ("Taping in the absence of documentation is not medically necessary.", "not_medically_necessary", False, True),
    ("Taping without the required training is not medically necessary.", "not_medically_necessary", False, True),
    ("Taping does not meet medical necessity criteria.", "not_medically_necessary", False, False),
    ("Coverage for knee taping is available.", "covered", False, False),
    ("Services that do not meet the criteria are considered investigational.", "investigational", False, True),
    # how much of a service, and after what
    ("Taping more than twice a month is not medically necessary.", "not_medically_necessary", False, True),
    ("Taping in excess of 12 visits is not covered.", "not_covered", False, True),
    ("More than two tapes a month are covered.", "covered", False, True),
    ("More than likely, taping beyond 12 visits is not covered.", "not_covered", False, True),
    ("More than two tapes are not covered if the knee is dry.", "not_covered", False, True),
    # where the number says what is refused, the refusal is plain
    ("More than two tapes a month are not medically necessary.", "not_medically_necessary", False, False),
    ("In excess of 12 visits a year is considered not medically necessary.", "not_medically_necessary", False, False),
    ("No more than 3 tapes in a 12-month period will be covered.", "covered", False, True),
    ("Prior approval is recommended for taping in excess of 30 visits.", "authorization_required", False, True),
    ("Taporin is covered after an inadequate response to tape.", "covered", False, True),
    # what a list names is no condition, nor is whose contract it is
    ("The plan does not reimburse:", "not_reimbursed", True, False),
    ("Requests for any of the following will not be approved:", "not_covered", True, False),
    ("Requests that meet any of the following will not be approved:", "not_covered", True, True),
    ("Requests for tape will not be approved in any of the following cases:", "not_covered", True, True),
    ("Use for any of the following is covered:", "covered", True, True),
    ("The plan does not allow reimbursement for:", "not_reimbursed", True, False),
    ("The plan does not consider the following to be medically necessary:", "not_medically_necessary", True, False),
    ("Members may not be eligible for taping in children (younger than 18 years of age).", "not_covered", False, True),
    (
        "For members with contracts without this clause, taping is considered investigational.",
        "investigational",
        False,
        False,
    ),
    ("Prior authorization is required.", "authorization_required", False, False),
    ("Prior authorization is required if taping is done in hospital.", "authorization_required", False, True),
]


@pytest.mark.parametrize(("text", "position", "criteria", "expected"), CONDITIONS)
def test_conditional(text: str, position: str, criteria: bool, expected: bool) -> None:
    """A position is conditional where it holds only under criteria or for a named population."""
    assert conditional(text, position, criteria) is expected


SENTENCES = [
    ("It is covered. It is new.", ["It is covered.", "It is new."]),
    ("Agents (e.g. Taporin) are covered.", ["Agents (e.g. Taporin) are covered."]),
    ("Rest vs. Taping was studied.", ["Rest vs. Taping was studied."]),
    ("A dose of 1.5 mg is given.", ["A dose of 1.5 mg is given."]),
    ("It was met.3,4 However, it ended.", ["It was met.3,4", "However, it ended."]),
    ("Burden is >15% of total. Rest (NSAID). Then more.", ["Burden is >15% of total.", "Rest (NSAID).", "Then more."]),
    ("Smith et al. Reported it.", ["Smith et al. Reported it."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    """Sentences end at stops, not at abbreviations, numbers or citations."""
    assert [text[s.start : s.end] for s in sentences.sentences(text, 0, len(text))] == expected


def test_components_declare_what_they_need() -> None:
    """Every component of the pipeline finds what it requires assigned by one before it."""
    analysis = phrases.pipeline("default", TABLE).analyze_pipes()
    assert analysis["problems"] == {name: [] for name in ("policy_sentences", "position_phrases", "position_scope")}
    assert analysis["summary"]["position_phrases"]["assigns"] == ["doc.spans"]


def test_phrases_expand() -> None:
    """A phrase of the lexicon stands for each of its forms."""
    assert phrases.expanded("is|are not? covered") == [
        ["is", "not", "covered"],
        ["is", "covered"],
        ["are", "not", "covered"],
        ["are", "covered"],
    ]
