"""Shapes of billing on the wire, and sentences beside their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from vantrexia.billing.selectors.entries import BUCKETS
from vantrexia.billing.services.work import KINDS, OUTCOMES
from vantrexia.domain.billing import texts
from vantrexia.domain.billing.describe import read_params
from vantrexia.domain.billing.entry_states import EVENTS, STATUSES
from vantrexia.domain.billing.results import Status
from vantrexia.domain.claims.work_texts import next_step, say_claim_work
from vantrexia.domain.wordings import translate


class Sentence(serializers.Serializer[Any]):
    key = serializers.CharField()
    params = serializers.DictField()
    text = serializers.CharField(help_text="In the reader's language.")


class BillingEntryShape(serializers.Serializer[Any]):
    """The published fields, then ours."""

    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    cpt_code = serializers.CharField()
    service_date = serializers.DateField()
    duration_minutes = serializers.IntegerField()
    amount = serializers.FloatField(help_text="US dollars, two decimals.")
    status = serializers.ChoiceField(choices=STATUSES)
    payer = serializers.CharField(help_text="The payer's name.")
    icd10_codes = serializers.ListField(child=serializers.CharField())
    notes = serializers.CharField()
    auto_generated = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    units = serializers.IntegerField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    amount_is_estimate = serializers.BooleanField()
    bucket = serializers.ChoiceField(choices=BUCKETS)
    holds = serializers.ListField(child=serializers.CharField(), help_text="Keys of holds nobody let go.")
    voided_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class BillingEntryPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = BillingEntryShape(many=True)


class HoldShape(Sentence):
    is_released = serializers.BooleanField()
    is_releasable = serializers.BooleanField(help_text="Whether a person may let it go with a reason.")


class BillingEntryEvent(serializers.Serializer[Any]):
    event = serializers.ChoiceField(choices=EVENTS)
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    reason = serializers.CharField(help_text="A code; of a step a payer caused, the payer's.")
    reason_text = serializers.CharField(help_text="Holds or a payer's code in words; else empty.")
    note = serializers.CharField(allow_null=True)
    detail = serializers.DictField()
    by = serializers.CharField(allow_null=True, help_text="Null: the computation.")
    at = serializers.DateTimeField()


class BillingEntryDetail(BillingEntryShape):
    episode_id = serializers.UUIDField(allow_null=True)
    payer_id = serializers.UUIDField(allow_null=True)
    rule_set = serializers.CharField()
    rules_version = serializers.CharField()
    reasons = Sentence(many=True)
    basis = serializers.DictField(help_text="Days, seconds, contacts, teaching, claims the line rests on.")
    source = serializers.CharField()  # type: ignore[assignment]
    hold_reasons = HoldShape(many=True)
    warnings = Sentence(many=True)
    missing = serializers.ListField(child=serializers.ChoiceField(choices=("payer", "diagnosis")))
    next_statuses = serializers.ListField(child=serializers.ChoiceField(choices=STATUSES))
    void_reason = serializers.CharField(allow_null=True)
    replaces = serializers.UUIDField(allow_null=True)
    replaced_by = serializers.UUIDField(allow_null=True)
    corrects = serializers.ListField(child=serializers.UUIDField())
    events = BillingEntryEvent(many=True)


class CountdownShape(serializers.Serializer[Any]):
    unit = serializers.ChoiceField(choices=("days", "minutes"))
    needed = serializers.IntegerField()
    contact_needed = serializers.BooleanField()
    expected_on = serializers.DateField(allow_null=True)
    resume_by = serializers.DateField(allow_null=True)
    last_day = serializers.DateField()
    reachable = serializers.BooleanField()
    fallback = serializers.CharField(allow_null=True, help_text="The smaller code that fits already.")


class AssessmentShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    status = serializers.ChoiceField(choices=[one.value for one in Status])
    units = serializers.IntegerField()
    period_start = serializers.DateField(allow_null=True)
    period_end = serializers.DateField(allow_null=True)
    date_of_service = serializers.DateField(allow_null=True)
    rule_set = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    reasons = Sentence(many=True)
    countdown = CountdownShape(allow_null=True)
    amount = serializers.CharField(allow_null=True, help_text="Estimate in US dollars.")
    held_by = serializers.ListField(child=serializers.CharField())


class AssessmentWithEntry(AssessmentShape):
    entry_id = serializers.UUIDField(allow_null=True)
    entry_status = serializers.ChoiceField(choices=STATUSES, allow_null=True)
    is_billed = serializers.BooleanField()


class WorkShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=("open", "done"))
    patient_id = serializers.UUIDField(allow_null=True)
    patient_name = serializers.CharField(allow_null=True)
    entry_id = serializers.UUIDField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    params = serializers.DictField()
    text = serializers.CharField(help_text="What is asked for, in the reader's language.")
    next_step = serializers.CharField(help_text="What to do about a payer's answer; else empty.")
    assigned_id = serializers.UUIDField(allow_null=True)
    assigned = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)
    is_automatic = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class WorkEventShape(serializers.Serializer[Any]):
    event = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    detail = serializers.DictField()
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class WorkDetail(WorkShape):
    events = WorkEventShape(many=True)


class WorkPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = WorkShape(many=True)


class WorkDone(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


def say_reasons(rows: Iterable[Mapping[str, Any]], *, language: str) -> list[dict[str, Any]]:
    """Reasons with their sentences."""
    return [
        {**row, "text": texts.render_reason(row["key"], read_params(row["params"]), language=language)}
        for row in rows
    ]


def say_flags(rows: Iterable[Mapping[str, Any]], *, language: str) -> list[dict[str, Any]]:
    """Flags with their sentences."""
    return [
        {**row, "text": texts.render_flag(row["key"], read_params(row["params"]), language=language)}
        for row in rows
    ]


def say_assessment(row: Mapping[str, Any], *, language: str) -> dict[str, Any]:
    """An assessment whose reasons speak."""
    return {
        **row,
        "reasons": say_reasons(row["reasons"], language=language),
        "source": translate(row["source"], language=language),
    }


def say_work(row: Mapping[str, Any], *, language: str) -> dict[str, Any]:
    """A work item with its sentence, and the next step where a payer's answer asks for one."""
    key, params = row["reason"], row["params"]
    text = say_claim_work(key, params, language=language)
    if text is None:
        text = texts.render_work(key, read_params(params), language=language)
    return {**row, "text": text, "next_step": next_step(key, params, language=language)}
