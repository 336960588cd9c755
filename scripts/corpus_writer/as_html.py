"""Prints a layout as an HTML page, bare or with a site around it."""

from __future__ import annotations

from html import escape

from .elements import Contents, Heading, Item, Layout, Pairs, Para, Table

NAVIGATION = ("Home", "Find a provider", "Forms", "Contact us", "Members", "Employers")


def _list(items: list[Item], depth: int = 0) -> list[str]:
    """Nested lists: bullets as ul, all other labels as ol with the type that prints them."""
    kind = items[0].label.strip("().")
    ordered = kind.isalnum() and items[0].label != "o"
    style = {"1": "1", "A": "A", "a": "a", "i": "i"}.get(kind[:1] if not kind.isdigit() else "1", "1")
    start = f' start="{kind}"' if ordered and kind.isdigit() and kind != "1" else ""
    out = [f'<ol type="{style}"{start}>' if ordered else "<ul>"]
    index = 0
    while index < len(items):
        end = index + 1
        while end < len(items) and items[end].depth > depth:
            end += 1
        inner = _list(items[index + 1 : end], depth + 1) if end > index + 1 else []
        out += [f"<li>{escape(items[index].text)}", *inner, "</li>"]
        index = end
    return [*out, "</ol>" if ordered else "</ul>"]


def _table(rows: tuple[tuple[str, ...], ...], header: tuple[str, ...] | None) -> list[str]:
    out = ["<table>"]
    if header:
        out.append("<thead><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in header) + "</tr></thead>")
    out.append("<tbody>")
    out += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return [*out, "</tbody></table>"]


def _body(layout: Layout) -> list[str]:
    out: list[str] = []
    pending: list[Item] = []
    for element in layout.elements:
        if isinstance(element, Item):
            pending.append(element)
            continue
        if pending:
            out += _list(pending)
            pending = []
        match element:
            case Heading():
                text = f"{element.number} {element.text}" if element.number else element.text
                level = min(element.level + 1, 6)
                out.append(f"<h{level}>{escape(text)}</h{level}>")
            case Para():
                text = escape(element.text)
                out.append(f"<p><strong>{text}</strong></p>" if element.bold else f"<p>{text}</p>")
            case Table():
                out += _table(element.rows, element.header)
            case Pairs():
                if element.style == "table":
                    out += _table(element.rows, None)
                else:
                    out += [f"<p><b>{escape(name)}:</b> {escape(value)}</p>" for name, value in element.rows]
            case Contents():
                links = [
                    f'<li><a href="#s{n}">{escape(entry)}</a></li>' for n, (entry, _) in enumerate(element.entries)
                ]
                out += ["<ul>", *links, "</ul>"]
            case _:
                pass
    return out + (_list(pending) if pending else [])


def write(layout: Layout) -> bytes:
    """The page as UTF-8 bytes."""
    body = _body(layout)
    if layout.html_site:
        links = "".join(f'<li><a href="/{name.lower().replace(" ", "-")}">{name}</a></li>' for name in NAVIGATION)
        body = [
            f'<header><nav aria-label="Main"><ul>{links}</ul></nav></header>',
            '<div class="cookie-banner" role="dialog">We use cookies. <button>Accept</button></div>',
            "<main>", *body, "</main>",
            '<div class="share"><a href="#">Share</a> <a href="#">Print</a></div>',
            f"<footer><ul>{links}</ul><p>Site map and privacy notice</p></footer>",
        ]  # fmt: skip
    head = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Policy</title></head><body>'
    return "\n".join([head, *body, "</body></html>", ""]).encode()
