"""Where a cited work appeared: the year, volume, issue and pages of an entry, and the journal before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
_MONTH += r"|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Fall|Autumn|Winter)\.?"
_MONTHS = rf"{_MONTH}(?:\s?[-–/]\s?{_MONTH})?"
_YEAR = r"(?:19|20)\d\d"

# A date of publication. Matches "2021 Jan 15", "Jun 01 2018", "05 May 2011", "2019; Jan", "2014-01", "2016".
_DATE = rf"""
    (?: (?<![A-Za-z\d])(?P<y1>{_YEAR})(?!\d) (?:[a-z]|\([a-z]\))?
        (?: [-/](?:0\d|1[0-2])(?!\d) | [\s;,.]{{1,2}} {_MONTHS} (?: \s\d{{1,2}}(?:-\d{{1,2}})? (?![\d(:]) )? )?
      | {_MONTHS} ,? \s (?: \d{{1,2}}(?:st|nd|rd|th)?(?:-\d{{1,2}})?,? \s )? (?P<y2>{_YEAR})
      | \d{{1,2}} \s {_MONTHS} ,? \s (?P<y3>{_YEAR})
    )"""
# One end of a page range, or an article's number. Matches "891", "e23714", "S41", "PO.21.00101", "3083.e3", "CD001822".
_PAGE = r"(?:[A-Z]{1,3}\.)?[A-Za-z]{0,6}\d[\dA-Za-z]*(?:\.[A-Za-z]?\d+)*"
_RANGE = rf"(?:{_PAGE}|S[IVX]{{1,4}})(?:\s?[-–—‑]\s?{_PAGE})?"
_PAGES = rf"(?!S\d{{4}}-\d{{3}})(?:[Pp]{{1,2}}(?:\.\s?|\s|(?=\d))|[Pp]ages?\s)?(?P<pages>{_RANGE})(?!\d)"
_VOLUME = r"(?:[Vv]ol(?:ume)?s?\.?\s?)?(?:[A-Z]{2}\s)?(?P<volume>[A-Z]?\d{1,4}[A-Z]?)(?![\d.]\d)"
_ISSUE = r"(?:\s?[(](?P<issue>[^()]{1,30})[)]|[,;]?\s?(?:[Nn]o|[Ii]ss(?:ue)?)\.?\s?(?P<issue2>\d{1,4}(?:[-–]\d{1,4})?))"

# The year, then volume, issue, pages. Matches "2010;112(4):810-833", "2018: 72(5); e53-e90", "2016, 53:1, 94-100",
# "2017, Vol. 141, No. 10, pp. 1342-1393", "2010 Jan 20;(1):CD001822", "2021;5"; not "2011; accessed", "2016. 2".
_YEAR_FIRST = re.compile(
    rf"""(?<!\d) \(? {_DATE} \)?
    (?: \s?[;:,.]?\s? {_VOLUME} {_ISSUE} (?: \s?[:;,]\s? {_PAGES} | (?=[A-Za-z]{{0,2}}\d|SI){_PAGES.replace("pages", "pages2")} )?
      | \s?[;:,]\s? {_VOLUME.replace("volume", "volume3")} : (?P<issue3>\d{{1,3}}), \s? {_PAGES.replace("pages", "pages3")}
      | \s?[;:,]\s? {_VOLUME.replace("volume", "volume4")} \s?[:;,]\s? {_PAGES.replace("pages", "pages4")}
      | \s?[;:]\s? [(](?P<issue5>[^()]{{1,30}})[)] \s?[:;,]\s? {_PAGES.replace("pages", "pages5")}
      | \.\s {_VOLUME.replace("volume", "volume8")} :\s? (?=\w{{1,8}}[-–]\w) {_PAGES.replace("pages", "pages8")}
      | \s?;\s? (?P<volume9>\d{{1,4}}\s?Suppl(?:ement)?\.?(?:\s[A-Z]?\d{{1,2}})?) \s?:\s? {_PAGES.replace("pages", "pages9")}
      | \s?;\s? {_VOLUME.replace("volume", "volume6")} (?=[.,;\s\x1f]|$) (?!\s?[A-Za-z%])
      | [:;]\s? {_PAGES.replace("pages", "pages7")} (?=[.,;\s)]|$)
    )""",
    re.VERBOSE,
)
# Volume and issue, then the year in brackets or between commas, then pages. Matches "vol. 389,3 (2023): 205-214",
# "395, no. 2 (2020): 1115-25", "vol. 84, no. 3, 2021, pp. 747-60"; not "group 2 (2020): 5".
_YEAR_INSIDE = re.compile(
    rf"""(?:\bvol(?:ume)?\.\s?|(?<=[a-z.)]\s)|(?<=[a-z.),],\s)) (?P<volume>\d{{1,4}}) (?:\.(?P<issue3>\d{{1,3}}))?
    (?: ,\s?(?:no\.?\s?)? (?P<issue>[\dS][\w./ -]{{0,20}}?) | [(](?P<issue2>[^()]{{1,30}})[)] )?
    (?: ,?\s?[(] {_DATE} [)] | ,\s{_DATE.replace("<y", "<z")} ) \s?[:,]\s? {_PAGES}""",
    re.VERBOSE,
)
# Volume, issue and pages, the year elsewhere. Matches "29 (3), 1902-1918", "84(2): p432-470", "36: 1689-1704",
# "14:1436588"; not "10:1 ratio", "27:05".
_NO_YEAR = re.compile(
    rf"""(?<=[A-Za-z.),’'”]) ,? \s (?:[Vv]ol(?:ume)?\.?\s?)? (?P<volume>[A-Z]?\d{{1,4}}[A-Z]?)
    (?: \s?[(](?P<issue>[^()]{{1,30}})[)] (?: \s?[:;,]\s? {_PAGES} )
      | \s?:\s? (?=\d{{5}}|[A-Za-z]{{1,4}}\.?\d{{2}}|[A-Z]?\d{{1,6}}\s?[-–]\s?[A-Z]?\d|p) {_PAGES.replace("pages", "pages2")}
      | \.\s (?P<pages3>e\d{{1,6}}-e\d{{1,6}}|\d{{2,5}}-\d{{2,5}}) (?=[.])
    )""",
    re.VERBOSE,
)
_BARE_DATE = re.compile(rf"(?<![\d(/.]) \(? {_DATE} \)? (?![\d/])", re.VERBOSE)
# "…in Adults. Journal of Things" without its full stop: the words with which a journal's full name begins.
_FULL_NAME_PATTERN = r"""[,;.]?\s (?P<name> (?:The\s)?
    (?: (?:American|British|European|International|Canadian|World|Scandinavian|New\sEngland)\s )?
    (?: [Jj]ournal | Annals | Archives | Proceedings ) \s (?: of | in | for ) \s [^.\x1f]{3,80}? )"""
# "…, Journal of Things (2023)", no volume: its full name says what it is.
_NAMED_AND_DATED = re.compile(rf"{_FULL_NAME_PATTERN}\s?\((?P<year>{_YEAR})\)", re.VERBOSE)
# A date that closes an entry, or that an article's number follows: "2024 Oct 17:S0009-1234(24)00417-0", "2019:tides.0624".
_CLOSING_DATE = re.compile(
    _BARE_DATE.pattern + r"(?=\s*(?:[.;,)\]\x1f]|$|doi|(?:\d{1,2})?:\s?(?:S\d{4}-\d{3}|[a-z]{4,12}\.\d)))", re.VERBOSE
)
_SLASHED = re.compile(rf"(?<!\d)\d{{1,2}}[/-](?:\d{{1,2}}[/-])?(?P<year>{_YEAR})(?!\d)")
_TRAILING_YEAR = re.compile(rf"[\s,.;(]{{1,3}}(?:{_MONTHS},?\s)?(?P<year>{_YEAR})\b")

# Where one part of an entry ends and the next begins: a full stop, question or exclamation mark and white space, or a
# full stop between a word and a capitalised word. Not after the abbreviations below, not after one capital letter.
_BOUNDARY = re.compile(
    r"""[.?!] (?: \s+ (?=[^\s\x1f]) | ["”’)\]®™]{1,2} \s+ (?=[^\sa-z\x1f]) | (?<=[a-z]{3}\.) (?=[A-Z][a-z]{2}) (?!Gov|Com|Org) )
        (?<!\bvs\.\s)(?<!\bU\.S\.\s)(?<!\bSt\.\s)(?<!\bDr\.\s)(?<!\bNo\.\s)(?<!\bMt\.\s)(?<!\bDept\.\s)
        (?<!\bapprox\.\s)(?<!\be\.g\.\s)(?<!\bi\.e\.\s)(?<!\bSp\.\s)(?<!\bspp\.\s)""",
    re.VERBOSE,
)
_FULL_NAME = re.compile(rf"{_FULL_NAME_PATTERN}$", re.VERBOSE)
# A publisher, an editor, a book: what stands before a year is no journal then.
_PUBLISHER = re.compile(
    r"""\b(?: Inc | LLC | Ltd | Corp | Publish\w+ | Press | Elsevier | Springer | Wiley | eds?\b | In: | edition | ed\.
        | [Rr]evised | [Uu]pdated | [Vv]ersion | Available | Pharma(?:ceuticals?)? | Therapeutics )\b
      | ,\s[A-Z]{2}\s?(?::|\s|$) | \w:\s[A-Z]\w+$ | ^[(\d]""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where in an entry its source stands, and what it says; ``journal`` is a span of the entry's text."""

    start: int  # the title, if any, ends before this offset
    journal: tuple[int, int] | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None


def find(text: str, journal_words: frozenset[str], *, authors: int) -> Found | None:
    """The source of an entry whose addresses, identifiers and dates of access are masked with ``\\x1f``.

    ``authors``: where the persons who wrote it end (0 without any): a title follows them before any journal.
    """
    match = _first(text)
    if match is None:
        return _journal_alone(text, journal_words, authors)
    groups = {name.rstrip("23456789"): value for name, value in match.groupdict().items() if value and name[0] in "vip"}
    years = [value for name, value in match.groupdict().items() if value and name[0] in "yz"]
    year = int(years[0]) if years else None
    if year is None and (after := _TRAILING_YEAR.match(text, match.end())):
        year = int(after["year"])
    journal = _journal_before(text, match.start(), journal_words, authors)
    pages = groups.get("pages")
    return Found(
        start=journal[0] if journal else match.start(),
        journal=journal,
        year=year,
        volume=groups.get("volume"),
        issue=groups.get("issue"),
        pages=re.sub(r"\s", "", pages) if pages else None,
    )


def _first(text: str) -> re.Match[str] | None:
    """The first cluster that gives a source: entries may name a correction or a second work afterwards."""
    found = [match for pattern in (_YEAR_FIRST, _YEAR_INSIDE) if (match := _outside_brackets(pattern, text))]
    loose = _NO_YEAR.search(text)
    surer = loose and (loose["issue"] or loose["pages3"])
    if loose and (not found or (surer and loose.start() < min(match.start() for match in found))):
        found.append(loose)
    return min(found, key=re.Match.start, default=None)


_DATE_AGAIN = re.compile(r"(?:19|20)\d\d/\d\d/\d\d/?$")
# A journal that says whose it is: "Things : an official journal of the Society".
_OFFICIAL = re.compile(r"\s?[:;,]\s(?:an?\s|the\s)?official\s(?:journal|publication|organ)\b", re.IGNORECASE)


def _outside_brackets(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that no bracket holds ("Re: … (Things 2015;122:162-9). Things. 2015;…"), else the first."""
    first = None
    for match in pattern.finditer(text):
        if text.count("(", 0, match.start()) <= text.count(")", 0, match.start()):
            return match
        first = first or match
    return first


def _journal_before(text: str, end: int, words: frozenset[str], authors: int) -> tuple[int, int] | None:
    """The journal that ends before ``end``: the last part there, with the abbreviated words before it."""
    stop = end
    while stop and not (text[stop - 1].isalnum() or text[stop - 1] in ")]”"):
        stop -= 1
    if again := _DATE_AGAIN.search(text, max(0, stop - 14), stop):  # "Journal. 2017/06/01 2017;22(3)"
        stop = len(text[: again.start()].rstrip(" .,;:("))
    starts = boundaries(text, stop)
    start = starts.pop()
    while starts and starts[-1] > authors and _abbreviation(text[starts[-1] : start], words):
        start = starts.pop()
    name = text[start:stop]
    official = _OFFICIAL.search(name) is not None
    full = _FULL_NAME.search(text, max(start - 1, 0), stop)
    if (len(name.split()) > 9 or "\x1f" in name) and not official:
        if full is None:
            return _run_on(text, start, stop, words)
        start = full.start("name")
    elif full and not official and text[full.start()] in ",;":
        start = full.start("name")
    name = text[start:stop]
    tokens = [plain(token) for token in name.split()]
    if start == 0 or not name[:1].isalpha() or not any(map(str.isupper, name)):
        return None
    known = all(token in words or token in _SMALL for token in tokens)
    if (
        not known
        and not official
        and (_PUBLISHER.search(name) or (re.search("[:;]", name) and not _SERIAL.intersection(tokens)))
    ):
        return None
    if _CORPORATE.intersection(tokens) and not _SERIAL.intersection(tokens):
        return None  # "American College of Things. 2019;71(1):5-32": the publisher in the journal's place
    return start, stop


def _run_on(text: str, start: int, stop: int, words: frozenset[str]) -> tuple[int, int] | None:
    """A journal that follows its title without a full stop: the abbreviated words at the end, two at least."""
    first, count = stop, 0
    for match in reversed(list(re.finditer(r"\S+", text[start:stop]))):
        if not (match[0][0].isupper() and plain(match[0]) in words):
            break
        first, count = start + match.start(), count + 1
    return (first, stop) if count >= 2 else None


def _journal_alone(text: str, words: frozenset[str], authors: int) -> Found | None:
    """A journal with a date, or with nothing, after it: only words that journals use ("Tumour Biol. Feb 22 2014")."""
    starts = [*boundaries(text, len(text)), len(text)]
    for low, high in zip(starts[1:], starts[2:], strict=False):
        part = text[low:high]
        date = _CLOSING_DATE.search(part)
        cut = part.find("\x1f")
        name = part[: min(date.start() if date else len(part), cut if cut >= 0 else len(part))].rstrip(" .,;:(")
        tokens = [plain(token) for token in name.split()]
        if not tokens or len(tokens) > 9 or not all(token in words or token in _SMALL for token in tokens):
            continue
        if not date and high < len(text):
            date = _CLOSING_DATE.match(text, high)
        addressed = cut >= 0 and low > authors + 3 > 3  # a title stands between, an identifier or address behind it
        if not name[0].isalpha() or not ((authors and (date or addressed)) or _SERIAL.intersection(tokens)):
            continue
        if date is None and "\x1f" not in text[low:] and high < len(text):
            continue
        year = next((int(value) for value in date.groupdict().values() if value), None) if date else None
        journal = _journal_before(text, low + len(name), words, authors) or (low, low + len(name))
        return Found(start=journal[0], journal=journal, year=year)
    if named := _NAMED_AND_DATED.search(text):
        return Found(start=named.start("name"), journal=named.span("name"), year=int(named["year"]))
    return None


_SMALL = frozenset({"of", "the", "and", "&", "in", "for", "on"})
_CORPORATE = frozenset(
    {"college", "academy", "society", "association", "institute", "foundation", "network", "organization"}
)
# Words that tell a journal's name from a title of the same words.
_SERIAL = frozenset(
    [
        "j",
        "journal",
        "annals",
        "ann",
        "arch",
        "archives",
        "proceedings",
        "proc",
        "bulletin",
        "bull",
        "n",
        "am",
        "clin",
        "int",
        "eur",
        "br",
        "curr",
        "rev",
        "jama",
        "jacc",
        "ajnr",
        "bmj",
        "bmc",
        "lancet",
        "transactions",
        "plos",
        "nejm",
        "cochrane",
        "biol",
        "oncol",
        "med",
        "surg",
        "natl",
        "acta",
        "expert",
        "scand",
        "can",
        "nat",
        "res",
        "sci",
        "mol",
        "dermatol",
        "neurol",
        "cardiol",
    ]
)


def _abbreviation(part: str, words: frozenset[str]) -> bool:
    """Whether a part is one abbreviated word of a journal's name ("Rehabil. ", "J. ")."""
    token = part.strip()
    return (
        token.endswith(".") and " " not in token and (plain(token) in words or (len(token) == 2 and token[0].isupper()))
    )


def boundaries(text: str, stop: int) -> list[int]:
    """The offsets at which the parts of an entry begin, the first of them 0."""
    return [0, *(match.end() for match in _BOUNDARY.finditer(text, 0, stop) if match.end() < stop)]


def plain(token: str) -> str:
    """A word as the lexicon has it: small letters, without points, commas and brackets."""
    return token.strip(".,;:()[]").lower()


def dates(text: str, start: int, stop: int) -> Iterable[int]:
    """The years named between two offsets, each as it is printed in a date."""
    for match in _BARE_DATE.finditer(text, start, stop):
        yield next(int(value) for value in match.groupdict().values() if value)
    for match in _SLASHED.finditer(text, start, stop):
        yield int(match["year"])
