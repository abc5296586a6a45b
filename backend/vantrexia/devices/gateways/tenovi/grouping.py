"""Which parts make one physical reading.

Tenovi sends a cuff's pressure and pulse as separate parts with the same timestamp; `measurement_index`
tells readings of one instant apart. `group_parts` puts together the parts of one device, instant and index,
at most one of each metric: a metric that comes again starts another reading, so that a repeated reading
stays visible as a repetition.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import UNSET

from vantrexia.devices.gateways.tenovi.wire import Part

# Metrics that belong to the reading of another one rather than stand for themselves.
COMPANIONS = frozenset({"pulse", "irregular_heartbeat", "perfusion_index"})
LEADERS = frozenset({"blood_pressure", "spO2"})

Placed = tuple[int, Part]
Group = dict[str, Placed]


def group_parts(parts: Iterable[Placed]) -> list[Group]:
    """Parts with their place in the body, as readings: metric → (place, part), in order of appearance."""
    groups: list[Group] = []
    open_groups: dict[tuple[str, datetime, int | None], list[Group]] = {}
    for index, part in parts:
        siblings = open_groups.setdefault(_identity(part), [])
        group = next((known for known in siblings if _fits(part.metric, known)), None)
        if group is None:
            group = {}
            siblings.append(group)
            groups.append(group)
        group[part.metric] = (index, part)
    return groups


def _identity(part: Part) -> tuple[str, datetime, int | None]:
    index = part.filter_params.measurement_index
    return part.hwi_device_id, part.timestamp, None if index is UNSET else index


def _fits(metric: str, group: Group) -> bool:
    if metric in group:
        return False
    if metric in LEADERS:
        return not LEADERS & group.keys() and group.keys() <= COMPANIONS
    return metric in COMPANIONS and group.keys() <= LEADERS | COMPANIONS
