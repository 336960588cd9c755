"""The stores: the same rows whichever way they came, keys that hold, and views that answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from extractor.errors import UsageError
from extractor.stores.load import load, opened
from extractor.stores.lookup import Question, cell, lookup
from extractor.stores.sql import ALL, VIEWS, quoted
from extractor.stores.tables import TABLES
from tests.store_case import POLICIES, code, output, policy, postgres

ROOT = Path(__file__).parent.parent
KINDS = ("duckdb", "sqlite", "postgres", "duckdb-parquet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run as NDJSON."""
    return output(tmp_path_factory.mktemp("ndjson"))


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run as Parquet alone."""
    return output(tmp_path_factory.mktemp("parquet"), formats=("parquet",))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server; where none is installed the tests that need it are skipped, but not in CI."""
    manager = postgres()
    try:
        url = manager.__enter__()
    except OSError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    yield url
    manager.__exit__(None, None, None)


@pytest.fixture(params=[pytest.param(kind, marks=pytest.mark.postgres if kind == "postgres" else ()) for kind in KINDS])
def store(request: pytest.FixtureRequest, folder: Path, parquet: Path, tmp_path: Path) -> tuple[str, Path]:
    """Each kind of store, empty, and the folder to load into it."""
    kind = request.param
    if kind == "postgres":
        url = request.getfixturevalue("server")
        with psycopg.connect(url, autocommit=True) as db:
            db.execute("DROP SCHEMA public CASCADE")
            db.execute("CREATE SCHEMA public")
        return url, folder
    if kind == "duckdb-parquet":
        return f"duckdb:{tmp_path / 'p.duckdb'}", parquet
    return f"{kind}:{tmp_path / 'p.db'}", folder


def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows, in the order of its key; JSON as values, truth as truth."""
    found = {}
    with opened(url) as db:
        for table in ALL:
            booleans = {column.name for column in table.columns if column.kind == "boolean"}
            trees = {column.name for column in table.columns if column.json}
            rows = db.query(f'SELECT {quoted(*table.names)} FROM "{table.name}" ORDER BY {quoted(*table.key)}')
            found[table.name] = [
                tuple(
                    bool(value) if name in booleans and value is not None
                    else json.loads(value) if name in trees and value is not None
                    else value
                    for name, value in row.items()
                )
                for row in rows
            ]  # fmt: skip
            if table.name == "files":  # the runs lie in folders of their own
                found["files"] = [(Path(path).name, *rest) for path, *rest in found["files"]]
    return found


def test_each_store_holds_the_same_rows(store: tuple[str, Path], folder: Path, tmp_path: Path) -> None:
    """DuckDB from Parquet and from NDJSON, SQLite and PostgreSQL agree on every value of every table."""
    url, source = store
    load(source, url)
    load(folder, f"sqlite:{tmp_path / 'reference.db'}")
    found, wanted = contents(url), contents(f"sqlite:{tmp_path / 'reference.db'}")
    for name in wanted:
        assert found[name] == wanted[name], name


def test_loading_twice_changes_nothing(store: tuple[str, Path]) -> None:
    """A second load of the same run leaves every row as it was."""
    url, source = store
    first = load(source, url)
    before = contents(url)
    assert load(source, url) == first
    assert contents(url) == before


def test_counts(store: tuple[str, Path]) -> None:
    """A document that lies in two places is one document and two files; a failed one is a file alone."""
    url, source = store
    counts = load(source, url)
    assert (counts["documents"], counts["files"]) == (len(POLICIES), len(POLICIES) + 2)
    assert counts["criteria"] == 6
    assert (counts["codes"], counts["problems"], counts["numbers"]) == (5, 2 * len(POLICIES), 6)


def test_keys_join(store: tuple[str, Path]) -> None:
    """Every row of every table belongs to a document; keys name one row."""
    url, source = store
    load(source, url)
    with opened(url) as db:
        for table in TABLES:
            lost = f'SELECT 1 FROM "{table.name}" t LEFT JOIN documents d USING (document) WHERE d.document IS NULL'
            assert db.query(lost) == []
            twice = f'SELECT 1 FROM "{table.name}" GROUP BY {quoted(*table.key)} HAVING count(*) > 1'
            assert db.query(twice) == []


def test_a_criteria_tree_can_be_rebuilt(store: tuple[str, Path]) -> None:
    """Each node knows the node above it, its depth and its constraint."""
    url, source = store
    load(source, url)
    with opened(url) as db:
        rows = db.query("SELECT * FROM criteria ORDER BY node")
    assert [(r["node"], r["parent"], r["depth"], r["operator"], r["text"]) for r in rows] == [
        (0, None, 0, "all", None),
        (1, 0, 1, None, "18 or older"),
        (2, 0, 1, "at_least", "Two of:"),
        (3, 2, 2, None, "a"),
        (4, 2, 2, None, "b"),
        (5, 2, 2, None, "c\ufffd"),  # PostgreSQL has no NUL, so no store has
    ]
    assert (rows[1]["constraint_kind"], rows[1]["constraint_comparator"], rows[1]["constraint_value"]) == (
        "age",
        ">=",
        "18.0",
    )
    assert (rows[2]["minimum"], rows[4]["unmapped"]) == (2, "no label")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (Question("99213"), {("EX-1", "2022-03-01"), ("EX-1", "2024-01-01"), ("G7", "2021-01-01"), (None, None)}),
        (Question("99213", on="2021-06-01"), {("G7", "2021-01-01")}),
        (Question("99213", on="2023-12-31"), {("EX-1", "2022-03-01"), ("G7", "2021-01-01")}),
        (Question("99213", on="2024-01-01"), {("EX-1", "2024-01-01"), ("G7", "2021-01-01")}),
        (Question("99213", on="2025-06-30"), {("EX-1", "2024-01-01"), ("G7", "2021-01-01")}),
        (Question("99213", on="2025-07-01"), {("G7", "2021-01-01")}),  # the newest version has ended
        (Question("99213", payer="ACME"), {("EX-1", "2022-03-01"), ("EX-1", "2024-01-01")}),
        (Question("99213", payer="bolt health"), {("G7", "2021-01-01")}),
        (Question("99213", payer="nobody"), set()),
        (Question("m5116"), {("EX-1", "2024-01-01")}),  # a dot and case more or less
        (Question(" M51.16 "), {("EX-1", "2024-01-01")}),
        (Question("99215"), {("G7", "2021-01-01")}),  # the end of a range belongs to it
        (Question("99216"), set()),
        (Question("9921"), set()),  # a part of a code is no code
    ],
)
def test_lookup(store: tuple[str, Path], question: Question, expected: set[tuple[str | None, str | None]]) -> None:
    """A code is found where it stands, in ranges too, in the versions that were in force on a day."""
    url, source = store
    load(source, url)
    with opened(url) as db:
        rows = lookup(db, question)
    assert {(row["number"], row["valid_from"]) for row in rows} == expected


def test_views(store: tuple[str, Path]) -> None:
    """Each view answers; the ones that people ask for give what they say."""
    url, source = store
    load(source, url)
    with opened(url) as db:
        for view in VIEWS:
            assert db.query(f"SELECT * FROM {view}")
        assert [row["title"] for row in db.query("SELECT title FROM documents_without_codes")] == ["No codes"]
        (row,) = db.query("SELECT * FROM statements_by_position WHERE position = 'medically_necessary'")
        assert (row["number"], row["service"], bool(row["conditional"])) == ("EX-1", "widgets", True)
        old, new = db.query("SELECT * FROM versions WHERE number = 'EX-1' ORDER BY valid_from")
        assert (old["superseded_on"], new["superseded_on"]) == ("2024-01-01", None)
        assert (new["effective"], new["ends"], new["ends_on"]) == ("2024-01-01", "2025-06", "2025-06-31")
        if not url.startswith("sqlite"):
            found = db.query("SELECT number FROM in_force('2023-05-05') ORDER BY number")
            assert [row["number"] for row in found] == ["EX-1", "G7"]


def test_a_new_reading_of_a_document_replaces_the_old(store: tuple[str, Path], tmp_path: Path) -> None:
    """The same bytes read anew leave nothing of their old rows behind; other documents stay."""
    url, source = store
    before = load(source, url)
    other = output(tmp_path / "other", policies={"new.txt": policy("Wholly new", number="N", codes=(code("A", None),))})
    after = load(other, url)
    assert after["documents"] == before["documents"] + 1
    assert after["codes"] == before["codes"] + 1
    lines = (source / "records/part-00000.ndjson") if (source / "records").exists() else None
    if lines is not None:
        kept = lines.read_bytes()
        try:
            lines.write_bytes(kept.replace(b'"99213"', b'"99214"'))
            assert load(source, url)["codes"] == after["codes"]
            with opened(url) as db:
                assert db.query("SELECT 1 FROM codes WHERE code = '99213'") == []
        finally:
            lines.write_bytes(kept)


@pytest.mark.parametrize("url", ["mysql://x", "duckdb:", "policies.db", "postgresql://nobody@/x?host=/nowhere"])
def test_a_store_that_is_none(url: str, folder: Path) -> None:
    """What names no store is wrong usage, told in a line."""
    with pytest.raises(UsageError):
        load(folder, url)


def test_a_folder_that_is_no_output(tmp_path: Path) -> None:
    """Only what a run has finished is loaded."""
    with pytest.raises(UsageError, match=r"run\.json"):
        load(tmp_path, f"sqlite:{tmp_path / 'x.db'}")


def test_parquet_alone_goes_into_duckdb_alone(parquet: Path, tmp_path: Path) -> None:
    """SQLite can't read Parquet; it says what to do and leaves no half-made tables."""
    with pytest.raises(UsageError, match="format both"):
        load(parquet, f"sqlite:{tmp_path / 'x.db'}")
    with opened(f"sqlite:{tmp_path / 'x.db'}") as db:
        assert db.query("SELECT name FROM sqlite_master") == []


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    command = [sys.executable, "-m", "extractor", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("value", "quoted_value"),
    [
        ("=HYPERLINK(0)", "'=HYPERLINK(0)"),
        ("+1", "'+1"),
        ("-1+2", "'-1+2"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\n=1", "'\n=1"),
        ("Office visit", "Office visit"),
        ("a=1", "a=1"),
        (None, None),
        (-1, -1),
    ],
)
def test_a_spreadsheet_runs_nothing(value: object, quoted_value: object) -> None:
    """Text that a spreadsheet would take for a formula is quoted, other values are left alone."""
    assert cell(value) == quoted_value


def test_the_commands(folder: Path, tmp_path: Path) -> None:
    """load says what is there; lookup answers JSON in a pipe, 1 where nothing is found, 2 where no store is."""
    url = f"duckdb:{tmp_path / 'p.duckdb'}"
    done = call("load", str(folder), "--to", url)
    assert done.returncode == 0 and "documents 5" in done.stdout
    found = call("lookup", "99213", "--on", "2024-05-01", "--payer", "acme", "--from", url)
    (row,) = json.loads(found.stdout)
    assert (row["standing"], row["payer"], row["group_heading"]) == (
        "medically_necessary",
        "Acme Health Plan",
        "Group one",
    )
    sheet = call("lookup", "99213", "--csv", "--from", url).stdout.splitlines()
    assert sheet[0].startswith("system,code,") and len(sheet) == 5
    assert call("lookup", "00000", "--from", url).returncode == 1
    assert call("lookup", "99213", "--on", "May", "--from", url).returncode == 2
    assert call("lookup", "99213", "--from", f"duckdb:{tmp_path / 'absent'}").returncode == 2


def test_lookup_on_a_terminal_says_in_words_that_nothing_was_found(folder: Path, tmp_path: Path) -> None:
    """A table where there are rows, a sentence (without the store's URL: it may hold a password) where there are none."""
    import pty

    url = f"duckdb:{tmp_path / 'p.duckdb'}"
    call("load", str(folder), "--to", url)
    shown = {}
    for asked in ("99213", "00000"):
        leader, follower = pty.openpty()
        subprocess.run(
            [sys.executable, "-m", "extractor", "lookup", asked, "--from", url], stdout=follower, check=False
        )
        os.close(follower)
        shown[asked] = os.read(leader, 10_000).decode()
        os.close(leader)
    assert "99213 in " in shown["99213"] and "Acme" in shown["99213"]
    assert shown["00000"].strip() == "No policy in the store names 00000."
