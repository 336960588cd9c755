"""Which tables are forms of criteria ("Covered Uses", "Required Medical Information", "Age Restrictions"), and what each says.

Plans that publish a book of prior authorization criteria give each drug the same form: its labels in a column beside
their values, or over the columns of a table that has a drug in each row. A form is one statement: the uses that it
covers, with what its other fields require; what it excludes is a second one, what a renewal requires a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.coverage import openers
from extractor.coverage.constraints import constraint_of
from extractor.coverage.found import Found
from extractor.coverage.lines import Line, trimmed
from extractor.types import Cell, Criterion, Document, Span, Table

FEWEST = 3  # labels of a form that make one
_NAMED = re.compile(r"[^\W\d][^.:;\n]{2,70}:\s")  # "Plaque psoriasis: diagnosis of …"
_AGAIN = re.compile(
    r"(?<=: )(?=.{0,80}?\b(?:re-?auth|renewal|continu)).{0,80}?(?=\b(?:re-?auth|renewal|continu))", re.IGNORECASE
)
# before the length of a renewal: "Initial: 6 months. " of "Initial: 6 months. Renewal: 12 months"
_WORD = re.compile(r"\w")
_NAME = re.compile(r"[A-Z][^.:;\n]{3,80}(?:;|:|,)?(?:\s(?:AND|OR|and|or))?")  # "Active Ring disease (RD); AND"


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a form: what its label means, the label's span where it stands here, and the value's."""

    meaning: str
    label: Span | None
    value: Span

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in the field."""
        return any(span.start <= offset < span.end for span in (self.label, self.value) if span)


class Forms:
    """Finds the forms of a document and makes statements of them."""

    def __init__(self, document: Document, words: Mapping[str, Any]) -> None:
        self.text, self.tables = document.text, document.tables
        self.meanings = {label: key for key in ("use", "criteria", "renewal", "excluded", "duration")
                         for label in words.get(key, ())}  # fmt: skip
        self.empty = frozenset(words.get("empty", ()))

    def merged(self, known: Sequence[Found]) -> list[Found]:
        """All statements, those of forms among them; a block under a form's label becomes a part of that form's criteria.

        A form in which a sentence with criteria of its own was found is left as it was read.
        """
        result = list(known)
        for form in self._forms():
            told = [f for f in result if any(field.holds(f.span.start) for field in form)]
            blocks = {id(field): [f for f in told if f.criteria and field.holds(f.span.start)] for field in form}
            given = [f for found in blocks.values() for f in found]
            if any(len(found) > 1 for found in blocks.values()) or any(self._stands(f, form) for f in given):
                continue
            trees = {key: found[0].criteria for key, found in blocks.items() if found}
            result = [f for f in result if f not in given]
            result += self._statements(form, [f for f in told if f not in given], trees)
        return result

    def _stands(self, found: Found, form: Sequence[_Field]) -> bool:
        """Whether what was read within a form is a statement for itself: a sentence, or a name over its own criteria."""
        if found.rule != "statements.block":
            return True
        named = any(field.label is None or field.value.start <= found.span.start < field.value.end for field in form)
        return named and _NAME.fullmatch(found.text) is not None and openers.operator_of(found.text) is None

    # ------------------------------------------------------------------ forms

    def _forms(self) -> Iterator[list[_Field]]:
        for table in self.tables:
            for fields in self._across(table) or self._down(table):
                if len(fields) >= FEWEST and any(field.meaning in ("criteria", "use") for field in fields):
                    yield fields

    def _down(self, table: Table) -> Iterator[list[_Field]]:
        """Forms whose labels stand in the first column; a label that comes again begins the next form."""
        fields: list[_Field] = []
        seen: set[str] = set()
        for row in table.rows:
            label = self._fold(row[0]) if len(row) > 1 else ""
            meaning = self.meanings.get(label)
            if meaning is None:
                continue
            if label in seen:
                yield fields
                fields, seen = [], set()
            seen.add(label)
            fields.append(_Field(meaning, Span(row[0].start, row[0].end), Span(row[1].start, row[-1].end)))
        yield fields

    def _across(self, table: Table) -> list[list[_Field]]:
        """Forms whose labels are the heads of columns, one in each row."""
        first = table.rows[0] if table.rows and not table.heads else ()
        heads = {cell.column: self._fold(cell) for cell in first}
        heads |= {column: _folded(head) for column, head in enumerate(table.heads)}
        columns = {column: self.meanings[head] for column, head in heads.items() if head in self.meanings}
        if len(columns) < FEWEST:
            return []
        return [
            [_Field(columns[c.column], None, Span(c.start, c.end)) for c in row if c.column in columns]
            for row in table.rows[max(table.header, 0 if table.heads else 1) :]
        ]

    def _fold(self, cell: Cell) -> str:
        return _folded(self.text[cell.start : cell.end])

    # ------------------------------------------------------------------ statements

    def _statements(
        self, form: list[_Field], told: Sequence[Found], trees: Mapping[int, Criterion | None]
    ) -> Iterator[Found]:
        filled = [field for field in form if self._says(field.value)]
        lengths = tuple(self._length(field.value) for field in filled if field.meaning == "duration")
        uses = [field for field in filled if field.meaning == "use"]
        required = [field for field in filled if field.meaning == "criteria"]
        judged = {f.span for f in told}
        if required or (uses and not judged):
            head = uses[0].value if uses else required[0].label or required[0].value
            yield self._made(head, "covered", self._tree(required, trees), lengths)
        for field in filled:
            if field.meaning == "renewal":
                again = tuple(line._replace(text=_AGAIN.sub("", line.text)) for line in lengths)
                yield self._made(field.label or field.value, "covered", self._tree([field], trees), again)
            elif field.meaning == "excluded" and not any(
                field.value.start <= s.start < field.value.end for s in judged
            ):
                yield self._made(field.value, "not_covered", None, ())

    def _made(self, at: Span, position: str, criteria: Criterion | None, lengths: tuple[Line, ...]) -> Found:
        line = self._line(at)
        return Found(
            span=Span(line.start, line.end),
            text=line.text,
            position=position,
            verdict=line.text,
            verdict_span=Span(line.start, line.end),
            conditional=criteria is not None,
            criteria=criteria,
            rule="statements.form",
            line=line,
            above=(),
            durations=lengths,
        )

    def _tree(self, fields: Sequence[_Field], trees: Mapping[int, Criterion | None]) -> Criterion | None:
        """All fields must hold; the lines of one that each name an indication are one for each."""
        items: list[Criterion] = []
        for field in fields:
            if (read := trees.get(id(field))) is not None:
                items.append(read)
                continue
            leaves = [self._leaf(span) for span in self._lines(field.value)]
            named = sum(bool(_NAMED.match(leaf.text or "")) for leaf in leaves)
            if len(leaves) > 1 and named == len(leaves):
                items.append(Criterion(operator="any", items=tuple(leaves)))
            else:
                items += leaves
        if len(items) == 1 and items[0].items:
            return items[0]
        return Criterion(operator="all", items=tuple(items)) if items else None

    def _leaf(self, span: Span) -> Criterion:
        words = " ".join(self.text[span.start : span.end].split())
        return Criterion(text=words, start=span.start, end=span.end, constraint=constraint_of(words))

    def _lines(self, span: Span) -> Iterator[Span]:
        start = span.start
        for part in self.text[span.start : span.end].splitlines(keepends=True):
            low, high = trimmed(self.text, start, start + len(part.rstrip()))
            start += len(part)
            if _WORD.search(self.text, low, high):
                yield Span(low, high)

    def _line(self, span: Span) -> Line:
        start, end = trimmed(self.text, span.start, span.end)
        text = " ".join(self.text[start:end].split())
        return Line(start, end, text, whole=span.start, tail=span.end)

    def _length(self, span: Span) -> Line:
        line = self._line(span)
        return line._replace(text=f"Coverage duration: {line.text}")

    def _says(self, span: Span) -> bool:
        said = _folded(self.text[span.start : span.end])
        return bool(said) and said not in self.empty


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
