"""Plain text and Markdown: lines joined, furniture set apart, tables and marks kept, flattened pages broken up."""

from __future__ import annotations

import pytest

from extractor import readers
from extractor.readers import text_pages
from extractor.readers.inline import inlines
from extractor.types import Document


def read(text: str, name: str = "policy.txt") -> Document:
    """The document of a text."""
    return readers.read(text.encode("utf-8", "surrogatepass"), name=name)


def blocks(document: Document) -> list[str]:
    """The texts of the blocks that are no furniture."""
    return [document.text_of(block) for block in document.blocks if block.kind != "furniture"]


def furniture(document: Document) -> list[str]:
    """The texts of the running lines."""
    return [document.text_of(block) for block in document.blocks if block.kind == "furniture"]


PROSE = (
    "Quellhorn therapy is offered to people with tidal fatigue whose symptoms persist after rest, \n"
    "exercise and a course of guided breathing. It is given by a trained clinician in an office and \n"
    "takes about an hour. Most people need six visits, which the plan counts as one course. \n"
)


def test_wrapped_lines_are_one_paragraph() -> None:
    """Lines that wrapped at the page's width become one block; a white line parts two."""
    document = read(PROSE + " \n" + PROSE)
    assert len(blocks(document)) == 2
    assert blocks(document)[0].startswith("Quellhorn therapy") and blocks(document)[0].endswith("as one course.")
    assert "rest, exercise" in document.text and "and takes about" in document.text


JOINS = [
    # a line that is full goes on; the next one begins with a word that would not have fitted
    (["The plan covers quellhorn therapy for members who have tried rest and guided", "Breathing courses without"], 1),
    # a line that ends with an open word goes on, however short it is
    (["Quellhorn Therapy and Tidal Breathing for", "Chronic Fatigue"], 1),
    (["Tidal Choice PPO and", "Indemnity"], 1),
    # a short line is a line of its own
    (["Policy Number: 12.34", "Effective Date: 01/02/2026"], 2),
    # a known heading never joins the line above
    (["The plan covers quellhorn therapy for members who have tried rest and guided walks.", "Policy History"], 2),
    # a list label begins an item
    (["The plan covers quellhorn therapy when both of these hold true for the member now:", "1. Age 18 or older"], 2),
    # a capital function word cannot go on with a line that lacks an end mark
    (["Joint Statement of the Fellowship of Tidal Medicine and the College of Breathing", "The statement says so."], 2),
    # the rest of a volume and its pages is no list label
    (["1. Allen B. Tidal fatigue in walkers. J Tidal Med. 2012;20(2-3):131-", "137. PMID 23193919"], 1),
    # an address that a line's end cut is one again, without a blank
    (["Available at https://www.example.org/policies/medical-and-behavioral/tidal/", "quellhorn_therapy.html"], 1),
    # a row of a code table begins with its code
    (["97545 Quellhorn therapy, initial two hours, in an office or an outpatient setting of any kind", "97546 Add"], 2),
]


@pytest.mark.parametrize(("lines", "count"), JOINS)
def test_joins(lines: list[str], count: int) -> None:
    """Two lines are one block only where the second goes on with the first."""
    prose = [line.strip() for line in PROSE.splitlines()]
    document = read("\n".join([*prose, "", *lines, "", *prose]))
    assert len(blocks(document)) == count + 2


def test_an_address_is_joined_without_a_blank() -> None:
    """The two parts of a cut address touch."""
    document = read(
        PROSE.replace(" \n", "\n")
        + "\nAvailable at https://www.example.org/policies/medical-and-behavioral/tidal/\nquellhorn_a.html\n"
    )
    assert "tidal/quellhorn_a.html" in document.text


def page(number: int, body: str) -> str:
    """A page with its running header."""
    return f"Acme Health Plan Policy 12.34 \nPage {number} of 4 \n \n{body}"


def test_running_lines_are_furniture_and_cut_no_sentence() -> None:
    """Running headers and page numbers stand behind the paragraph that the page break cuts."""
    bodies = [
        "Marsh fever is another matter and has a policy of its own, which the plan keeps elsewhere. \n" * 2,
        "Requests are read by a clinician within ten days, or within three where there is a danger. \n" * 2,
    ]
    first = PROSE + "Members who cannot travel may have the therapy at home, provided that a clinician is \n"
    rest = "present during the whole visit and keeps a written record of it. \n"
    document = read(page(1, first) + "\n" + page(2, rest) + "\n" + page(3, bodies[0]) + "\n" + page(4, bodies[1]))
    assert furniture(document) == [
        line for n in range(1, 5) for line in ("Acme Health Plan Policy 12.34", f"Page {n} of 4")
    ]
    assert any("clinician is present during" in block for block in blocks(document))


def test_dates_and_codes_at_a_pages_end_are_no_furniture() -> None:
    """What has no word comes back only where it is the same, figure by figure: rows of dates and codes do not."""
    ends = ["10/23 10/23", "04/24 04/24", "11/24 11/24", "02/25 02/25"]
    document = read("\n".join(page(n, f"{PROSE}{end} \n \n") for n, end in enumerate(ends, 1)))
    assert not [text for text in furniture(document) if "/" in text]


def test_form_feeds_part_pages() -> None:
    """A form feed is a page break: lines that come back around it are furniture, the first page's top is its title."""
    bodies = [PROSE, "Marsh fever is another matter and has a policy of its own.", "Requests are read within ten days."]
    pages = [f"Tidal Manual\n\n{body}\nprinted for members" for body in bodies]
    document = read("\f".join(pages))
    assert blocks(document)[0] == "Tidal Manual"
    assert furniture(document) == ["printed for members", "Tidal Manual", "printed for members", "Tidal Manual"]


def test_a_line_that_stands_once_is_no_furniture() -> None:
    """Without repetition nothing is furniture, nor are numbers that do not count up."""
    document = read(PROSE + "\n12\n\n" + PROSE + "\n3\n\nScope of this text\n\n" + PROSE)
    assert furniture(document) == [] and "Scope of this text" in blocks(document)


@pytest.mark.parametrize(
    ("source", "text", "kind"),
    [
        ("Acme\n®\n Health covers it. \n", "Acme® Health covers it.", None),  # a raised sign on a line of its own
        ("seen in walkers.\n1,2\n More studies follow. \n", "seen in walkers.1,2 More studies follow.", "superscript"),
        ("the Tidal Portal\nSM\n is open. \n", "the Tidal PortalSM is open.", "superscript"),
        ("the word off\ner a choice \n", "the word offer a choice", None),  # cut within a word
    ],
)
def test_lines_cut_by_a_change_of_font(source: str, text: str, kind: str | None) -> None:
    """In a dump whose lines end with a blank, a line without one goes on; raised numbers carry a mark."""
    document = read(PROSE * 3 + " \n" + source)
    assert text in document.text
    assert kind is None or kind in {mark.kind for mark in document.marks}


def test_bullets_that_the_dump_lost() -> None:
    """Lines with one blank before them behind a colon are items."""
    document = read(
        PROSE + "The plan covers it for members with any of these: \n Tidal fatigue \n Marsh fever \n \n" + PROSE
    )
    assert [document.text_of(b) for b in document.blocks if b.kind == "item"] == ["Tidal fatigue", "Marsh fever"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("at least ^^7 days^^ of ==(new)== therapy", "at least 7 days of (new) therapy"),
        ("one line</br>another { :target=x}end", "one line another end"),
        ("Quellor^^ and Brisol^^ are equal", "Quellor^^ and Brisol^^ are equal"),
        ("where a == b and c == d, or a==b==c", "where a == b and c == d, or a==b==c"),
    ],
)
def test_strokes_and_breaks(written: str, meant: str) -> None:
    """Words marked as inserted or highlighted lose their marks; footnote signs and comparisons are text."""
    assert "".join(piece.text for piece in inlines(written)) == meant


def test_marks_leave_the_text() -> None:
    """Asterisks are marks; a line that is bold as a whole is a bold block; a multiplication sign stays."""
    document = read("Subject **Quellhorn Therapy**\n\n**Coverage**\n\nDose 5 * 3 mg, CPT ^{®} and CPT[®]\n")
    assert blocks(document) == ["Subject Quellhorn Therapy", "Coverage", "Dose 5 * 3 mg, CPT ® and CPT®"]
    assert [document.text_of(m) for m in document.marks if m.kind == "bold"] == ["Quellhorn Therapy", "Coverage"]
    assert [block.style.bold for block in document.blocks] == [False, True, False]


def test_tab_tables() -> None:
    """Rows parted by tabs are a table, over a single white line too; a rule below the first row makes it a head."""
    document = read("Before.\n\nDate\tChange\n----\t------\n01/02/2026\tNew.\n\n03/04/2025\tOld.\n\nAfter.\n")
    (table,) = document.tables
    assert [[document.text_of(cell) for cell in row] for row in table.rows] == [
        ["Date", "Change"], ["01/02/2026", "New."], ["03/04/2025", "Old."],
    ]  # fmt: skip
    assert table.header == 1 and document.text == "Before.\nDate\tChange\n01/02/2026\tNew.\n03/04/2025\tOld.\nAfter."


MARKDOWN = """---
boost: 3
---
# Quellhorn Therapy

**Policy Number:** 12.34
**Form:** A

## Criteria

- Age 18 or older **AND**
    - Tidal fatigue
    1. for a month
- [Details](https://example.org/a){:target="_blank"} of the visit

| Code | Text <sup>PA</sup> |
|:-----|------|
| 97545 | First<br>hour |
"""


def test_markdown() -> None:
    """Headings have levels, items depth, links a target; pipe tables are tables; front matter is left out."""
    document = read(MARKDOWN, "policy.md")
    assert document.media_type == "text/markdown" and "boost" not in document.text
    assert [(b.kind, b.level, b.depth, document.text_of(b)) for b in document.blocks if b.table is None] == [
        ("heading", 1, -1, "Quellhorn Therapy"),
        ("paragraph", None, -1, "Policy Number: 12.34"),
        ("paragraph", None, -1, "Form: A"),
        ("heading", 2, -1, "Criteria"),
        ("item", None, 0, "Age 18 or older AND"),
        ("item", None, 1, "Tidal fatigue"),
        ("item", None, 1, "1. for a month"),
        ("item", None, 0, "Details of the visit"),
    ]
    assert [(document.text[x.start : x.end], x.uri) for x in document.links] == [("Details", "https://example.org/a")]
    assert [[document.text_of(c) for c in row] for row in document.tables[0].rows] == [
        ["Code", "Text PA"], ["97545", "First\nhour"],
    ]  # fmt: skip


def test_rows_of_tabs_in_markdown() -> None:
    """Two and more lines on end with as many tabs are a table; one alone, or lines set in by tabs, are not."""
    found = read("## Coding\n\nCode\tDescription\n97545\tRing therapy\n\n## Scope\n\nName\tValue\n\n\tset in\n\ttoo\n")
    assert [[found.text_of(cell) for cell in row] for row in found.tables[0].rows] == [
        ["Code", "Description"],
        ["97545", "Ring therapy"],
    ]
    assert len(found.tables) == 1


def test_an_html_table_in_markdown() -> None:
    """Metadata at the top is left out, and a table set in HTML (with one in a cell) is a table."""
    document = read(
        "---\nsearch:\n  boost: .9\n---\n\n# Velmarix\n\n<table>\n<tr><th>Question</th><th>Next</th></tr>\n"
        "<tr><td>Is it new?</td><td><table><tr><td>Y</td></tr></table></td></tr>\n</table>\n\nLength: 84 days.\n"
    )
    assert blocks(document)[0] == "Velmarix" and blocks(document)[-1] == "Length: 84 days."
    assert "boost" not in document.text and "<" not in document.text
    assert any(len(table.rows) == 2 for table in document.tables)
    assert "never closed" in read("# Tides\n\n## Marsh\n\n<table>\n<tr><td>never closed\n").text


def test_a_note_set_as_headings_is_none() -> None:
    """Three and more lines of "# name: value" are a note on the source."""
    document = read("# Source: Tidal Guide\n# Issuer: Acme\n# Retrieved: 2026-01-02\n\n## Scope\n\nText.\n")
    assert [b.kind for b in document.blocks] == ["paragraph"] * 3 + ["heading", "paragraph"]


FILLER = "".join(
    f"The authors followed {count} walkers for a year and saw fewer symptoms in both of the groups that were studied. "
    for count in range(20, 50)
)
FLAT = (
    "Quellhorn Therapy Medical Policy: T-12-034 Topic: Quellhorn Therapy Effective Date: July 1, 2026 The tide is wide. "
    "DESCRIPTION Tidal fatigue is common in walkers. Policy Position Coverage is subject to the contract. It is covered when "
    "ALL of the following are met: Diagnosis of tidal fatigue Failure of a course of rest Consent of the member to visits "
    "IMPORTANT REMINDERS Any product named is an example. Procedure Codes 97545, 97546 Rationale "
    + FILLER
    + "References "
    "1. Allen B, Cole D. Tides. J Med. 2004;1(2):3-9. 2. Dorn E. Marshes. J Med. 2005;1(2):3-9. 3. Egan F. Walks. J Med. 2006."
)


def test_flattened_pages_break_at_what_begins() -> None:
    """Labels, headings in the line, items behind a colon and numbered entries begin blocks of their own."""
    found = blocks(read(FLAT))
    assert found[:7] == [
        "Quellhorn Therapy", "Medical Policy: T-12-034", "Topic: Quellhorn Therapy", "Effective Date: July 1, 2026",
        "The tide is wide.", "DESCRIPTION", "Tidal fatigue is common in walkers.",
    ] or found[:6] == [
        "Quellhorn Therapy Medical Policy: T-12-034", "Topic: Quellhorn Therapy", "Effective Date: July 1, 2026",
        "The tide is wide.", "DESCRIPTION", "Tidal fatigue is common in walkers.",
    ]  # fmt: skip
    for expected in ("Policy Position", "Diagnosis of tidal fatigue", "Failure of a course of rest", "IMPORTANT REMINDERS",
                     "Consent of the member to visits", "Procedure Codes", "97545, 97546", "Rationale", "References",
                     "2. Dorn E. Marshes. J Med. 2005;1(2):3-9."):  # fmt: skip
        assert expected in found


@pytest.mark.parametrize(
    "sentence",
    [
        "It is considered NOT MEDICALLY NECESSARY for walkers.",  # emphasis, no heading
        "The coverage in the Coding section above applies.",  # a heading's word within a sentence
        "Reviewed by the U.S. Food and Drug Administration (FDA) last year.",  # an abbreviation ends no sentence
        "See 1. Tides and 2. Marshes for more.",  # two numbers are no list
    ],
)
def test_flattened_pages_keep_sentences_whole(sentence: str) -> None:
    """What only looks like a beginning breaks nothing."""
    assert any(sentence in block for block in blocks(read(FILLER + sentence + " " + FILLER)))


ENDED = (
    "Tidal mapping is covered when all of the following are met: The walker has tidal fatigue; The walker has rested; "
    "The walker accepts the visits . Marsh mapping is NOT MEDICALLY NECESSARY . It is for study alone in the bay Table of "
    "Terminology Term Definition TF Tidal fatigue MM Marsh mapping References 1. Allen B, Cole D. Tides for all: "
    "A Consensus Statement From the Tidal Board. J Med. 2004;1(2):3-9. 2. Dorn E. Marshes. J Med. 2005;1(2):3-9. "
    "3. Egan F. Walks and: Tidal Marsh Mapping The walkers were well. J Med. 2006. Policy History 1/5/2026 New policy."
)


def test_a_list_in_a_flattened_page_ends_at_its_full_stop() -> None:
    """What follows the last item's stop is a paragraph, and a table of terms has its heading."""
    found = blocks(read(FILLER + ENDED))
    assert found[found.index("The walker has tidal fatigue;") :][:6] == [
        "The walker has tidal fatigue;",
        "The walker has rested;",
        "The walker accepts the visits .",
        "Marsh mapping is NOT MEDICALLY NECESSARY . It is for study alone in the bay",
        "Table of Terminology",
        "Term Definition TF Tidal fatigue MM Marsh mapping",
    ]


def test_a_title_in_a_flattened_bibliography_is_no_heading() -> None:
    """A part of an entry's title that reads like a heading breaks no entry, and ends no bibliography."""
    found = blocks(read(FILLER + ENDED))
    assert [block[:2] for block in found[found.index("References") + 1 : found.index("Policy History")]] == [
        "1.",
        "2.",
        "3.",
    ]


def test_a_word_that_opens_a_sentence_ends_no_title() -> None:
    """ "Vesicles There In the last years" holds no heading: a stray opening word is no part of a title."""
    assert not any(
        block == "Vesicles There" for block in blocks(read(FILLER + "Vesicles There In the last years they rose."))
    )


def test_phrases_said_again_and_again_are_furniture() -> None:
    """A phrase that a page repeats on end is kept once, as furniture."""
    document = read("Click here to see this page in full context " * 8 + FILLER)
    assert furniture(document) == ["Click here to see this page in full context"]


def test_markup_left_in_a_flattened_page_gives_its_structure() -> None:
    """Escaped markup is read as markup, and its second copy as text is left out."""
    item = (
        "Policy</h2>\\r\\n<ol type=\\&#34;1\\&#34;>\\r\\n<li>Age 18.</li>\\r\\n<li>Tidal fatigue.</li>\\r\\n</ol>\\r\\n"
    )
    said = "Policy Age 18. Tidal fatigue."
    end = '&#34;}}" id="text-0a1"> '
    text = (
        "Quellhorn Therapy " + item + end + said + " <p>" + FILLER + "</p>\\r\\n<p>One.</p><p>Two.</p>" + end + FILLER
    )
    document = read(text)
    assert [(b.kind, document.text_of(b)) for b in document.blocks[:4]] == [
        ("paragraph", "Quellhorn Therapy"), ("heading", "Policy"), ("item", "1. Age 18."), ("item", "2. Tidal fatigue."),
    ]  # fmt: skip
    assert document.text.count("Tidal fatigue") == 1


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "a long line of words a\x00b\ud800c\u202ed\u200be\ufeff f",
            "a long line of words abcde f",
        ),  # zero bytes, a lone surrogate, direction and zero-width signs
        ("\ufb01brosis and tissue\u2010based", "fibrosis and tissue-based"),  # a ligature, a typographic hyphen
        ("Tidal &ndash; Marsh &amp;lt;5 mg", "Tidal – Marsh <5 mg"),  # entities, escaped twice too
        ("\uf0b7 Age", "• Age"),  # a glyph of a symbol font
        ("R&D and AT&T;", "R&D and AT&T;"),  # no entities
    ],
)
def test_characters(source: str, text: str) -> None:
    """What only looks different is written one way; what must not stand in a text does not."""
    assert read(source).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding: str) -> None:
    """The same words in the usual encodings give the same text."""
    words = "Member’s café – 5 mg twice a day for the length of the course.\n"
    assert readers.read(words.encode(encoding), name="a.txt").text == words.strip()


def test_a_stray_byte_spoils_nothing() -> None:
    """UTF-8 with a byte of windows-1252 in it is read as both."""
    data = "“Tidal” – ‘marsh’ · ".encode() + b"the member\x92s caf\xe9"
    assert readers.read(data, name="a.txt").text == "“Tidal” – ‘marsh’ · the member’s café"


def test_scattered_letters_leave_a_problem() -> None:
    """A dump of turned text is read, and says that it is garbled; short rows of codes alone are not."""
    assert [p.code for p in read("a\nto\nif\n" * 100 + PROSE * 10).problems] == ["text_garbled"]
    assert read("97545\n97546\n" * 120 + PROSE).problems == ()


def test_a_mark_across_the_page_cuts_no_sentence() -> None:
    """Turned text that a dump spells letter by letter is furniture; a column of marks or codes is none."""
    letters = "\n \n".join("f o r b i d d e n c o p y o f t h e M a r s h P l a n".split()[:30])
    document = read(
        f"{PROSE}Members who cannot travel may have the therapy at\n{letters}\n\nhome, with a clinician. \n{PROSE}"
    )
    assert any("the therapy at home, with a clinician." in block for block in blocks(document))
    assert {"f", "o", "M"} <= {text.strip() for text in furniture(document)}
    column = "X\nN\nY\n" * 12 + "97545\n97546\n" * 12
    assert furniture(read(PROSE + column + PROSE)) == []


def test_page_numbers_between_dashes_are_furniture_from_the_first() -> None:
    """ "- 1 -" at a page's end is no item, even in a paper of two pages, and the header above it comes back."""
    header = "Amber Valley Medical Policy Manual \n \n"
    document = read(f"{header}{PROSE} \n - 1 - \n{header}{PROSE} \n - 2 - \n")
    assert {"- 1 -", "- 2 -"} <= {text.strip() for text in furniture(document)}
    assert not any("- 1" in text for text in blocks(document))
    kept = read(f"{PROSE} \n- 2 visits \n- 3 visits \n")
    assert any("2 visits" in text for text in blocks(kept))


def test_a_label_that_goes_on_with_the_sequence_begins_an_item() -> None:
    """Items without end marks stay apart, in text whose lines are paragraphs and in wrapped text."""
    items = [
        "a. Requested by a clinician who is trained in the care of tidal fatigue",
        "b. Failure of an 8-week trial of guided breathing, as the chart shows in",
        "c. Requested together with a plan for rest",
    ]
    long = "Quellhorn therapy is offered to people with tidal fatigue whose symptoms persist after rest. " * 3
    assert blocks(read("\n".join([long, *items, long])))[1:4] == items
    assert set(items) <= set(blocks(read(PROSE + " \n" + " \n".join(items) + " \n \n" + PROSE)))
    cut = "The fluid of the bell was found to hold none of the bacteria such as a strain of\ne. coli in any test."
    assert any("strain of e. coli" in text for text in blocks(read(f"{long}\n{cut}\n{long}")))


def test_two_names_over_an_item_are_two_lines() -> None:
    """A group of tests in title case and its first test, both as wide as the page, are not one heading."""
    group = "Hollow Bell Profiling Panel Tests via Resounding Bronze (RB)"
    test = "Comprehensive Hollow Bell Profiling Tests via Resounding Bronze (RB)"
    found = blocks(read(f"{PROSE} \n{group} \n{test} \nI. The test is covered for adults. \n \n{PROSE}"))
    assert group in found and test in found


def test_the_first_line_said_again_behind_a_page_number_is_furniture() -> None:
    """The running header of a paper of two long pages comes but twice."""
    header = "Amber Valley Health Plan Medical Policy Manual"
    document = read(f"{header} \n \n{(PROSE + ' ' + chr(10)) * 9} - 1 - \n{header} \n \n{PROSE} \n - 2 - \n")
    assert header in furniture(document)


def test_codes_that_differ_in_their_figures_are_no_running_lines() -> None:
    """A line of words comes back though its figures change; codes, alone on their lines, are each a line of its own."""
    assert text_pages.signature("Tidal lamps, page 3") == text_pages.signature("Tidal lamps, page 4")
    assert text_pages.signature("12/31/2024 4") == text_pages.signature("12/31/2024 5")
    assert text_pages.signature("M05.20") != text_pages.signature("M02.88")
    assert text_pages.signature("J1438") != text_pages.signature("J1439")
    assert text_pages.signature("0177U") != text_pages.signature("0239U")


def test_pages_of_one_line_each() -> None:
    """Where each line of a text is a whole page, its headings are sought within the lines."""
    prose = "A ring is worn by members with weak knees, and the plan has seen many of them do so. " * 18
    text = f"COVERAGE POLICY {prose}\nLIMITATIONS AND EXCLUSIONS {prose} REFERENCES 1. Allen B. Rings. 2020.\n"
    assert {"COVERAGE POLICY", "LIMITATIONS AND EXCLUSIONS", "REFERENCES"} <= set(blocks(read(text)))
    assert "COVERAGE POLICY" not in blocks(read(text.replace("LIMITATIONS", "Page 2 of 2\nLIMITATIONS")))
