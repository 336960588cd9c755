"""Rows of a revision history: tables, dated lines, dates that close a row, lists of dates, and dates that are no rows."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor import extract
from extractor.fields import history
from extractor.pipeline import read, understand
from extractor.types import Reading
from tests.pdf_case import HEIGHT, Drawing, made, paragraph, write

BODY = "<h1>Widget Therapy</h1><h2>Description</h2><p>Widgets are pulsed devices that are worn on the head.</p>"


def reading(markup: str, heading: str = "Policy History") -> Reading:
    """A small policy with a history, read from HTML."""
    page = f"<html><body>{BODY}<h2>{heading}</h2>{markup}</body></html>"
    return understand(read(page.encode(), name="policy.html"), profile="default")


def rows(markup: str, heading: str = "Policy History") -> list[tuple[str | None, str]]:
    """Date and description of each row."""
    return [(row.date, row.description) for row in history.find(reading(markup, heading))]


def table(*lines: tuple[str, ...]) -> str:
    """A table of the lines, the first its heads."""
    cells = [
        "".join(f"<{tag}>{cell}</{tag}>" for cell in line)
        for tag, line in zip(["th", *["td"] * 99], lines, strict=False)
    ]
    return "<table>" + "".join(f"<tr>{cell}</tr>" for cell in cells) + "</table>"


NEW, CODES = "New policy.", "Annual review. Codes updated, effective 1/1/2024."

# markup, rows: reason
CASES = (
    (table(("Date", "Action"), ("01/05/2020", NEW), ("03/2024", CODES)), [("2020-01-05", NEW), ("2024-03", CODES)]),
    (  # the date comes last
        table(("Type of Revision", "Summary of Changes", "Date"), ("Annual", NEW, "1/5/2020")),
        [("2020-01-05", f"Annual {NEW}")],
    ),
    (  # the first of two dates; approvers and versions are no description
        table(
            ("Version", "Review Date", "Summary", "Effective Date", "Approved by"),
            ("1", "1/5/2020", NEW, "7/1/2020", "P&amp;T"),
        ),
        [("2020-01-05", NEW)],
    ),
    (  # a status before the date
        table(("Status", "Date", "Action"), ("Reviewed", "01/05/2020", NEW), ("", "03/01/2024", CODES)),
        [("2020-01-05", NEW), ("2024-03-01", CODES)],
    ),
    (
        f"<ul><li>01/05/2020 – {NEW}</li><li>03/01/2024 – {CODES}</li></ul>",
        [("2020-01-05", NEW), ("2024-03-01", CODES)],
    ),
    (f"<p>2024-03-01: {CODES}</p><p>2020-01-05: {NEW}</p>", [("2024-03-01", CODES), ("2020-01-05", NEW)]),
    (  # dates on lines of their own
        f"<p>01/05/20</p><p>{NEW}</p><p>March 2024</p><p>{CODES}</p>",
        [("2020-01-05", NEW), ("2024-03", CODES)],
    ),
    (  # dates of several columns in one line: the first
        f"<p>1/5/20 12/1/19 12/9/19 {NEW}</p><p>3/1/24 2/1/24 2/9/24 {CODES}</p>",
        [("2020-01-05", NEW), ("2024-03-01", CODES)],
    ),
    (  # run together on one line; a date in a sentence opens no row
        f"<p>03/01/2024 {CODES} Reviewed 02/10/2023 No change. 01/05/2020 {NEW}</p>",
        [("2024-03-01", CODES), ("2023-02-10", "No change."), ("2020-01-05", NEW)],
    ),
    (  # what follows the last row is none of it
        f"<p>03/01/2024 {CODES}</p><p>01/05/2020 {NEW}</p><p>Widget Health is a mark of Widget Inc.</p>",
        [("2024-03-01", CODES), ("2020-01-05", NEW)],
    ),
    ("<p>06/2019, 03/2018, 02/2017</p>", [("2019-06", ""), ("2018-03", ""), ("2017-02", "")]),  # a list of dates alone
    (
        "<p>Revised: 6/23 (add indication); 12/23 (add codes)</p>",
        [("2023-06", "add indication"), ("2023-12", "add codes")],
    ),
    (
        "<p>Last Review: 07/21/2025</p><p>Effective: 12/16/2022</p><p>Next Review: 03/26/2026</p>",
        [],
    ),  # the policy's own dates
    ("<p>Approved by the committee: 5/12/2020; 6/1/2021</p>", []),  # a list of dates whose label is another's
    ("<p>05/2019: New policy; 06/2020: Codes added</p>", [("2019-05", "New policy;"), ("2020-06", "Codes added")]),
    (  # the head of the table below stands on the last line of a list of dates
        f"<p>06/2019, 03/2018, 02/2017 Date Summary of Changes</p><p>03/01/2024 {CODES}</p><p>01/05/2020 {NEW}</p>",
        [("2019-06", ""), ("2018-03", ""), ("2017-02", ""), ("2024-03-01", CODES), ("2020-01-05", NEW)],
    ),
    (  # as many dates in a cell as lines in the cell beside it: a row each
        table(("Date", "Action"), ("1/2020<br>March 2021", f"<p>{NEW}</p><p>Annual review</p>"), ("03/2024", CODES)),
        [("2020-01", NEW), ("2021-03", "Annual review"), ("2024-03", CODES)],
    ),
    (  # fewer dates than lines: one row
        table(("Date", "Action"), ("1/2020<br>3/2021", "<p>One.</p><p>Two.</p><p>Three.</p>"), ("03/2024", CODES)),
        [("2020-01", "3/2021 One. Two. Three."), ("2024-03", CODES)],
    ),
    (table(("Date", "Reason"), ("01/05/2020", NEW), ("03/2024", CODES)), [("2020-01-05", NEW), ("2024-03", CODES)]),
    (  # a reason beside what was done is not what was done
        table(("Date", "Reason", "Action"), ("01/05/2020", "Annual", NEW), ("03/2024", "Coding", CODES)),
        [("2020-01-05", NEW), ("2024-03", CODES)],
    ),
    (  # the policy's number, and in the next cell a date and what was done
        f"<table><tr><td>MP 1.044<td>01/05/2020 {NEW}<tr><td>MP 1.044<td>03/01/2024 {CODES}</table>",
        [("2020-01-05", NEW), ("2024-03-01", CODES)],
    ),
    (f"<table><tr><td>MP 1.044<td>Begun at home {NEW}<tr><td>MP 1.045<td>Tidal lamps at home</table>", []),
    (table(("Policy Number", "MP 1"), ("Effective", "01/01/2024")), []),  # a grid of the policy's own facts
    (table(("Original Approval Date", "Effective Date"), ("1/5/2020", "7/1/2020")), []),
    ("<p>Entries prior to 2015 were archived.</p>", []),
    ("<p>Version 1.20 replaces version 1.10.</p>", []),  # no dates
)


@pytest.mark.parametrize(("markup", "expected"), CASES)
def test_rows_are_told_apart(markup: str, expected: list[tuple[str, str]]) -> None:
    """Each row has its date as precise as printed and its whole description."""
    assert rows(markup) == expected


def test_a_list_of_dates_stands_anywhere() -> None:
    """A list of past dates under one label gives rows without a description, wherever it stands."""
    assert rows("<p>Dates Reviewed: 12/2011, 02/2012, 03/2013</p>", heading="Description of widgets") == [
        ("2011-12", ""),
        ("2012-02", ""),
        ("2013-03", ""),
    ]


@pytest.mark.parametrize(
    ("markup", "dates"),
    [
        # a further label in one line
        (
            "<p>Approved: 11/17/2005; Revised: 3/15/2007, 5/20/2010; Annual Review: 9/2018, 9/2019</p>",
            ["2007-03-15", "2010-05-20", "2018-09", "2019-09"],
        ),
        # who reviewed, before a date and behind it
        ("<p>Reviewed: CDPR/ 06/2013; CRC 11/2016, 08/2020</p>", ["2013-06", "2016-11", "2020-08"]),
        (
            table(("Date Created", "Date Reviewed"), ("03/11/1997", "05/03/2011MPC, 03/06/2012MPC")),
            ["2011-05-03", "2012-03-06"],
        ),
        # a cell of dated lines beside its label
        (
            "<table><tr><td>Original Effective Date:</td><td>02/01/2012</td></tr><tr><td>Re-Review Date(s):</td>"
            "<td>January 19, 2015<br>February 21, 2018 – format update</td></tr></table>",
            ["2015-01-19", "2018-02-21"],
        ),
        # a label, who did it, and the dates
        (
            "<table><tr><th><th>Committee/Source<th>Date(s)<tr><td>Document Created:<td>Lamp Committee<td>October 17, 2012"
            "<tr><td>Revised:<td>Lamp Committee<br>Tide Committee<td>February 19, 2014 March 21, 2018</table>",
            ["2014-02-19", "2018-03-21"],
        ),
        # a committee's name before each date
        (
            "".join(
                f"<p>Internal Lamp Policy Committee {day} - Annual review</p>"
                for day in ("7-11-2018", "7-22-2019", "9-21-2020")
            ),
            ["2018-07-11", "2019-07-22", "2020-09-21"],
        ),
        # heads in one word and another
        (
            table(("DATE", "ACTION/DESCRIPTION"), ("01/05/2020", NEW), ("03/01/2024", CODES)),
            ["2020-01-05", "2024-03-01"],
        ),
        (
            table(("Revision History", "Description"), ("01/05/2020", NEW), ("03/01/2024", CODES)),
            ["2020-01-05", "2024-03-01"],
        ),
    ],
)
def test_dates_of_past_reviews_are_rows_outside_a_history_too(markup: str, dates: list[str]) -> None:
    """Lists, cells and committees' lines that date past reviews are a history's rows in whatever section they stand."""
    assert [date for date, _ in rows(markup, "Widget Notes")] == dates


def test_the_policys_own_effective_date_is_no_row() -> None:
    """In a history's table, "Date Effective" beside a date and nothing else tells no change."""
    markup = table(
        ("", "Date", "Action"),
        ("Date Issued", "01/05/2020", NEW),
        ("", "03/01/2024", CODES),
        ("Date Effective", "04/01/2024", ""),
    )
    assert [date for date, _ in rows(markup)] == ["2020-01-05", "2024-03-01"]


def test_a_table_says_by_its_heads_that_it_is_a_history() -> None:
    """A table of dates and changes is a history under any heading."""
    assert rows(table(("Date", "Summary of Changes"), ("1/5/2020", NEW)), heading="Other matters") == [
        ("2020-01-05", NEW)
    ]


def test_tables_of_other_things_are_no_history() -> None:
    """Dates in a table of studies or codes make no rows."""
    assert rows(table(("Study", "Published"), ("Adams", "1/5/2020")), heading="Rationale") == []
    assert rows(table(("Date", "Study"), ("1/5/2020", "Adams")), heading="Rationale") == []


def test_a_description_already_told_is_not_doubled() -> None:
    """Dates of a bare list that rows already describe are left out."""
    markup = "<p>03/01/2024, 01/05/2020</p>" + table(("Date", "Action"), ("01/05/2020", NEW), ("03/01/2024", CODES))
    assert rows(markup) == [("2020-01-05", NEW), ("2024-03-01", CODES)]


def test_evidence_spans_the_row() -> None:
    """A row's span begins at its date or description and holds both."""
    source = reading(f"<p>03/01/2024 {CODES}</p><p>01/05/2020 {NEW}</p>")
    for row in history.find(source):
        span = source.text[row.evidence.start : row.evidence.end]
        assert row.description in span
        assert span[:2] in ("03", "01")


STACKED = "".join(
    f"<p>{line}</p>"
    for line in (
        "Revision History Number", "Revision History Explanation", "Reasons for Change",
        "05/01/2025", "R2", "Posted 05/01/2025 Words mended.", "Other",
        "01/02/2024", "R1", "12/30/2023 Codes renewed.", "Codes",
    )
)  # fmt: skip


def test_cells_one_under_another_are_rows() -> None:
    """Where a table's cells stand one under another, a date alone opens a row; dates that it tells and its number do not."""
    assert rows(STACKED) == [
        ("2025-05-01", "Posted 05/01/2025 Words mended."),
        ("2024-01-02", "12/30/2023 Codes renewed."),
    ]


def test_a_row_of_the_policys_own_dates_is_no_history() -> None:
    """A table with one row under "Original effective date" gives dates of the policy, no revision."""
    markup = table(
        ("Original Approval Date", "Original Effective Date", "Policy Owner"), ("12/1/2020", "1/1/2021", "Office")
    )
    assert rows(markup) == []


def test_a_footer_that_each_page_repeats_tells_once() -> None:
    """A list of past dates in a running line gives its dates once, not once a page."""
    pages = [
        f"Tidal Nerve Stimulation\n\nLine {n} of a policy that goes on for long.\n\nLast Update: 10/2016, 5/8/2017, 3/20/2023\nPage | {n}\n"
        for n in range(1, 6)
    ]
    record = extract("\n".join(pages).encode(), name="policy.txt")
    assert [row.date for row in record.history] == ["2016-10", "2017-05-08", "2023-03-20"]


def test_a_row_names_the_sections_that_it_changed() -> None:
    """In a dump, a section's name over what was changed in it goes on with the row; a section of its own ends it."""
    dump = (
        "Widget Therapy\n\nCoverage Rationale\n\nWidgets are unproven and not medically necessary for wobble.\n\n"
        "Policy History and Revision Information\n\nDate Summary of Changes\n01/01/2026\nTemplate Update\n"
        "Created a version for all plans\n\nCoverage Rationale\n\nAdded language on wobble in adults\n\n"
        "07/01/2025\nRoutine review.\n\nInstructions for Use\n\nThis policy gives help.\n"
    )
    source = understand(read(dump.encode(), name="policy.txt"), profile="default")
    assert [(row.date, row.description) for row in history.find(source)] == [
        (
            "2026-01-01",
            "Template Update Created a version for all plans Coverage Rationale Added language on wobble in adults",
        ),
        ("2025-07-01", "Routine review."),
    ]


def test_a_history_that_a_page_gives_twice_is_told_once() -> None:
    """A row said again word for word counts once; short rows of one day that agree may be two."""
    long = "Codes renewed, criteria for hiccups at night made plain, references updated."
    assert rows(f"<p>03/01/2024 {long}</p><p>01/05/2020 {NEW}</p><p>03/01/2024 {long}</p>") == [
        ("2024-03-01", long),
        ("2020-01-05", NEW),
    ]
    assert rows("<p>03/01/2024 Reviewed.</p><p>01/05/2020 Revised.</p><p>01/05/2020 Revised.</p>") == [
        ("2024-03-01", "Reviewed."),
        ("2020-01-05", "Revised."),
        ("2020-01-05", "Revised."),
    ]


def _history_page(number: int, lines: tuple[str, ...], table: tuple[tuple[str, str], ...], top: float) -> Drawing:
    """A page with a running header, loose lines and a ruled table of two columns below them."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 40, "Widget Therapy MP-204", size=8)
        write(canvas, 480, 40, f"Page {number} of 2", size=8)
        paragraph(canvas, top, *lines)
        for index, cells in enumerate(table):
            below = top + 14 * len(lines) + 20 * index
            for x, width, cell in zip((72, 182), (110, 330), cells, strict=True):
                canvas.rect(x, HEIGHT - below - 20, width, 20)
                write(canvas, x + 4, below + 14, cell)

    return draw


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        (
            ("Limits added for widgets", "of the second kind"),
            "Codes updated, and Limits added for widgets of the second kind",
        ),
        (("02/01/2022 Another matter",), "Codes updated, and"),  # lines with a date of their own are none of the row
    ],
)
def test_a_row_goes_on_at_the_next_pages_top(rest: tuple[str, ...], told: str) -> None:
    """Lines over the rest of the table on the next page belong to the row that the page's end cut off."""
    description = ("Widgets are pulsed devices that are worn on the head.", "They are worn by day and by night.")
    source = made(
        lambda canvas: (
            _history_page(1, ("Description", *description, "Policy History"), (
                ("Date", "Action"), ("01/05/2020", "New policy."), ("01/05/2021", "Codes updated, and")), 500)(canvas)
        ),
        _history_page(2, rest, (("03/01/2024", "Annual review."), ("03/01/2025", "Annual review.")), 80),
    )  # fmt: skip
    found = history.find(understand(read(source, name="policy.pdf"), profile="default"))
    assert {row.date: row.description for row in found}["2021-01-05"] == told


def test_heads_below_a_heading_say_which_comes_first() -> None:
    """Heads of columns, a line each below the heading, put the date first; a row of a status and a remark is no head."""
    lines = (
        "Date",
        "Change",
        "01/05/2020",
        "New widget rules",
        "03/01/2024",
        "Reviewed; no change",
        "05/01/2025",
        "Widths",
    )
    told = rows("".join(f"<p>{line}</p>" for line in lines), "Revision History")
    assert told == [("2020-01-05", "New widget rules"), ("2024-03-01", "Reviewed; no change"), ("2025-05-01", "Widths")]


def test_effective_dates_of_the_past_are_rows() -> None:
    """A list of historical effective dates gives a row for each."""
    told = rows("<p>Historical Effective Dates: 01/05/2020, 03/01/2024</p>", "Approvals")
    assert told == [("2020-01-05", ""), ("2024-03-01", "")]


def _lines(*lines: str) -> list[tuple[str | None, str]]:
    """The rows of a history that a dump gives line by line."""
    said = "\n\n".join(("Widget Therapy", "Description", "Widgets are worn.", "Policy History", *lines))
    return [(row.date, row.description) for row in extract(said.encode(), name="policy.txt").history]


def test_the_second_date_of_a_row_is_no_row() -> None:
    """Cell by cell, a review's date and the day of effect open one row; statuses and words in a date's place are not told."""
    heads = ("Status", "Review", "Date", "Effective", "Date", "Action")
    cells = ("Revised", "01/23/2025", "09/20/2025", "Widgets added.", "Reviewed 01/25/2024", "Unchanged", "No changes.")
    last = ("Created", "05/09/2022", "11/06/2022", "New policy.")
    assert _lines(*heads, *cells, *last) == [
        ("2025-01-23", "Widgets added."),
        ("2024-01-25", "No changes."),
        ("2022-05-09", "New policy."),
    ]


@pytest.mark.parametrize(
    ("lines", "dates"),
    [
        # no head speaks of a second date; one row has two dates by chance; a word that tells the change
        (("Date", "Action", "01/23/2025", "Widgets added.", "05/09/2022", NEW), ["2025-01-23", "2022-05-09"]),
        (("Effective Date", "Action", "01/23/2025", "Widgets.", "05/09/2022", "Created"), ["2025-01-23", "2022-05-09"]),
        (("01/23/2025 Widgets.", "05/09/2022 effective 6/1/2022. Created."), ["2025-01-23", "2022-05-09"]),
    ],
)
def test_rows_of_one_date_stay_rows(lines: tuple[str, ...], dates: list[str]) -> None:
    """Dates that each open a row are rows, whatever their heads."""
    assert [date for date, _ in _lines(*lines)] == dates


def test_a_noted_date_below_the_policys_label_is_no_row() -> None:
    """Below "Original Effective Date" a date with a note in brackets is the policy's own; below other words it is a row."""
    assert _lines("Original Effective Date", "June 11, 2018 (PUP)") == []
    assert _lines("Annual review", "June 11, 2018 (PUP)") != []


def test_a_bibliography_under_the_history_tells_no_row() -> None:
    """References that hang below the history's heading, one of them with a date at its end, are none of its rows."""
    entry = "<p>Widget Network. Widgets for wobble. Fenwick, PA: October 2018. Annual review November 2021.</p>"
    below = f"<p>Approval Dates</p><p>04/2018, 05/2019, 03/2025</p><h3>References</h3>{entry}"
    assert [date for date, _ in rows(below)] == ["2018-04", "2019-05", "2025-03"]


def test_lists_in_a_chain_of_labels_are_rows() -> None:
    """Labels and dates one behind another, parted by semicolons: each list of two dates or more is rows; one date is none."""
    chain = "Approved Committee 02/01/1994; Revised 09/13/2010, 03/26/2025; Annual Review 11/2021, 11/2022; Effective 05/01/2025"
    assert [date for date, _ in rows(f"<p>{chain}</p>", "Products")] == [
        "2010-09-13",
        "2025-03-26",
        "2021-11",
        "2022-11",
    ]
    assert rows("<p>Widgets were, as the trial revised 09/13/2010, 03/26/2025 said, safe.</p>", "Products") == []


def _listed_and_told(*dates: str) -> list[tuple[str | None, str]]:
    told = table(("Date", "Action"), ("02/2020", NEW), ("04/2024", CODES))
    return rows(f"<p>Dates Reviewed: {', '.join(dates)}</p>{told}")


def test_a_list_repeats_what_a_whole_table_tells() -> None:
    """Listed dates that the table tells, all since its first, are not told twice; where it tells some of them, all count."""
    told = [("2020-02", NEW), ("2024-04", CODES)]
    assert _listed_and_told("05/2018", "02/2020", "04/2024") == [("2018-05", ""), *told]
    assert _listed_and_told("02/2020", "04/2024") == told
    assert _listed_and_told("02/2020", "03/2022", "04/2024") == [
        ("2020-02", ""),
        ("2022-03", ""),
        ("2024-04", ""),
        *told,
    ]


def test_who_signed_is_no_description() -> None:
    """The column of a committee's chairman is left out."""
    heads = ("Document Changes", "Reference", "Date", "P&amp;T Chairman")
    assert rows(table(heads, ("New", "Widgets 2-20.docx", "02/2020", "A. Tidal, PharmD"))) == [
        ("2020-02", "New Widgets 2-20.docx")
    ]
