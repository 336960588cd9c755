"""The command ``explain``: statements printed as trees."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from extractor.commands.explain import explain

POLICY = """# Knee taping

## Coverage criteria

Knee taping is considered medically necessary when ALL of the following are met:

1. Member is 18 years of age or older; AND
2. ONE of the following:
    - Failure of rest
    - Pain at night

Knee magnets are considered investigational.
"""


def test_explain_prints_the_tree(tmp_path: Path) -> None:
    """A statement is printed with its position, rule, operators and constraints."""
    file = tmp_path / "taping.md"
    file.write_text(POLICY, encoding="utf-8")
    result = CliRunner().invoke(explain, [str(file)])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].startswith("s1  Knee taping is considered medically necessary when ALL")
    assert "medically_necessary, conditional" in lines[1] and "positions." in lines[1]
    assert "    ALL" in lines
    assert "        - Member is 18 years of age or older   [age >= 18 year]" in lines
    assert "        ANY  ONE of the following" in lines
    assert "            - Pain at night" in lines


def test_explain_one_statement(tmp_path: Path) -> None:
    """One statement can be asked for; one that is not there is an error that says how many there are."""
    file = tmp_path / "taping.md"
    file.write_text(POLICY, encoding="utf-8")
    one = CliRunner().invoke(explain, [str(file), "--statement", "s2"])
    assert one.exit_code == 0 and one.output.startswith("s2  Knee magnets") and "s1" not in one.output
    none = CliRunner().invoke(explain, [str(file), "--statement", "s9"])
    assert none.exit_code != 0 and "the record has 2" in none.output
