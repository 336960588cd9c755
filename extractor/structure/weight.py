"""How heavily each line weighs as a heading: its words, look, number, and what stands around it."""

from __future__ import annotations

import re

from extractor.layout.headlines import fold
from extractor.structure.cells import is_cell
from extractor.structure.cues import APPENDED, REPEATED, Line, Look, Surroundings, title_case, wording
from extractor.structure.plain import ABBREVIATED, opens_sentence, over_main, unstyled
from extractor.types import Block

CODE = re.compile(
    r"[A-Z]?\d{3,5}[A-Z]?\b|[A-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?(?!\S)"
)  # "99213", "A0428", "0340U", "Q71.02"
ROW_HEAD = re.compile(r"(?:(?P<topic>[A-Z][\w ]{2,30}) )?(?:Code|Date|Number)")  # heads the first of a table's columns
TYPE = re.compile(r"(?:Article|Document|Policy|Guideline) (?:Type|Category):?")
BOX = re.compile(r"[☐☒☑□■]|\[[ xX]?\](?=\s)")  # a check box, drawn or written
LARGER = 1.5  # points above running text that make a line large


def weigh(around: Surroundings, line: Line, lines: dict[int, Line], *, bookmarked: bool) -> float:
    """The weight of one line as a heading, without what other headings teach of its look."""
    lexicon, block, look = around.lexicon, line.block, line.look
    if (lexicon.is_never(line.text) and not (line.known and line.number and look.bold)) or (
        not line.known and lexicon.is_columns(line.text)
    ):
        return -3.0
    said = wording(line, lexicon)
    if said <= -3.0:
        return said
    if block.kind == "heading":
        return 2.0 + max(said, -0.9)
    weight = said + _style(around, look)
    plain = around.styled and around.plain(look)
    if line.known:
        weight += 0.45 if lexicon.is_weak(line.text) else 0.75 if plain else 1.0
    elif APPENDED.match(line.text):
        weight += 0.85
    if around.whole and line.known == "coding" and plain and len(line.words) > 2:
        weight += 0.6  # the name of a list of codes, as a paragraph of its own
    if line.linked and (plain or around.outlined):
        weight -= 0.6  # a list of links; where headings are declared, a link that is none is a link
    if bookmarked:
        weight += 1.0
    if line.number and line.number.readings[0][0] in ("Roman", "decimal", "Alpha"):
        weight += 0.25
    if not around.styled and not around.whole and is_cell(around, line):
        weight -= 2.0
    weight += _place(around, line, lines)
    return weight


def _style(around: Surroundings, look: Look) -> float:
    size, bold = around.ordinary
    weight = 0.0
    if size and look.size >= size + LARGER:
        weight += 0.9
    elif size and look.size >= size + 0.7:
        weight += 0.5
    elif size and look.size and look.size <= size - 1.5 and not look.caps:
        weight -= 0.15 if look.bold else 0.4
    if look.bold and not bold:
        weight += 0.75
    if look.caps:
        weight += 0.45
    if look.underline:
        weight += 0.4
    if look.italic:
        weight += 0.15
    if around.coloured(look):
        weight += 0.2
    return weight


def _place(around: Surroundings, line: Line, lines: dict[int, Line]) -> float:
    """What the neighbours and the place in lists and tables say."""
    weight = 0.0
    block = line.block
    blocks = around.document.blocks
    at = around.position[line.at]
    above = blocks[around.body[at - 1]] if at else None
    below_index = around.body[at + 1] if at + 1 < len(around.body) else None
    below = blocks[below_index] if below_index is not None else None
    if line.bullet:
        weight -= 0.7
    elif block.kind == "item" and around.styled and around.plain(line.look):
        weight -= 0.5
    elif (
        not line.known
        and _is_point(around, block)
        and any(one and _is_point(around, one) and one.style.bold == block.style.bold for one in (above, below))
    ):
        weight -= 0.7
    if block.table is not None:
        weight -= _cell(around, line)
    elif line.known in ("table_of_contents", "related_policies") and line.look.bold:
        pass  # they stand beside each other in a box at the head of the paper
    elif below and _abreast(around, block, below):
        beside = below.end - below.start > 150  # a column of headings beside the text
        weight -= 0.0 if beside and line.known else 3.0 if line.text.endswith(":") else 1.5
    elif above and _abreast(around, above, block):
        left = lines.get(around.body[at - 1])
        column_heads = left is not None and left.look == line.look
        weight -= 1.5 if column_heads else 0.0 if line.known and line.look.bold else 1.0
    space = block.style.space
    if (
        space == 0.0
        and above
        and around.styled
        and (above.page != block.page or (above.table, block.table) != (None, None))
    ):
        space = 0.8  # a page or a table ends above: white space that nobody measures
    if space >= 0.5:
        weight += 0.25 if space >= 1.0 else 0.15
    below_line = lines.get(below_index) if below_index is not None else None
    above_line = lines.get(around.body[at - 1]) if at else None
    if below is None:
        weight -= 0.6
    elif (
        below.end - below.start > (60 if line.known and not around.lexicon.is_weak(line.text) else 90)
        or below.kind == "item"
        or below.table is not None
    ):
        weight += 0.2
    elif _in_run(line, above_line, below_line) and not (line.known and (line.look.bold or not around.styled)):
        weight -= 0.3
    main = line.known and (line.look.caps or line.look.bold) and not around.lexicon.is_weak(line.text)
    if (not main and BOX.match(around.document.text, below.start if below else block.start)) or BOX.search(line.text):
        weight -= 2.0  # the label of a form's check boxes
    elif above and not line.number and space < 0.5 and BOX.match(around.document.text, above.start):
        weight -= 2.0  # the second line of what is ticked
    if above and below and not line.number:
        text = around.document.text
        listed_above = not around.styled and above.kind == "item" and line.text[0].isupper() and line.text[-1] != ":"
        if (
            not line.known
            and above.end - above.start > 60
            and not around.ended(above)
            and block.style.space < 0.5
            and not listed_above
            and not (around.whole and line.text[0].isupper())
        ):
            weight -= 0.4  # the rest of a line that was cut
        if (
            line.known == "description"
            and above_line
            and above_line.known == "coding"
            and CODE.match(text, below.start)
        ) or _second_head(around, line, above):
            weight -= 1.5  # "CPT Codes", "Description", "99213": heads of columns
    listed = line.known is None or (line.known == "other" and line.text[-1] != ":")
    if line.number and listed and _in_list(line, above_line, below_line):
        weight -= 0.9
    if line.number and line.number.text == "Q" and line.text[-1] == "?":
        weight -= 2.0  # "Q: Will the plan pay?" and its answer
    if around.styled and not line.known and block.kind == "paragraph" and around.plain(line.look):
        weight += _of_a_form(around, line, above, below)
    if around.whole and not line.known and line.look.underline and not line.look.bold and _underlined(line, below):
        weight += 0.4
    if around.outlined and not line.known and block.kind == "paragraph" and _overlooked(around, line, above, below):
        weight += 0.85
    if around.styled and not line.known and not line.bullet and not line.number and space >= 1.5:
        weight += _set_apart(around, line, above, below)
    if not around.styled and line.known == "coding" and space >= 1.0 and above and below:
        weight += 0.3 if opens_sentence(around, above, below) else 0.0
    if (
        not around.styled
        and not line.bullet
        and (not line.known or (line.known != "coding" and around.lexicon.is_weak(line.text)))
    ):
        weight += max(unstyled(around, line, lines, above, below), 0.8 if over_main(around, line, below_line) else 0.0)
    return weight


def _second_head(around: Surroundings, line: Line, above: Block) -> bool:
    """Whether the line above heads a column beside this one ("Code" and "Description"), or is the label of its value."""
    if line.known == "coding" and TYPE.fullmatch(around.document.text, above.start, above.end):
        return True  # "Article Type", "Billing and Coding": a label and its value
    head = ROW_HEAD.fullmatch(around.document.text, above.start, above.end)
    if head is None or above.table is not None:
        return False
    if not head["topic"]:
        return head[0] == "Code" and line.known == "description"
    return line.text.startswith(f"{head['topic']} ") and line.known == "history"


def _of_a_form(around: Surroundings, line: Line, above: Block | None, below: Block | None) -> float:
    """A short plain line that comes again elsewhere and opens text each time: "Plaque disease" under two criteria."""
    if (
        above is None
        or below is None
        or len(line.text) > REPEATED
        or len(line.words) > 7
        or line.block.table is not None
    ):
        return 0.0
    text = around.document.text
    ended = text[above.end - 1] in ".:;!?" or above.end - above.start < 60
    apart = above.kind == "item" and (above.page != line.block.page or line.block.style.space >= 0.8)
    if not (ended or apart) or (line.text[-1] in ".:;,)" and not line.text.endswith(")")):
        return 0.0
    if below.end - below.start <= 60 or below.kind == "item":
        return 0.0
    return 0.7 if fold(line.text) in around.repeated else 0.0


def _overlooked(around: Surroundings, line: Line, above: Block | None, below: Block | None) -> bool:
    """Whether a converter that declares headings has left this one: "Ring disease (RD)" over the list that it opens."""
    if above is None or below is None or below.kind != "item" or below.label is None or line.block.table is not None:
        return False
    if (
        len(line.words) > 7
        or line.number
        or line.bullet
        or not (ABBREVIATED.search(line.text) or title_case(line.words))
    ):
        return False
    text = around.document.text
    return (
        text[below.label.start : below.label.end].strip("(). ") in ("1", "A", "a", "I")
        and line.text[-1] not in ".:;,"
        and (above.kind in ("item", "heading") or around.ended(above))
    )


def _underlined(line: Line, below: Block | None) -> bool:
    """Whether a line that is underlined as a whole is a title over a paragraph: "Rings After Surgery"."""
    return (
        below is not None
        and below.end - below.start > 90
        and below.table is None
        and line.block.kind == "paragraph"
        and not line.linked
        and line.text[-1] not in ".:;,"
        and title_case(line.words)
    )


def _set_apart(around: Surroundings, line: Line, above: Block | None, below: Block | None) -> float:
    """A short line in title case between paragraphs, set like them but apart: "Restrictive Thoracic Disorders"."""
    if above is None or below is None or line.block.table is not None or len(line.words) > 10:
        return 0.0
    text = around.document.text
    if len(line.text) < 8 or line.text[-1] == ":" or (above.end - above.start <= 40 and text[above.end - 1] == ":"):
        return 0.0  # "Place of Service:" and its value
    opens = below.end - below.start > 60 or text[below.end - 1] == ":"
    if not opens or text[above.end - 1] not in ".:;!?)" or not title_case(line.words) or not around.plain(line.look):
        return 0.0
    return 0.55 if below.end - below.start > 90 else 0.75


def _in_run(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether the lines above and below are set alike: a list of short lines rather than a heading and its text."""
    return all(
        other is not None and other.look == line.look and other.block.table is None and other.text[-1] not in ".:"
        for other in (above, below)
    )


def _in_list(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether the line above or below bears the number before or after this one: items of a list, no headings."""

    def follows(first: Line | None, second: Line | None) -> bool:
        if not (first and second and first.number and second.number):
            return False
        small = (
            first.number.text.islower() and first.block.kind == second.block.kind == "item"
        )  # "i. **Drug**", "ii. Drug"
        if first.look != second.look and not (small and first.look._replace(bold=second.look.bold) == second.look):
            return False
        return any(a[:2] == b[:2] and b[2] == a[2] + 1 for a in first.number.readings for b in second.number.readings)

    return follows(above, line) or follows(line, below)


def _cell(around: Surroundings, line: Line) -> float:
    """What standing in a table takes from a line: column heads are no headings, a label beside a long text may be."""
    block = line.block
    if line.known == "coding" and len(line.words) == 1:
        return 2.5  # "CODES", "HCPCS": the name of a table's rows
    if (block.table, block.row) not in around.shared_rows:
        return 0.8 if line.known or not _second_in_cell(around, line) else 2.5
    if line.known == "history" and block.row == 0 and block.column == 0:
        return 0.5  # a table of revisions that bears its own heading
    size, _ = around.ordinary
    if line.known and size and line.look.size >= size + LARGER and line.look.bold:
        return 0.8  # side by side with another section, and taken for a table
    place = (block.table or 0, block.row or 0)
    if line.known and block.column == 0 and place in around.rows_of_prose:
        return 0.2
    if line.known and line.look.bold and block.column == 0 and around.form and place not in around.rows_of_heads:
        return 0.4
    return 2.5


def _is_point(around: Surroundings, block: Block) -> bool:
    """Whether a block is a point of a list whose bullet is drawn, or the source's own, and not written in the text."""
    return block.kind == "item" and block.label is None and (around.whole or block.style.size > 0)


def _second_in_cell(around: Surroundings, line: Line) -> bool:
    """Whether another line stands above this one in the top cell of a table: a banner of two lines."""
    block = line.block
    above = around.document.blocks[line.at - 1] if line.at else None
    return block.row == 0 and above is not None and (above.table, above.row) == (block.table, 0)


def _abreast(around: Surroundings, left: Block, right: Block) -> bool:
    """Whether two blocks stand side by side on one line of a page: a label and its value, two column heads."""
    return (
        around.styled
        and left.page == right.page
        and right.style.space == 0.0
        and right.style.size > 0
        and right.style.indent - left.style.indent > 30
        and left.end - left.start < 90
    )
