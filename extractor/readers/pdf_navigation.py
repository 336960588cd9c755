"""Decides which blocks at a document's ends are the menus of a web page that was printed, and so no content."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from extractor.layout.headlines import known
from extractor.types import Block, Link

ENTRY = 60  # characters: the longest entry of a menu
FEWEST = 8  # linked entries that make a menu
SHARE = 0.6  # of a menu's entries are links
BESIDE = 300.0  # points: a menu beside the text stands in the right half of the page
ASIDE = 2.0  # points by which the lines of a menu stand left of its first link
GAP = 3  # entries in a row that may be none: the titles of a menu's groups


def without_menus(text: str, blocks: Sequence[Block], links: Sequence[Link]) -> tuple[Block, ...]:
    """The blocks, those of the menus before and behind the text marked as navigation.

    So are those of a menu beside the text. A menu is a run of short lines most of which are links as a whole. Links amid the text, references with addresses
    and tables of contents that point into the page make none: they are longer, fewer, or have no address of their own.
    """
    if len(links) < FEWEST:
        return tuple(blocks)
    outward = sorted((link for link in links if not link.uri.startswith("#")), key=lambda link: link.start)
    starts = [link.start for link in outward]

    def linked(block: Block) -> bool:
        covered, at = 0, max(0, bisect_left(starts, block.start) - 1)
        while at < len(outward) and starts[at] < block.end:
            covered += max(0, min(outward[at].end, block.end) - max(starts[at], block.content))
            at += 1
        return covered >= 0.8 * (block.end - block.content)

    body = [i for i, block in enumerate(blocks) if block.kind != "furniture"]
    size = max((blocks[i].style.size for i in body if linked(blocks[i]) and blocks[i].table is None), default=0.0)
    menus: set[int] = set()
    for order in (body, body[::-1]):
        menus.update(_run(text, [(i, blocks[i]) for i in order], linked, size, last=order is not body))
    menus |= _beside(text, [(i, blocks[i]) for i in body if i not in menus], linked)
    return tuple(
        replace(block, kind="furniture", role="navigation") if i in menus else block for i, block in enumerate(blocks)
    )


def _beside(text: str, body: Sequence[tuple[int, Block]], linked: Callable[[Block], bool]) -> set[int]:
    """The blocks of a menu beside the text: on one page, right of all that is no link but for a few short lines.

    What goes on below it at its left edge, linked, on later pages belongs to it. A list that a heading of the field
    opens is a part of the paper.
    """
    found: set[int] = set()
    edge = 0.0
    for _, group in groupby(((i, b) for i, b in body if b.page is not None), key=lambda one: one[1].page):
        page = list(group)
        right = [(i, b) for i, b in page if b.style.indent >= BESIDE and b.table is None]
        links = [(i, b) for i, b in right if linked(b)]
        if len(links) >= FEWEST:
            left = min(block.style.indent for _, block in links)
            panel = [(i, b) for i, b in right if b.style.indent >= left - ASIDE]
            others = [text[b.start : b.end] for i, b in panel if not linked(b)]
            entries = len(links) >= SHARE * len(panel) and all(len(said) <= ENTRY for said in others)
            if entries and not any(known(said) for said in others):
                found.update(i for i, _ in panel)
                edge = left
                continue
        if edge:
            found.update(i for i, block in links if abs(block.style.indent - edge) <= 2 * ASIDE)
    return found


def _run(
    text: str, order: Sequence[tuple[int, Block]], linked: Callable[[Block], bool], size: float, *, last: bool
) -> list[int]:
    """The blocks of the menu that begins (or, ``last``, ends) a document, read from that end."""
    found = gap = best = 0
    for count, (_, block) in enumerate(order, 1):
        said = text[block.start : block.end]
        if count == 1 and last and "©" in said:
            continue
        if block.table is not None or len(said) > ENTRY or block.style.size > size + 0.6:
            break
        if linked(block):
            found, gap = found + 1, 0
            if found >= FEWEST and found >= SHARE * count:
                best = count
            continue
        gap += 1
        if gap > GAP or known(said):
            break
    if last and best < len(order) and known(text[order[best][1].start : order[best][1].end]):
        return []  # the list of a section: "Related Policies"
    return [index for index, _ in order[:best]]
