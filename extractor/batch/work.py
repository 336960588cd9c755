"""What a worker does with one document: pure ``bytes → record``, saying which stage it is in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

DEFAULT = "extractor.batch.work:extract"
"""The function that a run calls when none is given."""


class Work(Protocol):
    """``bytes → (record as compact JSON in UTF-8, pages)``; raises ``DocumentError`` where there is no record.

    It must be pure: the same bytes and options give the same record, whatever the name, apart from the name
    that stands in the record's ``source``. ``stage`` is called with the name of each stage as it begins.
    """

    def __call__(
        self, data: bytes, *, name: str, options: Mapping[str, Any], stage: Callable[[str], None]
    ) -> tuple[bytes, int]: ...


def extract(data: bytes, *, name: str, options: Mapping[str, Any], stage: Callable[[str], None]) -> tuple[bytes, int]:
    """:func:`extractor.extract`, one stage after the other."""
    from extractor import contract, pipeline

    stage("read")
    document = pipeline.read(data, name=name)
    stage("understand")
    reading = pipeline.understand(document, profile=options.get("profile", "auto"))
    stage("assemble")
    policy = pipeline.assemble(reading)
    stage("validate")
    record = policy.to_dict()
    contract.validate(record)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), policy.source.pages or 1


def resolve(path: str) -> Any:
    """The object that ``package.module:name`` names."""
    from importlib import import_module

    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
