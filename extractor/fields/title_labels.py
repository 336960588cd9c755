"""Decides where a text has a label that a title stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_REACH = 4000  # characters behind the front matter in which its last line ends; a flattened text has no lines
_TITLE = re.compile("[Tt](?:itle|ITLE)")


def labels_in(text: str, labels: tuple[str, ...], front: int | None) -> Iterator[re.Match[str]]:
    """The labels of a text; behind the front matter, where its end is given, only those of two words with "title"."""
    pattern = _pattern(labels)
    if front is None:
        yield from pattern.finditer(text)
        return
    reach = min(len(text), front + _REACH)
    end = text.find("\n", front + 100, reach)
    for match in pattern.finditer(text, 0, end if end >= 0 else reach):
        if match.start() >= front:
            break
        yield match
    named = [label for label in labels if label.endswith(" title")]
    for word in _TITLE.finditer(text, front):
        lead = text[max(0, word.end() - 40) : word.end()].lower()
        for length in sorted((len(label) for label in named if lead.endswith(label)), reverse=True):
            begin = word.end() - length
            tries = [pattern.match(text, at) for at in range(max(front, begin - 4), begin + 1)]
            matches = [match for match in tries if match and match.end("label") == word.end()]
            if matches:
                yield matches[0]
                break


@lru_cache(maxsize=8)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    names = (
        "|".join(re.escape(label).replace(r"\ ", "[ ]") for label in sorted(labels, key=len, reverse=True)) or "(?!)"
    )
    # at the start of a line, cell or after a blank before a colon; then ":" or leaders, a tab or the next line
    return re.compile(
        rf"(?:^|(?<=[\n\t*|>])|(?<=[a-z0-9)] )|(?-i:(?<=[A-Z]{{2}} )(?=[A-Z][a-z])))[ *_#]{{0,4}}(?P<label>{names})[*_ ]{{0,3}}"
        rf"(?:[ ]?:|(?<=title)[ ]?[.…]{{2,}}|\t(?![^\n]*\t[^\n0-9]*(?:\n|$))"
        r"|(?-i:(?<=TITLE)[ ](?=[A-Z]{2})|(?<=(?:Policy|deline) Title)[ ](?=[A-Z][a-z]))|(?<=title)\n(?=\S)"
        r"|(?<=\nsubject)[ \n](?=\S)|(?<=\nmedication)[ \n](?=\S)(?![^\n:]{0,40}:))[\s:.…*_]{0,40}",
        re.IGNORECASE,
    )
