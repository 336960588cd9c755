"""Tables of plain text: decides which lines are rows of cells parted by tabs or pipes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.readers.canonical import Grid, GridCell, Inline, Piece
from extractor.readers.inline import inlines

_PIPE_RULE = re.compile(r"^\s{0,20}(?:\|\s{0,20})?:?-{2,}:?\s{0,20}(?:\|\s{0,20}:?-{2,}:?\s{0,20})*(?:\|\s{0,20})?$")
_LINE_RULE = re.compile(r"(?<![\s=_+|:-])\s*[-=_+|:]{3,}(?:[\t ]+[-=_+|:]{3,})*\s*$")
"""A line that rules a table off: "-----<tab>-----", "+---+---+", "=== ===="."""
_PARTS = re.compile(r"<br\s?/?>|</?li>|</?ul>|</?p>", re.IGNORECASE)


def pipe_rule(line: str) -> bool:
    """Whether a line is the rule below the head of a pipe table."""
    return "-" in line and bool(_PIPE_RULE.match(line))


def line_rule(line: str) -> bool:
    """Whether a line only rules off."""
    return bool(_LINE_RULE.match(line))


def pipe_cells(line: str) -> list[str]:
    """The cells of a row of a pipe table."""
    stripped = line.strip()
    stripped = stripped[1:] if stripped.startswith("|") else stripped
    stripped = stripped[:-1] if stripped.endswith("|") and not stripped.endswith("\\|") else stripped
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", stripped)]


def tab_row(line: str) -> bool:
    """Whether a line holds a tab between two texts (or before one, where a cell is empty)."""
    return "\t" in line.strip() or (line.startswith("\t") and bool(line.strip()))


def tab_cells(line: str) -> list[str]:
    """The cells of a row of a tab table."""
    return [cell.strip() for cell in line.rstrip("\n").split("\t")]


def grid(rows: Sequence[Sequence[str]], *, header: int) -> Grid:
    """A table of texts; a cell that is set as a list or with breaks holds a block for each."""
    return Grid([[_cell(text, r, c) for c, text in enumerate(row)] for r, row in enumerate(rows)], header)


def _cell(text: str, row: int, column: int) -> GridCell:
    parts: list[list[Inline]] = [inlines(part) for part in _PARTS.split(text) if part.strip()]
    return GridCell([Piece(part) for part in parts], row, column)
