"""Outline numbers in a page that was run together: decides which are headings' numbers, as "2.1" behind "2.0"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_NUMBER = re.compile(r"(?<!\S)(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s(?=[A-Z])")
# "3.2.1 Specific"; must not match: "2.5 mg", "1. Allen"
_WORDS = re.compile(r"\S+")
_SMALL = frozenset("a an and as at by for from in into of on or per the to under vs with without".split())
_BULLETS = frozenset("•●▪■➢❖◦○")
_LONGEST = 160  # characters of a heading
_LEAST = 3  # numbers that count on from one another; two may be measures


def headings(text: str, known_end: Callable[[str, int], int]) -> Iterator[tuple[int, int]]:
    """Where headings with outline numbers begin and end; ``known_end`` tells the end of one whose words are known."""
    found = list(_NUMBER.finditer(text))
    run: list[re.Match[str]] = []
    for match in [*found, None]:
        if match is not None and (not run or _follows(_parts(run[-1][1]), _parts(match[1]))):
            run.append(match)
            continue
        if len(run) >= _LEAST:
            yield from ((one.start(), end) for one in run if (end := _title(text, one.end(), known_end)))
        run = [match] if match is not None else []


def _parts(number: str) -> tuple[int, ...]:
    """The counts of an outline number, outermost first: "2.0" is (2,), "3.2.1" is (3, 2, 1)."""
    parts = [int(part) for part in number.split(".")]
    return tuple(parts[:1] if parts[1:] == [0] else parts)


def _follows(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether an outline number comes next after another: one more at its depth or above, or the first below it."""
    depth = len(other)
    if depth > len(one):
        return other == (*one, 1)
    return other[:-1] == one[: depth - 1] and other[-1] == one[depth - 1] + 1


def _title(text: str, start: int, known_end: Callable[[str, int], int]) -> int:
    """Where the heading ends that a number opens; 0 where a single word that nobody knows stands there."""
    known, end = known_end(text, start), title_end(text, start)
    if known and (end < known or text[end - 1] == "."):
        return known  # "1.1 Definitions None Apply."
    return end if known or " " in text[start:end] or text[end + 1 : end + 2].isdigit() else 0


def title_end(text: str, start: int) -> int:
    """Where the words with capitals end that a number opens: before a word with a capital whose next has none."""
    words = list(_WORDS.finditer(text, start, start + _LONGEST))
    end = start
    for index, word in enumerate(words):
        said = word[0]
        following = words[index + 1][0] if index + 1 < len(words) else ""
        if said[0].isdigit() or (index and said.lstrip('(“"')[:1].isupper() and _is_plain(following)):
            break
        if (said[0].islower() and said not in _SMALL) or said in _BULLETS:
            break
        if said not in _SMALL:
            end = word.end()
        if said[-1] in ".:;":
            break
    return end


def _is_plain(word: str) -> bool:
    """Whether a word goes on with a sentence: in small letters, and none that titles hold."""
    return word[:1].islower() and word.strip(",;") not in _SMALL
