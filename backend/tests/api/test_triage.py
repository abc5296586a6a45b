"""The triage list and the work on alerts, through the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    OpenDoor,
    assign,
    blood_pressure,
    body_of,
    make_connection,
    make_device,
    make_patient,
)
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert

NOW = datetime.now(tz=UTC)


def breach(people: People, systolic: float = 186, **patient: Any) -> Patient:
    who, device = make_patient(people.practice, **patient), make_device(people.practice)
    assign(device, who)
    door: OpenDoor = make_connection(people.practice)
    deliver(door, body_of(blood_pressure(device, systolic, at=NOW - timedelta(minutes=2))))
    return who


def first_alert(people: People) -> dict[str, Any]:
    return people.nora.get("/api/v1/triage/alerts/").json()["results"][0]


def test_the_list_shows_the_most_urgent_first_with_reasons_in_words(people: People) -> None:
    breach(people, 150, last_name="Warning")
    critical = breach(people, 190, last_name="Critical")
    make_patient(people.practice, last_name="Silent")
    body = people.nora.get("/api/v1/triage/patients/").json()
    names = [item["patient_name"] for item in body["results"]]
    assert names[:2] == ["Pat Critical", "Pat Warning"]
    top = body["results"][0]
    assert top["patient_id"] == str(critical.id)
    assert top["risk_level"] == "critical"
    assert top["latest_vitals"]["blood_pressure"]["systolic"] == 190
    assert top["top_alert"]["severity"] == "critical"
    assert all(reason["text"] and "{" not in reason["text"] for reason in top["reasons"])
    assert sum(reason["points"] for reason in top["reasons"]) == top["risk_score"]


def test_the_list_names_who_reviewed_last(people: People) -> None:
    patient = breach(people, 150)
    assert people.nora.get("/api/v1/triage/patients/").json()["results"][0]["last_reviewed_by_name"] is None
    assert people.nora.post("/api/v1/triage/reviews/", {"patient_id": str(patient.id)}).status_code == 201
    item = people.nora.get("/api/v1/triage/patients/").json()["results"][0]
    user = people.nora.user
    assert (item["last_reviewed_by"], item["last_reviewed_by_name"]) == (
        user.email,
        f"{user.first_name} {user.last_name}".strip(),
    )


def test_cards_count_levels(people: People) -> None:
    breach(people, 190)
    breach(people, 120)
    stats = people.nora.get("/api/v1/triage/patients/stats/").json()
    assert stats["critical"] == {"count": 1, "previous": None, "trend": "stable"}
    assert stats["normal"]["count"] == 1


def test_a_list_read_is_audited_with_the_patients_it_showed(people: People) -> None:
    patient = breach(people)
    people.nora.get("/api/v1/triage/patients/")
    entry = Entry.objects.get(action="triage.listed")
    assert (entry.patient_ids, entry.actor_user_id, entry.actor_role) == (
        [patient.id],
        people.nora.user.id,
        "nurse",
    )


def test_an_alert_is_claimed_commented_and_resolved_with_every_step_kept(people: People) -> None:
    breach(people)
    alert = first_alert(people)
    assert "claim" in alert["allowed_actions"]
    url = f"/api/v1/triage/alerts/{alert['id']}"
    assert people.nora.post(f"{url}/claim/").json()["claimed_by_name"] == "Nora Riverside"
    assert people.nora.post(f"{url}/comment/", {"comment": "Called, will sit and repeat."}).status_code == 200
    done = people.nora.post(f"{url}/resolve/", {"outcome": "contacted_patient"}).json()
    assert done["state"] == "resolved"
    assert [step["action"] for step in done["history"]] == ["opened", "claimed", "commented", "resolved"]
    assert done["history"][2]["comment"] == "Called, will sit and repeat."
    actions = set(Entry.objects.filter(entity="alert").values_list("action", flat=True))
    assert {"alert.claimed", "alert.commented", "alert.resolved"} <= actions


def test_a_claimed_alert_is_not_taken_away_by_a_peer_but_by_a_manager(people: People) -> None:
    breach(people)
    url = f"/api/v1/triage/alerts/{first_alert(people)['id']}"
    people.nora.post(f"{url}/claim/")
    assert people.dan.post(f"{url}/claim/").status_code in (403, 409)
    assert people.cleo.post(f"{url}/claim/").status_code == 200


def test_an_open_alert_cannot_be_resolved_unseen(people: People) -> None:
    breach(people)
    url = f"/api/v1/triage/alerts/{first_alert(people)['id']}"
    response = people.nora.post(f"{url}/resolve/", {"outcome": "contacted_patient"})
    assert (response.status_code, response.json()["code"]) == (409, "invalid_transition")


def test_resolving_needs_an_outcome_of_the_list(people: People) -> None:
    breach(people)
    url = f"/api/v1/triage/alerts/{first_alert(people)['id']}"
    people.nora.post(f"{url}/acknowledge/")
    response = people.nora.post(f"{url}/resolve/", {"outcome": "whatever"})
    assert response.status_code == 400
    assert "outcome" in response.json()["fields"]


def test_a_stat_escalation_makes_a_calm_patient_critical_until_it_is_closed(people: People) -> None:
    patient = breach(people, 120)
    made = people.nora.post(
        "/api/v1/triage/escalations/",
        {
            "patient_id": patient.id,
            "kind": "stat",
            "to_role": "provider",
            "reason": "Chest pain on the phone",
        },
    )
    assert made.status_code == 201
    item = people.nora.get("/api/v1/triage/patients/").json()["results"][0]
    assert (item["risk_level"], item["active_escalations"]) == ("critical", 1)
    people.paul.post(f"/api/v1/triage/escalations/{made.json()['id']}/close/")
    assert people.nora.get("/api/v1/triage/patients/").json()["results"][0]["risk_level"] == "normal"


def test_thresholds_of_a_patient_are_set_by_a_clinician_and_hold_at_once(people: People) -> None:
    patient = breach(people, 150)
    url = f"/api/v1/patients/{patient.id}/thresholds/"
    wanted = {"limits": {"systolic": {"warning_high": 160, "critical_high": 190}}, "note": "known, stable"}
    assert people.nora.put(url, wanted).status_code == 403
    body = people.paul.put(url, wanted).json()
    assert body["own"]["version"] == 1
    assert body["effective"]["limits"]["systolic"] == {"warning_high": 160, "critical_high": 190}
    assert (
        people.paul.put(
            url, {"limits": {"systolic": {"warning_high": 200, "critical_high": 190}}}
        ).status_code
        == 400
    )


def test_another_practice_sees_nothing_and_gets_404(people: People) -> None:
    patient = breach(people)
    alert = first_alert(people)
    assert people.olga.get("/api/v1/triage/patients/").json()["count"] == 0
    for path in (f"/api/v1/triage/alerts/{alert['id']}/", f"/api/v1/patients/{patient.id}/thresholds/"):
        assert people.olga.get(path).status_code == 404, path
    assert people.olga.post(f"/api/v1/triage/alerts/{alert['id']}/claim/").status_code == 404
    set_practice(people.practice.id)


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, role: str) -> None:
    person = people.of_role(role)
    for path, permission in (
        ("/api/v1/triage/patients/", "triage.read"),
        ("/api/v1/triage/alerts/", "alert.read"),
        ("/api/v1/triage/thresholds/", "threshold.read"),
    ):
        assert person.get(path).status_code == (200 if permission in MATRIX[role] else 403), path


def test_bad_filters_are_400_naming_the_field(people: People) -> None:
    for query in ("risk_level=red", "ordering=name", "page=0", "has_unack_alerts=maybe"):
        response = people.nora.get(f"/api/v1/triage/patients/?{query}")
        assert response.status_code == 400, query
        assert query.split("=", maxsplit=1)[0] in response.json()["fields"]


def test_resolved_alerts_are_counted_as_far_as_somebody_pages_and_no_further(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vantrexia.triage.selectors.alerts.MOST_COUNTED", 3)
    patient = make_patient(people.practice)
    Alert.objects.bulk_create(
        Alert(
            practice_id=people.practice.id, patient=patient, rule_key="systolic.high", severity="warning", state="resolved",
            opened_at=NOW, due_at=NOW, last_breach_at=NOW, steps_from=NOW, resolved_at=NOW - timedelta(minutes=number),
            value=150, limit=140, vital="systolic", direction="high",
        )
        for number in range(6)
    )  # fmt: skip
    url = "/api/v1/triage/alerts/?state=resolved&page_size=2"
    seen, counts, page = [], [], f"{url}&page=1"
    while page:
        with CaptureQueriesContext(connection) as asked:
            body = people.nora.get(page).json()
        set_practice(people.practice.id)
        whole = [one["sql"] for one in asked if "COUNT(*)" in one["sql"] and "LIMIT" not in one["sql"]]
        assert whole == []
        seen += [one["id"] for one in body["results"]]
        counts.append(body["count"])
        page = body["next"]
    assert len(set(seen)) == 6, "every alert is reached by `next`"
    assert counts == [3, 5, 6]
    assert people.nora.get(f"{url}&page=4").json()["results"] == []


def test_a_page_of_resolved_alerts_is_read_from_an_index_in_its_order(people: People) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM triage_alert WHERE practice_id = %s AND state = 'resolved' "
            "ORDER BY resolved_at DESC, id LIMIT 20",
            [people.practice.id],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "triage_alert_resolved" in plan, plan
    assert "Sort" not in plan, plan
