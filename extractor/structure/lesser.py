"""Which unnamed headings stand under the main heading before them though they are set like it: its text leads over to them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.structure.headings import Heading

# Main sections whose parts are named for their subject: a disease, a drug, a society.
DIVIDED = frozenset(["coverage", "description", "rationale", "evidence_summary", "professional_guidelines"])
OFTEN = 2  # times that a document leads over so, from which on its other unnamed headings are taken for parts too


def divided(headings: Sequence[Heading], text: str) -> tuple[frozenset[int], frozenset[int]]:
    """The identities of the main headings that hold such parts, and those of the parts.

    The first of a run of unnamed headings is one where the main heading set like it has no text of its own
    ("BACKGROUND", "RING DISEASE"), or where its text ends with a colon; the rest of the run goes with the first.
    """
    runs = list(_runs(headings))
    shown = [run for run in runs if _leads_over(run[0], run[1], text)]
    taken = runs if len(shown) >= OFTEN else shown
    return frozenset(id(run[0]) for run in taken), frozenset(id(one) for run in taken for one in run[1:])


def _runs(headings: Sequence[Heading]) -> list[list[Heading]]:
    """A main heading and the unnamed ones behind it that are set like it, for each that has some."""
    found: list[list[Heading]] = []
    open_run = False
    for heading in headings:
        if heading.known is not None or heading.declared is not None or heading.number is not None:
            open_run = heading.known in DIVIDED and not heading.weak and heading.number is None
            if open_run:
                found.append([heading])
        elif open_run and heading.look == found[-1][0].look:
            found[-1].append(heading)
        else:
            open_run = False
    return [run for run in found if len(run) > 1]


def _leads_over(main: Heading, first: Heading, text: str) -> bool:
    between = text[main.end : first.start].strip()
    return not between or between.endswith(":")
