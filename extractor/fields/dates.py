"""Decides which dates are the policy's own, and by their labels in which role."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.fields.date_labels import WORD, Claim, Labels, tidy
from extractor.fields.date_tables import of_committees, of_rows, under_header
from extractor.fields.grid import Pair, pairs
from extractor.fields.once import once
from extractor.fields.zones import Zones, zones
from extractor.mentions import dates as shapes
from extractor.types import Evidence, Mention, PolicyDate, Problem, Reading

_SEPARATOR = re.compile(
    r"(?<![\s:.…·•*_|–—\-#=&()†‡^])[\s:.…·•*_|–—\-#=&()†‡^]{0,300}"
    r"(?:(?:for services performed|for dates of service)?\s?on or after\s|(?<=: )[A-Z]{1,3}-\d{1,4}, )?$",
    re.IGNORECASE,
)
_STRONG = re.compile(r"[:|…\t=]|\.{2,}|_{2,}")
_LIST_GAP = re.compile(
    r"(?:[ ]?[A-Z]{2,7}(?=[,;]))?[\s,;/&]{1,4}(?:and\s|&\s)?(?:[A-Z]{2,7}/?[ ])?(?:\([^()\n]{0,90}\)[\s,;]{0,3})?$|\s?\([^()\n]{0,90}\)\s?[,;]\s{0,2}$"
)
_SHARED = re.compile(
    r"\s{1,2}for\s[^.:;\d]{3,70}[,;]\s(?:and\s)?"
)  # "May 30, 2026 for claims on paper, and June 1, 2026 …"
_LOOSE = re.compile(
    # a digit or a capital is looked for by itself, which is quick: "2021", "12/24", "Jan '24"; not "January"
    r"[0-9A-Z](?:"
    r"(?:(?<=[1-4])(?:st|nd|rd|th)[ ]Q(?:ua)?r?te?r|(?<=Q)[1-4][ ,]|(?<=[FST])(?:irst|econd|hird|ourth)[ ]Quarter)[^\n]{0,6}?[ ](?:19|20)\d\d"
    r"|(?<=[0-9])[0-9]{0,7}(?:[ ]?[/.\u2010-\u2015-][ ]?[0-9]{2})?(?![0-9])"
    r"|(?<=[A-Z])[a-z]{2,8}+[ ]?['’-][ ]?[0-9]{2}(?![0-9]))"
)
_SHORT = re.compile(
    # what a date goes on with that begins with one to three figures: "6/22", "1 April", "2nd Qtr"; not "12 mg"
    r"\d{1,3}(?:[ ]{0,2}[/.|\u2010-\u2015\u2212-]|[ -][JFMASOND]|st|nd|rd|th)"
)
# A label in a front that was poured into one line: "… Guideline TN 04 Original Effective Date 2/8/2012 Revision Date …"
_POURED = re.compile(r"(?:Original|Initial|Revision|Last|Next|Current|Policy)[ ](?:[A-Z][a-z]+[ ]){0,2}Date")
_DATED = re.compile(
    r"\d[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)[ ]$|, (?:19|20)\d\d[ ]$"
)  # a label right behind another label's date
# Who approves, before the label: "MPC Approved 05/14/2025"; not who approves drugs
_AGENCY = re.compile(r"(?!FDA|CDC|NIH|WHO|EMA|AND|OR|THE|FOR)[A-Z]{3,6} (?:\([A-Z]{2,4}\) )?")
# Labels and dates without a colon, one behind another: "Approved 02/01/1994; Revised 9/13/2010, 11/19/2013; Effective 5/1/2025"
_CHAIN = re.compile(r"(?:, ?\d{1,2}/(?:\d{1,2}/)?\d{4}){0,60}; (?:[A-Z][a-z]{2,12} ){1,4}\d{1,2}/\d")
_REACH = 110  # characters before a date in which its label can stand; the longest label seen has 78
_CLOSING = 4000  # characters at the end where a policy's own dates can stand below its bibliography

_SENTENCE = re.compile(
    r"""
      # "This policy was approved by the Medical Policy Committee on March 7, 2025"     not: "approved by the FDA on"
      (?:p(?<!\wp)olicy|g(?<!\wg)uideline|M(?<!\wM)CG\)|b(?<!\wb)ulletin|c(?<!\wc)riteria|d(?<!\wd)ocument|p(?<!\wp)rogram)\s(?:was|were|is|has\sbeen)\s
      (?:originally\s|last\s|first\s)?(?P<verb>approved|reviewed|revised|retired|archived|adopted)\b
      (?:[^.;\n]|\n(?!\n)){0,140}?\b(?:on|effective|as\sof)[ \n](?=[0-9A-Z])
    """,
    re.VERBOSE,
)


def find(reading: Reading) -> tuple[PolicyDate, ...]:
    """The dates of the policy itself, by role."""
    return tuple(_settle(_claims(reading)))


def problems(reading: Reading) -> tuple[Problem, ...]:
    """A warning for each labelled date that no calendar has."""
    if not any(mention.system == "impossible" for mention in reading.mentions):
        return ()
    return tuple(
        Problem("warning", "impossible_date", f"{claim.label} holds a date that does not exist", date.start, date.end)
        for claim in _claims(reading)
        for date in claim.dates
        if not date.value
    )


# --------------------------------------------------------------------------- claims


@once
def _claims(reading: Reading) -> tuple[Claim, ...]:
    """What the labels of a document say of its dates, in order."""
    return tuple(_claimed(reading))


def _claimed(reading: Reading) -> Iterator[Claim]:
    text, places = reading.text, zones(reading)
    labels = Labels(reading.profile.tables.get("dates", {}))
    strict = [mention for mention in reading.mentions if mention.kind == "date"]
    tables = {id(table): table for table in reading.document.tables}
    grid = pairs(reading)
    heads = frozenset(section.start for section in reading.sections)
    last: Claim | None = None
    stack: list[tuple[str | None, str, int]] = []
    stack_end = 0
    ruled = tuple(of_rows(reading, labels, places))
    told_of = [(low, high) for low, high, _ in ruled]
    for date in _candidates(text, strict, places):
        zone = places.of(date.start)
        if any(low <= date.start < high for low, high in told_of):
            continue
        if zone == "navigation" or (zone in ("foreign", "elsewhere") and date.start < len(text) - _CLOSING):
            continue
        if last is not None and last.kind and _continues(text, last.dates[-1], date):
            last.dates.append(date)
            continue
        told = last.dates[-1].end if last is not None and last.kind else 0
        if last is not None:
            yield last
            if last.kind and _SHARED.fullmatch(text, last.dates[-1].end, date.start):
                last = Claim(last.kind, last.label, [date], date.start, zone, last.rule, last.confidence)
                continue
        last = under_header(reading, date, zone, labels, list(tables.values())) or _in_grid(
            text, date, zone, labels, grid
        )
        last = last or _labelled(text, date, zone, labels, told) or _over_break(reading, date, zone, labels)
        if last is None and stack and not text[stack_end : date.start].strip():
            kind, label, start = stack[0]
            last = Claim(kind, label, [date], start, zone, "dates.stacked", 0.8) if kind else None
            stack, stack_end = stack[1:], date.end
        elif last is not None and last.rule == "dates.labelled" and "\n" in text[last.start : date.start]:
            stack = _stack(text, date, labels, heads)
            if len(stack) > 1 and (kind := stack[0][0]):
                _, label, start = stack[0]
                last = Claim(kind, label, [date], start, zone, "dates.stacked", 0.8)
            stack, stack_end = stack[1:], date.end
    if last is not None:
        yield last
    yield from _sentences(reading, places)
    yield from of_committees(reading, labels, places)
    yield from (claim for _, _, claims in ruled for claim in claims)


def _candidates(text: str, strict: list[Mention], places: Zones) -> list[Mention]:
    """The dates of every strict form, and stretches of a loose form outside of them where labels may ask for one."""
    found = list(strict)
    starts = [mention.start for mention in strict]
    for match in _LOOSE.finditer(text):
        if match.end() - match.start() < 4 and not _SHORT.match(text, match.start()):
            continue
        near = bisect_left(starts, match.start() - 20)
        while near < len(strict) and strict[near].end <= match.start():
            near = bisect_left(starts, starts[near] + 1)
        if near < len(strict) and starts[near] < match.end():
            continue
        date = shapes.read(text, match.start(), len(text))
        if date is not None and date.value:
            found.append(date)
    found.sort(key=lambda mention: mention.start)
    return found


def _continues(text: str, before: Mention, date: Mention) -> bool:
    """Whether a date goes on a list of dates under one label."""
    gap = text[before.end : date.start]
    return (
        len(gap) < 110
        and "\n\n" not in gap
        and _LIST_GAP.fullmatch(gap) is not None
        and ("," in gap or ";" in gap or "/" in gap or "&" in gap or "and" in gap)
    )


def _labelled(text: str, date: Mention, zone: str, labels: Labels, told: int = 0) -> Claim | None:
    """A date behind its label; ``told`` is where the last labelled date ends, which may stand in the same line."""
    floor = max(0, date.start - _REACH)
    gap = _SEPARATOR.search(text, floor, date.start)
    end = gap.start() if gap else date.start
    end += text.startswith(")", end) and text.startswith("(s", end - 2)  # "Revision Date(s): …"
    start = labels.before(text, end, floor)
    if start == end:
        return _labelled_after(text, date, zone, labels)
    label = text[start:end]
    kind = labels.kind(label)
    if kind is None:
        return None
    between = text[end : date.start]
    strong = bool(_STRONG.search(between)) or "\n" in between or "or after" in between
    line = text.rfind("\n", 0, start) + 1
    lead = text[line:start]
    opens = not lead.strip(" *•·-–—|>#☐☒") or lead.endswith(("\t", "  ", "| ", "; ", ". ", "* ", ") "))
    opens = opens or bool(_DATED.search(lead))
    if (
        kind == "approved"
        and _AGENCY.fullmatch(lead)
        and zone != "history"
        and text[date.end : date.end + 1] in ("\n", "")
    ):
        return Claim(kind, tidy(label), [date], start, zone, "dates.agency", 0.8)
    if "\n" in between and ((not opens and not between.startswith(":")) or between.count("\n") > 2):
        return None  # a label that stands over its date is alone on its line
    poured = zone == "front" and not strong and _POURED.fullmatch(label) is not None
    if (
        not strong
        and not poured
        and not (opens and (label[0].isupper() or zone == "front") and (_ends(text, date.end) or zone == "furniture"))
    ):
        return None
    if lead.count("(") > lead.count(")") and lead.strip() != "(" and zone != "furniture":
        return None  # "(Rev. 12; Issued: …": a note on a change
    alone = opens and not lead.strip(" *•·") and text[date.end : date.end + 1] in ("\n", "")
    further = told > line and text[told:start].strip(" ,;\t") == ""  # "Last revision: 1/9/2017; original: 9/4/2005"
    chained = _CHAIN.match(text, date.end) is not None or (further and text[told : told + 1] == ";")
    if (
        zone == "body"
        and not chained
        and not _STRONG.search(between)
        and not ("\n" in between and _ends(text, date.end))
    ):
        if not (alone and _neighbours(text, line, date.end, kind, labels)):
            return None
    if zone == "history" and "\n" in between and ":" not in between and " " not in label.strip():
        return None  # "Created" over a date: the status of a row
    cell = ":\t" in between and not any(c.isdigit() for c in lead)  # a table of labels and values
    own = lead.rpartition("\t")[2] if zone in ("foreign", "elsewhere") and not any(c.isdigit() for c in lead) else lead
    whole = (cell or further or (opens and not own.strip(" *•·"))) and (
        _ends(text, date.end) if zone == "history" else ":" in between or (alone and "\n" in between)
    )
    if zone in ("history", "foreign", "elsewhere") and (
        not whole or (zone == "history" and "\t" in between and ":" not in between)
    ):
        return None
    loose = date.rule[-1] in "7890"
    if loose and not strong and zone not in ("front", "furniture"):
        return None
    if zone == "body" and not opens and not text[start].isupper():
        return None
    return Claim(kind, tidy(label), [date], start, zone, "dates.labelled", 0.95 if strong else 0.85)


def _labelled_after(text: str, date: Mention, zone: str, labels: Labels) -> Claim | None:
    """A label that stands behind its date: "01/01/2024 (effective)"."""
    if zone not in ("front", "furniture") or date.rule[-1] in "7890":
        return None
    end = text.find("\n", date.end)
    tail = text[date.end : end if end >= 0 else len(text)]
    if len(tail) > 40 or text[text.rfind("\n", 0, date.start) + 1 : date.start].strip(" *•-"):
        return None
    words = WORD.findall(tail)
    if not words or not all(labels.knows(word) for word in words) or any(c.isdigit() for c in tail):
        return None
    kind = labels.kind(tail)
    return Claim(kind, tail.strip(" ()-–—:"), [date], date.start, zone, "dates.label_after", 0.8) if kind else None


def _over_break(reading: Reading, date: Mention, zone: str, labels: Labels) -> Claim | None:
    """A date that opens a page, its label being the last line of the page before."""
    blocks, index = reading.document.blocks, reading.document.block_at(date.start)
    if index < 2 or blocks[index].start != date.start or blocks[index - 1].kind != "furniture":
        return None
    label = next((block for block in reversed(blocks[max(0, index - 12) : index]) if block.kind != "furniture"), None)
    said = reading.text[label.start : label.end] if label and label.end - label.start < 40 else ""
    kind = labels.kind(said) if all(labels.knows(word) for word in WORD.findall(said)) else None
    return Claim(kind, tidy(said), [date], date.start, zone, "dates.labelled", 0.85) if kind else None


def _stack(text: str, date: Mention, labels: Labels, heads: frozenset[int]) -> list[tuple[str | None, str, int]]:
    """The lines over a date that are each a whole label: the head of a row whose cells stand one over another."""
    rows: list[tuple[str | None, str, int]] = []
    end = text.rfind("\n", 0, date.start)
    while end > 0 and len(rows) < 6:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip()
        words = WORD.findall(line)
        if (
            not words
            or start in heads
            or len(line) > 40
            or any(c.isdigit() or c == ":" for c in line)
            or not all(labels.knows(w) for w in words)
        ):
            break
        rows.insert(0, (labels.kind(line), tidy(line), start))
        end = start - 1
    while rows and rows[0][0] is None:
        rows.pop(0)
    return rows


def _neighbours(text: str, start: int, end: int, kind: str, labels: Labels) -> bool:
    """Whether the line before or after is a label and a date of another kind: a small block of dates."""
    for line in (
        text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)],
        text[end + 1 :].partition("\n")[0][:80],
    ):
        match = re.match(r"\W*([A-Z][A-Za-z &]{3,40}?)\W{1,6}(?=\d|[A-Z][a-z]+ \d)", line)
        if match and len(line) < 80 and labels.kind(match.group(1)) not in (None, kind):
            return True
    return False


def _ends(text: str, end: int) -> bool:
    """Whether nothing but another label, a note in parentheses or the line's end follows."""
    tail = text[end : end + 30]
    return (
        not tail.strip(" .*†")
        or tail.lstrip(" ")[:1] in ("\n", "\t", "(", ";", "|", "&", "")
        or "  " in tail[:3]
        or bool(re.match(r",[ ]?\d|\.?[ ]?(?:\n|$|[A-Z][\w &]{0,28}:|[A-Z][a-z]+ (?:Date|Review|Approv))", tail))
    )


def _in_grid(text: str, date: Mention, zone: str, labels: Labels, grid: tuple[Pair, ...]) -> Claim | None:
    """A date that stands under its label, apart from it."""
    for pair in grid:
        if not pair.start <= date.start < pair.end or text[pair.start : date.start].strip():
            continue
        kind = labels.kind(pair.label) if all(labels.knows(w) for w in WORD.findall(pair.label)) else None
        row_of_history = zone == "history" and not re.search(r"(?i)original|initial|next|current", pair.label)
        if kind and not row_of_history:
            return Claim(kind, tidy(pair.label), [date], pair.label_start, zone, "dates.grid", 0.9)
    return None


def _sentences(reading: Reading, places: Zones) -> Iterator[Claim]:
    """ "This policy was approved by … on …": a closing block that speaks in sentences."""
    verbs = {"approved": "approved", "adopted": "approved", "reviewed": "last_review", "revised": "revised"}
    for match in _SENTENCE.finditer(reading.text):
        zone = places.of(match.start())
        date = shapes.read(reading.text, match.end(), len(reading.text))
        if zone in ("foreign", "history") or date is None or not date.value or len(date.value) < 7:
            continue
        kind = verbs.get(match["verb"], "end")
        yield Claim(kind, match["verb"], [date], match.start(), zone, "dates.sentence", 0.8)


# --------------------------------------------------------------------------- settling

_RANK = {"front": 0, "furniture": 1, "body": 2, "elsewhere": 3, "foreign": 3, "history": 3}


def _settle(claims: Sequence[Claim]) -> Iterator[PolicyDate]:
    """One row a label and value; where the front matter speaks, a later place that says otherwise does not count."""
    rows = Counter(claim.kind for claim in claims if claim.zone == "history" and claim.confidence < 0.9)
    claims = [c for c in claims if c.zone != "history" or c.confidence >= 0.9 or rows[c.kind] == 1]
    best: dict[str, int] = {}
    for claim in claims:
        if shapes.newest(claim.dates):
            best[claim.kind] = min(best.get(claim.kind, 9), _RANK[claim.zone])
    seen: set[tuple[str, str]] = set()
    for claim in sorted(claims, key=lambda claim: (_RANK[claim.zone] > 1, claim.start)):
        date = shapes.newest(claim.dates)
        if date is None or (claim.kind, date.value) in seen:
            continue
        if _RANK[claim.zone] > 1 and best[claim.kind] < 2 and claim.kind != "approved":
            continue
        if claim.kind in ("effective", "end", "published", "next_review", "original_effective") and any(
            kind == claim.kind
            and (value.startswith(date.value) or date.value.startswith(value) or _RANK[claim.zone] > 0)
            for kind, value in seen
        ):
            continue
        if claim.zone == "history" and any(kind == claim.kind for kind, _ in seen):
            continue
        seen.add((claim.kind, date.value))
        evidence = Evidence(date.start, date.end, rule=claim.rule, confidence=claim.confidence)
        yield PolicyDate(claim.kind, date.value, date.system, claim.label, evidence)
