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

WILD = [  # one form of code: x for each character left open, - for an open end
    ("M05.xx", "M05.xx"),
    ("C51.XX", "C51.xx"),
    ("C56.1XX", "C56.1xx"),
    ("G47.3x", "G47.3x"),
    ("C50.-", "C50.-"),
    ("C51.–", "C51.-"),
    ("M05.*", "M05.-"),
    ("S52.5-", "S52.5-"),
    ("S52.531_", "S52.531-"),
    ("T63.621?", "T63.621-"),
    ("S52.5XXA", "S52.5XXA"),  # placeholders within a code are the code's own
]

SHARED = [  # a list in which later codes are printed without their beginning
    ("G47.31, .33", [("G47.31", None, "G47.31"), ("G47.33", None, ".33")]),
    ("E11.21/.22/.29", [("E11.21", None, "E11.21"), ("E11.22", None, ".22"), ("E11.29", None, ".29")]),
    ("J45.20, 45.21", [("J45.20", None, "J45.20"), ("J45.21", None, "45.21")]),
    (
        "G47.30-.31, .33 and .37",
        [("G47.30", "G47.31", "G47.30-.31"), ("G47.33", None, ".33"), ("G47.37", None, ".37")],
    ),
    ("J1438/39", [("J1438", None, "J1438"), ("J1439", None, "39")]),
    ("97545/6", [("97545", None, "97545"), ("97546", None, "6")]),
    ("97545, -46", [("97545", None, "97545"), ("97546", None, "46")]),
    ("J1438/J1439", [("J1438", None, "J1438"), ("J1439", None, "J1439")]),
]

MODIFIED = [  # a code with modifiers, joined in whatever way
    ("71250-26", ("26",)),
    ("97110-GP", ("GP",)),
    ("95868 -TC", ("TC",)),
    ("95868- TC", ("TC",)),
    ("95868 (26)", ("26",)),
    ("95868 [RT/LT]", ("RT", "LT")),
    ("95868 TC", ("TC",)),
    ("95868 TC/26", ("TC", "26")),
    ("95868-26, TC", ("26", "TC")),
    ("95868-TC-59", ("TC", "59")),
    ("E0601RR", ("RR",)),
]

UNMODIFIED = [  # what stands behind a code and is no modifier
    "95868 - CT of the head",
    "95868 - MR lamp",
    "95868 (MR)",
    "95868 (12)",
    "95868 OR 95869",
    "95868 26 years",
    "95868 50 Lamps",
    "95868 II Lamp",
    "95868-95870",
    "95868 (50 units)",
    "J1438-ON",
]

RANGES = [
    ("M05.70 - .79", "M05.70", "M05.79"),
    ("M05.70 to .79", "M05.70", "M05.79"),
    ("F32.0-5", "F32.0", "F32.5"),
    ("97545-6", "97545", "97546"),
    ("97545-46", "97545", "97546"),
    ("J1438-9", "J1438", "J1439"),
    ("0075T-6T", "0075T", "0076T"),
    ("I10–I15", "I10", "I15"),
    ("J1438 to J1440", "J1438", "J1440"),
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
    "a dose of .33 mg",
    "95867123TC",
    "V1.*",
    "AB1.-",
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
    ("modifiers (e.g., LT, FA)", [("MODIFIER", "LT"), ("MODIFIER", "FA")]),
    ("modifiers LT, E1-E4", [("MODIFIER", "LT"), ("MODIFIER", "E1")]),
    ("KX, GA, or GZ modifiers", [("MODIFIER", "KX"), ("MODIFIER", "GA"), ("MODIFIER", "GZ")]),
    ("revenue codes 0450, 0636", [("REV", "0450"), ("REV", "0636")]),
    ("MS-DRG 016", [("MS-DRG", "016")]),
    ("place of service 11, 22", [("POS", "11"), ("POS", "22")]),
    ("NDC 00002-1434-80", [("NDC", "00002-1434-80")]),
    ("NDC 00002-1434-XX", [("NDC", "00002-1434-xx")]),  # any package
    ("NDC 00002-1434-**", [("NDC", "00002-1434-xx")]),
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


@pytest.mark.parametrize(("printed", "value"), WILD)
def test_wildcards_take_one_form(printed: str, value: str) -> None:
    """A code with an open end is proposed in one form, whatever sign the document has for it."""
    text = f"see {printed}, and more"
    assert [(m.value, m.high, text[m.start : m.end]) for m in codes.scan(text)] == [(value, None, printed)]


CLOSED = [  # a sign behind a code that leaves nothing open
    ("E11.9-E11.11", "E11.9"),
    ("E11.9 - Foo", "E11.9"),
    ("E11.9* Foo", "E11.9"),
    ("M06* Foo", "M06"),
    ("C50-C51", "C50"),
    ("T36.0X5A", "T36.0X5A"),
]


@pytest.mark.parametrize(("text", "value"), CLOSED)
def test_a_range_a_dash_and_a_footnote_open_nothing(text: str, value: str) -> None:
    """A range's hyphen, a dash before a description and a footnote's asterisk are no open end."""
    assert codes.scan(text)[0].value == value


@pytest.mark.parametrize(("printed", "expected"), SHARED)
def test_a_list_may_share_a_beginning(printed: str, expected: list[tuple[str, str | None, str]]) -> None:
    """A code printed by its end alone is completed from the one before it, and its span is what is printed."""
    text = f"codes {printed}; apply"
    assert [(m.value, m.high, text[m.start : m.end]) for m in codes.scan(text)] == expected


ALONE = [
    "G47.31, .5 mg",
    "G47.31, 0.33",
    "G47.31, 48.33",
    "E11.21/22.29",
    "J1438/30",
    "J1438/39/2024",
    "97545, 46 and",
    "97110/59",
]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Toes have modifiers T1-T9 here", ("T1", "T9")),
        ("modifiers (such as F1\u2013F9)", ("F1", "F9")),
        ("modifiers T1-T99", None),
        ("modifiers T1-9", None),
        ("type E1-E4 widgets", None),
    ],
)
def test_a_range_of_modifiers_keeps_both_ends(text: str, ends: tuple[str, str] | None) -> None:
    """Behind their label, two modifiers of a letter and a figure with a hyphen between are the ends of a range."""
    found = [
        (mention.value, mention.high) for mention in codes.scan(text) if mention.system == "MODIFIER" and mention.high
    ]
    assert found == ([ends] if ends else [])


@pytest.mark.parametrize("text", ALONE)
def test_what_follows_a_code_is_not_always_its_list(text: str) -> None:
    """A dose, a decimal, another category, a number that goes down, a date or a modifier completes no code."""
    assert len(codes.scan(text)) == 1


@pytest.mark.parametrize(("printed", "items"), MODIFIED)
def test_modifiers_hang_on_their_code(printed: str, items: tuple[str, ...]) -> None:
    """A modifier belongs to its code and to its span; it is no range."""
    text = f"{printed}, more"
    assert [(m.high, m.extra, text[m.start : m.end]) for m in codes.scan(text)] == [(None, items, printed)]


@pytest.mark.parametrize("text", UNMODIFIED)
def test_words_and_counts_behind_a_code_are_no_modifiers(text: str) -> None:
    """A description, a count, another code or a word in capitals is no modifier."""
    assert codes.scan(text)[0].extra == ()


def test_a_modifier_in_words_is_the_codes_too() -> None:
    """ "with modifier 26" gives the code its modifier, and is a modifier named by itself."""
    assert [(m.value, m.extra) for m in codes.scan("95874 with modifier 26")] == [("95874", ("26",)), ("26", ())]


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


@settings(max_examples=100, deadline=None)
@given(before=WORDS, case=st.sampled_from(WILD))
def test_a_planted_wildcard_is_found_in_any_text(before: str, case: tuple[str, str]) -> None:
    """A planted code with an open end is found in its one form, with its exact span."""
    text = f"{before} {case[0]}; "
    assert (case[1], case[0]) in [(m.value, text[m.start : m.end]) for m in codes.scan(text)]


@settings(max_examples=100, deadline=None)
@given(before=WORDS, case=st.sampled_from(SHARED))
def test_a_planted_list_is_found_in_any_text(before: str, case: tuple[str, list[tuple[str, str | None, str]]]) -> None:
    """Every code of a planted list with a shared beginning is found, with its exact span."""
    text = f"{before} {case[0]}; "
    found = [(m.value, m.high, text[m.start : m.end]) for m in codes.scan(text)]
    assert [one for one in case[1] if one not in found] == []


@settings(max_examples=100, deadline=None)
@given(before=WORDS, after=WORDS, case=st.sampled_from(MODIFIED))
def test_planted_modifiers_are_found_in_any_text(before: str, after: str, case: tuple[str, tuple[str, ...]]) -> None:
    """A planted code keeps its modifiers, and its exact span."""
    text = f"{before} {case[0]}; {after}"
    assert (case[1], case[0]) in [(m.extra, text[m.start : m.end]) for m in codes.scan(text)]
