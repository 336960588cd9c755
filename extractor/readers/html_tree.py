"""Markup to a light tree: decides what of a page is parsed at all, in linear time whatever the page holds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.limits import MAX_ATTRIBUTES, MAX_NESTING

MAX_FORMATTING = 20
"""Unclosed formatting elements at once; a browser opens each of them again in every paragraph that follows."""

_DEEP = frozenset(
    "div span section article main aside header footer nav form fieldset figure blockquote center details ul ol "
    "dl menu dir table label ins del abbr cite code q kbd var samp mark bdi bdo object button marquee applet svg "
    "math sup sub template select ruby address".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_RAW = frozenset("script style textarea title noembed noframes iframe xmp".split())
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}
_LONG_TAG = 2_000
"""Characters of a tag from which its attributes are counted."""
_ATTRIBUTE = re.compile(r"""\s[^\s=>"'/]{1,200}\s?(?:=\s?(?:"[^"]*"|'[^']*'))?""")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})|<!--")

_DROPPED = frozenset(
    "script style template noembed noframes iframe object embed svg math canvas audio video select datalist "
    "textarea map link base param source track head".split()
)
"""Elements that never hold text of the document (``head`` is read for its metadata before)."""

_LITERAL_TAG = re.compile(
    r"</?(?:p|br|div|span|li|ul|ol|strong|em|b|i|u|h[1-6]|table|tbody|tr|td|th|a|sup|sub|font)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
"""A tag that stands in the text itself because it was escaped once too often: "<p>"; not "x<y"."""
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")


@dataclass(slots=True)
class Element:
    """An element: its tag, attributes (names in lower case) and children; sums over all text below it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)
    length: int = 0  # characters of text below, white space folded away roughly
    linked: int = 0  # those of them that stand in links
    links: int = 0
    fragments: int = 0  # links into the page itself

    def get(self, name: str) -> str:
        """An attribute's value in lower case, empty without one."""
        return self.attributes.get(name, "").strip().lower()

    def descendants(self) -> Iterator[Element]:
        """All elements below this one, in document order."""
        stack = [child for child in reversed(self.children) if isinstance(child, Element)]
        while stack:
            element = stack.pop()
            yield element
            stack += [child for child in reversed(element.children) if isinstance(child, Element)]

    def strings(self) -> Iterator[str]:
        """All text below this element, in document order."""
        stack: list[Element | str] = list(reversed(self.children))
        while stack:
            child = stack.pop()
            if isinstance(child, str):
                yield child
            else:
                stack += reversed(child.children)

    def text(self) -> str:
        """The folded text below this element."""
        return " ".join("".join(self.strings()).split())


def parse(markup: str) -> tuple[Element, dict[str, str], bool]:
    """The body of a page as a light tree, the page's metadata, and whether it was nested beyond the limit."""
    from selectolax.lexbor import LexborHTMLParser

    pruned, deep = prune(markup)
    parser = LexborHTMLParser(pruned)
    body = Element("body", {})
    if parser.body is not None:
        deep |= _build(parser.body, body, escaped=2)
    if parser.root is not None and parser.body is None:
        deep |= _build(parser.root, body, escaped=2)
    _measure(body)
    return body, _metadata(parser), deep


def prune(markup: str) -> tuple[str, bool]:
    """The markup without start tags that nest beyond what any page needs.

    A parser that follows the standard walks all open elements at each tag, so deep nesting costs quadratic
    time; elements that close themselves (``p``, ``li``, ``td``) are not counted and do not need to be.
    """
    depth = 0
    open_formatting: dict[str, int] = {}
    formatting = 0
    skipped: dict[str, int] = {}
    cuts: list[tuple[int, int]] = []
    position = end_of_tag = 0
    while match := _TAG.search(markup, position):
        position = match.end()
        if match[2] is None:
            end = markup.find("-->", position)
            position = end + 3 if end >= 0 else len(markup)
            continue
        name = match[2].lower()
        closing = bool(match[1])
        if end_of_tag < position:
            end_of_tag = markup.find(">", position)
            end_of_tag = end_of_tag if end_of_tag >= 0 else len(markup)
            if end_of_tag - position > _LONG_TAG and _attributes(markup, position, end_of_tag) > MAX_ATTRIBUTES:
                cuts.append((position, end_of_tag))
                position = end_of_tag
        if name in _RAW and not closing:
            end_tag = _RAW_END[name].search(markup, position)
            position = end_tag.start() if end_tag else len(markup)
            continue
        if name not in _DEEP and name not in _FORMATTING:
            continue
        if closing:
            if skipped.get(name):
                skipped[name] -= 1
            elif name in _FORMATTING:
                if open_formatting.get(name):
                    open_formatting[name] -= 1
                    formatting -= 1
            elif depth:
                depth -= 1
            continue
        if (formatting >= MAX_FORMATTING) if name in _FORMATTING else (depth >= MAX_NESTING):
            cuts.append((match.start(), min(end_of_tag + 1, len(markup))))
            position = cuts[-1][1]
            skipped[name] = skipped.get(name, 0) + 1
        elif name in _FORMATTING:
            open_formatting[name] = open_formatting.get(name, 0) + 1
            formatting += 1
        else:
            depth += 1
    if not cuts:
        return markup, False
    parts = []
    position = 0
    for start, end in cuts:
        parts.append(markup[position:start])
        position = end
    parts.append(markup[position:])
    return "".join(parts), True


def _attributes(markup: str, start: int, end: int) -> int:
    """About how many attributes a tag has."""
    return sum(1 for _ in _ATTRIBUTE.finditer(markup, start, end))


def _build(source: Any, target: Element, *, escaped: int) -> bool:
    """Copy a parser's nodes below ``source`` into ``target``; True where levels beyond the limit were folded."""
    deep = False
    stack: list[Element] = [target]
    node = source.child
    path: list[tuple[Any, bool]] = []
    while True:
        while node is None:
            if not path:
                return deep
            parent, pushed = path.pop()
            if pushed:
                stack.pop()
            node = parent.next
        if node.is_text_node:
            text = node.text_content
            if text:
                _append_text(stack[-1], text, escaped=escaped)
            node = node.next
            continue
        tag = node.tag
        if not node.is_element_node or tag in _DROPPED:
            node = node.next
            continue
        attributes = {name: value or "" for name, value in node.attributes.items()}
        child = node.child
        if len(stack) > MAX_NESTING:
            deep = True
            if child is not None:
                path.append((node, False))
                node = child
            else:
                node = node.next
            continue
        element = Element(tag, attributes)
        stack[-1].children.append(element)
        if child is None:
            node = node.next
            continue
        path.append((node, True))
        stack.append(element)
        node = child


def _append_text(parent: Element, text: str, *, escaped: int) -> None:
    """Append text; markup that was escaped once too often becomes elements again."""
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if escaped and "<" in text and _LITERAL_TAG.search(text):
        from selectolax.lexbor import LexborHTMLParser

        inner = LexborHTMLParser(prune(text)[0]).body
        if inner is not None:
            _build(inner, parent, escaped=escaped - 1)
            return
    parent.children.append(text)


def _measure(root: Element) -> None:
    """Fill the sums of text and links, children first."""
    order = [root]
    for element in order:
        order += [child for child in element.children if isinstance(child, Element)]
    for element in reversed(order):
        length = linked = links = fragments = 0
        for child in element.children:
            if isinstance(child, str):
                length += len(child) if child and not child.isspace() else 0
            else:
                length += child.length
                linked += child.linked
                links += child.links
                fragments += child.fragments
        if element.tag == "a" and "href" in element.attributes:
            linked, links = length, 1
            target = element.attributes["href"]
            fragments = int(len(target) > 1 and target.startswith("#"))
        element.length, element.linked, element.links, element.fragments = length, linked, links, fragments


def _metadata(parser: Any) -> dict[str, str]:
    """The page's own title and named ``meta`` values."""
    found: dict[str, str] = {}
    head = parser.head
    if head is None:
        return found
    title = head.css_first("title")
    if title is not None and (words := " ".join(title.text().split())):
        found["title"] = words
    for meta in head.css("meta"):
        attributes = meta.attributes
        name = attributes.get("name") or attributes.get("property")
        value = " ".join((attributes.get("content") or "").split())
        if name and value and len(found) < 200:
            found.setdefault(name.lower(), value)
    return found
