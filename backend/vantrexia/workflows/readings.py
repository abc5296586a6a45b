"""The path of a reading: received → kept → claimed → normalised → placed → recorded → evaluated → settled.

`process_due(now)` empties the queue of due deliveries, batch by batch; `process_batch(...)` is one practice's share of a
batch in one transaction with one audit entry. A delivery that makes the batch raise is found by processing each alone, tried
again later and set aside after a few tries, of which those do not count that failed by the database's fault; one that ends its
worker is found because what is tried again goes in smaller and smaller company. The others are not held up.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from vantrexia.audit.services import record
from vantrexia.core.actor import system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.collector import paused_collector
from vantrexia.core.ids import uuid7s
from vantrexia.core.latency import note_readings, tell_latencies
from vantrexia.core.outages import is_outage
from vantrexia.core.outbox import Event, emit
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.gateways.base import DeviceStatus, Normalised, NotUnderstood
from vantrexia.devices.selectors.resolve import Directory, resolve
from vantrexia.devices.services import deliveries, held
from vantrexia.devices.services.seen import note_seen
from vantrexia.domain.vitals import DeviceRef, Measurement, check_plausible, judge_clock
from vantrexia.triage.services.evaluate import evaluate_readings
from vantrexia.vitals.services.record import Candidate, Recorded, record_readings
from vantrexia.workflows.alerting import tell_of
from vantrexia.workflows.held_notice import tell_of_held

log = logging.getLogger(__name__)
BATCH = 200


@dataclass(slots=True)
class _Parsed:
    """A delivery on its way through the batch."""

    delivery: deliveries.Loaded
    normalised: Normalised
    candidates: list[Candidate] = field(default_factory=list)
    placed: list[tuple[int, Measurement]] = field(default_factory=list)  # what each candidate was made of
    held: list[held.Held] = field(default_factory=list)


def process_due(*, now: datetime | None = None, most_batches: int = 1000) -> int:
    """Process what is due until nothing is; returns how many deliveries were settled, quarantined or set aside."""
    done = 0
    for _ in range(most_batches):
        moment = now or read_clock()
        claimed = deliveries.claim_deliveries(most=BATCH, now=moment)
        if not claimed:
            break
        by_practice: dict[UUID, list[deliveries.Claimed]] = {}
        for item in claimed:
            by_practice.setdefault(item.practice_id, []).append(item)
        for practice_id, share in by_practice.items():
            with paused_collector():
                done += _process_share(practice_id, share, now=moment)
        tell_latencies()
    tell_latencies(is_last=True)
    return done


class WorkerKilledError(Exception):
    """A delivery whose worker never lived to say what was wrong, time after time."""


def _process_share(practice_id: UUID, share: Sequence[deliveries.Claimed], *, now: datetime) -> int:
    """Returns how many were settled, quarantined, postponed or set aside."""
    try:
        process_batch(practice_id, share, now=now)
    except deliveries.TriedBefore as tried:
        return _part_company(practice_id, share, tried.attempts, now=now)
    except Exception as error:
        if len(share) > 1:
            return sum(_process_share(practice_id, [item], now=now) for item in share)
        _set_aside(practice_id, share[0], error, now=now)
    return len(share)


def _part_company(
    practice_id: UUID, share: Sequence[deliveries.Claimed], attempts: Mapping[UUID, int], *, now: datetime
) -> int:
    """The new ones first; of those tried before only as many as may go together, the others back to the queue.

    One of them may be what ends its worker, without a trace to catch: it must not take the others with it.
    """
    fresh = [item for item in share if item.id not in attempts]
    tried = sorted((item for item in share if item.id in attempts), key=lambda item: -attempts[item.id])
    most = _company(attempts[tried[0].id])
    with practice_scope(practice_id):
        deliveries.give_back(tried[most:])
    done = _process_share(practice_id, fresh, now=now) if fresh else 0
    return done + _process_share(practice_id, tried[:most], now=now)


def _company(attempts: int) -> int:
    """How many deliveries may share a transaction: the more often tried, the fewer (200, 50, 12, 3, 1)."""
    return max(1, BATCH >> 2 * (attempts - 1))


def _set_aside(practice_id: UUID, item: deliveries.Claimed, error: Exception, *, now: datetime) -> None:
    """Record where it failed, without values: an exception's text may quote them, its frames do not."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = "\n".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}" for frame in frames)
    text = f"{type(error).__name__}\n{where}"
    with practice_scope(practice_id):
        attempts = deliveries.count_attempts(delivery_id=item.id, received_at=item.received_at)
        if is_outage(error):
            # A full disk for half a minute must not leave hundreds of readings waiting for a person to play them again.
            status = "waits"
            deliveries.wait_for_database(
                delivery_id=item.id, received_at=item.received_at, error=text, now=now
            )
        else:
            status = deliveries.postpone_or_fail(
                delivery_id=item.id, received_at=item.received_at, attempts=attempts, error=text, now=now
            )
        if status == "failed":
            emit([Event("delivery", item.id)], practice_id=practice_id, at=now)
            actor = system_actor("readings", practice_id=practice_id)
            tell_of_held(actor=actor, delivery_id=item.id, now=now)
    log.error(
        "delivery not processed",
        extra={
            "event": f"delivery_{status}",
            "delivery_id": str(item.id),
            "practice_id": str(practice_id),
            "attempt": attempts,
        },
        exc_info=error,
    )


def process_batch(practice_id: UUID, share: Sequence[deliveries.Claimed], *, now: datetime) -> None:
    """One practice's claimed deliveries in one transaction: readings, alerts, holds, device news, one audit entry."""
    with practice_scope(practice_id):
        loaded, broken = deliveries.load_claimed(share, company=_company)
        if any(one.attempts > deliveries.MAX_ATTEMPTS for one in loaded):
            raise WorkerKilledError
        for item, reason in broken:
            _quarantine(practice_id, item.id, item.received_at, reason, now=now)
        parsed = [
            one for one in (_parse(practice_id, delivery, now=now) for delivery in loaded) if one is not None
        ]
        actor = system_actor("readings", practice_id=practice_id)
        if not parsed:
            if broken or loaded:
                tell_of_held(actor=actor, delivery_id=share[0].id, now=now)
            return
        directory = resolve(ref for one in parsed for ref in _refs(one.normalised))
        ids = iter(uuid7s(sum(len(one.normalised.measurements) for one in parsed)))
        for one in parsed:
            _place(one, directory, ids, practice_id=practice_id, now=now)
        candidates = [candidate for one in parsed for candidate in one.candidates]
        recorded = record_readings(candidates)
        _hold_conflicts(parsed, recorded)
        held.supersede([one.delivery.id for one in parsed], now=now)
        waiting = held.hold([item for one in parsed for item in one.held], practice_id=practice_id, now=now)
        note_seen(_statuses(parsed, directory), readings=recorded.readings, practice_id=practice_id, now=now)
        # A record merged meanwhile is a conflict here: tried again, its device is looked up again, and that is right.
        tell_of(evaluate_readings(actor=actor, readings=recorded.readings, now=now), actor=actor, now=now)
        stored: dict[UUID, int] = {}
        for reading in recorded.readings:
            if reading.delivery_id is not None:
                stored[reading.delivery_id] = stored.get(reading.delivery_id, 0) + 1
        deliveries.settle([_outcome(one, stored.get(one.delivery.id, 0)) for one in parsed], now=now)
        _tell(practice_id, parsed, recorded.readings, recorded.duplicates, now=now)
        if waiting or broken or len(parsed) < len(loaded):
            tell_of_held(actor=actor, delivery_id=share[0].id, now=now)
    # Committed: only now a reading counts as evaluated.
    note_readings(
        ((one.delivery.received_at, stored[one.delivery.id]) for one in parsed if one.delivery.id in stored),
        evaluated_at=read_clock(),
    )


def _hold_conflicts(parsed: Sequence[_Parsed], recorded: Recorded) -> None:
    """What contradicts a stored reading of the same device and instant is neither stored nor dropped: a person decides."""
    if not recorded.conflicts:
        return
    ids = {candidate.id for candidate in recorded.conflicts}
    for one in parsed:
        for candidate, (position, measurement) in zip(one.candidates, one.placed, strict=True):
            if candidate.id in ids:
                one.held.append(
                    _held(one, position, "differs_from_stored", _payload(measurement), measurement)
                )


def _parse(practice_id: UUID, delivery: deliveries.Loaded, *, now: datetime) -> _Parsed | None:
    adapter = ADAPTERS.get(delivery.gateway)
    try:
        if adapter is None:
            raise NotUnderstood("unknown_gateway")
        return _Parsed(delivery, adapter.normalise(body=delivery.body, received_at=delivery.received_at))
    except NotUnderstood as reason:
        _quarantine(practice_id, delivery.id, delivery.received_at, reason.code, now=now)
        return None


def _quarantine(
    practice_id: UUID, delivery_id: UUID, received_at: datetime, reason: str, *, now: datetime
) -> None:
    deliveries.quarantine(delivery_id=delivery_id, received_at=received_at, reason=reason, now=now)
    record(
        actor=system_actor("readings", practice_id=practice_id), action="delivery.quarantined", entity="delivery",
        entity_id=delivery_id, outcome="failure", detail={"reason": reason}, at=now,
    )  # fmt: skip
    emit([Event("delivery", delivery_id)], practice_id=practice_id, at=now)


def _refs(normalised: Normalised) -> list[DeviceRef]:
    return [m.device_ref for m in normalised.measurements] + [s.device_ref for s in normalised.statuses]


def _place(
    one: _Parsed, directory: Directory, ids: Iterator[UUID], *, practice_id: UUID, now: datetime
) -> None:
    """Give each measurement its patient and an id, or the reason it has none."""
    for rejected in one.normalised.rejected:
        one.held.append(_held(one, rejected.index, rejected.code, {"detail": rejected.detail}))
    for position, measurement in _numbered(one.normalised):
        verdict = judge_clock(measurement.measured_at, one.delivery.received_at)
        device = directory.find_device(measurement.device_ref, at=measurement.measured_at)
        holder = device.find_holder(slot=measurement.slot, at=measurement.measured_at) if device else None
        reason = (
            verdict if verdict in ("future_held", "too_old_held")
            else "unknown_device" if device is None
            else "clock_wrong" if device.clock_is_wrong
            else "not_assigned" if holder is None
            else next((problem.code for problem in check_plausible(measurement)), "")
        )  # fmt: skip
        if reason or device is None or holder is None:
            one.held.append(_held(one, position, reason, _payload(measurement), measurement))
            continue
        one.placed.append((position, measurement))
        one.candidates.append(
            Candidate(
                id=next(ids), practice_id=practice_id, patient_id=holder.patient_id, kind=measurement.kind,
                measured_at=measurement.measured_at, received_at=one.delivery.received_at,
                zone=holder.zone_at(measurement.measured_at), origin=_origin(one, measurement),
                created_at=now, device_id=device.device_id, slot=measurement.slot, seq=measurement.seq,
                systolic=measurement.systolic, diastolic=measurement.diastolic, pulse=measurement.pulse,
                irregular_beat=measurement.irregular_beat, spo2=measurement.spo2, weight_kg=measurement.weight_kg,
                glucose_mg_dl=measurement.glucose_mg_dl, meal_marker=measurement.meal_marker or "",
                temperature_c=measurement.temperature_c, respiratory_rate=measurement.respiratory_rate,
                original=dict(measurement.original), context=dict(measurement.context), is_late=verdict == "late",
                delivery_id=one.delivery.id, connection_id=one.delivery.connection_id, source_id=measurement.source_id,
            )
        )  # fmt: skip


def _origin(one: _Parsed, measurement: Measurement) -> str:
    """What the connection's policy says; but a value a person typed is no automatic upload, whatever brought it."""
    if one.delivery.origin == "automatic" and measurement.context.get("entered") == "manual":
        return "patient_typed"
    return one.delivery.origin


def _numbered(normalised: Normalised) -> list[tuple[int, Measurement]]:
    # Positions of rejected elements are the gateway's; measurements are numbered after them so that no two share one.
    first = max((rejected.index for rejected in normalised.rejected), default=-1) + 1
    return list(enumerate(normalised.measurements, start=first))


def _held(
    one: _Parsed,
    position: int,
    reason: str,
    payload: dict[str, object],
    measurement: Measurement | None = None,
) -> held.Held:
    ref = measurement.device_ref if measurement else None
    return held.Held(
        delivery_id=one.delivery.id, received_at=one.delivery.received_at, connection_id=one.delivery.connection_id,
        position=position, reason=reason[:32], payload=payload, ref_system=ref.system if ref else "", ref_value=ref.value if ref else "",
        slot=measurement.slot if measurement else 1, kind=measurement.kind if measurement else "",
        measured_at=measurement.measured_at if measurement else None,
    )  # fmt: skip


def _payload(measurement: Measurement) -> dict[str, object]:
    return asdict(measurement)


def _statuses(parsed: Sequence[_Parsed], directory: Directory) -> list[tuple[UUID, DeviceStatus]]:
    found = []
    for one in parsed:
        for status in one.normalised.statuses:
            device = directory.find_device(status.device_ref, at=status.at)
            if device is not None:
                found.append((device.device_id, status))
    return found


def _outcome(one: _Parsed, stored: int) -> deliveries.Outcome:
    return deliveries.Outcome(
        delivery_id=one.delivery.id, received_at=one.delivery.received_at, connection_id=one.delivery.connection_id,
        measurements=len(one.candidates), readings=stored, held=len(one.held),
    )  # fmt: skip


def _tell(
    practice_id: UUID,
    parsed: Sequence[_Parsed],
    readings: Sequence[Candidate],
    duplicates: int,
    *,
    now: datetime,
) -> None:
    """One audit entry for the whole batch, one event per patient whose page changed."""
    record(
        actor=system_actor("readings", practice_id=practice_id),
        action="readings.recorded",
        entity="delivery",
        patient_ids=sorted({reading.patient_id for reading in readings}),
        detail={
            "deliveries": [str(one.delivery.id) for one in parsed],
            "readings": [str(reading.id) for reading in readings],
            "duplicates": duplicates,
            "held": sum(len(one.held) for one in parsed),
        },
        at=now,
    )
    newest: dict[UUID, Candidate] = {reading.patient_id: reading for reading in readings}
    emit(
        [Event("reading", reading.id, patient_id=patient_id) for patient_id, reading in newest.items()]
        + [Event("delivery", one.delivery.id) for one in parsed if one.held],
        practice_id=practice_id,
        at=now,
    )
