"""Payers as data: profiles out of TOML, laid over ``default.toml``, and the choice of one for a document."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from extractor.errors import UsageError
from extractor.types import Document, Profile

HEAD, TAIL = 3000, 1500  # characters at the head and the end of a text in which a payer names itself
ENOUGH = 3  # one mark at the head, or two elsewhere


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """``over`` laid over ``base``: tables merge key by key, lists are put in front of the default's, values win."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            result[key] = [*value, *(item for item in old if item not in value)]
        else:
            result[key] = value
    return result


@cache
def load(name: str) -> Profile:
    """A profile by its name. Raises UsageError for one that does not exist."""
    folder = files("extractor.payers")
    tables = tomllib.loads((folder / "default.toml").read_text(encoding="utf-8"))
    if name != "default":
        file = folder / f"{name}.toml"
        if name not in names():
            raise UsageError(f"there is no profile {name!r}: choose auto, default or one of {', '.join(names())}")
        tables = merge(tables, tomllib.loads(file.read_text(encoding="utf-8")))
    return Profile(name, tables)


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the payers' profiles, sorted."""
    found = (item.name for item in files("extractor.payers").iterdir())
    return tuple(sorted(n[:-5] for n in found if n.endswith(".toml") and n not in ("default.toml", "directory.toml")))


def choose(document: Document, profile: str = "auto") -> Profile:
    """The profile for a document: by name, or (``auto``) the one whose marks stand in the document."""
    return load(recognise(document) if profile == "auto" else profile)


def recognise(document: Document) -> str:
    """The name of the profile whose marks stand where a document says whose it is; ``default`` without one.

    A mark counts for the head of the text, for running headers and footers, and for its end, once each: a payer
    that is merely cited stands in neither.
    """
    marks = _marks()
    if not marks:
        return "default"
    furniture = "\n".join({document.text_of(block) for block in document.blocks if block.kind == "furniture"})
    zones = ((document.text[:HEAD].lower(), 3), (furniture.lower(), 2), (document.text[-TAIL:].lower(), 2))
    score: dict[str, int] = {}
    for mark, name in marks:
        found = sum(weight for zone, weight in zones if mark in zone)
        if found:
            score[name] = score.get(name, 0) + found
    best = max(score, key=lambda name: (score[name], name), default=None)
    return best if best is not None and score[best] >= ENOUGH else "default"


@lru_cache(maxsize=1)
def _marks() -> tuple[tuple[str, str], ...]:
    """Each mark of each profile, with the profile's name."""
    folder = files("extractor.payers")
    found = []
    for name in names():
        table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")).get("profile", {})
        found += [(mark.lower(), name) for mark in table.get("marks", ())]
    return tuple(found)
