"""What the schema promises, tried with invented requests: no answer is a 5xx, and what is answered well has the promised shape.

Every operation of the schema gets requests that fit it and requests that do not, made by schemathesis, sent in this process by
somebody who is allowed, at rows that exist; what they change is undone, so that the order of the tries does not matter.
Bytes of strangers and of known senders at the webhooks are tried in `test_webhooks.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from django.db import transaction
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response

from tests.api.routes import read_schema
from tests.api.rows import make_rows
from tests.api.test_matrix import body_ids, closed_calls, ids_of, need_of, somebody_allowed
from tests.people import People, Person
from vantrexia.core.tenancy import set_practice

FITTING, ODD = 6, 6  # requests of each kind per operation


@pytest.fixture(scope="module")
def operations() -> dict[tuple[str, str], Any]:
    """Every operation of the schema by path and method."""
    schema = schemathesis.openapi.from_dict(read_schema())
    return {(one.ok().path, one.ok().method.upper()): one.ok() for one in schema.get_all_operations()}


def send(person: Person, method: str, path: str, case: Any) -> HttpResponse:
    """One request of the fuzzer's, undone afterwards."""
    query = urlencode(dict((case.query or {}).items()), doseq=True)
    body = None if isinstance(case.body, NotSet) else case.body
    with transaction.atomic():
        try:
            return person.call(method, path, _plain(body), QUERY_STRING=query)
        finally:
            transaction.set_rollback(True)


def _plain(body: Any) -> Any:
    try:
        json.dumps(body)
    except (TypeError, ValueError):
        return None
    return body


def as_answer(response: HttpResponse, method: str, url: str) -> Response:
    """The answer as the schema's checker wants it."""
    asked = requests.Request(method, f"http://testserver{url}").prepare()
    headers = {name.lower(): [value] for name, value in response.items()}
    return Response(
        status_code=response.status_code,
        headers=headers,
        content=response.content,
        request=asked,
        elapsed=0.01,
        verify=False,
    )


@dataclass(slots=True)
class Tries:
    """What one call's invented requests came to, counted over all calls."""

    wrong: dict[str, str] = field(default_factory=dict)
    tried: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One operation, tried by somebody who may, at rows that exist (`known`: ids for its body)."""

    operation: Any
    person: Person
    method: str
    route: str
    path: str
    known: Mapping[str, Any]

    def attempt(self, case: Any, *, fits: bool, tries: Tries) -> None:
        """Send one invented request and note what is wrong with the answer."""
        tries.tried += 1
        if fits and isinstance(case.body, dict):
            # Invented ids are answered with 404 and try nothing; half of the ids are of rows that exist.
            case.body = {
                name: str(self.known[name]) if name in self.known else value
                for name, value in case.body.items()
            }
        response = send(self.person, self.method, self.path, case)
        where = f"{self.method} {self.route}"
        if response.status_code >= 500:
            tries.wrong[f"{where}: {response.status_code}"] = f"{case.query} {case.body!r}"[:600]
        elif response.status_code < 300:
            tries.answered += 1
            try:
                self.operation.validate_response(as_answer(response, self.method, self.path))
            except FailureGroup as failures:
                tries.wrong[f"{where}: not as promised"] = str(failures.exceptions[0])[:600]


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(4))
def test_no_invented_request_gives_a_5xx_and_answers_have_their_promised_shape(
    people: People, operations: Mapping[tuple[str, str], Any], part: int
) -> None:
    own = make_rows(people.practice, people.nora)
    set_practice(people.practice.id)
    tries = Tries()
    for number, (route, method) in enumerate(closed_calls()):
        if number % 4 != part:
            continue
        call = Call(
            operation=operations[route.path, method],
            person=somebody_allowed(people, need_of(route, method)),
            method=method,
            route=route.path,
            path=route.fill(ids_of(route, own)),
            known=body_ids(own),
        )
        for mode, most in ((GenerationMode.POSITIVE, FITTING), (GenerationMode.NEGATIVE, ODD)):
            run_examples(call, mode, most, tries)
    assert not tries.wrong, "\n".join(["", *(f"{where}\n    {what}" for where, what in tries.wrong.items())])
    assert tries.tried > 100
    assert tries.answered > 10


def run_examples(call: Call, mode: GenerationMode, most: int, tries: Tries) -> None:
    """So many invented requests; an operation for which none can be made wrong has none."""
    fits = mode is GenerationMode.POSITIVE
    strategy = call.operation.as_strategy(generation_mode=mode)

    @seed(20_261_123)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, _=st.none())
    def run(case: Any, _: None) -> None:
        call.attempt(case, fits=fits, tries=tries)

    try:
        run()
    except Exception as impossible:
        if fits or "unsatisfiable" not in f"{type(impossible).__name__} {impossible}".lower():
            raise
