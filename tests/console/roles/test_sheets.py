from __future__ import annotations

import pytest

from rufschutz.console.roles.sheets import sheets
from rufschutz.console.roles.words import ACTIONS
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.accounts.queries import Member
from rufschutz.domain.access.request import Role
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import Millis

ENDS = Millis(1_790_000_000_000)


def member(name: str, role: Held, until: Millis | None = None) -> Member:
    return Member(PersonId("1" * 32), name, TenantId("a" * 32), role, until)


@pytest.mark.rule("R60")
def test_the_page_is_the_table_cell_by_cell() -> None:
    shown = {sheet.key: {right.act for right in sheet.rights} for sheet in sheets((), "Europe/Berlin")}
    assert shown == {role.value: {str(ACTIONS[action]) for action in TABLE[role]} for role in Role}


def test_who_has_a_role_and_until_when() -> None:
    people = (member("Eins", Held.AGENT), member("Zwei", Held.AUDITOR, ENDS))
    found = {sheet.key: sheet.holders for sheet in sheets(people, "Europe/Berlin")}
    assert [(each.name, each.until) for each in found["agent"]] == [("Eins", "")]
    (auditor,) = found["auditor"]
    assert auditor.until.endswith("September 2026, 16:13 Uhr")
    assert found["owner"] == ()


def test_duties_purposes_and_reach_stand_beside_the_act() -> None:
    agent = next(sheet for sheet in sheets((), "Europe/Berlin") if sheet.key == "agent")
    play = next(right for right in agent.rights if right.act == "Eine Nachricht anhören")
    assert play.purposes == "Nachricht zum Anliegen"
    assert play.reach.startswith("nur eigene Leitungen")
    listing = next(right for right in agent.rights if right.act == "Liste der Anrufe ansehen")
    assert listing.duties == "Rufnummern verdeckt · nur Eigenes"
