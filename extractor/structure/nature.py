"""Whether a document is a policy at all, or something that lies beside policies in a crawl: a letter, a portal, a list.

A policy is never refused for being short or odd: a kind of other document has to be recognised by its own signs,
and signs of a policy (its section types, its own number and dates) weigh against them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.types import Problem, Reading

HEAD = 1_500  # characters in which a document says what it is
BODY = 60_000  # characters read for signs; a longer document is a book, a policy or a list, and shows it by then
SHORT = 6_000  # characters up to which a page of a web site is short
POLICY_SECTIONS = frozenset({"coverage", "limitations", "coding", "references", "history", "rationale", "description",
                             "regulatory_status", "guidelines", "authorization", "dosing", "professional_guidelines"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind of document, the words that show it, where they are looked for, and how many different ones it takes."""

    kind: str
    words: re.Pattern[str]
    within: int
    least: int
    against: int  # different policy section types that outweigh the sign


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


SIGNS = (
    Sign("error page", _words(r"""
        \b404\b (?=.{0,40}(?:not\ found|error))           # "404 - File not found"; not "404 patients"
      | \b(?:page|file|document|policy|resource)\b [^.\n]{0,40} \b(?:not\ (?:be\ )?found|no\ longer\ (?:exists|available))
      | \b(?:failed|unable)\ to\ (?:retrieve|load|find)\b
      | \baccess\ (?:is\ )?denied\b | \bsession\ (?:has\ )?expired\b | \bexception\ occurr?ed\b
      | \binvalid\ (?:lcd|ncd|article|document|policy)\ (?:version|id|number)\b
    """), HEAD, 1, 2),
    Sign("log-in page", _words(r"""
        \bforgot\ (?:your\ )?(?:password|username|user\ id)\b | \bremember\ me\b | \b(?:sign|log)\ in\ to\ (?:your|view|access)\b
      | \benter\ your\ (?:password|username|user\ id|e-?mail)\b | \bcreate\ an\ account\b
    """), HEAD, 1, 2),
    Sign("letter", _words(r"""
        (?<![a-z])dear\ [a-z] | \bsincerely\b | \bformal\ appeal\b | \bmember\ id\b | \bmrn\b | \bclaim\ (?:number|no\.|\#)
      | \bdob\b | \bdate\ of\ service\b | \bdenial\ (?:code|date|letter)\b | \bappeal\ (?:deadline|rights)\b
    """), 8_000, 4, 3),
    Sign("patient's chart", _words(r"""
        \bpatient\ name\b | \bmrn\b | \bdob\b | \bdate\ of\ birth\b | \bchief\ complaint\b | \bvital\ signs\b | \ballergies\b
      | \bdemographics\b | \bmember\ id\b | \bmedical\ chart\b | \bassessment\ (?:and|&)\ plan\b | \bemergency\ contact\b
    """), 8_000, 4, 3),
    Sign("consent or request form", _words(r"""
        \bi\ (?:understand|consent|authorize|agree|acknowledge|certify)\b (?=(?:.|\n){0,6000}\bsignature\b)
      | \bpatient\ (?:or\ guardian\ )?signature\b | \bsignature\ of\ (?:patient|parent|guardian|witness|prescriber)\b
      | \bwitness(?:ed)?\ by\b | \bconsent\ (?:form|to\ treat)
      | \bprinted?\ name\b | \bfax\ (?:this|the)\ (?:completed\ )?form\b
    """), 12_000, 3, 3),
    Sign("drug list", _words(r"""
        \b(?:medical\ |specialty\ |preferred\ )?drug\ list\b (?!\ (?:criteria|policy)) | \bformulary\ (?:guide|list|document)\b
      | \blist\ of\ covered\ drugs\b | \bcomprehensive\ formulary\b
    """), HEAD, 1, 3),
    Sign("bulletin", _words(r"""
        \bnewsletter\b | \bwhat[’'`]?s\ new\b | \bprovider\ (?:news|update|alert|notice)s?\b
      | \b(?:medical\ )?policy\ updates?\b(?!\ (?:history|information|bulletin)) | \bupdate\ bulletin\b
      | \b(?:recent\ )?changes\ made\ to\ (?:the\ )?policies\b
    """), 600, 2, 6),
)  # fmt: skip

POLICY_WORDS = _words(r"""
    \bmedical(?:ly)?\ necess(?:ary|ity)\b | \b(?:medical|clinical|coverage|payment|reimbursement|drug|pharmacy)\ polic(?:y|ies)\b
  | \bcoverage\ (?:criteria|rationale|guidance|determination|position|indications)\b | \bprior\ authorization\b
  | \b(?:is|are)\ (?:not\ )?(?:covered|considered)\b | \b(?:in|re)?approval\ criteria\b | \binvestigational\b
  | \bauthorization\ criteria\b | \b(?:ncd|lcd|local\ coverage|national\ coverage)\b | \bpolicy\b | \bguidelines?\b | \bcriteria\b
""")  # fmt: skip
DECISIONS = _words(r"""  # what decides on a request, as the cells of a decision table do
    \bapproved?\b | \b(?:re-?|prior\ )?authorizations?\b | \bcriteria\b | \bdiagnosis\b | \bnon-preferred\b | \bmanual\ review\b
""")  # fmt: skip
ASKS = _words(r"\b(?:all|both|any|one|either|each|two|three)\ (?:\w+\ )?of\ (?:the\ following|these)\b")
LISTS_OF_CRITERIA = 3  # openers of criteria from which on a document decides on requests, whatever list its head names
NAVIGATION = _words(r"""
    \buse\ the\ navigation\b | \bclick\ here\b | \bread\ more\b | \bfollow\ the\ (?:below\ )?steps\b | \bsite\ ?map\b
  | \bplease\ (?:note|ensure|reach\ out)\b | \bsearch\b | \bcontact\ us\b | \bnavigat(?:e|ing|ion)\b | \bbookmarks?\b
  | \bprovider\ resources\b | \blink\ to\ pdf\b | \badobe\b
""")  # fmt: skip


def judge(reading: Reading) -> Problem | None:
    """``not_a_policy`` with the reasons, or None where the document may be a policy."""
    text = reading.text
    types = {section.type for section in reading.sections} & POLICY_SECTIONS
    reasons = []
    for sign in SIGNS:
        if len(types) >= sign.against or (sign.kind == "drug list" and _asks(text)):
            continue
        found = {" ".join(match.group().lower().split())[:40] for match in sign.words.finditer(text, 0, sign.within)}
        if len(found) >= sign.least and (sign.kind != "error page" or len(text) < SHORT):
            reasons.append(f"it reads like a {sign.kind} ({', '.join(sorted(found)[:3])})")
    if not reasons and len(text) < SHORT and len(types) < 3 and not _speaks_of_itself(reading):
        signs = {match.group().lower() for match in NAVIGATION.finditer(text)}
        words = sum(1 for _ in POLICY_WORDS.finditer(text))
        approves = len({" ".join(match.group().lower().split()) for match in DECISIONS.finditer(text)}) >= 2
        if len(signs) >= 3 or (signs and not approves and _mostly_links(reading)):
            reasons.append(f"it reads like a page of a web site ({', '.join(sorted(signs)[:3])})")
        elif not words:
            reasons.append("it holds none of the words that policies use")
    if not reasons:
        return None
    return Problem("error", "not_a_policy", "; ".join(reasons))


def _asks(text: str) -> bool:
    """Whether a document opens several lists of criteria."""
    return sum(1 for _ in ASKS.finditer(text, 0, BODY)) >= LISTS_OF_CRITERIA


def _mostly_links(reading: Reading) -> bool:
    """Whether most blocks are a few words without an end, as the links of a portal are; a table's cells are none."""
    blocks = [
        reading.document.text_of(block)
        for block in reading.document.blocks
        if block.kind != "furniture" and block.table is None
    ]
    bare = sum(1 for text in blocks if len(text.split()) <= 6 and text[-1:] not in ".:;?")
    return len(blocks) >= 12 and bare >= 0.7 * len(blocks)


def _speaks_of_itself(reading: Reading) -> bool:
    """Whether the head of the document has a date beside a word such as 'effective', as a policy's has."""
    near = re.compile(r"(?i)\b(?:effective|review(?:ed)?|revis(?:ed|ion)|policy (?:number|no|#|id)|retired|archived)\b")
    return any(
        near.search(reading.text, max(0, mention.start - 60), mention.end)
        for mention in reading.mentions_in(0, 3_000, "date")
    )
