"""The facts of a policy that is written for a test."""

from __future__ import annotations

from extractor import extract

BODY = """
Description

Tidal nerve mapping is offered to people with stubborn hiccups. It takes some twenty minutes in an office.

Policy

Tidal nerve mapping is considered medically necessary for members with hiccups that last for more than two days.

References

1. Harlow KE, Lind KD. Tidal nerve mapping in adults. J Odd Med. 2011 Apr 3;34(9):153-159. Updated: 12/14/2009. PMID 20091523
2. Guideline on hiccups. Effective Date: 01/01/2015. Accessed March 3, 2016.
"""


def facts(text: str, **options: str) -> dict:
    """The record's key ``policy`` of a text document."""
    return extract(text.encode(), name="policy.txt", **options).policy.to_dict()
