"""Decides where entries of a list without numbers were cut or run together, by the beginning that several of them share."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

_Stretches = tuple[tuple[int, int], ...]
_WORDS = 4  # words of a beginning; a body's name and the first of what it wrote
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{4,300}\s(?=[A-Z])")
_SHORTEST = 24  # characters of a beginning that stands alone: a body's name, a title's first words


def mended(text: str, entries: Sequence[_Stretches]) -> list[_Stretches]:
    """The entries, joined where one is no more than other entries' beginning, cut where one begins behind an address."""
    said = [" ".join(" ".join(text[low:high].split()) for low, high in stretches) for stretches in entries]
    leads = Counter(lead for one in said if (lead := _lead(one)))
    shared = {lead for lead, count in leads.items() if count > 2}
    if not shared:
        return list(entries)
    ordered = sorted(said)
    joined: list[_Stretches] = []
    open_end = False
    for stretches, one in zip(entries, said, strict=True):
        if open_end and _lead(one) not in shared:
            joined[-1] += stretches
        else:
            joined.append(stretches)
        going_on = bisect_left(ordered, f"{one} \U0010ffff") - bisect_right(ordered, one)
        open_end = len(one) >= _SHORTEST and _lead(one) in shared and going_on > 1
    return [part for stretches in joined for part in _parted(text, stretches, shared)]


def _lead(said: str) -> str:
    words = said.split()
    return " ".join(words[:_WORDS]) if len(words) > _WORDS else ""


def _parted(text: str, stretches: _Stretches, shared: set[str]) -> list[_Stretches]:
    """The entries of one that runs on behind an address to a beginning that other entries have."""
    found: list[list[tuple[int, int]]] = [[]]
    for low, high in stretches:
        start = low
        for address in _ADDRESS.finditer(text, low, high):
            ahead = " ".join(text[address.end() : min(high, address.end() + 160)].split()[:_WORDS])
            if ahead in shared:
                found[-1].append((start, address.end() - 1))
                found.append([])
                start = address.end()
        found[-1].append((start, high))
    return [tuple(part) for part in found]
