"""Runs of a DOCX paragraph: decides which of their text is shown, and how it is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.readers.canonical import BREAK, Grid, Inline, Piece
from extractor.readers.docx_package import child, local, on, value
from extractor.readers.docx_styles import Styles, switch

THROUGH = frozenset(
    "ins moveTo smartTag customXml hyperlink fldSimple sdtContent bdo dir AlternateContent Choice txbxContent".split()
)
"""Elements around runs or blocks that are read as if they were not there; all others around runs hold deleted text,
field codes, or what only an old reader shows."""
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings")


@dataclass(slots=True)
class Runs:
    """Reads the runs of one part; ``note`` and ``blocks`` are asked for notes and for the text of boxes."""

    targets: dict[str, tuple[str, str]]
    styles: Styles
    note: Callable[[str, str], int | None]
    blocks: Callable[[Any], Iterable[Piece | Grid]]
    boxes: list[Piece | Grid] = field(default_factory=list)  # text boxes of the paragraph at hand
    fields: list[bool] = field(default_factory=list)  # open fields; True where the result has begun

    def traits(self, style_id: str | None) -> frozenset[str]:
        """The marks that a style gives to its text."""
        bold = italic = None
        for style in self.styles.chain(style_id):
            bold = style.bold if bold is None else bold
            italic = style.italic if italic is None else italic
        return frozenset(kind for kind, given in (("bold", bold), ("italic", italic)) if given)

    def read(self, parent: Any, marks: frozenset[str], uri: str | None) -> Iterator[Inline]:
        for element in parent:
            name = local(element)
            if name == "r":
                yield from self._run(element, marks, uri)
            elif name == "hyperlink":
                target = self.targets.get(value(element, "id") or "", ("", ""))[1]
                anchor = value(element, "anchor")
                yield from self.read(element, marks, target or (f"#{anchor}" if anchor else None))
            elif name == "sdt":
                if not on(child(child(element, "sdtPr"), "showingPlcHdr")):
                    content = child(element, "sdtContent")
                    yield from self.read(content if content is not None else (), marks, uri)
            elif name in ("oMath", "oMathPara"):
                text = "".join(inner.text or "" for inner in element.iter() if local(inner) == "t")
                yield Inline(f" {text} ", marks, uri)
            elif name in THROUGH:
                yield from self.read(element, marks, uri)

    def _run(self, run: Any, marks: frozenset[str], uri: str | None) -> Iterator[Inline]:
        properties = child(run, "rPr")
        if on(child(properties, "vanish")) or on(child(properties, "webHidden")):
            return
        style = child(properties, "rStyle")
        marks = marks | self.traits(value(style)) if style is not None else marks
        marks = _marked(properties, marks)
        font = child(properties, "rFonts")
        symbolic = font is not None and (value(font, "ascii") or "").lower().startswith(_SYMBOL_FONTS)
        for element in run:
            name = local(element)
            hidden = bool(self.fields) and not all(self.fields)
            if name == "t":
                if not hidden:
                    text = element.text or ""
                    yield Inline(_symbols(text) if symbolic else text, marks, uri)
            elif name in ("tab", "ptab"):
                yield Inline("\t", marks, uri)
            elif name in ("br", "cr"):
                if (value(element, "type") or "textWrapping") == "textWrapping":
                    yield BREAK
                else:
                    yield Inline(" ")
            elif name == "noBreakHyphen":
                yield Inline("-", marks, uri)
            elif name == "sym":
                code = int(value(element, "char") or "0", 16) if _hexadecimal(value(element, "char")) else 0
                yield Inline(chr(code if code >= 0xF000 else 0xF000 + code) if 0 < code < 0xF900 else "", marks, uri)
            elif name in ("footnoteReference", "endnoteReference"):
                number = self.note(name.removesuffix("Reference"), value(element, "id") or "")
                if number:
                    yield Inline(str(number), marks | {"superscript"})
            elif name == "fldChar":
                yield from self._field(element, marks)
            elif name == "ruby":
                yield from self.read(
                    child(element, "rubyBase") if child(element, "rubyBase") is not None else (), marks, uri
                )
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._boxes(element)

    def _field(self, element: Any, marks: frozenset[str]) -> Iterator[Inline]:
        """A field's code is not shown, its result is; a form's check box is shown as one."""
        kind = value(element, "fldCharType")
        if kind == "begin":
            self.fields.append(False)
            box = child(child(element, "ffData"), "checkBox")
            if box is not None:
                checked = child(box, "checked")
                yield Inline("☒" if on(checked if checked is not None else child(box, "default")) else "☐", marks)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _boxes(self, element: Any) -> None:
        """Keep the text of boxes for behind the paragraph that they hang on."""
        stack = list(reversed(element))
        if local(element) == "AlternateContent":
            choice = child(element, "Choice")
            stack = [choice if choice is not None else child(element, "Fallback")]
        while stack:
            inner = stack.pop()
            if inner is None:
                continue
            name = local(inner)
            if name == "txbxContent":
                held, self.fields = self.fields, []
                self.boxes += list(self.blocks(inner))
                self.fields = held
            elif name == "AlternateContent":
                choice = child(inner, "Choice")
                stack.append(choice if choice is not None else child(inner, "Fallback"))
            else:
                stack += reversed(inner)


def _marked(properties: Any, marks: frozenset[str]) -> frozenset[str]:
    """The marks of a run by its own properties."""
    if properties is None:
        return marks
    for name, mark in (("b", "bold"), ("i", "italic"), ("strike", "strike"), ("dstrike", "strike")):
        given = switch(properties, name)
        if given is not None:
            marks = marks | {mark} if given else marks - {mark}
    line = child(properties, "u")
    if line is not None and (value(line) or "single") != "none":
        marks = marks | {"underline"}
    raised = child(properties, "vertAlign")
    if raised is not None and value(raised) in ("superscript", "subscript"):
        marks = marks | {str(value(raised))}
    return marks


def _symbols(text: str) -> str:
    """Text set in a symbol font, as the private characters that such glyphs are known by."""
    return "".join(chr(0xF000 + ord(c)) if 0x20 < ord(c) < 0x100 else c for c in text)


def _hexadecimal(text: str | None) -> bool:
    return bool(text) and len(text or "") <= 6 and all(c in "0123456789abcdefABCDEF" for c in text or "")
