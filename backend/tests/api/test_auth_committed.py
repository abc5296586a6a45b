"""Signing in over real transactions: every request on its own, and several at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.db import connection

from tests.api.signing_in import bearer, call, code_of, give_totp, login
from tests.people import make_people, make_person
from vantrexia.accounts.services.resets import reset_token
from vantrexia.core.tenancy import practice_scope

NORA = "nora@riverside.example"
NEW = "umbrella tuesday orbit walnut"


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in its own thread, all starting together; answers in no order."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_persons_whole_story_needs_nothing_left_over_from_an_earlier_request(committed_db: None) -> None:
    make_people()
    first = login(NORA).json()
    pair = call("token/refresh/", {"refresh": first["refresh"]}).json()
    secret = bearer(pair["access"], "POST", "auth/totp/enroll/").json()["secret"]
    confirmed = bearer(pair["access"], "POST", "auth/totp/confirm/", {"code": code_of(secret)}).json()
    assert len(confirmed["recovery_codes"]) == 10
    assert bearer(pair["access"], "POST", "auth/logout/").status_code == 204
    assert bearer(pair["access"], "GET", "auth/me/").status_code == 401
    assert login(NORA).json()["code"] == "totp_required"
    assert login(NORA, code=confirmed["recovery_codes"][0]).status_code == 200
    with patch("vantrexia.api.auth_credentials.ring_reset_mail") as ring:
        call("password/reset/", {"email": NORA})
    body = {"token": reset_token(ring.call_args.kwargs["reset_id"]), "new_password": NEW}
    assert call("password/reset/confirm/", body).json()["code"] == "totp_required"
    body["totp_code"] = confirmed["recovery_codes"][1]
    assert call("password/reset/confirm/", body).status_code == 204
    assert login(NORA, NEW, code=code_of(secret, steps=1)).status_code == 200


def test_failures_stay_counted_although_every_request_is_its_own_transaction(committed_db: None) -> None:
    make_people()
    for email in (NORA, "nobody@nowhere.example"):
        assert [login(email, "wrong wrong wrong").status_code for _ in range(6)] == [401] * 5 + [423]


def test_guesses_at_the_same_moment_are_counted_one_by_one(committed_db: None) -> None:
    make_people()
    statuses = at_once(*[lambda: login(NORA, "wrong wrong wrong").status_code] * 10)
    assert sorted(statuses) == [401] * 5 + [423] * 5


def test_one_code_signs_in_once_even_from_two_places_at_the_same_moment(committed_db: None) -> None:
    people = make_people()
    with practice_scope(people.practice.id):
        secret = give_totp(people.nora)
    code = code_of(secret)
    answers = at_once(*[lambda n=n: login(NORA, code=code, address=f"203.0.113.{n}") for n in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    assert [answer.json()["code"] for answer in answers if answer.status_code == 401] == ["totp_invalid"] * 3


def test_two_administrators_cannot_remove_each_other_at_the_same_moment(committed_db: None) -> None:
    people = make_people()
    zara = make_person("zara", "admin", people.practice)
    answers = at_once(
        lambda: people.ada.post(f"/api/v1/practice/users/{zara.user.id}/deactivate/").status_code,
        lambda: zara.post(f"/api/v1/practice/users/{people.ada.user.id}/deactivate/").status_code,
    )
    # The loser meets the practice's last administrator, or finds the own session ended.
    assert sorted(answers) in ([200, 401], [200, 409])
    with practice_scope(people.practice.id):
        assert type(zara.membership).objects.filter(role="admin", is_active=True).count() == 1
