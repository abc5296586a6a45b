"""Entries follow the facts, but what was billed is a person's to correct; the same facts plan nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.billing.cases import claim, day
from vantrexia.domain.billing.entry_plan import Kept, Plan, Wanted, plan_entries
from vantrexia.domain.billing.entry_states import (
    BILLED,
    EVENT_REASONS,
    EVENTS,
    RELEASABLE,
    STATUSES,
    STEPS,
    check_event,
    check_release,
    check_step,
    list_steps,
)
from vantrexia.domain.billing.flag_texts import FLAG_KINDS
from vantrexia.domain.billing.reasons import say
from vantrexia.domain.billing.results import Void
from vantrexia.domain.errors import Conflict, DomainError

KINDS = {"99453": "setup", "99445": "supply", "99454": "supply", "99457": "time", "99458": "time_addon"}
HELD = '[{"key":"NOT_SUPPORTED","params":{}}]'
START = date(2026, 4, 1)


def want(code: str, start: date = START, units: int = 1, print_: str = "f", **more: Any) -> Wanted:
    return Wanted(code, KINDS[code], units, start, start + timedelta(days=29), f"{print_}{units}", **more)


def keep(code: str, status: str = "pending", *, id: str = "", start: date = START, **more: Any) -> Kept:
    fields: dict[str, Any] = {"units": 1, "fingerprint": "f1", "is_automatic": True, **more}
    return Kept(
        id=id or code, code=code, kind=KINDS[code], period_start=start, service_date=start + timedelta(days=29),
        status=status, **fields,
    )  # fmt: skip


def plan(wanted: list[Wanted], kept: list[Kept], voids: list[Void] | None = None) -> Plan:
    return plan_entries(
        wanted=wanted, voids=voids or [], kept=kept, window_from=day("2026-01-01"), not_supported=HELD
    )


def test_a_new_line_is_made_and_one_that_stands_is_left() -> None:
    made = plan([want("99454"), want("99453")], [keep("99453")])
    assert [(line.code, replaced) for line, replaced in made.create] == [("99454", None)]
    assert not made.void
    assert plan([want("99453")], [keep("99453")]).is_empty


def test_changed_facts_void_the_pending_entry_and_name_it_in_the_new_one() -> None:
    made = plan([want("99454", print_="other")], [keep("99454")])
    assert [(one.id, why) for one, why in made.void] == [("99454", "facts_changed")]
    assert [replaced for _, replaced in made.create] == ["99454"]


def test_the_other_code_of_the_pair_names_what_it_takes_the_place_of() -> None:
    made = plan([want("99454")], [keep("99445")])
    assert [(one.id, why) for one, why in made.void] == [("99445", "no_longer_supported")]
    assert [(line.code, replaced) for line, replaced in made.create] == [("99454", "99445")]


def test_only_the_holds_of_an_unchanged_line_are_set() -> None:
    made = plan([want("99454", holds=HELD)], [keep("99454")])
    assert [(one.id, holds) for one, holds, _ in made.hold] == [("99454", HELD)]
    assert not made.create
    assert not made.void


@pytest.mark.parametrize("status", sorted(BILLED))
def test_a_billed_line_is_never_touched_but_becomes_a_correction(status: str) -> None:
    kept = [keep("99445", status)]
    made = plan([want("99454", replaces=("99445",))], kept)
    assert made.is_empty
    assert [(c.reason, c.entry_id, c.params["code"]) for c in made.corrections] == [
        ("correct_code", "99445", "99454")
    ]
    assert plan([], kept).is_empty


def test_other_units_and_a_late_add_on_are_corrections_too() -> None:
    units = plan(
        [want("99458", units=2, corrects=("99457", "99458"))], [keep("99457", "paid"), keep("99458", "paid")]
    )
    assert [(c.reason, c.entry_id) for c in units.corrections] == [("correct_units", "99458")]
    late = plan([want("99458", corrects=("99457",))], [keep("99457", "submitted")])
    assert [(c.reason, c.entry_id) for c in late.corrections] == [("correct_add", "99457")]
    accepted = plan([want("99458", corrects=("99457",))], [keep("99457", "submitted"), keep("99458")])
    assert accepted.is_empty
    assert not accepted.corrections


def test_what_a_person_agreed_to_is_made_and_names_what_it_replaces_or_repeats() -> None:
    agreed: dict[tuple[str, date], str | None] = {("supply", START): "old", ("time_addon", START): None}
    made = plan_entries(
        wanted=[want("99454"), want("99458", corrects=("99457",))], voids=[], kept=[keep("99457", "paid")],
        window_from=day("2026-01-01"), not_supported=HELD, accepted=agreed,
    )  # fmt: skip
    assert [(line.code, line.corrects, replaced) for line, replaced in made.create] == [
        ("99454", (), "old"), ("99458", ("99457",), None),
    ]  # fmt: skip
    assert not made.corrections


def test_a_line_the_facts_no_longer_support_at_all_is_a_correction() -> None:
    gone = Void(
        replace(claim("99454", "2026-04-01"), id="99454"), (say("unsupported_days", days=3, code="99454"),)
    )
    unknown = Void(claim("99454", "2026-04-01"), (say("unsupported_days", days=3, code="99454"),))
    made = plan([], [keep("99454", "paid")], [gone, unknown])
    assert [(c.cause, c.reason) for c in made.corrections] == [("unsupported:99454", "unsupported_days")]


def test_what_a_person_voided_is_not_made_again_and_what_a_person_made_is_held_not_voided() -> None:
    assert plan([want("99454")], [keep("99454", is_voided=True)]).is_empty
    by_hand = plan([], [keep("99457", is_automatic=False)])
    assert [(one.id, holds) for one, holds, _ in by_hand.hold] == [("99457", HELD)]
    assert plan([], [keep("99457", is_automatic=False, holds=HELD)]).is_empty
    shown = plan([want("99457", print_="other")], [keep("99457", is_automatic=False, holds=HELD)])
    assert [(one.id, holds) for one, holds, _ in shown.hold] == [("99457", "[]")]


def test_entries_before_the_window_were_not_judged() -> None:
    assert plan([], [keep("99454", start=day("2025-11-01"))]).is_empty


_CODES = st.sampled_from(sorted(KINDS))
_STARTS = st.sampled_from([START, START + timedelta(days=30)])
_WANTED = st.lists(
    st.builds(want, _CODES, _STARTS, st.integers(1, 3), st.sampled_from(["f", "g"]), holds=st.sampled_from(["[]", HELD])),
    max_size=6, unique_by=lambda one: one.key,
)  # fmt: skip
_KEPT = st.lists(
    st.builds(
        keep, _CODES, st.sampled_from(STATUSES), start=_STARTS, is_automatic=st.booleans(), is_voided=st.booleans()
    ),
    max_size=6, unique_by=lambda one: one.key,
).map(lambda rows: [replace(one, id=str(number)) for number, one in enumerate(rows)])  # fmt: skip


def carry_out(made: Plan, kept: list[Kept]) -> list[Kept]:
    """The entries after the plan."""
    gone = {one.id for one, _ in made.void}
    holds = {one.id: (holds, warnings) for one, holds, warnings in made.hold}
    left = [
        replace(one, holds=holds[one.id][0], warnings=holds[one.id][1]) if one.id in holds else one
        for one in kept
        if one.id not in gone
    ]
    new = [
        Kept(f"n{number}", line.code, line.kind, line.units, line.period_start, line.service_date, "pending",
             line.fingerprint, True, line.holds, line.warnings)
        for number, (line, _) in enumerate(made.create)
    ]  # fmt: skip
    return left + new


@given(_WANTED, _KEPT)
def test_carried_out_once_the_same_facts_plan_nothing_more(wanted: list[Wanted], kept: list[Kept]) -> None:
    after = carry_out(plan(wanted, kept), kept)
    assert plan(wanted, after).is_empty
    standing = [one.key for one in after if not one.is_voided]
    assert len(standing) == len(set(standing))
    billed = {one for one in kept if one.status in BILLED and not one.is_voided}
    assert billed <= set(after)


def test_a_status_is_followed_only_by_what_the_machine_knows() -> None:
    assert list_steps("pending") == ["submitted"]
    assert list_steps("denied") == ["paid", "appealed"]
    assert list_steps("nonsense") == []
    for status in STATUSES:
        for to in STATUSES:
            if to in STEPS[status]:
                check_step(status=status, to=to, is_voided=False, open_holds=())
            else:
                with pytest.raises(DomainError, match="invalid_transition"):
                    check_step(status=status, to=to, is_voided=False, open_holds=())
    with pytest.raises(DomainError, match="invalid_transition"):
        check_step(status="pending", to="submitted", is_voided=True, open_holds=())
    with pytest.raises(Conflict):
        check_step(status="pending", to="submitted", is_voided=False, open_holds=["NO_CONSENT"])
    # A hold raised after the claim went out stops nothing that the payer does.
    check_step(status="submitted", to="paid", is_voided=False, open_holds=["NO_CONSENT"])


def test_only_some_holds_may_be_let_go_by_a_person() -> None:
    assert {key for key in RELEASABLE if key in FLAG_KINDS} == RELEASABLE - {"NOT_SUPPORTED"}
    check_release(key="DATA_AFTER_END", status="pending", open_holds=["DATA_AFTER_END"])
    with pytest.raises(Conflict):
        check_release(key="DATA_AFTER_END", status="pending", open_holds=[])
    with pytest.raises(Conflict):
        check_release(key="DATA_AFTER_END", status="paid", open_holds=["DATA_AFTER_END"])
    with pytest.raises(DomainError, match="not_releasable"):
        check_release(key="NO_CONSENT", status="pending", open_holds=["NO_CONSENT"])


def test_only_what_the_screens_have_words_for_goes_into_a_history() -> None:
    for event in EVENTS:
        for reason in ("", "CO 119", "PR B15", *EVENT_REASONS):
            check_event(event, reason)
    for event, reason in (
        ("edited", ""), ("status", "because"), ("status", "NOT_SUPPORTED"), ("hold_released", "NO_SUCH_HOLD"),
        ("status", "CO-119"), ("status", "CO 119 extra"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="of an entry"):
            check_event(event, reason)


def test_every_hold_a_person_may_let_go_can_be_told() -> None:
    for key in RELEASABLE:
        check_event("hold_released", key)


def test_more_units_by_hand_than_the_facts_show_are_held() -> None:
    flags = '[{"key":"NO_COVERAGE","params":{}}]'
    by_hand = keep("99458", units=3, is_automatic=False)
    made = plan([want("99458", units=2, holds=flags)], [by_hand])
    both = '[{"key":"NO_COVERAGE","params":{}},{"key":"NOT_SUPPORTED","params":{}}]'
    assert made.hold == [(by_hand, both, "[]")]
    assert not made.void
    assert not made.create
    held = replace(by_hand, holds=both)
    assert plan([want("99458", units=2, holds=flags)], [held]).is_empty
    assert plan([want("99458", units=3)], [held]).hold == [(held, "[]", "[]")]
    assert plan([want("99458", units=2)], [by_hand]).hold == [(by_hand, HELD, "[]")]
    fewer = keep("99458", units=1, is_automatic=False)
    assert plan([want("99458", units=2)], [fewer]).is_empty
