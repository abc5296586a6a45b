"""What must happen to a patient's entries so that they say what the facts say: a plan, not yet an act.

Public: `plan_entries`, `Plan`, `Wanted` lines, entries that stand as `Kept`, `Correction`.

Pending entries follow the facts: a changed one is voided and replaced, an unsupported one voided. What was billed is
never touched: it becomes a correction for a person (rules 8.13, section 9). What a person voided is not made again,
what a person made is not voided; it is held where the facts do not show it. The same facts plan nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vantrexia.domain.billing.entry_states import BILLED
from vantrexia.domain.billing.reasons import Value
from vantrexia.domain.billing.results import Void

NOT_SUPPORTED = "NOT_SUPPORTED"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line the facts support. `fingerprint` is of all it says; `touches` are billed entries it replaces or
    repeats."""

    code: str
    kind: str  # setup | supply | time | time_addon | clinician_time
    units: int
    period_start: date
    service_date: date
    fingerprint: str
    holds: str = "[]"  # canonical JSON
    warnings: str = "[]"
    replaces: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, date]:
        return self.code, self.period_start


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that stands, or (`is_voided`) that a person voided."""

    id: str
    code: str
    kind: str
    units: int
    period_start: date
    service_date: date
    status: str
    fingerprint: str
    is_automatic: bool
    holds: str = "[]"
    warnings: str = "[]"
    is_voided: bool = False

    @property
    def key(self) -> tuple[str, date]:
        return self.code, self.period_start


@dataclass(frozen=True, slots=True)
class Correction:
    """A person must act on billed entries: `reason` is the key of a sentence, `params` its values."""

    cause: str
    reason: str
    entry_id: str
    params: Mapping[str, Value]


@dataclass(slots=True)
class Plan:
    """Voids come before creations: an entry exists once per code and period."""

    void: list[tuple[Kept, str]] = field(default_factory=list)  # with the coded reason
    create: list[tuple[Wanted, str | None]] = field(default_factory=list)  # with the entry it replaces
    hold: list[tuple[Kept, str, str]] = field(default_factory=list)  # holds and warnings to set
    corrections: list[Correction] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether entries stay as they are."""
        return not (self.void or self.create or self.hold)


def plan_entries(
    *,
    wanted: Sequence[Wanted],
    voids: Sequence[Void],
    kept: Sequence[Kept],
    window_from: date,
    not_supported: str,
    accepted: Mapping[tuple[str, date], str | None] | None = None,
) -> Plan:
    """The plan for one patient. `not_supported`: the holds (canonical JSON) of a manual entry without facts.

    `accepted`: corrections a person just agreed to, by kind and period, with the entry that was voided for it; such a
    line is made, naming what it replaces and, where a corrected claim repeats billed entries, those.

    Entries with a date of service before `window_from` are left alone: they were not judged.
    """
    plan = Plan()
    standing = {one.key: one for one in kept if not one.is_voided}
    refused = {one.key for one in kept if one.is_voided} - set(standing)
    billed = {one.id: one for one in standing.values() if one.status in BILLED}
    agreed = accepted or {}
    seen: set[tuple[str, date]] = set()
    for line in wanted:
        seen.add(line.key)
        old = standing.get(line.key)
        touched = [billed[i] for i in (*line.replaces, *line.corrects) if i in billed]
        if old is not None and old.status not in BILLED:
            _follow(plan, old, line, not_supported=not_supported)
        elif old is None and (line.kind, line.period_start) in agreed:
            repeated = tuple(one.id for one in touched)
            plan.create.append((replace(line, corrects=repeated), agreed[line.kind, line.period_start]))
        elif touched:
            plan.corrections.append(_correct(line, touched))
        elif old is None and line.key not in refused:
            plan.create.append((replace(line, corrects=()), None))
    for one in standing.values():
        if one.status in BILLED or one.key in seen or one.service_date < window_from:
            continue
        if one.is_automatic:
            plan.void.append((one, "no_longer_supported"))
        elif one.holds != not_supported:
            plan.hold.append((one, not_supported, one.warnings))
    _link(plan)
    for void in voids:
        entry = billed.get(void.claim.id)
        if entry is not None:
            reason = void.reasons[0]
            plan.corrections.append(
                Correction(f"unsupported:{entry.id}", reason.key, entry.id, dict(reason.params))
            )
    return plan


def _follow(plan: Plan, old: Kept, line: Wanted, *, not_supported: str) -> None:
    """A pending entry and the line it stands for. Of one made by hand the facts must show every unit."""
    holds = line.holds
    if not old.is_automatic and old.units > line.units:
        holds = _join(line.holds, not_supported)
    if old.is_automatic and old.fingerprint != line.fingerprint:
        plan.void.append((old, "facts_changed"))
        plan.create.append((line, old.id))
    elif (old.holds, old.warnings) != (holds, line.warnings):
        plan.hold.append((old, holds, line.warnings))


def _join(one: str, other: str) -> str:
    """Two lists of canonical JSON as one."""
    return other if one == "[]" else f"{one[:-1]},{other[1:]}"


def _correct(line: Wanted, touched: Sequence[Kept]) -> Correction:
    """The facts now say another code or other units than what was billed."""
    same = next((one for one in touched if one.code == line.code), None)
    entry = same or touched[0]
    params: dict[str, Value] = {
        "code": line.code,
        "units": line.units,
        "billed": entry.code,
        "billed_units": entry.units,
        "dos": entry.service_date,
        "start": line.period_start,
    }
    if line.replaces:
        reason = "correct_code"
    elif same is not None:
        reason = "correct_units"
    else:
        reason = "correct_add"  # an add-on earned late goes on a corrected claim with its base
    cause = f"correct:{line.code}:{line.period_start.isoformat()}:{line.units}:{entry.id}"
    return Correction(cause, reason, entry.id, params)


def _link(plan: Plan) -> None:
    """A code that takes the place of the other of its pair names it."""
    gone = {
        (one.kind, one.period_start): one.id for one, reason in plan.void if reason == "no_longer_supported"
    }
    plan.create = [
        (line, replaced or gone.get((line.kind, line.period_start))) for line, replaced in plan.create
    ]
