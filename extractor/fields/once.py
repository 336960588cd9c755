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
        known = reading.answers
        if work_out not in known:
            known[work_out] = work_out(reading)
        return known[work_out]  # type: ignore[no-any-return]

    return answer
