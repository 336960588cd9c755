"""How the lines below a statement become its tree of criteria: operators, groups, leaves and their exact words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.coverage import openers, sentences, unindented, wording
from extractor.coverage.constraints import constraint_of
from extractor.coverage.lines import Line, trimmed
from extractor.coverage.nodes import Node
from extractor.coverage.openers import ALL, ANY
from extractor.types import Criterion

_LISTED = re.compile(
    r"""
      \bfollowing\s+(?:[\w/,-]+\s+){0,4}?(?:indications?|conditions?|diagnos[ei]s|situations?|circumstances?|uses?|contraindications?
        |reasons?|scenarios?|populations?|cancers?|disorders?|arrhythmias?|syndromes?|tumou?rs?|types?|exclusions?|diseases?
        |settings?|procedures?|tests?|services?|treatments?|purposes?|groups?|categories|factors|biomarkers?|genes?|mutations?|panels?|devices?|products?)\b(?!\s+(?:are|is|have\s+been|must\s+be)\s+met)
    | \b(?:indications|conditions|diagnoses|uses|cancers|disorders|tests|services|procedures|genes|mutations|panels|devices|products|drugs|codes)
        \s(?:that\sare\s|as\s)?(?:listed|reported|named|shown|identified|specified)\sbelow\W{0,3}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
# lists of kinds, each of which is enough: "for the following indications:"; not: "the following conditions are met"

_KINDS = re.compile(
    r"""
      \b(?:for|in|with|as|to\s+treat|(?:treatment|diagnosis|management|evaluation|surveillance)\s+of)
        (?:\s+(?:members?|patients?|individuals?|those|persons?))?(?:\s+(?:with|who\s+have))?\s*:?\s*$   # "when performed in members with:"
    | \bwhen\s+(?:performed|used)\s+(?:in|for)\b
    | ^(?:covered\s+|approved\s+|fda[\s-]approved\s+)?(?:indications?|diagnos[ei]s|uses|conditions)\s*:?\s*$
    | \b(?:contraindications?|exclusions?|indications|such\s+as)\b[^.;]{0,60}$
    | \b(?:examples?|defined\s+as\s+(?:any|one))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_REQUIRED = re.compile(r"\bcriteri(?:a|on)\b|\brequirements?\b|\bmust\b|\bmet\b|\bdemonstrated\s+by\b", re.IGNORECASE)

_DIAGNOSIS = re.compile(
    r"\bdiagnos(?:is|ed)\s+(?:of|with)\b|\bfor\s+the\s+(?:treatment|diagnosis)\s+of\b", re.IGNORECASE
)
_HAS = re.compile(
    r"\b(?:diagnos\w+|has|have|with)\b", re.IGNORECASE
)  # "The patient must have gout.": whom a list is about
_CASE = re.compile(
    r"^(?:the\s)?(?:(?:patient|member|individual)s?\s)?(?:must\s)?(?:has|have)\s(?:an?\s)?(?:(?:confirmed|documented|clinical)\s){0,2}"
    r"(?:diagnosis\sof|(?:mild|moderate|moderately|severe|severely|active|chronic)\b)",
    re.IGNORECASE,
)
# a case with criteria of its own: "Must have moderate to severe gout", "The patient must have a diagnosis of gout"
_PERSONAL = re.compile(
    r"\b(?:age[ds]?|years?|prescribed|trial|failure|failed|documentation|documented|diagnos[ei]s|member|patient|individual|beneficiary"
    r"|history|contraindicat\w*|intoleran\w*|inadequate|dose|dosing|receiving|request\w*|must|consult\w*|absence|score|prior)\b",
    re.IGNORECASE,
)

_QUALIFIES = re.compile(r"^for\s[^.;]{3,90}?:\s\S", re.IGNORECASE)
# below a criterion that opens no list, what is asked besides in some cases: "For brand names: must have tried two"

_DOSE = re.compile(
    r"^(?:up\s+to\s+|≤\s?)?\d[\d.,]{0,8}\s?(?:mg|mcg|µg|g|mL|units?|IU)(?:/\w{1,6})?\s+for\b"
    r"|^(?:[\w ,]{2,90}\sonly:\s)?(?:(?:body\s)?weight|weighing|ages?d?)\s(?:of\s)?[^:.;]{2,40}:\s"
    r"(?:up\s+to\s+|≤\s?)?\d[\d.,]{0,8}\s?(?:mg|mcg|µg|g|mL|units?|IU)\b",
    re.IGNORECASE,
)
# doses by weight or age, of which a patient gets one: "260 mg for patients of 55 kg or less", "Weight > 85 kg: 520 mg";
# must not match: "5 mg daily"

DURATION = re.compile(
    r"""
    ^\W*(?:(?:initial|continued?|continuation|renewal|re-?authori[sz]ation|reauth|maximum|recommended)\s+)*
    (?:(?:approval|authori[sz]ation|re-?authori[sz]ation|coverage|certification|renewal|length|duration|approve|initial|continuation|treatment)\b[\w\s/()-]{0,40}?
       (?:duration|length|period|limit|approval|authori[sz]ation|issued|granted|approved|benefits?|time|requests?|therapy)?\b
       [^.;]{0,60}?)(?::|\bfor\b|\bis\b|\bof\b|=|–|-)?\s*
    (?:up\s+to\s+)?(?P<value>\d{1,3}|one|two|three|six|twelve|twenty-four)\s*(?:\(\d{1,3}\)\s*)?[\s-]*(?P<unit>day|week|month|year)(?:s|\(s\))?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# matches: "Approval duration: 6 months", "Authorization will be issued for 12 months"; must not match: "Trial of 3 months"

_LENGTH_HEADING = re.compile(
    r"^\W*(?:approval|authori[sz]ation|coverage|length|duration)\b[\w\s]{0,30}\b(?:duration|length|period|approval|authori[sz]ation|coverage)\b[\w\s]{0,24}\W*"
    r"(?:duration\s+of\s+request.{0,60})?$",
    re.IGNORECASE,
)
# "Approval Duration", "Length of Authorization:", "Coverage duration"

_BARE = re.compile(r"^\W*(?:up\s+to\s+)?\d{1,3}[\s-]*(?:days?|weeks?|months?|years?)\W*$", re.IGNORECASE)
# a cell that holds a length alone: "12 months"

_FOR_WHOM = re.compile(
    r"\b(?:granted|approved|authori[sz]ed|given|issued|provided)\s+(?:up\s+to\s+[^.;]{0,20})?(?:for|in|to)\s+(?!(?:a|an|the|up)\b\s+(?:total|period|duration|maximum|to)\b)"
    r"(?:(?:the\s+)?(?:treatment|management|diagnosis|prevention|prophylaxis|maintenance|reduction)\s+of\b"
    r"|(?:(?:all|adult|pediatric|new|existing)\s+){0,3}(?:members?|patients?|individuals?|adults|children|beneficiaries)\s+(?:who|with|aged?|for|\d))",
    re.IGNORECASE,
)
# matches: "Approval of 6 months may be granted for treatment of gout."; must not match: "Approval may be granted for 6 months"

_UNDER_CONDITION = re.compile(
    r"\b(?:if|when|who)\b|\b(?:younger|older)\s+than\b|\byears?\s+(?:of\s+age|old|or\s+older)\b|\bof\s+the\s+following\b"
    r"|\b(?:in|within|over|during)\s+the\s+(?:past|last|previous|preceding)\b|\bcontraindicat",
    re.IGNORECASE,
)
# matches: "Approve for 1 year if the patient has gout", "is not given below 18 years of age"; must not match: "Approval: 12 months"


def is_duration(text: str) -> bool:
    """Whether a line gives the length of an approval, no criterion, and not for whom it is given."""
    lower = text.lower()  # to look for a word is much quicker than to look for a pattern
    timed = "month" in lower or "year" in lower or "week" in lower or "day" in lower
    if timed and _BARE.match(text):
        return True
    given = len(text) < 160 and (
        (timed and DURATION.match(text))
        or _LENGTH_HEADING.match(text[:90])
        or re.match(r"^\W*approval duration", text, re.I)
    )
    return bool(given) and not _FOR_WHOM.search(text) and not _UNDER_CONDITION.search(text)


_SORTS = re.compile(
    r"\b(?:ages?|diagnos\w+|signs?|symptoms?|laborator\w+|labs?|tests?|testing|imaging|findings|clinical|physical|exam\w*|history|document\w*|prior"
    r"|previous|treatments?|therap\w+|medications?|drugs?|prescriber|specialist|general|risk|factors|criteri\w+|requirements?|functional|status|dos\w+)\b",
    re.IGNORECASE,
)
# names that sort the criteria of one case ("Signs", "Laboratory findings"); must not match: "Acute sprain"


_AFTER_LIST = "an unlabelled line after the items of a list: whether it belongs to the last of them cannot be told"


_JOINED_WITHIN = re.compile(r";\s+(?P<word>AND|OR)\s+(?=\S)")
# two criteria in one item: "a cream; OR a tablet"; must not match: "a cream or a tablet"


def _parted(line: Line) -> list[Line]:
    """The criteria that one item holds, where a semicolon and a joining word in capitals part them."""
    parts: list[Line] = []
    rest = line
    for match in _JOINED_WITHIN.finditer(line.text) if ";" in line.text else ():
        cut, begin = line.start + match.start(), line.start + match.end()
        head = line.text[rest.start - line.start : match.start()]
        parts.append(rest._replace(end=cut, text=head, tail=begin, connector=match["word"].lower()))
        rest = rest._replace(start=begin, whole=begin, text=line.text[match.end() :], lead=None)
    return [*parts, rest]


@dataclass(slots=True)
class _Item:
    """A member of a list on its way into a node: the tree, and the joining words before and after it."""

    tree: Criterion
    lead: str | None
    after: str | None
    start: int


class Builder:
    """Makes the criteria of one document's statements; keeps what it could not place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.unmapped: list[Criterion] = []
        self.placed: list[tuple[int, int]] = []
        self.remarks: set[int] = set()  # starts of lines that only explain an item

    # ------------------------------------------------------------------ leaves

    def leaf(self, line: Line, *, first_sentence: bool = False, unmapped: str | None = None) -> Criterion:
        """A leaf over a line's words."""
        start, end = line.start, line.end
        if first_sentence:
            cuts = sentences.sentences(self.text, start, end)
            if len(cuts) > 1 and cuts[0].end - start >= 8:
                end = cuts[0].end
        cut = end < line.end
        start, end = trimmed(self.text, start, end)
        words = " ".join(self.text[start:end].split())
        made = Criterion(text=words, start=start, end=end, constraint=constraint_of(words), unmapped=unmapped)
        self.placed.append((line.whole, end if cut else line.tail))
        if unmapped:
            self.unmapped.append(made)
        return made

    # ------------------------------------------------------------------ nodes

    def tree(self, nodes: Sequence[Node], *, text: str, negative: bool, named: bool = False) -> Criterion | None:
        """The tree over some sibling nodes, under the operator that ``text`` and their joining words give.

        ``named``: the text only names what the list is about ("Multiple myeloma:"), so that what the items look
        like decides: things a patient must fulfil, or settings of which each is enough.
        """
        default = self._default(text, negative, nodes)
        if named and default == ALL and not _REQUIRED.search(text) and not self._personal(nodes):
            default = ANY
        cases = default == ALL and len(nodes) > 1 and all(map(self._names_case, nodes))
        items = self._items(nodes, negative, default)
        called = openers.named_criteria(text)
        if called is not None and (tree := self._called(nodes, items, called)) is not None:
            return tree
        if negative and len(items) > 2 and items[-2].after == "and" and not any(i.after or i.lead for i in items[:-2]):
            items[-2].after = None  # "not covered: A; B; and C": each of the things that are named is meant
        return self._join(items, openers.operator_of(text), ANY if cases else default)

    @staticmethod
    def _called(nodes: Sequence[Node], items: list[_Item], called: openers.Named) -> Criterion | None:
        """The tree of a list whose items the statement calls by their labels ("if criteria A and B are met")."""
        if len(items) != len(nodes):
            return None
        by_label: dict[int, Criterion] = {}
        for node, item in zip(nodes, items, strict=True):
            for number in (node.line.ordinals or {}).values() if node.line is not None else ():
                by_label.setdefault(number, item.tree)
        wanted = [n for _, numbers in called.groups for n in numbers]
        if not set(wanted) <= by_label.keys() or len(items) < 2:
            return None
        parts: list[Criterion] = []
        for operator, numbers in called.groups:
            trees = tuple(by_label[n] for n in numbers)
            if len(trees) == 1 or operator == called.operator:
                parts += trees
            else:
                parts.append(Criterion(operator=operator, items=trees))
        used = {id(by_label[n]) for n in wanted}
        parts += [item.tree for item in items if id(item.tree) not in used]
        if len(called.groups) == 1 and len(parts) == 1 and parts[0].items is not None and parts[0].text is None:
            return parts[0]
        return Criterion(operator=called.operator, items=tuple(parts))

    @staticmethod
    def _names_case(node: Node) -> bool:
        """Whether a line names a case with criteria of its own ("Acute sprain" over a list), and no kind of criterion."""
        line = node.head
        bare = not (line.labelled or line.lead or line.connector or openers.opens(line.text))
        return bare and bool(node.children) and node.children[0].head.labelled and _SORTS.search(line.text) is None

    def _default(self, text: str, negative: bool, nodes: Sequence[Node]) -> str:
        if negative:
            return ANY
        if _LISTED.search(text) or (_KINDS.search(text) and not _REQUIRED.search(text)):
            return ANY
        return ALL

    def _items(self, nodes: Sequence[Node], negative: bool, default: str) -> list[_Item]:
        items: list[_Item] = []
        listed = False
        for node in nodes:
            line = node.line
            assert line is not None
            if is_duration(line.text) or self._empty(line):
                self.placed.append((line.whole, line.tail))
                continue
            children = [
                c
                for c in node.children
                if c.line is not None and not is_duration(c.line.text) and not self._empty(c.line)
            ]
            for child in node.children:
                if child not in children and child.line is not None:
                    self.placed.append((child.line.whole, child.line.tail))
            if not children and line.text.rstrip().endswith(":"):  # "For renewal: • Approval is for 6 months"
                lengths = tuple(self.leaf(c.head) for c in node.children if not self._empty(c.head))
                if lengths:
                    tree = replace(self.leaf(line), operator=ALL, items=lengths, constraint=None)
                    items.append(_Item(tree, line.lead, line.connector, line.start))
                    continue
            children, remarks = self._remarks(node, children)
            last = children[-1].last().line if children else line
            after = last.connector if last is not None else None
            if not children:
                loose = _AFTER_LIST if listed and not line.labelled and not (line.lead or line.connector) else None
                for part in _parted(line):
                    leaf = self.leaf(part, first_sentence=negative, unmapped=loose)
                    items.append(_Item(leaf, part.lead, part.connector, part.start))
            elif (
                line.connector is not None
                and not line.text.rstrip().endswith(":")
                and openers.operator_of(line.text) is None
            ):
                items.append(_Item(self.leaf(line), line.lead, line.connector, line.start))
                below = self._join(self._items(children, negative, default), None, ANY if negative else ALL)
                if below is not None:
                    items.append(_Item(below, None, after, children[0].line.start if children[0].line else line.start))
            elif not openers.opens(line.text) and (
                all(_QUALIFIES.match(c.head.text) for c in children) or self._says_all(line, children)
            ):
                each = [_Item(self.leaf(line), None, None, line.start), *self._items(children, negative, default)]
                whole = Criterion(operator=ALL, items=tuple(item.tree for item in each))
                items.append(_Item(whole, line.lead, after, line.start))
            elif (
                cut := self._joined(children)
            ) is not None:  # an item, its list, and "AND one of the following:" with a list of its own
                head = Node(line, node.parent, children[:cut])
                first = self._items([head], negative, default)
                rest = self._items(children[cut:], negative, default)
                both = self._join([*first, *rest], None, ALL)
                if both is not None:
                    items.append(_Item(both, line.lead, after, line.start))
            else:
                items.append(_Item(self._node(node, children, negative, default), line.lead, after, line.start))
            listed = listed or line.labelled
            self.remarks.update(remark.start for remark in remarks)
        return items

    @staticmethod
    def _says_all(line: Line, children: Sequence[Node]) -> bool:
        """Whether an item is a whole sentence that asks for nothing below it: its sub-items stand beside it."""
        text = line.text.rstrip()
        if _HAS.search(text) and any(wording.PERSON.match(c.head.text) for c in children):
            return False  # criteria of their own: the sentence names their case
        return text.endswith(".") and len(text) > 60 and openers.operator_of(text) is None

    @staticmethod
    def _joined(children: Sequence[Node]) -> int | None:
        """Where, among an item's children, a line begins with a joining word and opens a list of its own."""
        for index, child in enumerate(children):
            line = child.line
            if line is not None and line.lead and child.children and not line.labelled and index:
                return index
        return None

    @staticmethod
    def _empty(line: Line) -> bool:
        said = any(c.isalnum() for c in line.text)
        return not said or (line.table is not None and wording.NOTHING.fullmatch(line.text) is not None)

    @staticmethod
    def _remarks(node: Node, children: list[Node]) -> tuple[list[Node], list[Line]]:
        """Children without those that only explain the item: unlabelled sentences below a complete one."""
        line = node.line
        assert line is not None
        if (
            openers.opens(line.text)
            or any(c.line is not None and c.line.labelled for c in children)
            or (line.connector is None and len(line.text) < 60)
        ):
            return children, []
        kept = [c for c in children if c.children]
        return kept, [c.line for c in children if not c.children and c.line is not None]

    def _node(self, node: Node, children: list[Node], negative: bool, outer: str) -> Criterion:
        line = node.line
        assert line is not None
        opener = openers.operator_of(line.text)
        default = self._default(line.text, negative, children)
        if opener is None and default == ALL and outer == ANY and not negative and not _REQUIRED.search(line.text):
            default = ALL if self._personal(children) else ANY
        items = self._items(children, negative and opener is None, default)
        called = openers.named_criteria(line.text) if opener is None else None
        tree = (
            self._called(children, items, called) if called is not None else None
        )  # "described by criterion A or B below"
        tree = tree or self._join(items, opener, default)
        start, end = trimmed(self.text, line.start, line.end, period=True)
        self.placed.append((line.whole, line.tail))
        words = " ".join(self.text[start:end].split())
        if tree is None:
            return self.leaf(line)
        if tree.items is None or tree.text is not None:
            tree = Criterion(
                operator=opener.operator if opener else default,
                minimum=opener.minimum if opener else None,
                items=(tree,),
            )
        return replace(tree, text=words, start=start, end=end)

    @staticmethod
    def _personal(children: Sequence[Node]) -> bool:
        if any(not c.children and c.head.labelled and wording.PERSON.match(c.head.text) for c in children):
            return True
        # names with lists of their own say nothing of this list
        bare = [c for c in children if not c.children] or children
        lines = [c.line.text for c in bare if c.line is not None]
        return sum(bool(_PERSONAL.search(t)) for t in lines) * 2 > len(lines)

    @staticmethod
    def _alternatives(items: Sequence[_Item]) -> bool:
        """Whether a list without joining words is of diagnoses with criteria of their own, or of doses: one is enough."""
        if len(items) > 1 and all(i.tree.items is None and _DOSE.match(i.tree.text or "") for i in items):
            return True
        blocks = [i.tree.text or "" for i in items if i.tree.items is not None]
        return sum(bool(_DIAGNOSIS.search(t)) for t in blocks) >= 2 and len(blocks) * 2 > len(items)

    @staticmethod
    def _cases(items: list[_Item]) -> list[_Item]:
        """The members of a list that are diagnoses with criteria of their own, amid criteria that go for all of them."""
        cases = [i for i in items if i.tree.items is not None and _CASE.match(i.tree.text or "")]
        others = [i for i in items if i.tree.items is not None and i not in cases]
        return cases if len(cases) > 1 and not others and len(cases) < len(items) else []

    def _join(self, items: list[_Item], opener: openers.Opener | None, default: str) -> Criterion | None:
        if not items:
            return None
        words = [a.after or b.lead for a, b in zip(items, items[1:], strict=False)]
        said = {w for w in words if w}
        if opener is not None:
            operator, minimum = opener.operator, opener.minimum
        elif not said and default == ALL and self._alternatives(items):
            operator, minimum = ANY, None
        else:
            operator, minimum = ({"or": ANY, "and": ALL}[next(iter(said))] if len(said) == 1 else default), None
        if len(said) == 2:
            return self._mixed(items, words, opener, default)
        if operator == ALL and opener is None and not said and (cases := self._cases(items)):
            either = Criterion(operator=ANY, items=tuple(i.tree for i in cases))
            return Criterion(operator=ALL, items=(*(i.tree for i in items if i not in cases), either))
        if opener is None and said == {"or"} and default == ALL and len(words) > 1 and words[-1] is None:
            filled = [w or "and" for w in words]  # "A or", "B", "C": the word joins two items, not the list
            return self._mixed(items, list(filled), None, default)
        trees = tuple(item.tree for item in items)
        return Criterion(operator=operator, minimum=minimum, items=trees)

    def _mixed(
        self, items: list[_Item], words: list[str | None], opener: openers.Opener | None, default: str
    ) -> Criterion:
        """A list joined by both "and" and "or": the rarer word binds the groups of the other."""
        first = next(w for w in words if w)
        filled: list[str] = []
        for word in words:
            filled.append(word or (filled[-1] if filled else first))
        if opener is not None and opener.operator in (ANY, openers.AT_LEAST):
            cut = filled.index("and")
            if (
                all(w == "and" for w in filled[cut:]) and cut >= 1
            ):  # "one of: A; or B; and C": C is no longer of the list
                inner = Criterion(
                    operator=opener.operator, minimum=opener.minimum, items=tuple(i.tree for i in items[: cut + 1])
                )
                return Criterion(operator=ALL, items=(inner, *(i.tree for i in items[cut + 1 :])))
            tight = "and"
        elif opener is not None:
            tight = "or"
        else:
            tight = "or" if first == "and" or (default == ALL and filled[-1] == "and") else "and"
        groups: list[list[Criterion]] = [[items[0].tree]]
        for word, item in zip(filled, items[1:], strict=True):
            if word == tight:
                groups[-1].append(item.tree)
            else:
                groups.append([item.tree])
        inner_operator, outer_operator = (ALL, ANY) if tight == "and" else (ANY, ALL)
        if tight == "or" and (whole := unindented.promised(groups, self.text)) is not None:
            groups[-2:] = [[whole]]
        trees = tuple(g[0] if len(g) == 1 else Criterion(operator=inner_operator, items=tuple(g)) for g in groups)
        if len(trees) == 1:
            return trees[0]
        return Criterion(operator=outer_operator, items=trees)
