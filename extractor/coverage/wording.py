"""What the words of a heading, an opening line or a criterion say of the block that they belong to."""

from __future__ import annotations

import re

from extractor.coverage import openers

BELOW = re.compile(r"\b(?:conditions?|criteria|requirements?)\b[^.:]{0,40}\b(?:below|met)\b[^:]{0,20}$", re.IGNORECASE)
REQUIREMENTS = re.compile(r"\b(?:requirements?|criteria|conditions)\b", re.IGNORECASE)
SENDS = re.compile(r"^\W*(?:please\s+)?(?:refer\s+to|see)\b", re.IGNORECASE)
PHASE = re.compile(
    r"^\W*(?:initial|continu\w+|renewal|re-?authori[sz]ation|reauth|first[\s-]time)\b[\w\s/,&-]{0,60}\W*$",
    re.IGNORECASE,
)
# "Initial Approval Criteria", "Continued Therapy:", "Reauthorization"
CITATIONS = re.compile(
    r"(?:(?<![\s†‡ФΦ§¶*¥])\s*[†‡ФΦ§¶*¥]{1,6}(?:\s*\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,30}[,–-]?)?|(?<!\s)\s+\d{1,3}(?:\s?[,–-]\s?\d{1,3}){1,30}[,–-]?|(?<=[a-z]{4})\d{1,2}(?:[,–-]\d{1,3}){0,30})(?=\s{0,20}$)"
)
# the marks and reference numbers behind a heading: "Plaque psoriasis † 1-9,38", "Universal Criteria1"
IMPERATIVE = re.compile(r"(?:^|[.:]\s)approve\b", re.IGNORECASE)  # "Approve for 1 year if …": no subject of its own
MUST = re.compile(r"\b(?:must|should)\s+meet\b", re.IGNORECASE)
MEETS = re.compile(
    r"\b(?:meets?|met|meeting|fulfil\w{0,4}|satisf(?:y|ies|ied))\s(?:all\s|each\s|of\s|the\s){0,3}following\s(?:[\w-]+\s){0,2}(?:criteri(?:a|on)|conditions|requirements)\b[^.:]{0,60}[.:]?\s*(?:\([^()]{0,200}\)?[.:]?\s*)?$",
    re.IGNORECASE,
)
# an opener in plain words, whatever its list looks like: "… if they meet the following criteria."
ASKED = re.compile(r"\bfollowing\s(?:\w+\s)?(?:is|are)\srequired\b[^.;]{0,80}:?$", re.IGNORECASE)
# "Documentation of all of the following is required:"
REQUEST = re.compile(
    r"^\W*(?:\w[\w-]*\s){0,3}(?:requests?|authori[sz]ations?|approvals?)\b[^.:;]{0,60}\b(?:must|should)\s+(?:include|contain|document)\b",
    re.IGNORECASE,
)
# "Initial authorization requests must include:"; must not match: "Records must include"
LIMITS = re.compile(r"^\W*(?:(?:coverage|general|policy|other|additional)\s)?limitations?\W*$", re.IGNORECASE)
NOTHING = re.compile(r"[\s(]{0,3}(?:n\s?/\s?a|not\sapplicable|none)[\s).]{0,3}", re.IGNORECASE)
# a cell that says nothing: "N/A"; must not match: "None of them"
DEFINES = re.compile(
    r"\b(?:is|are)\s(?:as\s)?defined\s(?:by|as)(?:\s(?:any|all|one|each|either)\sof)?(?:\sthe\sfollowing)?\W*$",
    re.IGNORECASE,
)
# the end of a line whose list says what a word means: "Critical loss of function is as defined by:"
_CRITERIA = re.compile(r"\bcriteri(?:a|on)\b", re.IGNORECASE)
INDICATIONS = re.compile(r"^(?!.*\b(?:fda|label\w*|approved|contra)\b).{0,60}\bindications\b.{0,60}$", re.IGNORECASE)
# "Indications for imaging of the knee": each list below gives reasons that are enough
REASONS = re.compile(r"^\W*(?:covered\s+|clinical\s+|medical\s+)?indications?\W*$", re.IGNORECASE)
# a heading over what a service is for, each line of its list a reason that is enough
BLOCK = re.compile(
    r"""
      \b(?:must|should)\s+meet\b
    | \bcriteri(?:a|on)\b(?!.{0,30}\b(?:added|revised)\b)
    | ^\W*for\s+(?:the\s+)?(?:diagnosis|treatment)\s+of\b
    | ^\W*(?:\d\.\s*)?(?:covered\s+)?(?:indications?|diagnos[ei]s)\b
    | \b(?:not\s+(?:authorized|covered|approved|recommended))\b
    | \b(?:exclusions?|exclusion\s+criteria|contraindications)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not\s+(?:covered|authorized|approved|recommended|eligible|medically\s+necessary|indicated)|exclusions?|excluded|non-?covered|denied|denials?)\b|^\W*contraindications?\b",
    re.IGNORECASE,
)
_SENT_ON = re.compile(r"[:.]\s{1,3}(?:please\s)?(?:see|refer\sto)\s", re.IGNORECASE)
# what such a line names stands elsewhere: "Denial text: See the end of the guideline."
_EXPERIMENTAL = re.compile(r"\b(?:investigational|experimental|unproven)\b", re.IGNORECASE)
_PLAIN = re.compile(
    r"""
    ^\W*(?:references?|sources?|related|see\s+also|background|description|overview|definitions?|coding|codes?|cpt|hcpcs|icd|history|revision
      |appendix|products?\s+affected|drugs?\b.{0,20}product|applicable|formulary|quantity|dosing|dosage|dose|how\s+supplied|available|table\s+of\s+contents
      |(?:general|policy|administrative)\s+guidelines\W*$
      |benefit\s+considerations?|centers\s+for\s+medicare|effective\s+dates?\W*$
      |lines?\s+of\s+business|provider\s+specialty|required\s+(?:documentation|information)|documentation\s+requirements?
      |fda[- ]approved\s+(?:indications?|uses?|diagnos[ei]s)\d*
      |(?:fda\s+)?label(?:ed|led)\b|agents?\s+eligible|administrative\s+guidelines|claims?\s+(?:submission|filing|processing)
      |policy\s+(?:number|history)|scope|purpose|instructions|disclaimer|important|contact|prior\s+auth(?:orization)?\s+(?:form|process)|submission|preferred|non-?preferred
      |examples?|abbreviations?|monitoring|warnings?|black\s+box|boxed|safety|rationale|evidence|limits?|limitations?\s+of\s+use|other\s+notes|notes?|(?:additional|other|general)\s+(?:information|notes?))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
FORM = re.compile(
    r"^\W*(?:guideline\s+id|formulary|(?:effective|revision|review|p\s?&\s?t\s+approval|approval|publish)\s+date|policy\s+number)\W*$",
    re.IGNORECASE,
)
# fields of a form, printed below the last criterion of a page
PERSON = re.compile(
    r"^(?:the\s+|this\s+|requesting\s+)?(?:patient|member|individual|beneficiary|prescriber|provider|documentation|physician)\b"
    r"(?!.{0,80}\bmedically necessary)"
    r"|^(?:must|it\sis)\s(?!(?:\w+\s){0,3}(?:covered|considered|medically|policy)\b)",
    re.IGNORECASE,
)
# a criterion's usual beginning: what it says of coverage is no position
EACH = re.compile(
    r"^\W*(?:all|each|both)\s(?:of\s)?(?:the\s)?(?:following|these)(?:\s\w+){0,2}\s(?:is|are)\b", re.IGNORECASE
)
# the things that a sentence is about: "Each of the following is considered investigational:"
PATIENT_FIRST = re.compile(
    r"^(?:the\s|this\s)?(?:patient|member|individual|beneficiary|prescriber|diagnosis|age|trial|treatment|history)\b",
    re.IGNORECASE,
)
PATIENT = re.compile(
    r"\b(?:members?|patients?|individuals?|beneficiar(?:y|ies)|ages?d?|years|diagnos[ei]s|prescribed|trial|failure|failed|tried|history\s+of|documentation|documented|treatment|therapy|request|intoleran\w+|contraindicat\w+|disease|response|dose|must|score|stage)\b",
    re.IGNORECASE,
)


def said_by_heading(text: str) -> str | None:
    """The position that a heading's words imply for what stands under it; None for most."""
    if len(text) > 110 or _SENT_ON.search(text):
        return None
    if _EXPERIMENTAL.search(text) and "criteria" not in text.lower():
        return "investigational"
    if _NOT.search(text):
        return "not_medically_necessary" if "necessary" in text.lower() else "not_covered"
    if re.search(r"\bmedically\s+necessary\b|\bmedical\s+necessity\b", text, re.I):
        return "medically_necessary"
    return None


def leads(text: str) -> bool:
    """Whether a statement may own the list that follows it: a sentence that is complete owns none."""
    text = text.rstrip()
    if not text.endswith("."):
        return True
    return openers.opens(text) or bool(re.search(r"\b(?:following|below|criteri(?:a|on))\b", text, re.IGNORECASE))


def looks_down(text: str) -> bool:
    """Whether a statement promises its criteria in what follows."""
    tail = text[-120:]
    return bool(re.search(r":\s*$|\b(?:following|below)\b", tail, re.IGNORECASE))


def names_something_else(text: str) -> bool:
    """Whether a heading names a part of a document that holds no criteria ("Coding", "Dosing")."""
    return _PLAIN.match(text) is not None and MUST.search(text) is None and _CRITERIA.search(text) is None


def names_other_part(text: str) -> bool:
    """The same of a heading that merely begins with such a word."""
    return _PLAIN.match(text) is not None
