"""What is shown of emergency access, and to whom."""

from __future__ import annotations

from rufschutz.adapters.clock import Clock
from rufschutz.console.glass.sheets import sheet
from rufschutz.console.viewer import Viewer
from rufschutz.core.glass.queries import GlassView
from rufschutz.domain.access.breaking import Finding
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.access.table import RECORD
from rufschutz.domain.ids import CallId, GlassId, PersonId, TenantId
from rufschutz.domain.moments import SECOND, Millis

NOW = Clock().now()
SEEN = GlassView(
    GlassId("1" * 32),
    CallId("2" * 32),
    PersonId("p-1"),
    "Jemand",
    Role.SUPERVISOR,
    RECORD,
    "Die Kollegin ist heute krank",
    Millis(NOW - 90 * SECOND),
    Millis(NOW - 30 * SECOND),
    None,
    "",
    "",
    None,
)


def shown(seen: GlassView, role: Role, person: str = "p-2", now: Millis = NOW):
    actor = Actor(PersonId(person), TenantId("t"), role, second_factor=True)
    return sheet(seen, Viewer(actor, "Ich", "Praxis", "Europe/Berlin"), now)


def test_another_leader_reviews_it_when_it_is_over() -> None:
    assert shown(SEEN, Role.OWNER).reviewable
    assert shown(SEEN, Role.SUPERVISOR).reviewable
    assert not shown(SEEN, Role.SUPERVISOR, "p-1").reviewable
    assert not shown(SEEN, Role.DATA_PROTECTION_OFFICER).reviewable
    assert not shown(SEEN, Role.OWNER, now=Millis(SEEN.over_at - 1)).reviewable


def test_who_what_and_why_stand_there() -> None:
    told = shown(SEEN, Role.DATA_PROTECTION_OFFICER)
    assert told.who == "Jemand · Teamleitung"
    assert told.opened == "die Nachricht dieses Anrufs anhören"
    assert told.reason == "Die Kollegin ist heute krank"
    assert (told.call, told.open, told.finding) == ("2" * 32, False, "")


def test_a_review_stands_with_its_words() -> None:
    from dataclasses import replace

    done = replace(SEEN, finding=Finding.NOT_JUSTIFIED, words="war nicht nötig", reviewer="Leitung")
    told = shown(done, Role.OWNER)
    assert (told.finding, told.words, told.reviewed) == ("nicht begründet", "war nicht nötig", "Leitung")
    assert not told.reviewable
