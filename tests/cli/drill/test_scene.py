"""No two messages of a drill sound alike, so that none is mistaken for another."""

from __future__ import annotations

from rufschutz.cli.drill.scene import CALLS, NUMBERS, sound


def test_every_message_is_its_own():
    assert len({sound(name) for name in CALLS}) == len(CALLS)
    assert {len(sound(name)) for name in CALLS} == {16_000}
    assert len(set(NUMBERS.values())) == len(NUMBERS)
    assert all(number.startswith("+4930231259") for number in NUMBERS.values())
