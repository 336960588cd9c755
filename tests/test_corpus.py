"""The project's own corpus, whole: invariants, exact gold, boxes, formats that agree, the same bytes every time."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from extractor import contract
from extractor.pipeline import assemble, read, understand
from extractor.types import Document, Policy
from tests.invariants import breaches

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from corpus_writer import FORMATS, LAYOUTS, document  # noqa: E402

CORPUS = sorted(path for path in (ROOT / "corpus").glob("*/*") if path.name != "gold.json")
each = pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)


@cache
def extracted(path: Path) -> tuple[Document, Policy]:
    """A document of the corpus and its record, read once a session."""
    source = read(path)
    return source, assemble(understand(source))


def test_the_corpus_is_complete() -> None:
    """At least twelve documents, in all four formats, each with its gold record."""
    assert len(CORPUS) >= 12
    assert {path.suffix for path in CORPUS} == {".pdf", ".html", ".docx", ".txt"}
    assert [path.name for path in CORPUS if not (path.parent / "gold.json").exists()] == []


@each
def test_the_committed_corpus_is_what_the_writer_writes(path: Path) -> None:
    """Writing the corpus anew gives the committed gold records (and bytes, but for libraries' own versions)."""
    seed = list(dict.fromkeys(p.parent.name for p in CORPUS))
    assert path.parent.name in seed
    layout = path.parent.name.replace("-", "_")
    number = list(LAYOUTS).index(layout) + 1
    _, gold = document(layout, number, path.suffix[1:])
    assert json.loads((path.parent / "gold.json").read_text(encoding="utf-8")) == json.loads(json.dumps(gold))


@each
def test_every_record_keeps_the_invariants(path: Path) -> None:
    """Spans are exact, boxes lie on their pages, sections nest."""
    source, policy = extracted(path)
    assert breaches(source, policy.to_dict()) == []


@each
def test_every_record_is_valid_for_both_validators(path: Path) -> None:
    """The record keeps the schema; the fast validator and the reference one agree."""
    record = extracted(path)[1].to_dict()
    contract.validate(record)
    jsonschema.Draft202012Validator(json.loads(contract.schema_text())).validate(record)


BREACHES = (
    (("schema_version",), "2.0.0"),
    (("policy", "kind"), "novel"),
    (("policy", "extra"), 1),
    (("source", "sha256"), "xyz"),
    (("sections",), None),
    (("source", "pages"), 0),
)


@pytest.mark.parametrize(("keys", "value"), BREACHES, ids=lambda v: str(v))
def test_validators_agree_on_breaches(keys: tuple[str, ...], value: object) -> None:
    """Both validators refuse a record with one value out of the contract."""
    record = json.loads(extracted(CORPUS[0])[1].to_json())
    place = record
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    with pytest.raises(contract.InvalidRecord):
        contract.validate(record)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(contract.schema_text())).validate(record)


@each
def test_json_is_the_dictionary(path: Path) -> None:
    """to_json and to_dict say the same, compact or not."""
    policy = extracted(path)[1]
    assert json.loads(policy.to_json()) == policy.to_dict() == json.loads(policy.to_json(indent=None))


def test_the_same_bytes_give_the_same_record_in_another_process() -> None:
    """A second run, and a run in another process with another hash seed, are byte-identical."""
    code = (
        "import sys, hashlib, pathlib; from extractor import extract\n"
        "for p in sys.argv[1:]: print(hashlib.sha256(extract(p).to_json().encode()).hexdigest())"
    )
    runs = set()
    for seed in ("1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, CORPUS)],
            cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        runs.add(done.stdout)
    import hashlib

    here = "".join(hashlib.sha256(extracted(p)[1].to_json().encode()).hexdigest() + "\n" for p in CORPUS)
    assert runs == {here}


FINDINGS = {
    "title": lambda r: [(r["policy"]["title"]["value"], r["policy"]["title"])] if r["policy"]["title"] else [],
    "numbers": lambda r: [(n["value"], n) for n in r["policy"]["numbers"]],
    "dates": lambda r: [(f"{d['kind']} {d['value']}", d) for d in r["policy"]["dates"]],
    "codes": lambda r: [(c["code"], c) for c in r["codes"]],
    "references": lambda r: [(x["text"], x) for x in r["references"]],
    "statements": lambda r: [(s["text"], s) for s in r["statements"]],
}


@pytest.mark.parametrize("path", [p for p in CORPUS if p.suffix == ".pdf"], ids=lambda p: p.name)
def test_boxes_are_where_the_writer_drew(path: Path) -> None:
    """The boxes of a finding lie over the boxes that the writer noted, on the right page."""
    gold = json.loads((path.parent / "gold.json").read_text(encoding="utf-8"))
    record = extracted(path)[1].to_dict()
    checked = 0
    for field, value, boxes in gold["boxes"]:
        found = [item for name, item in FINDINGS.get(field, lambda r: [])(record) if name.rstrip(":") == value]
        if not found:
            continue  # the field's own score tells what was not found
        overlaps = [_overlap(boxes, item["evidence"]["boxes"]) for item in found]
        assert max(overlaps) >= 0.6, (field, value[:60], boxes, [i["evidence"]["boxes"] for i in found])
        checked += 1
    assert checked >= len(gold["boxes"]) * 0.8


def _overlap(gold: list[Any], found: list[Any]) -> float:
    """Share of the gold boxes' area that lies under the found boxes of the same page."""
    area = covered = 0.0
    for page, x0, y0, x1, y1 in gold:
        area += (x1 - x0) * (y1 - y0)
        covered += sum(
            max(0.0, min(x1, b[3]) - max(x0, b[1])) * max(0.0, min(y1, b[4]) - max(y0, b[2]))
            for b in found
            if b[0] == page
        )
    return min(1.0, covered / area)


FACTS = ("title", "payer", "kind", "status", "numbers", "dates", "codes", "references", "history", "statements")


def facts(record: dict[str, Any]) -> dict[str, Any]:
    """What must not depend on the format of a document."""
    policy = record["policy"]
    return {
        "title": policy["title"] and policy["title"]["value"],
        "payer": policy["payer"] and policy["payer"]["name"],
        "kind": policy["kind"],
        "status": policy["status"],
        "numbers": [(n["value"], n["role"]) for n in policy["numbers"]],
        "dates": sorted((d["kind"], d["value"]) for d in policy["dates"]),
        "codes": [(c["system"], c["code"], c["code_end"], c["status"]) for c in record["codes"]],
        "references": [(r["number"], r["text"]) for r in record["references"]],
        "history": [(h["date"], h["description"]) for h in record["history"]],
        "statements": [(s["text"], s["position"], _shape(s["criteria"])) for s in record["statements"]],
    }


def _shape(node: dict[str, Any] | None) -> Any:
    if node is None:
        return None
    if node.get("items") is None:
        return node["text"]
    return node["operator"], node.get("minimum"), [_shape(item) for item in node["items"]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_formats_agree(layout: str) -> None:
    """The same policy as PDF, HTML, DOCX and text gives the same facts."""
    seed = list(LAYOUTS).index(layout) + 1
    read_as = {}
    for kind in FORMATS:
        data, _ = document(layout, seed, kind)
        read_as[kind] = facts(assemble(understand(read(data, name=f"policy.{kind}"))).to_dict())
    for fact in FACTS:
        assert {kind: found[fact] for kind, found in read_as.items()} == dict.fromkeys(FORMATS, read_as["pdf"][fact])
