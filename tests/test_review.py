"""The review app without a browser: findings and forms, the journal on disk, what the server answers and refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from extractor.contract import validate
from extractor.errors import UsageError
from extractor.evaluate import evaluate, gold_from_review
from extractor.pipeline import read
from extractor.review import assets
from extractor.review.app import HEADERS, build
from extractor.review.findings import FIELDS, complaint, findings, forms
from extractor.review.journal import Journal, Refused
from extractor.review.library import Library, collect
from tests.review_case import HOSTILE, LINES, record_of, write_case, write_pdf

TOKEN = "a-token"
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The record of the invented policy."""
    path = tmp_path_factory.mktemp("case") / "lunar-gait.pdf"
    write_pdf(path, [LINES])
    made = record_of(read(path))
    validate(made)
    return made


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of one document with its record."""
    opened = Library([write_case(tmp_path)], who="Ada")
    yield opened
    opened.close()


@pytest.fixture
def client(library: Library) -> TestClient:
    """A client that speaks as the page does."""
    return TestClient(build(library, port=8000, token=TOKEN), base_url=ORIGIN, headers={"x-review-token": TOKEN})


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client for tests that change nothing: one server for all of them."""
    opened = Library([write_case(tmp_path_factory.mktemp("shared"))])
    yield TestClient(build(opened, port=8000, token=TOKEN), base_url=ORIGIN, headers={"x-review-token": TOKEN})
    opened.close()


# --------------------------------------------------------------------------- findings and forms


def test_every_finding_has_an_id_of_its_own(record: dict[str, Any]) -> None:
    """Ids are unique, name their field and span, and do not change when the record grows elsewhere."""
    found = findings(record)
    ids = [f["id"] for f in found]
    assert len(set(ids)) == len(ids)
    assert {f["field"] for f in found} <= {*FIELDS, "problems"}
    code = next(f for f in found if f["field"] == "codes")
    place = code["item"]["evidence"]
    assert code["id"] == f"codes:{place['start']}-{place['end']}"
    more = {**record, "codes": [*record["codes"], record["codes"][0]]}
    assert set(ids) < {f["id"] for f in findings(more)}
    assert findings(more)[-2]["id"] != ids[-2] or len(findings(more)) == len(found) + 1


def test_forms_follow_the_schema() -> None:
    """Each field has a form; choices, numbers, flags and trees come out of the schema."""
    made = forms()
    assert list(made) == list(FIELDS)
    kinds = {(f, i["key"]): i["kind"] for f, inputs in made.items() for i in inputs}
    assert kinds["statements", "position"] == "choice"
    assert kinds["statements", "criteria"] == "criterion"
    assert kinds["statements", "conditional"] == "boolean"
    assert kinds["statements", "duration"] == "duration"
    assert kinds["references", "year"] == "integer"
    assert kinds["codes", "modifiers"] == "array"
    assert "medical_policy" in next(i for i in made["kind"])["options"]
    assert not any(key in ("evidence", "id", "start") for _, key in kinds)
    position = next(i for i in made["codes"] if i["key"] == "status")
    assert position["optional"] and "investigational" in position["options"]


WRONG = [
    ("dates", {"value": "02/01/2031"}, "value"),  # not ISO
    ("dates", {"kind": "birthday"}, "kind"),
    ("codes", {"status": "perhaps"}, "status"),
    ("codes", {"more": 1}, "more"),  # closed objects
]


@pytest.mark.parametrize(("field", "change", "word"), WRONG)
def test_an_item_that_breaks_the_schema_is_complained_of(
    record: dict[str, Any], field: str, change: dict[str, Any], word: str
) -> None:
    """A correction has to keep the contract; the complaint names the place."""
    item = next(f["item"] for f in findings(record) if f["field"] == field)
    assert complaint(field, item) is None
    assert word in (complaint(field, {**item, **change}) or "")


# --------------------------------------------------------------------------- the journal


def journal(folder: Path) -> Journal:
    """An empty journal."""
    return Journal(folder / "a.review.json", {"name": "a.pdf", "sha256": "0" * 64})


def by_id(record: dict[str, Any]) -> dict[str, Any]:
    """The findings by id."""
    return {f["id"]: f for f in findings(record)}


def test_a_journal_comes_back_as_it_was_saved(record: dict[str, Any], tmp_path: Path) -> None:
    """Judgements survive: who, when, old and new; the file is whole JSON and no part is left over."""
    kept, found = journal(tmp_path), by_id(record)
    target = next(i for i, f in found.items() if f["field"] == "dates")
    new = {**found[target]["item"], "value": "2031-02-02"}
    kept.judge(found, {"action": "correct", "field": "dates", "target": target, "new": new}, who="Ada")
    kept.judge(found, {"action": "accept", "field": "title", "target": "title"}, who="Bo")
    kept.save(found.values())
    again = Journal.load(kept.path, source=kept.source)
    assert again.entries == kept.entries
    assert [(e["who"], e["action"]) for e in again.entries] == [("Ada", "correct"), ("Bo", "accept")]
    assert again.entries[0]["old"]["value"] == "2031-02-01"
    assert [p.name for p in tmp_path.iterdir()] == ["a.review.json"]


def test_undo_takes_back_one_step_at_a_time(record: dict[str, Any], tmp_path: Path) -> None:
    """Undo steps back through judgements, a whole field's in one; what was undone stays in the file."""
    kept, found = journal(tmp_path), by_id(record)
    codes = [i for i, f in found.items() if f["field"] == "codes"]
    kept.judge(found, {"action": "reject", "field": "codes", "target": codes[0]}, who="Ada")
    kept.judge(found, {"action": "complete", "field": "codes"}, who="Ada")
    assert kept.complete(found.values()) == ["codes"]
    assert {e["action"] for e in kept.standing().values()} == {"reject", "accept"}
    assert len(kept.judge(found, {"action": "undo"}, who="Ada")) == 3  # two accepted, one mark
    assert kept.complete(found.values()) == []
    assert list(kept.standing()) == [codes[0]]
    kept.judge(found, {"action": "undo"}, who="Ada")
    assert kept.judge(found, {"action": "undo"}, who="Ada") == []
    assert len(kept.entries) == 4


def test_a_review_becomes_gold(record: dict[str, Any], tmp_path: Path) -> None:
    """What stands of a complete field is gold: corrected, without what was rejected, with what was added."""
    kept, found = journal(tmp_path), by_id(record)
    codes = [f for f in found.values() if f["field"] == "codes"]
    better = {**codes[0]["item"], "status": "investigational"}
    kept.judge(found, {"action": "correct", "field": "codes", "target": codes[0]["id"], "new": better}, who="Ada")
    kept.judge(found, {"action": "reject", "field": "codes", "target": codes[1]["id"]}, who="Ada")
    added = {**codes[2]["item"], "code": "0998T"}
    kept.judge(found, {"action": "add", "field": "codes", "new": added}, who="Ada")
    kept.judge(found, {"action": "complete", "field": "codes"}, who="Ada")
    kept.save(found.values())
    gold = gold_from_review(json.loads(kept.path.read_text(encoding="utf-8")))
    assert sorted((c["code"], c["status"]) for c in gold["codes"]) == [
        ("0998T", "investigational"),
        ("0999T", "investigational"),
        ("99901", "investigational"),
    ]
    assert gold["policy"] == {}
    records = tmp_path / "records"
    records.mkdir()
    (records / "a.json").write_text(json.dumps(record), encoding="utf-8")
    report = evaluate(tmp_path, records)
    assert list(report.soft.fields) == ["codes", "code_status"]
    assert (report.soft.fields["codes"].tp, report.soft.fields["codes"].fp, report.soft.fields["codes"].fn) == (2, 1, 1)
    assert report.soft.fields["code_status"].fn == 1


REFUSED = [
    {"action": "accept", "field": "codes", "target": "codes:1-2"},  # nothing there
    {"action": "correct", "field": "title", "target": "title"},  # no new value
    {"action": "correct", "field": "title", "target": "title", "new": {"value": 1}},
    {"action": "add", "field": "title", "new": {"value": "x", "evidence": {}}},
    {"action": "drop", "field": "title", "target": "title"},
    {"action": "accept", "field": "passwords", "target": "title"},
    {},
]


@pytest.mark.parametrize("request_", REFUSED)
def test_a_judgement_that_makes_no_sense_is_refused(
    record: dict[str, Any], tmp_path: Path, request_: dict[str, Any]
) -> None:
    """Unknown targets, fields and actions, and values that break the schema, leave no entry."""
    kept = journal(tmp_path)
    with pytest.raises(Refused):
        kept.judge(by_id(record), request_, who="Ada")
    assert kept.entries == []


def test_a_file_that_is_no_review_is_not_overwritten(tmp_path: Path) -> None:
    """Opening a review on a file of another kind is an error, not a loss."""
    path = tmp_path / "a.review.json"
    path.write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(UsageError):
        Journal.load(path, source={})
    assert path.read_text(encoding="utf-8") == "[1, 2]"


# --------------------------------------------------------------------------- the library


def test_folders_are_walked_and_texts_beside_records_left_out(tmp_path: Path) -> None:
    """Documents by their suffix; NAME.txt beside NAME.pdf is its canonical text; a lone text is a document."""
    for name in ("a.pdf", "a.txt", "a.json", "b.txt", "c.html", "d.png", "sub/e.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert [p.name for p in collect([tmp_path])] == ["a.pdf", "b.txt", "c.html", "e.docx"]
    with pytest.raises(UsageError):
        collect([tmp_path / "nothing"])


def test_a_record_of_other_bytes_is_not_shown(tmp_path: Path) -> None:
    """A record beside the document that was made from other bytes is left aside; the document is extracted."""
    path = write_case(tmp_path)
    kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    kept["source"]["sha256"] = "f" * 64
    kept["policy"]["title"]["value"] = "Another policy"
    path.with_suffix(".json").write_text(json.dumps(kept), encoding="utf-8")
    opened = Library([path])
    try:
        titles = [f["item"]["value"] for f in opened.content(0)["findings"] if f["field"] == "title"]
        assert "Another policy" not in titles
    finally:
        opened.close()


def test_a_document_that_can_not_be_read_says_so(tmp_path: Path) -> None:
    """A broken file gives an error to show, and the others stay usable."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing more")
    opened = Library([broken, write_case(tmp_path)])
    try:
        assert "broken.pdf" in opened.content(0)["error"]
        assert opened.content(1)["findings"]
    finally:
        opened.close()


# --------------------------------------------------------------------------- the server


def test_pages_words_and_boxes_are_served(reader: TestClient) -> None:
    """The outline, the content, a page's image and words, the boxes of a span."""
    assert reader.get("/api/documents").json()[0]["name"] == "lunar-gait.pdf"
    assert reader.get("/api/documents/0/outline").json()["pages"] == [[612.0, 792.0]]
    content = reader.get("/api/documents/0").json()
    assert len(content["findings"]) == 22
    image = reader.get("/api/documents/0/pages/1.png?scale=1")
    assert image.headers["content-type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")
    words = reader.get("/api/documents/0/pages/1/words").json()
    start = content["text"].index("0999T")
    (word,) = [w for w in words if w[0] == start]
    (place,) = reader.get(f"/api/documents/0/boxes?spans={start}-{start + 5}").json()
    assert place["page"] == 1
    assert place["boxes"][0][1:] == word[2:]


def test_every_answer_carries_the_policy(reader: TestClient) -> None:
    """Pages, data and refusals alike forbid inline scripts, framing and sniffing."""
    for path in ("/", "/app.js", "/review.css", "/api/documents", "/api/documents/99", "/nowhere"):
        answer = reader.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    page = reader.get("/").text
    assert "<script>" not in page
    assert " on" not in page.partition("<body>")[2]


REFUSALS = [
    ("GET", "/", {"host": "evil.example"}, 421),  # DNS rebinding
    ("GET", "/api/documents", {"host": "127.0.0.1:9"}, 421),  # another port
    ("GET", "/api/documents", {"origin": "http://evil.example"}, 403),
    ("GET", "/api/documents", {"sec-fetch-site": "cross-site"}, 403),
    ("POST", "/api/documents/0/review", {"x-review-token": ""}, 403),
    ("POST", "/api/documents/0/review", {"x-review-token": "another"}, 403),
    ("POST", "/api/documents/0/review", {"origin": "null"}, 403),
    ("GET", "/api/documents/1", {}, 404),
    ("GET", "/api/documents/-1", {}, 404),
    ("GET", "/api/documents/0/pages/2.png", {}, 404),
    ("GET", "/api/documents/0/pages/0.png", {}, 404),
    ("GET", "/../../etc/passwd", {}, 404),
    ("GET", "/static/app.js", {}, 404),
    ("GET", "/api/documents/0/boxes?spans=x", {}, 400),
    ("DELETE", "/api/documents/0", {}, 405),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSALS)
def test_what_does_not_come_from_the_page_is_refused(
    reader: TestClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """Foreign hosts, origins and sites, writes without the token, and paths outside what was given."""
    assert reader.request(method, path, headers=headers).status_code == status


def test_a_correction_is_on_disk_when_it_is_answered(client: TestClient, library: Library) -> None:
    """The answer comes after the file; boxes come from the document, whatever the browser said."""
    content = client.get("/api/documents/0").json()
    date = next(f for f in content["findings"] if f["field"] == "dates")
    text = content["text"]
    start = text.index("11/17/2030")
    fake = {"start": start, "end": start + 10, "page": 9, "boxes": [[9, 0, 0, 1, 1]], "rule": "r", "confidence": 1}
    new = {**date["item"], "value": "2030-11-17", "evidence": fake}
    request = {"action": "correct", "field": "dates", "target": date["id"], "new": new}
    answer = client.post("/api/documents/0/review", json=request)
    assert answer.status_code == 200, answer.text
    saved = json.loads(library.items[0].journal_path.read_text(encoding="utf-8"))["entries"][0]
    assert saved["who"] == "Ada"
    assert saved["new"]["evidence"]["page"] == 1
    assert saved["new"]["evidence"]["boxes"][0][0] == 1
    assert answer.json()["states"][date["id"]]["item"] == saved["new"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"action": "fly", "field": "codes"}', 422), (b" " * (1 << 21), 413)],
)
def test_bad_bodies_are_refused(reader: TestClient, body: bytes, status: int) -> None:
    """What is no JSON, no object, no judgement or too long changes nothing."""
    assert reader.post("/api/documents/0/review", content=body).status_code == status


def test_a_full_disk_is_told_and_nothing_is_held_to_be_said(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where saving fails the browser hears it, and the judgement does not stand."""

    def full(self: Journal, found: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "save", full)
        request = {"action": "accept", "field": "title", "target": "title"}
        assert client.post("/api/documents/0/review", json=request).status_code == 507
    assert client.get("/api/documents/0").json()["states"] == {}


# --------------------------------------------------------------------------- the export


def test_data_of_an_export_can_not_leave_its_element() -> None:
    """No ``<``, ``>`` or ``&`` and no line separator of JavaScript stands raw in the data; it reads back whole."""
    page = assets.standalone({"words": HOSTILE})
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert not set(data) & set("<>&\u2028\u2029")
    assert json.loads(data) == {"words": HOSTILE}
    assert page.count("<script") == 2


def test_scripts_never_write_markup() -> None:
    """The front end has no way to turn words into markup, and asks nothing of elsewhere."""
    script = assets.script()
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        'setTimeout("',
    ):
        assert word not in script, word
    assert "http://" not in script
    assert "https://" not in script
