"""The matrix: exact names, least privilege, and the walls between clinical work, administration and money."""

from __future__ import annotations

import pytest

from vantrexia.domain.access import MATRIX, PERMISSIONS, ROLES, allows, permissions_of

STAFF = [role for role in ROLES if role != "patient"]


def list_roles_with(permission: str) -> set[str]:
    return {role for role in ROLES if allows(role, permission)}


def test_the_roles_are_the_decided_ones() -> None:
    assert set(ROLES) == {
        "admin",
        "clinical_manager",
        "provider",
        "nurse",
        "ma",
        "data_monitor",
        "patient",
        "billing_manager",
    }
    assert set(MATRIX) == set(ROLES)


def test_the_permissions_are_the_agreed_names() -> None:
    assert set(PERMISSIONS) == {
        "patient.read", "patient.write", "patient.archive", "patient.merge", "patient.import",
        "patient.export", "enrollment.read", "enrollment.write", "device.read", "device.write",
        "device.assign", "reading.read", "reading.create", "reading.correct", "threshold.read",
        "threshold.write_practice", "threshold.write_patient", "alert.read", "alert.work",
        "escalation.create", "triage.read", "review.create", "delivery.read",
        "delivery.resolve", "connection.manage", "interaction.write", "decision.write",
        "time.read", "time.record", "time.approve", "audit.read", "user.read", "user.manage", "practice.read", "practice.manage",
        "billing.read", "billing.write", "billing.submit", "report.read", "breakglass.use",
        "stream.read",
    }  # fmt: skip


def test_the_matrix_holds_only_known_permissions_and_every_permission_has_a_role() -> None:
    assert set().union(*MATRIX.values()) == set(PERMISSIONS)


def test_a_patient_can_do_nothing_on_staff_endpoints() -> None:
    assert permissions_of("patient") == frozenset()


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("threshold.write_practice", {"clinical_manager", "provider"}),
        ("threshold.write_patient", {"clinical_manager", "provider"}),
        ("decision.write", {"clinical_manager", "provider"}),
        ("time.record", {"clinical_manager", "provider", "nurse", "ma", "data_monitor"}),
        ("time.approve", {"clinical_manager", "provider"}),
        ("review.create", {"clinical_manager", "provider", "nurse"}),
        ("reading.correct", {"clinical_manager", "provider", "nurse"}),
        ("alert.work", {"clinical_manager", "provider", "nurse", "data_monitor"}),
        ("breakglass.use", {"admin", "clinical_manager", "provider", "nurse"}),
        ("user.manage", {"admin"}),
        ("practice.manage", {"admin"}),
        ("connection.manage", {"admin"}),
        ("audit.read", {"admin", "clinical_manager"}),
        ("patient.merge", {"admin", "clinical_manager"}),
        ("patient.export", {"admin", "clinical_manager"}),
        ("billing.write", {"billing_manager"}),
        ("billing.submit", {"billing_manager"}),
        ("enrollment.write", {"clinical_manager", "provider", "nurse", "ma"}),
        ("device.assign", {"clinical_manager", "provider", "nurse", "ma"}),
        ("reading.create", {"clinical_manager", "provider", "nurse", "ma"}),
        ("escalation.create", {"clinical_manager", "provider", "nurse", "ma", "data_monitor"}),
    ],
)
def test_who_holds_the_permissions_that_matter(permission: str, roles: set[str]) -> None:
    assert list_roles_with(permission) == roles


def test_the_admin_decides_nothing_clinical_and_sees_no_values() -> None:
    clinical = {"reading.read", "alert.read", "alert.work", "triage.read", "threshold.read", "review.create"}
    assert not clinical & permissions_of("admin")


def test_the_billing_manager_sees_of_a_patient_only_what_a_claim_needs() -> None:
    allowed = {"patient.read", "enrollment.read", "user.read", "practice.read", "report.read", "time.read"}
    # Of the stream this role hears what its permissions allow (`core.events.HEARD_WITH`): billing and time.
    allowed.add("stream.read")
    billing = {name for name in PERMISSIONS if name.startswith("billing.")}
    assert permissions_of("billing_manager") == allowed | billing


def test_whoever_may_write_may_read() -> None:
    for role in STAFF:
        for permission in permissions_of(role):
            area = permission.split(".")[0]
            if f"{area}.read" in PERMISSIONS and permission != "escalation.create":
                assert allows(role, f"{area}.read"), (role, permission)


def test_an_unknown_role_has_no_permission() -> None:
    assert not allows("root", "patient.read")
    assert permissions_of("root") == frozenset()


def test_a_misspelt_permission_is_an_error_not_a_denial() -> None:
    with pytest.raises(KeyError):
        allows("admin", "patients.read")
