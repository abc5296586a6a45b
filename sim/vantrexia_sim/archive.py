"""`vantrexia-sim history`: what the homes delivered before the start, as a file instead of over HTTP.

`write_history(plan=…, path=…, window=…) -> int`   one JSON object per line, oldest first; returns the number of
  deliveries

A server takes deliveries at the time it is. What should have arrived earlier, each at its own hour, is read
from this file by a server that founds a demonstration (`manage.py seed_history`). Bodies, headers and
signatures are those a gateway would have sent at that hour.
"""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vantrexia_sim.deliveries import make_deliveries, make_headers
from vantrexia_sim.errors import BadInput
from vantrexia_sim.live import Item, RunPlan, list_history


def write_history(*, plan: RunPlan, path: Path, window: timedelta = timedelta(minutes=30)) -> int:
    """Uploads of one `window` go together, sent when its last one came. Raises BadInput when it cannot write."""
    sent, _ = list_history(plan=plan)
    count = 0
    try:
        with path.open("w", encoding="utf-8") as file:
            for _, group in itertools.groupby(sent, key=lambda item: _number(item, window)):
                items = list(group)
                at = max(upload.upload_at for _, upload in items).astimezone(UTC).replace(microsecond=0)
                for delivery in make_deliveries(
                    uploads=items, array=plan.array, compress=plan.compress, seed=plan.seed
                ):
                    line = {
                        "sent_at": at.isoformat(),
                        "gateway": delivery.connection.gateway,
                        "connection_id": delivery.connection.connection_id,
                        "headers": make_headers(delivery=delivery, at=int(at.timestamp())),
                        "body": base64.b64encode(delivery.body).decode(),
                    }
                    file.write(json.dumps(line) + "\n")
                    count += 1
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
    return count


def _number(item: Item, window: timedelta) -> int:
    """The window an upload falls into, counted from the epoch."""
    return (item[1].upload_at - datetime(1970, 1, 1, tzinfo=UTC)) // window
