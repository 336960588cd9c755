"""Work functions that the batch tests hand to the engine: small records, quickly.

The engine takes the function by its path (``tests.batch_work:…``).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Stage = Callable[[str], None]


def record(data: bytes, name: str, *, payer: str | None = None, codes: list[dict[str, Any]] | None = None) -> bytes:
    """A small record that keeps the contract's shape."""
    evidence = {"start": 0, "end": 1, "page": 1, "boxes": [], "rule": "test.rule", "confidence": 1.0}
    plain = {
        "schema_version": "1.0.0",
        "source": {
            "name": name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "media_type": "text/plain",
            "bytes": len(data),
            "pages": None,
            "characters": len(data),
            "ocr": False,
        },
        "policy": {
            "title": {"value": data[:20].decode("utf-8", "replace"), "evidence": evidence},
            "payer": payer and {"id": payer, "name": payer, "evidence": evidence},
            "kind": "medical_policy",
            "status": "active",
            "numbers": [],
            "dates": [],
            "related": [],
            "lines_of_business": [],
            "states": [],
        },
        "sections": [],
        "statements": [],
        "codes": codes or [],
        "references": [],
        "identifiers": [],
        "history": [],
        "diagnostics": [],
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def small(data: bytes, *, name: str, options: Mapping[str, Any], stage: Stage) -> tuple[bytes, int]:
    """A small record after a few milliseconds, as long as the document's bytes say."""
    stage("read")
    if data.startswith(b"SLEEP"):
        time.sleep(1000)
    time.sleep(data[0] % 16 / 1000 if data else 0)
    return record(data, name, payer=str(options.get("payer", "acme"))), 1


def counted(data: bytes, *, name: str, options: Mapping[str, Any], stage: Stage) -> tuple[bytes, int]:
    """As ``small``, and leave a mark for each call in the folder ``options["marks"]``."""
    descriptor, _ = tempfile.mkstemp(dir=options["marks"])
    os.close(descriptor)
    return small(data, name=name, options=options, stage=stage)


def once(data: bytes, *, name: str, options: Mapping[str, Any], stage: Stage) -> tuple[bytes, int]:
    """Fall over the first time that a document starting with FLAKY is seen, then do it."""
    mark = Path(options["marks"]) / hashlib.sha256(data).hexdigest()
    if data.startswith(b"FLAKY") and not mark.exists():
        mark.touch()
        os.abort()
    return small(data, name=name, options=options, stage=stage)


def echo(data: bytes, *, name: str, options: Mapping[str, Any], stage: Stage) -> tuple[bytes, int]:
    """The document is its own record: only its source is filled in."""
    plain = json.loads(data)
    plain["source"] |= {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1
