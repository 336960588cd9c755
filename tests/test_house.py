"""The architecture, executable: import layers, light imports, no payer in code, docs against code."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from extractor import types
from extractor.cli import COMMANDS
from extractor.contract import schema_text

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "extractor"

# Each layer may import the ones above it in this list, never one below; modules of one line don't import each other.
LAYERS = (
    ("document", "errors", "limits"),
    ("types",),
    ("contract", "layout"),
    ("readers", "payers"),
    ("structure", "mentions"),
    ("fields", "coverage"),
    ("pipeline",),
    ("output", "likeness", "flat"),
    ("compare", "evaluate", "review", "batch", "stores"),
    ("commands",),
    ("cli", "__main__"),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}


def _imports(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "extractor":
            parts = node.module.split(".")
            rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            rooms |= {a.name.split(".")[1] for a in node.names if a.name.startswith("extractor.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only from rooms of lower layers, or from its own room."""
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room == "__init__":
        return
    wrong = {other for other in _imports(path) if other != room and RANK[other] >= RANK[room]}
    if room == "__main__":
        wrong -= {"cli"}
    if room == "commands":
        wrong -= {"cli"}
    assert wrong == set()


def test_every_room_has_a_layer() -> None:
    """Each module or package below extractor/ is named in the list of layers."""
    rooms = {p.stem for p in PACKAGE.glob("*.py")} | {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert rooms - {"__init__"} <= set(RANK)


HEAVY = ("spacy", "pdfplumber", "pypdfium2", "lxml", "jsonschema", "pyarrow", "duckdb", "ray", "starlette", "numpy")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["schema"]], ids=" ".join)
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    """Help, version and schema load neither a reader's library nor spaCy."""
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['policy-extract', *{arguments!r}]\n"
        "try:\n    runpy.run_module('extractor', run_name='__main__')\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_importing_the_package_is_free() -> None:
    """``import extractor`` loads none of its own rooms."""
    code = "import sys, extractor; print(sorted(m for m in sys.modules if m.startswith('extractor')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['extractor']"


def test_no_payer_is_named_in_code() -> None:
    """No string in the code names a payer that a profile or the directory knows: payers are data."""
    slugs = {p.stem for p in (PACKAGE / "payers").glob("*.toml")} - {"default", "directory"}
    directory = PACKAGE / "payers" / "directory.toml"
    if directory.exists():
        for entry in tomllib.loads(directory.read_text(encoding="utf-8")).get("payers", []):
            slugs.add(entry["id"])
    named = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lower() in slugs:
                named.append(f"{path.name}:{node.lineno}: {node.value}")
    assert named == []


def test_modules_stay_readable() -> None:
    """No module of the package passes 450 lines."""
    long = {str(p.relative_to(ROOT)): n for p in PACKAGE.rglob("*.py") if (n := len(p.read_text().splitlines())) > 450}
    assert long == {}


RECORDS = {
    "source": types.Source,
    "title": types.Title,
    "payer": types.Payer,
    "number": types.Number,
    "date": types.PolicyDate,
    "related": types.RelatedPolicy,
    "named": types.Named,
    "facts": types.Facts,
    "section": types.Section,
    "constraint": types.Constraint,
    "criterion": types.Criterion,
    "duration": types.Duration,
    "statement": types.Statement,
    "code": types.Code,
    "reference": types.Reference,
    "identifier": types.Identifier,
    "history_row": types.HistoryRow,
    "evidence": types.Evidence,
}


@pytest.mark.parametrize("name", RECORDS)
def test_schema_names_the_keys_of_the_code(name: str) -> None:
    """Each definition of the schema has just the keys of its class, in the same order."""
    definition = json.loads(schema_text())["$defs"][name]
    assert sorted(definition["properties"]) == sorted(f.name for f in fields(RECORDS[name]))
    assert definition["additionalProperties"] is False


def test_schema_top_level_is_the_policy() -> None:
    """The schema's top level has the keys of Policy in order, and every object is closed and described."""
    schema = json.loads(schema_text())
    assert list(schema["properties"]) == [f.name for f in fields(types.Policy)]
    for name, definition in schema["$defs"].items():
        assert {"title", "description"} <= definition.keys() or "pattern" in definition, name


def test_readme_names_every_command() -> None:
    """The README names each command of the command line."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"policy-extract {name}" not in readme] == []


def _codes_in_code() -> set[str]:
    """Codes that the package gives: of problems, of error classes, and of errors raised with a code of their own."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name == "Problem" and len(node.args) >= 2 and isinstance(node.args[1], ast.Constant):
                    found.add(node.args[1].value)
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant) and name[0].isupper():
                        value = keyword.value.value
                        if isinstance(value, str) and value.isidentifier() and value.islower():
                            found.add(value)
    for node in ast.walk(ast.parse((PACKAGE / "errors.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            found.add(node.value.value)  # type: ignore[attr-defined]
    return found - {"document_error"}


def test_every_code_is_documented() -> None:
    """Each stable code of a problem or an error stands in docs/problems.md."""
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert sorted(code for code in _codes_in_code() if f"`{code}`" not in page) == []


def test_documents_link_to_what_exists() -> None:
    """Each relative link of the README and the docs leads to a file."""
    import re

    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []


def test_the_record_page_names_every_key() -> None:
    """docs/record.md names each key of the record."""
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    missing = [f"{name}.{f.name}" for name, kind in RECORDS.items() for f in fields(kind) if f.name not in page]
    assert missing == []
