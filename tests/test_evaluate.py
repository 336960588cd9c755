"""Evaluation: its figures are the scorer's, its report begins with what failed, reviews count as gold."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from extractor.evaluate import FIELDS, evaluate, gold_from_review, score_document
from extractor.likeness import pair_up, similarity, squeeze

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
GOLD = SHARED / "real" / "dev" / "gold"
SCORER = SHARED / "score" / "score.py"
OURS = Path(__file__).resolve().parents[1] / "out" / "scoreboard-auto" / "dev"
needs_shared = pytest.mark.skipif(not SCORER.exists(), reason="the shared gold records and scorer are not here")


def record() -> dict[str, Any]:
    """An invented record with something under every field."""
    leaf = {"text": "Age 18 years or older", "start": 60, "end": 81}
    other = {"text": "Trial of two other drugs", "start": 82, "end": 106}
    return {
        "policy": {
            "title": {"value": "Lunar Gait Training"},
            "payer": {"names": ["Meadow Health Plan", "MHP"]},
            "kind": "medical_policy",
            "status": "active",
            "numbers": [{"value": "MP-10.20", "role": "primary"}, {"value": "OLD 1", "role": "previous"}],
            "dates": [{"kind": "effective", "value": "2031-02-01"}, {"kind": "end", "value": "2031-12-31"}],
        },
        "sections": [
            {"heading": "Coverage", "type": "coverage", "level": 1},
            {"heading": "A rule of its own", "level": 3, "optional": True},
        ],
        "statements": [
            {
                "text": "Lunar gait training is medically necessary when all criteria are met:",
                "position": "medically_necessary",
                "conditional": True,
                "criteria": {"operator": "all", "items": [leaf, other]},
            },
            {"text": "All other uses are investigational.", "position": "investigational", "criteria": None},
        ],
        "codes": [
            {"system": "CPT", "code": "99901", "status": "medically_necessary"},
            {"system": "ICD-10-CM", "code": "Z99.1", "code_end": "Z99.4", "status": None},
        ],
        "identifiers": [{"system": "doi", "value": "10.9999/moon.1"}],
        "references": [{"number": 1, "text": "Ames B. Walking on the moon. J Gait. 2030;1:2-3.", "year": 2030}],
        "history": [{"date": "2031-01-05", "description": "New policy."}],
    }


def scorer() -> Any:
    """The shared scorer as a module."""
    spec = importlib.util.spec_from_file_location("shared_scorer", SCORER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["shared_scorer"] = module
    spec.loader.exec_module(module)
    return module


def mutate(value: Any, rng: random.Random) -> Any:
    """The same JSON with some rows dropped, doubled or moved, and some words and values changed."""
    if isinstance(value, dict):
        changed = {key: mutate(item, rng) for key, item in value.items()}
        if rng.random() < 0.03 and "position" in changed:
            changed["position"] = "cosmetic"
        if rng.random() < 0.05 and "operator" in changed:
            changed["operator"] = "any" if changed["operator"] == "all" else "all"
        return changed
    if isinstance(value, list):
        rows = [mutate(item, rng) for item in value if rng.random() > 0.06]
        if rows and rng.random() < 0.2:
            rows.append(copy.deepcopy(rng.choice(rows)))
        if rng.random() < 0.1:
            rng.shuffle(rows)
        return rows
    if isinstance(value, str) and rng.random() < 0.08:
        words = value.split()
        return " ".join(w for w in words if rng.random() > 0.25) or value + "x"
    return value


def assert_agreement(gold: dict[str, Any], predicted: dict[str, Any] | None, theirs: Any) -> None:
    """Every count of every field is the scorer's."""
    ours = score_document(gold, predicted)
    for name, tally in theirs.score_document(gold, predicted).items():
        mine = ours[name]
        assert (mine.tp, mine.fp, mine.fn) == (tally.tp, tally.fp, tally.fn), name
        assert (mine.precision, mine.recall, mine.f1) == tally.figures(), name


@needs_shared
def test_field_names_are_the_scorers() -> None:
    """The fields and their order are the scorer's."""
    assert scorer().FIELDS == FIELDS


@needs_shared
def test_gold_against_itself_is_perfect_and_agrees() -> None:
    """Each gold record against itself gives the scorer's counts."""
    theirs = scorer()
    for path in sorted(GOLD.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        assert_agreement(gold, copy.deepcopy(gold), theirs)


@needs_shared
@pytest.mark.parametrize("seed", range(3))
def test_perturbed_gold_agrees_with_the_scorer(seed: int) -> None:
    """Gold with rows lost, doubled, moved and reworded gives the scorer's counts, document by document."""
    theirs = scorer()
    rng = random.Random(seed)
    for path in sorted(GOLD.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        assert_agreement(gold, mutate(copy.deepcopy(gold), rng), theirs)
        assert_agreement(gold, None, theirs)


@needs_shared
@pytest.mark.skipif(not OURS.exists(), reason="no scoreboard output here")
def test_real_records_give_the_scorers_figures(tmp_path: Path) -> None:
    """Over whole folders of extracted records the report's figures are those that the scorer writes."""
    import subprocess

    out = tmp_path / "figures.json"
    subprocess.run([sys.executable, str(SCORER), str(GOLD), str(OURS), "--json", str(out)], check=True, timeout=300)
    want = json.loads(out.read_text(encoding="utf-8"))
    got = evaluate(GOLD, OURS)
    assert got.soft.mean_f1 == want["mean_f1"]
    for name, figures in want["fields"].items():
        mine = got.soft.fields[name]
        assert (mine.precision, mine.recall, mine.f1, mine.macro_f1, mine.support) == (
            figures["precision"],
            figures["recall"],
            figures["f1"],
            figures["macro_f1"],
            figures["gold"],
        )


def test_a_record_agrees_with_itself() -> None:
    """Every field of an invented record scores 1.0 against itself, soft and strict."""
    from extractor.evaluate import STRICT

    for tallies in (score_document(record(), record()), score_document(record(), record(), floors=STRICT)):
        assert all(tally.f1 == 1.0 for tally in tallies.values())
        assert all(tally.touched for tally in tallies.values())


CHANGES: list[tuple[str, Any, dict[str, tuple[int, int]]]] = [
    # what is done to the prediction, and the (fp, fn) of every field that it touches; all others stay clean
    ("a code more", lambda r: r["codes"].append({"system": "CPT", "code": "12345"}), {"codes": (1, 0)}),
    ("a code less", lambda r: r["codes"].pop(0), {"codes": (0, 1)}),
    ("a standing wrong", lambda r: r["codes"][0].update(status="cosmetic"), {"code_status": (1, 1)}),
    ("a standing lost", lambda r: r["codes"][0].update(status=None), {"code_status": (0, 1)}),
    ("a range cut to its first code", lambda r: r["codes"][1].pop("code_end"), {"codes": (1, 1)}),
    ("dashes in a number do not count", lambda r: r["policy"]["numbers"][0].update(value="mp 10 20"), {}),
    ("previous numbers are not scored", lambda r: r["policy"]["numbers"].pop(1), {}),
    ("a date of another kind", lambda r: r["policy"]["dates"][0].update(kind="revised"), {"dates": (1, 1)}),
    ("a payer by its other name", lambda r: r["policy"].update(payer={"name": "MHP"}), {}),
    ("a payer that is another", lambda r: r["policy"].update(payer={"name": "Other"}), {"payer": (1, 1)}),
    ("no payer", lambda r: r["policy"].pop("payer"), {"payer": (1, 1)}),
    ("an optional section less", lambda r: r["sections"].pop(1), {}),
    ("a section more", lambda r: r["sections"].append({"heading": "Aims"}), {"sections": (1, 0)}),
    ("a position wrong", lambda r: r["statements"][1].update(position="covered"), {"positions": (1, 1)}),
    ("an operator wrong", lambda r: r["statements"][0]["criteria"].update(operator="any"), {"criteria_logic": (1, 1)}),
    ("a history row of another day", lambda r: r["history"][0].update(date="2031-01-06"), {"history": (1, 1)}),
    ("a reference's year", lambda r: r["references"][0].update(year=2029), {"reference_parts": (1, 1)}),
    ("an identifier in other case", lambda r: r["identifiers"][0].update(value="10.9999/MOON.1"), {}),
]


@pytest.mark.parametrize(("change", "wrong"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_one_change_costs_exactly_its_field(change: Any, wrong: dict[str, tuple[int, int]]) -> None:
    """A single change in the prediction shows in its own field, with its own count, and nowhere else."""
    predicted = record()
    change(predicted)
    tallies = score_document(record(), predicted)
    assert {name: (t.fp, t.fn) for name, t in tallies.items() if t.fp or t.fn} == wrong


def test_strict_asks_for_every_word() -> None:
    """A statement that lost a word is a hit when soft and a miss when strict."""
    from extractor.evaluate import STRICT

    predicted = record()
    predicted["statements"][1]["text"] = "All uses are investigational."
    assert score_document(record(), predicted)["statements"].fn == 0
    assert score_document(record(), predicted, floors=STRICT)["statements"].fn == 1


def test_a_field_that_gold_leaves_out_is_not_scored() -> None:
    """Absent and null keys of gold score nothing, however much is predicted."""
    tallies = score_document({"policy": {"title": None}, "codes": None}, record())
    assert not any(tally.touched for tally in tallies.values())


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Drug™ A", "drug a", 1.0),  # trade marks and case do not count
        ("a b c", "c b a", 1.0),  # order does not count
        ("a a b", "a b b", 2 / 3),  # but how often a word stands does
        ("", "", 1.0),
        ("", "a", 0.0),
        ("—", "", 1.0),  # no letters at all is as good as nothing
        ("one", "two", 0.0),
        (None, "x", 0.0),
    ],
)
def test_similarity(a: object, b: object, same: float) -> None:
    """Similarity is token F1 over multisets."""
    assert similarity(a, b) == pytest.approx(same)


def test_pairing_takes_the_best_and_breaks_ties_by_order() -> None:
    """Two equal texts pair in document order, none twice."""
    assert pair_up(["x", "x"], ["x", "x", "y"], score=lambda a, b: float(a == b), floor=0.5) == [(0, 0), (1, 1)]
    assert squeeze("mp-10.20 ") == "MP1020"


def test_reviews_count_as_gold() -> None:
    """Of a complete field gold is what stands after acceptance, correction, rejection, addition and undo."""

    def entry(action: str, target: str, new: Any, **more: Any) -> dict[str, Any]:
        return {"action": action, "target": target, "field": target.split("@")[0], "new": new, **more}

    code = {"system": "CPT", "code": "99901", "evidence": {"start": 9, "end": 14}}
    review = {
        "complete": ["codes", "title", "history"],
        "entries": [
            entry("accept", "codes@9", code),
            entry("correct", "codes@9", {**code, "code": "99902"}),
            entry("reject", "codes@20", None),
            entry("add", "codes@2", {"system": "CPT", "code": "99903", "evidence": {"start": 2, "end": 7}}),
            entry("add", "codes@30", {"system": "CPT", "code": "99904"}, undone="2031-01-01T00:00:00Z"),
            entry("correct", "title@0", {"value": "Gait"}),
            entry("accept", "references@50", {"text": "not complete, so not gold"}),
        ],
    }
    gold = gold_from_review(review)
    assert [c["code"] for c in gold["codes"]] == ["99903", "99902"]
    assert gold["policy"] == {"title": {"value": "Gait"}}
    assert gold["history"] == []
    assert "references" not in gold


def write(folder: Path, name: str, value: Any) -> Path:
    """A JSON file."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_report_names_what_failed_with_its_quote(tmp_path: Path) -> None:
    """A missed and an invented code are listed with the line of the document in which they stand."""
    predicted = record()
    predicted["codes"][0] = {"system": "CPT", "code": "77701", "evidence": {"start": 9, "end": 14, "page": 2}}
    write(tmp_path / "gold", "a.json", record())
    write(tmp_path / "gold", "b.json", record())
    write(tmp_path / "ours", "a.json", predicted)
    (tmp_path / "ours" / "a.txt").write_text("Codes\nCPT 77701 gait\nCPT 99901 moon\n", encoding="utf-8")
    report = evaluate(tmp_path / "gold", tmp_path / "ours")
    assert report.absent == ("b",)
    slips = [(s.kind, s.value, s.quote, s.page) for s in report.slips if s.document == "a"]
    assert slips == [
        ("missed", "CPT 99901", "CPT 99901 moon", None),
        ("invented", "CPT 77701", "CPT 77701 gait", 2),
    ]


@pytest.mark.parametrize("form", ["json", "markdown", "html", "table"])
def test_command_prints_each_form(tmp_path: Path, form: str) -> None:
    """Every form holds the figures; markup in values stays text in HTML and Markdown."""
    from extractor.commands.evaluate import evaluate as command

    predicted = record()
    predicted["codes"].append({"system": "CPT", "code": "<script>alert(1)</script>"})
    gold = write(tmp_path, "gold.json", record())
    ours = write(tmp_path, "ours.json", predicted)
    result = CliRunner().invoke(command, [str(gold), str(ours), "--format", form])
    assert result.exit_code == 0, result.output
    assert "codes" in result.output
    if form == "json":
        parsed = json.loads(result.output)
        assert parsed["soft"]["fields"]["codes"]["fp"] == 1
        assert parsed["soft"]["fields"]["title"] == parsed["strict"]["fields"]["title"]
    if form == "html":
        assert "<script" not in result.output.lower()
        assert "Content-Security-Policy" in result.output
    if form == "markdown":
        assert "| codes | 0.667 | 1.000 | 0.800 |" in result.output


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--min-f1", "0.99"], 0),
        (["--min-f1", "1.01"], 1),  # no record reaches it
        (["--field", "nonsense"], 2),
    ],
)
def test_command_exit_codes(tmp_path: Path, options: list[str], code: int) -> None:
    """The threshold decides between 0 and 1; a wrong call is 2."""
    from extractor.commands.evaluate import evaluate as command

    gold = write(tmp_path, "gold.json", record())
    assert CliRunner().invoke(command, [str(gold), str(gold), *options]).exit_code == code


def test_no_gold_is_a_wrong_call(tmp_path: Path) -> None:
    """A folder without records is refused."""
    from extractor.commands.evaluate import evaluate as command

    (tmp_path / "empty").mkdir()
    assert CliRunner().invoke(command, [str(tmp_path / "empty"), str(tmp_path)]).exit_code == 2
