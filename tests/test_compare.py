"""Compare: every change once, of the right kind and grade; an unchanged policy shows nothing."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from extractor.commands.compare import compare as command
from extractor.compare import Change, Side, compare
from extractor.compare.wording import CONTENT, SAME, SENSE, STYLE, difference
from tests.policy_generator import EDITS, Expected, edited, policy, side
from tests.review_case import HOSTILE

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT.parent / "shared" / "real" / "pairs"


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
]


@pytest.mark.parametrize(("old", "new", "apart"), WORDINGS)
def test_wordings_are_apart_by_their_sense(old: str, new: str, apart: int) -> None:
    """Two wordings differ in nothing, style, content or sense, whichever of them is the older."""
    assert difference(old, new) == apart
    assert difference(new, old) == apart
    assert difference(old, old) == SAME


# --------------------------------------------------------------------------- known edits


def holds(change: Change, expected: Expected) -> bool:
    """Whether a change is the expected one."""
    kind, field, grade, word = expected
    if (change.kind, change.field, change.grade) != (kind, field, grade):
        return False
    quotes = [q.text for q in (change.old, change.new) if q]
    return any(word.lower() in text.lower() for text in (change.what, *quotes))


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.__name__.removeprefix("edit_"))
def test_each_edit_is_found_and_nothing_else(edit: Any) -> None:
    """One edit gives one change: its kind, its field, its grade, its words."""
    for seed in range(8):
        rng = random.Random(seed)
        old = policy(rng)
        import copy

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


# --------------------------------------------------------------------------- real pairs, read by eye

# For each pair what a person found who read both versions: kind, field, grade and a word, date or code in it.
FOUND: dict[str, list[Expected]] = {
    "fep-breyanzi": [
        ("modified", "dates", "material", "2024-04-01 → 2025-04-01"),
        ("modified", "dates", "material", "2024-03-08 → 2025-03-07"),
        ("added", "criteria", "breaking", "(CLL)"),  # three indications more, each with its prior lines
        ("added", "criteria", "breaking", "(BTK)"),
        ("added", "criteria", "breaking", "(BCL-2)"),
        ("added", "criteria", "breaking", "(FL)"),
        ("added", "criteria", "breaking", "(MCL)"),
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
    "excellus-2-02-56": [
        ("modified", "dates", "material", "2025-02-20 → 2026-02-19"),
        ("modified", "dates", "material", "2026-02 → 2027-02"),
        ("added", "criteria", "breaking", "NRG1"),
        ("modified", "criteria", "breaking", "HR-positive/HER2-negative"),  # the population was widened
        ("modified", "criteria", "minor", "(FOLR1)"),
        ("modified", "statements", "material", "FoundationOne"),  # the verdict's words, not the position
        ("removed", "references", "minor", "Alimirzaie"),
        ("removed", "references", "minor", "Saarenheimo"),
        ("added", "history", "minor", "2026-02-19"),
    ],
    "molina-mcp-051": [
        ("modified", "dates", "material", "2025-02-12 → 2026-02-11"),
        ("modified", "dates", "material", "2026-02 → 2027-02"),
        *[("removed", "codes", "material", c) for c in ("0033U", "0131U", "0132U", "0135U", "0508U", "0509U")],
        *[("added", "codes", "material", c) for c in ("0614U", "0616U", "0622U", "0630U")],
    ],
    "bcbssc-liquid-biopsy": [
        *[("added", "codes", "material", c) for c in ("0012M", "0363U", "0420U", "0452U", "0465U", "0549U", "0613U")],
        ("added", "statements", "material", "cystoscopy"),
    ],
}  # fmt: skip


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
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", FOUND)
def test_what_a_person_finds_is_found(real: dict[str, list[Change]], name: str) -> None:
    """Every change that was found by reading both versions is there, with its kind and grade."""
    missing = [
        e
        for e in FOUND[name]
        if not any(holds(c, e) or (e[3] in c.detail and holds(c, (*e[:3], ""))) for c in real[name])
    ]
    assert missing == []


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


@pytest.mark.parametrize("wrong", ["no record", "a folder and a file"])
def test_a_wrong_call_is_refused(tmp_path: Path, wrong: str) -> None:
    """A JSON file that is no record, and a folder beside a file, are usage errors."""
    record = write(tmp_path, "a", side(policy(random.Random(1)), "a"))
    other = tmp_path / "b.json"
    other.write_text("[]", encoding="utf-8")
    first = other if wrong == "no record" else tmp_path
    assert CliRunner().invoke(command, [str(first), str(record)]).exit_code == 2
