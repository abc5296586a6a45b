"""Since when a secret has the value it has: what is remembered, what no accident of file or clock may do to it. Never a value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import OpsError
from vantrexia_ops.secrets.ages import AgeStore, Noted, list_ages
from vantrexia_ops.secrets.rotated import ROTATED

START = datetime(2026, 1, 1, tzinfo=UTC)
VALUE = "hunter2"


def at(days: float) -> datetime:
    return START + timedelta(days=days)


class Host:
    """A host that hands secrets out, by the day."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "ages"
        self.store = AgeStore(self.directory)
        self.run = 0

    def hand_out(self, values: Mapping[str, str], *, day: float, run: str | None = None) -> Noted:
        self.run += 1
        told = {name: Redacted(value) for name, value in values.items()}
        return self.store.note(told, rotated=ROTATED, run=run or f"d{self.run}", now=at(day))

    def days(self, *, day: float) -> dict[str, int]:
        return {age.name: age.days for age in list_ages(self.store.read(), now=at(day))}

    def waiting(self, values: Mapping[str, str]) -> list[str]:
        told = {name: Redacted(value) for name, value in values.items()}
        return self.store.list_waiting(told, rotated=ROTATED)


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_an_age_counts_from_the_first_deploy_that_handed_the_value_out(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE, "REDIS_URL": "redis://v:a@r/0"}, day=0)
    host.hand_out({"SECRET_KEY": VALUE, "REDIS_URL": "redis://v:b@r/0"}, day=40)
    host.hand_out({"SECRET_KEY": VALUE, "REDIS_URL": "redis://v:b@r/0"}, day=60)
    assert host.days(day=90.5) == {"SECRET_KEY": 90, "REDIS_URL": 50}
    assert next(iter(host.days(day=91))) == "SECRET_KEY", "the oldest first"


def test_what_is_new_is_named_and_on_the_first_day_nothing_is(host: Host) -> None:
    first = host.hand_out({"SECRET_KEY": VALUE}, day=0)
    assert (first.count, first.fresh, first.anew is not None) == (1, (), True)
    assert host.hand_out({"SECRET_KEY": VALUE}, day=1).fresh == ()
    second = host.hand_out({"SECRET_KEY": "next", "EMAIL_URL": "smtp://u:p@m"}, day=2)
    assert (second.fresh, second.anew) == (("EMAIL_URL", "SECRET_KEY"), None)


def test_a_secret_that_is_new_has_no_days_and_one_that_is_gone_has_no_age(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE, "EMAIL_URL": "smtp://u:p@m"}, day=0)
    host.hand_out({"SECRET_KEY": VALUE, "CACHE_URL": "redis://v:c@r/0", "EMAIL_URL": " "}, day=50)
    assert host.days(day=50) == {"SECRET_KEY": 50, "CACHE_URL": 0}


def test_what_does_not_grow_old_and_what_is_the_practices_own_is_not_remembered(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE, "CLOUDFLARE_ORIGIN_KEY": "x", "THEIR_OWN": "y"}, day=0)
    assert host.days(day=1) == {"SECRET_KEY": 1}


def test_a_value_that_comes_back_is_as_old_as_it_was(host: Host) -> None:
    for day, value in ((0, VALUE), (80, "next"), (81, VALUE)):
        host.hand_out({"SECRET_KEY": value}, day=day)
    assert host.days(day=100) == {"SECRET_KEY": 100}


def test_it_may_come_back_after_many_and_only_the_last_ones_are_kept(host: Host) -> None:
    for number in range(60):
        host.hand_out({"SECRET_KEY": f"value {number}"}, day=number)
    assert len(host.store.read().seen["SECRET_KEY"]) <= 21
    host.hand_out({"SECRET_KEY": "value 45"}, day=60)
    assert host.days(day=60) == {"SECRET_KEY": 15}


# --- a deploy that is undone, or cut off ------------------------------------------------------------------------------------


def test_a_deploy_that_is_undone_gives_the_values_of_before_their_ages_back(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE}, day=0, run="a")
    host.hand_out({"SECRET_KEY": "next"}, day=95, run="b")
    host.store.take_back(run="b")
    host.store.take_back(run="b")
    assert host.days(day=96) == {"SECRET_KEY": 96}
    assert host.hand_out({"SECRET_KEY": "next"}, day=97, run="c").fresh == ("SECRET_KEY",)
    assert host.days(day=98) == {"SECRET_KEY": 3}, "it was handed out before, if only for minutes"


def test_the_way_back_is_remembered_however_old_it_is(host: Host) -> None:
    for number in range(20):
        host.hand_out({"SECRET_KEY": f"value {number}"}, day=number)
    host.hand_out({"SECRET_KEY": "value 0"}, day=20)
    host.hand_out({"SECRET_KEY": "next"}, day=21, run="b")
    host.store.take_back(run="b")
    assert host.days(day=22) == {"SECRET_KEY": 22}


def test_one_that_is_resumed_notes_the_same_again(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE}, day=0, run="a")
    for day in (10, 11):
        assert host.hand_out({"SECRET_KEY": "next"}, day=day, run="b").fresh == ("SECRET_KEY",)
    host.store.take_back(run="b")
    assert host.days(day=11) == {"SECRET_KEY": 11}


def test_one_that_noted_nothing_takes_nothing_back(host: Host) -> None:
    host.store.take_back(run="b")
    host.hand_out({"SECRET_KEY": VALUE}, day=0, run="a")
    host.store.take_back(run="b")
    assert host.days(day=1) == {"SECRET_KEY": 1}


def test_counting_that_began_with_a_deploy_that_is_undone_is_not_pretended(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE}, day=0)
    (host.directory / "ages.json").write_text("{")
    host.hand_out({"SECRET_KEY": "next"}, day=95, run="b")
    host.store.take_back(run="b")
    with pytest.raises(OpsError, match=r"ages\.json"):
        host.store.read()


# --- clocks -------------------------------------------------------------------------------------------------------------


def test_a_clock_that_went_back_makes_no_age_negative_and_keeps_nothing_young(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE}, day=400)
    assert host.days(day=0) == {"SECRET_KEY": 0}
    host.hand_out({"SECRET_KEY": VALUE}, day=1)
    assert host.days(day=92) == {"SECRET_KEY": 91}, "not in another 400 days"


# --- files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ages.json", b""),
        ("ages.json", b"{"),
        ("ages.json", b"[1]"),
        ("ages.json", b"\xff\xfe"),
        ("ages.json", b'{"present": {"SECRET_KEY": "ab"}, "seen": {}}'),
        (
            "ages.json",
            b'{"present": {"SECRET_KEY": "ab"}, "seen": {"SECRET_KEY": {"ab": "2026-01-01T00:00:00"}}}',
        ),
        ("fingerprints.key", b""),
        ("fingerprints.key", b"abcd"),
        ("fingerprints.key", b"\xff\xfe"),
    ],
)
def test_what_is_damaged_is_begun_anew_with_its_reason(host: Host, name: str, content: bytes) -> None:
    host.hand_out({"SECRET_KEY": VALUE}, day=0)
    (host.directory / name).write_bytes(content)
    assert host.waiting({"SECRET_KEY": "next"}) == [], "what cannot be told is not claimed"
    noted = host.hand_out({"SECRET_KEY": VALUE}, day=50)
    assert noted.anew is not None
    assert name in noted.anew
    assert host.days(day=51) == {"SECRET_KEY": 1}
    assert host.hand_out({"SECRET_KEY": VALUE}, day=52).anew is None


def test_what_is_damaged_is_said_to_whoever_reads(host: Host) -> None:
    with pytest.raises(OpsError, match="No such file"):
        host.store.read()
    host.hand_out({"SECRET_KEY": VALUE}, day=0)
    (host.directory / "ages.json").write_text("{")
    with pytest.raises(OpsError, match="is damaged") as refused:
        host.store.read()
    assert "next deploy" in (refused.value.hint or "")


def test_a_place_that_cannot_be_written_is_one_sentence(host: Host, tmp_path: Path) -> None:
    (tmp_path / "ages").write_text("a file where the directory should be")
    with pytest.raises(OpsError, match="cannot write"):
        host.hand_out({"SECRET_KEY": VALUE}, day=0)


def test_neither_values_nor_what_could_be_tried_lie_in_the_file(host: Host, tmp_path: Path) -> None:
    """The same short password twice shows neither that it is the same nor, without the key, which one it is."""
    values = {"POSTGRES_PASSWORD": VALUE, "SECRET_KEY": VALUE}
    host.hand_out(values, day=0)
    text = (host.directory / "ages.json").read_text()
    assert VALUE not in text
    present = host.store.read().present
    assert len(set(present.values())) == 2
    another = Host(tmp_path / "another")
    (tmp_path / "another").mkdir()
    another.hand_out(values, day=0)
    assert set(another.store.read().present.values()) & set(present.values()) == set()
    for path in host.directory.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path
    assert host.directory.stat().st_mode & 0o777 == 0o700


def test_a_value_that_is_no_proper_text_is_remembered_too(host: Host) -> None:
    host.hand_out({"SECRET_KEY": "\ud800"}, day=0)
    assert host.days(day=1) == {"SECRET_KEY": 1}


def test_a_new_value_in_the_store_waits_for_a_deploy(host: Host) -> None:
    host.hand_out({"SECRET_KEY": VALUE}, day=0)
    assert host.waiting({"SECRET_KEY": VALUE}) == []
    assert host.waiting({"SECRET_KEY": "next", "EMAIL_URL": "smtp://u:p@m"}) == ["EMAIL_URL", "SECRET_KEY"]


# --- any order ------------------------------------------------------------------------------------------------------------

DEPLOYS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.booleans(), st.integers(0, 50)), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deploys=DEPLOYS)
def test_whatever_is_deployed_and_undone_the_age_is_that_of_what_is_used(
    tmp_path_factory: pytest.TempPathFactory, deploys: list[tuple[str, bool, int]]
) -> None:
    host = Host(tmp_path_factory.mktemp("any"))
    host.hand_out({"SECRET_KEY": "first"}, day=0, run="first")
    used, first, day = "first", {"first": 0}, 0
    for number, (value, is_undone, pause) in enumerate(deploys):
        day += pause
        first.setdefault(value, day)
        host.hand_out({"SECRET_KEY": value}, day=day, run=f"r{number}")
        if is_undone:
            host.store.take_back(run=f"r{number}")
        else:
            used = value
        assert host.days(day=day) == {"SECRET_KEY": day - first[used]}
        assert host.waiting({"SECRET_KEY": used}) == []
