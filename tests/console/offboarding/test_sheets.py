from __future__ import annotations

from dataclasses import replace

from rufschutz.console.offboarding.sheets import Turn, steps, turn
from rufschutz.core.offboarding.models import State
from rufschutz.core.offboarding.queries import Progress
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

BEGUN = Progress(
    id="1" * 32,
    tenant=TenantId("a" * 32),
    state=State.BEGUN,
    begun_at=Millis(1_790_000_000_000),
    manifest="",
    packing=False,
    exported_at=None,
    handed_at=None,
    returned_at=None,
    goes_on_at=None,
    counts={},
    finished_at=None,
    certificate="",
    log_key="",
)


def test_every_state_has_its_turn_and_its_steps() -> None:
    assert turn(None) is Turn.ASK
    assert turn(BEGUN) is Turn.WRITE
    assert turn(replace(BEGUN, packing=True)) is Turn.WRITING
    assert turn(replace(BEGUN, state=State.EXPORTED)) is Turn.TAKE
    assert turn(replace(BEGUN, state=State.DESTROYED)) is Turn.GOING
    for count, state in enumerate(State, 1):
        assert sum(step.done for step in steps(replace(BEGUN, state=state), "UTC")) == count
    assert not any(step.done for step in steps(None, "UTC"))
    assert steps(BEGUN, "Europe/Berlin")[0].when
