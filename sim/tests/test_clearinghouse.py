"""The practice clearinghouse: what it takes, refuses, pays, denies and takes back; its answers are right X12."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import pyx12.params
import pyx12.x12n_document
from click.testing import CliRunner

from vantrexia_sim.clearinghouse.exchange import run_exchange
from vantrexia_sim.clearinghouse.scenario import Scenario, read_scenario
from vantrexia_sim.clearinghouse.state import FILE, load_state
from vantrexia_sim.cli import cli
from vantrexia_sim.errors import BadInput

TODAY = date(2026, 12, 3)
HEAD = (
    "ISA*00*          *00*          *ZZ*SUB12345       *ZZ*04412          *261202*0915*^*00501*{control:09d}*0*T*:~"
    "GS*HC*SUB12345*04412*20261202*0915*{control}*X*005010X222A1~ST*837*0001*005010X222A1~"
    "BHT*0019*00*BATCH{control}*20261202*0915*CH~NM1*41*2*EXAMPLE CARDIOLOGY PLLC*****46*SUB12345~"
    "PER*IC*BILLING OFFICE*TE*5125550100~NM1*40*2*EXAMPLE MAC J H*****46*04412~HL*1**20*1~"
    "NM1*85*2*EXAMPLE CARDIOLOGY PLLC*****XX*1234567893~N3*100 MAIN ST~N4*AUSTIN*TX*787010001~REF*EI*741234567~"
)
CLAIM = (
    "HL*{hl}*1*22*0~SBR*P*18*******{filing}~NM1*IL*1*DOE*JANE****MI*{member}~N3*22 OAK LN~N4*AUSTIN*TX*787020002~"
    "DMG*D8*19480612*F~NM1*PR*2*EXAMPLE PAYER*****PI*04412~CLM*{id}*{total}***11:B:{frequency}*Y*A*Y*Y~{f8}"
    "HI*ABK:{diagnosis}~NM1*82*1*SMITH*ALEX****XX*{rendering}~"
)
Line = tuple[str, int, str, str]


def claim(number: str, *lines: Line, **given: str) -> tuple[str, dict[str, str], tuple[Line, ...]]:
    return number, given, lines


def batch(control: int, *claims: tuple[str, dict[str, str], tuple[Line, ...]]) -> str:
    out = HEAD.format(control=control)
    for place, (number, given, lines) in enumerate(claims, start=2):
        values = {
            "filing": "MB", "member": "1EG4TE5MK73", "frequency": "1", "diagnosis": "I110", "rendering": "1245319599",
            "f8": "", "total": f"{sum(Decimal(line[2]) for line in lines)}", **given,
        }  # fmt: skip
        out += CLAIM.format(hl=place, id=number, **values)
        for index, (code, units, charge, day) in enumerate(lines, start=1):
            out += (
                f"LX*{index}~SV1*HC:{code}*{charge}*UN*{units}***1~DTP*472*D8*{day}~REF*6R*{number}L{index}~"
            )
    count = out.count("~") - 1
    return out + f"SE*{count}*0001~GE*1*{control}~IEA*1*{control:09d}~"


SUPPLY: Line = ("99454", 1, "120", "20261130")
TIME: Line = ("99457", 1, "140", "20261130")


class House:
    """Two directories and rounds of exchange between them."""

    def __init__(self, root: Path) -> None:
        self.inbox, self.outbox, self.told = root / "in", root / "out", []
        self.inbox.mkdir()

    def send(self, name: str, text: str, scenario: Scenario | None = None, today: date = TODAY) -> None:
        (self.inbox / name).write_text(text)
        self.round(scenario, today)

    def round(self, scenario: Scenario | None = None, today: date = TODAY) -> int:
        return run_exchange(
            in_dir=self.inbox,
            out_dir=self.outbox,
            scenario=scenario or Scenario(),
            today=today,
            report=self.told.append,
        )

    def read(self, name: str) -> list[str]:
        return (self.outbox / name).read_text().replace("\n", "").split("~")[:-1]

    def payment(self) -> list[str]:
        """The segments of the newest remittance, checked."""
        path = max(self.outbox.glob("*.835"), key=lambda one: one.name.split("-")[1])
        assert is_valid(path.read_text())
        segments = self.read(path.name)
        assert_balanced(segments)
        return segments


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def is_valid(text: str) -> bool:
    found = io.StringIO()
    good = pyx12.x12n_document.x12n_document(
        pyx12.params.ParamsBase(), io.StringIO(text), None, None, fd_json=found
    )
    return bool(good)


def assert_balanced(segments: list[str]) -> None:
    """Charge less adjustments is paid, on every line, claim and the payment."""
    total, claims, rest = Decimal(0), Decimal(0), Decimal(0)
    for segment in segments:
        cells = segment.split("*")
        if cells[0] in ("CLP", "SVC", "PLB", "SE") and rest:
            raise AssertionError(f"{rest} left before {segment}")
        match cells[0]:
            case "BPR":
                total = Decimal(cells[2])
            case "CLP":
                claims += Decimal(cells[4])
            case "SVC":
                rest = Decimal(cells[2]) - Decimal(cells[3])
            case "CAS":
                rest -= sum(Decimal(amount) for amount in cells[3::3])
            case "PLB":
                claims -= Decimal(cells[4])
    assert claims == total


def test_a_claim_is_taken_in_and_paid_at_the_rate(house: House) -> None:
    house.send("b1.837", batch(1, claim("C1", SUPPLY, TIME, ("99458", 2, "240", "20261130"))))
    answer, taken = (house.outbox / "b1.999").read_text(), (house.outbox / "b1.277ca").read_text()
    assert is_valid(answer)
    assert "AK9*A*1*1*1~" in answer
    assert is_valid(taken)
    assert "TRN*2*BATCH1~" in taken
    assert "TRN*2*C1~\nSTC*A2:20:PR*20261203*WQ*500~\nREF*1K*ICN000000002~" in taken
    payment = house.payment()
    assert "CLP*C1*1*500*146.39*37.34*MB*ICN000000002*11*1" in payment
    place = payment.index("SVC*HC:99454*120*40.86**1")
    assert payment[place : place + 5] == [
        "SVC*HC:99454*120*40.86**1",
        "DTM*472*20261130",
        "CAS*CO*45*67.89**253*0.83",
        "CAS*PR*2*10.42",
        "REF*6R*C1L1",
    ]


def test_a_file_that_breaks_the_guide_is_rejected_and_nothing_is_decided(house: House) -> None:
    house.send("b1.837", batch(1, claim("C1", SUPPLY)).replace("DMG*D8*19480612*F", "DMG*D8*1948*F"))
    text = (house.outbox / "b1.999").read_text()
    assert is_valid(text)
    assert "IK3*DMG" in text
    assert "IK5*R" in text
    assert sorted(path.name for path in house.outbox.iterdir()) == ["b1.999", FILE]


def test_what_is_no_x12_is_reported(house: House) -> None:
    (house.inbox / "a.837").write_text("hello")
    (house.inbox / "b.837").write_text(batch(1, claim("C", SUPPLY)).replace("005010X222A1", "005010X999"))
    (house.inbox / "notes.txt").write_text("not looked at")
    assert house.round() == 2
    assert (house.outbox / "a.error.txt").exists()
    assert house.round() == 0


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"total": "121"}, "A7:178"),
        ({"rendering": "1245319598"}, "A7:562:82"),
        ({"member": "XYZ"}, "A7:164:IL"),
        ({"frequency": "7", "f8": "REF*F8*ICN1~"}, "A7:535"),
        ({"frequency": "8", "filing": "CI", "f8": "REF*F8*ICN1~"}, "A7:464"),
    ],
)
def test_the_front_end_refuses_a_claim_and_takes_the_others(
    house: House, given: dict[str, str], status: str
) -> None:
    house.send("b.837", batch(1, claim("BAD", SUPPLY, **given), claim("GOOD", TIME)))
    text = (house.outbox / "b.277ca").read_text()
    assert is_valid(text)
    assert f"TRN*2*BAD~\nSTC*{status}*20261203*U*" in text
    assert "QTY*90*1~\nQTY*AA*1~" in text
    assert "TRN*2*GOOD~\nSTC*A2:20:PR" in text
    assert next(one for one in house.payment() if one.startswith("CLP")).startswith("CLP*GOOD*1*")


def test_a_date_to_come_is_refused(house: House) -> None:
    house.send("b.837", batch(1, claim("C", SUPPLY)), today=date(2026, 11, 29))
    assert "STC*A7:187*" in (house.outbox / "b.277ca").read_text()
    assert not list(house.outbox.glob("*.835"))


def reasons(house: House) -> list[str]:
    return [one for one in house.payment() if re.match(r"(CLP|CAS|LQ|MOA)", one)]


def test_the_same_service_again_is_18(house: House) -> None:
    house.send("b1.837", batch(1, claim("C1", SUPPLY)))
    house.send("b2.837", batch(2, claim("C2", SUPPLY)))
    assert "CAS*CO*18*120*1" in reasons(house)
    assert any(one.startswith("CLP*C2*4*120*0") for one in reasons(house))


def test_a_second_supply_within_30_days_is_119_and_after_them_is_paid(house: House) -> None:
    house.send("b1.837", batch(1, claim("C1", SUPPLY)))
    house.send("b2.837", batch(2, claim("C2", ("99445", 1, "90", "20261202"))))
    assert "CAS*CO*119*90*1" in reasons(house)
    assert "LQ*HE*M86" in reasons(house)
    house.send("b3.837", batch(3, claim("C3", ("99445", 1, "90", "20261230"))), today=date(2027, 1, 4))
    assert any(one.startswith("CLP*C3*1*90*40.86") for one in reasons(house))


def test_content_decides_97_b15_16_and_151(house: House) -> None:
    house.send(
        "b.837",
        batch(
            1,
            claim("TIME", TIME, ("99091", 1, "60", "20261128")),
            claim("ADDON", ("99458", 1, "60", "20261129"), member="1EG4TE5MK72"),
            claim("ZCODE", TIME, diagnosis="Z719", member="1EG4TE5MK71"),
            claim("MANY", TIME, ("99458", 4, "200", "20261130"), member="1EG4TE5MK74"),
        ),
    )
    found = reasons(house)
    assert "CAS*CO*97*60*1" in found
    assert "CAS*CO*B15*60*1" in found
    assert "CAS*CO*16*140*1" in found
    assert "MOA***MA130" in found
    assert "CAS*CO*151*50*1*45*25.74**253*1.99" in found
    assert "LQ*HE*N362" in found


def test_a_scenario_denies_refuses_holds_and_pays_in_part(house: House, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        """
        coinsurance = "0"
        sequestration = "0"
        [rates]
        99454 = "100.00"
        [[rules]]
        claim = "DENY*"
        code = "99454"
        deny = "50"
        remark = "N115"
        [[rules]]
        claim = "REFUSE"
        reject = "A3:21"
        [[rules]]
        claim = "HOLD"
        hold = true
        [[rules]]
        member = "1EG4TE5MK75"
        payer = "044*"
        pay_units = 1
        [[rules]]
        claim = "HALF"
        pay_percent = 50
        """
    )
    house.send(
        "b.837",
        batch(
            1,
            claim("DENY1", SUPPLY, TIME),
            claim("REFUSE", TIME, member="1EG4TE5MK71"),
            claim("HOLD", TIME, member="1EG4TE5MK72"),
            claim("UNITS", TIME, ("99458", 2, "100", "20261130"), member="1EG4TE5MK75"),
            claim("HALF", SUPPLY, member="1EG4TE5MK76"),
        ),
        read_scenario(path),
    )
    found = house.payment()
    text = "~".join(found)
    assert "CLP*DENY1*1*260*51.77" in text
    assert "CAS*CO*50*120*1~REF*6R*DENY1L1~LQ*HE*N115" in text
    assert "CLP*HOLD" not in text
    assert "CLP*REFUSE" not in text
    assert "SVC*HC:99458*100*41.42**1**2~DTM*472*20261130~CAS*CO*151*50*1*45*8.58" in text
    assert "CLP*HALF*1*120*50*" in text
    assert "STC*A3:21*20261203*U" in (house.outbox / "b.277ca").read_text()


def test_a_decision_is_taken_back_repeated_and_the_difference_recovered(house: House, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('[[reversals]]\nclaim = "C1"\nthen = "151"\n')
    scenario = read_scenario(path)
    house.send("b1.837", batch(1, claim("C1", SUPPLY)), scenario)
    assert house.round(scenario) == 0
    found = house.payment()
    assert "BPR*H*0*C*NON************20261203" in found
    assert any(one.startswith("CLP*C1*22*-120*-40.86*-10.42") for one in found)
    assert any(one.startswith("CLP*C1*4*120*0**MB") for one in found)
    assert any(re.match(r"PLB\*1234567893\*20261231\*FB:EFT\d+\*-40\.86", one) for one in found)
    before = len(list(house.outbox.glob("*.835")))
    house.round(scenario)
    assert len(list(house.outbox.glob("*.835"))) == before
    house.send("b2.837", batch(2, claim("C2", TIME, member="1EG4TE5MK74")), scenario)
    found = house.payment()
    assert any(re.match(r"PLB\*1234567893\*20261231\*WO:EFT\d+\*40\.59", one) for one in found)
    assert load_state(house.outbox).owed == {"04412|1234567893": Decimal("0.27")}


def test_taken_back_for_good_and_repeated_the_same(house: House, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('[[reversals]]\nclaim = "C1"\n[[reversals]]\nclaim = "C2"\nthen = "same"\n')
    scenario = read_scenario(path)
    house.send("b1.837", batch(1, claim("C1", SUPPLY), claim("C2", TIME, member="1EG4TE5MK74")), scenario)
    house.round(scenario)
    assert [one.split("*")[1:5] for one in house.payment() if one.startswith("CLP")] == [
        ["C1", "22", "-120", "-40.86"],
        ["C2", "22", "-140", "-40.59"],
        ["C2", "1", "140", "40.59"],
    ]


def test_a_replacement_and_a_void_of_a_commercial_claim(house: House) -> None:
    house.send(
        "b1.837", batch(1, claim("C1", SUPPLY, filing="CI"), claim("V", TIME, filing="CI", member="AB12345"))
    )
    numbers = re.findall(r"REF\*1K\*(\w+)", (house.outbox / "b1.277ca").read_text())
    house.send(
        "b2.837",
        batch(
            2,
            claim(
                "C1R", ("99445", 1, "100", "20261130"), filing="CI", frequency="7", f8=f"REF*F8*{numbers[0]}~"
            ),
            claim("VV", TIME, filing="CI", frequency="8", f8=f"REF*F8*{numbers[1]}~", member="AB12345"),
        ),
    )
    assert [one.split("*")[1:4] for one in house.payment() if one.startswith("CLP")] == [
        ["C1", "22", "-120"],
        ["C1R", "1", "100"],
        ["V", "22", "-140"],
    ]


def test_the_same_files_get_the_same_answers(tmp_path: Path) -> None:
    outs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        house = House(tmp_path / name)
        house.send("b.837", batch(1, claim("C1", SUPPLY, TIME)))
        house.round()
        outs.append({path.name: path.read_bytes() for path in house.outbox.iterdir()})
    assert outs[0] == outs[1]


def test_a_new_clearinghouse_counts_from_where_its_scenario_says(house: House, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("first_number = 10001")
    scenario = read_scenario(path)
    house.send("b1.837", batch(1, claim("C1", SUPPLY)), scenario)
    # The 999 is 10001, the 277CA and the claim are the numbers between it and the payment.
    assert any(one.startswith("TRN*1*EFT000010004*") for one in house.payment())
    house.send("b2.837", batch(2, claim("C2", SUPPLY, member="1EG4TE5MK71")), scenario)
    assert any(one.startswith("TRN*1*EFT000010008*") for one in house.payment()), "and goes on from there"


def test_a_foreign_state_is_refused_and_kept(house: House) -> None:
    house.outbox.mkdir()
    (house.outbox / FILE).write_text(json.dumps({"round": 1}))
    with pytest.raises(BadInput, match="is not a state"):
        house.round()


def test_the_command(tmp_path: Path) -> None:
    house = House(tmp_path)
    (house.inbox / "b.837").write_text(batch(1, claim("C1", SUPPLY)))
    run = CliRunner().invoke(
        cli, ["clearinghouse", str(house.inbox), str(house.outbox), "--date", "2026-12-03"]
    )
    assert run.exit_code == 0, run.output
    assert (house.outbox / "b.277ca").exists()
    (house.inbox / "c.837").write_text("hello")
    assert CliRunner().invoke(cli, ["clearinghouse", str(house.inbox), str(house.outbox)]).exit_code == 5
    missing = CliRunner().invoke(cli, ["clearinghouse", str(tmp_path / "none"), str(house.outbox)])
    assert isinstance(missing.exception, BadInput)
