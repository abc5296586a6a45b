"""What the application's figures mean: `judge_page(page, limits=…)` gives an alarm for each that is beyond its limit.

A page that is not there, or lacks a figure, is an alarm too: silence is never good news. Texts name neither patient nor practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vantrexia_ops.alarms.page import WAITS, Page, read_waits, since
from vantrexia_ops.alarms.slo import Burn, Severity

# Causes read from rows of the database, from two pages, and everything a page tells.
ROW_KEYS = frozenset(
    {
        "deliveries",
        "proof-of-life",
        "beat",
        "reading-to-alert",
        "reminders",
        "notifications",
        "silence",
        "sealing",
        "partitions",
    }
)
CHANGE_KEYS = frozenset({"deliveries-not-kept", "readings-late"})
PAGE_KEYS = ROW_KEYS | CHANGE_KEYS | {"database"}
# Work of the schedule that nothing else would miss: cause, job, severity, what it means. Synthetic readings need none of it.
SWEEPS: tuple[tuple[str, str, Severity, str], ...] = (
    ("reminders", "sweep_steps", "critical", "alerts are neither reminded of nor escalated"),
    ("notifications", "sweep_notifications", "critical", "no notification is sent"),
    ("silence", "sweep_scores", "error", "patients whose devices fell silent are not found"),
    ("sealing", "seal_audit", "error", "the audit log is not sealed"),
)
RECEIVERS = {"pagerduty": "PagerDuty", "slack": "Slack"}

# Of the readings since the look before: fewer are a hiccup (a redelivery, a worker that was just replaced).
LEAST_SLOW, SLOW_SHARE = 3, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`key` names the cause and is the same as long as the cause is. `looks` is how often in a row it must be seen before anybody
    is told."""

    key: str
    severity: Severity
    summary: str
    hint: str
    looks: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and milliseconds beyond which somebody is told."""

    queue_age_seconds: float
    proof_age_seconds: float
    beat_age_seconds: float
    sweep_age_seconds: float
    reading_to_alert_millis: float


def judge_page(page: Page | None, *, limits: Limits) -> list[Alarm]:
    """Alarms of the application itself."""
    if page is None:
        hint = (
            "`vantrexia status`, `vantrexia doctor`; readings wait at the gateways until somebody takes them."
        )
        return [
            Alarm(
                key="application",
                severity="critical",
                summary="the application does not answer",
                hint=hint,
                looks=2,
            )
        ]
    if not page.find("vantrexia_database_up"):
        hint = "Deliveries are refused with 503 and come again. Look at the database first."
        return [
            Alarm(
                key="database",
                severity="critical",
                summary="the database does not answer",
                hint=hint,
                looks=2,
            )
        ]
    found = [
        _old(page, "deliveries", "vantrexia_deliveries_oldest_seconds", {}, limits.queue_age_seconds,
             "a delivery waits to be processed", "Workers: `vantrexia app run -- run_once sweep_deliveries` shows what is wrong."),
        _old(page, "proof-of-life", "vantrexia_sign_of_life_age_seconds", {"name": "proof_of_life"}, limits.proof_age_seconds,
             "no synthetic reading became an alert", "Real readings take the same way: look at workers, queue and database."),
        _old(page, "beat", "vantrexia_sign_of_life_age_seconds", {"name": "beat"}, limits.beat_age_seconds,
             "the scheduler does not tick", "`docker logs` of celery-beat; reminders and sweeps wait for it."),
        *(
            _old(page, key, "vantrexia_sign_of_life_age_seconds", {"name": job}, limits.sweep_age_seconds, what,
                 f"The job fails or nobody runs it: `vantrexia app run -- run_once {job}` shows why.", severity=severity)
            for key, job, severity, what in SWEEPS
        ),
        _slow(page, limits),
        _judge_partitions(page),
    ]  # fmt: skip
    return [alarm for alarm in found if alarm is not None]


def find_hidden(before: Page | None, page: Page | None) -> frozenset[str]:
    """Causes this page says nothing about, neither that they stand nor that they are over: whatever stands in front of them hides them."""
    if page is None:
        return PAGE_KEYS
    hidden = frozenset() if page.find("vantrexia_database_up") else ROW_KEYS
    if before is None:
        return hidden | CHANGE_KEYS
    # Workers that evaluate nothing at all let no reading be late.
    is_silent = page.find(f"{WAITS}_count") is None or not read_waits(page, before).count
    return hidden | {"readings-late"} if is_silent else hidden


def judge_receivers(*, stuck: Mapping[str, str], refused: Mapping[str, str]) -> list[Alarm]:
    """Whoever is to be told and is not: the other one learns of it. Receiver (RECEIVERS) to the reason."""
    return [
        Alarm(
            key=f"receiver-{receiver}", severity="error",
            summary=f"{name} {'refuses messages' if receiver in refused else 'has taken no message for a while'}: "
            f"{refused.get(receiver) or stuck[receiver]}",
            hint="Nobody is paged there meanwhile. `vantrexia watch --test`; what was refused lies in state/alarms/outbox/refused.",
        )
        for receiver, name in RECEIVERS.items()
        if receiver in refused or receiver in stuck
    ]  # fmt: skip


def judge_change(before: Page | None, now: Page | None, *, limits: Limits) -> list[Alarm]:
    """What must not have happened since the look before; counters that fell were started anew."""
    if before is None or now is None:
        return []
    return [
        *_judge_lost(before, now),
        *_judge_waits(before, now, most_seconds=limits.reading_to_alert_millis / 1000),
    ]


def _judge_waits(before: Page, now: Page, *, most_seconds: float) -> list[Alarm]:
    """Real readings that waited longer for their evaluation than is allowed: one is a hiccup, a share of them is a cause."""
    waits = read_waits(now, before)
    slow = waits.count_slower(most_seconds)
    if slow < LEAST_SLOW or slow < SLOW_SHARE * waits.count:
        return []
    return [
        Alarm(
            key="readings-late", severity="error", looks=2,
            summary=f"{slow:.0f} of {waits.count:.0f} readings waited more than {most_seconds:.0f} s for their evaluation",
            hint="Real patients' readings: look at workers (`vantrexia status`), the queue of deliveries and the database.",
        )
    ]  # fmt: skip


def _judge_lost(before: Page, now: Page) -> list[Alarm]:
    lost = since(now, before, "vantrexia_webhook_deliveries_total", verdict="not_kept")
    if lost <= 0:
        return []
    return [
        Alarm(
            key="deliveries-not-kept", severity="error", summary=f"{lost:.0f} deliveries could not be kept and were answered 503",
            hint="Gateways send them again. Look at the database's disk and connections.",
        )
    ]  # fmt: skip


def judge_budget(burns: list[Burn], *, objective: float) -> list[Alarm]:
    """One alarm for each window that fires."""
    return [
        Alarm(
            key=f"slo-{burn.window.name}",
            severity=burn.window.severity,
            summary=f"the error budget of {objective:.1%} burns {burn.rate:.1f} times too fast "
            f"(over {burn.window.long.total_seconds() / 3600:.0f} h)",
            hint="`docker logs` of nginx says which routes fail; `vantrexia rollback` if a deploy began it.",
        )
        for burn in burns
        if burn.is_firing
    ]


def _old(
    page: Page,
    key: str,
    name: str,
    labels: Mapping[str, str],
    most: float,
    what: str,
    hint: str,
    *,
    severity: Severity = "critical",
) -> Alarm | None:
    age = page.find(name, **labels)
    if age is None:
        return Alarm(
            key=key, severity="error", summary=f"{what}: nothing is known about it", hint=hint, looks=5
        )
    if age <= most:
        return None
    return Alarm(
        key=key,
        severity=severity,
        summary=f"{what}, for {age:.0f} s ({most:.0f} s are allowed)",
        hint=hint,
        looks=2,
    )


def _judge_partitions(page: Page) -> Alarm | None:
    """Months without a table: readings of this month cannot be stored; of the next there is time to mend it."""
    now, soon = (page.find("vantrexia_partitions_missing", month=month) for month in ("this", "next"))
    hint = "`vantrexia app run -- ensure_partitions` makes them, or says why not."
    if now is None or soon is None:
        summary = "whether readings have a table: nothing is known about it"
        return Alarm(key="partitions", severity="error", summary=summary, hint=hint, looks=5)
    if now:
        summary = "readings and deliveries of this month have no table and cannot be stored"
        return Alarm(key="partitions", severity="critical", summary=summary, hint=hint, looks=2)
    if soon:
        summary = "readings and deliveries of the next month have no table yet"
        return Alarm(key="partitions", severity="error", summary=summary, hint=hint, looks=2)
    return None


def _slow(page: Page, limits: Limits) -> Alarm | None:
    millis = page.find("vantrexia_reading_to_alert_milliseconds")
    if millis is None or millis <= limits.reading_to_alert_millis:
        return None
    hint = "The last synthetic reading took that long; `vantrexia app run -- prove_life` measures again."
    return Alarm(
        key="reading-to-alert",
        severity="error",
        summary=f"from reading to alert took {millis:.0f} ms",
        hint=hint,
    )
