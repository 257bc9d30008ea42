"""A hold is told in plain words, and offers its end to who may ask for it while nothing waits."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from rufschutz.console.holds.sheets import sheet
from rufschutz.core.holds.queries import HoldView
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.hold.hold import Kind, State
from rufschutz.domain.ids import ArtefactId, CallId
from rufschutz.domain.moments import DAY, Millis

NOW = Millis(1_790_000_000_000)
VIEW = HoldView(
    id="1" * 32,
    call=CallId("2" * 32),
    kind=Kind.LEGAL_HOLD,
    state=State.CONFIRMED,
    reason="Streit",
    opponent="Gegenseite",
    claim="",
    counsel="",
    article="",
    told=False,
    untold="vereitelt den Anspruch",
    covered=4,
    asked="3" * 32,
    asked_name="Erste",
    confirmed_by="core",
    confirmed_name="",
    placed_at=NOW,
    lapses_at=None,
    ends_at=Millis(NOW + 60 * DAY),
    ended_at=None,
    due_at=None,
    waiting=None,
    proposal="",
    call_at=NOW,
    number=None,
    sounds=(ArtefactId("4" * 32),),
)


def seen(view: HoldView, role: Role = Role.OWNER):
    return sheet(view, SimpleNamespace(role=role, zone="Europe/Berlin"))


def test_it_says_what_why_who_and_until_when():
    found = seen(VIEW)
    told = {fact.name: fact.words for fact in found.facts}
    assert found.title.startswith("Rechtsstreit: Anruf vom")
    assert found.until.startswith("längstens bis")
    assert told["Grund"] == "Streit"
    assert "vereitelt" in told["Weiß die Person davon?"]
    assert "48 Stunden" in told["Bestätigt von"]
    assert "Anspruch" not in told
    assert "4 Sachen" in found.covered


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_ask_is_offered_its_end_and_only_the_owner_hears_it(role):
    found = seen(VIEW, role)
    assert found.asks == (role in {Role.OWNER, Role.SUPERVISOR})
    assert bool(found.sounds) == (role is Role.OWNER)


def test_while_something_waits_nothing_more_is_offered():
    found = seen(replace(VIEW, waiting=Subject.RELEASE_HOLD, proposal="5" * 32))
    assert not found.asks
    assert found.waiting


def test_an_unconfirmed_one_says_when_it_lapses_and_an_ended_one_when_it_ended():
    assert "verfällt" in seen(replace(VIEW, state=State.PROVISIONAL, lapses_at=Millis(NOW + DAY))).until
    over = seen(replace(VIEW, state=State.RELEASED, ended_at=NOW, call_at=None))
    assert over.until.startswith("beendet am")
    assert over.title == "Rechtsstreit"
    assert over.call == ""
