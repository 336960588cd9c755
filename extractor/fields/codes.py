"""Decides which of the stretches shaped like codes are codes, and under which heading each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractor.fields import validity
from extractor.fields.standing import Standing, standing
from extractor.fields.zones import Zones, zones
from extractor.types import Block, Code, Evidence, Mention, Reading, Section

# --------------------------------------------------------------------------- words around codes

_SYSTEM_WORDS = re.compile(
    r"""
      # a code system's name, or "codes" as a heading has it          not: zip code, code of conduct
      \bCPT\b|\bHCPCS\b|(?-i:(?<=[a-z])(?:Procedure|Diagnosis|CPT|HCPCS)[ ]codes?)|\bHCPSC\b|\bICD[ -]?(?:9|10)\b|(?-i:\bICD(?=[ ](?:[Cc]odes?|CODES?)))|\bICD-hyphen(?:9|10)|\bCDT\b|\bMS-?DRG|\bPLA\b
    | \b(?:procedure|diagnosis|billing|revenue|service|applicable|relevant|related|common|covered|denied|unlisted|deleted|
        modifier|medical|claim)s?[ ]codes?\b
    | \bcod(?:es?|ing)\b(?=[ ]?(?:/|:|$|\n|table|number|description|information|range|list))|^\W*cod(?:es?|ing)\b
    | \bmodifiers?\b
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_HINT = re.compile(
    r"[Cc]od|COD|CPT|HC|ICD|odifier|MODIF|DRG|PLA|CDT"
)  # a cheap sign that the search is worth its while
_BARE = re.compile(
    r"(?:[\s®™*†‡:/,&()^{}\[\]|+.-]|CPT4?|HCPCS|HCPSC|ICD|ICD-hyphen10|10|9|CM|PCS|CDT|codes?|code\(s\)|coding|diagnos[ie]s|procedures?"
    r"|level|II|and|or|category|modifiers?|numbers?|revenue|descriptions?|applicable|billing|information|terminology|current|procedural)++",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\b(?:CPT|HCPCS|PLA|CDT)\b|\b(?:ICD|ICD-hyphen)-?\s?(?:9|10)\b|\b[Cc]odes?\b|\bCODES?\b|\bcoding\b|\bcode\(s\))"
    r"(?:[\s®™*†‡:#(\[\])/,+“\"•-]|\bCPT\b|\bHCPCS\b|\bICD-10\b|\bCM\b|\b[Cc]odes?\b|\bnumbers?\b|\brange\b|\bseries\b|\band\b|\bor\b|\bsuch as\b"
    r"|\be\.g\.|\bi\.e\.|\bincluding\b|\bare\b|\bis\b|\bthe\b|\bfollowing\b|\bfor\b|\badd-on\b|\bunlisted\b|\bdiagnosis\b|\bprocedure\b"
    r"|\bdescriptions?\b|\bCategory I{1,3}\b|\bLevel II\b|\bfrom\b|\bof\b|\bwith\b|\bto\b|\bNOC\b){0,12}$"
)
_GAP = re.compile(
    r"(?:[\s,;/&+*†‡§^®()\[\]\"”“•|.]|\band\b|\bor\b|\bwith\b|\bthrough\b|\bto\b|\bCPT\b|\bHCPCS\b|\bcodes?\b|\bremoved\b|\badded\b|\bplus\b|<sup>|</sup>){0,20}"
)
_VETO = re.compile(
    r"(?:\b(?:AHS|MPA?|MCP|[Pp]olicy|POLICY|SWOG|ECOG|ACRIN|NSABP|RTOG|CALGB|GOG|NRG|JBR|[Tt]rials?|[Ss]tudy|[Ff]orm|[Rr]oom|[Ss]uite|Box|Transmittal|[Cc]ontract|PMC?ID"
    r"|PMC|NCT|[Pp]hase|[Gg]rant|[Nn]umber|No\.|[nN]\s?=|[Vv]ersion|[Vv]ol\.?|[Bb]oard|[Ss]treet|[Pp]ub\.)|\#)[ ]?[\s–—:#-]{0,3}$|[#$=<>≤≥~±][ ]?$"
)
_ZIP = re.compile(r"\b[A-Z]{2}\.?[ ]$|[A-Z]\.[A-Z]\.[ ]$")
_UNITS = re.compile(
    r"[ ]?(?:mg|mcg|g|kg|ml|mL|units?|IU|patients|individuals|participants|women|men|people|persons|cases|adults|children|subjects|members|days|copies|cells|genes|samples|Da|bp)\b"
)
_REFERENCE = re.compile(r"\bet al\b|\bPMID\b|\bdoi\b|;\d+\(|\b(?:19|20)\d\d;\d")
_CODES_LAST = re.compile(
    r"^[^.]{0,150}\b(?:[Cc]odes?|CODES?)(?:\(s\))?\W*$"
)  # the head of a column, in a text without columns
_NO_CODE = re.compile(r"(?:\b|hyphen)no specific codes?\b", re.IGNORECASE)
_OTHER_SYSTEM = re.compile(r"\b(?:LOINC|SNOMED|RxNorm|GPI|taxonomy)\b[^.]{0,20}\bcodes?\b", re.IGNORECASE)
_NOTE = re.compile(r"\W{0,3}(?:Note|NOTE|Notes|†|‡|\*)")
_TAIL_PAREN = re.compile(r"\(([^()]{3,160})\)[\s.*]*$")
_BILLING = re.compile(
    r"\b(?:CPT|HCPCS|[Cc]od(?:e|es|ed|ing)|[Bb]ill(?:ed|ing)?|[Rr]eport(?:ed|ing)?|[Cc]laims?|[Mm]odifiers?|[Rr]eimburse\w*|[Pp]ayable|[Cc]overed|[Uu]nits?|[Pp]er month)\b"
)
_EXAMPLE = re.compile(r"(?:such as|e\.g\.,?|i\.e\.,?|\beg,?)[ (]{1,2}$")
_MODIFIERS = re.compile(r"\bmodifiers?\b", re.IGNORECASE)
_STATUS_HEAD = re.compile(
    r"\b(?:coverage|covered|status|determination|decision|position|necessity|criteria|auth)", re.IGNORECASE
)

_HEADING_LIMIT = 260  # characters; the longest group heading seen has 212
_LISTED_ZONES = frozenset({"references"})


@dataclass(slots=True)
class _Group:
    """What governs the codes that follow: a heading's words on them."""

    heading: str | None = None
    statuses: tuple[str, ...] = ()
    coding: bool = False  # five digits may be codes here
    modifiers: bool = False
    systems: frozenset[str] = frozenset()
    barred: bool = False  # a heading of codes that the record does not know (LOINC)
    form: str = ""  # of that list: "item" or "table"
    items: bool = False  # the governing line opens a list: it ends with the list


@dataclass(slots=True)
class _Found:
    mention: Mention
    status: str | None
    group: str | None
    row: bool  # stands in a code table or list, not in running text
    section: Section | None
    description: str | None = None
    others: list[Mention] = field(default_factory=list)


def find(reading: Reading) -> tuple[Code, ...]:
    """The medical codes of the document, each with its standing, in document order."""
    found = list(_Walk(reading).codes())
    rows = {(f.mention.system, f.mention.value, f.mention.high) for f in found if f.row or f.status}
    chosen: dict[tuple[str, str, str | None, str | None], _Found] = {}
    for one in found:
        key = (one.mention.system, one.mention.value, one.mention.high)
        if one.status is None and not one.row and key in rows:
            continue  # a mention in passing of a code that a table judges
        chosen.setdefault((*key, one.status), one)
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
        self.standing: Standing = standing(reading.profile.tables)
        self.zones: Zones = zones(reading)
        self.group = _Group()
        self.section: Section | None = None
        self.last: Mention | None = None  # the code accepted last
        self.seen: set[tuple[str, str]] = set()
        self.numbers = _policy_numbers(reading)

    def codes(self) -> Iterator[_Found]:
        """Every code, once for each standing that governs it."""
        for block in self.reading.document.blocks:
            if block.kind == "furniture":
                continue
            yield from self._block(block)

    # ------------------------------------------------------------------ one block

    def _block(self, block: Block) -> Iterator[_Found]:
        section = self.reading.section_at(block.start)
        if section is not self.section:
            self._enter(section)
        mentions = [m for m in self.reading.mentions_in(block.start, block.end, "code")]
        if not mentions:
            self._govern(block)
            return
        zone = self._zone(block.start)
        self._close_list(block, self.text[block.start : block.end])
        taken = list(self._accept(block, mentions, zone))
        if not taken:
            self._govern(block)
            return
        text = self.text[block.start : block.end]
        heads = self._is_heading(block, text) and not self._opens_row(block, taken[0])
        if heads:
            self._govern(block)
        for index, mention in enumerate(taken):
            following = taken[index + 1].start if index + 1 < len(taken) else block.end
            row = not heads and self._is_row(block, mention, taken)
            statuses, group = self._judge(block, mention, following, row, heads)
            description = " ".join(self.text[mention.end : following].split()).strip(" -–—:;,\t|") if row else ""
            for status in statuses or (None,):
                yield _Found(mention, status, group, row, self.section, description[:400] or self._next_cell(block))

    def _zone(self, offset: int) -> str:
        section = self.section
        if section is not None and section.type == "references" and section.start <= offset:
            return "references"
        block = self.reading.document.blocks[self.reading.document.block_at(offset)]
        if (
            _REFERENCE.search(self.text[block.start : min(block.end, block.start + 1500)])
            and block.end - block.start < 1500
        ):
            return "references"
        return self.zones.of(offset)

    def _enter(self, section: Section | None) -> None:
        """A new section: its heading governs, a coding section lets its parent's words stand."""
        before, self.section = self.section, section
        if section is None:
            self.group = _Group()
            return
        heading = section.heading
        if _NO_CODE.search(heading):
            return
        chain = list(self.reading.ancestors(section))
        coding = section.type == "coding" or bool(_SYSTEM_WORDS.search(heading))
        inside = any(s.type == "coding" for s in chain)
        statuses = self.standing.of(heading) if coding or inside else ()
        if not statuses and _BARE.fullmatch(heading) and before is not None and self.group.coding:
            self.group.systems = _systems(heading) or self.group.systems
            self.group.modifiers = bool(_MODIFIERS.search(heading))
            return  # "CPT", "HCPCS": names of systems under one heading
        for parent in chain[1:]:
            if statuses or not (inside or coding):
                break
            if parent.type == "coding" or _SYSTEM_WORDS.search(parent.heading):
                statuses = self.standing.of(parent.heading)
        self.group = _Group(heading, statuses, coding or inside, bool(_MODIFIERS.search(heading)), _systems(heading))

    def _govern(self, block: Block) -> None:
        """A block without codes of its own: may it be the heading of the codes that follow?"""
        text = self.text[block.start : block.end]
        if len(text) > 900 or _NOTE.match(text) and not text.rstrip().endswith(":"):
            return
        if block.column is not None and not (self._spans_row(block) or block.column == 0 and _BARE.fullmatch(text)):
            return  # a cell says something of its row, not of the rows below
        if _NO_CODE.search(text):
            return  # "… – no specific code": a row without a code
        if _OTHER_SYSTEM.search(text) and len(text) <= _HEADING_LIMIT:
            self.group = _Group(text, barred=True)
            return
        if self.zones.of(block.start) == "history":
            return
        group = self.group
        self._close_list(block, text)
        named = _HINT.search(text) is not None and _SYSTEM_WORDS.search(text) is not None
        if named and len(text) <= _HEADING_LIMIT and _BARE.fullmatch(text):
            group.coding = True
            group.systems = _systems(text) or group.systems
            group.modifiers = bool(_MODIFIERS.search(text))
            return
        opens = text.rstrip().endswith(":") or self._is_heading(block, text) or bool(_CODES_LAST.search(text))
        bare = group.coding and block.column is None and len(text) <= 160 and not text.rstrip().endswith(".")
        if not (named or bare or opens and len(text) <= _HEADING_LIMIT or _points(text)):
            return
        if statuses := self.standing.of(text):
            items = not (named or group.coding or _points(text))
            self.group = _Group(
                text,
                statuses,
                group.coding or named,
                bool(_MODIFIERS.search(text)),
                _systems(text) or group.systems,
                items=items,
            )
        elif named and opens and self._heads_column(block, text):
            group.coding = True  # the head of a column: what stands over the table still governs it
            group.systems = _systems(text) or group.systems
        elif named and opens and len(text) <= _HEADING_LIMIT:
            self.group = _Group(text, (), True, bool(_MODIFIERS.search(text)), _systems(text) or group.systems)

    def _heads_column(self, block: Block, text: str) -> bool:
        """Whether a line is the head of a column (in a text dump: a line of such heads), not a heading of its own."""
        if block.table is not None:
            rows = self.reading.document.tables[block.table].rows
            return block.row is not None and block.row < len(rows) and len(rows[block.row]) > 1
        return not (text.rstrip().endswith(":") or self._is_heading(block, text))

    def _close_list(self, block: Block, text: str) -> None:
        """A line that opened a list governs the list, or the table, that follows at once, and no more."""
        group = self.group
        if not group.items or text.rstrip().endswith(":"):
            return
        form = "item" if block.kind == "item" else "table" if block.column is not None else ""
        if not form or group.form not in ("", form):
            group.items, group.statuses, group.heading = False, (), None
        group.form = form

    def _spans_row(self, block: Block) -> bool:
        """Whether the block's cell is alone in its row, or stands in the table's head."""
        table = self.reading.document.tables[block.table or 0]
        row = block.row or 0
        return row < table.header or row < len(table.rows) and len(table.rows[row]) == 1

    def _is_heading(self, block: Block, text: str) -> bool:
        if block.kind == "heading":
            return True
        if self.section is not None and self.section.start == block.start:
            return True
        stripped = text.rstrip()
        return len(stripped) <= _HEADING_LIMIT and (stripped.endswith(":") or block.style.bold and block.column is None)

    def _opens_row(self, block: Block, mention: Mention) -> bool:
        """Whether the block begins with the code: a row of a list, however bold."""
        return not self.text[block.start : mention.start].strip(" +*•·()-\t") or mention.start == block.content

    # ------------------------------------------------------------------ which mentions are codes

    def _accept(self, block: Block, mentions: list[Mention], zone: str) -> Iterator[Mention]:
        end = -1
        for mention in mentions:
            if mention.start < end:
                continue
            value = self._is_code(block, mention, zone)
            if value is None:
                continue
            end = mention.end
            self.last = value
            self.seen.add((value.system, value.value))
            yield value

    def _is_code(self, block: Block, mention: Mention, zone: str) -> Mention | None:
        text, kind = self.text, mention.rule[6:]
        before = text[max(block.start, mention.start - 70) : mention.start]
        labelled = bool(_LABEL.search(before))
        if not labelled and (_VETO.search(before[-24:]) or mention.value in self.numbers):
            return None
        if self.group.barred and kind == "cpt5":
            return None
        listed = self._continues(mention, block)
        if (
            zone == "references"
            and not labelled
            and not (listed and not _REFERENCE.search(text[block.start : block.end]))
        ):
            return None
        systems = self.group.systems
        if kind == "labelled":
            return mention
        if kind == "modifier":
            return mention if self.group.modifiers else None
        if kind == "icd-9-cm":
            old = "ICD-9-CM" in systems and self.group.coding and (self._opens_row(block, mention) or listed)
            said = re.search(r"ICD[ -]?9", before) is not None
            return mention if old or said else None
        if kind == "icd-10-pcs":
            return mention if "ICD-10-PCS" in systems or "PCS" in before else None
        if kind == "ndc":
            return mention
        if (
            kind in ("icd", "icd3")
            and ("ICD-9-CM" in systems or re.search(r"ICD[ -]?9", before))
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
            return (
                mention
                if known
                and (
                    diagnosis
                    and (labelled or self._opens_row(block, mention) and zone != "history" or listed)
                    or listed
                    and self._last_is("ICD-10-CM")
                )
                else None
            )
        if kind in ("hcpcs", "cptx"):
            if labelled or listed or self.group.coding and zone != "foreign":
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

    def _scanned(self, block: Block) -> bool:
        pages = self.reading.document.pages
        return block.page is not None and 0 < block.page <= len(pages) and pages[block.page - 1].ocr

    def _spoken_of(self, block: Block, mention: Mention) -> bool:
        """Whether a code without a label stands as one: in parentheses, first in its line, or in talk of billing."""
        if self._opens_row(block, mention) or self.text[mention.start - 1 : mention.start] in ("(", "[", "/"):
            return True
        if (mention.system, mention.value) in self.seen:
            return True
        return bool(_BILLING.search(self.text[block.start : block.end]))

    def _last_is(self, system: str) -> bool:
        return self.last is not None and self.last.system == system

    def _is_cpt(self, block: Block, mention: Mention, before: str, labelled: bool, listed: bool, zone: str) -> bool:
        """Five digits are a code by a label, a list, a code table or a coding section, and nothing else."""
        if not validity.numbered(mention.value) or _ZIP.search(before) or _UNITS.match(self.text, mention.end):
            return False
        if labelled or listed:
            return True
        if zone in ("references", "foreign", "history"):
            return False
        if block.column is not None and self._code_column(block):
            return True
        if self.group.coding and (self._opens_row(block, mention) or zone != "front"):
            return True
        text = self.text[block.start : block.end]
        if re.fullmatch(r"(?:[0-9]{4}[0-9A-Z][\s,;*†+^-]*(?:and|or)?\s*){2,}", text.strip()[:400]):
            return True  # a line of nothing but codes
        if _EXAMPLE.search(before) and re.match(
            r"[.,;)]| (?:and|or) [0-9]{5}\b", self.text[mention.end : mention.end + 12]
        ):
            return True
        after = self.text[mention.end : mention.end + 12]
        return before.endswith("(") and after[:1] in ")," and self.reading_has_codes

    @property
    def reading_has_codes(self) -> bool:
        """Whether codes of an unmistakable form stand anywhere: then "(81479)" is one too."""
        return self.last is not None or any(
            m.kind == "code" and m.rule in ("codes.cptx", "codes.hcpcs") for m in self.reading.mentions
        )

    def _continues(self, mention: Mention, block: Block) -> bool:
        last = self.last
        if last is None or last.end > mention.start or last.start < block.start:
            return False
        return mention.start - last.end <= 24 and _GAP.fullmatch(self.text, last.end, mention.start) is not None

    def _code_column(self, block: Block) -> bool:
        """Whether the block's table names codes at the head of the block's column."""
        if block.table is None or block.column is None:
            return False
        table = self.reading.document.tables[block.table]
        for row in table.rows[: max(1, table.header)]:
            for cell in row:
                if cell.column == block.column and _SYSTEM_WORDS.search(self.text[cell.start : cell.end]):
                    return True
        return False

    # ------------------------------------------------------------------ what is said of them

    def _is_row(self, block: Block, mention: Mention, taken: list[Mention]) -> bool:
        if self._opens_row(block, taken[0]) and (self.group.coding or block.column is not None):
            return True
        inside = self.text[block.start : block.end]
        words = len(re.findall(r"[a-z]{3,}", inside))
        return len(taken) >= 2 and words <= 2 * len(taken) or block.column is not None

    def _judge(
        self, block: Block, mention: Mention, following: int, row: bool, heads: bool
    ) -> tuple[tuple[str, ...], str | None]:
        text = self.text[block.start : block.end]
        if heads or self.zones.of(block.start) == "history":
            return (), None
        if row:
            note = _TAIL_PAREN.search(self._row_text(block, mention, following))
            if note and len(found := self.standing.of(note.group(1))) == 1:
                return found, note.group(1)
            if cell := self._status_cell(block):
                return cell
            return self.group.statuses, self.group.heading
        if mention.system in ("MODIFIER", "POS", "REV"):
            return (), None  # a sentence judges the service, not the way it is billed
        found = self.standing.of_sentence(self._whole(block), mention.start - block.start)
        if found:
            return found[:1] if len(found) > 1 else found, None
        if self.zones.of(block.start) in ("history", "foreign"):
            return (), None
        if self.group.coding or self.group.items and block.kind == "item":
            return self.group.statuses, self.group.heading
        return (), None

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

    def _row_text(self, block: Block, mention: Mention, following: int) -> str:
        """What the row says behind the code: the rest of the block, or of its table's row."""
        end = following
        if block.table is not None and block.row is not None and following == block.end:
            rows = self.reading.document.tables[block.table].rows
            if block.row < len(rows) and rows[block.row]:
                end = max(end, rows[block.row][-1].end)
        return self.text[mention.end : end]

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
            head = heads.get(cell.column, "")
            if (
                table.header
                and len(head) <= 60
                and _STATUS_HEAD.search(head)
                and len(said) <= 200
                and (found := self.standing.of(said))
            ):
                return found, said
        return None

    def _next_cell(self, block: Block) -> str | None:
        if block.table is None or block.row is None or block.column is None:
            return None
        rows = self.reading.document.tables[block.table].rows
        if block.row >= len(rows):
            return None
        for cell in rows[block.row]:
            if cell.column > block.column:
                return " ".join(self.text[cell.start : cell.end].split())[:400] or None
        return None


def _points(text: str) -> bool:
    """Whether a sentence speaks of the codes that follow it."""
    return (
        bool(
            re.search(
                r"\b(?:following|below|these|listed)\b[^.]{0,80}\bcodes?\b|\bcodes?\b[^.]{0,80}\b(?:following|below|listed)\b",
                text,
                re.IGNORECASE,
            )
        )
        and len(text) < 500
    )


def _systems(text: str) -> frozenset[str]:
    systems = set()
    if re.search(r"\bICD(?:-hyphen|[ -])?9", text):
        systems.add("ICD-9-CM")
    if re.search(r"\bICD(?:-hyphen|[ -])?10|\bICD codes?|\bdiagnos[ie]s\b", text, re.IGNORECASE):
        systems.add("ICD-10-CM")
    if re.search(r"\bPCS|ICD-10 procedure", text, re.IGNORECASE):
        systems.add("ICD-10-PCS")
    if re.search(r"\bCPT|\bprocedure\b", text, re.IGNORECASE):
        systems.add("CPT")
    if re.search(r"\bHCPCS", text):
        systems.add("HCPCS")
    return frozenset(systems)


def _policy_numbers(reading: Reading) -> frozenset[str]:
    """Stretches of code shape that a label makes the policy's own number."""
    pattern = re.compile(
        r"\b(?:[Pp]olicy|POLICY|[Dd]ocument|[Rr]eference|[Gg]uideline|AHS)\s?(?:[Nn]umber|NUMBER|No\.?|#|ID)?\s?[:#–-]{1,2}\s{0,3}([A-Z][0-9]{4})\b"
    )
    return frozenset(pattern.findall(reading.text))
