"""The invented world: payers, services, drugs, conditions, authors. Nothing here is taken from a real policy."""

from __future__ import annotations

PAYERS = (
    "Larkfield Health Plan",
    "Tamarack Mutual Health",
    "Coppergate Health Alliance",
    "Norwood Valley Health Plan",
    "Ashgrove Community Health Plan",
    "Bayhollow Health Insurance Company",
    "Harrowgate Health Services",
    "Quillstone Benefit Administrators, LLC",
    "Eastmarch Health Plan",
    "Silver Birch Health Partners",
)

# service, condition it is for, (CPT or HCPCS codes), (ICD-10-CM codes)
SERVICES = (
    ("Ultrasonic tendon debridement", "chronic elbow tendinopathy", ("24357", "24358"), ("M77.10", "M77.11")),
    ("Adaptive gait retraining", "gait impairment after stroke", ("97116", "97530"), ("R26.9", "I69.398")),
    ("Remote spirometry monitoring", "severe persistent asthma", ("94014", "94016"), ("J45.50", "J45.51")),
    ("Vestibular pulse therapy", "chronic unilateral vestibular loss", ("92700", "E0746"), ("H81.90", "H83.2X1")),
    ("Cryo-assisted nerve block", "intercostal neuralgia", ("64420", "64421"), ("G58.0", "M79.2")),
    ("Interstitial pressure mapping", "exertional compartment syndrome", ("20950", "0101T"), ("M79.A21", "M79.A22")),
    ("Targeted lymph channel grafting", "secondary lymphedema", ("38999", "38308"), ("I89.0", "I97.2")),
    ("Home phototherapy arrays", "moderate atopic dermatitis", ("E0691", "E0692"), ("L20.9", "L20.89")),
    ("Salivary rhythm profiling", "circadian rhythm disorder", ("0312U", "82530"), ("G47.20", "G47.21")),
    ("Pulsed bone conduction fitting", "mixed hearing loss", ("69714", "L8690"), ("H90.6", "H90.71")),
)

# brand, generic name, HCPCS code, indications
DRUGS = (
    ("Velmarix", "dorulimab", "J3590", ("Plaque Psoriasis", "Psoriatic Arthritis")),
    ("Oztreva", "pentacicept", "J0717", ("Rheumatoid Arthritis", "Uveitis")),
    ("Kalvenda", "misorafenib", "C9399", ("Desmoid Tumor", "Thyroid Carcinoma")),
    ("Brisolyn", "tesmerapine", "J1301", ("Generalized Myasthenia Gravis", "Neuromyelitis Optica")),
    ("Quentava", "ulirsiran", "J0222", ("Hereditary Amyloidosis", "Primary Hyperoxaluria")),
    ("Nordivex", "faltrimab", "J9332", ("Crohn's Disease", "Ulcerative Colitis")),
)

AGENTS = ("methotrexate", "topical corticosteroids", "azathioprine", "physical therapy", "oral analgesics", "bracing")
SPECIALISTS = ("a dermatologist", "a rheumatologist", "a neurologist", "an oncologist", "a gastroenterologist")

SURNAMES = ("Abernathy", "Castellane", "Drummond", "Eklund", "Farrow", "Okonjo", "Halvorsen", "Ibarra", "Juhasz",
            "Kessler", "Lindqvist", "Marchetti", "Nakagawa", "Pemberton", "Quigley", "Rasmussen", "Szabo", "Thornbury")  # fmt: skip
JOURNALS = ("J Clin Motion Sci", "Ann Appl Rehabil", "Eur J Signal Med", "Am J Outpat Care", "Arch Ther Devices",
            "Int J Recov Med", "Clin Pract Rev")  # fmt: skip

DESCRIPTIONS = (
    "{service} is offered to people with {condition} whose symptoms persist. A trained clinician performs it in an "
    "office or outpatient setting, and most people return to their usual activities within {n} days.",
    "{condition_cap} affects an estimated {count} adults in the region each year. Care usually begins with rest and "
    "simple measures, and only a minority go on to more involved treatment.",
)

RATIONALES = (
    "{author} and colleagues ({year}) followed {n} participants (n={count}) for {months} months. Pain scores fell in "
    "both groups, and the difference between them was small. [{ref}]",
    "In a pooled review, {author} et al. ({year}) compared {n} reports from clinics in Springfield, OH {zip}. The "
    "authors called for longer follow-up before firm conclusions are drawn. [{ref}]",
    "A registry kept by {author} ({year}) enrolled {count} people; pages {page} to {page2} of its report list "
    "complications by site. For a copy, call 1-800-555-{phone}. [{ref}]",
)

DISCLAIMERS = (
    "This document guides decisions and does not promise payment. The member's own contract decides, and where the "
    "two differ the contract prevails. Treating clinicians remain responsible for the advice that they give.",
)
