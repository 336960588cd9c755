"""Where a dump of text runs a list's last item on into the statement that follows it: "…a knee brace Knee taping is considered …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.coverage import openers
from extractor.coverage.lines import Line
from extractor.coverage.positions import NEGATIVE, Judgement

_SEAM = re.compile(
    r"(?P<before>[^\s(]{1,40})\s(?=(?:[A-Z][a-z]{2,20}(?:-[a-z]{2,20})?\s(?P<next>[a-z][\w-]{2,30})"
    r"|(?:Repeat|Repeated|Initial|Additional|Continued|Subsequent)\s[A-Z]{2,6})\b)"
)
# "brace Knee taping", "brace Repeat MRI"; must not match: "brace, Knee taping", "a Tape", "MRI scans", "adult Medicare MA"
_CAPITAL = re.compile(r"(?<=\s)(?P<before>[\w%]{1,30})(?=\s[A-Z][a-z]{2,20}\s)")
_VERDICT = re.compile(r"\b(?:is|are|be)\s(?:also\s)?(?:not\s)?(?:considered|medically|covered)\b")
_JOINS = frozenset(
    "a an the of in on at to for with without and or nor by from as per than versus vs like including include includes such via using "
    "non is are be has have had was were may can will not no this these those that which who any all each both either other its their".split()
)
_VERBS = frozenset("is are was were may can will shall should must has have does do and or for with of in to".split())
_NAMED_AFTER = frozenset(
    "disease syndrome lymphoma sarcoma tumor tumour palsy chorea ataxia anemia fracture score scale criteria index test stage class grade type "
    "members beneficiaries patients individuals enrollees plan program part population".split()
)
# what a proper name in the midst of a sentence goes with: "moderate Crohn disease", "adult Medicare members"
_VERB = re.compile(r"\b(?:is|are|was|were|may|can|will|must|should|has|have|not)\b")
_TITLE = 90  # characters of a name that stands between an item and the statement on it: "Brugada syndrome (BrS)"


def _seams(words: str) -> list[int]:
    """Where, in the words before a verdict, a new sentence may begin without a stop before it."""
    return [
        match.end()
        for match in _SEAM.finditer(words)
        if match["before"].casefold() not in _JOINS
        and (match["before"][-1].isalnum() or match["before"][-1] in ")%”")
        and match["next"] not in _VERBS
        and match["next"] not in _NAMED_AFTER
    ]


def _up_to_verdict(judgement: Judgement) -> str:
    """A sentence's words up to the last that may be its verdict."""
    last = max((m.end() for m in _VERDICT.finditer(judgement.text)), default=0)
    return judgement.text[: max(last, judgement.verdict_end - judgement.start)]


def _parted(line: Line, judgement: Judgement) -> tuple[int, int] | None:
    """Where an item ends and where the statement that it runs on into begins; None where it is one sentence."""
    words = _up_to_verdict(judgement)
    found = _seams(words)
    if not found:
        return None
    begin = end = found[-1]
    if words[:begin].rstrip().endswith(")"):  # "… a brace Gout of the knee (GK) Knee taping is": a name between the two
        first = max(0, begin - _TITLE)
        names = (m.end() for m in _CAPITAL.finditer(words, first, begin) if m["before"].casefold() not in _JOINS)
        end = next(names, begin)
    offset = judgement.start
    return (offset + end, offset + begin) if end > 8 else None


def _named(words: str) -> tuple[str, ...]:
    """The words that a sentence begins with."""
    return tuple(words[:60].casefold().split()[:2])


def _without_name(judgement: Judgement, known: Mapping[tuple[str, ...], int]) -> Judgement:
    """A statement without the name of an indication that a dump runs into it: "Gout (G) Knee taping is considered …"."""
    words = _up_to_verdict(judgement)
    begin = next((at for at in reversed(_seams(words)) if at <= _TITLE), None)
    if begin is None or _VERB.search(words, 0, begin):
        return judgement
    if words[:begin].rstrip().endswith(")") or known.get(_named(words[begin:]), 0):
        return replace(judgement, start=judgement.start + begin, text=judgement.text[begin:])
    return judgement


def _behind(line: Line, found: Sequence[Judgement], after: Line | None) -> tuple[int, int, Judgement] | None:
    """The end of a list's last item and the statement that follows its stop: "… a brace. The plan considers …"."""
    if after is not None and after.labelled and not any(n == 1 for n in (after.ordinals or {}).values()):
        return None
    for j in found:
        head = line.text[: j.start - line.start].rstrip()
        if len(head) > 8 and head.endswith((".", ".)")) and (j.strong or j.position in NEGATIVE):
            return line.start + len(head), j.start, j
    return None


def parted(lines: Sequence[Line], judged: dict[int, list[Judgement]]) -> Iterator[Line]:
    """Lines, the statement that a list's item runs on into apart; ``judged`` is set right for both."""
    known = Counter(_named(j.text) for found in judged.values() for j in found)
    promised = False
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        found = judged.get(line.start, [])
        if not line.labelled:
            promised = openers.opens(line.text)
        strong = next((j for j in found if j.strong), None) if line.labelled and promised else None
        cut = _parted(line, strong) if strong is not None else None
        if cut is None and line.labelled and promised and (behind := _behind(line, found, after)) is not None:
            cut, strong = behind[:2], behind[2]
        if strong is None or cut is None:
            if not line.labelled:
                judged[line.start] = [_without_name(j, known) for j in found]
            yield line
            continue
        end, begin = cut
        head = line.text[: end - line.start].rstrip()
        yield line._replace(end=line.start + len(head), text=head, tail=begin, connector=None)
        rest = line._replace(
            start=begin,
            whole=begin,
            text=line.text[begin - line.start :],
            ordinals=None,
            lead=None,
            indent=0.0,
            depth=-1,
        )
        judged[line.start] = [j for j in found if j.start < strong.start]
        told = replace(strong, start=begin, text=strong.text[begin - strong.start :])
        judged[begin] = [told, *(_without_name(j, known) for j in found if j.start > strong.start)]
        yield rest
        promised = openers.opens(rest.text)


_OUTER = re.compile(r"[,;]\s(?P<word>and|or)\s(?P<label>[A-Z])\.\s(?=[A-Z][\w-]+\s)")
# "…, and D. Body mass": the letter that the outer list has next; must not match: "vitamin D. The"


def counted_on(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines, an item parted from the next of the outer list which a dump runs it into: "2. Ice, and D. No wound"."""
    last: dict[str, int] = {}  # the letter that an outer list has come to
    for line in lines:
        if not line.labelled:
            last.clear()
        match = _OUTER.search(line.text) if last and line.labelled else None
        last.update({style: n for (style, mark), n in (line.ordinals or {}).items() if style == "A" and mark == "."})
        letter = ord(match["label"]) - 64 if match is not None else 0
        if match is None or last.get("A") != letter - 1:
            yield line
            continue
        cut, begin = line.start + match.start(), line.start + match.end()
        word = match["word"]
        yield line._replace(end=cut, text=line.text[: match.start()], tail=begin, connector=word)
        yield line._replace(
            start=begin,
            whole=line.start + match.start("label"),
            text=line.text[match.end() :],
            lead=None,
            ordinals={("A", "."): letter},
            indent=0.0,
            depth=-1,
        )
        last["A"] = letter


_SHOUTED = re.compile(r"(?<=[a-z)\]])\s(?P<heading>[A-Z]{4,20}(?:\s[A-Z]{3,20}){1,4})$")
# "… after surgery RING STUDY"; must not match: "… of the MRI", "… by ELISA"

_DEEPEST = 6  # the level of a heading that is not known to head a section


def freed(lines: Sequence[Line], judged: dict[int, list[Judgement]]) -> Iterator[Line]:
    """Lines, a heading in capitals that a dump runs an item into apart, where such a heading comes again and again."""
    tails = {line.start: m for line in lines if line.labelled and (m := _SHOUTED.search(line.text)) is not None}
    times = Counter(m["heading"] for m in tails.values())
    times.update(line.text.strip() for line in lines if not line.labelled and len(line.text) < 80)
    levels = {line.text.strip(): line.heading for line in lines if line.heading}
    for line in lines:
        match = tails.get(line.start)
        if match is None or times[match["heading"]] < 2 or judged[line.start]:
            yield line
            continue
        begin = line.start + match.start("heading")
        yield line._replace(end=line.start + match.start(), text=line.text[: match.start()], tail=begin)
        judged[begin] = []
        yield line._replace(
            start=begin,
            whole=begin,
            text=match["heading"],
            ordinals=None,
            lead=None,
            connector=None,
            depth=-1,
            heading=levels.get(match["heading"], _DEEPEST),
        )
