"""Tables drawn in the manners of real payers are read cell by cell, over pages too, and prose is no table."""

from __future__ import annotations

import random
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


def script() -> ModuleType:
    """scripts/tables as a module."""
    loader = SourceFileLoader("script_tables", str(ROOT / "scripts" / "tables"))
    spec = spec_from_loader("script_tables", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


SCRIPT: Any = script()


@pytest.mark.parametrize("manner", SCRIPT.MANNERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_drawn_table(manner: str, seed: int) -> None:
    """One table, stitched over its pages, and nothing else is taken for one; where a rule or a joined cell tells
    where rows begin every row is right, else nine of ten at least (a row is told by white space alone there)."""
    data, truth = SCRIPT.draw(manner, random.Random(f"{manner}-{seed}"))
    found, _ = SCRIPT.ours(data)
    assert len(found) == 1
    if manner in ("bare", "head ruled"):
        wrong = [row for row in found[0] if row not in truth[0]]
        assert len(wrong) <= 0.1 * len(truth[0]), wrong
    else:
        assert found == truth
