"""Tables of single pages to whole tables: the text they make, stitching, repeated heads, rows that a page cut."""

from __future__ import annotations

from dataclasses import replace

from extractor import layout
from extractor.layout import Layout
from extractor.layout.lines import Grid, GridCell, Line, Run

EDGES = (72.0, 150.0, 540.0)


def grid(
    page: int,
    rows: list[list[str]],
    table: int,
    *,
    top: float = 100.0,
    edges: tuple[float, ...] = EDGES,
    header: int = 0,
) -> tuple[Grid, list[Line]]:
    """A grid of one page with a line for each printed line of a cell ("|" parts them), its tops 14 points apart."""
    cells, lines = [], []
    y = top
    for number, row in enumerate(rows):
        height = 14.0 * max(text.count("|") + 1 for text in row)
        for column, text in enumerate(row):
            cells.append(GridCell(number, column, 1, 1, edges[column], y, edges[column + 1], y + height))
            for index, part in enumerate(text.split("|") if text else []):
                x = edges[column] + 4.0
                grid.source += 200  # type: ignore[attr-defined]
                lines.append(
                    Line(page, part, grid.source, x, y + 2 + 14 * index, x + 5.0 * len(part), y + 12 + 14 * index,  # type: ignore[attr-defined]
                         (Run(0, len(part), 10.0),), 0, table, number, column, edges[column + 1] - 4.0)
                )  # fmt: skip
        y += height
    return Grid(page, edges[0], top, edges[-1], y, edges, tuple(cells), True, header), lines


grid.source = 0  # type: ignore[attr-defined]


def build(*parts: tuple[Grid, list[Line]], between: list[Line] | None = None) -> Layout:
    """The layout of pages with one grid each, with lines between the first two."""
    first, *rest = parts
    lines = [*first[1], *(between or []), *(line for _, more in rest for line in more)]
    return layout.build(lines, grids=[one for one, _ in parts], heights={1: 792.0, 2: 792.0, 3: 792.0})


def rows(built: Layout, table: int = 0) -> list[list[str]]:
    """The texts of a table's cells."""
    return [[built.text[cell.start : cell.end] for cell in row] for row in built.tables[table].rows]


def test_text_of_a_table() -> None:
    """Cells are parted by tabs, rows by line breaks, an empty cell is there, and blocks know their place."""
    built = build(grid(1, [["Code", "Description"], ["97545", "Work hardening"], ["97546", ""]], 0))
    assert built.text == "Code\tDescription\n97545\tWork hardening\n97546\t"
    assert [(b.table, b.row, b.column) for b in built.blocks] == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (0, 2, 0)]
    table = built.tables[0]
    assert built.text[table.start : table.end] == built.text
    assert table.rows[2][1].start == table.rows[2][1].end


def test_wrapped_cells() -> None:
    """A cell's wrapped line joins; codes one below the other do not; a short line ends its block."""
    long = "A description that is long enough to fill the whole of the cell that it is in, up|to its second line"
    built = build(grid(1, [["97545|97546", long], ["E11.9", "Short.|Another line."]], 0))
    assert rows(built) == [["97545\n97546", long.replace("|", " ")], ["E11.9", "Short.\nAnother line."]]


def test_stitched_over_a_page_break() -> None:
    """A table that goes on at the next page's top is one table, its repeated head row furniture."""
    built = build(
        grid(1, [["Code", "Description"], ["97545", "Work hardening"]], 0),
        grid(2, [["Code", "Description"], ["97546", "Each further hour"]], 1),
        grid(3, [["Code", "Description"], ["97799", "Unlisted service"]], 2),
    )
    assert len(built.tables) == 1
    assert [row[0] for row in rows(built)] == ["Code", "97545", "97546", "97799"]
    assert built.tables[0].header == 1
    assert [built.text[b.start : b.end] for b in built.blocks if b.kind == "furniture"] == ["Code", "Description"] * 2


def test_a_row_that_the_page_break_cut() -> None:
    """A part without a first cell, or that goes on in mid-sentence, belongs to the row above."""
    built = build(
        grid(1, [["97545", "The first part of a"]], 0), grid(2, [["", "sentence in a cell."], ["97546", "Next."]], 1)
    )
    assert rows(built) == [["97545", "The first part of a\nsentence in a cell."], ["97546", "Next."]] or rows(
        built
    ) == [
        ["97545", "The first part of a sentence in a cell."],
        ["97546", "Next."],
    ]


def test_tables_that_are_not_one() -> None:
    """Text between them, or columns elsewhere, keeps tables apart."""
    first, second = grid(1, [["a", "b"], ["c", "d"]], 0), grid(2, [["e", "f"], ["g", "h"]], 1)
    text = Line(2, "A heading between the tables", 90_000, 72, 60, 250, 70, (Run(0, 28, 10.0),))
    assert len(build(first, second, between=[text]).tables) == 2
    other = grid(2, [["e", "f"], ["g", "h"]], 1, edges=(72.0, 300.0, 540.0))
    assert len(build(grid(1, [["a", "b"], ["c", "d"]], 0), other).tables) == 2


def test_the_last_edge_of_a_table_without_rules_says_nothing() -> None:
    """Without rules a page's longest line ends the table, so only the columns' left edges must agree; ruled, all do."""
    wider = (72.0, 150.0, 560.0)
    for ruled, count in ((False, 1), (True, 2)):
        parts = [grid(1, [["a", "b"], ["c", "d"]], 0), grid(2, [["e", "f"], ["g", "h"]], 1, edges=wider)]
        assert len(build(*((replace(one, ruled=ruled), lines) for one, lines in parts)).tables) == count
    elsewhere = grid(2, [["e", "f"], ["g", "h"]], 1, edges=(72.0, 190.0, 540.0))
    parts = [grid(1, [["a", "b"], ["c", "d"]], 0), elsewhere]
    assert len(build(*((replace(one, ruled=False), lines) for one, lines in parts)).tables) == 2


def test_a_boxed_running_header_is_furniture_but_for_the_first() -> None:
    """A header grid that each page repeats stays a table where it stands first and is furniture from then on."""
    parts = []
    for page in (1, 2, 3):
        header, lines = grid(page, [["Name:", "Example policy"], ["Effective:", "1/1/2026"]], page - 1, top=30.0)
        body = Line(page, f"Body of page {'abc'[page - 1]}", 70_000 + page, 72, 300, 200, 310, (Run(0, 14, 10.0),))
        parts.append((header, [*lines, body]))
    built = build(*parts)
    assert len(built.tables) == 1
    assert sum(block.kind == "furniture" for block in built.blocks) == 8


def test_a_row_under_repeated_heads_is_no_furniture() -> None:
    """A table's last row at the top of a page belongs to it, though its heads and one of its cells come back."""
    edges = (72.0, 130.0, 190.0, 420.0, 540.0)
    head = ["Revision|Date", "Revision|Number", "Explanation of|the Revision", "Reasons for|Change"]
    told = [
        "Added criteria on bells and their ringers.",
        "Moved the codes of chimes to a table.",
        "This is the first paper of its kind here.",
    ]
    parts = [
        grid(page, [head, [f"0{page}/01/2024", f"R{page}", text, "Education"]], page - 1, edges=edges, header=1)
        for page, text in enumerate(told, 1)
    ]
    built = build(*parts)
    found = [row[2] for table in range(len(built.tables)) for row in rows(built, table)]
    assert [text for text in found if text in told] == told


def test_two_long_texts_abreast_are_no_table() -> None:
    """A single row of two running texts lays the page out; its texts are paragraphs, one after the other."""
    texts = ["|".join(f"{name} line {word}" for word in "abcdefghijklmnopq") for name in ("Left", "Right")]
    built = build(grid(1, [texts], 0, edges=(72.0, 300.0, 540.0)))
    assert built.tables == ()
    assert built.text.index("Left line q") < built.text.index("Right line a")
