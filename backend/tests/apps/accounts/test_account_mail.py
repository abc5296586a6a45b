"""Mail about accounts: what goes out, to whom, and what happens when it cannot."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import MagicMock, patch
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from kombu.exceptions import OperationalError as BrokerError

from tests.api.signing_in import call, login
from tests.apps.accounts.smtp_sink import SmtpSink
from tests.people import People
from vantrexia.accounts.models import Practice, User
from vantrexia.accounts.services.resets import INVITATION_LIFETIME, open_reset
from vantrexia.core.mail import MailNotSent, read_mail_server, send_mail
from vantrexia.core.tenancy import practice_scope
from vantrexia.workflows import account_mail
from vantrexia.workflows.account_texts import account_text

NORA = "nora@riverside.example"
NEW = "umbrella tuesday orbit walnut"


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        settings.EMAIL_URL = running.url
        yield running


@contextmanager
def committed(capture: Any, task: Any, **behaviour: Any) -> Iterator[MagicMock]:
    """Run what waits for the commit at the end of the block; what the task's queue does is given."""
    with patch.object(task, "apply_async", **behaviour) as queued, capture(execute=True):
        yield queued


def run_at_once(task: Any) -> dict[str, Any]:
    """A worker that takes the task the moment it is queued."""
    return {"side_effect": lambda kwargs, **_: task(**kwargs)}


def text_of(sink: SmtpSink) -> str:
    ((_, message),) = sink.received
    return str(message.get_payload(decode=True).decode())  # type: ignore[union-attr]


def test_the_link_in_the_mail_sets_the_password(
    people: People, sink: SmtpSink, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    task = account_mail.send_reset_mail
    with committed(django_capture_on_commit_callbacks, task, **run_at_once(task)):
        assert call("password/reset/", {"email": NORA}).status_code == 202
    ((recipient, message),) = sink.received
    assert (recipient, message["To"], message["Subject"]) == (NORA, NORA, "Choose a new password")
    (link,) = re.findall(r"http\S+", text_of(sink))
    assert link.startswith(f"{settings.APP_URL}/password/reset#token=")
    assert urlsplit(link).query == "", "what stands behind # never reaches a server's log"
    token = link.partition("token=")[2]
    assert call("password/reset/confirm/", {"token": token, "new_password": NEW}).status_code == 204
    assert login(NORA, NEW).status_code == 200


def test_the_queue_carries_ids_only(people: People, django_capture_on_commit_callbacks: Any) -> None:
    with committed(django_capture_on_commit_callbacks, account_mail.send_reset_mail) as queued:
        call("password/reset/", {"email": NORA})
    kwargs = queued.call_args.kwargs["kwargs"]
    assert set(kwargs) == {"reset_id", "user_id"}
    assert kwargs["user_id"] == people.nora.user.id


def test_an_unknown_address_rings_as_well_and_mails_nothing(
    people: People, sink: SmtpSink, django_capture_on_commit_callbacks: Any
) -> None:
    task = account_mail.send_reset_mail
    with committed(django_capture_on_commit_callbacks, task, **run_at_once(task)) as queued:
        call("password/reset/", {"email": "nobody@nowhere.example"})
    assert queued.call_count == 1
    assert sink.received == []


def test_when_the_queue_is_away_the_mail_goes_out_at_once(
    people: People, sink: SmtpSink, django_capture_on_commit_callbacks: Any
) -> None:
    with committed(
        django_capture_on_commit_callbacks, account_mail.send_reset_mail, side_effect=BrokerError("away")
    ):
        assert call("password/reset/", {"email": NORA}).status_code == 202
    assert [recipient for recipient, _ in sink.received] == [NORA]


def test_when_queue_and_mail_are_away_the_answer_is_still_202(
    people: People, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    with committed(
        django_capture_on_commit_callbacks, account_mail.send_reset_mail, side_effect=BrokerError("away")
    ):
        assert call("password/reset/", {"email": NORA}).status_code == 202


def test_an_invitation_names_the_practice_in_the_persons_language(people: People, sink: SmtpSink) -> None:
    now = datetime.now(tz=UTC)
    with practice_scope(people.practice.id):
        User.objects.filter(id=people.nora.user.id).update(language="es")
    reset_id = open_reset(
        user_id=people.nora.user.id, requested_by=people.ada.user.id, lifetime=INVITATION_LIFETIME, now=now
    )
    assert account_mail.deliver_reset_mail(reset_id=reset_id, user_id=people.nora.user.id, now=now)
    assert "Riverside creó una cuenta" in text_of(sink)
    assert "72 h" in text_of(sink)


def test_a_link_that_ran_out_or_is_nobodys_is_not_mailed(people: People, sink: SmtpSink) -> None:
    now = datetime.now(tz=UTC)
    reset_id = open_reset(
        user_id=people.nora.user.id, requested_by=None, lifetime=timedelta(hours=1), now=now
    )
    later = now + timedelta(hours=2)
    assert not account_mail.deliver_reset_mail(reset_id=reset_id, user_id=people.nora.user.id, now=later)
    assert not account_mail.deliver_reset_mail(reset_id=reset_id, user_id=people.paul.user.id, now=now)
    assert not account_mail.deliver_reset_mail(reset_id=uuid4(), user_id=0, now=now)
    assert sink.received == []


def test_a_lock_out_reaches_the_person_and_the_administrators(
    people: People, sink: SmtpSink, django_capture_on_commit_callbacks: Any
) -> None:
    task = account_mail.send_lockout_notice
    with committed(django_capture_on_commit_callbacks, task, **run_at_once(task)):
        for _ in range(7):
            login(NORA, "wrong wrong wrong")
    assert [recipient for recipient, _ in sink.received] == [NORA, "ada@riverside.example"]


def test_each_administrator_hears_of_a_lock_out_in_their_own_language(people: People, sink: SmtpSink) -> None:
    people.ada.user.language = "es"
    people.ada.user.save(update_fields=["language"])
    assert account_mail.deliver_lockout_notice(user_id=people.nora.user.id) == 2
    subjects = {recipient: message["Subject"] for recipient, message in sink.received}
    assert subjects == {NORA: "Your account was locked", "ada@riverside.example": "Se bloqueó una cuenta"}


def test_nobody_is_notified_about_the_synthetic_practice(people: People, sink: SmtpSink) -> None:
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(is_synthetic=True)
    assert account_mail.deliver_lockout_notice(user_id=people.nora.user.id) == 0
    assert sink.received == []


def test_a_mail_that_cannot_be_handed_over_is_tried_again_unless_refused_for_good(
    people: People, settings: Any
) -> None:
    now = datetime.now(tz=UTC)
    reset_id = open_reset(
        user_id=people.nora.user.id, requested_by=None, lifetime=timedelta(hours=1), now=now
    )
    ids = {"reset_id": str(reset_id), "user_id": people.nora.user.id}
    assert account_mail.RETRY["autoretry_for"] == (MailNotSent,)
    with patch.object(account_mail.send_reset_mail, "retry", side_effect=RuntimeError("again")) as retry:
        settings.EMAIL_URL = "smtp://127.0.0.1:1"
        with pytest.raises(RuntimeError, match="again"):
            account_mail.send_reset_mail(**ids)
        with SmtpSink(refuse_with=550) as refusing:
            settings.EMAIL_URL = refusing.url
            account_mail.send_reset_mail(**ids)
    assert retry.call_count == 1


# --- the door itself ---------------------------------------------------------------------------------------


def test_without_a_server_one_line_says_so_and_nothing_of_the_mail(
    caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.EMAIL_URL = ""
    with caplog.at_level(logging.INFO):
        assert send_mail(to="nora@riverside.example", subject="Secret subject", text="Secret text") is False
    assert len(caplog.records) == 1
    assert not re.search("nora|[Ss]ecret", caplog.text)


@pytest.mark.parametrize(
    ("url", "ssl", "starttls", "port"),
    [
        ("smtp://mail.example", False, True, 587),
        ("smtp://mail.example:25?starttls=off", False, False, 25),
        ("smtps://mail.example", True, False, 465),
        ("smtp://127.0.0.1:2525", False, False, 2525),
        ("smtp://localhost?starttls=on", False, True, 587),
    ],
)
def test_mail_leaves_the_machine_encrypted_unless_told_otherwise(
    url: str, ssl: bool, starttls: bool, port: int
) -> None:
    server = read_mail_server(url)
    assert (server.use_ssl, server.use_starttls, server.port) == (ssl, starttls, port)


def test_user_and_password_may_hold_any_character() -> None:
    server = read_mail_server("smtp://us%40er:p%3Aw%2F@mail.example")
    assert (server.user, server.password) == ("us@er", "p:w/")


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example"])
def test_a_wrong_address_of_the_server_is_said_plainly(url: str) -> None:
    with pytest.raises(ValueError, match="EMAIL_URL"):
        read_mail_server(url)


@pytest.mark.parametrize(("code", "permanent"), [(550, True), (451, False)])
def test_refusals_for_good_are_told_from_passing_ones(settings: Any, code: int, permanent: bool) -> None:
    with SmtpSink(refuse_with=code) as refusing:
        settings.EMAIL_URL = refusing.url
        with pytest.raises(MailNotSent) as refused:
            send_mail(to="x@y.example", subject="s", text="t")
    assert refused.value.permanent is permanent


@pytest.mark.parametrize("kind", ["password_reset", "invitation", "lockout", "own_lockout"])
def test_both_languages_carry_the_same_facts(kind: Any) -> None:
    facts: dict[str, str | int] = {
        "link": "https://l.example/#token=T",
        "hours": 7,
        "practice": "Prairie",
        "name": "Noor Example",
        "email": "n@e.example",
    }
    english, spanish = (account_text(kind, language=language, **facts) for language in ("en", "es"))
    assert english.subject != spanish.subject
    for fact in facts.values():
        assert (str(fact) in english.body) == (str(fact) in spanish.body), fact
    assert account_text(kind, language="fr", **facts) == english
