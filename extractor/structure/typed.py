"""Of what type each section is by its place among the others and by the text that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.layout.headlines import fold
from extractor.structure.headings import Heading
from extractor.structure.kinds import JUDGING, section_type
from extractor.structure.wording import Lexicon

# What makes an unnamed main section one of coverage: its text takes positions.
POSITION = re.compile(
    r"(?i:\b(?:is|are|be) (?:considered )?(?:not )?(?:medically necessary|investigational|experimental|covered)\b"
    r"|\bmedically necessary (?:when|if|for)\b|\bcriteria (?:is|are) met\b|\bmust meet (?:all|one|any)\b)"
)
BANNER = re.compile(
    r"(?i:\b(?:policy|policies|guidelines?|bulletin|manual|program|determination|committee))$"
)  # "… MEDICAL POLICY"
JOINED = re.compile(r"[;,.] ?(?:AND|OR)\n")  # "18 years of age or older; AND"
SEVERAL = 3  # items that are joined so
FRONT = 600  # characters: an unnamed section before the first known one that is no longer is front matter
GUIDELINE = fold("Guideline")
PROCEDURE = fold("Procedure")  # of a manual of policies and procedures: its text tells whether it is one of coverage
SOURCES = frozenset(
    (fold("Sources of Information"), fold("Sources Used"))
)  # the bibliography of a paper that has no other
INFORMATION = fold(
    "Related Information"
)  # links to other policies, or what bears on the criteria, under headings of its own
LEADING = frozenset(["front_matter", "disclaimer", "table_of_contents", "related_policies", "other"])
CODES = re.compile(
    r":?\s(?:(?:CPT|HCPCS|ICD|Procedure|Diagnosis|Billing)[^\n\t]{0,30})?Codes?(?:\(s\))?\tDescription\b", re.IGNORECASE
)  # the heads of the columns "Code" and "Description"
LOOKED_AT = 20_000  # characters of a section in which positions are sought


@dataclass(frozen=True, slots=True)
class Placed:
    """A heading with its place in the outline."""

    heading: Heading
    level: int
    parent: int | None  # index into the list of placed headings
    title: bool = False  # the document's own title: it holds no other section


def types(placed: Sequence[Placed], ends: Sequence[int], lexicon: Lexicon, text: str) -> list[str]:
    """The type of each section, in order."""
    return _Types(placed, ends, lexicon, text).found


class _Types:
    """The types found so far, and what is known of the headings as a whole."""

    def __init__(self, placed: Sequence[Placed], ends: Sequence[int], lexicon: Lexicon, text: str) -> None:
        headings = [one.heading for one in placed]
        self.placed, self.ends, self.lexicon, self.text = placed, ends, lexicon, text
        self.first = next((n for n, heading in enumerate(headings) if heading.known), len(placed))
        self.largest = max((h.look.size for h in headings if h.known), default=0.0) or 1e9
        self.named = {h.known for h in headings}
        self.summaries = [
            n for n, one in enumerate(placed) if one.level == 1 and one.heading.known == "evidence_summary"
        ]
        self.found: list[str] = []
        for index in range(len(placed)):
            self.found.append(self._unnamed(index, self._named(index)))

    def _named(self, index: int) -> str:
        """The type of a section by its heading, corrected by the headings around it and what its text opens with."""
        item, types, text = self.placed[index], self.found, self.text
        heading = item.heading
        parent = types[item.parent] if item.parent is not None else None
        kind = "front_matter" if item.title else section_type(heading, parent, self.lexicon)
        above = self.placed[index - 1].heading if index else None
        empty = above is not None and heading.start - above.end <= 2  # right under a heading
        if (
            above
            and empty
            and self.lexicon.is_generic(heading.text)
            and (types[-1] in JUDGING or above.known == "front_matter")
        ):
            kind = types[-1]  # "Criteria", and "Introduction" right under it
        if above and item.parent is not None and types[-1] == "description":
            kind = self.lexicon.under("description", heading.text) or kind  # "Guidelines" behind "Disease Overview"
        if kind == "guidelines" and "coverage" not in self.named and fold(heading.text) == GUIDELINE:
            kind = "coverage" if self._judges(index) else kind
        elif kind == "professional_guidelines" and fold(heading.text) == fold("guidelines") and self._is_opened(index):
            kind = "coverage" if self._heads_coverage(index) else kind  # "Guidelines" over "Covered Indications"
        elif kind != "coding" and CODES.match(text, heading.end, heading.end + 60):
            kind = "coding"  # it opens with a table of codes
        elif index in self.summaries and LEADING.issuperset(types):
            kind = "description"  # "Summary" at the head of the paper
        elif index in self.summaries[:-1] and "rationale" not in self.named:
            kind = "rationale"  # a review that has a summary of its own
        if heading.known == "other" and "references" not in self.named and fold(heading.text) in SOURCES:
            return "references"
        if types and types[-1] == "regulatory_status" == self.lexicon.by_words(heading.text) and heading.known is None:
            return "regulatory_status"  # "FDA-Approved Tests" behind "Food and Drug Administration", under coverage
        if kind == "related_policies" and fold(heading.text) == INFORMATION and self._is_opened(index):
            return "guidelines"
        return kind

    def _unnamed(self, index: int, kind: str) -> str:
        """The type of a section whose heading says nothing, by its text and place; ``kind`` for any other."""
        item = self.placed[index]
        heading = item.heading
        if kind == "other" and (heading.known is None or fold(heading.text) == PROCEDURE):
            if self._heads_coverage(index) or self._judges(index) or self._lists(index):
                return "coverage"
            parent = self.found[item.parent] if item.parent is not None else None
            opening = index < self.first and parent in (None, "front_matter")
            if (
                (opening and self.ends[index] - heading.start < FRONT)
                or heading.look.size > self.largest
                or (index == 0 and BANNER.search(heading.text))
            ):
                return "front_matter"
        elif index == 0 and heading.known is None and BANNER.search(heading.text):
            return kind if POSITION.search(self.text, heading.start, self.ends[index]) else "front_matter"
        return kind

    def _judges(self, index: int) -> bool:
        """Whether the text of a section takes a position."""
        start = self.placed[index].heading.start
        return POSITION.search(self.text, start, min(self.ends[index], start + LOOKED_AT)) is not None

    def _lists(self, index: int) -> bool:
        """Whether the text of a section is a list of criteria, its items joined."""
        start = self.placed[index].heading.start
        return len(JOINED.findall(self.text, start, min(self.ends[index], start + LOOKED_AT))) >= SEVERAL

    def _heads_coverage(self, index: int) -> bool:
        """Whether the next heading is one of coverage: by its words, or by single ones, or as limits, right under this one."""
        if index + 1 == len(self.placed):
            return False
        after = self.placed[index + 1].heading
        near = self._is_opened(index)
        return after.known == "coverage" or (near and self.lexicon.by_words(after.text) in ("coverage", "limitations"))

    def _is_opened(self, index: int) -> bool:
        """Whether a section has no text of its own: another heading stands right under its heading."""
        after = self.placed[index + 1 : index + 2]
        return bool(after) and after[0].heading.start - self.placed[index].heading.end <= 2
