"""Real documents, where they are at hand: none crashes, every record is valid, every span quotes its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import contract
from extractor.errors import DocumentError
from extractor.pipeline import assemble, read, understand
from tests.invariants import breaches

REAL = Path(__file__).parent.parent.parent / "shared" / "real"
FOLDERS = ("dev/documents", "more", "books", "not-policies")
DOCUMENTS = sorted(path for folder in FOLDERS for path in (REAL / folder).glob("*")) if REAL.is_dir() else []
NCD = sorted((REAL / "ncd" / "documents").glob("*"))[::10] if REAL.is_dir() else []
REFUSED = "not-policies"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not at hand")


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS + NCD, ids=lambda path: path.name)
def test_record_or_typed_error(path: Path) -> None:
    """A real document gives a valid record with exact spans; one that is no policy may give a typed error instead."""
    try:
        document = read(path)
    except DocumentError as error:
        assert path.parent.name == REFUSED, str(error)
        assert error.code in {"not_a_document", "empty_file", "unsupported_format"}
        return
    record = assemble(understand(document)).to_dict()
    contract.validate(record)
    assert breaches(document, record) == []
