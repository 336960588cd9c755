"""No pattern runs away: every regular expression of the package is timed on hostile repeats, n against 2n."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import extractor

UNITS = (
    "a", "A", "1", " ", "-", ".", "(", ")", "\n", "\t", ",", ";", "_", "…", "*", "/", ":", "é", "I", "•",
    "a ", "A ", "1 ", "1.", "1,", "1-", "a.", "A. ", "1. ", "(1)", "[1]", "a-", "a,", "1/1/", "12/", "01.", "AB1", "A1",
    "E10", "99213 ", "99213,", "99213-", "J1234 ", "C50.011-", "10.1000/", "PMID ", "PMID: 1", "http://a", "www.a.",
    "the ", "of the ", "of the following ", "is not ", "and ", "or ", "not covered ", "medically necessary ", "et al. ",
    "Effective Date ", "Date: ", "January ", "2024;1(1):1-", "Smith AB, ", "No. ", "Table of Contents ", "....", ". . ",
    "a\n", "\n\n", " \n", "- ", "• a\n", "1. a\n", "a: ", "(a", "[a", "<a", "&amp;", "Policy ", "for members with ",
    "at least ", "criteria ", "years of age ", "0", "00", "0.0", "1.1.", "A.1.", "ii", "iv.", "\u00ad", "\u200b",
)  # fmt: skip
PROBES = (
    16,
    20,
    24,
    28,
    32,
    64,
    512,
    2_048,
    8_192,
)  # characters; a first look, cheap enough for every pattern and unit
STEPS = (2_048, 8_192, 32_768)  # characters; a second look at what the first finds suspicious
EXPONENT = 1.5  # time may grow as the text's length to this power: 1 is linear, 2 quadratic, the rest noise
SHORT = 64  # characters; what runs away on these is exponential and must not be given longer texts
SURE = 2_048  # characters from which on nothing is exponential or cubic that took so little time
TOO_LONG = 1.0  # seconds for a few thousand characters: not to be waited for
ENOUGH = 0.003  # seconds below which a time says nothing


def _patterns_in(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield name, value
    elif depth < 3 and isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            yield from _patterns_in(item, f"{name}[{index}]", depth + 1)
    elif depth < 3 and isinstance(value, dict):  # keyed by content, never by place
        for key, item in value.items():
            yield from _patterns_in(item, f"{name}[{key!r}]", depth + 1)
    elif depth < 3 and is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _patterns_in(getattr(value, part.name, None), f"{name}.{part.name}", depth + 1)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern that a module of the package keeps, by the name under which it stands."""
    found: dict[int, tuple[str, re.Pattern[str]]] = {}
    for module_info in pkgutil.walk_packages(extractor.__path__, "extractor."):
        if module_info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(module_info.name)
        except ImportError:  # an extra that is not installed
            continue
        for name, value in vars(module).items():
            for where, pattern in _patterns_in(value, f"{module_info.name}.{name}"):
                found.setdefault(id(pattern), (where, pattern))
    return dict(found.values())


PACKAGE = Path(extractor.__file__).parent
CALLS = {"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split", "compile"}


def written_in_place() -> dict[str, re.Pattern[str]]:
    """Every pattern that stands as a literal in a call of ``re``, by its module and line."""
    found: dict[str, re.Pattern[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                flags = " ".join(ast.unparse(arg) for arg in [*node.args[1:], *(k.value for k in node.keywords)])
                case = re.IGNORECASE if re.search(r"re\.I(?:GNORECASE)?\b", flags) else re.RegexFlag(0)
                lines = re.MULTILINE if re.search(r"re\.M(?:ULTILINE)?\b", flags) else re.RegexFlag(0)
                spaced = re.VERBOSE if re.search(r"re\.(?:X|VERBOSE)\b", flags) else re.RegexFlag(0)
                inline = re.match(r"(\(\?[a-z]{1,5}\))?(.*)", first.value, re.DOTALL)
                assert inline
                anchored = {"match": r"%s\A(?:%s)", "fullmatch": r"%s\A(?:%s)\Z"}.get(node.func.attr, "%s%s")
                written = anchored % (inline[1] or "", inline[2])
                where = f"{path.relative_to(PACKAGE).with_suffix('')}:{first.value[:40]}"
                found.setdefault(where, re.compile(written, case | lines | spaced))
    return found


def in_profiles() -> dict[str, re.Pattern[str]]:
    """Every pattern of a payer's profile, by its file and place."""
    found: dict[str, re.Pattern[str]] = {}

    def visit(value: Any, where: str) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                visit(item, f"{where}.{key}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                visit(item, f"{where}[{index}]")
        elif isinstance(value, str) and re.search(r"[\\\[{*+?]", value):
            found[where] = re.compile(value, re.IGNORECASE)

    for path in sorted((PACKAGE / "payers").glob("*.toml")):
        if path.stem != "directory":  # names of payers, no patterns
            visit(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    return found


def every() -> dict[str, re.Pattern[str]]:
    """The patterns of all three kinds, each once."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for group in (patterns(), written_in_place(), in_profiles()):
        for where, pattern in group.items():
            found.setdefault((pattern.pattern, pattern.flags), (where, pattern))
    return dict(found.values())


PATTERNS = every()


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    begin = time.thread_time()
    for _ in pattern.finditer(text):
        pass
    pattern.match(text)
    return time.thread_time() - begin


def runaway(pattern: re.Pattern[str]) -> str | None:
    """The unit on which a pattern takes more than linear time, or None. Texts grow step by step, so none hangs."""
    for unit in UNITS:
        for tail in ("", "\x00"):
            seen = _grows(pattern, unit, tail, PROBES)
            if seen and seen[0] <= SHORT and (seen := _again(pattern, unit, tail, PROBES)):
                return seen[1]
            if seen and (seen := _again(pattern, unit, tail, STEPS)):
                return seen[1]
    return None


def _again(pattern: re.Pattern[str], unit: str, tail: str, sizes: tuple[int, ...]) -> tuple[int, str] | None:
    """What each of three looks finds: a busy spell of the machine slows one, hardly all."""
    looks = (_grows(pattern, unit, tail, sizes) for _ in range(3))
    seen = next(looks)
    return seen if all(looks) else None


def _grows(pattern: re.Pattern[str], unit: str, tail: str, sizes: tuple[int, ...]) -> tuple[int, str] | None:
    """The size at which the time has grown much more than the text since the first size, and that in words."""
    first = now = 0.0
    before = 0
    for size in sizes:
        if before >= SURE and now * (size / before) ** 2 < ENOUGH:
            return None  # were it quadratic, the next time would say nothing either
        before = size
        text = (unit * (size // len(unit) + 1))[:size] + tail
        now = _seconds(pattern, text)
        if size == sizes[0]:
            first = max(now, 1e-6)
            continue
        if now > TOO_LONG:
            return min(size, SHORT), f"{unit!r}: {size} characters {now:.2f} s"
        if now > ENOUGH and now / first > (size / sizes[0]) ** EXPONENT:
            first = min(_seconds(pattern, (unit * sizes[0])[: sizes[0]] + tail) for _ in range(3))
            now = min(now, *(_seconds(pattern, text) for _ in range(4)))
            if now > ENOUGH and now / max(first, 1e-6) > (size / sizes[0]) ** EXPONENT:
                return size, f"{unit!r}: {sizes[0]} characters {first:.5f} s, {size} characters {now:.5f} s"
    return None


def test_there_are_patterns() -> None:
    """The walk finds the patterns of mentions, fields and coverage, those written in place and those of profiles."""
    rooms = {name.split(".")[1] for name in patterns()}
    assert {"mentions", "fields", "coverage", "structure"} <= rooms
    assert len(written_in_place()) > 100
    assert len(in_profiles()) > 100


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_pattern_is_linear(name: str) -> None:
    """A pattern's time at most doubles (within noise) where a hostile text doubles."""
    assert runaway(PATTERNS[name]) is None


@pytest.mark.parametrize("bad", [r"(?:a+)+b", r"\s*\n\s*x", r"(?:\w+,? ?)*;"], ids=["nested", "blanks", "list"])
def test_the_check_catches_runaways(bad: str) -> None:
    """Known runaway patterns are told from linear ones by this very check."""
    if bad.startswith("(?:a+)+"):
        # exponential: shown on a short text, since the walk starts at 32 characters
        assert _seconds(re.compile(bad), "a" * 20) > 8 * _seconds(re.compile(bad), "a" * 14)
    else:
        assert runaway(re.compile(bad)) is not None
