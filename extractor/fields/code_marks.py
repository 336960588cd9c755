"""Decides what the marks beside codes mean: letters in parentheses, signs and raised figures, by the legends that explain them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.fields.once import lower
from extractor.fields.standing import Standing
from extractor.types import Mention, Reading

SIGNS = "*†‡§¶^#+◊¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = dict(zip("¹²³⁴⁵⁶⁷⁸⁹", "123456789", strict=True))
_SIGN = r"\*{1,4}|[†‡§¶^+#◊]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]{1,2}"

_LETTERS = re.compile(
    r"""
      # "(E/I) = Experimental/Investigational" · "NC: not covered"        not: "CPT: Current …"
      ^(?:[•●▪◦*–-][ \t]{0,3})?(?:\((?P<paren>[A-Z][A-Z/&]{0,6})\)|(?P<bare>[A-Z][A-Z/&]{0,6}))
      [ ]{0,2}(?:[=:]|[–-](?=[ ])|(?:denotes|indicates|means|is|are)\b)[ ]{0,2}(?P<says>[^\n]{3,120})$
    """,
    re.VERBOSE | re.MULTILINE,
)
_FOOTNOTE = re.compile(
    rf"""
      # "* denotes a code that is not covered" · "† Not covered for hiccups" · "(1) Investigational"   not: "*95867 Lamp"
      # (what stands before it is looked for by itself, which is quick)
      [\n\t.;](?:(?<=[\n\t])|[ ])(?P<at>)(?:[•●▪◦–-][ \t]{{0,3}})?(?:[(\[“"'](?P<held>{_SIGN}|[1-9a-e])[)\]”"']|(?P<sign>{_SIGN}))
      [ ]{{0,2}}(?:[=:–-]|(?:denotes|indicates|means|is|are)\b)?[ ]{{0,2}}(?![A-Z]?[0-9]{{4}})(?P<says>[^\n\t]{{3,400}}?)(?=[.;][ ](?:{_SIGN})|\n|\t|$)
    """,
    re.VERBOSE | re.MULTILINE,
)
_NAMED = re.compile(
    rf"""
      # "Codes marked with an asterisk are not covered" · "Codes with (†) are investigational"
      \b(?P<name>(?:double[ -])?(?:asterisk|dagger)|caret|(?:pound|number|plus|section)[ ]sign|hash(?:tag)?)\b(?:[ ]?[(“"']{{1,2}}(?P<shown>{_SIGN})[)”"'])?
    | [(“"'](?P<sign>{_SIGN})[)”"']
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HELD = re.compile(rf"""[(“"'](?P<sign>{_SIGN})[)”"']""")  # the same where no sign is named
_NAMING = ("asterisk", "dagger", "caret", "hash", "pound sign", "number sign", "plus sign", "section sign")
_NAMES = {
    "asterisk": "*", "double asterisk": "**", "dagger": "†", "double dagger": "‡", "caret": "^", "pound sign": "#",
    "number sign": "#", "plus sign": "+", "section sign": "§", "hash": "#", "hashtag": "#",
}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[a-z)][.;])[ ]|\n|\t")
_SPEAKS = re.compile(r"\b(?:codes?|procedures?|services?|items?|marked|denot|indicat)", re.IGNORECASE)
_BEHIND = re.compile(
    rf"[ ]{{0,2}}(?:[(\[](?P<paren>[A-Za-z][A-Za-z/& -]{{0,40}}|{_SIGN}|[1-9a-e])[)\]]|(?P<sign>{_SIGN})|(?P<bare>[A-Z][A-Z/&]{{0,6}})(?![\w-]))"
)
_BEFORE = re.compile(rf"(?:^|[\s(])({_SIGN})$")
_LAST = re.compile(rf"[\w)®™.](?:[ ]?({_SIGN}))[\s.]*$")
_EDGE = " ,;:|/–—-" + SIGNS  # what a description neither begins nor ends with
_LIMIT = re.compile(r"\b(?:when|for|if|unless|except|only|in)\b", re.IGNORECASE)
_REACH = 12_000  # characters from a code to the footnote of its table: a table of four pages


@dataclass(frozen=True, slots=True)
class _Legend:
    sign: str
    start: int
    says: tuple[str, ...]
    limited: bool  # "when used to treat hiccups": an exception to what the heading over the code says


class Marks:
    """The legends of a document, and what the mark of a code says by them."""

    def __init__(self, reading: Reading, standing: Standing) -> None:
        self.text, self.document, self.standing = reading.text, reading.document, standing
        self.lower = lower(reading)
        self.letters: dict[str, tuple[str, ...]] = {}
        for match in _LETTERS.finditer(self.text):
            if len(said := standing.of(match["says"])) == 1:
                self.letters[match["paren"] or match["bare"]] = said
        self.raised = {
            m.start: m.end for m in reading.document.marks if m.kind == "superscript" and m.end - m.start < 4
        }
        self.marked = {m.end: sign for m in reading.mentions if m.kind == "code" if (sign := self._beside(m))}
        self.legends: list[_Legend] = sorted(self._legends(), key=lambda one: one.start) if self._is_used() else []
        self.starts = [one.start for one in self.legends]
        self.by_sign: dict[str, list[_Legend]] = {}
        for one in self.legends:
            self.by_sign.setdefault(one.sign, []).append(one)
        last: dict[str, int] = {}
        for place, sign in self.marked.items():
            last[sign] = max(place, last.get(sign, 0))
        self.below = {
            sign: sign in self.by_sign and self.by_sign[sign][-1].start > place for sign, place in last.items()
        }

    def _is_used(self) -> bool:
        return bool(self.marked) or any(sign in self.text for sign in "*†‡")

    def _beside(self, mention: Mention) -> str | None:
        """The sign right behind a code, or right before it."""
        text = self.text
        if (stop := self.raised.get(mention.end)) is not None:
            return text[mention.end : stop]
        following = text[mention.end : mention.end + 3].lstrip(" ([")[:1]
        if following in SIGNS and following and (match := _BEHIND.match(text, mention.end)):
            return _plain(match["sign"] or match["paren"] or "") or None
        if text[mention.start - 1 : mention.start] in SIGNS and mention.start:
            match = _BEFORE.search(text[max(0, mention.start - 6) : mention.start])
            return _plain(match.group(1)) if match else None
        return None

    def _legends(self) -> Iterator[_Legend]:
        text = self.text
        for match in _FOOTNOTE.finditer("\n" + text):
            sign = _plain(match["held"] or match["sign"])
            if not match["says"].rstrip().endswith(":"):
                yield self._legend(sign, match.start("at") - 1, match["says"])
        for start, stop in self.raised.items():
            if start == 0 or text[start - 1] in "\n\t":
                end = text.find("\n", stop)
                yield self._legend(text[start:stop].strip("()"), start, text[stop : end if end > 0 else None])
        low = self.lower  # to look for a word is much quicker than to look for a pattern
        for match in (_NAMED if any(name in low for name in _NAMING) else _HELD).finditer(text):
            sign = match["sign"] or match["shown"] or _NAMES[match["name"].lower().replace("-", " ")]
            start, stop = self._sentence(match.start())
            if _SPEAKS.search(text, start, stop) and stop - start < 400:
                yield self._legend(_plain(sign), start, text[start:stop])
        yield from self._unsigned()

    def _legend(self, sign: str, start: int, says: str) -> _Legend:
        return _Legend(sign, start, self.standing.of(says), _LIMIT.search(says) is not None)

    def _unsigned(self) -> Iterator[_Legend]:
        """A footnote whose asterisk a source in Markdown takes for a bullet: an item alone behind a table or list."""
        if "*" not in self.marked.values():
            return
        blocks = self.document.blocks
        for before, block, after in zip(blocks, blocks[1:], (*blocks[2:], None), strict=False):
            alone = block.kind == "item" and block.label is None and before.kind != "item"
            if alone and (after is None or after.kind != "item") and block.column is None:
                yield self._legend("*", block.start, self.text[block.start : block.end])

    def _sentence(self, offset: int) -> tuple[int, int]:
        low = max(0, offset - 300)
        start = max((low + m.end() for m in _SENTENCE.finditer(self.text[low:offset])), default=low)
        end = _SENTENCE.search(self.text, offset)
        return start, end.start() if end else len(self.text)

    def explains(self, start: int, end: int) -> bool:
        """Whether a stretch begins with a legend of a mark that stands beside codes: it governs no list."""
        index = bisect_right(self.starts, start + 4)
        one = self.legends[index - 1] if index else None
        if one is not None and start <= one.start and one.sign in self.below:
            return True
        return _LETTERS.match(self.text, start, end) is not None

    def of(self, mention: Mention, stop: int, headed: bool) -> tuple[tuple[str, ...], str] | None:
        """What the mark beside a code, or at the end of its row, says of it, and the mark.

        Where a heading judges the code (``headed``), a mark says something only if it is no exception to that.
        """
        text = self.text
        if sign := self.marked.get(mention.end):
            if found := self._meaning(sign, mention.end, headed):
                return found, sign
        elif match := _LAST.search(text[max(mention.end, stop - 12) : stop]):
            if found := self._meaning(_plain(match.group(1)), mention.end, headed):
                return found, match.group(1)
        return self._lettered(mention)

    def _lettered(self, mention: Mention) -> tuple[tuple[str, ...], str] | None:
        if (match := _BEHIND.match(self.text, mention.end)) is None:
            return None
        said = match["paren"] or match["bare"] or ""
        found = self.letters.get(said) or (self.standing.of(said) if match["paren"] else ())
        return (found, said) if len(found) == 1 else None

    def in_cell(self, cell: str, offset: int, headed: bool) -> tuple[str, ...]:
        """What a cell that holds nothing but a mark says of its row."""
        mark = cell.strip(" ()[]")
        return self.letters.get(mark) or (self._meaning(_plain(mark), offset, headed) if len(mark) <= 3 else ())

    def _meaning(self, sign: str, offset: int, headed: bool) -> tuple[str, ...]:
        """What a sign says at a place: by the next legend below, or the last one above where they stand above."""
        alike = self.by_sign.get(sign, [])
        index = bisect_left(alike, offset, key=lambda one: one.start)
        below = alike[index] if index < len(alike) and alike[index].start <= offset + _REACH else None
        above = alike[index - 1] if index and alike[index - 1].start >= offset - _REACH else None
        one = below if below and (self.below.get(sign, True) or not above) else above
        if one is None or len(one.says) != 1 or (headed and (one.limited or one.says == ("authorization_required",))):
            return ()
        return one.says

    def behind(self, mention: Mention) -> int:
        """Where a code's description can begin: behind the mark, where one judges it."""
        if (stop := self.raised.get(mention.end)) is not None:
            return stop
        match = _BEHIND.match(self.text, mention.end)
        return match.end() if match is not None and (match["sign"] or self._lettered(mention)) else mention.end

    def without(self, start: int, end: int) -> str:
        """A description without the marks, raised figures and points around it."""
        while end > start and (stop := next((low for low in range(end - 3, end) if self.raised.get(low) == end), None)):
            end = stop
        return " ".join(self.text[start:end].split()).lstrip(_EDGE + ".").rstrip(_EDGE)


def _plain(sign: str) -> str:
    return "".join(_RAISED.get(one, one) for one in sign)
