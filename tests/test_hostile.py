"""The threats of docs/threats.md, each shown: a valid record or a typed error, within memory and time; never a crash."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractor.commands.run import run as run_command
from extractor.errors import DocumentError
from extractor.output import Names, safe_stem
from extractor.pipeline import extract
from tests.guarded import run

ROOT = Path(__file__).parent.parent
POLICY = (
    "Medical Policy: Gait Retraining",
    "Policy Number: MED.01.100",
    "Effective Date: 01/01/2026",
    "Coverage",
    "Gait retraining is considered investigational for all indications.",
)

# --------------------------------------------------------------------------- makers


def pdf(lines: tuple[str, ...] = POLICY, *, pages: int = 1, encrypt: object = None) -> bytes:
    """A small PDF policy."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, encrypt=encrypt)  # type: ignore[arg-type]
    for _ in range(pages):
        for row, line in enumerate(lines):
            canvas.drawString(72, 720 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(objects: list[bytes]) -> bytes:
    """A PDF of hand-written objects, the first of them its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A PDF stream object."""
    return b"<</Length %d%s>>\nstream\n" % (len(data), extra) + data + b"\nendstream"


def bomb(megabytes: int, times: int) -> bytes:
    """A page whose content unpacks to many megabytes, through a chain of filters."""
    data = b" " * (megabytes * 2**20)
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/Filter[" + b"/FlateDecode" * times + b"]"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>"
    return raw_pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream(data, filters)]
    )


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"


def docx(parts: dict[str, bytes]) -> bytes:
    """A DOCX of the given parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(text: bytes, prologue: bytes = b"") -> bytes:
    """The main part of a DOCX with one paragraph."""
    return (
        b'<?xml version="1.0"?>'
        + prologue
        + b"<w:document "
        + W
        + b"><w:body><w:p><w:r><w:t>"
        + text
        + b"</w:t></w:r></w:p></w:body></w:document>"
    )


LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
EXTERNAL = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def many_entries() -> bytes:
    """A DOCX with 20,000 files in it."""
    return docx({"word/document.xml": body(b"Policy"), **{f"x/{n}": b"" for n in range(20_000)}})


TEXT = "\n\n".join(POLICY)
DEEP = 100_000

# name of the file, its bytes, the ways in which it may end
THREATS: tuple[tuple[str, Callable[[], bytes], set[str]], ...] = (
    # PDF
    ("bomb-300mb.pdf", lambda: bomb(300, 1), {"record", "not_a_policy", "limit_characters", "limit_bytes", "corrupt_file"}),
    ("bomb-chained.pdf", lambda: bomb(100, 4), {"record", "not_a_policy", "limit_characters", "limit_bytes", "corrupt_file"}),
    ("count-bomb.pdf", lambda: raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 90000000>>", PAGE]),
     {"record", "not_a_policy", "limit_pages", "corrupt_file"}),
    ("cyclic-pages.pdf", lambda: raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 5/Parent 2 0 R>>", PAGE]),
     {"record", "not_a_policy", "corrupt_file"}),
    ("cyclic-outline.pdf", lambda: raw_pdf([
        b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE,
        b"<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>", b"<</Title(A)/Parent 4 0 R/Next 5 0 R/First 5 0 R/Last 5 0 R>>"]),
     {"record", "not_a_policy"}),
    ("no-pages.pdf", lambda: raw_pdf([b"<</Type/Catalog>>"]), {"corrupt_file", "not_a_policy"}),
    ("only-header.pdf", lambda: b"%PDF-1.7\n", {"corrupt_file"}),
    ("garbage.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400, {"corrupt_file"}),
    ("password.pdf", lambda: pdf(encrypt=StandardEncryption("secret", "owner")), {"password_required"}),
    ("empty-password.pdf", lambda: pdf(encrypt=StandardEncryption("", "owner")), {"record"}),
    # polyglots and wrong names
    ("late-header.pdf", lambda: b"<html><!-- \n" + pdf() + b"\n--></html>", {"record"}),
    ("pdf-inside.html", pdf, {"record"}),
    ("page.pdf", lambda: ("<html><body><h1>" + "</h1><p>".join(POLICY) + "</p></body></html>").encode(), {"record"}),
    ("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), {"unsupported_format"}),
    ("archive.pdf", lambda: docx({"readme.txt": b"x"}), {"unsupported_format", "corrupt_file"}),
    ("zeros.txt", lambda: bytes(5_000), {"empty_file", "unsupported_format", "not_a_policy"}),
    ("nothing.pdf", lambda: b"", {"empty_file"}),
    ("blank.txt", lambda: b" \n\t\n ", {"empty_file"}),
    # DOCX
    ("ratio.docx", lambda: docx({"word/document.xml": body(b"a" * 300_000_000)}), {"limit_zip_ratio", "limit_zip_bytes"}),
    ("entries.docx", many_entries, {"limit_zip_entries"}),
    ("traversal.docx", lambda: docx({"word/document.xml": body(TEXT.encode()), "../../evil": b"x"}), {"record", "corrupt_file"}),
    ("laughs.docx", lambda: docx({"word/document.xml": body(b"&j;", LAUGHS)}), {"corrupt_file", "not_a_policy", "empty_file"}),
    ("external.docx", lambda: docx({"word/document.xml": body(b"Policy &x;", EXTERNAL)}), {"corrupt_file", "not_a_policy", "record"}),
    ("no-body.docx", lambda: docx({"word/document.xml": b"<w:document " + W + b"/>"}), {"corrupt_file", "empty_file", "not_a_policy"}),
    ("broken.docx", lambda: docx({"word/document.xml": b"<w:document><w:p"}), {"corrupt_file"}),
    # HTML
    ("nested.html", lambda: b"<html><body>" + b"<div>" * DEEP + TEXT.encode(), {"record"}),
    ("nested-lists.html", lambda: b"<html><body>" + b"<ul><li>" * DEEP + TEXT.encode(), {"record", "limit_characters"}),
    ("nested-tables.html", lambda: b"<html><body>" + b"<table><tr><td>" * 5_000 + TEXT.encode(), {"record"}),
    ("unclosed.html", lambda: b"<html><body><p" + b"<b><i><a href='" * 20_000 + TEXT.encode(), {"record", "not_a_policy", "not_a_document", "empty_file"}),
    ("spans.html", lambda: b"<table><tr><td rowspan=999999999 colspan=999999999>Policy</td></tr></table>" + TEXT.encode(), {"record"}),
    ("long-line.html", lambda: b"<p>" + b"coverage of gait retraining " * 180_000, {"record"}),
    ("entities.html", lambda: b"<p>" + b"&amp;lt;" * 200_000 + TEXT.encode(), {"record"}),
    # text
    ("nul.txt", lambda: TEXT.replace("Gait ", "Gait\x00 ").encode(), {"record"}),
    ("surrogates.txt", lambda: TEXT.encode() + b"\n\n\xed\xa0\x80 \xff\xfe \xc0\xaf", {"record"}),
    ("bidi.txt", lambda: TEXT.replace("investigational", "\u202einvestigational\u202c").encode(), {"record"}),
    ("zero-width.txt", lambda: TEXT.replace("i", "i\u200b").encode(), {"record"}),
    ("mixed.txt", lambda: TEXT.encode() + "\n\nCafé – “quoted”".encode("cp1252"), {"record"}),
    ("utf16.txt", lambda: TEXT.encode("utf-16"), {"record"}),
    ("long-line.txt", lambda: ("Gait retraining is not covered. " * 160_000).encode(), {"record"}),
    ("brackets.txt", lambda: TEXT.encode() + b"\n\n" + b"(" * 500_000, {"record"}),
    ("newlines.txt", lambda: TEXT.encode() + b"\n" * 1_000_000, {"record"}),
    ("items.txt", lambda: TEXT.encode() + b"\n\n" + b"\n".join(b" " * (n % 60) + b"- a" for n in range(20_000)), {"record"}),
)  # fmt: skip


@pytest.mark.parametrize(("name", "make", "ends"), THREATS, ids=[threat[0] for threat in THREATS])
def test_threat(name: str, make: Callable[[], bytes], ends: set[str], tmp_path: Path) -> None:
    """A hostile document ends in a valid record or the typed error that is meant for it, within the limits."""
    path = tmp_path / name
    path.write_bytes(make())
    assert run(path)[name] in ends


@pytest.mark.parametrize("kind", ["pdf", "html", "docx", "txt"])
def test_cut_at_fifty_places(kind: str, tmp_path: Path) -> None:
    """A document of the corpus, cut at any of fifty places, gives a valid record or a typed error."""
    source = next(path for path in sorted((ROOT / "corpus").glob(f"*/*.{kind}")))
    data = source.read_bytes()
    paths = []
    for number in range(50):
        path = tmp_path / f"cut-{number:02d}.{kind}"
        path.write_bytes(data[: len(data) * number // 50])
        paths.append(path)
    ends = run(*paths)
    allowed = {"record", "not_a_policy", "empty_file", "corrupt_file", "unsupported_format", "not_a_document"}
    assert {name: end for name, end in ends.items() if end not in allowed} == {}
    assert len(ends) == 50


@pytest.mark.parametrize("kind", ["pdf", "html", "docx", "txt"])
def test_flipped_bytes(kind: str, tmp_path: Path) -> None:
    """A document of the corpus with bytes flipped gives a valid record or a typed error."""
    import random

    source = next(path for path in sorted((ROOT / "corpus").glob(f"*/*.{kind}")))
    rng = random.Random(7)
    paths = []
    for number in range(30):
        data = bytearray(source.read_bytes())
        for _ in range(rng.choice((1, 5, 40))):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path = tmp_path / f"flip-{number:02d}.{kind}"
        path.write_bytes(bytes(data))
        paths.append(path)
    allowed = {
        "record",
        "not_a_policy",
        "empty_file",
        "corrupt_file",
        "unsupported_format",
        "not_a_document",
        "password_required",
    }
    ends = run(*paths)
    assert {name: end for name, end in ends.items() if end not in allowed} == {}
    assert len(ends) == 30


NAMES = (
    ("../../etc/passwd.pdf", "passwd"),
    ("..\\..\\boot.ini", "boot"),
    ("a\x00b\nc.pdf", "a_b_c"),
    ("CON.pdf", "_CON"),
    (".hidden", "hidden"),
    ("...", "_"),
    ("", "_"),
    ("a:b|c?.html", "a_b_c_"),
    ("é" * 400 + ".pdf", "é" * 90),
)


@pytest.mark.parametrize(("name", "stem"), NAMES)
def test_names_are_safe(name: str, stem: str) -> None:
    """A source's name never leads out of the folder, holds no control character and fits a file system."""
    assert safe_stem(name) == stem


def test_names_that_collide_are_kept_apart() -> None:
    """Names that are the same, or differ in case alone, give different files."""
    names = Names()
    assert [names.take(n) for n in ("a.pdf", "A.html", "a.txt", "b.pdf")] == ["a", "A-2", "a-3", "b"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """A folder that links to itself is walked once."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "policy.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "dangling.pdf").symlink_to(tmp_path / "nowhere.pdf")
    result = CliRunner().invoke(run_command, [str(tmp_path / "in"), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["policy.json"]


def test_no_network_while_extracting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction opens no socket, whatever the document links to."""
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    page = (
        b'<html><head><link href="http://x.invalid/a.css" rel="stylesheet"></head><body><img src="http://x.invalid/i">'
    )
    extract(page + "".join(f"<p>{line}</p>" for line in POLICY).encode(), name="page.html")
    extract(pdf(), name="policy.pdf")
    with pytest.raises(DocumentError):
        extract(
            docx({"word/document.xml": body(b"&x;", b'<!DOCTYPE d [<!ENTITY x SYSTEM "http://x.invalid/">]>')}),
            name="x.docx",
        )


FORBIDDEN = re.compile(
    r"\b(?:pickle|marshal|shelve)\b|(?<![\w.])(?:eval|exec)\(|\byaml\.load\b|shell=True|resolve_entities=True"
)


def test_no_dangerous_calls_in_the_package() -> None:
    """The package neither unpickles, nor evaluates, nor expands XML entities."""
    found = []
    for path in (ROOT / "extractor").rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            code = line.split("#")[0]
            if FORBIDDEN.search(code) and not code.strip().startswith(('"', "'")):
                found.append(f"{path.relative_to(ROOT)}:{number}: {code.strip()}")
    assert found == []


def test_errors_do_not_quote_the_document(tmp_path: Path) -> None:
    """What is logged of a failure names the file and the code, not the document's words."""
    path = tmp_path / "secret.pdf"
    path.write_bytes(b"%PDF-1.7\nThe patient's secret words")
    result = CliRunner().invoke(run_command, [str(path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "corrupt_file" in result.stderr
    assert "secret words" not in result.stderr
    assert os.fspath(tmp_path) not in result.stderr.splitlines()[0]
