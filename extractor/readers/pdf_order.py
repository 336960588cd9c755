"""Decides in which order the lines of a page are read."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.layout.lines import Line


def ordered(lines: Sequence[Line]) -> list[Line]:
    """The lines in reading order."""
    return list(lines)
