"""The sources: which documents they name, in which order, and what is left aside and says so."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from extractor.batch import fetch
from extractor.batch.sources import Found, find, shown
from extractor.errors import DocumentError, UsageError


def write(folder: Path, *names: str) -> Path:
    """Files that hold their own names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def brief(found: list[Found], folder: Path) -> list[tuple[str, str]]:
    """Paths below the folder, and what becomes of each."""
    prefix = f"{folder}/"
    return [
        (item.path.removeprefix(prefix), item.skipped or (item.failure["code"] if item.failure else "tried"))
        for item in found
    ]


def test_a_folder_is_walked_by_path(tmp_path: Path) -> None:
    """Order is that of names; hidden files, what is no document and links are found and left aside."""
    write(tmp_path, "b/2.pdf", "b/1.pdf", "a.html", "B.txt", ".hidden", "logo.PNG", "noname", ".git/config")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.html")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert brief(list(find([str(tmp_path)])), tmp_path) == [
        (".hidden", "hidden"),
        ("B.txt", "tried"),
        ("a.html", "tried"),
        ("b/1.pdf", "tried"),
        ("b/2.pdf", "tried"),
        ("link.pdf", "link"),
        ("logo.PNG", "no_document"),
        ("loop", "link"),
        ("noname", "tried"),
    ]


def test_the_output_is_no_source(tmp_path: Path) -> None:
    """A run whose output lies in its source does not read its own report."""
    write(tmp_path, "a.pdf", "out/report.html")
    assert [item.name for item in find([str(tmp_path)], without=(tmp_path / "out").resolve())] == ["a.pdf"]


def test_globs_and_outright_files(tmp_path: Path) -> None:
    """A glob gives files by path; a file that is named outright is tried whatever it is called."""
    write(tmp_path, "x/2.pdf", "x/1.pdf", "x/deep/3.pdf", "x/4.txt", "logo.png")
    sources = [f"{tmp_path}/x/**/*.pdf", f"{tmp_path}/logo.png", f"{tmp_path}/absent.pdf"]
    assert brief(list(find(sources)), tmp_path) == [
        ("x/1.pdf", "tried"),
        ("x/2.pdf", "tried"),
        ("x/deep/3.pdf", "tried"),
        ("logo.png", "tried"),
        ("absent.pdf", "missing_file"),
    ]


@pytest.mark.parametrize("name", ["list.txt", "@list.txt", "@list"])
def test_a_list_of_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A path a line, from here or from the list's own folder; empty lines mean nothing."""
    write(tmp_path, "lists/near.pdf", "far.pdf")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lists" / name.lstrip("@")).write_text("\ufefffar.pdf\n\nnear.pdf\r\n", encoding="utf-8")
    found = list(find([("@" if name[0] == "@" else "") + "lists/" + name.lstrip("@")]))
    assert [(item.name, fetch.read(item.locator)) for item in found] == [
        ("far.pdf", b"far.pdf"),
        ("near.pdf", b"lists/near.pdf"),
    ]


@pytest.mark.parametrize("text", ["Medical Policy\nCoverage\n", "", "\n\n", "a.pdf\nno such file.pdf\n", "x" * 100_000])
def test_a_text_document_is_no_list(tmp_path: Path, text: str) -> None:
    """A text whose lines are not all paths that exist is a document."""
    write(tmp_path, "a.pdf")
    (tmp_path / "policy.txt").write_text(text)
    assert [item.name for item in find([str(tmp_path / "policy.txt")])] == ["policy.txt"]


def test_a_csv_carries_its_columns_along(tmp_path: Path) -> None:
    """The path column names the documents, the others go with them; control characters don't."""
    write(tmp_path, "a.pdf", "b.pdf")
    (tmp_path / "list.csv").write_text(
        'payer,Path,note\nacme,a.pdf,"x, y"\nbolt,b.pdf,\x1b[2J\nshort\nacme,gone.pdf,\n'
    )
    found = list(find([str(tmp_path / "list.csv")]))
    assert [(item.name, dict(item.columns), item.failure is None) for item in found] == [
        ("a.pdf", {"payer": "acme", "note": "x, y"}, True),
        ("b.pdf", {"payer": "bolt", "note": "\\x1b[2J"}, True),
        ("gone.pdf", {"payer": "acme", "note": ""}, False),
    ]


@pytest.mark.parametrize("text", ["payer,title\nacme,x\n", ""])
def test_a_csv_without_paths_is_no_manifest(tmp_path: Path, text: str) -> None:
    """Named as a manifest it is wrong usage, named as a file it is a document like another."""
    (tmp_path / "list.csv").write_text(text)
    assert [item.name for item in find([str(tmp_path / "list.csv")])] == ["list.csv"]
    with pytest.raises(UsageError, match="no column named path"):
        list(find([f"@{tmp_path / 'list.csv'}"]))


def archive_zip(path: Path, *entries: tuple[str, bytes]) -> None:
    """A ZIP file of these entries, twice named ones too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name) if "\0" in name else name, data)


def archive_tar(path: Path, *entries: tuple[str, bytes], links: tuple[str, ...] = ()) -> None:
    """A packed tar file of these members."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(info)


HOSTILE = (("a/1.pdf", b"one"), ("../../etc/evil.pdf", b"two"), ("a/1.pdf", b"three"), ("C:\\x\\4.pdf", b"four"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_archives_are_read_in_place(tmp_path: Path, kind: str) -> None:
    """Members in their own order: paths that climb are names only, a name that comes twice is told apart."""
    path = tmp_path / f"crawl.{kind}"
    entries = (*HOSTILE, ("inner.zip", b"PK"), ("page.css", b""), (".DS_Store", b""))
    archive_zip(path, *entries) if kind == "zip" else archive_tar(path, *entries)
    found = list(find([str(path)]))
    assert brief(found, tmp_path) == [
        (f"crawl.{kind}!/a/1.pdf", "tried"),
        (f"crawl.{kind}!/../../etc/evil.pdf", "tried"),
        (f"crawl.{kind}!/a/1.pdf#2", "tried"),
        (f"crawl.{kind}!/C:\\x\\4.pdf", "tried"),
        (f"crawl.{kind}!/inner.zip", "nested_archive"),
        (f"crawl.{kind}!/page.css", "no_document"),
        (f"crawl.{kind}!/.DS_Store", "hidden"),
    ]
    assert [item.name for item in found[:4]] == ["1.pdf", "evil.pdf", "1.pdf", "4.pdf"]
    assert [fetch.read(item.locator) for item in found[:4]] == [b"one", b"two", b"three", b"four"]
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_in_a_folder_is_read_too(tmp_path: Path) -> None:
    """A walk reads archives where it comes upon them; links in a tar are left aside."""
    archive_tar(tmp_path / "b.tgz", ("x.pdf", b"x"), links=("passwd.pdf",))
    write(tmp_path, "a.pdf", "c.pdf")
    assert brief(list(find([str(tmp_path)])), tmp_path) == [
        ("a.pdf", "tried"),
        ("b.tgz!/x.pdf", "tried"),
        ("b.tgz!/passwd.pdf", "link"),
        ("c.pdf", "tried"),
    ]


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar"])
@pytest.mark.parametrize("data", [b"", b"nothing of the kind", b"PK\x03\x04" + b"\0" * 50])
def test_a_broken_archive_is_one_failure(tmp_path: Path, name: str, data: bytes) -> None:
    """What can't be read as the archive that its name promises is found and has failed."""
    (tmp_path / name).write_bytes(data)
    assert brief(list(find([str(tmp_path)])), tmp_path) == [(name, "corrupt_file")]


def test_a_cut_off_tar_gives_what_it_has(tmp_path: Path) -> None:
    """The members before the damage are tried; the archive itself has failed."""
    path = tmp_path / "x.tar.gz"
    archive_tar(path, *((f"{i}.pdf", bytes(str(i), "ascii") * 50_000) for i in range(20)))
    path.write_bytes(path.read_bytes()[:-100])
    found = brief(list(find([str(path)])), tmp_path)
    assert found[0] == ("x.tar.gz!/0.pdf", "tried")
    assert found[-1] == ("x.tar.gz", "corrupt_file")


@pytest.mark.parametrize(("kind", "expected"), [("zip", "limit_ratio"), ("tar.gz", "limit_ratio")])
def test_a_bomb_is_refused_by_its_ratio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, expected: str
) -> None:
    """What unpacks to absurd sizes is refused before it is unpacked into memory."""
    monkeypatch.setattr(fetch, "MAX_RATIO", 100)
    monkeypatch.setattr(fetch, "RATIO_FROM", 1 << 20)
    path = tmp_path / f"bomb.{kind}"
    entries = [("bomb.pdf", bytes(8 << 20))]
    archive_zip(path, *entries) if kind == "zip" else archive_tar(path, *entries)
    codes = []
    for item in find([str(path)]):
        if item.failure is not None:
            codes.append(item.failure["code"])
            continue
        with pytest.raises(DocumentError) as refused:
            fetch.read(item.locator)
        codes.append(refused.value.code)
    assert codes == [expected]


def test_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document over the limit is refused, wherever it lies."""
    monkeypatch.setattr(fetch, "MAX_BYTES", 3)
    write(tmp_path, "long")
    archive_zip(tmp_path / "x.zip", ("long", b"long"))
    archive_tar(tmp_path / "x.tar.gz", ("long", b"long"))
    for item in find([str(tmp_path)]):
        with pytest.raises(DocumentError) as refused:
            fetch.read(item.locator)
        assert refused.value.code == "limit_bytes"


def test_an_encrypted_member_asks_for_its_password(tmp_path: Path) -> None:
    """A member of a ZIP file that is locked says so."""
    path = tmp_path / "x.zip"
    archive_zip(path, ("a.pdf", b"secret"))
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the entry's header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    (item,) = find([str(path)])
    with pytest.raises(DocumentError) as refused:
        fetch.read(item.locator)
    assert refused.value.code == "password_required"


def test_urls_through_fsspec() -> None:
    """Folders, globs and files of any file system that fsspec knows; archives in them too."""
    import fsspec

    memory = fsspec.filesystem("memory")
    for name in ("b.pdf", "a.pdf", "deep/c.txt", "logo.png"):
        memory.pipe(f"/policies/{name}", name.encode())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("z.pdf", b"zipped")
    memory.pipe("/policies/x.zip", stream.getvalue())
    try:
        found = list(find(["memory://policies", "memory://policies/*.pdf", "memory:///policies/a.pdf"]))
        tried = [(item.path.rsplit("policies/")[-1], item.skipped) for item in found]
        assert tried == [
            ("a.pdf", None),
            ("b.pdf", None),
            ("deep/c.txt", None),
            ("logo.png", "no_document"),
            ("x.zip!/z.pdf", None),
            ("a.pdf", None),
            ("b.pdf", None),
            ("a.pdf", None),
        ]
        assert fetch.read(found[0].locator) == b"a.pdf"
        assert fetch.read(found[4].locator) == b"zipped"
    finally:
        memory.rm("/policies", recursive=True)


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("plain name – ü.pdf", "plain name – ü.pdf"),
        ("a\x07b\x1b[2J", "a\\x07b\\x1b[2J"),
        ("new\nline", "new\\nline"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("bad\udcff", "bad\\udcff"),
    ],
)
def test_paths_are_made_safe_to_show(path: str, safe: str) -> None:
    """What could play with a terminal or break a file is written out."""
    assert shown(path) == safe
    safe.encode("utf-8")
