"""Decides for which lines of business and in which states the policy says that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.fields.zones import zones
from extractor.types import Evidence, Named, Reading

_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana"
    "|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland"
    "|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina"
    "|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania"
    "|Puerto Rico|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virgin Islands|Virginia|Washington|West Virginia"
    "|Wisconsin|Wyoming|Guam|American Samoa|Northern Mariana Islands"
)
_STATE = re.compile(rf"\b(?:{_STATES})\b")
_LINE = re.compile(
    r"\b(?:Commercial(?: Group)?|Medicare Advantage|Medicare Part [BD]|Medicare|Medicaid|MassHealth(?: ACO| MCO)?|Medi-Cal"
    r"|CHIP|Child Health Plus|Individual Exchange|Healthcare Reform|Marketplace|Exchange|QHP"
    r"|Federal Employee Program|FEP|Dual Eligible|D-SNP|DSNP|Essential Plan|ACA|HIM|HMO|PPO|Self-Funded|Clarity plans"
    r"|Senior Care Options|Community Plan)\b"
)
_CHECKED = re.compile(r"(?:[☒☑✓✔]|\[[xX]\])[ \t]*(?P<name>[^☐☒☑✓✔\[\]\n\t]{2,60})")
_LABEL = re.compile(
    r"\b(?:Lines?(?:\(s\))? [Oo]f [Bb]usiness(?: [Pp]olicy [Aa]pplies [Tt]o)?|LOB(?: AFFECTED)?|Applicable line of business"
    r"|Applies to)\s?:\s*(?P<value>[^\n\t]{2,160}(?:\n[^\n:]{2,80}\bx\b[^\n]{0,20}){0,4})"
)
_TICKED = re.compile(r"(?P<name>[A-Z][A-Za-z-]{2,20}) x\b")
_STATED = re.compile(
    r"(?:applies to|apply to) (?:all )?(?:[A-Z]\w+ ){0,2}(?P<name>Commercial|Medicare Advantage|Individual Exchange|Community Plan"
    r"|Medicaid) (?:benefit )?(?:plans?|products?)"
)


def find(reading: Reading) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """``(lines of business, states)`` as the front matter names them."""
    return tuple(_unique(_lines(reading))), tuple(_unique(_states(reading)))


def _front(reading: Reading) -> int:
    return max(zones(reading).front, min(2500, len(reading.text)))


def _lines(reading: Reading) -> Iterator[Named]:
    text, front = reading.text, _front(reading)
    for match in _CHECKED.finditer(text, 0, front):
        if _LINE.search(match["name"]):
            yield _named(text, *match.span("name"), "scope.checked")
    for match in _LABEL.finditer(text, 0, front):
        ticked = list(_TICKED.finditer(text, *match.span("value")))
        for tick in ticked:
            yield _named(text, *tick.span("name"), "scope.ticked")
        if not ticked and not re.search("[☐☒☑]", match["value"]):
            start, end = match.span("value")
            line = text.find("\n", start, end)
            yield _named(text, start, line if line > 0 else end, "scope.labelled")
    for match in _STATED.finditer(text, 0, min(len(text), front + 3000)):
        yield _named(text, *match.span("name"), "scope.stated")


def _states(reading: Reading) -> Iterator[Named]:
    text, front = reading.text, _front(reading)
    for match in _CHECKED.finditer(text, 0, front):
        state = _STATE.search(match["name"])
        if state and len(match["name"].strip()) <= len(state.group()) + 14:
            start = match.start("name")
            yield _named(text, start + state.start(), start + state.end(), "scope.checked_state")
    for table in reading.document.tables:
        if table.start > front + 6000:
            break
        for head in table.rows[0] if table.rows else ():
            if text[head.start : head.end].strip().lower() in ("states", "state"):
                for row in table.rows[1:]:
                    for cell in row:
                        if cell.column == head.column:
                            for state in _STATE.finditer(text, cell.start, cell.end):
                                yield _named(text, *state.span(), "scope.state_column")
    for match in re.finditer(rf"(?:Policy|Guidelines?)\s?[-–]\s?(?P<name>{_STATES})\b", text[: min(front, 800)]):
        yield _named(text, *match.span("name"), "scope.banner_state")


def _named(text: str, start: int, end: int, rule: str) -> Named:
    while end > start and text[end - 1] in " .,;:":
        end -= 1
    return Named(" ".join(text[start:end].split()), Evidence(start, end, rule=rule, confidence=0.85))


def _unique(found: Iterator[Named]) -> Iterator[Named]:
    seen: set[str] = set()
    for one in found:
        if one.value.lower() not in seen:
            seen.add(one.value.lower())
            yield one
