"""What a worker does with one document: pure ``bytes → record``, saying which stage it is in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol

DEFAULT = "extractor.batch.work:extract"
"""The function that a run calls when none is given."""


class Work(Protocol):
    """``bytes → (record as compact JSON in UTF-8, pages)``; raises ``DocumentError`` where there is no record.

    It must be pure: the same bytes and options give the same record, whatever the name, apart from the name
    that stands in the record's ``source``. ``stage`` is called with the name of each stage as it begins. If its
    module has a function ``warm_up``, each worker calls that before its first document.
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


SAMPLE = b"""Medical Policy
Policy Number: EX-1   Effective Date: 01/01/2024

Coverage
A service is considered medically necessary when all of the following are met:
1. The member is 18 years of age or older; and
2. A trial of 6 weeks has failed.

Coding
CPT 99213 Office visit

References
1. Doe J. A study of a service. Journal. 2020;1(2):3-4. PMID: 12345678
"""


def warm_up() -> None:
    """Load and build all that extraction builds once, so that no document's time is charged with it."""
    from extractor.readers import html, pdf  # noqa: F401

    extract(SAMPLE, name="sample.txt", options={}, stage=lambda name: None)


def resolve(path: str) -> Any:
    """The object that ``package.module:name`` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def ready(path: str) -> Work:
    """The work function that ``path`` names, warmed up."""
    work: Work = resolve(path)
    warm = getattr(import_module(path.partition(":")[0]), "warm_up", None)
    if warm is not None:
        warm()
    return work
