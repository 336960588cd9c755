"""The pieces that a layout is made of; every writer prints all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

Mark = tuple[str, str, str]
"""(field, value, needle): the needle, as printed in the element, is the evidence of that field's value."""


@dataclass(frozen=True)
class Heading:
    """A heading; ``type`` and ``optional`` are for the gold record."""

    text: str
    level: int = 1
    number: str = ""
    type: str | None = None
    optional: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    text: str
    bold: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Item:
    """A list item with its printed label."""

    text: str
    label: str
    depth: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table; ``widths`` are shares of the page."""

    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] | None = None
    widths: tuple[float, ...] = ()
    marks: tuple[Mark, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Pairs:
    """Label and value rows: style ``tab`` · ``colon`` · ``leader`` · ``table``."""

    rows: tuple[tuple[str, str], ...]
    style: str = "colon"
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Contents:
    """A table of contents: (entry, page number)."""

    entries: tuple[tuple[str, int], ...]
    heading: str = "Table of Contents"


@dataclass(frozen=True)
class PageBreak:
    """A new page."""

    marks: tuple[Mark, ...] = ()


Element = Heading | Para | Item | Table | Pairs | Contents | PageBreak


@dataclass(frozen=True)
class Layout:
    """A document before it is printed. ``{page}`` in header and footer stands for the page's number."""

    name: str
    elements: tuple[Element, ...]
    header: str = ""
    footer: str = ""
    size: float = 10.0
    wrapped: bool = False  # text format: hard-wrapped lines, page furniture and form feeds, as a scan's dump has
    html_site: bool = False  # HTML format: navigation, share bar and footer around the policy
    gold_extra: dict[str, object] = field(default_factory=dict)
