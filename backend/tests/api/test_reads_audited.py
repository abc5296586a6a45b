"""Every read that shows anything of a patient leaves an entry that names them: walked over the URL tree, so a new one is under it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tests.api.routes import find_operation
from tests.api.test_matrix import (  # noqa: F401 (two is a fixture)
    OPEN,
    Two,
    ids_of,
    need_of,
    rest_routes,
    somebody_allowed,
    two,
)
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice

# Ids and versions only, asked for every few seconds by an open screen: what it then reads is audited there.
# A page of the audit tells of a thousand patients by id; its own entry says that it was read, and by which filter.
IDS_ONLY = {"/api/v1/events/", "/api/v1/audit/entries/"}


def _needed(path: str) -> str:
    parameters = find_operation(path, "GET").get("parameters", [])
    plain = {"date": "2026-04-01", "date-time": "2026-04-01T00:00:00Z", "uuid": ""}
    return "&".join(
        f"{one['name']}={plain.get(one.get('schema', {}).get('format', ''), '1')}"
        for one in parameters
        if one["in"] == "query" and one.get("required")
    )


def test_every_read_that_shows_a_patient_names_them_in_the_audit(two: Two) -> None:  # noqa: F811
    patient_id = UUID(str(two.own["patients"]))
    silent, seen = [], 0
    for route in rest_routes():
        if "GET" not in route.methods or route.path in IDS_ONLY | OPEN:
            continue
        person = somebody_allowed(two.people, need_of(route, "GET"))
        with transaction.atomic():
            before = set(Entry.objects.values_list("id", flat=True))
            response = person.get(f"{route.fill(ids_of(route, two.own))}?{_needed(route.path)}")
            set_practice(two.people.practice.id)
            written = list(Entry.objects.exclude(id__in=before))
            transaction.set_rollback(True)
        if response.status_code != 200 or str(patient_id).encode() not in b"".join(response):
            continue
        seen += 1
        if not any(patient_id in entry.patient_ids for entry in written):
            silent.append((route.path, [entry.action for entry in written]))
    assert seen > 25, seen
    assert silent == [], "\n".join(map(str, silent))
