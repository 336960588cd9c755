"""What a statement judges, for which condition, in which phase of treatment, and for how long."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.coverage.criteria import DURATION
from extractor.coverage.found import Found
from extractor.coverage.openers import NUMBERS
from extractor.types import Duration, Reading

_CONTINUATION = re.compile(
    r"\b(?:continu\w*|renew\w*|re-?authori[sz]\w*|re-?approv\w*|reauth|subsequent|currently\s+receiving|maintenance\s+therapy)\b",
    re.I,
)
_INITIAL = re.compile(r"\b(?:initial\w*|initiation|new\s+starts?|starting)\b", re.I)
_CONSIDERS = re.compile(
    r"\b(?:considers?|deems?|regards?)\s+(?P<what>.{3,240}?)\s+(?:as\s+)?(?:to\s+be\s+)?(?:not\s+)?(?:medically|experimental|investigational|unproven|cosmetic|clinically)\b",
    re.I | re.S,
)
_PASSIVE = re.compile(
    r"^(?P<what>.{3,260}?)\s{1,9}(?:is|are|may\s+be|will\s+be|meets?|does\s+not|do\s+not|may\s+not|may|will)\s",
    re.I | re.S,
)
_COVERAGE_OF = re.compile(
    r"^(?:coverage|approval|precertification|authorization)\s+(?:of|for)\s+(?P<what>.{3,200}?)\s+(?:is|are|may|will|requires?)\b",
    re.I | re.S,
)
_REQUEST = re.compile(
    r"^(?:initial|continuation|requests?|continued?)\b.{0,40}?\b(?:for|with|of)\s+(?P<what>.{3,90}?)\s+(?:for|may|is|are)\b",
    re.I | re.S,
)
_PAYER = re.compile(
    r"""
    ^(?:[\w'’.&-]{1,24}\s){0,4}?(?:plan|company|health|medicare|medicaid|cms|members?|we)\s
    (?:(?:may|will|does|do|shall|also|not|be|is|are|eligible|under|the|this|plan|policy|covers?|covered|reimburses?|pays?|allows?|separately
      |separate|reimbursement|payment|for|of|coverage|provides?)\s){1,12}
    (?P<what>(?!(?:(?:separate\s)?(?:reimbursement|payment)\s)?for$)[^.;:]{3,160}?)(?=\s(?:when|if|as|unless|for\sany|provided)\b|[.;:]|$)
    """,
    re.I | re.VERBOSE,
)
# "Larkspur Health does not reimburse for knee magnets", "Members may be eligible under the Plan for knee taping when"
_LEAD = re.compile(r"^(?:the\s+use\s+of|use\s+of|an?|the|services?\s+for|requests?\s+for)\s+", re.I)
_RELATIVE = re.compile(r",?\s(?:that|which|who|it|they)$", re.I)  # "taping that does not meet": the taping
_INDICATION = re.compile(
    r"\bfor\s+(?:the\s+)?(?:(?:treatment|management|diagnosis|surveillance)\s+of|treating)\s+(?P<what>[^.;:]{3,120}?)(?=\s+(?:when|if|may|is|are|in|for|because|due|may)\b|[.;:]|$)",
    re.I,
)
_HEADING_NOISE = re.compile(
    r"(?<!\s)\s*\((?:must\s+meet.{0,80}?|[a-z0-9]{1,3}\s+or\s+[a-z0-9]{1,3})\)\s*:?$|^\W*(?:for\s+(?:the\s+)?(?:diagnosis|treatment)\s+of)\s+|(?<![:.\s])[:.\s]+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a statement is about, as far as its words and the headings over it tell."""

    service: str | None
    indication: str | None
    phase: str | None
    duration: Duration | None


def particulars(found: Found, reading: Reading) -> Particulars:
    """Read a statement's service, indication, phase and duration."""
    return Particulars(
        _listed_above(found, reading) if _VERB_FIRST.match(found.text) else _service(found),
        _indication(found),
        _phase(found),
        _duration(found),
    )


def _service(found: Found) -> str | None:
    if found.rule == "statements.block":
        return None
    for pattern in (_CONSIDERS, _COVERAGE_OF, _REQUEST, _PAYER, _PASSIVE):
        match = pattern.search(found.text)
        if match is not None:
            what = _RELATIVE.sub("", _LEAD.sub("", match["what"].strip(" ,:;")))
            if what.lower().startswith(("it is", "this ", "there ", "coverage criteria")) or ". " in what:
                return None
            return what or None
    return None


_VERB_FIRST = re.compile(r"(?:is|are)(?:\s?\(are\))?\s")
_MOST = 12  # items of a list that a verdict below it judges


def _listed_above(found: Found, reading: Reading) -> str | None:
    """The names in the list above a verdict without a subject: "• Tapex", "• Gluex", "is(are) covered when …"."""
    blocks = reading.document.blocks
    place = found.line.block - 1
    names: list[str] = []
    while place >= 0 and len(names) < _MOST and blocks[place].kind == "item":
        block = blocks[place]
        words = reading.text[block.content if block.label is None else block.label.end : block.end]
        names.append(" ".join(words.split()))
        place -= 1
    return "; ".join(reversed(names)) or None


def _indication(found: Found) -> str | None:
    match = _INDICATION.search(found.text)
    if match is not None:
        return match["what"].strip()
    if found.rule == "statements.block":
        name = _HEADING_NOISE.sub("", _HEADING_NOISE.sub("", found.text)).strip()
        return name or None
    lead = re.match(r"^([A-Z][^.:]{3,80})\.\s+Approve\b", found.text)
    if lead is None and found.line.table is not None and found.line.column and found.above:
        return found.above[-1] if len(found.above[-1]) < 90 else None  # the first cell of its row
    return lead.group(1) if lead else None


def _phase(found: Found) -> str | None:
    for text in (found.text, *reversed(found.above)):
        if len(text) > 300:
            continue
        again, first = _CONTINUATION.search(text), _INITIAL.search(text)
        if again and not (first and first.start() < again.start()):
            return "continuation"
        if first and not again:
            return "initial"
    return None


def _duration(found: Found) -> Duration | None:
    for text in (*(line.text for line in found.durations), found.text):
        match = DURATION.match(text) or re.search(
            r"\b[Aa]pprove[d]?\s+for\s+(?:up\s+to\s+)?(?P<value>\d{1,3}|one|two|three|six|twelve)\s+(?P<unit>day|week|month|year)",
            text,
        )
        if match is not None:
            value = match["value"].lower()
            number = NUMBERS.get(value, 24 if value == "twenty-four" else None) if not value.isdigit() else int(value)
            if number is not None:
                return Duration(number, match["unit"].lower())
    return None
