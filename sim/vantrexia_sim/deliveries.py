"""Uploads become requests: grouped by connection as the gateway allows, encoded, named, perhaps compressed.

`make_deliveries(uploads=…, array=…, compress=…, seed=…) -> list[Delivery]`
`make_headers(delivery=…, at=…) -> dict[str, str]`   authentication and type, fresh for every attempt
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Sequence

from vantrexia_sim.model import Connection, Delivery, Home, Upload
from vantrexia_sim.wire import FORMATS
from vantrexia_sim.wire.base import to_json


def make_deliveries(
    *, uploads: Iterable[tuple[Home, Upload]], array: int = 1, compress: bool = False, seed: int = 0
) -> list[Delivery]:
    """Requests in the order the uploads came, `array` uploads in one where the gateway takes several.

    What a gateway has no message for is left out. A hub that repeats itself sends the same delivery twice,
    or, where it sends arrays, the same readings once more in a delivery of their own."""
    waiting: dict[str, list[Upload]] = {}
    connections: dict[str, Connection] = {}
    deliveries: list[Delivery] = []
    for home, upload in uploads:
        connection = home.connection
        wire = FORMATS[connection.gateway]
        if not wire.tells(upload):
            continue
        connections[connection.connection_id] = connection
        group = waiting.setdefault(connection.connection_id, [])
        group.append(upload)
        if len(group) >= (array if wire.batches else 1):
            deliveries += _close(connection, waiting.pop(connection.connection_id), compress, seed)
    for connection_id, group in waiting.items():
        deliveries += _close(connections[connection_id], group, compress, seed)
    return deliveries


def make_headers(*, delivery: Delivery, at: int) -> dict[str, str]:
    """Headers of one attempt at Unix time `at`: a retry is signed anew but keeps its id."""
    wire = FORMATS[delivery.connection.gateway]
    headers = {"content-type": delivery.content_type}
    if delivery.content_encoding:
        headers["content-encoding"] = delivery.content_encoding
    headers.update(wire.headers(delivery.connection, delivery.delivery_id, delivery.body, at))
    return headers


def _close(connection: Connection, group: Sequence[Upload], compress: bool, seed: int) -> list[Delivery]:
    delivery = _make(connection, group, compress, seed)
    again = [upload for upload in group if upload.repeat_of_delivery]
    return [delivery, _make(connection, again, compress, seed)] if again else [delivery]


def _make(connection: Connection, group: Sequence[Upload], compress: bool, seed: int) -> Delivery:
    wire = FORMATS[connection.gateway]
    names = "|".join(upload.upload_id for upload in group)
    digest = hashlib.sha256(f"{seed}|{connection.connection_id}|{names}".encode()).hexdigest()
    body = to_json(wire.encode(group))
    if compress:
        # mtime would make the same body differ from run to run.
        body = gzip.compress(body, compresslevel=6, mtime=0)
    return Delivery(
        connection=connection,
        delivery_id=f"msg_{digest[:28]}",
        body=body,
        readings=sum(upload.sample is not None for upload in group),
        content_type=wire.content_type,
        content_encoding="gzip" if compress else None,
    )
