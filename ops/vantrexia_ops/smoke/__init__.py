"""The five smoke tests of a deploy, against any address, and the synthetic reading that proves the rest.

    report = run_smoke(target, web=…, clock=…)          five results, in order; report.ok
    result = watch_proof(target, web=…, clock=…)        a synthetic reading was evaluated and audited since we began

1 health · 2 sign-in and refresh · 3 patients · 4 page with this release's bundle · 5 certificate at the edge and at the origin.
"""

from vantrexia_ops.smoke.program import CHECKS, run_smoke
from vantrexia_ops.smoke.proof import watch_proof
from vantrexia_ops.smoke.target import Result, SignIn, SmokeReport, Target

__all__ = ["CHECKS", "Result", "SignIn", "SmokeReport", "Target", "run_smoke", "watch_proof"]
