"""The 999: what was accepted, what was not and where."""

from __future__ import annotations

import io

import pytest
import pyx12.params
import pyx12.x12n_document

from tests.domain.claims.sample import CLAIM, SUBMISSION, envelope
from vantrexia.domain.claims.read_999 import Fault, GroupVerdict, read_999
from vantrexia.domain.claims.write_837p import write_837p
from vantrexia.domain.claims.x12 import BadFile

VERSION = "005010X231A1"
REJECTED = (
    "AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~IK3*CLM*22*2300*8~CTX*CLM01:X~IK4*2*782*7*BAD~CTX*SITUATIONAL~"
    "IK4*5:1*1331*1~IK3*SV1*27**8~IK5*R*5~AK2*837*0002*005010X222A1~IK5*A~AK9*P*2*2*1~"
)


def read_one(inside: str) -> GroupVerdict:
    (one,) = read_999(envelope("999", VERSION, [inside], functional="FA"))
    return one


def test_a_rejected_set_says_where_and_keeps_no_bad_value() -> None:
    verdict = read_one(REJECTED)
    assert (verdict.group, verdict.kind, verdict.status, verdict.is_accepted) == (1, "HC", "P", False)
    first, second = verdict.sets
    assert (first.control, first.is_accepted, first.codes, second.is_accepted) == (
        "0001",
        False,
        ("5",),
        True,
    )
    assert first.faults == (
        Fault("CLM", 22, "2300", 0, "8"),
        Fault("CLM", 22, "2300", 2, "7"),
        Fault("CLM", 22, "2300", 5, "1"),
        Fault("SV1", 27, "", 0, "8"),
    )
    assert "BAD" not in repr(verdict)


def test_an_accepted_group_and_one_refused_as_a_whole() -> None:
    assert read_one("AK1*HC*1~AK2*837*0001~IK5*E~AK9*A*1*1*1~").is_accepted
    whole = read_one("AK1*HC*1~AK9*R*1*1*0*1~")
    assert not whole.is_accepted
    assert whole.codes == ("1",)


def test_an_error_of_a_segment_without_a_code_of_its_own() -> None:
    verdict = read_one("AK1*HC*1~AK2*837*0001~IK3*N4*5~IK4*2*156*5~IK5*R~AK9*R*1*1*0~")
    assert verdict.sets[0].faults == (Fault("N4", 5, "", 2, "5"),)


def test_what_pyx12_answers_to_our_batch_reads_as_accepted() -> None:
    answer = io.StringIO()
    text = write_837p(SUBMISSION, [CLAIM])
    pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), io.StringIO(text), answer, None)
    (verdict,) = read_999(answer.getvalue().replace("\n", "").encode())
    assert verdict.is_accepted
    assert verdict.group == SUBMISSION.group


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("AK1*HC*1~AK2*837*0001~IK5*Q~AK9*A*1*1*1~", "element 01 is no verdict"),
        ("AK1*HC*1~AK2*837*0001~IK5*A~AK9*Q*1*1*1~", "element 01 is no verdict"),
        ("AK1*HC*1~AK2*837*0001~IK5*A~AK9*A*1*1*0~", "its counts"),
        ("AK1*HC*1~AK2*837*0001~IK5*A~AK9*A*1*2*1~", "its counts"),
        ("AK1*HC*1~AK2*837*0001~AK9*A*1*1*1~", "IK5 is due here"),
        ("AK1*HC*1~AK2*837*0001~IK3*CLM*X~IK5*R~AK9*R*1*1*0~", "not a whole number"),
        ("AK1*HC*1~AK2*837*0001~IK3*CLM*2~IK4*X*1*7~IK5*R~AK9*R*1*1*0~", "element 01 is no place"),
        ("AK1*HC*X~AK9*A*1*1*1~", "not a whole number"),
        ("AK1*HC*1~AK9*A*1*1*1~AK1*HC*1~", "does not belong here"),
        ("AK2*837*1~", "AK1 is due here"),
    ],
)
def test_a_broken_999_is_refused(inside: str, reason: str) -> None:
    with pytest.raises(BadFile) as error:
        read_one(inside)
    assert reason in error.value.detail
