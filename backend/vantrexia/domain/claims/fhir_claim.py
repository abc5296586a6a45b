"""A claim as a FHIR R4 `Claim` resource: `build_fhir_claim(claim, …)`.

An export and internal shape; Medicare takes 837P. Parties are contained resources, so that the resource stands alone. Code
systems: CPT, ICD-10-CM, NUBC/CMS place of service, HL7 terminology (R4 4.0.1).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vantrexia.domain.claims.model import Address, Claim, Clinician, Person, ServiceLine

_CPT = "http://www.ama-assn.org/go/cpt"
_ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
_NPI = "http://hl7.org/fhir/sid/us-npi"
_PLACE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
_TERMS = "http://terminology.hl7.org/CodeSystem"
_SEXES = {"M": "male", "F": "female", "U": "unknown"}
_RELATIONS = {"18": "self", "01": "spouse", "19": "child"}


def build_fhir_claim(claim: Claim, *, created: datetime, system: str) -> dict[str, Any]:
    """The resource. `system` names our claim ids (a URI of the practice); `created` has an offset."""
    dates = sorted(line.service_date for line in claim.lines)
    resource: dict[str, Any] = {
        "resourceType": "Claim",
        "id": claim.id,
        "contained": _build_parties(claim),
        "identifier": [{"system": system, "value": claim.id}],
        "status": "active",
        "type": _coded(f"{_TERMS}/claim-type", "professional"),
        "use": "claim",
        "patient": {"reference": "#patient"},
        "billablePeriod": {"start": dates[0].isoformat(), "end": dates[-1].isoformat()},
        "created": created.isoformat(),
        "insurer": {"reference": "#payer"},
        "provider": {"reference": "#billing"},
        "priority": _coded(f"{_TERMS}/processpriority", "normal"),
        "careTeam": _build_team(claim),
        "diagnosis": [
            {"sequence": number, "diagnosisCodeableConcept": _coded(_ICD10, _dot(code))}
            for number, code in enumerate(claim.diagnoses, start=1)
        ],
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "#coverage"}}],
        "item": [_build_item(claim, line, number) for number, line in enumerate(claim.lines, start=1)],
        "total": _money(claim.total),
    }
    if claim.replaces:
        kind = "prior" if claim.frequency == "7" else "associated"
        resource["related"] = [
            {
                "relationship": _coded(f"{_TERMS}/ex-relatedclaimrelationship", kind),
                "reference": {"value": claim.replaces},
            }
        ]
    return resource


def _build_parties(claim: Claim) -> list[dict[str, Any]]:
    subscriber = claim.subscriber
    coverage: dict[str, Any] = {
        "resourceType": "Coverage",
        "id": "coverage",
        "status": "active",
        "subscriberId": subscriber.member_id,
        "beneficiary": {"reference": "#patient"},
        "relationship": _coded(
            f"{_TERMS}/subscriber-relationship", _RELATIONS.get(subscriber.relationship, "other")
        ),
        "payor": [{"reference": "#payer"}],
    }
    if subscriber.group_number:
        coverage["class"] = [
            {"type": _coded(f"{_TERMS}/coverage-class", "group"), "value": subscriber.group_number}
        ]
    parties = [
        _build_patient(claim.patient),
        coverage,
        {
            "resourceType": "Organization",
            "id": "payer",
            "identifier": [{"value": claim.payer.code}],
            "name": claim.payer.name,
        },
        {
            "resourceType": "Organization",
            "id": "billing",
            "identifier": [{"system": _NPI, "value": claim.billing.npi}],
            "name": claim.billing.name,
            "address": [_address(claim.billing.address)],
        },
        _build_clinician("rendering", claim.rendering),
    ]
    if claim.ordering is not None:
        parties.append(_build_clinician("ordering", claim.ordering))
    return parties


def _build_patient(person: Person) -> dict[str, Any]:
    name: dict[str, Any] = {
        "family": person.last_name,
        "given": [given for given in (person.first_name, person.middle_name) if given],
    }
    if person.suffix:
        name["suffix"] = [person.suffix]
    return {
        "resourceType": "Patient",
        "id": "patient",
        "name": [name],
        "gender": _SEXES[person.sex],
        "birthDate": person.birth_date.isoformat(),
        "address": [_address(person.address)],
    }


def _build_clinician(name: str, person: Clinician) -> dict[str, Any]:
    return {
        "resourceType": "Practitioner",
        "id": name,
        "identifier": [{"system": _NPI, "value": person.npi}],
        "name": [
            {"family": person.last_name, **({"given": [person.first_name]} if person.first_name else {})}
        ],
    }


def _build_team(claim: Claim) -> list[dict[str, Any]]:
    roles = [("rendering", "primary")] + ([("ordering", "other")] if claim.ordering else [])
    return [
        {
            "sequence": number,
            "provider": {"reference": f"#{name}"},
            "role": _coded(f"{_TERMS}/claimcareteamrole", role),
        }
        for number, (name, role) in enumerate(roles, start=1)
    ]


def _build_item(claim: Claim, line: ServiceLine, number: int) -> dict[str, Any]:
    item: dict[str, Any] = {
        "sequence": number,
        "careTeamSequence": [1],
        "diagnosisSequence": list(line.pointers),
        "productOrService": _coded(_CPT, line.code),
        "servicedDate": line.service_date.isoformat(),
        "locationCodeableConcept": _coded(_PLACE, claim.place_of_service),
        "quantity": {"value": line.units},
        "net": _money(line.charge),
    }
    if line.modifiers:
        item["modifier"] = [_coded(_CPT, modifier) for modifier in line.modifiers]
    return item


def _address(address: Address) -> dict[str, Any]:
    return {
        "line": [line for line in (address.line1, address.line2) if line],
        "city": address.city,
        "state": address.state,
        "postalCode": address.zip if len(address.zip) == 5 else f"{address.zip[:5]}-{address.zip[5:]}",
        "country": "US",
    }


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _money(amount: Any) -> dict[str, Any]:
    return {"value": float(amount), "currency": "USD"}


def _dot(code: str) -> str:
    bare = code.replace(".", "")
    return bare if len(bare) == 3 else f"{bare[:3]}.{bare[3:]}"
