"""`manage.py create_practice`: found a practice and invite its first administrator; with the first one, also the
synthetic practice that carries the proof of life.

Nobody's password is chosen here: the administrator gets a link by mail, and the command prints it too, for an
installation that has no mail server yet. Prints JSON: practice_id, admin_user_id, link.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from vantrexia.accounts.services.practices import STAFF_ROLES, NewPractice
from vantrexia.core.clock import read_clock
from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.workflows.account_mail import password_link
from vantrexia.workflows.practices import FirstAdmin, open_practice
from vantrexia.workflows.synthetic import ensure_synthetic_practice


class Command(BaseCommand):
    help = "Found a practice and invite its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="Name of the practice.")
        parser.add_argument("--timezone", required=True, help="IANA zone, like America/New_York.")
        parser.add_argument(
            "--organisation", default="", help="Legal entity; the practice's name when absent."
        )
        parser.add_argument("--tin", default="", help="Tax identification number, nine digits.")
        parser.add_argument("--language", default="en", help="en or es.")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-first-name", required=True)
        parser.add_argument("--admin-last-name", required=True)
        parser.add_argument(
            "--mfa-roles",
            default=",".join(STAFF_ROLES),
            help="Roles that must enrol an authenticator, by comma; empty: none.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        new = NewPractice(
            name=options["name"],
            timezone=options["timezone"],
            organisation_name=options["organisation"],
            tin=options["tin"],
            language=options["language"],
            mfa_required_roles=tuple(role for role in options["mfa_roles"].split(",") if role),
        )
        admin = FirstAdmin(
            email=options["admin_email"],
            first_name=options["admin_first_name"],
            last_name=options["admin_last_name"],
            language=options["language"],
        )
        try:
            with transaction.atomic():
                now = read_clock()
                opened = open_practice(new=new, admin=admin, now=now)
                # From its first practice on an installation proves that its alerts are alive.
                ensure_synthetic_practice(now=now)
        except InvalidInput as error:
            problems = "; ".join(f"{name} {', '.join(texts)}" for name, texts in error.fields.items())
            raise CommandError(problems or error.detail) from None
        except DomainError as error:
            raise CommandError(error.detail) from None
        token = opened.reset_token
        answer = {
            "practice_id": str(opened.practice_id),
            "admin_user_id": opened.admin_id,
            "link": None if token is None else password_link(token),
        }
        self.stdout.write(json.dumps(answer, indent=2))
