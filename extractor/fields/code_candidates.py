"""Decides which stretches of code shape are codes: by label, list, table, coding section, or talk of billing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.fields import code_words as words
from extractor.fields import validity
from extractor.fields.code_groups import Groups
from extractor.types import Block, Mention, Reading


class Candidates:
    """What has been accepted so far, and whether the next stretch is a code too."""

    def __init__(self, reading: Reading, groups: Groups) -> None:
        self.reading = reading
        self.text = reading.text
        self.groups = groups
        self.last: Mention | None = None  # the code accepted last
        self.seen: set[tuple[str, str]] = set()
        self.speaks_of_icd9 = re.search(r"ICD(?<!\wICD)[ -]?9\b", reading.text) is not None
        self.numbers = frozenset(words.POLICY_NUMBER.findall(reading.text))

    def accept(self, block: Block, mentions: list[Mention], zone: str) -> Iterator[Mention]:
        """The mentions of a block that are codes, none inside another."""
        end = -1
        for mention in mentions:
            if mention.start < end:
                continue
            value = self._is_code(block, mention, zone)
            if value is None:
                continue
            if value.value.endswith("-") and validity.ends(value.value):
                value = replace(value, value=value.value.rstrip("-."))  # a hyphen before the description, no open end
            end = mention.end
            self.last = value
            self.seen.add((value.system, value.value))
            yield value

    def _is_code(self, block: Block, mention: Mention, zone: str) -> Mention | None:
        text, kind = self.text, mention.rule[6:]
        before = text[max(block.start, mention.start - 70) : mention.start]
        labelled = bool(words.LABEL.search(before) or words.LED.search(before))
        if not labelled and (words.VETO.search(before[-24:]) or mention.value in self.numbers):
            return None
        if self.groups.group.barred and kind == "cpt5":
            return None
        listed = self._continues(mention, block)
        if (
            zone == "references"
            and not labelled
            and not (listed and not words.REFERENCE.search(text[block.start : block.end]))
        ):
            return None
        systems = self.groups.group.systems
        if kind == "labelled":
            return mention
        if kind == "modifier":
            return mention if self.groups.group.modifiers else None
        if kind == "icd-9-cm":
            old = (
                "ICD-9-CM" in systems and self.groups.group.coding and (self.groups.opens_row(block, mention) or listed)
            )
            said = re.search(r"ICD[ -]?9", before) is not None
            chapter = re.match(r"[ ]?[-–][ ]?[A-Z]", text[mention.end : mention.end + 4]) and "." in mention.value[:4]
            if words.CHAPTER.search(before) or (chapter and not listed and "ICD-10" not in self.text):
                return None  # "section 150.1", "150.1 - General": of a manual
            return mention if old or said else None
        if kind == "icd-10-pcs":
            named = words.PROCEDURES.search(before) or (listed and self._last_is("ICD-10-PCS"))
            return mention if "ICD-10-PCS" in systems or named else None
        if kind == "ndc":
            return mention
        if (
            kind in ("icd", "icd3")
            and ("ICD-9-CM" in systems or re.search(r"ICD[ -]?9", before) or self._is_old(mention, listed))
            and re.fullmatch(r"[VE][0-9]{2}[0-9]?(?:\.[0-9]{1,2})?", mention.value)
        ):
            if re.fullmatch(r"V[0-9]{2}(?:\.[0-9]{1,2})?", mention.value):
                return Mention(
                    "code", "ICD-9-CM", mention.start, mention.end, mention.value, mention.high, mention.rule, 0.8
                )
        if kind == "icd":
            return (
                mention
                if labelled or listed or zone != "foreign" or validity.valid("ICD-10-CM", mention.value)
                else None
            )
        if kind == "icd3":
            diagnosis = "ICD-10-CM" in systems or re.search(r"ICD|[Dd]iagnos[ie]s codes?", before)
            known = validity.valid("ICD-10-CM", mention.value)
            if known and self.groups.group.coding and self._beside(mention):
                return mention
            return (
                mention
                if known
                and (
                    (
                        diagnosis
                        and (labelled or (self.groups.opens_row(block, mention) and zone != "history") or listed)
                    )
                    or (listed and self._last_is("ICD-10-CM"))
                )
                else None
            )
        if kind in ("hcpcs", "cptx"):
            if labelled or listed or (self.groups.group.coding and zone != "foreign"):
                return mention
            if zone == "foreign":
                return None
            return mention if block.column is not None or self._spoken_of(block, mention) else None
        if (
            kind == "cpt5"
            and mention.value[0] == "5"
            and self._scanned(block)
            and "CPT" not in systems
            and "HCPCS" in systems
        ):
            return replace(mention, system="HCPCS", value="S" + mention.value[1:], confidence=0.2)  # a misread S
        return mention if self._is_cpt(block, mention, before, labelled, listed, zone) else None

    def _is_old(self, mention: Mention, listed: bool) -> bool:
        """Whether a code is of ICD-9 where the document speaks of it: no code of ICD-10, or listed with one of ICD-9."""
        if not self.speaks_of_icd9:
            return False
        return (listed and self._last_is("ICD-9-CM")) or not validity.valid("ICD-10-CM", mention.value)

    def _scanned(self, block: Block) -> bool:
        pages = self.reading.document.pages
        return block.page is not None and 0 < block.page <= len(pages) and pages[block.page - 1].ocr

    def _spoken_of(self, block: Block, mention: Mention) -> bool:
        """Whether a code without a label stands as one: in parentheses, first in its line, or in talk of billing."""
        if self.groups.opens_row(block, mention) or self.text[mention.start - 1 : mention.start] in ("(", "[", "/"):
            return True
        if (mention.system, mention.value) in self.seen:
            return True
        return bool(words.BILLING.search(self.text[block.start : block.end]))

    def _beside(self, mention: Mention) -> bool:
        """Whether a category stands right behind a procedure's code or, a line on, behind a diagnosis and a comma."""
        last = self.last
        if last is None or last.end > mention.start or mention.start - last.end > 3 or "ICD" not in self.text:
            return False
        between = self.text[last.end : mention.start]
        return (
            between.strip(" ") == ""
            if last.system in ("CPT", "HCPCS")
            else between.strip() == "," and self._last_is("ICD-10-CM")
        )

    def _last_is(self, system: str) -> bool:
        return self.last is not None and self.last.system == system

    def _is_cpt(self, block: Block, mention: Mention, before: str, labelled: bool, listed: bool, zone: str) -> bool:
        """Five digits are a code by a label, a list, a code table or a coding section, and nothing else."""
        if (
            not validity.numbered(mention.value)
            or words.ZIP.search(before)
            or words.UNITS.match(self.text, mention.end)
        ):
            return False
        if labelled or listed:
            return True
        if zone in ("references", "foreign", "history"):
            return False
        if block.column is not None and self._code_column(block):
            return True
        if self.groups.group.listing and block.end - block.start < 200 and self.groups.opens_row(block, mention):
            return True  # a line under "The following codes are bundled:"
        if self.groups.group.coding and (self.groups.opens_row(block, mention) or zone != "front"):
            return True
        text = self.text[block.start : block.end]
        if re.fullmatch(r"(?:[0-9]{4}[0-9A-Z][\s,;*†+^-]*+(?:(?:and|or)\s*+)?){2,}", text.strip()[:400]):
            return True  # a line of nothing but codes
        if words.EXAMPLE.search(before) and re.match(
            r"[.,;)]| (?:and|or) [0-9]{5}\b", self.text[mention.end : mention.end + 12]
        ):
            return True
        after = self.text[mention.end : mention.end + 12]
        if not before.endswith("(") or after[:1] not in (")", ","):
            return False
        return self._has_codes or bool(self.groups.standing.of_sentence(text, mention.start - block.start))

    @property
    def _has_codes(self) -> bool:
        """Whether codes of an unmistakable form stand anywhere: then "(81479)" is one too."""
        return self.last is not None or any(
            m.kind == "code" and m.rule in ("codes.cptx", "codes.hcpcs") for m in self.reading.mentions
        )

    def _continues(self, mention: Mention, block: Block) -> bool:
        last = self.last
        if last is None or last.end > mention.start or last.start < block.start:
            return False
        return mention.start - last.end <= 24 and words.GAP.fullmatch(self.text, last.end, mention.start) is not None

    def _code_column(self, block: Block) -> bool:
        """Whether the block's table names codes at the head of the block's column."""
        if block.table is None or block.column is None:
            return False
        table = self.reading.document.tables[block.table]
        for row in table.rows[: max(1, table.header)]:
            for cell in row:
                if cell.column == block.column and words.SYSTEM_WORDS.search(self.text[cell.start : cell.end]):
                    return True
        return False
