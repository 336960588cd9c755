"""Decides which lines of a document name related policies, and which part of each is the number, which the title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractor.types import Evidence, Reading, RelatedPolicy, Section

_FIRM = r"""
      # CPB 0655 · MP 1234                                                        not: CA 125, JAN 2025
      [A-Z]{2,6}[ ](?!(?:19|20)\d\d\b)\d{4,5}(?:[.]\d{1,3})?
      # GENE.00049 · CG-GENE-19 · CP.PHAR.264 · HIM.PA.SP60                       not: COVID-19, IL-17, PD-L1, HLA-B27
    | (?:[A-Z]{2,6}[.-]){2,3}[A-Z]{0,3}\d{2,6}(?:[.-][A-Z0-9]{1,3})? | [A-Z]{2,6}[.]\d{2,6}(?:[.]\d{1,4})?
      # CC-0029 · AHS-M2160 · AHS – G2054 · L33801 · MP1234 · 2026T0652G          not: CA-125, CYP450, 2026
    | [A-Z]{2,6}(?:[-_–]|[ ][-–][ ])[A-Z]{0,2}\d{4,6} | [A-Z]{1,4}\d{4,6}[A-Z]?(?:-\d)? | 20\d\d[A-Z]\d{4}[A-Z]{0,2}
      # 2.04.141 · 02-61000-35 · 09-J1000-78                                      not: 1.5, 12-31-2024
    | \d{1,2}[.]\d{2}[.]\d{2,3} | \d{2}-[A-Z]?\d{4,5}-\d{2}
"""
_LOOSE = r"""
      # RESPIRATORY 009.21 · SGM 2156-A · PHARMACY-73 · MP360                     not: COVID-19, CA-125
      (?!COVID|CA-?\d|CYP)(?:[A-Z]{3,14}[ ]\d{2,4}(?:[.-][A-Z0-9]{1,4})? | [A-Z]{5,14}-\d{2,3} | [A-Z]{2,4}-?\d{3})
      # 0655 · 280.1 · 20.8.1                                                     not: 2
    | \d{3,6} | \d{2,3}[.]\d{1,3}(?:[.]\d{1,2})?
"""
_NOUN = r"""
      # "Medical Policy", "LCD", "Guideline", "NCD": what kind of document the number is of
      (?:(?:(?:Medical|Clinical|Payment|Reimbursement|Coverage|Drug)[ ])?
         (?:Policy|Guideline|Protocol|Bulletin|Document|Article|LCD|NCD|LCA)[ ]?)
"""
_MARKED = r"(?:\#|(?:No\.|Number|ID)[ :]?)[ ]?(?=[\w.-]{0,9}\d)[A-Za-z0-9][\w.-]{0,18}\w"  # "#336", "No. 12.03"; not: "#", "No."
_LEADING = re.compile(
    rf"{_NOUN}?(?:(?P<firm>{_FIRM})(?:[ ]?[-\u2013\u2014:|,\t]+[ ]?|[ ](?=[A-Z\"“(]))"
    rf"|(?P<loose>{_LOOSE})(?:[ ][-\u2013\u2014][ ]|[ ]?[|\t][ ]?)"
    rf"|(?P<marked>{_MARKED})[ ]?(?:[-\u2013\u2014:,|\t]+|(?=[ ][A-Z]))[ ]?)(?=\S)",
    re.VERBOSE,
)
_TRAILING = re.compile(
    # "Tumor Markers, 05-86000-22", "Sleep Studies (L33801)", "Prostate Cancer, #336"        not: "Testing (BRCA1)"
    rf"(?:[ ]?[,|\t(\[][ ]?|[ ][-\u2013\u2014][ ]|[ ](?=\#)){_NOUN}?(?P<number>(?:{_FIRM})|(?:{_MARKED}))(?![\w.-]*\w)[)\].]?",
    re.VERBOSE,
)
_ALONE = re.compile(rf"{_NOUN}?(?P<number>(?:{_FIRM})|(?:{_LOOSE})|(?:{_MARKED}))", re.VERBOSE)
_NEXT = re.compile(rf"(?<=[^\s,–—-])[ ](?=(?:{_FIRM})[ ][-\u2013\u2014][ ])", re.VERBOSE)  # run in: "… A52518 - Lifts"
_REFERRED = re.compile(
    rf"\b(?:see|refer to)[ ](?:the[ ])?(?={_NOUN}?(?:{_FIRM})[ ]?[-\u2013\u2014:])", re.VERBOSE | re.I
)
_NOTHING = re.compile(
    r"""
      # "N/A", "None applicable", "No related policies", "-"                      not: "None-invasive Ventilation"
      (?:n/?a|none|not[ ]applicable|nil|no(?:ne)?[ ](?:related|applicable|other)\b.{0,60}|none[ ]\w{1,12}|\W{1,40})[.\s]{0,9}
      # labels inside such a list, and the page's own links
    | (?:articles?|ncds?|lcds?|lcas?|attachments?|policies|policy|back[ ]to[ ]top|public[ ]versions?|related[ ].{0,60})[:\s]{0,9}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PROSE = re.compile(r"\b(?:is|are|was|were|be|been|has|have|may|must|should|will|please|refer|considered|does)\b", re.I)
_HEAD = re.compile(
    r"\W{0,4}(?:\b(?:policy|policies|document|title|name|number|no|id|type|related|link|effective|date)\b\W{0,4}){1,8}",
    re.I,
)
_PURPOSE = re.compile(
    r" (?:LCD|NCD|Article)s$| for (?:\w{4,12} ){0,2}(?:criteria|information|details|guidance)\b.*| ?\((?:https?:|/)[^()]{0,400}\)?\W{0,9}$| ?https?://.*"
)
_ANNOUNCED = re.compile(
    # "Note: Please see the following related documents for more:", "Related Local Coverage Documents Articles"
    r"(?:[^.:]{0,20}: ?)?[^.:]{0,40}\brelated (?!to )(?:[\w/]{2,12} ){0,3}(?:documents?|polic(?:y|ies)|guidelines?|bulletins?)\b[^.:]{0,50}:?",
    re.IGNORECASE,
)
_LONGEST = 300  # characters of an entry; a longer one is prose
_TERSE = 3  # words of an entry of a list "A, B, C"


@dataclass(slots=True)
class _Unit:
    """A line of a list: a block behind its label, or a table's row."""

    start: int
    end: int
    kind: str  # ``item`` · ``row`` · ``line``


def find(reading: Reading) -> tuple[RelatedPolicy, ...]:
    """The related policies that the document lists, each once, in document order."""
    found: dict[str, RelatedPolicy] = {}
    for start, end, announced in _stretches(reading):
        for entry in _entries(reading, start, end, announced):
            found.setdefault(re.sub(r"\W+", " ", entry.number or entry.title or "").casefold(), entry)
    return tuple(sorted(found.values(), key=lambda entry: entry.evidence.start))


def _stretches(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Where related policies are listed: sections of that type, and the lines behind one that announces them."""
    for section in reading.sections:
        if section.type == "related_policies":
            yield _behind_heading(reading.text, section), section.end, False
    for block in reading.document.blocks:
        if block.kind == "furniture" or not 12 < block.end - block.content <= 130:
            continue
        words = reading.text[block.content : block.end]
        if "elated" in words and _ANNOUNCED.fullmatch(words):
            around = reading.section_at(block.start)
            if around is None or around.type not in ("references", "history", "table_of_contents"):
                yield block.end, min(len(reading.text), block.end + 6000), True


def _behind_heading(text: str, section: Section) -> int:
    at = text.find(section.heading, section.start, section.start + len(section.heading) + 40)
    return at + len(section.heading) if at >= 0 else text.find("\n", section.start) % (len(text) + 1)


def _units(reading: Reading, start: int, end: int) -> list[_Unit]:
    """The lines of a stretch; where a table of contents runs beside them (a side bar), the items alone."""
    text, blocks = reading.text, reading.document.blocks
    first = max(0, reading.document.block_at(start))
    inside = [b for b in blocks[first : first + 200] if b.kind != "furniture" and start < b.end and b.start < end]
    units: list[_Unit] = []
    contents = False
    for (table, _, _), group in groupby(inside, key=lambda b: (b.table, b.row, b.start if b.table is None else 0)):
        row = list(group)
        label = text[row[0].start : row[0].content].strip()  # "2.04.111 - …" looks like an outline number
        low, high = max(row[0].start if _ALONE.fullmatch(label) else row[0].content, start), row[-1].end
        low += len(text[low:high]) - len(text[low:high].lstrip(" \t:-–•●|"))
        kind = "row" if table is not None else "item" if row[0].kind == "item" else "line"
        contents = contents or row[0].role == "contents"
        if row[0].role == "contents" or low >= high or (contents and kind == "line"):
            continue
        units.append(_Unit(low, high, kind))
    return units


def _wrapped(text: str, units: list[_Unit], index: int) -> bool:
    """Whether a line behind an item is the item's own end: short, and the next item or the list's end follows."""
    last, unit = units[index - 1], units[index]
    return (
        last.kind == "item"
        and unit.start - last.end <= 2
        and unit.end - unit.start <= 60 < 2 * (last.end - last.start)
        and text[last.end - 1] not in ".):;"
        and (index + 1 == len(units) or units[index + 1].kind == "item")
    )


def _entries(reading: Reading, start: int, end: int, announced: bool) -> Iterator[RelatedPolicy]:
    """The entries of a stretch, up to the end of its list: prose, or a line behind items.

    Behind a line that only announces a list, an entry needs a number, and the first line without one ends it.
    """
    text = reading.text
    units = _units(reading, start, end)
    listed = False
    for index, unit in enumerate(units):
        said = text[unit.start : unit.end]
        if _NOTHING.fullmatch(said) or said.endswith(":") or (unit.kind == "row" and _HEAD.fullmatch(said)):
            continue
        if listed and unit.kind == "line" and not _LEADING.match(said):
            if _wrapped(text, units, index):
                continue
            return
        high = units[index + 1].end if index + 1 < len(units) and _continued(text, units, index) else unit.end
        prose = _is_prose(said)
        low = unit.start
        if match := _REFERRED.search(said):
            low, prose = low + match.end(), False
        entries = [] if prose else [_entry(text, *span, unit.kind) for span in _pieces(reading, low, high)]
        if announced and not any(entry and entry.number for entry in entries):
            return
        if prose and (listed or index) and unit.kind == "line":
            return
        for entry in entries:
            if entry is not None:
                listed = listed or unit.kind != "line"
                yield entry


def _continued(text: str, units: list[_Unit], index: int) -> bool:
    following = units[index + 1]
    return following.kind == "line" and not _LEADING.match(text, following.start) and _wrapped(text, units, index + 1)


def _is_prose(said: str) -> bool:
    title = _PURPOSE.sub("", said)
    return len(title) > _LONGEST or (len(title.split()) > 6 and _PROSE.search(title) is not None)


def _pieces(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the entries of one line: parted by links, semicolons, numbers, or commas between single words."""
    text = reading.text
    said = text[start:end]
    cuts = {m.end() for m in _NEXT.finditer(said)}
    if not _LEADING.match(said):
        cuts |= {m.end() for m in re.finditer(r"; ?| \| ", said)}
        trailing = [m.end() for m in _TRAILING.finditer(said)]
        cuts |= {at for at in trailing if said[at : at + 1] == " " and said[at + 1 : at + 2].isupper()}
    links = [link for link in reading.document.links if start <= link.start < link.end <= end]
    if 3 * sum(link.end - link.start for link in links) > 2 * (end - start):
        cuts |= {link.start - start for last, link in pairwise(links) if link.uri != last.uri}
    names = said.split(", ")
    terse = all(len(name.split()) <= (1 if len(names) < 3 else _TERSE) for name in names)
    if not cuts and len(names) > 1 and terse and "(" not in said and not _TRAILING.search(said):
        cuts = {m.end() for m in re.finditer(", ", said)}
    places = [0, *sorted(cuts - {0, len(said)}), len(said)]
    for low, high in pairwise(places):
        piece = said[low:high]
        kept = piece.rstrip(" ;,|\t")
        lead = len(kept) - len(kept.lstrip())
        yield start + low + lead, start + low + len(kept)


def _entry(text: str, start: int, end: int, kind: str) -> RelatedPolicy | None:
    """One entry, parted into its number and its title."""
    said = text[start:end]
    number = None
    title: str | None = said
    if (match := _LEADING.match(said)) is not None:
        number, title = match["firm"] or match["loose"] or match["marked"], said[match.end() :]
    elif kind == "row" and "\t" in said:
        cells = [cell.strip() for cell in said.split("\t")]
        numbers = [m for cell in cells if (m := _ALONE.fullmatch(cell))]
        number = numbers[0]["number"] if numbers else None
        title = next((cell for cell in cells if any(c.isalpha() for c in cell) and not _ALONE.fullmatch(cell)), None)
    elif (match := _ALONE.fullmatch(said)) is not None:
        number, title = match["number"], None
    elif matches := list(_TRAILING.finditer(said)):
        number, title = matches[-1]["number"], said[: matches[-1].start()]
    if title is not None:
        title = " ".join(_PURPOSE.sub("", title).split("\t")[0].split()).strip(' -–—:;,|"“”')
        title = title.removesuffix(".") or None
    if number is not None:
        number = re.sub(r"^(?:#|No\.|Number|ID)[ :]*", "", number).rstrip(".-")
    if number is None and (title is None or len(title) < 3 or _NOTHING.fullmatch(title) or not title[0].isalnum()):
        return None
    rule = f"related.numbered_{kind}" if number else f"related.titled_{kind}"
    confidence = (0.95 if number else 0.8) - (0.15 if kind == "line" else 0)
    return RelatedPolicy(title, number, Evidence(start, end, rule=rule, confidence=round(confidence, 2)))
