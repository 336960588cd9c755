"""List labels: decides how much of a line's beginning is a bullet or outline number."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"""
    (?:
        [•●○◦▪▫■□◆◇►▶➢➤❖✓✔⦿‣⁃∙·*–—−-]       # a bullet glyph: "• Age"; not "-5 mg" (no blank after it)
      | o(?=\ [A-Z0-9(<>≥≤"“'])                  # the letter that some PDFs use as a bullet: "o EGFR"; not "o fever"
      | (?:\d{1,2}\.){1,5}\d{1,3}\.?(?=\ [A-Z(]) # an outline number: "1.2 Scope", "2.1.4. Dose"; not "1.5 mg"
      | \(?(?:\d{1,3}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})[.)]  # "1." "(a)" "iv)" "B."; not "12 months", "e.g. x"
      | (?:\d{1,2}|[A-Za-z])\)?\.\)?(?=\ )        # odd doublings: "1.)" "a)."
    )
    (?=\s|$)
    """,
    re.VERBOSE,
)


def find_label(text: str) -> int:
    """Length of the label that a folded line of text begins with; 0 without one, or where it is all there is."""
    match = _LABEL.match(text)
    return match.end() if match and match.end() < len(text) else 0
