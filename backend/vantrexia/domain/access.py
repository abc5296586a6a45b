"""Who may do what: roles, permissions and the matrix between them, as data.

Public: `ROLES`, `PERMISSIONS`, `MATRIX`, `allows(role, permission)`, `permissions_of(role)`, `render_markdown()` (→
`docs/rules/access.md`).

Least privilege: a role has what its work needs and nothing for convenience. Clinical judgement (thresholds,
reviews, decisions) belongs to licensed roles; running the practice (users, settings,
connections, the audit trail) to the admin, who decides nothing clinical; money to the billing manager, who
sees of a patient only what a claim needs. Patients have no staff endpoint at all; an account tied to a
record types its own readings and sees them, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ROLES: tuple[str, ...] = (
    "admin",
    "clinical_manager",
    "provider",
    "nurse",
    "ma",
    "data_monitor",
    "patient",
    "billing_manager",
)

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "patient.read": "see patients: who they are and how to reach them",
        "patient.write": "create and change patients",
        "patient.archive": "archive and unarchive patients",
        "patient.merge": "merge double patients and undo it",
        "patient.import": "import patients from a file",
        "patient.export": "export patients to a file",
        "enrollment.read": "see consents, orders, episodes, plans, pauses, care teams",
        "enrollment.write": "enrol: consents, orders, episodes, plans, pauses, care teams",
        "device.read": "see the device inventory",
        "device.write": "change the inventory and the state of devices",
        "device.assign": "give devices to patients, swap and take them back",
        "reading.read": "see readings",
        "reading.create": "type in readings",
        "reading.correct": "amend, withdraw or reassign readings, with a reason",
        "threshold.read": "see thresholds",
        "threshold.write_practice": "set the practice's thresholds",
        "threshold.write_patient": "set a patient's thresholds",
        "alert.read": "see alerts",
        "alert.work": "claim, acknowledge, comment, resolve and release alerts",
        "escalation.create": "escalate by hand, STAT included",
        "triage.read": "see the triage list",
        "review.create": "mark a patient as reviewed",
        "delivery.read": "see what gateways delivered, quarantine included",
        "delivery.resolve": "resolve and replay quarantined deliveries",
        "connection.manage": "set up gateway connections and their keys",
        "interaction.write": "record calls, messages and visits",
        "decision.write": "record and sign clinical decisions",
        "time.read": "see time on patients and what it adds up to",
        "time.record": "record one's own time on patients, correct and withdraw it",
        "time.approve": "decide on late entries and held time of others, correct their time",
        "audit.read": "read the audit trail",
        "user.read": "see the practice's users",
        "user.manage": "add, change, unlock and deactivate users",
        "practice.read": "see the practice's settings",
        "practice.manage": "change the practice's settings",
        "billing.read": "see billing entries and the facts behind them",
        "billing.write": "change billing entries",
        "billing.submit": "submit claims and record their outcome",
        "report.read": "see reports",
        "breakglass.use": "open the records in an emergency, with a reason, for a limited time",
        "stream.read": "receive live updates",
    }
)

# What everybody on the clinical staff needs to follow patients, and to hand on what they see.
_FOLLOW = frozenset(
    {
        "patient.read", "enrollment.read", "device.read", "reading.read", "threshold.read", "alert.read",
        "triage.read", "delivery.read", "user.read", "practice.read", "stream.read", "interaction.write",
        "escalation.create", "time.read", "time.record",
    }
)  # fmt: skip
_ENROL = frozenset({"patient.write", "enrollment.write", "device.write", "device.assign", "reading.create"})
_CARE = frozenset({"reading.correct", "alert.work", "review.create", "breakglass.use"})
_PRESCRIBE = frozenset(
    {
        "threshold.write_patient",
        "threshold.write_practice",
        "decision.write",
        "patient.archive",
        "report.read",
        "time.approve",
    }
)
_MANAGE_RECORDS = frozenset(
    {"patient.archive", "patient.merge", "patient.import", "patient.export", "delivery.resolve", "audit.read"}
)

MATRIX: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "admin": _MANAGE_RECORDS
        | {
            "patient.read", "patient.write", "enrollment.read", "device.read", "device.write",
            "delivery.read", "connection.manage", "user.read", "user.manage", "practice.read",
            "practice.manage", "report.read", "stream.read",
            # In a small practice the owner is both: the emergency opens what the role keeps shut.
            "breakglass.use",
        },
        "clinical_manager": _FOLLOW | _ENROL | _CARE | _PRESCRIBE | _MANAGE_RECORDS | {"billing.read"},
        "provider": _FOLLOW | _ENROL | _CARE | _PRESCRIBE,
        "nurse": _FOLLOW | _ENROL | _CARE | {"delivery.resolve"},
        "ma": _FOLLOW | _ENROL,
        "data_monitor": _FOLLOW | {"alert.work", "delivery.resolve"},
        "patient": frozenset(),
        "billing_manager": frozenset(
            {
                "patient.read", "enrollment.read", "user.read", "practice.read", "billing.read",
                "billing.write", "time.read", "billing.submit", "report.read", "stream.read",
            }
        ),
    }
)  # fmt: skip


def allows(role: str, permission: str) -> bool:
    """Whether a role carries a permission. An unknown role carries none.

    Errors: KeyError for an unknown permission: a misspelt one must fail in tests, not silently deny.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return permission in permissions_of(role)


def permissions_of(role: str) -> frozenset[str]:
    """Every permission a role carries; none for an unknown role."""
    return MATRIX.get(role, frozenset())


def render_markdown() -> str:
    """The matrix as a page for people."""
    lines = [
        "# Who may do what",
        "",
        "Printed from `vantrexia.domain.access`; a test compares the two. Every endpoint asks for one of",
        "these permissions, and rows of another practice do not exist for anybody.",
        "",
        "| permission | means | " + " | ".join(ROLES) + " |",
        "| --- | --- |" + " :-: |" * len(ROLES),
    ]
    for permission, meaning in PERMISSIONS.items():
        cells = ["yes" if allows(role, permission) else "" for role in ROLES]
        lines.append(f"| `{permission}` | {meaning} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Patients have no access to staff endpoints. An account tied to a record types its own readings and sees them.",
    ]
    return "\n".join(lines) + "\n"
