"""Standing of codes as a sentence, a mark behind the code or a heading gives it, on invented policies."""

from __future__ import annotations

import pytest

from extractor import extract

HEAD = "Medical Policy: Tidal Nerve Mapping\nPolicy Number: TNM-204\nEffective Date: 01/01/2024\n\nPolicy\n\n"


def standing(text: str) -> dict[str, set[str | None]]:
    """The standings of every code of a policy that holds the text."""
    found: dict[str, set[str | None]] = {}
    for code in extract((HEAD + text).encode(), name="policy.txt").codes:
        found.setdefault(code.code, set()).add(code.status)
    return found


SENTENCES = [
    # a line that ends with a colon judges the codes it names
    (
        "I. Mapping of the tidal nerve (95921, 0177U) is considered medically necessary when both are met:\n"
        "A. Hiccups for two days\nB. Hiccups at night\n",
        {"95921": {"medically_necessary"}, "0177U": {"medically_necessary"}},
    ),
    # what evidence does not do
    (
        "The plan holds that current evidence does not support mapping of the tidal nerve (95921) for other conditions.",
        {"95921": {"investigational"}},
    ),
    (
        "The published evidence is insufficient to recommend mapping of the tidal nerve (95921).",
        {"95921": {"investigational"}},
    ),
    (
        "The clinical utility has not been established for mapping of the tidal nerve (CPT 95921).",
        {"95921": {"investigational"}},
    ),
    ("There is a lack of clinical evidence on mapping of the tidal nerve (CPT 95921).", {"95921": {"investigational"}}),
    ("Mapping (CPT 95921) is not supported by current published evidence.", {"95921": {"investigational"}}),
    # two statements, a standing each
    (
        "Mapping (CPT 95921) is considered medically necessary for hiccups.\n\nMapping (CPT 95921) is unproven for all else.",
        {"95921": {"medically_necessary", "investigational"}},
    ),
    # a ground beside a refusal is what the code stands by
    ("Mapping (CPT 95921) is considered cosmetic and is not covered.", {"95921": {"cosmetic"}}),
    # conditions of a verdict, over a line that only joins two of them and one that speaks of codes
    (
        "I. Mapping of the jaw is considered medically necessary when ALL the following criteria are met:\nA. Hiccups;\n\n"
        "AND\n\nB. In the treatment of ANY of the following:\n1. Cancer of the jaw (CPT code examples not all inclusive):\na. Left (CPT: 95921);\n"
        "b. Right (CPT: 95922).\n\nTalk of CPT 95923 closes it.\n",
        {"95921": {"medically_necessary"}, "95922": {"medically_necessary"}, "95923": {None}},
    ),
    # captions that say what the codes support
    (
        "Codes\n\nCPT codes that support coverage criteria\n\n95921 Mapping, left\n\n"
        "CPT codes that do not support coverage criteria\n\n95922 Mapping\n",
        {"95921": {"covered"}, "95922": {"not_covered"}},
    ),
    # a table's caption says nothing of its own
    (
        "Codes\n\nThe following code(s) require prior authorization:\n\nTable 1: CPT/HCPCS Codes\n\n95921 Mapping, left\n95922 Mapping\n",
        {"95921": {"authorization_required"}, "95922": {"authorization_required"}},
    ),
    (
        "Codes\n\nThe following code(s) require prior authorization:\n\nTable 1: Other CPT Codes:\n\n95921 Mapping, left\n",
        {"95921": {None}},
    ),
    # sentences that leave it open, or speak of something else
    ("Mapping (CPT 95921) may not be covered under all circumstances.", {"95921": {None}}),
    ("Evidence supports the use of CPT 95921 in a trial of hiccups.", {"95921": {None}}),
    ("Report CPT 95921 once a day.", {"95921": {None}}),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_the_sentence_that_names_a_code_gives_its_standing(text: str, expected: dict[str, set[str | None]]) -> None:
    """A code named in a verdict, also in one that opens criteria, stands as the verdict says."""
    assert standing(text) == expected


LEGENDS = [
    # letters in parentheses, explained over the list
    (
        "Codes\n\n(EXP)=Experimental\n(NMN)=Not medically necessary\n\nCPT Codes\n\n95921 (EXP) Mapping of a nerve\n"
        "95922 Testing of a nerve\n95923 (NMN) Counting of hiccups\n",
        {"95921": {"investigational"}, "95922": {None}, "95923": {"not_medically_necessary"}},
    ),
    # a sign, explained below
    (
        "CPT Codes\n\n95921* Mapping of a nerve\n95922 Testing of a nerve\n\n* denotes a code that is not covered\n",
        {"95921": {"not_covered"}, "95922": {None}},
    ),
    # signs explained without a word between, below and above
    (
        "CPT Codes\n\n95921* Mapping\n95922† Testing\n95923 Counting\n\n* Not covered for hiccups\n† Considered investigational.\n",
        {"95921": {"not_covered"}, "95922": {"investigational"}, "95923": {None}},
    ),
    (
        "CPT Codes\n\n‡ Not medically necessary\n\n95921 ‡ Mapping\n95922 Testing\n",
        {"95921": {"not_medically_necessary"}, "95922": {None}},
    ),
    # before the code, behind the description, a raised figure, a number sign
    (
        "CPT Codes\n\n*95921 Mapping\n95922 Testing*\n95923¹ Counting\n95924# Timing\n\n* Not covered\n¹ Cosmetic\n"
        "# Investigational\n",
        {"95921": {"not_covered"}, "95922": {"not_covered"}, "95923": {"cosmetic"}, "95924": {"investigational"}},
    ),
    # a sentence that names the sign
    (
        "CPT Codes\n\nCodes marked with an asterisk are considered investigational.\n\n95921* Mapping\n95922 Testing\n",
        {"95921": {"investigational"}, "95922": {None}},
    ),
    (
        "CPT Codes\n\nA dagger (†) indicates codes that are not covered.\n\n95921† Mapping\n95922 Testing\n",
        {"95921": {"not_covered"}, "95922": {None}},
    ),
    # the same sign under each of two tables
    (
        "CPT Codes\n\n95921* Mapping\n95922 Testing\n\n* Not covered\n\nHCPCS Codes\n\nA4253* Strip\nA4254 Lamp\n\n"
        "* Investigational\n",
        {"95921": {"not_covered"}, "95922": {None}, "A4253": {"investigational"}, "A4254": {None}},
    ),
    # an exception to what the heading says, a note on something else: the heading stands
    (
        "CPT codes covered when criteria are met:\n\n95921* Mapping\n95922† Testing\n\n* Not covered for hiccups\n"
        "† Requires prior authorization\n",
        {"95921": {"covered"}, "95922": {"covered"}},
    ),
    # an item of a list is no legend where no code has its sign
    (
        "CPT Codes\n\n95921 Mapping\n95922 Testing\n\n* Lamps are not covered\n* Lanterns are not covered\n",
        {"95921": {None}, "95922": {None}},
    ),
    # a sign that nothing explains, or that stands for something else
    ("CPT Codes\n\n95921* Mapping of a nerve\n95922 Testing of a nerve\n", {"95921": {None}, "95922": {None}}),
    (
        "CPT Codes\n\n95921* Mapping of a nerve\n95922 Testing of a nerve\n\n* denotes a code added this year\n",
        {"95921": {None}, "95922": {None}},
    ),
    # parentheses that belong to the description
    ("CPT Codes\n\n95921 (Sudomotor) Mapping of a nerve\n", {"95921": {None}}),
    # a disclaimer over the list is no heading
    (
        "Codes\n\nCodes may not be covered under all circumstances.\n\nCPT Codes\n\n95921 Mapping of a nerve\n",
        {"95921": {None}},
    ),
]


@pytest.mark.parametrize(("text", "expected"), LEGENDS)
def test_marks_beside_codes_mean_what_the_legend_says(text: str, expected: dict[str, set[str | None]]) -> None:
    """A mark right behind a code gives that code's standing, and the legend governs no list."""
    assert standing(text) == expected


MARKED = [
    ("95921* Mapping of a nerve", "Mapping of a nerve"),
    ("95921 † Mapping of a nerve*", "Mapping of a nerve"),
    ("95921# Mapping of a nerve #", "Mapping of a nerve"),
    ("95921¹ Mapping of a nerve", "Mapping of a nerve"),
    ("95921 -TC Mapping of a nerve", "Mapping of a nerve"),
    ("95921-26, TC Mapping of a nerve", "Mapping of a nerve"),
    ("95921 - Mapping of a nerve (each)", "Mapping of a nerve (each)"),
]


@pytest.mark.parametrize(("line", "description"), MARKED)
def test_a_description_is_clean(line: str, description: str) -> None:
    """Marks, explained or not, and modifiers are no part of a description."""
    record = extract((HEAD + f"CPT Codes\n\n{line}\n").encode(), name="policy.txt")
    assert [(c.code, c.description) for c in record.codes] == [("95921", description)]


def test_a_raised_figure_is_no_digit() -> None:
    """A footnote's figure that runs into a code in the source is its mark, and says what its legend says."""
    page = (
        "<h1>Tidal Nerve Mapping</h1><p>Policy Number: TNM-204</p><p>Effective Date: 01/01/2024</p><h2>CPT Codes</h2>"
        "<table><tr><th>Code</th><th>Modifier</th><th>Description</th></tr>"
        "<tr><td>95921<sup>1</sup></td><td></td><td>Mapping</td></tr>"
        "<tr><td>95922</td><td>TC, 26</td><td>Testing<sup>2</sup></td></tr></table>"
        "<p><sup>1</sup>Not covered</p><p><sup>2</sup> Renamed</p>"
    )
    found = extract(page.encode(), name="policy.html").codes
    assert [(c.code, c.modifiers, c.status, c.description) for c in found] == [
        ("95921", (), "not_covered", "Mapping"),
        ("95922", ("TC", "26"), None, "Testing"),
    ]


def test_an_asterisk_that_markdown_takes_for_a_bullet() -> None:
    """A footnote that stands alone below its table explains the asterisk, though the source makes it an item."""
    page = (
        "# Tidal Nerve Mapping\n\nPolicy Number: TNM-204\n\n## CPT Codes\n\n| Code | Description |\n| --- | --- |\n"
        "| 95921* | Mapping |\n| 95922 | Testing |\n\n* Not covered for hiccups.\n"
    )
    found = extract(page.encode(), name="policy.md").codes
    assert [(c.code, c.status) for c in found] == [("95921", "not_covered"), ("95922", None)]


def test_the_mark_is_no_description() -> None:
    """A description begins behind the mark."""
    record = extract((HEAD + "CPT Codes\n\n95921 (E/I) Mapping of a nerve\n").encode(), name="policy.txt")
    assert [(c.status, c.description) for c in record.codes] == [("investigational", "Mapping of a nerve")]


def test_categories_of_three_characters_under_a_head_that_breaks() -> None:
    """Diagnoses of three characters are codes under a column's head that says ICD, even where it goes on below."""
    text = "CPT\nCodes Example Tests Common ICD\nCodes\n95921 Tidal\nMapping Panel\nC15, C16, C25,\nC34\n"
    assert set(standing(text)) == {"95921", "C15", "C16", "C25", "C34"}


@pytest.mark.parametrize("word", ["G20210A", "C46774X", "H1047RA", "F508DEL"])
def test_variants_of_genes_are_no_procedures(word: str) -> None:
    """Words of the length of an ICD-10-PCS code that no section of it has stay out."""
    assert word not in standing(f"The prothrombin variant {word} is tested. See the ICD-10-PCS tables.")


def test_old_codes_beside_their_system() -> None:
    """Where a document speaks of ICD-9, a V code that ICD-10 does not have is one of ICD-9, however far its label."""
    text = "ICD-9 Diagnosis Codes\n\nCarriers shall take claims with one of these diagnosis codes: V85.35; V85.4; or 278.01."
    assert {c.system for c in extract((HEAD + text).encode(), name="policy.txt").codes} == {"ICD-9-CM"}
    assert {c.system for c in extract((HEAD + text.replace("-9", "-10")).encode(), name="policy.txt").codes} == {
        "ICD-10-CM"
    }


def test_a_message_on_claims_judges_no_codes() -> None:
    """The text of a remark code says nothing of the codes below; an instruction to allow the following does."""
    text = (
        'Use Claim Adjustment Reason Code 167 "This diagnosis is not covered".\n\nCPT codes 95921 and 95922 are mapped.'
    )
    assert set().union(*standing(text).values()) == {None}
    assert standing("Carriers shall allow the following HCPCS as of May 1:\n\n95921 - Mapping\n") == {
        "95921": {"covered"}
    }


def test_a_code_and_its_mark_alone_on_a_line_are_described_by_the_next() -> None:
    """A dump that sets "0901U (E/I)" over its description gives the code that description, and the mark its standing."""
    text = (
        "Tidal Mapping\n\nPolicy Number: TM 1\n\nCode(s)\n\n(E/I)=Experimental/Investigational\n\nCPT Codes\n\nCode Description\n"
        "0901U (E/I)\nTidal analysis of ten walkers, with report\n0902U (E/I) Marsh analysis, with report\n0903U\nOf both\n"
    )
    found = extract(text.encode(), name="policy.txt").codes
    assert [(c.code, c.description, c.status) for c in found] == [
        ("0901U", "Tidal analysis of ten walkers, with report", "investigational"),
        ("0902U", "Marsh analysis, with report", "investigational"),
        ("0903U", "Of both", None),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ICD10 Procedure Codes: 0SG704Z, 0SG734Z, 0SG804Z", ["0SG704Z", "0SG734Z", "0SG804Z"]),
        ("ICD-10-PCS: 0SG704Z", ["0SG704Z"]),
        ("ICD10 Diagnosis Codes: M46.1; lot 0SG704Z", []),
        ("Lot 0SG704Z of the device", []),
    ],
)
def test_procedures_of_icd_10_by_their_label(line: str, found: list[str]) -> None:
    """The label may leave out the hyphen; without one, seven characters are no procedure."""
    codes = extract((HEAD + f"Coding\n\n{line}\n").encode(), name="policy.txt").codes
    assert [code.code for code in codes if code.system == "ICD-10-PCS"] == found


@pytest.mark.parametrize(
    ("over", "heading", "status"),
    [
        (
            "The codes listed below are only medically necessary under the policy.",
            "Covered Codes",
            "medically_necessary",
        ),
        ("The codes listed below are only medically necessary under the policy.", "Not Covered Codes", "not_covered"),
        ("These codes are used.", "Covered Codes", "covered"),
        ("Mapping is medically necessary.", "Covered Codes", "covered"),
    ],
)
def test_what_stands_over_a_heading_gives_its_ground(over: str, heading: str, status: str) -> None:
    """ "Covered" under a sentence on the necessity of the codes below it is necessity; another word stands by itself."""
    page = f"<h1>Mapping</h1><h2>Policy</h2><p>Text.</p><h2>Code Reference</h2><p>{over}</p><h3>{heading}</h3><p>95921 Mapping</p>"
    codes = extract(f"<html><body>{page}</body></html>".encode(), name="policy.html").codes
    assert [code.status for code in codes] == [status]
