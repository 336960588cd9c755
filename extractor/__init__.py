"""Turn a US health payer's policy document into one validated, evidence-carrying record.

>>> from extractor import extract
>>> policy = extract("policy.pdf")          # or bytes
>>> policy.policy.title.value, policy.to_json()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["DocumentError", "ExtractorError", "Policy", "extract", "read", "validate"]

if TYPE_CHECKING:
    from extractor.contract import validate
    from extractor.errors import DocumentError, ExtractorError
    from extractor.pipeline import extract, read
    from extractor.types import Policy

_HOMES = {
    "DocumentError": "extractor.errors",
    "ExtractorError": "extractor.errors",
    "Policy": "extractor.types",
    "extract": "extractor.pipeline",
    "read": "extractor.pipeline",
    "validate": "extractor.contract",
}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for: ``import extractor`` itself costs nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
