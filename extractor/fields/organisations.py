"""Decides which organisation that no directory knows the document names as its own payer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.fields.claims import claim
from extractor.fields.payer_directory import MARKS, hits
from extractor.fields.zones import Zones, zones
from extractor.types import Evidence, Payer, Reading

_FRONT = 7000  # characters at the top in which a document says whose it is
_CLOSING = 7000  # characters at the end in which notices stand
_ENOUGH = 3.0  # a claim of ownership, or a banner line of its own; a name in passing has 0.3 to 0.8

_RUN = re.compile(
    r"""
      # capitalised words, with small joining words between them: Silver Birch Health Partners · Mutual of Northmoor, Inc.
      [A-Z][\w’'&./-]*[®™]?(?:,?[ ](?:(?:of|and|&|the|for)[ ])?(?:[A-Z][\w’'&./-]*[®™]?|\|)){0,14}
    """,
    re.VERBOSE,
)
_KIND = re.compile(
    r"\b(?:Health(?:care|[Pp]lans?)?|HealthCare|HEALTH(?:CARE)?|Plans?|PLANS?|HMO|PPO|Insurance|INSURANCE|Mutual|MUTUAL"
    r"|Medicaid|MEDICAID|Blue(?:Cross|Shield)?|BLUE|Care|CARE|Benefits?|BENEFITS?|Services|SERVICES|Partners|PARTNERS"
    r"|Alliance|ALLIANCE|Administrators|ADMINISTRATORS|Company|COMPANY|Cooperative|Network|Assurance|Group|Solutions|Advantage"
    r"|Trust|Fund|Rx|RxManagement|Therapeutics|Choice|Contractors?|Medicare)\b"
)
_SURE = re.compile(
    r"\b(?:Medicaid|MEDICAID|Health Plans?|HealthPlan|HEALTH PLANS?|Insurance|Mutual|HMO|Blue|Administrators|Health (?:Partners|Alliance"
    r"|Services|Network|Cooperative|Group)|LLC|Inc|Company|Cooperative)\b"
)
_SUFFIX = re.compile(r"\b(?:Inc|LLC|L\.L\.C|Corp|Corporation|Company|Companies|Ltd|Co-op|COOP)\b")
_CUT = re.compile(
    r"[ ](?:Commercial|Corporate|Medical|Clinical|Coverage|Payment|Reimbursement|Drug|Pharmacy(?! Solutions| Services"
    r"| Benefit)|Prior|Policy|Policies|Guidelines?|Manual|Bulletin|Criteria|Medication|Utilization|Formulary|Provider"
    r"|Member|Medicare|Medicaid|Department|Committee|All Rights|Page"
    r"|MEDICAL|CLINICAL|COVERAGE|POLICY|POLICIES|PHARMACY|PAYMENT|DRUG|PRIOR|CORPORATE|COMMERCIAL|GUIDELINES?)\b|[ ]\|"
)
_LEAD = re.compile(
    r"^(?:(?:Proprietary|Confidential|Information|Property|Copyright|COPYRIGHT|Published|Issued|Written|Maintained|Developed"
    r"|Prepared|Adopted|Approved|By|Of|The|A|An|This|Medical|Clinical|Coverage|Payment|Drug|Pharmacy|Policy|Policies|Bulletin"
    r"|Manual|Guideline|Issuer|Owner|Payer|Plan:|Source|From|For|To|At|In|If|Corporate|Commercial|Reimbursement|Criteria)"
    r"(?:[ ](?:of|by|the|and|for|to)\b)?[ ])+"
)
_GENERIC = frozenset(
    (
        "the health care plan plans member members benefit benefits insurance services service group medical home "
        "mental behavioral public national federal state managed durable community summary evidence coverage essential "
        "child plus exchange program commercial medicare medicaid advantage individual family small large business "
        "employer policy company provider providers network healthcare mutual blue cross shield choice solutions "
        "partners alliance trust fund association primary urgent emergency dental vision pharmacy prescription drug "
        "drugs appropriate standard of and for inc llc part b d a hmo ppo pos qualified dual eligible special needs "
        "human department office centers world american international united states u.s america outpatient inpatient "
        "ambulatory preventive preventative telehealth wellness hospice acute long term supportive palliative quality "
        "specialty review utilization line lines administrative administrators contractor contractors claims find "
        "customer our your all no not women's children's maternal oral personal electronic total related covered "
        "applicable important general clinical statement explanation certificate contract agreement act affordable "
        "reform recovery on off direct pay level best current usual patient patients new level-of-care critical "
        "intensive skilled nursing therapeutics therapeutic rx pbm accountable organization organizations system "
        "systems center "
    ).split()
)
_PROGRAMME = re.compile(
    r"(?<![A-Za-z])[A-Z][A-Za-z]+(?: [A-Z][a-z]+)? (?:Medicaid|MEDICAID)"
)  # a state's programme, at the very top
_OF_PLACE = re.compile(r" of (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}\b")  # "… Health Plan of the Northwest"
_NOT = re.compile(
    r"Medical Association|Dental Association|\bAMA\b|Elsevier|NCCN|Comprehensive Cancer|InterQual|Change Healthcare|\bMCG\b"
    r"|Milliman|Hospital|Academy|College|Institute|Foundation(?! Health Plan)|Universit|\bPress\b|Journal|Pharma|Biotech"
    r"|Publish|Societ|Food and Drug|Social Security|Centers for|Department of Health|Preventive Services|Task Force|National Institutes"
    r"|Public Health|World Health|Cochrane|UpToDate|Hayes|Laborator|Genomic|Therapeutics, Inc"
    r"|Healthcare Common|Health Insurance Claim|Insurance Portability|Care Act|Manual|Technolog|Medicine|Registry|Clinic\b"
    r"|Administration|Veterans|Medicare Benefit|Commission|Agency",
)


_NOBODY = frozenset(
    "this these it we they evidence literature reviewer committee plan plans policies document criteria table note".split()
)
_CARE = re.compile(r"\bHealth ?[Cc]are$")
_BANNER = re.compile(r" (?:Medical|Clinical|Coverage|Payment|Corporate|Reimbursement) Polic")
_PLAIN = r"[A-Z][\w&’'-]{1,30}(?:[ ](?:of[ ]|the[ ]|and[ ])?[A-Z][\w&’'-]{1,30}){0,4}"
_CLAIMED = re.compile(
    rf"""
      # "© 2025 Northmoor." · "prepared by Northmoor and its affiliates" · "Northmoor Caritas has developed clinical policies"
      # (the first character, or the one before, is looked for by itself, which is quick)
      [©(Cpdim\n.!?:](?:
      (?:(?<=©)|(?<=\()[cC]\)[ ]|(?<=C)opyright)[^A-Za-z\n]{{1,16}}(?P<owner>{_PLAIN})(?=[.,\n]|$|[ ]All[ ])
    | (?:(?<=p)(?:repared|ublished)|(?<=d)eveloped|(?<=i)ssued|(?<=m)aintained)[ ]by[ ](?P<maker>{_PLAIN})(?=[ ](?:and|for)[ ]its\b)
    | (?:(?<=\n)|(?<=[.!?:])[ ])(?P<actor>{_PLAIN})(?:['’]s)?[ ](?:has[ ]developed|considers|does[ ]not[ ]cover|reserves[ ]the[ ]right
      |(?:clinical|medical|payment)[ ]polic(?:y|ies)[ ](?:are|is|and|do)\b))
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class _Name:
    start: int
    end: int
    score: float = 0.0
    best: float = 0.0


def find(reading: Reading, known: float) -> Payer | None:
    """The name that has the strongest claim, where it beats ``known``, the best score of a listed payer."""
    text, places = reading.text, zones(reading)
    found: dict[str, _Name] = {}
    for start, end, place in _stretches(reading, places):
        for low, high in _names(text, start, end):
            weight = _weight(reading, low, high, place)
            key = re.sub(r"\W|\b(?:inc|llc|the)\b", "", text[low:high].lower())
            name = found.setdefault(key, _Name(low, high))
            name.score += weight
            if weight > name.best:
                name.start, name.end, name.best = low, high, weight
    for match in _CLAIMED.finditer(text):
        group = match.lastgroup or "actor"
        low, high = match.span(group)
        words = [word.lower().strip("’'") for word in re.findall(r"[A-Za-z][\w’'-]*", text[low:high])]
        told = [word for word in words if word not in _GENERIC and word not in _NOBODY]
        if not told or _NOT.search(text, low, high) or any(True for _ in hits(text, low, high)):
            continue
        if places.of(low) in ("foreign", "navigation", "history"):
            continue
        key = re.sub(r"\W|\b(?:inc|llc|the)\b", "", text[low:high].lower())
        name = found.setdefault(key, _Name(low, high))
        name.score += 2.0 if group == "actor" and not match.group().endswith("developed") else 3.0
    if not found:
        return None
    name = max(found.values(), key=lambda name: (name.score, -name.start))
    if name.score < _ENOUGH or name.score <= known:
        return None
    value = " ".join(MARKS.sub("", text[name.start : name.end]).split())
    confidence = round(min(0.9, 0.4 + name.score / 30), 2)
    return Payer(None, value, Evidence(name.start, name.end, rule="organisations.named", confidence=confidence))


def _stretches(reading: Reading, places: Zones) -> Iterator[tuple[int, int, str]]:
    """Where a document says whose it is: each running line once, the top, the end, notices of ownership between."""
    text = reading.text
    seen: set[str] = set()
    for block in places.furniture:
        line = text[block.start : block.end]
        if line not in seen:
            seen.add(line)
            yield (
                block.start,
                min(block.end, block.start + 400),
                "navigation" if block.role == "navigation" else "furniture",
            )
    front = min(len(text), max(places.front, 2500), _FRONT)
    yield 0, front, "front"
    tail = max(front, len(text) - _CLOSING)
    yield tail, len(text), "closing"
    for match in re.finditer(
        r"©|C(?<!\wC)opyright\b|c(?<!\wc)opyright\b|ndependent licensee|roperty of", text[front:tail]
    ):
        yield max(front, front + match.start() - 90), min(tail, front + match.start() + 120), "notice"


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The organisations' names in a stretch."""
    for run in _RUN.finditer(text, start, end):
        low, high = run.span()
        if " " not in run.group() and "/" not in run.group():
            continue  # a name has two words
        if (cut := _CUT.search(text, low, high)) and not (high < 300 and _PROGRAMME.fullmatch(text, low, cut.end())):
            lead = _LEAD.match(text[low:high])
            if not lead or low + lead.end() <= cut.start():
                high = cut.start()
        if lead := _LEAD.match(text[low:high]):
            low += lead.end()
            if later := _CUT.search(text, low, high):
                high = later.start()
        last = max((m.end() for m in _KIND.finditer(text, low, high)), default=0)
        last = max(last, max((m.end() for m in _SUFFIX.finditer(text, low, high)), default=0))
        if not last:
            continue
        if text[last : last + 1] == "." and text[low:last].endswith(("Inc", "Corp", "Ltd", "L.L.C")):
            last += 1
        high = min(last, high) if last <= high else last
        if place_name := _OF_PLACE.match(text, high, run.end()):
            high = place_name.end()
        name = text[low:high]
        words = re.findall(r"[A-Za-z][\w’'&.-]*", name)
        own = [word for word in words if word.lower().strip(".’'") not in _GENERIC and len(word) > 1]
        if (
            not own
            or len(words) < 2
            or len(name) > 90
            or _NOT.search(name)
            or any(hit.start == 0 for hit in hits(name))
        ):
            continue
        if re.search(r"[☐☒☑✓][^\n\t]{0,30}$", text[max(0, low - 34) : low]):
            continue
        yield low, high


def strip_names(line: str) -> str:
    """A line without the names in it that can only be a payer's ("… Health Plan", "…, LLC")."""
    kept, position = [], 0
    for low, high in _names(line, 0, len(line)):
        if not (_SURE.search(line, low, high) or (_CARE.search(line[low:high]) and _BANNER.match(line, high))):
            continue  # "Cardiac Rehabilitation Services" is a service
        kept.append(line[position:low])
        position = high
    return "".join([*kept, line[position:]])


def _weight(reading: Reading, start: int, end: int, place: str) -> float:
    """How much one place says: the words around it, and where it stands."""
    text = reading.text
    said = claim(text, start, end)
    if said < 0:
        return 0.0
    block = reading.document.blocks[max(0, reading.document.block_at(start))]
    whole = text[block.start : block.end].strip(" ®™*#_|")
    alone = len(whole) <= end - start + 6
    opens = start <= block.content + 2 or text[start - 1 : start] == "\t"
    if place == "furniture":
        return said + (3.0 if alone or opens else 1.0)
    if place == "navigation":
        return said * 0.5 + 0.5
    if place == "front":
        if alone and block.column is None:
            return said + 3.0
        if alone and block.column is not None and _contractor(reading, block.table, block.column):
            return said + 5.0
        return said + (0.8 if opens else 0.4)
    return said + (0.3 if place == "closing" else 0.0)


def _contractor(reading: Reading, index: int | None, column: int) -> bool:
    """Whether a table's column is headed as names of contractors, plans or payers."""
    if index is None:
        return False
    table = reading.document.tables[index]
    for cell in table.rows[0] if table.rows else ():
        if cell.column == column and re.search(
            r"(?i)\b(?:contractor|payer|plan|carrier|organization)\b", reading.text[cell.start : cell.end]
        ):
            return True
    return False
