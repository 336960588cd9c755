"""How much a line looks like a heading: by its words, its style, its number and its neighbours."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from extractor.layout.headlines import PARENTHESES, fold
from extractor.structure.numbering import Number, parse
from extractor.structure.wording import Lexicon
from extractor.types import Block, Document

SENTENCE_LENGTH = 80  # characters: what is longer and ends with a full stop is text
REPEATED = 70  # characters of a sub-heading that a form repeats
LONGEST = 220  # characters: the longest heading of the documents read has 200
WORD = re.compile(r"[^\W\d_][\w'’\-]*")
SMALL = frozenset(
    (
        "a about after against among an and are as at before between but by due during for from in into is no "
        "not of on or per than the their through to under use used using versus via vs when with within without"
    ).split()
)

# A line that speaks in sentences. "Patients are treated weekly" does; "Codes covered if criteria are met:" must not,
# so that only verbs with a plain subject count: the line has to have six words or more to be tried at all.
# This pattern, OPENER and VERDICT read small letters, which is much quicker than to ignore case.
SENTENCE = re.compile(
    r"""\b(?:
        (?:is|are|was|were) \s (?:not\s|also\s|currently\s)?    # "is considered", "are not covered"  not "is it covered"
        (?: considered | covered | required | based | used | indicated | medically | available | approved
          | proven | unproven | intended | recommended | an? | the | to )
      | will | shall | must | should | has\sbeen | have\sbeen | can\sbe | may\sbe | does\snot | do\snot
      | please | refer\sto | see\sthe | according\sto | we | you   # "please refer to the policy"
      | this\s(?:policy|document|guideline)\s\w+s                  # "this policy applies"  not "this policy"
    )\b""",
    re.VERBOSE,
)
# "Policy Number: 797", "Effective Date 4/15/2011", "Page 2 of 5": a label with its value; not "Appendix A: Drugs", "Policy: Commercial".
LABELLED = re.compile(r"(?P<label>[^\s:][^:\n]{1,59}?)\s{0,20}[:#]\s{0,20}(?P<value>\S.*)")
KEPT_LABEL = re.compile(
    r"(?i:appendix|attachment|section|part|step|phase|group|exhibit|addendum|clinical policy|chapter|table \d)\b"
)
# What is a value rather than words, in small letters: a date, a page, a code, a telephone number, a web address, a version.
VALUE = re.compile(
    r"""
      (?: \d{1,2} [./-] \d{1,2} [./-] \d{2,4} )         # "04/01/2024"       not "12.5 mg"
    | (?: page \s* )? \d{1,4} (?: \s+ of \s+ \d{1,4} )? $  # "Page 2 of 5", "12" not "Group 1"
    | \b(?: https?:// | www\. )                           # "www.payer.test"   not "web"
    | \s n/a $                                           # "Comment Period N/A"
    | [©]                                                # "© 2024 Payer"
    | nct\d{8}                                           # a trial in a list of trials
    | \(?\d{3}\)?[ -]\d{3}-\d{4}                         # "(800) 555-0100"
    """,
    re.VERBOSE,
)
MAIL = re.compile(r"\b\S{1,64}@\S{1,64}\.\w")  # "care@payer.test"
VALUED = re.compile(r"[\d@©./]")  # what every value has a character of
TABLE = re.compile(
    r"(?i:(?:table|figure|exhibit \d|chart)\.? \d|note\b|\(?continued\b(?! [a-z])|\(?continued (?:from|on)\b|(?:and|or)\b)"
)  # "Table 1. Doses", "Note: …", "(continued)"; not "Continued Use"
APPENDED = re.compile(
    r"(?i:appendix|attachment|addendum|exhibit) (?:\d{1,2}|[A-Z]|[IVX]{1,4})\b"
)  # "Appendix B: Drugs", "Attachment 2"
CONJUNCTION = re.compile(r"[\s;,](?i:and|or|the|of|with|for|to|a)$")  # a line that goes on: "PMS2; and"
UNENDED = re.compile(  # a line that was cut in mid-sentence: "The guideline does recommend", "such as"
    r"\s(?:recommends?|states?|suggests?|includ(?:e|es|ing)|is|are|was|were|be|been|has|have|had|may|can|should|will|not"
    r"|by|that|than|which|who|if|as|at|from|on|in|an|their|this|these)$"
)
IDENTIFIER = re.compile(r"\w{1,12}(?:[.\-_]\w{1,20}){2,6}")  # "BR.GG.0001.0.A", the number of a guideline
BROKEN = re.compile(r"[a-z]{4}\. [A-Z][a-z]+ [a-z]")  # "Changes occur. These are …": two sentences
MARKER = re.compile(r"[A-Za-z\d]{1,20}_\w{1,20}")  # "ID_BR", a mark for the publisher's own use
SYMBOLS = re.compile(r"[A-Z\d-]{2,8}(?: [A-Z\d-]{2,8}){1,3}")  # "PMP22 CMT", a row of genes; not "HER2 TESTING RESULTS"
CITED = re.compile(
    r"[\s†‡§¥Ф*]{0,4}(?<![\d,.-])\d{1,3}(?:[-,–]\d{1,3}){1,12}[-,–]?$|(?<!\s)\s*[†‡§¥Ф*]{1,3}$"
    r"|(?:\s[†‡§¥Ф*\s]{0,4}|(?<=[a-z)]))\d{1,3}[-,–]$|\s?\[\d{1,3}(?:\s?[-,–]\s?\d{1,3}){0,12}\s?\]$"
)  # "Renewal Criteria 1-9,44", "Gout †", "Renewal Criteria 1-", "Criteria1-" (the last mark was raised), "Cautions[1, 2]"
LOWER = re.compile(r"[a-zà-ÿ]+")
UPPER = re.compile(r"[A-ZÀ-Þ]+")
DIGIT = re.compile(r"\d")
STRAY = re.compile(r"[a-z]{4}([a-d])\s?:?$")  # a reference mark that has lost its height: "Coverage Criteriaa :"
STRAY_NUMBER = re.compile(
    r"(?<=[a-z])[a-z]{3}\)?(\d{1,2}(?:[,–-]\d{1,2}){0,4})\s?:?$"
)  # "Approved Uses1", "Dosing2,3:"; not "Phase 1", "SARS2"
ENDED = re.compile(
    r"[.:;!?)][\"”’]?(?:\s?(?:\^\{[^{}]{1,20}\}|\d{1,3}(?:[,–-]\d{1,3}){0,6}))?$"
)  # "… of adults. 12,13": a sentence and its marks
CONTINUED = re.compile(r"(?i:\((?:continued|cont[.'’]?d?\.?)\)|\bcontinued)$")  # "APPENDIX (CONTINUED)"
FULL_STOP = ".;,"
ABBREVIATED = re.compile(r"(?:\b(?:Inc|Corp|Dr|vs|etc|No|U\.S|e\.g|i\.e)|\))\.$")
OPENER = re.compile(  # lines that open a list of criteria: "must meet ALL of the following criteria:"
    r"""\b(?: of\sthe\sfollowing | in\s(?:the\s)?following | includ(?:e|es|ing)(?=:)
         | (?:criteria|conditions|requirements)\s(?:is|are|must\sbe|have\sbeen|were)\smet
         | as\sfollows | meets?\s(?:all|one|any|both) | when | if
        ) [ ]?[^:]{0,25}:?$""",
    re.VERBOSE,
)
OPENING = ("follow", "includ", "met", "meet", "when", "if")  # one of which every opener has
VERDICT = re.compile(
    r"\b(?:is|are|be) (?:considered |deemed )?(?:not )?(?:medically necessary|investigational|covered|experimental|proven|unproven|reasonable)"
)
VERBS = ("is ", "are ", "be ")  # one of which every verdict has


class Look(NamedTuple):
    """The look of a line as far as headings care: two headings of one level share it."""

    size: float
    bold: bool
    caps: bool
    underline: bool
    italic: bool
    color: int | None


class Line(NamedTuple):
    """A block that is short enough to be a heading, with what its words say."""

    at: int  # the index of its block
    block: Block
    text: str  # without number and superscript marks
    number: Number | None
    bullet: bool
    linked: bool  # all of it is a hyperlink
    look: Look
    known: str | None  # section type where the line says just a known heading

    @property
    def words(self) -> list[str]:
        """The words of the line."""
        return WORD.findall(self.text)


class Surroundings:
    """What is measured of a whole document once: its body look, how its looks are used, its neighbours."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self._marks = [(m.start, m.end) for m in document.marks if m.kind == "superscript"]
        self._mark_starts = [start for start, _ in self._marks]
        self._bold = [(m.start, m.end) for m in document.marks if m.kind == "bold"]
        self._bold_starts = [start for start, _ in self._bold]
        self._links = [(link.start, link.end) for link in document.links]
        self._link_starts = [start for start, _ in self._links]
        self.body = [
            i for i, b in enumerate(document.blocks) if b.role == "body" and b.kind != "furniture" and b.end > b.start
        ]

    @cached_property
    def position(self) -> dict[int, int]:
        """The place of each body block among the body blocks."""
        return {index: position for position, index in enumerate(self.body)}

    @cached_property
    def shared_rows(self) -> frozenset[tuple[int, int]]:
        """Table rows with text in more than one cell."""
        columns: dict[tuple[int, int], set[int]] = {}
        for index in self.body:
            block = self.document.blocks[index]
            if block.table is not None and block.row is not None and block.column is not None:
                columns.setdefault((block.table, block.row), set()).add(block.column)
        return frozenset(place for place, found in columns.items() if len(found) > 1)

    @cached_property
    def rows_of_prose(self) -> frozenset[tuple[int, int]]:
        """Table rows with running text beside their first column, be it a list."""
        length: Counter[tuple[int, int]] = Counter()
        for block in (self.document.blocks[index] for index in self.body):
            if block.table is not None and block.row is not None and block.column:
                length[block.table, block.row] += block.end - block.start
        return frozenset(place for place, characters in length.items() if characters > 150)

    @cached_property
    def rows_of_heads(self) -> frozenset[tuple[int, int]]:
        """Table rows that are bold throughout: heads of columns."""
        plain: set[tuple[int, int]] = set()
        found: set[tuple[int, int]] = set()
        for block in (self.document.blocks[index] for index in self.body):
            if block.table is not None and block.row is not None:
                (found if block.style.bold else plain).add((block.table, block.row))
        return frozenset(found - plain)

    @cached_property
    def form(self) -> bool:
        """Whether a table of the document has known headings in its first column, with running text beside them."""
        for index in self.body:
            block = self.document.blocks[index]
            if block.column == 0 and (block.table, block.row) in self.rows_of_prose and block.end - block.start <= 60:
                text = self.document.text_of(block)
                if self._known(text) and not self.lexicon.is_weak(text):
                    return True
        return False

    @cached_property
    def ordinary(self) -> tuple[float, bool]:
        """Size and weight of running text: what most characters outside tables have."""
        count: Counter[tuple[float, bool]] = Counter()
        for index in self.body:
            block = self.document.blocks[index]
            count[(round(block.style.size * 2) / 2, block.style.bold)] += (block.end - block.start) * (
                1 if block.table is None else 0
            ) + 1
        return count.most_common(1)[0][0] if count else (0.0, False)

    @cached_property
    def styled(self) -> bool:
        """Whether the source tells its styles at all (a text dump does not, an OCR layer has one size for all)."""
        size, bold = self.ordinary
        blocks = [self.document.blocks[i] for i in self.body]
        if size:
            return any((b.style.bold and not bold) or b.style.underline or b.style.size >= size + 1.5 for b in blocks)
        return any(
            (b.style.bold or b.style.underline) and b.end - b.start <= 110 and self._known(self.document.text_of(b))
            for b in blocks
        )

    @cached_property
    def spaced(self) -> bool:
        """Whether the source parts its paragraphs by empty lines, so that a line without one goes on with the last."""
        blocks = [self.document.blocks[i] for i in self.body]
        return sum(block.style.space >= 1.0 for block in blocks) >= 0.1 * len(blocks)

    @cached_property
    def whole(self) -> bool:
        """Whether the source has paragraphs of its own, so that no line is the rest of another."""
        return self.document.media_type not in ("text/plain", "application/pdf")

    @cached_property
    def outlined(self) -> bool:
        """Whether the source declares its headings by itself (Markdown, HTML, DOCX): three or more of them."""
        if not self.whole:
            return False  # there "heading" is what the reader has guessed
        return sum(self.document.blocks[i].kind == "heading" for i in self.body) >= 3

    def line(self, index: int) -> Line | None:
        """The line at a block, or None where the block is no candidate for a heading."""
        block = self.document.blocks[index]
        length = block.end - block.start
        if length > LONGEST:
            return None
        if length > SENTENCE_LENGTH and block.kind != "heading" and self.document.text[block.end - 1] in ".;,":
            return None
        text = self._bare(block)
        number = parse(text)
        bullet = False
        if number:
            text = text[number.length :].strip()
        elif block.label and block.label.end - block.label.start <= 3:
            label = self.document.text_of(block.label)
            bullet = not label[0].isalnum() or label == "o"
            text = text[len(label) :].strip() if text.startswith(label) else text
        if text and (text[-1].isdigit() or text[-1] in "-,–†‡§¥Ф*]"):
            text = CITED.sub("", text)
        if not text:
            return None
        lower, upper = sum(map(len, LOWER.findall(text))), sum(map(len, UPPER.findall(text)))
        if not lower and not upper:
            return None
        caps = upper > 3 and upper >= 0.85 * (lower + upper)
        style = block.style
        content = block.end - len(text)
        bold = style.bold or _covers(self._bold, self._bold_starts, content, block.end)
        look = Look(round(style.size * 2) / 2, bold, caps, style.underline, style.italic, style.color)
        known = self._known(text)
        if (
            not known
            and (stray := STRAY.search(text, max(0, len(text) - 8)))
            and (known := self._known(text[: stray.start(1)]))
        ):
            text = text[: stray.start(1)]
        elif (stray := STRAY_NUMBER.search(text, max(0, len(text) - 24))) and (
            known or self.lexicon.speaks(text[: stray.start(1)].split()[-1])
        ):
            text = text[: stray.start(1)]
            known = self._known(text)
        if not known and (cut := self.lexicon.headed(text)):
            text, known = text[:cut], "history"
        linked = _covers(self._links, self._link_starts, content, block.end)
        return Line(index, block, text, number, bullet, linked, look, known)

    def _known(self, text: str) -> str | None:
        if len(text) > 110 or text[-1] in '.,;”"' or text[0].islower() or CONJUNCTION.search(text):
            return None
        return self.lexicon.exact(text)

    def ended(self, block: Block) -> bool:
        """Whether a block's last sentence is ended, be it by reference marks that have lost their height."""
        return ENDED.search(self.document.text, max(block.start, block.end - 40), block.end) is not None

    @cached_property
    def color(self) -> int | None:
        """The colour of running text."""
        count: Counter[int | None] = Counter()
        for index in self.body:
            block = self.document.blocks[index]
            count[block.style.color] += block.end - block.start
        return count.most_common(1)[0][0] if count else None

    @cached_property
    def _times(self) -> Counter[tuple[str, ...]]:
        """How often short lines of text come, by their words."""
        count: Counter[tuple[str, ...]] = Counter()
        for index in self.body:
            block = self.document.blocks[index]
            if block.end - block.start <= REPEATED and block.table is None and block.label is None:
                count[fold(CITED.sub("", self.document.text_of(block)))] += 1
        return count

    @cached_property
    def repeated(self) -> frozenset[tuple[str, ...]]:
        """The words of short lines of text that stand two to six times: sub-headings that a form repeats."""
        return frozenset(words for words, times in self._times.items() if 2 <= times <= 6 and words)

    def again(self, text: str) -> bool:
        """Whether a short line of text comes more than once."""
        return self._times[fold(text)] > 1

    def is_bold(self, start: int, end: int) -> bool:
        """Whether a stretch is set in bold."""
        return _covers(self._bold, self._bold_starts, start, end)

    def coloured(self, look: Look) -> bool:
        """Whether a look has another colour than running text; shades of one colour do not count."""
        if look.color is None or self.color is None:
            return look.color != self.color and abs(_light(look.color) - _light(self.color)) > 40
        return any(abs((look.color >> shift & 255) - (self.color >> shift & 255)) > 60 for shift in (0, 8, 16))

    def plain(self, look: Look) -> bool:
        """Whether a look is that of running text."""
        size, bold = self.ordinary
        return not (look.size > size or (look.bold and not bold) or look.caps or look.underline or self.coloured(look))

    def _bare(self, block: Block) -> str:
        """A block's text without superscripts at its end (reference marks) and without the marks' own blanks."""
        text, end = self.document.text, block.end
        at = bisect_left(self._mark_starts, block.start)
        while at < len(self._marks) and self._marks[at][0] < block.end:
            at += 1
        while at > 0 and self._marks[at - 1][0] > block.start and not text[self._marks[at - 1][1] : end].strip():
            end = self._marks[at - 1][0]
            at -= 1
        return " ".join(text[block.start : end].split())


def _light(color: int | None) -> int:
    return sum(color >> shift & 255 for shift in (0, 8, 16)) // 3 if color is not None else 0


def _covers(spans: list[tuple[int, int]], starts: list[int], start: int, end: int) -> bool:
    """Whether one of the sorted ``spans`` holds ``[start, end)`` but for a sign at its edges."""
    at = bisect_right(starts, start + 1) - 1
    return at >= 0 and end > start and spans[at][1] >= end - 2 and spans[at][1] > start + (end - start) // 2


def wording(line: Line, lexicon: Lexicon) -> float:
    """What the words alone say, from -3 (no heading) to +1 (the name of a section)."""
    text, words = line.text, line.words
    valued = VALUED.search(text) is not None
    low = text.lower()  # to look for a word is much quicker than to look for a pattern
    if len(words) == 0 or (valued and (VALUE.match(low) or ("@" in low and MAIL.match(low)))):
        return -3.0
    if len(words) > 2 and (single := sum(len(word) == 1 for word in words)) > 2 and 2 * single > len(words):
        return -3.0  # "X X X M C": marks in the columns of a table
    score = 0.0
    tail = max(0, len(text) - 16)  # what a pattern finds that looks at a line's last words
    if not line.known:
        if text[0].islower():
            score -= 0.8
        if len(text) < 4:
            score -= 1.5
        if text[0].isdigit() or text[0] == "*":
            score -= 0.5
        elif not text[0].isalnum() and text[0] not in "(\"“‘'":
            score -= 1.5
        if valued and len(DIGIT.findall(text)) > 0.3 * len(text):
            score -= 1.5
        if CONJUNCTION.search(text, tail) or UNENDED.search(text, tail):
            score -= 1.0
        if (IDENTIFIER.fullmatch(text) and not text.replace("-", "").isalpha()) or MARKER.fullmatch(text):
            score -= 2.0
        if SYMBOLS.fullmatch(text) and any(map(str.isdigit, text)):
            score -= 0.9
        if ". " in text and BROKEN.search(text):
            score -= 1.0
        if text.count(")") > text.count("("):
            score -= 1.0
        if TABLE.match(text):
            score -= 0.9
        if text[0] == "(":
            score -= 1.0 if text[-1] in "):" else 0.5
        titled = line.look.bold and not line.look.caps and all(word[0].isupper() for word in words)
        if len(words) > 14 and not (titled and len(words) <= 22):
            score -= 0.2 if line.look.caps and len(words) <= 22 else 0.4 if len(words) <= 22 else 1.2
        if text[-1] in FULL_STOP and not ABBREVIATED.search(text):
            score -= 0.9
        if len(words) > 5 and not titled and SENTENCE.search(low):
            score -= 0.9
        if not titled and any(verb in low for verb in VERBS) and VERDICT.search(low):
            score -= 1.2  # "Is Covered For Contracts With Bells", each word with a capital, is no sentence
        elif any(word in low for word in OPENING) and OPENER.search(low):
            score -= 0.7
        if valued and (VALUE.search(low) or ("@" in low and MAIL.search(low))):
            score -= 1.0
        labelled = LABELLED.fullmatch(PARENTHESES.sub("", text)) if ":" in text or "#" in text else None
        if labelled and not KEPT_LABEL.match(text):
            named = len(labelled["label"].split()) > 1 and title_case(words) and not DIGIT.search(text)
            score -= 1.6 if lexicon.is_never(labelled["label"]) else 0.1 if named else 1.0
    if "cont" in low and CONTINUED.search(text):
        score -= 2.5
    if text.endswith(":"):
        score += 0.15
    return score


def title_case(words: Sequence[str]) -> bool:
    """Whether all words but small ones begin with a capital: "Circulating Tumor DNA for Cancer"."""
    return (
        bool(words) and words[0][0].isupper() and all(any(c.isupper() for c in w) or w.lower() in SMALL for w in words)
    )
