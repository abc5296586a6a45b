"""`manage.py rotate_field_keys [--practice ID] [--batch N] [--check]`: seal everything with the first key
of FIELD_ENCRYPTION_KEY.

Put the new key first and leave the old one behind it, restart every process, then run this; the same for
BLIND_INDEX_KEY. Safe while the server works, safe to stop and to run again. `--check` changes nothing and
says what is not under the present keys. Exit status: 0 nothing is left, 1 some rows are. The old field key
stays loaded for the reasons in old audit entries.
"""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vantrexia.audit.services import record_platform
from vantrexia.core import crypto
from vantrexia.core.actor import NO_PRACTICE, system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope
from vantrexia.workflows.key_rotation import BATCH, Rotation, count_left, list_practices, rotate_practice


class Command(BaseCommand):
    help = "Seal every row again with the present keys, and make the search tokens anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practice", type=UUID, help="only this practice")
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")
        parser.add_argument("--check", action="store_true", help="only count what is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch must be at least 1")
        try:
            self.stdout.write(f"keys: {crypto.primary_key_id()}, blind index {crypto.blind_key_version()}")
        except crypto.BadKeySetting as problem:
            raise CommandError(str(problem)) from None
        practices = [options["practice"]] if options["practice"] else list_practices()
        done = [self._one(practice_id, options) for practice_id in practices]
        sealed, tokens = sum(one.sealed.total() for one in done), sum(one.tokens for one in done)
        if not options["check"]:
            record_platform(
                actor=system_actor("rotate_field_keys", practice_id=NO_PRACTICE),
                action="keys.rotated",
                entity="keys",
                detail={
                    "key": crypto.primary_key_id(),
                    "practices": len(done),
                    "rows": sealed,
                    "tokens": tokens,
                },
                at=read_clock(),
            )
        left = sum(one.left.total() for one in done)
        self.stdout.write(f"{len(done)} practices: {sealed} rows sealed, {tokens} tokens made, {left} left")
        if left:
            sys.exit(1)

    def _one(self, practice_id: UUID, options: dict[str, Any]) -> Rotation:
        if options["check"]:
            with practice_scope(practice_id):
                one = Rotation(practice_id, left=count_left(practice_id))
        else:
            one = rotate_practice(practice_id, now=read_clock(), batch=options["batch"])
        for name, count in sorted(one.left.items()):
            locked = count - one.unreadable[name]
            self.stdout.write(
                f"{practice_id} {name}: {count} not under the present key"
                + (
                    f" ({one.unreadable[name]} no loaded key opens, {locked} in use)"
                    if not options["check"]
                    else ""
                )
            )
        return one
