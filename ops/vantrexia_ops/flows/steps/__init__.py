"""The steps of a deploy, one class each, in the order they are done: `list_steps(ground, flow=…)`.

Each has `plan` (sentences), `do` (what is remembered) and `undo` (as it was before); `do` may be called again after a crash.
"""

from __future__ import annotations

from vantrexia_ops.flows.engine import Step
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.steps.bake import Bake
from vantrexia_ops.flows.steps.beat import Beat
from vantrexia_ops.flows.steps.colour import Ready, StartColour
from vantrexia_ops.flows.steps.drain import Drain
from vantrexia_ops.flows.steps.images import PinImages
from vantrexia_ops.flows.steps.migrate import Migrate
from vantrexia_ops.flows.steps.preflight import Preflight
from vantrexia_ops.flows.steps.prune import Prune
from vantrexia_ops.flows.steps.retire import Retire
from vantrexia_ops.flows.steps.returning import MayReturn
from vantrexia_ops.flows.steps.secrets import WriteSecrets
from vantrexia_ops.flows.steps.smoke import SmokeEdge, SmokePrivately
from vantrexia_ops.flows.steps.stack import PrepareStack
from vantrexia_ops.flows.steps.switch import Switch
from vantrexia_ops.flows.steps.workers import HandOver, StartWorkers

_SERVING = (
    StartColour,
    Ready,
    SmokePrivately,
    StartWorkers,
    Switch,
    HandOver,
    Drain,
    SmokeEdge,
    Bake,
    Beat,
    Retire,
    Prune,
)
FLOWS = {
    "deploy": (PinImages, Preflight, WriteSecrets, PrepareStack, Migrate, *_SERVING),
    # The schema, the secrets and the data services stay as they are: they serve the release that is left, too.
    "rollback": (PinImages, MayReturn, *_SERVING),
}


def list_steps(ground: Ground, *, flow: str) -> list[Step]:
    return [kind(ground) for kind in FLOWS[flow]]
