"""Decides how the figures of many documents are put together: micro, macro, what was missed and invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.evaluate.gold import load_gold, load_records
from extractor.evaluate.matching import Slip, Tally
from extractor.evaluate.scoring import FIELDS, SOFT, STRICT, Tallies, score_document
from extractor.likeness import tokens

QUOTE = 160  # characters of the document around a slip: a line and a half of print


@dataclass(frozen=True, slots=True)
class Figures:
    """One field over all documents: counts, micro figures, and the mean of the documents' F1 (``macro_f1``)."""

    tp: int
    fp: int
    fn: int
    precision: float
    recall: float
    f1: float
    macro_f1: float

    @property
    def support(self) -> int:
        """How many items gold has."""
        return self.tp + self.fn


@dataclass(frozen=True, slots=True)
class Missing:
    """Something missed or invented in a document, with the words of the document where they are at hand."""

    document: str
    field: str
    kind: str  # missed · invented
    value: str
    quote: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Level:
    """The figures under one way of comparing texts (soft: most of the words; strict: all of them)."""

    fields: Mapping[str, Figures]
    documents: Mapping[str, Mapping[str, float]]  # document → field → F1
    mean_f1: float  # mean of the fields' micro F1
    macro_f1: float  # mean of the fields' macro F1
    micro: Figures  # all items of all fields in one pot


@dataclass(frozen=True, slots=True)
class Report:
    """How well the records agree with gold."""

    documents: int
    absent: tuple[str, ...]
    soft: Level
    strict: Level
    slips: tuple[Missing, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""

        def figures(f: Figures) -> dict[str, float]:
            return {
                "precision": f.precision,
                "recall": f.recall,
                "f1": f.f1,
                "macro_f1": f.macro_f1,
                "support": f.support,
                "tp": f.tp,
                "fp": f.fp,
                "fn": f.fn,
            }

        def level(of: Level) -> dict[str, Any]:
            return {
                "mean_f1": of.mean_f1,
                "mean_macro_f1": of.macro_f1,
                "micro": figures(of.micro),
                "fields": {name: figures(f) for name, f in of.fields.items()},
                "documents": {name: dict(row) for name, row in of.documents.items()},
            }

        return {
            "documents": self.documents,
            "absent": list(self.absent),
            "soft": level(self.soft),
            "strict": level(self.strict),
            "slips": [
                {"document": s.document, "field": s.field, "kind": s.kind, "value": s.value}
                | ({"quote": s.quote} if s.quote else {})
                | ({"page": s.page} if s.page else {})
                for s in self.slips
            ],
        }


def evaluate(gold: Path, predicted: Path) -> Report:
    """Compare the records of one folder (or file) with the gold records of another, matched by file name.

    Texts beside the records (``NAME.txt``) give the quotes. Raises UsageError where there is no gold.
    """
    golds, records = load_gold(gold), load_records(predicted)
    if not golds:
        raise UsageError(f"no gold records in {gold}")
    if gold.is_file() and predicted.is_file():  # two files: compared whatever their names
        (name,) = golds
        records = {name: next(iter(records.values()))}
    folder = predicted if predicted.is_dir() else predicted.parent
    absent = tuple(name for name in golds if name not in records)
    soft = {name: score_document(record, records.get(name), floors=SOFT) for name, record in golds.items()}
    strict = {name: score_document(record, records.get(name), floors=STRICT) for name, record in golds.items()}
    slips: list[Missing] = []
    for name, tallies in soft.items():
        beside = folder / f"{name}.txt"
        text = beside.read_text(encoding="utf-8") if beside.is_file() else ""
        slips += _slips(name, tallies, text)
    return Report(len(golds), absent, _level(soft), _level(strict), tuple(slips))


def _level(scored: Mapping[str, Tallies]) -> Level:
    totals = {name: Tally() for name in FIELDS}
    means: dict[str, list[float]] = {name: [] for name in FIELDS}
    documents: dict[str, dict[str, float]] = {}
    pot = Tally()
    for document, tallies in scored.items():
        row = documents.setdefault(document, {})
        for name, tally in tallies.items():
            if tally.touched:
                totals[name].add(tally)
                pot.add(tally)
                row[name] = tally.f1
                means[name].append(tally.f1)
    fields = {name: _figures(totals[name], means[name]) for name in FIELDS if totals[name].touched}
    return Level(
        fields=fields,
        documents=documents,
        mean_f1=_mean(f.f1 for f in fields.values()),
        macro_f1=_mean(f.macro_f1 for f in fields.values()),
        micro=_figures(pot, [_mean(row.values()) for row in documents.values()]),
    )


def _figures(tally: Tally, means: list[float]) -> Figures:
    return Figures(tally.tp, tally.fp, tally.fn, tally.precision, tally.recall, tally.f1, _mean(means))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _slips(document: str, tallies: Tallies, text: str) -> list[Missing]:
    return [
        Missing(document, field, kind, slip.value, *_quote(slip, text))
        for field, tally in tallies.items()
        for kind, slips in (("missed", tally.missed), ("invented", tally.invented))
        for slip in slips
    ]


def _quote(slip: Slip, text: str) -> tuple[str | None, int | None]:
    """The words of the document at a slip, and their page: by its span, else where its value first stands."""
    item = slip.item or {}
    evidence = item.get("evidence") or item
    start, end, page = evidence.get("start"), evidence.get("end"), evidence.get("page")
    if not text:
        return None, page
    if not isinstance(start, int) or not isinstance(end, int):
        sought = item.get("code") or item.get("value") or item.get("text") or item.get("heading") or ""
        start = text.find(str(sought)[:60]) if tokens(str(sought)) else -1
        if start < 0:
            return None, page
        end = start + len(str(sought)[:60])
    return around(text, start, end), page


def around(text: str, start: int, end: int) -> str:
    """The line that holds a span, cut to about :data:`QUOTE` characters around it, white space folded."""
    left = max(text.rfind("\n", 0, start) + 1, start - QUOTE // 2)
    right = text.find("\n", end)
    right = min(len(text) if right < 0 else right, max(end, start + QUOTE))
    return " ".join(text[left:right].split())[: 2 * QUOTE]
