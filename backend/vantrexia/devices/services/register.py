"""The register of device models: what a model measures, by whom it is made, how it is cleared.

`register_default_models(actor, now)` brings in the six published models, once; `register_model(…)` any other.
A model is never changed or removed while devices point at it: what it measures decides how readings are understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.devices.models import DeviceModel
from vantrexia.domain.errors import Conflict, InvalidInput
from vantrexia.domain.vitals import KINDS
from vantrexia.domain.wordings import say

CONNECTION_TYPES = ("bluetooth_hub", "cellular")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """A line of the register. `kind` is what it is for, `also_measures` the kinds it gives besides."""

    maker: str
    name: str
    kind: str
    also_measures: Sequence[str] = ()
    connection_type: str = "bluetooth_hub"
    udi_di: str = ""
    fda_listing: str = ""
    slots: int = 1
    reports_irregular_beat: bool = False


# The published list of supported devices. UDI and FDA listing are printed on the device the practice buys: they are
# left for the practice to fill in rather than copied from somewhere.
DEFAULT_MODELS: tuple[ModelSpec, ...] = (
    ModelSpec(maker="A&D", name="UA-651BLE", kind="blood_pressure"),
    ModelSpec(maker="A&D", name="UA-767PBT-Ci", kind="blood_pressure", reports_irregular_beat=True),
    ModelSpec(maker="A&D", name="UC-352BLE", kind="weight"),
    ModelSpec(maker="A&D", name="UC-355PBT-Ci", kind="weight"),
    ModelSpec(maker="LifeScan", name="OneTouch Verio Flex", kind="glucose"),
    ModelSpec(maker="Nonin", name="3230", kind="pulse_oximetry"),
)


def register_default_models(*, actor: Actor, now: datetime) -> list[DeviceModel]:
    """Put the published models into the practice's register where they are missing; returns the new ones."""
    known = set(DeviceModel.objects.filter(practice_id=actor.practice_id).values_list("maker", "name"))
    return [
        register_model(actor=actor, spec=spec, now=now)
        for spec in DEFAULT_MODELS
        if (spec.maker, spec.name) not in known
    ]


def register_model(*, actor: Actor, spec: ModelSpec, now: datetime) -> DeviceModel:
    """Add a model. Raises InvalidInput naming the fields, Conflict for one that is there already."""
    _check(spec)
    model = DeviceModel(
        practice_id=actor.practice_id, maker=spec.maker.strip(), name=spec.name.strip(), kind=spec.kind,
        also_measures=list(spec.also_measures), connection_type=spec.connection_type, udi_di=spec.udi_di,
        fda_listing=spec.fda_listing, slots=spec.slots, reports_irregular_beat=spec.reports_irregular_beat,
        created_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            model.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This model is in the register already.") from None
    record(
        actor=actor, action="device_model.registered", entity="device_model", entity_id=model.id,
        detail={"maker": model.maker, "name": model.name, "kind": model.kind}, at=now,
    )  # fmt: skip
    return model


def _check(spec: ModelSpec) -> None:
    fields: dict[str, list[str]] = {}
    for name in ("maker", "name"):
        if not getattr(spec, name).strip():
            fields[name] = ["This field may not be blank."]
    if spec.kind not in KINDS:
        fields["kind"] = [say("must be one of {choices}", choices=", ".join(KINDS))]
    if any(kind not in KINDS for kind in spec.also_measures):
        fields["also_measures"] = [say("each must be one of {choices}", choices=", ".join(KINDS))]
    if spec.connection_type not in CONNECTION_TYPES:
        fields["connection_type"] = [say("must be one of {choices}", choices=", ".join(CONNECTION_TYPES))]
    if not 1 <= spec.slots <= 8:
        fields["slots"] = ["must be 1 to 8"]
    if fields:
        raise InvalidInput("The model is not complete.", fields=fields)
