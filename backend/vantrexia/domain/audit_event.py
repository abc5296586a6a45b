"""An audit entry as a FHIR R4 AuditEvent, in the manner of IHE BALP: `build_audit_event(facts)`.

Dotted actions map to the event's action code: created C, read or listed or exported R, changed U, deleted or
erased D, anything else E.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_VERBS = {
    "created": "C",
    "recorded": "C",
    "opened": "C",
    "set": "U",
    "read": "R",
    "listed": "R",
    "exported": "R",
    "changed": "U",
    "updated": "U",
    "deleted": "D",
    "erased": "D",
}
_OUTCOMES = {"success": "0", "denied": "4", "failure": "8"}
_EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
_ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """What an AuditEvent is made of; ids only, no names."""

    id: str
    recorded: datetime
    action: str
    entity: str
    entity_id: str
    outcome: str
    actor_kind: str
    actor_reference: str
    actor_role: str
    address: str | None
    patient_ids: tuple[str, ...]
    request_id: str


def build_audit_event(facts: AuditFacts) -> dict[str, object]:
    """The resource as plain JSON-able data."""
    verb = facts.action.rsplit(".", 1)[-1]
    agent: dict[str, object] = {
        "who": {"identifier": {"system": "urn:vantrexia:user", "value": facts.actor_reference}},
        "requestor": facts.actor_kind == "user",
    }
    if facts.actor_role:
        agent["role"] = [{"coding": [{"system": "urn:vantrexia:role", "code": facts.actor_role}]}]
    if facts.address:
        agent["network"] = {"address": facts.address, "type": "2"}
    entities: list[dict[str, object]] = [
        {
            "what": {"reference": f"Patient/{patient_id}"},
            "type": {"system": _ENTITY_TYPE, "code": "1"},
            "role": {"system": _ROLE, "code": "1"},
        }
        for patient_id in facts.patient_ids
    ]
    entities.append(
        {
            "what": {
                "identifier": {"system": f"urn:vantrexia:{facts.entity}", "value": facts.entity_id or "-"}
            },
            "type": {"system": _ENTITY_TYPE, "code": "2"},
        }
    )
    if facts.request_id:
        entities.append(
            {
                "what": {"identifier": {"system": "urn:vantrexia:request", "value": facts.request_id}},
                "type": {"system": _ENTITY_TYPE, "code": "4"},
            }
        )
    return {
        "resourceType": "AuditEvent",
        "id": facts.id,
        "type": {"system": _EVENT_TYPE, "code": "rest", "display": "RESTful Operation"},
        "subtype": [{"system": "urn:vantrexia:action", "code": facts.action}],
        "action": _VERBS.get(verb, "E"),
        "recorded": facts.recorded.isoformat().replace("+00:00", "Z"),
        "outcome": _OUTCOMES.get(facts.outcome, "8"),
        "agent": [agent],
        "source": {"observer": {"display": "Vantrexia"}},
        "entity": entities,
    }
