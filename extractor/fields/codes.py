"""Decides which of the stretches shaped like codes are codes, and under which heading each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractor.fields import code_words as words
from extractor.fields import validity
from extractor.fields.code_candidates import Candidates
from extractor.fields.code_groups import Groups
from extractor.fields.zones import zones
from extractor.types import Block, Cell, Code, Evidence, Mention, Reading, Section

_LONGEST_ROW = 600  # characters of a description on the line below its code; the longest of the AMA's seen has 480


@dataclass(slots=True)
class _Found:
    mention: Mention
    status: str | None
    group: str | None
    row: bool  # stands in a code table or list, not in running text
    section: Section | None
    description: str | None = None


def find(reading: Reading) -> tuple[Code, ...]:
    """The medical codes of the document, each with its standing, in document order."""
    found = list(_Walk(reading).codes())
    rows = {(f.mention.system, f.mention.value, f.mention.high) for f in found if f.row or f.status}
    chosen: dict[tuple[str, str, str | None, str | None], _Found] = {}
    for one in found:
        key = (one.mention.system, one.mention.value, one.mention.high)
        if one.status is None and not one.row and key in rows:
            continue  # a mention in passing of a code that a table judges
        kept = chosen.setdefault((*key, one.status), one)
        if set(one.mention.extra) - set(kept.mention.extra):
            kept.mention = replace(kept.mention, extra=tuple(dict.fromkeys(kept.mention.extra + one.mention.extra)))
    return tuple(_code(one) for one in chosen.values())


def _code(found: _Found) -> Code:
    mention = found.mention
    low = validity.valid(mention.system, mention.value)
    high = validity.valid(mention.system, mention.high) if mention.high else True
    rule = mention.rule.replace("codes.", "codes.listed_" if found.row else "codes.named_")
    confidence = round(min(0.99, mention.confidence + (0.3 if found.row else 0.1)), 2)
    return Code(
        system=mention.system,
        code=mention.value,
        code_end=mention.high,
        description=found.description,
        status=found.status,
        group=found.group,
        modifiers=mention.extra,
        section=found.section.id if found.section else None,
        valid=None if low is None else low and bool(high),
        evidence=Evidence(mention.start, mention.end, rule=rule, confidence=confidence),
    )


class _Walk:
    """One walk over the blocks in reading order, carrying the group heading along."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.zones = zones(reading)
        self.groups = Groups(reading, self.zones)
        self.candidates = Candidates(reading, self.groups)

    def codes(self) -> Iterator[_Found]:
        """Every code, once for each standing that governs it."""
        for block in self.reading.document.blocks:
            if block.kind != "furniture":
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[_Found]:
        section = self.reading.section_at(block.start)
        if section is not self.groups.section:
            self.groups.enter(section)
        mentions = list(self.reading.mentions_in(block.start, block.end, "code"))
        if not mentions:
            self.groups.govern(block)
            return
        zone = self._zone(block.start)
        self.groups.close_list(block, self.text[block.start : block.end])
        taken = list(self.candidates.accept(block, mentions, zone))
        if not taken:
            self.groups.govern(block)
            return
        text = self.text[block.start : block.end]
        heads = self.groups.is_heading(block, text) and not self.groups.opens_row(block, taken[0])
        if heads:
            self.groups.govern(block)
        for index, mention in enumerate(taken):
            following = taken[index + 1].start if index + 1 < len(taken) else block.end
            row = not heads and self._is_row(block, mention, taken)
            statuses, group = self._judge(block, mention, following, row, heads)
            behind = self.groups.marks.behind(mention)
            description = self.groups.marks.without(behind, following) if row else ""
            mention = self._modified(block, mention) if block.column is not None else mention
            for status in statuses or (None,):
                yield _Found(
                    mention,
                    status,
                    group,
                    row,
                    self.groups.section,
                    description[:400] or self._next_cell(block, mention),
                )

    def _zone(self, offset: int) -> str:
        section = self.groups.section
        if section is not None and section.type == "references" and section.start <= offset:
            return "references"
        block = self.reading.document.blocks[self.reading.document.block_at(offset)]
        if (
            words.REFERENCE.search(self.text[block.start : min(block.end, block.start + 1500)])
            and block.end - block.start < 1500
        ):
            return "references"
        return self.zones.of(offset)

    def _is_row(self, block: Block, mention: Mention, taken: list[Mention]) -> bool:
        if self.groups.opens_row(block, taken[0]) and (
            self.groups.group.coding or self.groups.group.listing or block.column is not None
        ):
            return True
        spelt = len(re.findall(r"[a-z]{3,}", self.text[block.start : block.end]))
        return (len(taken) >= 2 and spelt <= 2 * len(taken)) or block.column is not None

    def _judge(
        self, block: Block, mention: Mention, following: int, row: bool, heads: bool
    ) -> tuple[tuple[str, ...], str | None]:
        if self.zones.of(block.start) == "history":
            return (), None
        headed = bool(self.groups.group.statuses)
        stop = self._row_end(block, following) if row else mention.end
        if marked := self.groups.marks.of(mention, stop, headed):
            return marked
        if heads:
            return self._stated(block, mention)
        if row:
            note = words.TAIL_PAREN.search(self.text[mention.end : stop])
            if note and len(found := self.groups.standing.of(note.group(1))) == 1:
                return found, note.group(1)
            if cell := self._status_cell(block):
                return cell
            if (lead := self._lead(block)) and (found := self.groups.standing.of(lead)):
                return found, lead
            return self.groups.group.statuses, self.groups.group.heading
        if mention.system in ("MODIFIER", "POS", "REV"):
            return (), None
        if found := self._stated(block, mention)[0]:
            return found, None
        if self.zones.of(block.start) in ("history", "foreign"):
            return (), None
        if self.groups.group.coding or (self.groups.group.items and block.kind == "item"):
            return self.groups.group.statuses, self.groups.group.heading
        return (), None

    def _lead(self, block: Block) -> str:
        """What a line says of its codes before it lists them: "Covered procedure codes:"."""
        found = words.LEAD.match(self.text, block.content, block.end)
        return found["lead"] if found and block.table is None else ""

    def _stated(self, block: Block, mention: Mention) -> tuple[tuple[str, ...], str | None]:
        """What the sentence that names a code says of it, the first of two."""
        if mention.system in ("MODIFIER", "POS", "REV"):
            return (), None  # a sentence judges the service, not the way it is billed
        return self.groups.standing.of_sentence(self._whole(block), mention.start - block.start)[:1], None

    def _whole(self, block: Block) -> str:
        """A block's text, with the next one's where a line end cuts its last sentence."""
        text = self.text[block.start : block.end]
        blocks, index = self.reading.document.blocks, self.reading.document.block_at(block.start)
        for following in blocks[index + 1 : index + 3]:
            if (
                text.rstrip().endswith((".", ":", ";", "?"))
                or following.kind != "paragraph"
                or following.table != block.table
            ):
                break
            text += " " + self.text[following.start : following.end]
        return text

    def _row_end(self, block: Block, following: int) -> int:
        """Where what the row says behind a code ends: with the block, or with its table's row."""
        end = following
        if block.table is not None and block.row is not None and following == block.end:
            rows = self.reading.document.tables[block.table].rows
            if block.row < len(rows) and rows[block.row]:
                end = max(end, rows[block.row][-1].end)
        return end

    def _status_cell(self, block: Block) -> tuple[tuple[str, ...], str] | None:
        """The position in another column of the code's row, where that column's head speaks of coverage."""
        if block.table is None or block.row is None:
            return None
        table = self.reading.document.tables[block.table]
        if block.row >= len(table.rows):
            return None
        heads = {
            cell.column: self.text[cell.start : cell.end] for row in table.rows[: max(1, table.header)] for cell in row
        }
        for cell in table.rows[block.row]:
            if cell.column == block.column:
                continue
            said = self.text[cell.start : cell.end]
            if marked := self.groups.marks.in_cell(said, cell.end, bool(self.groups.group.statuses)):
                return marked, said
            head = heads.get(cell.column, "")
            if (
                table.header
                and len(head) <= 60
                and words.STATUS_HEAD.search(head)
                and len(said) <= 200
                and (found := self.groups.standing.of(said))
            ):
                return found, said
        return None

    def _next_cell(self, block: Block, mention: Mention) -> str | None:
        """The description in another cell of the code's row: the next one that holds more than a mark or modifiers.

        In a dump that gives a table cell by cell, the next line.
        """
        if block.column is None and mention.start == block.start:
            alone = not self.groups.marks.without(self.groups.marks.behind(mention), block.end)
            return self._next_line(block) if alone else None
        for cell in self._cells_behind(block):
            said = self.groups.marks.without(cell.start, cell.end)
            if said and not words.MODIFIER_CELL.fullmatch(said):
                return said[:400]
        return None

    def _next_line(self, block: Block) -> str | None:
        blocks, index = self.reading.document.blocks, self.reading.document.block_at(block.start) + 1
        if not self.groups.group.coding or index >= len(blocks):
            return None
        following = blocks[index]
        said = self.text[following.start : following.end]
        plain = following.kind == "paragraph" and following.table is None and not said.rstrip().endswith(":")
        if not plain or next(iter(self.reading.mentions_in(following.start, following.end, "code")), None):
            return None
        return said[:400] if len(said) <= _LONGEST_ROW and not words.GROUP.match(said) else None

    def _cells_behind(self, block: Block) -> tuple[Cell, ...]:
        if block.table is None or block.row is None or block.column is None:
            return ()
        rows = self.reading.document.tables[block.table].rows
        cells = rows[block.row] if block.row < len(rows) else ()
        return tuple(cell for cell in cells if cell.column > (block.column or 0))

    def _modified(self, block: Block, mention: Mention) -> Mention:
        """A code of a table with the modifiers that its row has in a cell of their own."""
        if mention.extra or mention.system not in ("CPT", "HCPCS", "CDT"):
            return mention
        for cell in self._cells_behind(block)[:2]:
            said = self.text[cell.start : cell.end].strip()
            if words.MODIFIER_CELL.fullmatch(said):
                return replace(mention, extra=tuple(re.findall(r"[A-Z0-9]{2}", said)))
        return mention
