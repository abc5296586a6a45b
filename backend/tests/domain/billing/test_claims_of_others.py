"""Claims of others and of other services: another practice, therapeutic monitoring, care management."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.billing.cases import (
    bill,
    call,
    claim,
    cuff,
    data,
    make_patient,
)
from vantrexia.domain.billing.facts import PriorClaim


def april_claim(code: str, dos: str = "2026-04-30", **more: Any) -> PriorClaim:
    return claim(code, "2026-04-01", "2026-04-30", dos=dos, **more)


@pytest.mark.parametrize("code", ["99457", "99470", "99458"])
def test_another_practices_time_claim_blocks_our_time_codes_in_its_month(code: str) -> None:
    facts = make_patient(
        readings=data("2026-04-01", 30),
        time=(call("2026-04-10 10:00", 45), call("2026-05-10 10:00", 10)),
        claims=(april_claim(code, own=False),),
    )

    assert bill(facts, "2026-05-31") == [
        "99454x1 2026-04-01..2026-04-30 @2026-04-30",
        "99470x1 2026-05-01..2026-05-31 @2026-05-31",
    ]


@pytest.mark.parametrize("code", ["98976", "98977", "98978", "98984", "98985", "98986"])
@pytest.mark.parametrize("own", [True, False])
def test_a_therapeutic_supply_claim_blocks_the_periods_and_months_it_touches(code: str, own: bool) -> None:
    facts = make_patient(
        readings=data("2026-04-01", 90),
        time=tuple(call(f"2026-0{m}-10 10:00", 12) for m in (4, 5, 6)),
        claims=(claim(code, "2026-04-30", own=own),),
    )

    assert bill(facts, "2026-06-30") == [
        "99454x1 2026-05-31..2026-06-29 @2026-06-29",
        "99470x1 2026-06-01..2026-06-30 @2026-06-30",
    ]


@pytest.mark.parametrize("code", ["98979", "98980", "98981"])
def test_a_therapeutic_time_claim_blocks_too(code: str) -> None:
    facts = make_patient(
        readings=data("2026-04-01", 90),
        time=tuple(call(f"2026-0{m}-10 10:00", 12) for m in (4, 5)),
        claims=(claim(code, "2026-05-01", "2026-05-31", own=False),),
    )

    assert bill(facts, "2026-06-30") == [
        "99454x1 2026-04-01..2026-04-30 @2026-04-30",
        "99470x1 2026-04-01..2026-04-30 @2026-04-30",
    ]


def test_a_physiologic_claim_blocks_therapeutic_monitoring_as_well() -> None:
    facts = make_patient(
        program="rtm_respiratory", readings=data("2026-04-01", 30), claims=(claim("99454", "2026-04-20"),)
    )

    assert bill(facts, "2026-04-30") == []


def test_self_reported_data_count_for_therapeutic_monitoring_only() -> None:
    typed = data("2026-04-01", 16, automatic=False)

    assert bill(make_patient(program="rtm_musculoskeletal", readings=typed), "2026-04-30") == [
        "98977x1 2026-04-01..2026-04-30 @2026-04-30"
    ]
    assert bill(make_patient(readings=typed), "2026-04-30") == []


def test_another_kind_of_therapeutic_supply_is_no_supply_of_ours() -> None:
    facts = make_patient(
        program="rtm_respiratory", readings=data("2026-04-01", 16), claims=(claim("98977", "2026-04-01"),)
    )

    assert bill(facts, "2026-04-30") == ["98976x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_care_management_beside_monitoring_blocks_nothing() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 30),
        time=(call("2026-04-10 10:00", 12),),
        claims=tuple(april_claim(c) for c in ("99490", "99487", "G0557", "99424", "99484")),
    )

    assert len(bill(facts, "2026-04-30")) == 2


def test_a_device_swap_keeps_the_grid() -> None:
    facts = make_patient(
        devices=(cuff(taught=9), cuff("2026-04-12 08:00", 9, id="bp2")),
        readings=[*data("2026-04-02", 8), *data("2026-04-13", 8, device="bp2")],
    )

    assert bill(facts, "2026-05-30") == [
        "99453x1 2026-04-01..2026-04-30 @2026-04-30",
        "99454x1 2026-04-01..2026-04-30 @2026-04-30",
    ]
