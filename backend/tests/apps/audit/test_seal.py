"""The audit keeps itself: nothing can be changed, and what is changed behind the database's back is found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from tests.people import People, make_people
from vantrexia.audit.models import Entry, Leaf
from vantrexia.audit.services import record, record_platform
from vantrexia.audit.services.seal import export_roots, list_practices_to_seal
from vantrexia.audit.services.verify import Report, verify_tree
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.workflows.sealing import seal_audit

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def written(committed_db: None) -> People:
    """Three entries of Riverside, one of Hillside, committed."""
    people = make_people_committed()
    for number in range(3):
        with practice_scope(people.practice.id):
            record(
                actor=people.nora.actor,
                action="patient.read",
                entity="patient",
                entity_id=number,
                reason="because",
                at=NOW,
            )
    with practice_scope(people.other_practice.id):
        record(actor=people.olga.actor, action="patient.read", entity="patient", at=NOW)
    with transaction.atomic():
        record_platform(
            actor=system_actor("test", practice_id=None), action="key.rotated", entity="key", at=NOW
        )
    return people


def make_people_committed() -> People:
    with transaction.atomic():
        return make_people()


def verify(people: People, directory: Path) -> Report:
    with practice_scope(people.practice.id):
        return verify_tree(str(people.practice.id), directory=directory)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_application_cannot_change_an_entry(written: People, statement: str) -> None:
    with pytest.raises(Error), practice_scope(written.practice.id), connection.cursor() as cursor:
        cursor.execute(statement)


def test_not_even_the_owner_can_change_an_entry(
    written: People, admin_connection: psycopg.Connection
) -> None:
    with pytest.raises(psycopg.Error, match="append-only"):
        admin_connection.execute("UPDATE audit_entry SET action = 'x'")


def test_sealing_numbers_every_entry_once_and_exports_the_root(
    written: People, tmp_path: Path, settings: object
) -> None:
    settings.AUDIT_EXPORT_DIR = str(tmp_path)  # type: ignore[attr-defined]
    assert seal_audit(NOW) == 5
    assert seal_audit(NOW) == 0
    assert list_practices_to_seal() == []
    report = verify(written, tmp_path)
    assert (report.entries, report.sealed, report.exported, report.problems) == (3, 3, 1, [])
    call_command("verify_audit", "--export-dir", str(tmp_path))


def test_verifying_without_exported_roots_says_so_and_a_directory_that_is_not_there_is_an_error(
    written: People, tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.AUDIT_EXPORT_DIR = ""  # type: ignore[attr-defined]
    seal_audit(NOW)
    call_command("verify_audit")
    assert "Exported roots were not compared" in capsys.readouterr().out
    call_command("verify_audit", "--export-dir", str(tmp_path))
    assert "were not compared" not in capsys.readouterr().out
    with pytest.raises(CommandError, match="is no directory"):
        call_command("verify_audit", "--export-dir", str(tmp_path / "mistyped"))


def test_an_entry_of_an_open_transaction_is_not_numbered_yet(
    written: People, admin_connection: psycopg.Connection
) -> None:
    seal_audit(NOW)
    admin_connection.execute("BEGIN")
    admin_connection.execute("SELECT pg_current_xact_id()")
    with practice_scope(written.practice.id):
        record(actor=written.nora.actor, action="patient.read", entity="patient", at=NOW)
    assert seal_audit(NOW) == 0
    admin_connection.execute("COMMIT")
    assert seal_audit(NOW) == 1


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        ("UPDATE audit_entry SET action = 'patient.exported' WHERE id = '{first}'", "was changed"),
        ("UPDATE audit_entry SET at = at + interval '1 second' WHERE id = '{first}'", "was changed"),
        ("DELETE FROM audit_entry WHERE id = '{first}'", "is gone"),
        (
            "UPDATE audit_leaf SET seq = -1 WHERE practice_id = '{practice}' AND seq = 0; "
            "UPDATE audit_leaf SET seq = 0 WHERE practice_id = "
            "'{practice}' AND seq = 1; UPDATE audit_leaf SET seq = 1 WHERE practice_id = '{practice}' AND seq = -1",
            "does not fit",
        ),
        (
            "DELETE FROM audit_leaf WHERE practice_id = '{practice}' AND seq = 2; DELETE FROM audit_entry WHERE id = '{last}'; "
            "DELETE FROM audit_root WHERE practice_id = '{practice}'",
            "it was cut back",
        ),
        ("UPDATE audit_root SET root_hash = '\\x00' WHERE practice_id = '{practice}'", "does not fit them"),
        (
            "INSERT INTO audit_entry (id, practice_id, at, actor_kind, actor_role, actor_name, action, entity, entity_id, "
            "patient_ids, request_id, outcome, detail, txid) "
            "SELECT gen_random_uuid(), practice_id, at, actor_kind, actor_role, actor_name, action, entity, entity_id, "
            "patient_ids, request_id, outcome, detail, 3 FROM audit_entry WHERE id = '{first}'",
            "behind the seal",
        ),
    ],
)
def test_what_a_superuser_changes_is_found(
    written: People,
    tmp_path: Path,
    settings: object,
    admin_connection: psycopg.Connection,
    attack: str,
    found: str,
) -> None:
    settings.AUDIT_EXPORT_DIR = str(tmp_path)  # type: ignore[attr-defined]
    seal_audit(NOW)
    with practice_scope(written.practice.id):
        ids = [str(entry_id) for entry_id in Leaf.objects.order_by("seq").values_list("entry_id", flat=True)]
        assert Entry.objects.count() == 3
    admin_connection.execute("SET session_replication_role = replica")
    # One by one: with parameters or not, every statement of the attack runs with the triggers asleep.
    admin_connection.execute(attack.format(first=ids[0], last=ids[2], practice=written.practice.id))
    admin_connection.execute("SET session_replication_role = origin")
    problems = verify(written, tmp_path).problems
    assert any(found in problem for problem in problems), problems
    with pytest.raises(CommandError):
        call_command("verify_audit", "--export-dir", str(tmp_path))


def test_an_export_that_was_rewritten_is_found(written: People, tmp_path: Path, settings: object) -> None:
    settings.AUDIT_EXPORT_DIR = str(tmp_path)  # type: ignore[attr-defined]
    seal_audit(NOW)
    path = tmp_path / f"{written.practice.id}.jsonl"
    path.write_text(path.read_text().replace('"size": 3', '"size": 2'))
    assert any("our signature" in problem for problem in verify(written, tmp_path).problems)


def test_a_lost_export_is_written_again(written: People, tmp_path: Path, settings: object) -> None:
    settings.AUDIT_EXPORT_DIR = str(tmp_path)  # type: ignore[attr-defined]
    seal_audit(NOW)
    (tmp_path / f"{written.practice.id}.jsonl").unlink()
    with practice_scope(written.practice.id):
        assert export_roots(str(written.practice.id), directory=tmp_path) == 1


@pytest.mark.parametrize("left", [1, 40, -1])
def test_a_line_a_crash_cut_short_is_said_again_and_is_no_forgery(
    written: People, tmp_path: Path, settings: object, left: int
) -> None:
    settings.AUDIT_EXPORT_DIR = str(tmp_path)  # type: ignore[attr-defined]
    seal_audit(NOW)
    path = tmp_path / f"{written.practice.id}.jsonl"
    whole = path.read_text().splitlines()
    path.write_text(whole[0][:left])
    for at in (NOW, NOW):  # the job goes on by itself, and says it once
        with practice_scope(written.practice.id):
            record(actor=written.nora.actor, action="patient.read", entity="patient", at=at)
        seal_audit(at)
    lines = path.read_text().splitlines()
    assert lines[1] == whole[0]
    assert len(lines) == 4
    report = verify(written, tmp_path)
    assert (report.sealed, report.exported, report.problems) == (5, 3, [])
    path.write_text("\n".join(["{}", *lines]) + "\n")
    assert any("our signature" in problem for problem in verify(written, tmp_path).problems)
