"""A few invented policies as records, a batch run over them, and a PostgreSQL server: what the store tests stand on."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.batch.run import Plan, run
from extractor.types import (
    Code,
    Constraint,
    Criterion,
    Duration,
    Evidence,
    Facts,
    HistoryRow,
    Identifier,
    Named,
    Number,
    Payer,
    Policy,
    PolicyDate,
    Problem,
    Reference,
    RelatedPolicy,
    Section,
    Source,
    Statement,
    Title,
)

AT = Evidence(3, 9, 1, (), "test.rule", 0.9)
SOURCE = Source("x", "x", "text/plain", 0, 2, 100, False)
TREE = Criterion(
    operator="all",
    items=(
        Criterion(text="18 or older", start=1, end=9, constraint=Constraint("age", ">=", 18.0, None, "year")),
        Criterion(
            operator="at_least",
            minimum=2,
            text="Two of:",
            items=(
                Criterion(text="a", start=10, end=11, constraint=Constraint("quantity", "=", "two", None, None)),
                Criterion(text="b", start=12, end=13, unmapped="no label"),
                Criterion(text="c\0", start=14, end=15),
            ),
        ),
    ),
)


def code(value: str, status: str | None, *, system: str = "CPT", end: str | None = None) -> Code:
    """A code's row."""
    return Code(system, value, end, "Some service", status, "Group one", ("26",), "s1", True, AT)


def dated(kind: str, value: str) -> PolicyDate:
    """A date of a policy."""
    return PolicyDate(kind, value, {4: "year", 7: "month", 10: "day"}[len(value)], kind.title(), AT)


def policy(
    title: str,
    *,
    payer: str | None = "acme",
    number: str | None = None,
    dates: tuple[PolicyDate, ...] = (),
    codes: tuple[Code, ...] = (),
    statements: tuple[Statement, ...] = (),
) -> Policy:
    """A record; its parts beyond those named are a row each."""
    return Policy(
        "1.0.0",
        SOURCE,
        Facts(
            Title(title, AT),
            Payer(payer, f"{payer.title()} Health Plan", AT) if payer else None,
            "medical_policy",
            "active",
            (Number("OLD-1", "previous", None, AT), Number(number, "primary", "Policy", AT)) if number else (),
            dates,
            (RelatedPolicy("Other", "EX-9", AT),),
            (Named("Medicare", AT), Named("Commercial", AT)),
        ),
        (Section("s1", None, 1, None, "Coverage", "coverage", 0, 50, 1),),
        statements,
        codes,
        (Reference(1, "Doe J. A study.", *[None] * 12, AT),),  # type: ignore[arg-type]
        (Identifier("pmid", "123", 1, AT),),
        (HistoryRow("2020-01", "month", "New – “policy”", AT),),
        (Problem("warning", "some_doubt", "It is doubtful", 1, 2), Problem("info", "note", "No place")),
    )


STATEMENT = Statement(
    "st1", "Widgets are covered", "medically_necessary", "covered", True, "widgets", None, "initial",
    Duration(6.0, "month"), TREE, "s1", AT, ("CPT:99213",), ("1", "2"),
)  # fmt: skip
POLICIES = {
    "old.txt": policy(
        "Widgets",
        number="EX-1",
        dates=(dated("effective", "2022-03"), dated("last_review", "2023")),
        codes=(code("99213", "investigational"),),
    ),
    "new.txt": policy(
        "Widgets",
        number="EX-1",
        dates=(dated("effective", "2024-01-01"), dated("end", "2025-06")),
        codes=(code("99213", "medically_necessary"), code("M51.16", None, system="ICD-10-CM")),
        statements=(STATEMENT,),
    ),
    "range.txt": policy(
        "Gadgets",
        payer="bolt",
        number="G7",
        dates=(dated("published", "2021"),),
        codes=(code("99210", "not_covered", end="99215"),),
    ),
    "undated.txt": policy("Things", payer=None, codes=(code("99213", None),)),
    "bare.txt": policy("No codes", payer="bolt"),
}


def output(folder: Path, *, formats: tuple[str, ...] = ("ndjson",), policies: dict[str, Policy] | None = None) -> Path:
    """The output of a batch run over the policies, one of them there twice."""
    source = folder / "in"
    source.mkdir(parents=True, exist_ok=True)
    for name, record in (policies or POLICIES).items():
        (source / name).write_text(record.to_json(), encoding="utf-8")
    shutil.copy(source / "new.txt", source / "new copy.txt")
    (source / "empty.txt").write_bytes(b"")
    plan = Plan((str(source),), folder / "out", workers=1, formats=formats, work="tests.batch_work:echo")
    run(plan)
    return plan.output


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own in a temporary folder; its URL. OSError where there is none to start."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: int(home.parent.name))
    binaries = homes[-1] if homes else Path(shutil.which("initdb") or "/nowhere/initdb").parent
    if not (binaries / "initdb").exists():
        raise OSError("PostgreSQL's server (initdb) is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def do(*command: str | Path) -> None:
        subprocess.run([*as_user, *map(str, command)], check=True, capture_output=True, cwd=folder)

    try:
        do(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        do(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            do(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
