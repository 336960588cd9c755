"""Decides how changes read: a terminal table, or an HTML redline that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING

from extractor.compare.changes import GRADES, Change, Quote, counts
from extractor.compare.feed import Entry, Feed, identity
from extractor.compare.sides import Side

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

COLOURS = {"breaking": "bold red", "material": "yellow", "minor": "cyan", "cosmetic": "dim"}
SIGNS = {"added": "+", "removed": "−", "modified": "~", "moved": "↕"}
_BIT = re.compile(r"\w+|\s+|[^\w\s]")  # a word, a run of blanks, or a single sign; nothing is left out


def summary(changes: Iterable[Change]) -> str:
    """How many changes of each grade, in words."""
    parts = [f"{n} {grade}" for grade, n in counts(changes).items() if n]
    return ", ".join(parts) if parts else "no changes"


NAME = 60  # characters of a thing's name in the terminal's narrow column: the quotes beside it say the rest


def _cut(name: str) -> str:
    return name if len(name) <= NAME else name[: NAME - 1].rstrip() + "…"


def _bits(old: str, new: str) -> list[tuple[str, str, str]]:
    """The two wordings word by word: ``(equal | delete | insert | replace, old words, new words)``."""
    a, b = _BIT.findall(old), _BIT.findall(new)
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(tag, "".join(a[i:j]), "".join(b[k:m])) for tag, i, j, k, m in steps]


# --------------------------------------------------------------------------- terminal


def terminal(old: Side, new: Side, changes: Sequence[Change]) -> list[RenderableType]:
    """A head, and a row for each change with both quotes and pages."""
    from rich.table import Table
    from rich.text import Text

    head = Text(f"{old.name} → {new.name}: {summary(changes)}", style="bold")
    if not changes:
        return [head]
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False, expand=True)
    for name, ratio in (("grade", 0), ("field", 0), ("what", 4), ("old", 5), ("new", 5)):
        table.add_column(name, ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    last: Change | None = None
    for change in changes:
        again = _same(change, last)
        last = change
        what = Text(f"{SIGNS[change.kind]} {'″' if again else _cut(change.what)}")
        if change.detail:
            what.append(f"\n{change.detail}", style="bold" if change.grade == "breaking" else "dim")
        before, after = _marked(change.old, change.new)
        table.add_row(Text(change.grade, style=COLOURS[change.grade]), change.field, what, before, after)
    return [head, Text(""), table]


def _marked(old: Quote | None, new: Quote | None) -> tuple[Text, Text]:
    from rich.text import Text

    before, after = Text(), Text()
    for tag, gone, come in _bits(old.text if old else "", new.text if new else ""):
        before.append(gone, style="" if tag == "equal" else "red")
        after.append(come, style="" if tag == "equal" else "green")
    for text, quote in ((before, old), (after, new)):
        if quote and quote.page:
            text.append(f"  p. {quote.page}", style="dim")
    return before, after


def feed_terminal(feed: Feed) -> list[RenderableType]:
    """A row for each policy that is not unchanged, and what could not be read."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("state", "payer", "number", "title", "changes"):
        table.add_column(name, overflow="fold")
    for entry in feed.entries:
        if entry.state != "unchanged":
            table.add_row(entry.state, *_named(entry), summary(entry.changes) if entry.changes else "")
    states = feed.to_dict()["summary"]
    line = ", ".join(f"{n} {state}" for state, n in states.items())
    failed = [Text(f"not read: {name}: {reason}", style="red") for name, reason in feed.failed]
    return [Text(line, style="bold"), table, *failed]


def _named(entry: Entry) -> tuple[str, str, str]:
    side = entry.new or entry.old
    assert side is not None
    payer, number = identity(side)
    title = ((side.record.get("policy") or {}).get("title") or {}).get("value") or side.name
    return payer or "", number or "", str(title)


# --------------------------------------------------------------------------- HTML

STYLE = """
:root{color-scheme:light dark;--ink:#1b2127;--soft:#58626d;--line:#dfe3e7;--paper:#fff;--wash:#f6f7f8;
--ins:#14612f;--ins-w:#dcf3e3;--del:#9b231b;--del-w:#fbe3e0;
--breaking:#a12c21;--material:#7d5200;--minor:#0a5fa8;--cosmetic:#58626d}
@media(prefers-color-scheme:dark){:root{--ink:#e3e7eb;--soft:#9ba6b1;--line:#2c3238;--paper:#181b1f;--wash:#1f2328;
--ins:#8fdcab;--ins-w:#17351f;--del:#f5a39b;--del-w:#40201c;
--breaking:#f39b92;--material:#e6b95c;--minor:#79b8f3;--cosmetic:#9ba6b1}}
*{box-sizing:border-box}body{font:14.5px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0}
main{max-width:78rem;margin:0 auto;padding:2rem 1.2rem 6rem}h1{font-size:1.35rem;margin:0}
h2{font-size:1.05rem;margin:2.2rem 0 0;padding:.6rem 0;position:sticky;top:0;background:var(--paper)}
.soft{color:var(--soft)}article{border-top:1px solid var(--line);padding:.7rem 0;display:grid;gap:.2rem 1.2rem;
grid-template-columns:9.5rem minmax(0,1fr) minmax(0,1fr)}article>*{min-width:0;overflow-wrap:anywhere}
article.again{border-top:0;padding-top:0}article .alone{grid-column:2/-1;max-width:60rem}header{grid-column:1/-1;font-weight:600}header .soft{font-weight:400}
.grade{font-size:.8rem;font-weight:600}.breaking{color:var(--breaking)}.material{color:var(--material)}
.minor{color:var(--minor)}.cosmetic{color:var(--cosmetic)}
ins{background:var(--ins-w);color:var(--ins);text-decoration:none}del{background:var(--del-w);color:var(--del)}
small{color:var(--soft);display:block}nav{margin:.8rem 0}nav p{margin:.15rem 0}nav a{display:inline-block;min-width:7rem;font-weight:600}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
details h2{position:static}details>summary{cursor:pointer;padding:.5rem 0;border-bottom:1px solid var(--line)}
@media(max-width:900px){article{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}article>.kind,article .alone{grid-column:1/-1}}
@media(max-width:560px){article{grid-template-columns:minmax(0,1fr)}}
"""


def page(old: Side, new: Side, changes: Sequence[Change]) -> str:
    """The redline of two versions."""
    heads = [_title(side) for side in (old, new)]
    body = [
        f"<h1>{escape(heads[1])}</h1><p class=soft>{escape(old.name)} → {escape(new.name)}</p>",
        _contents(changes),
        _articles(changes, anchors=True),
    ]
    return _document(heads[1], "".join(body))


def feed_page(feed: Feed) -> str:
    """The change feed of two collections, each changed policy with its redline folded in."""
    states = feed.to_dict()["summary"]
    parts = [f"<h1>Policy changes</h1><p>{', '.join(f'{n} {state}' for state, n in states.items())}</p>"]
    for state in ("new", "retired"):
        rows = [_named(entry) for entry in feed.entries if entry.state == state]
        if rows:
            cells = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
            parts.append(f"<h2>{state.capitalize()}</h2><table>{cells}</table>")
    changed = [entry for entry in feed.entries if entry.state == "changed"]
    if changed:
        parts.append("<h2>Changed</h2>")
    for entry in changed:
        payer, number, title = _named(entry)
        head = " · ".join(x for x in (payer, number) if x)
        parts.append(
            f"<details><summary><b>{escape(title)}</b> <span class=soft>{escape(head)}</span> — "
            f"{escape(summary(entry.changes))}</summary>{_articles(entry.changes)}</details>"
        )
    for name, reason in feed.failed:
        parts.append(f"<p class=breaking>Not read: {escape(name)}: {escape(reason)}</p>")
    return _document("Policy changes", "".join(parts))


def _title(side: Side) -> str:
    title = ((side.record.get("policy") or {}).get("title") or {}).get("value")
    return str(title or side.name)


def _contents(changes: Sequence[Change]) -> str:
    """How many changes of each grade, each with a way there, and in which fields."""
    if not changes:
        return f"<p>{summary(changes)}</p>"
    lines = []
    for grade, number in counts(changes).items():
        if number:
            fields = Counter(change.field for change in changes if change.grade == grade)
            where = ", ".join(f"{n} {escape(_many(field, n))}" for field, n in fields.items())
            lines.append(
                f'<p><a class={grade} href="#{grade}">{number} {grade}</a> <span class=soft>{where}</span></p>'
            )
    return f"<nav>{''.join(lines)}</nav>"


def _many(field: str, number: int) -> str:
    if number != 1 or field == "status":
        return field
    return "criterion" if field == "criteria" else field.removesuffix("s")


def _articles(changes: Sequence[Change], *, anchors: bool = False) -> str:
    parts = []
    for grade in GRADES:
        rows = [c for c in changes if c.grade == grade]
        if rows:
            place = f' id="{grade}"' if anchors else ""
            parts.append(f'<h2 class="{grade}"{place}>{grade.capitalize()} <span class=soft>{len(rows)}</span></h2>')
            above = [None, *rows]
            parts += [_article(c, again=_same(c, before)) for c, before in zip(rows, above, strict=False)]
    return "".join(parts)


def _same(change: Change, before: Change | None) -> bool:
    return before is not None and (change.what, change.field) == (before.what, before.field)


def _article(change: Change, *, again: bool) -> str:
    """One change; ``again`` where it is of the same thing as the one above, whose name then stands for both."""
    before, after = [], []
    for tag, gone, come in _bits(change.old.text if change.old else "", change.new.text if change.new else ""):
        before.append(escape(gone) if tag == "equal" else f"<del>{escape(gone)}</del>" if gone else "")
        after.append(escape(come) if tag == "equal" else f"<ins>{escape(come)}</ins>" if come else "")
    alone = "" if change.old and change.new else " class=alone"  # what only came, or only went, has the whole width
    sides = "".join(
        f"<div{alone}>{''.join(bits)}{_place(quote)}</div>"
        for bits, quote in ((before, change.old), (after, change.new))
        if quote
    )
    detail = f" <span class=soft>{escape(change.detail)}</span>" if change.detail else ""
    head = f"<header>{escape(change.what)}{detail}</header>" if detail or not again else ""
    kind = f"<div class='soft kind'>{SIGNS[change.kind]} {change.kind} {escape(change.field)}</div>"
    return f"<article{' class=again' if again else ''}>{head}{kind}{sides}</article>"


def _place(quote: Quote) -> str:
    words = [quote.section or "", f"p. {quote.page}" if quote.page else ""]
    shown = " · ".join(word for word in words if word)
    return f"<small>{escape(shown)}</small>" if shown else ""


def _document(title: str, body: str) -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><main>{body}</main></html>\n"
    )
