"""How often one may call: published limits, told on every answer, kept without Valkey too."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.test import Client

from tests.api.signed import post_raw
from tests.api.signing_in import BROWSER, bearer, call, login
from tests.people import People
from vantrexia.api import ratelimit
from vantrexia.api.counters import Counters

NORA = "nora@riverside.example"


@pytest.fixture(autouse=True)
def published_limits(settings: Any) -> Iterator[None]:
    """The limits as published, and nothing counted before."""
    settings.RATE_LIMITS = {}
    store = redis.Redis.from_url(settings.REDIS_URL)
    store.delete(*(store.keys("rl:*") or ["rl:none"]))
    ratelimit._counters._leases.clear()
    ratelimit._counters._local.clear()
    return


@pytest.fixture
def valkey_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens where Valkey should be; a fresh set of counters meets that."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(ratelimit, "_counters", Counters())


def told(response: Any) -> dict[str, tuple[int, int]]:
    """Remaining and seconds per policy, read from the RateLimit field."""
    return {
        name: (int(left), int(seconds))
        for name, left, seconds in re.findall(r'"(\w+)";r=(\d+);t=(\d+)', response["RateLimit"])
    }


def test_the_policies_are_the_published_ones() -> None:
    assert {name: (policy.quota, policy.window_seconds) for name, policy in ratelimit.POLICIES.items()} == {
        "user": (1_000, 3600),
        "browser": (10_000, 3600),
        "ingestion": (1_000, 3600),
        "anonymous": (100, 3600),
        "auth": (20, 60),
        "renewal": (300, 60),
        "webhook": (500, 3600),
        "connection": (100_000, 3600),
    }


def test_sign_in_is_limited_to_twenty_a_minute_per_address(people: People) -> None:
    answers = [login(f"person{number}@x.example", "wrong") for number in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    refused = answers[-1]
    assert refused.json()["code"] == "rate_limited"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused.json()["retry_after"] == int(refused["Retry-After"])
    assert told(refused)["auth"][0] == 0
    assert login(NORA, address="198.51.100.99").status_code == 200


def test_both_limits_of_a_sign_in_are_told_and_the_stricter_decides(people: People, settings: Any) -> None:
    first = login(NORA)
    assert first["RateLimit-Policy"] == '"auth";q=20;w=60, "anonymous";q=100;w=3600'
    assert (told(first)["auth"][0], told(first)["anonymous"][0]) == (19, 99)
    settings.RATE_LIMITS = {"anonymous": 3}
    assert [login(NORA).status_code for _ in range(3)] == [200, 200, 429]


def test_what_is_wrong_elsewhere_does_not_hold_back_sign_ins(people: People, settings: Any) -> None:
    settings.RATE_LIMITS = {"anonymous": 3}
    for number in range(5):
        Client(raise_request_exception=False).get(f"/api/v1/nothing-here-{number}/")
        bearer("rubbish", "GET", "practice/")
        post_raw("nobody's", uuid4(), b"{", REMOTE_ADDR="127.0.0.1")
    assert bearer("rubbish", "GET", "practice/").status_code == 429
    # Sign-ins have the same hundred an hour, counted for themselves.
    assert [login(NORA).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_reloading_pages_does_not_use_up_sign_ins(people: People) -> None:
    for _ in range(20):
        call("token/refresh/", {"refresh": "unknown"})
    assert call("token/refresh/", {"refresh": "unknown"}).status_code == 429
    assert login(NORA).status_code == 200


def test_a_whole_practice_behind_one_address_may_load_its_pages(people: People) -> None:
    # Forty pages in a minute from one address: browsers renew under a limit of their own, and it is told.
    answers = [call("token/refresh/", {}, **BROWSER) for _ in range(40)]
    assert {answer.status_code for answer in answers} == {401}
    assert told(answers[-1])["renewal"][0] == 260
    elsewhere = {**BROWSER, "Origin": "https://elsewhere.example"}
    assert [call("token/refresh/", {}, **elsewhere).status_code for _ in range(21)][-1] == 429


def test_a_person_is_counted_under_their_own_name_whatever_the_session(people: People, settings: Any) -> None:
    settings.RATE_LIMITS = {"user": 3}
    second = login(NORA).json()["access"]
    answers = [
        people.nora.get("/api/v1/practice/"),
        bearer(second, "GET", "practice/"),
        people.nora.get("/api/v1/practice/"),
    ]
    assert [told(answer)["user"][0] for answer in answers] == [2, 1, 0]
    assert people.nora.get("/api/v1/practice/").status_code == 429
    assert bearer(second, "GET", "practice/").status_code == 429
    assert people.paul.get("/api/v1/practice/").status_code == 200


def test_a_browser_has_its_own_larger_bucket(people: People) -> None:
    access = login(NORA, **BROWSER).json()["access"]
    response = bearer(access, "GET", "practice/")
    assert response["RateLimit-Policy"] == '"browser";q=10000;w=3600'


def test_refusals_count_too(people: People, settings: Any) -> None:
    settings.RATE_LIMITS = {"user": 2}
    assert [people.pat.get("/api/v1/practice/").status_code for _ in range(3)] == [403, 403, 429]


def test_wrong_tokens_count_for_the_address(people: People, settings: Any) -> None:
    settings.RATE_LIMITS = {"anonymous": 2}
    assert [bearer("rubbish", "GET", "practice/").status_code for _ in range(3)] == [401, 401, 429]


def test_a_whole_practice_with_old_tokens_does_not_lock_its_address_out(
    people: People, settings: Any
) -> None:
    from datetime import UTC, datetime, timedelta

    import time_machine

    settings.RATE_LIMITS = {"anonymous": 2}
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=16), tick=False):
        answers = [
            getattr(people, name).get("/api/v1/practice/").status_code
            for name in ("nora", "paul", "cleo", "dan")
        ]
        assert answers == [401] * 4


def test_changes_of_credentials_are_limited_like_sign_in(people: People) -> None:
    answers = [people.nora.post("/api/v1/auth/totp/confirm/", {"code": "1"}).status_code for _ in range(21)]
    assert (answers[-2], answers[-1]) == (409, 429)


def test_a_gateway_that_sends_too_often_is_told_in_the_same_words(people: People, settings: Any) -> None:
    settings.RATE_LIMITS = {"webhook": 1}
    bodies = [post_raw("mioconnect", uuid4(), b"{}", REMOTE_ADDR="198.51.100.231") for _ in range(2)]
    assert [one.status_code for one in bodies] == [401, 429]
    refused = json.loads(bodies[1].content)
    assert set(refused) == {"detail", "code", "retry_after"}
    assert (refused["code"], refused["retry_after"]) == ("rate_limited", int(bodies[1]["Retry-After"]))
    assert all(told(one) for one in bodies)


@pytest.mark.parametrize("path", ["/api/v1/nothing-here/", "/api/v1/practice/", "/api/v1/auth/login/"])
def test_every_answer_tells_the_limits(people: People, path: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    assert response["RateLimit-Policy"].startswith('"')
    assert told(response)


def test_installations_may_set_their_own_quota(settings: Any) -> None:
    settings.RATE_LIMITS = {"auth": 1}
    key = uuid4()
    assert [ratelimit.check("auth", key).allowed for _ in range(2)] == [True, False]


# --- without Valkey ----------------------------------------------------------------------------------------


def test_without_valkey_sign_in_works_and_stays_limited(people: People, valkey_away: None) -> None:
    answers = [login(NORA) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]


def test_without_valkey_it_is_asked_again_only_after_a_rest(
    valkey_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        redis.Redis,
        "eval",
        lambda *_, **__: asked.append(1) or (_ for _ in ()).throw(redis.ConnectionError()),
    )
    for _ in range(50):
        ratelimit.check("user", "somebody")
    assert len(asked) == 1


def test_when_valkey_returns_it_is_used_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counters = Counters()
    good = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert counters.take("auth:x", window_seconds=60)[0] == 1
    settings.REDIS_URL = good
    counters._rest_until = 0.0
    assert counters.take("auth:x", window_seconds=60)[0] == 1
    assert redis.Redis.from_url(good).get("rl:auth:x") == b"1"


def test_memory_stays_bounded_when_addresses_are_invented(
    valkey_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vantrexia.api.counters.MAX_LOCAL_KEYS", 100)
    for number in range(1000):
        ratelimit.check("anonymous", number)
    assert len(ratelimit._counters._local) <= 100


# --- windows and leases ------------------------------------------------------------------------------------


def test_a_window_ends_with_its_time_and_does_not_slide(settings: Any) -> None:
    ratelimit.check("auth", "a")
    store = redis.Redis.from_url(settings.REDIS_URL)
    before = store.pttl("rl:auth:a")
    ratelimit.check("auth", "a")
    assert 0 < store.pttl("rl:auth:a") <= before <= 60_000
    store.delete("rl:auth:a")
    assert ratelimit.check("auth", "a").counts[0].remaining == 19


def test_many_threads_are_counted_exactly() -> None:
    allowed: list[bool] = []

    def ask() -> None:
        allowed.extend(ratelimit.check("auth", "crowd").allowed for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 20


def test_deliveries_that_verify_do_not_use_up_their_address() -> None:
    for _ in range(2_000):
        assert ratelimit.check_webhook_address("203.0.113.8").allowed
        ratelimit.forgive_webhook_address("203.0.113.8")
    answers = [ratelimit.check_webhook_address("203.0.113.8").allowed for _ in range(501)]
    assert answers[:499] == [True] * 499
    assert answers[-1] is False


def test_a_connection_has_its_own_budget_and_hot_paths_spare_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = uuid4()
    trips: list[int] = []
    real = redis.Redis.eval
    monkeypatch.setattr(redis.Redis, "eval", lambda self, *given: (trips.append(1), real(self, *given))[1])
    answers = [ratelimit.check_connection(connection, budget=1_000).allowed for _ in range(1_001)]
    assert answers.count(True) == 1_000
    assert answers[-1] is False
    assert len(trips) <= 102
    assert ratelimit.check_connection(uuid4(), budget=1_000).counts[0].remaining == 999
