"""The site's own words around a page that was run together: decides where its menus end, and where its foot stands."""

from __future__ import annotations

import re
from itertools import pairwise

_WORDS = re.compile(r"\S+")
_RESIDUE = re.compile(r"\{\{|\}\}|=\"[^\"]{0,80}\"\s?>|\}\"\s?class=|\$\{")
_SKIP = re.compile(r"\bSkip to (?:main )?content\b", re.IGNORECASE)


def head(text: str) -> tuple[list[str], str, int]:
    """The words of the site before the document, the document, and how much of it a title is that a menu ran into."""
    chrome: list[str] = []
    title_length = 0
    early = [match.end() for match in _RESIDUE.finditer(text, 0, min(len(text) // 4, 12_000))]
    if len(early) >= 3:
        end = text.find("> ", early[-1] - 1, early[-1] + 400) + 1 or early[-1]
        chrome.append(text[:end])
        text = text[end:].strip()
    elif (skip := _SKIP.search(text, 0, 1_500)) and skip.start() > 5:
        title = re.split(r"\s[|–—]\s", text[: skip.start()])[0].strip()
        again = text.find(title, skip.end(), skip.end() + 8_000) if len(title) > 5 else -1
        if again > 0:
            chrome.append(text[:again])
            text = text[again:]
    elif skip and (place := _menu_end(text, skip.end()))[0]:
        chrome.append(text[: place[0]])
        text = text[place[0] :]
        title_length = place[1] - place[0]
    if title_length:
        return chrome, text, title_length
    repeated, text = _unrepeated(text)
    return chrome + repeated, text, 0


def _unrepeated(text: str) -> tuple[list[str], str]:
    """A phrase that is said three times and more on end is said once, as furniture."""
    words = [(match.start(), match[0]) for match in _WORDS.finditer(text)]
    size = 5
    seen: dict[tuple[str, ...], int] = {}
    index = 0
    while index + size <= len(words):
        key = tuple(word for _, word in words[index : index + size])
        before = seen.get(key)
        seen[key] = index
        if before is not None and index - before <= 40:
            period = index - before
            end = index
            while end + period <= len(words) and all(words[end + i][1] == words[before + i][1] for i in range(period)):
                end += period
            if (end - before) // period >= 3:
                stop = words[end][0] if end < len(words) else len(text)
                start = words[before][0]
                phrase = text[start : words[index][0]].strip()
                return [phrase], (text[:start] + text[stop:]).strip()
        index += 1
    return [], text


_SENTENCE = re.compile(r"(?<=\w )(?:The|This|These|If|We|It|There|When)\s(?=[a-z]{2,20}\s(?:[a-z]{1,20}\s){2})")
"""The first words of a sentence behind words that no mark ends: "and brow lift These services may or may"."""
_MENU = 3_000  # characters of a menu at most
_TITLE = 14  # words of a title at most
_SHORTEST = 12  # characters of a title that is sure to be none of a menu's words


def _menu_end(text: str, begin: int) -> tuple[int, int]:
    """Where the title stands between a menu and the first sentence: what the text says again; nowhere without such."""
    sentence = _SENTENCE.search(text, begin, begin + _MENU)
    if not sentence or "." in text[begin : sentence.start()]:
        return 0, 0
    later = text[sentence.end() :].casefold()
    for word in list(_WORDS.finditer(text, begin, sentence.start()))[-_TITLE:]:
        title = text[word.start() : sentence.start()].strip()
        if word[0][0].isupper() and len(title) >= _SHORTEST and " " in title and title.casefold() in later:
            return word.start(), sentence.start()
    return 0, 0


_LINK = re.compile(
    r"""
    (?<!\S)
    (?: About\ [Uu]s | Contact\ [Uu]s | Careers | Newsroom | Blog | Site\ ?[Mm]ap | Privacy(?:\ (?:Policy|Notice|Statement|Practices))?
      | Terms\ (?:of|&|and)\ (?:[Uu]se|[Ss]ervice|[Cc]onditions) | Legal\ [Nn]otices? | Accessibility(?:\ [Ss]tatement)?
      | Non-?[Dd]iscrimination(?:\ [Nn]otice)? | Language\ [Aa]ssistance | Follow\ [Uu]s | Find\ (?:[Cc]are|a\ [Dd]octor)
      | Related\ [Cc]ontent | Quick\ [Ll]inks | Back\ to\ (?:[Tt]op|[Ll]ist) | Complementary\ Content | Help\ [Cc]enter | Feedback
      | Fraud\ (?:&|and)\ Abuse | (?:Website\ )?User\ Agreement | Log\ (?:[Ii]n|[Oo]ut) | Home
      | \{\} | \$\{\w{1,20}\} | Facebook | Twitter | LinkedIn | YouTube | Instagram
    )
    (?!\S)
    """,
    re.VERBOSE,
)
"""A link of a page's foot, or what a script would have filled in."""
_FOOT = 4_000  # characters from the end in which a foot stands
_APART = 120  # characters between two of its links
_LINKS = 4  # kinds of links below which words are text
_OPENS_FOOT = re.compile(r"(?:Go\sto|See|View|More)\s$")


_MORE_LINKS = re.compile(r"(?<=[a-z]\.\s)(?:(?!Review|Revis|Updat|Polic)[A-Z][a-z]+\s){3,7}$")
"""Further links before those that are known, behind a sentence: ". Glossary Marlo Mobile App Careers"."""
_NUMBER = re.compile(
    r"(?:Policy|Document|Guideline|Criteria|Bulletin)\s(?:[Rr]eference\s)?(?:[Nn]umber|[Nn]o\.|ID|\#)\s?:?\s[A-Z.-]{0,8}\d\S{0,20}\s$"
)
"""The document's number as its last line: "Policy reference number K003-11"."""


def numbered(text: str, end: int) -> int:
    """Where the document's number begins that stands right before the foot; the foot's place without such."""
    found = _NUMBER.search(text, max(0, end - 60), end)
    return found.start() if found else end


def foot(text: str) -> tuple[int, int]:
    """Where the links of the page's foot begin and end, zero twice without such: ". About Us Newsroom Blog"."""
    links = list(_LINK.finditer(text, max(len(text) // 2, len(text) - _FOOT)))
    run = links[:1]
    for before, link in pairwise(links):
        if link.start() - before.end() > _APART or "." in text[before.end() : link.start()]:
            if len({one[0].lower() for one in run}) >= _LINKS:
                break
            run = []
        run.append(link)
    if len({one[0].lower() for one in run}) < _LINKS:
        return 0, 0
    start = run[0].start()
    opens = _OPENS_FOOT.search(text, max(0, start - 8), start) or _MORE_LINKS.search(
        text, max(0, start - _APART), start
    )
    return (opens.start() if opens else start), run[-1].end()
