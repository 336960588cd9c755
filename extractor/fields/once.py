"""Decides nothing: what several fields ask of a reading (its zones, its bibliography) is worked out once and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from extractor.types import Reading

Answer = TypeVar("Answer")


def once(work_out: Callable[[Reading], Answer]) -> Callable[[Reading], Answer]:
    """The same function, which keeps its answer with the reading; the answer must be one that nobody changes."""

    @wraps(work_out)
    def answer(reading: Reading) -> Answer:
        known: dict[object, Answer] = vars(reading).setdefault("answers", {})
        if work_out not in known:
            known[work_out] = work_out(reading)
        return known[work_out]

    return answer


@once
def lower(reading: Reading) -> str:
    """The text in small letters, as long as the text itself: to look for words in."""
    low = reading.text.lower()
    return low if len(low) == len(reading.text) else "".join(char.lower()[0] for char in reading.text)
