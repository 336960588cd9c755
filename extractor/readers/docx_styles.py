"""Styles and numbering of a DOCX file: decides a paragraph's outline level, look and printed number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.readers.docx_package import child, local, on, value
from extractor.readers.html_lists import letters, roman

_HEADING_NAME = re.compile(r"heading\s?([1-9])", re.IGNORECASE)


@dataclass(slots=True)
class Style:
    """A style's own settings; None where it leaves them to the style that it is based on."""

    name: str = ""
    based: str | None = None
    outline: int | None = None
    number: str | None = None
    depth: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    indent: float | None = None


@dataclass(slots=True)
class Styles:
    """All styles of a document by id."""

    styles: dict[str, Style] = field(default_factory=dict)
    default: str | None = None
    size: float = 0.0

    @classmethod
    def read(cls, root: Any) -> Styles:
        """The styles of ``styles.xml``."""
        found = cls()
        for element in root if root is not None else ():
            if local(element) == "docDefaults":
                size = child(child(child(element, "rPrDefault"), "rPr"), "sz")
                found.size = half_points(size) or 0.0
            if local(element) != "style":
                continue
            style, paragraph = _style(element), value(element, "type") == "paragraph"
            identifier = value(element, "styleId") or ""
            found.styles[identifier] = style
            if paragraph and (value(element, "default") or "0") in ("1", "true"):
                found.default = identifier
        return found

    def chain(self, identifier: str | None) -> Iterator[Style]:
        """A style and those that it is based on, nearest first."""
        for _ in range(20):
            style = self.styles.get(identifier or "")
            if style is None:
                return
            yield style
            identifier = style.based

    def level(self, identifier: str | None) -> int | None:
        """The heading level that a paragraph style gives, 1 the highest; None for body text."""
        for style in self.chain(identifier):
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
            if found := _HEADING_NAME.fullmatch(style.name):
                return int(found[1])
            if style.name.lower() == "title":
                return 1
        return None


def _style(element: Any) -> Style:
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    based, name = child(element, "basedOn"), child(element, "name")
    outline = child(paragraph, "outlineLvl")
    numbering = child(paragraph, "numPr")
    number, depth = child(numbering, "numId"), child(numbering, "ilvl")
    return Style(
        name=(value(name) or "") if name is not None else "",
        based=value(based) if based is not None else None,
        outline=integer(value(outline)) if outline is not None else None,
        number=value(number) if number is not None else None,
        depth=integer(value(depth)) if depth is not None else None,
        bold=switch(run, "b"),
        italic=switch(run, "i"),
        size=half_points(child(run, "sz")),
        indent=indent(paragraph),
    )


def switch(properties: Any, name: str) -> bool | None:
    """A switch of run properties; None where it is not set."""
    found = child(properties, name)
    return on(found) if found is not None else None


def half_points(element: Any) -> float | None:
    """A font size in points."""
    number = integer(value(element)) if element is not None else None
    return number / 2 if number else None


def indent(properties: Any) -> float | None:
    """The left indent of a paragraph in points; None where it is not set."""
    found = child(properties, "ind")
    if found is None:
        return None
    left = integer(value(found, "left") or value(found, "start"))
    return left / 20 if left is not None else None


def integer(text: str | None) -> int | None:
    """A whole number; None where a text is none (a decimal is cut)."""
    match = re.match(r"-?\d{1,9}", text or "")
    return int(match[0]) if match else None


# --------------------------------------------------------------------------- numbering


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what is printed."""

    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    legal: bool = False
    restart: int | None = None
    style: str | None = None
    indent: float | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    abstracts: dict[str, dict[int, Level]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # list → its pattern
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)  # list → level → start
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # list → levels of its own
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, root: Any) -> Numbering:
        """The lists of ``numbering.xml``."""
        found = cls()
        links: dict[str, str] = {}  # pattern → the style that it stands for
        styled: dict[str, str] = {}  # style → pattern
        for element in root if root is not None else ():
            kind = local(element)
            if kind == "abstractNum":
                identifier = value(element, "abstractNumId") or ""
                found.abstracts[identifier] = dict(_levels(element))
                for name, table in (("numStyleLink", links), ("styleLink", styled)):
                    if (link := child(element, name)) is not None and (style := value(link)):
                        table.update({identifier: style} if table is links else {style: identifier})
            elif kind == "num":
                identifier = value(element, "numId") or ""
                pattern = child(element, "abstractNumId")
                found.numbers[identifier] = (value(pattern) or "") if pattern is not None else ""
                for override in element:
                    if local(override) != "lvlOverride":
                        continue
                    depth = integer(value(override, "ilvl")) or 0
                    if (start := child(override, "startOverride")) is not None:
                        found.overrides.setdefault(identifier, {})[depth] = integer(value(start)) or 0
                    found.levels.setdefault(identifier, {}).update(_levels(override))
        for pattern, style in links.items():
            if style in styled:
                found.abstracts[pattern] = found.abstracts.get(styled[style], {})
        return found

    def level(self, number: str, depth: int) -> Level | None:
        """A level of a list."""
        own = self.levels.get(number, {}).get(depth)
        return own or self.abstracts.get(self.numbers.get(number, ""), {}).get(depth)

    def depth_of(self, number: str, style: str | None) -> int:
        """The level of a list that belongs to a paragraph style."""
        levels = self.abstracts.get(self.numbers.get(number, ""), {})
        return next((depth for depth, level in levels.items() if level.style and level.style == style), 0)

    def next(self, number: str, depth: int) -> str | None:
        """Count on, and give what is printed: "2.", "(b)", "III"; None for a bullet or for nothing."""
        level = self.level(number, depth)
        if level is None:
            return None
        counts = self._counts.setdefault(self.numbers.get(number, ""), {})
        if number not in self._begun:
            self._begun.add(number)
            for place in self.overrides.get(number, {}):
                counts.pop(place, None)
        start = self.overrides.get(number, {}).get(depth, level.start)
        counts[depth] = counts[depth] + 1 if depth in counts else start
        for deeper in [place for place in counts if place > depth]:
            below = self.level(number, deeper)
            if below is None or below.restart != 0:
                del counts[deeper]
        if level.format in ("bullet", "none"):
            return None

        def figure(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = self.level(number, place) or level
            count = counts.get(place, other.start)
            return printed(count, "decimal" if level.legal and place != depth else other.format)

        return re.sub(r"%([1-9])", figure, level.text).strip() or None


def _levels(element: Any) -> Iterator[tuple[int, Level]]:
    for inner in element:
        if local(inner) != "lvl":
            continue
        level = Level()
        for setting in inner:
            name, given = local(setting), value(setting)
            if name == "start":
                level.start = integer(given) if given is not None else 1  # type: ignore[assignment]
            elif name == "numFmt":
                level.format = given or "decimal"
            elif name == "lvlText":
                level.text = given or ""
            elif name == "isLgl":
                level.legal = on(setting)
            elif name == "lvlRestart":
                level.restart = integer(given)
            elif name == "pStyle":
                level.style = given
            elif name == "pPr":
                level.indent = indent(setting)
        yield integer(value(inner, "ilvl")) or 0, level


def printed(count: int, format: str) -> str:
    """A count as a list format prints it: 3 → "c", "III", "03"."""
    if format in ("lowerLetter", "upperLetter"):
        text = _repeated(count)
        return text.upper() if format == "upperLetter" else text
    if format in ("lowerRoman", "upperRoman"):
        return roman(count).upper() if format == "upperRoman" else roman(count)
    if format == "decimalZero":
        return f"{count:02d}"
    if format == "ordinal":
        suffix = "th" if 10 <= count % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
        return f"{count}{suffix}"
    return str(count) if format != "none" else ""


def _repeated(count: int) -> str:
    """Letters as a word processor counts on: z, aa, bb (a page counts z, aa, ab)."""
    if not 1 <= count <= 26 * 10:
        return str(count)
    return letters((count - 1) % 26 + 1) * ((count - 1) // 26 + 1)
