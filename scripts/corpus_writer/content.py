"""A policy out of a seed: facts, statements with criteria trees, codes, references, history."""

from __future__ import annotations

import random
from dataclasses import dataclass

from . import words


@dataclass(frozen=True)
class Node:
    """A criteria node: operator, minimum (at_least), the words that open it, items."""

    operator: str
    items: tuple[Node | str, ...]
    opening: str = ""
    minimum: int | None = None


@dataclass(frozen=True)
class Statement:
    """A position; ``text`` without the colon. ``heading`` where the statement is a heading that opens a block."""

    text: str
    position: str
    conditional: bool
    tree: Node | None = None
    heading: bool = False
    indication: str | None = None
    phase: str | None = None


@dataclass(frozen=True)
class CodeGroup:
    """Codes under one heading: rows (system, code, code_end, description)."""

    heading: str
    status: str | None
    rows: tuple[tuple[str, str, str | None, str], ...]


@dataclass(frozen=True)
class Reference:
    """An entry of the bibliography."""

    number: int
    authors: str
    title: str
    journal: str
    year: int
    volume: str
    issue: str
    pages: str
    pmid: str | None
    doi: str | None

    @property
    def text(self) -> str:
        """The entry as printed, without its number."""
        tail = (f" PMID: {self.pmid}." if self.pmid else "") + (f" doi:{self.doi}" if self.doi else "")
        where = f"{self.year};{self.volume}({self.issue}):{self.pages}."
        return f"{self.authors}. {self.title}. {self.journal}. {where}{tail}"


@dataclass(frozen=True)
class Day:
    """A day, printed in any style."""

    year: int
    month: int
    day: int

    @property
    def iso(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def shown(self, style: str) -> str:
        """The day as ``slash`` 4/15/2026 · ``padded`` 04/15/2026 · ``long`` April 15, 2026 · ``dots`` 04.15.26."""
        months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December")  # fmt: skip
        return {
            "slash": f"{self.month}/{self.day}/{self.year}",
            "padded": f"{self.month:02d}/{self.day:02d}/{self.year}",
            "long": f"{months[self.month - 1]} {self.day}, {self.year}",
            "dots": f"{self.month:02d}.{self.day:02d}.{self.year % 100:02d}",
            "month": f"{self.month:02d}/{self.year}",
        }[style]


@dataclass(frozen=True)
class Content:
    """All that a layout may print."""

    payer: str
    title: str
    service: str
    condition: str
    drug: tuple[str, str] | None
    days: dict[str, Day]
    number: str
    related: tuple[tuple[str, str], ...]
    statements: tuple[Statement, ...]
    groups: tuple[CodeGroup, ...]
    references: tuple[Reference, ...]
    history: tuple[tuple[Day, str], ...]
    description: tuple[str, ...]
    rationale: tuple[str, ...]
    disclaimer: str


OPENINGS = {
    "all": ("ALL of the following", "all of the following criteria", "Both of the following"),
    "any": ("ANY of the following", "ONE of the following", "at least one of the following", "Either of the following"),
    "at_least": ("at least TWO of the following", "TWO or more of the following"),
    "none": ("NONE of the following",),
}


def _day(rng: random.Random, low: int, high: int) -> Day:
    return Day(rng.randint(low, high), rng.randint(1, 12), rng.randint(1, 28))


def _leaf(rng: random.Random, service: str, condition: str) -> str:
    return rng.choice((
        f"Member is {rng.choice((6, 12, 18, 21))} years of age or older",
        f"Diagnosis of {condition} confirmed by {rng.choice(('imaging', 'biopsy', 'physical examination'))}",
        f"Prescribed by or in consultation with {rng.choice(words.SPECIALISTS)}",
        f"Failure of a {rng.choice((4, 6, 8, 12))}-week trial of {rng.choice(words.AGENTS)}",
        f"Documentation of symptoms for at least {rng.choice((3, 6, 9))} months",
        f"Symptom score of {rng.choice((4, 10, 15))} or higher on the regional scale",
        f"Intolerance of or contraindication to {rng.choice(words.AGENTS)}",
        f"No active infection at the treatment site within {rng.choice((14, 30, 60))} days",
        f"The request does not exceed {rng.choice((1, 2, 4))} sessions per week",
        f"Body weight of at least {rng.choice((30, 40, 50))} kg",
        f"{service} is part of a written plan of care",
    ))  # fmt: skip


def _leaves(rng: random.Random, count: int, service: str, condition: str) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        leaf = _leaf(rng, service, condition)
        if leaf not in found:
            found.append(leaf)
    return found


def _tree(rng: random.Random, operator: str, service: str, condition: str, depth: int = 0) -> Node:
    items: list[Node | str] = list(_leaves(rng, rng.randint(2, 4), service, condition))
    if depth < 2 and rng.random() < (0.75 if depth == 0 else 0.35):
        inner = rng.choice([o for o in ("all", "any", "at_least", "any") if o != operator])
        node = _tree(rng, inner, service, condition, depth + 1)
        items.insert(rng.randint(1, len(items)), node)
    count = len(items)
    choices = [o for o in OPENINGS[operator] if count == 2 or not o.startswith(("Both", "Either"))]
    if operator == "at_least" and count < 3:
        items += _leaves(rng, 3 - count + 1, service + " again", condition)
    return Node(operator, tuple(items), rng.choice(choices), 2 if operator == "at_least" else None)


def _references(rng: random.Random, count: int) -> tuple[Reference, ...]:
    found = []
    for number in range(1, count + 1):
        people = rng.sample(words.SURNAMES, rng.randint(1, 3))
        authors = ", ".join(f"{name} {rng.choice('ABCDEFGHJKLMNPRST')}{rng.choice('ABCDEFGH')}" for name in people)
        service, condition, _, _ = rng.choice(words.SERVICES)
        year, first = rng.randint(2004, 2025), rng.randint(11, 880)
        volume = str(rng.randint(2, 60))
        found.append(Reference(
            number=number,
            authors=authors + (", et al" if len(people) == 3 else ""),
            title=f"{service} for {condition}: {rng.choice(('a cohort study', 'a randomized trial', 'two-year results'))}",
            journal=rng.choice(words.JOURNALS),
            year=year, volume=volume, issue=str(rng.randint(1, 12)), pages=f"{first}-{first + rng.randint(3, 15)}",
            pmid=str(rng.randint(15000000, 39999999)) if rng.random() < 0.6 else None,
            doi=f"10.{rng.randint(1000, 9999)}/{rng.choice(('jcms', 'aar', 'esm'))}.{year}.{rng.randint(100, 99999)}"
            if rng.random() < 0.3 else None,
        ))  # fmt: skip
    return tuple(found)


def _medical_statements(rng: random.Random, service: str, condition: str) -> tuple[Statement, ...]:
    first = rng.choice(("all", "all", "any", "at_least"))
    tree = _tree(rng, first, service, condition)
    found = [
        Statement(
            f"{service} is considered medically necessary for members with {condition} when {tree.opening} are met",
            "medically_necessary", True, tree, indication=condition,
        ),
        rng.choice((
            Statement(f"{service} is considered investigational for all other indications.", "investigational", False),
            Statement(f"{service} is considered not medically necessary when the criteria above are not met.",
                      "not_medically_necessary", True),
            Statement(f"Repeat {service.lower()} within 90 days is considered not medically necessary.",
                      "not_medically_necessary", True),
        )),
    ]  # fmt: skip
    if rng.random() < 0.5:
        named = Node("any", tuple(_named(rng, condition)), "")
        found.append(Statement(
            "The following are considered experimental, investigational, or unproven because there is insufficient "
            "evidence of benefit", "investigational", False, named))  # fmt: skip
    return tuple(found)


def _named(rng: random.Random, condition: str) -> list[str]:
    pool = ["Combined use with low-frequency magnetic mats", f"Preventive use in people without {condition}",
            "Home units that are operated without supervision", "Bundled use with scalp cooling"]  # fmt: skip
    return rng.sample(pool, rng.randint(2, 4))


def _drug_statements(rng: random.Random, brand: str, indications: tuple[str, ...]) -> tuple[Statement, ...]:
    found = []
    for phase in ("initial", "continuation"):
        for indication in indications:
            tree = _tree(rng, "all", brand, indication.lower())
            found.append(Statement(f"{indication} (must meet all)", "covered", True, tree, heading=True,
                                   indication=indication, phase=phase))  # fmt: skip
    return tuple(found)


def make(seed: int, kind: str) -> Content:
    """The content of one policy; ``kind`` is ``medical_policy`` or ``drug_policy``. The same seed, the same content."""
    rng = random.Random(f"{kind}-{seed}")
    payer = rng.choice(words.PAYERS)
    effective = _day(rng, 2024, 2026)
    review = Day(effective.year - 1, effective.month, effective.day)
    days = {
        "effective": effective, "last_review": review, "next_review": Day(effective.year + 1, effective.month, 1),
        "original_effective": _day(rng, 2008, 2019), "published": Day(effective.year, effective.month, 2),
    }  # fmt: skip
    if kind == "drug_policy":
        brand, generic, code, indications = rng.choice(words.DRUGS)
        service, condition, title, drug = brand, indications[0].lower(), f"{brand} ({generic})", (brand, generic)
        statements = _drug_statements(rng, brand, indications)
        groups = (CodeGroup("HCPCS Codes", None, (("HCPCS", code, None, f"Injection, {generic}, 1 mg"),)),)
    else:
        service, condition, procedures, diagnoses = rng.choice(words.SERVICES)
        title, drug = f"{service} for {condition.title()}", None
        statements = _medical_statements(rng, service, condition)
        rows = tuple((_system(code), code, None, f"{service}, variant {n}") for n, code in enumerate(procedures, 1))
        icd = tuple(
            ("ICD-10-CM", code, None, f"{condition.capitalize()}, form {n}") for n, code in enumerate(diagnoses, 1)
        )
        groups = (
            CodeGroup("Considered medically necessary when the criteria in this policy are met", "medically_necessary", rows),
            CodeGroup("ICD-10-CM diagnosis codes considered medically necessary", "medically_necessary", icd),
            CodeGroup("Considered not medically necessary", "not_medically_necessary",
                      (("CPT", f"{rng.randint(97010, 97039)}", None, f"Passive {condition} care, each visit"),)),
        )  # fmt: skip
    references = _references(rng, rng.randint(4, 9))
    values = {
        "service": service, "condition": condition, "condition_cap": condition.capitalize(), "n": rng.randint(2, 40),
        "count": f"{rng.randint(1, 9)},{rng.randint(100, 999)}", "months": rng.randint(6, 36), "year": rng.randint(2006, 2024),
        "zip": rng.randint(43000, 45999), "phone": rng.randint(1000, 9999), "page": rng.randint(100, 400),
        "page2": rng.randint(401, 700),
    }  # fmt: skip
    rationale = tuple(
        text.format(author=rng.choice(words.SURNAMES), ref=rng.randint(1, len(references)), **values)
        for text in words.RATIONALES
    )
    actions = ("Annual review. No change to the position.", "New policy.", "Coding table updated; 2 codes added.",
               "Criteria for repeat treatment clarified.")  # fmt: skip
    history = tuple((Day(effective.year - n, rng.randint(1, 12), rng.randint(1, 28)), rng.choice(actions))
                    for n in range(1, rng.randint(3, 5)))  # fmt: skip
    others = rng.sample(words.SERVICES, 2)
    return Content(
        payer=payer, title=title, service=service, condition=condition, drug=drug, days=days,
        number=f"{rng.choice(('MED', 'SUR', 'RX', 'DME'))}.{rng.randint(1, 99):02d}.{rng.randint(100, 999)}",
        related=tuple((f"MED.{rng.randint(1, 99):02d}.{rng.randint(100, 999)}", other[0]) for other in others),
        statements=statements, groups=groups, references=references, history=history,
        description=tuple(text.format(**values) for text in words.DESCRIPTIONS), rationale=rationale,
        disclaimer=rng.choice(words.DISCLAIMERS),
    )  # fmt: skip


def _system(code: str) -> str:
    return "HCPCS" if code[0].isalpha() else "CPT"
