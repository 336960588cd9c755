"""Whether a table is no more than a list that was set in columns to save space: short things, each an item."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.coverage.lines import Line

_SHORT = 110  # characters: a condition, a drug and its dose; a cell that explains is longer
_COLUMNS = 4


def is_list(line: Line, ahead: Sequence[Line]) -> bool:
    """Whether the table that begins with a line, without a header, holds nothing but names of things."""
    if line.table is None or line.row != 0:
        return False
    cells = [line, *(after for after in ahead if after.table == line.table)]
    return len(cells) > 2 and all(
        not cell.labelled
        and not cell.heading
        and len(cell.text) < _SHORT
        and not cell.text.rstrip().endswith((".", ":"))
        and any(map(str.isalpha, cell.text))
        and (cell.column or 0) < _COLUMNS
        for cell in cells
    )
