"""Polling instead of the stream, where a proxy or a browser forbids it: `GET /api/v1/events/?after=N`."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.views import Endpoint
from vantrexia.core.actor import NO_PRACTICE
from vantrexia.core.events import list_events_after, read_event_number
from vantrexia.domain.errors import InvalidInput


class EventShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    entity_id = serializers.UUIDField()
    patient_id = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()


class EventsShape(serializers.Serializer[Any]):
    events = EventShape(many=True)
    last = serializers.IntegerField()
    reset = serializers.BooleanField(
        help_text="The number given is not known any more: load everything afresh."
    )


class Events(Endpoint):
    """Events after a number; without one, only where the numbering stands."""

    needs = {"GET": "stream.read"}

    @extend_schema(
        operation_id="events_list", parameters=[OpenApiParameter("after", int)], responses=EventsShape
    )
    def get(self, request: Request) -> Response:
        raw = request.query_params.get("after")
        if raw is not None and not raw.isdecimal():
            raise InvalidInput("after must be a number.", fields={"after": ["must be a number"]})
        if self.actor.practice_id == NO_PRACTICE:
            raise ValueError("a signed-in person has a practice")
        backlog = list_events_after(self.actor.practice_id, read_event_number(raw or ""))
        heard = [event.as_wire() for event in backlog.events if event.is_heard_with(self.actor.permissions)]
        return self.ok({"events": heard, "last": backlog.last, "reset": backlog.reset})


urlpatterns = [path("events/", Events.as_view())]
