"""The five smoke tests against a server of which one thing at a time is wrong: the right test fails, and says why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.flows.clock import FakeClock
from vantrexia_ops.config import Redacted
from vantrexia_ops.probes.certificates import Certificate
from vantrexia_ops.probes.web import Answer, Door, NoAnswer
from vantrexia_ops.smoke import SignIn, SmokeReport, Target, run_smoke, watch_proof

RELEASE = "1f2e3d"
SCRIPT = "/assets/index-BG_lRaLl.js"
PAGE = f'<script type="module" src="{SCRIPT}"></script><link href="/assets/index-C0ffee12.css">'.encode()


@dataclass
class Server:
    """Answers like a whole one; a test changes what it wants to be wrong."""

    now: datetime
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    used_codes: set[str] = field(default_factory=set)
    days: float = 80
    lifetime_days: float = 365

    def __post_init__(self) -> None:
        self.say("/health/", {"status": "pass", "release": RELEASE, "checks": {}})
        self.say("/api/v1/auth/login/", {"access": "a", "refresh": "r"})
        self.say("/api/v1/auth/token/refresh/", {"access": "b"})
        self.say("/api/v1/auth/logout/", {})
        self.say("/api/v1/patients/", {"count": 2, "results": []})
        self.say("/config.json", {"release_id": RELEASE})
        self.serve("/", PAGE, kind="text/html")
        self.serve(SCRIPT, b"code", kind="text/javascript")
        self.serve("/assets/index-C0ffee12.css", b"style", kind="text/css")

    def say(self, path: str, body: Mapping[str, Any], *, status: int = 200) -> None:
        self.serve(path, json.dumps(body).encode(), status=status, kind="application/json")

    def serve(self, path: str, body: bytes, *, status: int = 200, kind: str, **headers: str) -> None:
        self.answers[path] = Answer(
            status=status, headers={"content-type": kind, **headers}, body=body, millis=1
        )

    def get(self, door: Door, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        self.asked.append(("GET", path))
        if path not in self.answers:
            raise NoAnswer(f"no answer from {path}")
        return self.answers[path]

    def post(
        self, door: Door, path: str, *, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        self.asked.append(("POST", path))
        code = str(body.get("totp_code", ""))
        if code in self.used_codes:
            return Answer(status=401, headers={}, body=b'{"code": "totp_invalid"}', millis=1)
        self.used_codes |= {code} - {""}
        return self.answers[path]

    def read_certificate(self, door: Door) -> Certificate:
        after = self.now + timedelta(days=self.days)
        return Certificate(
            not_before=after - timedelta(days=self.lifetime_days), not_after=after, names=("app.example",)
        )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(clock: FakeClock) -> Server:
    return Server(now=clock.now())


def run(server: Server, clock: FakeClock, **changes: Any) -> SmokeReport:
    door = Door(origin="https://app.example")
    told: dict[str, Any] = {
        "api": door,
        "sign_in": SignIn(email="smoke@synthetic.invalid", password=Redacted("p")),
        "release": RELEASE,
        "certificates": (("edge", door), ("origin", door)),
    }
    return run_smoke(Target(**{**told, **changes}), web=server, clock=clock)


def test_a_whole_server_passes_all_five_and_is_signed_out_of(server: Server, clock: FakeClock) -> None:
    report = run(server, clock)
    assert [(result.name, result.ok) for result in report.results] == [
        ("health", True), ("auth", True), ("patients", True), ("bundle", True), ("certificate", True),
    ]  # fmt: skip
    assert ("POST", "/api/v1/auth/logout/") in server.asked


WRONG: dict[str, tuple[str, Callable[[Server], object], str]] = {
    "health fails": ("health", lambda s: s.say("/health/", {"status": "fail"}, status=503), "answered 503"),
    "another release answers": (
        "health", lambda s: s.say("/health/", {"status": "pass", "release": "old"}), "of release 'old'",
    ),
    "sign-in is refused": (
        "auth", lambda s: s.say("/api/v1/auth/login/", {"code": "invalid_credentials"}, status=401), "invalid_credentials",
    ),
    "no refresh": ("auth", lambda s: s.say("/api/v1/auth/token/refresh/", {}, status=401), "refresh answered 401"),
    "patients are no list": ("patients", lambda s: s.say("/api/v1/patients/", {"detail": "moved"}), "no list of patients"),
    "patients are HTML": (
        "patients", lambda s: s.serve("/api/v1/patients/", b"<html>", kind="text/html"), "no JSON object",
    ),
    "the page names no script": ("bundle", lambda s: s.serve("/", b"<html>", kind="text/html"), "names no script"),
    "an asset without a hash": (
        "bundle", lambda s: s.serve("/", b'<script src="/assets/main.js">', kind="text/html"), "no hash",
    ),
    "the bundle is not there": ("bundle", lambda s: s.serve(SCRIPT, b"", status=404, kind="text/html"), "answered 404"),
    "the page instead of the bundle": ("bundle", lambda s: s.serve(SCRIPT, PAGE, kind="text/html"), "not a script"),
    "the page of another release": ("bundle", lambda s: s.say("/config.json", {"release_id": "old"}), "'old'"),
    "the certificate soon ends": ("certificate", lambda s: setattr(s, "days", 29), "edge"),
    "the release before answers for this one": (
        "patients",
        lambda s: s.serve(
            "/api/v1/patients/", b'{"count": 0, "results": []}', kind="application/json",
            **{"X-Answered-By-Release-Before": "1"},
        ),
        "the one before answered in its place",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_fails_its_own_test_and_is_named(server: Server, clock: FakeClock, what: str) -> None:
    name, break_it, says = WRONG[what]
    break_it(server)
    report = run(server, clock)
    failed = {result.name: result.detail for result in report.failures}
    assert says in failed[name]
    assert set(failed) - {name} <= {"patients"}, "only what needs the token fails with it"
    assert not report.ok


ODD = {
    "checks that are none": {"status": "pass", "release": RELEASE, "checks": None},
    "checks in a list": {"status": "pass", "release": RELEASE, "checks": ["database"]},
    "a check that is a word": {"status": "pass", "release": RELEASE, "checks": {"database": "ok"}},
}


@pytest.mark.parametrize("odd", ODD)
def test_an_answer_in_another_shape_is_no_fault_of_the_program(
    server: Server, clock: FakeClock, odd: str
) -> None:
    server.say("/health/", ODD[odd])
    assert run(server, clock).ok


def test_a_code_that_was_used_up_by_the_tests_before_is_waited_out_once(
    server: Server, clock: FakeClock
) -> None:
    """RFC 6238, 5.2: a second use of a code is refused, and a deploy signs in before the switch and after it."""
    who = SignIn(email="smoke@synthetic.invalid", password=Redacted("p"), totp=Redacted("JBSWY3DPEHPK3PXP"))
    assert run(server, clock, sign_in=who).ok
    began = clock.monotonic()
    assert run(server, clock, sign_in=who).ok
    assert 0 < clock.monotonic() - began <= 30
    server.say("/api/v1/auth/login/", {"code": "totp_invalid"}, status=401)
    assert "sign-in answered 401 (totp_invalid)" in run(server, clock, sign_in=who).sentence


def test_in_maintenance_what_needs_the_api_is_left_out_and_the_rest_is_not(
    server: Server, clock: FakeClock
) -> None:
    for path in ("/api/v1/auth/login/", "/api/v1/patients/"):
        server.say(path, {"code": "maintenance"}, status=503)
    report = run(server, clock)
    assert report.ok
    assert {r.name for r in report.results if r.is_skipped} == {"auth", "patients"}
    server.say("/api/v1/auth/login/", {"code": "unavailable"}, status=503)
    assert "sign-in answered 503 (unavailable)" in run(server, clock).sentence


def test_a_short_lived_certificate_needs_a_third_of_its_life_and_no_more(
    server: Server, clock: FakeClock
) -> None:
    server.lifetime_days = 47
    server.days = 16
    assert run(server, clock).ok
    server.days = 15
    assert not run(server, clock).ok


def test_without_a_smoke_user_the_tests_do_not_pretend(server: Server, clock: FakeClock) -> None:
    report = run(server, clock, sign_in=None)
    assert {result.name for result in report.failures} == {"auth", "patients"}


def test_a_page_that_names_other_assets_than_the_release_is_of_another_one(
    server: Server, clock: FakeClock
) -> None:
    assert run(server, clock, bundle=frozenset({SCRIPT, "/assets/index-C0ffee12.css"})).ok
    report = run(server, clock, bundle=frozenset({"/assets/index-0ther000.js"}))
    assert "not of this release" in report.sentence


@pytest.mark.parametrize(("age", "ok"), [(0, True), (3600, False)])
def test_a_proof_older_than_the_waiting_is_none(server: Server, clock: FakeClock, age: int, ok: bool) -> None:
    server.say(
        "/health/", {"status": "pass", "checks": {"proof_of_life": {"status": "pass", "age_seconds": age}}}
    )
    result = watch_proof(
        Target(api=Door(origin="https://app.example")), web=server, clock=clock, within_seconds=6
    )
    assert result.ok is ok
