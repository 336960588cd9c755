"""Which position a sentence takes, in the payer's own words; `conditions` tells whether it holds only under conditions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from extractor.coverage import phrases

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span as Tokens

RANK = {  # the ground that is given for a position comes before what follows from it
    "investigational": 0,
    "cosmetic": 1,
    "not_medically_necessary": 2,
    "medically_necessary": 3,
    "not_reimbursed": 4,
    "reimbursed": 5,
    "not_covered": 6,
    "covered": 7,
    "authorization_required": 8,
}
NEGATIVE = frozenset({"investigational", "cosmetic", "not_medically_necessary", "not_reimbursed", "not_covered"})


# A run without a blank that no language has: spaCy's tokenizer takes quadratic time on it.
# matches: "&lt;" four hundred times over; must not match: a long address on the web
_UNBROKEN = re.compile(r"\S{1200}")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A sentence's position: the span of the sentence, of the words that take it, and the rule's name."""

    start: int
    end: int
    text: str
    position: str
    verdict: str
    verdict_start: int
    verdict_end: int
    rule: str
    strong: bool  # a sentence that is the payer's own wherever it stands
    plain: bool  # a plain verdict, subject and all: one even where the text otherwise describes


class Lexicon:
    """A profile's words of a position, compiled once: the cheap filters and the spaCy pipeline."""

    def __init__(self, name: str, table: Mapping[str, Any]) -> None:
        self.name = name
        self.table = table
        self.trigger = re.compile(table["trigger"])
        self.of_contract = re.compile(table["of_contract"])
        self.boilerplate = tuple(re.compile(x) for x in table["boilerplate"])
        self.facts = tuple(re.compile(x) for x in table["facts"])
        self.opinion = tuple(re.compile(x) for x in table["opinion"])
        self._nlp: Language | None = None

    @property
    def nlp(self) -> Language:
        """The pipeline; spaCy is imported when it is first asked for."""
        if self._nlp is None:
            self._nlp = phrases.pipeline(self.name, self.table)
        return self._nlp

    def speaks_of_documents(self, text: str) -> bool:
        """Whether a sentence is about policies, benefits or the law, and no position on a service."""
        low = text.lower()  # quicker than patterns that ignore case
        clause = self.of_contract.match(low)
        begin = clause.end() if clause else 0
        if any(p.search(low, begin) for p in self.boilerplate):
            return True
        return _RULED.match(low) is None and any(p.search(low, begin) for p in self.facts)

    @staticmethod
    def may_be_plain(text: str) -> bool:
        """Whether a text may hold a plain verdict: a filter over running text before anything is tokenised."""
        return any(word in text for word in _VERBS) and _CONSIDERED.search(text) is not None

    def judge(self, texts: Sequence[tuple[str, int]]) -> Iterator[list[Judgement]]:
        """For each (text, offset) the sentences that take a position; spaCy sees only texts with a trigger word."""
        hot = [
            i
            for i, (text, _) in enumerate(texts)
            if self.trigger.search(text.lower()) and not (len(text) >= 1200 and _UNBROKEN.search(text))
        ]
        found: dict[int, list[Judgement]] = {}
        if hot:
            table = phrases.phrase_table(self.nlp)
            docs = self.nlp.pipe(texts[i][0] for i in hot)
            for i, doc in zip(hot, docs, strict=True):
                spans = sorted(doc.spans[phrases.FOUND], key=attrgetter("start"))
                if spans:
                    denied = {(s.start, s.end, s.label_) for s in doc.spans[phrases.DENIED]}
                    text, offset = texts[i]
                    starts = [span.start for span in spans]
                    found[i] = [
                        j
                        for s in doc.sents
                        if (inside := spans[bisect_left(starts, s.start) : bisect_left(starts, s.end)])
                        and (j := self._sentence(s, inside, denied, table, text, offset)) is not None
                    ]
        for i in range(len(texts)):
            yield found.get(i, [])

    def _sentence(
        self,
        sentence: Tokens,
        spans: Iterable[Tokens],
        denied: set[tuple[int, int, str]],
        table: Mapping[str, phrases.Phrase],
        whole: str,
        offset: int,
    ) -> Judgement | None:
        votes: list[tuple[int, str, Tokens, str]] = []
        for span in spans:
            phrase = table[span.label_]
            no = (span.start, span.end, span.label_) in denied
            position = (phrase.negated if no else phrase.position) or (None if no else phrase.position)
            if position is None or (position == "authorization_required" and _WAIVED.search(sentence.text)):
                continue
            if phrase.name.startswith("proven.") and _NO_EVIDENCE.search(
                sentence.text[: span.start_char - sentence.start_char]
            ):
                position = "investigational"  # "There is insufficient evidence that it has been proven to …"
            if (
                _attributive(sentence, span, phrase.name)
                or _aside(sentence, span)
                or (phrase.name.startswith(("authorization", "requires")) and _in_parentheses(sentence, span))
            ):
                continue
            rank = RANK[position] + (6 if phrase.name.startswith("indicated") else 0)
            votes.append((rank, position, span, phrase.name))
        text = sentence.text.strip()
        if not _NAMED_PAYER.match(text):
            votes = [v for v in votes if not table[v[2].label_].named]
        if len(text) < 40:  # a bare label ("Coverage criteria:") takes no position
            votes = [v for v in votes if not (v[3].startswith("labelled") and text.endswith(":"))]
        votes = _main_clause(votes, sentence)
        if not votes:
            return None
        if self.speaks_of_documents(text) or _background(text):
            return None
        _, position, span, rule = min(votes, key=lambda v: (v[0], v[2].start))
        position = _settled(position, votes, text)
        before = _PARENTHESIS.sub(" ", text[: max(0, span.start_char - sentence.start_char)])
        if any(p.search(before) for p in self.opinion):
            return None
        first = min(s.start_char for r, p, s, _ in votes if _kin(p, position))
        last = max(s.end_char for r, p, s, _ in votes if _kin(p, position))
        if last - first > 80:
            first, last = span.start_char, span.end_char
        start = sentence.start_char
        end = start + len(whole[start : sentence.end_char].rstrip())
        strong = position not in ("covered", "not_covered", "authorization_required") or bool(_CRITERIA.search(text))
        return Judgement(
            offset + start,
            offset + end,
            whole[start:end],
            position,
            whole[first:last],
            offset + first,
            offset + last,
            f"positions.{rule.rpartition('.')[0]}",
            strong,
            (
                bool(_PLAIN.match(text) or _PAYS.match(text) or _NAMED_PAYER.match(text))
                or (position not in NEGATIVE and _promises(text))
            )
            and len(text) < 320,
        )


_RULED = re.compile(
    r"^\W*(?:(?!\b(?:fda|food and drug|act|title|laws?|regulations?)\b)[^.;:,]){3,140}?\s"
    r"(?:(?:is|are)\s(?:not\s|non-?)?covered\s(?:when|if|for|only)\b|\(cms\)\scovers\s)"
)
# "rings are covered when the device has …": what follows of approvals or the law is the condition; small letters.
# must not match: "The FDA-approved rings are covered for …", "The Act says that rings are covered for …"


def _kin(a: str, b: str) -> bool:
    """Whether two positions speak in one verdict ("experimental … and not medically necessary")."""
    return a == b or (a in NEGATIVE and b in NEGATIVE and a != "not_reimbursed" and b != "not_reimbursed")


_PLAIN = re.compile(
    r"^[A-Z][^.;:()]{2,140}?\s(?:is|are)\s(?:also\s)?considered\s(?:to\sbe\s)?(?:experimental|investigational|unproven|not\smedically|medically|cosmetic)\b"
    r"|^[A-Z][^.;:()]{2,140}?\s(?:is|are)\s(?:not\s)?(?:separately\s)?reimbursable\b",
    re.IGNORECASE,
)
# matches: "This test is considered experimental."; must not match: "In one review, it was thought investigational"

_CONSIDERED = re.compile(
    r"\b(?:is|are)\s(?:also\s)?considered\b|\b(?:reimburse|reimbursable|allow|pay)\b|^[A-Z][\w' ]{2,60}\scovers?\s"
    r"|\b(?:criteria|conditions|requirements)\b[^.]{0,60}\bmet\s?:"
)
_VERBS = ("considered", "reimburse", "allow", "pay", "cover", "met")  # one of which it always has
_PAYS = re.compile(r"^[A-Z][\w' ]{2,60}?\s(?:will|does|do)\s(?:not\s)?(?:separately\s)?(?:reimburse|allow|pay)\b")
# matches: "The plan will not separately reimburse for …"
_NAMED_PAYER = re.compile(
    r"^(?!.{0,60}\b(?i:polic(?:y|ies)|guidelines?|sections?|documents?|articles?|chapters?|bulletins?|benefits?|reports?|reviews?|stud(?:y|ies)|criteria)\b)"
    r"(?!The\s)[A-Z][\w'’&.-]{1,24}(?:\s(?:of\s)?[A-Z&][\w'’&.-]{0,24}){0,5}\s(?:also\s|only\s|generally\s|does\s(?i:not)\s)?(?:covers?|reimburses?)\s(?!only\s\d)",
)
# the payer by its name: "Ring Health covers …"; must not match: "This policy covers …", "Wax covers it"

_NO_EVIDENCE = re.compile(
    r"\b(?:insufficient|inadequate|lack\sof|no|limited)\s(?:[\w-]+\s){0,4}(?:evidence|data|literature|studies)\b",
    re.IGNORECASE,
)

_WAIVED = re.compile(
    r"\b(?:authori[sz]ations?|approval|precertification|notification|PA|auth|review)\s(?:is|are)\snot\s(?:required|needed|applicable|necessary)\b",
    re.IGNORECASE,
)
# what needs no authorization: no position on a service

_PARENTHESIS = re.compile(r"\([^()]{0,300}\)")

_CRITERIA = re.compile(
    r"\b(?:criteri(?:a|on)|conditions|requirements|following)\b[^.]{0,60}\b(?:is|are|have\s+been|has\s+been)?\s*(?:met|satisfied|fulfilled)\b"
    r"|\b(?:all|any|one|both|either|each)\s+of\s+the\s+following\b[^.]{0,60}:?$",
    re.IGNORECASE,
)
# a sentence that promises criteria is the payer's own, wherever it stands


def _promises(text: str) -> bool:
    """Whether a sentence ends by opening the list of its criteria: the payer's own even where the text describes."""
    return text.rstrip().endswith(":") and _CRITERIA.search(text) is not None


_ASIDE = frozenset(
    {"if", "whether", "when", "unless", "until", "where", "determine", "determining", "determined", "ensure"}
)


def _in_parentheses(sentence: Tokens, span: Tokens) -> bool:
    before = sentence.text[: span.start_char - sentence.start_char]
    return before.count("(") > before.count(")")


def _attributive(sentence: Tokens, span: Tokens, name: str) -> bool:
    """Whether a verdict's words only qualify a noun ("covered per episode of reasonable and necessary care"), or name a duty."""
    end, doc = span.end, sentence.doc
    after = doc[end].lower_ if end < sentence.end else ""
    if span.text.lower().startswith("non"):  # "complications of non-covered surgery", "that the noncovered surgery …"
        before = doc[span.start - 1].lower_ if span.start > sentence.start else ""
        return before in ("of", "for", "from", "with", "by", "to", "the", "a", "any") and after.isalpha()
    if name.startswith("meets_necessity"):
        return after == "of"  # "to establish the medical necessity of continued coverage"
    if (
        "necessary" not in name
        or span.start <= sentence.start
        or doc[span.start - 1].lower_ not in ("of", "for", "with")
    ):
        return False
    return after.isalpha() and after not in _AFTER_VERDICT


_AFTER_VERDICT = frozenset("for when if as in only to and or unless because by where with under on at is are".split())


def _aside(sentence: Tokens, span: Tokens) -> bool:
    """Whether a phrase stands in a clause that only mentions it ("to determine whether it is medically necessary")."""
    if span.label_.startswith(("authorization", "requires_authorization")):
        return False
    i = span.start - 1
    while i >= sentence.start and span.start - i <= 6:
        word = sentence.doc[i].lower_
        if word in (",", ";", ":", "then"):
            return False
        if word in _ASIDE:
            return word not in ("when", "where", "unless") or span.start - i <= 4
        i -= 1
    return False


_BACKGROUND = re.compile(
    r"""
      \?\s*$                                                                 # a question
    | ^\W{0,20}(?:the\s+)?(?:following\s+)?(?:codes?|cpt|hcpcs|icd)\b.{0,80}\bcodes?\b.{0,60}:?\s*$   # a code table's heading
    | ^\W{0,20}(?:[\w/]{2,12}\s)?codes?\s(?:that|which)\s[^.:;]{3,80}:?\s*$                    # the name of a list: "Codes that require review"
    | ^\W{0,20}(?:what|how|why|does|is|are|can|will)\s.{0,200}\?                      # a question's beginning
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _background(text: str) -> bool:
    return bool(_BACKGROUND.search(text[:400]))


_LEADING = frozenset({"although", "while", "though", "because", "as", "since", "when", "if", "where"})


def _main_clause(votes: list[tuple[int, str, Tokens, str]], sentence: Tokens) -> list[tuple[int, str, Tokens, str]]:
    """The votes without those of a leading subordinate clause, where the main clause has one of its own."""
    if len(votes) < 2 or sentence[0].lower_ not in _LEADING:
        return votes
    comma = next((t.i for t in sentence if t.text == ","), None)
    if comma is None:
        return votes
    return [v for v in votes if v[2].start > comma] or votes


_NOT_UNLESS = re.compile(r"\bnot\b[^.;:]{0,60}\b(?:unless|until|except\s+(?:when|if|for|in))\b", re.IGNORECASE)


_RENEWAL_ALONE = re.compile(
    r"\bcoverage\s(?:will|may|can)\sbe\s(?:provided|approved|granted|authori[sz]ed)\b[^.;]{0,90}\b(?:may|can|will)\s?not\sbe\s(?:renewed|extended|reauthori[sz]ed)\b",
    re.IGNORECASE,
)
# what is covered, and that it is not renewed; must not match: "Coverage may not be renewed."

_FOR_LOOKS = re.compile(r"\bcosmetic\s(?:purposes?|reasons?|uses?|indications?|procedures?)\b", re.IGNORECASE)


def _settled(position: str, votes: list[tuple[int, str, Tokens, str]], text: str) -> str:
    """The position among several: a ground is not taken from a clause that merely denies it of something else."""
    kinds = {p for _, p, _, _ in votes}
    if position == "investigational" and "medically_necessary" in kinds and "not_medically_necessary" not in kinds:
        first = min(votes, key=lambda v: v[2].start)
        if first[1] == "medically_necessary" and not re.search(r"all\s+other", text, re.I):
            return "medically_necessary"
    if position in ("covered", "not_covered") and "authorization_required" in kinds:
        first = min(votes, key=lambda v: v[2].start)
        if first[1] == "authorization_required" and not re.search(r"\bcovered\b|\beligible\b", text, re.I):
            return "authorization_required"
    if position == "not_covered" and "covered" in kinds and _RENEWAL_ALONE.search(text):
        return "covered"
    if position == "not_covered" and "covered" in kinds and re.search(r"\b(?:only|unless)\b", text, re.I) is None:
        first = min(votes, key=lambda v: v[2].start)
        return first[1]
    if {"not_covered", "medically_necessary"} <= kinds and _FOR_LOOKS.search(text):
        return "not_covered"  # "is not covered for cosmetic purposes": no verdict on what is cosmetic
    if position == "cosmetic" and "medically_necessary" in kinds:
        first = min(votes, key=lambda v: v[2].start)
        return first[1] if first[1] in ("cosmetic", "medically_necessary") else position
    return position
