"""Where a door leads: names, addresses and ports as people write them, IPv6 too."""

from __future__ import annotations

import pytest

from vantrexia_ops.probes.web import Door


@pytest.mark.parametrize(
    ("connect_to", "where"),
    [
        (None, ("app.example", 443)),
        ("127.0.0.1", ("127.0.0.1", 443)),
        ("127.0.0.1:8443", ("127.0.0.1", 8443)),
        ("[::1]:8443", ("::1", 8443)),
        ("[::]", ("::", 443)),
        ("origin.example:8443", ("origin.example", 8443)),
    ],
)
def test_an_address_is_taken_as_it_is_written(connect_to: str | None, where: tuple[str, int]) -> None:
    assert Door(origin="https://app.example", connect_to=connect_to).where() == where


@pytest.mark.parametrize("connect_to", ["127.0.0.1:https", "127.0.0.1:99999", "::1:x"])
def test_one_that_is_none_is_refused(connect_to: str) -> None:
    with pytest.raises(ValueError, match=r"[Pp]ort"):
        Door(origin="https://app.example", connect_to=connect_to).where()
