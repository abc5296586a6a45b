"""Errors carry a code for machines, a sentence for people, and survive the way between processes."""

from __future__ import annotations

import pickle

import pytest

from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound


def test_an_error_shows_its_code_and_sentence() -> None:
    error = DomainError("held", "Waits for a person.", data={"days": 3})
    assert (error.code, error.detail, error.data) == ("held", "Waits for a person.", {"days": 3})
    assert str(error) == "held: Waits for a person."
    assert str(DomainError("held")) == "held"


def test_an_error_without_data_has_its_own_empty_data() -> None:
    first, second = DomainError("a"), DomainError("a")
    first.data["x"] = 1
    assert second.data == {}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (InvalidInput, "invalid"),
        (NotFound, "not_found"),
        (NotAllowed, "permission_denied"),
        (Conflict, "conflict"),
    ],
)
def test_some_kinds_fix_their_code(
    kind: type[InvalidInput | NotFound | NotAllowed | Conflict], code: str
) -> None:
    error = kind("What it is.", data={"state": "x"})
    assert isinstance(error, DomainError)
    assert (error.code, error.detail, error.data) == (code, "What it is.", {"state": "x"})


def test_invalid_input_names_its_fields() -> None:
    assert InvalidInput(fields={"a": ("wrong", "short")}).fields == {"a": ["wrong", "short"]}
    assert InvalidInput("no fields").fields == {}


@pytest.mark.parametrize(
    "error",
    [
        DomainError("held", "d", data={"a": 1}),
        NotFound("gone", data={"a": 1}),
        InvalidInput("bad", fields={"a": ["b"]}, data={"c": 1}),
    ],
)
def test_an_error_survives_pickling(error: DomainError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (copy.code, copy.detail, copy.data) == (error.code, error.detail, error.data)
    assert getattr(copy, "fields", None) == getattr(error, "fields", None)
