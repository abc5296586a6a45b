"""Which rows follow a patient into another record, and which stay: `MOVED`, `STAYS`. A test walks the
catalogue against both.

Tables are named here in SQL because they belong to many apps and one story moves them; the order does not
matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Moved:
    """A column that names a patient. `unless`: SQL over the row `m` that is true where it must stay with
    its record.
    """

    table: str
    column: str = "patient_id"
    unless: str = "false"

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


_SAME_FUNCTION = """EXISTS (
    SELECT 1 FROM patients_careteammember k WHERE k.practice_id = m.practice_id AND k.patient_id = %(keep)s
    AND k.membership_id = m.membership_id AND k.function = m.function AND k.valid_to IS NOT DISTINCT FROM m.valid_to)"""
_BILLED = """m.voided_at IS NULL AND EXISTS (
    SELECT 1 FROM billing_billingentry k WHERE k.practice_id = m.practice_id AND k.patient_id = %(keep)s
    AND k.cpt_code = m.cpt_code AND k.period_start = m.period_start AND k.voided_at IS NULL)"""
_HAS_LIMITS = """EXISTS (
    SELECT 1 FROM triage_thresholdset k WHERE k.practice_id = m.practice_id AND k.patient_id = %(keep)s
    AND k.superseded_at IS NULL)"""
_HAS_ACCOUNT = """EXISTS (
    SELECT 1 FROM accounts_membership k WHERE k.practice_id = m.practice_id AND k.patient_id = %(keep)s)"""

MOVED: tuple[Moved, ...] = (
    Moved("patients_caregiver"),
    Moved("patients_careteammember", unless=_SAME_FUNCTION),
    Moved("patients_consent"),
    Moved("patients_contactpermission"),
    Moved("patients_decision"),
    Moved("patients_episode"),
    Moved("patients_inpatientstay"),
    Moved("patients_interaction"),
    Moved("patients_measurementplan"),
    Moved("patients_order"),
    Moved("patients_pause"),
    Moved("patients_relationshipevidence"),
    Moved("devices_assignment"),
    Moved("devices_devicesetup"),
    Moved("vitals_correction"),
    Moved("vitals_correction", "moved_to_id"),
    Moved("triage_alert"),
    Moved("triage_escalation"),
    Moved("triage_review"),
    # A record that has limits of its own keeps them; one that has none (any more) takes over those of the other.
    Moved("triage_thresholdset", unless=_HAS_LIMITS),
    Moved("billing_timeentry"),
    Moved("billing_coverage"),
    Moved("billing_outsideclaim"),
    Moved("billing_workitem"),
    Moved("billing_claim"),
    # One entry per code and period: what both were billed for stays where it was, for a person to look at (a work item);
    # what only the other has billed found room (`billing.services.merged`).
    Moved("billing_billingentry", unless=_BILLED),
    Moved("accounts_membership", unless=_HAS_ACCOUNT),
)
READINGS = (
    "vitals_reading.patient_id"  # moved by its own statements: partitioned, and unique by patient where typed
)

STAYS: Mapping[str, str] = MappingProxyType(
    {
        "billing_evidencepacket.patient_id": "says what was shown of that record then, signed",
        "patients_patient.merged_into_id": "says itself where the record went",
        "patients_merge.kept_id": "the merge's own record",
        "patients_merge.merged_id": "the merge's own record",
        "patients_searchtoken.patient_id": "made anew: the record kept is found by the values of both",
        "patients_uniquemrn.patient_id": "both numbers stay taken",
        "patients_patienttimezone.patient_id": "readings keep the zone they were stored with",
        "triage_patientstate.patient_id": "evaluated anew for both",
        "triage_evaluation.patient_id": "what was evaluated then, of which record, does not change",
        "billing_mark.patient_id": "a note that something changed, for the record it changed on",
        "billing_billingstate.patient_id": "evaluated anew for both",
        "core_streamevent.patient_id": "gone after a day",
    }
)
