"""Formats are told by their bytes; what is no document fails with a stable code that says what it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from extractor import readers
from extractor.errors import DocumentError, EmptyFile, MissingFile, NotADocument, UnsupportedFormat
from extractor.readers.sniff import sniff

WORDS = b"The plan covers quellhorn therapy for members with tidal fatigue when all of these are met. "


def archive(*names: str) -> bytes:
    """A ZIP container that holds empty files of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "pdf"),  # bytes before the header
        (b"<!DOCTYPE html><html>", "html"),
        (b"\n\n  <HTML><BODY>x", "html"),
        (b"<!-- saved --><div><p>x</p></div>", "html"),
        ("<html><body>x".encode("utf-16"), "html"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (WORDS, "text"),
        (b"Use the <p> tag and x < 5. " + WORDS * 4, "text"),  # a tag that a text speaks of
        (b"---\ntitle: x\n---\n\n# Tides\n\n<table><tr><td>1</td></tr></table>\n", "text"),  # Markdown with a table
        (b"<p># Tides</p>\n# Tides\n<p>x</p>", "html"),
        (b"The %PDF- header opens a file. " + WORDS, "text"),
        ("Café – naïve".encode("cp1252"), "text"),
        ("Tides".encode("utf-16"), "text"),
    ],
)
def test_formats(data: bytes, kind: str) -> None:
    """The bytes decide, whatever the name says."""
    assert sniff(data, name="wrong.jpg") == kind


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "Office"),
        (b"{\\rtf1\\ansi Tides}", "RTF"),
        (b"\x1f\x8b\x08" + bytes(40), "gzip"),
        (archive("a.txt"), "ZIP"),
        (archive("xl/workbook.xml"), "Excel"),
        (archive("ppt/presentation.xml"), "PowerPoint"),
        (bytes(range(32)) * 20, "no known format"),
    ],
)
def test_formats_that_are_not_read(data: bytes, says: str) -> None:
    """The message says what the file is."""
    with pytest.raises(UnsupportedFormat, match=says) as caught:
        readers.read(data, name="policy.pdf")
    assert caught.value.code == "unsupported_format" and str(caught.value).startswith("policy.pdf: ")


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\n"])
def test_empty_files(data: bytes) -> None:
    """White space is no content."""
    with pytest.raises(EmptyFile):
        readers.read(data, name="a.txt")


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, has a code of its own."""
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(MissingFile):
            readers.load(path)


def test_a_cut_container_is_corrupt() -> None:
    """A ZIP header without its directory can't be opened."""
    with pytest.raises(DocumentError) as caught:
        readers.read(archive("word/document.xml")[:40], name="a.docx")
    assert caught.value.code == "corrupt_file"


STAND_INS = [
    "<title>404</title><h1>404 - File or directory not found.</h1><p>It might have been removed.</p>",
    "<p>Failed to retrieve the document! An exception occurred.</p>",
    "<h1>Page not found</h1><p>The page you asked for does not exist on this site, try the menu.</p>",
    "<form><label>User name</label><input><label>Password</label><input type=password></form><a>Forgot password?</a>",
    "<h1>Sign in to continue</h1><p>Members and providers use one account for all services of the plan.</p>",
    "<h1>Access denied</h1><p>You don't have permission. Reference #18.2</p>",
    "<p>Please enable JavaScript to run this app.</p>",
    "<p>Checking your browser before the site opens. This takes a few seconds.</p>",
    "<div id=root></div>",
    "<p>Loading…</p>",
]


@pytest.mark.parametrize("body", STAND_INS)
def test_stand_ins(body: str) -> None:
    """A server's own page is no document."""
    with pytest.raises(NotADocument) as caught:
        readers.read(f"<html><body>{body}</body></html>".encode(), name="policy.html")
    assert caught.value.code == "not_a_document"


DOCUMENTS = [
    "<h1>Quellhorn Therapy</h1><p>This policy was retired on 1/2/2026 and is no longer in effect for any member.</p>",
    "<h1>Quellhorn Therapy</h1><p>Coverage was denied for members without access to a clinician in this study of 404 people.</p>",
    "<h1>Portal visits</h1><p>Visits over the patient portal are covered when the member can log in and be seen.</p>",
    "<h1>Tides</h1><p>" + WORDS.decode() * 30 + "The page not found error of the portal is listed.</p>",
    "<h1>Tides</h1><p>Prior authorization denied in error is reviewed within ten days of the request.</p>",
]


@pytest.mark.parametrize("body", DOCUMENTS)
def test_short_documents_are_documents(body: str) -> None:
    """A retired stub or a policy that speaks of errors and portals is read."""
    assert readers.read(f"<html><body>{body}</body></html>".encode(), name="policy.html").blocks
