"""Decides what the document is about: its title, without payer, number or label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from extractor.fields import numbers
from extractor.fields.grid import pairs
from extractor.fields.once import once
from extractor.fields.payer_directory import hits, leading_name
from extractor.fields.title_labels import labels_in
from extractor.fields.title_values import LIMIT, SENTENCE, STOP, value_after
from extractor.fields.title_words import PREFIX, fold, generic, identifier_only, known, leading_owner, running
from extractor.fields.zones import FRONT_LIMIT, zones
from extractor.types import Block, Evidence, Reading, Title

# What before a weak label makes it another's: not "Medical Policy: Tidal Lamps"
_QUALIFIED = re.compile(
    r"(?:^|\s)(?:Medicare|Medicaid|Marketplace|Federal|Impacted|Affected|Related|Covered|Preferred|Excluded|Applicable)$"
)
_SOURCED = re.compile(r"[ *_#]{0,4}Source: [A-Z][^()]{8,120} \([A-Z][\w.-]{2,20}\d\)$")
_CANDIDATES = 40  # blocks at the top in which an unlabelled title is looked for
_LETTERS = re.compile(r"[A-Za-z]{3}")
_SUFFIX = re.compile(
    r"(?:\s?\((?:Pharmacy|Medical|Subcutaneous|Intravenous|Oral)(?: [Bb]enefit)?\))+$|"
    r"(?<![\s.:*|–—-])(?:[|–—-]\s{0,9}(?:Medical|Clinical|Payment|Coverage|Drug|Pharmacy)?\s?(?:Policy|Guideline)s?(?:\s(?:Bulletin|Manual)s?)?\s*"
    r"|\((?:[A-Z]{0,3}\d{2,6}(?:[.-]\d+){0,2})\)|[\s.:*|–—-]|\bAHS\s?[–-]\s?[A-Z]\d{4}|[–—-]\s?[A-Z]{1,4}(?:[.-]\d{3,6}"
    r"|\d{3,6}|[ ]\d{4,6})|\s[A-Z]{2,4}\s\d{2,5}-[A-Z](?:\s[A-Z]\d{4}[a-z]?)?)+$"
)


@once
def find(reading: Reading) -> Title | None:
    """The title: a labelled one, else the most prominent line at the top that is no banner, name or number."""
    return (
        _labelled(reading)
        or _flattened(reading)
        or _declared(reading)
        or _prominent(reading, 1.2)
        or _labelled(reading, running=True)
        or _from_running(reading, named=True)
        or _prominent(reading)
    )


# --------------------------------------------------------------------------- labelled


def _labelled(reading: Reading, *, running: bool = False) -> Title | None:
    """The value of a title's label: in the front matter, or (``running``) in headers and footers."""
    text, places = reading.text, zones(reading)
    table = reading.profile.tables.get("title", {})
    labels = tuple(table.get("labels", ()))
    weak = frozenset(table.get("weak", ()))
    declared = _own_line(reading)
    best: tuple[int, int, Title] | None = None
    for match in labels_in(text, labels, None if running else places.front):
        if match["label"].lower() in _OF_PARTS and _comes_again(text, match):
            continue  # "Drug Name: …" over each of several parts
        zone = places.of(match.start())
        if (zone == "furniture" and not running) or (zone == "front" and running):
            continue
        named = zone == "body" or (zone == "elsewhere" and match.start() < FRONT_LIMIT)
        if zone not in ("front", "furniture") and not (named and " title" in match["label"].lower()):
            continue
        if declared < match.start() and " ".join(match["label"].lower().split()) in weak:
            continue  # a page with a title of its own: "Drug: …" is about something in it
        lead = text[text.rfind("\n", 0, match.start("label")) + 1 : match.start("label")].strip(" *_#|>\t")
        if lead.endswith(" of") and len(lead) < 30 and " ".join(match["label"].lower().split()) in weak:
            continue  # "Type of Policy: …"
        if match["label"].lower() == "source" and not _SOURCED.match(text.partition("\n")[0], match.start()):
            continue  # "Source: CMS"; not "Source: Tidal Lamps Guideline (TN_017)", the first line of a copy
        if _QUALIFIED.search(lead) and " ".join(match["label"].lower().split()) in weak:
            continue  # "Medicare Policy: …", "Impacted Drugs: …": what holds for a part, or what is touched
        if lead.rpartition("\t")[2] and text[match.end("label")] == "\t":
            continue  # "Field Name" and, in the next cell, "Field Description": the heads of columns
        value = value_after(reading, match.end())
        if value is None:
            continue
        start, end = value
        title = text[start:end]
        if not _LETTERS.search(title) or generic(reading, title) or identifier_only(title):
            continue
        if ":" in title and match["label"].lower() == "drugs":
            continue  # "Drugs", and a list of them by their standing
        rank = next(i for i, label in enumerate(labels) if label.lower() == " ".join(match["label"].lower().split()))
        found = _clean(reading, start, end, "title.labelled", 0.95)
        if found is not None and (best is None or (rank, zone != "front") < best[:2]):
            best = (rank, int(zone != "front"), found)
    if best is None and not running:
        return _in_grid(reading, labels)
    return best[2] if best else None


def _own_line(reading: Reading) -> int:
    """Where a page shows its title by itself: its first main heading, or the line that the file's own title repeats."""
    name = fold(reading.document.metadata.get("title", ""))
    named = len(name.split()) > 1 and not generic(reading, reading.document.metadata["title"])
    for block in reading.document.blocks[:60]:
        if block.kind == "heading" and block.level == 1:
            return block.start
        if named and block.kind == "paragraph" and fold(reading.text[block.start : block.end]) == name:
            return block.start
    return len(reading.text)


_OF_PARTS = frozenset({"drug name", "medication name", "medication", "drug", "drugs"})


def _comes_again(text: str, match: re.Match[str]) -> bool:
    """Whether a label opens several lines, each with another value (told by its first word: a header's may run on)."""
    lines = re.compile(rf"^{re.escape(match['label'])}\s?:[ \n]{{0,3}}([^\n]{{2,80}})", re.MULTILINE | re.IGNORECASE)
    return len({found.group(1).split()[0].lower() for found in lines.finditer(text) if found.group(1).strip()}) > 1


def _in_grid(reading: Reading, labels: tuple[str, ...]) -> Title | None:
    """A title that stands under its label, apart from it."""
    for pair in pairs(reading):
        label = re.sub(r"(?i)\s?(?:&|and|/)\s?(?:number|no\.?|#)$", "", " ".join(pair.label.lower().split()))
        title = reading.text[pair.start : pair.end].strip()
        if (
            label in labels
            and ("title" in label or "name" in label)
            and _LETTERS.search(title)
            and not generic(reading, title)
            and not identifier_only(title)
        ):
            return _clean(reading, pair.start, pair.end, "title.grid", 0.85)
    return None


_RUN_IN = re.compile(
    r"(?<!\s)\s*(?P<title>[A-Z][^\n|]{3,150}?)\s?(?=\||[–-]{1,2}\s?(?:Medical|Clinical) Policy|\bAHS\b|(?:Medical|Clinical|Coverage"
    r"|Payment|Corporate)\s(?:Coverage\s)?Polic|Skip to|Log ?[Ii]n|Sign [Ii]n|Menu\b|Home\b|Search\b|Click here|Table of Contents"
    r"|Print\b)"
)


def _flattened(reading: Reading) -> Title | None:
    """The title of a web page poured into one line: what stands before its first menu words."""
    blocks = reading.document.blocks
    if not blocks or blocks[0].end - blocks[0].start < 1200:
        return None
    match = _RUN_IN.match(reading.text, 0, 400)
    if match is None or generic(reading, match["title"]) or SENTENCE.search(match["title"]):
        return None
    return _clean(reading, *match.span("title"), "title.run_in", 0.6)


# --------------------------------------------------------------------------- prominent

_REFERENCE = re.compile(
    r"[ ](?:[A-Z]{4,5}[ ])?Ref\.?$"
)  # "Tidal Lamps BCBSA Ref.": what follows is another policy's number
_NUMBERED = re.compile(r"[A-Za-z], Policy (?:No\.|Number|#)")  # "Surgery, Policy No. 214"
_PLACE = re.compile(
    r"(?:(?:Chapter|Section|Part|Volume|Article|Tab|Title|Addendum) [A-Z0-9][\w.-]{0,8}(?:, |; | - |$)){1,3}",
    re.IGNORECASE,
)
# What a site's menu says; three of them in one line are no title.
_MENU = re.compile(
    r"\b(?:Skip to|Log ?[Ii]n|Sign [Ii]n|Contact Us|Search|Home|Members?|Employers?|Providers?|Careers|About Us|Print this)\b"
)
_LOGO = re.compile(r"[a-z]{6,24}")  # "northmoorhealth", in small letters and alone


def _declared(reading: Reading) -> Title | None:
    """The file's own title, where it runs along the pages and the first page does not show it as a line of its own."""
    name = fold(reading.document.metadata.get("title", ""))
    if found := _among_banners(reading, name):
        return found
    if len(name.split()) < 3 or name not in running(reading):
        return None
    text = reading.text
    if any(fold(text[block.start : block.end]) == name for _, block in islice(_top(reading), _CANDIDATES)):
        return None
    for block in reading.document.blocks:
        line = text[block.start : block.end]
        if block.kind == "furniture" and fold(line) == name and not known(reading, block, line):
            return _clean(reading, block.start, block.end, "title.running", 0.8)
    return None


_BANNERS = 4  # lines at the top, one of which may be the title and words of the banner beside it


def _among_banners(reading: Reading, name: str) -> Title | None:
    """The file's own title, where a line at the top holds it with nothing beside it but words of a banner."""
    declared = reading.document.metadata.get("title", "").strip()
    if len(name) < 8 or " " not in name or generic(reading, declared) or identifier_only(declared):
        return None
    for _, block in islice(_top(reading), _BANNERS):
        line = reading.text[block.start : block.end]
        at = line.find(declared)
        rest = f"{line[:at]} {line[at + len(declared) :]}" if at >= 0 else ""
        if rest.strip() and len(line) < LIMIT and ":" not in rest and generic(reading, rest):
            return _clean(reading, block.start + at, block.start + at + len(declared), "title.declared", 0.8)
    return None


def _prominent(reading: Reading, floor: float = -9.0) -> Title | None:
    text = reading.text
    along = running(reading)
    best: tuple[float, Block, int] | None = None
    sizes = [b.style.size for b in reading.document.blocks[:400] if b.kind != "furniture" and b.style.size]
    body = sorted(sizes)[len(sizes) // 2] if sizes else 0.0
    sizes_max = max(sizes, default=0.0)
    front, body_start = zones(reading).front, zones(reading).body
    for order, (index, block) in enumerate(_top(reading)):
        large = body > 0 and block.style.size > 1.25 * body
        if block.start > 12_000 or ((order > _CANDIDATES or block.start > front + 200) and not large):
            if not body or block.start > 12_000:
                break
            continue
        line = text[block.start : block.end].strip()
        if order == 0 and line.endswith(":") and large:
            line = line[:-1]
        line = _REFERENCE.sub("", line)
        if (order == 0 and _LOGO.fullmatch(line)) or _NUMBERED.search(line) or _PLACE.fullmatch(line):
            continue
        if len({word.group().lower() for word in _MENU.finditer(line)}) > 2:
            continue
        if (
            not 3 <= len(line) <= LIMIT
            or not _LETTERS.search(line)
            or SENTENCE.search(line)
            or known(reading, block, line)
        ):
            continue
        weight = -0.1 * min(order, 10)
        if body and block.style.size:
            weight += 1.6 * min(2.0, block.style.size / body - 1)
            weight += 0.4 * (large and block.style.size >= sizes_max)
        if block.kind == "heading":
            weight += 2.0 - 0.5 * min(3, (block.level or 3) - 1)
        weight += 0.6 * block.style.bold
        if fold(line) in along:
            weight += 1.2 + (order < _BANNERS and body_start > block.start)
        if body_start <= block.start and not large:
            weight -= 0.5
        if fold(line) and fold(line) in fold(reading.document.metadata.get("title", "")):
            weight += 1.2
        if PREFIX.match(line):
            weight += 0.8
        if best is None or weight > best[0]:
            best = (weight, block, index)
    if best is None or best[0] < floor:
        return None if floor > 0 else _from_running(reading)
    _, block, index = best
    end = _continued_heading(reading, index, block)
    line = text[block.start : end]
    stop = STOP.search(line.lstrip())
    if stop and len(line) > 160:
        end = block.start + stop.start()
    return _clean(reading, block.start, end, "title.prominent", 0.7)


def _top(reading: Reading) -> Iterator[tuple[int, Block]]:
    for index, block in enumerate(reading.document.blocks):
        if block.kind == "furniture" or block.role in ("navigation", "contents"):
            continue
        if block.table is not None and len(reading.document.tables[block.table].rows[block.row or 0]) > 1:
            continue
        yield index, block


def _continued_heading(reading: Reading, index: int, block: Block) -> int:
    """The end of a title set over several lines of one style."""
    text, blocks, end = reading.text, reading.document.blocks, block.end
    while index + 1 < len(blocks):
        index += 1
        following = blocks[index]
        line = text[following.start : following.end].strip()
        if following.kind == "furniture":
            continue
        plain = (
            not block.style.size
            and following.table is None
            and end - block.start > 36
            and len(line) <= 90
            and following.style.space < 0.6
        )
        alike = (plain and block.kind == following.kind and following.label is None) or (
            following.style.size == block.style.size
            and following.style.bold == block.style.bold
            and block.style.size > 0
            and following.kind == block.kind
            and following.table == block.table
        )
        last = text[block.start : end].rstrip()
        open_end = (
            last.endswith((",", "-", "–", "/", "(", "&", ";", ":"))
            or bool(re.search(r"\b(?:and|or|of|for|the|in|with|to|by|on)$", last, re.IGNORECASE))
            or last.count("(") > last.count(")")
        )
        if not (
            open_end
            or (alike and not known(reading, following, line) and following.style.space < 0.6 and line[:1] not in "•-▪")
        ):
            return end
        if end - block.start + len(line) > LIMIT or SENTENCE.search(line) or (":" in line[:25] and not open_end):
            return end
        end = following.end
    return end


def _from_running(reading: Reading, *, named: bool = False) -> Title | None:
    """A title that only the running header gives; ``named``, one behind the kind of document: "Guideline – Widgets"."""
    text = reading.text
    for block in reading.document.blocks:
        if block.kind != "furniture" or block.role == "navigation":
            continue
        line = text[block.start : block.end].strip()
        kind = PREFIX.match(line)
        if named and (
            kind is None
            or line[kind.end() - 2 : kind.end()].strip() not in ("–", "-", ":", "—")
            or len(line) < kind.end() + 4
        ):
            continue
        if (
            4 <= len(line) <= 150
            and _LETTERS.search(line)
            and not SENTENCE.search(line)
            and not known(reading, block, line)
        ):
            return _clean(reading, block.start, block.end, "title.running", 0.5)
    return None


def _clean(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Title | None:
    """The title without label, number, payer and marks around it."""
    text = reading.text
    for _ in range(4):
        while start < end and text[start] in " \t\n*_#|:–—-•.…>":
            start += 1
        match = PREFIX.match(text[start:end])
        if match and match.end() < end - start and _LETTERS.search(text[start + match.end() : end]):
            start += match.end()
            continue
        if length := leading_owner(reading, text[start:end]):
            start += length
            continue
        length = leading_name(text[start:end])
        if (
            length
            and length < end - start - 3
            and text[start + length : start + length + 2].strip(" ") in (":", "–", "|", "-", "—")
        ):
            start += length
            continue
        break
    for hit in hits(text[start:end]):  # "Subject BlueCross Medical Policy Manual Subject": a banner run into the title
        rest = text[start + hit.end : end]
        if hit.start > 8 and re.match(
            r"[®™]?\s(?:Medical|Clinical|Coverage|Corporate|Payment|Pharmacy)?\s?(?:Policy|Policies|Guideline|Manual)",
            rest,
        ):
            end = start + hit.start
            break
    for number in numbers.find(
        reading
    ):  # "HP187-0724 Tidal Lamps" · "Tidal Lamps D-20-009" · "Tidal Lamps: Policy No. 38"
        line, value = text[start:end], re.escape(number.value)
        if number.role == "primary" and (match := re.match(rf"{value}[\s:–-]+(?=\w)", line)):
            start += match.end()
        elif number.role == "primary" and (
            match := re.search(
                rf"(?:-[A-Z]{{2}} [A-Z]{{2,5}}(?=-{value}$))?"
                rf"[ :,–-]+(?:(?:\w+ (?:No\.|Number|#):? ?)?{value}|\({value}(?:,[^()]{{1,20}})?\))$",
                line,
            )
        ):
            end = start + match.start()
    line = _REFERENCE.sub("", text[start:end])
    line = line[: len(line) - len(match.group())] if (match := _SUFFIX.search(line)) else line
    end = start + len(line.rstrip(" *_|"))
    value = " ".join(text[start:end].split())
    return Title(value, Evidence(start, end, rule=rule, confidence=confidence)) if _LETTERS.search(value) else None
