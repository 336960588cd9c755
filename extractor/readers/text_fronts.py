"""Front matter in a page that was run together: decides where its labels begin, where their values end, and the title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LABEL = re.compile(
    r"""
    (?<!\S)
    (?: (?:Original|Most\ Recent|Last|Next|Current|Initial|First|Annual)\s (?:[A-Z][a-z]+\s)?
        (?:Effective|Review(?:ed)?|Revision|Revised|Policy|Approval|Update[d]?)(?:\s Date)?        # "Last Review Date:"
      | (?:Effective|Review|Revision|Publish(?:ed)?|Publication|Issue|Approval|End|Retired?|Termination|Archived?|
           Origination|Posted|Implementation|Created|Creation|Committee\ Approval)(?:\s Date)?      # "Issue Date:"
      | (?:Medical\ |Clinical\ |Coverage\ |Reimbursement\ |Payment\ |Drug\ )?
        (?:Policy|Document|Guideline|Reference|Bulletin)
        (?:\s (?:Number|No\.?|ID|Title|Name|Type)|\s?\#)?                                            # "Document #:"
      | Applicable\ [Ll]ines?\ of\ [Bb]usiness
      | Subject | Topic | Section | Status | Title | Category | Lines?\ of\ Business | Department | Product[s]?
      | ORIGINAL\ EFFECTIVE\ DATE | MOST\ RECENT\ REVIEW\ DATE | EFFECTIVE\ DATE | LAST\ REVIEW(?:ED)?(?:\ DATE)?
      | POLICY\ (?:NUMBER|TITLE|NO\.?) | REVIEW\ DATE | NEXT\ REVIEW(?:\ DATE)? | SUBJECT | STATUS
    ) \s? : (?=\s)
    """,
    re.VERBOSE,
)
"""A label of the front matter: "Effective Date:", "Document #:", "Topic:"; not "the following section:"."""
_LABELLED_DATE = re.compile(
    r":\s(?:\d{1,2}/(?:\d{1,2}/)?\d{2,4}|(?:[A-Z][a-z]{2,8}\s(?:\d{1,2},\s)?\d{4})|\d{4}-\d{2}-\d{2})\s(?=[A-Z])"
)
"""The end of a labelled date: ": 07/01/2018 The"; what follows is something else."""
_COMMON = re.compile(r"(?:Policy|Reference|Section|Status|Product|Products|Category|Department|Title|Type|Name)\s?:")
"""Labels that are words of a text as well: behind the front matter they want a mark before them."""
_FRONT = 3_000
"""Characters that front matter takes at most."""
_VALUE = r"(?:\d{1,2}/(?:\d{1,2}/)?\d{2,4}(?:,\s\d{1,2}/(?:\d{1,2}/)?\d{2,4})*|[A-Z][a-z]{2,8}\s(?:\d{1,2},\s)?\d{4}|\d{4}-\d{2}-\d{2})"
_BARE = re.compile(
    rf"""
    (?<!\S)
    (?: (?:(?:Policy|Coverage|P&T|Original|Last|Next|Current|Initial|Effective|Review|Reviewed|Revision|Revised|Approval|Approved|
            Publish(?:ed)?|Publication|Issue|End|Termination|Origination|Implementation)\s){{1,4}}Date\s(?:\.{{3,}}\s?)?{_VALUE}
      | (?:(?:Medical|Clinical|Coverage|Drug|Policy|Program|Document|Guideline|Reference)\s){{1,3}}Number\s(?:\.{{3,}}\s?)?
        (?=[A-Z.-]{{0,8}}\d)\S{{2,20}}
    )
    (?=\s[A-Z•])
    """,
    re.VERBOSE,
)
"""A label without a colon, with its date or number: "Policy End Date 12/31/2025", "Coverage Policy Number ..... 0529"."""
_LEADER = re.compile(r"(?<!\.)\.{5,200}\s?\d{1,3}\s(?=[A-Z•])")
"""The dots and the page that end a line of a table of contents."""
_BANNER = re.compile(
    r"(?:Medical|Clinical|Coverage|Drug|Pharmacy|Payment|Reimbursement)\s(?:(?:Management|Benefit|Coverage|Payment|Drug|Clinical)\s){0,2}"
    r"(?:Policy|Guideline|Bulletin|Criteria)\s(?=(?P<title>[A-Z][^:|]{3,120}))"
)
"""The name of the document's kind before its title: "Drug Management Policy Tremfya"."""
_SITE = re.compile(r"(?P<title>[A-Z][^|–—:]{3,100}?)\s[|–—-]\s[^|:]{0,80}?\|\s")
"""The title of a web page, with its site's: "Knee Braces - Bulletins | Acme Health"."""
_SHOUT = re.compile(r"(?<=[a-z)]\s)(?=(?:[A-Z][A-Z,/()-]*\s){7})")
"""Where a sentence in capitals begins behind a phrase that is not."""


@dataclass(slots=True)
class Front:
    """Where labels begin and values end, and where the values of labels begin."""

    starts: set[int] = field(default_factory=set)
    values: set[int] = field(default_factory=set)
    labels: dict[int, int] = field(default_factory=dict)  # start → end


def starts(text: str) -> Front:
    """The places at which front matter breaks."""
    front = Front()
    for match in _LABEL.finditer(text):
        if match.start() > _FRONT and _COMMON.match(match[0]) and text[match.start() - 2] not in ".:;)":
            continue
        front.starts.add(match.start())
        front.values.add(match.end() + 1)
        front.labels[match.start()] = match.end()
    front.starts.update(match.end() for match in _LABELLED_DATE.finditer(text))
    for match in _BARE.finditer(text, 0, _FRONT):
        front.starts.update((match.start(), match.end() + 1))
        front.labels[match.start()] = match.end()
    front.starts.update(match.end() for match in _LEADER.finditer(text, 0, 2 * _FRONT))
    front.starts.update(match.start() for match in _SHOUT.finditer(text, 0, _FRONT))
    _title(text, front)
    return front


def _title(text: str, front: Front) -> None:
    """Part the title from the words before and behind it, where the text says it again."""
    site = _SITE.match(text)
    if site and _again(text, site["title"], site.end()):
        front.starts.update((site.end("title") + 1, site.end()))
    first = min((start for start in front.starts if start > 0), default=0)
    if 0 < first < 250 and (banner := _BANNER.search(text, 0, first)):
        title = text[banner.start("title") : first].strip()
        if _again(text, title, first):
            front.starts.add(banner.start("title"))


def _again(text: str, phrase: str, begin: int) -> bool:
    """Whether the text says a phrase again, in whichever letters."""
    return len(phrase) > 3 and phrase.lower() in text[begin:].lower()
