"""Puts the front end together: the same parts as files for the server and as one page for an export."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
SCRIPTS = (
    "dom.js",
    "source.js",
    "model.js",
    "lazy.js",
    "pages.js",
    "text.js",
    "rows.js",
    "record.js",
    "forms.js",
    "inspector.js",
    "keys.js",
    "main.js",
)


@lru_cache(maxsize=1)
def script() -> str:
    """The scripts in order, in one closed scope."""
    parts = [(STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();\n"


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet."""
    return (STATIC / "review.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def page() -> str:
    """The page as the server gives it."""
    return (STATIC / "index.html").read_text(encoding="utf-8")


def standalone(data: dict[str, Any]) -> str:
    """The page with script, style and data inside; nothing else may run or load."""
    policy = (
        f"default-src 'none'; script-src {_hash(script())}; style-src {_hash(style())}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    html = page()
    for old, new in (
        ("<!-- policy -->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        ('<link rel="stylesheet" href="review.css">', f"<style>{style()}</style>"),
        ('<script src="app.js" defer></script>', ""),
        (
            "<!-- data -->",
            f'<script type="application/json" id="data">{_inert(data)}</script><script>{script()}</script>',
        ),
    ):
        before, found, after = html.partition(old)
        if not found:
            raise AssertionError(f"index.html has lost {old}")
        html = before + new + after
    return html


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _inert(data: dict[str, Any]) -> str:
    """JSON that can't end the element it stands in, nor break a line of script."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
