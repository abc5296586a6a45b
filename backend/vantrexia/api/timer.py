"""The signed-in person's timer, and contacts with a patient: `/api/v1/billing/time/…`. Every answer is the timer as it stands."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.viewers import membership_of
from vantrexia.api import time_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.billing.selectors.time_entries import get_timer, has_credential
from vantrexia.billing.selectors.time_limits import get_time_limits
from vantrexia.billing.services import time_contacts, time_limits, timer


class TimerView(Endpoint):
    """What every endpoint of the timer answers."""

    def show(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "membership_id": membership_of(self.actor),
            "running": get_timer(self.actor),
            "has_credential": has_credential(self.actor, at=self.now),
            "limits": asdict(get_time_limits(self.actor, at=self.now)),
            "activities": [
                *({"activity": one, "is_counted": True} for one in shapes.COUNTED),
                *({"activity": one, "is_counted": False} for one in shapes.UNCOUNTED),
            ],
        }


class Timer(TimerView):
    """The timer of whoever asks."""

    needs = {"GET": "time.record"}

    @extend_schema(operation_id="timer_read", responses=shapes.TimerShape)
    def get(self, request: Request) -> Response:
        return self.ok(self.show())


class TimerStart(TimerView):
    """Work on a patient begins; whatever this person ran before ends."""

    needs = {"POST": "time.record"}

    @extend_schema(operation_id="timer_start", request=shapes.TimerStartInput, responses=shapes.TimerShape)
    def post(self, request: Request) -> Response:
        timer.start_timer(actor=self.actor, now=self.now, **self.read(shapes.TimerStartInput))
        return self.ok(self.show())


class TimerBeat(TimerView):
    """A sign of life of a running timer, every half minute. A segment that was over meanwhile stays over."""

    needs = {"POST": "time.record"}

    @extend_schema(operation_id="timer_beat", request=shapes.TimerBeatInput, responses=shapes.TimerShape)
    def post(self, request: Request) -> Response:
        timer.beat_timer(actor=self.actor, now=self.now, **self.read(shapes.TimerBeatInput))
        return self.ok(self.show())


class TimerSwitch(TimerView):
    """The same patient, another activity."""

    needs = {"POST": "time.record"}

    @extend_schema(operation_id="timer_switch", request=shapes.TimerSwitchInput, responses=shapes.TimerShape)
    def post(self, request: Request) -> Response:
        timer.switch_activity(actor=self.actor, now=self.now, **self.read(shapes.TimerSwitchInput))
        return self.ok(self.show())


class TimerStop(TimerView):
    """End a segment, now or at the last activity; once ended it stays as it is."""

    needs = {"POST": "time.record"}

    @extend_schema(operation_id="timer_stop", request=shapes.TimerStopInput, responses=shapes.TimerShape)
    def post(self, request: Request) -> Response:
        timer.stop_timer(actor=self.actor, now=self.now, **self.read(shapes.TimerStopInput))
        return self.ok(self.show())


class Contacts(TimerView):
    """Note a contact with the patient or a caregiver, with the time it took."""

    needs = {"POST": "time.record"}

    @extend_schema(
        operation_id="time_contact_record",
        request=shapes.TimeContactInput,
        responses={201: shapes.TimeContactAnswer},
    )
    def post(self, request: Request) -> Response:
        made = time_contacts.record_contact(
            actor=self.actor, now=self.now, **self.read(shapes.TimeContactInput)
        )
        return self.ok({**asdict(made), "timer": self.show()}, status=201)


class Limits(Endpoint):
    """The practice's limits of time keeping: a setting as the others, read by all who see those."""

    needs = {"GET": "practice.read", "PATCH": "practice.manage"}

    @extend_schema(operation_id="time_limits_read", responses=shapes.TimeLimitsShape)
    def get(self, request: Request) -> Response:
        return self.ok(asdict(get_time_limits(self.actor, at=self.now)))

    @extend_schema(
        operation_id="time_limits_change", request=shapes.TimeLimitsInput, responses=shapes.TimeLimitsShape
    )
    def patch(self, request: Request) -> Response:
        changes = self.read(shapes.TimeLimitsInput, partial=True)
        return self.ok(asdict(time_limits.set_time_limits(actor=self.actor, changes=changes, now=self.now)))


urlpatterns = [
    path("billing/time/timer/", Timer.as_view()),
    path("billing/time/timer/start/", TimerStart.as_view()),
    path("billing/time/timer/beat/", TimerBeat.as_view()),
    path("billing/time/timer/switch/", TimerSwitch.as_view()),
    path("billing/time/timer/stop/", TimerStop.as_view()),
    path("billing/time/contacts/", Contacts.as_view()),
    path("billing/time/limits/", Limits.as_view()),
]
