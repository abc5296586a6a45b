"""The monthly billing report a practice keys or imports into its own system: `write_superbill(rows)`.

One row per patient, code and date of service, with the fields of rules section 7.5. CSV, UTF-8, RFC 4180 line ends; cells
cannot run as formulas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vantrexia.domain.claims.cells import safe_cell

MOST_DIAGNOSES = 4
COLUMNS = (
    "patient_id",
    "mbi",
    "last_name",
    "first_name",
    "date_of_birth",
    "payer",
    "code",
    "units",
    "date_of_service",
    "period_start",
    "period_end",
    "place_of_service",
    "modifiers",
    "icd10_1",
    "icd10_2",
    "icd10_3",
    "icd10_4",
    "pointers",
    "rendering_npi",
    "ordering_npi",
    "charge",
    "data_days",
    "minutes",
    "live_contact_date",
    "consent_date",
    "evidence_link",
)


@dataclass(frozen=True, slots=True)
class SuperbillRow:
    """One line. `minutes` are whole; None leaves a cell empty: a supply line has no minutes, a time line no days."""

    patient_id: str
    member_id: str
    last_name: str
    first_name: str
    birth_date: date
    payer: str
    code: str
    units: int
    service_date: date
    period_start: date
    period_end: date
    place_of_service: str
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    pointers: tuple[int, ...]
    rendering_npi: str
    ordering_npi: str
    charge: Decimal
    data_days: int | None
    minutes: int | None
    live_contact: date | None
    consent: date | None
    evidence_link: str


def write_superbill(rows: Iterable[SuperbillRow]) -> str:
    """The file with its header; rows in the order given."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(value) for value in _list_values(row)])
    return out.getvalue()


def _list_values(row: SuperbillRow) -> list[object]:
    diagnoses = (*row.diagnoses, *([None] * MOST_DIAGNOSES))[:MOST_DIAGNOSES]
    return [
        row.patient_id,
        row.member_id,
        row.last_name,
        row.first_name,
        row.birth_date,
        row.payer,
        row.code,
        row.units,
        row.service_date,
        row.period_start,
        row.period_end,
        row.place_of_service,
        " ".join(row.modifiers),
        *diagnoses,
        " ".join(str(pointer) for pointer in row.pointers),
        row.rendering_npi,
        row.ordering_npi,
        f"{row.charge:.2f}",
        row.data_days,
        row.minutes,
        row.live_contact,
        row.consent,
        row.evidence_link,
    ]
