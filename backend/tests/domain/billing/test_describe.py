"""Answers as JSON values and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from tests.domain.billing.cases import call, claim, data, evaluate, make_patient
from vantrexia.domain.billing.describe import (
    describe_assessment,
    describe_basis,
    describe_flags,
    describe_params,
    read_params,
)
from vantrexia.domain.billing.flag_texts import make_flag


def test_every_answer_of_a_patient_is_json() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 20), time=(call("2026-04-10 10:00", "20.5"),), taught=10,
        claims=(claim("99445", "2026-04-01"),),
    )  # fmt: skip
    evaluation = evaluate(facts, "2026-05-10")
    assert evaluation.assessments
    for one in evaluation.assessments:
        told = json.loads(json.dumps({**describe_assessment(one), "basis": describe_basis(one.basis)}))
        assert told["code"] == one.code
        assert (told["amount"] is None) == (one.amount is None)


def test_parameters_come_back_as_what_they_were() -> None:
    params = {"day": date(2026, 4, 1), "days": 3, "code": "99454"}
    told = describe_params(params)
    assert told == {"code": "99454", "day": "2026-04-01", "days": 3}
    assert read_params(told) == params
    assert describe_params({"a": Decimal("6.60"), "b": Decimal("600.000")}) == {"a": "6.6", "b": 600}


def test_a_flag_raised_for_several_codes_is_told_once() -> None:
    flag = make_flag("ORDER_MISSING")
    assert describe_flags([flag, flag]) == [{"key": "ORDER_MISSING", "params": {}}]
