"""Run as a program in a pseudo-terminal: a deploy on the stage, told to whatever standard output is. `good` or `bad`.

With a file named after that, how the journal says it ended stands there afterwards.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.flows.stage import make_stage
from tests.flows.world import Behaviour
from vantrexia_ops.cli.ground import end_like_ctrl_c_on_termination
from vantrexia_ops.cli.screens import make_reporter
from vantrexia_ops.errors import OpsError
from vantrexia_ops.journal import list_deploys

RELEASE = "4f1c2d9e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d"


def main(kind: str, outcome: str = "") -> int:
    end_like_ctrl_c_on_termination()
    with tempfile.TemporaryDirectory() as directory:
        stage = make_stage(Path(directory))
        stage.deploy("r1")
        stage.ground = replace(
            stage.ground,
            reporter=make_reporter(
                as_json=False, stream=sys.stdout, clock=stage.ground.clock, request_id="run-1"
            ),
        )
        if kind == "bad":
            stage.world.releases[RELEASE] = Behaviour(smoke_fails=True)
        code = 0
        try:
            stage.deploy(RELEASE)
        except OpsError as error:
            code = error.exit_code
        if outcome:
            Path(outcome).write_text(str(list_deploys(stage.ground.journal.read())[-1].outcome))
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
