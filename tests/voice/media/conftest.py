from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

import pytest

from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.ids import CallId, FactId, PlaybackId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rufschutz.domain.consent.grant import Grant

T = TypeVar("T")


def _granted() -> tuple[ConsentGate, Grant]:
    """Walk a gate to its grant: a question heard, a yes after it, the consent stored."""
    gate = ConsentGate(TenantId("tenant"), CallId("call"), answer_window_opens=300)
    gate.ask(PurposeId("record_matter"), PlaybackId(1))
    gate.played(PlaybackId(1), Millis(0), completed=True, alive=True)
    gate.yes(Millis(300), FactId("consent"))
    grant = gate.stored(FactId("consent"))
    assert grant is not None
    return gate, grant


@pytest.fixture
def granted() -> tuple[ConsentGate, Grant]:
    return _granted()


@pytest.fixture
def gate(granted: tuple[ConsentGate, Grant]) -> ConsentGate:
    return granted[0]


@pytest.fixture
def grant(granted: tuple[ConsentGate, Grant]) -> Grant:
    return granted[1]


@pytest.fixture(scope="session")
def living_grant() -> Grant:
    """Give a grant that no test kills."""
    return _granted()[1]


def _lossy(
    packets: Sequence[T], seed: int, *, loss: float = 0.0, double: float = 0.0, reorder: int = 0
) -> list[tuple[int, T]]:
    """Return (tick of arrival, packet): packet n is sent in tick n and held back up to ``reorder`` ticks."""
    dice = random.Random(seed)  # noqa: S311  a fake link
    arrivals: list[tuple[int, int, T]] = []
    for number, packet in enumerate(packets):
        if dice.random() < loss:
            continue
        copies = 2 if dice.random() < double else 1
        arrivals += [(number + dice.randint(0, reorder), number, packet) for _ in range(copies)]
    arrivals.sort(key=lambda arrival: arrival[:2])
    return [(tick, packet) for tick, _, packet in arrivals]


@pytest.fixture
def lossy() -> Callable[..., list[tuple[int, bytes]]]:
    """Give a link that loses, doubles and reorders what is sent over it, the same way for the same seed."""
    return _lossy
