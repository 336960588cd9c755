"""Decides whether a code has the form of its system and, where an open code set is at hand, stands in it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_FORMS = {
    "CPT": re.compile(r"[0-9]{5}|[0-9]{4}[AFMTU]"),
    "HCPCS": re.compile(r"[A-CEGHJ-MP-V][0-9]{4}"),
    "CDT": re.compile(r"D[0-9]{4}"),
    "ICD-10-CM": re.compile(r"[A-Z][0-9][0-9AB](?:\.(?:[0-9A-Zx]{1,4}-?|-))?"),
    "ICD-10-PCS": re.compile(r"[0-9A-HJ-NP-Z]{7}"),
    "ICD-9-CM": re.compile(r"[0-9]{2,3}(?:\.[0-9]{1,2})?|V[0-9]{2}(?:\.[0-9]{1,2})?|E[0-9]{3}(?:\.[0-9])?"),
    "REV": re.compile(r"0?[0-9]{3}"),
    "MS-DRG": re.compile(r"[0-9]{3}"),
    "NDC": re.compile(r"[0-9]{4,5}-[0-9]{3,4}-(?:[0-9]{1,2}|x{1,2})|[0-9]{11}"),
    "MODIFIER": re.compile(r"[A-Z0-9]{2}"),
    "POS": re.compile(r"[0-9]{2}"),
}

SECTIONS = ((100, 1999), (10004, 69990), (70010, 79999), (80047, 89398), (90281, 99607))
"""The number ranges of CPT Category I: anesthesia, surgery, radiology, pathology, medicine."""


def numbered(value: str) -> bool:
    """Whether five digits lie in a range that CPT uses."""
    number = int(value)
    return any(low <= number <= high for low, high in SECTIONS)


def valid(system: str, value: str) -> bool | None:
    """True or False where form or code set tell; None for a system of unknown form."""
    form = _FORMS.get(system)
    if form is None:
        return None
    if not form.fullmatch(value):
        return False
    if system == "CPT" and value.isdigit():
        return numbered(value)
    if system == "ICD-10-CM" and (known := _icd10()):
        plain = value.replace(".", "").rstrip("-")
        stem = re.sub(r"[xX]+[0-9A-Z]?$", "", plain.rstrip("xX")) if "x" in value else plain
        return stem in known or (len(stem) == 7 and re.sub(r"X*[A-Z0-9]$", "", stem) in known)
    return True


def ends(value: str) -> bool:
    """Whether a code of ICD-10-CM has no codes below it, as far as a code set at hand tells: it can have no open end."""
    stem = value.replace(".", "").rstrip("-")
    return stem in _icd10() and not any(stem + more in _icd10() for more in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@lru_cache(maxsize=1)
def _icd10() -> frozenset[str]:
    """Every category and code of ICD-10-CM, out of an installed package's own list; empty without one.

    The list is read as plain lines (some 10 ms): importing the package parses its XML for more than a second.
    """
    package = find_spec("simple_icd_10_cm")
    if package is None or not package.submodule_search_locations:
        return frozenset()
    folder = Path(package.submodule_search_locations[0]) / "data"
    lists = sorted(folder.glob("code-list*.txt"))
    if not lists:
        return frozenset()
    lines = lists[-1].read_text(encoding="utf-8").splitlines()
    return frozenset(code for line in lines if (code := line.partition(" ")[0].strip().replace(".", ""))[:1].isalpha())
