"""Decides where a document speaks of itself: front matter, furniture, closing block, and where it does not."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from extractor.fields.history_rows import Words
from extractor.fields.history_tables import is_history
from extractor.fields.once import once
from extractor.types import Block, Reading

ELSEWHERE = frozenset({"medicare", "regulatory_status", "description", "definitions"})
"""Section types that quote other policies, with their dates."""

OPENING = frozenset({"front_matter", "table_of_contents", "related_policies", "disclaimer"})
"""Section types that can stand before the policy's own text begins."""

FOREIGN = frozenset({"references", "rationale", "evidence_summary", "clinical_trials", "professional_guidelines"})
"""Section types whose dates, codes and numbers are those of studies."""

_OWN = re.compile(r"approv|review(?!ed pub)|histor|revis|effective|policy info", re.IGNORECASE)
"""Headings that speak of the policy itself, also where they hang below its bibliography."""

FRONT_LIMIT = 6000  # characters: two pages; no front matter of some hundred policies read is longer
FRONT_FLOOR = 600  # characters: a front matter is looked for at least this far, whatever the sections say


@dataclass(frozen=True, slots=True)
class Zones:
    """The places of a document by offset; ``furniture`` are the stretches of headers, footers and navigation."""

    front: int
    body: int  # where the policy's own text begins; ``front`` may reach a little into it
    furniture: tuple[Block, ...]
    starts: tuple[int, ...]
    history: tuple[tuple[int, int], ...]
    foreign: tuple[tuple[int, int], ...]
    elsewhere: tuple[tuple[int, int], ...] = ()

    def furniture_at(self, offset: int) -> Block | None:
        """The furniture block that holds the offset."""
        index = bisect_right(self.starts, offset) - 1
        if index >= 0 and offset < self.furniture[index].end:
            return self.furniture[index]
        return None

    def of(self, offset: int) -> str:
        """``front`` · ``furniture`` · ``navigation`` · ``history`` · ``foreign`` · ``elsewhere`` · ``body``."""
        block = self.furniture_at(offset)
        if block is not None:
            return "navigation" if block.role == "navigation" else "furniture"
        if offset < min(self.body, self.front):
            return "front"
        if _inside(self.history, offset):
            return "history"
        if _inside(self.foreign, offset):
            return "foreign"
        if offset < self.front:
            return "front"
        return "elsewhere" if _inside(self.elsewhere, offset) else "body"


def _inside(stretches: tuple[tuple[int, int], ...], offset: int) -> bool:
    index = bisect_right(stretches, (offset, 1 << 60)) - 1
    return index >= 0 and stretches[index][0] <= offset < stretches[index][1]


@once
def zones(reading: Reading) -> Zones:
    """The zones of a reading."""
    length = len(reading.text)
    front = min(FRONT_LIMIT, length)
    body = [s.start for s in reading.sections if s.type not in OPENING | {"history", "other"} and s.start > 0]
    if body:
        front = min(front, max(body[0], min(FRONT_FLOOR, length)))
    # stretches from one section's start to the next one's: the innermost section decides
    starts = [(section.start, section) for section in reading.sections]
    history, foreign, elsewhere = [], [], []
    for (start, section), following in pairwise([*starts, (length, None)]):
        end = following if isinstance(following, int) else following[0]
        chain = {s.type for s in reading.ancestors(section)}
        if "history" in chain:
            history.append((start, end))
        elif chain & FOREIGN and not _OWN.search(section.heading):  # type: ignore[union-attr]
            foreign.append((start, end))
        elif chain & ELSEWHERE and "front_matter" not in chain:
            elsewhere.append((start, end))
    words = Words.of(reading.profile.tables.get("history", {}))
    told = tuple(history)
    history += [  # a table of revisions whose first row is the only heading it has
        (table.start, table.end)
        for table in reading.document.tables
        if table.start >= front and not _inside(told, table.start) and is_history(reading, table, words)
    ]
    history.sort()
    furniture = tuple(block for block in reading.document.blocks if block.kind == "furniture")
    starts_at = tuple(block.start for block in furniture)
    return Zones(
        front, min(body, default=front), furniture, starts_at, tuple(history), tuple(foreign), tuple(elsewhere)
    )
