"""The five tests in order. One that needs what an earlier one failed to bring fails with that as its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vantrexia_ops.clock import Clock
from vantrexia_ops.errors import OpsError
from vantrexia_ops.probes.certificates import find_problem
from vantrexia_ops.probes.web import Answer, Web
from vantrexia_ops.smoke.page import check_page
from vantrexia_ops.smoke.target import Result, SignIn, SmokeReport, Target
from vantrexia_ops.smoke.totp import make_code, seconds_to_next

CHECKS = ("health", "auth", "patients", "bundle", "certificate")


class _Wrong(Exception):
    """What is wrong, in a few words."""


class _Skipped(Exception):
    """Why a test is left out here; that is no failure."""


def run_smoke(
    target: Target, *, web: Web, clock: Clock, on_result: Callable[[Result], None] = lambda result: None
) -> SmokeReport:
    """Run all five, whatever the first ones say: one run tells everything that is wrong."""
    session = _Session(target, web=web, clock=clock)
    results = []
    for name in CHECKS:
        started = clock.monotonic()
        check: Callable[[], str] = getattr(session, name)
        skipped = False
        try:
            ok, detail = True, check()
        except _Skipped as reason:
            ok, skipped, detail = True, True, str(reason)
        except _Wrong as error:
            ok, detail = False, str(error)
        except OpsError as error:
            ok, detail = False, error.message
        result = Result(
            name=name,
            ok=ok,
            detail=detail,
            millis=round((clock.monotonic() - started) * 1000),
            is_skipped=skipped,
        )
        results.append(result)
        on_result(result)
    return SmokeReport(tuple(results))


class _Session:
    """The tests share the token the second one brings."""

    def __init__(self, target: Target, *, web: Web, clock: Clock) -> None:
        self._target, self._web, self._clock = target, web, clock
        self._token: str | None = None
        self._excuse = target.sign_in_excuse

    def health(self) -> str:
        answer = self._web.get(self._target.api, "/health/")
        body = _expect(answer, 200, what="/health/")
        status = body.get("status")
        if status not in ("pass", "warn"):
            raise _Wrong(f"/health/ says {status!r}")
        wanted = self._target.release
        if wanted is not None and body.get("release") != wanted:
            raise _Wrong(f"/health/ is of release {body.get('release')!r}, not of {wanted!r}")
        checks = body.get("checks")
        warned = sorted(
            name
            for name, check in (checks if isinstance(checks, dict) else {}).items()
            if not isinstance(check, dict) or check.get("status") != "pass"
        )
        return f"{status}, warnings: {', '.join(warned)}" if warned else str(status)

    def auth(self) -> str:
        if self._excuse:
            raise _Skipped(self._excuse)
        who = self._target.sign_in
        if who is None:
            raise _Wrong(
                "no smoke user is known; put SMOKE_EMAIL and SMOKE_PASSWORD into the store of secrets"
            )
        try:
            signed_in = _expect(self._sign_in(who), 200, what="sign-in")
        except _Skipped as reason:
            self._excuse = str(reason)
            raise
        refresh = signed_in.get("refresh")
        if not signed_in.get("access") or not refresh:
            raise _Wrong("sign-in brought no token")
        renewed = _expect(
            self._web.post(self._target.api, "/api/v1/auth/token/refresh/", body={"refresh": refresh}),
            200,
            what="refresh",
        )
        if not renewed.get("access"):
            raise _Wrong("refresh brought no token")
        self._token = str(renewed["access"])
        return "token acquired and refreshed"

    def _sign_in(self, who: SignIn) -> Answer:
        body = {"email": who.email, "password": who.password.reveal()}
        if who.totp is None:
            return self._web.post(self._target.api, "/api/v1/auth/login/", body=body)
        now = self._clock.now()
        body["totp_code"] = make_code(who.totp.reveal(), now=now)
        answer = self._web.post(self._target.api, "/api/v1/auth/login/", body=body)
        if _read_code(answer) != "totp_invalid":
            return answer
        # A code opens once (RFC 6238, 5.2), and the tests before the switch may have used this one: the next is another.
        self._clock.sleep(seconds_to_next(now))
        body["totp_code"] = make_code(who.totp.reveal(), now=self._clock.now())
        return self._web.post(self._target.api, "/api/v1/auth/login/", body=body)

    def patients(self) -> str:
        if self._excuse:
            raise _Skipped(self._excuse)
        if self._token is None:
            raise _Wrong("not tried: there is no token")
        answer = self._web.get(
            self._target.api, "/api/v1/patients/", headers={"Authorization": f"Bearer {self._token}"}
        )
        body = _expect(answer, 200, what="/api/v1/patients/")
        if not isinstance(body.get("results"), list) or not isinstance(body.get("count"), int):
            raise _Wrong("/api/v1/patients/ is JSON, but no list of patients")
        self._sign_out()
        return f"a list of {body['count']}"

    def bundle(self) -> str:
        return check_page(self._target, web=self._web, fail=_Wrong)

    def certificate(self) -> str:
        """Both doors, because through the edge one sees Cloudflare's certificate and never the origin's."""
        if not self._target.certificates:
            raise _Skipped("not asked for here")
        seen = []
        now = self._clock.now()
        for where, door in self._target.certificates:
            certificate = self._web.read_certificate(door)
            problem = find_problem(
                certificate, name=door.hostname, days=self._target.certificate_days, now=now
            )
            if problem:
                raise _Wrong(f"{where}: {problem}")
            seen.append(f"{where} {certificate.days_left(now=now):.0f} days")
        return ", ".join(seen)

    def _sign_out(self) -> None:
        """A session per deploy would pile up; whether it ends well is no test."""
        try:
            self._web.post(
                self._target.api,
                "/api/v1/auth/logout/",
                body={},
                headers={"Authorization": f"Bearer {self._token}"},
            )
        except OpsError:
            return


def _expect(answer: Answer, status: int, *, what: str) -> dict[str, Any]:
    body = answer.json()
    if answer.is_of_release_before:
        raise _Wrong(f"{what} failed on this release, and the one before answered in its place")
    code = _read_code(answer)
    if answer.status == 503 and code == "maintenance":
        # The proxy says so (docker/nginx/snippets/errors.conf), and only while an operator wants it.
        raise _Skipped("the API is in maintenance")
    if answer.status != status:
        raise _Wrong(f"{what} answered {answer.status}{f' ({code})' if code else ''}")
    if not isinstance(body, dict):
        raise _Wrong(f"{what} answered no JSON object")
    return body


def _read_code(answer: Answer) -> str | None:
    """The code of the API's error, when it is one."""
    body = answer.json()
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, str) else None
