"""Commit status and Slack message at the end of the pipeline, also after a failure: `report.py`, told by the environment.

NEEDS (GitHub's `toJSON(needs)`), GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_TOKEN, GITHUB_RUN_ID; SLACK_WEBHOOK_URL may be empty: then no
message is sent. What is said is the release, which stage failed, who and where to look: no secret and nothing of the application.

Exit codes: 0 told, 1 one of the two did not take it, 2 NEEDS is not what GitHub hands over.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from talk import NoAnswer, ask

STAGES = {"check": "lint and test", "images": "build and push", "deploy": "deploy and verify"}
# What verify.sh hands on when it failed: whoever reads the message must know what serves.
OUTCOMES = {
    "rolled-back": "did not pass from outside and was rolled back",
    "rollback-failed": "did not pass from outside and THE ROLLBACK FAILED: it may still serve",
    "not-looked": "deployed, but nobody could look at it from outside",
}
CONTEXT = "deploy/production"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is one of GitHub's: success, failure, error."""

    state: str
    text: str


def judge(results: Mapping[str, str], *, outcome: str = "") -> Verdict:
    """`results` is job to success, failure, cancelled or skipped, in the order of the stages; `outcome` is what verify.sh handed on."""
    for job, name in STAGES.items():
        result = results.get(job, "skipped")
        if job == "deploy" and result != "success" and outcome in OUTCOMES:
            return Verdict("failure", OUTCOMES[outcome])
        if result == "failure":
            return Verdict("failure", f"failed at {name}")
        if result == "cancelled":
            return Verdict("error", f"cancelled during {name}")
        if result != "success":
            return Verdict("error", f"{name} did not run")
    return Verdict("success", "deployed and verified")


def read_results(text: str) -> dict[str, str]:
    """Raises ValueError, KeyError, TypeError when it is not what GitHub hands over."""
    return {job: str(about["result"]) for job, about in dict(json.loads(text)).items()}


def read_outcome(text: str) -> str:
    """What the last step of the deploy handed on; nothing when it did not get so far."""
    return str((json.loads(text).get("deploy", {}).get("outputs") or {}).get("outcome") or "")


def main() -> int:
    told = os.environ
    try:
        verdict = judge(read_results(told["NEEDS"]), outcome=read_outcome(told["NEEDS"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        sys.stderr.write("NEEDS is not the results of the jobs before.\n")
        return 2
    server, repository, commit = (
        told.get("GITHUB_SERVER_URL", "https://github.com"),
        told["GITHUB_REPOSITORY"],
        told["GITHUB_SHA"],
    )
    run = (
        f"{server}/{repository}/actions/runs/{told['GITHUB_RUN_ID']}"
        if told.get("GITHUB_RUN_ID")
        else f"{server}/{repository}"
    )
    problems = []
    try:
        ask(
            f"{told.get('GITHUB_API_URL', 'https://api.github.com')}/repos/{repository}/statuses/{commit}",
            what="commit status", token=told["GITHUB_TOKEN"],
            body={"state": verdict.state, "context": CONTEXT, "description": verdict.text, "target_url": run},
        )  # fmt: skip
    except NoAnswer as error:
        problems.append(str(error))
    if told.get("SLACK_WEBHOOK_URL"):
        sign = {"success": ":white_check_mark:", "failure": ":x:"}.get(verdict.state, ":warning:")
        by = told.get("GITHUB_ACTOR", "")
        text = f"{sign} {repository} {commit[:12]}: {verdict.text}{f' ({by})' if by else ''} <{run}|run>"
        try:
            ask(told["SLACK_WEBHOOK_URL"], what="Slack", body={"text": text})
        except NoAnswer as error:
            problems.append(str(error))
    for problem in problems:
        sys.stderr.write(f"not told: {problem}\n")
    sys.stdout.write(f"{verdict.state}: {verdict.text}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
