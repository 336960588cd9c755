"""How well records agree with gold records: precision, recall and F1 by field, and what was missed or invented.

>>> from extractor.evaluate import evaluate
>>> report = evaluate(Path("gold"), Path("records"))
>>> report.soft.fields["codes"].f1
"""

from __future__ import annotations

from extractor.evaluate.gold import gold_from_review, load_gold
from extractor.evaluate.report import Report, evaluate
from extractor.evaluate.scoring import FIELDS, SOFT, STRICT, score_document

__all__ = ["FIELDS", "SOFT", "STRICT", "Report", "evaluate", "gold_from_review", "load_gold", "score_document"]
