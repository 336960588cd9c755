"""Which words of a sentence take a position, and what a negation before them reaches: the pipeline's components.

The lexicon is data (``[coverage]`` of a profile). A phrase is written as words parted by blanks, ``a|b`` for
alternatives, ``x?`` for a word that may be missing; its ``needs`` are cue classes that must stand near it:
``be<6`` is a word of class ``be`` at most six tokens to the left, ``met>4`` one of ``met`` to the right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from extractor.coverage import sentences
from extractor.limits import MAX_CHARACTERS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

FOUND, DENIED = "positions", "denied"  # names of the span groups

_NEED = re.compile(r"^(?P<class>\w+)(?P<side>[<>])(?P<window>\d+)$")


@dataclass(frozen=True, slots=True)
class Need:
    """A cue that must stand within ``window`` tokens to the left (or right) of a phrase."""

    words: frozenset[str]
    left: bool
    window: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the lexicon: its positions when affirmed and denied, and its needs."""

    name: str
    position: str | None
    negated: str | None
    needs: tuple[Need, ...]
    named: bool  # only where the payer's name is the subject: "Ring Health covers …"


def _needs(entry: Mapping[str, Any], cues: Mapping[str, Sequence[str]]) -> tuple[Need, ...]:
    found = []
    for text in entry.get("needs", ()):
        match = _NEED.match(text)
        if match is None:
            raise ValueError(f"[coverage] needs: {text!r} is not of the form class<number")
        words = frozenset(cues[match["class"]])
        found.append(Need(words, match["side"] == "<", int(match["window"])))
    return tuple(found)


def expanded(words: str) -> list[list[str]]:
    """Every form of a phrase of the lexicon, token by token: alternatives chosen, optional words left out or not."""
    slots: list[list[str]] = []
    for word in words.lower().split():
        optional = word.endswith("?") and len(word) > 1
        options = (word[:-1] if optional else word).split("|")
        slots.append([*options, ""] if optional else options)
    return [[word for word in choice if word] for choice in product(*slots)]


class PositionPhrases:
    """The component ``position_phrases``: the lexicon's phrases, with their needs met, as spans ``positions``."""

    def __init__(self, nlp: Language, lexicon: Mapping[str, Any]) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.phrases: dict[str, Phrase] = {}
        cues = lexicon["cues"]
        for number, entry in enumerate(lexicon["phrases"]):
            name = f"{entry['name']}.{number}"
            self.phrases[name] = Phrase(
                name, entry.get("position"), entry.get("negated"), _needs(entry, cues), bool(entry.get("named"))
            )
            forms = {tuple(form) for words in entry["words"] for form in expanded(words)}
            self.matcher.add(name, [Doc(nlp.vocab, words=list(form)) for form in sorted(forms)])

    def __call__(self, doc: Doc) -> Doc:
        found = []
        for span in self.matcher(doc, as_spans=True):
            if span.start > 1 and doc[span.start - 1].text in "-‐–" and doc[span.start - 2].lower_ != "non":
                continue  # "antibody-covered"
            needs = self.phrases[span.label_].needs
            if needs and not all(self._met(doc, span.start, span.end, need) for need in needs):
                continue
            found.append(span)
        doc.spans[FOUND] = found
        return doc

    @staticmethod
    def _met(doc: Doc, start: int, end: int, need: Need) -> bool:
        if need.left:
            for i in range(start - 1, max(-1, start - 1 - need.window), -1):
                if doc[i].lower_ in need.words:
                    return True
                if doc[i + 1].is_sent_start:
                    return False
            return False
        for i in range(end, min(len(doc), end + need.window)):
            if doc[i].is_sent_start:
                return False
            if doc[i].lower_ in need.words:
                return True
        return False


_HYPHENS = frozenset("-‐‑–")
_MODAL = frozenset({"will", "may", "can", "shall"})
_FINITE = _MODAL | {"is", "are", "was", "were"}


class PositionScope:
    """The component ``position_scope``: which of the found phrases a negation reaches, as spans ``denied``."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self.negations = frozenset(lexicon["cues"]["negation"])
        self.walls = frozenset(lexicon["cues"]["wall"])
        self.window = int(lexicon["negation_window"])

    def __call__(self, doc: Doc) -> Doc:
        doc.spans[DENIED] = [span for span in doc.spans[FOUND] if self._denied(doc, span.start, span.end)]
        return doc

    def _denied(self, doc: Doc, start: int, end: int) -> bool:
        if any(doc[i].lower_ in self.negations for i in range(start + 1, end)):
            return True
        if doc[start].lower_ in self.negations:
            return True
        inside = 0  # within parentheses that end before the phrase nothing denies it
        for i in range(start - 1, max(-1, start - 1 - self.window), -1):
            word = doc[i].lower_
            inside += (word == ")") - (word == "(")
            if inside > 0:
                continue
            if word in self.negations:
                after = doc[i + 1].lower_
                if word == "non" and after in _HYPHENS and i + 2 < start:
                    continue  # "non-invasive tests are indicated": it denies the next word alone
                if word == "without" and doc[start].lower_ in _FINITE:
                    continue  # "A scan without contrast is covered": it belongs to the subject
                if word.startswith("fail") and after != "to":
                    continue  # "has failed two drugs": a trial, no denial
                return not (word in ("not", "no") and after in ("only", "limited"))
            if doc[i + 1].is_sent_start:
                return False
            if word in self.walls or word in _MODAL:
                return self._denied_subject(doc, i)
        return False

    def _denied_subject(self, doc: Doc, verb: int) -> bool:
        """Whether the subject of a finite verb is denied: "No test …", "Neither … nor … is covered"."""
        if doc[verb].lower_ not in _FINITE:
            return False
        for i in range(verb - 1, max(-1, verb - 40), -1):
            if doc[i].is_sent_start:
                return doc[i].lower_ in ("no", "neither", "none") and doc[i + 1].lower_ != "more"
        return False


def _register() -> None:
    from spacy.language import Language

    if not Language.has_factory("policy_sentences"):
        Language.component("policy_sentences", assigns=["token.is_sent_start"], func=sentences.mark)

        @Language.factory(
            "position_phrases",
            requires=["token.is_sent_start"],
            assigns=["doc.spans"],
            default_config={"lexicon": {}},
        )
        def _phrases(nlp: Language, name: str, lexicon: dict[str, Any]) -> PositionPhrases:
            return PositionPhrases(nlp, lexicon)

        @Language.factory(
            "position_scope", requires=["doc.spans"], assigns=["doc.spans"], default_config={"lexicon": {}}
        )
        def _scope(nlp: Language, name: str, lexicon: dict[str, Any]) -> PositionScope:
            return PositionScope(lexicon)


@lru_cache(maxsize=8)
def _pipeline(name: str, key: str) -> Language:
    import json

    import spacy

    _register()
    lexicon = json.loads(key)
    nlp = spacy.blank("en")
    nlp.max_length = MAX_CHARACTERS  # no parser, no NER: memory is no reason for a lower bound
    nlp.add_pipe("policy_sentences")
    nlp.add_pipe("position_phrases", config={"lexicon": lexicon})
    nlp.add_pipe("position_scope", config={"lexicon": lexicon})
    return nlp


def pipeline(name: str, lexicon: Mapping[str, Any]) -> Language:
    """The spaCy pipeline for a profile's lexicon, made once."""
    import json

    part = {key: lexicon[key] for key in ("cues", "phrases", "negation_window")}
    return _pipeline(name, json.dumps(part, sort_keys=True))


def phrase_table(nlp: Language) -> Mapping[str, Phrase]:
    """The lexicon's phrases by the label that the matcher gives to their spans."""
    component = nlp.get_pipe("position_phrases")
    assert isinstance(component, PositionPhrases)
    return component.phrases
