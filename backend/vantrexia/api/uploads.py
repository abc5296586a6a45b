"""Uploads that name patients: kept in memory whatever their size, up to the bound, so that nothing of them goes to a disk's /tmp."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

# What a multipart form writes around its file: boundaries, headers, the other fields.
_FORM_OVERHEAD = 64 * 1024


class InMemory(MemoryFileUploadHandler):
    """Takes a file of at most `most` bytes. Raises DomainError `too_large` before anything of a larger one is read."""

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self._most = most

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > self._most + _FORM_OVERHEAD:
            raise DomainError(
                "too_large", say("The file may have {most} MB at most.", most=self._most // 1024 // 1024)
            )
        self.activated = True
