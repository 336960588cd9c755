"""Decides which organisation that no directory knows the document names as its own payer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.fields.claims import claim
from extractor.fields.payer_directory import MARKS, hits
from extractor.fields.usage import alone, common, spoken_of
from extractor.fields.zones import Zones, zones
from extractor.types import Evidence, Payer, Reading

_FRONT = 7000  # characters at the top in which a document says whose it is
_CLOSING = 7000  # characters at the end in which notices stand
_SPOKEN = 5.0  # the most that a document's own talk of a name's members, plans and decisions counts
_SITE = 1.5  # the web address that a document gives is the name's
_HEADS = 2.5  # a single word that the document so speaks of, as a line of its own at the top or along the pages
_ACTS = 2.0  # one thing that only a payer does is enough where no listed payer is named as its owner
_ENOUGH = 3.0  # a claim of ownership, or a banner line of its own; a name in passing has 0.3 to 0.8

_RUN = re.compile(
    r"""
      # capitalised words, with small joining words between them: Silver Birch Health Partners · Mutual of Northmoor, Inc.
      [A-Z][\w’'&./-]*[®™]?(?:,?[ ](?:(?:of|and|&|the|for)[ ])?(?:[A-Z][\w’'&./-]*[®™]?|\|)){0,14}
    """,
    re.VERBOSE,
)
_TRAIL = re.compile(r"(?:(?: and(?: [Ii]ts)?)? Affiliates\b.*| [A-Z]*\d\S*)$")  # "… and Affiliates", "… MSK02-0425"
# The end of a sentence within a run of capitals: "… Health. Northmoor …", "Inc. In …"      not: "St. Brannoc", "Inc. and"
_ENDS = re.compile(r"(?:(?<=[a-z]{3})(?<!Inc)(?<!Corp)(?<!Ltd)|(?<=Inc)(?=\.[ ](?:In|The|All|This|It|For|And)\b))\.[ ]")
_KIND = re.compile(
    r"\b(?:Health(?:care|[Pp]lans?)?|HealthCare|HEALTH(?:CARE)?|Plans?|PLANS?|HMO|PPO|Insurance|INSURANCE|Mutual|MUTUAL"
    r"|Medicaid|MEDICAID|Blue(?:Cross|Shield)?|Cross|Shield|BLUE|Care|CARE|Benefits?|BENEFITS?|Services|SERVICES|Partners|PARTNERS"
    r"|Alliance|ALLIANCE|Administrators|ADMINISTRATORS|Company|COMPANY|Cooperative|Network|Assurance|Group|Solutions|Advantage"
    r"|Service Association|Trust|Fund|Rx|RxManagement|Therapeutics|Choice|Contractors?|Medicare)\b"
)
_SURE = re.compile(
    r"\b(?:Medicaid|MEDICAID|Health Plans?|HealthPlan|HEALTH PLANS?|Insurance|Mutual|HMO|Blue|Administrators|Health (?:Partners|Alliance"
    r"|Services|Network|Cooperative|Group)|Service Association|LLC|Inc|Company|Cooperative)\b"
)
_SUFFIX = re.compile(r"\b(?:Inc|LLC|L\.L\.C|Corp|Corporation|Company|Companies|Ltd|Co-op|COOP)\b")
_CUT = re.compile(
    r"[ ](?:Commercial|Corporate|Medical(?! Service)|Clinical|Coverage|Payment|Reimbursement|Drug|Pharmacy(?! Solutions| Services"
    r"| Benefit)|Prior|Policy|Policies|Guidelines?|Manual|Bulletin|Criteria|Medication|Utilization|Formulary|Provider"
    r"|Member|Medicare|Medicaid|Department|Committee|All Rights|Page(?=[ ]\d|$)"
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
_OF_PLACE = re.compile(
    r" of (?:the )?[A-Z][a-z]+(?: (?!Page\b)[A-Z][a-z]+){0,2}\b| OF (?:THE )?[A-Z]{3,}(?: [A-Z]{3,}){0,2}(?=\n|$)"
)  # "… Health Plan of the Northwest"
_NOT = re.compile(
    r"Medical Association|Dental Association|\bAMA\b|Elsevier|NCCN|Comprehensive Cancer|InterQual|Change Healthcare|\bMCG\b"
    r"|Milliman|Hospital|Academy|College|Institute|Foundation(?! Health Plan)|Universit|\bPress\b|Journal|Pharma(?!cy)|Biotech"
    r"|Publish|Societ|Food and Drug|Social Security|Centers for|Department of Health|Preventive Services|Task Force|National Institutes"
    r"|Public Health|World Health|Cochrane|UpToDate|Hayes|Laborator|Genomic|Therapeutics, Inc"
    r"|Healthcare Common|Health Insurance Claim|Insurance Portability|Care Act|Manual|Technolog|Medicine|Registry|Clinic\b"
    r"|Administration|Veterans|Medicare Benefit|Commission|Agency",
)


_NOBODY = frozenset(
    "this these it we they evidence literature reviewer committee plan plans policies document criteria table note".split()
)
_CARE = re.compile(r"\bHealth ?[Cc]are$")
# "Physicians' Services", "Outpatient Therapy Services": what is paid for     not: "Northmoor Health Services", "Tidal Services, Inc"
_CARED_FOR = re.compile(
    r"(?!.{0,90}\b(?:Health|Care|Insurance|Benefits?|Administrative|Plans?|Medicaid)\b)[\w’' &-]{1,90} Services"
)
_OWNED = 5.0  # a claim as strong as a copyright
_TOP = 300  # characters: the first lines
_FIRST_LINE = 4.0  # a public body that the document opens with
_BODY = re.compile(
    # a state or a public body, first in the document: "State of Northmoor Department of …" · "NORTHMOOR HEALTH COMMISSION (NHC)"
    r"\A(?:(?P<name>(?:State|Commonwealth) of [A-Z][a-z]+(?: (?!Department|Agency|Health)[A-Z][a-z]+)?)(?=[ \n](?:Department|Agency|Health)\b)"
    r"|(?P<body>(?:[A-Z][\w&’'-]{0,30}[ ]){1,6}(?:Commission|Authority|COMMISSION|AUTHORITY))(?=(?: \([A-Z]{3,6}\))?\n)"
    # initials before a manual of policies: "NTHP Policy Manual 12.4"                             not: "CMS Policy Manual"
    r"|(?P<initials>(?!CMS|FDA|LCD|NCD|DME|CPT|ICD|ACR|AMA|MCG)[A-Z]{3,6})(?= Policy Manual\b))"
)
_STATE = re.compile(
    # a state's department, a line by itself at the top: "Northmoor Department of Human Services"     not: "U.S. Department of Health …"
    r"(?:\A|\n)(?P<name>(?!United |US )(?:[A-Z][\w’'-]{1,20}[ ]){1,3}Department of "
    r"(?:Health|Human|Social|Medicaid|Medical)\b[A-Za-z ,&]{0,60}?)(?=\n|[ ](?:Division|Bureau|Office)\b)"
)
_BANNER = re.compile(r" (?:Medical|Clinical|Coverage|Payment|Corporate|Reimbursement) Polic")
_PLAIN = r"[A-Z][\w&’'-]{1,30}(?:[ ](?:of[ ]|the[ ]|and[ ])?[A-Z][\w&’'-]{1,30}){0,4}"
_CLAIMED = re.compile(
    rf"""
      # "© 2025 Northmoor." · "prepared by Northmoor and its affiliates" · "Northmoor Caritas has developed clinical policies"
      # (the first character, or one before the name, is looked for by itself, which is quick)
      [©(Cb\n.!?:](?:
      (?:(?<=©)|(?<=\()[cC]\)[ ]|(?<=C)opyright)[^A-Za-z\n]{{1,16}}(?:by[ ])?(?P<owner>{_PLAIN}?)(?=[.,\n]|$|[ ](?:All|and[ ](?:[Ii]ts[ ])?Affil))
    | (?<=[ ]b)y[ ](?:(?<=prepared[ ]by[ ])|(?<=published[ ]by[ ])|(?<=developed[ ]by[ ])|(?<=issued[ ]by[ ])|(?<=maintained[ ]by[ ]))
      (?P<maker>{_PLAIN})(?=[ ](?:and|for)[ ]its\b)
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
    spoken: float = 0.0


def find(reading: Reading, known: float, *, programme: bool = False) -> Payer | None:
    """The name that has the strongest claim, where it beats ``known``, the best score of a listed payer.

    A state's programme (``programme``) is a line of business in the policy of a plan that the document speaks of.
    """
    text, places = reading.text, zones(reading)
    found: dict[tuple[str, ...], _Name] = {}
    for start, end, place in _stretches(reading, places):
        for low, high in _names(text, start, end):
            weight = _weight(reading, low, high, place)
            name = found.setdefault(_key(text[low:high]), _Name(low, high))
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
        closing = group == "owner" and low > len(text) - _CLOSING  # what closes a page stands under its last heading
        if places.of(low) in ("foreign", "navigation", "history") and not closing:
            continue
        name = found.setdefault(_key(text[low:high]), _Name(low, high))
        name.score += 2.0 if group == "actor" and not match.group().endswith("developed") else 3.0
    for said, (low, high, weight) in spoken_of(text, places, _GENERIC).items():
        if _NOT.search(said) or any(True for _ in hits(said)):
            continue
        name = found.setdefault(_key(said), _Name(low, high))
        name.score += min(weight, _SPOKEN)
        name.spoken = weight
        name.score += _SITE if _at_home(text, said) else 0.0
        if " " not in said and any(places.of(at + 1) in ("front", "furniture") for at in alone(text, said)):
            name.score += _HEADS
    if body := _BODY.match(text, 0, _TOP) or _STATE.search(text, 0, _TOP):
        low, high = body.span(body.lastgroup or 0)
        name = found.setdefault(_key(text[low:high]), _Name(low, high))
        name.score, name.best = name.score + _FIRST_LINE, _FIRST_LINE
    if not found:
        return None
    _gather(found)
    ranked = sorted(found.values(), key=lambda name: (-name.score, name.start))
    best = next(
        (n for n in ranked if _SURE.search(text, n.start, n.end) or not common(text, text[n.start : n.end])), None
    )
    if best is None:
        return None
    acts = best.spoken >= _ACTS
    if best.score < (_ACTS if acts else _ENOUGH) or best.score <= (0.5 * known if programme and acts else known):
        return None
    value = " ".join(MARKS.sub("", text[best.start : best.end]).split())
    confidence = round(min(0.9, 0.4 + best.score / 30), 2)
    return Payer(None, value, Evidence(best.start, best.end, rule="organisations.named", confidence=confidence))


def _at_home(text: str, name: str) -> bool:
    """Whether a web address in the text is the name's own: "www.northmoor.example"."""
    return re.search(rf"(?:www\.|//|@)[\w.-]{{0,20}}{re.escape(''.join(name.lower().split()))}", text) is not None


def _key(name: str) -> tuple[str, ...]:
    """A name for comparison: its words in small letters, without the form of the company."""
    return tuple(word for word in re.findall(r"\w+", name.lower()) if word not in ("inc", "llc", "the"))


def _gather(found: dict[tuple[str, ...], _Name]) -> None:
    """What is said of a name's first words counts for the name that goes on with them: "Northmoor", "Northmoor Health"."""
    for key, name in sorted(found.items(), key=lambda item: -len(item[0])):
        if name.best >= _HEADS:  # claimed as a whole, or a banner
            begins = (found[key[:size]] for size in range(1, len(key)) if key[:size] in found)
            name.score += sum(one.score for one in begins)


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


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, cut where a sentence ends and where the run's first word comes again."""
    for run in _RUN.finditer(text, start, end):
        low, stop = run.span()
        if text.find(". ", low, stop) > 0:
            for cut in _ENDS.finditer(text, low, stop):
                yield low, cut.start()
                low = cut.end()
        first = re.match(r"(?:St\. )?[\w’'&-]{4,}", text[low:stop])
        told = first is not None and first.group().lower() not in _GENERIC
        while first and told and (again := text.find(f"{first.group()} ", low + first.end(), stop)) > 0:
            yield low, low + len(text[low:again].rstrip(" ,.|/&").removesuffix(" and").rstrip(" ,.|/&"))
            low = again
        yield low, stop


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The organisations' names in a stretch."""
    for low, high in _runs(text, start, end):
        if " " not in text[low:high] and "/" not in text[low:high]:
            continue  # a name has two words
        high = low + len(_TRAIL.sub("", text[low:high]))
        run_end = high
        if " " not in text[low:high] and "/" not in text[low:high]:
            continue
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
        if place_name := _OF_PLACE.match(text, high, run_end):
            high = place_name.end()
        name = text[low:high]
        if re.match(r"[A-Z]\. ", name):
            continue  # "B. Supplemental Tidal Benefit": an item of a list
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
        if alone and said < _OWNED and _CARED_FOR.fullmatch(text, start, end):
            return 0.0
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
