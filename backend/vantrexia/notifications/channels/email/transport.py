"""Mail with a text that carries no patient data and a subject that says no more than the text."""

from __future__ import annotations

from vantrexia.core.mail import MailNotSent, send_mail
from vantrexia.domain.messages import NotificationText
from vantrexia.notifications.channels.base import ChannelError


class EmailTransport:
    def send(self, *, address: str, text: NotificationText, reference: str) -> None:
        """Hand it to the mail server; a refused address is permanent, anything else is tried again."""
        if "@" not in address:
            raise ChannelError("no_address", permanent=True)
        try:
            if not send_mail(to=address, subject=text.title, text=text.body):
                raise ChannelError("mail_not_configured", permanent=True)
        except MailNotSent as refused:
            raise ChannelError(
                "mail_refused" if refused.permanent else "mail_unreachable", permanent=refused.permanent
            ) from None
