"""Decides whose policy it is: a name out of the directory of payers, or one that the document gives for itself."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractor.fields.zones import zones
from extractor.types import Evidence, Payer, Reading

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.'’‘/-]*[A-Za-z0-9]|[A-Za-z0-9]|&")
_MARKS = re.compile(r"[®™℠*]|\((?:R|TM|SM)\)")
_SPLIT = {
    "bluecross": ("blue", "cross"),
    "blueshield": ("blue", "shield"),
    "healthcare": ("health", "care"),
    "healthplan": ("health", "plan"),
    "healthplans": ("health", "plans"),
}
_DROPPED = frozenset({"&", "and", "the", "inc", "llc"})
_CLOSING = 7000  # characters at the end in which notices stand
_FRONT = 7000

_CONTEXT = (
    # a claim of ownership: © 2025 X · Copyright © X · proprietary information of X            not: CPT © AMA
    (
        5.0,
        re.compile(r"(?:©|\(c\)|[Cc]opyright|COPYRIGHT)[^A-Za-z\n]{0,24}(?:[Cc]opyright[^A-Za-z\n]{0,20})?(?:by )?$"),
    ),
    (
        4.0,
        re.compile(
            r"(?:[Pp]roprietary (?:and confidential )?(?:information )?(?:of|to)|(?:is |are )?(?:the )?property of|exclusively owned by|permission (?:of|from)|consent of|developed by|issued by|published by|[Mm]edical [Pp]olicy of|POLICY OF) (?:the )?$"
        ),
    ),
    (
        3.0,
        re.compile(
            r"(?:administered by|offered by|underwritten by|affiliated with|provided by|insured by|apply to all|applies to (?:all )?|operates under the trade name|[Pp]lan refers to|doing business as|dba|coverage (?:by|from|under)|on behalf of) (?:the )?$"
        ),
    ),
)
_AFTER = (
    (6.0, re.compile(r"(?:,? ?(?:Inc\.|LLC))?[®™]?,? (?:is|are) (?:an? )?(?:independent|operating|subsidiar)")),
    (
        4.0,
        re.compile(
            r"[®™]?,?\s(?:Commercial |Medicare |Pharmacy |Corporate |and [A-Z][a-z]+ [A-Z][a-z]+ |Individual |Exchange |Community Plan )*(?:Medical|Clinical|Payment|Reimbursement|Drug|Coverage|Pharmacy|Medication|Policies|Policy|Prior Authorization|POLICIES|MEDICAL|CLINICAL)\b"
        ),
    ),
    (4.0, re.compile(r"(?:['’]s?)? (?:pharmacy|medical|clinical|payment|reimbursement|coverage) polic")),
    (
        2.0,
        re.compile(
            r"[®™]? (?:considers|does not cover|covers|will cover|may cover|recommends|reserves the right|retains the right|members?\b|has developed|strives)"
        ),
    ),
)
_FOREIGN_OWNER = re.compile(
    r"American Medical Association|American Dental Association|AMA\b|Elsevier|NCCN|All Rights|CPT|InterQual|Change Healthcare|MCG|Milliman|American Hospital|Clinical Practice|Apple|Adobe|Microsoft|National Comprehensive|Societ|Academy|College|Institute|Foundation|University|Press\\b|Journal|Pharmaceutical|Biotech|Publish|Proprietary|Hospital",
    re.IGNORECASE,
)

_NAME = r"(?P<name>[A-Z][\w.&'’-]*(?:,?[ ](?:(?:of|the|and|&|for)[ ])?[A-Z][\w.&'’-]*){0,7})"
_UNKNOWN = (
    # © 2024 Northwind Health Plan. All rights reserved.                                        not: © 2024. All rights
    (
        5.0,
        "payer.copyright",
        re.compile(
            rf"(?:©|\([cC]\)|[Cc]opyright)[ ©]{{0,3}}(?:(?:19|20)\d\d[ ,–-]{{0,3}}){{0,14}}(?:by[ ])?{_NAME}(?=[.,;\n\t]|$|[ ]All)"
        ),
    ),
    # Corporate Medical Policy of Northwind Mutual · Proprietary Information of Lakeshore Health
    (
        4.0,
        "payer.owner",
        re.compile(
            rf"(?:[Pp]olic(?:y|ies) of|[Pp]roprietary (?:and confidential )?(?:information )?(?:of|to)|property of|trade name|licensee[^.]{{0,10}} of) (?:the )?{_NAME}"
        ),
    ),
    # Northwind Health Plan Medical Policy, at the top or in a header                            not: Medical Policy
    (
        3.0,
        "payer.banner",
        re.compile(
            rf"(?:^|(?<=\n)|(?<=\t)){_NAME}(?=\s(?:(?:Corporate|Commercial|Medicare|Pharmacy)\s)?(?:Medical|Clinical|Payment|Reimbursement|Drug|Coverage|Pharmacy)\s(?:Coverage\s)?(?:Polic|Guidel|Criteria|Management))"
        ),
    ),
    (
        2.0,
        "payer.named",
        re.compile(
            rf"(?:^|(?<=\n)|(?<=\t)|(?<=[ ])){_NAME}(?=[®™]?(?:[\n\t.,]|$|[ ](?:is|considers|members|reserves|will|does|covers|may)\b))"
        ),
    ),
)
_PLAN_WORD = re.compile(
    r"\b(?:Health(?:care)?|HealthCare|Health ?[Pp]lans?|HMO|PPO|Insurance|Mutual|Medicaid|Medicare Advantage|Blue (?:Cross|Shield)|Community Plan|Benefit|Assurance|Managed Care|Cooperative|Alliance|Partners|Pharmacy Solutions|Rx|RxManagement|Administrators)\b"
)
_COMPANY = re.compile(r"\b(?:Inc|LLC|Corp|Corporation|Company|Companies|Group|Ltd|Plan|Services)\b")
_NOT_PAYER = re.compile(
    r"^(?:Medical|Clinical|Coverage|Policy|Public|Mental|Behavioral|Department of Health|National Institutes|Home Health|World Health|U\.?S\.?|United States|Centers for|Food and|Journal|American|The Health|Durable|Health Insurance|Health Care (?:Provider|Professional)|Member|Women|Human|Important|Electronic|Personal|Medicare$|Medicaid$|Health$|Group Health$|Insurance$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Hit:
    entry: _Entry
    start: int
    end: int


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Words folded for comparison, with their places: marks and small words dropped, "BlueCross" in two."""
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        folded = word.lower().replace("’", "'").replace("‘", "'").rstrip(".").removesuffix("'s")
        if folded in _DROPPED:
            continue
        for part in _SPLIT.get(folded, (folded,)):
            found.append((part, match.start(), match.end()))
    return found


@lru_cache(maxsize=1)
def _directory() -> dict[str, tuple[tuple[tuple[str, ...], _Entry], ...]]:
    """The directory by the first word of each name, longest names first."""
    text = (files("extractor.payers") / "directory.toml").read_text(encoding="utf-8")
    index: dict[str, list[tuple[tuple[str, ...], _Entry]]] = defaultdict(list)
    for slug, row in tomllib.loads(text).items():
        entry = _Entry(slug, row["name"], float(row.get("weight", 1.0)))
        for name in (row["name"], *row.get("aliases", ())):
            words = tuple(word for word, _, _ in _tokens(name))
            index[words[0]].append((words, entry))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in index.items()}


def hits(text: str, start: int = 0, end: int | None = None) -> Iterator[_Hit]:
    """Every name of the directory in a stretch of text; a name counts only where it is capitalised."""
    directory = _directory()
    stretch = text[start:end]
    words = _tokens(stretch)
    folded = [word for word, _, _ in words]
    index = 0
    while index < len(words):
        rows = directory.get(folded[index])
        if rows and stretch[words[index][1]].isupper() or rows and stretch[words[index][1]].isdigit():
            for names, entry in rows:
                stop = index + len(names)
                if folded[index:stop] == list(names):
                    last = words[stop - 1]
                    printed = stretch[words[index][1] : last[2]]
                    if len(names) == 1 and len(printed) <= 4 and not printed.isupper():
                        continue
                    if "\n" in printed and len(names) < 3:
                        continue
                    yield _Hit(entry, start + words[index][1], start + last[2])
                    index = stop - 1
                    break
        index += 1


def strip_names(line: str) -> str:
    """A line without the payers' names in it."""
    kept, position = [], 0
    for hit in hits(line):
        kept.append(line[position : hit.start])
        position = hit.end
    return "".join([*kept, line[position:]])


def leading_name(line: str) -> int:
    """The length of a payer's name at the start of a line; 0 without one."""
    first = next(hits(line[:120]), None)
    return first.end if first is not None and first.start == 0 else 0


def find(reading: Reading) -> Payer | None:
    """The payer; None where the document does not say."""
    text = reading.text
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, _Hit]] = {}
    counts: dict[str, int] = defaultdict(int)
    for hit, base in _places(reading):
        if _checked(text, hit):
            continue
        score = base + _context(text, hit)
        single = " " not in text[hit.start : hit.end].strip()
        if single and base < 2 and score < 3:
            score *= 0.6
        counts[hit.entry.id] += 1
        value = score * hit.entry.weight * (0.5 if counts[hit.entry.id] > 6 else 1.0)
        if counts[hit.entry.id] <= 14:
            scores[hit.entry.id] += value
        if hit.entry.id not in best or (value, hit.end - hit.start) > (
            best[hit.entry.id][0],
            best[hit.entry.id][1].end - best[hit.entry.id][1].start,
        ):
            best[hit.entry.id] = (value, hit)
    pinned = reading.profile.tables.get("payer", {}).get("id")
    if pinned in best:
        winner = str(pinned)
    else:
        winner = max(scores, key=lambda key: (scores[key], -best[key][1].start), default="")
    known = scores.get(winner, 0.0)
    stranger = _stranger(reading, known)
    if stranger is not None:
        return stranger
    if (
        winner and best[winner][1].entry.weight < 0.9
    ):  # a vendor or an association: a plan that is named too is the payer
        plans = {
            key: score
            for key, score in scores.items()
            if best[key][1].entry.weight >= 1.0 and score > 0.35 * known and score >= 0.8
        }
        if plans:
            winner = max(plans, key=lambda key: plans[key])
            known = max(known, 2.0)
    if known < 2.0:
        named = _mentioned(reading)
        if named is not None or not winner or best[winner][0] / best[winner][1].entry.weight < 2.5:
            return named
    hit = best[winner][1]
    name = " ".join(_MARKS.sub("", text[hit.start : hit.end]).split())
    if hit.entry.name.lower().startswith(name.lower()) or len(name) < 4:
        name = hit.entry.name if len(name) < 4 else name
    confidence = round(min(0.99, 0.5 + known / 30), 2)
    return Payer(winner, name, Evidence(hit.start, hit.end, rule="payer.directory", confidence=confidence))


def _checked(text: str, hit: _Hit) -> bool:
    """Whether a name stands behind a check box: a line of business, not the payer."""
    return bool(re.search(r"[☐☒☑][^\n\t]{0,20}$", text[max(0, hit.start - 24) : hit.start]))


def _mentioned(reading: Reading) -> Payer | None:
    """A payer that the document names again and again in its own text, though nowhere as its owner."""
    text, places = reading.text, zones(reading)
    seen: dict[str, list[_Hit]] = defaultdict(list)
    for hit in hits(text):
        printed = text[hit.start : hit.end]
        plain = " " not in printed and not printed.isupper()  # "Oscar", "Medica": also other things than payers
        if hit.entry.weight >= 1.0 and not plain and places.of(hit.start) not in ("foreign", "navigation"):
            seen[hit.entry.id].append(hit)
    ranked = sorted(seen.values(), key=lambda rows: (-len(rows), rows[0].start))
    if not ranked or len(ranked) > 1 and len(ranked[0]) < 2 * len(ranked[1]):
        return None
    if len(ranked[0]) == 1 and not re.match(
        r"\s(?:[A-Z][a-z]+|members?|requires|polic)", text[ranked[0][0].end : ranked[0][0].end + 12]
    ):
        return None  # named once, in passing
    hit = max(ranked[0], key=lambda hit: hit.end - hit.start)
    name = " ".join(_MARKS.sub("", text[hit.start : hit.end]).split())
    return Payer(hit.entry.id, name, Evidence(hit.start, hit.end, rule="payer.mentioned", confidence=0.5))


def _places(reading: Reading) -> Iterator[tuple[_Hit, float]]:
    """The names at the top, in running lines and in the closing notices, each with the weight of its place."""
    text, document, places = reading.text, reading.document, zones(reading)
    lines: dict[str, int] = defaultdict(int)
    for block in document.blocks:
        if block.kind != "furniture":
            continue
        line = text[block.start : block.end]
        lines[line] += 1
        if lines[line] > 2 or block.role == "navigation" and lines[line] > 1:
            continue
        for hit in hits(text, block.start, min(block.end, block.start + 600)):
            opens = hit.start == block.start or text[hit.start - 1] == "\t"
            yield hit, 1.0 if block.role == "navigation" else 3.0 if opens or _context(text, hit) >= 3 else 1.0
    front = min(len(text), max(places.front, 1500), _FRONT)
    for hit in hits(text, 0, front):
        if places.furniture_at(hit.start) is not None:
            continue
        block = document.blocks[max(0, document.block_at(hit.start))]
        short = block.end - block.start < 90
        opens = hit.start == block.content
        yield (
            hit,
            (3.0 if short and opens else 2.5 if opens and block.end - block.start < 160 else 1.5 if short else 0.8),
        )
    for hit in hits(text, max(front, len(text) - _CLOSING)):
        if places.furniture_at(hit.start) is None and places.of(hit.start) != "foreign" or _context(text, hit) >= 4:
            yield hit, 0.5
    for match in re.finditer(
        r"(?:©|\b[Cc]opyright\b|COPYRIGHT|roprietary (?:i|I)nformation of|ndependent licensee)",
        text[front : max(front, len(text) - _CLOSING)],
    ):
        begin = front + match.start()
        for hit in hits(text, max(0, begin - 90), begin + 120):
            if _context(text, hit) >= 4:
                yield hit, 0.5
    for hit in hits(document.metadata.get("author", "") + " "):
        if document.metadata.get("author") and (where := text.find(hit.entry.name)) >= 0:
            yield _Hit(hit.entry, where, where + len(hit.entry.name)), 1.0
    body = text[front : max(front, len(text) - _CLOSING)]
    if len(body) > 200:
        for match in re.finditer(
            r"(?<=\n)([A-Z][\w.&'’ -]{2,60}?) (?:considers|does not cover|covers)\b", body[:200_000]
        ):
            for hit in hits(text, front + match.start(1), front + match.end(1)):
                yield hit, 1.0


def _context(text: str, hit: _Hit) -> float:
    before, after = text[max(0, hit.start - 110) : hit.start], text[hit.end : hit.end + 90]
    score = 0.0
    for weight, pattern in _CONTEXT:
        if pattern.search(before):
            score = max(score, weight)
    for weight, pattern in _AFTER:
        if pattern.match(after):
            score = max(score, weight)
    if re.search(r"licensees? of (?:the )?$|member of (?:the )?$|marks? of (?:the )?$|association of$", before):
        return -2.0
    return score


def _stranger(reading: Reading, known: float) -> Payer | None:
    """A payer that no directory has: a name in an owner's place that has a payer's word, or owns the copyright."""
    text = reading.text
    head, tail = text[:_FRONT], max(0, len(text) - _CLOSING)
    found: dict[str, tuple[float, int, int, str]] = {}
    for weight, rule, pattern in _UNKNOWN:
        for begin, stretch in ((0, head), (tail, text[tail:])) if tail > _FRONT else ((0, text),):
            for match in pattern.finditer(stretch):
                start, end = begin + match.start("name"), begin + match.end("name")
                name = text[start:end].rstrip(" .,")
                end = start + len(name)
                if _FOREIGN_OWNER.search(name) or _NOT_PAYER.match(name) or len(name) < 4 or next(hits(name), None):
                    continue
                if (
                    not _PLAN_WORD.search(name)
                    and not (rule == "payer.copyright" and _COMPANY.search(name))
                    or weight < 3
                    and len(name.split()) < 2
                ):
                    continue
                key = " ".join(name.lower().split())
                old = found.get(key, (0.0, start, end, rule))
                found[key] = (
                    old[0] + weight,
                    *((start, end, rule) if weight >= 4 and old[3] == "payer.named" else old[1:]),
                )
    if not found:
        return None
    score, start, end, rule = max(found.values(), key=lambda row: (row[0], -row[1]))
    if score < 5.0 or score <= known:
        return None
    name = " ".join(_MARKS.sub("", text[start:end]).split())
    return Payer(None, name, Evidence(start, end, rule=rule, confidence=0.6))
