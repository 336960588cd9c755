"""What Ray reads and writes, without Ray: every document can be read, and what is staged is found again."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fsspec")
pytest.importorskip("pyarrow")

from extractor.batch import offered, staged
from extractor.batch.cluster import Cluster
from extractor.batch.pool import Result, Task
from extractor.batch.run import Plan, run
from extractor.batch.sources import Found
from extractor.batch.staged import Staged
from extractor.batch.state import State
from extractor.errors import UsageError

FACTS: dict[str, Any] = {"run": 1, "version": "v", "limits": "10 s", "resident": 5}


def read(locator: dict[str, Any], *, seconds: float = 10.0) -> bytes:
    """What Ray would get for a document."""
    documents = offered.Documents(seconds=seconds)
    (path,) = documents.offer([(0, "name", locator)])
    with documents.open(path, "rb") as stream:
        return stream.read()  # type: ignore[no-any-return]


# --------------------------------------------------------------------------- reading


@pytest.mark.parametrize("name", ["a.pdf", "ü b#c%20;d?.pdf", "_hidden", ".dot", "x" * 300, "\u202etxt"])
def test_a_path_holds_the_document(name: str) -> None:
    """Position, name and locator come out as they went in; the path has no letter that Ray takes for its own."""
    path = offered.path(7, name, {"zip": f"/in/{name}.zip", "entry": 3})
    assert offered.task(path, b"x") == Task(7, name, {"zip": f"/in/{name}.zip", "entry": 3}, b"x")
    assert path.count("/") == 1 and not set(path) & set("#%;?. ")


def test_a_document_is_read_as_it_is(tmp_path: Path) -> None:
    """Bytes are bytes: what is called .gz is not unpacked."""
    packed = gzip.compress(b"page")
    (tmp_path / "page.html.gz").write_bytes(packed)
    assert read({"file": str(tmp_path / "page.html.gz")}) == packed


def test_members_of_archives_are_read(tmp_path: Path) -> None:
    """A ZIP's and a tar's members, the tar's in whatever order they are asked for."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.txt", b"in a zip")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        for i in range(3):
            member = tarfile.TarInfo(f"{i}.txt")
            member.size = 1
            tar.addfile(member, io.BytesIO(b"%d" % i))
    assert read({"zip": str(tmp_path / "a.zip"), "entry": 0}) == b"in a zip"
    documents = offered.Documents(seconds=10.0)
    paths = documents.offer([(i, "n", {"tar": str(tmp_path / "a.tar.gz"), "entry": i}) for i in range(3)])
    assert [documents.open(paths[i], "rb").read() for i in (0, 1, 2, 0)] == [b"0", b"1", b"2", b"0"]


def test_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    """A file that is gone, a folder, a damaged archive, a store that nobody knows: no error reaches Ray."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.txt", b"words words words")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[data.index(b"words")] ^= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert read({"file": str(tmp_path / "absent.pdf")}) == b""
    assert read({"file": str(tmp_path)}) == b""
    assert read({"zip": str(tmp_path / "a.zip"), "entry": 0}) == b""
    assert read({"tar": str(tmp_path / "a.zip"), "entry": 0}) == b""
    assert read({"url": "nowhere://bucket/a.pdf"}) == b""


def test_what_does_not_come_is_empty(tmp_path: Path) -> None:
    """A pipe that nobody writes to costs the time limit and no more."""
    os.mkfifo(tmp_path / "pipe.pdf")
    begin = time.monotonic()
    assert read({"file": str(tmp_path / "pipe.pdf")}, seconds=0.3) == b""
    assert time.monotonic() - begin < 5.0


def test_what_is_too_large_to_carry_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left to the worker that extracts it."""
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    monkeypatch.setattr(offered, "CARRIED", 10)
    assert read({"file": str(tmp_path / "a.txt")}) == b""
    monkeypatch.setattr(offered, "CARRIED", 11)
    assert read({"file": str(tmp_path / "a.txt")}) == b"x" * 11


def test_the_list_is_there_where_ray_lists_and_does_not_travel() -> None:
    """One folder lists all documents; a copy for a task keeps the limit alone."""
    documents = offered.Documents(seconds=3.0)
    paths = documents.offer([(i, "n", {"file": f"/{i}"}) for i in range(3)])
    assert documents.find(offered.ROOM) == paths
    assert {info["type"] for info in documents.find(offered.ROOM, detail=True).values()} == {"file"}
    assert documents.info(offered.ROOM)["type"] == "directory" and documents.isfile(paths[1])
    copy = pickle.loads(pickle.dumps(documents))
    assert (copy.seconds, copy.listed) == (3.0, ())


# --------------------------------------------------------------------------- staging


@pytest.fixture
def place() -> Iterator[Staged]:
    """Staged files in an object store in memory."""
    import fsspec

    system = fsspec.filesystem("memory")
    system.makedirs(f"/bucket/{staged.FOLDER}", exist_ok=True)
    yield Staged(system, "/bucket")
    system.rm("/bucket", recursive=True)


def put(place: Staged, name: str, *rows: dict[str, Any]) -> bytes:
    """Write a staged file as Ray's task does; its bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=staged.SCHEMA), stream, **staged.PARQUET)
    place.system.pipe_file(f"{place.folder}/{name}", stream.getvalue())
    return stream.getvalue()


def result(position: int, record: str | None, **more: Any) -> Result:
    """A result of the pool's."""
    packed = zlib.compress(record.encode()) if record else b""
    return Result(Task(position, f"{position}.txt"), f"hash{position}", 3, record=packed, pages=2, **more)


def test_a_result_is_found_again(place: Staged) -> None:
    """The manifest holds all but the record; the record comes out by its key, letter for letter."""
    rows = [staged.row(result(i, f'{{"n":"ü{i}"}}'), key=f"key{i}", **FACTS) for i in range(3)]
    failed = result(3, None, failure={"code": "timeout", "retryable": True})
    put(place, "a.parquet", *rows, staged.row(failed, key="key3", **FACTS))
    assert place.files() == ["a.parquet"]
    manifest = place.manifest("a.parquet") or []
    assert [(row["position"], row["key"], row["sha256"]) for row in manifest][1] == (1, "key1", "hash1")
    assert "record" not in manifest[0] and manifest[3]["failure"] == '{"code": "timeout", "retryable": true}'
    assert place.records("a.parquet", {"key0", "key2", "key3"}) == {"key0": '{"n":"ü0"}', "key2": '{"n":"ü2"}'}


def test_half_a_file_is_no_file(place: Staged) -> None:
    """What a killed task left, cut at any place, is not taken for a manifest."""
    data = put(place, "a.parquet", staged.row(result(0, '{"a":1}'), key="k", **FACTS))
    for length in range(0, len(data), 97):
        place.system.pipe_file(f"{place.folder}/a.parquet", data[:length])
        assert place.manifest("a.parquet") is None


def test_a_damaged_record_is_noticed(place: Staged) -> None:
    """Pages carry a checksum: a record of a file that a power cut spoilt is not handed on."""
    import pyarrow.parquet as pq

    rows = [staged.row(result(i, f'{{"n":{i}}}'), key=f"k{i}", **FACTS) for i in range(20)]
    data = bytearray(put(place, "a.parquet", *rows))
    column = pq.read_metadata(io.BytesIO(data)).row_group(0).column(staged.SCHEMA.names.index("record"))
    data[column.dictionary_page_offset + column.total_compressed_size - 1] ^= 0xFF
    place.system.pipe_file(f"{place.folder}/a.parquet", bytes(data))
    assert len(place.manifest("a.parquet") or []) == 20
    with pytest.raises(OSError, match=r"a\.parquet is gone or damaged"):
        place.records("a.parquet", {"k3"})


def test_no_folder_is_no_files(place: Staged) -> None:
    """The first run finds nothing; what is not Parquet is left alone."""
    assert Staged(place.system, "/bucket/other").files() == []
    place.system.pipe_file(f"{place.folder}/notes.txt", b"mine")
    assert place.files() == []


# --------------------------------------------------------------------------- the manifest that the staged files are


def engine(tmp_path: Path) -> Cluster:
    """The engine without Ray, on the store in memory."""
    return Cluster(output=tmp_path, store="memory://bucket", workers=1, address=None, stop=lambda: False)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """An empty manifest with two documents."""
    with State(tmp_path / "state.sqlite", options={"engine": "ray"}, limits="10 s") as state:
        state.list([Found(f"{i}.txt", f"{i}.txt", {"file": f"{i}.txt"}) for i in range(2)], limit=None)
        yield state


def staged_row(state: State, position: int, *, run: int, record: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of this extractor's; without a record a failure for want of time."""
    failure = {"stage": "read", "code": "timeout", "message": "", "retryable": True}
    made = result(position, record, **({} if record else {"failure": failure}))
    key = state.key(made.task.name, str(made.sha256))
    return staged.row(made, key=key, **{**FACTS, "version": state.version, "run": run, **more})


def test_of_two_results_the_newer_holds(place: Staged, state: State, tmp_path: Path) -> None:
    """A document that ran out of time and was tried again has a record, whatever its file is called."""
    put(place, "z.parquet", staged_row(state, 0, run=1))
    put(place, "a.parquet", staged_row(state, 0, run=2, record="{}"))
    engine(tmp_path).remember(state, fresh=False)
    assert state.staged_of(state.key("0.txt", "hash0")) == "a.parquet"
    assert state.claim(0, "0.txt", "hash0") is False


def test_a_failure_for_other_limits_is_tried_again(place: Staged, state: State, tmp_path: Path) -> None:
    """A timeout is known for the limits that it had, no others; another extractor's results are not known at all."""
    put(place, "a.parquet", staged_row(state, 0, run=1, limits="5 s"), staged_row(state, 1, run=1, limits="10 s"))
    put(place, "b.parquet", {**staged_row(state, 0, run=2, record="{}"), "version": "other"})
    engine(tmp_path).remember(state, fresh=False)
    assert state.known() == {state.key("1.txt", "hash1")}


def test_fresh_forgets_what_was_staged(place: Staged, state: State, tmp_path: Path) -> None:
    """The files go with what they held."""
    put(place, "a.parquet", staged_row(state, 0, run=1, record="{}"))
    engine(tmp_path).remember(state, fresh=True)
    assert (place.files(), state.known()) == ([], frozenset())


def test_rows_of_a_killed_run_are_not_taken_for_this_runs(place: Staged, state: State, tmp_path: Path) -> None:
    """A file that the tasks of a killed run wrote late says nothing of this run's positions."""
    cluster, heard = engine(tmp_path), []
    put(place, "late.parquet", staged_row(state, 1, run=cluster.run - 5, record='{"late":1}'))
    put(place, "now.parquet", staged_row(state, 0, run=cluster.run, record="{}"))
    cluster._look(state, set(), lambda result, resident: heard.append(result.task.position))
    assert heard == [0]
    assert state.pending() == 1
    assert state.staged() == {"now.parquet"}


def test_a_store_tells_the_next_run_of_the_last(place: Staged, state: State, tmp_path: Path) -> None:
    """What a finished run found and reported is read from its output; a store without one has no past."""
    engine(tmp_path).remember(state, fresh=False)
    assert next(state.reports(), None) is None
    place.system.pipe_file("/bucket/report.json", b'{"a": 1}')
    lines = [
        '{"path": "0.txt", "sha256": "old", "status": "written"}',
        '{"path": "x", "sha256": null, "status": "skipped"}',
    ]
    place.system.pipe_file("/bucket/documents.ndjson", "\n".join(lines).encode())
    engine(tmp_path).remember(state, fresh=False)
    assert next(state.reports()) == {"a": 1}
    state.claim(0, "0.txt", "hash0")
    assert state.changed() == {"new": 1, "changed": 1, "unchanged": 0, "gone": 0}


def test_an_output_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    """A URL without Ray, a store that only one process sees; neither starts anything."""
    with pytest.raises(UsageError, match="writes to a folder"):
        run(Plan(sources=("x",), output=tmp_path, store="s3://bucket/out"))
    with pytest.raises(UsageError, match="memory://"):
        run(Plan(sources=("x",), output=tmp_path, store="memory://bucket/out", engine="ray"))
