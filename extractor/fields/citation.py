"""What an entry of a bibliography says: its authors, title and source, however its style orders and marks them off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.fields import citation_source as source
from extractor.fields.citation_bodies import MASK, Lexicon, is_organisation, led_by_body
from extractor.mentions import identifiers

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEAR = r"(?:19|20)\d\d"

# A day, month or year of access. Matches "January 22, 2025", "May, 2016", "15 Jan 2020", "06/15/12", "2020-01-05".
_DATE = rf"""(?: {_MONTH},?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s?)?{_YEAR} | \d{{1,2}}\s{_MONTH},?\s{_YEAR}
    | \d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d\d) | {_YEAR}-\d\d-\d\d | {_YEAR}\s{_MONTH}(?:\s\d{{1,2}})? | \d{{1,2}}/{_YEAR} )"""
# What is no part of the work itself; each stretch is masked before authors, title and source are looked for.
_ACCESSED = re.compile(
    rf"""[(\[]? \b(?: (?:Date\s|[Ll]ast\s|[Ww]eb\s)?(?:[Aa]ccessed(?:\s(?:on|online|verified))? | [Aa]ccess\s(?:on|date|verified))
        | [Rr]etrieved(?:\son)? | [Cc]ited )
    [:,]? \s{{0,2}} (?: (?:online\s|via\s|at\s|from\s)? (?P<place>[\w./:-]{{1,60}}\.\w{{2,4}}[\w/]{{0,40}})? ,?\s{{0,2}} )
    (?P<date>{_DATE})? [)\]]?""",
    re.VERBOSE,
)
_URL = re.compile(r"<{0,2}(?P<url>(?:https?://\s?|www\.)[^\s<>“”\"]{3,400})>{0,2}", re.IGNORECASE)
_NOISE = re.compile(
    r"""[(\[][^()\[\]]{0,20}\b(?:[Cc]orrection|[Ee]rratum|[Cc]omment|[Rr]etract)[^()\[\]]{0,200}(?:\([^()]{1,20}\)[^()\[\]]{0,80}){0,2}[)\]]  # a note
      | \b[Aa]vailable\s (?:online\s|free\s)?(?:at|from|through)\b (?:\sURL(?:\saddress)?)? [:\s]{0,2}   # opens an address
      | \bEpub\b [^.;]{0,40} | \b[Pp]ublished\sonline:?(?:\sahead\sof\sprint)? | \bAbstract\sretrieved\b.{0,80}
      | \bPMC?ID:?\s?(?:PMC)?\d{0,8} | (?<![A-Za-z])[Dd][Oo][Ii]\s?:?\s?(?=\x1f|10\.)
      | \bPubMed\b:? | \(\d{1,3}\s(?:articles|references)[^()]{0,60}\)
    """,
    re.VERBOSE,
)
_NOISY = re.compile(
    "orrection|rratum|omment|etract|vailable|Epub|ublished online|bstract|PMC?ID|[Dd][Oo][Ii]|PubMed|articles|references"
)

_PARTICLE = r"(?:[dD]e|[vV]an|[vV]on|[dD]er|[dD]en|[lL]a|[lL]e|[dD]i|[dD]a|[dD]el|[dD]ella|[dD]os|[eE]l|[aA]l|[tT]er|[tT]en|y|bin)"
_SURNAME = rf"(?:(?:{_PARTICLE}|St\.)\s){{0,3}}(?:[dDOL]['’])?[A-ZÀ-ÞŁŚŠŽČ][\w'’‑–-]{{1,30}}"
_SURNAME += rf"(?:\s(?!et\b)(?:{_PARTICLE}\s){{0,2}}[A-ZÀ-Þ][\w'’-]{{1,30}}){{0,2}}"
_SUFFIX = r"(?:,?\s(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\b\.?)?"
# One author, with the mark after it. Matches "Penn RD,", "Loftus EV Jr,", "Griffiths, CEM,", "Luskin, M. R.,",
# "Elmets, C.", "Roof, S. A."; not "Work Hardening.", "Tremfya [package insert]", "Cancer Stages.".
_AUTHOR = re.compile(
    rf"""(?: {_SURNAME}{_SUFFIX}\s[A-ZÀ-Þ]{{1,4}}(?:-[A-Z])?\d?{_SUFFIX} (?!\.\s?[A-Z]\.) (?=[.,;:]|\s(?:and|&|et)\b|\s[(]|\s?$)   # Penn RD
      | {_SURNAME}{_SUFFIX},?\s(?:[A-Z]\.(?:\s?-?\s?[A-Z]\.){{0,3}}|[A-Z]{{1,4}}(?=[.,;]|\s(?:and|&|et)\b)){_SUFFIX} # Luskin, M. R.
      | (?:[A-Z]\.\s?){{1,3}}{_SURNAME} (?=[.,;]|\s(?:and|&|et)\b)                                       # M. R. Luskin
    )
    (?P<mark> \.?[,;]{{1,2}}(?:\s(?:and|&))?\s{{1,2}} | \.?\s(?:and|&)\s | \.?:\s | \.\s{{1,2}} | \s(?=\() | (?<=\.)\s? | \s? (?=et\b) | $ )?""",
    re.VERBOSE,
)
_GIVEN = re.compile(
    rf"{_SURNAME},\s(?!Inc\b|Ltd\b|Corp\b)[A-Z][a-z]{{1,15}}(?:\s[A-Z]\.?)?(?=\.\s|,?\set\sal|,\sand\s)"
)  # "Hurley, Dan."
_ON_BEHALF = re.compile(r"(?:and\s)?(?:on\sbehalf\sof|for)\s(?:the\s)?[A-Z][^.;()\x1f]{3,140}(?=\s\((?:19|20)\d\d)")
_FIRM = re.compile(r"(?:Inc|LLC|Ltd|Corp|Co|L\.?P|GmbH|AG|USA)\b")  # "Some Labs USA, Inc.": a firm, no person
_ET_AL = re.compile(r"[,;]?\s?\bet\.?,?\s?al\b[.,;:]{0,3}(?:\s?(?=\())?", re.IGNORECASE)
_GROUP = re.compile(r"\s{0,2}(?P<group>(?=[A-Z]|for\s|on\s|the\s)[^.;\x1f]{3,200}+)[.;]\s")
_GROUP_WORD = re.compile(
    r"\b(?:[Gg]roups?|[Ii]nvestigators|[Cc]ollaborators|[Cc]ollaboration|[Cc]ommittee|[Cc]onsortium|[Nn]etwork|[Pp]anel|[Tt]eam"
    r"|[Ss]ociety|Trialists|Association|College|Academy|Institute|Foundation|Federation|Organi[sz]ation|Council)\b"
)
# "(2022)." after the authors: what follows is the title. Also "(2021, December).", "(12:2024).".
_YEAR_IN = rf"\s?(?:\d{{1,2}}:)?(?P<year>{_YEAR})[a-z]?(?:,?\s{_MONTH}(?:\s\d{{1,2}})?)?"
_YEAR_AFTER_AUTHORS = re.compile(rf"\s?\({_YEAR_IN}\s?\)[.,:;]?\s{{0,2}}(?=[^\s\x1f])", re.IGNORECASE)
# The same after a full stop, whatever stands before it: "Some Body. Its Branch. (2021, December). Title".
_STATED_YEAR = re.compile(rf"\.\s\({_YEAR_IN}\s?\)\.\s{{1,2}}(?=[^\s\x1f])", re.IGNORECASE)
# A quoted title of two or three words, behind the body that wrote it: 'Tidal Association Manual "Jaw Lamps," …'.
_QUOTED_SHORT = re.compile(r"[“\"](?P<title>[A-Z][^\s“”\"]{1,40}(?:\s[^\s“”\"]{1,40}){1,2}?)[.,]?[”\"]")
_QUOTED = re.compile(r"[“\"](?P<title>(?:[^\s“”\"]{1,40}\s){3,80}[^“”\"]{1,60})[”\"]")
_ACRONYM = re.compile(r"^[A-Z][\w®™]{0,14}(?:[/&-][A-Z]\w{0,14}){0,20}$")
_SITE = re.compile(r"[\w-]{3,40}\.(?:gov|com|org|net|edu)$", re.IGNORECASE)
_EDITED = re.compile(
    r"\.\s[A-Z][^.,]{2,60},\s[Ee]ds?\.\s?$"
)  # "Widgets. Wobble Group, ed. Journal": who edits, behind the title
_EDITORS = re.compile(r"\s{0,3}[(\[]?(?:editors?|[Ee]ds?)\b\.?[)\]]?[.,;]?\s{0,3}")
_SHORT_NAME = re.compile(r"\s?[(\[](?=[^()]{0,12}[A-Z])[\w®/&.-]{2,14}(?:®|™)?[)\]]")
_PERSONS_AFTER_BODY = re.compile(r",\s[A-Z][\w'’-]{1,24}(?:\s[A-Z][\w'’-]{1,24})?\s[A-Z]{1,3}(?=[,.])")
_NAMED_BODIES = re.compile(r"\([A-Z][\w/&-]{1,12}\)[,;].{4,160}\([A-Z][\w/&-]{1,12}\)\.?\s?$")
_STATE = r"(?:A[BKLRZ]|BC|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ABDEINOST]|N[CDEHJMSVY]|O[HKNR]|P[AR]|QC|RI|S[CDK]|T[NX]|U[KST]|V[AT]|W[AIVY])"
# Where a title without a journal stops: a place and publisher, a date, an edition, a version, a label.
_TITLE_END = re.compile(
    rf"""[.,;]?\s\(?(?: [A-Z](?:\w{{0,3}}\.|\w+)(?:\s[A-Z]\w+){{0,2}}(?:,\s(?:{_STATE}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)|\s\({_STATE}\))\s?:\s   # Horsham, PA:
        | \d{{1,2}}(?:st|nd|rd|th)\s[Ee]d | In:\s
        | (?:Page\s)?[Ll]ast\s(?:[Uu]pdated|[Rr]evised|[Rr]eviewed|[Ee]dited)\b | (?:Updated|Revised|Reviewed|Issued|Published|Effective)\b
        | (?<=[.,;]\s)(?:updated|revised|reviewed)\b
        | (?:{_MONTH}\s(?:\d{{1,2}},?\s)?)?{_YEAR}(?!\s(?:[A-Z][a-z]+\s){{0,2}}(?:Edition|Recommendations?|Guidelines?)\b)
          (?=[.;:,)\s]*(?:$|\x1f|[A-Z][a-z])) | \d{{1,2}}/\d{{2,4}}\b | ©
        | [Vv]ersion\s\d | ClinicalTrials\.gov\b | NLM\sIdentifier | Press\s[Rr]elease | NCT0 )
      | \x1f | ;\s """,
    re.VERBOSE,
)


_VERSION = re.compile(r"V\.\s?\d{1,2}\.20\d\d")
_PART = re.compile(r"(?:Section|Part|Chapter|Volume) (?:\d{1,2}|[IVX]{1,4})")
# A product's label names no title beyond the brackets: "Lumibrex [package insert] Somewhere Labs, Inc. …".
_LABEL_END = re.compile(
    r"\[(?:full\s)?(?:package|packet|product|prescribing)\s(?:insert|information|monograph|label(?:ing)?)\](?=[.,;]?\s)"
    r"|\b(?:prescribing\sinformation|package\sinsert|product\smonograph)(?=\s[A-Z][A-Za-z])",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(rf"\s?(?P<year>{_YEAR})\.\s{{1,2}}(?=[A-Z“\"])")  # "Some Body. 2023. Title"
_STREET = re.compile(
    r"\b(?:19|20)\d\d(?=(?:\s[A-Z][a-z]+){1,3}\s(?:Drive|Street|Road|Avenue|Ave|Blvd|Boulevard|Lane|Way|Parkway|Place|Court|Dr|St|Rd)\b)"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one entry, each as printed; None where the entry does not give it."""

    authors: str | None = None
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    url: str | None = None
    accessed: str | None = None


def parse(text: str, *, lexicon: Lexicon) -> Parts:
    """The parts of an entry, its number already taken off."""
    ids: dict[str, str] = {}
    masked = text
    for mention in sorted(identifiers.propose(text), key=lambda m: m.start):
        ids.setdefault(mention.system, mention.value)
        if mention.system != "nct":
            masked = _masked(masked, mention.start, mention.end)
    url = accessed = None
    for match in _URL.finditer(text):
        address = re.sub(r"\s", "", match["url"]).rstrip(".,;:)]’'")
        if url is None and "doi.org/" not in address:
            url = address
        masked = _masked(masked, match.start(), match.end())
    for match in _ACCESSED.finditer(masked):
        accessed = accessed or iso_date(match["date"] or "")
        masked = _masked(masked, match.start(), match.end())
    if _NOISY.search(masked):
        masked = _NOISE.sub(lambda match: MASK * len(match[0]), masked)

    if house := _STREET.search(masked):
        masked = _masked(masked, *house.span())  # "1950 Somewhere Road": no year
    persons = _personal(masked)
    found = source.find(masked, lexicon.journal, authors=persons)
    stop = found.start if found else len(masked)
    authors, title, year_after = _authors_and_title(
        masked, min(persons, stop), stop, bool(found and found.journal), lexicon
    )
    year = (found.year if found else None) or year_after
    if year is None:
        after = title[1] if title else 0
        year = next(iter(source.dates(masked, after, len(masked))), None)
    volume = found.volume if found else None
    journal = found.journal if found else None
    if title is None and authors and journal and _is_title(text[slice(*journal)], lexicon):
        title, journal = (
            journal,
            None,
        )  # "Adams AB. Widgets in Special Circumstances. 2015;6(4):2-9": no journal is given
    if (
        volume is None
        and not (found and found.journal)
        and (match_volume := re.search(r"\bVol\.?\s?(\d{1,3})\b", masked))
    ):
        volume = match_volume[1]
    return Parts(
        authors=_clean(text[authors[0] : authors[1]]) if authors else None,
        title=_clean(text[title[0] : title[1]]) if title else None,
        journal=text[slice(*journal)].strip(" .,;") if journal else None,
        year=year,
        volume=volume,
        issue=found.issue if found else None,
        pages=found.pages if found else None,
        pmid=ids.get("pmid"),
        pmcid=ids.get("pmcid"),
        doi=ids.get("doi"),
        url=url,
        accessed=accessed,
    )


def _is_title(name: str, lexicon: Lexicon) -> bool:
    """Whether what stands in a journal's place, right behind the persons, is the title: long, words of no journal in it."""
    words = [source.plain(word) for word in name.split()]
    return len(words) > 4 and any(len(word) > 3 and word not in lexicon.journal for word in words)


_Stretch = tuple[int, int] | None


def _authors_and_title(
    text: str, end: int, stop: int, journal: bool, lexicon: Lexicon
) -> tuple[_Stretch, _Stretch, int | None]:
    """Where the authors and the title stand before ``stop``, and the year between them if one stands there."""
    quoted = _QUOTED.search(text, 0, min(len(text), stop + 2))
    if quoted is None and (short := _QUOTED_SHORT.search(text, 8, min(len(text), stop + 2, 160))):
        before = text[: short.start()].strip()
        body = any(is_organisation(before.rsplit(" ", cut)[0], lexicon) for cut in range(4))
        quoted = short if body and not re.search(r"\b[a-z]+$", before) else None
    if quoted and quoted.start() < 400:
        return (0, quoted.start()) if quoted.start() > 2 else None, quoted.span("title"), None
    year = None
    if end == 0 and (stated := _STATED_YEAR.search(text, 0, min(stop, 260))):
        return (0, stated.start() + 1), _title(text, stated.end(), stop, journal, lexicon), int(stated["year"])
    if match := _YEAR_AFTER_AUTHORS.match(text, max(0, end - 1 if text[max(0, end - 1)] == " " else end)):
        if end and match.end() < stop:
            return (0, end), _title(text, match.end(), stop, journal, lexicon), int(match["year"])
    begin = end
    while (after := _corporate(text, begin, stop, lexicon)) > begin:
        end = end if text[begin:after].strip(" .®").endswith(lexicon.series) else after
        begin = after
        if match := _YEAR_AFTER_AUTHORS.match(text, begin) or _BARE_YEAR.match(text, begin):
            year, begin = int(match["year"]), match.end()
    return (0, end) if end else None, _title(text, begin, stop, journal, lexicon), year


def _personal(text: str) -> int:
    """Where the list of personal authors that opens an entry ends; 0 where none opens it."""
    position, grouped = _listed_persons(text)
    found = _ET_AL.search(text, 0, min(len(text), 2500))
    if found and found.start() == 0:
        return found.end()
    if found and "\x1f" not in text[: found.start()] and _names_before(text, found.start()):
        between = text[position : found.start()]
        if not (position and (". " in between or "In: " in between)):
            return _after_groups(text, found.end(), sure=text[found.end() - 1] == ";")
    if grouped:
        return position
    if position and (behalf := _ON_BEHALF.match(text, position)):
        return behalf.end()
    if position == 0 and (match := _GIVEN.match(text)):
        return match.end()
    return 0 if _FIRM.match(text, position) else position


def _listed_persons(text: str) -> tuple[int, bool]:
    """Where the names at the start end one after another, and whether groups of authors follow them."""
    position = 0
    while match := _AUTHOR.match(text, position):
        mark = match["mark"]
        if mark is None:
            break
        position = match.end()
        if mark.strip() == ":" or (mark.strip() == "." and not ("," in match[0] and _AUTHOR.match(text, position))):
            break  # only inverted names go on after a full stop: "Adams, A. Brown, B."
        if mark.strip() in {";", ".;"}:
            after = _after_groups(text, position, sure=True)
            if after > position:
                return after, True
    return position, False


def _after_groups(text: str, position: int, *, sure: bool) -> int:
    """Where the groups that sign after the persons end ("; Some Study Group."); ``position`` where none does."""
    for _ in range(6):
        group = _GROUP.match(text, position, min(len(text), position + 520))
        named = (
            group
            and _GROUP_WORD.search(group["group"])
            and (sure or group["group"].startswith(("for ", "on ")) or len(group["group"].split()) <= 8)
        )
        if group is None or not named:
            break
        position = group.end()
        if text[group.end("group")] == ".":
            break
    return position


def _names_before(text: str, end: int) -> bool:
    """Whether what stands before "et al" can be a list of names: a sentence or two of prose is none."""
    words = text[:end].split()
    capitals = sum(word[:1].isupper() for word in words)
    return len(words) <= 6 or capitals / len(words) >= 0.55


def _corporate(text: str, begin: int, stop: int, lexicon: Lexicon) -> int:
    """Where a corporate author (or a series) that begins at ``begin`` ends; ``begin`` where none does."""
    mask = text.find(MASK, begin, stop)
    stop = mask if mask >= 0 else stop
    parts = [offset for offset in source.boundaries(text, stop) if offset > begin]
    after = parts[0] if parts else None
    if after is not None and _NAMED_BODIES.search(text, begin, after) and not _is_tail(text, after, stop):
        return after  # "Society (ABC), Institute (DEF), and Network (GHI)."
    named = _SHORT_NAME.search(text, begin, min(stop, begin + 140))
    year = _YEAR_AFTER_AUTHORS.search(text, begin, min(stop, begin + 140))
    if year and (after is None or year.start() < after) and is_organisation(text[begin : year.start()], lexicon):
        return year.start()
    if named and (after is None or named.end() < after) and is_organisation(text[begin : named.start()], lexicon):
        rest = named.end()
        while rest < stop and text[rest] in " .,:;®":
            rest += 1
        if rest < stop and text[rest].isupper() and not _is_tail(text, rest, stop):
            return rest
    if begin == 0 and (led := led_by_body(text, after if after is not None else stop, lexicon)):
        return led
    if after is None or (_is_tail(text, after, stop) and not (begin == 0 and _BARE_YEAR.match(text, after))):
        return begin
    part = text[begin:after].strip()
    if (
        begin == 0
        and len(_PERSONS_AFTER_BODY.findall(part)) >= 2
        and lexicon.organisation.intersection(part.lower().split(",")[0].split())
    ):
        return after  # "Some Task Force, Adams A, Brown B."
    name = part.rstrip(". ®™")
    if name.endswith(lexicon.series) or (part.startswith("(") and len(part) < 12):
        return after
    if begin == 0 and " " not in name and (_ACRONYM.match(name) or _SITE.match(name)):
        return after
    return after if is_organisation(name, lexicon) and not part.endswith("?") else begin


def _is_tail(text: str, begin: int, stop: int) -> bool:
    """Whether what begins here is no title: a place, a publisher, a date, an address."""
    lead = text[begin:stop].lstrip()[:1]
    return lead in ("", MASK) or _TITLE_END.match(f" {text[begin : min(stop, begin + 60)]}") is not None


def _title(text: str, begin: int, stop: int, journal: bool, lexicon: Lexicon) -> _Stretch:
    """The title that begins at ``begin``: all before the journal, else the first part and the labels after it."""
    if editors := _EDITORS.match(text, begin, stop):
        begin = editors.end()
    while begin < stop and text[begin] in " .,;:\x1f":
        begin += 1
    end = stop
    if not journal:
        parts = [offset for offset in source.boundaries(text, stop) if offset > begin]
        while parts and parts[0] - begin < 5:  # "8. Title": the number of a chapter
            parts.pop(0)
        end = parts[0] if parts else stop
        if parts and _PART.fullmatch(text[parts[0] : parts[1] if len(parts) > 1 else stop].strip(" .")):
            parts = parts[2:]  # "Care of the Jaw. Section 4. Lamps": a part of a work, and its title
            end = parts[0] if parts else stop
        if parts and text[begin : parts[0]].rstrip(" .®™").lower().endswith(lexicon.collections):
            for _ in range(
                2
            ):  # "Guidelines in oncology. Cancer of the Jaw. V.5.2025": a part of a collection, its version
                more = parts[0] < stop and not _is_tail(text, parts[0], stop) if parts else False
                parts = parts[1:] if more else []
                end = (parts[0] if parts else stop) if more else end
                if not parts or not _VERSION.match(text, parts[0]):
                    break
        if len(parts) > 1 or (parts and stop > parts[0]):
            follow = text[parts[0] : parts[1] if len(parts) > 1 else stop].strip(" .").lower()
            if follow in lexicon.labels:
                end = parts[1] if len(parts) > 1 else stop
        if cut := _TITLE_END.search(text, begin + 3, end):
            end = cut.start()
        if label := _LABEL_END.search(text, begin, end + 1):
            end = label.end()
    elif (cut_mask := text.find(MASK, begin, stop)) > begin:
        end = cut_mask
    elif edited := _EDITED.search(text, begin, stop):
        end = edited.start()
    return (begin, end) if end - begin >= 3 and any(map(str.isalpha, text[begin:end])) else None


def _clean(part: str) -> str | None:
    """A part without the punctuation that marks it off; an ending "?" or "!" belongs to it."""
    part = part.strip(' ,;:“”"([').rstrip(' .,;:“”"([|-–')
    if part.count(")") > part.count("("):
        part = part.rstrip(")")
    return part or None


def _masked(text: str, start: int, end: int) -> str:
    return text[:start] + MASK * (end - start) + text[end:]


def iso_date(printed: str) -> str | None:
    """A date of access in ISO 8601, as precise as printed; None where it is none."""
    name = re.search(_MONTH, printed)
    numbers = [int(number) for number in re.findall(r"\d+", printed)]
    if not numbers:
        return None
    if name:
        year = next((n for n in numbers if n > 1900), None)
        day = next((n for n in numbers if 0 < n <= 31), None)
        month = _MONTHS.index(name[0][:3].lower()) + 1
        return f"{year}-{month:02}" + (f"-{day:02}" if day else "") if year else None
    if numbers[0] > 1900 and len(numbers) == 3:
        year, month, day = numbers
    elif len(numbers) == 3:
        month, day, year = numbers
    elif len(numbers) == 2:
        return f"{numbers[1]}-{numbers[0]:02}" if 1 <= numbers[0] <= 12 else None
    else:
        return None
    year += 2000 if year < 100 else 0
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
