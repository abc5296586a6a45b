"""The 837P is the file of the rules' section 7.2, byte for byte; what X12 cannot carry is never written."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import pyx12.params
import pyx12.x12n_document
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.claims.read_back import read_back
from tests.domain.claims.sample import CLAIM, PATIENT, SUBMISSION, make_line
from vantrexia.domain.claims.model import Address, Claim, Clinician, Person, ServiceLine, Subscriber
from vantrexia.domain.claims.write_837p import write_837p
from vantrexia.domain.errors import DomainError

GOLDEN = Path(__file__).parent / "golden"
RULES = Path(__file__).resolve().parents[5] / "shared" / "reference" / "rpm-billing-rules.md"


def is_valid(text: str) -> bool:
    """What pyx12 says."""
    return bool(pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), io.StringIO(text), None, None))


def test_the_batch_is_the_golden_file() -> None:
    assert write_837p(SUBMISSION, [CLAIM]).replace("~", "~\n") == (GOLDEN / "batch.837").read_text("ascii")


def test_the_golden_file_is_the_validated_sample_of_the_rules() -> None:
    if not RULES.exists():
        pytest.skip("the shared rules are not beside this checkout")
    sample = re.search(r"```\n(ST\*837.*?)```", RULES.read_text("utf-8"), re.DOTALL)
    assert sample is not None
    golden = (GOLDEN / "batch.837").read_text("ascii")
    assert golden[golden.index("ST*") : golden.index("GE*")] == sample[1]


def test_pyx12_accepts_it() -> None:
    assert is_valid(write_837p(SUBMISSION, [CLAIM]))


def test_a_patient_who_is_not_the_subscriber_has_a_level_of_her_own() -> None:
    holder = replace(PATIENT, first_name="John", sex="M")
    child = replace(CLAIM, subscriber=Subscriber("W123", relationship="01", group_number="G7", person=holder))
    text = write_837p(SUBMISSION, [CLAIM, child])
    assert is_valid(text)
    assert "HL*3*1*22*1~SBR*P**G7******MB~NM1*IL*1*DOE*JOHN****MI*W123~NM1*PR" in text
    assert "HL*4*3*23*0~PAT*01~NM1*QC*1*DOE*JANE~N3*22 OAK LN~" in text
    assert [read_back(text)[1].subscriber.relationship] == ["01"]

    with pytest.raises(DomainError) as error:
        write_837p(SUBMISSION, [replace(child, subscriber=Subscriber("W123", relationship="01"))])
    assert error.value.code == "subscriber_missing"


def test_each_billing_provider_is_named_once_and_the_levels_are_counted() -> None:
    other = replace(CLAIM.billing, npi="1992999825", taxonomy="")
    text = write_837p(
        SUBMISSION,
        [CLAIM, replace(CLAIM, id="B", billing=other), replace(CLAIM, id="C")],
    )
    assert re.findall(r"HL\*[^~]*", text) == [
        "HL*1**20*1",
        "HL*2*1*22*0",
        "HL*3*1*22*0",
        "HL*4**20*1",
        "HL*5*4*22*0",
    ]
    assert text.count("PRV*BI") == 1
    assert is_valid(text)


def test_a_replacement_names_the_payers_claim_and_the_ordering_provider_stands_on_each_line() -> None:
    claim = replace(
        CLAIM,
        frequency="7",
        replaces="ICN000001",
        payer=replace(CLAIM.payer, takes_frequency_codes=True, wants_ordering_npi=True),
        ordering=Clinician("Ruiz", "", "1992999825"),
        rendering=replace(CLAIM.rendering, taxonomy=""),
    )
    text = write_837p(SUBMISSION, [claim])
    assert is_valid(text)
    assert "CLM*RPM-000123-202611*500***11:B:7*Y*A*Y*Y~REF*F8*ICN000001~HI" in text
    assert text.count("NM1*DK*1*RUIZ*****XX*1992999825~") == 3
    assert "PRV*PE" not in text


def test_who_renders_and_bills_alike_is_named_once() -> None:
    claim = replace(CLAIM, rendering=replace(CLAIM.rendering, npi=CLAIM.billing.npi))
    assert "NM1*82" not in write_837p(SUBMISSION, [claim])


def test_names_lose_what_x12_does_not_carry() -> None:
    person = replace(PATIENT, last_name="Muñoz~O'Hara*", first_name="Zoë:", middle_name="Q.", suffix="Jr.")
    text = write_837p(SUBMISSION, [replace(CLAIM, patient=person)])
    assert "NM1*IL*1*MUNOZ O'HARA*ZOE*Q.**JR.*MI*1EG4TE5MK73~" in text
    assert is_valid(text)


@pytest.mark.parametrize(
    "claim",
    [
        replace(CLAIM, id="A*B"),
        replace(CLAIM, id="A~B"),
        replace(CLAIM, diagnoses=("I1:1",)),
        replace(CLAIM, subscriber=Subscriber("1EG^4")),
        replace(CLAIM, subscriber=Subscriber("1eg4")),
        replace(CLAIM, lines=(make_line(1, "99454", 1, "1", control="Ü"),)),
    ],
)
def test_a_separator_in_an_identifier_is_refused_and_not_named(claim: Claim) -> None:
    with pytest.raises(DomainError) as error:
        write_837p(SUBMISSION, [claim])
    assert error.value.code == "bad_x12_value"
    assert "A*B" not in str(error.value)


def test_a_batch_has_1_to_5000_claims() -> None:
    with pytest.raises(DomainError) as error:
        write_837p(SUBMISSION, [])
    assert error.value.code == "empty_batch"
    with pytest.raises(DomainError) as error:
        write_837p(SUBMISSION, [CLAIM] * 5_001)
    assert error.value.code == "too_many_claims"


@pytest.mark.parametrize("number", [0, -1, 1_000_000_000])
def test_control_numbers_have_nine_digits_and_are_not_zero(number: int) -> None:
    for field in ("interchange", "group"):
        with pytest.raises(DomainError) as error:
            write_837p(replace(SUBMISSION, **{field: number}), [CLAIM])  # type: ignore[arg-type]
        assert error.value.code == "bad_control_number"
    assert "IEA*1*999999999~" in write_837p(replace(SUBMISSION, interchange=999_999_999), [CLAIM])


@pytest.mark.parametrize("sender", ["A", "A" * 16, "A*B"])
def test_a_sender_id_that_does_not_fit_the_envelope_is_refused(sender: str) -> None:
    with pytest.raises(DomainError) as error:
        write_837p(replace(SUBMISSION, sender_id=sender), [CLAIM])
    assert error.value.code == "bad_x12_value"


# --- round trip ------------------------------------------------------------------------------------------------

WORD = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=12)
DAY = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CENTS = st.integers(1, 999_999).map(lambda cents: Decimal(cents) / 100)
ADDRESS = st.builds(
    Address,
    WORD.map("1 {}".format),
    WORD,
    st.sampled_from(["TX", "NY"]),
    st.sampled_from(["78701", "787010001"]),
)
PERSON = st.builds(
    Person, WORD, WORD, st.dates(date(1920, 1, 1), date(2005, 1, 1)), st.sampled_from("MFU"), ADDRESS,
    middle_name=st.just("") | WORD, suffix=st.sampled_from(["", "JR"]),
)  # fmt: skip


@st.composite
def draw_claim(draw: st.DrawFn) -> Claim:
    diagnoses = draw(st.lists(st.sampled_from(["I110", "I5022", "E119", "J449"]), min_size=1, unique=True))
    lines = tuple(
        ServiceLine(
            control=f"L{number}",
            code=draw(st.sampled_from(["99454", "99457", "99458"])),
            units=draw(st.integers(1, 3)),
            charge=draw(CENTS),
            service_date=draw(DAY),
            pointers=tuple(range(1, draw(st.integers(1, len(diagnoses))) + 1)),
            period_start=date(2026, 1, 1),
            period_end=date(2026, 1, 30),
            modifiers=draw(st.sampled_from([(), ("KX",), ("KX", "59")])),
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    )
    relationship = draw(st.sampled_from(["18", "01", "19"]))
    return replace(
        CLAIM,
        id=draw(st.from_regex(r"[A-Z0-9-]{1,20}", fullmatch=True)),
        patient=draw(PERSON),
        subscriber=Subscriber(
            "1EG4TE5MK73",
            relationship=relationship,
            person=None if relationship == "18" else draw(PERSON),
        ),
        diagnoses=tuple(diagnoses),
        lines=lines,
        total=sum((line.charge for line in lines), Decimal(0)),
    )


@settings(max_examples=8, deadline=None)
@given(st.lists(draw_claim(), min_size=5, max_size=20))
def test_pyx12_accepts_whatever_is_written(claims: list[Claim]) -> None:
    assert is_valid(write_837p(SUBMISSION, claims))


@settings(deadline=None)
@given(st.lists(draw_claim(), min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(claims: list[Claim]) -> None:
    text = write_837p(SUBMISSION, claims)
    back = read_back(text)
    assert len(back) == len(claims)
    for one, claim in zip(back, claims, strict=True):
        assert one.id == claim.id
        assert one.total == claim.total == sum(charge for _, _, charge, _, _, _ in one.lines)
        assert one.name == (claim.patient.last_name, claim.patient.first_name, claim.patient.middle_name)
        assert one.birth_date == claim.patient.birth_date
        assert one.sex == claim.patient.sex
        assert one.diagnoses == claim.diagnoses
        assert one.subscriber.member_id == claim.subscriber.member_id
        assert one.subscriber.relationship == claim.subscriber.relationship
        assert one.lines == tuple(
            (
                line.control,
                (line.code, *line.modifiers),
                line.charge,
                line.units,
                line.service_date,
                line.pointers,
            )
            for line in claim.lines
        )
