"""Decides what kind of document it is and whether it is in force, as it says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from extractor.fields.once import lower
from extractor.fields.title import find as find_title
from extractor.fields.zones import FRONT_LIMIT, zones
from extractor.types import Reading

_NEAR = 2500  # characters behind the front matter in which a policy says that it has ended
_MENUS = 1200  # characters of a first block that no title or banner has
_TOP = 200  # characters that name what the policy is about, however short its front matter
_ENTRY = 40  # characters of the longest entry of a menu
_SHORT_TITLE = 9  # words: longer titles tell of procedures
_HEAD = 1500  # characters that name the kind: a title, a banner, a header table


def find(reading: Reading) -> tuple[str, str]:
    """``(kind, status)``: see ``docs/record.md`` for the values."""
    return _kind(reading), _status(reading)


def _kind(reading: Reading) -> str:
    table = reading.profile.tables.get("kind", {})
    text = lower(reading)  # quicker than patterns that ignore case
    navigation = [block for block in reading.document.blocks if block.role == "navigation"]
    begin = 0
    for block in navigation:  # a web page's menus stand before its text
        if block.start <= begin + 400:
            begin = max(begin, block.end)
    blocks = reading.document.blocks
    if not begin and len(blocks) > 1 and blocks[0].end > _MENUS and blocks[1].end - blocks[1].start < 150:
        begin = blocks[1].start  # a page poured into one line: its menus, then its title
    head = text[begin : begin + _HEAD]
    running = " \n".join(
        sorted(
            {
                reading.text[b.start : b.end]
                for b in reading.document.blocks
                if b.kind == "furniture" and b.role != "navigation"
            }
        )[:12]
    ).lower()
    for kind, patterns in table.get("banners", {}).items():
        said = (
            match for match in _any(tuple(patterns)).finditer(head) if not _beside(reading, str(kind), begin, match)
        )
        banner = next(said, None)
        if (
            banner is not None
            and not (kind == "payment_policy" and _in_passing(reading, table, begin, begin + banner.start()))
        ) or _any(tuple(patterns)).search(running):
            return str(kind)
    for kind, patterns in table.get("labels", {}).items():
        if _any(tuple(patterns)).search(text, begin, begin + FRONT_LIMIT):
            return str(kind)
    drug = _any(tuple(table.get("drug", ("(?!)",))))
    sections = {section.type for section in reading.sections}
    signs = _different(drug, text[begin : begin + 3 * _HEAD], 2)
    stems = _any(tuple(table.get("stems", ("(?!)",))))
    top = max(_TOP, min(500, zones(reading).body - begin))  # what stands before the policy's own text
    named = bool(stems.search(head[:top]))
    if (named and (signs or sections & {"dosing", "authorization", "regulatory_status"})) or (
        signs >= 2 and "dosing" in sections
    ):
        return "drug_policy"
    title = find_title(reading)
    if (
        title is not None
        and len(re.findall(r"\w[\w®™.-]*", title.value)) <= _SHORT_TITLE
        and stems.search(title.value.lower())
        and signs != 0
    ):
        return "drug_policy"
    for where in (head, running):
        places = {
            str(kind): match.start()
            for kind, patterns in table.get("words", {}).items()
            if (match := _any(tuple(patterns)).search(where))
        }
        if places:
            return min(places, key=lambda kind: places[kind])
    return (
        "medical_policy"
        if sections & {"coverage", "coding", "limitations"} or re.search(r"[Pp]olic(?:y|ies)\b", reading.text)
        else "other"
    )


def _beside(reading: Reading, kind: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a kind is named by a menu's entry, or an article in a paragraph or table that lists what Medicare says."""
    document, offset = reading.document, begin + match.start()
    block = document.blocks[max(0, document.block_at(offset))]
    if block.kind == "item" and block.end - block.start <= _ENTRY:
        return True
    listed = block.table is not None or block.end - block.start > _MENUS // 4
    return (
        kind == "coding_article" and listed and "article id" not in match.group() and "article id" not in lower(reading)
    )


def _in_passing(reading: Reading, table: Mapping[str, Any], begin: int, offset: int) -> bool:
    """Whether a kind is named within a paragraph, behind a line of its own that calls the document something else."""
    document, text = reading.document, lower(reading)
    block = document.blocks[max(0, document.block_at(offset))]
    if block.end - block.start < 160 and reading.text[block.end - 1] != ".":
        return False
    for patterns in table.get("words", {}).values():
        if match := _any(tuple(patterns)).search(text, begin, offset):
            line = document.blocks[max(0, document.block_at(match.start()))]
            if line.end - line.start < 60:
                return True
    return False


def _different(pattern: re.Pattern[str], text: str, enough: int) -> int:
    """How many different words of a pattern stand in a text; no more are looked for once there are enough."""
    found: set[str] = set()
    for match in pattern.finditer(text):
        found.add(match.group())
        if len(found) >= enough:
            break
    return len(found)


def _status(reading: Reading) -> str:
    table = reading.profile.tables.get("kind", {}).get("status", {})
    places = zones(reading)
    text = lower(reading)
    reach = min(len(text), places.front + _NEAR)
    for status, patterns in table.items():
        pattern = _any(tuple(patterns))
        for match in pattern.finditer(text, 0, reach):
            if places.of(match.start()) in ("front", "furniture", "body"):
                return str(status)
        if any(
            pattern.search(text, block.start, block.end) for block in places.furniture[:8] if block.role != "navigation"
        ):
            return str(status)
    return "active"


@lru_cache(maxsize=64)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a text in small letters."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)
