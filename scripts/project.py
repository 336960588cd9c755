"""The project's root on ``sys.path``, and a Python that has what the scripts need: each Python script imports ROOT from here.

A Python that holds the project's dependencies and those of its tests is kept. Any other (the system's, say, when a
script is called by its name) hands over to the project's own in .venv, set up on demand as scripts/test does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HANDED_OVER = "PAYER_POLICY_SCRIPTS_PYTHON"  # set by the hand-over, so that it happens once


def missing() -> list[str]:
    """The distributions that the project and its tests need and this Python lacks."""
    try:
        import tomllib
    except ModuleNotFoundError:
        return ["Python 3.11"]
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*stated["project"]["dependencies"], *stated["dependency-groups"]["test"]]
    lacking = []
    for requirement in wanted:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        try:
            if ";" not in requirement:  # what some Pythons alone can have is no sign
                metadata.distribution(name)
        except metadata.PackageNotFoundError:
            lacking.append(name)
    return lacking


def hand_over() -> None:
    """Go on in the project's own Python, or stop with what is missing there."""
    lacking = missing()
    if not lacking:
        os.environ.pop(HANDED_OVER, None)
        return
    if HANDED_OVER in os.environ:
        sys.exit(f"{sys.executable} lacks {', '.join(lacking)}: delete .venv and start again")
    script = [str(ROOT / "scripts" / "environment"), "tests/requirements.lock"]
    made = subprocess.run(script, stdout=subprocess.PIPE, text=True, check=False)
    if made.returncode:
        sys.exit(made.returncode)
    python = str(ROOT / made.stdout.strip())
    os.environ[HANDED_OVER] = python
    os.execv(python, [python, *sys.argv])  # noqa: S606 - the project's own Python


hand_over()
sys.path.insert(0, str(ROOT))
