"""How long the consent gate takes to decide, in calls that are asked for several purposes.

Every decision is a real one: a question asked and heard, a key, the consent told
durable. The fastest turn counts: a busy machine slows single turns, not the gate.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.consent.gate import ConsentDenied, ConsentGate
from rufschutz.domain.ids import CallId, FactId, PlaybackId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS: Final = 4_000
TURNS: Final = 7

_PURPOSES: Final = tuple(PurposeId(name) for name in ("record_matter", "quality", "staff_training"))
_CONSENTS: Final = tuple(FactId(f"consent-{name}") for name in _PURPOSES)
_WINDOW: Final = 300
_TENANT, _CALL = TenantId("bench"), CallId("bench")


@dataclass(frozen=True, slots=True)
class GateResult:
    """One sort of decision and how long it takes, in microseconds."""

    what: str
    microseconds: float


def measure(calls: int = CALLS, turns: int = TURNS) -> tuple[GateResult, ...]:
    """Measure a yes that becomes a grant, a yes that comes too early, and a withdrawal."""
    return (
        GateResult("a yes: asked, heard, answered, stored, granted", _best(_agree, calls, turns)),
        GateResult("a yes that comes too early: asked, heard, refused", _best(_too_early, calls, turns)),
        GateResult("one purpose of three withdrawn", _best(_withdraw, calls, turns, prepare=_agree)),
    )


def _best(
    decide: Callable[[ConsentGate], None],
    calls: int,
    turns: int,
    prepare: Callable[[ConsentGate], None] | None = None,
) -> float:
    best = float("inf")
    for _ in range(turns):
        gates = [ConsentGate(_TENANT, _CALL, _WINDOW) for _ in range(calls)]
        if prepare is not None:
            for gate in gates:
                prepare(gate)
        start = time.perf_counter()
        for gate in gates:
            decide(gate)
        best = min(best, time.perf_counter() - start)
    return best / (calls * len(_PURPOSES)) * 1e6


def _heard(gate: ConsentGate, number: int) -> Millis:
    playback, at = PlaybackId(number), Millis(number * 1_000)
    gate.ask(_PURPOSES[number], playback)
    gate.played(playback, at, completed=True, alive=True)
    return at


def _agree(gate: ConsentGate) -> None:
    for number, consent in enumerate(_CONSENTS):
        ended = _heard(gate, number)
        gate.yes(Millis(ended + _WINDOW), consent)
        gate.stored(consent)


def _too_early(gate: ConsentGate) -> None:
    for number, consent in enumerate(_CONSENTS):
        ended = _heard(gate, number)
        try:
            gate.yes(ended, consent)
        except ConsentDenied:
            continue
        raise AssertionError("the gate took a yes that came too early")


def _withdraw(gate: ConsentGate) -> None:
    for purpose in _PURPOSES:
        gate.end(purpose)
