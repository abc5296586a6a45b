"""Base of every endpoint: the actor, the time, and one way to check input.

class Thing(Endpoint):
    needs = {"GET": "patient.read"}
    def get(self, request): return self.ok(selectors.list_things(viewer=self.actor, …))
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.fields import ChoiceField, MultipleChoiceField, UUIDField
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView

from vantrexia.api.requests import actor_of
from vantrexia.api.wording import language_of, word, word_error, word_lazily
from vantrexia.core.actor import Actor
from vantrexia.core.clock import read_clock
from vantrexia.domain.errors import InvalidInput

# An error never repeats what was sent: clients log errors, and what was sent may be a patient's name in the wrong field.
NOT_A_CHOICE, NOT_A_UUID = "Not one of the choices.", "Must be a valid UUID."
for _field in (ChoiceField, MultipleChoiceField):
    _field.default_error_messages["invalid_choice"] = word_lazily(NOT_A_CHOICE)
UUIDField.default_error_messages["invalid"] = word_lazily(NOT_A_UUID)


class Endpoint(APIView):
    """`needs` names the permission of each method; a method without one is closed."""

    needs: ClassVar[dict[str, str]] = {}
    now: datetime
    _is_translated = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = read_clock()
        super().initial(request, *args, **kwargs)
        if (language := language_of(request)) != "en":
            translation.activate(language)  # for the framework's own messages
            self._is_translated = True
        # No text of PostgreSQL holds a NUL; what carries one is nothing anybody searches for.
        broken = {
            name: ["must be text"]
            for name, values in request.query_params.lists()
            if "\0" in "".join([name, *values])
        }
        if broken:
            raise InvalidInput(
                "The query holds what is no text.",
                fields={name.replace("\0", ""): why for name, why in broken.items()},
            )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            if self._is_translated:
                translation.deactivate()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Every answer says its language; an error is worded in it."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        data = getattr(answer, "data", None)
        if isinstance(data, (dict, list)):
            language = language_of(request)
            if answer.status_code >= 400 and isinstance(data, dict) and language != "en":
                answer.data = word_error(data, language=language)
            answer.headers["Content-Language"] = language
            patch_vary_headers(answer, ("Accept-Language",))
        return answer

    @property
    def actor(self) -> Actor:
        return actor_of(self.request)

    def word(self, value: Any) -> Any:
        """Texts of an answer that is no error, in the caller's language."""
        return word(value, language=language_of(self.request))

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
