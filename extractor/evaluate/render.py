"""Decides how an evaluation reads: a terminal table, Markdown, or one self-contained HTML page."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from extractor.evaluate.report import Level, Missing, Report

if TYPE_CHECKING:
    from rich.console import RenderableType

HEADS = ("field", "P", "R", "F1", "macro", "strict F1", "gold")
CUT = 200  # characters of a value in a list of slips


def rows(report: Report) -> list[tuple[str, ...]]:
    """The figures' table, a row a field, the means last."""
    table = []
    for name, soft in report.soft.fields.items():
        strict = report.strict.fields[name]
        figures = (soft.precision, soft.recall, soft.f1, soft.macro_f1, strict.f1)
        table.append((name, *(f"{x:.3f}" for x in figures), str(soft.support)))
    table.append(("mean of fields", "", "", *_means(report.soft, report.strict), ""))
    micro, exact = report.soft.micro, report.strict.micro
    figures = (micro.precision, micro.recall, micro.f1, micro.macro_f1, exact.f1)
    table.append(("all items (micro)", *(f"{x:.3f}" for x in figures), str(micro.support)))
    return table


def _means(soft: Level, strict: Level) -> tuple[str, ...]:
    return tuple(f"{x:.3f}" for x in (soft.mean_f1, soft.macro_f1, strict.mean_f1))


def summary(report: Report) -> str:
    """One line on what was compared."""
    absent = f": {', '.join(report.absent)}" if report.absent else ""
    return f"{report.documents} gold records, {len(report.absent)} without a prediction{absent}"


def grouped(report: Report, *, limit: int, fields: tuple[str, ...] = ()) -> dict[tuple[str, str], list[Missing]]:
    """Slips by document and field, at most ``limit`` of each kind."""
    found: dict[tuple[str, str], list[Missing]] = defaultdict(list)
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    for slip in report.slips:
        key = (slip.document, slip.field, slip.kind)
        seen[key] += 1
        if seen[key] <= limit and (not fields or slip.field in fields):
            found[slip.document, slip.field].append(slip)
    return dict(found)


def terminal(report: Report, *, misses: int, fields: tuple[str, ...]) -> list[RenderableType]:
    """What failed, then the table."""
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = []
    for (document, field), slips in grouped(report, limit=misses, fields=fields).items():
        parts.append(Text(f"{document} · {field}", style="bold"))
        for slip in slips:
            line = Text(f"  {'−' if slip.kind == 'missed' else '+'} {slip.value[:CUT]}")
            line.stylize("red" if slip.kind == "missed" else "yellow", 2, 3)
            if slip.quote and slip.quote[:CUT] != slip.value[:CUT]:
                line.append(f"\n      “{slip.quote[:CUT]}”" + (f" p. {slip.page}" if slip.page else ""), style="dim")
            parts.append(line)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, head in enumerate(HEADS):
        table.add_column(head, justify="left" if index == 0 else "right", no_wrap=True)
    for row in rows(report):
        table.add_row(*row, style="bold" if row[0].startswith(("mean", "all")) else "")
    return [*parts, Text(summary(report)), table]


def markdown(report: Report, *, misses: int, fields: tuple[str, ...]) -> str:
    """The report as Markdown: the table, then each document's slips."""
    lines = [
        f"# Evaluation\n\n{summary(report)}\n",
        f"| {' | '.join(HEADS)} |",
        "| --- |" + " ---: |" * (len(HEADS) - 1),
    ]
    lines += [f"| {' | '.join(row)} |" for row in rows(report)]
    last = None
    for (document, field), slips in grouped(report, limit=misses, fields=fields).items():
        if document != last:
            lines.append(f"\n## {_plain(document)}\n")
            last = document
        for slip in slips:
            quote = f" — “{_plain(slip.quote[:CUT])}”" if slip.quote else ""
            page = f" (p. {slip.page})" if slip.page else ""
            lines.append(f"- {field}, {slip.kind}: {_plain(slip.value[:CUT])}{quote}{page}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text as Markdown shows it literally: no markup, no tables, no line breaks."""
    folded = " ".join(text.split())
    return "".join("\\" + c if c in "\\`*_[]<>|#" else c for c in folded)


STYLE = """
:root{color-scheme:light dark;--ink:#1d2126;--soft:#5b6570;--line:#d9dee4;--paper:#fff;--miss:#a8261b;--extra:#7a5200}
@media(prefers-color-scheme:dark){
:root{--ink:#e4e7eb;--soft:#9aa5b1;--line:#343b44;--paper:#16191d;--miss:#ff8f85;--extra:#e8b44c}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto}
body{padding:0 1rem}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .8rem;text-align:right;border-bottom:1px solid var(--line)}th:first-child,td:first-child{text-align:left}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin:2rem 0 .4rem}h3{font-size:.9rem;color:var(--soft);margin:.8rem 0 .2rem}
ul{margin:0;padding-left:1.2rem}li{overflow-wrap:anywhere}li.missed::marker{content:"− ";color:var(--miss)}
li.invented::marker{content:"+ ";color:var(--extra)}li span{color:var(--soft);display:block;font-size:.88em}
tbody tr:nth-last-child(-n+2){font-weight:600}
"""


def page(report: Report, *, misses: int, fields: tuple[str, ...]) -> str:
    """The report as one HTML page: no script, its style allowed by hash, every value escaped."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = "".join(f"<th>{h}</th>" for h in HEADS)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows(report))
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width"><title>Evaluation</title>',
        f"<style>{STYLE}</style><h1>Evaluation</h1><p>{escape(summary(report))}</p>",
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        "<p>P, R and F1 over all items; macro: the mean of the documents' F1; strict: every word and none more; "
        "gold: how many items there are. Below: − missed, + invented.</p>"
        if report.slips
        else "",
    ]
    last = None
    for (document, field), slips in grouped(report, limit=misses, fields=fields).items():
        if document != last:
            parts.append(f"<h2>{escape(document)}</h2>")
            last = document
        items = "".join(
            f'<li class="{slip.kind}">{escape(slip.value[:CUT])}'
            + (
                f"<span><q>{escape(slip.quote[:CUT])}</q>{f' p. {slip.page}' if slip.page else ''}</span>"
                if slip.quote
                else ""
            )
            for slip in slips
        )
        parts.append(f"<h3>{field}</h3><ul>{items}</ul>")
    return "".join(parts) + "\n"
