"""Shapes of time: the timer, entries, a month, what waits. Durations are seconds and carry it in their name."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.api.fields import InstantField
from vantrexia.billing.services import time_contacts
from vantrexia.domain.billing.ruledata import load_settings_catalogue
from vantrexia.patients.services import interactions

_LISTS: Any = load_settings_catalogue()
COUNTED: tuple[str, ...] = tuple(_LISTS["counted_activities"]["default"])
UNCOUNTED: tuple[str, ...] = tuple(_LISTS["uncounted_activities"]["default"])
ACTIVITIES = (*COUNTED, *UNCOUNTED)
HELD_FOR = ("day_too_long", "two_places")
WHY = ("activity", "role", "outside_episode", "other_service", "shared")
STANDINGS = ("running", "in_force", "waiting", "superseded", "rejected", "withdrawal")


class TimerRunningShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    activity = serializers.ChoiceField(choices=ACTIVITIES)
    started_at = serializers.DateTimeField()
    active_at = serializers.DateTimeField(help_text="The person's last activity known to the server.")
    beat_at = serializers.DateTimeField(help_text="The browser's last sign of life.")
    is_automatic = serializers.BooleanField(help_text="Begun by opening the chart.")
    profession = serializers.CharField(
        allow_blank=True, help_text="The credential frozen into it; empty: none is valid, it will not count."
    )


class TimeLimitsShape(serializers.Serializer[Any]):
    idle_seconds = serializers.IntegerField(help_text="Without activity so long, the timer ends at the last.")
    call_idle_seconds = serializers.IntegerField(help_text="The same during a call.")
    lost_seconds = serializers.IntegerField(help_text="A browser not heard of for so long is lost.")
    day_hold_hours = serializers.IntegerField(help_text="A person's longer day is held.")


class TimeLimitsInput(serializers.Serializer[Any]):
    idle_seconds = serializers.IntegerField(required=False)
    call_idle_seconds = serializers.IntegerField(required=False)
    lost_seconds = serializers.IntegerField(required=False)
    day_hold_hours = serializers.IntegerField(required=False)


class TimeActivityShape(serializers.Serializer[Any]):
    activity = serializers.ChoiceField(choices=ACTIVITIES)
    is_counted = serializers.BooleanField()


class TimerShape(serializers.Serializer[Any]):
    now = serializers.DateTimeField(help_text="The server's clock: screens show differences to it.")
    membership_id = serializers.UUIDField(help_text="Whose timer; names the stream's `timer` events.")
    running = TimerRunningShape(allow_null=True)
    has_credential = serializers.BooleanField(
        help_text="False: no valid credential today; time is kept and does not count."
    )
    limits = TimeLimitsShape()
    activities = TimeActivityShape(many=True)


class TimerStartInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    activity = serializers.ChoiceField(choices=ACTIVITIES)
    token = serializers.UUIDField(help_text="Made by the caller; the same token again is the same start.")
    is_automatic = serializers.BooleanField(
        default=False, help_text="The screen starts it: never ends a call, never changes a chosen activity."
    )


class TimerBeatInput(serializers.Serializer[Any]):
    entry_id = serializers.UUIDField()
    active_at = InstantField(help_text="The person's last activity; never taken for later than now.")


class TimerSwitchInput(serializers.Serializer[Any]):
    entry_id = serializers.UUIDField()
    activity = serializers.ChoiceField(choices=ACTIVITIES)
    token = serializers.UUIDField()


class TimerStopInput(serializers.Serializer[Any]):
    entry_id = serializers.UUIDField()
    at = InstantField(required=False, help_text="When work ended, if before now.")
    is_idle = serializers.BooleanField(default=False, help_text="The screen saw nobody since `at`.")


class TimeContactInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=time_contacts.KINDS)
    direction = serializers.ChoiceField(choices=interactions.DIRECTIONS, required=False)
    with_whom = serializers.ChoiceField(choices=interactions.WITH_WHOM, required=False)
    caregiver_id = serializers.UUIDField(required=False, allow_null=True)
    outcome = serializers.ChoiceField(choices=interactions.OUTCOMES)
    started_at = InstantField(required=False, help_text="Default: of the entry or the running segment.")
    ended_at = InstantField(required=False)
    entry_id = serializers.UUIDField(
        required=False, help_text="An own entry that has ended and was this contact."
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2000,
        help_text="Needed where no running timer measured it.",
    )


class TimeContactAnswer(serializers.Serializer[Any]):
    interaction_id = serializers.UUIDField()
    entry_id = serializers.UUIDField(allow_null=True)
    timer = TimerShape()


class TimeEntryShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    membership_id = serializers.UUIDField()
    by = serializers.CharField(allow_null=True)
    profession = serializers.CharField(allow_blank=True, help_text="Empty: no valid credential that day.")
    npi = serializers.CharField(allow_blank=True)
    activity = serializers.ChoiceField(choices=ACTIVITIES)
    is_counted_activity = serializers.BooleanField()
    interaction_id = serializers.UUIDField(allow_null=True)
    is_live_contact = serializers.BooleanField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)
    origin = serializers.ChoiceField(choices=("timer", "typed", "import"))
    is_automatic = serializers.BooleanField()
    end_cause = serializers.CharField(allow_blank=True)
    standing = serializers.ChoiceField(choices=STANDINGS)
    supersedes_id = serializers.UUIDField(allow_null=True)
    is_withdrawal = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    needs_approval = serializers.BooleanField()
    approved_by_id = serializers.IntegerField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    rejected_by_id = serializers.IntegerField(allow_null=True)
    rejected_by = serializers.CharField(allow_null=True)
    rejected_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField(allow_null=True)
    held_for = serializers.ListField(child=serializers.ChoiceField(choices=HELD_FOR))
    hold_resolved_by_id = serializers.IntegerField(allow_null=True)
    hold_resolved_by = serializers.CharField(allow_null=True)
    hold_resolved_at = serializers.DateTimeField(allow_null=True)
    hold_resolution = serializers.CharField(allow_null=True)
    recorded_by_id = serializers.IntegerField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class TimeEntryDetail(TimeEntryShape):
    history = TimeEntryShape(
        many=True, help_text="What it came from and became, oldest first, itself included."
    )


class TimeMonthEntryShape(TimeEntryShape):
    month_seconds = serializers.FloatField(allow_null=True, help_text="Its part inside the month.")
    counted_seconds = serializers.FloatField(allow_null=True)
    why = serializers.ListField(
        child=serializers.ChoiceField(choices=WHY), help_text="Why not all of it counts, or counts alone."
    )


class TimeNamedEntryShape(TimeEntryShape):
    patient_name = serializers.CharField()
    original = TimeEntryShape(allow_null=True, help_text="The entry in force that this one would change.")


class TimeContactShape(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    membership_id = serializers.UUIDField()
    profession = serializers.CharField()
    activity = serializers.CharField()


class TimeNextShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    unit = serializers.IntegerField()
    at_minutes = serializers.IntegerField()
    minutes_needed = serializers.IntegerField()
    contact_needed = serializers.BooleanField()
    last_day = serializers.DateField()
    is_reachable = serializers.BooleanField()


class TimeMonthShape(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    month = serializers.DateField(help_text="Its first day.")
    timezone = serializers.CharField()
    rule_set = serializers.CharField()
    is_open = serializers.BooleanField(help_text="Minutes can still be worked in it.")
    is_closed = serializers.BooleanField(help_text="Closed for billing: changes need a second person.")
    logged_seconds = serializers.FloatField()
    counted_seconds = serializers.FloatField()
    shared_seconds = serializers.FloatField(help_text="Worked by several at once, counted once.")
    minutes = serializers.IntegerField(help_text="Counted time, the fraction dropped.")
    contacts = TimeContactShape(many=True)
    code = serializers.CharField(allow_null=True, help_text="What minutes and contact support today.")
    addon_units = serializers.IntegerField()
    excess_units = serializers.IntegerField()
    next = TimeNextShape(allow_null=True)
    entries = TimeMonthEntryShape(many=True)


class TimeTypeInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    activity = serializers.ChoiceField(choices=ACTIVITIES)
    started_at = InstantField()
    ended_at = InstantField()
    reason = serializers.CharField(max_length=2000)
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class TimeAmendInput(serializers.Serializer[Any]):
    activity = serializers.ChoiceField(choices=ACTIVITIES, required=False)
    started_at = InstantField(required=False)
    ended_at = InstantField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    reason = serializers.CharField(max_length=2000)


class TimeReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class TimeApproveInput(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
