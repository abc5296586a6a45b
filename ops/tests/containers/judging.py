"""What must be true of every run under load: `judge(scene, result, watched)`. Nothing sent failed, nothing acknowledged is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.containers.load import show_failures
from tests.containers.load_result import LoadResult
from tests.containers.scene import Scene
from tests.containers.watch import Watched


def judge(scene: Scene, result: LoadResult, watched: Watched) -> dict[str, int]:
    """Fails with what was found; returns the counts, all of which must be 0."""
    counts = {
        "failed_requests": len(result.failures),
        "lost_deliveries": len(find_lost(scene, result)),
        "lost_comments": len(find_wrong_comments(scene, result)),
        "tasks_twice_with_effect": count_twice(scene),
        "unfinished_deliveries": int(
            scene.query("SELECT count(*) FROM devices_delivery WHERE status <> 'processed'")[0]
        ),
        "moments_without_healthy_backend": int(watched.fewest_backends == 0),
        "second_schedulers": max(0, watched.most_beats - 1),
    }
    assert counts == dict.fromkeys(counts, 0), (
        f"{counts}\n{show_failures(result)}\n{describe_lost(scene, result)}"
    )
    assert result.sent.keys() >= {
        "page",
        "asset",
        "api read",
        "api write",
        "token refresh",
        "delivery",
        "report",
        "stream",
    }
    assert watched.taken > 0
    return counts


def find_lost(scene: Scene, result: LoadResult) -> list[str]:
    """Acknowledged deliveries one of whose readings is not there, or not there exactly once.

    A reading that waits for a person (of a device that is assigned to nobody, say) is kept as such, and not lost.
    """
    stored: dict[str, int] = {}
    moment = "to_char(measured_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00')"
    rows = scene.query(
        f"SELECT {moment}, count(*) FROM (SELECT measured_at FROM vitals_reading WHERE origin = 'automatic' "
        "UNION ALL SELECT measured_at FROM devices_heldmeasurement WHERE measured_at IS NOT NULL) AS kept GROUP BY measured_at"
    )
    for row in rows:
        at, count = row.split("|")
        stored[at] = int(count)
    return [
        delivery
        for delivery, readings in result.acknowledged.items()
        if any(stored.get(measured_at) != 1 for _, _, measured_at in readings)
    ]


def describe_lost(scene: Scene, result: LoadResult) -> str:
    """What became of deliveries that seem lost."""
    keys = ", ".join(f"'{key}'" for key in find_lost(scene, result)[:10])
    if not keys:
        return "no delivery is lost"
    columns = "delivery_key, received_at, status, reason, attempts, readings, duplicates, held, processed_at"
    found = scene.query(f"SELECT {columns} FROM devices_delivery WHERE delivery_key IN ({keys})")
    named = [str(result.acknowledged[key.strip("'")]) for key in keys.split(", ")]
    return "\n".join([*found, *named])


def read_history(scene: Scene) -> list[dict[str, Any]]:
    """Every step of the alert the load commented on, as the nurse's screen reads it; what was answered instead is told."""
    assert scene.logins is not None
    email, password = scene.logins["nurse"]
    with scene.host.stack.client() as client:
        login = client.post("/api/v1/auth/login/", json={"email": email, "password": password})
        assert login.status_code == 200, f"sign-in: {login.status_code} {login.text[:500]}"
        answer = client.get(
            f"/api/v1/triage/alerts/{scene.alert}/",
            headers={"Authorization": f"Bearer {login.json()['access']}"},
        )
    assert answer.status_code == 200, f"the alert: {answer.status_code} {answer.text[:500]}"
    history: list[dict[str, Any]] = answer.json()["history"]
    return history


def find_wrong_comments(scene: Scene, result: LoadResult) -> list[str]:
    """Comments that were answered with 200 and do not stand there exactly once, as a nurse reads them."""
    history = read_history(scene)
    said = Counter(event.get("comment") for event in history)
    return [text for text in result.comments if said[text] != 1]


def count_twice(scene: Scene) -> int:
    """Readings that more than one audit entry of their processing names: work that was done twice."""
    return int(
        scene.query(
            "SELECT count(*) FROM (SELECT reading FROM audit_entry, jsonb_array_elements_text(detail->'readings') AS reading "
            "WHERE action = 'readings.recorded' GROUP BY reading HAVING count(*) > 1) AS twice"
        )[0]
    )
