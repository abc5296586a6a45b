"""Any rule set a clinician could save, for property tests: `rule_sets()`."""

from __future__ import annotations

from hypothesis import strategies as st

from vantrexia.domain.threshold_rules import Limit, ThresholdRules, build_rules
from vantrexia.domain.vitals import VITALS


@st.composite
def rule_sets(draw: st.DrawFn) -> ThresholdRules:
    """Some vitals, each with some of its four limits, in their order and within what is plausible."""
    limits = []
    for vital in draw(st.sets(st.sampled_from(sorted(VITALS)))):
        spec = VITALS[vital]
        steps = draw(st.sets(st.integers(0, 1000), min_size=4, max_size=4))
        values = [spec.low + (spec.high - spec.low) * step / 1000 for step in sorted(steps)]
        names = ("critical_low", "warning_low", "warning_high", "critical_high")
        kept = draw(st.sets(st.sampled_from(names)))
        limits.append(Limit(vital=vital, **{n: v for n, v in zip(names, values, strict=True) if n in kept}))
    return build_rules(limits=limits, no_reading_days=draw(st.none() | st.integers(0, 90)))
