"""What is the same in every store's SQL: the tables' definitions and the views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.stores.tables import FILES, INDEXES, TABLES, Table

ALL = (*TABLES, FILES)
DAY = {  # a date as precise as printed, as the first or last day that it can mean; dates compare as text
    "first": "CASE length({0}) WHEN 4 THEN {0} || '-01-01' WHEN 7 THEN {0} || '-01' ELSE {0} END",
    "last": "CASE length({0}) WHEN 4 THEN {0} || '-12-31' WHEN 7 THEN {0} || '-31' ELSE {0} END",
}
STARTS = ("effective", "revised", "published", "approved", "last_review", "original_effective")
"""The dates that may tell since when a version holds: the first kind that the document has."""

VIEWS: dict[str, str] = {
    "policies": """
SELECT d.document, d.payer_id, d.payer, n.value AS number, d.title, d.kind, d.status, d.name, d.pages,
  t.effective, t.ends, t.original_effective, t.last_review, t.next_review, t.revised, t.published, t.approved
FROM documents d
LEFT JOIN (
  SELECT document, min(place) AS place FROM numbers WHERE role = 'primary' GROUP BY document
) f ON f.document = d.document
LEFT JOIN numbers n ON n.document = f.document AND n.place = f.place
LEFT JOIN (
  SELECT document,
    max(CASE WHEN kind = 'effective' THEN value END) AS effective,
    max(CASE WHEN kind = 'end' THEN value END) AS ends,
    min(CASE WHEN kind = 'original_effective' THEN value END) AS original_effective,
    max(CASE WHEN kind = 'last_review' THEN value END) AS last_review,
    max(CASE WHEN kind = 'next_review' THEN value END) AS next_review,
    max(CASE WHEN kind = 'revised' THEN value END) AS revised,
    max(CASE WHEN kind = 'published' THEN value END) AS published,
    max(CASE WHEN kind = 'approved' THEN value END) AS approved
  FROM dates GROUP BY document
) t ON t.document = d.document
""",
    "versions": f"""
SELECT v.*, LEAD(v.valid_from) OVER (PARTITION BY v.policy, v.alone ORDER BY v.valid_from, v.document) AS superseded_on
FROM (
  SELECT p.*, {DAY["first"].format(f"coalesce({', '.join('p.' + s for s in STARTS)})")} AS valid_from,
    {DAY["last"].format("p.ends")} AS ends_on,
    CASE WHEN coalesce(p.payer_id, p.payer) IS NULL OR coalesce(p.number, p.title) IS NULL THEN p.document
      ELSE coalesce(p.payer_id, p.payer) || ' ' || coalesce(p.number, p.title) END AS policy,
    CASE WHEN coalesce({", ".join("p." + s for s in STARTS)}) IS NULL THEN p.document ELSE '' END AS alone
  FROM policies p
) v
""",  # noqa: S608 - constants
    "code_standing": """
SELECT c.system, c.code, c.code_end, c.status AS standing, c.group_heading, c.description, v.payer_id, v.payer,
  v.number, v.title, v.kind, v.status AS policy_status, v.effective, v.ends, v.valid_from, v.ends_on,
  v.superseded_on, c.document, v.name, c.place, c.page, c.start_offset, c.end_offset
FROM codes c JOIN versions v ON v.document = c.document
""",
    "statements_by_position": """
SELECT s.position, s.conditional, s.service, s.indication, s.phase, s.text, s.criteria, p.payer_id, p.payer, p.number,
  p.title, p.effective, s.document, s.id AS statement, s.page, s.start_offset, s.end_offset
FROM statements s JOIN policies p ON p.document = s.document
""",
    "documents_without_codes": """
SELECT p.* FROM policies p LEFT JOIN (SELECT DISTINCT document FROM codes) c ON c.document = p.document
WHERE c.document IS NULL
""",
}
IN_FORCE = (
    "valid_from <= {0} AND (superseded_on IS NULL OR {0} < superseded_on) AND (ends_on IS NULL OR {0} <= ends_on)"
)
"""Which rows of ``versions`` or ``code_standing`` hold on a day; what has no date at all is in no answer."""


def quoted(*names: str) -> str:
    """Names as SQL identifiers, parted by commas: some ('references') are SQL's own words."""
    return ", ".join(f'"{name}"' for name in names)


def tables(kinds: Mapping[str, str], *, keys: bool = True) -> Iterator[str]:
    """The statements that make the tables, where they are not there; ``kinds`` are the store's types."""
    for table in ALL:
        columns = [f'"{column.name}" {kinds[column.kind]}' for column in table.columns]
        if keys:
            columns.append(f"PRIMARY KEY ({quoted(*table.key)})")
        yield f'CREATE TABLE IF NOT EXISTS "{table.name}" ({", ".join(columns)})'
    for name, on in INDEXES.items():
        yield f'CREATE INDEX IF NOT EXISTS "{name}_index" ON "{name}" ({quoted(*on.split(", "))})'


def views(*, replace: bool = True) -> Iterator[str]:
    """The statements that make the views; where a store can't replace one, it is dropped first."""
    if not replace:
        for name in reversed(VIEWS):
            yield f"DROP VIEW IF EXISTS {name}"
    for name, query in VIEWS.items():
        yield f"CREATE {'OR REPLACE ' if replace else ''}VIEW {name} AS {query}"


def insert(table: Table, mark: str) -> str:
    """The statement that adds a row."""
    marks = ", ".join([mark] * len(table.columns))
    return f'INSERT INTO "{table.name}" ({quoted(*table.names)}) VALUES ({marks})'  # noqa: S608 - names of this module
