"""Codes proposed by shape: every system, ranges, prefixes and modifiers with their spans; look-alikes stay out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.mentions import codes

SINGLE = [
    ("97545", "CPT", "97545"),
    ("0075T", "CPT", "0075T"),  # category III
    ("3044F", "CPT", "3044F"),  # category II
    ("0239U", "CPT", "0239U"),  # proprietary laboratory analysis
    ("0002M", "CPT", "0002M"),
    ("J1628", "HCPCS", "J1628"),
    ("D7210", "CDT", "D7210"),
    ("C50.011", "ICD-10-CM", "C50.011"),
    ("T63.621A", "ICD-10-CM", "T63.621A"),
    ("T36.0X5A", "ICD-10-CM", "T36.0X5A"),
    ("G40.C01", "ICD-10-CM", "G40.C01"),
    ("M05.xx", "ICD-10-CM", "M05.xx"),  # a wildcard as printed
    ("C4A", "ICD-10-CM", "C4A"),
    ("F23", "ICD-10-CM", "F23"),
]

RANGES = [
    ("62320 - 62323", "62320", "62323"),
    ("62320–62323", "62320", "62323"),
    ("A4253 through A4259", "A4253", "A4259"),
    ("C50.011-C50.929", "C50.011", "C50.929"),
    ("E10.10 – E10.9", "E10.10", "E10.9"),  # compared as text, as the code book sorts
    ("C00.0-D09.9", "C00.0", "D09.9"),  # over two letters
    ("K50.00 –\nK50.919", "K50.00", "K50.919"),  # cut by a line
    ("71045 -hyphen\n71048", "71045", "71048"),  # a screen reader's word in the text
    ("99201-05", "99201", "99205"),  # a short second end
    ("C50.011-.019", "C50.011", "C50.019"),
    ("T63.621A-T63.624S", "T63.621A", "T63.624S"),
    ("0251U-0253U", "0251U", "0253U"),
]

NONE = [
    "GENE.00059Published",  # a policy's number run into a word
    "02-61000-35",
    "1-800-555-0142",
    "12,345 members",
    "12345.6 units",
    "$12345",
    "15000 patients",
    "123456",
    "HLA-B27 and CD20",
    "T790M, V600E, G12C, A1298C",  # variants of genes
    "AHS-G2054",
    "V1.0.2025",
    "doi.org/10.1000.J1628x",
    "S1a and B2b",
    "COVID19 and SARS2",
]


@pytest.mark.parametrize(("printed", "system", "value"), SINGLE)
def test_a_code_of_each_system_is_proposed(printed: str, system: str, value: str) -> None:
    """One code of each form is proposed with its system and exact span."""
    text = f"see {printed}, and more"
    found = [(m.system, m.value, text[m.start : m.end]) for m in codes.scan(text)]
    assert found == [(system, value, printed)]


@pytest.mark.parametrize(("printed", "low", "high"), RANGES)
def test_a_range_keeps_both_ends(printed: str, low: str, high: str) -> None:
    """A range is one mention over all of it, with its two ends written out."""
    text = f"codes {printed} apply"
    found = [(m.value, m.high, text[m.start : m.end]) for m in codes.scan(text)]
    assert found == [(low, high, printed)]


@pytest.mark.parametrize("text", NONE)
def test_look_alikes_are_not_proposed(text: str) -> None:
    """Numbers with separators, units or letters run into them are no codes."""
    assert codes.scan(text) == []


LISTED = [
    ("97545, 97546", [("CPT", "97545"), ("CPT", "97546")]),
    ("97545/97546", [("CPT", "97545"), ("CPT", "97546")]),
    ("J1438 and J3590", [("HCPCS", "J1438"), ("HCPCS", "J3590")]),
    ("modifier 25", [("MODIFIER", "25")]),
    ("modifiers GA, GZ or KX", [("MODIFIER", "GA"), ("MODIFIER", "GZ"), ("MODIFIER", "KX")]),
    ("KX, GA, or GZ modifiers", [("MODIFIER", "KX"), ("MODIFIER", "GA"), ("MODIFIER", "GZ")]),
    ("revenue codes 0450, 0636", [("REV", "0450"), ("REV", "0636")]),
    ("MS-DRG 016", [("MS-DRG", "016")]),
    ("place of service 11, 22", [("POS", "11"), ("POS", "22")]),
    ("NDC 00002-1434-80", [("NDC", "00002-1434-80")]),
    ("ICD-10-PCS 0DB64Z3", [("ICD-10-PCS", "0DB64Z3")]),
    ("81479Unlisted procedure", [("CPT", "81479")]),  # the description run on
    ("ICD-9 250.00", [("ICD-9-CM", "250.00")]),
]


@pytest.mark.parametrize(("text", "expected"), LISTED)
def test_lists_and_labelled_codes(text: str, expected: list[tuple[str, str]]) -> None:
    """Lists give each of their codes; codes too short to stand alone come by their label."""
    assert [(m.system, m.value) for m in codes.scan(text)] == expected


UNLABELLED = [
    "the modifier is",
    "modifiers are OR",
    "25 mg",
    "revenue of 450",
    "DRG payment",
    "POS terminals 12x",
    "place of service may",
]


@pytest.mark.parametrize("text", UNLABELLED)
def test_small_codes_need_their_label(text: str) -> None:
    """Two- and three-digit codes without a label, and words behind one, are nothing."""
    assert codes.scan(text) == []


def test_modifiers_hang_on_their_code() -> None:
    """A modifier behind a hyphen belongs to the code; it is no range."""
    found = {m.value: (m.high, m.extra) for m in codes.scan("71250-26 and 97110-GP and 99201-05")}
    assert found == {"71250": (None, ("26",)), "97110": (None, ("GP",)), "99201": ("99205", ())}


WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,;:%\n", max_size=50)


@settings(max_examples=150, deadline=None)
@given(before=WORDS, after=WORDS, case=st.sampled_from(SINGLE))
def test_a_planted_code_is_found_in_any_text(before: str, after: str, case: tuple[str, str, str]) -> None:
    """Whatever words stand around it, a planted code is proposed with its exact span."""
    printed, system, value = case
    text = f"{before} {printed}; {after}"
    assert (system, value, printed) in [(m.system, m.value, text[m.start : m.end]) for m in codes.scan(text)]


@settings(max_examples=150, deadline=None)
@given(before=WORDS, case=st.sampled_from(RANGES))
def test_a_planted_range_is_found_in_any_text(before: str, case: tuple[str, str, str]) -> None:
    """A planted range is found with both ends and its exact span."""
    printed, low, high = case
    text = f"{before} {printed};"
    assert (low, high, printed) in [(m.value, m.high, text[m.start : m.end]) for m in codes.scan(text)]


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.;:()%/-\n", max_size=300))
def test_words_hold_no_codes(text: str) -> None:
    """Text of small letters and punctuation holds no code."""
    assert codes.scan(text) == []


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ABJ0123456789.-/ ,\n\tx", max_size=120))
def test_every_mention_lies_in_the_text(text: str) -> None:
    """On any jumble of the characters that codes are made of, spans are sane and nothing is raised."""
    for mention in codes.scan(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.value
