"""Evidence packets: ask for one, follow it, take its files. `/api/v1/billing/packets/…`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors.packets import PacketView, get_packet, list_packets
from vantrexia.billing.services import packets
from vantrexia.domain.errors import InvalidInput
from vantrexia.workflows.packets import ring_packets

FORMS = {"pdf": "application/pdf", "json": "application/json", "signature": "application/json"}
SUFFIXES = {"signature": "signature.json"}


class PacketInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField(required=False, help_text="With first_day and last_day.")
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)
    billing_entry_id = serializers.UUIDField(
        required=False, help_text="Instead: the months a billed line touches."
    )


class PacketShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    state = serializers.ChoiceField(choices=("requested", "made", "failed", "expired"))
    failure = serializers.CharField()
    requested_at = serializers.DateTimeField()
    requested_by = serializers.CharField(allow_null=True)
    made_at = serializers.DateTimeField(allow_null=True)
    document_digest = serializers.CharField()
    pdf_digest = serializers.CharField()
    key_id = serializers.CharField()
    signature = serializers.CharField(
        help_text="ECDSA P-256 over the canonical JSON of ids and digests, base64."
    )
    expires_on = serializers.DateField(allow_null=True)


class PacketList(serializers.Serializer[Any]):
    results = PacketShape(many=True)


def show(packet: PacketView) -> dict[str, Any]:
    return asdict(packet)


class Packets(Endpoint):
    needs = {"GET": "billing.read", "POST": "billing.write"}

    @extend_schema(
        operation_id="billing_packets_list", responses=PacketList,
        parameters=[OpenApiParameter("patient_id", OpenApiTypes.UUID)],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        rows = list_packets(viewer=self.actor, patient_id=read_uuid(request, "patient_id"))
        record(
            actor=self.actor, action="packets.listed", entity="packet", patient_ids=sorted({row.patient_id for row in rows}),
            at=self.now,
        )  # fmt: skip
        return self.ok({"results": [show(row) for row in rows]})

    @extend_schema(operation_id="billing_packet_request", request=PacketInput, responses={202: PacketShape})
    def post(self, request: Request) -> Response:
        given = self.read(PacketInput)
        if "billing_entry_id" in given:
            packet_id = packets.request_packet_of_entry(
                actor=self.actor, entry_id=given["billing_entry_id"], now=self.now
            )
        else:
            missing = [name for name in ("patient_id", "first_day", "last_day") if name not in given]
            if missing:
                fields = {name: ["This field is required without billing_entry_id."] for name in missing}
                raise InvalidInput("Which days of whom?", fields=fields)
            packet_id = packets.request_packet(
                actor=self.actor,
                patient_id=given["patient_id"],
                first=given["first_day"],
                last=given["last_day"],
                now=self.now,
            )
        ring_packets()
        return self.ok(show(get_packet(viewer=self.actor, packet_id=packet_id)), status=202)


class PacketOne(Endpoint):
    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_packet_read", responses=PacketShape)
    def get(self, request: Request, packet_id: UUID) -> Response:
        row = get_packet(viewer=self.actor, packet_id=packet_id)
        record(
            actor=self.actor,
            action="packet.read",
            entity="packet",
            entity_id=packet_id,
            patient_ids=[row.patient_id],
            at=self.now,
        )
        return self.ok(show(row))


class PacketFile(Endpoint):
    """The signed file itself, or the signature an outsider verifies it with."""

    needs = {"GET": "billing.read"}

    @extend_schema(
        operation_id="billing_packet_file", responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("form", OpenApiTypes.STR, enum=list(FORMS))],
    )  # fmt: skip
    def get(self, request: Request, packet_id: UUID) -> HttpResponse:
        form = request.query_params.get("form", "pdf")
        if form not in FORMS:
            raise InvalidInput(
                "form must be pdf, json or signature.", fields={"form": ["must be pdf, json or signature"]}
            )
        body = packets.read_packet(actor=self.actor, packet_id=packet_id, form=form, now=self.now)
        response = HttpResponse(body, content_type=FORMS[form])
        response["Content-Disposition"] = (
            f'attachment; filename="packet-{packet_id}.{SUFFIXES.get(form, form)}"'
        )
        return response


urlpatterns = [
    path("billing/packets/", Packets.as_view()),
    path("billing/packets/<uuid:packet_id>/", PacketOne.as_view()),
    path("billing/packets/<uuid:packet_id>/file/", PacketFile.as_view()),
]
