"""Certificates: read one from PEM or a handshake, and judge how long it will do.

Threshold (guide: 30 days; public certificates live shorter every year): so many days, or a third of its life for one that lives less
than three times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """When it holds, and for which names."""

    not_before: datetime
    not_after: datetime
    names: tuple[str, ...]

    def days_left(self, *, now: datetime) -> float:
        return (self.not_after - now).total_seconds() / 86_400

    def days_needed(self, *, days: int) -> float:
        lifetime = (self.not_after - self.not_before).total_seconds() / 86_400
        return min(float(days), lifetime / 3)

    def covers(self, name: str) -> bool:
        """Whether the certificate is for this host; a wildcard stands for one label."""
        parent = name.partition(".")[2]
        return name in self.names or (bool(parent) and f"*.{parent}" in self.names)


def read_pem(text: str) -> Certificate:
    """The first certificate of a PEM text. Raises ValueError."""
    return from_x509(x509.load_pem_x509_certificate(text.encode()))


def read_der(content: bytes) -> Certificate:
    return from_x509(x509.load_der_x509_certificate(content))


def from_x509(certificate: x509.Certificate) -> Certificate:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = tuple(extension.value.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    return Certificate(
        not_before=certificate.not_valid_before_utc, not_after=certificate.not_valid_after_utc, names=names
    )


def find_problem(certificate: Certificate, *, name: str, days: int, now: datetime) -> str | None:
    """What is wrong with it, or None."""
    if now < certificate.not_before:
        return f"the certificate holds only from {certificate.not_before:%Y-%m-%d}"
    left = certificate.days_left(now=now)
    if left <= 0:
        return f"the certificate expired on {certificate.not_after:%Y-%m-%d}"
    if not certificate.covers(name):
        return f"the certificate is for {', '.join(certificate.names) or 'no name'}, not for {name}"
    if left < certificate.days_needed(days=days):
        return f"the certificate expires in {left:.0f} days, on {certificate.not_after:%Y-%m-%d}"
    return None
