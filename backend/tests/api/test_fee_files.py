"""Fee files through the API: kept whole or refused whole, once; and what they make a unit worth."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.domain.billing.fees.fee_files import gpci_file, mue_file, ptp_file, rvu_file, rvu_line
from tests.people import People, Person
from vantrexia.accounts.services.practices import set_setting
from vantrexia.billing.models import FeeFile, FeeRow
from vantrexia.billing.selectors.amounts import read_amounts
from vantrexia.core.tenancy import set_practice

NOW = datetime.now(tz=UTC)
RVU = rvu_file(rvu_line("99454"), rvu_line("99457", work="0.61", pe="0.92", mp="0.02"))
GPCI = gpci_file("4412,TX,31,AUSTIN,1.010,0.989,0.713")


def send(person: Person, body: bytes, *, name: str = "file.csv", **fields: Any) -> Any:
    form = {"file": SimpleUploadedFile(name, body), **{key: str(value) for key, value in fields.items()}}
    return Client(raise_request_exception=False).post(
        "/api/v1/billing/fee-files/", form, headers={"Authorization": f"Bearer {person.token}"}
    )


def test_a_file_is_kept_once(people: People) -> None:
    first = send(people.bill, RVU, name="PPRRVU2026_Oct_nonQPP.csv", kind="rvu", year=2026, quarter=4)
    assert first.status_code == 201, first.content
    shown = first.json()
    assert (shown["row_count"], shown["valid_from"], shown["valid_to"]) == (2, "2026-10-01", "2026-12-31")
    assert (shown["conversion_factor"], shown["duplicate"]) == (33.4009, False)
    again = send(people.bill, RVU, kind="rvu", year=2026, quarter=4)
    assert (again.status_code, again.json()["duplicate"], again.json()["id"]) == (200, True, shown["id"])
    assert FeeFile.objects.count() == 1
    assert "INVENTED" not in repr(list(FeeRow.objects.values()))


def test_a_file_of_another_year_is_refused_whole_with_line_and_reason(people: People) -> None:
    refused = send(people.bill, RVU, kind="rvu", year=2025, quarter=4)
    assert refused.status_code == 400
    assert refused.json()["fields"]["file"] == ["the file is for 2026, wanted is 2025"]
    broken = send(
        people.bill,
        rvu_file(rvu_line("99454"), rvu_line("99457", work="x")),
        kind="rvu",
        year=2026,
        quarter=4,
    )
    assert broken.json()["fields"]["file"] == ["line 6: work of 99457 is no number"]
    assert FeeFile.objects.count() == FeeRow.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "rvu", "quarter": 4}, "year"),
        ({"kind": "rvu", "year": 2026}, "quarter"),
        ({"kind": "rates"}, "payer_id"),
        ({"kind": "poem"}, "kind"),
    ],
)
def test_a_file_must_be_described(people: People, fields: dict[str, Any], wrong: str) -> None:
    assert wrong in send(people.bill, RVU, **fields).json()["fields"]


def test_amounts_follow_the_locality_and_a_payers_rates_come_first(people: People) -> None:
    send(people.bill, RVU, kind="rvu", year=2026, quarter=1)
    send(people.bill, GPCI, kind="gpci", year=2026)
    payer = people.bill.post(
        "/api/v1/billing/payers/", {"name": "Commercial", "kind": "commercial", "payer_code": "C1"}
    ).json()
    rates = b"code,amount,valid_from,valid_to\n99457,61.20,2026-07-01,\n"
    assert send(people.bill, rates, kind="rates", payer_id=payer["id"]).status_code == 201
    charges = b"code,amount,valid_from,valid_to\n99454,120.00,2026-01-01,\n"
    assert send(people.bill, charges, kind="charges").status_code == 201
    set_practice(people.practice.id)
    day = date(2026, 8, 1)
    national = read_amounts(people.bill.actor, at=NOW).book_for(None, rule_payer="cms")
    shipped = national.find_amount(code="99454", units=1, payer="cms", on=day, apm=False)
    assert shipped is not None
    assert (shipped.unit, shipped.confirmed) == (Decimal("52.11"), False), "no locality: the shipped amounts"
    set_setting(actor=people.ada.actor, name="billing", value={"locality": "04412/31"}, now=NOW)
    amounts = read_amounts(people.bill.actor, at=NOW)
    local = amounts.book_for(None, rule_payer="cms").find_amount(
        code="99454", units=1, payer="cms", on=day, apm=False
    )
    assert local is not None
    assert (local.unit, local.confirmed) == (Decimal("51.44"), False)
    agreed = amounts.book_for(UUID(payer["id"]), rule_payer="cms")
    found = agreed.find_amount(code="99457", units=1, payer="cms", on=day, apm=False)
    assert found is not None
    assert found.unit == Decimal("61.20")
    assert amounts.find_charge("99454", on=day) == Decimal("120.00")
    assert amounts.find_charge("99457", on=day) is None


def test_amounts_are_confirmed_only_when_both_files_are(people: People) -> None:
    ids = [
        send(people.bill, RVU, kind="rvu", year=2026, quarter=1).json()["id"],
        send(people.bill, GPCI, kind="gpci", year=2026).json()["id"],
    ]
    set_practice(people.practice.id)
    set_setting(actor=people.ada.actor, name="billing", value={"locality": "04412/31"}, now=NOW)
    confirmed = []
    for file_id in ids:
        assert people.bill.post(f"/api/v1/billing/fee-files/{file_id}/confirm/").status_code == 200
        set_practice(people.practice.id)
        book = read_amounts(people.bill.actor, at=NOW).book_for(None, rule_payer="cms")
        amount = book.find_amount(code="99454", units=1, payer="cms", on=date(2026, 3, 1), apm=False)
        confirmed.append(amount is not None and amount.confirmed)
    assert confirmed == [False, True]
    assert people.bill.post(f"/api/v1/billing/fee-files/{ids[0]}/confirm/").status_code == 409


def test_a_withdrawn_file_counts_no_more_and_may_be_loaded_again(people: People) -> None:
    limits = mue_file('99458,2,"3 Date of Service Edit: Clinical",x')
    made = send(people.bill, limits, kind="mue", year=2026, quarter=4).json()
    set_practice(people.practice.id)
    assert read_amounts(people.bill.actor, at=NOW).limits == {"99458": 2}
    gone = people.bill.post(
        f"/api/v1/billing/fee-files/{made['id']}/withdraw/", {"reason": "the wrong quarter"}
    )
    assert gone.json()["withdrawn_at"] is not None
    set_practice(people.practice.id)
    assert read_amounts(people.bill.actor, at=NOW).limits == {}
    assert send(people.bill, limits, kind="mue", year=2026, quarter=4).status_code == 201


def test_pairs_between_our_codes_and_their_neighbours_are_kept(people: People) -> None:
    body = ptp_file(
        "99457\t99091\t\t20200101\t*\t1\tx",
        "99490\t99091\t\t20200101\t*\t0\tx",
        "11111\t22222\t\t20200101\t*\t0\tx",
    )
    assert send(people.bill, body, kind="ptp", year=2026, quarter=4).json()["row_count"] == 2


def test_loading_is_for_billing(people: People) -> None:
    assert send(people.nora, RVU, kind="rvu", year=2026, quarter=4).status_code == 403
    listed = people.bill.get("/api/v1/billing/fee-files/").json()["results"]
    assert listed == []
