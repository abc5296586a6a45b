"""Whether a synthetic reading became an evaluation and an audit entry, seen from outside through `/health/`."""

from __future__ import annotations

from vantrexia_ops.clock import Clock
from vantrexia_ops.probes.web import NoAnswer, Web
from vantrexia_ops.smoke.target import Result, Target

ASK_EVERY_SECONDS = 2.0


def watch_proof(target: Target, *, web: Web, clock: Clock, within_seconds: float) -> Result:
    """Wait until the proof of life is younger than our waiting: it arrived after we began."""
    started = clock.monotonic()
    detail = "no answer"
    while True:
        waited = clock.monotonic() - started
        try:
            body = web.get(target.api, "/health/").json()
        except NoAnswer as error:
            body, detail = None, error.message
        checks = body.get("checks") if isinstance(body, dict) else None
        proof = checks.get("proof_of_life") if isinstance(checks, dict) else None
        if isinstance(proof, dict):
            age = proof.get("age_seconds")
            if isinstance(age, int | float) and age <= waited:
                millis = proof.get("millis")
                took = f" in {millis} ms" if millis is not None else ""
                return Result(
                    name="proof", ok=True, detail=f"a synthetic reading was evaluated and audited{took}",
                    millis=round(waited * 1000),
                )  # fmt: skip
            detail = str(proof.get("detail") or f"the last synthetic reading arrived {age} s ago")
        if waited >= within_seconds:
            return Result(name="proof", ok=False, detail=detail, millis=round(waited * 1000))
        clock.sleep(ASK_EVERY_SECONDS)
