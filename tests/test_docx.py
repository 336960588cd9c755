"""DOCX: styles, worked-out numbers, tables, tracked changes, notes, boxes, running lines, and hostile containers."""

from __future__ import annotations

import io
import zipfile

import pytest

from extractor import readers
from extractor.errors import CorruptFile, DocumentError, LimitExceeded
from extractor.types import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="Under"/></w:style>
<w:style w:type="paragraph" w:styleId="Under"><w:name w:val="Under"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Listed"><w:name w:val="Listed"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/><w:isLgl/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
"""


def container(body: str, **parts: str) -> bytes:
    """A DOCX file of raw WordprocessingML; ``parts`` are further parts by name with ``__`` for the dot."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for n, name in enumerate(parts)
    )
    relations += f'<Relationship Id="out" Type="{R}/hyperlink" Target="https://example.org/a" TargetMode="External"/>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
        )
        made.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>')
        for name, inner in parts.items():
            root = {"header": "hdr", "footer": "ftr"}.get(name.rstrip("0123456789"), name)
            made.writestr(f"word/{name}.xml", f'<w:{root} xmlns:w="{W}" xmlns:r="{R}">{inner}</w:{root}>')
    return stream.getvalue()


def read(body: str, **parts: str) -> Document:
    """The document of a body and parts."""
    return readers.read(container(body, **{"styles": STYLES, "numbering": NUMBERING, **parts}), name="policy.docx")


def p(text: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, number: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def rows(document: Document) -> list[tuple[str, int | None, int, str]]:
    """Kind, level, depth and text of each block."""
    return [(b.kind, b.level, b.depth, document.text_of(b)) for b in document.blocks]


def test_headings_by_style_and_outline_level() -> None:
    """A heading's level comes from its style's name, an outline level of a style below it, or its own."""
    document = read(
        p("Policy", '<w:pStyle w:val="H1"/>') + p("Scope", '<w:pStyle w:val="Mine"/>')
        + p("Own", '<w:outlineLvl w:val="1"/>') + p("Body", '<w:outlineLvl w:val="9"/>') + p("Loop", '<w:pStyle w:val="Loop"/>')
    )  # fmt: skip
    assert rows(document) == [
        ("heading", 1, -1, "Policy"), ("heading", 3, -1, "Scope"), ("heading", 2, -1, "Own"),
        ("paragraph", None, -1, "Body"), ("paragraph", None, -1, "Loop"),
    ]  # fmt: skip
    assert document.blocks[0].style.bold and document.blocks[0].style.size == 16.0


def test_list_numbers_are_worked_out() -> None:
    """Numbers count by level, begin anew below, go on in the same list, start where a list says; bullets print none."""
    document = read(
        numbered("a", 1) + numbered("b", 1, 1) + numbered("c", 1, 1) + numbered("d", 1, 2) + numbered("e", 1)
        + numbered("f", 1, 1) + numbered("dot", 2) + numbered("g", 3) + p("h", '<w:pStyle w:val="Listed"/>')
        + numbered("none", 0)
    )  # fmt: skip
    assert [(b.depth, document.text_of(b)) for b in document.blocks] == [
        (0, "I. a"), (1, "(a) b"), (1, "(b) c"), (2, "1.2.4 d"), (0, "II. e"), (1, "(a) f"), (0, "dot"), (0, "VII. g"),
        (0, "VIII. h"), (-1, "none"),
    ]  # fmt: skip
    assert [b.label and document.text[b.label.start : b.label.end] for b in document.blocks][:2] == ["I.", "(a)"]


RUNS = [
    # inserted text is in, deleted and moved-away text is out
    ("<w:r><w:t xml:space='preserve'>A </w:t></w:r><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
     "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>", "A new"),
    # a field shows its result, not its code
    ("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>code</w:t></w:r>"
     "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>", "7"),
    # check boxes: a control's sign, a form's field, glyphs of a symbol font
    ("<w:sdt><w:sdtContent><w:r><w:t xml:space='preserve'>☒ </w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>Yes</w:t></w:r>", "☒ Yes"),
    ("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='1'/></w:checkBox></w:ffData></w:fldChar></w:r>"
     "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t xml:space='preserve'> On</w:t></w:r>", "☒ On"),
    ("<w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r><w:r><w:t xml:space='preserve'> Off</w:t></w:r>", "☐ Off"),
    # hidden text and a control's prompt are not shown
    ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click</w:t></w:r>"
     "</w:sdtContent></w:sdt><w:r><w:t>Yes</w:t></w:r>", "Yes"),
    # hyphens that only say where a line may break
    ("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>tidal fa</w:t><w:softHyphen/><w:t>tigue</w:t></w:r>", "non-tidal fatigue"),
    # of two versions of a piece the new one
    ("<w:r><w:t>A</w:t></w:r>", "A"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "text"), RUNS)
def test_runs(inner: str, text: str) -> None:
    """The text of a paragraph is what a reader of the printed page sees."""
    assert read(f"<w:p>{inner}</w:p>").text == text


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    """Where the end of a paragraph was deleted, the next one goes on with it."""
    document = read(
        p("The plan covers ", "<w:rPr><w:del/></w:rPr>").replace("<w:t>", "<w:t xml:space='preserve'>") + p("tides.")
    )
    assert document.text == "The plan covers tides."


def test_marks_links_and_breaks() -> None:
    """Bold and raised runs are marks, hyperlinks keep their target, a line break parts lines."""
    document = read(
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Note:</w:t></w:r><w:r><w:t xml:space='preserve'> CPT</w:t></w:r>"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>®</w:t></w:r><w:r><w:br/></w:r>"
        "<w:hyperlink r:id='out'><w:r><w:t>Details</w:t></w:r></w:hyperlink></w:p>"
    )
    assert document.text == "Note: CPT®\nDetails"
    assert [(document.text_of(m), m.kind) for m in document.marks] == [("Note:", "bold"), ("®", "superscript")]
    assert [(document.text[x.start : x.end], x.uri) for x in document.links] == [("Details", "https://example.org/a")]


def cell(text: str, properties: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_tables() -> None:
    """Merged cells have their extent, heading rows come first, deleted rows are out, tables stand in their place."""
    merged, spanned = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    table = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('Code')}{cell('Text')}</w:tr>"
        f"<w:tr>{cell('97545', merged)}{cell('First')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('Second')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}{cell('y')}</w:tr>"
        f"<w:tr>{cell('All', spanned)}</w:tr></w:tbl>"
    )
    document = read(p("Before") + table + p("After"))
    (found,) = document.tables
    assert found.header == 1
    assert [[(c.row, c.column, c.rows, c.columns, document.text_of(c)) for c in row] for row in found.rows] == [
        [(0, 0, 1, 1, "Code"), (0, 1, 1, 1, "Text")],
        [(1, 0, 2, 1, "97545"), (1, 1, 1, 1, "First")],
        [(2, 1, 1, 1, "Second")],
        [(3, 0, 1, 2, "All")],
    ]
    assert document.text == "Before\nCode\tText\n97545\tFirst\nSecond\nAll\nAfter"


def test_a_table_of_one_cell_is_a_frame() -> None:
    """A box around text is no table."""
    document = read(f"<w:tbl><w:tr>{cell('Framed')}</w:tr></w:tbl>")
    assert document.tables == () and rows(document) == [("paragraph", None, -1, "Framed")]


def test_paragraphs_with_tabs_are_rows() -> None:
    """Two and more paragraphs that hold a tab between texts are a table; one alone is a line."""
    line = "<w:p><w:r><w:t>{}</w:t><w:tab/><w:t>{}</w:t></w:r></w:p>"
    document = read(
        line.format("97545", "First") + line.format("97546", "Next") + p("x") + line.format("Date", "1/2/2026")
    )
    assert [[document.text_of(c) for c in row] for row in document.tables[0].rows] == [
        ["97545", "First"],
        ["97546", "Next"],
    ]
    assert document.text.endswith("x\nDate 1/2/2026")


def test_a_list_of_headings_with_pages_is_no_table() -> None:
    """Paragraphs that name the headings and their pages are contents; a table of numbers that names none is a table."""
    line = "<w:p><w:r><w:t>{}</w:t><w:tab/><w:t>{}</w:t></w:r></w:p>"
    outlined = '<w:outlineLvl w:val="0"/>'
    body = p("Scope", outlined) + p("Bells are rung.") + p("Coding", outlined) + p("None.")
    listed = read(line.format("Scope", "1") + line.format("Coding", "3") + body)
    assert listed.tables == ()
    assert [listed.text_of(b) for b in listed.blocks if b.role == "contents"] == ["Scope 1", "Coding 3"]
    for first, second in (("Scope", "7"), ("Dose", "12")):  # pages that go back; words that head nothing
        assert len(read(line.format(first, second) + line.format("Coding of doses", "3") + body).tables) == 1


def test_running_lines_notes_and_boxes() -> None:
    """Headers and footers are furniture once, notes stand at the end, a box behind the paragraph it hangs on."""
    note = '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>After the tides.</w:t></w:r></w:p></w:footnote>'
    body = (
        '<w:p><w:r><w:t>Covered</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:pict><w:txbxContent>'
        + p("Boxed") + '</w:txbxContent></w:pict></w:r></w:p>' + p("Last", '<w:pStyle w:val="TOC1"/>')
        + '<w:sectPr><w:headerReference r:id="r2"/><w:headerReference r:id="r2"/><w:footerReference r:id="r3"/></w:sectPr>'
    )  # fmt: skip
    document = read(body, header1=p("Acme Health"), footer1=p("Page 1"), footnotes=note)
    assert [(b.kind, b.role, document.text_of(b)) for b in document.blocks] == [
        ("furniture", "header", "Acme Health"), ("paragraph", "body", "Covered1"), ("paragraph", "body", "Boxed"),
        ("paragraph", "contents", "Last"), ("item", "note", "1 After the tides."), ("furniture", "footer", "Page 1"),
    ]  # fmt: skip
    assert [document.text_of(m) for m in document.marks if m.kind == "superscript"] == ["1"]


def test_made_by_python_docx() -> None:
    """A file as a common library writes it."""
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.core_properties.title = "Quellhorn Therapy"
    made.add_heading("Policy", 1)
    made.add_paragraph("First", style="List Number")
    made.add_paragraph("Second", style="List Number")
    made.add_paragraph("Dot", style="List Bullet")
    stream = io.BytesIO()
    made.save(stream)
    document = readers.read(stream.getvalue(), name="made.docx")
    assert [document.text_of(b) for b in document.blocks] == ["Policy", "1. First", "2. Second", "Dot"]
    assert document.metadata["title"] == "Quellhorn Therapy"


def test_strict_namespace() -> None:
    """A file in the strict form has other namespaces and the same text."""
    data = container(p("Tides"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert readers.read(stream.getvalue(), name="a.docx").text == "Tides"


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def raw(document: bytes) -> bytes:
    """A container of nothing but a main part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", document)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (
            f'{BOMB}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'.encode(),
            "corrupt_file",
        ),
        (b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document/>', "corrupt_file"),
        (b"<x>" + b" " * 30_000_000 + b"</x>", "limit_zip_ratio"),
        (b"", "corrupt_file"),
        (b"not xml", "corrupt_file"),
    ],
)
def test_hostile_parts(document: bytes, code: str) -> None:
    """Entities are never expanded, bombs never unpacked, damage is told."""
    with pytest.raises(DocumentError) as caught:
        readers.read(raw(document), name="a.docx")
    assert caught.value.code == code


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container of more files than any document has is refused."""
    monkeypatch.setattr("extractor.readers.docx_package.MAX_ZIP_ENTRIES", 2)
    with pytest.raises(LimitExceeded) as caught:
        readers.read(container(p("x"), styles=STYLES), name="a.docx")
    assert caught.value.code == "limit_zip_entries"


def test_a_container_cut_anywhere_fails_cleanly() -> None:
    """Every cut gives the document or a typed error."""
    data = container(p("Tides") * 50, styles=STYLES, numbering=NUMBERING)
    for end in range(10, len(data), 97):
        with pytest.raises(CorruptFile):
            readers.read(data[:end], name="a.docx")


def test_deep_nesting_is_bounded() -> None:
    """Tables within tables without end are no way to exhaust the stack."""
    deep = "<w:tbl><w:tr><w:tc>" * 80 + p("x") + "</w:tc></w:tr></w:tbl>" * 80
    assert read(p("Tides") + deep).text.startswith("Tides")
