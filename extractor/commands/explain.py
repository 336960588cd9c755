"""``policy-extract explain``: a statement as an indented tree, to be checked against the paper."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.pipeline import assemble, read, understand
from extractor.types import Constraint, Criterion, Document, Statement


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--statement", "wanted", metavar="ID", help="Only this statement, s1 the first.")
@click.option("--profile", default="auto", help="auto, default, or a payer's profile.")
def explain(file: Path, wanted: str | None, profile: str) -> None:
    """Print statements as trees with operators, constraints, pages and rule names."""
    document = read(file)
    policy = assemble(understand(document, profile=profile))
    chosen = [s for s in policy.statements if wanted in (None, s.id)]
    if wanted is not None and not chosen:
        raise click.BadParameter(
            f"there is no statement {wanted}: the record has {len(policy.statements)}", param_hint="--statement"
        )
    headings = {section.id: section.heading for section in policy.sections}
    for statement in chosen:
        for line in lines(statement, headings.get(statement.section or "", ""), document):
            click.echo(line)
        click.echo()
    if wanted is None:
        for problem in policy.diagnostics:
            if problem.code in ("criteria_unmapped", "coverage_text_unplaced"):
                click.echo(f"{problem.severity}: {problem.code}: {problem.message}")


def lines(statement: Statement, heading: str, document: Document) -> list[str]:
    """A statement's tree, line by line."""
    evidence = statement.evidence
    page = f"page {evidence.page}" if evidence.page else "no pages"
    traits = [statement.position + (", conditional" if statement.conditional else ""), page, evidence.rule]
    result = [f"{statement.id}  {statement.text}", f"    [{' · '.join(traits)}]"]
    for name in ("service", "indication", "phase"):
        value = getattr(statement, name)
        if value:
            result.append(f"    {name}: {value}")
    if statement.duration:
        result.append(f"    duration: {statement.duration.value} {statement.duration.unit or ''}".rstrip())
    if heading:
        result.append(f"    section: {heading}")
    if statement.codes:
        result.append(f"    codes: {', '.join(statement.codes)}")
    if statement.references:
        result.append(f"    references: {', '.join(statement.references)}")
    if statement.refers_to:
        result.append(f"    refers to: {', '.join(statement.refers_to)}")
    if statement.criteria is not None:
        result += _tree(statement.criteria, 1, document, evidence.page)
    result += [f"    {note.kind}: {note.text}" for note in statement.notes]
    return result


def _tree(node: Criterion, depth: int, document: Document, page: int | None) -> list[str]:
    pad = "    " * depth
    if node.items is None:
        where = document.locate(node.start, node.end).page if node.start is not None and node.end is not None else None
        extra = [f"page {where}"] if where is not None and where != page else []
        extra += [_constraint(node.constraint)] if node.constraint else []
        extra += [f"unmapped: {node.unmapped}"] if node.unmapped else []
        return [f"{pad}- {node.text}" + (f"   [{'; '.join(extra)}]" if extra else "")]
    operator = (node.operator or "?").upper() + (f" {node.minimum}" if node.minimum else "")
    result = [f"{pad}{operator}" + (f"  {node.text}" if node.text else "")]
    for item in node.items:
        result += _tree(item, depth + 1, document, page)
    return result


def _constraint(constraint: Constraint) -> str:
    parts = [constraint.kind, constraint.comparator, constraint.value, constraint.unit]
    words = " ".join(str(p) for p in parts if p is not None)
    return words + (f" to {constraint.high}" if constraint.high is not None else "")
