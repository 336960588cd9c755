"""Which lines of the coverage zone are statements, which list belongs to which, and what is left unplaced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.coverage import openers
from extractor.coverage.criteria import Builder, is_duration
from extractor.coverage.lines import Line, trimmed
from extractor.coverage.outline import Node
from extractor.coverage.positions import NEGATIVE, Judgement, Lexicon, conditional
from extractor.types import Criterion, Span


@dataclass(frozen=True, slots=True)
class Found:
    """A statement before its particulars (service, phase, codes…) are read."""

    span: Span
    text: str
    position: str
    verdict: str
    verdict_span: Span
    conditional: bool
    criteria: Criterion | None
    rule: str
    line: Line
    above: tuple[str, ...]  # texts of the headings and lines over it, outermost first
    durations: tuple[Line, ...]  # lines near it that give the length of an approval


@dataclass(slots=True)
class Scope:
    """What a block of lines inherits: the position that a governing line gave, and the lines above."""

    position: str | None
    above: tuple[str, ...]
    governed: bool = False  # a statement above promised criteria and has none of its own yet
    ruling: str | None = None  # the position of that statement
    pending: int | None = None  # the statement whose criteria stand under a heading of their own further down


_BELOW = re.compile(r"\b(?:conditions?|criteria|requirements?)\b[^.:]{0,40}\b(?:below|met)\b[^:]{0,20}$", re.IGNORECASE)
_REQUIREMENTS = re.compile(r"\b(?:requirements?|criteria|conditions)\b", re.IGNORECASE)
_SENDS = re.compile(r"^\W*(?:please\s+)?(?:refer\s+to|see)\b", re.IGNORECASE)
_PHASE = re.compile(
    r"^\W*(?:initial|continu\w+|renewal|re-?authori[sz]ation|reauth|first[\s-]time)\b[\w\s/,&-]{0,60}\W*$",
    re.IGNORECASE,
)
# "Initial Approval Criteria", "Continued Therapy:", "Reauthorization"
_CITATIONS = re.compile(
    r"(?:\s*[†‡ФΦ§¶*¥]+(?:\s*\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,30}[,–-]?)?|\s+\d{1,3}(?:\s?[,–-]\s?\d{1,3}){1,30}[,–-]?)(?=$|\s*$)"
)
# the marks and reference numbers behind a heading: "Plaque psoriasis † 1-9,38"
_IMPERATIVE = re.compile(r"(?:^|[.:]\s)approve\b", re.IGNORECASE)  # "Approve for 1 year if …": no subject of its own
_MUST = re.compile(r"\b(?:must|should)\s+meet\b", re.IGNORECASE)
_CRITERIA = re.compile(r"\bcriteri(?:a|on)\b", re.IGNORECASE)
_INDICATIONS = re.compile(r"^(?!.*\b(?:fda|label\w*|approved|contra)\b).{0,60}\bindications\b.{0,60}$", re.IGNORECASE)
# "Indications for imaging of the knee": each list below gives reasons that are enough
_BLOCK = re.compile(
    r"""
      \b(?:must|should)\s+meet\b
    | \bcriteri(?:a|on)\b(?!.{0,30}\b(?:added|revised)\b)
    | ^\W*for\s+(?:the\s+)?(?:diagnosis|treatment)\s+of\b
    | ^\W*(?:\d\.\s*)?(?:covered\s+)?(?:indications?|diagnos[ei]s)\b
    | \b(?:not\s+(?:authorized|covered|approved|recommended))\b
    | \b(?:exclusions?|exclusion\s+criteria|contraindications)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not\s+(?:covered|authorized|approved|recommended|eligible|medically\s+necessary|indicated)|exclusions?|excluded|non-?covered|denied)\b|^\W*contraindications?\b",
    re.IGNORECASE,
)
_EXPERIMENTAL = re.compile(r"\b(?:investigational|experimental|unproven)\b", re.IGNORECASE)
_PLAIN = re.compile(
    r"""
    ^\W*(?:references?|sources?|related|see\s+also|background|description|overview|definitions?|coding|codes?|cpt|hcpcs|icd|history|revision
      |appendix|products?\s+affected|drugs?\b.{0,20}product|applicable|formulary|quantity|dosing|dosage|dose|how\s+supplied|available|table\s+of\s+contents
      |lines?\s+of\s+business|provider\s+specialty|required\s+(?:documentation|information)|documentation\s+requirements?|fda[- ]approved\s+indications?
      |(?:fda\s+)?label(?:ed|led)\b|agents?\s+eligible|administrative\s+guidelines|claims?\s+(?:submission|filing|processing)
      |policy\s+(?:number|history)|scope|purpose|instructions|disclaimer|important|contact|prior\s+auth(?:orization)?\s+(?:form|process)|submission|preferred|non-?preferred
      |examples?|abbreviations?|monitoring|warnings?|black\s+box|boxed|safety|rationale|evidence|limits?|limitations?\s+of\s+use|other\s+notes|note)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERSON = re.compile(
    r"^(?:the\s+|this\s+|requesting\s+)?(?:patient|member|individual|beneficiary|prescriber|provider|documentation|physician)\b(?!.{0,80}\bmedically necessary)",
    re.IGNORECASE,
)
# a criterion's usual beginning: what it says of coverage is no position
_PATIENT = re.compile(
    r"\b(?:members?|patients?|individuals?|beneficiar(?:y|ies)|ages?d?|years|diagnos[ei]s|prescribed|trial|failure|failed|tried|history\s+of|documentation|documented|treatment|therapy|request|intoleran\w+|contraindicat\w+|disease|response|dose|must|score|stage)\b",
    re.IGNORECASE,
)


class Finder:
    """Walks an outline and finds its statements."""

    def __init__(
        self,
        text: str,
        judged: dict[int, list[Judgement]],
        builder: Builder,
        default: str,
        strong: frozenset[int],
        lexicon: Lexicon,
    ) -> None:
        self.text = text
        self.judged = judged  # by start of line
        self.builder = builder
        self.default = default
        self.lexicon = lexicon
        self.strong = strong  # starts of the lines that stand in a zone of coverage proper
        self.found: list[Found] = []

    # ------------------------------------------------------------------ walking

    def judgements(self, node: Node) -> list[Judgement]:
        """The positions that a line's own sentences take."""
        return self.judged.get(node.line.start, []) if node.line is not None else []

    def walk(self, nodes: Sequence[Node], scope: Scope) -> None:
        """Find the statements among sibling nodes and below them, in document order."""
        index = 0
        while index < len(nodes):
            node = nodes[index]
            assert node.line is not None
            judged = self.judgements(node)
            if judged and is_duration(node.line.text) and not node.children:
                self.builder.placed.append((node.line.whole, node.line.tail))
            elif judged and not self._mere_heading(node, judged):
                index += self._explicit(node, judged, nodes[index + 1 :], scope)
            elif scope.pending is not None and self._answers(node):
                self._complete(node, scope)
            elif self._is_block(node, scope):
                self._block(node, scope)
            else:
                if judged:
                    if judged[-1].position != "covered":
                        scope = replace(scope, position=judged[-1].position)
                elif node.children and node.line.heading:
                    scope = replace(scope, position=self._said_by_heading(node.line.text) or scope.position)
                said = judged[-1].position if judged and judged[-1].position != "covered" else None
                self._inside(node, scope, said)
            index += 1

    def _inside(self, node: Node, scope: Scope, position: str | None = None) -> None:
        if node.children and node.line is not None:
            given = position or self._said_by_heading(node.line.text) or scope.position
            governed = scope.governed or bool(node.line.heading and _INDICATIONS.match(node.line.text))
            self.walk(node.children, Scope(given, (*scope.above, node.line.text), governed, scope.ruling))

    @staticmethod
    def _said_by_heading(text: str) -> str | None:
        if len(text) > 110:
            return None
        if _EXPERIMENTAL.search(text) and "criteria" not in text.lower():
            return "investigational"
        if _NOT.search(text):
            return "not_medically_necessary" if "necessary" in text.lower() else "not_covered"
        if re.search(r"\bmedically\s+necessary\b|\bmedical\s+necessity\b", text, re.I):
            return "medically_necessary"
        return None

    def _mere_heading(self, node: Node, judged: list[Judgement]) -> bool:
        """Whether a heading only names a position ("When it is covered") without stating it."""
        line = node.line
        assert line is not None
        if not line.heading and not (line.bold and len(line.text) < 90):
            return (
                bool(re.match(r"^\W*(?:when|what|why|how)\b", line.text, re.I))
                and len(line.text) < 120
                and not line.text.rstrip().endswith(".")
                and not openers.opens(line.text)
            )
        text = line.text.rstrip()
        if text.endswith(":") and (
            node.children and node.children[0].line is not None and node.children[0].line.labelled
        ):
            return not any(c for c in node.children if not self.judgements(c)) and len(node.children) > 0
        if openers.operator_of(text) is not None and node.children:
            return False
        words = text.split()
        return not (text.endswith(".") and len(words) > 6) and not (
            len(words) > 9 and re.search(r"\b(?:is|are|considers?|may)\b", text) is not None
        )

    # ------------------------------------------------------------------ statements that say it

    def _explicit(self, node: Node, judged: list[Judgement], after: Sequence[Node], scope: Scope) -> int:
        """A line whose sentences take a position. Returns how many of the following nodes it took for its criteria."""
        line = node.line
        assert line is not None
        taken = 0
        for j in judged[:-1]:
            self._add(j, line, None, scope, (), False)
        last = judged[-1]
        below, beyond = self._run(node)
        rest = self.text[last.end : line.end].strip()
        durations = tuple(n.line for n in node.walk() if n.line is not None and is_duration(n.line.text))
        start = last.start
        if line.labelled or line.heading:  # "Crohn's Disease. Approve for …": the name belongs to the statement
            lead = self.text[line.start : last.start].strip()
            if lead and len(lead) < 120 and len(judged) == 1 and (below or not lead.endswith(".") or len(lead) < 60):
                start = line.start
        opener_text = self.text[start : line.end] if rest and openers.opens(rest) else self.text[start : last.end]
        negative = last.position in NEGATIVE
        if below and not line.labelled and not line.heading and not self._leads(opener_text):
            beyond, below = node.children, []
        if below and self._separate(last, node):
            self._add(last, line, None, scope, durations, negative, start=start)
            self.walk(node.children, Scope(last.position, (*scope.above, line.text), True, last.position))
            return 0
        criteria = None
        if not below and self._looks_down(opener_text):
            below = self._following(after, line)
            taken = len(below)
            if below and (self._blocks(below) or any(self.judgements(n) for n in below)):
                below, taken = [], 0
        if below:
            tail = self.text[last.verdict_end : start + len(opener_text)]
            words = tail if openers.operator_of(tail) is not None else opener_text
            criteria = self.builder.tree(below, text=words, negative=negative)
        self._add(last, line, criteria, scope, durations, negative, start=start)
        if criteria is not None and last.position == "not_covered":
            for child in below:
                again = [j for j in self.judgements(child) if j.position == "not_covered"]
                if again and child.line is not None and not child.children:
                    self._add(again[0], child.line, None, scope, (), True)
        if criteria is None and not negative:
            scope.governed = openers.opens(opener_text)
            if scope.governed:
                scope.position = scope.ruling = last.position
            if _BELOW.search(opener_text):
                scope.pending = len(self.found) - 1
        elif criteria is not None:
            scope.governed = False
        if beyond:
            self.walk(beyond, Scope(last.position, (*scope.above, line.text)))
        return taken

    @staticmethod
    def _run(node: Node) -> tuple[list[Node], list[Node]]:
        """The lines below a line that are its list, and those beyond: sub-headings, paragraphs after the list."""
        run: list[Node] = []
        listed = False
        skip = 0  # sentences before the list that describe what it is about
        while skip < len(node.children) - 1 and _describes(node.children[skip]):
            skip += 1
        if skip and not ((first := node.children[skip].line) is not None and first.labelled):
            skip = 0
        for index, child in enumerate(node.children):
            if index < skip:
                continue
            line = child.line
            assert line is not None
            if line.heading and not line.labelled:
                return run, node.children[index:]
            if line.labelled:
                listed = True
            elif listed and not (line.lead or is_duration(line.text) or (child.children and openers.opens(line.text))):
                if (
                    node.line is None
                    or node.line.heading
                    or not (node.line.indent and line.indent > node.line.indent + 5)
                ):
                    return run, node.children[index:]
            run.append(child)
        return run, []

    # ------------------------------------------------------------------ criteria under a heading further down

    def _answers(self, node: Node) -> bool:
        """Whether a heading's text holds the criteria that a statement above promised ("if the conditions below are met")."""
        line = node.line
        assert line is not None
        if (
            not node.children
            or not _REQUIREMENTS.search(line.text)
            or len(line.text) > 90
            or line.start not in self.strong
        ):
            return False
        below = [n for n in node.walk() if n is not node]
        if any(self._says(n) for n in below):
            return False
        return any(n.line is not None and (n.line.labelled or openers.operator_of(n.line.text)) for n in below)

    def _complete(self, node: Node, scope: Scope) -> None:
        line = node.line
        assert scope.pending is not None and line is not None
        found = self.found[scope.pending]
        negative = found.position in NEGATIVE
        criteria = self.builder.tree(_flat(node.children), text="all of the following", negative=negative)
        self.builder.placed.append((line.whole, line.tail))
        if found.criteria is None:
            self.found[scope.pending] = replace(found, criteria=criteria, conditional=True)
            return
        start, end = trimmed(self.text, line.start, line.end)
        words = " ".join(self.text[start:end].split())
        span = Span(start, end)
        again = Found(
            span, words, found.position, words, span, True, criteria, "statements.block", line, scope.above, ()
        )
        self.found.append(again)

    def _separate(self, judgement: Judgement, node: Node) -> bool:
        """Whether the lines below a statement are statements of their own, no criteria of it."""
        children = [c for c in node.children if c.line is not None]
        saying = [c for c in children if self._says(c)]
        line = node.line
        assert line is not None
        if any(c.line.heading and not c.line.labelled for c in children if c.line is not None):
            return True
        if any(_PHASE.match(c.line.text) for c in children if c.line is not None and c.children):
            return True
        if any(_MUST.search(n.line.text) for c in children for n in c.walk() if n.line is not None and n.children):
            return True
        if openers.opens(line.text):
            return False
        return bool(saying)

    @staticmethod
    def _leads(text: str) -> bool:
        """Whether a statement may own the list that follows it: a sentence that is complete owns none."""
        text = text.rstrip()
        if not text.endswith("."):
            return True
        return openers.opens(text) or bool(re.search(r"\b(?:following|below|criteri(?:a|on))\b", text, re.IGNORECASE))

    @staticmethod
    def _looks_down(text: str) -> bool:
        """Whether a statement promises its criteria in what follows."""
        tail = text[-120:]
        return bool(re.search(r":\s*$|\b(?:following|below)\b", tail, re.IGNORECASE))

    def _following(self, after: Sequence[Node], line: Line) -> list[Node]:
        """The sibling nodes that hold the criteria which a line without a list promises."""
        taken: list[Node] = []
        for node in after:
            assert node.line is not None
            if self.judgements(node) or (node.line.heading and not line.heading):
                break
            if not node.children and not node.line.labelled and len(node.line.text) > 240:
                break
            if not taken and not node.children and not node.line.labelled and not line.text.rstrip().endswith(":"):
                break
            if node.line.heading and _PLAIN.match(node.line.text):
                break
            taken.append(node)
        if len(taken) == 1 and not taken[0].children and taken[0].line is not None and not taken[0].line.labelled:
            return [] if len(taken[0].line.text) < 60 else taken
        return taken

    @staticmethod
    def _blocks(nodes: Sequence[Node]) -> bool:
        """Whether nodes are blocks of criteria with headings of their own (an indication each)."""
        return any(n.line is not None and (n.line.heading or _MUST.search(n.line.text)) for n in nodes)

    def _add(
        self,
        j: Judgement,
        line: Line,
        criteria: Criterion | None,
        scope: Scope,
        durations: tuple[Line, ...],
        negative: bool,
        *,
        start: int | None = None,
    ) -> None:
        if start is None:
            start = j.start
        start, end = trimmed(self.text, start, j.end, period=False)
        text = " ".join(self.text[start:end].split())
        if j.position == "covered" and scope.ruling == "medically_necessary" and _IMPERATIVE.search(text):
            j = replace(j, position=scope.ruling)  # the line that governs it speaks of necessity
        self.builder.placed.append((start, line.tail if criteria is not None else j.end))
        self.found.append(
            Found(
                span=Span(start, end),
                text=text,
                position=j.position,
                verdict=" ".join(j.verdict.split()),
                verdict_span=Span(j.verdict_start, j.verdict_end),
                conditional=conditional(text, j.position, criteria is not None),
                criteria=criteria,
                rule=j.rule,
                line=line,
                above=scope.above,
                durations=durations,
            )
        )

    # ------------------------------------------------------------------ blocks of criteria

    def _is_block(self, node: Node, scope: Scope) -> bool:
        """Whether a line that takes no position itself opens a block of criteria ("Plaque Psoriasis (must meet all):")."""
        line = node.line
        assert line is not None
        children = [c for c in self._run(node)[0] if c.line is not None and not is_duration(c.line.text)]
        if not children or line.start not in self.strong:
            return False
        if all(c.line is not None and _SENDS.match(c.line.text) for c in children):
            return False
        text = line.text
        if len(text) > 300 or (_PLAIN.match(text) and _MUST.search(text) is None and _CRITERIA.search(text) is None):
            return False
        if line.labelled and not line.heading and _PATIENT.search(text) and _BLOCK.search(text) is None:
            return openers.operator_of(text) is not None and not line.indent
        if _MUST.search(text):
            return True
        if self._container(node, children) or self.lexicon.speaks_of_documents(text):
            return False
        labelled = [c for c in children if c.line is not None and c.line.labelled]
        alone = len(children) == 1 and _BLOCK.search(text) is None
        if (
            not labelled
            and not alone
            and any(
                c.line.connector or c.line.lead or (c.children and openers.operator_of(c.line.text))
                for c in children
                if c.line is not None
            )
        ):
            labelled = children  # a list without labels, told by its joining words and its openers
        if not labelled or labelled[0] is not children[0]:
            return False
        if scope.governed and len(text) <= 110 and line.table is None:
            return True
        likely = sum(
            bool(_PATIENT.search(c.line.text)) or c.line.connector is not None for c in labelled if c.line is not None
        )
        enough = likely * 2 >= len(labelled)
        if _BLOCK.search(text) or (openers.operator_of(text) is not None):
            return enough
        short = len(text) <= 110 and not text.rstrip().endswith(".")
        joined = any(c.line.connector for c in labelled if c.line is not None) or any(
            openers.operator_of(c.line.text) for c in labelled if c.line is not None
        )
        return short and enough and (joined or likely == len(labelled))

    def _says(self, node: Node) -> bool:
        """Whether a line of a list is a statement of its own, not a criterion that speaks of coverage."""
        judged = [j for j in self.judgements(node)]
        if not judged or self._mere_heading(node, judged):
            return False
        if node.line is not None and node.line.labelled and _PERSON.match(node.line.text):
            return False
        return judged[-1].strong or judged[-1].rule != "positions.covered" or bool(node.children)

    def _container(self, node: Node, children: Sequence[Node]) -> bool:
        """Whether the lines below are blocks themselves: they have lists, and names instead of criteria."""
        line = node.line
        assert line is not None
        if any(self._says(c) for c in children):
            return True
        if any(self._says(n) and n.children for c in children for n in c.walk()):
            return True
        if any(_PHASE.match(c.line.text) for c in children if c.line is not None and c.children):
            return True
        if _MUST.search(line.text) or openers.operator_of(line.text) is not None:
            return False
        if any(c.line is not None and c.children and _MUST.search(c.line.text) for c in children):
            return True
        named = [
            c
            for c in children
            if c.children
            and c.line is not None
            and len(c.line.text) < 90
            and openers.operator_of(c.line.text) is None
            and not c.line.connector
            and not _PATIENT.search(c.line.text.replace("disease", "").replace("Disease", ""))
        ]
        return len(named) * 2 > len(children) and bool(named)

    def _block(self, node: Node, scope: Scope) -> None:
        line = node.line
        assert line is not None
        position = self._said_by_heading(line.text) or scope.position or self.default
        negative = position in NEGATIVE
        durations = tuple(c.line for c in node.walk() if c.line is not None and is_duration(c.line.text))
        run, beyond = self._run(node)
        criteria = self.builder.tree(run, text=line.text, negative=negative, named=True)
        start, end = trimmed(self.text, line.start, line.end, period=False)
        cited = _CITATIONS.search(self.text, start, end)
        if cited is not None and cited.end() == end and cited.start() > start + 3:
            end = cited.start()
        elif self.text[end : line.end].startswith(":"):
            end += 1
        text = " ".join(self.text[start:end].split())
        self.builder.placed.append((line.whole, line.tail))
        self.found.append(
            Found(
                Span(start, end),
                text,
                position,
                text,
                Span(start, end),
                True,
                criteria,
                "statements.block",
                line,
                scope.above,
                durations,
            )
        )
        if beyond:
            self.walk(beyond, replace(scope, above=(*scope.above, line.text)))


def _describes(node: Node) -> bool:
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


def _flat(nodes: Sequence[Node]) -> list[Node]:
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
            result += _flat(node.children)
        elif line is not None and (node.children or not (line.heading or line.bold)):
            result.append(node)
    return result
