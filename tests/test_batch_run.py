"""The run: counts that add up, output that a kill can't change, and nothing done twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from extractor.batch.pool import Limits
from extractor.batch.progress import Silent
from extractor.batch.run import Plan, run
from extractor.batch.state import renamed
from extractor.errors import UsageError

HERE = Path(__file__).parent
QUICK = Limits(seconds=10.0, memory=300 << 20)
OUTPUTS = ("records", "parquet", "documents.ndjson")  # byte for byte the same, whatever happened on the way


def plan(output: Path, *sources: Path | str, **more: Any) -> Plan:
    """A plan for a small run."""
    settings: dict[str, Any] = {"limits": QUICK, "workers": 2, "work": "tests.batch_work:small", **more}
    return Plan(sources=tuple(map(str, sources)), output=output, **settings)


def write(folder: Path, documents: dict[str, bytes]) -> Path:
    """Write documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of an NDJSON file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def outputs(folder: Path) -> dict[str, bytes]:
    """Every output file whose bytes must not depend on how the run went; of failures all but ``elapsed``."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name.startswith(OUTPUTS):
            found[name] = path.read_bytes()
    failures = [{**row, "elapsed": None} for row in lines(folder / "failures.ndjson")]
    return {**found, "failures.ndjson": json.dumps(failures).encode()}


class Noted(Silent):
    """Keeps every event."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def event(self, name: str, **facts: Any) -> None:
        self.events.append((name, facts))


# --------------------------------------------------------------------------- what a run gives


def test_counts_add_up_and_every_document_is_listed(tmp_path: Path) -> None:
    """Found = written + failed + skipped, and documents.ndjson says of each which of them it is."""
    source = write(tmp_path / "in", {"a.txt": b"one", "b.txt": b"two", "logo.png": b"x", "deep/c.txt": b"three"})
    facts = run(plan(tmp_path / "out", source, tmp_path / "absent.pdf", limit=3))
    assert facts["counts"] == {"found": 5, "written": 3, "failed": 0, "skipped": 2}
    assert facts["skipped"] == {"limit": 1, "no_document": 1}
    rows = lines(tmp_path / "out/documents.ndjson")
    assert [(Path(row["path"]).name, row["status"]) for row in rows] == [
        ("a.txt", "written"),
        ("b.txt", "written"),
        ("c.txt", "written"),
        ("logo.png", "skipped"),
        ("absent.pdf", "skipped"),
    ]


def test_a_record_is_found_by_part_and_line(tmp_path: Path) -> None:
    """documents.ndjson leads to the line that holds the record."""
    source = write(tmp_path / "in", {"a.txt": b"one", "b.txt": b"", "c.txt": b"three"})
    run(plan(tmp_path / "out", source, work="tests.batch_poison:poison"))
    rows = lines(tmp_path / "out/documents.ndjson")
    assert [row["status"] for row in rows] == ["written", "failed", "written"]
    for row in rows:
        if row["status"] == "written":
            record = lines(tmp_path / f"out/records/{row['part']}.ndjson")[row["line"]]
            assert (record["source"]["name"], record["source"]["sha256"]) == (Path(row["path"]).name, row["sha256"])


def test_a_failure_has_path_hash_stage_code_elapsed_attempts_retryable(tmp_path: Path) -> None:
    """A line of failures.ndjson says what a person needs to act on it."""
    source = write(tmp_path / "in", {"empty.pdf": b""})
    run(plan(tmp_path / "out", source, tmp_path / "absent.pdf", work="tests.batch_poison:poison"))
    empty, absent = lines(tmp_path / "out/failures.ndjson")
    assert set(empty) == {"path", "sha256", "stage", "code", "message", "attempts", "retryable", "elapsed"}
    assert (empty["code"], empty["stage"], empty["attempts"], empty["retryable"]) == ("empty_file", "read", 1, False)
    assert empty["sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (absent["code"], absent["stage"], absent["sha256"]) == ("missing_file", "find", None)


def test_two_copies_are_extracted_once_and_recorded_twice(tmp_path: Path) -> None:
    """The same bytes under two names give two records that differ in the name alone."""
    marks = tmp_path / "marks"
    marks.mkdir()
    source = write(tmp_path / "in", {"a.txt": b"same", "b.txt": b"same", "c.txt": b"other", "z/a.txt": b"same"})
    facts = run(plan(tmp_path / "out", source, work="tests.batch_work:counted", options={"marks": str(marks)}))
    assert facts["counts"]["written"] == 4
    assert len(list(marks.iterdir())) == 2
    records = lines(tmp_path / "out/records/part-00000.ndjson")
    assert [record["source"].pop("name") for record in records] == ["a.txt", "b.txt", "c.txt", "a.txt"]
    assert records[0] == records[1] == records[3] != records[2]


def test_a_path_that_comes_again_keeps_what_a_list_says_of_it(tmp_path: Path) -> None:
    """A folder first, then a CSV: its columns are carried along, the first list's hold, and what it names is tried."""
    source = write(tmp_path / "in", {"a.txt": b"one", "b.txt": b"two", ".c.txt": b"three", "d.json": b"four"})
    for name, rows in {"first": "a.txt,1\n.c.txt,3\n", "second": "a.txt,2\nb.txt,2\n"}.items():
        (source / f"{name}.csv").write_text("path,batch\n" + rows)
    facts = run(plan(tmp_path / "out", source, source / "first.csv", source / "second.csv"))
    assert facts["counts"] == {"found": 6, "written": 3, "failed": 0, "skipped": 3}
    rows = lines(tmp_path / "out/documents.ndjson")
    assert {Path(row["path"]).name: row["columns"].get("batch") for row in rows if row["status"] == "written"} == {
        ".c.txt": "3",
        "a.txt": "1",
        "b.txt": "2",
    }
    facts = run(plan(tmp_path / "out", source, source / "first.csv", limit=2))
    assert facts["counts"] == {"found": 6, "written": 2, "failed": 0, "skipped": 4}


def test_two_copies_that_fail_are_two_failures(tmp_path: Path) -> None:
    """A failure too is found once and recorded under each path."""
    source = write(tmp_path / "in", {"a.txt": b"RAISE", "b.txt": b"RAISE", "c.txt": b"Policy"})
    facts = run(plan(tmp_path / "out", source, work="tests.batch_poison:poison"))
    assert facts["counts"] == {"found": 3, "written": 1, "failed": 2, "skipped": 0}
    assert [row["code"] for row in lines(tmp_path / "out/failures.ndjson")] == ["internal_error"] * 2


def test_a_second_run_extracts_nothing_and_changes_nothing(tmp_path: Path) -> None:
    """The manifest knows what is done; the output is the same bytes."""
    source = write(tmp_path / "in", {f"{i}.txt": b"%d" % i for i in range(20)})
    first = run(plan(tmp_path / "out", source))
    before = outputs(tmp_path / "out")
    second = run(plan(tmp_path / "out", source))
    assert (first["cost"]["extracted"], second["cost"]["extracted"]) == (20, 0)
    assert outputs(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("change", "extracted"),
    [
        ({}, 0),
        ({"fresh": True}, 3),  # asked to begin anew
        ({"profile": "default"}, 3),  # other options give other records
        ({"options": {"payer": "other"}}, 3),
        ({"workers": 1, "formats": ("parquet",)}, 0),  # neither touches a record
        ({"limits": Limits(5.0, 200 << 20)}, 0),  # nor do limits that a record was made within
    ],
)
def test_what_is_extracted_again(tmp_path: Path, change: dict[str, Any], extracted: int) -> None:
    """A result is kept for its content, extractor and options."""
    source = write(tmp_path / "in", {"a.txt": b"1", "b.txt": b"2", "c.txt": b"3"})
    run(plan(tmp_path / "out", source))
    assert run(plan(tmp_path / "out", source, **change))["cost"]["extracted"] == extracted


def test_a_changed_document_is_extracted_again(tmp_path: Path) -> None:
    """The manifest goes by content, not by name or time; what is gone leaves the output."""
    source = write(tmp_path / "in", {"a.txt": b"1", "b.txt": b"2", "c.txt": b"3"})
    run(plan(tmp_path / "out", source))
    write(source, {"b.txt": b"changed", "d.txt": b"new"})
    (source / "c.txt").unlink()
    facts = run(plan(tmp_path / "out", source))
    assert facts["cost"]["extracted"] == 2
    assert facts["changes"] == {"new": 1, "changed": 1, "unchanged": 1, "gone": 1}
    assert [r["source"]["name"] for r in lines(tmp_path / "out/records/part-00000.ndjson")] == [
        "a.txt",
        "b.txt",
        "d.txt",
    ]


def test_a_timeout_is_remembered_for_its_limits(tmp_path: Path) -> None:
    """What ran out of time is not tried again for nothing: only with other limits, or when asked."""
    source = write(tmp_path / "in", {"slow.txt": b"SLEEP"})
    short = plan(tmp_path / "out", source, limits=Limits(0.5, QUICK.memory))
    assert run(short)["cost"]["extracted"] == 1
    assert run(short)["cost"]["extracted"] == 0
    longer = plan(tmp_path / "out", source, limits=Limits(0.6, QUICK.memory))
    facts = run(longer)
    assert facts["cost"]["extracted"] == 1
    assert facts["failures"] == {"timeout": 1}
    again = plan(tmp_path / "out", source, limits=Limits(0.6, QUICK.memory), retry=True)
    assert run(again)["cost"]["extracted"] == 1


def test_parts_are_cut_by_place(tmp_path: Path) -> None:
    """A long run is written in parts; a shorter one later leaves none of them behind."""
    source = write(tmp_path / "in", {f"{i:02}.txt": b"%d" % (i % 6) for i in range(10)})
    run(plan(tmp_path / "out", source, part=4, formats=("ndjson", "parquet")))
    found = sorted((tmp_path / "out/records").iterdir())
    assert [[row["source"]["name"] for row in lines(path)] for path in found] == [
        ["00.txt", "01.txt", "02.txt", "03.txt"],
        ["04.txt", "05.txt", "06.txt", "07.txt"],
        ["08.txt", "09.txt"],
    ]
    run(plan(tmp_path / "out", source, limit=2, formats=("ndjson",)))
    assert sorted(path.name for path in (tmp_path / "out/records").iterdir()) == ["part-00000.ndjson"]
    assert list((tmp_path / "out/parquet/records").iterdir()) == []


def test_only_one_run_at_a_time(tmp_path: Path) -> None:
    """A second run in a folder that one is working in is refused."""
    source = write(tmp_path / "in", {"a.txt": b"1"})

    class Second(Silent):
        def event(self, name: str, **facts: Any) -> None:
            if name == "begin":
                with pytest.raises(UsageError, match="another run"):
                    run(plan(tmp_path / "out", source))

    assert run(plan(tmp_path / "out", source), watch=Second())["counts"]["written"] == 1


@pytest.mark.parametrize(
    ("sources", "message"),
    [(["nothing-*.pdf"], "no file matches"), (["@absent.txt"], "manifest"), (["none://x/y"], "can't be read here")],
)
def test_wrong_sources_are_wrong_usage(tmp_path: Path, sources: list[str], message: str) -> None:
    """A call that names nothing says so and touches nothing."""
    with pytest.raises(UsageError, match=message):
        run(plan(tmp_path / "out", *sources))


def test_names_that_play_tricks_are_safe(tmp_path: Path) -> None:
    """Names that collide by case, carry control characters or bytes that are no UTF-8 come out, made harmless."""
    source = tmp_path / "in"
    source.mkdir()
    names = [b"a.TXT", b"A.txt", b"bell\x07\x1b[2J.txt", b"\xff\xfe.txt", "\u202etxt.exe.txt".encode(), b"=1+1.txt"]
    for i, name in enumerate(names):
        (source / os.fsdecode(name)).write_bytes(b"%d" % i)
    facts = run(plan(tmp_path / "out", source, formats=("ndjson", "parquet")))
    assert facts["counts"]["written"] == len(names)
    text = (tmp_path / "out/documents.ndjson").read_bytes() + (tmp_path / "out/records/part-00000.ndjson").read_bytes()
    assert not any(byte in text for byte in (b"\x07", b"\x1b", b"\xff", "\u202e".encode()))
    assert b"\\\\x1b[2J" in text


@pytest.mark.parametrize("name", ["b.pdf", 'q"uote.pdf', "ü.pdf"])
def test_a_record_under_another_name(name: str) -> None:
    """Only the name in a record's source changes, wherever else it may stand."""
    record = b'{"schema_version":"1.0.0","source":{"name":"a.pdf","sha256":"x"},"policy":{"title":"a.pdf"}}'
    plain = json.loads(renamed(record, "a.pdf", name))
    assert plain == {"schema_version": "1.0.0", "source": {"name": name, "sha256": "x"}, "policy": {"title": "a.pdf"}}
    assert renamed(renamed(record, "a.pdf", name), name, "a.pdf") == record


# --------------------------------------------------------------------------- poison


def encrypted() -> bytes:
    """A PDF that asks for its password."""
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("secret", canPrint=1))
    canvas.drawString(72, 700, "Locked policy")
    canvas.save()
    return stream.getvalue()


def good(number: int) -> bytes:
    """A small policy."""
    return (
        f"Example Health Plan\nMedical Policy\nPolicy Number: EX-{number:04}\nEffective Date: 01/01/2024\n\n"
        f"Coverage\n\nTreatment number {number} is considered medically necessary.\n"
    ).encode()


@pytest.mark.slow
def test_poison_among_two_hundred(tmp_path: Path) -> None:
    """200 good documents give 200 records; each poison among them one failure with its own code."""
    documents = {f"{i:03}.txt": good(i) for i in range(200)}
    poison = {
        "020-spin.txt": (b"SPIN", "timeout"),
        "060-abort.txt": (b"ABORT", "crashed"),
        "090-allocate.txt": (b"ALLOCATE", "out_of_memory"),
        "120-corrupt.pdf": (b"%PDF-1.7\n1 0 obj <<", "corrupt_file"),
        "150-encrypted.pdf": (encrypted(), "password_required"),
        "199-empty.pdf": (b"", "empty_file"),
    }
    source = write(tmp_path / "in", documents | {name: data for name, (data, _) in poison.items()})
    facts = run(plan(tmp_path / "out", source, work="tests.batch_poison:poison", limits=Limits(4.0, 300 << 20)))
    assert facts["counts"] == {"found": 206, "written": 200, "failed": 6, "skipped": 0}
    codes = {Path(row["path"]).name: row["code"] for row in lines(tmp_path / "out/failures.ndjson")}
    assert codes == {name: code for name, (_, code) in poison.items()}
    names = [record["source"]["name"] for record in lines(tmp_path / "out/records/part-00000.ndjson")]
    assert names == sorted(documents)


# --------------------------------------------------------------------------- kills

RUN = """
import sys
from pathlib import Path
from extractor.batch.pool import Limits
from extractor.batch.run import Plan, run
run(Plan(sources=(sys.argv[1],), output=Path(sys.argv[2]), workers=2, limits=Limits(10.0, 300 << 20),
         formats=("ndjson", "parquet"), work="tests.batch_work:small", part=50))
"""


def start(source: Path, output: Path) -> subprocess.Popen[bytes]:
    """Start a run in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    return subprocess.Popen([sys.executable, "-c", RUN, str(source), str(output)], env=environment)


@pytest.mark.slow
def test_killed_at_random_moments_twenty_times(tmp_path: Path) -> None:
    """Parent and workers are killed with SIGKILL 20 times; the output is that of an undisturbed run, byte for byte."""
    chance = random.Random(20)
    documents = {f"{i:04}.txt": bytes([chance.randrange(256)]) + b"document %d" % (i % 330) for i in range(400)}
    source = write(tmp_path / "in", documents | {"bad.txt": b""})
    assert start(source, tmp_path / "calm").wait(120) == 0
    kills = rounds = finished = 0
    while kills < 20:
        rounds += 1
        assert rounds < 60
        process = start(source, tmp_path / "killed")
        time.sleep(chance.uniform(0.1, 2.0))
        workers = psutil.Process(process.pid).children() if process.poll() is None else []
        if workers and chance.random() < 0.5:  # a worker first, the parent a moment later
            chance.choice(workers).kill()
            kills += 1
            time.sleep(chance.uniform(0.0, 0.5))
        if process.poll() is None:
            process.kill()
            kills += 1
        elif process.returncode == 0:  # it got through between two kills: begin anew
            finished += 1
            assert outputs(tmp_path / "killed") == outputs(tmp_path / "calm")
            (tmp_path / "killed/.state/state.sqlite").unlink()
        process.wait()
        psutil.wait_procs(workers, timeout=5)
        assert not any(worker.is_running() for worker in workers), "a worker outlived its parent"
    assert start(source, tmp_path / "killed").wait(120) == 0
    assert outputs(tmp_path / "killed") == outputs(tmp_path / "calm")
    assert not list((tmp_path / "killed").rglob(".writing-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_cleanly_and_goes_on_later(tmp_path: Path, number: int) -> None:
    """SIGINT and SIGTERM end the command with status 130; what is done stays done."""
    source = write(tmp_path / "in", {f"{i:03}.txt": good(i) for i in range(300)})
    command = [sys.executable, "-m", "extractor", "batch", str(source), "-o", str(tmp_path / "out"), "--workers", "1"]
    process = subprocess.Popen(command, cwd=HERE.parent, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert " begin " in process.stderr.readline()
    time.sleep(0.5)
    process.send_signal(number)
    _, log = process.communicate(timeout=30)
    if process.returncode != 0:  # a fast machine may be through by then
        assert process.returncode == 130
        assert "stopped" in log
        assert not (tmp_path / "out/run.json").exists()
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, timeout=120, check=True)
    assert "found 300 = written 300 + failed 0 + skipped 0" in done.stdout
