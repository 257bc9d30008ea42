"""How many decisions of access one core makes in a second, each with its complete trace.

The requests are those of a working day: a list, a play on one's own line, a number, what another
tenant has, what many rules refuse. It is the processor's time that
counts, and the fastest turn: a busy machine slows single turns.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

from rufschutz.domain.access.decision import decide
from rufschutz.domain.access.request import Action, Actor, Labels, Request, Role
from rufschutz.domain.access.table import MATTER, RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import KindId, LineId, PersonId, TenantId
from rufschutz.domain.moments import Millis

DECISIONS: Final = 20_000
TURNS: Final = 7

_TENANT, _LINE, _NOW = TenantId("bench"), LineId("line"), Millis(0)
_AGENT: Final = Actor(PersonId("person"), _TENANT, Role.AGENT, second_factor=True, lines=frozenset({_LINE}))
_TAPE: Final = Labels(
    _TENANT, _LINE, None, KindId("recording_matter"), frozenset({RECORD}), ConsentState.GIVEN
)
_PLAY: Final = Request(_AGENT, Action.PLAY_RECORDING, RECORD, _TAPE, _NOW)

REQUESTS: Final = {
    "a list": replace(_PLAY, action=Action.LIST_CALLS, purpose=MATTER, labels=Labels(_TENANT)),
    "a message on one's own line": _PLAY,
    "a message of another tenant": replace(_PLAY, labels=replace(_TAPE, tenant=TenantId("other"))),
    "refused by many rules": replace(
        _PLAY,
        actor=replace(_AGENT, tenant=TenantId("other"), second_factor=False, until=_NOW, lines=frozenset()),
        labels=replace(_TAPE, consent=ConsentState.WITHDRAWN, restricted=True, held=True, quarantined=True),
    ),
}


@dataclass(frozen=True, slots=True)
class AccessResult:
    """One sort of request: decisions a second, and how many words the trace of each holds."""

    what: str
    per_second: float
    trace: int


def measure(decisions: int = DECISIONS, turns: int = TURNS) -> tuple[AccessResult, ...]:
    """Measure each sort of request on one core."""
    return tuple(_measured(what, request, decisions, turns) for what, request in REQUESTS.items())


def _measured(what: str, request: Request, decisions: int, turns: int) -> AccessResult:
    best, trace = float("inf"), len(decide(request).trace)
    for _ in range(turns):
        start = time.process_time()
        for _ in range(decisions):
            decide(request)
        best = min(best, time.process_time() - start)
    return AccessResult(what, decisions / best, trace)
