"""Publishing: a finished run in an object store, its list of files last, nothing copied twice, nothing else touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.publish import publish
from extractor.errors import ExtractorError, UsageError

URL = "memory://bucket/out"


@pytest.fixture
def store() -> Iterator[Any]:
    """An empty object store in memory."""
    import fsspec

    system = fsspec.filesystem("memory")
    yield system
    if system.exists("/bucket"):
        system.rm("/bucket", recursive=True)


def finished(folder: Path, **files: str) -> Path:
    """A run's output with the files of a run.json: ``records_0="text"`` is records/part-00000.ndjson."""
    described = {}
    for key, text in files.items():
        name = f"records/part-{int(key.removeprefix('records_')):05d}.ndjson" if "_" in key else f"{key}.ndjson"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        described[name] = {"bytes": len(text), "sha256": f"hash of {text}"}
    for name in ("report.html", "report.json"):
        (folder / name).write_text("report", encoding="utf-8")
    (folder / "run.json").write_text(json.dumps({"files": described}), encoding="utf-8")
    return folder


def names(store: Any) -> list[str]:
    """What lies in the store's folder."""
    return sorted(path.removeprefix("/bucket/out/") for path in store.find("/bucket/out"))


def test_a_run_is_copied_and_its_list_comes_last(store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of its files, none of its state; run.json after all that it lists."""
    put: list[str] = []
    real = type(store).put_file
    monkeypatch.setattr(type(store), "put_file", lambda self, a, b, **k: (put.append(b), real(self, a, b, **k))[1])
    finished(tmp_path, records_0="one", documents="d")
    (tmp_path / ".state").mkdir()
    (tmp_path / ".state" / "state.sqlite").write_bytes(b"x")
    assert publish(tmp_path, URL) == {"copied": 5, "kept": 0, "removed": 0}
    assert names(store) == ["documents.ndjson", "records/part-00000.ndjson", "report.html", "report.json", "run.json"]
    assert put[-1].endswith("run.json")
    assert store.cat_file("/bucket/out/records/part-00000.ndjson") == b"one"


def test_what_is_there_is_left_alone(store: Any, tmp_path: Path) -> None:
    """A second run copies what has changed, removes the parts that are no more, and nothing that is not its own."""
    publish(finished(tmp_path / "a", records_0="one", records_1="two", documents="d"), URL)
    store.pipe("/bucket/out/notes.txt", b"mine")
    assert publish(finished(tmp_path / "b", records_0="one", documents="e"), URL) == {
        "copied": 4,
        "kept": 1,
        "removed": 1,
    }
    assert "records/part-00001.ndjson" not in names(store)
    assert store.cat_file("/bucket/out/notes.txt") == b"mine"
    assert store.cat_file("/bucket/out/documents.ndjson") == b"e"


def test_an_object_that_went_missing_is_copied_again(store: Any, tmp_path: Path) -> None:
    """The store's own list decides what is there, not the last run.json."""
    publish(finished(tmp_path, records_0="one", documents="d"), URL)
    store.rm_file("/bucket/out/records/part-00000.ndjson")
    assert publish(tmp_path, URL) == {"copied": 4, "kept": 1, "removed": 0}
    assert store.cat_file("/bucket/out/records/part-00000.ndjson") == b"one"


def test_a_published_list_names_no_file_to_remove_outside_the_parts(store: Any, tmp_path: Path) -> None:
    """A run.json that was tampered with removes nothing but parts."""
    listed = {"files": {"../other": {"bytes": 1, "sha256": ""}, "notes.txt": {"bytes": 4, "sha256": ""}}}
    store.pipe("/bucket/out/run.json", json.dumps(listed).encode())
    store.pipe("/bucket/out/notes.txt", b"mine")
    assert publish(finished(tmp_path, documents="d"), URL)["removed"] == 0
    assert "notes.txt" in names(store)


def test_a_store_that_refuses_is_told(tmp_path: Path, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says that the run itself is done."""

    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(type(store), "put_file", refused)
    with pytest.raises(ExtractorError, match=r"the run is done, but .* \(PermissionError\)"):
        publish(finished(tmp_path, documents="d"), URL)


def test_an_unknown_store_is_wrong_usage(tmp_path: Path) -> None:
    """No file system of that name."""
    with pytest.raises(UsageError):
        publish(finished(tmp_path, documents="d"), "nowhere://bucket")


def test_the_command_tells_a_store_that_fails_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run is kept, the message is a line and no traceback, the status is 1."""
    from click.testing import CliRunner

    from extractor.batch import run as running
    from extractor.commands.batch import batch

    monkeypatch.setattr(running, "run", lambda plan, watch: {"counts": dict.fromkeys(("found", "written"), 1)})
    finished(tmp_path / "out", documents="d")
    (tmp_path / "file").write_bytes(b"")
    command = ["x", "-o", str(tmp_path / "out"), "--publish", f"file://{tmp_path}/file/below"]
    result = CliRunner().invoke(batch, command)
    assert result.exit_code == 1
    assert "Error: the run is done, but file://" in result.output and "start it again" in result.output


def test_the_command_refuses_an_unknown_store_before_the_work(tmp_path: Path) -> None:
    """Wrong usage, and no folder made."""
    from click.testing import CliRunner

    from extractor.commands.batch import batch

    result = CliRunner().invoke(batch, ["x", "-o", str(tmp_path / "out"), "--publish", "nowhere://x"])
    assert result.exit_code == 2
    assert "nowhere://" in result.output
    assert not (tmp_path / "out").exists()
