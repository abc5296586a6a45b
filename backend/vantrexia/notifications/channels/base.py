"""What every channel is: `Transport.send`, and the one error it raises."""

from __future__ import annotations

from typing import Protocol

from vantrexia.domain.messages import NotificationText


class ChannelError(Exception):
    """A channel did not take it. `permanent` ones are given up at once, others are tried again."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class Transport(Protocol):
    def send(self, *, address: str, text: NotificationText, reference: str) -> None:
        """Hand the text over. `reference` lets a channel refuse a repetition."""
        ...
