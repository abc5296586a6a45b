"""`manage.py recover_member`: let a member in again whom nobody else can help.

    recover_member --practice ID --email WHO                    a new link to choose a password, valid 72 hours
    recover_member --practice ID --email WHO --authenticator    and takes away the authenticator the person has lost

For the practice's only administrator whose invitation ran out or whose telephone is gone; for everybody else an administrator does
the same on the screen. Nobody's password is chosen here. The link is mailed, and printed for an installation without a mail server.
Whoever may run this may read the whole database anyway; it is in the practice's audit as done by the system.
Prints JSON: user_id, link, authenticator_removed.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from vantrexia.console.choices import add_practice_option
from vantrexia.core.clock import read_clock
from vantrexia.domain.errors import DomainError
from vantrexia.workflows.account_mail import password_link
from vantrexia.workflows.practices import recover


class Command(BaseCommand):
    help = "A new link for a member whom no administrator can help; prints it as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        add_practice_option(parser, required=True)
        parser.add_argument("--email", required=True, help="The member's address.")
        parser.add_argument(
            "--authenticator", action="store_true", help="Take a lost authenticator away too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lost = options["authenticator"]
        try:
            with transaction.atomic():
                recovered = recover(
                    practice_id=options["practice"],
                    email=options["email"],
                    has_lost_factor=lost,
                    now=read_clock(),
                )
        except DomainError as error:
            raise CommandError(error.detail) from None
        answer = {
            "user_id": recovered.user_id,
            "link": password_link(recovered.reset_token),
            "authenticator_removed": lost,
        }
        self.stdout.write(json.dumps(answer, indent=2))
