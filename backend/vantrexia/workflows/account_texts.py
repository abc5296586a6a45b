"""What mail about accounts says, in the languages we have. Names a practice and a link, never a patient.

Public: `account_text(kind, language, …) -> MailText`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["password_reset", "invitation", "lockout", "own_lockout"]


class MailText(NamedTuple):
    """A mail in plain text; `account_text` fills in the practice, the link and the hours."""

    subject: str
    body: str


_TEXTS: dict[str, dict[Kind, MailText]] = {
    "en": {
        "password_reset": MailText(
            "Choose a new password",
            "Somebody, probably you, asked for a new Vantrexia password.\n\n"
            "Choose it here within {hours} h:\n{link}\n\n"
            "If it was not you, nothing has changed and you need not do anything.\n",
        ),
        "invitation": MailText(
            "Your Vantrexia account",
            "{practice} has made a Vantrexia account for you.\n\n"
            "Choose your password here within {hours} h:\n{link}\n",
        ),
        "lockout": MailText(
            "An account was locked",
            "The account of {name} ({email}) was locked for 30 minutes after repeated failed sign-ins.\n\n"
            "If you know the reason, unlock it under Practice, Users. If not, look at the audit trail.\n",
        ),
        "own_lockout": MailText(
            "Your account was locked",
            "Your Vantrexia account was locked for 30 minutes after repeated failed sign-ins.\n\n"
            "If it was not you, tell an administrator of your practice.\n",
        ),
    },
    "es": {
        "password_reset": MailText(
            "Elija una contraseña nueva",
            "Alguien, probablemente usted, pidió una contraseña nueva para Vantrexia.\n\n"
            "Elíjala aquí en las próximas {hours} h:\n{link}\n\n"
            "Si no fue usted, nada ha cambiado y no tiene que hacer nada.\n",
        ),
        "invitation": MailText(
            "Su cuenta de Vantrexia",
            "{practice} creó una cuenta de Vantrexia para usted.\n\n"
            "Elija su contraseña aquí en las próximas {hours} h:\n{link}\n",
        ),
        "lockout": MailText(
            "Se bloqueó una cuenta",
            "La cuenta de {name} ({email}) quedó bloqueada 30 minutos tras varios intentos fallidos.\n\n"
            "Si conoce el motivo, desbloquéela en Consultorio, Usuarios. "
            "Si no, revise el registro de auditoría.\n",
        ),
        "own_lockout": MailText(
            "Su cuenta quedó bloqueada",
            "Su cuenta de Vantrexia quedó bloqueada 30 minutos tras varios intentos fallidos.\n\n"
            "Si no fue usted, avise a un administrador de su consultorio.\n",
        ),
    },
}


def account_text(kind: Kind, *, language: str, **params: str | int) -> MailText:
    """Subject and body; an unknown language falls back to English."""
    subject, body = _TEXTS.get(language.partition("-")[0], _TEXTS["en"])[kind]
    return MailText(subject.format(**params), body.format(**params))
