"""The main command: sources in, records out; bad input costs itself one line and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.commands.run import run

ROOT = Path(__file__).parent.parent
TEXT = (
    "Medical Policy: Gait Retraining\n\nPolicy Number: MED.01.100\n\nEffective Date: 01/01/2026\n\nCoverage\n\n"
    "Gait retraining is considered investigational for all indications.\n"
)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A small policy as a text file."""
    path = tmp_path / "policy.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_one_file_prints_its_record(policy: Path) -> None:
    """Without -o the record of one file goes to standard output, and nothing else does."""
    result = CliRunner().invoke(run, [str(policy)])
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["source"]["name"] == "policy.txt"
    assert [s["position"] for s in record["statements"]] == ["investigational"]
    assert result.stderr == ""


def test_compact_is_one_line(policy: Path) -> None:
    """--compact prints the same record on one line without white space between."""
    result = CliRunner().invoke(run, [str(policy), "--compact"])
    assert result.stdout.count("\n") == 1
    assert json.loads(result.stdout) == json.loads(CliRunner().invoke(run, [str(policy)]).stdout)


def test_standard_input() -> None:
    """- reads the bytes of one document from standard input."""
    done = subprocess.run([sys.executable, "-m", "extractor", "run", "-"], input=TEXT.encode(), cwd=ROOT,
                          capture_output=True, check=True)  # fmt: skip
    assert json.loads(done.stdout)["source"]["name"] == "stdin"


def test_a_folder_is_walked(policy: Path, tmp_path: Path) -> None:
    """A folder gives a record for each document in it; hidden files and other suffixes are left."""
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    (inner / "other.html").write_text(f"<h1>Policy</h1><p>{TEXT}</p>", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(run, [str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["other.json", "policy.json"]
    assert "2 records written" in result.stderr


def test_one_stem_twice_is_told(policy: Path, tmp_path: Path) -> None:
    """Two sources with one stem do not overwrite each other, and the second says its name."""
    (tmp_path / "again").mkdir()
    other = tmp_path / "again" / "policy.txt"
    other.write_text(TEXT + "\nMore.\n", encoding="utf-8")
    result = CliRunner().invoke(run, [str(policy), str(other), "-o", str(tmp_path / "out")])
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["policy-2.json", "policy.json"]
    assert "written as policy-2.json" in result.stderr


def test_text_beside_the_record(policy: Path, tmp_path: Path) -> None:
    """--text writes the canonical text that the spans count in."""
    CliRunner().invoke(run, [str(policy), "-o", str(tmp_path / "out"), "--text"])
    text = (tmp_path / "out" / "policy.txt").read_text(encoding="utf-8")
    record = json.loads((tmp_path / "out" / "policy.json").read_text(encoding="utf-8"))
    at = record["statements"][0]["evidence"]
    assert text[at["start"] : at["end"]] == "Gait retraining is considered investigational for all indications."
    assert record["source"]["characters"] == len(text)


BAD = (
    ("empty.pdf", b"", "empty_file"),
    ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(64), "unsupported_format"),
    ("archive.txt", b"PK\x03\x04" + bytes(64), "corrupt_file"),
    ("login.html", b"<html><body><h1>Sign in</h1><form><input type=password></form></body></html>", "not_a_document"),
    ("gone.html", b"<html><body><h1>404</h1><p>Page not found</p></body></html>", "not_a_document"),
    ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Cat", "corrupt_file"),
)


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[row[0] for row in BAD])
def test_bad_input_costs_itself_only(name: str, data: bytes, code: str, policy: Path, tmp_path: Path) -> None:
    """A bad file gives one line with its name, a stable code and a way out; the other records are written."""
    bad = tmp_path / name
    bad.write_bytes(data)
    result = CliRunner().invoke(run, [str(bad), str(policy), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith(name)]
    assert f"{name}: {code}: " in line
    assert line.endswith(")")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["policy.json"]


def test_a_missing_file_is_named(policy: Path, tmp_path: Path) -> None:
    """A path that leads nowhere is a failure of that source alone."""
    result = CliRunner().invoke(run, [str(tmp_path / "nowhere.pdf"), str(policy), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "nowhere.pdf: missing_file: " in result.stderr


WRONG = (
    (["{policy}", "{policy}"], "need -o DIR"),
    (["{policy}", "--text"], "need -o DIR"),
    (["{policy}", "--profile", "atlantis"], "there is no profile"),
    ([], "Missing argument"),
    (["{policy}", "-o", "{policy}"], "{policy}"),
)


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=lambda v: str(v)[:30])
def test_wrong_usage_exits_with_two(arguments: list[str], message: str, policy: Path) -> None:
    """A wrong call says what is wrong with it and exits with 2."""
    filled = [argument.format(policy=policy) for argument in arguments]
    result = CliRunner().invoke(run, filled)
    assert result.exit_code == 2
    assert message.format(policy=policy.name) in result.stderr


def test_nothing_but_the_record_in_a_pipe(policy: Path) -> None:
    """In a pipe no progress bar and no colour reach either stream."""
    done = subprocess.run([sys.executable, "-m", "extractor", "run", str(policy), str(policy), "-o", str(policy.parent / "o")],
                          cwd=ROOT, capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
