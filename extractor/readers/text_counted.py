"""List labels in a page that was run together: decides which letters and numbers count the items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LABEL = re.compile(
    r"(?<!\S)(?P<open>[(\[]?)(?:(?P<number>\d{1,2})|(?P<lower>[ivx]{1,5}|[a-z])|(?P<upper>[IVX]{1,5}|[A-Z]))"
    r"(?P<close>[.)\]]\)?)\s(?=\S)"
)
# "1. Age", "a) Two", "(iv) Three"; not "1.5 mg", "e.g. two", "U.S. Food"
_INITIAL = re.compile(r"[A-Z]\.(?:,|\s[A-Z(&])")  # "Allen, A. B. (2020)"
_NOUNS = frozenset(
    "table figure appendix group section phase type grade stage class part tier level step chapter category version no "
    "volume than of to at least over under by is was score cycle day week month year page exhibit vitamin hepatitis "
    "factor criterion number item question see with in from between".split()
)
"""Words before a number or letter that is theirs: "Stage I.", "hepatitis B.", "less than 1."."""
_LOOK = 40  # characters before a label that are looked at
_REACH = 6_000
"""Characters between one label and the next of its list: an item may hold long lists of its own."""
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as it may be read: where it stands, in which form, and how far it counts."""

    start: int
    form: str
    count: int
    opens: bool  # whether a list may begin with it
    single: bool = False  # whether it may be a list of one


def starts(text: str, barred: Sequence[tuple[int, int]] = ()) -> Iterator[int]:
    """Where items begin that letters or numbers count; in ``barred`` stretches (bibliographies) letters are initials."""
    readings = list(_readings(text, barred))
    places: dict[tuple[str, int], list[int]] = {}
    for group in readings:
        for one in group:
            places.setdefault((one.form, one.count), []).append(one.start)
    seen: dict[tuple[str, int], int] = {}
    stack: list[_Label] = []
    for group in readings:
        found = _chosen(group, stack, places, seen)
        if found is not None:
            yield found.start


def _chosen(
    group: list[_Label],
    stack: list[_Label],
    places: dict[tuple[str, int], list[int]],
    seen: dict[tuple[str, int], int],
) -> _Label | None:
    """The reading of a label that goes on with an open list, or opens one; the stack of lists as it stands then."""
    opening = next((one for one in group if one.opens and (one.single or _continued(one, places, seen))), None)
    for depth in range(len(stack) - 1, -1, -1):
        last = stack[depth]
        for one in group:
            if one.form == last.form and one.count == last.count + 1 and one.start - stack[-1].start < _REACH:
                if opening is not None and opening.form != one.form:
                    continue  # "h. … i. … ii.": a list within
                stack[depth:] = [one]
                return one
    if opening is not None:
        if stack and opening.start - stack[-1].start > _REACH:
            stack.clear()
        stack.append(opening)
    return opening


def _continued(one: _Label, places: dict[tuple[str, int], list[int]], seen: dict[tuple[str, int], int]) -> bool:
    """Whether the next of a list follows within reach, and before another of the same count."""
    second = _after(one.start, (one.form, one.count + 1), places, seen)
    first = _after(one.start, (one.form, one.count), places, seen)
    return 0 < second - one.start < _REACH and not one.start < first < second


def _after(
    start: int, key: tuple[str, int], places: dict[tuple[str, int], list[int]], seen: dict[tuple[str, int], int]
) -> int:
    """The first place of a reading behind an offset, 0 without one; offsets asked for ascend."""
    group = places.get(key, [])
    index = seen.get(key, 0)
    while index < len(group) and group[index] <= start:
        index += 1
    seen[key] = index
    return group[index] if index < len(group) else 0


def _readings(text: str, barred: Sequence[tuple[int, int]]) -> Iterator[list[_Label]]:
    """What each label may say: "i." is the ninth letter and the first Roman number."""
    for match in _LABEL.finditer(text):
        start, said = match.start(), match["number"] or match["lower"] or match["upper"]
        form = match["open"] + match["close"]
        if (form[:1] in "([" and len(form) < 2) or form in (".)", "]"):
            continue
        word = text[max(0, start - _LOOK) : start].rstrip().rpartition(" ")[2]
        if word.strip("(“\"'").lower() in _NOUNS:
            continue
        after = text[match.end()]
        if after.islower() and (
            form[:1] in "([" or (form == ")" and word[-1:] not in ":;.)" and word.upper() not in ("AND", "OR"))
        ):
            continue  # "must 1) be eligible, 2) be needed": within a sentence
        initial = word[-1:] == "," or _INITIAL.match(text, match.end())
        if match["number"]:
            if not after.islower() or form != ".":
                yield [
                    _Label(
                        start,
                        f"1{form}",
                        int(said),
                        opens=said == "1",
                        single=said == "1" and word[-2:] in ("):", "g:"),
                    )
                ]
            continue
        if match["upper"] and (after.islower() or (form == "." and (initial or _inside(start, barred)))):
            continue  # an initial, "C. difficile"
        if match["lower"] and _inside(start, barred):
            continue
        case = "A" if match["upper"] else "a"
        group = []
        if set(said.lower()) <= set(_ROMAN):
            count = _roman(said.lower())
            group.append(_Label(start, f"i{case}{form}", count, opens=count == 1 or word[-1:] == ":"))
        if len(said) == 1:
            count = ord(said.lower()) - 96
            group.append(_Label(start, f"{case}{form}", count, opens=count == 1 or word[-1:] == ":"))
        yield group


def _inside(place: int, zones: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in zones)


def _roman(text: str) -> int:
    """The value of a Roman number, 0 for letters that are none."""
    total = 0
    for one, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN[one]
        total += -value if following and _ROMAN[following] > value else value
    return total
