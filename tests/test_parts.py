"""Books of many policies are recognised and cut where each policy begins; a single policy never is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor import payers
from extractor.commands.run import run
from extractor.pipeline import assemble, extract, extract_parts, read, split, understand
from extractor.structure import parts
from tests.invariants import breaches

REAL = Path(__file__).parent.parent.parent / "shared" / "real"
DRUGS = ("Velmarix", "Oztreva", "Kalvenda", "Brisolyn", "Quentava", "Nordivex")


def book(opening: str, drugs: tuple[str, ...] = DRUGS) -> bytes:
    """A book in Markdown: each drug under its own heading, opened by the same words."""
    pages = [
        f"## {drug}\n\n{opening}\n\n- {drug} 10 mg tablet\n\nCriteria\n\n"
        f"{drug} is covered when ALL of the following are met:\n\n- Age 18 or older\n- Diagnosis is documented\n"
        for drug in drugs
    ]
    return "\n".join(["# Prior Authorization Criteria", "", *pages]).encode()


def found(data: bytes) -> list[str | None]:
    """The titles of a file's parts."""
    return [part.title for part in parts.find(read(data, name="book.md"), payers.load("default"))]


@pytest.mark.parametrize("opening", ["Products Affected", "Affected Medications:", "PRODUCTS AFFECTED", "Drug Name"])
def test_a_book_is_cut_at_its_openings(opening: str) -> None:
    """Each part begins at the title over its opening, however the opening is printed."""
    assert found(book(opening)) == list(DRUGS)


@pytest.mark.parametrize(
    "data",
    [
        book("Products Affected", DRUGS[:3]),  # too few to be a book
        book("Overview"),  # headings that repeat, but open no policy
        b"# Policy\n\nThe products affected are listed below.\n\n" * 6,  # the words within a sentence
        b"# Velmarix\n\nDrug Name\n\nDose\n\n10 mg\n",  # one policy
    ],
    ids=["few", "overview", "sentence", "one"],
)
def test_one_policy_is_not_cut(data: bytes) -> None:
    """A document without at least four openings is one policy."""
    assert found(data) == []


def test_a_table_with_a_policy_in_each_row_is_cut_by_rows() -> None:
    """A wide grid of criteria columns gives a part for each row, titled by its first cell."""
    rows = [f"| {drug} | All | None | Diagnosis | 12 months |" for drug in DRUGS]
    head = "| Group | Covered Uses | Exclusion Criteria | Required Medical Information | Coverage Duration |"
    data = "\n".join(["Prior Authorization Detail", "", head, "|---|---|---|---|---|", *rows]).encode()
    assert found(data) == list(DRUGS)


def test_parts_are_records_of_their_own() -> None:
    """Each part's record speaks of that part alone, with exact spans and its place in the file."""
    data = book("Products Affected")
    records = extract_parts(data, name="book.md")
    assert [r.source.part.title for r in records if r.source.part] == list(DRUGS)
    whole = read(data, name="book.md")
    for (document, place), record in zip(split(whole), records, strict=True):
        assert place is not None
        assert whole.text[place.start : place.start + len(document.text)] == document.text
        assert breaches(document, record.to_dict()) == []
        assert all(place.title in statement.text for statement in record.statements if place.title)
        assert len(record.statements) == 1
    assert [problem.code for problem in extract(data, name="book.md").diagnostics].count("many_policies") == 1


def test_the_command_writes_a_file_for_each_part(tmp_path: Path) -> None:
    """``run --split`` numbers the records of a file's parts."""
    source = tmp_path / "book.md"
    source.write_bytes(book("Products Affected"))
    result = CliRunner().invoke(run, [str(source), "--split", "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == [f"book-{number:03d}.json" for number in range(1, 7)]
    record = json.loads((tmp_path / "out" / "book-004.json").read_text(encoding="utf-8"))
    assert record["source"]["part"]["of"] == 6


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not at hand")
def test_boundaries_of_a_real_book() -> None:
    """In a real book of 206 pages each of the 151 parts starts on the page where a reader finds its opening."""
    document = read(REAL / "books" / "samaritan--large-group-pa-criteria.pdf")
    starts = [part.first_page for part in parts.find(document, payers.load("default"))]
    opening = [  # read off the pages by their opening label
        page.number for page in document.pages
        for block in document.blocks if block.page == page.number
        and document.text_of(block).strip() == "Products Affected"
    ]  # fmt: skip
    assert len(starts) == 151
    assert starts == opening


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not at hand")
def test_real_policies_are_not_cut() -> None:
    """No single policy of the gold set is taken for a book."""
    default = payers.load("default")
    cut = [p.name for p in sorted(REAL.glob("dev/documents/*")) if parts.find(read(p), default)]
    assert cut == []


def test_assembling_a_part_needs_no_judgement_of_its_nature() -> None:
    """A part too short to look like a policy still gives a record, not a refusal."""
    (document, place), *_ = split(read(book("Products Affected"), name="book.md"))
    record = assemble(understand(document), part=place)
    assert "not_a_policy" not in {problem.code for problem in record.diagnostics}


def test_a_part_without_a_title_of_its_own_takes_its_books() -> None:
    """Where nothing of a part stands out, the words that name it in the book are its title, with their span."""
    document = read(b"Products Affected\n\n- quellhorn 10 mg\n\nCriteria\n", name="part.md")
    made = parts.title_of(document, "quellhorn 10 mg")
    assert made is not None
    assert document.text[made.evidence.start : made.evidence.end] == made.value == "quellhorn 10 mg"
    assert parts.title_of(document, None) is None
    assert parts.title_of(document, "another drug") is None
