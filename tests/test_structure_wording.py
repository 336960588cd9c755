"""The words of headings: folding, known headings and their types, lines that are never one, outline numbers."""

from __future__ import annotations

import time
import tomllib
from collections import defaultdict
from importlib.resources import files

import pytest

from extractor import payers
from extractor.layout.headlines import fold, known
from extractor.structure.numbering import parse, roman_value
from extractor.structure.wording import Lexicon, lexicon

TYPES_OF_THE_RECORD = [
    "front_matter",
    "table_of_contents",
    "disclaimer",
    "related_policies",
    "coverage",
    "limitations",
    "guidelines",
    "description",
    "definitions",
    "rationale",
    "evidence_summary",
    "professional_guidelines",
    "clinical_trials",
    "regulatory_status",
    "medicare",
    "coding",
    "documentation",
    "authorization",
    "dosing",
    "references",
    "history",
    "appendix",
    "other",
]


@pytest.fixture(scope="module")
def words() -> Lexicon:
    """The compiled heading words of the default profile."""
    return lexicon(payers.load("default"))


FOLDED = [
    ("Policy History/Revision", "POLICY HISTORY AND REVISIONS:"),  # case, slash, "and", plural
    ("Centers for Medicare & Medicaid Services", "Centers for Medicare and Medicaid Services"),
    ("CPT® Codes", "CPT Code"),
    ("Position Statement", "Statement of the Position"),  # order and small words
    ("Policies", "policy"),
    ("Line(s) of Business", "Lines of Business"),
]


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_folding_makes_one_of_two_spellings(one: str, other: str) -> None:
    """Headings that differ in case, signs, small words or number fold to the same words."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Covered", "Not covered"), ("Coverage", "Coverage Limitations"), ("ICD-9", "ICD-10")]
)
def test_folding_keeps_what_changes_the_sense(one: str, other: str) -> None:
    """A denial, a further word or another number is another heading."""
    assert fold(one) != fold(other)


TYPES = [
    ("Coverage Rationale", "coverage"),
    ("POLICY STATEMENT:", "coverage"),
    ("When services may be eligible for coverage", "coverage"),
    ("Conditions Not Recommended for Approval", "limitations"),
    ("Billing/Coding/Physician Documentation Information", "coding"),
    ("Scientific Background", "rationale"),
    ("Key Terms", "definitions"),
    ("Review/Revision History", "history"),
    ("Related Policies (if applicable)", "related_policies"),
    ("Prior Authorization (Reauthorization)", "coverage"),  # what stands in parentheses is the heading
    ("Prior Authorization", "authorization"),
    ("Centers for Medicare and Medicaid Services (CMS)", "medicare"),
    ("Websites for Additional Information", "references"),
    ("Instructions for Use", "disclaimer"),
    ("Coverage of the member by another plan", None),
    ("The Policy History was reviewed", None),
    ("Psoriatic Arthritis", None),
    ("Not Applicable", None),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_a_whole_line_has_the_type_of_its_known_heading(words: Lexicon, text: str, kind: str | None) -> None:
    """A line that says just a known heading has its type; any other line has none."""
    assert words.exact(text) == kind


BY_WORDS = [
    ("Coverage Criteria for Drug X", "coverage"),
    ("Services Not Covered under the Plan", "limitations"),
    ("ICD-10 Codes for Drug X", "coding"),
    ("Implantable Device (ICD) Replacement", None),  # an abbreviation in parentheses is no code system
    ("American College of Testers (ACT)", "professional_guidelines"),
]


@pytest.mark.parametrize(("text", "kind"), BY_WORDS)
def test_single_words_speak_for_a_type(words: Lexicon, text: str, kind: str | None) -> None:
    """A heading found by other signs takes the type of the longest entry whose words it holds."""
    assert words.by_words(text) == kind


def test_no_heading_has_two_types() -> None:
    """Each folded heading of the default profile stands under one type."""
    table = tomllib.loads((files("extractor.payers") / "default.toml").read_text(encoding="utf-8"))["headings"]
    kinds: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for kind, phrases in table["whole"].items():
        for phrase in phrases:
            assert fold(phrase), f"{phrase!r} has no words of its own"
            kinds[fold(phrase)].add(kind)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}


def test_every_type_of_the_table_is_one_of_the_record() -> None:
    """Types in the headings table are the contract's."""
    allowed = set(TYPES_OF_THE_RECORD)
    for name in ("default", *payers.names()):
        table = payers.load(name).tables["headings"]
        used = {*table["whole"], *table["words"], *table["printed"].values(), *table["closed"]}
        used |= {kind for phrases in table["within"].values() for kind in phrases.values()}
        assert used <= allowed, name


@pytest.mark.parametrize("line", ["Position Statement", "CODING INFORMATION:", "Policy History/Revision", "References"])
def test_known_lines_need_no_other_sign(line: str) -> None:
    """A reader may rely on a line that says just a field-standard heading."""
    assert known(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "diagnosis",
        "Diagnosis",
        "Other",
        "references are listed.",
        "References,",
        "policy history",
        "Benefits",
        "x" * 500,
    ],
)
def test_lines_that_are_not_known(line: str) -> None:
    """Common words, sentences and lines in lower case are not known headings."""
    assert not known(line)


NUMBERS = [
    ("I. Initial Criteria", "I", 3, ("Roman", 1, 1)),
    ("IV. Appendices", "IV", 4, ("Roman", 1, 4)),
    ("A. Plaque Disease", "A", 3, ("Alpha", 1, 1)),
    ("C. Third", "C", 3, ("Alpha", 1, 3)),  # not the Roman hundred
    ("1.2.3 Scope", "1.2.3", 6, ("decimal", 3, 3)),
    ("3) Scope", "3", 3, ("decimal", 1, 3)),
    ("3 . Scope", "3", 4, ("decimal", 1, 3)),  # its point stands off
    ("(a) Scope", "a", 4, ("alpha", 1, 1)),
    ("Q12: May it be billed", "Q12", 5, ("question", 1, 12)),
    ("150.3 - Scope", "150.3", 8, ("decimal", 2, 3)),
    ("30.2.1  – Scope", "30.2.1", 10, ("decimal", 3, 1)),
]


@pytest.mark.parametrize(("text", "printed", "length", "reading"), NUMBERS)
def test_outline_numbers_are_parsed(text: str, printed: str, length: int, reading: tuple[str, int, int]) -> None:
    """A number is read with its scheme, depth and value, without its dot."""
    number = parse(text)
    assert number is not None
    assert (number.text, number.length, number.readings[0]) == (printed, length, reading)


@pytest.mark.parametrize(
    "text",
    [
        "U.S. Food and Drug",
        "2024 update",
        "2.5mg daily",
        "A patient",
        "e.g. this",
        "2.04.153 Some Policy",
        "278.01 - Ring disease",
        "11 - Office",
        "12 .5 mg",
        "150.1 - mg daily",
        "(see above)",
        "",
        "I",
    ],
)
def test_what_is_no_outline_number(text: str) -> None:
    """Abbreviations, years, doses, articles and policy numbers are no outline numbers."""
    assert parse(text) is None


def test_i_may_be_a_letter() -> None:
    """ "I." is the first Roman numeral or the ninth letter; the outline decides."""
    number = parse("I. Scope")
    assert number is not None
    assert number.readings == (("Roman", 1, 1), ("Alpha", 1, 9))


@pytest.mark.parametrize(("printed", "value"), [("I", 1), ("iv", 4), ("IX", 9), ("XIV", 14), ("XL", 40)])
def test_roman_values(printed: str, value: int) -> None:
    """Roman numerals have their values."""
    assert roman_value(printed) == value


@pytest.mark.parametrize("text", ["(" * 50_000, "1." * 50_000, "A" * 50_000, "[" * 20_000 + "]" * 20_000])
def test_hostile_lines_cost_little(words: Lexicon, text: str) -> None:
    """Long runs of brackets, dots or letters are read in linear time."""
    begin = time.perf_counter()
    parse(text)
    words.exact(text)
    words.by_words(text)
    assert time.perf_counter() - begin < 2.0
