"""Decides whose policy it is: a name out of the directory of payers, or one that the document gives for itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from extractor.fields import organisations
from extractor.fields.claims import claim
from extractor.fields.once import once
from extractor.fields.payer_directory import MARKS, Hit, hits, writers
from extractor.fields.zones import zones
from extractor.types import Evidence, Payer, Reading

_CLOSING = 7000  # characters at the end in which notices stand
_FRONT = 7000
_FIRST_LINES = 4  # blocks in which a document says what it is


@once
def find(reading: Reading) -> Payer | None:
    """The payer; None where the document does not say."""
    if writer := _writer(reading):
        return writer
    text = reading.text
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Hit]] = {}
    counts: dict[str, int] = defaultdict(int)
    longer: dict[str, Hit] = {}
    for hit, base in _places(reading):
        if _checked(text, hit):
            continue
        score = base + claim(text, hit.start, hit.end)
        single = " " not in text[hit.start : hit.end].strip()
        if single and base < 2 and score < 3:
            score *= 0.6
        counts[hit.entry.id] += 1
        if hit.entry.id not in longer or hit.end - hit.start > longer[hit.entry.id].end - longer[hit.entry.id].start:
            longer[hit.entry.id] = hit
        value = score * hit.entry.weight * (0.5 if counts[hit.entry.id] > 6 else 1.0)
        if counts[hit.entry.id] <= 14:
            scores[hit.entry.id] += value
        if hit.entry.id not in best or (value, hit.end - hit.start) > (
            best[hit.entry.id][0],
            best[hit.entry.id][1].end - best[hit.entry.id][1].start,
        ):
            best[hit.entry.id] = (value, hit)
    pinned = reading.profile.tables.get("payer", {}).get("id")
    if pinned in best:
        winner = str(pinned)
    else:
        winner = max(scores, key=lambda key: (scores[key], -best[key][1].start), default="")
    known = scores.get(winner, 0.0)
    stranger = organisations.find(reading, known, programme=winner.endswith("-medicaid"))
    if stranger is not None:
        return stranger
    if (
        winner and best[winner][1].entry.weight < 0.9
    ):  # a vendor or an association: a plan that is named too is the payer
        plans = {
            key: score
            for key, score in scores.items()
            if best[key][1].entry.weight >= 1.0 and score > 0.35 * known and score >= 0.8
        }
        if plans:
            winner = max(plans, key=lambda key: plans[key])
            known = max(known, 2.0)
    if known < 2.0:
        named = _mentioned(reading)
        if named is not None or not winner or best[winner][0] / best[winner][1].entry.weight < 2.5:
            return named
    hit = best[winner][1]
    if hit.end - hit.start < 4 and longer[winner].end - longer[winner].start >= 4:
        hit = longer[winner]  # a name that the document itself spells out
    name = re.sub(r"['’]s$", "", " ".join(MARKS.sub("", text[hit.start : hit.end]).split()))
    if hit.entry.name.lower().startswith(name.lower()) or len(name) < 4:
        name = hit.entry.name if len(name) < 4 else name
    confidence = round(min(0.99, 0.5 + known / 30), 2)
    return Payer(winner, name, Evidence(hit.start, hit.end, rule="payer.directory", confidence=confidence))


def _writer(reading: Reading) -> Payer | None:
    """Who alone writes what the document's first lines call it: "National Coverage Determination (NCD)"."""
    for block in reading.document.blocks[:_FIRST_LINES]:
        line = reading.text[block.start : block.end].strip(" #*").lower()
        if (entry := writers().get(line)) is not None:
            evidence = Evidence(block.start, block.end, rule="payer.writer", confidence=0.9)
            return Payer(entry.id, entry.name, evidence)
    return None


def _checked(text: str, hit: Hit) -> bool:
    """Whether a name stands behind a check box, or before its reference's number: not the payer."""
    if hit.entry.weight < 1.0 and re.match(
        r"\s(?:Medical Policy )?(?:Ref\b|Reference|MPRM)", text[hit.end : hit.end + 27]
    ):
        return True
    return bool(re.search(r"[☐☒☑][^\n\t]{0,20}$", text[max(0, hit.start - 24) : hit.start]))


def _mentioned(reading: Reading) -> Payer | None:
    """A payer that the document names again and again in its own text, though nowhere as its owner."""
    text, places = reading.text, zones(reading)
    seen: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits(text):
        printed = text[hit.start : hit.end]
        plain = " " not in printed and not printed.isupper()  # "Oscar", "Medica": also other things than payers
        if hit.entry.weight >= 1.0 and not plain and places.of(hit.start) not in ("foreign", "navigation"):
            seen[hit.entry.id].append(hit)
    ranked = sorted(seen.values(), key=lambda rows: (-len(rows), rows[0].start))
    if not ranked or (len(ranked) > 1 and len(ranked[0]) < 2 * len(ranked[1])):
        return None
    if len(ranked[0]) == 1 and not re.match(
        r"\s(?:[A-Z][a-z]+|members?|requires|polic)", text[ranked[0][0].end : ranked[0][0].end + 12]
    ):
        return None  # named once, in passing
    hit = max(ranked[0], key=lambda hit: hit.end - hit.start)
    name = re.sub(r"['’]s$", "", " ".join(MARKS.sub("", text[hit.start : hit.end]).split()))
    return Payer(hit.entry.id, name, Evidence(hit.start, hit.end, rule="payer.mentioned", confidence=0.5))


def _places(reading: Reading) -> Iterator[tuple[Hit, float]]:
    """The names at the top, in running lines and in the closing notices, each with the weight of its place."""
    text, document, places = reading.text, reading.document, zones(reading)
    lines: dict[str, int] = defaultdict(int)
    for block in document.blocks:
        if block.kind != "furniture":
            continue
        line = text[block.start : block.end]
        lines[line] += 1
        if lines[line] > 2 or (block.role == "navigation" and lines[line] > 1):
            continue
        for hit in hits(text, block.start, min(block.end, block.start + 600)):
            opens = hit.start == block.start or text[hit.start - 1] == "\t"
            yield (
                hit,
                1.0 if block.role == "navigation" else 3.0 if opens or claim(text, hit.start, hit.end) >= 3 else 1.0,
            )
    front = min(len(text), max(places.front, 1500), _FRONT)
    for hit in hits(text, 0, front):
        if places.furniture_at(hit.start) is not None:
            continue
        block = document.blocks[max(0, document.block_at(hit.start))]
        short = block.end - block.start < 90
        opens = hit.start == block.content
        yield (
            hit,
            (3.0 if short and opens else 2.5 if opens and block.end - block.start < 160 else 1.5 if short else 0.8),
        )
    for hit in hits(text, max(front, len(text) - _CLOSING)):
        if (places.furniture_at(hit.start) is None and places.of(hit.start) != "foreign") or claim(
            text, hit.start, hit.end
        ) >= 4:
            yield hit, 0.5
    for match in re.finditer(
        r"(?:©|C(?<!\wC)opyright\b|c(?<!\wc)opyright\b|COPYRIGHT|roprietary (?:i|I)nformation of|ndependent licensee)",
        text[front : max(front, len(text) - _CLOSING)],
    ):
        begin = front + match.start()
        for hit in hits(text, max(0, begin - 90), begin + 120):
            if claim(text, hit.start, hit.end) >= 4:
                yield hit, 0.5
    for hit in hits(document.metadata.get("author", "") + " "):
        if document.metadata.get("author") and (where := text.find(hit.entry.name)) >= 0:
            yield Hit(hit.entry, where, where + len(hit.entry.name)), 1.0
    body = text[front : max(front, len(text) - _CLOSING)]
    if len(body) > 200:
        for match in re.finditer(r"\n([A-Z][\w.&'’ -]{2,60}?) (?:considers|does not cover|covers)\b", body[:200_000]):
            for hit in hits(text, front + match.start(1), front + match.end(1)):
                yield hit, 1.0
