"""Writes policy documents of invented payers, in the layouts that real payers use, with their exact gold records.

``words`` is the vocabulary, ``content`` makes a policy out of a seed, ``layouts`` puts it into the order and wording
of a kind of payer as ``elements``, and a writer a format (``as_pdf``, ``as_html``, ``as_docx``, ``as_text``) prints
them. ``gold`` reads the truth off the content, so that document and gold can't disagree.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .content import make
from .elements import Pairs, Table
from .gold import gold
from .layouts import LAYOUTS

FORMATS = {"pdf": "as_pdf", "html": "as_html", "docx": "as_docx", "txt": "as_text"}

__all__ = ["FORMATS", "LAYOUTS", "document", "tables"]


def document(layout: str, seed: int, format: str) -> tuple[bytes, dict[str, Any]]:
    """The bytes of one document and its gold record; the same arguments give the same bytes."""
    printed, content_kind, kind = LAYOUTS[layout]
    content = make(seed, content_kind)
    made = printed(content)
    written = import_module(f".{FORMATS[format]}", __name__).write(made)
    data, boxes = written if isinstance(written, tuple) else (written, None)
    return data, gold(content, made, kind=kind, boxes=boxes)


def tables(layout: str, seed: int, format: str) -> list[list[tuple[str, ...]]]:
    """The rows of each table that a document shows, its head first: a dump shows a box of pairs as lines, or by tabs."""
    printed, content_kind, _ = LAYOUTS[layout]
    found = []
    for element in printed(make(seed, content_kind)).elements:
        if isinstance(element, Table):
            found.append([*([element.header] if element.header else []), *element.rows])
        elif isinstance(element, Pairs) and element.style == ("tab" if format == "txt" else "table"):
            found.append(list(element.rows))
    return found
