"""Markdown to pieces: decides which lines are headings, items, table rows and wrapped text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.readers.canonical import Grid, Piece
from extractor.readers.inline import inlines
from extractor.readers.text_tables import grid, pipe_cells, pipe_rule, tab_cells
from extractor.types import Style

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)$")
_SETEXT = re.compile(r"^(=+|-{3,})\s*$")
_RULE = re.compile(r"^\s{0,3}(?:[-_*]\s?){3,}$")
_BULLET = re.compile(r"^(?P<indent>\s*)(?P<label>[-*+•]|\d{1,3}[.)]|[a-zA-Z][.)])\s+(?P<rest>\S.*)$")
_TASK = re.compile(r"\[(?P<on>[ xX])\]\s+")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_LINK_TARGET = re.compile(r"\s{0,3}\[[^\]]{1,100}\]:\s+\S+")
_BLOCK_TAG = re.compile(r"</?(?:div|details|summary|p|center|table|section)\b[^<>]{0,300}>", re.IGNORECASE)
_OPENING = re.compile(r"\s{0,9}(?:---\n(?:[^\n<]{0,300}\n){1,40}?---\n\s{0,9})?#{1,3} \S")
_TABLE = re.compile(r"\s{0,3}<table\b", re.IGNORECASE)
_TABLE_OPENS = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_CLOSES = re.compile(r"</table\s?>", re.IGNORECASE)
_TABLE_LINES = 20_000
_END = re.compile(r"[.!?:;|][\"”’')\]*_]{0,4}$")


def looks(text: str) -> bool:
    """Whether a text is set in Markdown: it has headings or tables of that kind."""
    if "<table" in text[:400_000] and _OPENING.match(text):
        return True
    heads = len(re.findall(r"^#{1,6} \S", text[:400_000], re.MULTILINE))
    return heads >= 2 or bool(
        re.search(r"^\|(?:\s{0,200}:?-{2,}:?\s{0,200}\|)+\s{0,20}$", text[:400_000], re.MULTILINE)
    )


def pieces(lines: Sequence[str]) -> list[Piece | Grid]:
    """The blocks and tables of a Markdown text."""
    result: list[Piece | Grid] = []
    paragraph: list[str] = []
    indents: list[int] = []  # open list levels, by the column of their labels
    item: tuple[int, str] | None = None  # depth and label of the item whose text is gathered
    quote = 0
    index = _after_front_matter(lines)

    def flush() -> None:
        nonlocal item
        text = _joined(paragraph)
        paragraph.clear()
        if text:
            depth = item[0] if item else -1
            piece = Piece(inlines(text), style=Style(indent=24.0 * (depth + 1 + quote)), depth=depth)
            if item:
                piece.kind = "item"
                if item[1] not in "-*+•":
                    piece.label = item[1]
            result.append(piece)
        item = None

    while index < len(lines):
        line = lines[index].rstrip("\f\r ") if not lines[index].endswith("  ") else lines[index].rstrip() + "  "
        index += 1
        if line.lstrip().startswith(">"):
            stripped = re.sub(r"^(?:\s{0,3}>\s?){1,5}", "", line)
            if not quote:
                flush()
            quote, line = 1, stripped
        elif quote and line.strip():
            flush()
            quote = 0
        if _TABLE.match(line) and (end := _table_end(lines, index - 1)):
            from extractor.readers import html

            flush()
            result += html.fragment("\n".join(lines[index - 1 : end]))
            index = end
            continue
        line = _BLOCK_TAG.sub(" ", line)
        if not line.strip() or _LINK_TARGET.match(line):
            flush()
            continue
        if _FENCE.match(line):
            flush()
            continue
        if found := _HEADING.match(line.strip()):
            flush()
            indents = []
            result.append(Piece(inlines(found[2].rstrip().rstrip("#").rstrip()), kind="heading", level=len(found[1])))
            continue
        if _SETEXT.match(line) and len(paragraph) == 1 and not item and len(paragraph[0]) < 120:
            level = 1 if line.strip()[0] == "=" else 2
            result.append(Piece(inlines(paragraph.pop()), kind="heading", level=level))
            continue
        if _RULE.match(line):
            flush()
            continue
        if line.count("|") >= 2 and index < len(lines) and pipe_rule(lines[index]):
            flush()
            rows = [pipe_cells(line)]
            index += 1
            while index < len(lines) and "|" in lines[index] and lines[index].strip():
                rows.append(pipe_cells(lines[index]))
                index += 1
            result.append(grid(rows, header=1))
            continue
        if tabs := _tabbed(line):
            rows = [tab_cells(line)]
            while index < len(lines) and _tabbed(lines[index]) == tabs:
                rows.append(tab_cells(lines[index]))
                index += 1
            if len(rows) > 1:
                flush()
                result.append(grid(rows, header=0))
                continue
        if found := _BULLET.match(line.expandtabs(4)):
            flush()
            column = len(found["indent"])
            while indents and column <= indents[-1] - 1:
                indents.pop()
            if not indents or column > indents[-1] + 1:
                indents.append(column)
            item = (len(indents) - 1, found["label"])
            rest = found["rest"]
            if task := _TASK.match(rest):
                rest = ("☐ " if task["on"] == " " else "☒ ") + rest[task.end() :]
            paragraph.append(rest)
            continue
        if not line.startswith(" ") and not paragraph:
            indents = []
        paragraph.append(line.strip() + ("  " if line.endswith("  ") else ""))
        if paragraph and paragraph[-1].endswith("  "):
            flush()
        elif len(paragraph) > 1 and not _wraps(paragraph[-2], paragraph[-1]):
            last = paragraph.pop()
            flush()
            paragraph.append(last)
    flush()
    return _unheaded(result)


def _tabbed(line: str) -> int:
    """How many tabs stand between the texts of a line: tables of a dump within Markdown headings."""
    return line.strip().count("\t") if "\t" in line and not line.startswith("\t") else 0


def _table_end(lines: Sequence[str], start: int) -> int | None:
    """Index behind the line on which the HTML table that opens on a line is closed; None where it never is."""
    depth = 0
    for index, line in enumerate(lines[start : start + _TABLE_LINES], start):
        depth += len(_TABLE_OPENS.findall(line)) - len(_TABLE_CLOSES.findall(line))
        if depth <= 0:
            return index + 1
    return None


def _after_front_matter(lines: Sequence[str]) -> int:
    """Index of the first line after a block of metadata between two rules at the very top."""
    if lines and lines[0].strip() == "---":
        for index, line in enumerate(lines[1:60], 1):
            if line.strip() == "---":
                return index + 1
    return 0


def _wraps(before: str, after: str) -> bool:
    """Whether a line goes on with the one above it."""
    if len(before) > 60:
        return True
    return after[:1].islower() or (not _END.search(before) and len(before) > 45 and not after.startswith("**"))


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines).strip()


def _unheaded(found: list[Piece | Grid]) -> list[Piece | Grid]:
    """A run of three and more top headings that say "name: value" is a note on the source, not a row of headings."""
    run: list[Piece] = []
    for piece in [*found, None]:
        if isinstance(piece, Piece) and piece.kind == "heading" and piece.level == 1:
            run.append(piece)
            continue
        if len(run) >= 3:
            for one in run:
                one.kind, one.level = "paragraph", None
        run = []
    return found
