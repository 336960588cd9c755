"""Markup left in flattened text: decides what of it is structure, and what was only an attribute."""

from __future__ import annotations

import re

from extractor.readers.canonical import Grid, Piece
from extractor.readers.inline import unescape

_TAG = re.compile(
    r"</?(?:p|br|div|span|li|ul|ol|strong|em|b|i|u|h[1-6]|table|thead|tbody|tr|td|th|a|sup|sub)\b[^<>]{0,500}>", re.I
)
_BLOCK_END = re.compile(r"</(?:p|li|ul|ol|h[1-6]|div|table|tr)\s?>", re.I)
_MARKER = re.compile(r"\"\}\}\"\s{1,3}id=\"[\w-]{1,80}\">")
"""The end of an attribute that held a component's markup as data; what it says follows once more as text."""
_ESCAPES = re.compile(r"\\(?:r\\n|n|r|t)|\\(?=[\"'/])")
_WORD = re.compile(r"\w+")
ENOUGH = 6
"""Ends of block elements below which tags in a text are taken for what they are: text."""


def holds(text: str) -> bool:
    """Whether a text has so much markup left in it that its structure can be read from there."""
    if "</" not in text and "&lt;/" not in text:
        return False
    return sum(1 for _ in _BLOCK_END.finditer(unescape(text))) >= ENOUGH


def pieces(text: str) -> list[Piece | Grid]:
    """The blocks of such a text: markup by its elements, plain stretches by their words."""
    from extractor.readers import html, text_flat

    text = _ESCAPES.sub(lambda match: " " if len(match[0]) > 1 else "", unescape(text))
    result: list[Piece | Grid] = []
    said = ""  # the words of the markup of the attribute that just ended
    parts = _MARKER.split(text)
    for position, part in enumerate(parts):
        rest = _unsaid(part, said) if position else part
        opening = _TAG.search(rest)
        if opening is None:
            result += text_flat.pieces(rest)
            said = ""
            continue
        start = opening.start()
        if opening[0].startswith("</"):  # its opening tag was lost: all before it since the text's end belongs to it
            before, lead = _lead(rest[:start], parts[position + 1] if position + 1 < len(parts) else "")
            name = re.sub(r"[^a-zA-Z0-9]", "", opening[0])
            markup = f"<{name}>{lead}{rest[start:]}"
        else:
            before, markup = rest[:start], rest[start:]
        if re.match(r"<(?:thead|tbody|tr)\b", markup, re.I):
            markup = f"<table>{markup}"
        if before.strip():
            result += text_flat.pieces(before)
        for piece in html.fragment(markup):
            if isinstance(piece, Piece) and sum(len(inline.text) for inline in piece.inlines) > text_flat.LONG:
                result += text_flat.pieces("".join(inline.text for inline in piece.inlines))
            else:
                result.append(piece)
        said = _TAG.sub(" ", markup) if position + 1 < len(parts) else ""
    return result


def _unsaid(text: str, said: str) -> str:
    """The text without its beginning where that repeats what was said, word for word."""
    if not said:
        return text
    end = 0
    words = _WORD.finditer(text)
    for expected in _WORD.finditer(said):
        found = next(words, None)
        if found is None or found[0] != expected[0]:
            return text
        end = found.end()
    tail = re.compile(r"[^\w<]{0,4}(?=\s|<|$)").match(text, end)
    return text[tail.end() if tail else end :]


def _lead(text: str, following: str) -> tuple[str, str]:
    """Where a heading lost its opening tag: what stands before it, and its words (they begin the next text)."""
    words = list(_WORD.finditer(text))[-40:]
    first = [match[0] for match in list(_WORD.finditer(following[:600]))[:40]]
    for match in words:
        tail = [word[0] for word in words if word.start() >= match.start()]
        if tail == first[: len(tail)]:
            return text[: match.start()], text[match.start() :]
    return text, ""
