"""Which lines below a line are its list, and whether a list looks like criteria: by form and words alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extractor.coverage import openers, wording
from extractor.coverage.criteria import is_duration
from extractor.coverage.lines import Line
from extractor.coverage.nodes import Node
from extractor.coverage.positions import NEGATIVE, Judgement


def run_of(node: Node) -> tuple[list[Node], list[Node]]:
    """The lines below a line that are its list, and those beyond: sub-headings, paragraphs after the list."""
    run: list[Node] = []
    listed = False
    skip = 0  # sentences before the list that describe what it is about
    while skip < len(node.children) - 1 and describes(node.children[skip]):
        skip += 1
    if skip and not ((first := node.children[skip].line) is not None and first.labelled):
        skip = 0
    for index, child in enumerate(node.children):
        if index < skip:
            continue
        line = child.line
        assert line is not None
        if (line.heading and not line.labelled) or wording.FORM.match(line.text):
            return run, node.children[index:]
        if line.labelled:
            listed = True
        elif listed and not (line.lead or is_duration(line.text) or (child.children and openers.opens(line.text))):
            if node.line is None or node.line.heading or not (node.line.indent and line.indent > node.line.indent + 5):
                return run, node.children[index:]
        run.append(child)
    return run, []


def only_opener(node: Node) -> Node | None:
    """The line that opens the list below a heading, where it is all that stands there ("Patient meets ALL of the following:")."""
    inner = node.children[0] if len(node.children) == 1 else None
    if inner is None or not inner.children or inner.head.heading or len(inner.head.text) > 120:
        return None
    opens = openers.operator_of(inner.head.text) is not None and openers.opens(inner.head.text)
    return inner if opens else None


def headed(nodes: Sequence[Node]) -> bool:
    """Whether nodes are blocks of criteria with headings of their own (an indication each)."""
    return any(n.line is not None and (n.line.heading or wording.MUST.search(n.line.text)) for n in nodes)


def describes(node: Node) -> bool:
    """Whether a line below a heading is running text that describes its subject."""
    line = node.line
    return (
        line is not None
        and not line.labelled
        and not line.heading
        and not node.children
        and len(line.text) > 60
        and line.text.rstrip().endswith(".")
        and not openers.opens(line.text)
        and line.connector is None
    )


def flat(nodes: Sequence[Node]) -> list[Node]:
    """Nodes without the headings that only sort them ("Age", "Diagnoses"): what stands under these instead."""
    result: list[Node] = []
    for node in nodes:
        line = node.line
        if (
            line is not None
            and node.children
            and not line.labelled
            and (line.heading or line.bold)
            and openers.operator_of(line.text) is None
        ):
            result += flat(node.children)
        elif line is not None and (node.children or not (line.heading or line.bold)):
            result.append(node)
    return result


def _titled(text: str) -> bool:
    """Whether a line is set as titles are, its longer words with capitals and no stop at its end."""
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return len(text) < 150 and len(words) > 3 and all(w[0].isupper() for w in words) and text[-1:] not in ".:;,"


_VERB = re.compile(
    r"\b(?:is|are|be|will|may|must|can|has|have|requires?|does|do|considers?|approve|covers?)\b", re.IGNORECASE
)


def says_something(text: str) -> bool:
    """Whether a text is a sentence, with a verb, and no name that stands before one ("Patient Is Taped Now.")."""
    return _VERB.search(text) is not None and not _titled(text.rstrip(" ."))


_ASKS = re.compile(r"^\W*(?:when|what|why|how)\b", re.IGNORECASE)


def mere_heading(node: Node, judgements: Callable[[Node], Sequence[Judgement]]) -> bool:
    """Whether a heading only names a position ("When it is covered") without stating it."""
    line = node.head
    if not line.heading and not (line.bold and (len(line.text) < 90 or _titled(line.text))):
        return (
            _ASKS.match(line.text) is not None
            and len(line.text) < 120
            and not line.text.rstrip().endswith(".")
            and not openers.opens(line.text)
        ) or (
            len(line.text) < 60
            and line.text[-1:] not in ".:;,"
            and _VERB.search(line.text) is None
            and any(judgements(child) for child in node.children)
        )
    text = line.text.rstrip()
    if text.endswith(":") and (node.children and node.children[0].line is not None and node.children[0].line.labelled):
        return not any(c for c in node.children if not judgements(c)) and len(node.children) > 0
    if openers.operator_of(text) is not None and (node.children or (text.endswith(":") and not line.heading)):
        return False
    words = text.split()
    if _ASKS.match(text) and len(text) < 120 and "," not in text and text[-1] not in ".:" and not openers.opens(text):
        return True  # "When repeat taping of the knee at home is not covered", however long
    return _titled(text) or (
        not (text.endswith(".") and len(words) > 6)
        and not (len(words) > 9 and re.search(r"\b(?:is|are|considers?|may)\b", text) is not None)
    )


def listed(children: Sequence[Node], *, alone: bool) -> list[Node]:
    """The items of a list: its labelled lines, or all of one that only its joining words and openers tell."""
    labelled = [c for c in children if c.head.labelled]
    if labelled or alone:
        return labelled if labelled and labelled[0] is children[0] else []
    told = any(c.head.connector or c.head.lead or (c.children and openers.operator_of(c.head.text)) for c in children)
    return list(children) if told else []


_CODE = re.compile(r"(?:[A-Z]?\d{4,5}[A-Z]?|[A-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?)(?:\s?[-–]\s?[A-Z]?\d{4,5}[A-Z]?)?")
# a cell that holds a code, or a range of codes: "99000", "A4550", "E0328 - E0329"


def of_codes(nodes: Sequence[Node]) -> bool:
    """Whether the lines below a statement are the rows of a table of codes: these are what it judges, and no criteria."""
    rows = [n.head for n in nodes if n.head.table is not None]
    coded = sum(_CODE.fullmatch(line.text) is not None for line in rows)
    return len(rows) == len(nodes) and coded > 0 and coded >= len(rows) - 1


_BARE_OPENER = re.compile(r"(?:one|both|all|any|either|each)\s(?:\w+\s){0,2}of\sthe\sfollowing\b", re.IGNORECASE)
# an item that only opens a list of its own: "One of the following:"


def reads_as_criteria(text: str, items: Sequence[Node]) -> bool:
    """Whether the items below a line read as criteria: they speak of a patient, or are joined by and/or."""
    likely = sum(
        bool(wording.PATIENT.search(c.head.text))
        or c.head.connector is not None
        or (bool(c.children) and len(c.head.text) < 90 and _BARE_OPENER.match(c.head.text) is not None)
        for c in items
    )
    enough = likely * 2 >= len(items) or (len(items) > 1 and wording.REASONS.match(text) is not None)
    if wording.said_by_heading(text) in NEGATIVE and wording.BLOCK.search(text):
        return True  # "Denial criteria": what is listed there is named, not told of a patient
    if wording.MEETS.search(text) and len(items) > 1:
        return True
    if wording.BLOCK.search(text) or openers.operator_of(text) is not None:
        return enough
    short = len(text) <= 110 and not text.rstrip().endswith(".")
    joined = any(c.head.connector or openers.operator_of(c.head.text) for c in items)
    return short and enough and (joined or likely == len(items))


def criterion(node: Node) -> bool:
    """Whether a list item plainly asks something of a patient and opens no block: its neighbours are criteria as well."""
    line = node.head
    return (
        line.labelled
        and wording.PERSON.match(line.text) is not None
        and not (node.children and wording.MUST.search(line.text))
    )


def refuses(node: Node, judgement: Judgement) -> bool:
    """Whether a list item is a refusal with a subject of its own, no criterion: "Tape is not covered for cosmetic use"."""
    words = node.head.text[: judgement.verdict_start - judgement.start]
    return (
        judgement.start == node.head.start
        and wording.PERSON.match(node.head.text) is None
        and re.match(r"(?:if|for|when|unless|where)\b", words, re.IGNORECASE) is None
        and words.count("(") <= words.count(")")
        and "recommend" not in judgement.verdict.lower()
    )


def title(node: Node) -> Line:
    """The line that names a block: the heading over a bare opener ("All of the following:"), else the opener itself."""
    line, above = node.head, node.parent
    opener = openers.operator_of(line.text)
    bare = opener is not None and len(line.text) - (opener.end - opener.start) <= 4
    bare = bare or is_duration(line.text)  # "Length of authorization: 6 months" names no block
    if bare and above is not None and above.line is not None and above.children[0] is node and not line.labelled:
        if (above.head.heading or line.table is not None) and len(above.head.text) < 110:
            return above.head
    return line


def phased(children: Sequence[Node]) -> bool:
    """Whether the lines below a line are the phases of a therapy, with criteria each, and not one of many criteria so named."""
    phases = sum(1 for c in children if c.children and wording.PHASE.match(c.head.text))
    return phases > 0 and phases * 3 >= len(children)


def of_phase(node: Node) -> list[Node]:
    """The list below a heading that only names a phase of a therapy ("Initial:")."""
    line = node.head
    if not line.heading or wording.PHASE.match(line.text) is None or len(line.text) > 60:
        return []
    run = run_of(node)[0]
    return run if run and run[0].head.labelled else []


def asks_apart(children: Sequence[Node]) -> bool:
    """Whether two or more of the lines below a line each ask for a list ("Documentation of … is required:"): each is a block."""
    asking = (
        c for c in children if c.children and not c.head.labelled and wording.ASKED.search(c.head.text) is not None
    )
    return sum(1 for _ in asking) > 1


def general(node: Node) -> bool:
    """Whether the list below a heading only says how the criteria below the headings under it are to be used."""
    items = [c.head for c in node.children if c.head.labelled]
    if not items or not node.line or not node.line.heading:
        return False
    parted = any(
        c.head.heading and any(openers.operator_of(one.head.text) for one in c.children) for c in node.children
    )
    return parted and all(
        item.text.rstrip().endswith(".") and item.connector is None and not wording.PATIENT_FIRST.match(item.text)
        for item in items
    )


def mostly_named(children: Sequence[Node]) -> bool:
    """Whether most lines below a line are names with lists of their own ("Gout", "Sprain"), no criteria."""
    named = [
        c
        for c in children
        if c.children
        and len(c.head.text) < 90
        and openers.operator_of(c.head.text) is None
        and not c.head.connector
        and not wording.PATIENT.search(c.head.text.replace("disease", "").replace("Disease", ""))
    ]
    return bool(named) and len(named) * 2 > len(children)
