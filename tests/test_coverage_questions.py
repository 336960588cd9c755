"""Guidelines asked as questions, remarks that ask for something, verdicts below their subjects, lines that print breaks."""

from __future__ import annotations

import pytest

from extractor.coverage.criteria import is_duration
from extractor.coverage.lines import Line, _continued
from tests.coverage_text import shape, statements

QUESTIONS = """
# Criteria
 1. Is the request for tape and does the patient meet ALL of the following criteria?
   • Patient is 18 years of age or older
   • Patient has tried rest
If yes, continue to #2.
 2. Does the patient have a dry knee?
{}
 3. Is the request for glue and does the patient meet ALL of the following criteria?
   • Patient is 12 years of age or older
   • Patient has tried tape
"""


def test_questions_are_blocks_of_their_own() -> None:
    """Each question with a list is a statement, and so is one that an approval answers."""
    made = statements(QUESTIONS.format("If yes, approve tape for 12 months by its number."))
    assert [(s.text[:7], s.position) for s in made] == [
        ("Is the ", "covered"),
        ("Does th", "covered"),
        ("Is the ", "covered"),
    ]
    assert shape(made[0].criteria) == ["all", "Patient is 18 years of age or older", "Patient has tried rest"]


@pytest.mark.parametrize(
    "answer", ["If no, approve tape.", "If yes, continue to #3.", "Yes and no.", "The knee is dry if it is not wet."]
)
def test_other_questions_are_none(answer: str) -> None:
    """A question that a yes does not answer with an approval is no statement."""
    assert not any(s.text.startswith("Does") for s in statements(QUESTIONS.format(answer)))


def test_a_remark_that_asks_for_something_is_a_statement() -> None:
    """A sentence behind the first of a remark that says what is asked beforehand is a statement; the first is a remark."""
    text = "# Policy\nKnee taping is covered for adults.\nNOTE: {}"
    asked = "Taping of toes is not a part of this. Prior approval is required for taping of knees."
    assert [s.position for s in statements(text.format(asked))] == ["covered", "authorization_required"]
    for rest in (
        "Prior approval is required.",
        "Toes are no knees. Prior approval is not required.",
        "Toes are no knees.",
    ):
        assert [s.position for s in statements(text.format(rest))] == ["covered"]


def test_a_block_is_named_by_its_last_sentence() -> None:
    """What stands before the sentence that opens a list is no part of the statement; a short rest is no sentence."""
    text = "# Policy\nTaping is covered for adults.\n# Indications for taping\n{}\n • Member has gout\n • Member has a sprain"
    assert (
        statements(text.format("Wide tape is the usual choice. Indications include:"))[-1].text == "Indications include"
    )
    assert statements(text.format("Indications for tape, e.g. wide, include:"))[-1].text.startswith("Indications for")


def test_a_verdict_below_its_subjects() -> None:
    """A verdict without a subject judges the list above it; one with a subject judges that, whatever stands above."""
    text = "# Policy\n • Tapex (silk tape)\n • Gluex (glue)\n{} covered as medically necessary when the member is an adult."
    (made,) = statements(text.format("is(are)"))
    assert made.service == "Tapex (silk tape); Gluex (glue)"
    (made,) = statements(text.format("Knee taping is"))
    assert made.service == "Knee taping"
    (made,) = statements("# Policy\nis(are) covered as medically necessary when the member is an adult.")
    assert made.service is None


def line(start: int, text: str, **kept: object) -> Line:
    """A line at a place."""
    made = Line(start, start + len(text), text, whole=start, tail=start + len(text))
    return made._replace(**kept)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "label", "joined"),
    [
        ("Three rolls within the first four", "weeks of taping", ("1", "()", 4), True),
        ("Three rolls within the first four", "weeks of taping", ("1", "()", 5), False),
        ("Three rolls within the first", "weeks of taping", ("1", "()", 4), False),
        ("Three rolls within the first four", "weeks of taping", ("1", ".", 4), False),
        ("A trial of tape (silk or", "linen) and of glue", None, True),
        ("A trial of tape [note", "required].", None, True),
        ("A trial of tape (silk or linen)", "and of glue (hot)", None, False),
        ("A trial of tape (silk or linen:", "linen) and of glue", None, False),
        ("A trial of tape", "required].", None, False),
    ],
)
def test_what_print_breaks_is_whole(first: str, second: str, label: tuple[str, str, int] | None, joined: bool) -> None:
    """A number in words and its figure, or a bracket and its close, in two lines of one cell are one line."""
    ordinals = {(label[0], label[1]): label[2]} if label else None
    gap = f" ({label[2]}) " if label else " "
    begin = len(first) + len(gap)
    lines = [line(0, first), line(begin, second, ordinals=ordinals, whole=len(first) + 1)]
    made = list(_continued(first + gap + second, lines))
    assert (len(made) == 1) is joined
    apart = [lines[0], lines[1]._replace(table=1, row=0, column=0)]
    assert len(list(_continued(first + gap + second, apart))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Treatment with tape in the past 2 years, unless contraindicated",
        "Treatment with tape within the previous 6 months",
        "Treatment with tape for 6 months or contraindication to tape",
        "Tape in the last 2 years",
    ],
)
def test_a_treatment_in_the_past_is_no_length_of_approval(text: str) -> None:
    """When a treatment took place is a criterion; how long an approval lasts is none."""
    assert not is_duration(text)
    assert is_duration("Treatment duration: 6 months")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Universal Criteria1", "Universal Criteria"),
        ("Universal Criteria1,3-5", "Universal Criteria"),
        ("Criteria for Tape12B", "Criteria for Tape12B"),
        ("Criteria for TAPE2", "Criteria for TAPE2"),
        ("Criteria, part 2", "Criteria, part 2"),
    ],
)
def test_a_reference_number_is_no_part_of_a_name(heading: str, name: str) -> None:
    """A number of a reference right behind a word is no part of the block's name; one of a name stays."""
    text = f"# {heading}\n • Member is an adult with gout\n • Member has tried rest; and\n • Member has tried ice"
    assert [s.text for s in statements(text)] == [name]
