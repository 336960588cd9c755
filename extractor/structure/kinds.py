"""Of what type a section is by the words of its heading and the type of the section that holds it."""

from __future__ import annotations

import re

from extractor.structure.cues import APPENDED
from extractor.structure.headings import Heading
from extractor.structure.wording import Lexicon

# Types at the end of a policy.
CLOSING = frozenset(["history", "references", "disclaimer", "related_policies", "table_of_contents"])
# Sections set like their parents where a source has no styles: "Summary of Evidence" under "Rationale".
CHILDREN = frozenset(("evidence_summary", "professional_guidelines", "clinical_trials", "regulatory_status"))
JUDGING = frozenset(["coverage", "limitations", "guidelines"])
APPENDED_AS = frozenset(
    ["dosing", "coding", "references", "definitions", "medicare"]
)  # an appendix that is named for these is of their type
# What single words make of a heading under the facts of the document: "Coding Guidance" under "Article Information".
FACED = frozenset(["coding", "documentation", "limitations", "disclaimer"])
# A question after the subject itself: "What is Ring Testing?", not "What is covered?", "When is it used?"
ASKED = re.compile(
    r"(?i:what (?:is|are) (?!(?:\w{1,15} ){0,3}(?:not |non-?)?(?:covered|required|excluded|needed|new)\b)[^?]{3,100}\?)$"
)
# One modifier of claims as the subject of rules: "Modifier 25 with Visits"; not "Modifiers", a list of them.
MODIFIER = re.compile(r"(?i:modifiers?) (?:\d\d|[A-Z][A-Z\d])\b(?! codes?\b)")


def section_type(heading: Heading, parent: str | None, lexicon: Lexicon) -> str:
    """The type of a section: by its own words, else by its parent's type."""
    text, known = heading.text, heading.known
    if found := lexicon.under(parent or "top", text):
        return found
    if parent == "professional_guidelines" and known in CHILDREN and not heading.weak:
        return known
    if parent in lexicon.closed:
        return known if known in CLOSING and not heading.weak else parent or "other"
    if known and known != "other":
        return known
    if known and not lexicon.is_weak(text):
        return "other"
    if appended := APPENDED.match(text):
        rest = text[appended.end() :].strip(" .:-–—")
        named = lexicon.exact(rest)
        return named if named in APPENDED_AS else "coding" if lexicon.by_words(rest) == "coding" else "appendix"
    if ASKED.match(text):
        return "description"
    if found := lexicon.side(text):
        return found if found != "other" else parent or "other"
    if parent in JUDGING and MODIFIER.match(text):
        return parent
    if not known and (found := lexicon.by_words(text)):
        plain = found in FACED if parent == "front_matter" else parent in (None, "other") or _stronger(found, parent)
        if plain:
            return found
    return parent or "other"


def _stronger(found: str, parent: str) -> bool:
    """Whether single words may give a sub-section another type than its parent's."""
    if parent == "guidelines" and found == "regulatory_status":
        return True
    if parent in ("coverage", "guidelines"):
        return found in ("limitations", "coding", "references", "definitions", "professional_guidelines")
    if found == "history" and parent not in JUDGING:
        return True
    if parent in ("rationale", "description", "appendix"):
        return found in (
            "professional_guidelines",
            "regulatory_status",
            "clinical_trials",
            "evidence_summary",
            "references",
            "medicare",
            "rationale",
        )
    return False
