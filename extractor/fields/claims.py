"""Decides how strongly the words around an organisation's name claim the policy for it."""

from __future__ import annotations

import re

_BEFORE = (
    # a claim of ownership: © 2025 X · Copyright © X · proprietary information of X            not: CPT © AMA
    (
        5.0,
        re.compile(r"(?:©|\(c\)|[Cc]opyright|COPYRIGHT)[^A-Za-z\n]{0,24}(?:[Cc]opyright[^A-Za-z\n]{0,20})?(?:by )?$"),
    ),
    (
        4.0,
        re.compile(
            r"(?:[Pp]roprietary (?:and confidential )?(?:[Ii]nformation )?(?:of|to)|(?:is |are )?(?:the )?property of|exclusively owned by"
            r"|permission (?:of|from)|consent of|[Dd]eveloped by|[Ii]ssued by|[Ii]ssuer:|[Pp]ublished by|[Ww]ritten by|[Mm]aintained by"
            r"|[Pp]repared by|[Pp]olicy (?:manual )?of|[Pp]olicies of|[Bb]ulletin of|[Gg]uideline of|POLICY OF|[Oo]wner:|[Pp]ayer:"
            r"|[Pp]lan:|[Oo]rganization:|Compan(?:y|ies):)[ \t](?:the )?$"
        ),
    ),
    (
        3.0,
        re.compile(
            r"(?:administered by|offered by|underwritten by|affiliated with|provided by|insured by|apply to all|applies to (?:all )?"
            r"|operates under the trade name|[Pp]lan refers to|doing business as|dba|coverage (?:by|from|under)|on behalf of) (?:the )?$"
        ),
    ),
)
_AFTER = (
    (6.0, re.compile(r"(?:,? ?(?:Inc\.|LLC))?[®™]?,? (?:is|are) (?:an? )?(?:independent|operating|subsidiar)")),
    # the same below the name, as a line of its own: "Northmoor Service Association" / "An Independent Licensee of …"
    (6.0, re.compile(r"[®™]?,?\s{1,3}(?:An?|AN) (?:[Ii]ndependent|INDEPENDENT) (?:[Ll]icensee|LICENSEE)")),
    # "Northmoor Plans, a member of Caldera" · "Northmoor Health Plan and its affiliates" · "… (referred to as “Company”)"
    (
        3.0,
        re.compile(
            r"[®™]?(?:,? an? (?:member|division|part|subsidiary|affiliate) of |,? and its affiliates"
            r"|[^\n(]{0,120} \((?:(?:hereinafter|collectively|individually|jointly|together) )*(?:referred to|“|\"))"
        ),
    ),
    (
        4.0,
        re.compile(
            r"[®™]?,?\s(?:Commercial |Medicare |Pharmacy |Corporate |and [A-Z][a-z]+ [A-Z][a-z]+ |Individual |Exchange |Community Plan )*(?:Medical"
            r"|Clinical|Payment|Reimbursement|Drug|Coverage|Pharmacy|Medication|Policies|Policy|Prior Authorization|POLICIES|MEDICAL"
            r"|CLINICAL)\b"
        ),
    ),
    (4.0, re.compile(r"(?:['’]s?)? (?:pharmacy|medical|clinical|payment|reimbursement|coverage) polic")),
    (
        2.0,
        re.compile(
            r"[®™]? (?:considers|does not cover|covers|will cover|may cover|recommends|reserves the right|retains the right|members?\b"
            r"|has developed|strives)"
        ),
    ),
)


def claim(text: str, start: int, end: int) -> float:
    """The weight of the claim: 5 for a copyright, 6 for a licensee, negative where the name is somebody else's."""
    before, after = text[max(0, start - 110) : start], text[end : end + 150]
    score = 0.0
    for weight, pattern in _BEFORE:
        if pattern.search(before):
            score = max(score, weight)
    for weight, pattern in _AFTER:
        if pattern.match(after):
            score = max(score, weight)
    if re.search(r"licensees? of (?:the )?$|member of (?:the )?$|marks? of (?:the )?$|association of$", before):
        return -2.0
    return score
