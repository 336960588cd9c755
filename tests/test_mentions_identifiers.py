"""Identifiers by shape: every listed form is found with its exact span, and look-alikes are not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.mentions import identifiers

# form (with {} for the value), system, a value
FORMS = (
    ("PMID: {}", "pmid", "30012345"),
    ("PMID {}", "pmid", "30012345"),
    ("PMID:{}.", "pmid", "30012345"),
    ("PMID#{}", "pmid", "987654"),
    ("pmid={}", "pmid", "30012345"),
    ("PubMed PMID: {}.", "pmid", "30012345"),
    ("PubMed: {}", "pmid", "30012345"),
    ("[PubMed {}]", "pmid", "30012345"),
    ("PubMed ID {}", "pmid", "30012345"),
    ("https://pubmed.ncbi.nlm.nih.gov/{}/", "pmid", "30012345"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/{}", "pmid", "30012345"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/?term={}", "pmid", "30012345"),
    ("PMCID: {}", "pmcid", "PMC7012345"),
    ("({})", "pmcid", "PMC7012345"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/{}/", "pmcid", "PMC7012345"),
    ("doi: {}.", "doi", "10.1000/j.ab.2020.01.002"),
    ("doi:{}", "doi", "10.1000/ab-2020.12"),
    ("doi:{}²", "doi", "10.1000/ab-2020.12"),  # a citation's mark behind it
    ("doi:{}.¹⁴ It", "doi", "10.1000/ab-2020.12"),
    ("https://doi.org/{}.", "doi", "10.1000/xyz.123"),
    ("http://dx.doi.org/{}", "doi", "10.1000/S1234-5678(20)30001-2"),
    ("({}).", "doi", "10.1000/S1234-5678(20)30001-2"),
    ("{}. PMID: 1234567", "doi", "10.1000/abc.12"),
    ("https://example.org/doi/full/{}?src=x", "doi", "10.1000/abc.12"),
    ("doi:{}.Marsh H, Bell C. The next entry.", "doi", "10.1000/j.ab.2025.101454"),
    ("ClinicalTrials.gov {}", "nct", "NCT01234567"),
    ("https://clinicaltrials.gov/ct2/show/{}", "nct", "NCT01234567"),
    ("({}a)", "nct", "NCT01234567"),
)


def found(text: str) -> list[tuple[str, str, str]]:
    """System, value and the very characters that were read."""
    mentions = sorted(identifiers.propose(text), key=lambda m: m.start)
    return [(m.system, m.value, text[m.start : m.end]) for m in mentions]


@pytest.mark.parametrize(("form", "system", "value"), FORMS)
def test_each_form_gives_value_and_exact_span(form: str, system: str, value: str) -> None:
    """An identifier in any printed form is found, its span without label and punctuation."""
    text = f"Adams A. A title. {form.format(value)} Accessed May 2020."
    assert (system, value, value) in found(text)


# printed over a line end (a blank in canonical text), value; the span keeps the blank
CUT = (
    ("doi: 10.1000/j. ab.2020.01.002. Next", "10.1000/j.ab.2020.01.002"),  # after a point
    ("doi:10.1000/ abc1234.", "10.1000/abc1234"),  # after the slash
    ("doi:10.1000/j.ab.2020. 01.002", "10.1000/j.ab.2020.01.002"),  # among figures
)


@pytest.mark.parametrize(("text", "value"), CUT)
def test_a_doi_cut_by_a_line_end_is_whole(text: str, value: str) -> None:
    """The two halves of a DOI are one value and one span."""
    assert [value for _, value, _ in found(text)] == [value]


# text, what it holds: reason
LISTS = (
    ("PMIDs 30000001, 30000002, and 30000003", ["30000001", "30000002", "30000003"]),
    ("PMID: 30000001; 30000002", ["30000001", "30000002"]),
    ("PMID: 30000001; 2020", ["30000001"]),  # a year is no PMID of a list
)


@pytest.mark.parametrize(("text", "values"), LISTS)
def test_a_list_after_one_label_gives_each(text: str, values: list[str]) -> None:
    """All numbers of a list after one label are PMIDs."""
    assert [value for _, value, _ in found(text)] == values


NOTHING = (
    "PubMed 2019",  # a year of a search
    "searched in PubMed through 05/2019",
    "30012345",  # eight digits and no label
    "PMC 12",  # a committee's paper
    "PMC123",  # too short without a label
    "NCT 2021",
    "NCT1234567",  # seven digits
    "NCT91234567",  # no registration begins with a 9
    "10.2500/day",  # an amount
    "10.12/34",  # a short prefix
    "110.1000/abc1",  # figures before it
    "version 10.1000.2",
    "https://pubmed.ncbi.nlm.nih.gov/?term=asthma+2019",
    "doi: 10.1371. (Level 2)",  # a DOI that lost its second half
    "phone 800-123-4567, ZIP 10123-4567",
)


@pytest.mark.parametrize("text", NOTHING)
def test_look_alikes_are_nothing(text: str) -> None:
    """What only resembles an identifier is not proposed."""
    assert found(text) == []


@settings(max_examples=60, deadline=None)
@given(
    before=st.text(alphabet=string.ascii_letters + " .,;()", max_size=60),
    form=st.sampled_from(FORMS),
    after=st.text(alphabet=string.ascii_letters + " .,;()", max_size=60),
)
def test_planted_anywhere_it_is_found(before: str, form: tuple[str, str, str], after: str) -> None:
    """Any form, planted in any surrounding text, is found with its exact span."""
    printed, system, value = form
    assert (system, value, value) in found(f"{before} {printed.format(value)} {after}")


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=string.ascii_lowercase + " .,;:()-/", max_size=400))
def test_text_without_digits_yields_none(text: str) -> None:
    """Random text without a figure yields no identifier."""
    assert found(text) == []


def test_linear_on_hostile_text() -> None:
    """Long runs of beginnings do not run away."""
    for unit in ("10.1000/", "PMID: 1, ", "NCT0", "pubmed.ncbi.nlm.nih.gov/"):
        found(unit * 4000)


def test_the_number_of_the_next_entry_is_no_pmid() -> None:
    """An entry that ends with the label alone takes nothing from the number that opens the next one."""
    text = "1. Harlow K. Lamps. J Odd Med. 2011;4:1-2. PMID\n22. Lind K. Lamps again. PMID 20091523"
    assert [(m.system, m.value) for m in identifiers.propose(text)] == [("pmid", "20091523")]
    assert [m.value for m in identifiers.propose("PMID\n20091523")] == ["20091523"]
