"""``show``: blocks, outline and tables of a document, plain in a pipe."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.commands.show import show

PAGE = (
    "<html><body><h1>Quellhorn Therapy</h1><h2>Policy</h2><p>Quellhorn therapy is medically necessary when:</p>"
    "<ol><li>Age 18 or older<li>Tidal fatigue</ol><h2>Coding</h2>"
    "<table><tr><th>Code<th>Text<tr><td>97545<td>First hour<tr><td colspan=2>None other</table></body></html>"
)


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A small policy as a file."""
    path = tmp_path / "tides.html"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("option", "lines"),
    [
        ("--blocks", ["tides.html · HTML · no pages", "heading 2", "1. Age 18 or older", "t0[1,0] 97545"]),
        ("--outline", ["Policy  coverage", "Coding  coding"]),
        ("--tables", ["table 0: 3 rows, 1 of them heads", "| 97545", "None other ⟨1×2⟩"]),
    ],
)
def test_show(page: str, option: str, lines: list[str]) -> None:
    """Each view names what it shows; a pipe gets no colours."""
    result = CliRunner().invoke(show, [page, option])
    assert result.exit_code == 0, result.output
    assert all(line in result.output for line in lines) and "\x1b" not in result.output


def test_blocks_are_the_default(page: str) -> None:
    """Without an option the blocks are shown."""
    runner = CliRunner()
    assert runner.invoke(show, [page]).output == runner.invoke(show, [page, "--blocks"]).output


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    """A document that can't be read gives one line with its code, and status 1."""
    result = CliRunner().invoke(show, [str(tmp_path / "none.pdf")])
    assert result.exit_code == 1 and "none.pdf: missing_file" in result.output and "Traceback" not in result.output
