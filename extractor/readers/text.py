"""Plain text to a document: decides what kind of text it is (Markdown, a dump of pages, lines that are paragraphs)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.errors import LimitExceeded
from extractor.layout.labels import label
from extractor.limits import MAX_CHARACTERS
from extractor.readers import markdown, text_aligned, text_flat, text_lines, text_pages, text_residue
from extractor.readers.canonical import Grid, Piece, assemble, clean
from extractor.readers.decode import decode
from extractor.readers.inline import inlines
from extractor.readers.text_rows import Row, rows_of
from extractor.readers.text_tables import grid, line_rule, pipe_cells, pipe_rule, tab_cells, tab_row
from extractor.types import Document, Problem, Style

WRAP_LIMIT = 220
"""Characters that a line of a printed page never passes (10 pt at full width gives 170)."""
PAGE = 1200
"""Characters that every line but the last passes where each is a page run together: no headings stand between them."""
_GARBLED = Problem(
    "warning", "text_garbled", "many lines are scattered letters: the text was dumped badly, bring the PDF"
)
_OPEN_END = re.compile(r"[\w,(–-]$")
_MARKS = ("bullet", "dash", "circle")
_BULLET_ONLY = re.compile(r"[•●○▪■➢o*-]")


def read(data: bytes, *, name: str) -> Document:
    """The document of a text or Markdown file."""
    text = clean(decode(data))
    if len(text) > MAX_CHARACTERS:
        raise LimitExceeded(f"the text has more than {MAX_CHARACTERS} characters", name=name, code="limit_characters")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\f")
    if markdown.looks(text):
        return assemble(markdown.pieces(text.split("\n")), name=name, media_type="text/markdown")
    document = assemble(pieces_of(text), name=name, media_type="text/plain")
    return replace(document, problems=(_GARBLED,)) if _garbled(text) else document


def _garbled(text: str) -> bool:
    """Whether many lines are letters that belong to no word: what a dump makes of turned or scattered text."""
    lengths = [len(line.strip()) for line in text.split("\n") if line.strip()]
    return len(lengths) > 200 and sum(length <= 3 for length in lengths) > 0.35 * len(lengths)


def pieces_of(text: str) -> list[Piece | Grid]:
    """The blocks and tables of plain text."""
    segments = _segments(text.split("\n"))
    lengths = sorted(len(line.rstrip()) for part in segments if isinstance(part, list) for line in part if line.strip())
    wrapped = (
        bool(lengths) and lengths[len(lengths) * 98 // 100] <= WRAP_LIMIT and lengths[len(lengths) * 9 // 10] >= 40
    )
    result: list[Piece | Grid] = []
    if wrapped:
        sheets: list[list[Row] | Grid] = [
            part if isinstance(part, Grid) else rows_of("\n".join(part)) for part in segments
        ]
        text_pages.mark([row for sheet in sheets if isinstance(sheet, list) for row in sheet])
        for sheet in sheets:
            result += [sheet] if isinstance(sheet, Grid) else text_lines.pieces(sheet)
        return result
    for part in segments:
        result += [part] if isinstance(part, Grid) else _paragraphs(part)
    return result


def _segments(lines: Sequence[str]) -> list[list[str] | Grid]:
    """The text in order: stretches of lines, and tables set with tabs, pipes or blanks."""
    result: list[list[str] | Grid] = []
    plain: list[str] = []

    def table(rows: list[list[str]], header: int) -> None:
        nonlocal plain
        if plain:
            result.append(plain)
        plain = []
        result.append(grid(rows, header=header if header < len(rows) else 0))

    aligned = {one.begin: one for one in text_aligned.tables(lines)}
    index = 0
    while index < len(lines):
        line = lines[index]
        if index in aligned:
            if plain:
                result.append(plain)
            plain = []
            result.append(aligned[index].grid)
            index = aligned[index].end
            continue
        if line.count("|") >= 2 and index + 1 < len(lines) and pipe_rule(lines[index + 1]):
            end = index + 2
            while end < len(lines) and "|" in lines[end] and lines[end].strip():
                end += 1
            table([pipe_cells(lines[row]) for row in range(index, end) if row != index + 1], 1)
            index = end
            continue
        if tab_row(line) and not _tabbed_item(line):
            end, header = index, 0
            rows: list[list[str]] = []
            while end < len(lines):
                if rows and line_rule(lines[end]):
                    header = header or len(rows)
                elif tab_row(lines[end]) and not _tabbed_item(lines[end]):
                    rows.append(tab_cells(lines[end]))
                elif not _white_between(lines, end, rows):
                    break
                end += 1
            if len(rows) > 1 or len(rows[0]) > 1:
                table(rows, header)
                index = end
                continue
        plain.append(line)
        index += 1
    if plain:
        result.append(plain)
    return result


def _tabbed_item(line: str) -> bool:
    """Whether a line is an item whose label a tab parts from its words: "•<tab>Age", "o <tab>Two visits"."""
    stripped = line.strip()
    if stripped.startswith(("•", "●", "▪", "-\t", "o\t")):
        return True
    first, *others = (cell for cell in stripped.split("\t") if cell.strip())
    found = label(first.strip())
    return len(others) == 1 and found is not None and found[1].startswith(_MARKS) and found[0] == len(first.strip())


def _white_between(lines: Sequence[str], index: int, rows: list[list[str]]) -> bool:
    """Whether a single white line only parts rows of one table: rows of as many cells, and of one kind, go on."""
    if lines[index].strip() or len(rows) < 2 or index + 1 >= len(lines) or not tab_row(lines[index + 1]):
        return False
    following = tab_cells(lines[index + 1])
    return len(following) == len(rows[-1]) and _shape(following[0]) == _shape(rows[-1][0])


def _shape(text: str) -> str:
    """Letters as ``a``, digits as ``9``: two dates or two codes have one shape."""
    return re.sub(r"\d", "9", re.sub(r"[A-Za-z]+", "a", text))


def _paragraphs(lines: Sequence[str]) -> list[Piece | Grid]:
    """Text of which each line is a paragraph; a sentence that a page break cut is one again."""
    result: list[Piece | Grid] = []
    held = ""
    indent = 0
    said = [line for line in lines if line.strip()]
    longest = PAGE if said and min(map(len, said[:-1] or said)) > PAGE else text_flat.LONG
    for raw in lines:
        line = raw.replace("\f", " ").rstrip()
        stripped = line.strip()
        if not stripped or line_rule(stripped):
            continue
        if held and _runs_on(held, stripped):
            held = f"{held} {stripped}"
            continue
        if held:
            result += _paragraph(held, indent, longest)
        held, indent = stripped, len(line) - len(line.lstrip())
    if held:
        result += _paragraph(held, indent, longest)
    return result


def _paragraph(text: str, indent: int, longest: int) -> list[Piece | Grid]:
    if len(text) > longest or text_flat.is_outlined(text):
        return text_residue.pieces(text) if text_residue.holds(text) else text_flat.pieces(text)
    return [Piece(inlines(text), style=Style(indent=indent * 6.0))]


def _runs_on(before: str, after: str) -> bool:
    """Whether a sentence that stopped in the middle goes on in the next line."""
    if _BULLET_ONLY.fullmatch(before):
        return True
    found = label(after)
    if found and (label(before) or after[found[0] :].lstrip()[:1].isupper()):
        return False  # "a. A referral by a clinician" and "b. Two visits": items, though the first has no end mark
    return len(before) > 60 and after[0].islower() and bool(_OPEN_END.search(before)) and after[:2] not in ("o ", "a.")
