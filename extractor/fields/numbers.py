"""Decides which identifiers are the policy's numbers, and in which role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from extractor.fields.grid import pairs
from extractor.fields.once import once
from extractor.fields.zones import FRONT_LIMIT, Zones, zones
from extractor.mentions import dates as shapes
from extractor.types import Evidence, Number, Reading

_VALUE = r"""
    (?P<value>
      # 2025 P 2342-2: a year, a letter, a number                        not: 2025 Policy
      (?:19|20)\d\d[ ][A-Z][ ]\d{3,5}(?:-\d{1,3})?
      # MP 15 · RESPIRATORY 009.21 · TN_LAMP 04 · SGM 2156-A: a prefix and a number   not: MAY 2025, PAGE 3
    | (?!PAGE|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{2,14}(?:_[A-Z]{2,8})?[ ]\d{1,4}(?:[.-][A-Z0-9]{1,4}){0,3}(?![\d/,])
      # 0529 · GENE.00059 · 02-61000-35 · RxA.729 · THE803.012 · L33801 · AHS – G2054     not: see, Revised
    | \#?[ ]?[A-Za-z0-9](?:[\w./]|[-\u2010-\u2013](?=\w)|[ ][\u2010-\u2013-][ ](?=[A-Z]?\d)){0,30}
    )
"""
_LABELLED = re.compile(
    rf"""
      # "Policy Number: 0529", "Reference No. X", "Document #: CC-0029", "LCD ID" and its value on the next line
      (?P<label>(?:[A-Za-z&][A-Za-z&/.®]{{0,24}}[ ]){{0,4}}?(?:[Nn]umber\(?s?\)?|NUMBER|No\.|No(?=:)|NO\.|ID(?=[:\s])|[A-Z][a-z]+[#]|[#]|Num(?=[:.])))
      [ ]?(?:[:|#\t*.…_]|[ ]|[-\u2013](?=[ ]))*\n?[ ]{{0,3}}{_VALUE}
      # "Policy: MP360", "Medical Policy: L-123-006": a name of the document, a colon, an identifier
    | (?<![A-Za-z][ ])(?P<name>(?:Medical|Clinical|Payment|Reimbursement|Coverage|Drug|MEDICAL|CLINICAL|PAYMENT)?[ ]?
          (?:Policy|POLICY|Guideline|Protocol|LCD|Bulletin))
      # also "MEDICAL POLICY - 7.01.123" and "Policy | MP123" in a line of their own
      (?:[ ]?[:#][ ]?(?=[A-Z]{{0,6}}[ ]?[-.]?\d|[A-Z]{{1,5}}[.-])
          |[ ][|\u2013-][ ](?=[\w.-]{{2,24}}(?:\n|$))(?=[A-Z.-]{{0,8}}\d))(?P<plain>[A-Z0-9][\w.-]{{1,24}})
    """,
    re.VERBOSE,
)
_TRIGGER = re.compile(
    # the first character is looked for by itself, which is quick: "Number", "#", "ID:", "No.", "Policy:"; not "policy is"
    r"[Nn#IDPpGgLBb](?:(?<=[Nn])umber|(?<=N)UMBER|(?<=[#])|(?<=[ID])D(?=[:\s])|(?<=N)[oO][.:]"
    r"|(?:(?<=[Pp])olicy|(?<=P)OLICY|(?<=[Gg])uideline|(?<=[Pp])rotocol|(?<=L)CD|(?<=[Bb])ulletin)[ ]?[:#|\u2013-]|(?<=N)um[.:])"
)
_SHAPE = re.compile(
    r"""
      # GENE.00052 · CC-0029 · MOL.TS.396.A · PHARMACY-73 · BSC_CON_2.10 · L33801 · NIA_CG_044      not: words, MAY-2024
      (?:[A-Z][A-Za-z]{0,8}+[-._]?){1,3}\d{1,6}(?:[-._]\d{1,6}){0,2}(?:[-._]?[A-Z])?
      # 5.21.169 · 02-61000-35 · 2.04.141 · 100.7                                                   not: 1.0, 12/31/2024
    | \d{1,3}(?:[.]\d{1,3}){1,2} | \d{2}-[A-Z]?\d{4,5}-\d{2}
    """,
    re.VERBOSE,
)
_LEADING = re.compile(
    # "2.04.141 Tidal Lamps" · "MP 8.01.19 Tidal Lamps" · "MEDICAL POLICY – 12.04.743 Tidal Lamps" (a line that runs on)
    r"(?:(?:[A-Z]{3,12}|/)[ ]){1,5}[\u2013-][ ](\d{1,2}\.\d{2}\.\d{2,3})(?=[ ][A-Z])"
    r"|(M[A-Z]{1,3}[ ]\d{1,2}\.\d{2}\.\d{2,3})(?=[ ][A-Z])"
    r"|(?:[A-Z]{2,5}[ ])?((?:[A-Z]{2,6}[.-]){1,3}\d{2,6}|\d\.\d{2}\.\d{2,3})(?=[ ][A-Z])"
)
_TRAILING = re.compile(
    # "Subject: Tidalex TNM 2045-A P2025a" · "Tidal Lamps - TNM 204" · "Tidal Lamps-TN-2045"
    # "Lamp 25-NM MCD-TN-0045": a state and a line of business before it · "Tidal Lamps TN2045" · "Tidal Lamps (TN013, Ver. 11)"
    r"[ ]([A-Z]{2,5}[ ]\d{3,5}-[A-Z]{1,2})(?:[ ][PVv]\d{4}[a-z]?)?$"
    r"|(?:[a-z)]|(?<=\w)(?=-[A-Z]{2}[ ][A-Z]))[ ]?[\u2013-][ ]?(?:[A-Z]{2}[ ][A-Z]{2,5}-)?([A-Z]{2,5}[ -]\d{3,5})$"
    r"|[a-z)] ((?!CPT|ICD|LCD|NCD|FDA|COVID)[A-Z]{2,3}\d{4,5})$"
    r"|[a-z] \(([A-Z]{2,4}\d{3,5}), (?:[Vv]er|[Rr]ev)\w*\.? \d{1,3}\)$"
)
_EARLIER = re.compile(
    r"[Pp]revious (?:policy|guideline|document) versions? ((?:[A-Z]{2,14} )?[A-Z0-9][\w.-]{3,20})(?: and ((?:[A-Z]{2,14} )?[A-Z0-9][\w.-]{3,20}))?"
)
_REPLACED = re.compile(
    # "Replaces: 7.01.77" · "Formerly: TNM-203, TNM-202"                  not: "Replaces: N/A", "replaces 3 visits"
    r"^\W{0,3}(?:Replaces|Supersedes|Formerly|Previously)(?: [Pp]olicy)?(?: [Nn]umber| [Nn]o\.)?[ ]?:\s?((?:[A-Z]{2,14} )?[A-Z0-9][\w.-]{2,20})"
    r"(?:(?:,| and|;) ((?:[A-Z]{2,14} )?[A-Z0-9][\w.-]{2,20}))?",
    re.MULTILINE,
)
_BARE = re.compile(
    # "Policy 12.4 | Effective July 1, 2024": first in its line      not: "Policy 1.", "Policy 12.4 applies"
    r"^(?:Medical |Clinical )?(?:Policy|POLICY|Guideline) (\d{1,3}(?:\.\d{1,3}){1,2}[A-Z]?)(?=[ ]?\||$)",
    re.MULTILINE,
)
# A history tells when the policy got its number: "05/26/2016: Policy number L.9.01 added."
_GIVEN = re.compile(
    r"\b[Pp]olicy number ((?=[A-Z.-]{0,8}\d)[A-Z0-9][\w.-]{2,20}[A-Z0-9]) (?:was )?(?:added|assigned)\b"
    # in a page poured into one line, as a sentence of its own: "… 322-327. Policy reference number B003-11 Go to …"
    r"|(?<=[.)] )Policy (?:reference )?number ((?=[A-Z]{1,5}[\d.-])[A-Z0-9][\w.-]{2,20}\d)(?=[ .]{1,2}[A-Z]|\s*$)"
)
_SPELLED = re.compile(r"(?<![\w.-])[A-Z]{2,6}[.-]?(?P<digits>\d{2,6})(?![\w./-])")
_GLUED = re.compile(r"(?<=\d)(?=[A-Z][a-z]{2})")  # GENE.00059Publish Date
_MENU = 40  # characters of the longest entry of a menu
_FIRST_BLOCKS = 14  # an identifier without a label stands alone, and in the first lines


@once
def find(reading: Reading) -> tuple[Number, ...]:
    """The policy's numbers, by role: labelled ones, else an identifier that stands alone at the top or runs along."""
    places = zones(reading)
    found = list(_labelled(reading, places))
    if not any(number.role == "primary" for number in found):
        found = [*_in_grid(reading), *found]
    if not any(number.role == "primary" for number in found):
        found = [*_bare(reading, places), *found]
    if not any(number.role == "primary" for number in found):
        found = [*_alone(reading), *found]
    found.extend(_spelled_out(reading, found))
    found.extend(_earlier(reading))
    if not any(number.role == "primary" for number in found):
        found.extend(_written(reading, places))
    if not any(number.role == "primary" for number in found) and (given := _GIVEN.search(reading.text)):
        evidence = Evidence(*given.span(given.lastindex or 1), rule="numbers.given", confidence=0.7)
        found.append(Number(given.group(given.lastindex or 1), "primary", "Policy number", evidence))
    unique: dict[str, Number] = {}
    for number in found:
        key = re.sub(r"\W", "", number.value).upper()
        unique.setdefault(key, number)
    return tuple(unique.values())


def _labelled(reading: Reading, places: Zones) -> Iterator[Number]:
    text = reading.text
    words = _words(*_frozen(reading))
    best: dict[str, int] = {}
    for match in _candidates(text):
        group = "plain" if match["plain"] else "value"
        start = match.start(group)
        zone = places.of(match.start())
        if zone in ("foreign", "navigation", "history"):
            continue
        line = text.rfind("\n", 0, match.start()) + 1
        lead = text[line : match.start()].strip(" *•|#>-_\t")
        role, label = words.role(match["label"] or match["name"])
        if match["name"] and len(lead) <= 24 and (other := words.role_of(lead)):
            role = other  # "BCBSA Ref. Policy: 7.01.99"
        if (
            not role
            and label.lower().rstrip(".") == "no"
            and not lead
            and words.is_noun(text[:line].rstrip().rpartition("\n")[2])
        ):
            role = "primary"  # "Policy" and, on the next line, "No. 051"
        if not role:
            continue
        span = _trim(text, start, match.end(group))
        if span is None:
            continue
        value = text[span[0] : span[1]]
        between = text[match.end("label") if match["label"] else match.end("name") : start]
        parted = zone == "front" and lead.endswith(",") and len(lead) < 40 and text[span[1] : span[1] + 1] in ("\n", "")
        if (
            lead
            and not lead.endswith("/")
            and ":" not in between
            and "#" not in (match["label"] or "")
            and zone != "furniture"
            and not parted
        ):
            continue  # "… see policy number 12" in a sentence; not "Surgery, Policy No. 12" in a line of its own
        if zone == "body" and lead and role == "primary":
            continue
        if "\n" in between and text[span[1] : span[1] + 1] not in ("\n", "\t", ""):
            continue
        rank = {"front": 0, "furniture": 1}.get(zone, 2)
        if role == "primary" and rank > best.setdefault(role, rank):
            continue
        best[role] = min(best.get(role, 9), rank)
        yield Number(value, role, label, Evidence(*span, rule="numbers.labelled", confidence=0.95 if rank < 2 else 0.8))


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """The labelled pattern's matches, sought only around the words that every label has."""
    position = 0
    for trigger in _TRIGGER.finditer(text):
        if trigger.start() < position:
            continue
        begin = max(position, text.rfind("\n", 0, trigger.start()) + 1, trigger.start() - 70)
        match = _LABELLED.search(text, begin, min(len(text), trigger.end() + 90))
        if match is not None and match.start() <= trigger.end():
            position = match.end()
            yield match


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the identifier itself; None where what follows the label is none."""
    value = text[start:end]
    if glued := _GLUED.search(value):
        value = value[: glued.start()]
    stripped = value.lstrip("# ")
    start += len(value) - len(stripped)
    stripped = stripped.rstrip(".-/_ ")
    if not any(c.isdigit() for c in stripped) or "http" in stripped:
        return None
    date = shapes.read(stripped, 0, len(stripped))
    dotted = re.fullmatch(r"\d{1,2}\.\d{2}\.\d{2}", stripped)  # 07.01.44: behind a number's label, a number
    if date is not None and date.end == len(stripped) and date.system in ("day", "month", "impossible") and not dotted:
        return None
    return start, start + len(stripped)


def _alone(reading: Reading) -> Iterator[Number]:
    """An identifier that is a block of its own: at the top, or in each page's header."""
    text = reading.text
    seen: Counter[str] = Counter()
    shown = 0
    for block in reading.document.blocks:
        content = text[block.start : block.end].strip()
        if block.role == "navigation":
            continue
        if block.kind == "furniture":
            if len(content) > 60:
                continue
            candidate = content.split("\t")[-1].strip()
            match = _SHAPE.fullmatch(candidate)
            seen[candidate] += 1
            if not match or seen[candidate] != 2 or not _identifier(candidate):
                continue
            start = text.index(candidate, block.start)
            yield Number(
                candidate,
                "primary",
                None,
                Evidence(start, start + len(candidate), rule="numbers.running", confidence=0.8),
            )
            return
        shown += block.kind != "item" or len(content) > _MENU  # a printed web page begins with its menus
        if shown > _FIRST_BLOCKS:
            continue
        if len(content) <= 24 and _SHAPE.fullmatch(content) and _identifier(content):
            yield Number(
                content,
                "primary",
                None,
                Evidence(block.start, block.start + len(content), rule="numbers.alone", confidence=0.8),
            )
            return
        match, rule = _LEADING.match(content) if len(content) < 200 else None, "numbers.leading"
        if match is None and len(content) < 120:
            match, rule = _TRAILING.search(content), "numbers.trailing"
        if match is not None:
            value = next(group for group in match.groups() if group)
            start = text.index(value, block.start)
            yield Number(value, "primary", None, Evidence(start, start + len(value), rule=rule, confidence=0.7))
            return


def _spelled_out(reading: Reading, found: list[Number]) -> Iterator[Number]:
    """The policy's number as running lines write it, with letters before it: "184", and "SUR184" along the pages."""
    short = {number.value for number in found if number.role == "primary" and number.value.isdigit()}
    seen: Counter[str] = Counter()
    for block in reading.document.blocks if short else ():
        if block.kind != "furniture" or block.role == "navigation" or block.end - block.start > 60:
            continue
        for match in _SPELLED.finditer(reading.text, block.start, block.end):
            seen[match.group()] += match["digits"] in short
            if seen[match.group()] == 2:
                yield Number(
                    match.group(), "primary", None, Evidence(*match.span(), rule="numbers.running", confidence=0.8)
                )


def _bare(reading: Reading, places: Zones) -> Iterator[Number]:
    """An identifier right behind the word for what it numbers, first in a line of the front matter."""
    match = _BARE.search(reading.text, 0, min(len(reading.text), FRONT_LIMIT))
    if match is not None and places.of(match.start()) in ("front", "furniture"):
        yield Number(match.group(1), "primary", None, Evidence(*match.span(1), rule="numbers.bare", confidence=0.7))


def _in_grid(reading: Reading) -> Iterator[Number]:
    """Identifiers that stand under their label, apart from it."""
    words = _words(*_frozen(reading))
    for pair in pairs(reading):
        value = reading.text[pair.start : pair.end]
        both = re.fullmatch(r"(?i)policy (?:name|title)\s?(?:&|and|/)\s?(?:number|no\.?|#)", pair.label)
        match = _TRAILING.search(value) if both else re.match(r"\s*([\w.-]{1,24}(?: [\w.-]{1,10})?)\s*$", value)
        role = "primary" if both else words.role(pair.label)[0]
        if match is None or not role:
            continue
        group = match.lastindex or 1
        span = _trim(reading.text, pair.start + match.start(group), pair.start + match.end(group))
        if span is not None:
            yield Number(
                reading.text[slice(*span)], role, pair.label, Evidence(*span, rule="numbers.grid", confidence=0.9)
            )


def _written(reading: Reading, places: Zones) -> Iterator[Number]:
    """Identifiers whose form alone tells that they are one ("AHS – G2054"), in the document's first lines."""
    patterns = reading.profile.tables.get("numbers", {}).get("written", ())
    for pattern in patterns:
        match = re.compile(pattern).search(reading.text, 0, min(len(reading.text), 40_000))
        if match and places.of(match.start()) != "foreign":
            span = match.span(1)
            yield Number(
                reading.text[slice(*span)], "primary", None, Evidence(*span, rule="numbers.written", confidence=0.8)
            )


def _identifier(text: str) -> bool:
    """Not a date, a page, a version or a bare decimal."""
    if shapes.scan(text) or re.match(r"[Vv]\.?\d|[Pp]age", text) or sum(c.isdigit() for c in text) < 2:
        return False
    return not re.fullmatch(
        r"\d{1,2}\.\d|0\.\d+|[A-Z]{3,9}\d{4}|[A-Z]\d{4}|[A-Z]\d\d(?:\.\d+)?", text
    )  # not a decimal, a code


def _earlier(reading: Reading) -> Iterator[Number]:
    found = [
        *_EARLIER.finditer(reading.text),
        *_REPLACED.finditer(reading.text, 0, min(len(reading.text), FRONT_LIMIT)),
    ]
    for match in found:
        for group in (1, 2):
            if match[group] and (span := _trim(reading.text, *match.span(group))):
                yield Number(
                    reading.text[slice(*span)],
                    "previous",
                    None,
                    Evidence(*span, rule="numbers.earlier", confidence=0.8),
                )


# --------------------------------------------------------------------------- words

_TAILS = frozenset(
    {
        "number",
        "numbers",
        "number(s)",
        "no",
        "id",
        "num",
        "legacy",
        "drug",
        "payment",
        "reimbursement",
        "source",
        "proposed",
    }
)


class _Words:
    def __init__(
        self, nouns: frozenset[str], barred: frozenset[str], whole: dict[str, str], roles: dict[str, tuple[str, ...]]
    ) -> None:
        self.nouns, self.barred, self.whole, self.roles = nouns, barred, whole, roles

    def role_of(self, lead: str) -> str | None:
        """The role that words before a label give: "BCBSA Ref."."""
        said = {word.strip(".®:/").lower() for word in lead.split()}
        return next((role for role, marks in self.roles.items() if said.intersection(marks)), None)

    def is_noun(self, line: str) -> bool:
        """Whether a line says no more than what can have a number: "Policy", "Medical Policy"."""
        words = line.lower().split()
        return 0 < len(words) <= 3 and words[-1] in self.nouns and all(word in self.nouns for word in words)

    def role(self, label: str) -> tuple[str | None, str]:
        """The role of the number that a label announces, and the label without what runs into it."""
        label = " ".join(label.split())
        words = [word.strip(".®&/").lower().removesuffix("(s)") for word in re.sub(r"[#:]", " ", label).split()]
        known = self.nouns | self.barred | {mark for marks in self.roles.values() for mark in marks} | _TAILS
        first = next((i for i in range(len(words) - 1, -1, -1) if words[i] not in known), -1)
        words, label = (
            words[first + 1 :],
            " ".join(label.split()[first + 1 :]),
        )  # "Cells Document #": the title ran into it
        folded = " ".join(words)
        for name in (label.lower().rstrip(".:"), folded):
            if name in self.whole:
                return self.whole[name] or None, label
        if any(word in self.barred for word in words):
            return None, label
        for role, marks in self.roles.items():
            if any(word in marks for word in words):
                return (role if any(word in self.nouns for word in words) else None), label
        if (
            words
            and words[-1] in ("number", "no", "id", "num")
            and len(words) > 1
            and words[-2] in self.nouns | {"legacy"}
        ):
            return "primary", label
        if "#" in label and words and words[-1] in self.nouns:
            return "primary", label
        return ("primary" if folded in ("number",) else None), label


def _frozen(
    reading: Reading,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    table = reading.profile.tables.get("numbers", {})
    return (
        tuple(table.get("nouns", ())),
        tuple(table.get("not_nouns", ())),
        tuple(table.get("whole", {}).items()),
        tuple((role, tuple(marks)) for role, marks in table.get("roles", {}).items()),
    )


@lru_cache(maxsize=8)
def _words(
    nouns: tuple[str, ...],
    barred: tuple[str, ...],
    whole: tuple[tuple[str, str], ...],
    roles: tuple[tuple[str, tuple[str, ...]], ...],
) -> _Words:
    return _Words(frozenset(nouns), frozenset(barred), dict(whole), dict(roles))
