"""The container of a DOCX file: decides which parts are read, and that none is more than it should be."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from extractor.errors import CorruptFile, LimitExceeded
from extractor.limits import MAX_ZIP_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO

_RATIO_FROM = 1_000_000
"""Unpacked bytes from which the ratio of a part counts; small parts of repeated markup may pack well."""


def local(element: Any) -> str:
    """An element's name without its namespace (transitional and strict documents have different ones)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str = "val") -> str | None:
    """An attribute by its local name."""
    for key, text in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(text)
    return None


def child(element: Any, name: str) -> Any:
    """The first child of a name; None without one."""
    if element is None:
        return None
    for inner in element:
        if local(inner) == name:
            return inner
    return None


def on(element: Any) -> bool:
    """Whether a switch (``w:b``) is on; its mere presence turns it on."""
    return element is not None and (value(element) or "true").lower() not in ("0", "false", "off", "none")


@dataclass(slots=True)
class Package:
    """The parts of a DOCX file, unpacked and parsed when they are asked for."""

    archive: zipfile.ZipFile
    name: str
    names: frozenset[str]
    unpacked: int = 0
    parsed: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, *, name: str) -> Package:
        """Open a container. Raises CorruptFile or LimitExceeded."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise CorruptFile("the container can't be opened", name=name) from error
        entries = archive.infolist()
        if len(entries) > MAX_ZIP_ENTRIES:
            raise LimitExceeded(
                f"the container has more than {MAX_ZIP_ENTRIES} entries", name=name, code="limit_zip_entries"
            )
        return cls(archive, name, frozenset(entry.filename for entry in entries))

    def read(self, part: str) -> bytes | None:
        """The bytes of a part; None where there is none. Raises CorruptFile or LimitExceeded."""
        if part not in self.names:
            return None
        entry = self.archive.getinfo(part)
        room = MAX_ZIP_BYTES - self.unpacked
        allowed = min(room, max(_RATIO_FROM, entry.compress_size * MAX_ZIP_RATIO))
        try:
            with self.archive.open(entry) as stream:
                data = stream.read(allowed + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            ValueError,
        ) as error:
            raise CorruptFile(f"its part {part[:80]} can't be unpacked", name=self.name) from error
        if len(data) > allowed:
            if allowed == room:
                raise LimitExceeded(
                    f"its parts unpack to more than {MAX_ZIP_BYTES} bytes", name=self.name, code="limit_zip_bytes"
                )
            raise LimitExceeded(
                f"its part {part[:80]} unpacks to more than {MAX_ZIP_RATIO} times its size",
                name=self.name,
                code="limit_zip_ratio",
            )
        self.unpacked += len(data)
        return data

    def xml(self, part: str) -> Any:
        """The root element of a part, entities left alone and network off; None where there is none or it is broken."""
        if part in self.parsed:
            return self.parsed[part]
        data = self.read(part)
        root = None
        if data is not None:
            from lxml import etree

            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=True,
                remove_comments=True, remove_pis=True, huge_tree=False,
            )  # fmt: skip
            try:
                root = etree.fromstring(data, parser)
            except (etree.XMLSyntaxError, ValueError):
                root = None
            if root is not None and bool(root.getroottree().docinfo.doctype):
                raise CorruptFile(f"its part {part[:80]} declares a document type", name=self.name)
        self.parsed[part] = root
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id → (kind, target); targets within the container are full names."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            kind = (relation.get("Type") or "").rpartition("/")[2]
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id") or ""] = (kind, target)
        return found

    def main(self) -> str:
        """The name of the part that holds the document itself."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self.names:
                return target
        return "word/document.xml"
