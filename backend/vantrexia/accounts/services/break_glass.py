"""Emergency access (45 CFR 164.312(a)(2)(ii)): a stated reason opens the records for at most an hour.

Public: `break_glass`, `end_break_glass`, `review_break_glass`. Somebody else looks at every one of them
afterwards.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from vantrexia.accounts.models import BreakGlass
from vantrexia.accounts.selectors.sessions import BreakGlassView, find_break_glass, list_break_glass
from vantrexia.accounts.selectors.viewers import membership_of, practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from vantrexia.domain.wordings import say

MAX_MINUTES = 60
MIN_REASON = 10


def break_glass(*, actor: Actor, reason: str, minutes: int, now: datetime) -> BreakGlassView:
    """Begin. Raises InvalidInput for a missing reason or more than an hour, Conflict while one runs."""
    problems: dict[str, list[str]] = {}
    if len(reason.strip()) < MIN_REASON:
        problems["reason"] = [say("say why, in at least {least} characters", least=MIN_REASON)]
    if not 1 <= minutes <= MAX_MINUTES:
        problems["minutes"] = [say("must be from 1 to {most}", most=MAX_MINUTES)]
    if problems:
        raise InvalidInput("The emergency access is not valid.", fields=problems)
    if actor.membership_id is None:
        raise NotAllowed("Only a member can do this.")
    if find_break_glass(viewer=actor, now=now) is not None:
        raise Conflict("An emergency access is running already.")
    row = BreakGlass(
        practice_id=practice_of(actor),
        membership_id=membership_of(actor),
        reason=reason.strip(),
        started_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    row.save(force_insert=True)
    record(
        actor=actor,
        action="breakglass.started",
        entity="breakglass",
        entity_id=row.id,
        reason=reason.strip(),
        detail={"minutes": minutes},
        at=now,
    )
    running = find_break_glass(viewer=actor, now=now)
    if running is None:
        raise NotFound("The emergency access did not begin.")
    return running


def end_break_glass(*, actor: Actor, now: datetime) -> None:
    """End the viewer's own emergency access before its time; raises NotFound when none runs."""
    running = find_break_glass(viewer=actor, now=now)
    if running is None:
        raise NotFound("No emergency access is running.")
    BreakGlass.objects.filter(id=running.id, practice_id=practice_of(actor)).update(ended_at=now)
    record(actor=actor, action="breakglass.ended", entity="breakglass", entity_id=running.id, at=now)


def review_break_glass(*, actor: Actor, break_glass_id: UUID, now: datetime) -> BreakGlassView:
    """Somebody other than the person themselves has looked at it. Raises NotFound, NotAllowed, Conflict."""
    row = (
        BreakGlass.objects.select_for_update(of=("self",))
        .select_related("membership")
        .filter(id=break_glass_id, practice_id=practice_of(actor))
        .first()
    )
    if row is None:
        raise NotFound("There is no such emergency access.")
    if row.membership.user_id == actor.user_id:
        raise NotAllowed("Somebody else must review this.")
    if row.reviewed_at is not None:
        raise Conflict("This has been reviewed already.")
    row.reviewed_by_id, row.reviewed_at = actor.user_id, now
    row.save(update_fields=["reviewed_by_id", "reviewed_at"])
    record(actor=actor, action="breakglass.reviewed", entity="breakglass", entity_id=row.id, at=now)
    return next(view for view in list_break_glass(viewer=actor) if view.id == row.id)
