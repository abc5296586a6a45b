"""An audit entry as FHIR: codes by the verb of the action, ids and no names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from vantrexia.domain.audit_event import AuditFacts, build_audit_event

FACTS = AuditFacts(
    id="e1",
    recorded=datetime(2026, 11, 23, 12, tzinfo=UTC),
    action="patient.read",
    entity="patient",
    entity_id="p1",
    outcome="success",
    actor_kind="user",
    actor_reference="7",
    actor_role="nurse",
    address="192.0.2.7",
    patient_ids=("p1", "p2"),
    request_id="r1",
)


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("patient.read", "R"),
        ("patient.created", "C"),
        ("threshold.set", "U"),
        ("delivery.erased", "D"),
        ("alert.claimed", "E"),
    ],
)
def test_the_action_code_follows_the_verb(action: str, code: str) -> None:
    assert build_audit_event(replace(FACTS, action=action))["action"] == code


@pytest.mark.parametrize(
    ("outcome", "code"), [("success", "0"), ("denied", "4"), ("failure", "8"), ("odd", "8")]
)
def test_the_outcome_is_coded(outcome: str, code: str) -> None:
    assert build_audit_event(replace(FACTS, outcome=outcome))["outcome"] == code


def test_every_patient_is_an_entity_beside_the_thing_and_the_request() -> None:
    entities = build_audit_event(FACTS)["entity"]
    assert isinstance(entities, list)
    assert [entity["what"].get("reference") for entity in entities] == [
        "Patient/p1",
        "Patient/p2",
        None,
        None,
    ]


def test_a_machine_has_no_role_no_address_and_is_no_requestor() -> None:
    event = build_audit_event(
        replace(
            FACTS,
            actor_kind="system",
            actor_role="",
            address=None,
            request_id="",
            patient_ids=(),
            entity_id="",
        )
    )
    assert event["agent"] == [
        {"who": {"identifier": {"system": "urn:vantrexia:user", "value": "7"}}, "requestor": False}
    ]
    assert len(event["entity"]) == 1  # type: ignore[arg-type]
    assert event["recorded"] == "2026-11-23T12:00:00Z"
