"""Any order of good and bad deploys, rollbacks, crashes, resumes and aborts: the promises hold after each.

Never nothing healthy behind the proxy, never two schedulers, never a queue nobody takes from (checked by the world at every word);
a crash is resumable or abortable; the journal's chain holds; a rollback is done or refused with a reason.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.flows.conftest import MEMORY
from tests.flows.stage import Stage, make_stage
from tests.flows.world import Behaviour
from vantrexia_ops.errors import OpsError, RollbackRefused, Unfinished
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.journal import find_unfinished

BEHAVIOURS = st.builds(
    Behaviour,
    crashes=st.booleans(),
    never_ready=st.booleans(),
    smoke_fails=st.booleans(),
    migration_fails=st.booleans(),
    workers_fail=st.booleans(),
    errors_when_serving=st.booleans(),
    proof_fails=st.booleans(),
) | st.just(Behaviour())


class Host(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(
            tempfile.mkdtemp(prefix="vantrexia-machine-", dir=MEMORY if MEMORY.is_dir() else None)
        )
        self.stage: Stage = make_stage(self.directory)
        self.number = 0

    @initialize()
    def bring_up(self) -> None:
        self.stage.deploy("r0")

    @property
    def is_unfinished(self) -> bool:
        return find_unfinished(self.stage.ground.journal.read()) is not None

    @precondition(lambda self: not self.is_unfinished)
    @rule(told=BEHAVIOURS, adds=st.booleans())
    def deploy(self, told: Behaviour, adds: bool) -> None:
        before = self.stage.serving
        release = self._name(told, adds=adds)
        try:
            self.stage.deploy(release)
            assert self.stage.serving == release
        except OpsError:
            assert self.stage.serving == before

    @precondition(lambda self: not self.is_unfinished)
    @rule(told=BEHAVIOURS, adds=st.booleans(), after=st.integers(1, 150))
    def deploy_and_crash(self, told: Behaviour, adds: bool, after: int) -> None:
        release = self._name(told, adds=adds)
        self.stage.break_off(lambda: self._try(release), after=after)

    @precondition(lambda self: not self.is_unfinished)
    @rule(after=st.none() | st.integers(1, 120))
    def rollback(self, after: int | None) -> None:
        before = self.stage.serving

        def back() -> None:
            try:
                self.stage.rollback()
            except OpsError as error:
                refused = error
            else:
                assert self.stage.serving != before
                return
            assert self.stage.serving == before
            if isinstance(refused, RollbackRefused):
                assert refused.message

        if after is None:
            back()
        else:
            self.stage.break_off(back, after=after)

    @precondition(lambda self: self.is_unfinished)
    @rule(after=st.none() | st.integers(1, 60))
    def abort(self, after: int | None) -> None:
        unfinished = find_unfinished(self.stage.ground.journal.read())
        assert unfinished is not None
        if after is None:
            self.stage.abort()
        elif not self.stage.break_off(self.stage.abort, after=after):
            assert not self.is_unfinished
        if not self.is_unfinished:
            assert self.stage.serving == unfinished.about["left"]

    @precondition(lambda self: self.is_unfinished)
    @rule(after=st.none() | st.integers(1, 120))
    def resume(self, after: int | None) -> None:
        def go_on() -> None:
            try:
                self.stage.resume()
            except Unfinished:
                self.stage.abort()
            except OpsError:
                return

        if after is None:
            go_on()
            assert not self.is_unfinished
        else:
            self.stage.break_off(go_on, after=after)

    @precondition(lambda self: self.is_unfinished)
    @rule()
    def a_new_deploy_is_refused(self) -> None:
        try:
            self.stage.deploy("another")
        except Unfinished:
            return
        raise AssertionError("an unfinished deploy was passed over")

    def _name(self, told: Behaviour, *, adds: bool) -> str:
        self.number += 1
        release = f"r{self.number}"
        told.migrations = ((f"core.{self.number:04}_more", True),) if adds else ()
        self.stage.world.releases[release] = told
        return release

    def _try(self, release: str) -> None:
        try:
            self.stage.deploy(release)
        except OpsError:
            return

    @invariant()
    def the_promises_hold(self) -> None:
        self.stage.world.check()
        self.stage.ground.journal.verify()

    @invariant()
    def memory_and_proxy_agree_once_it_is_settled(self) -> None:
        if self.stage.world.has_served and not self.is_unfinished:
            serving = find_serving(self.stage.ground)
            assert serving is not None
            assert serving.release == self.stage.serving
            assert serving.colour == self.stage.world.edge_colour

    def teardown(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)


TestHost = Host.TestCase
TestHost.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
