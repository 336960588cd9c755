"""Whether the text below a line says its words once more, as the text of a section does with its subject."""

from __future__ import annotations

from extractor.layout.headlines import fold
from extractor.structure.cues import Line, Surroundings
from extractor.types import Block

REACH = 160  # characters of a section's text in which its heading's words come again
SHORTEST = 60  # characters: what is no longer is a line of a list
WORDS = range(2, 10)  # how many words a subject has: a single one comes again anywhere


def said_again(around: Surroundings, line: Line, below: Block) -> bool:
    """Whether all words of a line open the paragraph right below it: "Repeat bell test", "A repeat bell test is …"."""
    if below.style.space >= 0.5 or below.end - below.start <= SHORTEST or line.number or line.text[-1] in ".;,:":
        return False
    said = around.document.text[below.content : min(below.end, below.content + REACH)]
    if below.kind != "paragraph" or not said[0].isupper() or not line.text[0].isupper() or line.block.depth >= 0:
        return False
    words = set(fold(line.text))
    return len(words) in WORDS and words <= set(fold(said))
