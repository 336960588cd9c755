"""Where sentences begin and end in policy language, and the spaCy pipeline that reads them.

The pipeline is ``spacy.blank("en")`` with three components of our own: ``policy_sentences`` (boundaries that
know "e.g.", "vs." and citations), ``position_phrases`` (the lexicon of a profile as token patterns) and
``position_scope`` (what a negation reaches). Only candidate text is given to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from extractor.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BOUNDARY = re.compile(
    r"""
    # the first character is looked for by itself, which is quick
    [.?!\s](?:
        (?<=[^\W\d_][.?!])["”’')\]]{0,2}(?:\d{1,3}(?:[,–-]\d{1,3}){0,8})?\s+(?=["“(\[*†‡]?[A-Z0-9≥≤>•])   # "… met. The", "met.3,4 The"
      | (?<=[\d%)\]"”][.?!])["”’')\]]{0,2}\s+(?=["“(\[*†‡]?[A-Z•])                                   # "… in 2019. The", "(PVC). The"
      | (?<=[^\W\d_]{2}\s)\.\s+(?=[A-Z])                                                             # "NECESSARY . For"
      | (?<=:\s)\s*(?=[A-Z][a-z]+\s+(?:is|are)\s)                                                   # "Note: Testing is"
    )
    """,
    re.VERBOSE,
)
# matches: "criteria are met. The device"; must not match: "e.g. The", "1.5 mg"

_ABBREVIATION = re.compile(
    r"""(?:^|[\s(\["“/])(?:
        e\.?\s?g | i\.?\s?e | vs | viz | cf | etc | al | approx | ca | no | nos | fig | vol | pp? | ed | eds
      | dr | mr | mrs | ms | st | jr | sr | inc | ltd | co | corp | dept | u\.?\s?s(?:\.?a)? | b\.?i\.?d | t\.?i\.?d | q\.?i\.?d
      | sec | ch | pub | ref | refs | ver | v | s\.?c | i\.?v | p\.?o | i\.?m | [a-z]
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# matches the words before the stop of: "(e.g", "vs", "et al"; must not match: "met", "etcetera"


def boundaries(text: str) -> list[int]:
    """The offsets at which sentences begin, the first of them 0."""
    starts = [0]
    for match in _BOUNDARY.finditer(text):
        if text[match.start()] == "." and _ABBREVIATION.search(text[max(0, match.start() - 9) : match.start()]):
            word = text[max(0, match.start() - 9) : match.start()]
            if not (word.endswith("etc") and text[match.end()].isupper()):
                continue
        starts.append(match.end())
    return starts


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of ``text[start:end]`` as spans of ``text``, without blanks at their ends."""
    piece = text[start:end]
    cuts = [*boundaries(piece), len(piece)]
    found = []
    for a, b in zip(cuts, cuts[1:], strict=False):
        while b > a and piece[b - 1].isspace():
            b -= 1
        if b > a:
            found.append(Span(start + a, start + b))
    return found


def mark(doc: Doc) -> Doc:
    """The component ``policy_sentences``: sets ``is_sent_start`` of the tokens that begin a sentence."""
    from spacy.attrs import IDX

    if not len(doc):
        return doc
    begins = [int(at) for at in doc.to_array([IDX]).ravel()]
    places = {bisect_left(begins, start) for start in boundaries(doc.text)}
    for place in (0, *sorted(places)):
        if place < len(begins):
            doc[place].is_sent_start = True
    if len(doc) > 1 and 1 not in places:
        doc[1].is_sent_start = False  # one token that begins none: the sentences of a doc of one sentence are known too
    return doc
