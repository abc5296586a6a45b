"""What must hold for every patient, tried on patients nobody thought of, against a naive count by sets.

Never both codes of a pair; never a unit without its days or minutes; more data or time never take anything
away except by an exclusion the rules state; splitting, order and repetition change nothing; what is billed is
not billed again.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.billing.cases import at, cuff, evaluate, make_patient
from vantrexia.domain.billing.facts import PatientFacts, PriorClaim, Reading, TimeEntry
from vantrexia.domain.billing.results import Assessment, Evaluation

# A fresh search on every run at a person's desk, the same one in CI: a red build must be the change's fault.
many = settings(
    max_examples=int(os.environ.get("BILLING_EXAMPLES", "60")),
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
START = datetime.fromisoformat("2025-11-20T00:00:00")
TODAY = "2026-04-10"
ROLES = ("rn", "physician", "np", "biller")
ACTIVITIES = ("data_review", "phone_call", "portal_message", "ccm", "em_visit", "billing_admin", "rtm")
CODES = ("99453", "99445", "99454", "99470", "99457", "99458", "99091", "98977", "98980", "99490", "99424")

offsets = st.integers(min_value=0, max_value=140)


def _moment(day: int, minute: int) -> datetime:
    return at(f"{START + timedelta(days=day, minutes=minute):%Y-%m-%d %H:%M}")


readings = st.builds(
    lambda day, minute, device, automatic: Reading(device, _moment(day, minute), automatic),
    offsets,
    st.integers(0, 1439),
    st.sampled_from(["bp1", "sc1"]),
    st.sampled_from([True, True, True, False]),
)
runs = st.builds(
    lambda day, count, device: [Reading(device, _moment(day + n, 480)) for n in range(count)],
    offsets,
    st.integers(1, 30),
    st.sampled_from(["bp1", "sc1"]),
)
entries = st.builds(
    lambda day, minute, tenths, role, activity, live: TimeEntry(
        f"staff-{role}", role, activity, _moment(day, minute), Decimal(tenths) * 6, live
    ),
    st.sampled_from([12, 25, 40, 41, 42, 70, 71, 100, 101, 102, 130, 131]),
    st.integers(0, 1439),
    st.integers(1, 450),
    st.sampled_from(ROLES),
    st.sampled_from(ACTIVITIES),
    st.booleans(),
)


@st.composite
def claims(draw: st.DrawFn) -> PriorClaim:
    code = draw(st.sampled_from(CODES))
    on_grid = st.integers(0, 4).map(lambda n: 5 + 30 * n)
    start = (START + timedelta(days=draw(on_grid | on_grid | st.integers(-40, 130)))).date()
    end = start + timedelta(days=draw(st.sampled_from([5, 29])))
    if code in ("99470", "99457", "99458", "98980", "99490", "99424"):
        start = start.replace(day=1)
        end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return PriorClaim(
        code, start, end, end, draw(st.sampled_from([True, True, False])), draw(st.sampled_from([1, 1, 2]))
    )


@st.composite
def patients(draw: st.DrawFn, *, with_claims: bool = True) -> PatientFacts:
    end = draw(st.one_of(st.none(), st.integers(5, 140)))
    found = [r for run in draw(st.lists(runs, max_size=5)) for r in run] + draw(
        st.lists(readings, max_size=12)
    )
    return make_patient(
        consent="2025-11-25 10:00",
        enrolled="2025-11-24 09:00",
        devices=(
            cuff("2025-11-25 08:00", draw(st.sampled_from([0, 15]))),
            cuff("2025-12-20 08:00", draw(st.sampled_from([0, 15])), id="sc1"),
        ),
        readings=found,
        time=tuple(draw(st.lists(entries, max_size=14))),
        claims=tuple(draw(st.lists(claims(), max_size=4))) if with_claims else (),
        discharged=None if end is None else f"{_moment(end, 700):%Y-%m-%d %H:%M}",
    )


def _lines(got: Evaluation) -> dict[tuple[str, date], Assessment]:
    return {(a.code, a.get_dates()[0]): a for a in got.lines}


def _supply_rank(got: Evaluation) -> dict[date, int]:
    rank = {"99445": 1, "99454": 2}
    return {start: rank[code] for (code, start) in _lines(got) if code in rank}


def _time_rank(got: Evaluation) -> dict[date, int]:
    found: dict[date, int] = {}
    for (code, start), line in _lines(got).items():
        if code in ("99470", "99457", "99458"):
            found[start] = found.get(start, 0) + {"99470": 1, "99457": 2, "99458": line.units}[code]
    return found


def _naive_days(facts: PatientFacts, start: date, end: date) -> int:
    begin = max(m for m in (facts.consent_at, facts.enrolled_at) if m)
    gates = {d.id: max(begin, d.setup_completed_at) for d in facts.devices if d.setup_completed_at}
    days = {
        r.measured_at.date()
        for r in facts.readings
        if r.automatic
        and r.measured_at >= gates[r.device_id]
        and (facts.discharged_at is None or r.measured_at <= facts.discharged_at)
    }
    return sum(start <= d <= end for d in days)


def _naive_slots(facts: PatientFacts, roles: tuple[str, ...]) -> set[int]:
    """Counted six-second slots since 1970."""
    begin = max(m for m in (facts.consent_at, facts.enrolled_at) if m).timestamp()
    end = facts.discharged_at.timestamp() if facts.discharged_at else float("inf")
    counted: set[int] = set()
    displaced: set[int] = set()
    for e in facts.time_entries:
        low = round(e.started_at.timestamp())
        slots = set(range(low // 6, (low + int(e.seconds)) // 6))
        if e.activity in ("ccm", "em_visit", "rtm"):
            displaced |= slots
        elif e.role in roles and e.activity != "billing_admin":
            counted |= {s for s in slots if begin <= s * 6 < end}
    return counted - displaced


def _naive_minutes(facts: PatientFacts, start: date, end: date, roles: tuple[str, ...]) -> int:
    low, high = at(f"{start} 00:00").timestamp(), at(f"{end + timedelta(days=1)} 00:00").timestamp()
    return sum(low <= s * 6 < high for s in _naive_slots(facts, roles)) * 6 // 60


@many
@given(patients())
def test_never_both_codes_of_a_pair_nor_an_add_on_without_its_base(facts: PatientFacts) -> None:
    lines = _lines(evaluate(facts, TODAY))
    for code, start in lines:
        assert not (code == "99445" and ("99454", start) in lines)
        assert not (code == "99470" and ("99457", start) in lines)
        if code == "99458":
            billed = any(c.code == "99457" and c.own and c.period_start == start for c in facts.prior_claims)
            assert billed or ("99457", start) in lines


@many
@given(patients())
def test_never_a_unit_without_its_days_or_minutes(facts: PatientFacts) -> None:
    staff = ("rn", "physician", "np")
    for (code, start), line in _lines(evaluate(facts, TODAY)).items():
        _, end, dos = line.get_dates()
        if code in ("99453", "99445", "99454"):
            days = _naive_days(facts, start, end)
            old = dos < date(2026, 1, 1)
            needed = {"99453": (16 if old else 2, 30), "99445": (2, 15), "99454": (16, 30)}[code]
            assert needed[0] <= days <= needed[1]
            assert not (old and code == "99445")
            assert len(line.basis.days) == days
        elif code == "99091":
            assert _naive_minutes(facts, start, end, ("physician", "np")) >= 30
        else:
            minutes = _naive_minutes(facts, start, end, staff)
            assert minutes >= {"99470": 10, "99457": 20, "99458": 20 + 20 * line.units}[code]
            assert line.units <= 3
            assert line.basis.contacts
            assert minutes == int(line.basis.seconds // 60)


@many
@given(patients(), readings)
def test_one_more_reading_never_takes_anything_away(facts: PatientFacts, reading: Reading) -> None:
    before = evaluate(facts, TODAY)
    after = evaluate(replace(facts, readings=(*facts.readings, reading)), TODAY)

    # 99445 gives way to 99454, which excludes it; a line we billed already is not repeated.
    own = {(c.code, c.period_start) for c in facts.prior_claims if c.own}
    ranks = _supply_rank(after)
    for start, rank in _supply_rank(before).items():
        assert ranks.get(start, 0) >= rank or ("99454", start) in own
    assert _time_rank(after) == _time_rank(before)
    had = [a for a in before.lines if a.code == "99453"]
    assert len([a for a in after.lines if a.code == "99453"]) >= len(had)
    assert {v.claim for v in after.voids} <= {v.claim for v in before.voids} | {
        c for c in facts.prior_claims if c.code == "99445" and ("99454", c.period_start) in own
    }


@many
@given(patients(with_claims=False), entries)
def test_one_more_counted_entry_never_takes_anything_away(facts: PatientFacts, entry: TimeEntry) -> None:
    entry = replace(entry, activity="phone_call", role="rn")
    before = evaluate(facts, TODAY)
    after = evaluate(replace(facts, time_entries=(*facts.time_entries, entry)), TODAY)

    ranks = _time_rank(after)
    for start, rank in _time_rank(before).items():
        assert ranks.get(start, 0) >= rank
    assert _supply_rank(after) == _supply_rank(before)
    # 99091 gives way to a time code in a month it touches, and to nothing else.
    for (code, start), line in _lines(before).items():
        if code == "99091" and (code, start) not in _lines(after):
            _, end, _ = line.get_dates()
            assert any(
                start.replace(day=1) <= month <= end and month not in _time_rank(before) for month in ranks
            )


@many
@given(patients(), st.data())
def test_splitting_an_entry_changes_nothing(facts: PatientFacts, data: st.DataObject) -> None:
    halves: list[TimeEntry] = []
    for entry in facts.time_entries:
        cut = data.draw(st.integers(0, int(entry.seconds)))
        later = entry.started_at.timestamp() + cut
        halves.append(replace(entry, seconds=cut))
        halves.append(
            replace(
                entry,
                seconds=entry.seconds - cut,
                started_at=datetime.fromtimestamp(later, entry.started_at.tzinfo),
            )
        )

    whole, split = evaluate(facts, TODAY), evaluate(replace(facts, time_entries=tuple(halves)), TODAY)
    assert [(a.code, a.units, a.get_dates()) for a in split.lines] == [
        (a.code, a.units, a.get_dates()) for a in whole.lines
    ]
    assert split.voids == whole.voids


@many
@given(patients(), st.integers())
def test_the_order_of_arrival_changes_nothing(facts: PatientFacts, seed: int) -> None:
    random = Random(seed)
    shuffled = replace(
        facts,
        devices=tuple(random.sample(facts.devices, len(facts.devices))),
        readings=tuple(random.sample(facts.readings, len(facts.readings))),
        time_entries=tuple(random.sample(facts.time_entries, len(facts.time_entries))),
        prior_claims=tuple(random.sample(facts.prior_claims, len(facts.prior_claims))),
    )

    assert evaluate(shuffled, TODAY) == evaluate(facts, TODAY)


@many
@given(patients())
def test_what_is_billed_is_not_billed_again(facts: PatientFacts) -> None:
    first = evaluate(facts, TODAY)
    gone = {
        c
        for line in first.lines
        for c in (*line.replaces, *(c for c in line.corrects if c.code == line.code))
    }
    billed = tuple(PriorClaim(a.code, *a.get_dates(), True, a.units) for a in first.lines)
    again = evaluate(
        replace(facts, prior_claims=(*(c for c in facts.prior_claims if c not in gone), *billed)), TODAY
    )

    assert again.lines == ()
    assert {v.claim for v in again.voids} <= {v.claim for v in first.voids}
    assert evaluate(facts, TODAY) == first


@many
@given(patients(), st.integers(0, 150))
def test_what_was_released_stays_as_days_go_by(facts: PatientFacts, days: int) -> None:
    facts = replace(facts, prior_claims=())
    today = (START + timedelta(days=days)).date()

    def list_lines(on: str) -> set[tuple[str, int, tuple[date, date, date]]]:
        return {(a.code, a.units, a.get_dates()) for a in evaluate(facts, on).lines}

    assert list_lines(str(today)) <= list_lines("2026-12-31")
