"""Lists that run on within a statement's own paragraph: "…for any of the following: A; B; or C." """

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.coverage import openers, sentences
from extractor.coverage.lines import Line, trimmed
from extractor.coverage.nodes import Node
from extractor.coverage.positions import Judgement

_COLON = re.compile(r":\s{1,3}(?=\S)")
_PROMISE = re.compile(r"\b(?:following|below)\b[^.;:]{0,60}$", re.IGNORECASE)
_JOINING = re.compile(r"^(?P<word>and/or|and|or)\s+", re.IGNORECASE)
_LONGEST = 3000  # characters of a sentence in which a list is looked for
_SENTENCE_ITEM = 400  # a longer sentence behind an opener is running text
_COMMA_ITEM = 160  # a part between commas that is longer is a clause, no item


def _parts(text: str, start: int, end: int, mark: str) -> list[tuple[int, int]]:
    """The parts of a stretch between marks that stand outside parentheses."""
    parts, depth, begin = [], 0, start
    for match in re.finditer(r"[()\[\];,]", text[start:end]):
        sign, at = match.group(), start + match.start()
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth = max(0, depth - 1)
        elif sign == mark and depth == 0:
            parts.append((begin, at))
            begin = at + 1
    parts.append((begin, end))
    return [(a, b) for a, b in parts if any(c.isalnum() for c in text[a:b])]


def _colon(text: str, judgement: Judgement) -> tuple[int, bool] | None:
    """Where a sentence's opener ends, and whether it promises what follows; None where it opens no list."""
    start, end = judgement.start, judgement.end
    if end - start > _LONGEST:
        return None
    for match in _COLON.finditer(text, start, end):
        words = text[start : match.start()]
        if words.count("(") > words.count(")"):
            continue
        opener = openers.operator_of(words)
        counted = opener is not None and len(words) - opener.end <= 60
        told = _PROMISE.search(words) is not None or 0 <= match.start() - judgement.verdict_end <= 1
        if counted or told:
            return match.end(), counted or "following" in words.lower()
    return None


def _items(text: str, judgement: Judgement, start: int, counted: bool, upto: int) -> list[tuple[int, int]]:
    """The spans of the items behind an opener: parted by semicolons, by commas, or sentences of their own."""
    parts = _parts(text, start, judgement.end, ";")
    if len(parts) > 1:
        return parts
    if not counted:
        return []
    commas = _parts(text, start, judgement.end, ",")
    last = text[commas[-1][0] : commas[-1][1]].lstrip() if commas else ""
    if len(commas) > 2 and _JOINING.match(last) and all(b - a <= _COMMA_ITEM for a, b in commas):
        return commas
    rest = judgement.end + len(text[judgement.end : upto]) - len(text[judgement.end : upto].lstrip())
    more = [(s.start, s.end) for s in sentences.sentences(text, rest, upto)]
    spans = [(start, judgement.end), *more]
    return spans if more and all(text[a].isupper() and b - a <= _SENTENCE_ITEM for a, b in spans) else []


def run_in(text: str, judgement: Judgement, line: Line, upto: int) -> tuple[int, list[Node]] | None:
    """The end of a statement's opener and its items as lines; ``upto``: where the next statement of its line begins."""
    found = _colon(text, judgement)
    if found is None:
        return None
    cut, counted = found
    spans = _items(text, judgement, cut, counted, upto)
    if len(spans) < 2:
        return None
    return cut, list(_nodes(text, spans, line))


def _nodes(text: str, spans: list[tuple[int, int]], line: Line) -> Iterator[Node]:
    words = []
    for start, end in spans:
        start, end = trimmed(text, start, end)
        lead = _JOINING.match(text[start:end])
        connector = None if lead is None else ("or" if "or" in lead["word"].lower() else "and")
        begin = start + lead.end() if lead else start
        words.append((begin, end, connector))
    for place, (start, end, _) in enumerate(words):
        after = words[place + 1][2] if place + 1 < len(words) else None
        yield Node(
            line._replace(
                start=start,
                end=end,
                text=text[start:end],
                ordinals={("•", ""): 0},
                heading=0,
                bold=False,
                lead=None,
                connector=after,
                whole=start,
                tail=end,
                note=False,
            )
        )
