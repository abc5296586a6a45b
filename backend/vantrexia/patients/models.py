"""Patients and everything that makes monitoring lawful and meaningful: consent, order, episode, plan, care team.

Sealed columns (AES-256-GCM) hold what identifies a person; search runs over `SearchToken`, order over `name_rank`
(a fraction between its neighbours: it shows relative order of last names and nothing else).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class Patient(PracticeModel):
    """A person in one practice. Active until archived; a merged one points at the one kept."""

    first_name = SealedTextField(label="patient.first_name")
    middle_name = SealedTextField(label="patient.middle_name", null=True)
    last_name = SealedTextField(label="patient.last_name")
    suffix = SealedTextField(label="patient.suffix", null=True)
    name_on_card = SealedTextField(label="patient.name_on_card", null=True)
    date_of_birth = SealedTextField(label="patient.date_of_birth")  # ISO date
    birth_year = models.PositiveSmallIntegerField(
        null=True
    )  # for age bands in reports (Safe Harbor keeps the year)
    gender = models.CharField(max_length=16)  # administrative: male | female | other | unknown
    sex = models.CharField(max_length=16, default="unknown")  # at birth, where a reference range needs it
    mrn = SealedTextField(label="patient.mrn")
    ssn = SealedTextField(label="patient.ssn", null=True)
    phone = SealedTextField(label="patient.phone", null=True)  # E.164
    email = SealedTextField(label="patient.email", null=True)
    address_line1 = SealedTextField(label="patient.address_line1", null=True)
    address_line2 = SealedTextField(label="patient.address_line2", null=True)
    city = SealedTextField(label="patient.city", null=True)
    state = models.CharField(max_length=2, blank=True)
    zip = SealedTextField(label="patient.zip", null=True)
    emergency_address = SealedTextField(label="patient.emergency_address", null=True)
    language = models.CharField(max_length=8, default="en")
    timezone = models.CharField(max_length=64)
    external_id = models.CharField(max_length=64, blank=True)
    location = TenantForeignKey("accounts.Location", null=True)
    active = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    legal_hold = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)  # the proof-of-life patient
    deceased_at = models.DateTimeField(null=True)
    merged_into = TenantForeignKey("self", null=True)
    name_rank = models.FloatField()  # not numeric: under row-level security no index would compare it
    row_version = models.BigIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "active", "name_rank", "id"], name="patients_by_name"),
            models.Index(
                fields=["practice_id", "active", "-created_at", "id"], name="patients_by_age_of_row"
            ),
            models.Index(fields=["practice_id", "external_id"], name="patients_external"),
        ]


class SearchToken(PracticeModel):
    """One blind-index token of one patient: (field, key version, HMAC). Prefixes of names, whole identifiers."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    patient = TenantForeignKey(Patient)
    field = models.CharField(max_length=16)
    key_version = models.CharField(max_length=32)
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "field", "token", "patient"], name="patients_token_find"),
            models.Index(fields=["practice_id", "patient"], name="patients_token_owner"),
        ]


class UniqueMrn(PracticeModel):
    """Keeps an MRN unique in its practice though its column is encrypted: one row per token."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    patient = TenantForeignKey(Patient)
    token = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "token"], name="patients_mrn_once")]


class Counter(PracticeModel):
    """Kept counts, so that no list counts rows: patients active, archived."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    name = models.CharField(max_length=32)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "name"], name="patients_counter_once")]


class PatientTimezone(PracticeModel):
    """Where a patient lived, in time: a day is a date in this zone."""

    patient = TenantForeignKey(Patient)
    timezone = models.CharField(max_length=64)
    valid_from = models.DateTimeField()


class ContactPermission(PracticeModel):
    """May we call, text, mail, leave a message; since when, who noted it."""

    patient = TenantForeignKey(Patient)
    channel = models.CharField(max_length=16)  # phone | sms | email | voicemail | app
    allowed = models.BooleanField()
    valid_from = models.DateTimeField()
    noted_by_id = models.IntegerField(null=True)


class Caregiver(PracticeModel):
    """Somebody who acts for or with the patient, with what authority, from when to when."""

    patient = TenantForeignKey(Patient)
    name = SealedTextField(label="caregiver.name")
    phone = SealedTextField(label="caregiver.phone", null=True)
    relationship = models.CharField(max_length=32)
    authority = models.CharField(max_length=32)  # informal | health_care_proxy | guardian | power_of_attorney
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class RelationshipEvidence(PracticeModel):
    """Why the patient counts as established: the visit, its date, its kind."""

    patient = TenantForeignKey(Patient)
    kind = models.CharField(max_length=32)  # em_visit | annual_wellness | during_phe | imported
    visit_date = models.DateField(null=True)
    provider_npi = models.CharField(max_length=10, blank=True)
    note = SealedTextField(label="evidence.note", null=True)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()


class Merge(PracticeModel):
    """Two records of one person joined; everything moved is listed, so that it can be undone."""

    kept = TenantForeignKey(Patient)
    merged = TenantForeignKey(Patient)
    moved = models.JSONField(default=dict)
    reason = SealedTextField(label="merge.reason")
    merged_by_id = models.IntegerField(null=True)
    merged_at = models.DateTimeField()
    undone_by_id = models.IntegerField(null=True)
    undone_at = models.DateTimeField(null=True)


class Order(PracticeModel):
    """A clinician's order to monitor: who, when, what, for which diagnosis, how long."""

    patient = TenantForeignKey(Patient)
    ordered_by_name = SealedTextField(label="order.ordered_by_name")
    ordering_npi = models.CharField(max_length=10)
    ordered_on = models.DateField()
    vitals = ArrayField(models.CharField(max_length=32))
    diagnoses = ArrayField(models.CharField(max_length=10))  # ICD-10-CM
    expires_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()


class ConsentText(PracticeModel):
    """A version of the text a patient agreed to, in one language."""

    version = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    body = models.TextField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "version", "language"], name="patients_consenttext_once"
            )
        ]


class Consent(PracticeModel):
    """Consent to monitoring: verbal or written, to which text, taken by whom, which notices given; revocable."""

    patient = TenantForeignKey(Patient)
    text = TenantForeignKey(ConsentText, null=True)
    method = models.CharField(max_length=16)  # verbal | written
    scopes = ArrayField(models.CharField(max_length=32), default=list)  # monitoring, billing, sms …
    notices = ArrayField(
        models.CharField(max_length=32), default=list
    )  # cost_sharing, one_practitioner, right_to_stop
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=16, default="patient")  # patient | caregiver
    caregiver = TenantForeignKey(Caregiver, null=True)
    taken_by_id = models.IntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_taken_by_id = models.IntegerField(null=True)
    revoke_reason = SealedTextField(label="consent.revoke_reason", null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "patient", "-given_at"], name="patients_consent_latest")
        ]


class Episode(PracticeModel):
    """An episode of care: from enrolment until the goals are met or monitoring ends. One open at a time."""

    patient = TenantForeignKey(Patient)
    order = TenantForeignKey(Order, null=True)
    program = models.CharField(max_length=16, default="rpm")
    started_at = models.DateTimeField()
    start_reason = models.CharField(max_length=32, default="enrolled")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=32, blank=True)
    end_note = SealedTextField(label="episode.end_note", null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "patient", "program"],
                condition=models.Q(ended_at__isnull=True),
                name="patients_episode_one_open",
            )
        ]


class Pause(PracticeModel):
    """Monitoring paused on purpose (travel, repair): no data expected, no no-reading alert."""

    patient = TenantForeignKey(Patient)
    episode = TenantForeignKey(Episode)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=32)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()


class InpatientStay(PracticeModel):
    """A stay in a hospital or nursing facility: its readings are the facility's business."""

    patient = TenantForeignKey(Patient)
    facility = SealedTextField(label="stay.facility", null=True)
    admitted_at = models.DateTimeField()
    discharged_at = models.DateTimeField(null=True)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()


class MeasurementPlan(PracticeModel):
    """Which vital, how often, until when. Adherence is computed from it."""

    patient = TenantForeignKey(Patient)
    episode = TenantForeignKey(Episode)
    kind = models.CharField(max_length=32)
    times_per_day = models.PositiveSmallIntegerField(default=1)
    days_per_week = models.PositiveSmallIntegerField(default=7)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    set_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()


class CareTeamMember(PracticeModel):
    """Who cares for the patient, in which function, from when to when."""

    patient = TenantForeignKey(Patient)
    membership = TenantForeignKey("accounts.Membership")
    function = models.CharField(max_length=32)  # responsible_provider | primary_nurse | backup | care_manager
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    created_at = models.DateTimeField()


class Interaction(PracticeModel):
    """A call, message or visit: who, how, with whom, what came of it. Source of time and of live contact."""

    patient = TenantForeignKey(Patient)
    kind = models.CharField(
        max_length=32
    )  # phone_call | video_call | portal_message | text | voicemail | letter | visit
    direction = models.CharField(max_length=16, default="outbound")
    with_whom = models.CharField(max_length=16, default="patient")  # patient | caregiver | none
    caregiver = TenantForeignKey(Caregiver, null=True)
    membership = TenantForeignKey("accounts.Membership")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32)  # reached | no_answer | left_message | refused | wrong_number
    is_live = models.BooleanField(default=False)
    note = SealedTextField(label="interaction.note", null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "patient", "-started_at"], name="patients_interaction_latest")
        ]


class Decision(PracticeModel):
    """A clinical decision that used the data: readings reviewed, what was done, signed by whom."""

    patient = TenantForeignKey(Patient)
    interaction = TenantForeignKey(Interaction, null=True)
    membership = TenantForeignKey("accounts.Membership")
    readings_from = models.DateTimeField(null=True)
    readings_to = models.DateTimeField(null=True)
    reading_ids = ArrayField(models.UUIDField(), default=list)
    action = models.CharField(
        max_length=32
    )  # no_change | medication_changed | visit_scheduled | education | plan_changed | referred
    rationale = SealedTextField(label="decision.rationale", null=True)
    signed_at = models.DateTimeField()
    created_at = models.DateTimeField()
