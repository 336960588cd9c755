"""Headings, labels and titles in a page that a dump ran together into one line."""

from __future__ import annotations

import pytest

from extractor.layout.headlines import in_order
from extractor.readers import text_fronts
from extractor.readers.text_captions import captions
from extractor.readers.text_headed import headings


def found(text: str) -> list[str]:
    """The headings of a page."""
    front = text_fronts.starts(text)
    return [text[start:end] for start, end in sorted(headings(text, front.starts, front, captions(text).ends).items())]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("and Manage Sprains Position Statement The use of tape is covered", "Position Statement"),  # before a sentence
        (
            "such as Marlo, Tape Policy This policy applies to knees",
            "Policy",
        ),  # one word, before a word that opens sentences
        ("is safe. Ring Knee Disease Ring knee disease is an ache", "Ring Knee Disease"),  # said again by its sentence
        ("is safe. Gout Gout is an ache", "Gout"),
        ("is safe. Marlo Commercial This Medical Policy applies", "Marlo Commercial"),
        ("is safe. Appendix B: Kinds of Tape This table lists", "Appendix B: Kinds of Tape"),
        (
            "is safe. Investigational and Not Medically Necessary: Tape for cats",
            "Investigational and Not Medically Necessary:",
        ),
        (
            "Tape. Coverage Indications, Limitations, and/or Medical Necessity For any tape",
            "Coverage Indications, Limitations, and/or Medical Necessity",
        ),
    ],
)
def test_headings_within_the_line(text: str, heading: str) -> None:
    """Known headings before a sentence, titles that their sentence says again, and appendices are headings."""
    assert heading in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "by the National Correct Coding Initiative Policy of tape",  # words of a name
        "as said in the Position Statement The use of tape is covered",  # behind a small word
        "Tape, Position Statement and more are sold",  # no sentence follows
        "400 mg/day (see also Appendix D) Tape is sold",  # named, not opened
        "see Appendix D: Tape is sold",
        "the list of codes) Group 1 Tape",  # a piece of something
        "tape is considered Investigational: The trial says so",  # a verdict
        "It is safe. Marlo Health Marlo Plan is big",  # not said again
        "leukemia FDA: Food and Drug Administration MRD: residue of tape",  # what an abbreviation stands for
        "in 2024 Marlo Marlo covers tape",  # behind a number
        "tape B-ALL: B-cell disease of the knee",  # an abbreviation
        "who meets ALL OF THE FOLLOWING: MRI of the knee",  # an emphasis
        "is safe. Coverage of tape is wide",  # a sentence
        "Policy Number: KNE803 Straps",  # a label
        "Policy Effective Date 04/01/2024 Straps",
    ],
)
def test_other_words_are_no_headings(text: str) -> None:
    """Names, references and abbreviations are none."""
    assert found(text) == []


def test_two_headings_that_together_say_another() -> None:
    """Where two headings meet whose words together are a known one in another order, they stay two."""
    assert found("Tape is safe. References Policy History Date 3/1/2024 New")[:2] == ["References", "Policy History"]
    assert in_order("Policy References") and not in_order("References Policy")


def test_a_table_of_contents_heads_nothing() -> None:
    """Headings that only list those that come are no headings."""
    text = (
        "Marlo Tape Table of Contents Policy Guidelines Description Rationale References Disclaimer Check the contract. "
        "Description Tape is a strip. Rationale The strip is known. References 1. Allen A. Tape. 2. Baker B. Tape. 3. Cole C. Tape."
    )
    assert found(text).count("Description") == 1
    assert found(text).count("References") == 1


def test_a_titled_table_of_contents_ends_before_what_it_lists() -> None:
    """Behind the words "Table of Contents" all that stands close is listed, up to a heading with something under it."""
    text = "Knee Tape Table of Contents Coverage Description Policy History Related Policies None Description Tape is a strip."
    assert found(text) == ["Table of Contents", "Related Policies", "Description"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "Policy Number KNE803.012 Policy End Date 12/31/2025 Knee Tape Table of Contents",
            "Knee Tape Table of Contents",
        ),
        ("Coverage Policy Number ............. 0529 Knee Tape Description", "Knee Tape Description"),
        (
            "Drug Management Policy Marlotape Policy Number: 9.1 Marlotape is a tape",
            "Marlotape Policy Number: 9.1 Marlotape is a tape",
        ),
        (
            "Knee Tape - Bulletins | Marlo Health Skip Knee Tape is a strip",
            "- Bulletins | Marlo Health Skip Knee Tape is a strip",
        ),
        ("Overview ................... 2 Coding .......... 3 Tape", "Tape"),
    ],
)
def test_front_matter_breaks(text: str, part: str) -> None:
    """A label's number or date ends it, dots and a page end a line of contents, and a title parts from what names the document."""
    assert part in [text[start:] for start in text_fronts.starts(text).starts]


@pytest.mark.parametrize(
    "text",
    [
        "The policy number of tape is not known, and the end date is not set.",  # no values
        "Tape Policy Marlotape is a strip",  # no label behind a title
        "Medical Policy Marlotape Straps are other things",  # not said again
        "on the Effective Date given above by the plan",  # no date
        "Knee Tape | Marlo Health is a strip",  # not said again
        "He said... 2 Tapes",  # three dots
        "THIS is the plan's OWN tape",  # no sentence in capitals
    ],
)
def test_front_matter_holds(text: str) -> None:
    """Without values, or a title that is said again, nothing breaks."""
    assert text_fronts.starts(text).starts == set()


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("is safe. Tape Testing The MTB approval of tape was based on knees", "Tape Testing"),
        ("is safe. Tape Use and Misuse Marlo et al. (2015) taped knees", "Tape Use and Misuse"),
        ("is safe. Tape Trials In 2016, knees were taped", "Tape Trials"),
        ("is safe. Ring Process Prior authorization is required", "Ring Process"),
        ("is safe. Products This information is for most plans", "Products"),
        ("is safe. Coverage Taping, strapping and lifting are paid", "Coverage"),
    ],
)
def test_titles_before_a_sentence(text: str, heading: str) -> None:
    """A title stands before a sentence that its first words tell, a single noun before one that points back."""
    assert heading in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "is safe. Coverage Policies are no contracts",
        "is safe. Tape Tape Description The MTB names knees",
        "is safe, Products This plan pays",
        "is safe. CPT The codes are no promise",
        "is safe. Tape In water it comes off",
        "is safe 5 Products This information is for plans",
    ],
)
def test_no_titles_before_a_sentence(text: str) -> None:
    """Names of documents, words said twice, abbreviations, and nouns behind no full stop are none."""
    assert not set(found(text)) & {"Coverage", "Tape Tape Description", "Products", "CPT", "Tape"}
