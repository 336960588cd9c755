"""Which lines of the coverage zone are statements, which list belongs to which, and what is left unplaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.coverage import blocks, openers, runin, sentences, wording
from extractor.coverage.conditions import conditional
from extractor.coverage.criteria import Builder, is_duration
from extractor.coverage.found import Found, Scope
from extractor.coverage.lines import Line, trimmed
from extractor.coverage.nodes import Node
from extractor.coverage.peers import Peers, items_of, may_be_named
from extractor.coverage.positions import NEGATIVE, Judgement, Lexicon
from extractor.types import Criterion, Span


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
        *,
        lent: frozenset[int] = frozenset(),
        asked: frozenset[int] = frozenset(),
    ) -> None:
        self.text = text
        self.judged = judged  # by start of line
        self.builder = builder
        self.default = default
        self.lexicon = lexicon
        self.strong = strong  # starts of the lines that stand in a zone of coverage proper
        self.lent = lent  # and of those beyond its end, where a list of criteria may go on
        self.asked = asked  # starts of questions that a "yes" answers with an approval
        self.found: list[Found] = []

    # ------------------------------------------------------------------ walking

    def judgements(self, node: Node) -> list[Judgement]:
        """The positions that a line's own sentences take."""
        return self.judged.get(node.head.start, []) if node.line is not None else []

    def walk(self, nodes: Sequence[Node], scope: Scope) -> None:
        """Find the statements among sibling nodes and below them, in document order."""
        index = 0
        peers = Peers(nodes, self.judgements)
        while index < len(nodes):
            node = nodes[index]
            judged = self.judgements(node)
            if judged and is_duration(node.head.text) and not node.children:
                self.builder.placed.append((node.head.whole, node.head.tail))
            elif judged and not blocks.mere_heading(node, self.judgements):
                index += self._explicit(node, judged, nodes[index + 1 :], scope)
            elif self._defines(node):
                pass  # its list says what a word means: notes, and no criteria
            elif scope.pending is not None and self._answers(node):
                self._complete(node, scope)
            elif node.head.start in self.asked and node.head.start in self.strong and not node.children:
                self._named(node.head, node.head, None, scope.position or self.default, scope, ())
            elif self._is_block(node, scope) or self._as_its_peers(node, peers, scope):
                self._block(node, scope)
            else:
                if judged:
                    if judged[-1].position != "covered":
                        scope = replace(scope, position=judged[-1].position)
                elif node.children and node.head.heading and (said := wording.said_by_heading(node.head.text)):
                    if said not in NEGATIVE:  # what is excluded is said below its heading, and no further
                        scope = replace(scope, position=said)
                own = judged[-1].position if judged and judged[-1].position != "covered" else None
                self._inside(node, scope, own)
            index += 1

    def _defines(self, node: Node) -> bool:
        """Whether a line and its list define a word, and take no position."""
        line = node.head
        if line.labelled or line.heading or wording.DEFINES.search(line.text[-80:]) is None:
            return False
        return not any(self.judgements(n) for n in node.walk())

    def _inside(self, node: Node, scope: Scope, position: str | None = None) -> None:
        if node.children:
            given = position or wording.said_by_heading(node.head.text) or scope.position
            governed = scope.governed or bool(node.head.heading and wording.INDICATIONS.match(node.head.text))
            inner = Scope(given, (*scope.above, node.head.text), governed, scope.ruling)
            self.walk(node.children, inner)
            if inner.governed and inner.ruling and node.head.heading:
                scope.ruling = inner.ruling  # it promised criteria: those under the headings that follow
            if inner.pending is not None and node.head.heading and self.found[inner.pending].criteria is None:
                scope.pending = inner.pending

    # ------------------------------------------------------------------ statements that say it

    def _explicit(self, node: Node, judged: list[Judgement], after: Sequence[Node], scope: Scope) -> int:
        """A line whose sentences take a position. Returns how many of the following nodes it took for its criteria."""
        line = node.head
        taken = 0
        for j, after_it in zip(judged, judged[1:], strict=False):
            if not self._run_in(j, line, scope, after_it.start):
                self._add(j, line, None, scope, (), False)
        last = judged[-1]
        if line.heading and len(line.text) < 60 and (inner := blocks.only_opener(node)) and not self.judgements(inner):
            whole = replace(last, end=inner.head.end)  # "Criteria for approval: Member meets ALL of the following:"
            tree = self.builder.tree(inner.children, text=inner.head.text, negative=last.position in NEGATIVE)
            lengths = tuple(n.head for n in node.walk() if is_duration(n.head.text))
            self._add(whole, inner.head, tree, scope, lengths, False, start=line.start)
            return 0
        if self._run_in(last, line, scope, line.end, node):
            return 0
        below, beyond = blocks.run_of(node)
        cut = next((i for i, c in enumerate(below) if i and self._after_list(below[0], c)), len(below))
        below, beyond = below[:cut], below[cut:] + beyond
        rest = self.text[last.end : line.end].strip()
        durations = tuple(n.head for n in node.walk() if is_duration(n.head.text))
        if not durations and line.table is not None and node.parent is not None:
            row = (n.head for n in node.parent.walk() if n.line is not None)
            durations = tuple(cell for cell in row if cell.row == line.row and is_duration(cell.text))
        start = last.start
        if line.labelled or line.heading:  # "Crohn's Disease. Approve for …": the name belongs to the statement
            lead = self.text[line.start : last.start].strip()
            told = lead.endswith(".") and blocks.says_something(lead)  # a sentence of its own
            short = not lead.endswith(".") or len(lead) < 60
            if lead and len(lead) < 120 and len(judged) == 1 and not told and (below or short):
                start = line.start
        opener_text = self.text[start : line.end] if rest and openers.opens(rest) else self.text[start : last.end]
        negative = last.position in NEGATIVE
        owning = line.heading or (line.labelled and not negative)
        if below and not owning and not wording.leads(opener_text):
            beyond, below = node.children, []
        if below and self._separate(last, node):
            self._add(last, line, None, scope, durations, negative, start=start)
            self.walk(node.children, Scope(last.position, (*scope.above, line.text), True, last.position))
            return 0
        criteria = None
        if not below and wording.looks_down(opener_text):
            below = self._following(after, line)
            taken = len(below)
            if below and (blocks.headed(below) or any(self.judgements(n) for n in below)):
                below, taken = [], 0
        if below and blocks.of_codes(below):
            self.builder.placed += [(n.head.whole, n.head.tail) for top in below for n in top.walk()]
            below = []
        first_phase = False
        if not below and after and openers.operator_of(opener_text) is not None and line.text.rstrip().endswith(":"):
            below = blocks.of_phase(after[0])  # "… if all of the following are met:", then "Initial:" with the list
            first_phase, taken = bool(below), len(below[:1])
        if last.position == "authorization_required" and not any(n.head.labelled for n in below):
            below, taken = [], 0
        if below:
            tail = self.text[last.verdict_end : start + len(opener_text)]
            words = tail if openers.operator_of(tail) is not None else opener_text
            if negative and words is opener_text and wording.EACH.match(words):
                words = ""  # "Each of the following is considered investigational:": one of them is enough
            criteria = self.builder.tree(below, text=words, negative=negative)
        self._add(last, line, criteria, scope, durations, negative, start=start)
        if criteria is not None and last.position == "not_covered":
            for child in below:
                again = [j for j in self.judgements(child) if j.position == "not_covered"]
                if again and not child.children:
                    self._add(again[0], child.head, None, scope, (), True)
        if criteria is None and not negative:
            scope.governed = openers.opens(opener_text)
            if scope.governed:
                scope.position = scope.ruling = last.position
            if wording.BELOW.search(opener_text):
                scope.pending = len(self.found) - 1
        elif criteria is not None:
            scope.governed = first_phase  # the lists of the phases that follow are governed by it as well
            if first_phase:
                self.builder.placed.append((after[0].head.whole, after[0].head.tail))
                scope.position = scope.ruling = last.position
        if beyond:
            self.walk(beyond, Scope(last.position, (*scope.above, line.text)))
        return taken

    def _run_in(self, j: Judgement, line: Line, scope: Scope, upto: int, node: Node | None = None) -> bool:
        """Take a statement whose list runs on in its own paragraph; what stands below that belongs to the last item."""
        found = runin.run_in(self.text, j, line, upto)
        if found is None:
            return False
        cut, items = found
        if node is not None and node.children:
            if not line.text.rstrip().endswith(":"):
                return False
            items[-1].children = node.children
        negative = j.position in NEGATIVE
        criteria = self.builder.tree(items, text=self.text[j.start : cut].rstrip(), negative=negative)
        self._add(replace(j, end=cut), line, criteria, scope, (), negative, tail=items[0].head.start)
        return True

    # ------------------------------------------------------------------ criteria under a heading further down

    def _answers(self, node: Node) -> bool:
        """Whether a heading's text holds the criteria that a statement above promised ("if the conditions below are met")."""
        line = node.head
        if (
            not node.children
            or not wording.REQUIREMENTS.search(line.text)
            or len(line.text) > 90
            or line.start not in self.strong
        ):
            return False
        below = [n for n in node.walk() if n is not node]
        if any(self._says(n) for n in below):
            return False
        return any((n.head.labelled or openers.operator_of(n.head.text)) for n in below)

    def _complete(self, node: Node, scope: Scope) -> None:
        line = node.line
        assert scope.pending is not None and line is not None
        found = self.found[scope.pending]
        negative = found.position in NEGATIVE
        criteria = self.builder.tree(blocks.flat(node.children), text="all of the following", negative=negative)
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
        children = node.children
        saying = [c for c in children if self._says(c)]
        line = node.head
        if any(c.head.heading and not c.head.labelled for c in children):
            return True
        if blocks.phased(children):
            return True
        if any(wording.MUST.search(n.head.text) for c in children for n in c.walk() if n.children):
            return True
        if openers.opens(line.text):
            return False
        return bool(saying)

    def _following(self, after: Sequence[Node], line: Line) -> list[Node]:
        """The sibling nodes that hold the criteria which a line without a list promises."""
        taken: list[Node] = []
        asked = line.text.rstrip().endswith(":") and openers.operator_of(line.text) is not None
        for node in after:
            if self.judgements(node) or (node.head.heading and not line.heading):
                break
            longest = 700 if asked and wording.PATIENT.search(node.head.text[:60]) else 240
            if not node.children and not node.head.labelled and len(node.head.text) > longest:
                break
            if not taken and not node.children and not node.head.labelled and not line.text.rstrip().endswith(":"):
                break
            if node.head.heading and wording.names_other_part(node.head.text):
                break
            taken.append(node)
        if len(taken) == 1 and not taken[0].children and not taken[0].head.labelled:
            return [] if len(taken[0].head.text) < 60 else taken
        return taken

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
        tail: int | None = None,
    ) -> None:
        if start is None:
            start = j.start
        start, end = trimmed(self.text, start, j.end, period=False)
        text = " ".join(self.text[start:end].split())
        named = bool(line.heading) and len(text) < 60  # "Initial criteria for approval:"
        if (
            j.position == "covered"
            and scope.ruling == "medically_necessary"
            and (named or wording.IMPERATIVE.search(text))
        ):
            j = replace(j, position=scope.ruling)  # the line that governs it speaks of necessity
        self.builder.placed.append((start, tail or (line.tail if criteria is not None else j.end)))
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
        line = node.head
        children = [c for c in blocks.run_of(node)[0] if not is_duration(c.head.text)]
        if not children or (line.start not in self.strong and not self._goes_on(node)):
            return False
        if not any(map(str.isalnum, line.text)):
            return False  # a bare label opens nothing
        if all(wording.SENDS.match(c.head.text) for c in children):
            return False
        text = line.text
        if (
            len(text) > (600 if wording.MEETS.search(text) else 300)
            or wording.names_something_else(text)
            or wording.LIMITS.match(text)
        ):
            return False
        if wording.REQUEST.match(text):
            return True
        if line.labelled and not line.heading and wording.PATIENT.search(text) and wording.BLOCK.search(text) is None:
            return openers.operator_of(text) is not None and not line.indent
        if wording.MUST.search(text):
            return True
        if blocks.general(node) or self._container(node, children) or self.lexicon.speaks_of_documents(text):
            return False
        items = blocks.listed(children, alone=len(children) == 1 and wording.BLOCK.search(text) is None)
        if wording.MEETS.search(text) and all(c.children for c in children):
            items = children  # short names with lists of their own
        if not items:
            return False
        if scope.governed and len(text) <= 110 and line.table is None:
            return True
        return blocks.reads_as_criteria(text, items)

    def _as_its_peers(self, node: Node, peers: Peers, scope: Scope) -> bool:
        """Whether a name with a list below it stands in a row of such names, most of which open blocks of criteria."""
        line = node.head
        if line.start not in self.strong or not may_be_named(node):
            return False
        items = items_of(node)
        if not any(wording.PERSON.match(c.head.text) for c in items) or self.lexicon.speaks_of_documents(line.text):
            return False
        if self._container(node, items):
            return False
        return peers.open_blocks(node, lambda peer: self._is_block(peer, scope), scope.governed)

    def _goes_on(self, node: Node) -> bool:
        """Whether a line beyond the end of the coverage text plainly opens a block of criteria: it or its list says so."""
        if node.head.start not in self.lent:
            return False
        if wording.REQUEST.match(node.head.text):
            return True
        labelled = [c.head for c in node.children if c.head.labelled]
        return len(labelled) > 1 and any(line.connector for line in labelled)

    def _says(self, node: Node) -> bool:
        """Whether a line of a list is a statement of its own, not a criterion that speaks of coverage."""
        judged = self.judgements(node)
        if not judged or blocks.mere_heading(node, self.judgements):
            return False
        if node.head.labelled and wording.PERSON.match(node.head.text):
            return False
        return judged[-1].strong or judged[-1].rule != "positions.covered" or bool(node.children)

    def _denied(self, nodes: Sequence[Node], scope: Scope) -> None:
        """Add the statements among criteria that refuse something of their own accord ("Tape is not covered for …")."""
        for node in (n for top in nodes for n in top.walk() if not n.children and n.head.labelled):
            first = next(iter(self.judgements(node)), None)
            if first is not None and first.position in NEGATIVE and blocks.refuses(node, first):
                self._add(first, node.head, None, scope, (), True)

    def _after_list(self, first: Node, node: Node) -> bool:
        """Whether an unlabelled line behind the items of a list is a statement with a list of its own ("Dosing. Approve …")."""
        return first.head.labelled and not node.head.labelled and bool(node.children) and self._says(node)

    def _rules(self, node: Node) -> bool:
        """Whether a line amid a list is a statement with criteria of its own."""
        return bool(node.children) and self._says(node) and (self.judgements(node)[-1].strong or not node.head.labelled)

    def _container(self, node: Node, children: Sequence[Node]) -> bool:
        """Whether the lines below are blocks themselves: they have lists, and names instead of criteria."""
        line = node.head
        says = [c for c in children if self._says(c)]
        if any(not c.head.labelled for c in says) or (says and len(says) * 2 >= len(children)):
            return True
        if any(c.children and c.head.text.endswith("?") for c in children):
            return True  # questions, each with a list of its own
        asked = openers.operator_of(line.text) is not None or any(blocks.criterion(c) for c in children)
        duties = (j for c in says if not c.children for j in self.judgements(c))
        if not asked and any(j.position == "authorization_required" for j in duties):
            return True  # "Prior authorization is required for taping.": no criterion
        if says and says[0] is children[0] and says[0].children and self.judgements(says[0])[-1].strong:
            return True  # the list begins with a statement that has criteria of its own
        others = [c for c in children if c.head.heading or wording.PATIENT.search(c.head.text) is None]
        if any(self._rules(n) for c in others for n in c.walk() if n is not c):
            return True
        if blocks.asks_apart(children) or blocks.phased(children):
            return True
        if wording.MUST.search(line.text) or wording.MEETS.search(line.text) or openers.operator_of(line.text):
            return False
        if any(c.children and wording.MUST.search(c.head.text) for c in children):
            return not any(blocks.criterion(c) for c in children)
        return blocks.mostly_named(children) and sum(blocks.criterion(c) for c in children) < 2

    def _block(self, node: Node, scope: Scope) -> None:
        line = node.head
        position = wording.said_by_heading(line.text) or scope.position or self.default
        negative = position in NEGATIVE
        durations = tuple(c.head for c in node.walk() if is_duration(c.head.text))
        run, beyond = blocks.run_of(node)
        criteria = self.builder.tree(run, text=line.text, negative=negative, named=True)
        self._named(blocks.title(node), line, criteria, position, scope, durations)
        if not negative:
            self._denied(run, scope)
        if beyond:
            self.walk(beyond, replace(scope, above=(*scope.above, line.text)))

    def _named(
        self,
        named: Line,
        line: Line,
        criteria: Criterion | None,
        position: str,
        scope: Scope,
        durations: tuple[Line, ...],
    ) -> None:
        """Add the statement that a line makes which names a block: its last sentence, without the marks behind it."""
        start, end = trimmed(self.text, named.start, named.end, period=False)
        if not named.labelled and not named.heading and openers.opens(named.text):
            last = sentences.sentences(self.text, start, end)[-1]
            if openers.opens(self.text[last.start : named.end]) and end - last.start > 11:
                start = last.start  # "A scan is preferred. Indications include:"
        cited = wording.CITATIONS.search(self.text, start, end)
        if cited is not None and cited.end() == end and cited.start() > start + 3:
            end = cited.start()
        elif self.text[end : named.end].startswith(":"):
            end += 1
        text = " ".join(self.text[start:end].split())
        self.builder.placed.append((line.whole, line.tail))
        span = Span(start, end)
        self.found.append(
            Found(span, text, position, text, span, True, criteria, "statements.block", line, scope.above, durations)
        )
