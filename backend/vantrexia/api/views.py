"""Base of every endpoint: the actor, the time, and one way to check input.

class Thing(Endpoint):
    needs = {"GET": "patient.read"}
    def get(self, request): return self.ok(selectors.list_things(viewer=self.actor, …))
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from rest_framework.fields import ChoiceField, MultipleChoiceField, UUIDField
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView

from vantrexia.api.requests import actor_of
from vantrexia.core.actor import Actor
from vantrexia.core.clock import read_clock
from vantrexia.domain.errors import InvalidInput

# An error never repeats what was sent: clients log errors, and what was sent may be a patient's name in the wrong field.
for _field in (ChoiceField, MultipleChoiceField):
    _field.default_error_messages["invalid_choice"] = "Not one of the choices."
UUIDField.default_error_messages["invalid"] = "Must be a valid UUID."


class Endpoint(APIView):
    """`needs` names the permission of each method; a method without one is closed."""

    needs: ClassVar[dict[str, str]] = {}
    now: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = read_clock()
        super().initial(request, *args, **kwargs)
        # No text of PostgreSQL holds a NUL; what carries one is nothing anybody searches for.
        broken = {name: ["must be text"] for name, values in request.query_params.lists() if "\0" in "".join([name, *values])}
        if broken:
            raise InvalidInput("The query holds what is no text.", fields={name.replace("\0", ""): why for name, why in broken.items()})

    @property
    def actor(self) -> Actor:
        return actor_of(self.request)

    def read(
        self, serializer: type[Serializer[Any]], data: Any = None, *, partial: bool = False
    ) -> dict[str, Any]:
        """The validated body (or other data); 400 with fields when it is not valid."""
        checked: BaseSerializer[Any] = serializer(
            data=self.request.data if data is None else data, partial=partial
        )
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    @staticmethod
    def ok(body: Any, status: int = 200) -> Response:
        return Response(body, status=status)
