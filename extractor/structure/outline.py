"""How headings nest, where their sections end, and of what type each section is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.structure.headings import Heading
from extractor.structure.numbering import SCHEMES
from extractor.structure.wording import Lexicon
from extractor.types import Section

# Types whose headings stand at the top of nearly every policy: where styles do not tell levels, these do.
MAJOR = frozenset(
    "table_of_contents related_policies disclaimer coverage guidelines description definitions rationale coding "
    "references history appendix medicare documentation dosing limitations".split()
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A heading with its place in the outline."""

    heading: Heading
    level: int
    parent: int | None  # index into the list of placed headings


def sections(headings: Sequence[Heading], lexicon: Lexicon, *, end: int) -> tuple[Section, ...]:
    """The section tree of a document of ``end`` characters."""
    placed = nest(headings)
    types: list[str] = []
    result: list[Section] = []
    for index, item in enumerate(placed):
        parent = types[item.parent] if item.parent is not None else None
        types.append(section_type(item.heading, parent, lexicon))
        heading = item.heading
        stop = next((p.heading.start for p in placed[index + 1 :] if p.level <= item.level), end)
        result.append(
            Section(
                id=f"s{index + 1}",
                parent=f"s{item.parent + 1}" if item.parent is not None else None,
                level=item.level,
                number=heading.number.text if heading.number else None,
                heading=heading.text,
                type=types[-1],
                start=heading.start,
                end=stop,
                page=heading.page,
            )
        )
    return tuple(result)


def nest(headings: Sequence[Heading]) -> list[Placed]:
    """The level and parent of each heading: by declared level, number and look, in that order."""
    ranks = _ranks(headings)
    stack: list[tuple[int, Heading, tuple[str, int, int] | None]] = []  # index, heading, reading of its number
    placed: list[Placed] = []
    for index, heading in enumerate(headings):
        reading = _reading(heading, stack)
        while stack and not _holds(headings[stack[-1][0]], stack[-1], heading, reading, stack, ranks):
            stack.pop()
        parent = stack[-1][0] if stack else None
        placed.append(Placed(heading, len(stack) + 1, parent))
        stack.append((index, heading, reading))
    return placed


def _reading(
    heading: Heading, stack: list[tuple[int, Heading, tuple[str, int, int] | None]]
) -> tuple[str, int, int] | None:
    """The reading of a heading's number that continues an outline on the stack, else the likeliest that opens one."""
    if heading.number is None:
        return None
    readings = heading.number.readings
    for _, _, open_reading in reversed(stack):
        for reading in readings:
            if open_reading and reading[:2] == open_reading[:2] and 0 < reading[2] - open_reading[2] <= 2:
                return reading
    return next((reading for reading in readings if reading[2] == 1), readings[0])


def _holds(
    above: Heading,
    entry: tuple[int, Heading, tuple[str, int, int] | None],
    heading: Heading,
    reading: tuple[str, int, int] | None,
    stack: list[tuple[int, Heading, tuple[str, int, int] | None]],
    ranks: dict[int, int],
) -> bool:
    """Whether the section of ``above`` holds the section of ``heading``."""
    over = entry[2]
    if above.declared is not None and heading.declared is not None:
        return above.declared < heading.declared
    if reading and over:
        if reading[:2] == over[:2]:
            return reading[2] == 1 and over[2] > 1 and ranks[id(above)] < ranks[id(heading)]
        if reading[0] == over[0] == "decimal":
            return over[1] < reading[1]
        deeper_on_stack = any(r and r[:2] == reading[:2] and reading[2] > r[2] for _, _, r in stack[:-1])
        if deeper_on_stack:
            return False
        if ranks[id(above)] == ranks[id(heading)]:
            return reading[2] == 1 or SCHEMES.index(over[0]) < SCHEMES.index(reading[0])
    if reading and not over and ranks[id(above)] == ranks[id(heading)]:
        if any(r and r[:2] == reading[:2] and reading[2] > r[2] for _, _, r in stack[:-1]):
            return False
        return True
    return ranks[id(above)] < ranks[id(heading)]


def _ranks(headings: Sequence[Heading]) -> dict[int, int]:
    """How prominent each heading is by its look, 0 the most, keyed by the heading's identity."""
    sizes = sorted({h.look.size for h in headings}, reverse=True)
    cluster: dict[float, int] = {}
    for position, size in enumerate(sizes):
        if position and sizes[position - 1] - size <= 0.6:
            cluster[size] = cluster[sizes[position - 1]]
        else:
            cluster[size] = len(set(cluster.values()))

    def look(h: Heading) -> tuple[int, int, int]:
        size = cluster[h.look.size]
        if h.look.caps and h.look.bold and size and h.known:  # small capitals are counted by their small letters
            size = min(size, cluster[max(s for s in sizes if s <= h.look.size + 5)])
        return (size, 0 if h.look.caps else 1, 0 if h.look.bold else 1)

    count: Counter[tuple[int, int, int]] = Counter()
    majors: Counter[tuple[int, int, int]] = Counter()
    for h in headings:
        count[look(h)] += 1
        majors[look(h)] += h.known in MAJOR
    keys: dict[int, tuple[int, int, int, int]] = {}
    for h in headings:
        key = look(h)
        mixed = 0 < majors[key] < 0.7 * count[key] and h.known not in MAJOR
        keys[id(h)] = (*key, 1 if mixed else 0)
    order = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
    return {identity: order[key] for identity, key in keys.items()}


def section_type(heading: Heading, parent: str | None, lexicon: Lexicon) -> str:
    """The type of a section: by its own words, else by its parent's type."""
    text = heading.text
    if found := lexicon.under(parent or "top", text):
        return found
    known = heading.known
    if parent in lexicon.closed:
        return known if known in MAJOR and known != "coverage" else parent or "other"
    if known and known != "other":
        return known
    if found := lexicon.side(text):
        return found if found != "other" else parent or "other"
    if parent in (None, "other", "front_matter") or not known:
        found = lexicon.by_words(text)
        if found and (parent is None or parent in ("other", "front_matter") or _stronger(found, parent)):
            return found
    if known:
        return "other" if parent is None else parent
    return parent or "other"


def _stronger(found: str, parent: str) -> bool:
    """Whether single words may give a sub-section another type than its parent's."""
    if parent in ("coverage", "guidelines"):
        return found in ("limitations", "coding", "references", "history", "definitions", "professional_guidelines")
    if parent in ("rationale", "description"):
        return found in ("professional_guidelines", "regulatory_status", "clinical_trials", "evidence_summary", "references", "medicare", "rationale")
    return False
