"""A rotated SECRET_KEY: nobody is signed out, and no link is dead, whichever key it was asked for and mailed under."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.api.signing_in import bearer, call, login
from tests.apps.accounts.smtp_sink import SmtpSink
from tests.apps.accounts.test_account_mail import NEW, NORA, sink, text_of
from tests.people import People
from vantrexia.accounts.services.resets import RESET_LIFETIME, open_reset, reset_token
from vantrexia.workflows.account_mail import deliver_reset_mail

__all__ = ["sink"]
NEXT_KEY = "the-next-servers-key-" + "y" * 50
SERVER = Path(__file__).resolve().parents[3]


def ask_for_link(people: People) -> Any:
    return open_reset(
        user_id=people.nora.user.id, requested_by=None, lifetime=RESET_LIFETIME, now=datetime.now(tz=UTC)
    )


def mail_link(people: People, reset_id: Any, sink: SmtpSink) -> str:
    """The token that came by mail."""
    assert deliver_reset_mail(reset_id=reset_id, user_id=people.nora.user.id, now=datetime.now(tz=UTC))
    (token,) = re.findall(r"#token=(\S+)", text_of(sink))
    return str(token)


def confirm(token: str) -> int:
    return int(call("password/reset/confirm/", {"token": token, "new_password": NEW}).status_code)


def test_who_is_signed_in_stays_signed_in(people: People, settings: Any) -> None:
    tokens = login(NORA).json()
    settings.SECRET_KEY = NEXT_KEY
    assert bearer(tokens["access"], "GET", "auth/me/").status_code == 200
    renewed = call("token/refresh/", {"refresh": tokens["refresh"]})
    assert renewed.status_code == 200, renewed.content
    assert bearer(renewed.json()["access"], "GET", "auth/me/").status_code == 200
    assert login(NORA).status_code == 200


def test_a_link_mailed_before_the_key_changed_still_opens(
    people: People, sink: SmtpSink, settings: Any
) -> None:
    token = mail_link(people, ask_for_link(people), sink)
    settings.SECRET_KEY = NEXT_KEY
    assert confirm(token) == 204


def test_a_link_asked_for_under_one_key_and_mailed_under_another_opens(
    people: People, sink: SmtpSink, settings: Any
) -> None:
    """The old web beside the new worker during a deploy, or a mail server that was away while the key changed."""
    reset_id = ask_for_link(people)
    before = reset_token(reset_id)
    settings.SECRET_KEY = NEXT_KEY
    token = mail_link(people, reset_id, sink)
    assert token != before
    assert confirm(token) == 204
    assert confirm(token) == 400, "it works once"


def test_mailing_again_under_the_same_key_gives_the_same_link(people: People, sink: SmtpSink) -> None:
    reset_id = ask_for_link(people)
    assert mail_link(people, reset_id, sink) == reset_token(reset_id)


def test_the_key_is_used_for_links_and_for_nothing_else() -> None:
    """What docs/security/encryption.md says of SECRET_KEY; Django uses it only through these."""
    signs = re.compile(
        r"SECRET_KEY|salted_hmac|core\.signing|core import signing|set_signed_cookie|contrib\.sessions"
    )
    found = {
        path.relative_to(SERVER).as_posix()
        for path in (*(SERVER / "vantrexia").rglob("*.py"), *(SERVER / "config").rglob("*.py"))
        if signs.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "config/env.py",
        "config/settings/base.py",
        "config/settings/production.py",  # measures its length and does nothing else with it
        "config/settings/test.py",
        "vantrexia/accounts/services/resets.py",
    }
