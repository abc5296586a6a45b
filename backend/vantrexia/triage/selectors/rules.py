"""Which rules hold for a patient: the practice's default, overlaid by the patient's own set.

`list_rules_in_force(patient_ids)` compiles each distinct combination once per process; the version names both parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from vantrexia.core.plain import fetch_rows, uuid_array
from vantrexia.domain.thresholds import (
    CompiledRules,
    ThresholdRules,
    build_default_rules,
    compile_rules,
    from_json,
    merge,
)
from vantrexia.triage.models import ThresholdSet


@lru_cache(maxsize=2048)
def _compile(practice_json: str, patient_json: str) -> CompiledRules:
    practice = from_json(json.loads(practice_json)) if practice_json else build_default_rules()
    patient = from_json(json.loads(patient_json)) if patient_json else None
    return compile_rules(merge(practice, patient))


_IN_FORCE = """
SELECT patient_id, rules::text FROM triage_thresholdset
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND superseded_at IS NULL
    AND (patient_id IS NULL OR patient_id = ANY (%s::uuid[]))
"""


def list_rules_in_force(patient_ids: Iterable[UUID]) -> dict[UUID, CompiledRules]:
    """Compiled rules by patient, for the practice of the running transaction."""
    ids = list(patient_ids)
    own: dict[UUID | None, str] = dict(fetch_rows(_IN_FORCE, [uuid_array(ids)]))
    default = own.pop(None, "")
    everybody = _compile(default, "")
    rules = dict.fromkeys(ids, everybody)
    for patient_id, text in own.items():
        if patient_id is not None:
            rules[patient_id] = _compile(default, text)
    return rules


def of_patient(patient_id: UUID | None) -> Q:
    """Sets of one patient, or the practice's own for None."""
    return Q(patient__isnull=True) if patient_id is None else Q(patient_id=patient_id)


def find_set(patient_id: UUID | None) -> ThresholdSet | None:
    """The current version of the practice's default (None) or of a patient's own set."""
    return ThresholdSet.objects.filter(of_patient(patient_id), superseded_at__isnull=True).first()


def read_rules(current: ThresholdSet | None) -> ThresholdRules | None:
    """The rules of a stored set."""
    return from_json(current.rules) if current else None
