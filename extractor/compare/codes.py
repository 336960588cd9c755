"""Decides what changed in the codes: which came and went, whose standing changed, whose description."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.compare.changes import Change, Quote
from extractor.compare.sides import Json, Side
from extractor.compare.wording import CONTENT, LEGAL, difference
from extractor.likeness import squeeze, tokens

_DEBRIS = re.compile(r"(?<!\S)[a-z](?!\S)")  # a letter by itself, off turned print: "t i n t"; never "B" or "a-b"
BEHIND = 4000  # characters behind a code in which the rest of its description may stand, over a page's end
SCRAP = 2.5  # letters a word, on average, up to which the end of a description is debris of turned print
STRANGE = 3.4  # the same where none of the words stands anywhere in the other version
Key = tuple[str, str]


def codes(old: Side, new: Side) -> Iterator[Change]:
    """Codes by system and number; a code that stands in the other version's text unread is no change."""
    a, b = _by_key(old), _by_key(new)
    for key in a:
        if key not in b:
            if not _printed(new, a[key][0]):
                standing = _standing(a[key])
                grade = "breaking" if standing else "material"
                yield Change("removed", "codes", grade, _name(a[key][0]), standing, _quote(old, a[key]), None)
            continue
        before, after = _standing(a[key]), _standing(b[key])
        if before != after:
            detail = f"{before or 'no standing'} → {after or 'no standing'}"
            quotes = _quote(old, a[key]), _quote(new, b[key])
            yield Change("modified", "codes", "breaking", _name(b[key][0]), detail, *quotes)
            continue
        x, y = a[key][0].get("description"), b[key][0].get("description")
        if x and y and _reworded(old, a[key][0], new, b[key][0]):
            quotes = _quote(old, a[key]), _quote(new, b[key])
            yield Change("modified", "codes", "minor", _name(b[key][0]), "description", *quotes)
    for key in b:
        if key not in a and not _printed(old, b[key][0]):
            yield Change("added", "codes", "material", _name(b[key][0]), _standing(b[key]), None, _quote(new, b[key]))


def _reworded(old: Side, x: Json, new: Side, y: Json) -> bool:
    """Whether a description became another; one that a page's end cut short in one version did not."""
    a, b = (_DEBRIS.sub(" ", str(row["description"])) for row in (x, y))
    if difference(a, b) < CONTENT or LEGAL.search(a) or LEGAL.search(b):  # a running footer fell into one of them
        return False
    short, long, side, row = (a, b, old, x) if len(a) < len(b) else (b, a, new, y)
    if not squeeze(long).startswith(squeeze(short)):
        return True
    rest = tokens(long)[len(tokens(short)) :]
    start = (row.get("evidence") or {}).get("start")
    if not isinstance(start, int) or not side.text:
        return True
    dated = any(word.isdigit() for word in rest)  # "(Effective 10/01/2024)": other rows have the like
    end = _next(side, start) if dated else start + BEHIND
    behind = iter(tokens(side.text[start:end]))
    words = [word for word in rest if not word.isdigit()]
    strange = not any(word in side.vocabulary for word in words)
    debris = bool(words) and sum(map(len, words)) <= (STRANGE if strange else SCRAP) * len(words)
    return not (debris or all(word in behind for word in rest))


def _next(side: Side, start: int) -> int:
    """Where the next code stands."""
    starts = [row["evidence"]["start"] for row in side.record.get("codes") or [] if row.get("evidence")]
    return min((other for other in starts if other > start), default=len(side.text))


def _by_key(side: Side) -> dict[Key, list[Json]]:
    found: dict[Key, list[Json]] = {}
    for row in side.record.get("codes") or []:
        low, high = squeeze(row.get("code")), squeeze(row.get("code_end"))
        system = "CDT" if row.get("system") == "HCPCS" and low.startswith("D") else str(row.get("system"))
        found.setdefault((system, low + ("-" + high if high else "")), []).append(row)
    return found


def _standing(rows: list[Json]) -> str:
    return ", ".join(sorted({row["status"] for row in rows if row.get("status")}))


def _name(row: Json) -> str:
    end = f"–{row['code_end']}" if row.get("code_end") else ""
    return f"{row['system']} {row['code']}{end}"


def _quote(side: Side, rows: list[Json]) -> Quote:
    row = rows[0]
    return side.quote(row, f"{_name(row)} {row.get('description') or ''}".strip())


def _printed(side: Side, row: Json) -> bool:
    return not row.get("code_end") and side.prints(row["code"])
