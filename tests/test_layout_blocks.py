"""Lines to blocks: what joins, what stays apart, how items nest, and what is furniture."""

from __future__ import annotations

import pytest

from extractor import layout
from extractor.document import Document
from extractor.layout.lines import Line, Run
from tests.pdf_case import LONG, Canvas, read, write

WIDE = "Members with the condition may be treated where the plan's doctor has agreed to it in writing and"
HEIGHTS = dict.fromkeys(range(1, 12), 792.0)


def line(
    text: str, y: float, *, x: float = 72.0, page: int = 1, bold: bool = False, size: float = 10.0, width: float = 5.0
) -> Line:
    """A line of type whose letters are ``width`` points wide, its top at ``y``."""
    line.source += len(text) + 2  # type: ignore[attr-defined]
    runs = (Run(0, len(text), size, bold),)
    return Line(page, text, line.source, x, y, x + width * len(text), y + size, runs)  # type: ignore[attr-defined]


line.source = 0  # type: ignore[attr-defined]


def texts(lines: list[Line], kind: str | None = None) -> list[str]:
    """The texts of the blocks, of one kind where it is given."""
    built = layout.build(lines, heights=HEIGHTS)
    return [built.text[b.start : b.end] for b in built.blocks if kind is None or b.kind == kind]


def test_wrapped_lines_are_one_paragraph() -> None:
    """Full lines at the usual distance join; the last, short one ends the paragraph."""
    assert texts([line(WIDE, 100), line("within the last year.", 112), line("Another paragraph begins.", 124)]) == [
        WIDE + " within the last year.",
        "Another paragraph begins.",
    ]


APART = [
    # more white space than between lines
    ([line(WIDE, 100), line(WIDE, 112), line("Set apart from the lines above.", 140)], 2),
    # a heading of one short line, bold or not
    ([line("Coverage Criteria", 100, bold=True), line(WIDE, 112)], 2),
    ([line("Coverage Criteria", 100), line(WIDE, 112)], 2),
    # larger type
    ([line(WIDE, 100, size=14), line(WIDE, 118)], 2),
    # a narrow column: the name of a section, and what stands under it
    ([line("Related National Coverage Documents", 100), line("Ring Policies", 112), line("A short line.", 124)], 3),
    # list items, each with a label
    ([line("1. " + WIDE[:90], 100), line("2. " + WIDE[:90], 112)], 2),
    ([line("• " + WIDE[:90], 100), line("• " + WIDE[:90], 112)], 2),
    # a bold line that is full, then type that is not
    ([line(WIDE + ".", 100, bold=True), line(WIDE, 112)], 2),
]


@pytest.mark.parametrize(("lines", "count"), APART)
def test_what_stays_apart(lines: list[Line], count: int) -> None:
    """Headings, items and spaced paragraphs never join what follows them."""
    assert len(texts(lines)) == count


SLIPPED = "The member has tried at least two lamps of the kind that the plan's doctor names for hiccups, or both"


@pytest.mark.parametrize(
    ("after", "third", "joined"),
    [
        ("as written above", 125.0, True),  # the first line's label stands high: 10 points, then 13
        ("as written above", 130.0, False),  # as wide as between paragraphs
        ("As written above", 125.0, False),  # begins anew
        ("b. as written above", 125.0, False),  # an item of its own
    ],
)
def test_a_sentence_goes_on_over_uneven_lines(after: str, third: float, joined: bool) -> None:
    """Lines of one sentence join though one stands a little lower than the first two; what begins anew does not."""
    found = texts([line("a. " + SLIPPED, 102), line(SLIPPED.lower(), 112, x=87), line(after, third, x=87)])
    assert (len(found) == 1) == joined
    assert found[-1].endswith(after)


@pytest.mark.parametrize(
    ("text", "after", "joined"),
    [
        (SLIPPED, "lamps required; and", True),  # words in bold that wrapped
        (SLIPPED, "Lamps required", False),  # a heading
        (SLIPPED[:-1] + ".", "lamps required", False),  # the sentence is over
        (SLIPPED[:60], "lamps required", False),  # there was room for it
    ],
)
def test_words_in_bold_go_on_with_their_sentence(text: str, after: str, joined: bool) -> None:
    """A bold line that goes on in small letters with a full line belongs to it; a heading below does not."""
    found = texts([line(SLIPPED, 100), line(text, 112), line(after, 124, bold=True)])
    assert (found[-1] == after) != joined


@pytest.mark.parametrize(("size", "joined"), [(9.0, True), (7.0, False)])
def test_guessed_type_sizes_leave_a_sentence_whole(size: float, joined: bool) -> None:
    """Lines of one sentence may differ a little in size, as an OCR layer's do; small print under it stays apart."""
    found = texts([line(SLIPPED, 100, size=11.0), line("as written above", 114, size=size)])
    assert (len(found) == 1) == joined


@pytest.mark.parametrize(
    ("gap", "after", "joined"),
    [(16.0, "to look at them.", True), (24.0, "to look at them.", False), (16.0, "Next Column", False)],
)
def test_words_behind_a_link_stand_in_its_line(gap: float, after: str, joined: bool) -> None:
    """What goes on in small letters on the same printed line, a little apart, is the same line."""
    opening = "Please visit the tidal lamp site"
    found = texts([line(opening, 100), line(after, 100, x=72 + 5.0 * len(opening) + gap)])
    assert (len(found) == 1) == joined


def test_a_list_in_small_letters_stays_apart_behind_a_colon() -> None:
    """A colon ends a line: what stands under it a little lower is its list, not the rest of the sentence."""
    opening = f"{SLIPPED[:90]} which are:"
    assert texts([line(SLIPPED, 102), line(opening, 112), line("tidal hiccups", 125)]) == [
        f"{SLIPPED} {opening}",
        "tidal hiccups",
    ]


def test_a_wrapped_heading_is_one_block() -> None:
    """A bold heading that fills its line goes on in the next bold line, and the block is bold."""
    heading = "Criteria for the first and each later approval of treatment with either of the two drugs, in any of"
    built = layout.build([line(heading, 100, bold=True), line("the places of care", 112, bold=True), line(WIDE, 130)])
    assert built.text[: built.blocks[0].end] == heading + " the places of care"
    assert [block.style.bold for block in built.blocks] == [True, False]


def test_a_number_that_only_wrapped_is_no_label() -> None:
    """A number hanging under an item's text, out of the list's order, goes on with the item."""
    lines = [
        line("1. Writer A, Writer B. A study of the thing in many people over many years. Journal. 2017;376:836–", 100),
        line("47. The end.", 112, x=87),
        line("2. Writer C. Another study.", 124),
    ]
    assert [text[:2] for text in texts(lines)] == ["1.", "2."]


def test_items_nest_by_place() -> None:
    """The label's place gives the depth, over a page break as well; a paragraph at the margin ends the list."""
    lines = [
        line("1. First", 100),
        line("a. Inner", 112, x=90),
        line("i. Innermost", 124, x=108),
        line("b. Inner again", 80, x=90, page=2),
        line("2. Second", 92, page=2),
        line("A paragraph at the margin.", 130, page=2),
        line("a. A new list, indented", 160, x=90, page=2),
    ]
    built = layout.build(lines, heights=HEIGHTS)
    assert [block.depth for block in built.blocks] == [0, 1, 2, 1, 0, -1, 0]
    assert [block.kind for block in built.blocks].count("item") == 6


def test_drawn_bullets_make_items() -> None:
    """A line with a bullet that is drawn, not written, is an item without a label."""
    first, second = line("Plaque psoriasis", 100, x=90), line("Axial disease", 112, x=110)
    drawn = [one._replace(dotted=one.x0 - 12) for one in (first, second)]
    built = layout.build(drawn)
    assert [(block.kind, block.depth, block.label) for block in built.blocks] == [("item", 0, None), ("item", 1, None)]


def running(page: int, body: list[Line], *, of: int = 4) -> list[Line]:
    """A page with a running header and a numbered footer round its body."""
    return [
        line("Example Plan Medical Policy", 30, page=page, size=8),
        *body,
        line(f"Policy 12.34 – Page {page} of {of}", 750, page=page, size=8),
    ]


def paged(pages: int = 4) -> list[Line]:
    """Pages of a paragraph each, with running header and footer."""
    names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    return [
        one
        for page, name in zip(range(1, pages + 1), names, strict=False)
        for one in running(page, [line(f"{WIDE} {name}", 100, page=page), line(f"ends {name}.", 112, page=page)])
    ]


def test_running_lines_are_furniture() -> None:
    """Headers and footers that come back are furniture with their role; the body stays body."""
    built = layout.build(paged(), heights=HEIGHTS)
    assert [block.role for block in built.blocks] == ["header", "body", "footer"] * 4
    assert all((block.kind == "furniture") == (block.role != "body") for block in built.blocks)


def test_a_heading_that_stands_once_is_no_furniture() -> None:
    """A line at a page's top that no other page repeats is body, and so is one repeated amid the text."""
    lines = paged()
    lines[4] = line("Appendix of Examples", 60, page=2)
    lines += [line("Approval duration: 12 months", 300, page=page) for page in (1, 2, 3)]
    lines.sort(key=lambda one: (one.page, one.y0))
    found = texts(lines, "paragraph")
    assert "Appendix of Examples" in found
    assert found.count("Approval duration: 12 months") == 3


def test_a_table_row_of_which_a_cell_comes_back_is_no_furniture() -> None:
    """Cells on one printed line at the page's top are no header because one short cell stands there on other pages too."""
    told = [
        "The rule on bells was added here.",
        "The codes of chimes were moved on.",
        "The first paper of its kind now.",
    ]
    lines = []
    for page, text in enumerate(told, 1):
        lines += [line(f"0{page}/01/2024", 60, page=page), line(text, 60, x=150, page=page)]
        lines += [line("Other", 60, x=450, page=page), line(f"{WIDE} {text}", 120, page=page)]
    assert set(told) <= set(texts(lines, "paragraph"))


def test_a_form_that_some_pages_begin_with_is_no_furniture() -> None:
    """Seven lines that stand at the top of three pages of eight are said again there; one line is a header."""
    form = [f"{name} of the ring product" for name in ("Name", "Maker", "Form", "Strength", "Pack", "Label", "Kind")]
    lines = []
    for page in range(1, 9):
        rows = form if page in (2, 4, 6) else ["Chapter of rings"] if page in (3, 5, 7) else []
        lines += [line(text, 60 + 14 * index, page=page) for index, text in enumerate(rows)]
        lines.append(line(f"{WIDE} {chr(96 + page) * 9}.", 300, page=page))
    found = texts(lines, "paragraph")
    assert all(found.count(text) == 3 for text in form)
    assert "Chapter of rings" not in found


@pytest.mark.parametrize("number", ["3", "Page 3", "- 3 -", "3 of 12", "Page 3 of 12", "3 | P a g e", "pg. 3"])
def test_page_numbers(number: str) -> None:
    """A page number at the edge is furniture, even where it stands once."""
    assert texts([line(WIDE, 100), line(number, 760, x=300)], "furniture") == [number]


@pytest.mark.parametrize("text", ["3 mg", "Page turned", "Chapter 3", "97545", "12.5", "3 of the following", "03/2023"])
def test_no_page_numbers(text: str) -> None:
    """Other short lines at the edge stay body."""
    assert texts([line(WIDE, 100), line(text, 760, x=300)], "furniture") == []


def test_a_sentence_over_a_page_break() -> None:
    """A sentence that a page break cuts is one block, and the furniture between its halves stands after it."""
    lines = [
        *running(1, [line(WIDE, 700)]),
        *running(2, [line("gives its reasons for the treatment.", 80, page=2), line("Next Heading", 110, page=2)]),
    ]
    built = layout.build(lines, heights=HEIGHTS)
    found = [(block.role, built.text[block.start : block.end]) for block in built.blocks]
    assert found[1] == ("body", WIDE + " gives its reasons for the treatment.")
    assert [role for role, _ in found] == ["header", "body", "footer", "header", "body", "footer"]


def test_a_finished_sentence_does_not_cross_the_page() -> None:
    """A paragraph that ends at the foot of a page is not joined with the next page's."""
    lines = [line(WIDE + ".", 700), line("The next page has its own sentence.", 80, page=2)]
    assert len(texts(lines)) == 2


def test_turned_text_is_furniture() -> None:
    """Text that runs up the page's side is never part of the body."""
    side = line("Side Label", 300, x=580)
    turned = side._replace(turned=True)
    assert texts([line(WIDE, 100), turned, line("and ends here.", 112)]) == [WIDE + " and ends here.", "Side Label"]


CONTENTS = [("Scope .......... 2", "contents"), ("Scope . . . . . 2", "contents"), ("Scope …… 2", "contents"),
            ("Effective Date ........ 1/1/2026", "body"), ("Policy Number ....... 0529", "body"),
            ("Scope 2", "body"), ("Wait... 2", "body")]  # fmt: skip


@pytest.mark.parametrize(("text", "role"), CONTENTS)
def test_entries_of_a_table_of_contents(text: str, role: str) -> None:
    """A leader and a page that the document has make an entry; a date or a policy number does not."""
    assert layout.build([line(text, 100)], heights=HEIGHTS).blocks[0].role == role


def test_blocks_hold_the_invariants() -> None:
    """Blocks are in order, do not overlap, and hold neither line breaks nor doubled blanks."""
    built = layout.build(paged(8), heights=HEIGHTS)
    document = Document("a", "text/plain", built.text, built.blocks)
    end = 0
    for block in document.blocks:
        text = document.text_of(block)
        assert block.start >= end
        assert text == " ".join(text.split())
        end = block.end


def test_words_of_items_stand_at_one_indent() -> None:
    """An item of one line stands where the second lines of its neighbours show, however wide its label is set."""

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 72, "Criteria for tape")
        for top, text in ((96, "The member has a sore knee"), (120, LONG), (156, "The member has tried rest")):
            write(canvas, 90, top, "I.")
            write(canvas, 112, top, text)
        write(canvas, 112, 132, "writing before the first visit.")

    found = [block.style.indent for block in read(draw).blocks if block.kind == "item"]
    assert [round(indent) for indent in found] == [112, 112, 112]
