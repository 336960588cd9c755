"""The limits that keep a hostile document from costing more than it is worth; each has its own error code.

A limit is generous: the largest real policies seen have 2.1 MB of text, 400 pages and 60 levels of nesting.
"""

from __future__ import annotations

MAX_BYTES = 200_000_000
"""Bytes of a source file (``limit_bytes``)."""

MAX_CHARACTERS = 25_000_000
"""Characters of a decoded text or markup (``limit_characters``)."""

MAX_NESTING = 150
"""Levels of nested markup that keep their structure; what is deeper is read as plain text, with a problem."""

MAX_ATTRIBUTES = 300
"""Attributes of an element; one that claims more is read without any."""

MAX_ZIP_ENTRIES = 10_000
"""Files in a DOCX container (``limit_zip_entries``)."""

MAX_ZIP_BYTES = 400_000_000
"""Bytes of all the parts of a DOCX that are read, unpacked (``limit_zip_bytes``)."""

MAX_ZIP_RATIO = 200
"""Unpacked to packed bytes of a part above 1 MB; honest XML stays under 60 (``limit_zip_ratio``)."""

MAX_TABLE_SPAN = 1_000
"""Rows or columns that one cell may claim to span; HTML itself caps columns at 1000."""

MAX_TABLE_CELLS = 500_000
"""Cells of one table's grid; what is beyond is read as paragraphs."""
