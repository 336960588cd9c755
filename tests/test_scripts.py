"""The scripts run by their name alone: in a Python that has what they need, or in the project's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted(p for p in (ROOT / "scripts").iterdir() if p.is_file() and p.name != "project.py")
PYTHON = [p for p in SCRIPTS if p.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")]


@pytest.mark.parametrize("script", PYTHON, ids=lambda p: p.name)
def test_each_python_script_takes_its_root_from_the_project(script: Path) -> None:
    """The line that finds the project's Python stands before anything that is not in the standard library."""
    text = script.read_text(encoding="utf-8")
    modules = re.findall(r"^(?:from|import) (\w+)", text, re.M)
    before = modules[: modules.index("project")]
    assert set(before) <= set(sys.stdlib_module_names)
    assert "ROOT = Path" not in text


def _tree(folder: Path, *, environment: str) -> Path:
    """A project with a script that tells its Python, and a stand-in for scripts/environment."""
    scripts = folder / "scripts"
    scripts.mkdir()
    shutil.copy(ROOT / "scripts" / "project.py", scripts)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (scripts / "environment").write_text(f"#!/usr/bin/env bash\n{environment}\n", encoding="utf-8")
    (scripts / "environment").chmod(0o755)
    script = scripts / "tell"
    script.write_text(
        "import sys\nfrom project import ROOT\nprint(sys.prefix, ROOT, *sys.argv[1:])\n", encoding="utf-8"
    )
    return script


def _run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


def test_a_python_without_the_dependencies_hands_over(tmp_path: Path) -> None:
    """The script goes on with its arguments in the Python that scripts/environment names; -S hides what is installed."""
    script = _tree(tmp_path, environment=f'[ "$1" = tests/requirements.lock ] && echo {sys.executable}')
    done = _run(sys.executable, "-S", script, "--only", "a b")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{sys.prefix} {tmp_path} --only a b\n"


def test_a_python_with_the_dependencies_is_kept(tmp_path: Path) -> None:
    """Nothing is set up where there is nothing to set up."""
    script = _tree(tmp_path, environment="touch ran; exit 9")
    assert _run(sys.executable, script).stdout == f"{sys.prefix} {tmp_path}\n"
    assert not (tmp_path / "ran").exists() and not Path("ran").exists()


def test_a_set_up_that_fails_ends_the_script(tmp_path: Path) -> None:
    """Its status is the script's, and nothing of the script runs."""
    done = _run(sys.executable, "-S", _tree(tmp_path, environment="echo no network >&2; exit 7"))
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "no network\n")


def test_a_python_that_still_lacks_something_is_named_once(tmp_path: Path) -> None:
    """The hand-over happens once; a second lack is told, never a loop."""
    bare = tmp_path / "bare"
    bare.write_text(f'#!/usr/bin/env bash\nexec {sys.executable} -S "$@"\n', encoding="utf-8")
    bare.chmod(0o755)
    done = _run(sys.executable, "-S", _tree(tmp_path, environment=f"echo {bare}"))
    assert done.returncode == 1 and not done.stdout
    assert "lacks click" in done.stderr and "delete .venv" in done.stderr


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("ModuleNotFoundError('spacy')", "ModuleNotFoundError: spacy"),  # the extractor is not there: no score at all
        ("KeyError('x')", "documents crashed the extractor, so this is no score"),
    ],
)
def test_the_scoreboard_scores_no_broken_extractor(raised: str, told: str) -> None:
    """A crash in the extractor is no score of 0: the run says so and ends with status 1."""
    code = (
        "import runpy, sys\nfrom extractor import pipeline\n"
        f"def broken(*a, **k):\n    raise {raised}\npipeline.understand = broken\n"
        f"sys.path.insert(0, {str(ROOT / 'scripts')!r})\nsys.argv = ['scoreboard', '--set', 'corpus', '--only', 'outline']\n"
        f"runpy.run_path({str(ROOT / 'scripts' / 'scoreboard')!r}, run_name='__main__')\n"
    )
    done = _run(sys.executable, "-c", code)
    assert done.returncode == 1
    assert told in done.stdout + done.stderr
