"""What goes wrong in real homes, each thing decided by the seed alone so that a run can be repeated.

`is_missed(…)`          the person forgot, was away, or the battery was empty
`leave_home_at(…)`      when the hub got the reading out: at once, or after an outage of hours or days
`read_device_clock(…)`  what the device believed the time was
`battery_percent(…)`    falls over weeks until someone changes the cells
`signal_percent(…)`     reception of the hub
`is_repeated(…)`        the hub sends something twice
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from vantrexia_sim.model import Device
from vantrexia_sim.people import Person

EMPTY_PERCENT = 3
WEAK_PERCENT = 15
_EPOCH = date(2020, 1, 1)


def is_missed(*, person: Person, day: date, seed: int, battery: int, rng: Random) -> bool:
    """True when no measurement was taken: a single one forgotten, days away, or cells flat."""
    if battery <= EMPTY_PERCENT:
        return True
    fortnight, day_of_it = divmod((day - _EPOCH).days, 14)
    away_from, away_until = _away(f"{seed}|away|{person.key}|{fortnight}")
    return away_from <= day_of_it < away_until or rng.random() < person.archetype.missed


def leave_home_at(*, person: Person, at: datetime, seed: int, rng: Random) -> datetime:
    """When the hub uploads a measurement taken `at`: seconds later, or when its outage of 6–80 h is over."""
    for back in range(4):
        day = at.date() - timedelta(days=back)
        outage = _outage(f"{seed}|hub|{person.key}|{day.isoformat()}")
        if outage is None:
            continue
        begins = datetime(day.year, day.month, day.day, tzinfo=at.tzinfo) + timedelta(hours=outage[0])
        ends = begins + timedelta(hours=outage[1])
        if begins <= at < ends:
            return ends + timedelta(seconds=rng.uniform(5, 240))
    return at + timedelta(seconds=rng.uniform(3, 40))


def read_device_clock(*, device: Device, at: datetime, seed: int) -> datetime:
    """The time the device stamps. Some drift by minutes; a few, after the cells were changed, sit in the past
    or a day ahead for some days until the hub sets them."""
    drift_s, first_day, jump_days = _clock(f"{seed}|clock|{device.key}")
    if jump_days and first_day <= (at.date() - _EPOCH).days % 45 < first_day + 2:
        return at + timedelta(days=jump_days)
    return at + timedelta(seconds=drift_s)


def battery_percent(*, device: Device, at: datetime, seed: int) -> int:
    """Charge of the device's cells, 0–100: a straight fall over 60–200 days, then fresh cells."""
    life_days, phase = _cells(f"{seed}|cells|{device.key}")
    worn = (at.timestamp() / 86_400 / life_days + phase) % 1.0
    return round(100 * (1 - worn))


def signal_percent(*, device: Device, rng: Random, seed: int) -> int:
    """Signal of the hub as it sent: the level of the home with some noise."""
    level = _reception(f"{seed}|signal|{device.hub_imei or device.key}")
    return round(min(max(level + rng.gauss(0, 6), 5), 100))


def is_repeated(*, rng: Random) -> bool:
    """True when the hub sends it once more: it never saw the answer."""
    return rng.random() < 0.012


# Seeding a generator costs more than all that is drawn from it here, hence the caches.


@lru_cache(maxsize=20_000)
def _away(name: str) -> tuple[int, int]:
    rng = Random(name)
    begins = rng.randrange(14)
    return begins, begins + rng.choice((0, 0, 0, 0, 2, 4))


@lru_cache(maxsize=20_000)
def _outage(name: str) -> tuple[float, float] | None:
    rng = Random(name)
    return (rng.uniform(0, 24), rng.uniform(6, 80)) if rng.random() < 0.012 else None


@lru_cache(maxsize=20_000)
def _clock(name: str) -> tuple[int, int, float]:
    rng = Random(name)
    nature = rng.random()
    drift_s = rng.choice((-1, 1)) * rng.randint(90, 540) if nature < 0.03 else 0
    jump_days = rng.choice((-1.0, -0.5, 1.0, -3653.0)) if 0.03 <= nature < 0.05 else 0.0
    return drift_s, rng.randrange(44), jump_days


@lru_cache(maxsize=20_000)
def _cells(name: str) -> tuple[float, float]:
    rng = Random(name)
    return rng.uniform(60, 200), rng.random()


@lru_cache(maxsize=20_000)
def _reception(name: str) -> float:
    return Random(name).uniform(35, 92)
