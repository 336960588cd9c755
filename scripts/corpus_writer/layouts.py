"""The layouts that payers use, each a function from content to elements; the payers themselves are invented."""

from __future__ import annotations

from collections.abc import Callable

from .content import Content
from .elements import Layout, PageBreak, Para, Table
from .sheet import Sheet

Made = Callable[[Content], Layout]


def tabbed_dump(c: Content) -> Layout:
    """Label and value by tab, a contents list, one-word section names (the Blues of the plains)."""
    s = Sheet(c, scheme="bullets")
    s.pairs("tab", ("Policy Number", s.number()), ("Policy Effective Date", s.day("effective", "padded")),
            ("Last Review Date", s.day("last_review", "padded")))  # fmt: skip
    s.title()
    s.add(Para(f"A medical policy of {c.payer}", marks=(("payer", c.payer, c.payer),)))
    s.contents("Coverage", "Policy Guidelines", "Description", "Rationale", "Coding", "References", "Policy History")
    s.prose("Disclaimer", "disclaimer", (c.disclaimer,))
    s.heading("Coverage", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.prose("Policy Guidelines", "guidelines", ("None.",))
    s.prose("Description", "description", c.description)
    s.prose("Rationale", "rationale", c.rationale)
    s.heading("Coding", "coding")
    s.add(Para("Procedure codes on this policy document are included only as a general reference tool."))
    s.code_groups(status=False, headings={0: "CPT/HCPCS Codes", 1: "ICD-10 Diagnosis Codes", 2: "Other Codes"})
    s.bibliography()
    s.revisions("Policy History/Revision")
    return s.layout("tabbed_dump")


def dotted_leaders(c: Content) -> Layout:
    """A header of labels and values with dotted leaders, coding tables whose headings give the standing."""
    s = Sheet(c, scheme="bullets")
    s.title()
    s.add(Para(f"{c.payer} Coverage Policy", marks=(("payer", c.payer, c.payer),)))
    s.pairs("leader", ("Effective Date", s.day("effective", "slash")), ("Next Review Date", s.day("next_review", "slash")),
            ("Coverage Policy Number", s.number()))  # fmt: skip
    s.contents("Overview", "Coverage Policy", "Coding Information", "General Background", "References")
    s.prose("INSTRUCTIONS FOR USE", "disclaimer", (c.disclaimer,))
    s.prose("Overview", "description", c.description)
    s.heading("Coverage Policy", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.heading("Coding Information", "coding")
    s.code_groups(header=("Code", "Description"))
    s.prose("General Background", "description", c.rationale)
    s.bibliography()
    s.revisions("Revision Details", header=("Effective Date", "Summary of Changes"), style="slash")
    return s.layout("dotted_leaders", header="Coverage Policy " + c.number, footer="Page {page}")


def boxed_header(c: Content) -> Layout:
    """A two-column box of label and value over the text, running footer with the number."""
    s = Sheet(c, scheme="dashes")
    s.pairs("table", ("Subject", (c.title, ("title", c.title, c.title))), ("Original Effective Date", s.day("original_effective", "padded")),
            ("Last Reviewed", s.day("last_review", "padded")), ("Policy Number", s.number()))  # fmt: skip
    s.add(Para(f"Issued by {c.payer}", marks=(("payer", c.payer, c.payer),)))
    s.prose("Description", "description", c.description)
    s.heading("Policy Statement", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.prose("Scientific Background", "rationale", c.rationale)
    s.heading("Billing and Coding Information", "coding")
    s.code_groups(header=None)
    s.bibliography("Bibliography", point="")
    s.revisions("Policy Implementation/Update Information", style="padded", table=False)
    return s.layout("boxed_header", footer=f"{c.number} · {c.payer} · Page {{page}}")


def clinical_guideline(c: Content) -> Layout:
    """Subject and document number, Position Statement, codes with a sentence of standing over them."""
    s = Sheet(c, scheme="outline", joins=True)
    s.add(Para("Medical Policy"))
    s.pairs("colon", ("Subject", (c.title, ("title", c.title, c.title))), ("Document #", s.number()),
            ("Publish Date", s.day("published", "padded")), ("Status", "Reviewed"), ("Last Review Date", s.day("last_review", "padded")))  # fmt: skip
    s.prose("Description/Scope", "description", c.description)
    s.heading("Position Statement", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.prose("Rationale", "rationale", c.rationale)
    s.heading("Coding", "coding")
    s.code_groups(header=None, headings={
        0: "When services may be Medically Necessary when criteria are met:",
        1: "ICD-10 Diagnosis, when services are Medically Necessary:",
        2: "When services are Not Medically Necessary:",
    })  # fmt: skip
    s.bibliography()
    s.revisions("Document History", header=("Date", "Action"))
    s.add(Para(f"© {c.payer}. All rights reserved.", marks=(("payer", c.payer, c.payer),)))
    return s.layout("clinical_guideline", footer="Page {page} of 9")


def commercial_policy(c: Content) -> Layout:
    """Policy number and effective date in lines, 'Applicable Codes' that do not imply coverage."""
    s = Sheet(c, scheme="bullets")
    s.add(Para(f"{c.payer} Commercial Medical Policy", marks=(("payer", c.payer, c.payer),)))
    s.title()
    s.pairs("colon", ("Policy Number", s.number()), ("Effective Date", s.day("effective", "long")))
    s.prose("Application", "guidelines", ("This policy applies to commercial group plans.",))
    s.heading("Coverage Rationale", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.heading("Applicable Codes", "coding")
    s.add(Para("The codes below are listed for reference. Listing of a code does not imply that it is covered."))
    for index, header in enumerate(
        (("CPT/HCPCS Code", "Description"), ("Diagnosis Code", "Description"), ("CPT Code", "Description"))
    ):
        s.code_table(index, header=header, status=None)
    s.prose("Description of Services", "description", c.description)
    s.prose("Clinical Evidence", "rationale", c.rationale)
    s.bibliography()
    s.revisions("Policy History/Revision Information", header=("Date", "Summary of Changes"))
    s.prose("Instructions for Use", "disclaimer", (c.disclaimer,))
    return s.layout("commercial_policy", footer="Page {page} · Effective " + c.days["effective"].shown("padded"))


def pharmacy_program(c: Content) -> Layout:
    """A grid of label and value, a numbered outline, a history table of program updates."""
    s = Sheet(c, scheme="outline", joins=True)
    s.add(Para(f"{c.payer} Pharmacy", marks=(("payer", c.payer, c.payer),)))
    s.add(Para("Clinical Pharmacy Programs"))
    s.pairs("table", ("Program Number", s.number()), ("Program", "Prior Authorization/Medical Necessity"),
            ("Medication", (c.title, ("title", c.title, c.title))), ("Effective Date", s.day("effective", "slash")))  # fmt: skip
    s.prose("Background", "description", c.description, number="1.")
    s.heading("Coverage Criteria", "coverage", number="2.")
    for number, statement in enumerate(c.statements):
        s.statement(statement, number=f"{'ABCDEFGH'[number]}.", level=2)
    s.bibliography(number="3.")
    s.revisions("Program History", number="4.", header=("Date", "Change Control"), style="month")
    return s.layout("pharmacy_program", footer="© {page}")


def dated_bulletin(c: Content) -> Layout:
    """Dates run in over the subject, capitals for headings, POSITION STATEMENT and BILLING/CODING."""
    s = Sheet(c, scheme="bullets")
    number, original, reviewed = s.number(), s.day("original_effective", "padded"), s.day("last_review", "padded")
    s.add(Para(number[0], marks=(number[1],)))
    s.add(Para(f"Original Effective Date: {original[0]}", marks=(original[1],)))
    s.add(Para(f"Reviewed: {reviewed[0]}", marks=(reviewed[1],)))
    s.add(Para(f"Subject: {c.title}", bold=True, marks=(("title", c.title, c.title),)))
    s.prose("DESCRIPTION:", "description", c.description)
    s.heading("POSITION STATEMENT:", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.heading("BILLING/CODING INFORMATION:", "coding")
    s.code_groups(
        status=False,
        header=None,
        headings={0: "CPT and HCPCS Coding:", 1: "ICD-10 Diagnosis Codes:", 2: "Related Codes:"},
    )
    s.bibliography("REFERENCES:")
    s.revisions("GUIDELINE UPDATE INFORMATION:", header=("Date", "Update"))
    s.add(Para(f"This coverage guideline is the property of {c.payer}.", marks=(("payer", c.payer, c.payer),)))
    return s.layout("dated_bulletin", footer="Page {page}")


def outline_policy(c: Content) -> Layout:
    """'Clinical Policy: X', roman and capital outline, 'must meet all', appendices and a table of reviews."""
    s = Sheet(c, scheme="outline", joins=False)
    s.title(f"Clinical Policy: {c.title}")
    s.pairs(
        "colon",
        ("Reference Number", s.number()),
        ("Effective Date", s.day("effective", "dots")),
        ("Last Review Date", s.day("last_review", "dots")),
    )
    s.prose("Description", "description", c.description[:1])
    s.heading("Policy/Criteria", "coverage")
    phases = [("Initial Approval Criteria", "initial"), ("Continued Therapy", "continuation")]
    if not c.drug:
        for number, statement in enumerate(c.statements):
            s.statement(statement, number=f"{'ABCDEFGH'[number]}.")
    else:
        for roman, (text, phase) in zip(("I.", "II."), phases, strict=True):
            s.heading(text, "coverage", 2, number=roman)
            for number, statement in enumerate(x for x in c.statements if x.phase == phase):
                s.statement(statement, number=f"{'ABCDEFGH'[number]}.", level=3)
    s.heading("Appendices/General Information", "appendix")
    s.add(Para("Appendix material is kept for reference and changes no criterion."))
    s.heading("Coding Implications", "coding")
    s.code_groups(
        header=("HCPCS Codes", "Description"),
        status=False,
        headings={0: "Procedure Codes", 1: "Diagnosis Codes", 2: "Other"},
    )
    s.bibliography()
    s.revisions("Reviews, Revisions, and Approvals", header=("Date", "Reviews, Revisions, and Approvals"), style="dots")
    s.prose("Important Reminder", "disclaimer", (c.disclaimer, f"This clinical policy was written by {c.payer}."))
    return s.layout("outline_policy", header=f"CLINICAL POLICY {c.title}", footer="Page {page} of 6")


def federal_drug(c: Content) -> Layout:
    """A header box with section and subject, 'Policy Guidelines', age and duration rows, a history list."""
    s = Sheet(c, scheme="parens")
    s.add(Para(c.payer, marks=(("payer", c.payer, c.payer),)))
    s.pairs("table", ("Policy Number", s.number()), ("Section", "Prescription Drugs"), ("Effective Date", s.day("effective", "long")),
            ("Subject", (c.title, ("title", c.title, c.title))), ("Last Review Date", s.day("last_review", "long")))  # fmt: skip
    s.prose("Description", "description", c.description)
    s.heading("Policy", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.prose("Rationale", "rationale", c.rationale)
    s.bibliography()
    s.revisions("Policy History", header=("Date", "Action"), style="long")
    return s.layout("federal_drug", footer=f"{c.number}  Page {{page}}")


def web_bulletin(c: Content) -> Layout:
    """A web page: headings native to HTML, code tables whose headings say 'covered if criteria are met'."""
    s = Sheet(c, scheme="letters")
    s.title()
    s.pairs(
        "colon",
        ("Number", s.number()),
        ("Effective", s.day("effective", "padded")),
        ("Next Review", s.day("next_review", "padded")),
    )
    s.heading("Scope of Policy", None)
    s.add(Para(f"This bulletin of {c.payer} addresses {c.service.lower()}.", marks=(("payer", c.payer, c.payer),)))
    s.heading("Medical Necessity", "coverage", 2)
    for statement in c.statements:
        s.statement(statement)
    s.heading("CPT Codes / HCPCS Codes / ICD-10 Codes", "coding")
    texts = {0: "CPT codes covered if selection criteria are met:", 1: "ICD-10 codes covered if selection criteria are met:",
             2: "CPT codes not covered for indications listed in the bulletin:"}  # fmt: skip
    for index in range(len(c.groups)):
        s.heading(texts[index], "coding", 2, optional=True)
        s.code_table(index, header=("Code", "Code Description"), status="covered" if index < 2 else "not_covered")
    s.prose("Background", "description", c.description)
    s.bibliography("References")
    s.revisions("Policy History", header=("Date", "Update"), style="padded")
    return s.layout("web_bulletin", html_site=True)


def local_determination(c: Content) -> Layout:
    """A contractor's table, LCD information by label and value, coverage guidance, revision table."""
    s = Sheet(c, scheme="outline")
    s.heading("Contractor Information", None)
    s.add(Table(((c.payer, "A and B MAC", "07102"),), ("Contractor Name", "Contract Type", "Contract Number"), (0.4, 0.3, 0.3),
                (("payer", c.payer, c.payer),)))  # fmt: skip
    s.heading("LCD Information", None)
    s.heading("Document Information", "front_matter", 2)
    s.pairs("table", ("LCD ID", s.number("L" + str(30000 + sum(map(ord, c.number)) * 7 % 9000))), ("LCD Title", (c.title, ("title", c.title, c.title))),
            ("Original Effective Date", s.day("original_effective", "padded")), ("Revision Effective Date", s.day("effective", "padded")))  # fmt: skip
    s.heading("Coverage Guidance", "coverage")
    s.heading("Coverage Indications, Limitations, and/or Medical Necessity", "coverage", 2)
    for statement in c.statements:
        s.statement(statement)
    s.heading("Coding Information", "coding")
    s.code_groups(status=False, headings={0: "Group 1 Codes:", 1: "Group 2 Codes:", 2: "Group 3 Codes:"})
    s.bibliography("Bibliography")
    s.revisions("Revision History Information", header=("Revision History Date", "Revision History Explanation"))
    return s.layout("local_determination", footer="Page {page} of 5")


def national_determination(c: Content) -> Layout:
    """Label lines and short sections, as the national determinations have."""
    s = Sheet(c, scheme="letters")
    s.pairs("colon", ("Publication Number", "100-3"), ("Manual Section Number", s.number("160." + str(sum(map(ord, c.number)) % 40))),
            ("Manual Section Title", (c.title, ("title", c.title, c.title))), ("Effective Date of this Version", s.day("effective", "padded")))  # fmt: skip
    s.prose("Item/Service Description", "description", c.description)
    s.heading("Indications and Limitations of Coverage", "coverage")
    for statement in c.statements:
        s.statement(statement)
    s.add(Para(f"Maintained by {c.payer} for its members.", marks=(("payer", c.payer, c.payer),)))
    s.revisions("Revision History", header=("Date", "Revision"), style="month")
    return s.layout("national_determination")


def scanned_dump(c: Content) -> Layout:
    """A printed policy as plain text: hard-wrapped lines, running header and footer, form feeds."""
    s = Sheet(c, scheme="outline")
    s.title()
    s.pairs(
        "colon",
        ("Policy No.", s.number()),
        ("Effective", s.day("effective", "padded")),
        ("Reviewed", s.day("last_review", "padded")),
    )
    s.heading("Policy", "coverage", number="I.")
    for statement in c.statements:
        s.statement(statement)
    s.add(PageBreak())
    s.prose("Background", "description", c.description, number="II.")
    s.prose("Review of Evidence", "rationale", c.rationale, number="III.")
    s.bibliography(number="IV.")
    s.revisions("Revision History", number="V.", table=False)
    s.add(Para(f"This manual is the property of {c.payer}."))
    return s.layout("scanned_dump", header=f"{c.payer} Medical Policy Manual", footer="- {page} -", wrapped=True)


def criteria_table(c: Content) -> Layout:
    """A drug's criteria with headings for phases, durations as label and value (plans' step programs)."""
    s = Sheet(c, scheme="bullets")
    s.add(Para(f"{c.payer} Prior Authorization Criteria", marks=(("payer", c.payer, c.payer),)))
    s.title()
    s.pairs(
        "colon",
        ("Policy ID", s.number()),
        ("Effective Date", s.day("effective", "slash")),
        ("Date Reviewed", s.day("last_review", "slash")),
    )
    for text, phase in (("Initial Criteria", "initial"), ("Reauthorization Criteria", "continuation")):
        s.heading(text, "coverage")
        for statement in c.statements:
            if statement.phase in (phase, None) and (statement.phase or phase == "initial"):
                s.statement(statement, level=2)
    s.bibliography("References")
    s.revisions("Review History", header=("Date", "Notes"))
    return s.layout("criteria_table", footer="Page {page}")


LAYOUTS: dict[str, tuple[Made, str, str]] = {
    "tabbed_dump": (tabbed_dump, "medical_policy", "medical_policy"),
    "dotted_leaders": (dotted_leaders, "medical_policy", "medical_policy"),
    "boxed_header": (boxed_header, "medical_policy", "medical_policy"),
    "clinical_guideline": (clinical_guideline, "medical_policy", "medical_policy"),
    "commercial_policy": (commercial_policy, "medical_policy", "medical_policy"),
    "pharmacy_program": (pharmacy_program, "drug_policy", "drug_policy"),
    "dated_bulletin": (dated_bulletin, "medical_policy", "medical_policy"),
    "outline_policy": (outline_policy, "drug_policy", "drug_policy"),
    "federal_drug": (federal_drug, "drug_policy", "drug_policy"),
    "web_bulletin": (web_bulletin, "medical_policy", "medical_policy"),
    "local_determination": (local_determination, "medical_policy", "coverage_determination"),
    "national_determination": (national_determination, "medical_policy", "coverage_determination"),
    "scanned_dump": (scanned_dump, "medical_policy", "medical_policy"),
    "criteria_table": (criteria_table, "drug_policy", "drug_policy"),
}
"""Each layout with the kind of content that it prints, and the kind of document that the result is."""
