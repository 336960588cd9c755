"""Prints a layout as plain text, or as the text dump of a printed document."""

from __future__ import annotations

import textwrap

from .elements import Contents, Heading, Item, Layout, Pairs, Para, Table

WRAP = 84  # columns of a printed page's dump
PAGE = 54  # lines of a printed page's dump


def _lines(layout: Layout) -> list[str]:
    lines: list[str] = []

    def put(text: str, indent: int = 0, hang: int = 0) -> None:
        if layout.wrapped:
            lines.extend(textwrap.wrap(text, WRAP, initial_indent=" " * indent, subsequent_indent=" " * (indent + hang),
                                       break_on_hyphens=False, break_long_words=False))  # fmt: skip
        else:
            lines.append(" " * indent + text)

    listing = False
    for element in layout.elements:
        if listing and not isinstance(element, Item):
            lines.append("")
        listing = isinstance(element, Item)
        match element:
            case Heading():
                lines.append("")
                marks = f"{'#' * element.level} " if layout.html_site else ""  # a web page's dump keeps its levels
                put(marks + (f"{element.number} {element.text}" if element.number else element.text))
                lines.append("")
            case Para():
                put(f"**{element.text}**" if element.bold and not layout.wrapped else element.text)
                lines.append("")
            case Item():
                put(f"{element.label} {element.text}", 3 * element.depth, len(element.label) + 1)
            case Table():
                rows = ([element.header] if element.header else []) + list(element.rows)
                lines.extend("\t".join(row) for row in rows)
                lines.append("")
            case Pairs():
                for name, value in element.rows:
                    text = {"tab": f"{name}\t{value}", "leader": f"{name} {'.' * (40 - len(name))} {value}"}
                    lines.append(text.get(element.style, f"{name}: {value}"))
                lines.append("")
            case Contents():
                lines.extend(f"{entry} {'.' * (60 - len(entry))} {page}" for entry, page in element.entries)
                lines.append("")
            case _:
                lines.append("\f")
    return lines


def write(layout: Layout) -> bytes:
    """The text as UTF-8 bytes."""
    lines = _lines(layout)
    if not layout.wrapped:
        return ("\n".join(line for line in lines if line != "\f") + "\n").encode()
    pages, page = [], []
    for line in lines:
        if line == "\f" or len(page) == PAGE:
            pages.append(page)
            page = []
        if line != "\f":
            page.append(line)
    pages.append(page)
    printed = []
    for number, body in enumerate(pages, 1):
        furniture = [text.format(page=number) for text in (layout.header, layout.footer)]
        printed.append("\n".join([furniture[0], "", *body, "", furniture[1].center(WRAP).rstrip()]))
    return ("\n\f".join(printed) + "\n").encode()
