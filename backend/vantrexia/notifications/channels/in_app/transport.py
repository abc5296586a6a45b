"""In-app needs no carrier: the notification row is shown to its recipient, and the stream says that it is there."""

from __future__ import annotations

from vantrexia.domain.messages import NotificationText


class InAppTransport:
    def send(self, *, address: str, text: NotificationText, reference: str) -> None:
        """Nothing leaves the application; delivering emits the event."""
