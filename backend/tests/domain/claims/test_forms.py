"""The claim's other forms: superbill, CMS-1500 boxes, FHIR; how it is corrected, and the letter of appeal."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.claims.sample import CLAIM, PATIENT, make_line
from vantrexia.domain.claims.appeal import AppealFacts, write_appeal
from vantrexia.domain.claims.cells import safe_cell
from vantrexia.domain.claims.cms1500 import build_cms1500
from vantrexia.domain.claims.corrections import Correction, Standing, Way, build_void, choose_correction
from vantrexia.domain.claims.fhir_claim import build_fhir_claim
from vantrexia.domain.claims.identifiers import format_icd10, is_icd10
from vantrexia.domain.claims.model import Clinician, Subscriber
from vantrexia.domain.claims.superbill import COLUMNS, SuperbillRow, write_superbill

GOLDEN = Path(__file__).parent / "golden"
SUPPLY = SuperbillRow(
    patient_id="MRN-00001",
    member_id="1EG4TE5MK73",
    last_name="Doe",
    first_name="Jane",
    birth_date=date(1948, 6, 12),
    payer="Medicare Part B TX",
    code="99454",
    units=1,
    service_date=date(2026, 11, 30),
    period_start=date(2026, 11, 1),
    period_end=date(2026, 11, 30),
    place_of_service="11",
    modifiers=(),
    diagnoses=("I11.0", "I50.22"),
    pointers=(1, 2),
    rendering_npi="1245319599",
    ordering_npi="1992999825",
    charge=Decimal(120),
    data_days=22,
    minutes=None,
    live_contact=None,
    consent=date(2026, 10, 30),
    evidence_link="https://rpm.example.org/evidence/1",
)
TIME = replace(
    SUPPLY, code="99457", charge=Decimal("140.5"), data_days=None, minutes=63, live_contact=date(2026, 11, 9),
    modifiers=("KX", "59"), last_name="=SUM(A1)", diagnoses=("I10", "I11.0", "E11.9", "J44.9", "N18.3"),
)  # fmt: skip


def test_the_superbill_is_the_golden_file() -> None:
    text = write_superbill([SUPPLY, TIME])
    assert text == (GOLDEN / "superbill.csv").read_bytes().decode("utf-8")
    header, first, second = csv.reader(io.StringIO(text))
    assert tuple(header) == COLUMNS
    row = dict(zip(header, first, strict=True))
    assert (row["icd10_1"], row["icd10_3"], row["minutes"], row["data_days"]) == ("I11.0", "", "", "22")
    other = dict(zip(header, second, strict=True))
    assert (other["last_name"], other["icd10_4"], other["charge"]) == ("'=SUM(A1)", "J44.9", "140.50")


@given(st.text(max_size=20))
def test_no_cell_runs_as_a_formula(value: str) -> None:
    cell = safe_cell(value)
    assert "\n" not in cell
    assert "\r" not in cell
    first = cell.lstrip(" ")[:1]
    assert first not in ("=", "@", "\t")
    if first in ("+", "-"):
        Decimal(cell)


def test_cells_of_other_kinds() -> None:
    assert safe_cell(None) == ""
    assert safe_cell(-5) == "-5"
    assert safe_cell("-5+cmd|x") == "'-5+cmd|x"
    assert safe_cell(date(2026, 11, 30)) == "2026-11-30"


def test_the_boxes_of_the_form() -> None:
    (form,) = build_cms1500(CLAIM)
    assert form == {
        "carrier": "MEDICARE PART B TX",
        "1": "MEDICARE",
        "1a": "1EG4TE5MK73",
        "2": "DOE, JANE",
        "3": "06 12 1948 F",
        "5": "22 OAK LN, AUSTIN TX 787020002",
        "11": "NONE",
        "12": "SIGNATURE ON FILE",
        "13": "SIGNATURE ON FILE",
        "21.ind": "0",
        "21A": "I110",
        "21B": "I5022",
        "25": "741234567 EIN",
        "26": "RPM-000123-202611",
        "27": "YES",
        "28": "500 00",
        "31": "ALEX SMITH",
        "33": "EXAMPLE CARDIOLOGY PLLC, 100 MAIN ST, AUSTIN TX 787010001",
        "33a": "1234567893",
    } | {
        f"24{box}.{number}": value
        for number, code, units, charge in ((1, "99454", "1", "120 00"), (2, "99457", "1", "140 00"), (3, "99458", "2", "240 00"))
        for box, value in (
            ("A", "11 30 26 11 30 26"), ("B", "11"), ("D", code), ("E", "AB"), ("F", charge), ("G", units),
            ("J", "1245319599"),
        )
    }  # fmt: skip


def test_a_long_claim_of_another_payer_takes_more_forms() -> None:
    claim = replace(
        CLAIM,
        payer=replace(CLAIM.payer, filing="CI"),
        subscriber=Subscriber(
            "W1", relationship="19", group_number="G7", person=replace(PATIENT, suffix="Sr")
        ),
        ordering=Clinician("Ruiz", "Ana", "1992999825"),
        frequency="7",
        replaces="ICN1",
        lines=tuple(make_line(n, "99454", 1, "10.50", modifiers=("KX",)) for n in range(1, 8)),
    )
    first, second = build_cms1500(claim)
    assert (first["28"], second["28"]) == ("63 00", "10 50")
    assert (first["1"], first["4"], first["6"], first["11"]) == ("OTHER", "DOE SR, JANE", "CHILD", "G7")
    assert first["7"] == first["5"]
    assert (first["17"], first["17b"], first["22"]) == ("DK ANA RUIZ", "1992999825", "7 ICN1")
    assert second["24D.1"] == "99454 KX"
    assert "24D.2" not in second


CREATED = datetime(2026, 12, 2, 9, 15, tzinfo=UTC)
# R4 4.0.1: Claim's elements of cardinality 1..1 or 1..*.
REQUIRED = ("status", "type", "use", "patient", "created", "provider", "priority", "insurance")


def test_the_fhir_claim_has_what_r4_requires_and_stands_alone() -> None:
    resource = build_fhir_claim(CLAIM, created=CREATED, system="https://rpm.example.org/claims")
    assert json.loads(json.dumps(resource)) == resource
    assert all(resource[name] for name in REQUIRED)
    assert resource["total"] == {"value": 500.0, "currency": "USD"}
    assert sum(item["net"]["value"] for item in resource["item"]) == resource["total"]["value"]
    assert [d["diagnosisCodeableConcept"]["coding"][0]["code"] for d in resource["diagnosis"]] == [
        "I11.0",
        "I50.22",
    ]
    contained = {f"#{party['id']}" for party in resource["contained"]}
    found = [part for part in json.dumps(resource).split('"') if part.startswith("#")]
    assert set(found) <= contained
    assert contained <= set(found)
    assert "related" not in resource
    assert "modifier" not in resource["item"][0]


@pytest.mark.parametrize(("frequency", "relation"), [("7", "prior"), ("8", "associated")])
def test_the_fhir_claim_of_another_kind(frequency: str, relation: str) -> None:
    claim = replace(
        CLAIM,
        frequency=frequency,
        replaces="ICN1",
        diagnoses=("I10", "E119"),
        ordering=Clinician("Ruiz", "", "1992999825"),
        subscriber=Subscriber("W1", relationship="53", group_number="G7"),
        patient=replace(
            PATIENT, suffix="Jr", middle_name="Q", address=replace(PATIENT.address, zip="78702", line2="B")
        ),
        lines=(make_line(1, "99454", 1, "10", modifiers=("KX",)),),
    )
    resource = build_fhir_claim(claim, created=CREATED, system="urn:x")
    assert resource["related"][0]["relationship"]["coding"][0]["code"] == relation
    patient, coverage = resource["contained"][:2]
    assert patient["name"] == [{"family": "Doe", "given": ["Jane", "Q"], "suffix": ["Jr"]}]
    assert patient["address"][0]["postalCode"] == "78702"
    assert coverage["class"][0]["value"] == "G7"
    assert coverage["relationship"]["coding"][0]["code"] == "other"
    assert [member["role"]["coding"][0]["code"] for member in resource["careTeam"]] == ["primary", "other"]
    assert resource["item"][0]["modifier"][0]["coding"][0]["code"] == "KX"
    assert resource["diagnosis"][0]["diagnosisCodeableConcept"]["coding"][0]["code"] == "I10"


PART_B = CLAIM.payer
TAKES = replace(PART_B, filing="CI", takes_frequency_codes=True)


@pytest.mark.parametrize(
    ("takes", "standing", "take_back", "number", "way"),
    [
        (False, Standing.REJECTED, False, "", Way(Correction.NEW_CLAIM, "1")),
        (True, Standing.REJECTED, True, "", Way(Correction.NEW_CLAIM, "1")),
        (False, Standing.DECIDED, False, "ICN", Way(Correction.REOPENING, None)),
        (False, Standing.DECIDED, True, "ICN", Way(Correction.REOPENING, None)),
        (False, Standing.SUBMITTED, False, "", Way(Correction.REOPENING, None, wait=True)),
        (True, Standing.DECIDED, False, "ICN", Way(Correction.REPLACEMENT, "7")),
        (True, Standing.SUBMITTED, False, "", Way(Correction.REPLACEMENT, "7", wait=True)),
        (True, Standing.DECIDED, True, "ICN", Way(Correction.VOID, "8")),
    ],
)
def test_a_wrong_claim_is_put_right_as_its_payer_takes_it(
    takes: bool, standing: Standing, take_back: bool, number: str, way: Way
) -> None:
    payer = TAKES if takes else PART_B
    assert choose_correction(payer=payer, standing=standing, take_back=take_back, payer_claim=number) == way


FACTS = AppealFacts(
    payer="Medicare Part B TX",
    is_medicare_b=True,
    practice="Example Cardiology PLLC",
    billing_npi="1234567893",
    patient="Jane Doe",
    member_id="1EG4TE5MK73",
    claim_id="RPM-000123-202611",
    payer_claim="ICN000001",
    code="99458",
    units=2,
    service_date=date(2026, 11, 30),
    charge=Decimal(240),
    decided_on=date(2026, 12, 10),
    reason_code="CO 151",
    reason="The payer thinks the record does not support this many or this often.",
    supports=("63 minutes were worked in November 2026.", "A live contact was made on 9 November 2026."),
    attachments=("Audit packet, November 2026",),
    signer="Alex Smith, MD",
    today=date(2026, 12, 20),
)


def test_the_letter_of_appeal() -> None:
    letter = write_appeal(FACTS)
    assert letter.written == "December 20, 2026"
    assert letter.subject == "Appeal: claim RPM-000123-202611, 99458, November 30, 2026"
    assert letter.paragraphs[0] == (
        "We ask for a redetermination of your decision of December 10, 2026 on claim RPM-000123-202611, your number "
        "ICN000001: 99458, 2 units, date of service November 30, 2026, 240.00 USD, for Jane Doe, member 1EG4TE5MK73."
    )
    assert letter.paragraphs[2] == (
        "The record shows: 63 minutes were worked in November 2026. A live contact was made on 9 November 2026."
    )
    assert letter.attachments == ("Audit packet, November 2026",)
    assert letter.signature == "Alex Smith, MD, Example Cardiology PLLC, NPI 1234567893"
    assert letter.last_day == date(2027, 4, 14)


def test_the_letter_to_another_payer_without_its_number() -> None:
    letter = write_appeal(replace(FACTS, is_medicare_b=False, payer_claim="", units=1, supports=()))
    assert letter.last_day is None
    assert "a reconsideration of" in letter.paragraphs[0]
    assert "99458, 1 unit, date" in letter.paragraphs[0]
    assert len(letter.paragraphs) == 3


def test_a_void_is_the_claim_as_it_was_sent_under_its_own_numbers() -> None:
    controls = ["C2L1", "C2L2", "C2L3"]
    void = build_void(CLAIM, number="C2", controls=controls, payer_claim="ICN1", takes_frequency_codes=True)
    assert (void.id, void.frequency, void.replaces, void.total) == ("C2", "8", "ICN1", CLAIM.total)
    assert [line.control for line in void.lines] == controls
    same = replace(
        void,
        id=CLAIM.id,
        lines=CLAIM.lines,
        frequency="1",
        replaces="",
        payer=replace(void.payer, takes_frequency_codes=False),
    )
    assert same == CLAIM
    with pytest.raises(ValueError, match="shorter"):
        build_void(CLAIM, number="C2", controls=controls[:2], payer_claim="", takes_frequency_codes=True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("I5022", "I50.22"), ("I50.22", "I50.22"), ("I10", "I10"), ("C4A0", "C4A.0"), ("QA0.0101", "QA0.0101"),
        ("99454", None), ("I1C", None),
    ],
)  # fmt: skip
def test_a_diagnosis_is_written_with_its_dot(text: str, written: str | None) -> None:
    assert format_icd10(text) == written
    assert is_icd10(text) == (written is not None)
