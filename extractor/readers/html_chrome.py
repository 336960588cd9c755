"""Site chrome: decides which elements of a page are the site's and not the document's, by structure."""

from __future__ import annotations

import re

from extractor.readers.html_tree import Element
from extractor.types import BlockRole

_ROLES: dict[str, BlockRole] = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "toolbar": "navigation",
    "search": "navigation",
    "dialog": "navigation",
    "alertdialog": "navigation",
    "banner": "header",
    "contentinfo": "footer",
}
_WORDS = frozenset(
    "breadcrumb breadcrumbs cookie cookies consent share sharing social addthis addtoany a2a navbar nav megamenu "
    "menu pagination pager skip skiplink skiplinks toolbar print printer bookmark backtotop login signin chat "
    "feedback newsletter subscribe modal popup interstitial onetrust".split()
)
"""Words of class and id that name the parts of a site, on whatever site."""
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader(?:-text)?|element-invisible|offscreen)\b")
_TRAIL = re.compile(
    r"Home(?: ?[>»›] ?[^>»›]{2,80}){1,8}"
)  # "Home > Providers > Medical Policies"; not "Home visits > 5"
_TRAIL_LENGTH = 240  # characters of such a line, at most
MAX_PART = 4_000
"""Characters that a part known only by its class or id may hold and still be chrome."""


def words(element: Element) -> set[str]:
    """The words that class and id are made of, in lower case."""
    names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"[:400]
    return {token.lower() for token in _TOKEN.findall(names)}


def invisible(element: Element) -> bool:
    """Whether the text is for screen readers only."""
    return bool(_HIDDEN.search(element.get("class")))


def find_main(body: Element) -> Element | None:
    """The element that holds the document where the page says so and it holds most of what is not chrome."""
    candidates = [e for e in body.descendants() if e.tag == "main" or e.get("role") == "main"]
    if not candidates:
        candidates = [e for e in body.descendants() if e.tag == "article"]
        if len(candidates) != 1:
            return None
    best = max(candidates, key=lambda e: e.length - e.linked)
    outside = body.length - body.linked - (best.length - best.linked)
    return best if best.length - best.linked > max(200, outside / 2) else None


def chrome(element: Element, *, inside: bool, total: int) -> BlockRole | None:
    """The part of the site that an element is; None for content.

    ``inside`` is true within the page's main element, where ``header`` and ``footer`` belong to the document.
    ``total`` is the length of the whole page's text: what holds most of it is never chrome.
    """
    tag = element.tag
    if element.length * 2 > total:
        return None
    role = element.get("role")
    if tag == "nav" or tag == "dialog":
        return "navigation"
    if role in _ROLES and not (inside and role in ("banner", "contentinfo")):
        return _ROLES[role]
    if not inside:
        if tag == "header":
            return "header"
        if tag == "footer":
            return "footer"
    if tag == "aside" and element.linked > 0.6 * element.length:
        return "navigation"
    if (
        tag in ("div", "ul", "section", "form", "span", "p", "li", "ol", "table", "a", "button")
        and element.length < MAX_PART
    ):
        found = words(element)
        if found & _WORDS and (
            element.length < 200 or element.linked > 0.5 * element.length or found & {"cookie", "cookies", "consent"}
        ):
            return "navigation"
        if not inside and "footer" in found:
            return "footer"
    if tag in ("div", "p") and element.length < _TRAIL_LENGTH and _TRAIL.fullmatch(element.text()):
        return "navigation"
    linked = element.links >= 6 and element.linked > 0.8 * element.length and not _fragment_links(element)
    return "navigation" if linked and not inside and tag in ("div", "ul", "table", "section") else None


def _fragment_links(element: Element) -> bool:
    """Whether most links lead into the page itself."""
    return element.fragments > 0.7 * element.links
