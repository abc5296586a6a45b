"""The limits a practice starts from, each with the page it comes from. Data only.

Public: `DEFAULT_LIMITS`, `DEFAULT_NO_READING_DAYS`, `SOURCES`. `docs/rules/thresholds.md` prints this
table; a test compares the two.

`verified` means that the named publication states this number. Where none does, the number is common
practice or our own and is shown as unverified until a clinician confirms it. All of it is a starting point
to be reviewed per patient: NEWS2 was made for acute care, and people with chronic lung disease need other
oxygen limits.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["warning", "critical"]
Direction = Literal["high", "low"]


class Source(NamedTuple):
    """A publication that limits are taken from."""

    title: str
    published: str  # ISO date, as precise as the publication gives it
    url: str


class DefaultLimit(NamedTuple):
    """One default. `value` is None where no absolute limit makes sense; `note` says what a reader must
    know."""

    vital: str
    direction: Direction
    severity: Severity
    value: float | None
    source: str | None
    verified: bool
    note: str = ""


SOURCES: dict[str, Source] = {
    "published": Source(
        "Vantrexia documentation, Configure alerts",
        "2026-02",
        "https://docs.vantrexia.com/pages/tutorials/configure-alerts.html",
    ),
    "acc_aha_2017": Source(
        "ACC/AHA guideline for high blood pressure: stage 2 from 140 or 90, crisis above 180 or 120 mm Hg",
        "2017-11-13",
        "https://doi.org/10.1161/HYP.0000000000000065",
    ),
    "news2_2017": Source(
        "Royal College of Physicians, National Early Warning Score (NEWS) 2, chart 1",
        "2017-12",
        "https://www.rcplondon.ac.uk/national-early-warning-score",
    ),
    "diabetes_consensus_2017": Source(
        "AACE, AADE, ADA, JDRF and others: outcome measures beyond HbA1c (glucose levels 1 and 2)",
        "2017-12",
        "https://doi.org/10.2337/dc17-1624",
    ),
    "acc_aha_hrs_2018": Source(
        "ACC/AHA/HRS guideline on bradycardia: sinus rate below 50 /min",
        "2018-11-06",
        "https://doi.org/10.1161/CIR.0000000000000628",
    ),
}

_STRICT = "The publication says beyond this number; here the number itself counts too."
_AGREES = "The ACC/AHA guideline of 2017 has the same number."
_NEWS2_1 = "NEWS2 gives 1 point."
_NEWS2_2 = "NEWS2 gives 2 points."
_NEWS2_3 = "NEWS2 gives 3 points."
_NO_GUIDELINE = "No guideline found that states this number."
_WEIGHT = "An absolute weight says nothing without the patient's own: set per patient."

DEFAULT_LIMITS: tuple[DefaultLimit, ...] = (
    DefaultLimit("systolic", "high", "critical", 180, "published", True, _AGREES),
    DefaultLimit("systolic", "high", "warning", 140, "published", True, _AGREES),
    DefaultLimit("systolic", "low", "warning", 100, "news2_2017", True, _NEWS2_2),
    DefaultLimit("systolic", "low", "critical", 90, "news2_2017", True, _NEWS2_3),
    DefaultLimit("diastolic", "high", "critical", 120, "acc_aha_2017", True, _STRICT),
    DefaultLimit("diastolic", "high", "warning", 90, "acc_aha_2017", True),
    DefaultLimit("diastolic", "low", "warning", 50, None, False, _NO_GUIDELINE),
    DefaultLimit("diastolic", "low", "critical", 40, None, False, _NO_GUIDELINE),
    DefaultLimit("pulse", "high", "critical", 131, "news2_2017", True, _NEWS2_3),
    DefaultLimit("pulse", "high", "warning", 111, "news2_2017", True, _NEWS2_2),
    DefaultLimit("pulse", "low", "warning", 50, "acc_aha_hrs_2018", True, _STRICT),
    DefaultLimit("pulse", "low", "critical", 40, "news2_2017", True, _NEWS2_3),
    DefaultLimit("spo2", "high", "critical", None, None, False, "No upper limit: 100 % is normal."),
    DefaultLimit("spo2", "high", "warning", None, None, False, "No upper limit: 100 % is normal."),
    DefaultLimit("spo2", "low", "warning", 93, "news2_2017", True, _NEWS2_2 + " Scale 1."),
    DefaultLimit("spo2", "low", "critical", 91, "news2_2017", True, _NEWS2_3 + " Scale 1."),
    DefaultLimit("weight_kg", "high", "critical", None, None, False, _WEIGHT),
    DefaultLimit("weight_kg", "high", "warning", None, None, False, _WEIGHT),
    DefaultLimit("weight_kg", "low", "warning", None, None, False, _WEIGHT),
    DefaultLimit("weight_kg", "low", "critical", None, None, False, _WEIGHT),
    DefaultLimit("glucose_mg_dl", "high", "critical", 300, None, False, _NO_GUIDELINE),
    DefaultLimit("glucose_mg_dl", "high", "warning", 250, "diabetes_consensus_2017", True, _STRICT),
    DefaultLimit("glucose_mg_dl", "low", "warning", 70, "diabetes_consensus_2017", True, _STRICT),
    DefaultLimit("glucose_mg_dl", "low", "critical", 54, "diabetes_consensus_2017", True, _STRICT),
    DefaultLimit(
        "temperature_c", "high", "critical", 39.1, "news2_2017", True, _NEWS2_2 + " Its most for fever."
    ),
    DefaultLimit("temperature_c", "high", "warning", 38.1, "news2_2017", True, _NEWS2_1),
    DefaultLimit("temperature_c", "low", "warning", 35.5, None, False, _NO_GUIDELINE),
    DefaultLimit("temperature_c", "low", "critical", 35, "news2_2017", True, _NEWS2_3),
    DefaultLimit("respiratory_rate", "high", "critical", 25, "news2_2017", True, _NEWS2_3),
    DefaultLimit("respiratory_rate", "high", "warning", 21, "news2_2017", True, _NEWS2_2),
    DefaultLimit("respiratory_rate", "low", "warning", 11, "news2_2017", True, _NEWS2_1),
    DefaultLimit("respiratory_rate", "low", "critical", 8, "news2_2017", True, _NEWS2_3),
)

# No publication says after how many days without a reading to ask; unverified like the limits marked so.
DEFAULT_NO_READING_DAYS = 3
