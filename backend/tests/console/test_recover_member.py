"""An administrator nobody else can help is let in again from the host: a new link, and without the authenticator that was lost."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from tests.api.signing_in import audited, call, code_of, login
from tests.people import People, Person
from vantrexia.accounts.services.members import deactivate_member
from vantrexia.accounts.services.resets import reset_token
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope

ADA = "ada@riverside.example"
NEW = "umbrella tuesday orbit"


def recover(people: People, *words: str, email: str = ADA, practice: Any = None) -> dict[str, Any]:
    out = StringIO()
    chosen = practice or people.practice.id
    call_command("recover_member", *words, "--practice", str(chosen), "--email", email, stdout=out)
    return dict(json.loads(out.getvalue()))


def enrol(person: Person) -> str:
    secret: str = person.post("/api/v1/auth/totp/enroll/").json()["secret"]
    assert person.post("/api/v1/auth/totp/confirm/", {"code": code_of(secret)}).status_code == 200
    return secret


def choose(link: str, **more: str) -> Any:
    token = link.partition("#token=")[2]
    return call("password/reset/confirm/", {"token": token, "new_password": NEW, **more})


def test_a_link_that_ran_out_is_given_anew_and_mailed_and_is_in_the_audit(people: People) -> None:
    with patch("vantrexia.workflows.practices.ring_reset_mail") as ring:
        told = recover(people, email="Ada@Riverside.example")
    assert (told["user_id"], told["authenticator_removed"]) == (people.ada.user.id, False)
    mailed = ring.call_args.kwargs
    assert mailed["user_id"] == people.ada.user.id
    assert told["link"].endswith(f"/password/reset#token={reset_token(mailed['reset_id'])}")
    assert choose(told["link"]).status_code == 204
    assert login(ADA, NEW).status_code == 200
    assert choose(told["link"]).status_code == 400, "once"
    (entry,) = audited(people.ada, "password.reset_requested")
    assert (entry.actor_kind, entry.actor_user_id, entry.entity_id) == (
        "system",
        None,
        str(people.ada.user.id),
    )


def test_a_link_alone_does_not_go_round_the_authenticator(people: People) -> None:
    enrol(people.ada)
    assert choose(recover(people)["link"]).json()["code"] == "totp_required"


def test_a_lost_authenticator_is_taken_away_and_every_session_ends(people: People) -> None:
    enrol(people.ada)
    told = recover(people, "--authenticator")
    assert told["authenticator_removed"] is True
    assert people.ada.get("/api/v1/auth/me/").status_code == 401
    assert choose(told["link"]).status_code == 204
    assert login(ADA, NEW).json()["access"]
    (entry,) = audited(people.ada, "totp.reset")
    assert entry.actor_kind == "system"


def test_who_cannot_be_recovered_is_told_why_and_nothing_is_done(people: People) -> None:
    with pytest.raises(CommandError, match="no authenticator"):
        recover(people, "--authenticator")
    with pytest.raises(CommandError, match="no such user in this practice"):
        recover(people, email="nobody@nowhere.example")
    with pytest.raises(CommandError, match="no such user in this practice"):
        recover(people, practice=people.other_practice.id)
    with practice_scope(people.practice.id):
        deactivate_member(actor=people.ada.actor, user_id=people.nora.user.id, now=read_clock())
    with pytest.raises(CommandError, match="membership has ended"):
        recover(people, email="nora@riverside.example")
    assert audited(people.ada, "password.reset_requested") == []
