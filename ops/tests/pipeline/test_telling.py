"""What the pipeline tells GitHub and Slack, and asks GitHub: against servers that are down, slow, refuse, and come back."""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.http_host import HttpHost, Say
from tests.pipeline.places import SCRIPTS, run_script

COMMIT = "1f2e3d4c5b6a79881726354455463728190a0b0c"


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    sys.modules.pop("talk", None)
    import talk

    return talk


def env_of(github: HttpHost, slack: str | None = None, **results: str) -> dict[str, str]:
    told = {"check": "success", "images": "success", "deploy": "success", **results}
    return {
        "NEEDS": json.dumps({job: {"result": result, "outputs": {}} for job, result in told.items()}),
        "GITHUB_REPOSITORY": "practice/vantrexia", "GITHUB_SHA": COMMIT, "GITHUB_TOKEN": "ghs_secret", "GITHUB_RUN_ID": "77",
        "GITHUB_ACTOR": "ada", "GITHUB_API_URL": github.url, "SLACK_WEBHOOK_URL": slack or "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("results", "state", "text"),
    [
        ({}, "success", "deployed and verified"),
        (
            {"check": "failure", "images": "skipped", "deploy": "skipped"},
            "failure",
            "failed at lint and test",
        ),
        ({"images": "failure", "deploy": "skipped"}, "failure", "failed at build and push"),
        ({"deploy": "failure"}, "failure", "failed at deploy and verify"),
        ({"deploy": "cancelled"}, "error", "cancelled during deploy and verify"),
        ({"images": "skipped", "deploy": "skipped"}, "error", "build and push did not run"),
    ],
)
def test_the_commit_and_the_channel_are_told_how_it_ended(
    results: dict[str, str], state: str, text: str
) -> None:
    with HttpHost([Say(201, {})]) as github, HttpHost([Say(200, b"ok")]) as slack:
        done = run_script("report.sh", env=env_of(github, f"{slack.url}/services/T/B/key", **results))
    assert (done.returncode, done.stdout.strip()) == (0, f"{state}: {text}")
    (status,) = github.asked
    assert (status.method, status.path) == ("POST", f"/repos/practice/vantrexia/statuses/{COMMIT}")
    assert status.headers["Authorization"] == "Bearer ghs_secret"
    assert (status.body["state"], status.body["context"], status.body["description"]) == (
        state,
        "deploy/production",
        text,
    )
    assert status.body["target_url"].endswith("/actions/runs/77")
    (message,) = slack.asked
    assert text in message.body["text"]
    assert "ghs_secret" not in json.dumps(message.body)


@pytest.mark.parametrize(
    ("outcome", "result", "text"),
    [
        ("rolled-back", "failure", "did not pass from outside and was rolled back"),
        (
            "rollback-failed",
            "failure",
            "did not pass from outside and THE ROLLBACK FAILED: it may still serve",
        ),
        (
            "rollback-failed",
            "cancelled",
            "did not pass from outside and THE ROLLBACK FAILED: it may still serve",
        ),
        ("not-looked", "failure", "deployed, but nobody could look at it from outside"),
        ("", "failure", "failed at deploy and verify"),
        ("verified", "success", "deployed and verified"),
    ],
)
def test_what_serves_after_a_failed_look_from_outside_is_told(outcome: str, result: str, text: str) -> None:
    with HttpHost([Say(201, {})]) as github, HttpHost([Say(200, b"ok")]) as slack:
        env = env_of(github, f"{slack.url}/services/T/B/key", deploy=result)
        needs = json.loads(env["NEEDS"])
        needs["deploy"]["outputs"] = {"outcome": outcome} if outcome else {}
        done = run_script("report.sh", env={**env, "NEEDS": json.dumps(needs)})
    assert done.returncode == 0, done.stderr
    assert github.asked[0].body["description"] == text
    assert text in slack.asked[0].body["text"]


def test_without_a_channel_the_commit_is_told_alone() -> None:
    with HttpHost([Say(201, {})]) as github:
        assert run_script("report.sh", env=env_of(github)).returncode == 0
    assert len(github.asked) == 1


def test_a_channel_that_refuses_is_said_without_its_address_and_the_commit_is_told_all_the_same() -> None:
    with HttpHost([Say(201, {})]) as github, HttpHost([Say(403, b"invalid_token")]) as slack:
        done = run_script("report.sh", env=env_of(github, f"{slack.url}/services/T/B/key"))
    assert done.returncode == 1
    assert done.stderr.strip() == "not told: Slack: answered 403"
    assert len(slack.asked) == 1, "a refusal is final"
    assert len(github.asked) == 1


def test_results_nobody_can_read_are_an_error_of_their_own() -> None:
    with HttpHost([Say(201, {})]) as github:
        assert run_script("report.sh", env={**env_of(github), "NEEDS": "no JSON"}).returncode == 2
        assert run_script("report.sh", env={**env_of(github), "NEEDS": '{"check": 1}'}).returncode == 2


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([Say(500), Say(502), Say(200, {"id": 1})], 3),
        ([Say(0), Say(200, {"id": 1})], 2),
        ([Say(429, headers={"Retry-After": "7"}), Say(200, {"id": 1})], 2),
    ],
    ids=["500 and 502", "hung up", "429"],
)
def test_what_may_pass_is_tried_again(talk: ModuleType, answers: list[Say], tries: int) -> None:
    waited: list[float] = []
    with HttpHost(answers) as server:
        assert talk.ask(server.url, what="server", sleep=waited.append) == {"id": 1}
    assert len(server.asked) == tries
    assert len(waited) == tries - 1
    if answers[0].status == 429:
        assert waited == [7.0]


def test_a_server_that_stays_down_is_given_up_after_a_few_tries(talk: ModuleType) -> None:
    waited: list[float] = []
    with HttpHost([Say(503)]) as server, pytest.raises(talk.NoAnswer, match="server: answered 503"):
        talk.ask(server.url, what="server", sleep=waited.append)
    assert len(server.asked) == talk.TRIES
    assert max(waited) <= talk.LONGEST_WAIT_SECONDS
    with pytest.raises(talk.NoAnswer, match="nobody: ConnectionRefusedError"):
        talk.ask("http://127.0.0.1:1/", what="nobody", sleep=waited.append)


def added(**about: Any) -> dict[str, Any]:
    return {"change_type": "added", "name": "left-pad", "version": "1.0", "manifest": "frontend/package-lock.json",
            "license": "MIT", "vulnerabilities": [], **about}  # fmt: skip


def hole(severity: str) -> dict[str, str]:
    return {"severity": severity, "advisory_ghsa_id": "GHSA-1", "advisory_summary": "runs anything"}


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (added(), 0, ""),
        (added(vulnerabilities=[hole("low")]), 0, ""),
        (
            added(vulnerabilities=[hole("moderate")]),
            1,
            "left-pad 1.0 (frontend/package-lock.json): moderate GHSA-1 runs anything",
        ),
        (added(vulnerabilities=[hole("unheard of")]), 1, "unheard of"),
        (added(license="AGPL-3.0-only"), 1, "licence AGPL-3.0-only"),
        (added(change_type="removed", vulnerabilities=[hole("critical")]), 0, ""),
    ],
)
def test_a_change_that_brings_in_a_known_hole_or_a_binding_licence_fails(
    change: dict[str, Any], code: int, said: str
) -> None:
    with HttpHost([Say(200, [change])]) as github:
        done = run_script("review-dependencies.sh", env={**env_of(github), "BASE": "aaa", "HEAD": "bbb"})
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert github.asked[0].path == "/repos/practice/vantrexia/dependency-graph/compare/aaa...bbb"


@pytest.mark.parametrize("answer", [Say(403, {"message": "not enabled"}), Say(200, {"message": "odd"})])
def test_a_review_that_cannot_look_does_not_pass(answer: Say) -> None:
    with HttpHost([answer]) as github:
        done = run_script("review-dependencies.sh", env={**env_of(github), "BASE": "aaa", "HEAD": "bbb"})
    assert done.returncode == 1
