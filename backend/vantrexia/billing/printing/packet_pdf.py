"""An evidence packet on paper: `print_packet(document, digest)`. Times are the patient's, and say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from vantrexia.billing.printing.calendar import MonthCalendars
from vantrexia.billing.printing.sheet import Sheet

Document = Mapping[str, Any]
_UNITS = {
    "systolic": "mmHg", "diastolic": "mmHg", "pulse": "/min", "spo2": "%", "weight_kg": "kg", "glucose_mg_dl": "mg/dL",
    "temperature_c": "°C", "respiratory_rate": "/min",
}  # fmt: skip


def print_packet(document: Document, *, digest: str) -> bytes:
    """The PDF of a collected document; `digest` is the SHA-256 of its canonical JSON."""
    patient, zone = document["patient"], ZoneInfo(document["patient"]["timezone"])
    sheet = Sheet(
        title="Remote monitoring: evidence packet",
        footer=f"packet {document['packet_id']} · SHA-256 of the document {digest}",
    )
    sheet.text(
        f"{document['practice']['name']} · {document['practice']['site']}\n"
        f"Patient: {patient['first_name']} {patient['last_name']}, born {patient['date_of_birth']}, MRN {patient['mrn']}\n"
        f"Days {document['first_day']} to {document['last_day']}; all times in {patient['timezone']}\n"
        f"Made {_at(document['made_at'], zone)} from the records as they stood then."
    )
    _print_foundation(sheet, document, zone)
    _print_days(sheet, document)
    _print_time(sheet, document, zone)
    _print_billed(sheet, document)
    _print_transmissions(sheet, document["transmissions"], zone)
    return sheet.finish()


def _print_foundation(sheet: Sheet, document: Document, zone: ZoneInfo) -> None:
    sheet.section("Order")
    sheet.table(
        ("Ordered on", "By", "NPI", "Diagnoses", "Vitals", "Expires", "Cancelled"),
        [
            (one["ordered_on"], one["ordered_by_name"], one["ordering_npi"], ", ".join(one["diagnoses"]), ", ".join(one["vitals"]),
             one["expires_on"], _at(one["cancelled_at"], zone))
            for one in document["orders"]
        ],
        widths=(9, 16, 11, 14, 26, 9, 15),
    )  # fmt: skip
    sheet.section("Established relationship")
    sheet.table(
        ("Kind", "Visit", "Provider NPI", "Recorded"),
        [
            (one["kind"], one["visit_date"], one["provider_npi"], _at(one["created_at"], zone))
            for one in document["relationship"]
        ],
        widths=(30, 20, 25, 25),
    )
    sheet.section("Consent")
    sheet.table(
        ("Given", "How", "By", "Scopes", "Notices", "Text", "Revoked"),
        [
            (_at(one["given_at"], zone), one["method"], one["given_by"], ", ".join(one["scopes"]), ", ".join(one["notices"]),
             one["text"]["version"] if one["text"] else "", _at(one["revoked_at"], zone))
            for one in document["consents"]
        ],
        widths=(15, 8, 9, 20, 24, 9, 15),
    )  # fmt: skip
    for text in {one["text"]["version"]: one["text"] for one in document["consents"] if one["text"]}.values():
        sheet.text(f"Text {text['version']} ({text['language']}):\n{text['body']}")
    sheet.section("Devices")
    sheet.table(
        ("Maker", "Model", "Kind", "Serial", "UDI-DI", "From", "To"),
        [
            (one["maker"], one["model"], one["kind"], one["serial"], one["udi_di"], _at(one["assigned_from"], zone),
             _at(one["assigned_to"], zone))
            for one in document["devices"]
        ],
        widths=(14, 18, 14, 14, 10, 15, 15),
    )  # fmt: skip
    sheet.section("Set-up and education")
    sheet.table(
        ("Device", "Completed", "Education, minutes", "By"),
        [
            (
                one["serial"],
                _at(one["setup_completed_at"], zone),
                one["education_minutes"],
                one["educated_by"],
            )
            for one in document["setups"]
        ],
        widths=(25, 25, 25, 25),
    )
    sheet.section("Episodes, pauses and stays")
    lines = [
        ("episode", one["started_at"], one["ended_at"], one["end_reason"]) for one in document["episodes"]
    ]
    lines += [("pause", one["starts_at"], one["ends_at"], one["reason"]) for one in document["pauses"]]
    lines += [("stay", one["admitted_at"], one["discharged_at"], "") for one in document["stays"]]
    sheet.table(
        ("What", "From", "To", "Reason"),
        [(what, _at(a, zone), _at(b, zone), why) for what, a, b, why in lines],
        widths=(20, 28, 28, 24),
    )


def _print_days(sheet: Sheet, document: Document) -> None:
    days = {date.fromisoformat(one["day"]) for one in document["data_days"]}
    sheet.section(f"Data days: {len(days)}")
    sheet.text("A day counts once, whatever the number of readings or devices (automatic uploads only).")
    months = list_months(date.fromisoformat(document["first_day"]), date.fromisoformat(document["last_day"]))
    for start in range(0, len(months), 4):
        sheet.draw(MonthCalendars(months[start : start + 4], days))


def _print_time(sheet: Sheet, document: Document, zone: ZoneInfo) -> None:
    sheet.section("Time")
    sheet.table(
        ("From", "To", "Minutes", "Who", "Credential", "Activity", "Live", "Source", "Remarks"),
        [
            (_at(one["started_at"], zone), _clock(one["ended_at"], zone), _minutes(one["seconds"]), one["staff"], one["profession"],
             one["activity"], "yes" if one["is_live_contact"] else "", one["source"], _remark(one, zone))
            for one in document["time"]
        ],
        widths=(14, 7, 7, 13, 9, 13, 5, 7, 25),
    )  # fmt: skip
    sheet.section("Contacts")
    sheet.table(
        ("When", "Kind", "With", "By", "Outcome", "Live"),
        [
            (_at(one["started_at"], zone), one["kind"], one["with_whom"], one["by"], one["outcome"], "yes" if one["is_live"] else "")
            for one in document["contacts"]
        ],
        widths=(20, 18, 14, 20, 18, 10),
    )  # fmt: skip
    sheet.section("Clinical decisions that used the data")
    sheet.table(
        ("Signed", "By", "Action", "Readings", "Rationale"),
        [
            (_at(one["signed_at"], zone), one["by"], one["action"],
             f"{_at(one['readings_from'], zone)} to {_at(one['readings_to'], zone)}" if one["readings_from"] else len(one["reading_ids"]),
             one["rationale"])
            for one in document["decisions"]
        ],
        widths=(15, 16, 15, 22, 32),
    )  # fmt: skip


def _print_billed(sheet: Sheet, document: Document) -> None:
    sheet.section("What was billed, and by which rules")
    sheet.table(
        ("Code", "Units", "Period", "Date of service", "Minutes", "Payer", "Diagnoses", "Status", "Rule set", "Rules"),
        [
            (one["cpt_code"], one["units"], f"{one['period_start']} to {one['period_end']}", one["service_date"], one["minutes"] or "",
             one["payer"], ", ".join(one["icd10_codes"]), f"void: {one['void_reason']}" if one["voided_at"] else one["status"],
             one["rule_set"], one["rules_version"][:12])
            for one in document["billed"]
        ],
        widths=(6, 5, 19, 10, 7, 14, 10, 10, 9, 10),
    )  # fmt: skip


def _print_transmissions(sheet: Sheet, readings: Sequence[Document], zone: ZoneInfo) -> None:
    sheet.section(f"Transmissions: {len(readings)}")
    sheet.table(
        ("Measured", "Received", "Device", "Value", "Origin", "State", "Gateway", "Receipt"),
        [
            (_at(one["measured_at"], zone), _at(one["received_at"], zone), one["serial"],
             ", ".join(f"{name.split('_')[0]} {value:g} {_UNITS[name]}" for name, value in one["values"].items()),
             one["origin"], one["state"] + (", late" if one["is_late"] else ""), one["receipt"]["gateway"] if one["receipt"] else "",
             (one["receipt"]["delivery_key"] or one["receipt"]["delivery_id"])[:36] if one["receipt"] else "")
            for one in readings
        ],
        widths=(13, 13, 12, 23, 8, 8, 8, 15),
    )  # fmt: skip


def list_months(first: date, last: date) -> list[tuple[int, int]]:
    """Year and month of every month from the first day to the last."""
    months: list[tuple[int, int]] = []
    day = first.replace(day=1)
    while day <= last:
        months.append((day.year, day.month))
        day = (day + timedelta(days=32)).replace(day=1)
    return months


def _remark(one: Document, zone: ZoneInfo) -> str:
    parts = [
        f"superseded {_at(one['superseded_at'], zone)}" if one["superseded_at"] else "",
        one["reason"] or "",
    ]
    parts.append(f"approved by {one['approved_by']}" if one["approved_by"] else "")
    return "; ".join(part for part in parts if part)


def _at(moment: str | None, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def _clock(moment: str | None, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%H:%M:%S") if moment else ""


def _minutes(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
