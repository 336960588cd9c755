"""The run report: what failed, how full each payer's fields are, and what changed since the last run.

A payer whose fields are emptier than they were has most likely changed its layout: that is the alarm.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from extractor.batch import tally

LEAST_DOCUMENTS = 3  # of a payer, before and now, for a comparison
LEAST_FALL = 0.1  # of a fill rate, for an alarm
DEVIATIONS = 2.0  # standard errors that a fall must pass: chance alone does so in one case of forty
SHOWN = 25  # headings and problems in a list
Page = dict[str, Any]


def build(facts: Mapping[str, Any], *, documents: Mapping[str, int], previous: Page | None) -> Page:
    """The report as plain data."""
    counts = tally.trimmed(facts["tally"])
    return {
        **{key: facts[key] for key in ("extractor", "engine", "workers", "started", "finished", "options")},
        **{key: facts[key] for key in ("counts", "failures", "skipped", "cost")},
        "fields": tally.names(),
        "payers": counts,
        "changes": _changes(counts, tally.trimmed(facts["tally_new"]), dict(documents), facts, previous),
    }


def rate(entry: Mapping[str, Any], field: str) -> float:
    """The share of a payer's documents whose field holds something."""
    return float(entry["filled"].get(field, 0) / entry["documents"]) if entry["documents"] else 0.0


def fell(before: Mapping[str, Any], now: Mapping[str, Any], field: str) -> bool:
    """Whether a field is emptier than it was, by more than chance explains."""
    n, m = before["documents"], now["documents"]
    if min(n, m) < LEAST_DOCUMENTS:
        return False
    fall = rate(before, field) - rate(now, field)
    pooled = (before["filled"].get(field, 0) + now["filled"].get(field, 0)) / (n + m)
    return fall >= LEAST_FALL and fall > DEVIATIONS * math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def _changes(
    payers: Mapping[str, Any],
    new: Mapping[str, Any],
    documents: dict[str, int],
    facts: Mapping[str, Any],
    previous: Page | None,
) -> dict[str, Any]:
    if previous is None:
        return {"since": None, "documents": documents, "alarms": [], "failures": {}, "payers": {}}
    codes = sorted({*facts["failures"], *previous["failures"]})
    return {
        "since": previous["finished"],
        "documents": documents,
        "same_extractor": facts["extractor"] == previous["extractor"],
        "alarms": list(_alarms(payers, new, previous["payers"])),
        "failures": {c: [previous["failures"].get(c, 0), facts["failures"].get(c, 0)] for c in codes},
        "payers": {
            "new": sorted(set(payers) - set(previous["payers"])),
            "gone": sorted(set(previous["payers"]) - set(payers)),
        },
    }


def _alarms(payers: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Fields that fell, in the documents that are new (a change of layout shows there first) or in all."""
    for payer, old in before.items():
        for among, current in (("new documents", new.get(payer)), ("all documents", payers.get(payer))):
            fallen = [field for field in tally.names() if current and fell(old, current, field)]
            for field in fallen:
                was, now = rate(old, field), rate(current or {}, field)
                message = f"{payer}: '{field}' filled in {now:.0%} of {among}, was {was:.0%}; has the layout changed?"
                yield {
                    "payer": payer,
                    "field": field,
                    "among": among,
                    "before": round(was, 4),
                    "after": round(now, 4),
                    "documents": (current or {})["documents"],
                    "message": message,
                }
            if fallen:
                break


# --------------------------------------------------------------------------- the page

STYLE = """
:root { color-scheme: light dark; --line: #d5d9de; --soft: #f4f6f8; --ink: #1c2733; --bad: #b3261e; --good: #1a7f5a; }
@media (prefers-color-scheme: dark) { :root { --line: #3a424c; --soft: #20262d; --ink: #e4e8ec; --bad: #ff8a80;
  --good: #6fd3a8; } body { background: #14181c; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
p.sub { margin: .2rem 0 1.2rem; opacity: .75; overflow-wrap: anywhere; }
.cards { display: flex; flex-wrap: wrap; gap: .8rem; } .card { background: var(--soft); border-radius: .5rem;
  padding: .6rem 1rem; min-width: 7.5rem; } .card b { display: block; font-size: 1.45rem; line-height: 1.3;
  font-variant-numeric: tabular-nums; } .bad { color: var(--bad); } .good { color: var(--good); }
.alarm { border-left: 4px solid var(--bad); background: var(--soft); padding: .5rem .9rem; margin: .4rem 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .87rem; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap;
  font-variant-numeric: tabular-nums; } th:first-child, td:first-child, td.text, th.text { text-align: left; }
td.text { white-space: normal; overflow-wrap: anywhere; }
td.fill { color: #10202c; } td.fallen { background: #f2b8b5; font-weight: 600; } thead th { vertical-align: bottom; }
th.slant { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; padding: .5rem .2rem; }
details { margin: .3rem 0; } summary { cursor: pointer; }
"""


def html(page: Page) -> str:
    """The report as one page that needs nothing else."""
    counts, cost = page["counts"], page["cost"]
    head = f"Batch of {counts['found']:,} documents"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{head}</title><style>{STYLE}</style>",
            f"<h1>{head}</h1>",
            f'<p class="sub">{_text(page["finished"])} · extractor {_text(page["extractor"])} · '
            f"{_text(page['engine'])} engine, {page['workers']} workers</p>",
            _cards(counts, cost),
            *_section("Alarms", _alarm_list(page["changes"])),
            *_section("Failures", _table(("code", "documents"), page["failures"].items())),
            *_section("Skipped", _table(("reason", "documents"), page["skipped"].items())),
            *_section("Since the last run", _since(page["changes"])),
            *_section("How full each field is, by payer, in percent of its documents", _fill(page)),
            *_section("Problems, by code", _table(("code", "documents"), _summed(page, "problems"))),
            *_section("Each payer's problems and headings not recognised", _details(page)),
            "</html>\n",
        ]
    )


def _text(value: Any) -> str:
    return escape(str(value))


def _section(title: str, body: str) -> list[str]:
    return [f"<h2>{title}</h2>", body] if body else []


def _cards(counts: Mapping[str, int], cost: Mapping[str, Any]) -> str:
    cards = [
        (f"{counts['found']:,}", "found", ""),
        (f"{counts['written']:,}", "written", "good"),
        (f"{counts['failed']:,}", "failed", "bad" if counts["failed"] else ""),
        (f"{counts['skipped']:,}", "skipped", ""),
        (f"{cost['extracted']:,}", "extracted now", ""),
        (f"{cost['documents_per_second']:,}", "documents/s", ""),
        (f"{cost['pages_per_second']:,}", "pages/s", ""),
        (f"{cost['seconds']:,.0f} s", "extracting", ""),
        (f"{cost['peak_memory_parent'] >> 20:,} MiB", "parent, peak", ""),
        (f"{cost['peak_memory_workers'] >> 20:,} MiB", "workers, peak", ""),
    ]
    inner = "".join(f'<div class="card"><b class="{kind}">{value}</b>{label}</div>' for value, label, kind in cards)
    return f'<div class="cards">{inner}</div>'


def _table(heads: tuple[str, ...], rows: Any) -> str:
    body = "".join(
        "<tr>" + "".join(f'<td class="{"text" if isinstance(v, str) else ""}">{_cell(v)}</td>' for v in row) + "</tr>"
        for row in rows
    )
    top = "".join(f'<th class="{"text" if i == 0 else ""}">{_text(head)}</th>' for i, head in enumerate(heads))
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>' if body else ""


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else _text(value)


def _alarm_list(changes: Mapping[str, Any]) -> str:
    return "".join(f'<div class="alarm">{_text(alarm["message"])}</div>' for alarm in changes["alarms"])


def _since(changes: Mapping[str, Any]) -> str:
    if changes["since"] is None:
        return "<p>There was no run before this one in this folder.</p>"
    rows = [(f"{name} documents", count) for name, count in changes["documents"].items()]
    rows += [(f"new payer: {name}", "") for name in changes["payers"]["new"][:SHOWN]]
    rows += [(f"payer gone: {name}", "") for name in changes["payers"]["gone"][:SHOWN]]
    rows += [(f"failures: {code}", f"{was:,} → {now:,}") for code, (was, now) in changes["failures"].items()]
    note = "" if changes["same_extractor"] else " The extractor has changed since: every document was read again."
    return f"<p>Compared with the run that ended {_text(changes['since'])}.{note}</p>" + _table(("what", "count"), rows)


def _fill(page: Page) -> str:
    fallen = {(alarm["payer"], alarm["field"]) for alarm in page["changes"]["alarms"]}
    heads = "".join(f'<th class="slant">{_text(name.replace("_", " "))}</th>' for name in page["fields"])
    ordered = sorted(page["payers"].items(), key=lambda item: (-item[1]["documents"], item[0]))
    rows = []
    for payer, entry in ordered:
        cells = "".join(_fill_cell(rate(entry, name), (payer, name) in fallen) for name in page["fields"])
        rows.append(f'<tr><td class="text">{_text(payer)}</td><td>{entry["documents"]:,}</td>{cells}</tr>')
    if not rows:
        return ""
    top = f'<tr><th class="text">payer</th><th class="slant">documents</th>{heads}</tr>'
    return f'<div class="wide"><table><thead>{top}</thead><tbody>{"".join(rows)}</tbody></table></div>'


def _fill_cell(share: float, alarm: bool) -> str:
    if alarm:
        return f'<td class="fill fallen">{100 * share:.0f} ▼</td>'
    # one hue: an empty field is no fault by itself, many policies have no related ones; red is for what fell
    return f'<td class="fill" style="background:hsl(168 42% {97 - 22 * share:.0f}%)">{100 * share:.0f}</td>'


def _summed(page: Page, what: str) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for entry in page["payers"].values():
        total.update(entry[what])
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]


def _details(page: Page) -> str:
    """For each payer, to be unfolded: its problems and the headings that no lexicon knows."""
    parts = []
    for payer, entry in sorted(page["payers"].items(), key=lambda item: (-item[1]["documents"], item[0])):
        lists = [("problem", entry["problems"]), ("heading not recognised", entry["headings"])]
        tables = [_table((f"{what}", "documents"), list(counts.items())[:SHOWN]) for what, counts in lists]
        if any(tables):
            label = ", ".join(f"{what}: {len(counts):,}" for what, counts in lists if counts)
            parts.append(f"<details><summary>{_text(payer)} – {label}</summary>{''.join(tables)}</details>")
    return "".join(parts)
