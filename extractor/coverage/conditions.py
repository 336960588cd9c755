"""Whether a position holds only under conditions or for a named population, by the words of its sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.coverage.positions import NEGATIVE

_CONDITION = re.compile(
    r"""
      \b(?:if|when|whenever|unless|until|except|provided\s+that|as\s+long\s+as|contingent|only)\b
    | \b(?:in|for|of|with|among)\s+(?:\w+\s+){0,4}?(?:members?|patients?|individuals?|persons?|adults?|children|child|infants?
        |adolescents?|women|men|beneficiar(?:y|ies)|those|enrollees|newborns?|pediatric|males?|females?)\b
    | \b(?:who|whose)\b
    | \blimited\s+to\b | \bmay\s+be\b(?!\s+(?:considered\s+)?(?:reasonable\s+and|medically)\s+necessary\W{0,3}$)
    | \bmust\s+(?:meet|be)\b | \brequires?\b | \bcriteri(?:a|on)\b
    | \b(?:following|below)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# matches: "is covered when …", "for members with"; must not match: "is considered medically necessary."

_PURPOSE = re.compile(
    r"\b(?:for\s+(?:the\s+)?(?:treatment|management|diagnosis|evaluation|surveillance|detection|prevention|any|either|one)"
    r"|in\s+the\s+(?:treatment|management|diagnosis|evaluation|assessment|detection|surveillance)|to\s+(?:treat|diagnose|guide|monitor|detect|predict)"
    r"|as\s+(?:a|an)\s+(?:treatment|alternative|adjunct|component)|indicated\s+for|for\s+\w+)\b",
    re.IGNORECASE,
)

_FAILING = re.compile(
    r"\b(?:(?:that|which|who)\s(?:do(?:es)?|did)\snot|not)\s(?:meet(?:ing)?|satisfy(?:ing)?)\s(?!the\sdefinition)(?:[\w-]+\s){0,5}(?:criteri(?:a|on)|requirements|conditions)\b"
    r"(?<!necessity\scriteria)(?<!primary\scoverage\scriteria)(?!\sfor\s(?:medical|coverage))",
    re.IGNORECASE,
)
# "taping that does not meet the above criteria": a condition; not: "does not meet medical necessity criteria"

_COVERAGE_OF = re.compile(
    r"^\W{0,4}(?:coverage|benefits?|payment|reimbursement)\s(?:for|of)\s[^.:;]{2,80}?\s(?=(?:is|are|may|will)\s)",
    re.IGNORECASE,
)
# "Coverage for knee taping is available": what is covered is no condition

_HARD = re.compile(
    r"""
      \b(?:if|when|unless|until|provided\s+that|as\s+long\s+as)\b
    | \bexcept(?:ion)?\b(?!\s+(?:for\s+)?emergenc)
    | \bwithin\s+(?:\w+\s+){0,3}(?:\(\d+\)\s+)?(?:days|weeks|months|years)\b
    | \bin\s+the\s+absence\s+of\b | \bwithout\s+(?:the\s+|an?\s+)?(?:[\w-]+,?\s+)?(?:required|requisite|documented|documentation|prior|valid)\b
    | (?<!treatment\s)(?<!management\s)(?<!evaluation\s)(?<!diagnosis\s)
        \b(?:in|for|of|among)\s+(?:(?!treat|manag|diagnos|evaluat|detect|screen|monitor|care)\w+\s+){0,4}?
        (?:members?|patients?|individuals?|persons?|adults?|children|beneficiar(?:y|ies)|those|women|men)
        \s+\(?(?:with|who|whose|without|aged?|under|over|younger|older|less|<|≤|≥|>|\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SOME = re.compile(
    r"^\W{0,4}(?:members?|patients?|individuals?|persons?|beneficiaries|enrollees|adults|children)\s(?:who|with|whose|under|over|aged?)\b",
    re.IGNORECASE,
)
# a subject that is some of all: "Patients who have taken the drug before …"
_EVERY = re.compile(
    r"\b(?:all|any)\s+other\b|\b(?:other|all|any)\s+indications?\b(?!\s+(?:listed|below|are\s+met|:))|\bincluding,?\s+but\s+not\s+limited\s+to\b",
    re.I,
)
_CASES = re.compile(
    r"\bfollowing\b(?:\s+[\w/-]+){0,2}\s*(?::|$|conditions?|indications?|situations?|circumstances|diagnos[ei]s|contraindications?|uses?|reasons?|criteria)",
    re.I,
)
_INCLUDING = re.compile(r"\bincluding\s+(?:when|if)\b|\bwhether\b|\beven\s+(?:if|when)\b|,\s*if\s+any\b", re.I)
_BECAUSE = re.compile(r"\b(?:because|as\s+(?:they|it|there)\s|since|due\s+to)\b", re.I)

_NUMBER = r"(?:\d{1,4}|one|two|three|four|five|six|eight|ten|twelve|once|twice)"
_LIMIT = re.compile(
    rf"\b(?:no\smore\sthan|more\sthan|up\sto|maximum\sof|in\sexcess\sof|exceed(?:s|ing)?|beyond)\s(?:an?\s|the\s|first\s){{0,2}}{_NUMBER}\b",
    re.IGNORECASE,
)
# how much of a service is meant: "no more than 2 sessions", "in excess of 12 visits"; must not match: "more than likely"
_AFTER = re.compile(
    r"\b(?:after|following)\s(?:an?\s|the\s)?(?:documented\s|adequate\s)?(?:inadequate|insufficient|failure|failed|trials?|unsuccessful|non-?response)\b",
    re.IGNORECASE,
)
# "is covered after failure of two drugs"
_CONTRACTS = re.compile(
    r"^(?:for|in)\s(?:members?|individuals?|enrollees|groups?|subscribers)\s(?:with|under|whose|in)\s(?:contracts?|plans?|certificates?|benefits?|policies)\b[^,.;:]{0,120},\s",
    re.IGNORECASE,
)
# "For members with contracts without this clause, …": whose contract it is makes no condition
_OBJECT_BELOW = re.compile(
    r"\b(?:do(?:es)?|will|shall)\snot\s(?:\w{2,12}\s)?(?:(?:cover|reimburse|pay(?:\sfor)?|allow(?:\s(?:payment|reimbursement|coverage))?(?:\sfor)?)\W{0,3}$"
    r"|(?:cover|reimburse|pay\sfor|allow|consider)\s(?:any\sof\s)?the\sfollowing\b)",
    re.IGNORECASE,
)
# "The plan does not reimburse:": the list names what is meant, and no condition
_BEYOND = re.compile(
    rf"^\W{{0,4}}(?:more\sthan|in\sexcess\sof)\s(?:{_NUMBER})\s(?:\(\d+\)\s)?\w[^.:;]{{2,140}}?\s(?:is|are)\s(?:considered\s)?not\s(?:medically|reasonable|covered)\b",
    re.IGNORECASE,
)
# "More than two sessions a week are not medically necessary.": the number says what is refused, and the refusal is plain
_OBJECT_ABOVE = re.compile(
    r"^\W{0,4}(?:requests?|coverage|use|services)\s(?:for|of)\s(?:any|each|all|one)\sof\sthe\sfollowing\s(?:is|are|will|shall)\b",
    re.IGNORECASE,
)
# "Requests for any of the following will not be approved:": the list names what is meant


@lru_cache(maxsize=4096)
def conditional(text: str, position: str, has_criteria: bool) -> bool:
    """Whether a position holds only under conditions or for a named population."""
    reason = _BECAUSE.search(text)
    words = _CONTRACTS.sub("", text[: reason.start()] if reason and reason.start() > 30 else text)
    if position == "authorization_required":
        return bool(_HARD.search(words) or _LIMIT.search(words) or _SOME.match(words))
    if position in NEGATIVE:
        words = _INCLUDING.sub(" ", words)
        if _FAILING.search(words):
            return True
        if _HARD.search(words) or ("denied" in words and re.search(r"\bthat\s+do(?:es)?\s+not\b", words)):
            return True
        if _EVERY.search(words):
            return False
        if position in ("investigational", "cosmetic"):
            return False
        if _BEYOND.match(words) or _OBJECT_BELOW.search(words) or _OBJECT_ABOVE.match(words):
            return False
        if _LIMIT.search(words):
            return True
        return (has_criteria and not words.lower().startswith("the following")) or bool(
            _CASES.search(words) and not words.lower().startswith("the following")
        )
    words = _COVERAGE_OF.sub("", words)
    return has_criteria or any(p.search(words) for p in (_CONDITION, _PURPOSE, _LIMIT, _AFTER))
