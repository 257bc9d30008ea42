"""Of a hold the call's page tells the day to everybody and leads there who may see it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.console.holds.ofcall import Safe, safe_of
from rufschutz.core.holds.locks import Kept
from rufschutz.domain.access.request import Role
from rufschutz.domain.moments import DAY, Millis

KEPT = Kept(("5" * 32, "6" * 32), Millis(1_790_000_000_000 + DAY), told=True)


def seen(kept, duration=1000):
    return SimpleNamespace(kept=kept, row=SimpleNamespace(id="1" * 32, duration=duration))


def viewer(role):
    return SimpleNamespace(role=role, zone="Europe/Berlin")


@pytest.mark.rule("R51")
@pytest.mark.parametrize(("role", "leads"), [(Role.OWNER, True), (Role.AUDITOR, True), (Role.AGENT, False)])
def test_the_day_is_for_all_and_the_way_for_who_sees_holds(role, leads):
    told = safe_of(viewer(role), seen(KEPT))
    assert told.until != ""
    assert told.hold == ("5" * 32 if leads else "")
    assert not told.asks


@pytest.mark.parametrize(
    ("role", "duration", "asks"),
    [(Role.OWNER, 1000, True), (Role.OWNER, None, False), (Role.AGENT, 1000, False)],
)
def test_a_call_that_ended_can_be_asked_to_be_held_by_who_may(role, duration, asks):
    assert safe_of(viewer(role), seen(None, duration)) == Safe("", "", asks=asks)
