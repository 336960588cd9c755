"""Decides which words around a code name its system, label it, bar it or let a list go on."""

from __future__ import annotations

import re

from extractor.mentions import code_modifiers

SYSTEM_WORDS = re.compile(
    r"""
      # a code system's name, or "codes" as a heading has it          not: zip code, code of conduct
      \bCPT\b|\bHCPCS\b|(?-i:(?<=[a-z])(?:Procedure|Diagnosis|CPT|HCPCS)[ ]codes?)|\bHCPSC\b|\bICD[ -]?(?:9|10)\b|(?-i:\bICD(?=[ ](?:[Cc]odes?|CODES?)))
      |\bICD-hyphen(?:9|10)|\bCDT\b|\bMS-?DRG|\bPLA\b
    | \b(?:procedure|diagnosis|billing|revenue|service|applicable|relevant|related|common|covered|denied|unlisted|deleted|
        modifier|medical|claim)s?[ ]codes?\b
    | \bcod(?:es?|ing)\b(?=[ ]?(?:/|:|$|\n|table|number|description|information|range|list))|^[^\w\n]{0,8}cod(?:es?|ing)\b
    | \bmodifiers?\b
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
HINTS = ("cod", "Cod", "COD", "CPT", "HC", "ICD", "odifier", "MODIF", "DRG", "PLA", "CDT")  # one of which all have
PROCEDURES = re.compile(r"\bPCS|\bICD[ -]?10[ -]procedure", re.IGNORECASE)
BARE = re.compile(
    r"(?:Table[ ][0-9A-Z]{1,2}[ ]?[:.–-][ ]?)?"
    r"(?:[\s®™*†‡:/,&()^{}\[\]|+.-]|CPT4?|HCPCS|HCPSC|ICD|ICD-hyphen10|10|9|CM|PCS|CDT|codes?|code\(s\)|coding|diagnos[ie]s|procedures?"
    r"|level|II|and|or|category|modifiers?|numbers?|revenue|descriptions?|applicable|billing|information|terminology|current|procedural)++",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"Group (?P<number>\d{1,2})\b:?(?:\s?\(\d{1,5} [Cc]odes?\))?"
    r"(?:[ :]{1,2}(?P<part>Paragraph|Codes?|Medical Necessity ICD-10(?:-CM)? Codes Asterisk Explanation)\s?:?)?"
    r"(?:\s?\(\d{1,5} Codes?\))?(?:\s?N/A\b)?",
    re.IGNORECASE,
)
"""The label of a part of a code list ("Group 1 Codes:"): what stands over the whole list still governs it."""
LABEL = re.compile(
    r"(?:\b(?:CPT|HCPCS|PLA|CDT)\b|\b(?:ICD|ICD-hyphen)-?\s?(?:9|10)\b|\b[Cc]odes?\b|\bCODES?\b|\bcoding\b|\bcode\(s\))"
    r"(?:[\s®™*†‡:#(\[\])/,+“\"•-]|\bCPT\b|\bHCPCS\b|\bICD-10\b|\bCM\b|\b[Cc]odes?\b|\bnumbers?\b|\brange\b|\bseries\b|\band\b|\bor\b|\bsuch as\b"
    r"|\be\.g\.|\bi\.e\.|\bincluding\b|\bare\b|\bis\b|\bthe\b|\bfollowing\b|\bfor\b|\badd-on\b|\bunlisted\b|\bdiagnosis\b|\bprocedure\b"
    r"|\bdescriptions?\b|\bCategory I{1,3}\b|\bLevel II\b|\bfrom\b|\bof\b|\bwith\b|\bto\b|\bNOC\b){0,12}$"
)
LED = re.compile(r"\b[Cc]odes?\b[^.:;\d]{0,60}:\s{0,3}$")  # "Codes that need authorization: 95924"
LEAD = re.compile(r"(?P<lead>(?=[A-Z])[^.:;\d]{0,80}\b[Cc]odes?\b[^.:;\d]{0,60}:)\s{0,3}(?=[A-Z]?\d)")
GAP = re.compile(
    r"(?:[\s,;/&+*†‡§^®()\[\]\"”“•|.]|\band\b|\bor\b|\bwith\b|\bthrough\b|\bto\b|\bCPT\b|\bHCPCS\b|\bcodes?\b|\bremoved\b"
    r"|\badded\b|\bplus\b|<sup>|</sup>){0,20}"
)
VETO = re.compile(
    r"(?:\b(?:AHS|MPA?|MCP|[Pp]olicy|POLICY|SWOG|ECOG|ACRIN|NSABP|RTOG|CALGB|GOG|NRG|JBR|[Tt]rials?|[Ss]tudy|[Ff]orm|[Rr]oom"
    r"|[Ss]uite|Box|Transmittal|[Cc]ontract|PMC?ID"
    r"|PMC|NCT|[Pp]hase|[Gg]rant|[Nn]umber|No\.|[nN]\s?=|[Vv]ersion|[Vv]ol\.?|[Bb]oard|[Ss]treet|[Pp]ub\.)|\#)[ ]?[\s–—:#-]{0,3}$|[#$=<>≤≥~±][ ]?$"
)
CHAPTER = re.compile(r"(?:[Ss]ections?|§+|[Cc]hapters?|[Cc]h\.|\d/|[A-Z] \d{2}/)[ ]?$")
"""What makes a number with a point a place in a manual."""
ZIP = re.compile(r"\b[A-Z]{2}\.?[ ]$|[A-Z]\.[A-Z]\.[ ]$")
UNITS = re.compile(
    r"[ ]?(?:mg|mcg|g|kg|ml|mL|units?|IU|patients|individuals|participants|women|men|people|persons|cases|adults|children"
    r"|subjects|members|days|copies|cells|genes|samples|Da|bp)\b"
)
REFERENCE = re.compile(r"\bet al\b|\bPMID\b|\bdoi\b|;\d+\(|\b(?:19|20)\d\d;\d")
OPEN_SENTENCE = re.compile(r"\.\s*$|\b(?:should|can|could|must|may|will) (?:not )?be\b(?! (?:considered|covered|used))")
"""A line of a sentence, no heading."""
CODES_LAST = re.compile(
    r"^[^.]{0,150}\b(?:[Cc]odes?|CODES?|ICD(?:-?10)?(?:-CM)?)(?:\(s\))?\W*$"
)  # the head of a column, in a text without columns
NO_CODE = re.compile(r"(?:\b|hyphen)no specific codes?\b", re.IGNORECASE)
OTHER_SYSTEM = re.compile(r"\b(?:LOINC|SNOMED|RxNorm|GPI|taxonomy)\b[^.]{0,20}\bcodes?\b", re.IGNORECASE)
MODIFIER_CELL = re.compile(
    rf"-?(?:{'|'.join(sorted(code_modifiers.KNOWN | code_modifiers.NUMERIC))})(?:(?:[ ]?[,/&;][ ]?|[ ]|\n)-?"
    rf"(?:{'|'.join(sorted(code_modifiers.KNOWN | code_modifiers.NUMERIC))})){{0,12}}"
)
"""A cell of nothing but modifiers: "TC" · "26, 59"."""
NOTE = re.compile(r"\W{0,3}(?:Note|NOTE|Notes|†|‡|\*)")
TAIL_PAREN = re.compile(r"\(([^()]{3,160})\)[\s.*]*$")
BILLING = re.compile(
    r"\b(?:CPT|HCPCS|[Cc]od(?:e|es|ed|ing)|[Bb]ill(?:ed|ing)?|[Rr]eport(?:ed|ing)?|[Cc]laims?|[Mm]odifiers?|[Rr]eimburse\w*"
    r"|[Pp]ayable|[Cc]overed|[Uu]nits?|[Pp]er month)\b"
)
EXAMPLE = re.compile(r"(?:such as|e\.g\.,?|i\.e\.,?|\beg,?)[ (]{1,2}$")
MODIFIERS = re.compile(r"\bmodifiers?\b", re.IGNORECASE)
STATUS_HEAD = re.compile(
    r"\b(?:coverage|covered|status|determination|decision|position|necessity|criteria|auth)", re.IGNORECASE
)

POLICY_NUMBER = re.compile(
    r"[PpDdRrGgA](?<!\w.)(?:(?<=[Pp])olicy|(?<=P)OLICY|(?<=[Dd])ocument|(?<=[Rr])eference|(?<=[Gg])uideline|(?<=A)HS)\s?(?:[Nn]umber|NUMBER|No\.?|#|ID)?\s?[:#–-]{1,2}\s{0,3}"
    r"([A-Z][0-9]{4})\b"
)
"""Stretches of code shape that a label makes the policy's own number."""


_POINTS = re.compile(
    r"\b(?:following|below|these|listed)\b[^.]{0,80}\bcodes?\b|\bcodes?\b[^.]{0,80}\b(?:following|below|listed)\b",
    re.IGNORECASE,
)


def points(text: str) -> bool:
    """Whether a sentence speaks of the codes that follow it."""
    return len(text) < 500 and "code" in text.lower() and _POINTS.search(text) is not None


def systems(text: str) -> frozenset[str]:
    """The code systems that a heading names."""
    found = set()
    if re.search(r"\bICD(?:-hyphen|[ -])?9", text):
        found.add("ICD-9-CM")
    if re.search(r"\bICD(?:-hyphen|[ -])?10|\bICD(?: codes?|\W*$)|\bdiagnos[ie]s\b", text, re.IGNORECASE):
        found.add("ICD-10-CM")
    if PROCEDURES.search(text):
        found.add("ICD-10-PCS")
    if re.search(r"\bCPT|\bprocedure\b", text, re.IGNORECASE):
        found.add("CPT")
    if re.search(r"\bHCPCS", text):
        found.add("HCPCS")
    return frozenset(found)
