"""Propose PMIDs, PMCIDs, DOIs and NCT numbers by their labels, their shape and their web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.types import Mention

# A PMID is one to eight digits and nothing else: only a label or an address makes a number one.
# Matches "PMID: 30001234", "PubMed PMID 30001234", "PMIDs 30001234, 30001235 and 30001236", "[PubMed: 30001234]";
# not "PubMed 2019" (a year), "PMID: PMC7001234" (the other database).
_PMID = re.compile(
    r"""
    [Pp](?<!\w.)(?:                                                # a P first: found by one skip over the text
        (?P<label> [Mm][Ii][Dd](?:['’]?s)? )                       # PMID, PMIDs, pmid
      | (?<=P)ub[Mm]ed (?: \s{1,2} (?:ID|UID|[Ii]dentifier|[Nn]umber|[Nn]o\.?) )?   # PubMed ID; PubMed alone
    )
    [\s:#=.\[(–-]{0,4}
    (?P<digits> \d{1,8} (?!\d)
        (?: \s{0,2} (?: [,;/&] | and\b | ,\s?and\b ) \s{0,2} (?:PMID:?\s?)? \d{7,8} (?!\d) ){0,60}
    )
    """,
    re.VERBOSE,
)
# Matches "pubmed.ncbi.nlm.nih.gov/30001234/", "www.ncbi.nlm.nih.gov/pubmed/30001234", "…/pubmed/?term=30001234";
# not "pubmed.ncbi.nlm.nih.gov/?term=asthma+2019" (a search for words).
_PMID_ADDRESS = re.compile(
    r"""
    (?: pubmed\.ncbi\.nlm\.nih\.gov | pubmed\.gov | ncbi\.nlm\.nih\.gov/(?:m/)?pubmed )
    / \s? (?: \?term= )? (?P<digits> \d{5,8} ) (?![\d+%])
    | list_uids= (?P<uid> \d{5,8} ) (?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Matches "PMC7001234", "PMCID: PMC7001234", "PMCID: 7001234", "/pmc/articles/PMC7001234/"; not "PMC 12" (no label).
_PMCID = re.compile(
    r"""
    [Pp](?<!\w.)(?:                                                # a P first: found by one skip over the text
        [Mm][Cc][Ii][Dd] [\s:#=]{0,3} (?P<labelled> (?:PMC\s?)? \d{4,8} )       # after its label
      | (?<=P)MC (?P<bare> \d{5,8} )                                            # by its own prefix
    ) (?!\d)
    """,
    re.VERBOSE,
)
# Eight digits that begin with a 0, one blank allowed where a narrow column broke them. A ninth digit is a footnote
# mark that lost its height. Matches "NCT01234567", "NCT 01234567", "NCT#01234567", "NCT0123 4567"; not "NCT 2021".
_NCT = re.compile(r"[Nn](?<!\w.)[Cc][Tt][\s:#-]{0,2}(?:[Nn][Oo]\.?\s?)?(?P<digits>0(?:\s?\d){7})(?=\d{0,2}(?!\d))")

# Matches "10.1000/xyz.2020.01" up to white space; what belongs to the sentence around it is cut off afterwards.
_DOI = re.compile(
    r"""
    10(?<![\d.]10) \.\d{4,9} (?: /\s? | %2[Ff] )
    [^\s"“”|{}<>¹²³⁰⁴-⁹]{1,200}                      # a raised figure is a citation's mark
    (?: <[\w:;.-]{1,60}> [\w.;()-]{0,30} )?        # the angle brackets of a serial item's own number
    """,
    re.VERBOSE,
)
_DOI_LABEL = re.compile(r"doi(?:\.org/)?[\s:=]{0,3}(?:\(|https?://(?:dx\.)?doi\.org/)?$", re.IGNORECASE)
# What follows a DOI without a blank: another label, another DOI, a page of the publisher's site.
_DOI_END = re.compile(
    r"""
    [.,;]? (?: PMC?ID | Epub | Accessed | Available | https?: | doi: ) .*   # glued to the next part of the entry
    | [,;] (?: 10\.\d{4,9}/ ) .*                                          # a list of DOIs
    | (?: /(?:full|abstract|pdf|epub|meta|fulltext|suppl[^/]*) | \.(?:full|pdf|abstract|short) ) [^/]* $
    | [?\#] .*                                                            # a query or an anchor of the address
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The rest of a DOI after a line end: it broke after a mark, and the rest has letters before digits, or points inside.
# Matches "jaad.2020.01.002" after "10.1000/j.", "2020.01.002"; not "Accessed", "2020", "12(3)", an address.
_DOI_REST = re.compile(
    r"\s(?!www)(?: (?=[\w.()/-]{0,80}?[a-z(]{1,20}[./-]?\d) | (?=\d{1,8}[./_]\w) )[\w(][\w./()-]{2,80}", re.VERBOSE
)
# An author run into the DOI before: "10.1000/j.2025.101454.Marsh H, Bell": the name behind the last point, initials after.
_NAME_BEHIND = re.compile(r"\d(?P<name>\.[A-Z][a-z]{2,20})$")
_INITIALS = re.compile(r"\s{1,3}[A-Z]{1,3}[,.;]")
_DASHES = str.maketrans("‐‑‒–—−", "------")
_NUMBER = re.compile(r"\d+")


def propose(text: str) -> Iterator[Mention]:
    """The identifiers in a text, in no order; the span is the identifier alone, without its label."""
    lower = text.lower()  # to look for a word is much quicker than to look for a pattern
    yield from _pmids(text, lower)
    for match in _PMCID.finditer(text) if "pmc" in lower else ():
        bare = match["bare"] is not None
        digits = "".join(_NUMBER.findall(match["bare"] if bare else match["labelled"]))
        start = match.start() if bare else match.start("labelled")
        yield _mention("pmcid", start, match.end(), f"PMC{digits}", "labelled")
    for match in _NCT.finditer(text) if "nct" in lower else ():
        digits = "".join(match["digits"].split())
        yield _mention("nct", match.start(), match.end(), f"NCT{digits}", "shape")
    yield from _dois(text)


def _pmids(text: str, lower: str) -> Iterator[Mention]:
    for match in _PMID.finditer(text):
        for number in _NUMBER.finditer(text, match.start("digits"), match.end("digits")):
            if match["label"] is None and len(number[0]) < 6:
                break  # "PubMed 2019": a year
            if len(number[0]) < 4 and "\n" in text[match.start() : number.start()]:
                break  # "… PMID" at the end of an entry, and the next one's number
            yield _mention("pmid", number.start(), number.end(), number[0].lstrip("0") or "0", "labelled")
    if "pubmed" not in lower and "list_uids" not in lower:
        return
    for match in _PMID_ADDRESS.finditer(text):
        group = "digits" if match["digits"] else "uid"
        yield _mention("pmid", match.start(group), match.end(group), match[group].lstrip("0"), "address")


def _dois(text: str) -> Iterator[Mention]:
    position = 0
    while match := _DOI.search(text, position):
        start, position = match.start(), match.end()
        end = _doi_end(text, start, position)
        for _ in range(2):  # a narrow column may break a DOI twice
            if (end == position and text[end - 1] in "./-_(") or (text[end : end + 1] == "." and end + 1 == position):
                rest = _DOI_REST.match(text, position)
                if rest is None:
                    break
                position = rest.end()
                end = _doi_end(text, start, position)
        if (name := _NAME_BEHIND.search(text, start, end)) and _INITIALS.match(text, end):
            end = position = name.start("name")
        value = re.sub(r"\s", "", text[start:end]).translate(_DASHES).replace("%2F", "/").replace("%2f", "/")
        suffix = value.partition("/")[2]
        labelled = _DOI_LABEL.search(text, max(0, start - 24), start) is not None
        if not suffix or not (labelled or any(map(str.isdigit, suffix))):
            continue  # "10.2500/day" is an amount
        yield _mention("doi", start, end, value, "labelled" if labelled else "shape")


def _doi_end(text: str, start: int, end: int) -> int:
    """Where a DOI ends: before what is glued to it, closing punctuation and brackets that it did not open."""
    head = text.find("/", start, end) + 1 or start + 8
    if cut := _DOI_END.search(text, head, end):
        end = cut.start()
    while end > head:
        last = text[end - 1]
        if last in ".,;:'’”*†‡®™·" or (
            last in ")]>"
            and text.count({")": "(", "]": "[", ">": "<"}[last], start, end) < text.count(last, start, end)
        ):
            end -= 1
        else:
            break
    return end


def _mention(system: str, start: int, end: int, value: str, rule: str) -> Mention:
    return Mention("identifier", system, start, end, value, rule=f"identifiers.{system}_{rule}")
