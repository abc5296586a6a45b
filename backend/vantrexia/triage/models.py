"""Thresholds, what an evaluation found, alerts and what people did with them.

`PatientState` is one row per monitored patient: everything the triage list shows, kept by evaluation, so that the
list never touches readings. An alert's cause is (patient, rule); a partial unique index keeps one unresolved per cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class ThresholdSet(PracticeModel):
    """A version of limits: the practice's default (patient null) or one patient's override. Never edited, superseded."""

    patient = TenantForeignKey("patients.Patient", null=True)
    version = models.PositiveIntegerField()
    rules = models.JSONField()
    rules_hash = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    set_by_id = models.IntegerField(null=True)
    note = SealedTextField(label="threshold.note", null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "patient", "version"],
                name="triage_threshold_version",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["practice_id", "patient"],
                condition=models.Q(superseded_at__isnull=True),
                name="triage_threshold_current",
                nulls_distinct=False,
            ),
        ]


class PatientState(PracticeModel):
    """Where a patient stands now: level, score with reasons, newest value of each vital, counts, what is due next."""

    patient = TenantForeignKey("patients.Patient", db_index=False)
    level = models.CharField(max_length=16, default="no_data")
    score = models.SmallIntegerField(null=True)
    rank = models.SmallIntegerField(default=-1)  # score, or -1 for no_data: sorted last
    reasons = models.JSONField(default=list)
    latest = models.JSONField(default=dict)  # {kind: {…values, measured_at, reading_id}}
    last_reading_at = models.DateTimeField(null=True)
    last_reviewed_at = models.DateTimeField(null=True)
    last_reviewed_by_id = models.IntegerField(null=True)
    open_alerts = models.PositiveIntegerField(default=0)
    unacknowledged_alerts = models.PositiveIntegerField(default=0)
    active_escalations = models.PositiveIntegerField(default=0)
    top_alert_id = models.UUIDField(null=True)
    adherence = models.FloatField(null=True)
    evaluated_at = models.DateTimeField(null=True)
    rules_version = models.CharField(max_length=64, blank=True)
    next_score_at = models.DateTimeField(null=True)
    expected_next_at = models.DateTimeField(null=True)  # when a missing reading becomes an alert
    # On the list: monitored, or somebody nobody monitors of whom an alert or a call still waits.
    is_monitored = models.BooleanField(default=True)
    row_version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "patient"], name="triage_state_once")]
        # What a reading changes while the level stays is in no index, so that the row is rewritten in place. When a sweep
        # is due is a column the database computes (`due_at`, migration 0003).
        indexes = [
            models.Index(fields=["practice_id", "is_monitored", "-rank", "id"], name="triage_state_rank"),
        ]


class Listed(PracticeModel):
    """How many patients are on the list at each level, and of those how many have an alert nobody has answered.

    Kept by triggers on `PatientState` (migration 0006), one row for a practice, so that no list counts rows.
    """

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    critical = models.BigIntegerField(default=0, db_default=0)
    warning = models.BigIntegerField(default=0, db_default=0)
    normal = models.BigIntegerField(default=0, db_default=0)
    no_data = models.BigIntegerField(default=0, db_default=0)
    critical_waiting = models.BigIntegerField(default=0, db_default=0)
    warning_waiting = models.BigIntegerField(default=0, db_default=0)
    normal_waiting = models.BigIntegerField(default=0, db_default=0)
    no_data_waiting = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id"], name="triage_listed_once")]


class LevelCount(PracticeModel):
    """How many patients stood at each level, per hour: the cards and their trend against 24 h before."""

    hour = models.DateTimeField()
    critical = models.PositiveIntegerField(default=0)
    warning = models.PositiveIntegerField(default=0)
    normal = models.PositiveIntegerField(default=0)
    no_data = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "hour"], name="triage_levelcount_hour")]


class Evaluation(PracticeModel):
    """One evaluation of one patient: inputs, outcome, reasons in words' keys, rules version. Never changed."""

    patient = TenantForeignKey("patients.Patient", db_index=False)
    at = models.DateTimeField()
    cause = models.CharField(max_length=32)  # readings | time | alert | threshold | correction | review
    inputs = models.JSONField()
    score = models.SmallIntegerField(null=True)
    level = models.CharField(max_length=16)
    reasons = models.JSONField()
    rules_version = models.CharField(max_length=64)
    threshold_version = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practice_id", "patient", "-at"], name="triage_evaluation_latest")]


@dataclass(frozen=True, slots=True)
class AlertSnapshot:
    """An alert as other rooms may hold it: plain data."""

    id: UUID
    patient_id: UUID
    severity: str
    state: str
    due_at: datetime
    steps_from: datetime
    steps_done: int
    answered_at: datetime | None  # the first answer, as long as it counts
    holding_done: int
    held_by: int | None  # whoever claimed it, else whoever acknowledged it


class Alert(PracticeModel):
    """Something a person must look at by a deadline: open → acknowledged → resolved."""

    patient = TenantForeignKey("patients.Patient")
    rule_key = models.CharField(max_length=64)
    severity = models.CharField(max_length=16)  # warning | critical
    state = models.CharField(max_length=16, default="open")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reading_id = models.UUIDField(null=True)
    reading_measured_at = models.DateTimeField(null=True)
    value = models.FloatField(null=True)
    limit = models.FloatField(null=True)
    vital = models.CharField(max_length=32, blank=True)
    direction = models.CharField(max_length=8, blank=True)
    is_late_data = models.BooleanField(default=False)
    breach_count = models.PositiveIntegerField(default=1)
    last_breach_at = models.DateTimeField()
    claimed_by_id = models.IntegerField(null=True)
    claimed_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.IntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    resolved_by_id = models.IntegerField(null=True)
    resolved_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)
    next_step_at = models.DateTimeField(null=True)  # when the next reminder or escalation is due
    next_step = models.PositiveSmallIntegerField(default=0)  # how many steps are done
    steps_from = models.DateTimeField()  # what the steps count from: the opening, or the raise
    # What the time for resolving counts from: the first answer since the opening or the raise. Null beside an acknowledged
    # state: a release before this one wrote it, and the sweep takes it up.
    answered_at = models.DateTimeField(null=True)
    resolve_by = models.DateTimeField(null=True)
    holding_done = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # steps towards resolving that are done
    threshold_version = models.CharField(max_length=64, blank=True)
    row_version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "patient", "rule_key"],
                condition=~models.Q(state="resolved"),
                name="triage_alert_one_per_cause",
            )
        ]
        indexes = [
            models.Index(fields=["practice_id", "state", "severity", "due_at"], name="triage_alert_worklist"),
            models.Index(fields=["practice_id", "patient", "-opened_at"], name="triage_alert_patient"),
            models.Index(
                fields=["next_step_at"],
                condition=models.Q(next_step_at__isnull=False),
                name="triage_alert_step_due",
            ),
            models.Index(
                fields=["practice_id"],
                condition=models.Q(state="acknowledged", answered_at__isnull=True),
                name="triage_alert_unplanned",
            ),
            models.Index(
                fields=["practice_id", "-resolved_at", "id"],
                condition=models.Q(state="resolved"),
                name="triage_alert_resolved",
            ),
        ]

    def snapshot(self) -> AlertSnapshot:
        return AlertSnapshot(
            id=self.id,
            patient_id=self.patient_id,
            severity=self.severity,
            state=self.state,
            due_at=self.due_at,
            steps_from=self.steps_from,
            steps_done=self.next_step,
            answered_at=self.answered_at or (self.acknowledged_at if self.state == "acknowledged" else None),
            holding_done=self.holding_done,
            held_by=self.claimed_by_id or self.acknowledged_by_id,
        )


class AlertEvent(PracticeModel):
    """One step of an alert's life: what, who, when, and the words said with it."""

    alert = TenantForeignKey(Alert)
    # opened | joined | raised | claimed | released | acknowledged | commented | reminded | escalated | holder_reminded |
    # holder_escalated | resolved | withdrawn
    action = models.CharField(max_length=32)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_user_id = models.IntegerField(null=True)
    actor_role = models.CharField(max_length=32, blank=True)
    reading_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    comment = SealedTextField(label="alert.comment", null=True)

    class Meta:
        indexes = [models.Index(fields=["practice_id", "alert", "at"], name="triage_alertevent_order")]


class Escalation(PracticeModel):
    """A call for somebody else: by time (a deadline passed) or by hand (STAT). Its own record."""

    patient = TenantForeignKey("patients.Patient")
    alert = TenantForeignKey(Alert, null=True)
    kind = models.CharField(max_length=16)  # deadline | held | manual | stat
    step = models.PositiveSmallIntegerField(default=0)
    to_role = models.CharField(max_length=32)
    state = models.CharField(max_length=16, default="open")  # open | acknowledged | closed
    reason = SealedTextField(label="escalation.reason", null=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.IntegerField(null=True)
    due_at = models.DateTimeField()
    # A STAT call nobody answers is repeated and taken further, as an alert is: steps done, when the next is due.
    steps_done = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_step_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.IntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    closed_by_id = models.IntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "alert", "step"],
                condition=models.Q(kind="deadline"),
                name="triage_escalation_once_per_step",
            )
        ]
        indexes = [
            models.Index(fields=["practice_id", "state", "due_at"], name="triage_escalation_open"),
            models.Index(
                fields=["next_step_at"],
                condition=models.Q(next_step_at__isnull=False),
                name="triage_escalation_due",
            ),
        ]


class Review(PracticeModel):
    """Somebody looked at a patient's data, whole, at a time."""

    patient = TenantForeignKey("patients.Patient")
    reviewed_by_id = models.IntegerField()
    reviewed_at = models.DateTimeField()
    note = SealedTextField(label="review.note", null=True)
    flags = ArrayField(models.CharField(max_length=32), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "patient", "-reviewed_at"], name="triage_review_latest")
        ]
