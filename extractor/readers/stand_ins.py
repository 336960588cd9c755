"""Pages that stand in for a document: decides whether a web page or text is a server's own answer, not a document."""

from __future__ import annotations

import re

from extractor.errors import NotADocument
from extractor.types import Document

LONGEST = 2_500
"""Characters of content above which a page is a document, whatever its first words are."""
LEAST = 40
"""Characters of content below which a web page is none; the shortest retired stubs have 300."""

_SIGNS = (
    (
        "an error page",
        re.compile(
            r"""
              \b40[034]\b .{0,40} (?:error|not\ found|forbidden|bad\ request|file)      # "404 - File not found"
            | \b(?:error|status)\s{0,3}(?:code)?:?\s{0,3}(?:40[0-9]|50[0-9])\b           # "Error 500"
            | \b50[0234]\b .{0,20} (?:error|bad\ gateway|unavailable|time-?out)          # "503 Service Unavailable"
            | \b(?:page|file|document|resource|url)\b .{0,60}
              \b(?:not\ (?:be\ )?found|does\ not\ exist|no\ longer\ (?:exists|available)|cannot\ be\ (?:found|displayed)
                 |can['’]t\ be\ found|could\ not\ be\ found|has\ been\ (?:re)?moved|is\ unavailable|might\ have\ been\ removed)
            | \b(?:failed\ to\ (?:retrieve|load)|an\ (?:unexpected\ )?error\ (?:has\ )?occurred|exception\ occur+ed
                 |temporarily\ unavailable|service\ unavailable|under\ maintenance|something\ went\ wrong|server\ error)\b
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
    (
        "a page that refuses access",
        re.compile(
            r"""
              \baccess\ (?:is\ |has\ been\ |to\ this\ page\ (?:is|has\ been)\ )?(?:denied|restricted|forbidden|blocked)\b
            | \b(?:permission\ denied|not\ authorized\ to\ (?:view|access)|403\ forbidden|request\ unsuccessful|request\ blocked)\b
            | \b(?:verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?human|are\ you\ a\ robot|not\ a\ robot|captcha|checking\ your\ browser
                 |attention\ required|just\ a\ moment|unusual\ traffic|incident\ id)\b
            | \b(?:please\ )?(?:enable|turn\ on)\ (?:java\s?script|cookies)\b | \brequires\ java\s?script\b
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
    (
        "a login page",
        re.compile(
            r"""
              \b(?:user\s?(?:name|\ id)|e-?mail(?:\ address)?|member\ id)\b .{0,120} \bpassword\b       # a form's labels
            | \bforgot(?:ten)?\ (?:your\ )?(?:password|user\s?name)\b
            | \b(?:please\ )?(?:sign|log)\s?[io]n\ (?:to\ (?:continue|your\ account|access|view)|required)\b
            | \b(?:session|login)\ (?:has\ )?(?:expired|timed\ out)\b
            """,
            re.VERBOSE | re.IGNORECASE,
        ),
    ),
)
"""What such a page says, by what it is. Each line shows what matches; "prior authorization denied" matches none."""


def refuse(document: Document) -> None:
    """Raise NotADocument where a page stands in for a document."""
    content = " ".join(document.text_of(block) for block in document.blocks if block.kind != "furniture")
    if len(content) > LONGEST:
        return
    title = document.metadata.get("title", "")
    head = content if len(content) < 700 else content[:300]
    for what, pattern in _SIGNS:
        if pattern.search(f"{title} {head}"):
            raise NotADocument(f"it is {what}", name=document.name)
    if document.media_type == "text/html" and len(content) < LEAST:
        said = f"“{content}”" if content else "nothing"
        raise NotADocument(f"the page says {said[:60]} and no more", name=document.name)
