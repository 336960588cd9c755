"""Web pages: blocks, headings, lists with their numbers, tables of data, site chrome, escaped markup, limits."""

from __future__ import annotations

import pytest

from extractor import readers
from extractor.types import Document

WORDS = "Quellhorn therapy is offered to people with tidal fatigue whose symptoms persist after a course of rest. "


def read(body: str, head: str = "<title>Quellhorn</title>") -> Document:
    """The document of a page with this body."""
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}<p>{WORDS}</p></body></html>"
    return readers.read(page.encode(), name="page.html")


def rows(document: Document) -> list[tuple[str, int | None, int, str]]:
    """Kind, level, depth and text of each block before the closing paragraph."""
    return [(b.kind, b.level, b.depth, document.text_of(b)) for b in document.blocks][:-1]


BODIES = [
    # headings keep their level, also by role
    ("<h2>Policy</h2><div role=heading aria-level=4>Scope</div>", [("heading", 2, -1, "Policy"), ("heading", 4, -1, "Scope")]),
    # an ordered list prints its numbers, by type, start and value; a bulleted one prints none
    (
        "<ol><li>One<ol type=a start=3><li>Sub</ol><li value=5>Five</ol><ul><li>Dot</ul>",
        [("item", None, 0, "1. One"), ("item", None, 1, "c. Sub"), ("item", None, 0, "5. Five"), ("item", None, 0, "Dot")],
    ),
    # a number that the text holds itself is not printed twice, a list without style prints none
    ("<ol><li>1. One</ol><ol style='list-style-type: none'><li>Bare</ol>", [("item", None, 0, "1. One"), ("item", None, 0, "Bare")]),
    # a heading in an item takes the item's number
    ("<ol><li><h3>Need</h3><p>Text.</p></ol>", [("heading", 3, -1, "1. Need"), ("paragraph", None, -1, "Text.")]),
    # a break parts lines; a single break within a sentence does not
    (
        "<p>Effective: 1/2/2026<br>Reviewed: 3/4/2025</p><p>The plan covers quellhorn therapy for members who have tried<br>rest.</p>",
        [
            ("paragraph", None, -1, "Effective: 1/2/2026"),
            ("paragraph", None, -1, "Reviewed: 3/4/2025"),
            ("paragraph", None, -1, "The plan covers quellhorn therapy for members who have tried rest."),
        ],
    ),
    # folded content is content; its summary is a line of its own
    (
        "<details><summary>Criteria</summary><p>Age 18.</p></details><div style='display:none' hidden><p>Kept.</p></div>",
        [("paragraph", None, -1, "Criteria"), ("paragraph", None, -1, "Age 18."), ("paragraph", None, -1, "Kept.")],
    ),
    # scripts, styles, comments, templates and words for screen readers alone are none
    (
        "<script>var a='<p>no</p>'</script><style>p{}</style><!-- no --><template><p>no</p></template>"
        "<p><span class=sr-only>no </span>Yes<noscript>no</noscript></p>",
        [("paragraph", None, -1, "Yes")],
    ),
    # markup that was escaped once too often is markup
    ("<p>&lt;p&gt;Age 18.&lt;/p&gt;&lt;p&gt;Rest &amp;amp; care.&lt;/p&gt;</p>",
     [("paragraph", None, -1, "Age 18."), ("paragraph", None, -1, "Rest & care.")]),
    # a comparison is no tag
    ("<p>Count &lt;5 and p &gt; 3</p>", [("paragraph", None, -1, "Count <5 and p > 3")]),
    # a label and its value are set apart, the parts of a word are not
    ("<div><span class=label>Number</span><span class=value>12.34</span></div><p><span>Quell</span><span>horn</span></p>",
     [("paragraph", None, -1, "Number 12.34"), ("paragraph", None, -1, "Quellhorn")]),
    # text of which each line counts is read like plain text
    ("<pre>Subject: Tides\n\n- Age 18\n</pre>", [("paragraph", None, -1, "Subject: Tides"), ("item", None, 0, "- Age 18")]),
    # check boxes are text
    ("<p><input type=checkbox checked> Yes <input type=checkbox> No</p>", [("item", None, 0, "☒ Yes ☐ No")]),
    # a table that only places things is no table
    ("<table role=presentation><tr><td><p>Left</p><td><p>Right</p></table>",
     [("paragraph", None, -1, "Left"), ("paragraph", None, -1, "Right")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_blocks(body: str, expected: list[tuple[str, int | None, int, str]]) -> None:
    """Each element gives the blocks that a reader of the page sees."""
    assert rows(read(body)) == expected


def test_marks_links_and_metadata() -> None:
    """Bold, raised and struck stretches are marks, links keep their target, the head gives title and names."""
    document = read(
        "<p><b>Note:</b> CPT<sup>®</sup> and <del>old</del> <a href='https://example.org/a'>details</a></p><p><strong>All</strong></p>",
        "<title> Quell  horn </title><meta name=Author content='Acme Health'>",
    )
    assert {(document.text_of(m), m.kind) for m in document.marks} == {
        ("Note:", "bold"), ("®", "superscript"), ("old", "strike"), ("All", "bold"),
    }  # fmt: skip
    assert [(document.text[x.start : x.end], x.uri) for x in document.links] == [("details", "https://example.org/a")]
    assert document.metadata == {"title": "Quell horn", "author": "Acme Health"}
    assert [block.style.bold for block in document.blocks] == [False, True, False]


def test_tables_of_data() -> None:
    """Cells stand in their columns over row and column spans; heads come first; blocks know their cell."""
    document = read(
        "<table><caption>Codes</caption><thead><tr><th>Code<th>Text</thead>"
        "<tr><td rowspan=2>97545<td>First<tr><td>Second<tr><td colspan=2><b>All others</b></table>"
    )
    (table,) = document.tables
    assert table.header == 1 and document.blocks[0].style.bold and document.text_of(document.blocks[0]) == "Codes"
    assert [[(c.row, c.column, c.rows, c.columns, document.text_of(c)) for c in row] for row in table.rows] == [
        [(0, 0, 1, 1, "Code"), (0, 1, 1, 1, "Text")],
        [(1, 0, 2, 1, "97545"), (1, 1, 1, 1, "First")],
        [(2, 1, 1, 1, "Second")],
        [(3, 0, 1, 2, "All others")],
    ]
    assert document.text[table.start : table.end] == "Code\tText\n97545\tFirst\nSecond\nAll others"


PAGE = f"""
<div id=cookie-banner><p>We use cookies.</p><button>Accept</button></div>
<header><a href=/>Acme</a></header><nav><ul><li><a href=/a>Plans</a><li><a href=/b>Care</a></ul></nav>
<main><div class=breadcrumb><a href=/p>Policies</a></div><h1>Quellhorn Therapy</h1>
<ul class=share-bar><li><a href=#>Print</a></ul>
<ul><li><a href=#a>Policy</a><li><a href=#b>Codes</a><li><a href=#c>Sources</a></ul>
<header><p>Number 12.34</p></header><h2 id=a>Policy</h2><p>{WORDS * 6}</p>
<aside><p>Last reviewed 1/2/2026</p></aside></main>
<footer><p>© 2026 Acme Health</p></footer><div role=dialog><p>You are leaving.</p></div>
"""


def test_site_chrome_is_furniture_and_not_lost() -> None:
    """Menus, banners, share bars and footers are marked by structure; notes and heads within the document stay."""
    document = read(PAGE)
    said = {document.text_of(b): (b.kind, b.role) for b in document.blocks}
    for text, role in (
        ("We use cookies.", "navigation"), ("Acme", "header"), ("Plans", "navigation"), ("Policies", "navigation"),
        ("Print", "navigation"), ("© 2026 Acme Health", "footer"), ("You are leaving.", "navigation"),
    ):  # fmt: skip
        assert said[text] == ("furniture", role)
    assert [document.text_of(b) for b in document.blocks if b.role == "contents"] == ["Policy", "Codes", "Sources"]
    for text in ("Number 12.34", "Last reviewed 1/2/2026"):
        assert said[text] == ("paragraph", "body")
    assert said["Quellhorn Therapy"] == ("heading", "body")


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Home &gt; Providers &gt; Medical &amp; Drug Policies", "navigation"),
        ("Home » Policies", "navigation"),
        ("<a href=/>Home</a> › <a href=/p>Policies</a> › Tides", "navigation"),
        ("Home visits &gt; 5 a week are not covered.", "body"),
        ("Homes &gt; Policies", "body"),
        ("Age &gt; 18 and weight &gt; 40 kg", "body"),
        ("Home", "body"),
    ],
)
def test_the_trail_to_a_page_is_navigation(line: str, role: str) -> None:
    """A line that tells the way from the site's front page to this one is the site's; comparisons are not."""
    document = read(f"<div>{line}</div><h1>Tides</h1><p>{WORDS * 6}</p>")
    assert document.blocks[0].role == role


def test_related_links_in_the_document_stay() -> None:
    """A list of links to other documents is content where the document holds it."""
    links = "".join(f"<li><a href=/p{n}>Policy {n} of Acme</a>" for n in range(8))
    document = read(f"<main><h1>Tides</h1><p>{WORDS * 6}</p><h2>Related policies</h2><ul>{links}</ul></main>")
    assert sum(b.kind == "item" for b in document.blocks) == 8


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<html><body><p>Café – “tides”</p><p>" + WORDS, "Café – “tides”"),
        ('<html><head><meta charset="iso-8859-1"></head><body><p>Café – “tides”</p><p>' + WORDS, "Café – “tides”"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_encodings(data: str, text: str, encoding: str) -> None:
    """The bytes decide where a declaration is wrong or absent."""
    document = readers.read(data.encode(encoding), name="page.html")
    assert document.text_of(document.blocks[0]) == text


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<a><i><u>", "<span><p>", "<font color=1>"]
)
def test_deep_nesting_is_bounded(opening: str) -> None:
    """Twenty thousand open elements are read as text, with a problem where structure was left out."""
    document = readers.read((f"<html><body><p>{WORDS}" + opening * 20_000 + "the end").encode(), name="page.html")
    assert document.text.endswith("the end")
    assert opening == "<b>" or [problem.code for problem in document.problems] == ["nesting_limit"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">", "<script>" * 2_000, "<!--" * 2_000, "<" * 50_000,
        "<table>" + "<tr><td colspan=99999 rowspan=99999>a<td>b" * 200, "&amp;" * 20_000, "&lt;p&gt;" * 3_000,
        "<p>a\x00b&#xD800;c&#0;d", "<ol start=999999999999><li type=a>x", "<ol type=i start=-5><li>x",
    ],
)  # fmt: skip
def test_hostile_markup(hostile: str) -> None:
    """Whatever the markup, the words before it are read and no forbidden character enters the text."""
    document = readers.read(f"<html><body><p>{WORDS}</p>{hostile}".encode(), name="page.html")
    assert document.text.startswith(WORDS.strip())
    assert not any("\ud800" <= character <= "\udfff" or character == "\x00" for character in document.text)
