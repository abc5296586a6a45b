"""Files of payers as uploads, kept in memory because they name patients.

`EdiEndpoint`: an endpoint that takes one, `read_upload()` its name and bytes.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from vantrexia.api.claim_shapes import EdiInput
from vantrexia.api.uploads import InMemory
from vantrexia.api.views import Endpoint
from vantrexia.billing.services.edi_files import MOST_BYTES


class EdiEndpoint(Endpoint):
    parser_classes = [MultiPartParser]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        request.upload_handlers = [InMemory(request, most=MOST_BYTES)]
        return super().initialize_request(request, *args, **kwargs)

    def read_upload(self) -> tuple[str, bytes]:
        """The file's name and its bytes."""
        sent = self.read(EdiInput)["file"]
        return str(sent.name), sent.read(MOST_BYTES + 1)
