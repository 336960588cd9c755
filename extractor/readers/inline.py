"""Inline marks of plain text: decides which asterisks, carets, brackets and entities are setting, not text."""

from __future__ import annotations

import html
import re

from extractor.readers.canonical import Inline

_TOKEN = re.compile(
    r"""
      (?P<bold>\*\*(?=\S)|(?<=\S)\*\*|(?<!\w)__(?=\w)|(?<=[\w.:;,)])__(?!\w))  # **bold**, __bold__
    | (?P<up>\^\{(?P<up_text>[^{}\n]{1,20})\})      # ^{®*}; not "2^n"
    | (?P<upb>(?<=\w)\[(?P<upb_text>[®™©])\])        # CPT[®]
    | (?P<sup></?su[pb]>)                            # <sup>PA</sup>
    | (?P<br></?br\s{0,2}/?>)
    | (?<!\w)(?P<stroke>\^\^|==)(?P<stroked>[\w(≥≤<>$][^\^=*\[\]\n]{0,200}(?<=\S))(?P=stroke)(?!\w)   # ^^7 days^^, ==new==; not "drug^^"
    | (?P<attr>\{\s?:[^{}\n]{0,200}\})                  # Markdown attribute list {:target="_blank"}
    | (?P<image>!\[[^\]\n]{0,300}\]\([^()\s]{0,2000}\))
    | \[(?P<words>[^\[\]\n]{1,500})\]\((?P<target>(?:https?://|mailto:|/|\#|\.)[^()\s]{0,2000})\)   # [words](target)
    """,
    re.VERBOSE,
)
ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
"""An entity left in text: "&ndash;", "&#34;"; not "R&D;x", which is decoded only if the name exists."""


def unescape(text: str) -> str:
    """Entities decoded, twice where they were escaped twice ("&amp;ndash;")."""
    for _ in range(2):
        if "&" not in text or not ENTITY.search(text):
            break
        text = ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def inlines(text: str) -> list[Inline]:
    """The stretches of a text with light marks, the marks themselves taken out."""
    text = unescape(text)
    if not _TOKEN.search(text):
        return [Inline(text)]
    result: list[Inline] = []
    marks: set[str] = set()
    position = 0

    def put(stretch: str, *, extra: str = "", uri: str | None = None) -> None:
        if stretch:
            result.append(Inline(stretch, frozenset(marks | {extra} if extra else marks), uri))

    for match in _TOKEN.finditer(text):
        put(text[position : match.start()])
        position = match.end()
        if match["bold"]:
            marks ^= {"bold"}
        elif match["up"] or match["upb"]:
            put(match["up_text"] or match["upb_text"], extra="superscript")
        elif match["sup"]:
            kind = "superscript" if "sup" in match["sup"] else "subscript"
            if match["sup"][1] == "/":
                marks.discard(kind)
            else:
                marks.add(kind)
        elif match["stroked"]:
            put(match["stroked"])
        elif match["br"]:
            put(" ")
        elif match["words"]:
            put(match["words"], uri=match["target"])
    put(text[position:])
    return result
