"""What a leaf's words ask for in numbers: age, trials, durations, quantities, measurements, prescribers and the like."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.coverage.openers import NUMBERS
from extractor.types import Constraint

_N = r"\d{1,4}(?:,\d{3})*(?:\.\d+)?"
_WORD = "|".join(NUMBERS)
_UNIT = r"(?P<unit>days?|weeks?|months?|years?|hours?)"

_AGE = re.compile(
    rf"""
      (?:(?P<cmp>≥|>=|>|≤|<=|<|at\s+least|older\s+than|younger\s+than|under|over|less\s+than|greater\s+than|up\s+to|aged?|between)\s*)?
      (?P<low>{_N})\s*(?:(?:to|-|–|and|through)\s*(?P<high>{_N})\s*)?
      (?P<unit>years?|months?|days?|weeks?)\s*(?:\(s\)\s*)?
      (?P<tail>(?:of\s+age|old)(?:\s*(?:or|and)\s*(?P<dir>older|younger|above|over|greater|less|under|up))?|(?:or|and)\s*(?P<dir2>older|younger))
    | \bage[ds]?\s*(?:is\s*|of\s*)?(?P<cmp3>≥|>=|>|≤|<=|<|at\s+least|under|over)\s*(?P<low3>{_N})(?:\s*(?P<unit3>years?|months?))?
    | \b(?P<group>adults?|pediatric|children)\b(?=\s+(?:patients?|members?|individuals?))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TRIAL = re.compile(
    r"\b(?:trial|tried|(?<!heart\s)(?<!cardiac\s)(?<!renal\s)(?<!kidney\s)(?<!liver\s)(?<!hepatic\s)(?<!respiratory\s)(?<!organ\s)(?<!graft\s)(?<!marrow\s)failure(?!\sto\sthrive)|failed|inadequate\s+(?:clinical\s+)?response|intoleran\w+|refractory|previously\s+(?:treated|received)|prior\s+(?:therapy|treatment|lines?)|did\s+not\s+respond|step\s+therapy)\b",
    re.IGNORECASE,
)
_TRIAL_COUNT = re.compile(
    rf"\b(?:(?P<cmp>at\s+least|≥|minimum\s+of|a\s+total\s+of)\s*)?(?P<n>\d{{1,2}}|{_WORD})\b(?!\s*[-\s]?(?:days?|weeks?|months?|years?|mg|%))(?:\s*\(\d+\))?(?:\s+or\s+more)?\s+(?:[\w-]+\s+){{0,3}}"
    r"(?:agents?|drugs?|medications?|therap(?:y|ies)|dmards?|lines?|products?|classes|biologics?|treatments?|nsaids?|of\s+the\s+following|corticosteroids?|trials?)",
    re.IGNORECASE,
)
_PRESCRIBER = re.compile(
    r"\b(?:prescribed|ordered|initiated|recommended|managed)\s+(?:or\s+recommended\s+)?(?:by|under)\b.{0,60}?\b(?P<who>[a-z-]+(?:ologist|iatrist|ician|surgeon|specialist|ist)s?)\b|\bin\s+consultation\s+with\s+(?:an?\s+)?(?P<who2>[\w-]+)",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\b(?:administered|performed|provided|given)\s+(?:in|at|by)\s+(?:an?\s+|the\s+)?(?P<site>(?:[\w-]+\s+){0,4}(?:facility|setting|hospital|center|clinic|office|home))\b",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    rf"\b(?P<n>\d{{1,3}}|once|twice|{_WORD})\s*(?:times?|tests?|treatments?|visits?|doses?|injections?)?\s*(?:per|every|each|a|in\s+any)\s+(?:(?P<m>\d{{1,3}}|{_WORD})[\s-]*)?{_UNIT}"
    rf"|\bevery\s+(?P<m2>\d{{1,3}}|{_WORD})[\s-]*(?:\(\d+\)\s*)?(?P<unit2>days?|weeks?|months?|years?)",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"\b(?:dose|dosing|dosage|quantity|request(?:ed)?\s+dose)\b.{{0,60}}?(?P<cmp>not\s+exceed|≤|<=|<|up\s+to|less\s+than|maximum|limit\w*)\D{{0,20}}(?P<v>{_N})\s*(?P<u>mg(?:/\w+)?|mcg(?:/\w+)?|g|units?|tablets?|vials?|ml)?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"(?P<cmp>at\s+least|≥|>=|>|minimum\s+of|more\s+than|greater\s+than|within|less\s+than|≤|<|for)\s*(?:the\s+(?:past|last|previous)\s+|an?\s+)?(?P<v>{_N}|{_WORD})[\s-]*(?:\(\d+\)[\s-]*)?(?:consecutive\s+)?{_UNIT}",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    rf"(?P<cmp>≥|>=|>|≤|<=|<|=|at\s+least|greater\s+than(?:\s+or\s+equal\s+to)?|less\s+than(?:\s+or\s+equal\s+to)?"
    rf"|(?:no|not)\s+more\s+than"
    rf"|(?<!no )(?<!not )more\s+than|below|above|not\s+exceed(?:ing)?|(?<!not )exceeds?)"
    rf"\s*(?:\([≥≤<>=]+\)\s*)?(?P<v>{_N})\s*(?P<u>%|[a-zµ]+(?:\s?/\s?[\w²^³-]+)?)?",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"^\W*(?:documentation|documented|medical\s+records?|chart\s+notes?|provider\s+attests|submission\s+of|prescriber\s+attests)\b",
    re.IGNORECASE,
)

_COMPARATORS = {
    "≥": ">=",
    ">=": ">=",
    "at least": ">=",
    "minimum of": ">=",
    "older than": ">",
    ">": ">",
    "over": ">",
    "greater than": ">",
    "more than": ">",
    "above": ">",
    "exceeds": ">",
    "exceed": ">",
    "≤": "<=",
    "<=": "<=",
    "up to": "<=",
    "not exceed": "<=",
    "not exceeding": "<=",
    "no more than": "<=",
    "not more than": "<=",
    "<": "<",
    "less than": "<",
    "under": "<",
    "younger than": "<",
    "below": "<",
    "within": "<=",
    "maximum": "<=",
    "limit": "<=",
    "greater than or equal to": ">=",
    "less than or equal to": "<=",
    "=": "=",
    "between": "between",
    "a total of": ">=",
}


def _compare(word: str | None, default: str | None) -> str | None:
    return _COMPARATORS.get(" ".join((word or "").lower().split()), default)


def _number(word: str | None) -> float | None:
    if not word:
        return None
    word = word.lower().replace(",", "")
    if word in NUMBERS:
        return NUMBERS[word]
    if word in ("once", "twice"):
        return 1 if word == "once" else 2
    value = float(word)
    return int(value) if value == int(value) else value


def _unit(word: str | None) -> str | None:
    return word.lower().rstrip("s") if word else None


def _age(text: str) -> Constraint | None:
    match = _AGE.search(text)
    if match is None:
        return None
    if match["group"]:
        adult = match["group"].lower().startswith("adult")
        return Constraint("age", ">=" if adult else "<", 18, None, "year")
    if match["low3"]:
        return Constraint(
            "age", _compare(match["cmp3"], "="), _number(match["low3"]), None, _unit(match["unit3"]) or "year"
        )
    way = (match["dir"] or match["dir2"] or "").lower()
    if way in ("older", "above", "over", "greater", "up"):
        comparator: str | None = ">="
    elif way in ("younger", "less", "under"):
        comparator = "<="
    else:
        comparator = _compare(match["cmp"], "=")
    if match["high"]:
        return Constraint("age", "between", _number(match["low"]), _number(match["high"]), _unit(match["unit"]))
    if comparator == "between":
        comparator = ">="
    return Constraint("age", comparator, _number(match["low"]), None, _unit(match["unit"]))


@lru_cache(maxsize=8192)
def constraint_of(text: str) -> Constraint | None:
    """The typed condition of a leaf's words; None where they give none."""
    found = _age(text)
    if found is not None and (found.value != 18 or "year" in text or "age" in text):
        return found
    if len(text) < 220 and (match := _PRESCRIBER.search(text)):
        return Constraint("prescriber", "=", (match["who"] or match["who2"] or "").lower() or None)
    if _TRIAL.search(text):
        match = _TRIAL_COUNT.search(text)
        return Constraint("prior_treatment", ">=", _number(match["n"]) if match else 1, None, "trial")
    if match := _QUANTITY.search(text):
        return Constraint(
            "quantity", _compare(match["cmp"], "<="), _number(match["v"]), None, (match["u"] or "").lower() or None
        )
    if _DOCUMENT.match(text):
        return Constraint("documentation")
    if match := _SITE.search(text):
        return Constraint("site_of_care", "=", " ".join(match["site"].lower().split()))
    if match := _FREQUENCY.search(text):
        n, m = (_number(match["n"]) or 1, _number(match["m"]) or 1) if match["n"] else (1, _number(match["m2"]))
        unit = _unit(match["unit"] or match["unit2"])
        return Constraint("frequency", "=", n, None, f"{m} {unit}" if m != 1 else unit)
    if match := _DURATION.search(text):
        return Constraint("duration", _compare(match["cmp"], ">="), _number(match["v"]), None, _unit(match["unit"]))
    if match := _MEASURE.search(text):
        return Constraint(
            "measurement", _compare(match["cmp"], "="), _number(match["v"]), None, (match["u"] or "").lower() or None
        )
    if found is not None:
        return found
    return None
