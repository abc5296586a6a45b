"""The five smoke tests: on the new colour before anybody else sees it, and again through the edge after the switch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import application, docker
from vantrexia_ops.errors import OpsError, SmokeFailed
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.smoke_target import edge_target, find_sign_in, private_target
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.runner import CommandFailed
from vantrexia_ops.smoke import Result, SmokeReport, run_smoke
from vantrexia_ops.smoke.page import list_assets


class SmokePrivately(BaseStep):
    name = "smoke"
    title = "Smoke test the new colour"

    def plan(self, run: Run) -> list[str]:
        if run.skip_smoke:
            return ["Skipped, as asked for"]
        return ["Health, sign-in and refresh, patients, page and bundle, on the new colour's own addresses"]

    def do(self, run: Run) -> Mapping[str, Any]:
        if run.skip_smoke:
            self.note("skipped, as asked for")
            return {}
        bundle = self._read_bundle(run)
        target = private_target(self.ground, run, bundle=frozenset(bundle))
        _judge(run_smoke(target, web=self.ground.web, clock=self.ground.clock, on_result=self._tell))
        return {"bundle": bundle}

    def _tell(self, result: Result) -> None:
        self.note(describe_result(result))

    def _read_bundle(self, run: Run) -> list[str]:
        """What the page of this image names; the answers over HTTP must name the same."""
        frontend = find_container(
            self.ground.containers(), project=run.project, service="frontend", running=True
        )
        if frontend is None:
            raise OpsError("the new frontend does not run")
        page = self.ground.runner.run(docker.read_file(frontend.id, path="/srv/app/index.html")).out
        return sorted(list_assets(page))


class SmokeEdge(BaseStep):
    name = "smoke-edge"
    title = "Smoke test through the edge"

    def plan(self, run: Run) -> list[str]:
        if run.skip_smoke:
            return ["Skipped, as asked for"]
        told = ["The same five through the proxy, certificates included"]
        if self.ground.config.smoke.proof:
            told.append("A synthetic reading must be evaluated and audited")
        return told

    def do(self, run: Run) -> Mapping[str, Any]:
        if run.skip_smoke:
            self.note("skipped, as asked for")
            return {}
        bundle = frozenset(run.facts.get("smoke", {}).get("bundle", ()))
        sign_in, excuse = find_sign_in(self.ground, run)
        target = edge_target(self.ground, release=run.release, bundle=bundle, sign_in=sign_in, excuse=excuse)
        _judge(
            run_smoke(
                target, web=self.ground.web, clock=self.ground.clock,
                on_result=lambda result: self.note(describe_result(result)),
            )
        )  # fmt: skip
        return {"proof_millis": self._prove(run)} if self.ground.config.smoke.proof else {}

    def _prove(self, run: Run) -> int | None:
        backend = find_container(
            self.ground.containers(), project=run.project, service="backend", running=True
        )
        if backend is None:
            raise OpsError("the new backend does not run")
        within = self.ground.config.smoke.proof_within_seconds
        words = ("prove_life", "--within", str(within))
        try:
            said = self.ground.runner.run(
                application.manage(backend.id, words=words, timeout_seconds=within + 60)
            )
        except CommandFailed as error:
            raise OpsError(
                f"the synthetic reading did not arrive: {error.said.last_line}",
                hint="docs/runbooks/proof-of-life.md goes through the way a reading takes.",
            ) from error
        proof = json.loads(said.out.strip().splitlines()[-1])
        self.note(f"proof: a synthetic reading was evaluated and audited in {proof['millis']} ms")
        return int(proof["millis"])


def describe_result(result: Result) -> str:
    verdict = "skipped" if result.is_skipped else "ok" if result.ok else "FAILED"
    return f"{result.name}: {verdict}, {result.detail}"


def _judge(report: SmokeReport) -> None:
    if not report.ok:
        raise SmokeFailed(f"smoke test: {report.sentence}", hint=_hint(report))


def _hint(report: SmokeReport) -> str:
    if any(result.name == "certificate" for result in report.failures):
        return "docs/runbooks/certificate.md says how a new one gets there."
    return "`vantrexia smoke` runs the five alone; the containers' last words are above."
