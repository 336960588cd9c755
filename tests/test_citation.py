"""Parts of a bibliography entry: the styles that payers mix, in invented entries."""

from __future__ import annotations

from typing import Any

import pytest

from extractor import payers
from extractor.fields.citation import Parts, iso_date, parse
from extractor.fields.citation_bodies import Lexicon

LEXICON = Lexicon.of(payers.load("default").tables["references"])


def parts(text: str) -> Parts:
    """The parts of an entry with the default's lexicon."""
    return parse(text, lexicon=LEXICON)


# entry, expected parts: reason
CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    (  # a product's label: the maker behind the brackets is no title, the house's number no year
        "Lumibrex [packet insert] Somewhere Labs, Inc. 12 Tallow Mill Road Fenwick, GA 30001. September 2019",
        {"title": "Lumibrex [packet insert]", "year": 2019, "journal": None},
    ),
    (  # the same without brackets
        "Lumibrex prescribing information Somewhere Labs, Inc. Horsham, PA. July 2020.",
        {"title": "Lumibrex prescribing information", "year": 2020},
    ),
    (  # words of a label within a title are of the title
        "Adams AB. Prescribing information on wobble: a review. J Wobble Res. 2010;112(4):810-833.",
        {"title": "Prescribing information on wobble: a review", "year": 2010},
    ),
    (  # a body's name with its initials, whatever words it has
        "Northmoor Intercollegiate Guidelines Network (NIGN). Management of wobble in adults. Fenwick: NIGN; 2010.",
        {"title": "Management of wobble in adults", "year": 2010},
    ),
    (  # letters in brackets that are not its initials are the title's
        "Management Guidelines for Wobble (WOB). Fenwick, GA: Widget Press; 2010.",
        {"authors": None, "title": "Management Guidelines for Wobble (WOB)"},
    ),
    (  # bodies with a semicolon between
        "American Academy of Wobble Committee on Widgets and Committee on Clocks; American College of Wobble Committee on Social, "
        "Ethical and Legal Matters. Policy on widgets. Wobble. 2013 Mar;131(3):620-2.",
        {"title": "Policy on widgets", "journal": "Wobble"},
    ),
    (  # a series between body and title; a firm is no person
        "Widgets, Inc. Medical Technology Directory Report. Widgets for Wobble. Fenwick, PA: December 2020.",
        {"authors": "Widgets, Inc", "title": "Widgets for Wobble", "year": 2020},
    ),
    (  # a directory as a title's own words
        "Adams AB. A medical technology directory of widgets. J Wobble Res. 2010;112(4):810-833.",
        {"title": "A medical technology directory of widgets"},
    ),
    (  # a part of a collection, and its version
        "Wobble Network (WN) [Internet]. Clinical practice guidelines in oncology. Cancer of the Jaw. V.5.2025. 2025 Oct 16.",
        {"title": "Clinical practice guidelines in oncology. Cancer of the Jaw. V.5.2025"},
    ),
    (  # the collection alone
        "Wobble Network. Clinical Practice Guidelines in Oncology®. © 2021 Wobble Network, Inc.",
        {"title": "Clinical Practice Guidelines in Oncology®"},
    ),
    (  # a part of a work and its title, no journal
        "Adams AB, et al. Care of wobble. Section 4. Guidelines for the care of wobble with old and new pulsed widgets. 2009 Sep; 61(3): 451-485.",
        {"title": "Care of wobble. Section 4. Guidelines for the care of wobble with old and new pulsed widgets", "year": 2009},
    ),
    (  # a short title in quotes behind the body whose it is; words in quotes within a title
        'Northmoor Widget Association Policy Reference Manual "Jaw Lamps." Policy No. 7.01.928',
        {"title": "Jaw Lamps"},
    ),
    (
        'Adams AB. What "Wet Lamps" do. J Wobble Res. 2010;112(4):810-833.',
        {"authors": "Adams AB", "title": 'What "Wet Lamps" do'},
    ),
    (  # for whom the persons write
        "Adams, A. L., Brown, D. W. and on behalf of the Northmoor College of Widgets (2018), The Science of Wobble. Wobble J.",
        {"title": "The Science of Wobble", "year": 2018},
    ),
    (  # a title that no journal follows
        "Adams AB, et al. Expert Advice on Treating Wobble at Sea. 2014 April. 104(4):192-209.",
        {"title": "Expert Advice on Treating Wobble at Sea", "journal": None, "volume": "104"},
    ),
    (  # an article's number for its pages; a supplement; a volume right before an identifier
        "Adams AB, et al. Widgets in adults. Ann Thorac Surg. 2024 Oct 17:S0003-9975(24)00961-0.",
        {"title": "Widgets in adults", "journal": "Ann Thorac Surg", "year": 2024},
    ),
    (
        "Adams AB. Widgets. Ann Oncol. 2010;21 Suppl 7:vii95-100.",
        {"journal": "Ann Oncol", "volume": "21 Suppl 7", "pages": "vii95-100"},
    ),
    ("Adams AB. Widgets. Ann Oncol. 2013;2doi:10.1093/widgets.9", {"journal": "Ann Oncol", "volume": "2"}),
    (  # who edits, between title and journal
        "Adams AB, et al. Widgets for wobble. Wobble Group, ed. Cochrane Database of Systematic Reviews. Published online July 12, 2023.",
        {"title": "Widgets for wobble", "journal": "Cochrane Database of Systematic Reviews"},
    ),
    (  # a journal with nothing but an identifier behind it; a title of a journal's words right behind the persons
        "Adams, A. L., Brown, D. W. (2018), The Science of Wobble. Arthritis Rheumatol. Doi:10.1002/widget.9",
        {"title": "The Science of Wobble", "journal": "Arthritis Rheumatol", "year": 2018},
    ),
    ("Adams AB. Cancer Therapy. https://www.example.org/therapy", {"title": "Cancer Therapy", "journal": None}),
    (  # a year in a title
        "Widget Terms 2025 Professional Edition. Northmoor Widget Association; 2024.",
        {"title": "Widget Terms 2025 Professional Edition", "year": 2024},
    ),
    (  # a body, a bare year, the title
        "Food & Widget Administration. 2023. List of Cleared Widgets. https://www.example.gov/list. Accessed July 9, 2024",
        {"authors": "Food & Widget Administration", "title": "List of Cleared Widgets", "year": 2023},
    ),
    (  # a body parted from the title by a comma
        "American Academy of Wobble, Guidelines of Care for Wobble. Available at: https://www.example.org/care.",
        {"authors": "American Academy of Wobble", "title": "Guidelines of Care for Wobble"},
    ),
    (  # two bodies parted by a comma are both authors
        "American Academy of Wobble, American College of Widgets. Guidelines of care. Updated 2020.",
        {"authors": "American Academy of Wobble, American College of Widgets", "title": "Guidelines of care"},
    ),
    (  # Vancouver, AMA's points
        "Adams AB, Brown C, Clark DE. Pulsed widgets for chronic wobble: a trial. J Wobble Res. 2010;112(4):810-833.",
        {"authors": "Adams AB, Brown C, Clark DE", "title": "Pulsed widgets for chronic wobble: a trial",
         "journal": "J Wobble Res", "year": 2010, "volume": "112", "issue": "4", "pages": "810-833"},
    ),
    (  # month and day after the year, an article's number
        "Adams AB, et al. Widgets in adults. Lancet Neurol. 2021 Jan 15;203(2):e23714.",
        {"authors": "Adams AB, et al", "title": "Widgets in adults", "journal": "Lancet Neurol", "year": 2021,
         "volume": "203", "issue": "2", "pages": "e23714"},
    ),
    (  # month before the year, a PMID
        "Adams AB, Brown C. Widgets again. Nat Med. May 2016;6(5):479-491. PMID 26900001",
        {"journal": "Nat Med", "year": 2016, "volume": "6", "pages": "479-491", "pmid": "26900001"},
    ),
    (  # no point after the journal, blanks after the marks
        "Adams AB. Widgets once more. Eur Respir J 2017; 50: 1700017.",
        {"journal": "Eur Respir J", "year": 2017, "volume": "50", "pages": "1700017", "issue": None},
    ),
    (  # APA: inverted names with points, the year behind them, a comma before the volume
        "Adams, A. B., Brown, C., & Clark, D. (2022). Widgets for wobble. Current Oncology, 29 (3), 1902-1918.",
        {"authors": "Adams, A. B., Brown, C., & Clark, D", "title": "Widgets for wobble", "journal": "Current Oncology",
         "year": 2022, "volume": "29", "issue": "3", "pages": "1902-1918"},
    ),
    (  # MLA: a quoted title, vol., the year in brackets
        "Adams, Anna B et al. “Widgets for wobble in old adults.” The New England journal of medicine vol. 389,3 (2023): 205-214.",
        {"title": "Widgets for wobble in old adults", "journal": "The New England journal of medicine", "year": 2023,
         "volume": "389", "issue": "3", "pages": "205-214"},
    ),
    (  # the year after the pages
        "Adams AB, Brown C, et al. Widgets for wobble. The American Journal of Gastroenterology 120(1):p 31-59, January 2025.",
        {"journal": "The American Journal of Gastroenterology", "year": 2025, "volume": "120", "pages": "31-59"},
    ),
    (  # a journal of dotted words
        "Adams AB, Brown C. Widgets for wobble. Nat. Rev. Clin. Oncol. 2018;15(9):577-586.",
        {"title": "Widgets for wobble", "journal": "Nat. Rev. Clin. Oncol", "volume": "15"},
    ),
    (  # a title of one word before a journal of one word
        "Adams A. Psoriasis. Lancet. 2003;361(9364):1197-1204.",
        {"authors": "Adams A", "title": "Psoriasis", "journal": "Lancet"},
    ),
    (  # a question ends the title
        "Adams A, Brown B. Widgets: do they help? Phys Ther. 1994 May;74(5):471-93.",
        {"title": "Widgets: do they help?", "journal": "Phys Ther", "pages": "471-93"},
    ),
    (  # a study group signs after the authors
        "Adams AB, Brown C, et al; Widget 301 Study Group. Widgets for wobble. JAMA. 2004;291(1):63-70.",
        {"authors": "Adams AB, Brown C, et al; Widget 301 Study Group", "title": "Widgets for wobble", "journal": "JAMA"},
    ),
    (  # a correction in brackets is no source
        "Adams AB. Widgets [published correction appears in J Wobble Res. 2021;1(2):3]. Circulation. 2020;4(5):66-77.",
        {"journal": "Circulation", "year": 2020, "volume": "4", "pages": "66-77"},
    ),
    (  # ahead of print: a journal and a day
        "Adams AB, Brown C. Widgets for wobble in solid tumours. Tumour Biol. Feb 22 2014. PMID 24500001",
        {"title": "Widgets for wobble in solid tumours", "journal": "Tumour Biol", "year": 2014, "volume": None},
    ),
    (  # identifiers of four kinds; Epub's date is not the year
        "Adams AB. Widgets. Cardiology. 2025;150(3):320-338. doi: 10.1000/w.12. Epub 2024 Sep 5. PMID: 39200001; PMCID: PMC9000001.",
        {"year": 2025, "doi": "10.1000/w.12", "pmid": "39200001", "pmcid": "PMC9000001"},
    ),
    (  # a web page
        "Widget Society of Ruritania. Wobble in brief. Updated May 2024. Available at: https://example.org/wobble. Accessed June 10, 2025.",
        {"authors": "Widget Society of Ruritania", "title": "Wobble in brief", "journal": None, "year": 2024,
         "url": "https://example.org/wobble", "accessed": "2025-06-10"},
    ),
    (  # a product's label: no author
        "Wobblex (widgetinib) [package insert]. Springfield, IL: Widget Pharma Inc; April 2024.",
        {"authors": None, "title": "Wobblex (widgetinib) [package insert]", "journal": None, "year": 2024},
    ),
    (  # a firm, its product, the kind of paper
        "Widget Labs USA, Inc. Wobblex (widgetinib) injection. Prescribing Information. Springfield, IL: Widget Labs; revised May 2019.",
        {"authors": "Widget Labs USA, Inc", "title": "Wobblex (widgetinib) injection. Prescribing Information", "year": 2019},
    ),
    (  # a body with its short name, and the title behind no mark
        "National Widget Network (NWN) Clinical Practice Guidelines in Wobble v2.2024",
        {"authors": "National Widget Network (NWN)", "title": "Clinical Practice Guidelines in Wobble v2.2024"},
    ),
    (  # a body with the year in brackets
        "National Widget Network (2024, December). Guidelines for wobble. Retrieved February 25, 2025 from www.example.org.",
        {"authors": "National Widget Network", "title": "Guidelines for wobble", "year": 2024, "accessed": "2025-02-25"},
    ),
    (  # a book
        "Adams AB, Brown C. Adams's Textbook of Wobble, 8th ed. Philadelphia, PA: Widget Press; 2008.",
        {"title": "Adams's Textbook of Wobble", "journal": None, "year": 2008},
    ),
    (  # a chapter
        "Adams A. Wobble. In: Brown B, Clark C, eds. Medicine of Widgets. 27th ed. Philadelphia, PA: Elsevier; 2024:332-340.",
        {"authors": "Adams A", "title": "Wobble", "journal": None, "year": 2024, "pages": "332-340"},
    ),
    (  # version numbers are no years, the day of access neither
        "National Widget Network. Wobble; Version 1.2018. Available at nwn.example.org. Accessed April 2018.",
        {"year": None, "accessed": "2018-04"},
    ),
    (  # "access" in a journal's name is no date of access
        "Adams, A. (2023). Four-year outcomes. Journal of minimal access surgery, 19(1), 101–106.",
        {"journal": "Journal of minimal access surgery", "volume": "19", "accessed": None},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_parts_of_an_entry(text: str, expected: dict[str, Any]) -> None:
    """Each part is as printed, and None where the entry does not give it."""
    found = parts(text)
    assert {key: getattr(found, key) for key in expected} == expected


# printed, ISO
DATES = (
    ("January 22, 2025", "2025-01-22"),
    ("Feb. 4 2022", "2022-02-04"),
    ("15 Jan 2020", "2020-01-15"),
    ("May, 2016", "2016-05"),
    ("06/15/12", "2012-06-15"),
    ("2020-01-05", "2020-01-05"),
    ("13/45/2020", None),  # no such day
    ("recently", None),
)


@pytest.mark.parametrize(("printed", "value"), DATES)
def test_dates_of_access(printed: str, value: str | None) -> None:
    """A date of access is ISO 8601, as precise as printed."""
    assert iso_date(printed) == value


def test_noise_has_no_parts() -> None:
    """A line that is no citation gives neither source nor year."""
    found = parts("This policy is reviewed by the committee when new evidence is published.")
    assert (found.journal, found.year, found.volume, found.pages) == (None, None, None, None)


def test_linear_on_hostile_text() -> None:
    """Long repeats do not run away."""
    for unit in ("Adams A, ", "2020;1(1):1-", "Journal of ", "(2020) ", "A. "):
        parts(unit * 1500)
