"""Decides which lines at the top of a document are no title: banners, labels, names, dates, numbers, other headings."""

from __future__ import annotations

import re

from extractor.fields import organisations, payer
from extractor.fields.once import once
from extractor.fields.payer_directory import strip_names
from extractor.mentions import dates as shapes
from extractor.types import Block, Reading

_WORD = re.compile(r"[A-Za-z][A-Za-z’'®]*")
PREFIX = re.compile(
    r"""
    ^(?:
      # Clinical Policy: · Corporate Medical Policy: · Medical Policy – · Medication Guideline:       not: Policy Changes
      (?:(?:[A-Z][\w&®’'.]*|of|and)[ ]){0,18}
      (?:Polic(?:y|ies)|POLICY|Guidelines?|Guidance|GUIDANCE|Bulletin|Criteria|Protocol|Program)(?:[ ](?:for|on)(?=[ ]?:))?
      [ ]?(?:\([A-Z]{2,5}\))?[ ]?(?::|[–—]|[ ]-[ ])[ ]*
      # a number in front: FEP 2.04.141 · LAB.00015 · J-0558 · CG-GENE-13 - · MP 1.23:
    | (?:[A-Z]{2,5}[ ])?(?:[A-Z]{1,6}[.-]){1,3}\d{2,6}\w?[ ]?[:–-]?[ ]+(?=[A-Z])
    | (?:[A-Z]{2,5}[ ])?\d{1,2}\.\d{1,2}\.\d{2,3}[ ]?[:–-]?[ ]+(?=[A-Z])
      # Northmoor Guidelines for Medical Necessity Determination for · MEDICAL POLICY (then a title that is no banner)
    | (?:[A-Z][\w&®’'.]*[ ]){0,6}Guidelines?[ ]for[ ](?:Determining[ ])?Medical[ ]Necessity[ ](?:Determinations?[ ])?(?:for|of)[ ]+
    | (?:(?:CORPORATE|CLINICAL|MEDICAL|PHARMACY|REIMBURSEMENT|PAYMENT|COVERAGE|DRUG)[ ]){1,3}(?:POLICY|GUIDELINE)[ ]+(?=[A-Z][a-z]+[ ][A-Z])
    | Table[ ]\d{1,3}:[ ]+ | (?:[NL]CD|Subject|SUBJECT|Title|Topic)[ ]?[:–-][ ]+
    )
    """,
    re.VERBOSE,
)
"""What stands before a title in its own line: a label, a number."""


_ARTICLE = re.compile(r"(?:Billing and Coding|Response to Comments): ?\w")  # as Medicare's articles are titled


def known(reading: Reading, block: Block, line: str) -> bool:
    """Whether a line is a banner, a label, a name of the payer, a date, a number, or another section's heading."""
    if generic(reading, line) or identifier_only(line):
        return True
    if re.search(
        r"\b[A-Z]{2}\s\d{5}(?:-\d{4})?$|^\d+(?:th|st|nd|rd)?\s\w+.{0,40}\b(?:Street|St|Ave|Avenue|Blvd|Road|Suite)\b",
        line,
    ):
        return True
    if _BY.match(line):
        return True
    if len(line) < 60 and shapes.scan(line[number.end() :] if (number := PREFIX.match(line)) else line):
        return True
    if re.search(
        r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\bPage\s\d|\b\d{3}[-.]\d{4}\b|\b(?:19|20)\d\d\b.{0,80}\b(?:Effective|Review|Revis)|@",
        line,
    ):
        return True
    if (
        _LABELLED.match(line)
        and not PREFIX.match(line)
        and not _ARTICLE.match(line)
        and not _themed(reading, block, line)
    ):
        return True
    section = reading.section_at(block.start)
    if (
        section is not None
        and section.type == "related_policies"
        and section.start < block.start
        and block.kind != "heading"
    ):
        return True
    typed = section is not None and section.start == block.start and section.type not in ("front_matter", "other")
    return (
        typed
        and section is not None
        and section.type in {"table_of_contents", "related_policies", "disclaimer", "references", "history", "coding"}
    ) or (typed and plain_heading(reading, line))


_BY = re.compile(r"(?:Administered|Approved|Prepared|Developed|Reviewed|Written|Managed|Issued|Published) (?:by|BY) ")
_LABELLED = re.compile(r"(?P<label>[A-Z][\w &/#.()]{2,34}):(?!\w)\s?")


@once
def _usual_size(reading: Reading) -> float:
    sizes = sorted(b.style.size for b in reading.document.blocks[:400] if b.kind != "furniture" and b.style.size)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _themed(reading: Reading, block: Block, line: str) -> bool:
    """Whether a line is a theme and its subject ("Neurology: Lamps of the Tidal Nerve"), not a label and its value."""
    match = _LABELLED.match(line)
    if match is None:
        return False
    table = reading.profile.tables.get("title", {})
    words = frozenset(table.get("banner", ())) | {
        word for heading in table.get("headings", ()) for word in heading.split()
    }
    theme = [word.lower() for word in _WORD.findall(match["label"])]
    subject = line[match.end() :]
    large = block.style.size > 1.5 * _usual_size(reading) > 0  # as only a title is set
    capitals = [word[0].isupper() for word in _WORD.findall(subject) if len(word) > 3]
    return (
        0 < len(theme) <= (6 if large else 2)
        and not (words.issuperset(theme) if large else words.intersection(theme))
        and len(capitals) >= (2 if large or _runs_along(reading, line) else 3)
        and sum(capitals) >= len(capitals) - 1
        and not re.search(r"\d|;|, ", subject)
    )


def _runs_along(reading: Reading, line: str) -> bool:
    """Whether a line stands in the pages' running lines too, by itself or before the policy's number."""
    folded = fold(line)
    return any(part == folded or part.startswith(folded + " ") for part in running(reading))


@once
def running(reading: Reading) -> frozenset[str]:
    """The running lines of the pages, folded, and the parts of those with several."""
    text = reading.text
    return frozenset(
        fold(part)
        for block in reading.document.blocks
        if block.kind == "furniture" and block.role != "navigation"
        for part in text[block.start : block.end].split("\t")
    )


def plain_heading(reading: Reading, line: str) -> bool:
    """Whether a line, without its number, is a heading that every policy has."""
    words = frozenset(reading.profile.tables.get("title", {}).get("headings", ()))
    return fold(re.sub(r"^(?:\d{1,2}|[IVX]{1,4})\.?\s", "", line)) in words


def generic(reading: Reading, line: str) -> bool:
    """Whether a line is made of words that every policy's banner has, and payers' names."""
    words = frozenset(reading.profile.tables.get("title", {}).get("banner", ()))
    if owner := _owner(reading):
        squeezed = "".join(fold(line).split())
        if len(squeezed) > 4 and (
            squeezed == "".join(owner) or (" " not in line and "".join(owner).startswith(squeezed))
        ):
            return True  # its name as one word: a logo
        words |= {*owner, "".join(word[0] for word in owner)} - {""}
    plain = re.sub(r"(?<!\S)\S*\d\S*", "", organisations.strip_names(strip_names(line)))
    rest = [word.lower().strip("’'®") for word in _WORD.findall(plain)]
    return all(word in words or len(word) < 2 for word in rest)


@once
def _owner(reading: Reading) -> tuple[str, ...]:
    """The words of the name of a payer that no directory has."""
    found = payer.find(reading)
    return tuple(fold(found.name).split()) if found is not None and found.id is None else ()


def leading_owner(reading: Reading, line: str) -> int:
    """The length of such a payer's name, of two words or more, at the start of a line that goes on; 0 without one."""
    found = payer.find(reading)
    if found is None or found.id is not None or " " not in found.name or not line.startswith(found.name + " "):
        return 0
    return len(found.name) + 1 if line[len(found.name) + 1 :][:1].isupper() else 0


def identifier_only(line: str) -> bool:
    """Whether a line is an identifier and nothing else."""
    stripped = line.strip(" #*_:.|")
    return bool(re.fullmatch(r"(?=\D*\d)(?:[A-Z]{1,14}[ ]?)?[\w.\-–/#]+", stripped)) and not re.search(
        r"[a-z]{4}", stripped
    )


def fold(line: str) -> str:
    """A line for comparison: its words and figures in small letters."""
    return " ".join(word.lower() for word in re.findall(r"[A-Za-z0-9]+", line))
