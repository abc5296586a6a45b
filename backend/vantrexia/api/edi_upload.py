"""Files of payers as uploads: kept in memory whatever their size, up to the bound, because they name patients.

`EdiEndpoint`: an endpoint that takes one, `read_upload()` its name and bytes.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from vantrexia.api.claim_shapes import EdiInput
from vantrexia.api.views import Endpoint
from vantrexia.billing.services.edi_files import MOST_BYTES
from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

_FORM_OVERHEAD = 64 * 1024


class InMemory(MemoryFileUploadHandler):
    """Nothing of a file goes to a disk's /tmp."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > MOST_BYTES + _FORM_OVERHEAD:
            raise DomainError(
                "too_large", say("The file may have {most} MB at most.", most=MOST_BYTES // 1024 // 1024)
            )
        self.activated = True


class EdiEndpoint(Endpoint):
    parser_classes = [MultiPartParser]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        request.upload_handlers = [InMemory(request)]
        return super().initialize_request(request, *args, **kwargs)

    def read_upload(self) -> tuple[str, bytes]:
        """The file's name and its bytes."""
        sent = self.read(EdiInput)["file"]
        return str(sent.name), sent.read(MOST_BYTES + 1)
