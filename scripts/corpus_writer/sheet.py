"""Collects the elements of a layout, and with them what is true of the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .content import Content, Node, Statement
from .elements import Contents, Element, Heading, Item, Layout, Mark, Pairs, Para, Table

LABELS = {
    "outline": ("1.", "a.", "i."),
    "letters": ("A.", "1.", "a."),
    "brackets": ("(1)", "(a)", "(i)"),
    "bullets": ("•", "o", "▪"),
    "dashes": ("-", "•", "o"),
    "parens": ("1)", "a)", "i)"),
}
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def label(scheme: str, depth: int, index: int) -> str:
    """The label of the index-th item (from 0) at a depth: ``label("outline", 1, 2) == "c."``."""
    pattern = LABELS[scheme][min(depth, 2)]
    for first, series in (("1", [str(n) for n in range(1, 40)]), ("A", [chr(65 + n) for n in range(26)]),
                          ("a", [chr(97 + n) for n in range(26)]), ("i", list(ROMAN))):  # fmt: skip
        if first in pattern:
            return pattern.replace(first, series[index])
    return pattern


@dataclass
class Sheet:
    """Elements in the making; each method prints something and notes what a reader should find there."""

    content: Content
    scheme: str = "outline"
    joins: bool = False
    elements: list[Element] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    references: bool = False
    history: list[dict[str, Any]] = field(default_factory=list)
    payer: bool = True

    def add(self, *elements: Element) -> None:
        self.elements.extend(elements)

    def heading(self, text: str, type: str | None, level: int = 1, *, number: str = "", optional: bool = False) -> None:
        self.add(Heading(text, level, number, type, optional))

    def title(self, text: str | None = None) -> None:
        """The title as a heading of its own (a matter of taste in the gold, so optional)."""
        shown = text or self.content.title
        self.add(Heading(shown, 1, "", None, True, (("title", self.content.title, self.content.title),)))

    def day(self, kind: str, style: str) -> tuple[str, Mark]:
        """A date as printed, noted as one of the policy's own, with its mark."""
        day = self.content.days[kind]
        shown, value = day.shown(style), day.iso[:7] if style == "month" else day.iso
        self.dates.append((kind, value))
        return shown, ("dates", f"{kind} {value}", shown)

    def number(self, value: str | None = None, role: str = "primary") -> tuple[str, Mark]:
        value = value or self.content.number
        self.numbers.append((value, role))
        return value, ("numbers", value, value)

    def pairs(self, style: str, *rows: tuple[str, str | tuple[str, Mark]]) -> None:
        marks = tuple(value[1] for _, value in rows if isinstance(value, tuple))
        self.add(Pairs(tuple((name, v if isinstance(v, str) else v[0]) for name, v in rows), style, marks))

    # ------------------------------------------------------------------ coverage

    def statement(self, statement: Statement, *, level: int = 3, number: str = "") -> None:
        """A statement with its criteria as a list below it."""
        self._note(statement)
        text = statement.text + (":" if statement.tree else "")
        marks: tuple[Mark, ...] = (("statements", statement.text, text.rstrip(":")),)
        if statement.heading:
            self.add(Heading(text, level, number, "coverage", True, marks))
        else:
            self.add(Para(text, marks=marks))
        if statement.tree:
            self._items(statement.tree, 0)

    def _note(self, statement: Statement) -> None:
        self.statements.append({
            "text": statement.text, "position": statement.position, "conditional": statement.conditional,
            "criteria": tree_gold(statement.tree) if statement.tree else None,
        })  # fmt: skip

    def _items(self, node: Node, depth: int) -> None:
        last = len(node.items) - 1
        word = {"all": "and", "any": "or"}.get(node.operator, "")
        for index, item in enumerate(node.items):
            tail = (f"; {word}" if index < last else ".") if self.joins and word else ("." if self.joins else "")
            if isinstance(item, Node):
                self.add(Item(f"{item.opening[0].upper()}{item.opening[1:]}:", label(self.scheme, depth, index), depth))
                self._items(item, depth + 1)
            else:
                self.add(Item(item + tail, label(self.scheme, depth, index), depth))

    # ------------------------------------------------------------------ codes, references, history

    def code_groups(self, *, header: tuple[str, ...] | None = ("Code", "Description"), status: bool = True,
                    level: int = 2, headings: dict[int, str] | None = None) -> None:  # fmt: skip
        """Each code group under its heading as a table; ``status=False`` where the layout's headings say nothing."""
        for index, group in enumerate(self.content.groups):
            text = (headings or {}).get(index, group.heading)
            self.add(Heading(text, level, "", "coding", True))
            self.code_table(index, header=header, status=group.status if status else None)

    def code_table(self, index: int, *, header: tuple[str, ...] | None, status: str | None) -> None:
        group = self.content.groups[index]
        rows = tuple((code, description) for _, code, _, description in group.rows)
        marks = tuple(("codes", code, code) for _, code, _, _ in group.rows)
        self.add(Table(rows, header, (0.2, 0.8), marks))
        self.codes += [{"system": s, "code": c, "status": status} for s, c, _, _ in group.rows]

    def bibliography(self, heading: str = "References", *, point: str = ".", number: str = "") -> None:
        self.heading(heading, "references", number=number)
        self.references = True
        for entry in self.content.references:
            marks = (("references", entry.text, entry.text),)
            self.add(Item(entry.text, f"{entry.number}{point}", 0, marks))

    def revisions(self, heading: str, *, style: str = "padded", table: bool = True, number: str = "",
                  header: tuple[str, str] = ("Date", "Action")) -> None:  # fmt: skip
        self.heading(heading, "history", number=number)
        rows = tuple((day.shown(style), text) for day, text in self.content.history)
        for day, text in self.content.history:
            self.history.append({"date": day.iso[:7] if style == "month" else day.iso, "description": text})
        if table:
            self.add(Table(rows, header, (0.2, 0.8)))
        else:
            self.add(*(Para(f"{day}: {text}") for day, text in rows))

    def prose(self, heading: str, type: str | None, paragraphs: tuple[str, ...], *, level: int = 1,
              number: str = "") -> None:  # fmt: skip
        self.heading(heading, type, level, number=number)
        self.add(*(Para(text) for text in paragraphs))

    def contents(self, *entries: str, heading: str = "Table of Contents") -> None:
        self.heading(heading, "table_of_contents", optional=True)
        self.add(Contents(tuple((entry, 1 + n // 3) for n, entry in enumerate(entries)), heading))

    def layout(self, name: str, **options: Any) -> Layout:
        return Layout(name, tuple(self.elements), gold_extra={"sheet": self}, **options)


def tree_gold(node: Node | str) -> dict[str, Any]:
    """A criteria tree in the gold's form."""
    if isinstance(node, str):
        return {"text": node}
    gold: dict[str, Any] = {"operator": node.operator}
    if node.minimum:
        gold["minimum"] = node.minimum
    if node.opening:
        gold["text"] = node.opening[0].upper() + node.opening[1:]
    return gold | {"items": [tree_gold(item) for item in node.items]}
