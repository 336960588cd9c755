"""Which heading stands under the one before it where a source shows no styles at all, as a text dump does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.structure.headings import Heading

# What names one list of codes among others, under a heading for all of them.
SYSTEM = re.compile(
    r"\b(?:CPT|HCPCS|ICD|NDC|CDT|DRG|Group \d|Procedure|Diagnos[ie]s|Revenue|Modifiers?)\b", re.IGNORECASE
)  # "CPT/HCPCS Codes", "Group 1 Codes"  not "Coding Information"
HEADED_TWICE = frozenset(["coding", "coverage", "front_matter", "rationale", "description"])


def is_bare(heading: Heading) -> bool:
    """Whether a heading shows nothing but its words: no size, weight, capitals, number or declared level."""
    look = heading.look
    plain = not (look.size or look.bold or look.caps or look.underline)
    return plain and heading.number is None and heading.declared is None


def is_under(above: Heading, heading: Heading, over: Sequence[Heading]) -> bool:
    """Whether ``heading`` is a sub-heading of the bare heading ``above``; ``over`` are the open sections above that one.

    Two signs say so: nothing stands between the two and they are of one type ("Coverage Guidance", "Coverage
    Indications"); or one heads the coding part and the other names a list of codes ("Coding", "ICD-10 Codes").
    """
    if not (is_bare(above) and is_bare(heading)) or above.known not in HEADED_TWICE:
        return False
    if any(one.known == above.known for one in over):
        return False  # a series of such headings, not one in the other
    if above.known == "coding" and not _names_system(above):
        return _names_system(heading) if heading.known else _names_list(heading)
    return heading.known == above.known and heading.start - above.end <= 2


def is_beside(above: Heading, heading: Heading) -> bool:
    """Whether two bare headings each name a list of codes, so that neither holds the other."""
    return is_bare(above) and is_bare(heading) and _names_list(above) and _names_list(heading)


def _names_system(heading: Heading) -> bool:
    return SYSTEM.search(heading.text) is not None


def _names_list(heading: Heading) -> bool:
    return _names_system(heading) or heading.text.rstrip(": ").lower().endswith(" codes")
