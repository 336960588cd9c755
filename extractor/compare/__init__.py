"""What changed between two versions of a policy, and between two collections of policies.

>>> from extractor.compare import Side, compare
>>> changes = compare(Side.load(Path("old.pdf")), Side.load(Path("new.pdf")))
"""

from __future__ import annotations

from extractor.compare.changes import GRADES, Change, Quote, counts
from extractor.compare.feed import Feed, compare_folders
from extractor.compare.sides import Side
from extractor.compare.whole import compare

__all__ = ["GRADES", "Change", "Feed", "Quote", "Side", "compare", "compare_folders", "counts"]
