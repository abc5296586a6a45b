"""The audit as people read it: entries with filters, one as FHIR AuditEvent, the signed roots. `/api/v1/audit/…`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.names import name_people
from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.selectors import find_entry, list_entries, list_roots
from vantrexia.audit.services import record
from vantrexia.domain.audit_event import AuditFacts, build_audit_event
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.wordings import say

PAGE = 50


class EntryShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    actor_kind = serializers.CharField()
    actor_user_id = serializers.IntegerField(allow_null=True)
    actor_name = serializers.CharField()
    actor_role = serializers.CharField()
    action = serializers.CharField()
    entity = serializers.CharField()
    entity_id = serializers.CharField()
    patient_ids = serializers.ListField(child=serializers.UUIDField())
    address = serializers.CharField(allow_null=True)
    request_id = serializers.CharField()
    outcome = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    detail = serializers.DictField()


class EntriesShape(serializers.Serializer[Any]):
    results = EntryShape(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class RootShape(serializers.Serializer[Any]):
    tree_size = serializers.IntegerField()
    root_hash = serializers.CharField()
    signed_at = serializers.DateTimeField()
    key_id = serializers.CharField()
    signature = serializers.CharField()


class RootsShape(serializers.Serializer[Any]):
    results = RootShape(many=True)


def entry_rows(actor: Any, entries: list[Any]) -> list[dict[str, Any]]:
    """Entries with the names of the people who acted."""
    names = name_people(actor, {entry.actor_user_id for entry in entries if entry.actor_user_id})
    return [
        {
            "id": entry.id,
            "at": entry.at,
            "actor_kind": entry.actor_kind,
            "actor_user_id": entry.actor_user_id,
            "actor_name": names.get(entry.actor_user_id, entry.actor_name),
            "actor_role": entry.actor_role,
            "action": entry.action,
            "entity": entry.entity,
            "entity_id": entry.entity_id,
            "patient_ids": entry.patient_ids,
            "address": entry.address,
            "request_id": entry.request_id,
            "outcome": entry.outcome,
            "reason": entry.reason,
            "detail": entry.detail,
        }
        for entry in entries
    ]


class Entries(Endpoint):
    """Entries of the practice, newest first. Reading the audit is itself audited."""

    needs = {"GET": "audit.read"}

    @extend_schema(
        operation_id="audit_entries_list",
        parameters=[
            OpenApiParameter("patient_id", UUID),
            OpenApiParameter("actor", int),
            OpenApiParameter("action", str, description="A dotted action or its beginning, e.g. `patient.`"),
            OpenApiParameter("from", datetime),
            OpenApiParameter("to", datetime),
            OpenApiParameter("cursor", str),
        ],
        responses=EntriesShape,
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        entries = list_entries(
            self.actor,
            patient_id=read_uuid(request, "patient_id"),
            actor_user_id=_number(query.get("actor")),
            action=query.get("action") or None,
            since=_time(query.get("from"), "from"),
            until=_time(query.get("to"), "to"),
            before=read_cursor(query.get("cursor")),
            limit=PAGE + 1,
        )
        page = entries[:PAGE]
        record(
            actor=self.actor,
            action="audit.listed",
            entity="audit_entry",
            detail={"filters": sorted(query)},
            at=self.now,
        )
        return self.ok({"results": entry_rows(self.actor, page), "next_cursor": show_cursor(entries)})


class EntryAsFhir(Endpoint):
    """One entry as a FHIR R4 AuditEvent."""

    needs = {"GET": "audit.read"}

    @extend_schema(operation_id="audit_entry_fhir", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, entry_id: UUID) -> Response:
        entry = find_entry(self.actor, entry_id)
        if entry is None:
            raise NotFound("There is no such entry.")
        record(
            actor=self.actor,
            action="audit.exported",
            entity="audit_entry",
            entity_id=entry_id,
            patient_ids=entry.patient_ids,
            at=self.now,
        )
        facts = AuditFacts(
            id=str(entry.id),
            recorded=entry.at,
            action=entry.action,
            entity=entry.entity,
            entity_id=entry.entity_id,
            outcome=entry.outcome,
            actor_kind=entry.actor_kind,
            actor_reference=str(entry.actor_user_id or entry.actor_name),
            actor_role=entry.actor_role,
            address=entry.address,
            patient_ids=tuple(str(patient_id) for patient_id in entry.patient_ids),
            request_id=entry.request_id,
        )
        return self.ok(build_audit_event(facts))


class Roots(Endpoint):
    """Signed tree heads, newest first: what an outside copy is compared with."""

    needs = {"GET": "audit.read"}

    @extend_schema(operation_id="audit_roots_list", responses=RootsShape)
    def get(self, request: Request) -> Response:
        rows = [
            {
                "tree_size": root.tree_size,
                "root_hash": bytes(root.root_hash).hex(),
                "signed_at": root.signed_at,
                "key_id": root.key_id,
                "signature": bytes(root.signature).hex(),
            }
            for root in list_roots(self.actor)
        ]
        return self.ok({"results": rows})


def _number(raw: str | None) -> int | None:
    if not raw:
        return None
    if not raw.isdecimal() or len(raw) > 9:
        raise InvalidInput("actor must be a user's number.", fields={"actor": ["must be a number"]})
    return int(raw)


def _time(raw: str | None, name: str) -> datetime | None:
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(
            say("{name} must be a time with its zone.", name=name),
            fields={name: ["must be ISO 8601 with a zone"]},
        )
    return moment


def show_cursor(entries: list[Any]) -> str | None:
    """Where the next page begins, when there was one entry more than a page."""
    last = entries[PAGE - 1] if len(entries) > PAGE else None
    return f"{last.at.isoformat()}|{last.id}" if last else None


def read_cursor(raw: str | None) -> tuple[datetime, UUID] | None:
    """The place a caller goes on from."""
    if not raw:
        return None
    moment, _, entry_id = raw.partition("|")
    try:
        return datetime.fromisoformat(moment), UUID(entry_id)
    except ValueError:
        raise InvalidInput("The cursor is not one of ours.", fields={"cursor": ["not valid"]}) from None


urlpatterns = [
    path("audit/entries/", Entries.as_view()),
    path("audit/entries/<uuid:entry_id>/fhir/", EntryAsFhir.as_view()),
    path("audit/roots/", Roots.as_view()),
]
