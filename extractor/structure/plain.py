"""How much the place of a line says of it where a source shows no styles: what it follows, and what it opens."""

from __future__ import annotations

import re

from extractor.layout.headlines import fold
from extractor.structure.cues import FULL_STOP, REPEATED, Line, Surroundings, title_case
from extractor.structure.cut import opens_text
from extractor.structure.echo import said_again
from extractor.types import Block

ABBREVIATED = re.compile(r"\([A-Z][A-Za-z]{1,5}\)$")  # "Ring disease (RD)"
MAKER = re.compile(r",.{0,60}(?:®|\bInc\b|\bLLC\b|\bLtd\b)")  # "Ring Test®, Rings of Test, Inc": a code's description
LEAST = 45  # characters of a short sentence


def unstyled(
    around: Surroundings, line: Line, lines: dict[int, Line], above: Block | None, below: Block | None
) -> float:
    """In a dump without styles: a short line in title case or with a colon between text of full length."""
    words = line.words
    if line.known and line.text.endswith(":"):
        return 0.3  # "Medically Necessary:", a line of its own
    if around.outlined and not line.look.bold:
        return 0.0  # a source that declares its headings has no others
    society = len(words) > 4 and _society(around, line)
    if (len(words) > 12 and not society) or line.block.table is not None or below is None:
        return 0.0
    text = around.document.text
    apart = line.block.style.space >= 1.0  # an empty line above
    stops = above is None or around.ended(above) or above.kind == "item" or above.end - above.start < 60
    if (
        above is not None
        and stops
        and around.spaced
        and not (apart or line.known or _opens(around, line, above, lines))
    ):
        stops = around.ended(above) or above.kind == "item"  # else a line among short lines
    below_line = lines.get(around.body[around.position[line.at] + 1])
    if above is not None and said_again(around, line, below) and (apart or _opens(around, line, above, lines)):
        return 0.9
    formal = _named_subject(around, line)
    if formal and above is not None and text[above.end - 1] == ":":
        formal = False  # the first of a list without marks
    if formal and not stops and apart and below.kind == "item":
        stops = True
    if stops and not line.known and above is not None and not (apart or around.ended(above) or above.kind == "item"):
        over = lines.get(around.body[around.position[line.at] - 1])
        stops = len(words) > 2 or line.text.endswith(":") or (over is not None and over.known is not None)
        formal = formal and over is not None and over.known is not None  # else one of a list of short lines
    if formal and above is not None and above.kind != "item" and not apart and above.end - above.start < REPEATED:
        formal = text[above.end - 1] != ")"  # "Tide protein (TP)" over "Marsh protein (MP)"
    length = below.end - below.start
    listing = text[below.end - 1] == ":" and line.text.count(",") < 3
    says = length > 90 or (length > LEAST and (listing or text[below.end - 1] == "."))  # or what opens a list
    opens = says or (line.known == "history" and around.lexicon.is_never(around.document.text_of(below)))
    group = _over(around, line, above, below_line)
    opens = opens or group or below.kind == "item" or bool(below_line and below_line.known)
    if not opens and apart and around.spaced and line.text[-1] not in ".;,:" and below_line and not below_line.number:
        opens = (
            title_case(words) and below.style.space < 2.0 and opens_text(around, lines, around.position[below_line.at])
        )
    if not (stops and opens):
        return 0.0
    if line.number:
        return 0.6 if title_case(words) else 0.3
    if line.text.endswith(":"):
        return 0.75 if title_case(words) else 0.5 if len(words) <= 5 else 0.3
    if line.text[-1] in FULL_STOP:
        return 0.0
    named = (title_case(words) and len(words) <= (12 if below.kind == "item" or apart else 10)) or society or line.known
    named = formal or named
    if not named:
        upon = (
            apart
            and says
            and text[below.start].isupper()
            and below.style.space < 0.5
            and len(words) <= 9
            and line.text[-1] not in ".;,:"
        )
        return (0.6 if length > 90 else 0.8) if upon and (above is None or around.ended(above)) else 0.3
    if MAKER.search(line.text):
        return 0.6
    return 1.3 if society and len(words) > 14 else 1.1 if group else 0.9  # as much as their length or place takes


def _named_subject(around: Surroundings, line: Line) -> bool:
    """Whether a short line names a disease with its short form, or stands in several places: "Ring disease (RD)"."""
    if (
        line.block.kind != "paragraph"
        or len(line.words) > 8
        or line.number
        or line.bullet
        or not line.text[0].isupper()
        or line.text[-1] in ".;,:"
    ):
        return False
    again = len(line.words) > 1 and len(line.text) <= REPEATED and fold(line.text) in around.repeated
    return again or ABBREVIATED.search(line.text) is not None


def _opens(around: Surroundings, line: Line, above: Block, lines: dict[int, Line]) -> bool:
    """Whether the block above is a heading by its place or words, or a page begins below it."""
    if above.style.space >= 1.0 or around.document.blocks[line.at - 1].kind == "furniture":
        return True
    over = lines.get(around.body[around.position[line.at] - 1])
    return over is not None and over.known is not None


def opens_sentence(around: Surroundings, above: Block, below: Block) -> bool:
    """Whether a common word stands between what is ended and a sentence, as the heading of a part does: "Codes"."""
    text = around.document.text
    return (
        (around.ended(above) or above.kind == "item")
        and below.kind == "paragraph"
        and below.table is None
        and below.style.space < 0.5
        and below.end - below.start > LEAST
        and text[below.end - 1] in ".:"
        and text[below.start].isalpha()
    )


def over_main(around: Surroundings, line: Line, below: Line | None) -> bool:
    """Whether a line set apart stands right over a main heading: "Repeat testing", "When services are covered:"."""
    return (
        below is not None
        and below.known is not None
        and not around.lexicon.is_weak(below.text)
        and line.block.table is None
        and line.block.style.space >= 1.0
        and len(line.words) <= 10
        and line.text[-1] not in ".;,"
    )


def _society(around: Surroundings, line: Line) -> bool:
    """Whether a line is the name of one or more learned societies: "College of Ringers and the Society for Bells"."""
    return (
        title_case(line.words)
        and line.text[-1] not in ".;,:"
        and around.lexicon.by_words(line.text) == "professional_guidelines"
    )


def _over(around: Surroundings, line: Line, above: Block | None, below: Line | None) -> bool:
    """Whether a line is a heading right over another one, which opens a list: a group of tests over its first test."""
    if below is None or above is None or below.number or below.bullet:
        return False
    if not (around.ended(above) or around.lexicon.exact(around.document.text_of(above))):
        return False
    if min(len(line.words), len(below.words)) < 3 or below.text[-1] in ".;,:" or not title_case(below.words):
        return False
    after = around.position[below.at] + 1
    following = around.document.blocks[around.body[after]] if after < len(around.body) else None
    return following is not None and following.kind == "item" and following.end - following.start > 90
