"""Decides which heading governs the codes that follow it, and whether five digits may be codes there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractor.fields import code_words as words
from extractor.fields.code_marks import Marks
from extractor.fields.standing import Standing, standing
from extractor.fields.zones import Zones
from extractor.types import Block, Mention, Reading, Section

_HEADING_LIMIT = 260  # characters; the longest group heading seen has 212


@dataclass(slots=True)
class Group:
    """What governs the codes that follow: a heading's words on them."""

    heading: str | None = None
    statuses: tuple[str, ...] = ()
    coding: bool = False  # five digits may be codes here
    modifiers: bool = False
    systems: frozenset[str] = frozenset()
    barred: bool = False  # a heading of codes that the record does not know (LOINC)
    form: str = ""  # of that list: "item" or "table"
    listing: bool = False  # the governing line says that codes follow
    items: bool = False  # the governing line opens a list: it ends with the list


class Groups:
    """The group heading as one walks down the document: ``group`` is what governs at the current block."""

    def __init__(self, reading: Reading, zones: Zones) -> None:
        self.reading = reading
        self.text = reading.text
        self.standing: Standing = standing(reading.profile.tables)
        self.zones = zones
        self.group = Group()
        self.whole: Group | None = None  # what governs the whole list, while a part of it has words of its own
        self.part = False  # between the label of a part and its codes
        self.ruled = False  # the section's heading stands under a sentence that gives its ground
        self.section: Section | None = None
        self.marks = Marks(reading, self.standing)

    def enter(self, section: Section | None) -> None:
        """A new section: its heading governs, a coding section lets its parent's words stand."""
        before, self.section = self.section, section
        if section is None:
            self.group = Group()
            return
        heading = section.heading
        if words.NO_CODE.search(heading) or (before is not None and self._opens_part(heading)):
            return
        chain = list(self.reading.ancestors(section))
        coding = section.type == "coding" or bool(words.SYSTEM_WORDS.search(heading))
        inside = any(s.type == "coding" for s in chain)
        statuses = self.standing.of(heading) if coding or inside else ()
        ruling = self.group.statuses == ("medically_necessary",) and words.points(self.group.heading or "")
        self.ruled = ruling and statuses == ("covered",) and before is not None and before in chain
        if self.ruled:
            statuses = (
                self.group.statuses
            )  # "Covered Codes" below "The codes listed below are medically necessary if …"
        if not statuses and words.BARE.fullmatch(heading) and before is not None and self.group.coding:
            self.group.systems = words.systems(heading) or self.group.systems
            self.group.modifiers = bool(words.MODIFIERS.search(heading))
            self.group.heading = self.group.heading if self.group.statuses else heading
            return  # "CPT", "HCPCS": names of systems under one heading
        if not statuses and self.part and heading.rstrip().endswith(":"):
            statuses = self.group.statuses  # "For CPT codes 95921 and 95922:", under the list's heading
        for parent in chain[1:]:
            if statuses or not (inside or coding):
                break
            if parent.type == "coding" or words.SYSTEM_WORDS.search(parent.heading):
                statuses = self.standing.of(parent.heading)
        self.group = Group(
            heading, statuses, coding or inside, bool(words.MODIFIERS.search(heading)), words.systems(heading)
        )

    def govern(self, block: Block) -> None:
        """A block without codes of its own: may it be the heading of the codes that follow?"""
        text = self.text[block.start : block.end]
        if len(text) > 900 or (words.NOTE.match(text) and not text.rstrip().endswith(":")):
            return
        if block.column is not None and not (
            self._spans_row(block) or (block.column == 0 and words.BARE.fullmatch(text))
        ):
            return  # a cell says something of its row, not of the rows below
        speaks = "code" in text.lower()  # to look for a word is much quicker than to look for a pattern
        if (speaks and words.NO_CODE.search(text)) or self.marks.explains(block.start, block.end):
            return  # "… – no specific code": a row without a code; a legend
        if speaks and words.OTHER_SYSTEM.search(text) and len(text) <= _HEADING_LIMIT:
            self.group = Group(text, barred=True)
            return
        if self.zones.of(block.start) == "history":
            return
        self.close_list(block, text)
        if self._opens_part(text):
            return
        group = self.group
        named = any(hint in text for hint in words.HINTS) and words.SYSTEM_WORDS.search(text) is not None
        if named and len(text) <= _HEADING_LIMIT and words.BARE.fullmatch(text):
            group.coding = True
            group.systems = words.systems(text) or group.systems
            group.modifiers = bool(words.MODIFIERS.search(text))
            return
        opens = (
            text.rstrip().endswith(":")
            or self.is_heading(block, text)
            or ((speaks or "ICD" in text) and bool(words.CODES_LAST.search(text)))
        )
        bare = group.coding and block.column is None and len(text) <= 160 and not words.OPEN_SENTENCE.search(text)
        if not (named or bare or (opens and len(text) <= _HEADING_LIMIT) or words.points(text)):
            return
        if statuses := self.standing.of(text):
            if self.ruled and self.section is not None and self.section.start == block.start:
                return  # the heading's own line, told already
            items = not (named or group.coding or words.points(text))
            self.group = Group(
                text,
                statuses,
                group.coding or named,
                bool(words.MODIFIERS.search(text)),
                words.systems(text) or group.systems,
                listing=words.points(text) and text.rstrip().endswith(":"),
                items=items,
            )
        elif named and opens and self._heads_column(block, text):
            group.coding = True  # the head of a column: what stands over the table still governs it
            group.systems = words.systems(text) or group.systems
        elif group.items and group.statuses and block.kind == "item":
            return  # "1. Cancer of the jaw (CPT codes are examples):", one of the conditions that a line opened
        elif named and opens and len(text) <= _HEADING_LIMIT:
            statuses = group.statuses if self.part else ()  # "For CPT codes 95921 and 95922:"
            self.group = Group(
                text, statuses, True, bool(words.MODIFIERS.search(text)), words.systems(text) or group.systems
            )

    def _opens_part(self, text: str) -> bool:
        """Whether a line is no more than the label of a part of the list; each part begins under the list's heading."""
        label = words.GROUP.match(text)
        if label is None:
            return False
        if (label["part"] or "paragraph").lower() == "paragraph":
            self.part = True
            if label["number"] == "1":
                self.whole = replace(self.group)
            elif self.whole is not None:
                self.group = replace(self.whole)
        else:
            self.part = False
        return label.end() == len(text)

    def _heads_column(self, block: Block, text: str) -> bool:
        """Whether a line is the head of a column (in a text dump: a line of such heads), not a heading of its own."""
        if block.table is not None:
            rows = self.reading.document.tables[block.table].rows
            return block.row is not None and block.row < len(rows) and len(rows[block.row]) > 1
        return not (text.rstrip().endswith(":") or self.is_heading(block, text))

    def close_list(self, block: Block, text: str) -> None:
        """A line that opened a list governs the list, or the table, that follows at once, and no more."""
        group = self.group
        if not group.items or text.rstrip().endswith(":") or text.strip(" .,;").lower() in ("and", "or", "and/or"):
            return
        form = "item" if block.kind == "item" else "table" if block.column is not None else ""
        if not form or group.form not in ("", form):
            group.items, group.statuses, group.heading = False, (), None
        group.form = form

    def _spans_row(self, block: Block) -> bool:
        """Whether the block's cell is alone in its row, or stands in the table's head."""
        table = self.reading.document.tables[block.table or 0]
        row = block.row or 0
        return row < table.header or (row < len(table.rows) and len(table.rows[row]) == 1)

    def is_heading(self, block: Block, text: str) -> bool:
        """Whether a block stands as a heading: declared, bold on its own line, or ending with a colon."""
        if block.kind == "heading":
            return True
        if self.section is not None and self.section.start == block.start:
            return True
        stripped = text.rstrip()
        return len(stripped) <= _HEADING_LIMIT and (
            stripped.endswith(":") or (block.style.bold and block.column is None)
        )

    def opens_row(self, block: Block, mention: Mention) -> bool:
        """Whether the block begins with the code: a row of a list, however bold."""
        return not self.text[block.start : mention.start].strip(" +*•·()-\t") or mention.start == block.content
