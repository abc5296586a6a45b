"""The inventory: devices, who has them, what happened to them; the register of models. `/api/v1/devices/…`."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import device_shapes as shapes
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.devices.selectors import inventory as reads
from vantrexia.devices.services import assignments, inventory
from vantrexia.devices.services.register import ModelSpec, register_default_models, register_model
from vantrexia.domain.device_states import MANUAL_ACTIONS, STATUSES
from vantrexia.vitals.selectors.strays import count_strays


def _whole(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A list that is always sent whole, in the envelope of pages."""
    return {"count": len(rows), "next": None, "previous": None, "results": rows}


class DeviceModels(Endpoint):
    """The register of models."""

    needs = {"GET": "device.read", "POST": "device.write"}

    @extend_schema(operation_id="device_models_list", responses=shapes.ModelList)
    def get(self, request: Request) -> Response:
        rows = reads.list_models(self.actor)
        record(actor=self.actor, action="device_models.listed", entity="device_model", at=self.now)
        return self.ok(_whole(rows))

    @extend_schema(
        operation_id="device_model_create", request=shapes.ModelInput, responses={201: shapes.ModelShape}
    )
    def post(self, request: Request) -> Response:
        model = register_model(actor=self.actor, spec=ModelSpec(**self.read(shapes.ModelInput)), now=self.now)
        return self.ok(
            next(row for row in reads.list_models(self.actor) if row["id"] == model.id), status=201
        )


class DefaultDeviceModels(Endpoint):
    """Bring in the published models that are missing."""

    needs = {"POST": "device.write"}

    @extend_schema(operation_id="device_models_defaults", request=None, responses=shapes.ModelList)
    def post(self, request: Request) -> Response:
        register_default_models(actor=self.actor, now=self.now)
        rows = reads.list_models(self.actor)
        return self.ok(_whole(rows))


class Devices(Endpoint):
    """The inventory, and a new device in it."""

    needs = {"GET": "device.read", "POST": "device.write"}

    @extend_schema(
        operation_id="devices_list",
        parameters=[
            OpenApiParameter("search", str, description="Part of the serial, IMEI or another identifier."),
            OpenApiParameter("status", str, enum=list(STATUSES)),
            OpenApiParameter("model", UUID),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.DevicePage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = reads.list_devices(
            self.actor,
            search=request.query_params.get("search", ""),
            status=request.query_params.get("status") or None,
            model_id=read_uuid(request, "model"),
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="devices.listed",
            entity="device",
            patient_ids=reads.list_patients_of(rows),
            at=self.now,
        )
        return self.ok(page_body(request, page, count=total, results=rows))

    @extend_schema(
        operation_id="device_create", request=shapes.DeviceInput, responses={201: shapes.DeviceDetail}
    )
    def post(self, request: Request) -> Response:
        given = self.read(shapes.DeviceInput)
        names = {system: given.get(system) for system in ("imei", "mac", "hwi", "gateway_device_id")}
        device = inventory.add_device(
            actor=self.actor,
            model_id=given["model_id"],
            serial=given["serial"],
            names=names,
            hub_imei=given.get("hub_imei"),
            note=given.get("note", ""),
            now=self.now,
        )
        return self.ok(reads.get_device(self.actor, device.id), status=201)


class DeviceOne(Endpoint):
    needs = {"GET": "device.read", "PATCH": "device.write"}

    @extend_schema(operation_id="device_read", responses=shapes.DeviceDetail)
    def get(self, request: Request, device_id: UUID) -> Response:
        row = reads.get_device(self.actor, device_id)
        record(
            actor=self.actor,
            action="device.read",
            entity="device",
            entity_id=device_id,
            patient_ids=reads.list_patients_of([row]),
            at=self.now,
        )
        return self.ok(row)

    @extend_schema(operation_id="device_update", request=shapes.DeviceChange, responses=shapes.DeviceDetail)
    def patch(self, request: Request, device_id: UUID) -> Response:
        changes = self.read(shapes.DeviceChange, partial=True)
        inventory.update_device(actor=self.actor, device_id=device_id, changes=changes, now=self.now)
        return self.ok(reads.get_device(self.actor, device_id))


class DeviceAct(Endpoint):
    """Move a device along its life; one class per step, so that each has its own name in the schema."""

    needs = {"POST": "device.write"}
    act: ClassVar[str]

    def post(self, request: Request, device_id: UUID) -> Response:
        note = self.read(shapes.ActInput).get("note", "")
        inventory.act_on_device(
            actor=self.actor, device_id=device_id, action=self.act, note=note, now=self.now
        )
        return self.ok(reads.get_device(self.actor, device_id))


def _act_view(act: str) -> type[DeviceAct]:
    view = type(f"Device{act.title()}", (DeviceAct,), {"act": act, "__doc__": f"Move a device along: {act}."})
    schema = extend_schema(
        operation_id=f"device_{act}", request=shapes.ActInput, responses=shapes.DeviceDetail
    )
    return extend_schema_view(post=schema)(view)


class DeviceAssign(Endpoint):
    """Give a slot of a device to a patient. 409 `overlap` says whose it is in that time."""

    needs = {"POST": "device.assign"}

    @extend_schema(
        operation_id="device_assign", request=shapes.AssignInput, responses={201: shapes.DeviceDetail}
    )
    def post(self, request: Request, device_id: UUID) -> Response:
        given = self.read(shapes.AssignInput)
        assignments.assign_device(
            actor=self.actor,
            device_id=device_id,
            patient_id=given["patient_id"],
            slot=given["slot"],
            starts_at=given.get("from"),
            now=self.now,
        )
        return self.ok(reads.get_device(self.actor, device_id), status=201)


class DeviceUnassign(Endpoint):
    """Take a device back from a patient."""

    needs = {"POST": "device.assign"}

    @extend_schema(
        operation_id="device_unassign", request=shapes.UnassignInput, responses=shapes.DeviceTakenBack
    )
    def post(self, request: Request, device_id: UUID) -> Response:
        given = self.read(shapes.UnassignInput)
        assignments.unassign_device(
            actor=self.actor,
            device_id=device_id,
            assignment_id=given.get("assignment_id"),
            slot=given.get("slot"),
            ends_at=given.get("to"),
            reason=given.get("reason") or "taken_back",
            now=self.now,
        )
        strays = count_strays(self.actor, device_id)
        return self.ok({**reads.get_device(self.actor, device_id), "stray_readings": strays})


class DeviceSwap(Endpoint):
    """Put new hardware in the place of a device: same patients, one series. Answers with the new one."""

    needs = {"POST": "device.assign"}

    @extend_schema(operation_id="device_swap", request=shapes.SwapInput, responses=shapes.DeviceTakenBack)
    def post(self, request: Request, device_id: UUID) -> Response:
        given = self.read(shapes.SwapInput)
        assignments.swap_device(
            actor=self.actor,
            old_id=device_id,
            new_id=given["new_device_id"],
            reason=given["reason"],
            at=given.get("at"),
            now=self.now,
        )
        strays = count_strays(self.actor, device_id)
        return self.ok({**reads.get_device(self.actor, given["new_device_id"]), "stray_readings": strays})


class DeviceIdentifiers(Endpoint):
    """Another name of a device at a gateway."""

    needs = {"POST": "device.write"}

    @extend_schema(
        operation_id="device_identifier_create",
        request=shapes.IdentifierInput,
        responses={201: shapes.DeviceDetail},
    )
    def post(self, request: Request, device_id: UUID) -> Response:
        given = self.read(shapes.IdentifierInput)
        inventory.name_device(
            actor=self.actor,
            device_id=device_id,
            system=given["system"],
            value=given["value"],
            valid_from=given.get("from"),
            now=self.now,
        )
        return self.ok(reads.get_device(self.actor, device_id), status=201)


class DeviceIdentifierEnd(Endpoint):
    """A name that does not mean this device any more."""

    needs = {"POST": "device.write"}

    @extend_schema(operation_id="device_identifier_end", request=None, responses=shapes.DeviceDetail)
    def post(self, request: Request, device_id: UUID, identifier_id: UUID) -> Response:
        inventory.unname_device(
            actor=self.actor, device_id=device_id, identifier_id=identifier_id, now=self.now
        )
        return self.ok(reads.get_device(self.actor, device_id))


class DeviceHistory(Endpoint):
    needs = {"GET": "device.read"}

    @extend_schema(operation_id="device_history", responses=shapes.DeviceHistory)
    def get(self, request: Request, device_id: UUID) -> Response:
        body = reads.list_history(self.actor, device_id)
        record(
            actor=self.actor,
            action="device.history_read",
            entity="device",
            entity_id=device_id,
            patient_ids=reads.list_patients_of([body]),
            at=self.now,
        )
        return self.ok(body)


class PatientDevices(Endpoint):
    """The devices a patient has and had."""

    needs = {"GET": "device.read"}

    @extend_schema(operation_id="patient_devices_list", responses=shapes.PatientDeviceList)
    def get(self, request: Request, patient_id: UUID) -> Response:
        rows = reads.list_patient_devices(self.actor, patient_id)
        record(
            actor=self.actor,
            action="patient.devices_listed",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(_whole(rows))


urlpatterns = [
    path("device-models/", DeviceModels.as_view()),
    path("device-models/defaults/", DefaultDeviceModels.as_view()),
    path("devices/", Devices.as_view()),
    path("devices/<uuid:device_id>/", DeviceOne.as_view()),
    *[path(f"devices/<uuid:device_id>/{act}/", _act_view(act).as_view()) for act in MANUAL_ACTIONS],
    path("devices/<uuid:device_id>/assign/", DeviceAssign.as_view()),
    path("devices/<uuid:device_id>/unassign/", DeviceUnassign.as_view()),
    path("devices/<uuid:device_id>/swap/", DeviceSwap.as_view()),
    path("devices/<uuid:device_id>/identifiers/", DeviceIdentifiers.as_view()),
    path("devices/<uuid:device_id>/identifiers/<uuid:identifier_id>/end/", DeviceIdentifierEnd.as_view()),
    path("devices/<uuid:device_id>/history/", DeviceHistory.as_view()),
    path("patients/<uuid:patient_id>/devices/", PatientDevices.as_view()),
]
