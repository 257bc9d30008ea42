"""The team says that a child called: its consents end, its sound goes, a person calls back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

MAY = {Role.OWNER, Role.AGENT}
BUTTON = "Ein Kind hat angerufen</a>"


def seen(door) -> tuple[str, str, str]:
    with tenant_scope(door.tenant):
        return Recording.objects.get().state, Consent.objects.get().state, Matter.objects.get().about


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_may_say_so(signed_in: Callable[[Role], Client], message: str, role: Role, door) -> None:
    browser, place = signed_in(role), f"/anrufe/{message}/kind"
    assert (BUTTON in browser.get(f"/anrufe/{message}/").content.decode()) == (role in MAY)
    assert browser.get(place).status_code == (200 if role in MAY else 403)
    assert seen(door) == (State.ARCHIVED, "given", "caller")
    assert browser.post(place).status_code == (302 if role in MAY else 403)
    assert seen(door)[0] == (State.ERASED if role in MAY else State.ARCHIVED)


def test_what_follows_is_said_before_and_so_after(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    browser, place = signed_in(Role.OWNER), f"/anrufe/{message}/kind"
    asked = browser.get(place).content.decode()
    assert "Unter 16 Jahren" in asked
    assert "Eine Aufnahme (3 Sekunden) wird gelöscht." in asked
    assert "Das Anliegen und die Rückrufnummer bleiben." in asked
    browser.post(place)
    assert seen(door) == (State.ERASED, "withdrawn", "minor")
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert BUTTON not in page
    assert "nach dem Anruf vom Team, weil ein Kind angerufen hat" in page
    with tenant_scope(door.tenant):
        assert OutboxEntry.objects.filter(event="consent:recording:withdrawn", call=message).count() == 1


def test_where_nothing_was_agreed_the_request_is_marked_alone(
    signed_in: Callable[[Role], Client], refusal: str
) -> None:
    browser = signed_in(Role.AGENT)
    asked = browser.get(f"/anrufe/{refusal}/kind").content.decode()
    assert "Eine Einwilligung oder eine Aufnahme gibt es in diesem Anruf nicht." in asked
    assert BUTTON not in browser.get(f"/anrufe/{refusal}/").content.decode()


def test_a_running_call_is_not_marked(signed_in: Callable[[Role], Client], message: str, door) -> None:
    browser = signed_in(Role.OWNER)
    with tenant_scope(door.tenant):
        Call.objects.update(ended_at=None)
    assert BUTTON not in browser.get(f"/anrufe/{message}/").content.decode()
    assert browser.get(f"/anrufe/{message}/kind").status_code == 409
    assert browser.post(f"/anrufe/{message}/kind").status_code == 409
    assert seen(door)[0] == State.ARCHIVED


def test_an_unknown_call_is_not_found(signed_in: Callable[[Role], Client]) -> None:
    assert signed_in(Role.OWNER).get(f"/anrufe/{'0' * 32}/kind").status_code == 404
