"""The figures of a look, collected and written for others: `collect_figures(…)`, `publish(…)`, and the sign of life of the watch itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx

from vantrexia_ops.alarms.figures import HostFigures, render_emf, render_textfile
from vantrexia_ops.alarms.memory import Notes
from vantrexia_ops.alarms.page import Page
from vantrexia_ops.alarms.slo import LONGEST, Burn, Sample, burn_rate
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import append_line, make_private, write_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.rotation import look_at_rotation
from vantrexia_ops.flows.serving import Serving
from vantrexia_ops.flows.telling import open_outbox
from vantrexia_ops.journal import Entry, list_deploys

EMF_FILE_MOST = 10_000_000
SIGN_OF_LIFE_SECONDS = 5.0


def collect_figures(
    ground: Ground,
    notes: Notes,
    burns: Sequence[Burn],
    samples: Sequence[Sample],
    *,
    entries: Sequence[Entry],
    serving: Serving | None,
    now: datetime,
) -> HostFigures:
    ended = [deploy for deploy in list_deploys(entries) if deploy.ended_at and deploy.outcome]
    last = ended[-1] if ended else None
    outbox = open_outbox(ground)
    ages = look_at_rotation(ground).ages
    spent = burn_rate(samples, now=now, over=LONGEST, objective=ground.config.alarms.objective)
    return HostFigures(
        source=ground.config.names.app,
        release=serving.release if serving else "",
        edge_requests=notes.edge_requests,
        edge_errors=notes.edge_errors,
        burns=tuple(burns),
        budget_left=1 - spent,
        standing=Counter(str(alarm.severity) for alarm in notes.standing if alarm.told),
        outbox_waiting=len(outbox.list_waiting()),
        outbox_refused=outbox.count_refused(),
        deploys=Counter((deploy.kind, str(deploy.outcome)) for deploy in ended),
        last_deploy_at=last.ended_at if last else None,
        last_deploy_seconds=(last.ended_at - last.started_at).total_seconds()
        if last and last.ended_at
        else 0.0,
        # A clock that was set back makes nothing younger than new.
        oldest_secret_seconds=max(0.0, (now - ages[0].since).total_seconds()) if ages else None,
    )


def publish(
    ground: Ground, figures: HostFigures, page: Page | None, *, before: Page | None, now: datetime
) -> None:
    """Raises OpsError when a place cannot be written."""
    told = ground.config.alarms
    if told.textfile_directory:
        directory = make_private(Path(told.textfile_directory), mode=0o755)
        write_whole(directory / "vantrexia.prom", render_textfile(figures), mode=0o644)
    if told.emf_file:
        line = render_emf(figures, page, before=before, now=now)
        append_line(Path(told.emf_file), line, most_bytes=EMF_FILE_MOST)


def show_life(ground: Ground) -> None:
    """Ask the address that tells somebody when nobody asks any more. Raises OpsError when it does not hear; without the address."""
    address = ground.config.alarms.heartbeat_url
    if not address:
        return
    try:
        with (
            httpx.Client(timeout=SIGN_OF_LIFE_SECONDS, trust_env=True, follow_redirects=False) as client,
            client.stream("GET", address) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise OpsError(f"nobody hears that the watch lives: {type(error).__name__}") from None
    if status >= 300:
        raise OpsError(f"nobody hears that the watch lives: answered {status}")
