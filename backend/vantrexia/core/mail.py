"""Sending e-mail: one door, so that what leaves the house can be found.

Public: `send_mail(to, subject, text)`, `MailNotSent`.

EMAIL_URL: `smtp://user:password@host:587` (STARTTLS, unless the host is this machine or `?starttls=off`) or
`smtps://…:465` (TLS from the first byte). Without it nothing is sent: one line says that a mail would have
gone out, without address, subject or text. Mail carries no patient data; who writes a text keeps to that.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 15
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


class MailNotSent(Exception):
    """The server refused or did not answer; `permanent` says that trying again is of no use."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    user: str
    password: str
    use_ssl: bool
    use_starttls: bool


def read_mail_server(url: str) -> MailServer:
    """The parts of EMAIL_URL; raises ValueError saying what is wrong, never the password."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("EMAIL_URL must be smtp://… or smtps://… with a host")
    use_ssl = parts.scheme == "smtps"
    wanted = parse_qs(parts.query).get("starttls", [""])[0]
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if use_ssl else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=use_ssl,
        use_starttls=not use_ssl
        and wanted != "off"
        and (wanted == "on" or parts.hostname not in _THIS_MACHINE),
    )


def send_mail(*, to: str, subject: str, text: str) -> bool:
    """Hand one mail over; answers False where no server is configured, raises MailNotSent when it fails."""
    if not settings.EMAIL_URL:
        log.info("no mail server is configured; a mail was not sent", extra={"event": "mail_not_configured"})
        return False
    server = read_mail_server(settings.EMAIL_URL)
    backend = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.use_starttls,
        use_ssl=server.use_ssl,
        timeout=TIMEOUT_SECONDS,
    )
    message = EmailMessage(subject, text, from_email=settings.DEFAULT_FROM_EMAIL, to=[to], connection=backend)
    try:
        message.send()
    except smtplib.SMTPResponseException as error:
        raise MailNotSent(f"SMTP {error.smtp_code}", permanent=500 <= error.smtp_code < 600) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise MailNotSent(
            f"recipient refused, SMTP {codes}", permanent=min(codes, default=0) >= 500
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailNotSent(type(error).__name__, permanent=False) from None
    return True
