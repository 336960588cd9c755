"""Decides whether a line opens with a list label or an outline number, and of which family it is."""

from __future__ import annotations

import re

# Glyphs of symbol fonts that real PDFs use for bullets and check boxes, as they stand in the private-use area.
SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF06E: "■", 0xF0D8: "➢", 0xF0FC: "✓", 0xF076: "❖", 0xF0E0: "→", 0xF0E8: "➔",
    0xF06F: "☐", 0xF0A8: "☐", 0xF071: "☐", 0xF0FE: "☒", 0xF0FD: "☒", 0xF078: "☒", 0xF0A3: "≤", 0xF0B3: "≥",
    0xF0B1: "±", 0xF0B0: "°", 0xF06D: "µ", 0xF061: "α", 0xF062: "β", 0xF067: "γ", 0xF0B4: "×", 0xF0D7: "⋅",
    0xF02D: "−", 0xF03C: "<", 0xF03E: ">", 0xF0AE: "→", 0xF0E2: "®", 0xF0D2: "®", 0xF0E4: "™", 0xF0D4: "™",
    0xF020: " ", 0xF09F: "•", 0xF06C: "●", 0xF0F0: "➢", 0xF0DE: "⇒", 0xF0A1: "○", 0xF09E: "·",
}  # fmt: skip

BULLETS = "•●○◦◯▪▫■□◼◻◾▸►▶➢➤➔→✓✔❖❑❏⁃∙·☐☒☑⚫⬤‣◆◇✦★❍\uf0b7"

# A list's letters: a to z, and beyond z twice the same or one behind an a ("aa", "bb"; "ab"); not "up" or "RA"
_LETTERS = r"(?: a[a-z] | (?P<{0}>[A-Za-z])(?P={0}) | [A-Za-z] )"

LABEL = re.compile(
    rf"""
    (?P<bullet> [{BULLETS}] | [\ue000-\uf8ff] )(?=\s|\w|$)     # "• Age", "▪", "➢ Step"; not "5 • 6"
    | (?P<dash> [-–—*+] )(?=\s|$)                                # "- Age", "– Age"; not "-5", "–related"
    | (?P<circle> o )(?=\s|$)                                    # "o Age" (Courier's hollow bullet); not "of age"
    | (?P<decimal> \d{{1,3}}(?:\.\d{{1,3}}){{1,5}} )\.?(?=\s|$)  # "1.2 Scope", "2.1.3. Dose"; not "1.5mg"
    | (?P<bracket> [(\[] (?: \d{{1,3}} | {_LETTERS.format("first")} | [ivxIVX]{{1,6}} ) [)\]] )(?=\s|[A-Z]|$)  # "(1) Age", "(iv)"; not "(RA)"
    | (?P<number> \d{{1,3}} )[.)]\)?(?=\s|[A-Z]|$)               # "1. Age", "12) Age"; not "1.5", "10 mg"
    | (?P<roman> [ivx]{{1,6}} | [IVX]{{1,6}} )[.)](?=\s|$)       # "iv. Age", "II) Age"
    | (?P<letter> {_LETTERS.format("one")} | A[A-Z](?=[.]) )[.)](?=\s|$)  # "a. Age", "B) Age", "aa."; not "e.g.", "vs.", "up."
    """,
    re.VERBOSE,
)

_DATE = re.compile(
    r"(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01])\.(?:19|20)?\d\d(?=\s|$)|0[1-9]\.\d\d(?=\s|$)"
)  # "02.23.21", "08.18"; not "2.2.3"
_NOT_LABELS = frozenset({"al", "an", "as", "at", "am", "mm", "cc"})


def label(text: str) -> tuple[int, str] | None:
    """Length and family of the label that a text opens with (family: ``bullet•``, ``number``, ``letter``…)."""
    if text[:1].isalpha() and text[0] != "o" and not ("." in text[1:7] or ")" in text[1:7]):
        return None  # most lines open with a word
    found = LABEL.match(text)
    if found is None:
        return None
    family = found.lastgroup or ""
    if family in ("letter", "bracket") and found[family].strip("([)]") in _NOT_LABELS:
        return None
    if family == "decimal" and _DATE.match(text):
        return None
    if family == "bullet":
        family += found.group()
    elif family in ("letter", "roman"):
        family += "A" if found.group()[0].isupper() else "a"
    return found.end(), family
