"""Holding the books against each other: what was acknowledged, and what is stored.

`check_ledger(stack, practice, acks)`: every acknowledged reading is stored exactly once and nothing else is; every cause has exactly
one unresolved alert, which counted each breaching reading once; every reading stands in exactly one audit entry.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from tests.failure.stack import Stack
from vantrexia.domain.thresholds import build_default_rules, compile_rules, find_breaches

READINGS = """
SELECT d.serial, r.kind, r.measured_at, r.id::text, r.patient_id::text, r.systolic, r.diastolic, r.pulse
FROM vitals_reading r JOIN devices_device d ON d.id = r.device_id AND d.practice_id = r.practice_id WHERE r.practice_id = %s
"""
ALERTS = """
SELECT patient_id::text, rule_key, breach_count FROM triage_alert WHERE practice_id = %s AND state <> 'resolved'
"""
AUDITED = """
SELECT jsonb_array_elements_text(detail->'readings') FROM audit_entry WHERE practice_id = %s AND action = 'readings.recorded'
"""


def check_ledger(stack: Stack, practice: dict[str, Any], acks: list[dict[str, Any]]) -> None:
    """See the module; `acks` is the acknowledgement log."""
    key = [practice["practice"]]
    promised = Counter(
        (serial, kind, datetime.fromisoformat(at)) for ack in acks for serial, kind, at in ack["readings"]
    )
    assert promised, "nothing was acknowledged"
    assert max(promised.values()) == 1, "the load repeats itself"
    rows = stack.query(READINGS, key)
    stored = Counter((row[0], row[1], row[2]) for row in rows)
    assert sorted(promised - stored) == [], "acknowledged and lost"
    assert sorted(stored - promised) == [], "doubled, or stored without having been acknowledged"
    owners = {home["serial"]: home["patient"] for home in practice["homes"]}
    assert [row for row in rows if owners[row[0]] != row[4]] == [], "given to somebody else"

    assert Counter(
        {(patient, rule): count for patient, rule, count in stack.query(ALERTS, key)}
    ) == expect_breaches(rows)
    alerts = stack.query(ALERTS, key)
    assert len({alert[:2] for alert in alerts}) == len(alerts), "two alerts for one cause"
    audited = Counter(row[0] for row in stack.query(AUDITED, key))
    assert audited == Counter(row[3] for row in rows), "a reading without its audit entry, or with two"


def expect_breaches(rows: list[tuple[Any, ...]]) -> Counter[tuple[str, str]]:
    """How many readings breach, by patient and rule: what the one alert of each cause must have counted."""
    rules = compile_rules(build_default_rules())
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        values = {"systolic": row[5], "diastolic": row[6], "pulse": row[7]}
        for breach in find_breaches(
            {name: value for name, value in values.items() if value is not None}, rules
        ):
            counts[row[4], breach.rule_key] += 1
    return Counter(counts)
