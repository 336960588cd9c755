"""Bytes to characters: decides the encoding of a text or HTML source, and never fails."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_DECLARED = re.compile(
    rb"""charset\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_.:-]{2,30})   # <meta charset=utf-8>, "text/html; charset=utf-8"
       | <\?xml[^>]{0,80}encoding\s{0,5}=\s{0,5}["']([A-Za-z0-9_.:-]{2,30})  # an XML declaration
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""Names that pages declare for what is windows-1252, as browsers read them."""


def decode(data: bytes, *, markup: bool = False) -> str:
    """The characters of a source.

    In order: a byte order mark; zero bytes in every other place (UTF-16 without a mark); valid UTF-8; what
    the markup declares; windows-1252. UTF-8 with a few stray bytes is UTF-8, each stray byte read as
    windows-1252.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    head = data[:4096]
    if len(head) >= 8 and head.count(0) > len(head) // 4:
        little = head[1::2].count(0) >= head[0::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        data = _SURROGATE.sub(b"", data)
    if markup and (found := _DECLARED.search(head)):
        declared = (found[1] or found[2]).decode("ascii").lower()
        declared = _ALIASES.get(declared, declared)
        if declared not in ("utf-8", "utf8"):
            try:
                return data.decode(declared, "replace")
            except (LookupError, UnicodeError):
                pass
    sample = data[:200_000]
    wide = sum(1 for _ in _MULTIBYTE.finditer(sample))
    stray = len(_HIGH.findall(_MULTIBYTE.sub(b"", sample)))
    if wide > stray:
        return data.decode("utf-8", "cp1252-stray")
    return data.decode("cp1252", "cp1252-stray")


_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
"""Half of a surrogate pair written as if it were a character."""
_HIGH = re.compile(rb"[\x80-\xff]")
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|\xe2[\x80-\xbf]{2}|[\xe1\xe3-\xef][\x80-\xbf]{2}|[\xc2][\x80-\xbf]")


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not valid in the encoding as windows-1252, one by one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "replace") for byte in bad), error.end


codecs.register_error("cp1252-stray", _stray)
