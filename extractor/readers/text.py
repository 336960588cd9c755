"""Plain text and Markdown to a document: decides which lines belong together and what each of them is."""

from __future__ import annotations

import re

from extractor.readers.canonical import Grid, GridCell, Inline, Piece, assemble, clean
from extractor.readers.decode import decode
from extractor.readers.inline import inlines
from extractor.readers.labels import find_label
from extractor.types import Document, Style

_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*$")
_RULE = re.compile(r"\s*(?:(?:[-_*=]\s?){3,}|[-=]{3,}(?:\t[-=]{3,})+)\s*$")
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LOWER = re.compile(r"[a-z(]")
_TERMINAL = re.compile(r"[.!?:;][\"”’')\]]*$")
WRAP_LIMIT = 200
"""A dump of a printed page never has longer lines (10 pt at full letter width gives 170)."""


def read(data: bytes, *, name: str) -> Document:
    """The document of a text or Markdown file."""
    text = clean(decode(data).replace("\r\n", "\n").replace("\r", "\n"))
    media_type = "text/markdown" if _looks_markdown(text) else "text/plain"
    return assemble(pieces_of(text), name=name, media_type=media_type)


def _looks_markdown(text: str) -> bool:
    return bool(re.search(r"^#{1,6} \S", text, re.MULTILINE) or re.search(r"^\|[ :-]+\|", text, re.MULTILINE))


def pieces_of(text: str) -> list[Piece | Grid]:
    lines = text.split("\n")
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:40]):
        end = next(i for i, line in enumerate(lines[1:40], 1) if line.strip() == "---")
        lines = lines[end + 1 :]
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths:
        return []
    wrapped = lengths[len(lengths) * 98 // 100] <= WRAP_LIMIT and lengths[len(lengths) * 9 // 10] >= 40
    width = lengths[len(lengths) * 95 // 100]
    result: list[Piece | Grid] = []
    index = 0
    paragraph: list[str] = []
    indent = 0

    def flush() -> None:
        nonlocal indent
        if paragraph:
            result.append(Piece(inlines(_joined(paragraph)), style=Style(indent=indent * 6.0), depth=indent // 2))
            paragraph.clear()

    while index < len(lines):
        line = lines[index].replace("\f", "")
        stripped = line.strip()
        if not stripped or _RULE.match(line):
            flush()
            index += 1
            continue
        if found := _HEADING.match(stripped):
            flush()
            result.append(Piece(inlines(found[2]), kind="heading", level=len(found[1])))
            index += 1
            continue
        if line.count("|") >= 2 and index + 1 < len(lines) and _PIPE_RULE.match(lines[index + 1]):
            flush()
            rows = [_pipe_cells(line)]
            index += 2
            while index < len(lines) and "|" in lines[index] and lines[index].strip():
                rows.append(_pipe_cells(lines[index]))
                index += 1
            result.append(_grid(rows, header=1))
            continue
        if "\t" in stripped:
            flush()
            rows = []
            header = 0
            while index < len(lines):
                row = lines[index]
                if _RULE.match(row) and rows:
                    header = header or len(rows)
                elif "\t" in row.strip() or (row.startswith("\t") and row.strip()):
                    rows.append([cell.strip() for cell in row.split("\t")])
                else:
                    break
                index += 1
            result.append(_grid(rows, header=header if 0 < header < len(rows) else 0))
            continue
        begins = (
            not wrapped or not paragraph or bool(find_label(stripped)) or not _continues(paragraph[-1], line, width)
        )
        if begins:
            flush()
            indent = len(line) - len(line.lstrip())
        paragraph.append(line)
        index += 1
    flush()
    return result


def _continues(before: str, line: str, width: int) -> bool:
    """Whether a line goes on with the one before it: its first word would not have fit there."""
    word = line.split(None, 1)[0]
    full = len(before.rstrip()) + 1 + len(word) > 0.8 * width
    if full:
        return True
    return (
        bool(_LOWER.match(line.strip()))
        and not _TERMINAL.search(before.rstrip())
        and len(before.rstrip()) > 0.4 * width
    )


def _joined(lines: list[str]) -> str:
    """Wrapped lines as one text; a word that is divided at a line's end is one again."""
    text = lines[0].strip()
    for line in lines[1:]:
        line = line.strip()
        if text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line[:1].islower():
            text += line
        else:
            text += " " + line
    return text


def _pipe_cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _grid(rows: list[list[str]], *, header: int) -> Grid:
    return Grid(
        [
            [
                GridCell([Piece(inlines(part)) for part in re.split(r"<br\s?/?>|<li>|</li>", cell)], r, c)
                for c, cell in enumerate(row)
            ]
            for r, row in enumerate(rows)
        ],
        header=header,
    )


__all__ = ["read", "Inline"]
