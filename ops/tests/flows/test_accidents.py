"""Bad input and accidents: each ends with one clear line, a hint and its exit code, and leaves nothing half done."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.flows.stage import Stage
from tests.flows.world import Behaviour
from vantrexia_ops.errors import EngineGone, LockHeld, OpsError, PreflightRefused
from vantrexia_ops.flows.doctor import Finding, examine
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.status import read_status
from vantrexia_ops.journal import find_unfinished


def refuse(stage: Stage, release: str, *, says: str, code: int) -> OpsError:
    """The deploy is refused with these words, and everything is as it was."""
    before = (stage.serving, {key: c.release for key, c in stage.world.containers.items() if c.running})
    with pytest.raises(OpsError, match=says) as caught:
        stage.deploy(release)
    assert caught.value.exit_code == code
    assert caught.value.hint
    assert "\n" not in caught.value.line
    assert (
        stage.serving,
        {key: c.release for key, c in stage.world.containers.items() if c.running},
    ) == before
    assert find_unfinished(stage.ground.journal.read()) is None
    return caught.value


@pytest.fixture
def serving(stage: Stage) -> Stage:
    stage.deploy("r1")
    return stage


def test_a_full_disk_is_noticed_before_anything_is_begun(serving: Stage) -> None:
    serving.host.disk_mb = 100
    refuse(serving, "r2", says="100 MB free", code=PreflightRefused.exit_code)


def test_too_little_memory_for_a_second_colour_is_noticed(serving: Stage) -> None:
    serving.host.memory_mb = 200
    refuse(serving, "r2", says="200 MB of memory free", code=PreflightRefused.exit_code)


def test_all_problems_are_told_at_once(serving: Stage) -> None:
    serving.host.disk_mb = serving.host.memory_mb = 100
    serving.world.is_database_read_only = True
    serving.world.valkey_refuses = True
    serving.world.clock_skew = timedelta(hours=1)
    error = refuse(serving, "r2", says="MB free", code=PreflightRefused.exit_code)
    for problem in ("of memory", "the database only reads", "Valkey (broker)", "differ by 3600 s"):
        assert problem in error.message


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_off_by_an_hour_is_refused(serving: Stage, hours: int) -> None:
    serving.world.clock_skew = timedelta(hours=hours)
    refuse(
        serving, "r2", says=r"clock and the database's differ by 3[56]\d\d s", code=PreflightRefused.exit_code
    )


def test_a_database_that_only_reads_is_refused(serving: Stage) -> None:
    serving.world.is_database_read_only = True
    refuse(serving, "r2", says="the database only reads", code=PreflightRefused.exit_code)


def test_a_changed_password_of_valkey_is_named_without_being_shown(serving: Stage) -> None:
    serving.world.valkey_refuses = True
    error = refuse(serving, "r2", says=r"Valkey \(broker\) refuses", code=PreflightRefused.exit_code)
    assert "valkey-password.md" in (error.hint or "")


def test_a_missing_secret_is_named(serving: Stage) -> None:
    (Path(serving.ground.config.secrets.directory) / "SECRET_KEY").unlink()
    refuse(
        serving, "r2", says="missing: SECRET_KEY|secrets cannot be written", code=PreflightRefused.exit_code
    )


def test_a_store_that_hands_nothing_out_is_refused_like_a_missing_secret(serving: Stage) -> None:
    serving.reconfigure(secrets={"directory": "/nowhere"})
    error = refuse(serving, "r2", says="no secrets in /nowhere", code=PreflightRefused.exit_code)
    assert "secrets.directory" in (error.hint or "")


@pytest.mark.parametrize(
    "broken", ["crashes", "never_ready", "smoke_fails", "workers_fail", "errors_when_serving", "proof_fails"]
)
def test_whatever_is_wrong_with_a_release_there_is_a_hint_where_to_look(serving: Stage, broken: str) -> None:
    serving.world.releases["r2"] = Behaviour(**{broken: True})
    with pytest.raises(OpsError) as failure:
        serving.deploy("r2")
    assert failure.value.hint
    assert "still serves" in failure.value.message
    assert "\n" not in failure.value.line


@pytest.mark.parametrize("days_left", [-1, 12])
def test_a_certificate_that_ran_out_or_soon_will_is_refused(serving: Stage, days_left: int) -> None:
    pem = make_certificate(now=serving.world.clock.now(), days_left=days_left)
    (Path(serving.ground.config.secrets.directory) / "CLOUDFLARE_ORIGIN_CERT").write_text(pem)
    error = refuse(serving, "r2", says="origin certificate", code=PreflightRefused.exit_code)
    assert "certificate.md" in (error.hint or "")


def test_a_certificate_with_days_enough_is_none(serving: Stage) -> None:
    pem = make_certificate(now=serving.world.clock.now(), days_left=60)
    (Path(serving.ground.config.secrets.directory) / "CLOUDFLARE_ORIGIN_CERT").write_text(pem)
    serving.deploy("r2")
    assert serving.serving == "r2"


def make_certificate(*, now: datetime, days_left: int) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app.practice.example")])
    names = [x509.DNSName("app.practice.example"), x509.DNSName("api.practice.example")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days_left))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def test_an_old_backup_is_refused_where_one_is_asked_for(serving: Stage) -> None:
    serving.reconfigure(checks={"backup_marker": "/var/backups/verified"})
    serving.host.backup_at = serving.world.clock.now() - timedelta(hours=40)
    refuse(serving, "r2", says="40 h old, 26 h allowed", code=PreflightRefused.exit_code)
    serving.host.backup_at = None
    refuse(serving, "r2", says="no verified backup is noted", code=PreflightRefused.exit_code)


def test_an_engine_that_goes_away_mid_way_leaves_a_deploy_to_be_decided(serving: Stage) -> None:
    serving.world.is_engine_gone = True
    with pytest.raises(OpsError) as caught:
        serving.deploy("r2")
    assert caught.value.exit_code == EngineGone.exit_code
    serving.world.is_engine_gone = False
    if find_unfinished(serving.ground.journal.read()) is not None:
        serving.abort()
    assert serving.serving == "r1"
    serving.deploy("r2")
    assert serving.serving == "r2"


def test_a_lock_keeps_everybody_out_and_says_why(serving: Stage) -> None:
    serving.ground.leases.lock(who="eve@host", why="audit today")
    refuse(serving, "r2", says="locked by eve@host .*: audit today", code=LockHeld.exit_code)
    serving.ground.leases.unlock()
    serving.deploy("r2")


def test_a_second_deploy_is_refused_while_one_runs(serving: Stage) -> None:
    with serving.ground.leases.hold(who="eve@host", why="deploy r9"):
        refuse(serving, "r2", says="eve@host is deploying since .*: deploy r9", code=LockHeld.exit_code)
    serving.deploy("r2")


def test_without_a_smoke_user_only_a_first_deploy_goes_on_and_makes_one(stage: Stage) -> None:
    store = Path(stage.ground.config.secrets.directory)
    for name in ("SMOKE_EMAIL", "SMOKE_PASSWORD"):
        (store / name).unlink()
    stage.deploy("r1")
    assert (store / "SMOKE_EMAIL").read_text() == "made@synthetic.invalid"
    assert (store / "SMOKE_PASSWORD").stat().st_mode & 0o077 == 0
    (store / "SMOKE_PASSWORD").unlink()
    error = refuse(stage, "r2", says=r"no smoke user \(SMOKE_PASSWORD\)", code=PreflightRefused.exit_code)
    assert "smoke_user" in (error.hint or "")
    stage.deploy("r2", skip_smoke=True)


def test_after_a_first_deploy_that_failed_the_next_one_is_not_refused_for_what_it_left(stage: Stage) -> None:
    """Its data services run, perhaps without roles: they are asked once those are made."""
    stage.world.releases["r1"] = Behaviour(never_ready=True)
    with pytest.raises(DeployFailed, match="nothing served before"):
        stage.deploy("r1")
    assert stage.world.containers["vantrexia", "redis"].running
    stage.deploy("r2")
    assert stage.serving == "r2"


def test_a_deploy_under_way_is_told_apart_from_one_that_was_cut_off(serving: Stage) -> None:
    assert serving.break_off(lambda: serving.deploy("r2"), after=40)
    assert read_status(serving.ground).unfinished
    assert read_status(serving.ground).running is None
    assert not findings(serving)["journal"].ok
    with serving.ground.leases.hold(who="ada@host", why="resume"):
        assert read_status(serving.ground).running
        assert read_status(serving.ground).unfinished is None
        assert findings(serving)["journal"].ok


def findings(stage: Stage) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(stage.ground)}


def test_a_doctor_has_nothing_to_say_about_a_host_that_is_well(serving: Stage) -> None:
    assert [finding for finding in examine(serving.ground) if not finding.ok] == []
    serving.world.containers["vantrexia", "celery-beat"].running = False
    assert findings(serving)["containers"].detail == "celery-beat is exited"
