"""Format by bytes: decides which reader a source is for, or why none can read it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from extractor.errors import CorruptFile, UnsupportedFormat

Format = Literal["pdf", "html", "docx", "text"]

_BINARY = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM", "a bitmap image"),
    (b"RIFF", "a RIFF file (an image, sound or film)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (DOC, XLS, PPT) or an encrypted one"),
    (b"{\\rtf", "a Rich Text (RTF) file"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"OTTO", "a font"),
    (b"SQLite format 3", "a database"),
)  # fmt: skip
"""First bytes of what is often saved beside policies and is none."""

_PDF = re.compile(rb"(?:^|[\x00-\x20]|\xef\xbb\xbf)%PDF-\d")
"""A PDF may have up to 1024 bytes before its header; "the %PDF- header" in a text is none (no digit)."""
_TAG = re.compile(
    rb"""<\s{0,2}(?:!doctype\s+html|html|head|body|title|meta|script|style|div|table|p|h[1-6]|span|article|main)\b""",
    re.IGNORECASE,
)

_MARKDOWN = re.compile(rb"\s{0,9}(?:---\r?\n(?:[^\n<]{0,300}\n){1,40}?---\r?\n\s{0,9})?#{1,3} [^\n<]{1,300}\n")
"""A Markdown heading that opens the text, behind metadata perhaps: tables in it may be HTML."""


def sniff(data: bytes, *, name: str = "") -> Format:
    """The format of a source. Raises UnsupportedFormat or CorruptFile where it is none that is read here."""
    head = data[:1024].lstrip(b"\x00\t\n\r\f \xef\xbb\xbf")
    if _PDF.search(data[:1024]):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _container(data, name)
    for magic, what in _BINARY:
        if head.startswith(magic) and not (magic.isalpha() and len(magic) < 4 and _textual(data)):
            raise UnsupportedFormat(f"the file is {what}", name=name)
    if _MARKDOWN.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        return "text"
    if _TAG.search(_narrow(data[:65536])) and _markup(_narrow(data[:262144])):
        return "html"
    if not _textual(data):
        raise UnsupportedFormat("the bytes are of no known format", name=name)
    return "text"


def _narrow(head: bytes) -> bytes:
    """The bytes without the zero bytes of UTF-16, so that tags can be searched."""
    return head.replace(b"\x00", b"")


def _markup(head: bytes) -> bool:
    """Whether the bytes are markup and not text in which a tag or two is left."""
    if re.match(
        rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype|html|head|body|div|table|p|meta)\b",
        head,
        re.I | re.S,
    ):
        return True
    tags = len(re.findall(rb"<\s?/?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>]{0,500})?/?>", head))
    return bool(re.search(rb"<\s{0,2}(?:!doctype\s+html|html|body)\b", head, re.I)) or tags * 60 > len(head)


def _container(data: bytes, name: str) -> Format:
    """What a ZIP file holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:20_000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise CorruptFile("the file begins as a ZIP container and can't be opened", name=name) from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", entry) for entry in names):
        return "docx"
    what = "a ZIP archive"
    if "xl/workbook.xml" in names:
        what = "an Excel workbook"
    elif "ppt/presentation.xml" in names:
        what = "a PowerPoint file"
    elif "mimetype" in names:
        what = "an OpenDocument or EPUB file"
    raise UnsupportedFormat(f"the file is {what}", name=name)


def _textual(data: bytes) -> bool:
    """Whether the bytes look like characters in some encoding."""
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1::2].count(0) > 0.35 * len(head) > 7 * head[0::2].count(0):
        return True
    control = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head))
    return control * 20 < len(head)
