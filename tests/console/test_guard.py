from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from rufschutz.console.guard import purpose_of
from rufschutz.console.screens import Screen
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.table import CLAIMS, FIGURES, MATTER, PROOF, RIGHTS, SECURITY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

NO_IDS = ["1" * 33, "x" * 4000, "1" * 31 + "\0", "1" * 31 + "Z", "ä"]


def test_a_screen_is_looked_at_for_what_it_shows() -> None:
    worker = SimpleNamespace(purpose=MATTER, role=Role.OWNER)
    own = {Screen.CALLS, Screen.CONSENTS, Screen.FIGURES, Screen.TEAM, Screen.OBJECTIONS, Screen.EXCHANGE}
    own |= {Screen.HOLDS}
    assert purpose_of(worker, Screen.CALLS) == MATTER
    assert {purpose_of(worker, screen) for screen in (Screen.CONSENTS, Screen.TEAM, Screen.EXCHANGE)} == {
        PROOF
    }
    assert purpose_of(worker, Screen.OBJECTIONS) == RIGHTS
    assert purpose_of(worker, Screen.FIGURES) == FIGURES
    assert purpose_of(worker, Screen.HOLDS) == CLAIMS
    assert purpose_of(SimpleNamespace(role=Role.AUDITOR), Screen.HOLDS) == RIGHTS
    assert {purpose_of(worker, screen) for screen in set(Screen) - own} == {SECURITY}


@pytest.mark.parametrize("part", NO_IDS)
def test_what_can_be_no_id_is_not_found(signed_in: Callable[[Role], Client], part: str) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.get(f"/anrufe/{quote(part)}/").status_code == 404
    assert browser.get(f"/aufnahmen/{quote(part)}/ton").status_code == 404
    assert browser.get(f"/aufnahmen/{quote(part)}/loeschbestaetigung.json").status_code == 404


@pytest.mark.rule("R61")
@pytest.mark.parametrize("part", NO_IDS)
def test_a_refusal_is_recorded_even_if_what_was_asked_for_can_be_no_id(
    signed_in: Callable[[Role], Client], part: str, door
) -> None:
    assert signed_in(Role.OPERATOR).get(f"/anrufe/{quote(part)}/").status_code == 403
    with tenant_scope(door.tenant):
        last = OutboxEntry.objects.order_by("id").last()
        assert (last.event, last.subject) == ("access:denied", "unknown")
        assert part not in last.payload
