"""Everything the billing rules may look at, for many patients in a dozen statements: `load_patients`.

Rows of patients, devices, vitals and billing become `SpanFacts` (domain): one per stretch of monitoring that can
still be billed. Runs in the practice of the running transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from vantrexia.billing.selectors.readings import NO_DEVICE, build_readings
from vantrexia.billing.selectors.worked import (
    Covered,
    EntryFact,
    read_coverage,
    read_entries,
    read_outside_claims,
    read_time,
)
from vantrexia.devices.selectors.carried import CarriedDevice, SetupFact, read_carried
from vantrexia.domain.billing.chain import SpanFacts
from vantrexia.domain.billing.clock import add_months, get_local_date, get_zone
from vantrexia.domain.billing.facts import (
    Coverage,
    Device,
    PatientFacts,
    PriorClaim,
    Reading,
    Stay,
    TimeEntry,
)
from vantrexia.domain.billing.spans import Enrolled, Span, list_spans
from vantrexia.patients.selectors.enrolments import Enrolment, OrderFact, read_enrolments

HORIZON_MONTHS = 13  # a claim is filed within twelve months of its date of service (rules 3.8)
SETUP_CODES = frozenset({"99453"})
_MARGIN = timedelta(days=40)  # so that a period which ends inside the window has all its days


@dataclass(slots=True)
class PatientBook:
    """One patient's stretches, claims and what an entry needs beside the rules' answer."""

    patient_id: UUID
    zone: str
    today: date
    window_from: date
    spans: list[SpanFacts]
    entries: list[EntryFact]
    claims: list[PriorClaim]
    coverage: list[Covered]
    orders: list[OrderFact]
    is_excluded: bool

    def find_coverage(self, day: date) -> Covered | None:
        """Who pays first on a date."""
        return next((one for one in self.coverage if one.holds_on(day)), None)

    def list_diagnoses(self, day: date) -> list[str]:
        """Diagnoses of the orders in force on a date, newest order first, each once."""
        found: dict[str, None] = {}
        for order in reversed(self.orders):
            if order.ordered_on <= day and (order.expires_on is None or day <= order.expires_on):
                found.update(dict.fromkeys(order.diagnoses))
        return list(found)


def load_patients(patient_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, PatientBook]:
    """The book of each patient that exists."""
    if not patient_ids:
        return {}
    enrolments = read_enrolments(patient_ids)
    entries, outside = read_entries(patient_ids), read_outside_claims(patient_ids)
    coverage = read_coverage(patient_ids)
    setups, carried = read_carried(patient_ids)
    books: dict[UUID, PatientBook] = {}
    spans: dict[UUID, list[Span]] = {}
    since: list[tuple[UUID, datetime]] = []
    for patient_id, enrolment in enrolments.items():
        mine = entries.get(patient_id, [])
        today = get_local_date(now, get_zone(enrolment.zone))
        window_from = add_months(today.replace(day=1), -HORIZON_MONTHS)
        books[patient_id] = PatientBook(
            patient_id, enrolment.zone, today, window_from, [], mine,
            [*outside.get(patient_id, ()), *(one.as_claim() for one in mine if one.is_billed)],
            coverage.get(patient_id, []), enrolment.orders, enrolment.is_excluded,
        )  # fmt: skip
        if not enrolment.is_excluded:
            spans[patient_id] = _list_spans(enrolment, window_from)
            if spans[patient_id]:
                since.append((patient_id, _read_since(books[patient_id], spans[patient_id])))
    readings = build_readings(since, edges=_list_edges(enrolments, setups, spans), until=now)
    worked = read_time(since)
    for patient_id, _ in since:
        books[patient_id].spans = [
            SpanFacts(
                span,
                _build_facts(
                    span, enrolments[patient_id], coverage=coverage.get(patient_id, []),
                    setups=setups.get(patient_id, []), carried=carried.get(patient_id, []),
                    readings=readings.get(patient_id, []), worked=worked.get(patient_id, []),
                ),
            )
            for span in spans[patient_id]
        ]  # fmt: skip
    return books


def _list_spans(enrolment: Enrolment, window_from: date) -> list[Span]:
    """Stretches that reach into the window, program by program."""
    found: list[Span] = []
    for program in sorted({one.program for one in enrolment.episodes}):
        episodes = [
            Enrolled(str(one.id), one.program, one.started_at, one.ended_at)
            for one in enrolment.episodes
            if one.program == program
        ]
        found += [
            span
            for span in list_spans(episodes, enrolment.consents)
            if span.ended_at is None or span.ended_at.date() >= window_from
        ]
    return found


def _read_since(book: PatientBook, spans: Sequence[Span]) -> datetime:
    """From when readings and time matter: the stretch's begin, or the window where its set-up is settled.

    Set-up goes with the first period that earns it, so an old stretch is read whole until its 99453 was billed.
    """
    begin = min(span.started_at if span.earlier_ended_at is None else span.earlier_ended_at for span in spans)
    # What precedes the consent is read as well: it must be seen to be flagged (rules section 6).
    begin = min([begin, *(span.episode.started_at for span in spans)]) - _MARGIN
    window = datetime.combine(book.window_from, datetime.min.time(), UTC) - _MARGIN
    if begin >= window:
        return begin
    settled = all(
        any(
            claim.code in SETUP_CODES and claim.date_of_service >= span.started_at.date()
            for claim in book.claims
        )
        for span in spans
        if span.started_at < window
    )
    return window if settled else begin


def _list_edges(
    enrolments: dict[UUID, Enrolment], setups: dict[UUID, list[SetupFact]], spans: dict[UUID, list[Span]]
) -> dict[UUID, set[date]]:
    """Local dates on which something begins or ends, where the moment of each reading counts."""
    edges: dict[UUID, set[date]] = {}
    for patient_id, mine in spans.items():
        enrolment = enrolments[patient_id]
        zone = get_zone(enrolment.zone)
        moments = [enrolment.deceased_at, *(s.completed_at for s in setups.get(patient_id, ()))]
        for span in mine:
            moments += [span.consent_at, span.revoked_at, span.episode.started_at, span.episode.ended_at]
        edges[patient_id] = {get_local_date(moment, zone) for moment in moments if moment is not None}
    return edges


def _build_facts(
    span: Span,
    enrolment: Enrolment,
    *,
    coverage: Sequence[Covered],
    setups: Sequence[SetupFact],
    carried: Sequence[CarriedDevice],
    readings: Sequence[Reading],
    worked: Sequence[TimeEntry],
) -> PatientFacts:
    zone = get_zone(enrolment.zone)
    after, before = span.earlier_ended_at, span.before

    def is_ours(moment: datetime) -> bool:
        return (after is None or moment > after) and (before is None or moment < before)

    diagnoses = (
        dict.fromkeys(code for o in enrolment.orders for code in o.diagnoses) if enrolment.orders else {}
    )
    dated = [o.expires_on for o in enrolment.orders]
    valid_until = None if not dated or None in dated else max(day for day in dated if day)
    return PatientFacts(
        timezone=enrolment.zone,
        consent_at=span.consent_at,
        enrolled_at=span.episode.started_at,
        established=bool(enrolment.visits),
        consent_revoked_at=span.revoked_at,
        discharged_at=span.episode.ended_at,
        deceased_at=enrolment.deceased_at,
        devices=_list_devices(span, setups, carried),
        readings=tuple(r for r in readings if is_ours(r.measured_at)) if after or before else tuple(readings),
        time_entries=tuple(t for t in worked if is_ours(t.started_at)) if after or before else tuple(worked),
        program=span.episode.program,
        coverages=tuple(Coverage(c.rule_payer, c.valid_from, c.valid_to) for c in coverage if c.rank == 1),
        diagnoses=tuple(diagnoses),
        order_on_file=bool(enrolment.orders),
        order_valid_until=valid_until,
        stays=tuple(
            Stay(get_local_date(begun, zone), None if ended is None else get_local_date(ended, zone))
            for begun, ended in enrolment.stays
        ),
        pauses=tuple(
            Stay(get_local_date(begun, zone), None if ended is None else get_local_date(ended, zone))
            for begun, ended in enrolment.pauses
        ),
        earlier_ended_at=after,
    )


def _list_devices(
    span: Span, setups: Sequence[SetupFact], carried: Sequence[CarriedDevice]
) -> tuple[Device, ...]:
    """Every device the patient had: set up in this episode, else before it, else not yet.

    Teaching of another episode does not teach this one (rules section 9).
    """
    found: dict[UUID, Device] = {}
    lessons: list[Device] = []
    here: set[UUID] = set()
    for setup in setups:  # earliest first
        if setup.completed_at is None:
            continue
        is_here = str(setup.episode_id) in span.episode.ids
        device_id = str(setup.device_id)
        if is_here and setup.device_id in here:
            # Taught at a later visit: the teaching counts from then, the readings from the first set-up on.
            number = len(lessons) + 1
            lessons.append(
                Device(f"{device_id}/{number}", setup.completed_at, setup.education_minutes, setup.kind)
            )
        elif is_here or setup.device_id not in found:
            minutes = setup.education_minutes if is_here else 0
            found[setup.device_id] = Device(device_id, setup.completed_at, minutes, setup.kind)
        if is_here:
            here.add(setup.device_id)
    for device in carried:
        found.setdefault(device.device_id, Device(str(device.device_id), None, 0, device.kind))
    earliest = min((d.setup_completed_at for d in found.values() if d.setup_completed_at), default=None)
    return (*found.values(), *lessons, Device(NO_DEVICE, earliest))
