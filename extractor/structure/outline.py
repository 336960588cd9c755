"""How headings nest, and where their sections end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.layout.headlines import Key, fold
from extractor.structure.cues import APPENDED
from extractor.structure.headings import Heading
from extractor.structure.kinds import CHILDREN, CLOSING
from extractor.structure.lesser import divided
from extractor.structure.numbering import SCHEMES
from extractor.structure.typed import FRONT, Placed, types
from extractor.structure.unstyled import is_bare, is_beside, is_under
from extractor.structure.wording import Lexicon
from extractor.types import Section

# Types whose headings stand at the top of nearly every policy: where styles do not tell levels, these do.
MAJOR = frozenset(
    [
        "table_of_contents",
        "related_policies",
        "disclaimer",
        "coverage",
        "guidelines",
        "description",
        "definitions",
        "rationale",
        "coding",
        "references",
        "history",
        "appendix",
        "medicare",
        "documentation",
        "dosing",
        "limitations",
        "front_matter",
    ]
)
# Types whose sections do not hold the main sections of other types, however they are set.
APART = frozenset(
    ["related_policies", "disclaimer", "references", "history", "front_matter", "table_of_contents", "definitions"]
)
# The sections that may hold those at the end of a policy ("References" under "Rationale").
HOLDING = frozenset(("rationale", "description", "appendix", "medicare", *CLOSING))
# Sections set like their parents where a source has no styles: "Summary of Evidence" under "Rationale".
PARENTS = frozenset(("rationale", "description", "appendix"))

SERIES = 3  # times that a heading comes which stands under each of a series
FIRST = 6  # headings among which the table of contents is sought
MANY = 4  # declared headings from which on it says something that all have one level
AHEAD = 40  # headings in which the next number is sought

Reading = tuple[str, int, int]  # of an outline number: scheme, depth, value
Open = tuple[int, Heading, Reading | None]  # an open section: index, heading, reading of its number
Look4 = tuple[int, bool, bool, bool, bool, bool]


def sections(headings: Sequence[Heading], lexicon: Lexicon, *, text: str) -> tuple[Section, ...]:
    """The section tree of a document."""
    placed = nest(headings, text)
    ends = _ends(placed, len(text))
    return tuple(
        Section(
            id=f"s{index + 1}",
            parent=f"s{item.parent + 1}" if item.parent is not None else None,
            level=item.level,
            number=item.heading.number.text if item.heading.number else None,
            heading=item.heading.text,
            type=kind,
            start=item.heading.start,
            end=ends[index],
            page=item.heading.page,
        )
        for index, (item, kind) in enumerate(zip(placed, types(placed, ends, lexicon, text), strict=True))
    )


def _ends(placed: Sequence[Placed], end: int) -> list[int]:
    """Where each section ends: at the next heading of its level or above."""
    ends = [end] * len(placed)
    open_sections: list[int] = []
    for index, item in enumerate(placed):
        while open_sections and placed[open_sections[-1]].level >= item.level:
            ends[open_sections.pop()] = item.heading.start
        open_sections.append(index)
    return ends


def nest(headings: Sequence[Heading], text: str) -> list[Placed]:
    """The level and parent of each heading: by declared level, number and look, in that order."""
    headings = _told(headings)
    mains, parts = divided(headings, text)
    ranks = _ranks(headings, parts)
    titles = _titles(headings, ranks)
    repeated = _repeated(headings)
    stack: list[Open] = []
    placed: list[Placed] = []
    for index, heading in enumerate(headings):
        again = fold(heading.text)
        if again in repeated:  # "Procedure Codes" under each of the services
            while stack and fold(stack[-1][1].text) == again:
                stack.pop()
            placed.append(Placed(heading, len(stack) + 1, stack[-1][0] if stack else None))
            stack.append((index, heading, None))
            continue
        if stack and fold(stack[-1][1].text) in repeated:
            stack.pop()
        reading = _reading(heading, stack)
        inside = _numbered_above(index, headings, stack) if reading is None else -1
        before = _sibling(heading, reading, stack)
        while len(stack) - 1 > inside and not _holds(
            stack[-1][1], stack[-1][2], heading, reading, stack, ranks, titles, mains
        ):
            stack.pop()
            if len(stack) == before:
                break
        parent = stack[-1][0] if stack else None
        placed.append(Placed(heading, len(stack) + 1, parent, id(heading) in titles))
        stack.append((index, heading, reading))
    return placed


def _repeated(headings: Sequence[Heading]) -> frozenset[Key]:
    """The words of bare headings of codes that come three times or more, each time under another heading."""
    times = Counter(
        fold(h.text)
        for before, h in pairwise(headings)
        if h.known == "coding"
        and is_bare(h)
        and is_bare(before)
        and before.known not in APART
        and fold(before.text) != fold(h.text)
    )
    return frozenset(words for words, count in times.items() if count >= SERIES)


def _told(headings: Sequence[Heading]) -> Sequence[Heading]:
    """The headings without their declared levels where these tell nothing: a converter that gives all of them one level.

    Two outlines in one ("A. CRITERIA", "1. Gout"), or main sections in capitals and others not, show that it does.
    """
    declared = [h for h in headings if h.declared is not None]
    if len(declared) < MANY or len({h.declared for h in declared}) > 1:
        return headings
    schemes = Counter((h.number.readings[0][:2]) for h in declared if h.number)
    numbered = sum(count > 1 for count in schemes.values()) > 1
    main = sum(h.look.caps and h.known in MAJOR for h in declared)
    lesser = sum(not h.look.caps and not h.look.bold and h.known is None for h in declared)
    if not numbered and (main < 2 or lesser < 2):
        return headings
    return tuple(replace(h, declared=None) for h in headings)


def _sibling(heading: Heading, reading: Reading | None, stack: Sequence[Open]) -> int:
    """The place on the stack of the section whose number comes before the heading's, -1 for none.

    Where an inner and an outer series could both go on ("2." within "B.", "3." after "2."), the indent decides.
    """
    places = [
        place
        for place, (_, _, r) in enumerate(stack)
        if reading and r and r[:2] == reading[:2] and 0 < reading[2] - r[2] <= 2
    ]
    if not places:
        return -1
    if heading.known in MAJOR and heading.known != "coverage":
        return places[0]
    return min(reversed(places), key=lambda place: round(abs(stack[place][1].indent - heading.indent) / 6))


def _numbered_above(index: int, headings: Sequence[Heading], stack: Sequence[Open]) -> int:
    """The place on the stack of the numbered section that an unnumbered heading stands in, -1 for none.

    It stands in one if a later heading bears the next number: "Approval duration" between "II. …" and "III. …".
    """
    if headings[index].known in CLOSING or headings[index].declared is not None:
        return -1
    ahead = [
        reading
        for later in headings[index + 1 : index + 1 + AHEAD]
        if later.number
        for reading in later.number.readings
    ]
    for place in range(len(stack) - 1, -1, -1):
        reading = stack[place][2]
        if reading and any(r[:2] == reading[:2] and r[2] == reading[2] + 1 for r in ahead):
            return place
    return -1


def _reading(heading: Heading, stack: Sequence[Open]) -> Reading | None:
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
    over: Reading | None,
    heading: Heading,
    reading: Reading | None,
    stack: list[Open],
    ranks: Mapping[int, int],
    titles: frozenset[int],
    mains: frozenset[int],
) -> bool:
    """Whether the section of ``above`` holds the section of ``heading``."""
    if above.known == "table_of_contents" or id(above) in titles:
        return False
    if above.declared is not None and heading.declared is not None:
        return above.declared < heading.declared
    if above.outlined and (above.declared is None) != (heading.declared is None):
        return above.declared is not None
    apart = above.known in APART or above.known == "coding"
    behind = (above.known, heading.known) == ("references", "history")
    if apart and heading.known in MAJOR and heading.known != above.known and (behind or not heading.weak):
        return False
    if above.known in ("references", "history") and heading.declared is None and APPENDED.match(heading.text):
        return False
    if above.known in APART and heading.look == above.look and heading.look.size:
        return False
    if heading.known in CLOSING and above.known not in HOLDING:
        return False
    if is_under(above, heading, [one for _, one, _ in stack[:-1]]):
        return True
    if is_beside(above, heading):
        return False
    same_rank = ranks[id(above)] == ranks[id(heading)] or bool(reading and over and _alike(above, heading))
    if same_rank and above.known in PARENTS and heading.known in CHILDREN:
        return not (above.known == "description" and heading.known == "evidence_summary" and id(heading) in mains)
    if reading:
        on_stack = any(r and r[:2] == reading[:2] and 0 < reading[2] - r[2] <= 2 for _, _, r in stack[:-1])
        if on_stack and reading[:2] != (over or ("", 0))[:2]:
            return False
        if over:
            if reading[:2] == over[:2]:
                return reading[2] == 1 and over[2] > 1 and ranks[id(above)] < ranks[id(heading)]
            if reading[0] == over[0] == "decimal":
                return over[1] < reading[1]
            if sum(1 for _, _, r in stack if r and r[:2] == reading[:2]) > 1:
                return False  # a series within a series of its kind, but no deeper
            if same_rank:
                return reading[2] == 1 or SCHEMES.index(over[0]) < SCHEMES.index(reading[0])
        elif same_rank:
            return True
    return ranks[id(above)] < ranks[id(heading)]


def _alike(one: Heading, other: Heading) -> bool:
    """Whether two headings are set alike but for their colour."""
    return one.look._replace(color=None) == other.look._replace(color=None)


def _ranks(headings: Sequence[Heading], parts: frozenset[int]) -> dict[int, int]:
    """How prominent each heading is by its look, 0 the most, keyed by the heading's identity.

    The look of the top level is the one that most of the field's main sections have: it is not always the largest.
    """
    sizes = sorted({h.look.size for h in headings}, reverse=True)
    cluster: dict[float, int] = {}
    for position, size in enumerate(sizes):
        near = position and sizes[position - 1] - size <= 0.6
        cluster[size] = cluster[sizes[position - 1]] if near else len(set(cluster.values()))

    def look(h: Heading) -> Look4:
        return (
            cluster[h.look.size],
            not h.look.caps,
            not h.look.bold,
            not h.coloured,
            not h.look.underline,
            h.look.italic,
        )

    types: dict[Look4, Counter[str]] = defaultdict(Counter)
    known: Counter[Look4] = Counter()
    count: Counter[Look4] = Counter()
    for h in headings:
        count[look(h)] += 1
        known[look(h)] += h.known is not None
        if h.known in MAJOR:
            types[look(h)][h.known or ""] += 1
    opening = next((look(h) for h in headings if h.known in MAJOR and not (h.weak and h.known == "dosing")), None)
    top = max(
        types,
        key=lambda key: (
            len(types[key]) + (2 + 3 * (len(types[key]) >= 4)) * (key == opening) + (not key[2]),
            [-part for part in key],
        ),
        default=None,
    )
    books = top is not None and sum(types[top].values()) >= 2 * len(types[top])  # each part has its sections

    def key(h: Heading) -> tuple[int, Look4, int]:
        own = look(h)
        if top is not None and own[0] == top[0] and own[2:] == top[2:] and h.look.size and top[1]:
            own = top  # main sections, some of them in capitals
        if top is None or len(types[top]) < 2 or own == top:
            band = 1
        else:
            band = 0 if own < top and books and count[own] > 1 else 2
        share = known[own] / count[own]
        minor = h.known is None or h.weak or (h.known == "other" and own != top)
        bare = not h.look.size and not h.look.bold and not h.look.caps  # a source without styles
        mixed = minor and not h.large and not h.outlined and (bare or (0.0 if own == top else 0.5) < share < 0.7)
        return (band, own, 1 if mixed or id(h) in parts else 0)

    keys = {id(h): key(h) for h in headings}
    order = {found: rank for rank, found in enumerate(sorted(set(keys.values())))}
    return {identity: order[found] for identity, found in keys.items()}


def _titles(headings: Sequence[Heading], ranks: Mapping[int, int]) -> frozenset[int]:
    """Headings before the first known one that are more prominent than all known ones: titles, holding nothing."""
    first = next((n for n, h in enumerate(headings) if h.known not in (None, "front_matter")), None)
    if first is None:
        return frozenset()
    contents = next((n for n, h in enumerate(headings[:FIRST]) if h.known == "table_of_contents"), 0)
    opening = {
        id(h)
        for h, after in pairwise(headings[: contents + 1])
        if h.known in (None, "coverage") and h.page == 1 and after.start - h.end < FRONT
    }  # what stands before the table of contents and opens no text
    levels = [h.declared for h in headings if h.declared is not None]
    for titles in (1, 2):  # the title of a page, whatever its words, be it in two lines
        if len(levels) >= MANY and max(levels[:titles]) < min(levels[titles:]):
            opening.update(id(h) for h in headings[: titles + 1] if h.declared in levels[:titles])
    known = [h for h in headings if h.known not in (None, "front_matter") and id(h) not in opening]
    if not known:
        return frozenset(opening)
    later = {h.look for h in headings[first:] if h.look.size}
    banner = headings[1].start - headings[0].end < FRONT if len(headings) > 1 else True
    best, declared = min(ranks[id(h)] for h in known), min((h.declared or 9) for h in known)
    return frozenset(opening) | frozenset(
        id(h)
        for h in headings[:first]
        if (h.declared is not None and h.declared < declared)
        or (
            h.declared is None
            and h.known is None
            and (h.look not in later or (banner and h is headings[0]))
            and (h.start < FRONT or not h.look.size)
            and (ranks[id(h)] <= best or h.look.size > max(k.look.size for k in known))
        )
    )
