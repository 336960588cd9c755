"""PMIDs, PMCIDs, DOIs and NCT numbers, wherever they stand, each with the entry of the bibliography it belongs to."""

from __future__ import annotations

from bisect import bisect_right

from extractor.fields import bibliography
from extractor.types import Evidence, Identifier, Reading


def find(reading: Reading) -> tuple[Identifier, ...]:
    """Each identifier once, where it first stands; one that an entry gives keeps that entry's number."""
    entries = bibliography.entries(reading)
    starts = [entry.start for entry in entries]
    found: dict[tuple[str, str], Identifier] = {}
    for mention in reading.mentions:
        if mention.kind != "identifier":
            continue
        index = bisect_right(starts, mention.start) - 1
        number = entries[index].number if index >= 0 and mention.start < entries[index].end else None
        key = (mention.system, mention.value.lower())
        if key in found and (found[key].reference is not None or number is None):
            continue
        evidence = Evidence(mention.start, mention.end, rule=mention.rule, confidence=mention.confidence)
        if key in found:
            evidence = found[key].evidence
        found[key] = Identifier(mention.system, mention.value, number, evidence)
    return tuple(found.values())
