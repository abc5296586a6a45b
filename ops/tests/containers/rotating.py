"""A runbook's commands, run as an operator runs them on this host: `follow(host, script)`; and days that pass: `grow_old(host, days=…)`.

What differs is named here and nothing else: where the repository and its state lie, and that `systemctl` is not the first process of a
machine of tests, so that what its unit runs is run instead.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from tests.containers.engine import REPOSITORY, run
from tests.containers.host import COMMAND, Host

_HERE = """
set -euo pipefail
PATH="$TOOL_DIRECTORY:$PATH"
systemctl() {
    [ "$*" = "reload vantrexia-secrets" ] || { echo "systemctl $*?" >&2; exit 1; }
    "$REPOSITORY/docker/systemd/secrets-up.sh"
}
"""


def follow(host: Host, script: str) -> str:
    """What it said. Raises Failed when a command of it fails."""
    assert "/opt/vantrexia" in script
    assert "state/current.env" in script
    here = script.replace("/opt/vantrexia", str(REPOSITORY))
    here = here.replace("state/current.env", str(host.state / "current.env"))
    done = run(
        *("bash", "-c", f"{_HERE}\n{here}"),
        environment={
            **host.environment,
            "REPOSITORY": str(REPOSITORY),
            "TOOL_DIRECTORY": str(COMMAND.parent),
            "VANTREXIA_SECRETS_DIR": str(host.stack.secrets_directory),
            "VANTREXIA_SECRETS_SOURCE": str(host.store),
        },
        timeout_seconds=600,
    )
    return done.stdout + done.stderr


def grow_old(host: Host, *, days: int) -> None:
    """The tool remembers the values it handed out as older by so many days."""
    path = host.state / "secret-ages" / "ages.json"
    ages = json.loads(path.read_text())
    for marks in ages["seen"].values():
        for mark, at in marks.items():
            marks[mark] = (datetime.fromisoformat(at) - timedelta(days=days)).isoformat()
    path.write_text(json.dumps(ages))
