"""The run report: fill rates, the alarm of a changed layout, a page that needs nothing else and runs nothing."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from extractor.batch import report, tally
from extractor.batch.progress import Lines
from extractor.batch.run import run
from tests.batch_work import record
from tests.store_case import POLICIES
from tests.test_batch_run import Noted, plan, write


def entry(documents: int, **filled: int) -> dict[str, Any]:
    """A payer's counts."""
    return {"documents": documents, "pages": documents, "filled": filled, "headings": {}, "problems": {}}


@pytest.mark.parametrize(
    ("before", "now", "alarm"),
    [
        ((100, 100), (100, 40), True),  # a layout changed
        ((100, 100), (20, 0), True),
        ((3, 3), (3, 0), True),  # three of three, none of three: hardly chance
        ((3, 3), (3, 2), False),  # one of three may be chance
        ((2, 2), (100, 0), False),  # two documents are no rate
        ((100, 100), (2, 0), False),
        ((100, 95), (100, 90), False),  # too small a fall to wake anyone
        ((1000, 1000), (1000, 850), True),
        ((20, 12), (20, 9), False),  # within chance
        ((100, 40), (100, 100), False),  # fuller is no alarm
        ((100, 0), (100, 0), False),
    ],
)
def test_when_a_field_has_fallen(before: tuple[int, int], now: tuple[int, int], alarm: bool) -> None:
    """A fall is an alarm where it is large and more than chance."""
    assert report.fell(entry(before[0], title=before[1]), entry(now[0], title=now[1]), "title") is alarm


def test_what_counts_as_filled() -> None:
    """Parts that hold something count; 'other', 'unknown' and empty lists don't."""
    full = json.loads(POLICIES["new.txt"].to_json())
    bare = json.loads(record(b"x", "x.txt"))
    bare["policy"] |= {"kind": "other", "status": "unknown"}
    assert {"title", "payer", "kind", "dates", "effective date", "criteria", "codes", "code standing"} <= tally.filled(
        full
    )
    assert tally.filled(bare) == {"title"}
    assert tally.filled(full) <= set(tally.names())


def test_tallies_add_up() -> None:
    """The tally of two parts is the tally of the whole."""
    records = [json.loads(policy.to_json()) for policy in POLICIES.values()]
    whole: tally.Tally = {}
    for each in records:
        tally.add(whole, each)
    merged: tally.Tally = {}
    for part in (records[:2], records[2:]):
        counts: tally.Tally = {}
        for each in part:
            tally.add(counts, each)
        tally.merge(merged, json.loads(json.dumps(tally.trimmed(counts))))
    assert tally.trimmed(merged) == tally.trimmed(whole)
    assert whole["acme"]["documents"] == 2


def documents(count: int, *, title: bool, start: int = 0) -> dict[str, bytes]:
    """Records of one payer, as documents."""
    made = {}
    for number in range(start, start + count):
        plain = json.loads(record(b"%d" % number, "x", payer="acme"))
        if not title:
            plain["policy"]["title"] = None
        plain["sections"] = [{"id": "s", "parent": None, "level": 1, "number": None, "heading": "<script>x</script>",
                              "type": "other", "start": 0, "end": number, "page": None}]  # fmt: skip
        made[f"{number:04}.txt"] = json.dumps(plain).encode()
    return made


def test_a_changed_layout_raises_the_alarm(tmp_path: Path) -> None:
    """Ten new documents without titles among a hundred old ones are seen, though the whole hardly changed."""
    source = write(tmp_path / "in", documents(100, title=True))
    settings = {"work": "tests.batch_work:echo"}
    first, second, third = Noted(), Noted(), Noted()
    run(plan(tmp_path / "out", source, **settings), watch=first)
    write(source, documents(10, title=False, start=100))
    run(plan(tmp_path / "out", source, **settings), watch=second)
    run(plan(tmp_path / "out", source, **settings), watch=third)
    alarms = [[facts for name, facts in watch.events if name == "alarm"] for watch in (first, second, third)]
    assert [len(found) for found in alarms] == [0, 1, 0]
    (alarm,) = alarms[1]
    assert (alarm["payer"], alarm["field"], alarm["among"]) == ("acme", "title", "new documents")
    assert (alarm["before"], alarm["after"], alarm["documents"]) == (1.0, 0.0, 10)


def test_the_page_stands_alone_and_runs_nothing(tmp_path: Path) -> None:
    """No script, no address of another file, and what documents say is text."""
    source = write(tmp_path / "in", documents(5, title=True) | {"<b>&.txt": b"not json"})
    run(plan(tmp_path / "out", source, work="tests.batch_work:echo"))
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page and "<script" not in page
    assert re.findall(r"(?:src|href|url\()", page) == []
    assert "internal_error" in page
    plain = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert plain["payers"]["acme"]["filled"]["title"] == 5
    assert plain["payers"]["acme"]["headings"] == {"<script>x</script>": 5}


@pytest.mark.parametrize("as_json", [False, True])
def test_lines_for_a_pipe(as_json: bool) -> None:
    """A line an event, each parsed by its reader: plain words, or JSON with time, level and event."""
    stream = io.StringIO()
    watch = Lines(stream, as_json=as_json)
    watch.event("begin", total=2)
    watch.document(pages=3, failed=True)
    watch.event("failure", path="a b.pdf", code="timeout")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    if as_json:
        assert [json.loads(line)["event"] for line in lines] == ["begin", "failure"]
        assert json.loads(lines[1])["level"] == "warning"
    else:
        assert lines[1].endswith('failure path="a b.pdf" code=timeout')
