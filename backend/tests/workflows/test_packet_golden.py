"""A packet word for word: its document and the text of its paper against golden files, and its proof for an outsider.

Ids, serials, digests and the version of the rules differ from run to run; they are named by the order they come in, so that a
reference still leads where it led. `GOLDEN=write pytest …` writes the files anew; the difference is then read like code.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from tests.monitored import cover, make_monitored, make_payer
from tests.people import People
from vantrexia.billing.models import EvidencePacket
from vantrexia.billing.services import packets
from vantrexia.core.tenancy import set_practice
from vantrexia.workflows import packets as work

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
_DIFFERS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|SN-[0-9]{6}|[0-9a-f]{64}"
)


@pytest.fixture
def packet(people: People) -> EvidencePacket:
    """April of a patient: sixteen days, a call, eight minutes of review, all of it billed."""
    pat = make_monitored(
        people.practice, first_name="Golda", last_name="Filemon", date_of_birth=date(1948, 6, 12), payer=False
    )
    cover(pat.patient, make_payer(people.practice))
    pat.measure("2026-04-01", 16)
    pat.call(people.nora, "2026-04-10 10:00", 12)
    pat.work(people.nora, "2026-04-20 10:00", 8)
    pat.recompute("2026-05-01 06:00")
    set_practice(people.practice.id)
    packet_id = packets.request_packet(
        actor=people.bill.actor, patient_id=pat.id, first=date(2026, 4, 1), last=date(2026, 4, 30), now=NOW
    )
    assert work.make_waiting(NOW) == 1
    set_practice(people.practice.id)
    return EvidencePacket.objects.get(id=packet_id)


def make_namer(document: dict[str, Any]) -> Callable[[str], str]:
    """Names what differs by the order it stands in the document."""
    known: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        word = found.group()
        kind = "sha256" if len(word) == 64 else "serial" if word.startswith("SN") else "id"
        return known.setdefault(word, f"<{kind} {sum(v.startswith('<' + kind) for v in known.values()) + 1}>")

    fixed = {document["patient"]["mrn"]: "<mrn>"}
    fixed |= {one["rules_version"][:12]: "<rules>" for one in document["billed"]}

    def replace(text: str) -> str:
        for word, shown in fixed.items():
            text = re.sub(re.escape(word) + (r"[0-9a-f]*" if shown == "<rules>" else ""), shown, text)
        return _DIFFERS.sub(name, text)

    return replace


def compare(path: Path, text: str) -> None:
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_the_packet_is_the_golden_file(packet: EvidencePacket) -> None:
    document = json.loads(packet.document or "")
    named = make_namer(document)
    compare(GOLDEN / "packet.json", named(json.dumps(document, indent=1, ensure_ascii=False)) + "\n")
    pages = PdfReader(io.BytesIO(packets.open_file(packet, "pdf"))).pages
    text = "\n\f\n".join(page.extract_text() for page in pages)
    compare(GOLDEN / "packet.txt", named(text) + "\n")


def test_an_outsider_verifies_it_with_the_published_keys_alone(
    people: People, packet: EvidencePacket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = Client().get("/.well-known/evidence-keys.json")
    assert (keys.status_code, keys["Content-Type"]) == (200, "application/jwk-set+json")
    assert not any("d" in one for one in keys.json()["keys"]), "only public halves"
    assert Client().post("/.well-known/evidence-keys.json").status_code == 405
    (tmp_path / "keys").write_bytes(keys.content)
    for form in ("json", "pdf", "signature"):
        file = people.bill.get(f"/api/v1/billing/packets/{packet.id}/file/?form={form}")
        assert file.status_code == 200, file.content
        (tmp_path / form).write_bytes(file.content)

    def verify() -> tuple[int, str]:
        names = {"signature": "signature", "keys": "keys", "document": "json", "pdf": "pdf"}
        try:
            call_command("verify_packet", **{option: tmp_path / name for option, name in names.items()})
            status = 0
        except SystemExit as end:
            status = int(str(end.code))
        return status, capsys.readouterr().out

    assert verify()[0] == 0
    good = (tmp_path / "json").read_bytes()
    (tmp_path / "json").write_bytes(good.replace(b"99457", b"99458"))
    assert verify() == (1, "document is not the file that was signed\n")
    (tmp_path / "json").write_bytes(good)
    told = (tmp_path / "signature").read_text()
    (tmp_path / "signature").write_text(told.replace(packet.pdf_digest, "0" * 64))
    status, said = verify()
    assert status == 1
    assert "the signature does not fit" in said
    (tmp_path / "signature").write_text(told)
    (tmp_path / "keys").write_text('{"keys": []}')
    assert verify()[1].startswith(f"key {packet.key_id} is not among the keys")
    (tmp_path / "keys").write_text("[]")
    assert verify()[0] == 2


def test_the_recipe_of_the_page_verifies_it_with_openssl(
    people: People, packet: EvidencePacket, tmp_path: Path
) -> None:
    """As `docs/billing/setup.md` says: no program of ours."""
    told = json.loads(
        packets.read_packet(actor=people.bill.actor, packet_id=packet.id, form="signature", now=NOW)
    )
    (key,) = [
        one
        for one in Client().get("/.well-known/evidence-keys.json").json()["keys"]
        if one["kid"] == told["key_id"]
    ]
    (tmp_path / "signature.json").write_text(json.dumps(told))
    (tmp_path / "key.pem").write_text(key["pem"])
    page = (Path(__file__).parents[3] / "docs" / "billing" / "setup.md").read_text("utf-8")
    recipe = page.split("```sh\n", 1)[1].split("```", 1)[0]
    done = subprocess.run(["bash", "-ec", recipe], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "Verified OK"), done.stderr
