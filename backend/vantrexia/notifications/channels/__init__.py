"""The ways a notification goes. One folder each; `CHANNELS` maps the kind to its transport.

A transport has `send(address, text, reference)` and raises `ChannelError(code, permanent=…)`. To add one, copy a folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vantrexia.notifications.channels.base import ChannelError, Transport
from vantrexia.notifications.channels.email.transport import EmailTransport
from vantrexia.notifications.channels.in_app.transport import InAppTransport

__all__ = ["CHANNELS", "ChannelError"]

CHANNELS: Mapping[str, Transport] = MappingProxyType({"in_app": InAppTransport(), "email": EmailTransport()})
