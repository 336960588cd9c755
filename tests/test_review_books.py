"""A book opens in review as its policies: each a record beside its own pages, with a review file of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from extractor.commands.review import review
from extractor.commands.run import run
from extractor.evaluate.gold import load_gold
from extractor.review.library import Library, collect
from tests.browser import Server, chromium

DRUGS = ("Velmarix", "Oztreva", "Kalvenda", "Brisolyn", "Quentava")
READY = "html[data-ready]"


def write_book(path: Path) -> Path:
    """A PDF of five invented policies, two pages each, the criteria on the second."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(612, 792), invariant=1)
    for drug in DRUGS:
        first = [f"{drug} 10 mg tablet", f"{drug} 20 mg tablet"]
        second = ["Criteria", f"{drug} is covered when ALL of the following are met:",
                  "1. The member is 18 years of age or older", f"2. A trial of two drugs before {drug}"]  # fmt: skip
        for lines in ([drug, "Products Affected", *first], second):
            for row, line in enumerate(lines):
                bold = line in (drug, "Products Affected", "Criteria")
                canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 16 if line == drug else 11)
                canvas.drawString(72, 720 - 24 * row, line)
            canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of one book."""
    opened = Library([write_book(tmp_path / "book.pdf")], who="Ada")
    yield opened
    opened.close()


def test_a_book_gives_its_policies(library: Library) -> None:
    """Its content is their numbers; in the list they stand in its place, each with its own pages."""
    assert [row["name"] for row in library.overview()] == ["book.pdf"]
    parts = library.content(0)["parts"]
    assert len(parts) == len(DRUGS)
    assert [row["id"] for row in library.overview()] == parts
    assert library.overview()[2]["name"] == "Kalvenda · 3 of 5 in book.pdf"
    third = library.outline(parts[2])
    assert (third["first"], len(third["pages"])) == (5, 2)
    content = library.content(parts[2])
    assert "Kalvenda" in content["text"]
    assert "Velmarix" not in content["text"]
    assert content["source"]["part"]["number"] == 3
    (statement,) = [f["item"] for f in content["findings"] if f["field"] == "statements"]
    assert statement["evidence"]["page"] == 6
    start = content["text"].index("Kalvenda is")
    assert library.boxes(parts[2], [(start, start + 8)])[0]["page"] == 6
    assert [word[:2] for word in library.words(parts[2], 6)][1][0] == start


def test_each_policy_has_a_review_file_that_is_its_gold(library: Library, tmp_path: Path) -> None:
    """A judgement on one is kept under the name that ``run --split`` gives its record, and is found again."""
    second = library.content(0)["parts"][1]
    title = next(f for f in library.content(second)["findings"] if f["field"] == "title")
    new = {**title["item"], "value": "Oztreva tablets"}
    library.judge(second, {"action": "correct", "field": "title", "target": title["id"], "new": new})
    library.judge(second, {"action": "complete", "field": "title"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book-002.review.json", "book.pdf"]
    saved = json.loads((tmp_path / "book-002.review.json").read_text(encoding="utf-8"))
    assert saved["source"]["part"]["title"] == "Oztreva"
    assert load_gold(tmp_path / "book-002.review.json")["book-002"]["policy"]["title"]["value"] == "Oztreva tablets"
    again = Library([tmp_path / "book.pdf"])
    try:
        assert [row["judged"] for row in again.overview()] == [0]
        parts = again.content(0)["parts"]
        assert [row["judged"] for row in again.overview()] == [0, 1, 0, 0, 0]
        assert again.review(parts[1])["states"]["title"]["item"]["value"] == "Oztreva tablets"
    finally:
        again.close()


def test_records_of_the_parts_that_lie_at_hand_are_shown(tmp_path: Path) -> None:
    """What ``run --split`` wrote is not made again; a record of the whole book does not hide its policies."""
    book = write_book(tmp_path / "book.pdf")
    for options in ([], ["--split", "--text"]):
        assert CliRunner().invoke(run, [str(book), "-o", str(tmp_path), *options]).exit_code == 0
    path = tmp_path / "book-004.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["policy"]["title"]["value"] = "Brisolyn as it was read before"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert collect([tmp_path]) == [book]  # texts of parts are no documents
    opened = Library([book])
    try:
        parts = opened.content(0)["parts"]
        titles = [f["item"]["value"] for f in opened.content(parts[3])["findings"] if f["field"] == "title"]
        assert titles == ["Brisolyn as it was read before"]
        path.with_name("book-003.json").write_text(json.dumps(record), encoding="utf-8")  # another part's
        titles = [f["item"]["value"] for f in opened.content(parts[2])["findings"] if f["field"] == "title"]
        assert titles == ["Kalvenda"]
    finally:
        opened.close()


def test_a_book_that_was_reviewed_as_one_stays(tmp_path: Path) -> None:
    """Where there is a review of the whole file, it is still shown, before the policies."""
    book = write_book(tmp_path / "book.pdf")
    (tmp_path / "book.review.json").write_text('{"entries": []}', encoding="utf-8")
    opened = Library([book])
    try:
        assert "Velmarix" in opened.content(0)["text"]
        assert [row["name"] for row in opened.overview()][:2] == ["book.pdf", "Velmarix · 1 of 5 in book.pdf"]
    finally:
        opened.close()


def test_a_book_in_the_browser(tmp_path: Path) -> None:
    """It opens at its first policy; a key goes on; a date corrected in the third survives a killed server."""
    book = write_book(tmp_path / "book.pdf")
    with chromium() as browser:
        page: Any = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(90_000)  # a busy machine takes half a minute to start the reader
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        server = Server(book)
        page.goto(server.address)
        page.wait_for_selector(READY)
        page.wait_for_selector("#bar .name strong:text-is('Velmarix')")
        page.keyboard.press("]")
        page.keyboard.press("]")
        page.wait_for_selector("#bar .name strong:text-is('Kalvenda')")
        page.wait_for_selector(".row.statements:has-text('Kalvenda is covered')")
        assert [node.inner_text() for node in page.locator(".folio").all()] == ["5", "6"]
        page.wait_for_selector(".sheet[data-page='5'] img")
        page.click(".leaf:has-text('18 years')")
        page.wait_for_selector(".sheet[data-page='6'] .box.selected")
        page.click(".sheet[data-page='6'] .type span:text-is('trial ')", force=True)
        page.wait_for_selector(".leaf.selected:has-text('trial of two')")
        page.click(".row.title")
        page.keyboard.press("x")
        page.wait_for_selector(".row.title.rejected")
        server.kill()
        with Server(book) as again:
            page.goto(again.address)
            page.wait_for_selector("#bar .name strong:text-is('Velmarix')")
            page.keyboard.press("d")
            page.fill("#documents input", "kalv")
            page.wait_for_selector("#documents .rows button:has-text('1 checked')")
            page.keyboard.press("Enter")
            page.wait_for_selector(".row.title.rejected:has-text('Kalvenda')")
        target = tmp_path / "page.html"
        assert CliRunner().invoke(review, [str(book), "--export", str(target)]).exit_code == 0
        page.goto(target.as_uri())
        page.wait_for_selector(READY)
        page.wait_for_selector("#bar .name strong:text-is('Velmarix')")
        page.keyboard.press("d")
        page.click("#documents .rows button:has-text('Kalvenda')")
        page.wait_for_selector(".row.title.rejected:has-text('Kalvenda')")
        page.click(".leaf:has-text('18 years')")
        page.wait_for_selector(".sheet.ready[data-page='6'] .box.selected")
        assert complaints == []


def test_a_late_answer_about_a_document_that_was_left_changes_nothing(tmp_path: Path) -> None:
    """Page numbers of the policy before, boxes that are still on their way and a page loaded again: all is shown rightly."""
    book = write_book(tmp_path / "book.pdf")
    with chromium() as browser, Server(book) as server:
        page: Any = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(90_000)  # a busy machine takes half a minute to start the reader
        held: list[Any] = []
        page.goto(server.address)
        page.wait_for_selector("#bar .name strong:text-is('Velmarix')")
        page.route("**/api/documents/2/outline", lambda route: held.append(route))
        page.route("**/api/documents/3/boxes?spans=*,*", lambda route: held.append(route))
        page.keyboard.press("]")
        page.keyboard.press("]")
        page.wait_for_selector(".row.statements:has-text('Kalvenda is covered')")
        page.wait_for_selector(".sheet[data-page='6'] .type span:text-is('trial ')", state="attached")
        while len(held) < 2:
            page.wait_for_timeout(20)
        outline, boxes = sorted(held, key=lambda route: "boxes" in route.request.url)
        with page.expect_response("**/api/documents/2/outline"):
            outline.continue_()
        page.click(".leaf:has-text('18 years')")
        page.wait_for_selector(".sheet[data-page='6'] .box.selected")
        page.click(".sheet[data-page='6'] .type span:text-is('trial ')", force=True)  # its box is not there yet
        boxes.continue_()
        page.wait_for_selector(".leaf.selected:has-text('trial of two')")
        page.unroute_all()
        page.reload()
        page.wait_for_selector("#bar .name strong:text-is('Kalvenda')")
        page.wait_for_selector(".row.statements:has-text('Kalvenda is covered')")
