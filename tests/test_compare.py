"""Compare: every change once, of the right kind and grade; an unchanged policy shows nothing."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from extractor.commands.compare import compare as command
from extractor.compare import Side, compare
from extractor.compare.wording import CONTENT, SAME, SENSE, STYLE, difference, without_citations
from tests.policy_generator import EDITS, Leaf, edited, holds, policy, side
from tests.review_case import HOSTILE

ROOT = Path(__file__).resolve().parents[1]


# --------------------------------------------------------------------------- wording

WORDINGS = [
    ("Age 18 or older", "AGE 18 or older;", SAME),  # case and punctuation
    ("gene re-\narrangement", "gene rearrangement", SAME),  # a hyphen at a line's end
    ("RET g ene", "RET gene", SAME),  # blanks that a dump put into a word
    ("the member has had a trial", "a member had the trial", STYLE),
    ("two prior lines", "2 prior lines", STYLE),  # a numeral spelled out
    ("gene mutations", "gene mutation", STYLE),
    ("(eg, plasma)", "(e.g., plasma)", SAME),
    ("treated with methotrexate", "treated with leflunomide", CONTENT),
    ("score of 5", "score of 6", SENSE),
    ("score ≥ 5", "score ≤ 5", SENSE),  # the sign alone
    ("0.5 mg", "05 mg", SENSE),  # the point alone
    ("is covered", "is not covered", SENSE),
    ("any of these", "all of these", SENSE),
    ("members may receive", "members must receive", SENSE),
    ("one of", "1 of", STYLE),
    ("Zorvik™ panel", "Zorvik panel", SAME),  # a sign that a print may drop
    ("as shown [12]", "as shown [3, 5-7]", SAME),  # a reference renumbered
    ("limited to units (4)", "limited to units (6)", SENSE),  # round brackets hold limits, too
]


@pytest.mark.parametrize(("old", "new", "apart"), WORDINGS)
def test_wordings_are_apart_by_their_sense(old: str, new: str, apart: int) -> None:
    """Two wordings differ in nothing, style, content or sense, whichever of them is the older."""
    assert difference(old, new) == apart
    assert difference(new, old) == apart
    assert difference(old, old) == SAME


def test_citation_marks_of_running_text_are_blanked() -> None:
    """Marks behind a stop, raised or in brackets, go; limits, years, numbers of policies and of pages stay."""
    for marked in ("of disease.1,2 The", "tests.” 64 The", "months. 71 Later", "liposarcoma (1-2).", "shown [4]."):
        assert not any(c.isdigit() for c in without_citations(marked)), marked
    for plain in (
        "up to 12 visits",
        "two (2) doses",
        "Policy No. 51 Last",
        "2.8 months",
        "2013 Mar;15(3):234",
        "in 2014.",
    ):
        assert without_citations(plain) == plain


# --------------------------------------------------------------------------- what is no change, and how little is one


def with_background(sentence: str) -> Any:
    """An invented policy with one more sentence in its background."""
    p = policy(random.Random(21))
    p.background.append(sentence)
    return p


def test_a_renumbered_citation_is_no_change() -> None:
    """The mark behind a sentence follows the bibliography; a number within it does not."""
    p = with_background("Wearers of the zorvik gained 12 points in the trial.4 Others did not.")
    assert compare(side(p, "old"), side(with_background(p.background[-1].replace("trial.4", "trial. 31")), "new")) == []
    changed = compare(side(p, "old"), side(with_background(p.background[-1].replace("12", "15")), "new"))
    assert [(c.kind, c.field, c.grade) for c in changed] == [("modified", "text", "minor")]


def test_a_glossary_run_together_is_compared_term_by_term(tmp_path: Path) -> None:
    """A term added to a table of terms without line ends is that change, with its own words."""
    terms = [f"Z{letter}T Zorvik trial of group {letter} and of its many walkers" for letter in "ABCDEFGHIJ"]
    sides = []
    for listed in (terms, [*terms[:5], "QRS Quellhorn rest study", *terms[5:]]):
        path = tmp_path / f"{len(sides)}.md"
        path.write_text(
            f"# Zorvik\n\n## Policy\n\nZorvik is worn.\n\n## Definitions\n\nTerm Definition {' '.join(listed)}\n"
        )
        sides.append(Side.load(path))
    assert [(c.kind, c.field, c.new.text) for c in compare(*sides) if c.new] == [
        ("added", "text", "QRS Quellhorn rest study")
    ]


def test_words_added_to_a_sentence_modify_it() -> None:
    """A sentence that the other version holds whole, with words more, is that sentence, not another."""
    p = with_background("The zorvik is worn by night for half a year.")
    new = with_background("Under supervision the zorvik is worn by night for half a year.")
    assert [(c.kind, c.field) for c in compare(side(p, "old"), side(new, "new"))] == [("modified", "text")]


def test_a_block_that_goes_whole_is_one_change() -> None:
    """Three lines and their opening line that are gone are one change, with all their words."""
    p, q = policy(random.Random(4)), policy(random.Random(4))
    block = Leaf("One of the following signs of zorbex:", "any", [Leaf(f"Documented {w} at night") for w in "abc"])
    chosen = next(i for i, s in enumerate(p.statements) if s.tree)
    p.statements[chosen].tree.items.append(block)
    (change,) = compare(side(p, "old"), side(q, "new"))
    assert (change.kind, change.field, change.grade, change.detail) == ("removed", "criteria", "breaking", "4 criteria")
    assert change.old is not None
    assert "zorbex" in change.old.text
    assert "Documented c" in change.old.text


def test_criteria_of_a_statement_that_went_are_a_part_of_that_change() -> None:
    """A short condition of a statement that is gone, now under another one, is not told as added besides."""
    p = policy(random.Random(4))
    gone, kept = [s for s in p.statements if s.tree][:2]
    gone.tree.items.append(Leaf("Zorbex by night"))
    q = copy.deepcopy(p)
    next(s for s in q.statements if s.service == kept.service).tree.items.append(Leaf("Zorbex by night"))
    q.statements = [s for s in q.statements if s.service != gone.service]
    (change,) = compare(side(p, "old"), side(q, "new"))
    assert (change.kind, change.field, change.grade) == ("removed", "statements", "breaking")


def criteria(text: str) -> list[Any]:
    """The changes of one criterion, from a fixed wording."""
    p, q = policy(random.Random(4)), policy(random.Random(4))
    for one, words in ((p, "Wearers under the age of 18 with a zorbex"), (q, text)):
        next(s for s in one.statements if s.tree).tree.items.append(Leaf(words))
    return compare(side(p, "old"), side(q, "new"))


def test_a_criterion_to_which_an_exception_is_added_is_modified() -> None:
    """It holds the old words whole: one change, not a removed and an added one."""
    (change,) = criteria(
        "Wearers under the age of 18 with a zorbex. Exception: a second lumdra may be tried within the year."
    )
    assert (change.kind, change.field, change.grade) == ("modified", "criteria", "breaking")


def test_words_of_the_line_above_change_nothing_in_a_criterion() -> None:
    """ "Considered wearers" under "… is considered …" says what "Wearers" says there; "Untreated wearers" does not."""
    act = next(s for s in policy(random.Random(4)).statements if s.tree).service.split()[-1]
    assert [c.grade for c in criteria(f"{act.title()} wearers under the age of 18 with a zorbex")] == ["cosmetic"]
    assert [c.grade for c in criteria("Untreated wearers under the age of 18 with a zorbex")] == ["breaking"]


def test_statements_run_together_are_compared_one_by_one() -> None:
    """A flattened page's statement of three sentences, each with a verdict: the one that changed is the change."""
    first, third = "Zorvik training is considered covered.", "Lumdra mapping is considered covered for adults."
    text = f"{first} Peltonqui imaging is considered covered . {third}"
    other = text.replace("Peltonqui imaging", "Peltonqui imaging of a marsel")
    sides = []
    for name, words in (("old", text), ("new", other)):
        one = side(policy(random.Random(2)), name)
        statement = {**one.record["statements"][0], "text": words, "criteria": None, "position": "covered"}
        sides.append(Side(name, {**one.record, "statements": [statement]}, ""))
    (change,) = [c for c in compare(*sides) if c.field == "statements"]
    assert (change.kind, change.grade) == ("modified", "material")
    assert change.new is not None
    assert change.new.text == "Peltonqui imaging of a marsel is considered covered ."


DESCRIBED = "Zorvik panel of many genes, next-generation sequencing, blood, reported as a score"


@pytest.mark.parametrize(
    ("description", "behind", "changed"),
    [
        (DESCRIBED, "", False),
        ("Zorvik panel of many genes, next", "\n\n r e v\n\n-generation sequencing, blood, reported as a score", False),
        ("Zorvik panel of many genes, next", "", True),  # the rest stands nowhere
        (DESCRIBED + " t fn op l c ctn t a", "", False),  # debris of turned print
        (DESCRIBED + " draf 3b eibe", "", False),  # more of it: short, and nowhere else in the text
        (DESCRIBED.replace("blood", "Plan ©2031 – printed for members"), "", False),  # a footer fell into it
        (DESCRIBED + " per gene", "", True),
        (DESCRIBED.replace("blood", "saliva"), "", True),
    ],
)
def test_a_description_cut_by_a_page_is_no_other_description(description: str, behind: str, changed: bool) -> None:
    """What a page's end cut off stands behind it; another word is a change."""
    sides = []
    for name, words, rest in (("old", DESCRIBED, ""), ("new", description, behind)):
        row = {"system": "CPT", "code": "99901", "description": words, "status": None,
               "evidence": {"start": 0, "end": 5, "page": 1}}  # fmt: skip
        sides.append(Side(name, {"schema_version": "1", "codes": [row]}, f"99901 {words}{rest}"))
    assert bool([c for c in compare(*sides) if c.field == "codes"]) == changed


@pytest.mark.parametrize(
    ("text", "printed"),
    [("risk of progression0900U Zorvik", True), ("interactions\n0900\nU \nZorvik", True), ("A0900U", False),
     ("10900U", False), ("0900UX", False), ("0900 units", False)],
)  # fmt: skip
def test_a_code_is_printed_though_glued_or_cut(text: str, printed: bool) -> None:
    """Behind small letters, or over a line's end; never inside another code."""
    assert Side("x", {}, text).prints("0900U") == printed


# --------------------------------------------------------------------------- known edits


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.__name__.removeprefix("edit_"))
def test_each_edit_is_found_and_nothing_else(edit: Any) -> None:
    """One edit gives one change: its kind, its field, its grade, its words."""
    for seed in range(8):
        rng = random.Random(seed)
        old = policy(rng)
        new = copy.deepcopy(old)
        expected = edit(new, rng)
        if expected is None:
            continue
        changes = compare(side(old, "old"), side(new, "new"))
        assert [c for c in changes if not holds(c, expected)] == []
        assert len(changes) == 1


def test_generated_pairs_precision_and_recall() -> None:
    """Over 60 pairs with up to ten edits each, precision and recall reach 0.98."""
    found = missed = invented = 0
    for seed in range(60):
        rng = random.Random(1000 + seed)
        old = policy(rng)
        new, expected = edited(old, rng, edits=10)
        changes = compare(side(old, "old"), side(new, "new"))
        left = list(changes)
        for one in expected:
            hit = next((c for c in left if holds(c, one)), None)
            if hit is None:
                missed += 1
            else:
                left.remove(hit)
                found += 1
        invented += len(left)
    assert found > 300
    assert found / (found + invented) >= 0.98, (found, invented)
    assert found / (found + missed) >= 0.98, (found, missed)


@pytest.mark.parametrize("seed", range(5))
def test_a_policy_against_itself_shows_nothing(seed: int) -> None:
    """The same policy twice: no change, with texts or without."""
    p = policy(random.Random(seed))
    assert compare(side(p, "old"), side(p, "new")) == []
    bare = Side("bare", side(p, "old").record)
    assert compare(bare, Side("bare", side(p, "new").record)) == []


@pytest.mark.parametrize(
    "path", sorted(p for p in (ROOT / "corpus").glob("*/*.*") if p.suffix != ".json"), ids=lambda p: p.name
)
def test_a_document_against_itself_shows_nothing(path: Path) -> None:
    """A document of the corpus, extracted twice: no change."""
    assert compare(Side.load(path), Side.load(path)) == []


def test_what_one_record_lacks_but_its_text_says_is_no_change() -> None:
    """A statement and a code that the other version prints, but that were not read there, are not reported."""
    p = policy(random.Random(3))
    old, new = side(p, "old"), side(p, "new")
    record = json.loads(json.dumps(old.record))
    record["statements"] = record["statements"][1:]
    record["codes"] = record["codes"][2:]
    assert compare(Side("old", record, old.text), new) == []
    assert {c.field for c in compare(Side("old", record), new)} == {"statements", "codes"}  # without the text it is


# --------------------------------------------------------------------------- the command


def write(folder: Path, name: str, one: Side) -> Path:
    """A record with its text beside it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(one.record), encoding="utf-8")
    path.with_suffix(".txt").write_text(one.text, encoding="utf-8")
    return path


def test_command_prints_json_and_writes_a_redline(tmp_path: Path) -> None:
    """JSON in a pipe with both quotes; the redline has them as inserted and deleted words."""
    rng = random.Random(5)
    old = policy(rng)
    new, expected = edited(old, rng, edits=6)
    a, b = write(tmp_path, "a", side(old, "a")), write(tmp_path, "b", side(new, "b"))
    result = CliRunner().invoke(command, [str(a), str(b), "--html", str(tmp_path / "r.html")])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert sum(printed["summary"].values()) == len(printed["changes"]) == len(expected)
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<ins>" in html
    assert "<script" not in html
    assert "Content-Security-Policy" in html
    for grade, number in printed["summary"].items():  # the head leads to each grade
        assert (f'href="#{grade}">{number} {grade}</a>' in html) == (f'id="{grade}"' in html) == bool(number)


def test_command_prints_a_table(tmp_path: Path) -> None:
    """The table names grade, field and both wordings."""
    rng = random.Random(6)
    old = policy(rng)
    new, _ = edited(old, rng, edits=6)
    a, b = write(tmp_path, "a", side(old, "a")), write(tmp_path, "b", side(new, "b"))
    result = CliRunner().invoke(command, [str(a), str(b), "--format", "table"])
    assert result.exit_code == 0
    assert "grade" in result.output


def test_grade_hides_lesser_changes(tmp_path: Path) -> None:
    """With --grade breaking nothing lesser is shown."""
    rng = random.Random(7)
    old = policy(rng)
    new, _ = edited(old, rng, edits=10)
    a, b = write(tmp_path, "a", side(old, "a")), write(tmp_path, "b", side(new, "b"))
    result = CliRunner().invoke(command, [str(a), str(b), "--grade", "breaking"])
    assert {c["grade"] for c in json.loads(result.stdout)["changes"]} == {"breaking"}


def test_hostile_words_stay_text_in_the_redline(tmp_path: Path) -> None:
    """Markup in titles, codes and quotes is escaped."""
    p = policy(random.Random(8))
    old, new = side(p, "<b>a"), side(p, "<b>b")
    new.record["policy"]["title"]["value"] = HOSTILE[0]
    new.record["references"].append({"number": 99, "text": HOSTILE[1], "evidence": {"start": 0, "end": 1, "page": 1}})
    from extractor.compare import render

    html = render.page(old, new, compare(old, new))
    assert "<script" not in html
    assert "<svg" not in html
    assert "&lt;script&gt;" in html


def test_folders_give_a_change_feed(tmp_path: Path) -> None:
    """Policies are matched by payer and number whatever their file names: new, retired, changed, unchanged."""

    def numbered(number: str, seed: int, change: bool = False) -> Side:
        rng = random.Random(seed)
        p = policy(rng)
        if change:
            p, _ = edited(p, rng, edits=4)
        made = side(p, number)
        made.record["policy"]["numbers"][0]["value"] = number
        return made

    for name, one in (("x1", numbered("MP 1", 1)), ("x2", numbered("MP 2", 2)), ("x3", numbered("MP 3", 3))):
        write(tmp_path / "old", name, one)
    for name, one in (("y9", numbered("MP-1", 1)), ("y2", numbered("MP 2", 2, True)), ("y4", numbered("MP 4", 4))):
        write(tmp_path / "new", name, one)
    (tmp_path / "new" / "broken.json").write_text("{", encoding="utf-8")
    result = CliRunner().invoke(
        command, [str(tmp_path / "old"), str(tmp_path / "new"), "--html", str(tmp_path / "feed.html")]
    )
    assert result.exit_code == 0, result.output
    feed = json.loads(result.stdout)
    assert feed["summary"] == {"new": 1, "retired": 1, "changed": 1, "unchanged": 1}
    assert [(e["state"], e["old"], e["new"]) for e in feed["policies"]] == [
        ("new", None, "y4.json"),
        ("retired", "x3.json", None),
        ("changed", "x2.json", "y2.json"),
        ("unchanged", "x1.json", "y9.json"),
    ]
    assert feed["failed"][0]["name"] == "broken.json"
    assert "Retired" in (tmp_path / "feed.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "title", "states"),
    [
        ("MP 1", None, {"changed"}),
        ("MP 1", "Quite another matter", {"new", "retired"}),
        ("MP 9", None, {"new", "retired"}),
    ],
)
def test_a_renamed_payer_keeps_its_policies(tmp_path: Path, number: str, title: str | None, states: set[str]) -> None:
    """Number and title together are the same policy under another payer's name; either alone is not."""
    old, new = side(policy(random.Random(1)), "a"), side(policy(random.Random(1)), "b")
    old.record["policy"]["numbers"][0]["value"] = "MP 1"
    new.record["policy"]["numbers"][0]["value"] = number
    new.record["policy"]["payer"] = {"id": "another", "name": "Another Plan", "evidence": {"start": 0, "end": 1}}
    if title:
        new.record["policy"]["title"]["value"] = title
    write(tmp_path / "old", "x", old)
    write(tmp_path / "new", "y", new)
    result = CliRunner().invoke(command, [str(tmp_path / "old"), str(tmp_path / "new")])
    assert result.exit_code == 0, result.output
    assert {entry["state"] for entry in json.loads(result.stdout)["policies"]} == states


@pytest.mark.parametrize("wrong", ["no record", "a folder and a file"])
def test_a_wrong_call_is_refused(tmp_path: Path, wrong: str) -> None:
    """A JSON file that is no record, and a folder beside a file, are usage errors."""
    record = write(tmp_path, "a", side(policy(random.Random(1)), "a"))
    other = tmp_path / "b.json"
    other.write_text("[]", encoding="utf-8")
    first = other if wrong == "no record" else tmp_path
    assert CliRunner().invoke(command, [str(first), str(record)]).exit_code == 2
